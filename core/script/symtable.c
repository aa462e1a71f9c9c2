/* SPDX-License-Identifier: Apache-2.0 */
#include "script/symtable.h"

#include "object/str.h"

#include <string.h>

typedef struct {
  HpCompilation *c;
  HpSymtable *table;
  HpScope *scope;
  HpObject *private; /* name of the innermost class */
} Builder;

static void visit_expr (Builder *b, HpExpr *e);
static void visit_body (Builder *b, const HpStmts *body);

HpObject *
hp_mangle (HpCompilation *c, HpObject *private, HpObject *name)
{
  const char *text, *class_text;
  ssize_t n, class_n;
  char *mangled;

  if (private == NULL)
    return name;
  text = hp_str_as_utf8 (c->rt, name, &n);
  class_text = hp_str_as_utf8 (c->rt, private, &class_n);
  if (text == NULL || class_text == NULL)
    hp_fail_pending (c);
  if (n < 3 || text[0] != '_' || text[1] != '_' || (text[n - 1] == '_' && text[n - 2] == '_') ||
      memchr (text, '.', (size_t)n) != NULL)
    return name;
  for (; class_n > 0 && *class_text == '_'; class_n--)
    class_text++;
  if (class_n == 0)
    return name;
  mangled = hp_arena_alloc (c, (size_t)(class_n + n + 2));
  mangled[0] = '_';
  memcpy (mangled + 1, class_text, (size_t)class_n);
  memcpy (mangled + 1 + class_n, text, (size_t)n);
  return hp_arena_name (c, mangled, (size_t)(class_n + n + 1));
}

const HpSymbol *
hp_scope_find (const HpScope *scope, const HpObject *name)
{
  int i = hp_name_map_get (&scope->index, name);

  return i < 0 ? NULL : &scope->symbols[i];
}

HpVariableScope
hp_scope_get (const HpScope *scope, const HpObject *name)
{
  const HpSymbol *symbol = hp_scope_find (scope, name);

  return symbol == NULL ? HP_SCOPE_UNKNOWN : symbol->scope;
}

HpScope *
hp_symtable_get_scope (const HpSymtable *table, const void *node)
{
  int i = hp_name_map_get (&table->by_node, node);

  return i < 0 ? NULL : table->scopes[i];
}

static const char *
text_of (Builder *b, HpObject *name)
{
  return hp_str_as_utf8_lossy (b->c->rt, name);
}

/* the first pass: scopes and symbols */

static HpSymbol *
get_symbol (HpCompilation *c, HpScope *scope, HpObject *name)
{
  int i = hp_name_map_get (&scope->index, name);

  if (i >= 0)
    return &scope->symbols[i];
  scope->symbols = hp_arena_room (c, scope->symbols, scope->index.n, sizeof *scope->symbols);
  i = hp_name_map_add (c, &scope->index, name);
  scope->symbols[i] = (HpSymbol){ .name = name };
  return &scope->symbols[i];
}

static void
enter_scope (Builder *b, HpBlockKind kind, HpObject *name, void *node, HpPosition at)
{
  HpScope *scope = HP_ARENA_NEW (b->c, HpScope, 1), *parent = b->scope;
  HpSymtable *table = b->table;

  scope->kind = kind;
  scope->name = name;
  scope->parent = parent;
  scope->at = at;
  scope->comprehension = HP_NAME;
  if (parent != NULL) {
    scope->nested = parent->nested || parent->kind == HP_BLOCK_FUNCTION;
    if (parent->last_child != NULL)
      parent->last_child->next_sibling = scope;
    else
      parent->first_child = scope;
    parent->last_child = scope;
    scope->in_iter_nested = parent->in_iter || parent->in_iter_nested;
  }
  table->scopes = hp_arena_room (b->c, table->scopes, table->by_node.n, sizeof *table->scopes);
  table->scopes[table->by_node.n] = scope;
  hp_name_map_put (b->c, &table->by_node, node, table->by_node.n);
  b->scope = scope;
}

