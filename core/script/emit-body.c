/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of modules, classes and functions: docstring, __annotations__, statements. */
#include "script/compiler.h"

HpObject *
hp_body_get_docstring (HpCompiler *k, const HpStmts *body)
{
  HpExpr *e;

  if (body->n == 0 || body->items[0]->kind != HP_EXPR)
    return NULL;
  e = body->items[0]->expr.value;
  if (e->kind != HP_CONSTANT || !hp_is_str_exact (k->c->rt, e->constant.value))
    return NULL;
  return e->constant.value;
}

static bool has_annotation (const HpStmts *body);

static bool
statement_has_annotation (const HpStmt *s)
{
  switch (s->kind) {
  case HP_ANN_ASSIGN: return true;
  case HP_FOR: return has_annotation (&s->for_.body) || has_annotation (&s->for_.orelse);
  case HP_IF:
  case HP_WHILE: return has_annotation (&s->branch.body) || has_annotation (&s->branch.orelse);
  case HP_WITH: return has_annotation (&s->with.body);
  case HP_MATCH:
    for (int i = 0; i < s->match.n_cases; i++)
      if (has_annotation (&s->match.cases[i].body))
        return true;
    return false;
  case HP_TRY:
    for (int i = 0; i < s->try.n_handlers; i++)
      if (has_annotation (&s->try.handlers[i].body))
        return true;
    return has_annotation (&s->try.body) || has_annotation (&s->try.orelse) ||
           has_annotation (&s->try.finalbody);
  default: return false;
  }
}

static bool
has_annotation (const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    if (statement_has_annotation (body->items[i]))
      return true;
  return false;
}

void
hp_emit_body (HpCompiler *k, const HpStmts *body)
{
  int first = 0;

  if (k->unit->kind == HP_UNIT_MODULE && body->n > 0)
    hp_set_position (k, body->items[0]->at);
  if (has_annotation (body))
    hp_emit (k, HP_SETUP_ANNOTATIONS);
  if (hp_body_get_docstring (k, body) != NULL) {
    first = 1;
    hp_emit_expression (k, body->items[0]->expr.value);
    hp_unset_position (k);
    hp_emit_variable (k, hp_id (k->c->rt, __doc__), HP_STORE);
  }
  for (int i = first; i < body->n; i++)
    hp_emit_statement (k, body->items[i]);
}

void
hp_emit_module (HpCompiler *k, HpModule *module)
{
  switch (module->mode) {
  case HP_COMPILE_EXEC: hp_emit_body (k, &module->body); break;
  case HP_COMPILE_SINGLE:
    if (has_annotation (&module->body))
      hp_emit (k, HP_SETUP_ANNOTATIONS);
    k->interactive = true;
    hp_emit_statements (k, &module->body);
    break;
  case HP_COMPILE_EVAL: hp_emit_expression (k, module->expression); break;
  }
}
