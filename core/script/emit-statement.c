/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"
#include "script/warning.h"

static void
emit_raise (HpCompiler *k, HpStmt *s)
{
  int n = 0;

  if (s->raise.exception != NULL) {
    hp_emit_expression (k, s->raise.exception);
    n++;
    if (s->raise.cause != NULL) {
      hp_emit_expression (k, s->raise.cause);
      n++;
    }
  }
  hp_emit_arg (k, HP_RAISE_VARARGS, n);
}

static void
emit_assert (HpCompiler *k, HpStmt *s)
{
  HpBlock *end = hp_block_new (k);

  hp_warn_about_assert (k, s);
  hp_emit_jump_if (k, s->assert.test, end, true);
  hp_emit (k, HP_LOAD_ASSERTION_ERROR);
  if (s->assert.message != NULL) {
    hp_emit_expression (k, s->assert.message);
    hp_emit_arg (k, HP_PRECALL, 0);
    hp_emit_arg (k, HP_CALL, 0);
  }
  hp_emit_arg (k, HP_RAISE_VARARGS, 1);
  hp_block_use (k, end);
}

static void
emit_expression_statement (HpCompiler *k, HpStmt *s)
{
  HpExpr *value = s->expr.value;

  if (k->interactive && k->nesting <= 1) {
    hp_emit_expression (k, value);
    hp_emit (k, HP_PRINT_EXPR);
    return;
  }
  if (value->kind == HP_CONSTANT) {
    hp_emit (k, HP_NOP);
    return;
  }
  hp_emit_expression (k, value);
  hp_unset_position (k);
  hp_emit (k, HP_POP_TOP);
}

void
hp_emit_statement (HpCompiler *k, HpStmt *s)
{
  hp_set_position (k, s->at);
  switch (s->kind) {
  case HP_FUNCTION_DEF: hp_emit_function (k, s); break;
  case HP_CLASS_DEF: hp_emit_class (k, s); break;
  case HP_RETURN: hp_emit_return (k, s); break;
  case HP_DELETE: hp_emit_expressions (k, &s->assign.targets); break;
  case HP_ASSIGN: hp_emit_assign (k, s); break;
  case HP_AUG_ASSIGN: hp_emit_augmented (k, s); break;
  case HP_ANN_ASSIGN: hp_emit_annotated (k, s); break;
  case HP_FOR: hp_emit_for (k, s); break;
  case HP_WHILE: hp_emit_while (k, s); break;
  case HP_IF: hp_emit_if (k, s); break;
  case HP_WITH: hp_emit_with (k, s); break;
  case HP_MATCH: hp_emit_match (k, s); break;
  case HP_RAISE: emit_raise (k, s); break;
  case HP_TRY: hp_emit_try (k, s); break;
  case HP_ASSERT: emit_assert (k, s); break;
  case HP_IMPORT: hp_emit_import (k, s); break;
  case HP_FROM_IMPORT: hp_emit_import_from (k, s); break;
  case HP_GLOBAL:
  case HP_NONLOCAL: break;
  case HP_EXPR: emit_expression_statement (k, s); break;
  case HP_PASS: hp_emit (k, HP_NOP); break;
  case HP_BREAK: hp_emit_break (k); break;
  case HP_CONTINUE: hp_emit_continue (k); break;
  }
}

void
hp_emit_statements (HpCompiler *k, const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    hp_emit_statement (k, body->items[i]);
}