static void
leave_scope (Builder *b)
{
  b->scope = b->scope->parent;
}

static void
add_mangled (Builder *b, HpScope *scope, HpObject *name, int flags, HpPosition at)
{
  HpSymbol *symbol = get_symbol (b->c, scope, name);

  if ((flags & HP_SYM_PARAMETER) && (symbol->flags & HP_SYM_PARAMETER))
    hp_fail_syntax (b->c, at, "duplicate argument '%s' in function definition", text_of (b, name));
  if (scope->in_target) {
    /* a target of this comprehension may not also be assigned with `:=` */
    if (symbol->flags & (HP_SYM_GLOBAL | HP_SYM_NONLOCAL))
      hp_fail_syntax (b->c, at,
                      "comprehension inner loop cannot rebind assignment expression target '%s'",
                      text_of (b, name));
    flags |= HP_SYM_ITERATED;
  }
  symbol->flags |= flags;
  if (flags & HP_SYM_PARAMETER) {
    scope->parameters =
        hp_arena_room (b->c, scope->parameters, scope->n_parameters, sizeof *scope->parameters);
    scope->parameters[scope->n_parameters++] = name;
  } else if (flags & HP_SYM_GLOBAL)
    get_symbol (b->c, b->table->module, name)->flags |= flags;
}

static void
add (Builder *b, HpObject *name, int flags, HpPosition at)
{
  add_mangled (b, b->scope, hp_mangle (b->c, b->private, name), flags, at);
}

static void
visit_exprs (Builder *b, const HpExprs *list)
{
  for (int i = 0; i < list->n; i++)
    if (list->items[i] != NULL)
      visit_expr (b, list->items[i]);
}

static void
visit_optional (Builder *b, HpExpr *e)
{
  if (e != NULL)
    visit_expr (b, e);
}

static void
visit_keywords (Builder *b, const HpKeywords *list)
{
  for (int i = 0; i < list->n; i++)
    visit_expr (b, list->items[i].value);
}

static void
add_parameters (Builder *b, HpParameters *p)
{
  for (int i = 0; i < p->n_positional; i++)
    add (b, p->positional[i].name, HP_SYM_PARAMETER, p->positional[i].at);
  for (int i = 0; i < p->n_keyword_only; i++)
    add (b, p->keyword_only[i].name, HP_SYM_PARAMETER, p->keyword_only[i].at);
  if (p->vararg != NULL) {
    add (b, p->vararg->name, HP_SYM_PARAMETER, p->vararg->at);
    b->scope->varargs = true;
  }
  if (p->kwarg != NULL) {
    add (b, p->kwarg->name, HP_SYM_PARAMETER, p->kwarg->at);
    b->scope->varkeywords = true;
  }
}

static void
visit_annotations (Builder *b, HpParameters *p, HpExpr *returns)
{
  for (int i = 0; i < p->n_positional; i++)
    visit_optional (b, p->positional[i].annotation);
  if (p->vararg != NULL)
    visit_optional (b, p->vararg->annotation);
  if (p->kwarg != NULL)
    visit_optional (b, p->kwarg->annotation);
  for (int i = 0; i < p->n_keyword_only; i++)
    visit_optional (b, p->keyword_only[i].annotation);
  visit_optional (b, returns);
}

static void
visit_function (Builder *b, HpStmt *s)
{
  add (b, s->function.name, HP_SYM_LOCAL, s->at);
  visit_exprs (b, &s->function.parameters->defaults);
  visit_exprs (b, &s->function.parameters->keyword_defaults);
  visit_annotations (b, s->function.parameters, s->function.returns);
  visit_exprs (b, &s->function.decorators);
  enter_scope (b, HP_BLOCK_FUNCTION, s->function.name, s, s->at);
  b->scope->coroutine = b->scope->is_async_def = s->function.is_async;
  add_parameters (b, s->function.parameters);
  visit_body (b, &s->function.body);
  leave_scope (b);
}

