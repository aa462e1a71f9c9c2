/* SPDX-License-Identifier: Apache-2.0 */
/* Operators and displays whose operands are constants, as far as CPython 3.11 goes. */
#include "object/int.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/fold.h"

/* What folding may make: CPython's Python/ast_opt.c. */
#define MAX_INT_BITS         128
#define MAX_COLLECTION_ITEMS 256
#define MAX_TOTAL_ITEMS      1024
#define MAX_TEXT             4096

void
hp_fold_to_constant (HpCompilation *c, HpExpr *e, HpObject *value)
{
  if (value == NULL) {
    if (hp_err_matches (c->rt, HP_EXC_MEMORY_ERROR))
      hp_fail_pending (c);
    hp_err_clear (c->rt);
    return;
  }
  hp_arena_keep (c, value);
  e->kind = HP_CONSTANT;
  e->constant.value = value;
}

static bool
negate_comparison (HpExpr *e)
{
  HpExpr *operand = e->unary.operand;

  if (operand->kind != HP_COMPARE || operand->compare.comparators.n != 1 ||
      operand->compare.ops[0] < HP_CMP_IS)
    return false;
  operand->compare.ops[0] ^= 1; /* is <-> is not, in <-> not in */
  *e = *operand;
  return true;
}

_Static_assert((HP_CMP_IS ^ 1) == HP_CMP_IS_NOT && (HP_CMP_IN ^ 1) == HP_CMP_NOT_IN,
               "comparison operators come in pairs");

void
hp_fold_unary (HpCompilation *c, HpExpr *e)
{
  HpRuntime *rt = c->rt;
  HpObject *value;
  int truth;

  if (e->unary.op == HP_NOT && negate_comparison (e))
    return;
  if (e->unary.operand->kind != HP_CONSTANT)
    return;
  value = e->unary.operand->constant.value;
  switch (e->unary.op) {
  case HP_INVERT: hp_fold_to_constant (c, e, hp_number_invert (rt, value)); break;
  case HP_UADD: hp_fold_to_constant (c, e, hp_number_positive (rt, value)); break;
  case HP_USUB: hp_fold_to_constant (c, e, hp_number_negative (rt, value)); break;
  case HP_NOT:
    truth = hp_object_is_true (rt, value);
    hp_fold_to_constant (c, e, truth < 0 ? NULL : hp_new_bool (rt, !truth));
    break;
  }
}

/* Items of O, inner tuples included, taken from LIMIT; negative: too many. */
static ssize_t
spend_items (HpRuntime *rt, HpObject *o, ssize_t limit)
{
  if (hp_is_tuple_exact (rt, o)) {
    limit -= hp_tuple_length (o);
    for (ssize_t i = 0; limit >= 0 && i < hp_tuple_length (o); i++)
      limit = spend_items (rt, hp_tuple_slot (o, i), limit);
  }
  return limit;
}

static bool
may_multiply (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_is_int (a) && hp_is_int (b)) {
    if (hp_int_sign (a) != 0 && hp_int_sign (b) != 0)
      return hp_int_bit_length (a) + hp_int_bit_length (b) <= MAX_INT_BITS;
    return true;
  }
  if (hp_is_int (b) && !hp_is_int (a)) {
    HpObject *swap = a;

    a = b;
    b = swap;
  }
  if (hp_is_int (a)) {
    int overflow;
    int64_t n = hp_int_as_int64_and_overflow (a, &overflow);

    if (hp_is_tuple_exact (rt, b) && hp_tuple_length (b) > 0)
      return !overflow && n >= 0 && n <= MAX_COLLECTION_ITEMS / hp_tuple_length (b) &&
             (n == 0 || spend_items (rt, b, MAX_TOTAL_ITEMS / n) >= 0);
    if (hp_is_str_exact (rt, b) && hp_str_length (b) > 0)
      return !overflow && n >= 0 && n <= MAX_TEXT / hp_str_length (b);
    if (hp_is_bytes_exact (rt, b) && hp_bytes_length (b) > 0)
      return !overflow && n >= 0 && n <= MAX_TEXT / hp_bytes_length (b);
  }
  return true;
}

