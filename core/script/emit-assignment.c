/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"

#include "object/str.h"

void
hp_emit_assign (HpCompiler *k, HpStmt *s)
{
  HpExprs *targets = &s->assign.targets;

  hp_emit_expression (k, s->assign.value);
  for (int i = 0; i < targets->n; i++) {
    if (i + 1 < targets->n)
      hp_emit_arg (k, HP_COPY, 1);
    hp_emit_expression (k, targets->items[i]);
  }
}

/* An attribute over several lines is blamed on the line of its name. */
static void
set_target_position (HpCompiler *k, const HpExpr *e)
{
  int n;

  hp_set_position (k, e->at);
  if (e->kind != HP_ATTRIBUTE || e->at.line == e->at.end_line)
    return;
  n = (int)hp_str_length (e->attribute.name);
  k->unit->at.line = e->at.end_line;
  k->unit->at.column = n <= e->at.end_column ? e->at.end_column - n : -1;
}

void
hp_emit_augmented (HpCompiler *k, HpStmt *s)
{
  HpExpr *e = s->aug.target;
  HpPosition outer = k->unit->at;

  hp_set_position (k, e->at);
  switch (e->kind) {
  case HP_ATTRIBUTE:
    hp_emit_expression (k, e->attribute.value);
    hp_emit_arg (k, HP_COPY, 1);
    set_target_position (k, e);
    hp_emit_name (k, HP_LOAD_ATTR, e->attribute.name);
    break;
  case HP_SUBSCRIPT:
    hp_emit_expression (k, e->subscript.value);
    hp_emit_expression (k, e->subscript.index);
    hp_emit_arg (k, HP_COPY, 2);
    hp_emit_arg (k, HP_COPY, 2);
    hp_emit (k, HP_BINARY_SUBSCR);
    break;
  default: hp_emit_variable (k, e->name.id, HP_LOAD); break;
  }
  hp_set_position (k, outer);
  hp_emit_expression (k, s->aug.value);
  hp_emit_arg (k, HP_BINARY_OP, s->aug.op + HP_NB_INPLACE_ADD);
  hp_set_position (k, e->at);
  switch (e->kind) {
  case HP_ATTRIBUTE:
    set_target_position (k, e);
    hp_emit_arg (k, HP_SWAP, 2);
    hp_emit_name (k, HP_STORE_ATTR, e->attribute.name);
    break;
  case HP_SUBSCRIPT:
    hp_emit_arg (k, HP_SWAP, 3);
    hp_emit_arg (k, HP_SWAP, 2);
    hp_emit (k, HP_STORE_SUBSCR);
    break;
  default: hp_emit_variable (k, e->name.id, HP_STORE); break;
  }
}

static void
evaluate (HpCompiler *k, HpExpr *e)
{
  hp_emit_expression (k, e);
  hp_emit (k, HP_POP_TOP);
}

static void
evaluate_index (HpCompiler *k, HpExpr *e)
{
  if (e->kind == HP_SLICE) {
    if (e->slice.lower != NULL)
      evaluate (k, e->slice.lower);
    if (e->slice.upper != NULL)
      evaluate (k, e->slice.upper);
    if (e->slice.step != NULL)
      evaluate (k, e->slice.step);
  } else if (e->kind == HP_TUPLE) {
    for (int i = 0; i < e->sequence.items.n; i++)
      evaluate_index (k, e->sequence.items.items[i]);
  } else
    evaluate (k, e);
}

void
hp_emit_annotated (HpCompiler *k, HpStmt *s)
{
  HpExpr *target = s->ann.target;
  bool kept = k->unit->kind == HP_UNIT_MODULE || k->unit->kind == HP_UNIT_CLASS;

  if (s->ann.value != NULL) {
    hp_emit_expression (k, s->ann.value);
    hp_emit_expression (k, target);
  }
  if (target->kind == HP_NAME) {
    if (hp_str_equal_utf8 (target->name.id, "__debug__"))
      hp_emit_fail (k, "cannot assign to __debug__");
    if (s->ann.simple && kept) {
      hp_emit_expression (k, s->ann.annotation);
      hp_emit_name (k, HP_LOAD_NAME, hp_id (k->c->rt, __annotations__));
      hp_emit_const (k, hp_unit_mangle (k, target->name.id));
      hp_emit (k, HP_STORE_SUBSCR);
    }
  } else if (s->ann.value == NULL) {
    if (target->kind == HP_ATTRIBUTE)
      evaluate (k, target->attribute.value);
    else {
      evaluate (k, target->subscript.value);
      evaluate_index (k, target->subscript.index);
    }
  }
  if (!s->ann.simple && kept)
    evaluate (k, s->ann.annotation);
}