static void
visit_lambda (Builder *b, HpExpr *e)
{
  visit_exprs (b, &e->lambda.parameters->defaults);
  visit_exprs (b, &e->lambda.parameters->keyword_defaults);
  enter_scope (b, HP_BLOCK_FUNCTION, hp_arena_name (b->c, "lambda", 6), e, e->at);
  add_parameters (b, e->lambda.parameters);
  visit_expr (b, e->lambda.body);
  leave_scope (b);
}

static void
visit_class (Builder *b, HpStmt *s)
{
  HpObject *private = b->private;

  add (b, s->class.name, HP_SYM_LOCAL, s->at);
  visit_exprs (b, &s->class.bases);
  visit_keywords (b, &s->class.keywords);
  visit_exprs (b, &s->class.decorators);
  enter_scope (b, HP_BLOCK_CLASS, s->class.name, s, s->at);
  b->private = s->class.name;
  visit_body (b, &s->class.body);
  b->private = private;
  leave_scope (b);
}

/* `:=` in a comprehension binds in the function, or module, around it. */
static void
extend_named_scope (Builder *b, HpExpr *e)
{
  HpObject *name = hp_mangle (b->c, b->private, e->name.id);
  HpScope *scope = b->scope;

  for (; scope->comprehension != HP_NAME; scope = scope->parent) {
    const HpSymbol *symbol = hp_scope_find (scope, name);

    if (symbol != NULL && (symbol->flags & HP_SYM_ITERATED))
      hp_fail_syntax (b->c, e->at,
                      "assignment expression cannot rebind comprehension iteration variable '%s'",
                      text_of (b, e->name.id));
  }
  if (scope->kind == HP_BLOCK_CLASS)
    hp_fail_syntax (b->c, e->at,
                    "assignment expression within a comprehension cannot be used in a class body");
  if (scope->kind == HP_BLOCK_FUNCTION) {
    const HpSymbol *symbol = hp_scope_find (scope, name);

    add_mangled (
        b, b->scope, name,
        symbol != NULL && (symbol->flags & HP_SYM_GLOBAL) ? HP_SYM_GLOBAL : HP_SYM_NONLOCAL, e->at);
    get_symbol (b->c, scope, name)->flags |=
        symbol != NULL && (symbol->flags & (HP_SYM_GLOBAL | HP_SYM_NONLOCAL)) ? 0 : HP_SYM_LOCAL;
    return;
  }
  add_mangled (b, b->scope, name, HP_SYM_GLOBAL, e->at);
  get_symbol (b->c, scope, name)->flags |= HP_SYM_GLOBAL;
}

static void
visit_named (Builder *b, HpExpr *e)
{
  if (b->scope->in_iter || b->scope->in_iter_nested)
    hp_fail_syntax (b->c, e->at,
                    "assignment expression cannot be used in a comprehension iterable expression");
  if (b->scope->comprehension != HP_NAME)
    extend_named_scope (b, e->named.target);
  visit_expr (b, e->named.value);
  visit_expr (b, e->named.target);
}

/* The first iterable belongs to the scope around the comprehension, which hands it over as `.0`. */
static void
visit_comprehension (Builder *b, HpExpr *e, const char *name)
{
  HpComprehension *first = &e->comp.generators[0];
  bool in_iter = b->scope->in_iter, awaits;

  b->scope->in_iter = true;
  visit_expr (b, first->iter);
  b->scope->in_iter = in_iter;

  enter_scope (b, HP_BLOCK_FUNCTION, hp_arena_name (b->c, name, strlen (name)), e, e->at);
  b->scope->comprehension = e->kind;
  b->scope->coroutine = first->is_async;
  add_mangled (b, b->scope, hp_arena_name (b->c, ".0", 2), HP_SYM_PARAMETER, e->at);
  b->scope->in_target = true;
  visit_expr (b, first->target);
  b->scope->in_target = false;
  visit_exprs (b, &first->conditions);
  for (int i = 1; i < e->comp.n_generators; i++) {
    HpComprehension *clause = &e->comp.generators[i];

    b->scope->coroutine |= clause->is_async;
    b->scope->in_target = true;
    visit_expr (b, clause->target);
    b->scope->in_target = false;
    b->scope->in_iter = true;
    visit_expr (b, clause->iter);
    b->scope->in_iter = false;
    visit_exprs (b, &clause->conditions);
  }
  visit_optional (b, e->comp.value);
  visit_expr (b, e->comp.element);
  b->scope->generator = e->kind == HP_GENERATOR_EXP;
  awaits = b->scope->coroutine && !b->scope->generator;
  leave_scope (b);
  b->scope->coroutine |= awaits;
}

