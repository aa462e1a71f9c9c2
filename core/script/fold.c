/* SPDX-License-Identifier: Apache-2.0 */
/* Folding walks the whole tree, leaves first. */
#include "script/fold.h"

#include "object/str.h"

static void fold (HpCompilation *c, HpExpr *e);
static void fold_body (HpCompilation *c, HpStmts *body);

static void
fold_list (HpCompilation *c, HpExprs *list)
{
  for (int i = 0; i < list->n; i++)
    if (list->items[i] != NULL)
      fold (c, list->items[i]);
}

static void
fold_optional (HpCompilation *c, HpExpr *e)
{
  if (e != NULL)
    fold (c, e);
}

static void
fold_comprehension (HpCompilation *c, HpExpr *e)
{
  fold (c, e->comp.element);
  fold_optional (c, e->comp.value);
  for (int i = 0; i < e->comp.n_generators; i++) {
    HpComprehension *clause = &e->comp.generators[i];

    fold (c, clause->target);
    fold (c, clause->iter);
    fold_list (c, &clause->conditions);
    hp_fold_iterable (c, clause->iter);
  }
}

static void
fold_keywords (HpCompilation *c, HpKeywords *keywords)
{
  for (int i = 0; i < keywords->n; i++)
    fold (c, keywords->items[i].value);
}

static void
fold_parameters (HpCompilation *c, HpParameters *p)
{
  for (int i = 0; i < p->n_positional; i++)
    fold_optional (c, p->positional[i].annotation);
  if (p->vararg != NULL)
    fold_optional (c, p->vararg->annotation);
  for (int i = 0; i < p->n_keyword_only; i++)
    fold_optional (c, p->keyword_only[i].annotation);
  fold_list (c, &p->keyword_defaults);
  if (p->kwarg != NULL)
    fold_optional (c, p->kwarg->annotation);
  fold_list (c, &p->defaults);
}

static void
fold_compare (HpCompilation *c, HpExpr *e)
{
  int last = e->compare.comparators.n - 1;

  fold (c, e->compare.left);
  fold_list (c, &e->compare.comparators);
  if (e->compare.ops[last] == HP_CMP_IN || e->compare.ops[last] == HP_CMP_NOT_IN)
    hp_fold_iterable (c, e->compare.comparators.items[last]);
}

static void
fold (HpCompilation *c, HpExpr *e)
{
  switch (e->kind) {
  case HP_BOOL_OP: fold_list (c, &e->bool_op.values); break;
  case HP_NAMED_EXPR: fold (c, e->named.value); break;
  case HP_BIN_OP:
    fold (c, e->bin.left);
    fold (c, e->bin.right);
    hp_fold_binary (c, e);
    break;
  case HP_UNARY_OP:
    fold (c, e->unary.operand);
    hp_fold_unary (c, e);
    break;
  case HP_LAMBDA:
    fold_parameters (c, e->lambda.parameters);
    fold (c, e->lambda.body);
    break;
  case HP_IF_EXP:
    fold (c, e->if_exp.test);
    fold (c, e->if_exp.body);
    fold (c, e->if_exp.orelse);
    break;
  case HP_DICT:
    fold_list (c, &e->dict.keys);
    fold_list (c, &e->dict.values);
    break;
  case HP_LIST_COMP:
  case HP_SET_COMP:
  case HP_DICT_COMP:
  case HP_GENERATOR_EXP: fold_comprehension (c, e); break;
  case HP_YIELD:
  case HP_YIELD_FROM:
  case HP_AWAIT_EXPR: fold_optional (c, e->yield.value); break;
  case HP_COMPARE: fold_compare (c, e); break;
  case HP_CALL_EXPR:
    fold (c, e->call.function);
    fold_list (c, &e->call.args);
    fold_keywords (c, &e->call.keywords);
    break;
  case HP_FORMATTED_VALUE:
    fold (c, e->formatted.value);
    fold_optional (c, e->formatted.spec);
    break;
  case HP_JOINED_STR: fold_list (c, &e->joined.values); break;
  case HP_CONSTANT: break;
  case HP_ATTRIBUTE: fold (c, e->attribute.value); break;
  case HP_SUBSCRIPT:
    fold (c, e->subscript.value);
    fold (c, e->subscript.index);
    hp_fold_subscript (c, e);
    break;
  case HP_STARRED: fold (c, e->starred.value); break;
  case HP_NAME:
    if (e->name.context == HP_LOAD && hp_str_equal_utf8 (e->name.id, "__debug__"))
      hp_fold_to_constant (c, e, hp_new_bool (c->rt, true));
    break;
  case HP_SET:
  case HP_LIST: fold_list (c, &e->sequence.items); break;
  case HP_TUPLE:
    fold_list (c, &e->sequence.items);
    hp_fold_tuple (c, e);
    break;
  case HP_SLICE:
    fold_optional (c, e->slice.lower);
    fold_optional (c, e->slice.upper);
    fold_optional (c, e->slice.step);
    break;
  }
}

/* statements */

static void
fold_pattern (HpCompilation *c, HpPattern *pattern)
{
  if (pattern == NULL)
    return;
  fold_optional (c, pattern->value);
  fold_list (c, &pattern->keys);
  fold_pattern (c, pattern->pattern);
  for (int i = 0; i < pattern->patterns.n; i++)
    fold_pattern (c, pattern->patterns.items[i]);
}

