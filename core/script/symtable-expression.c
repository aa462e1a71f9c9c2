/* SPDX-License-Identifier: Apache-2.0 */
/* First pass of the symbol table: the names that expressions read, and bind in lambdas,
 * comprehensions and with `:=`. */
#include "object/str.h"
#include "script/symtable-private.h"

#include <string.h>

void
hp_scope_visit_exprs (HpScopeBuilder *b, const HpExprs *list)
{
  for (int i = 0; i < list->n; i++)
    if (list->items[i] != NULL)
      hp_scope_visit_expr (b, list->items[i]);
}

void
hp_scope_visit_optional (HpScopeBuilder *b, HpExpr *e)
{
  if (e != NULL)
    hp_scope_visit_expr (b, e);
}

void
hp_scope_visit_keywords (HpScopeBuilder *b, const HpKeywords *list)
{
  for (int i = 0; i < list->n; i++)
    hp_scope_visit_expr (b, list->items[i].value);
}

void
hp_scope_add_parameters (HpScopeBuilder *b, HpParameters *p)
{
  for (int i = 0; i < p->n_positional; i++)
    hp_scope_add (b, p->positional[i].name, HP_SYM_PARAMETER, p->positional[i].at);
  for (int i = 0; i < p->n_keyword_only; i++)
    hp_scope_add (b, p->keyword_only[i].name, HP_SYM_PARAMETER, p->keyword_only[i].at);
  if (p->vararg != NULL) {
    hp_scope_add (b, p->vararg->name, HP_SYM_PARAMETER, p->vararg->at);
    b->scope->varargs = true;
  }
  if (p->kwarg != NULL) {
    hp_scope_add (b, p->kwarg->name, HP_SYM_PARAMETER, p->kwarg->at);
    b->scope->varkeywords = true;
  }
}

static void
visit_lambda (HpScopeBuilder *b, HpExpr *e)
{
  hp_scope_visit_exprs (b, &e->lambda.parameters->defaults);
  hp_scope_visit_exprs (b, &e->lambda.parameters->keyword_defaults);
  hp_scope_enter (b, HP_BLOCK_FUNCTION, hp_arena_name (b->c, "lambda", 6), e, e->at);
  hp_scope_add_parameters (b, e->lambda.parameters);
  hp_scope_visit_expr (b, e->lambda.body);
  hp_scope_leave (b);
}

/* `:=` in a comprehension binds in the function, or module, around it. */
static void
extend_named_scope (HpScopeBuilder *b, HpExpr *e)
{
  HpObject *name = hp_mangle (b->c, b->private, e->name.id);
  HpScope *scope = b->scope;

  for (; scope->comprehension != HP_NAME; scope = scope->parent) {
    const HpSymbol *symbol = hp_scope_find (scope, name);

    if (symbol != NULL && (symbol->flags & HP_SYM_ITERATED))
      hp_fail_syntax (b->c, e->at,
                      "assignment expression cannot rebind comprehension iteration variable '%s'",
                      hp_scope_text (b->c, e->name.id));
  }
  if (scope->kind == HP_BLOCK_CLASS)
    hp_fail_syntax (b->c, e->at,
                    "assignment expression within a comprehension cannot be used in a class body");
  if (scope->kind == HP_BLOCK_FUNCTION) {
    const HpSymbol *symbol = hp_scope_find (scope, name);

    hp_scope_add_mangled (
        b, name,
        symbol != NULL && (symbol->flags & HP_SYM_GLOBAL) ? HP_SYM_GLOBAL : HP_SYM_NONLOCAL, e->at);
    hp_scope_symbol (b->c, scope, name)->flags |=
        symbol != NULL && (symbol->flags & (HP_SYM_GLOBAL | HP_SYM_NONLOCAL)) ? 0 : HP_SYM_LOCAL;
    return;
  }
  hp_scope_add_mangled (b, name, HP_SYM_GLOBAL, e->at);
  hp_scope_symbol (b->c, scope, name)->flags |= HP_SYM_GLOBAL;
}

static void
visit_named (HpScopeBuilder *b, HpExpr *e)
{
  if (b->scope->in_iter || b->scope->in_iter_nested)
    hp_fail_syntax (b->c, e->at,
                    "assignment expression cannot be used in a comprehension iterable expression");
  if (b->scope->comprehension != HP_NAME)
    extend_named_scope (b, e->named.target);
  hp_scope_visit_expr (b, e->named.value);
  hp_scope_visit_expr (b, e->named.target);
}

