/* SPDX-License-Identifier: Apache-2.0 */
/* First pass of the symbol table: the names that statements bind. */
#include "object/str.h"
#include "script/symtable-private.h"

#include <string.h>

static void
visit_annotations (HpScopeBuilder *b, HpParameters *p, HpExpr *returns)
{
  for (int i = 0; i < p->n_positional; i++)
    hp_scope_visit_optional (b, p->positional[i].annotation);
  if (p->vararg != NULL)
    hp_scope_visit_optional (b, p->vararg->annotation);
  if (p->kwarg != NULL)
    hp_scope_visit_optional (b, p->kwarg->annotation);
  for (int i = 0; i < p->n_keyword_only; i++)
    hp_scope_visit_optional (b, p->keyword_only[i].annotation);
  hp_scope_visit_optional (b, returns);
}

static void
visit_function (HpScopeBuilder *b, HpStmt *s)
{
  hp_scope_add (b, s->function.name, HP_SYM_LOCAL, s->at);
  hp_scope_visit_exprs (b, &s->function.parameters->defaults);
  hp_scope_visit_exprs (b, &s->function.parameters->keyword_defaults);
  visit_annotations (b, s->function.parameters, s->function.returns);
  hp_scope_visit_exprs (b, &s->function.decorators);
  hp_scope_enter (b, HP_BLOCK_FUNCTION, s->function.name, s, s->at);
  b->scope->coroutine = b->scope->is_async_def = s->function.is_async;
  hp_scope_add_parameters (b, s->function.parameters);
  hp_scope_visit_body (b, &s->function.body);
  hp_scope_leave (b);
}

static void
visit_class (HpScopeBuilder *b, HpStmt *s)
{
  HpObject *private = b->private;

  hp_scope_add (b, s->class.name, HP_SYM_LOCAL, s->at);
  hp_scope_visit_exprs (b, &s->class.bases);
  hp_scope_visit_keywords (b, &s->class.keywords);
  hp_scope_visit_exprs (b, &s->class.decorators);
  hp_scope_enter (b, HP_BLOCK_CLASS, s->class.name, s, s->at);
  b->private = s->class.name;
  hp_scope_visit_body (b, &s->class.body);
  b->private = private;
  hp_scope_leave (b);
}

static void
visit_declaration (HpScopeBuilder *b, HpStmt *s)
{
  bool global = s->kind == HP_GLOBAL;
  const char *what = global ? "global" : "nonlocal";

  for (int i = 0; i < s->names.n; i++) {
    HpObject *name = hp_mangle (b->c, b->private, s->names.items[i]);
    const HpSymbol *symbol = hp_scope_find (b->scope, name);
    int flags = symbol != NULL ? symbol->flags : 0;

    if (flags & HP_SYM_PARAMETER)
      hp_fail_syntax (b->c, s->at, "name '%s' is parameter and %s", hp_scope_text (b->c, name),
                      what);
    if (flags & HP_SYM_USED)
      hp_fail_syntax (b->c, s->at, "name '%s' is used prior to %s declaration",
                      hp_scope_text (b->c, name), what);
    if (flags & HP_SYM_ANNOTATED)
      hp_fail_syntax (b->c, s->at, "annotated name '%s' can't be %s", hp_scope_text (b->c, name),
                      what);
    if (flags & (HP_SYM_LOCAL | HP_SYM_IMPORTED))
      hp_fail_syntax (b->c, s->at, "name '%s' is assigned to before %s declaration",
                      hp_scope_text (b->c, name), what);
    if (!global && b->scope->kind == HP_BLOCK_MODULE)
      hp_fail_syntax (b->c, s->at, "nonlocal declaration not allowed at module level");
    if (flags & (global ? HP_SYM_NONLOCAL : HP_SYM_GLOBAL))
      hp_fail_syntax (b->c, s->at, "name '%s' is nonlocal and global", hp_scope_text (b->c, name));
    hp_scope_add_mangled (b, name, global ? HP_SYM_GLOBAL : HP_SYM_NONLOCAL, s->at);
  }
}