static void
visit_yield (Builder *b, HpExpr *e)
{
  visit_optional (b, e->yield.value);
  if (b->scope->comprehension != HP_NAME)
    hp_fail_syntax (b->c, e->at, "'yield' inside %s",
                    b->scope->comprehension == HP_LIST_COMP   ? "list comprehension"
                    : b->scope->comprehension == HP_SET_COMP  ? "set comprehension"
                    : b->scope->comprehension == HP_DICT_COMP ? "dict comprehension"
                                                              : "generator expression");
  b->scope->generator = true;
}

static void
visit_name (Builder *b, HpExpr *e)
{
  HpRuntime *rt = b->c->rt;

  add (b, e->name.id, e->name.context == HP_LOAD ? HP_SYM_USED : HP_SYM_LOCAL, e->at);
  /* super () without arguments reads the class from a cell */
  if (e->name.context == HP_LOAD && b->scope->kind == HP_BLOCK_FUNCTION &&
      hp_str_equal_utf8 (e->name.id, "super"))
    add_mangled (b, b->scope, hp_id (rt, __class__), HP_SYM_USED, e->at);
}

static void
visit_expr (Builder *b, HpExpr *e)
{
  switch (e->kind) {
  case HP_NAMED_EXPR: visit_named (b, e); break;
  case HP_BOOL_OP: visit_exprs (b, &e->bool_op.values); break;
  case HP_BIN_OP:
    visit_expr (b, e->bin.left);
    visit_expr (b, e->bin.right);
    break;
  case HP_UNARY_OP: visit_expr (b, e->unary.operand); break;
  case HP_LAMBDA: visit_lambda (b, e); break;
  case HP_IF_EXP:
    visit_expr (b, e->if_exp.test);
    visit_expr (b, e->if_exp.body);
    visit_expr (b, e->if_exp.orelse);
    break;
  case HP_DICT:
    visit_exprs (b, &e->dict.keys);
    visit_exprs (b, &e->dict.values);
    break;
  case HP_LIST_COMP: visit_comprehension (b, e, "listcomp"); break;
  case HP_SET_COMP: visit_comprehension (b, e, "setcomp"); break;
  case HP_DICT_COMP: visit_comprehension (b, e, "dictcomp"); break;
  case HP_GENERATOR_EXP: visit_comprehension (b, e, "genexpr"); break;
  case HP_YIELD:
  case HP_YIELD_FROM: visit_yield (b, e); break;
  case HP_AWAIT_EXPR:
    visit_expr (b, e->yield.value);
    b->scope->coroutine = true;
    break;
  case HP_COMPARE:
    visit_expr (b, e->compare.left);
    visit_exprs (b, &e->compare.comparators);
    break;
  case HP_CALL_EXPR:
    visit_expr (b, e->call.function);
    visit_exprs (b, &e->call.args);
    visit_keywords (b, &e->call.keywords);
    break;
  case HP_FORMATTED_VALUE:
    visit_expr (b, e->formatted.value);
    visit_optional (b, e->formatted.spec);
    break;
  case HP_JOINED_STR: visit_exprs (b, &e->joined.values); break;
  case HP_CONSTANT: break;
  case HP_ATTRIBUTE: visit_expr (b, e->attribute.value); break;
  case HP_SUBSCRIPT:
    visit_expr (b, e->subscript.value);
    visit_expr (b, e->subscript.index);
    break;
  case HP_STARRED: visit_expr (b, e->starred.value); break;
  case HP_NAME: visit_name (b, e); break;
  case HP_SET:
  case HP_LIST:
  case HP_TUPLE: visit_exprs (b, &e->sequence.items); break;
  case HP_SLICE:
    visit_optional (b, e->slice.lower);
    visit_optional (b, e->slice.upper);
    visit_optional (b, e->slice.step);
    break;
  }
}

