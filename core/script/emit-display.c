/* SPDX-License-Identifier: Apache-2.0 */
/* Tuples, lists, sets and dicts: built at once, from a constant, or piece by piece; and their
 * unpacking. */
#include "script/compiler.h"

#include "object/set.h"
#include "object/tuple.h"

static bool
all_constant (const HpExprs *list, int begin, int end)
{
  for (int i = begin; i < end; i++)
    if (list->items[i] == NULL || list->items[i]->kind != HP_CONSTANT)
      return false;
  return true;
}

static HpObject *
constant_tuple (HpCompiler *k, const HpExprs *list, int begin, int end)
{
  HpObject **items = HP_ARENA_NEW (k->c, HpObject *, end - begin + 1);

  for (int i = begin; i < end; i++)
    items[i - begin] = list->items[i]->constant.value;
  return hp_tuple_from_array (k->c->rt, items, end - begin);
}

/* What makes a list, a set or (through a list) a tuple of values. */
typedef struct {
  int build, add, extend;
  bool tuple;
} Display;

static const Display list_display = { HP_BUILD_LIST, HP_LIST_APPEND, HP_LIST_EXTEND, false };
static const Display tuple_display = { HP_BUILD_LIST, HP_LIST_APPEND, HP_LIST_EXTEND, true };
static const Display set_display = { HP_BUILD_SET, HP_SET_ADD, HP_SET_UPDATE, false };

static void
emit_constant_display (HpCompiler *k, const HpExprs *list, int pushed, const Display *display)
{
  HpObject *folded = hp_constant_take (k->c, constant_tuple (k, list, 0, list->n));

  if (display->tuple && pushed == 0) {
    hp_emit_const (k, folded);
    return;
  }
  hp_emit_arg (k, display->build, pushed);
  if (display->add == HP_SET_ADD)
    hp_emit_new_const (k, hp_frozenset_new (k->c->rt, folded));
  else
    hp_emit_const (k, folded);
  hp_emit_arg (k, display->extend, 1);
  if (display->tuple)
    hp_emit (k, HP_LIST_TO_TUPLE);
}

/* A display of LIST, with PUSHED values on the stack already as its first items. */
static void
emit_display (HpCompiler *k, const HpExprs *list, int pushed, const Display *display)
{
  bool big = list->n + pushed > HP_STACK_GUIDELINE, starred = false, built = false;

  if (list->n > 2 && all_constant (list, 0, list->n)) {
    emit_constant_display (k, list, pushed, display);
    return;
  }
  for (int i = 0; i < list->n; i++)
    starred = starred || list->items[i]->kind == HP_STARRED;
  if (!starred && !big) {
    hp_emit_expressions (k, list);
    hp_emit_arg (k, display->tuple ? HP_BUILD_TUPLE : display->build, list->n + pushed);
    return;
  }
  if (big) {
    hp_emit_arg (k, display->build, pushed);
    built = true;
  }
  for (int i = 0; i < list->n; i++) {
    HpExpr *item = list->items[i];

    if (item->kind == HP_STARRED) {
      if (!built)
        hp_emit_arg (k, display->build, i + pushed);
      built = true;
      hp_emit_expression (k, item->starred.value);
      hp_emit_arg (k, display->extend, 1);
    } else {
      hp_emit_expression (k, item);
      if (built)
        hp_emit_arg (k, display->add, 1);
    }
  }
  if (display->tuple)
    hp_emit (k, HP_LIST_TO_TUPLE);
}

/* targets of an assignment: a, *b, c = … */
static void
emit_unpacking (HpCompiler *k, const HpExprs *list)
{
  bool starred = false;

  for (int i = 0; i < list->n; i++) {
    if (list->items[i]->kind != HP_STARRED)
      continue;
    if (starred)
      hp_emit_fail (k, "multiple starred expressions in assignment");
    if (i >= 256 || list->n - i - 1 >= INT32_MAX >> 8)
      hp_emit_fail (k, "too many expressions in star-unpacking assignment");
    hp_emit_arg (k, HP_UNPACK_EX, i + ((list->n - i - 1) << 8));
    starred = true;
  }
  if (!starred)
    hp_emit_arg (k, HP_UNPACK_SEQUENCE, list->n);
  for (int i = 0; i < list->n; i++)
    hp_emit_expression (k, list->items[i]->kind == HP_STARRED ? list->items[i]->starred.value
                                                              : list->items[i]);
}

void
hp_emit_argument_tuple (HpCompiler *k, const HpExprs *list, int pushed)
{
  emit_display (k, list, pushed, &tuple_display);
}

void
hp_emit_sequence (HpCompiler *k, HpExpr *e)
{
  switch (e->sequence.context) {
  case HP_LOAD:
    emit_display (k, &e->sequence.items, 0,
                  e->kind == HP_SET    ? &set_display
                  : e->kind == HP_LIST ? &list_display
                                       : &tuple_display);
    break;
  case HP_STORE: emit_unpacking (k, &e->sequence.items); break;
  case HP_DEL: hp_emit_expressions (k, &e->sequence.items); break;
  }
}

/* the entries BEGIN…END of a dict display, none of them `**` */
static void
emit_entries (HpCompiler *k, HpExpr *e, int begin, int end)
{
  int n = end - begin;
  bool big = n * 2 > HP_STACK_GUIDELINE;

  if (n > 1 && !big && all_constant (&e->dict.keys, begin, end)) {
    for (int i = begin; i < end; i++)
      hp_emit_expression (k, e->dict.values.items[i]);
    hp_emit_new_const (k, constant_tuple (k, &e->dict.keys, begin, end));
    hp_emit_arg (k, HP_BUILD_CONST_KEY_MAP, n);
    return;
  }
  if (big)
    hp_emit_arg (k, HP_BUILD_MAP, 0);
  for (int i = begin; i < end; i++) {
    hp_emit_expression (k, e->dict.keys.items[i]);
    hp_emit_expression (k, e->dict.values.items[i]);
    if (big)
      hp_emit_arg (k, HP_MAP_ADD, 1);
  }
  if (!big)
    hp_emit_arg (k, HP_BUILD_MAP, n);
}

void
hp_emit_dict (HpCompiler *k, HpExpr *e)
{
  int n = e->dict.values.n, pending = 0;
  bool have_dict = false;

  for (int i = 0; i < n; i++) {
    bool unpacking = e->dict.keys.items[i] == NULL;

    if (pending > 0 && (unpacking || pending * 2 > HP_STACK_GUIDELINE)) {
      emit_entries (k, e, i - pending, unpacking ? i : i + 1);
      if (have_dict)
        hp_emit_arg (k, HP_DICT_UPDATE, 1);
      have_dict = true;
      pending = 0;
      if (!unpacking)
        continue;
    }
    if (!unpacking) {
      pending++;
      continue;
    }
    if (!have_dict)
      hp_emit_arg (k, HP_BUILD_MAP, 0);
    have_dict = true;
    hp_emit_expression (k, e->dict.values.items[i]);
    hp_emit_arg (k, HP_DICT_UPDATE, 1);
  }
  if (pending > 0) {
    emit_entries (k, e, n - pending, n);
    if (have_dict)
      hp_emit_arg (k, HP_DICT_UPDATE, 1);
    have_dict = true;
  }
  if (!have_dict)
    hp_emit_arg (k, HP_BUILD_MAP, 0);
}