/* The first iterable belongs to the scope around the comprehension, which hands it over as `.0`. */
static void
visit_comprehension (HpScopeBuilder *b, HpExpr *e, const char *name)
{
  HpComprehension *first = &e->comp.generators[0];
  bool in_iter = b->scope->in_iter, awaits;

  b->scope->in_iter = true;
  hp_scope_visit_expr (b, first->iter);
  b->scope->in_iter = in_iter;

  hp_scope_enter (b, HP_BLOCK_FUNCTION, hp_arena_name (b->c, name, strlen (name)), e, e->at);
  b->scope->comprehension = e->kind;
  b->scope->coroutine = first->is_async;
  hp_scope_add_mangled (b, hp_arena_name (b->c, ".0", 2), HP_SYM_PARAMETER, e->at);
  b->scope->in_target = true;
  hp_scope_visit_expr (b, first->target);
  b->scope->in_target = false;
  hp_scope_visit_exprs (b, &first->conditions);
  for (int i = 1; i < e->comp.n_generators; i++) {
    HpComprehension *clause = &e->comp.generators[i];

    b->scope->coroutine |= clause->is_async;
    b->scope->in_target = true;
    hp_scope_visit_expr (b, clause->target);
    b->scope->in_target = false;
    b->scope->in_iter = true;
    hp_scope_visit_expr (b, clause->iter);
    b->scope->in_iter = false;
    hp_scope_visit_exprs (b, &clause->conditions);
  }
  hp_scope_visit_optional (b, e->comp.value);
  hp_scope_visit_expr (b, e->comp.element);
  b->scope->generator = e->kind == HP_GENERATOR_EXP;
  awaits = b->scope->coroutine && !b->scope->generator;
  hp_scope_leave (b);
  b->scope->coroutine |= awaits;
}

static void
visit_yield (HpScopeBuilder *b, HpExpr *e)
{
  hp_scope_visit_optional (b, e->yield.value);
  if (b->scope->comprehension != HP_NAME)
    hp_fail_syntax (b->c, e->at, "'yield' inside %s",
                    b->scope->comprehension == HP_LIST_COMP   ? "list comprehension"
                    : b->scope->comprehension == HP_SET_COMP  ? "set comprehension"
                    : b->scope->comprehension == HP_DICT_COMP ? "dict comprehension"
                                                              : "generator expression");
  b->scope->generator = true;
}

static void
visit_name (HpScopeBuilder *b, HpExpr *e)
{
  HpRuntime *rt = b->c->rt;

  hp_scope_add (b, e->name.id, e->name.context == HP_LOAD ? HP_SYM_USED : HP_SYM_LOCAL, e->at);
  /* super () without arguments reads the class from a cell */
  if (e->name.context == HP_LOAD && b->scope->kind == HP_BLOCK_FUNCTION &&
      hp_str_equal_utf8 (e->name.id, "super"))
    hp_scope_add_mangled (b, hp_id (rt, __class__), HP_SYM_USED, e->at);
}

void
hp_scope_visit_expr (HpScopeBuilder *b, HpExpr *e)
{
  switch (e->kind) {
  case HP_NAMED_EXPR: visit_named (b, e); break;
  case HP_BOOL_OP: hp_scope_visit_exprs (b, &e->bool_op.values); break;
  case HP_BIN_OP:
    hp_scope_visit_expr (b, e->bin.left);
    hp_scope_visit_expr (b, e->bin.right);
    break;
  case HP_UNARY_OP: hp_scope_visit_expr (b, e->unary.operand); break;
  case HP_LAMBDA: visit_lambda (b, e); break;
  case HP_IF_EXP:
    hp_scope_visit_expr (b, e->if_exp.test);
    hp_scope_visit_expr (b, e->if_exp.body);
    hp_scope_visit_expr (b, e->if_exp.orelse);
    break;
  case HP_DICT:
    hp_scope_visit_exprs (b, &e->dict.keys);
    hp_scope_visit_exprs (b, &e->dict.values);
    break;
  case HP_LIST_COMP: visit_comprehension (b, e, "listcomp"); break;
  case HP_SET_COMP: visit_comprehension (b, e, "setcomp"); break;
  case HP_DICT_COMP: visit_comprehension (b, e, "dictcomp"); break;
  case HP_GENERATOR_EXP: visit_comprehension (b, e, "genexpr"); break;
  case HP_YIELD:
  case HP_YIELD_FROM: visit_yield (b, e); break;
  case HP_AWAIT_EXPR:
    hp_scope_visit_expr (b, e->yield.value);
    b->scope->coroutine = true;
    break;
  case HP_COMPARE:
    hp_scope_visit_expr (b, e->compare.left);
    hp_scope_visit_exprs (b, &e->compare.comparators);
    break;
  case HP_CALL_EXPR:
    hp_scope_visit_expr (b, e->call.function);
    hp_scope_visit_exprs (b, &e->call.args);
    hp_scope_visit_keywords (b, &e->call.keywords);
    break;
  case HP_FORMATTED_VALUE:
    hp_scope_visit_expr (b, e->formatted.value);
    hp_scope_visit_optional (b, e->formatted.spec);
    break;
  case HP_JOINED_STR: hp_scope_visit_exprs (b, &e->joined.values); break;
  case HP_CONSTANT: break;
  case HP_ATTRIBUTE: hp_scope_visit_expr (b, e->attribute.value); break;
  case HP_SUBSCRIPT:
    hp_scope_visit_expr (b, e->subscript.value);
    hp_scope_visit_expr (b, e->subscript.index);
    break;
  case HP_STARRED: hp_scope_visit_expr (b, e->starred.value); break;
  case HP_NAME: visit_name (b, e); break;
  case HP_SET:
  case HP_LIST:
  case HP_TUPLE: hp_scope_visit_exprs (b, &e->sequence.items); break;
  case HP_SLICE:
    hp_scope_visit_optional (b, e->slice.lower);
    hp_scope_visit_optional (b, e->slice.upper);
    hp_scope_visit_optional (b, e->slice.step);
    break;
  }
}