static bool
may_fold (HpRuntime *rt, int op, HpObject *a, HpObject *b)
{
  int overflow;
  int64_t n;

  switch (op) {
  case HP_NB_MULTIPLY: return may_multiply (rt, a, b);
  case HP_NB_POWER:
    if (!hp_is_int (a) || !hp_is_int (b) || hp_int_sign (b) <= 0)
      return true;
    n = hp_int_as_int64_and_overflow (b, &overflow);
    return !overflow &&
           (hp_int_bit_length (a) == 0 || n <= (int64_t)(MAX_INT_BITS / hp_int_bit_length (a)));
  case HP_NB_LSHIFT:
    if (!hp_is_int (a) || !hp_is_int (b) || hp_int_sign (a) == 0 || hp_int_sign (b) == 0)
      return true;
    n = hp_int_as_int64_and_overflow (b, &overflow);
    return !overflow && n >= 0 && n <= MAX_INT_BITS &&
           (int64_t)hp_int_bit_length (a) <= MAX_INT_BITS - n;
  case HP_NB_REMAINDER: return !hp_is_str_exact (rt, a) && !hp_is_bytes_exact (rt, a);
  case HP_NB_MATRIX_MULTIPLY: return false;
  default: return true;
  }
}

void
hp_fold_binary (HpCompilation *c, HpExpr *e)
{
  HpExpr *left = e->bin.left, *right = e->bin.right;

  if (left->kind != HP_CONSTANT)
    return;
  if (e->bin.op == HP_NB_REMAINDER && right->kind == HP_TUPLE &&
      hp_is_str_exact (c->rt, left->constant.value)) {
    hp_fold_format (c, e);
    return;
  }
  if (right->kind != HP_CONSTANT ||
      !may_fold (c->rt, e->bin.op, left->constant.value, right->constant.value))
    return;
  hp_fold_to_constant (
      c, e,
      e->bin.op == HP_NB_POWER
          ? hp_number_power (c->rt, left->constant.value, right->constant.value, hp_none (c->rt))
          : hp_number_binary (c->rt, left->constant.value, right->constant.value,
                              (HpBinaryOp)e->bin.op));
}

static HpObject *
constant_items (HpCompilation *c, const HpExprs *list)
{
  HpObject **items;

  for (int i = 0; i < list->n; i++)
    if (list->items[i]->kind != HP_CONSTANT)
      return NULL;
  items = HP_ARENA_NEW (c, HpObject *, list->n + 1);
  for (int i = 0; i < list->n; i++)
    items[i] = list->items[i]->constant.value;
  return hp_arena_keep (c, hp_tuple_from_array (c->rt, items, list->n));
}

void
hp_fold_tuple (HpCompilation *c, HpExpr *e)
{
  HpObject *tuple;

  if (e->sequence.context != HP_LOAD)
    return;
  tuple = constant_items (c, &e->sequence.items);
  if (tuple != NULL) {
    e->kind = HP_CONSTANT;
    e->constant.value = tuple;
  }
}

void
hp_fold_iterable (HpCompilation *c, HpExpr *e)
{
  HpObject *tuple;

  if (e->kind == HP_LIST) {
    for (int i = 0; i < e->sequence.items.n; i++)
      if (e->sequence.items.items[i]->kind == HP_STARRED)
        return;
    tuple = constant_items (c, &e->sequence.items);
    if (tuple == NULL) {
      e->kind = HP_TUPLE;
      e->sequence.context = HP_LOAD;
      return;
    }
    e->kind = HP_CONSTANT;
    e->constant.value = tuple;
  } else if (e->kind == HP_SET) {
    HpRuntime *rt = c->rt;

    tuple = constant_items (c, &e->sequence.items);
    if (tuple != NULL)
      hp_fold_to_constant (c, e, hp_frozenset_new (rt, tuple));
  }
}

void
hp_fold_subscript (HpCompilation *c, HpExpr *e)
{
  if (e->subscript.context == HP_LOAD && e->subscript.value->kind == HP_CONSTANT &&
      e->subscript.index->kind == HP_CONSTANT)
    hp_fold_to_constant (c, e,
                         hp_object_get_item (c->rt, e->subscript.value->constant.value,
                                             e->subscript.index->constant.value));
}