/* statements */

static void
visit_declaration (Builder *b, HpStmt *s)
{
  bool global = s->kind == HP_GLOBAL;
  const char *what = global ? "global" : "nonlocal";

  for (int i = 0; i < s->names.n; i++) {
    HpObject *name = hp_mangle (b->c, b->private, s->names.items[i]);
    const HpSymbol *symbol = hp_scope_find (b->scope, name);
    int flags = symbol != NULL ? symbol->flags : 0;

    if (flags & HP_SYM_PARAMETER)
      hp_fail_syntax (b->c, s->at, "name '%s' is parameter and %s", text_of (b, name), what);
    if (flags & HP_SYM_USED)
      hp_fail_syntax (b->c, s->at, "name '%s' is used prior to %s declaration", text_of (b, name),
                      what);
    if (flags & HP_SYM_ANNOTATED)
      hp_fail_syntax (b->c, s->at, "annotated name '%s' can't be %s", text_of (b, name), what);
    if (flags & (HP_SYM_LOCAL | HP_SYM_IMPORTED))
      hp_fail_syntax (b->c, s->at, "name '%s' is assigned to before %s declaration",
                      text_of (b, name), what);
    if (!global && b->scope->kind == HP_BLOCK_MODULE)
      hp_fail_syntax (b->c, s->at, "nonlocal declaration not allowed at module level");
    if (flags & (global ? HP_SYM_NONLOCAL : HP_SYM_GLOBAL))
      hp_fail_syntax (b->c, s->at, "name '%s' is nonlocal and global", text_of (b, name));
    add_mangled (b, b->scope, name, global ? HP_SYM_GLOBAL : HP_SYM_NONLOCAL, s->at);
  }
}

static void
visit_annotated (Builder *b, HpStmt *s)
{
  HpExpr *target = s->ann.target;

  if (target->kind == HP_NAME) {
    HpObject *name = hp_mangle (b->c, b->private, target->name.id);
    const HpSymbol *symbol = hp_scope_find (b->scope, name);

    if (symbol != NULL && (symbol->flags & (HP_SYM_GLOBAL | HP_SYM_NONLOCAL)) &&
        b->scope != b->table->module && s->ann.simple)
      hp_fail_syntax (b->c, s->at, "annotated name '%s' can't be %s", text_of (b, name),
                      symbol->flags & HP_SYM_GLOBAL ? "global" : "nonlocal");
    if (s->ann.simple)
      add_mangled (b, b->scope, name, HP_SYM_ANNOTATED | HP_SYM_LOCAL, target->at);
    else if (s->ann.value != NULL)
      add_mangled (b, b->scope, name, HP_SYM_LOCAL, target->at);
  } else
    visit_expr (b, target);
  visit_expr (b, s->ann.annotation);
  visit_optional (b, s->ann.value);
}

static void
visit_import (Builder *b, HpStmt *s)
{
  for (int i = 0; i < s->import.n_names; i++) {
    HpAlias *alias = &s->import.names[i];
    HpObject *name = alias->as_name != NULL ? alias->as_name : alias->name;
    ssize_t n;
    const char *text = hp_str_as_utf8 (b->c->rt, name, &n), *dot;

    if (text == NULL)
      hp_fail_pending (b->c);
    if (strcmp (text, "*") == 0) {
      if (b->scope->kind != HP_BLOCK_MODULE)
        hp_fail_syntax (b->c, s->at, "import * only allowed at module level");
      continue;
    }
    dot = memchr (text, '.', (size_t)n);
    if (dot != NULL)
      name = hp_arena_name (b->c, text, (size_t)(dot - text));
    add (b, name, HP_SYM_IMPORTED, alias->at);
  }
}

