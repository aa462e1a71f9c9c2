/* SPDX-License-Identifier: Apache-2.0 */
/* Truth, comparisons and conditional expressions: values that jumps decide. */
#include "script/compiler.h"
#include "script/warning.h"

void
hp_emit_bool_op (HpCompiler *k, HpExpr *e)
{
  HpBlock *end = hp_block_new (k);
  HpExprs *values = &e->bool_op.values;

  for (int i = 0; i < values->n - 1; i++) {
    hp_emit_expression (k, values->items[i]);
    hp_emit_jump (k, e->bool_op.is_or ? HP_JUMP_IF_TRUE_OR_POP : HP_JUMP_IF_FALSE_OR_POP, end);
  }
  hp_emit_expression (k, values->items[values->n - 1]);
  hp_block_use (k, end);
}

static void
emit_comparison (HpCompiler *k, int op)
{
  switch (op) {
  case HP_CMP_IS: hp_emit_arg (k, HP_IS_OP, 0); break;
  case HP_CMP_IS_NOT: hp_emit_arg (k, HP_IS_OP, 1); break;
  case HP_CMP_IN: hp_emit_arg (k, HP_CONTAINS_OP, 0); break;
  case HP_CMP_NOT_IN: hp_emit_arg (k, HP_CONTAINS_OP, 1); break;
  default: hp_emit_arg (k, HP_COMPARE_OP, op); break;
  }
}

void
hp_emit_compare (HpCompiler *k, HpExpr *e)
{
  HpExprs *right = &e->compare.comparators;
  HpBlock *cleanup, *end;

  hp_warn_about_compare (k, e);
  hp_emit_expression (k, e->compare.left);
  if (right->n == 1) {
    hp_emit_expression (k, right->items[0]);
    emit_comparison (k, e->compare.ops[0]);
    return;
  }
  cleanup = hp_block_new (k);
  for (int i = 0; i < right->n - 1; i++) {
    hp_emit_expression (k, right->items[i]);
    hp_emit_arg (k, HP_SWAP, 2);
    hp_emit_arg (k, HP_COPY, 2);
    emit_comparison (k, e->compare.ops[i]);
    hp_emit_jump (k, HP_JUMP_IF_FALSE_OR_POP, cleanup);
  }
  hp_emit_expression (k, right->items[right->n - 1]);
  emit_comparison (k, e->compare.ops[right->n - 1]);
  end = hp_block_new (k);
  hp_emit_jump_without_line (k, end);
  hp_block_use (k, cleanup);
  hp_emit_arg (k, HP_SWAP, 2);
  hp_emit (k, HP_POP_TOP);
  hp_block_use (k, end);
}

void
hp_emit_if_expression (HpCompiler *k, HpExpr *e)
{
  HpBlock *end = hp_block_new (k), *next = hp_block_new (k);

  hp_emit_jump_if (k, e->if_exp.test, next, false);
  hp_emit_expression (k, e->if_exp.body);
  hp_emit_jump_without_line (k, end);
  hp_block_use (k, next);
  hp_emit_expression (k, e->if_exp.orelse);
  hp_block_use (k, end);
}

/* conditions */

static void
jump_if_bool (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  HpExprs *values = &e->bool_op.values;
  bool condition2 = e->bool_op.is_or;
  HpBlock *target2 = condition2 != condition ? hp_block_new (k) : target;

  for (int i = 0; i < values->n - 1; i++)
    hp_emit_jump_if (k, values->items[i], target2, condition2);
  hp_emit_jump_if (k, values->items[values->n - 1], target, condition);
  if (target2 != target)
    hp_block_use (k, target2);
}

static void
jump_if_choice (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  HpBlock *end = hp_block_new (k), *next = hp_block_new (k);

  hp_emit_jump_if (k, e->if_exp.test, next, false);
  hp_emit_jump_if (k, e->if_exp.body, target, condition);
  hp_emit_jump_without_line (k, end);
  hp_block_use (k, next);
  hp_emit_jump_if (k, e->if_exp.orelse, target, condition);
  hp_block_use (k, end);
}

static void
jump_if_chain (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  HpExprs *right = &e->compare.comparators;
  HpBlock *cleanup = hp_block_new (k), *end;
  int n = right->n - 1;

  hp_emit_expression (k, e->compare.left);
  for (int i = 0; i < n; i++) {
    hp_emit_expression (k, right->items[i]);
    hp_emit_arg (k, HP_SWAP, 2);
    hp_emit_arg (k, HP_COPY, 2);
    emit_comparison (k, e->compare.ops[i]);
    hp_emit_jump (k, HP_POP_JUMP_IF_FALSE, cleanup);
  }
  hp_emit_expression (k, right->items[n]);
  emit_comparison (k, e->compare.ops[n]);
  hp_emit_jump (k, condition ? HP_POP_JUMP_IF_TRUE : HP_POP_JUMP_IF_FALSE, target);
  end = hp_block_new (k);
  hp_emit_jump_without_line (k, end);
  hp_block_use (k, cleanup);
  hp_emit (k, HP_POP_TOP);
  if (!condition)
    hp_emit_jump_without_line (k, target);
  hp_block_use (k, end);
}

void
hp_emit_jump_if (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  if (e->kind == HP_UNARY_OP && e->unary.op == HP_NOT)
    hp_emit_jump_if (k, e->unary.operand, target, !condition);
  else if (e->kind == HP_BOOL_OP)
    jump_if_bool (k, e, target, condition);
  else if (e->kind == HP_IF_EXP)
    jump_if_choice (k, e, target, condition);
  else {
    if (e->kind == HP_COMPARE)
      hp_set_position (k, e->at);
    if (e->kind == HP_COMPARE && e->compare.comparators.n > 1) {
      hp_warn_about_compare (k, e);
      jump_if_chain (k, e, target, condition);
      return;
    }
    hp_emit_expression (k, e);
    hp_emit_jump (k, condition ? HP_POP_JUMP_IF_TRUE : HP_POP_JUMP_IF_FALSE, target);
  }
}