static void
visit_annotated (HpScopeBuilder *b, HpStmt *s)
{
  HpExpr *target = s->ann.target;

  if (target->kind == HP_NAME) {
    HpObject *name = hp_mangle (b->c, b->private, target->name.id);
    const HpSymbol *symbol = hp_scope_find (b->scope, name);

    if (symbol != NULL && (symbol->flags & (HP_SYM_GLOBAL | HP_SYM_NONLOCAL)) &&
        b->scope != b->table->module && s->ann.simple)
      hp_fail_syntax (b->c, s->at, "annotated name '%s' can't be %s", hp_scope_text (b->c, name),
                      symbol->flags & HP_SYM_GLOBAL ? "global" : "nonlocal");
    if (s->ann.simple)
      hp_scope_add_mangled (b, name, HP_SYM_ANNOTATED | HP_SYM_LOCAL, target->at);
    else if (s->ann.value != NULL)
      hp_scope_add_mangled (b, name, HP_SYM_LOCAL, target->at);
  } else
    hp_scope_visit_expr (b, target);
  hp_scope_visit_expr (b, s->ann.annotation);
  hp_scope_visit_optional (b, s->ann.value);
}

static void
visit_import (HpScopeBuilder *b, HpStmt *s)
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
    hp_scope_add (b, name, HP_SYM_IMPORTED, alias->at);
  }
}

static void
visit_try (HpScopeBuilder *b, HpStmt *s)
{
  hp_scope_visit_body (b, &s->try.body);
  hp_scope_visit_body (b, &s->try.orelse);
  for (int i = 0; i < s->try.n_handlers; i++) {
    HpHandler *handler = &s->try.handlers[i];

    hp_scope_visit_optional (b, handler->type);
    if (handler->name != NULL)
      hp_scope_add (b, handler->name, HP_SYM_LOCAL, handler->at);
    hp_scope_visit_body (b, &handler->body);
  }
  hp_scope_visit_body (b, &s->try.finalbody);
}

static void
visit_pattern (HpScopeBuilder *b, HpPattern *p)
{
  hp_scope_visit_optional (b, p->value);
  hp_scope_visit_exprs (b, &p->keys);
  if (p->pattern != NULL)
    visit_pattern (b, p->pattern);
  for (int i = 0; i < p->patterns.n; i++)
    visit_pattern (b, p->patterns.items[i]);
  if (p->name != NULL)
    hp_scope_add (b, p->name, HP_SYM_LOCAL, p->at);
}

static void
visit_stmt (HpScopeBuilder *b, HpStmt *s)
{
  switch (s->kind) {
  case HP_FUNCTION_DEF: visit_function (b, s); break;
  case HP_CLASS_DEF: visit_class (b, s); break;
  case HP_RETURN:
  case HP_EXPR: hp_scope_visit_optional (b, s->expr.value); break;
  case HP_DELETE: hp_scope_visit_exprs (b, &s->assign.targets); break;
  case HP_ASSIGN:
    hp_scope_visit_exprs (b, &s->assign.targets);
    hp_scope_visit_expr (b, s->assign.value);
    break;
  case HP_AUG_ASSIGN:
    hp_scope_visit_expr (b, s->aug.target);
    hp_scope_visit_expr (b, s->aug.value);
    break;
  case HP_ANN_ASSIGN: visit_annotated (b, s); break;
  case HP_FOR:
    hp_scope_visit_expr (b, s->for_.target);
    hp_scope_visit_expr (b, s->for_.iter);
    hp_scope_visit_body (b, &s->for_.body);
    hp_scope_visit_body (b, &s->for_.orelse);
    break;
  case HP_WHILE:
  case HP_IF:
    hp_scope_visit_expr (b, s->branch.test);
    hp_scope_visit_body (b, &s->branch.body);
    hp_scope_visit_body (b, &s->branch.orelse);
    break;
  case HP_WITH:
    for (int i = 0; i < s->with.n_items; i++) {
      hp_scope_visit_expr (b, s->with.items[i].context);
      hp_scope_visit_optional (b, s->with.items[i].target);
    }
    hp_scope_visit_body (b, &s->with.body);
    break;
  case HP_RAISE:
    hp_scope_visit_optional (b, s->raise.exception);
    hp_scope_visit_optional (b, s->raise.cause);
    break;
  case HP_TRY: visit_try (b, s); break;
  case HP_MATCH:
    hp_scope_visit_expr (b, s->match.subject);
    for (int i = 0; i < s->match.n_cases; i++) {
      visit_pattern (b, s->match.cases[i].pattern);
      hp_scope_visit_optional (b, s->match.cases[i].guard);
      hp_scope_visit_body (b, &s->match.cases[i].body);
    }
    break;
  case HP_ASSERT:
    hp_scope_visit_expr (b, s->assert.test);
    hp_scope_visit_optional (b, s->assert.message);
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

void
hp_scope_visit_body (HpScopeBuilder *b, const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    visit_stmt (b, body->items[i]);
}