static void
visit_try (Builder *b, HpStmt *s)
{
  visit_body (b, &s->try.body);
  visit_body (b, &s->try.orelse);
  for (int i = 0; i < s->try.n_handlers; i++) {
    HpHandler *handler = &s->try.handlers[i];

    visit_optional (b, handler->type);
    if (handler->name != NULL)
      add (b, handler->name, HP_SYM_LOCAL, handler->at);
    visit_body (b, &handler->body);
  }
  visit_body (b, &s->try.finalbody);
}

static void
visit_pattern (Builder *b, HpPattern *p)
{
  visit_optional (b, p->value);
  visit_exprs (b, &p->keys);
  if (p->pattern != NULL)
    visit_pattern (b, p->pattern);
  for (int i = 0; i < p->patterns.n; i++)
    visit_pattern (b, p->patterns.items[i]);
  if (p->name != NULL)
    add (b, p->name, HP_SYM_LOCAL, p->at);
}

static void
visit_stmt (Builder *b, HpStmt *s)
{
  switch (s->kind) {
  case HP_FUNCTION_DEF: visit_function (b, s); break;
  case HP_CLASS_DEF: visit_class (b, s); break;
  case HP_RETURN:
  case HP_EXPR: visit_optional (b, s->expr.value); break;
  case HP_DELETE: visit_exprs (b, &s->assign.targets); break;
  case HP_ASSIGN:
    visit_exprs (b, &s->assign.targets);
    visit_expr (b, s->assign.value);
    break;
  case HP_AUG_ASSIGN:
    visit_expr (b, s->aug.target);
    visit_expr (b, s->aug.value);
    break;
  case HP_ANN_ASSIGN: visit_annotated (b, s); break;
  case HP_FOR:
    visit_expr (b, s->for_.target);
    visit_expr (b, s->for_.iter);
    visit_body (b, &s->for_.body);
    visit_body (b, &s->for_.orelse);
    break;
  case HP_WHILE:
  case HP_IF:
    visit_expr (b, s->branch.test);
    visit_body (b, &s->branch.body);
    visit_body (b, &s->branch.orelse);
    break;
  case HP_WITH:
    for (int i = 0; i < s->with.n_items; i++) {
      visit_expr (b, s->with.items[i].context);
      visit_optional (b, s->with.items[i].target);
    }
    visit_body (b, &s->with.body);
    break;
  case HP_RAISE:
    visit_optional (b, s->raise.exception);
    visit_optional (b, s->raise.cause);
    break;
  case HP_TRY: visit_try (b, s); break;
  case HP_MATCH:
    visit_expr (b, s->match.subject);
    for (int i = 0; i < s->match.n_cases; i++) {
      visit_pattern (b, s->match.cases[i].pattern);
      visit_optional (b, s->match.cases[i].guard);
      visit_body (b, &s->match.cases[i].body);
    }
    break;
  case HP_ASSERT:
    visit_expr (b, s->assert.test);
    visit_optional (b, s->assert.message);
    break;
  case HP_IMPORT:
  case HP_FROM_IMPORT: visit_import (b, s); break;
  case HP_GLOBAL:
  case HP_NONLOCAL: visit_declaration (b, s); break;
  case HP_PASS:
  case HP_BREAK:
  case HP_CONTINUE: break;
  }
}

static void
visit_body (Builder *b, const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    visit_stmt (b, body->items[i]);
}

/* the second pass: what each name is */

/* Whether a function around SCOPE binds NAME, so that it is a free variable there. */
static bool
is_bound_outside (Builder *b, HpScope *scope, HpObject *name)
{
  for (HpScope *s = scope->parent; s != NULL; s = s->parent) {
    const HpSymbol *symbol;

    if (s->kind == HP_BLOCK_CLASS && name == hp_id (b->c->rt, __class__))
      return true;
    if (s->kind != HP_BLOCK_FUNCTION)
      continue;
    symbol = hp_scope_find (s, name);
    if (symbol == NULL)
      continue;
    if (symbol->flags & HP_SYM_GLOBAL)
      return false;
    if ((symbol->flags & HP_SYM_BOUND) && !(symbol->flags & HP_SYM_NONLOCAL))
      return true;
  }
  return false;
}