static void fold_statement (HpCompilation *c, HpStmt *s);

static void
fold_statements (HpCompilation *c, const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    fold_statement (c, body->items[i]);
}

static void
fold_function (HpCompilation *c, HpStmt *s)
{
  fold_parameters (c, s->function.parameters);
  fold_body (c, &s->function.body);
  fold_list (c, &s->function.decorators);
  fold_optional (c, s->function.returns);
}

static void
fold_class (HpCompilation *c, HpStmt *s)
{
  fold_list (c, &s->class.bases);
  fold_keywords (c, &s->class.keywords);
  fold_body (c, &s->class.body);
  fold_list (c, &s->class.decorators);
}

static void
fold_for (HpCompilation *c, HpStmt *s)
{
  fold (c, s->for_.target);
  fold (c, s->for_.iter);
  fold_statements (c, &s->for_.body);
  fold_statements (c, &s->for_.orelse);
  hp_fold_iterable (c, s->for_.iter);
}

static void
fold_with (HpCompilation *c, HpStmt *s)
{
  for (int i = 0; i < s->with.n_items; i++) {
    fold (c, s->with.items[i].context);
    fold_optional (c, s->with.items[i].target);
  }
  fold_statements (c, &s->with.body);
}

static void
fold_match (HpCompilation *c, HpStmt *s)
{
  fold (c, s->match.subject);
  for (int i = 0; i < s->match.n_cases; i++) {
    fold_pattern (c, s->match.cases[i].pattern);
    fold_optional (c, s->match.cases[i].guard);
    fold_statements (c, &s->match.cases[i].body);
  }
}

static void
fold_try (HpCompilation *c, HpStmt *s)
{
  fold_statements (c, &s->try.body);
  for (int i = 0; i < s->try.n_handlers; i++) {
    fold_optional (c, s->try.handlers[i].type);
    fold_statements (c, &s->try.handlers[i].body);
  }
  fold_statements (c, &s->try.orelse);
  fold_statements (c, &s->try.finalbody);
}

static void
fold_statement (HpCompilation *c, HpStmt *s)
{
  switch (s->kind) {
  case HP_FUNCTION_DEF: fold_function (c, s); break;
  case HP_CLASS_DEF: fold_class (c, s); break;
  case HP_RETURN:
  case HP_EXPR: fold_optional (c, s->expr.value); break;
  case HP_DELETE: fold_list (c, &s->assign.targets); break;
  case HP_ASSIGN:
    fold_list (c, &s->assign.targets);
    fold (c, s->assign.value);
    break;
  case HP_AUG_ASSIGN:
    fold (c, s->aug.target);
    fold (c, s->aug.value);
    break;
  case HP_ANN_ASSIGN:
    fold (c, s->ann.target);
    fold (c, s->ann.annotation);
    fold_optional (c, s->ann.value);
    break;
  case HP_FOR: fold_for (c, s); break;
  case HP_WHILE:
  case HP_IF:
    fold (c, s->branch.test);
    fold_statements (c, &s->branch.body);
    fold_statements (c, &s->branch.orelse);
    break;
  case HP_WITH: fold_with (c, s); break;
  case HP_MATCH: fold_match (c, s); break;
  case HP_RAISE:
    fold_optional (c, s->raise.exception);
    fold_optional (c, s->raise.cause);
    break;
  case HP_TRY: fold_try (c, s); break;
  case HP_ASSERT:
    fold (c, s->assert.test);
    fold_optional (c, s->assert.message);
    break;
  case HP_IMPORT:
  case HP_FROM_IMPORT:
  case HP_GLOBAL:
  case HP_NONLOCAL:
  case HP_PASS:
  case HP_BREAK:
  case HP_CONTINUE: break;
  }
}

static bool
begins_with_text (HpCompilation *c, const HpStmts *body)
{
  return body->n > 0 && body->items[0]->kind == HP_EXPR &&
         body->items[0]->expr.value->kind == HP_CONSTANT &&
         hp_is_str_exact (c->rt, body->items[0]->expr.value->constant.value);
}

/* The body of a module, class or function: folding may not make a docstring of what was none. */
static void
fold_body (HpCompilation *c, HpStmts *body)
{
  bool docstring = begins_with_text (c, body);

  for (int i = 0; i < body->n; i++)
    fold_statement (c, body->items[i]);
  if (!docstring && begins_with_text (c, body)) {
    HpExpr *e = body->items[0]->expr.value, *text = HP_ARENA_NEW (c, HpExpr, 1);

    *text = *e;
    e->kind = HP_JOINED_STR;
    e->height = 2;
    e->joined.values.items = HP_ARENA_NEW (c, HpExpr *, 1);
    e->joined.values.items[0] = text;
    e->joined.values.n = 1;
  }
}

void
hp_fold (HpCompilation *c, HpModule *module)
{
  if (module->mode == HP_COMPILE_EVAL)
    fold (c, module->expression);
  else if (module->mode == HP_COMPILE_EXEC)
    fold_body (c, &module->body);
  else
    for (int i = 0; i < module->body.n; i++)
      fold_statement (c, module->body.items[i]);
}