static void
analyze_name (Builder *b, HpScope *scope, HpSymbol *symbol)
{
  if (symbol->flags & HP_SYM_GLOBAL)
    symbol->scope = HP_SCOPE_GLOBAL_EXPLICIT;
  else if (symbol->flags & HP_SYM_NONLOCAL) {
    if (!is_bound_outside (b, scope, symbol->name))
      hp_fail_syntax (b->c, scope->at, "no binding for nonlocal '%s' found",
                      text_of (b, symbol->name));
    symbol->scope = HP_SCOPE_FREE;
  } else if (symbol->flags & HP_SYM_BOUND)
    symbol->scope = HP_SCOPE_LOCAL;
  else if (is_bound_outside (b, scope, symbol->name))
    symbol->scope = HP_SCOPE_FREE;
  else
    symbol->scope = HP_SCOPE_GLOBAL_IMPLICIT;
}

/* NAME is free in a scope inside SCOPE: SCOPE holds it as a cell, or passes it on. True: it is free
 * here too. */
static bool
pass_free_name (Builder *b, HpScope *scope, HpObject *name)
{
  HpSymbol *symbol;

  if (scope->kind == HP_BLOCK_MODULE)
    return false;
  if (scope->kind == HP_BLOCK_CLASS) {
    if (name == hp_id (b->c->rt, __class__)) {
      scope->needs_class_closure = true;
      return false;
    }
    if (!is_bound_outside (b, scope, name))
      return false;
    if (hp_name_map_get (&scope->index, name) >= 0) {
      symbol = get_symbol (b->c, scope, name);
      if (symbol->flags & (HP_SYM_BOUND | HP_SYM_GLOBAL))
        symbol->flags |= HP_SYM_FREE_CLASS;
      return true;
    }
    get_symbol (b->c, scope, name)->scope = HP_SCOPE_FREE;
    return true;
  }
  if (hp_name_map_get (&scope->index, name) >= 0) {
    symbol = get_symbol (b->c, scope, name);
    if (symbol->scope == HP_SCOPE_LOCAL) {
      symbol->scope = HP_SCOPE_CELL;
      return false;
    }
    return symbol->scope == HP_SCOPE_FREE || symbol->scope == HP_SCOPE_CELL
               ? symbol->scope == HP_SCOPE_FREE
               : is_bound_outside (b, scope, name);
  }
  if (!is_bound_outside (b, scope, name))
    return false;
  get_symbol (b->c, scope, name)->scope = HP_SCOPE_FREE;
  return true;
}

static void
analyze (Builder *b, HpScope *scope)
{
  for (int i = 0; i < scope->index.n; i++)
    analyze_name (b, scope, &scope->symbols[i]);
  for (HpScope *child = scope->first_child; child != NULL; child = child->next_sibling) {
    analyze (b, child);
    for (int i = 0; i < child->index.n; i++) {
      const HpSymbol *symbol = &child->symbols[i];

      if (symbol->scope == HP_SCOPE_FREE || (symbol->flags & HP_SYM_FREE_CLASS))
        pass_free_name (b, scope, symbol->name);
    }
  }
}

HpSymtable *
hp_symtable_build (HpCompilation *c, HpModule *module)
{
  Builder b = { .c = c, .table = HP_ARENA_NEW (c, HpSymtable, 1) };
  HpPosition start = { 0, 0, 0, 0 };

  enter_scope (&b, HP_BLOCK_MODULE, hp_arena_name (c, "top", 3), module, start);
  b.table->module = b.scope;
  if (module->mode == HP_COMPILE_EVAL)
    visit_expr (&b, module->expression);
  else
    visit_body (&b, &module->body);
  analyze (&b, b.table->module);
  return b.table;
}
