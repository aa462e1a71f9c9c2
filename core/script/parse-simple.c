/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of one line: expressions, assignments, `return`, `import` and the like. */
#include "script/parser.h"

#include <string.h>

static int
accept_augmented (HpParser *p)
{
  static const struct {
    HpTokenKind kind;
    int op;
  } table[] = {
    { HP_TOK_PLUSEQUAL, HP_NB_ADD },
    { HP_TOK_MINEQUAL, HP_NB_SUBTRACT },
    { HP_TOK_STAREQUAL, HP_NB_MULTIPLY },
    { HP_TOK_ATEQUAL, HP_NB_MATRIX_MULTIPLY },
    { HP_TOK_SLASHEQUAL, HP_NB_TRUE_DIVIDE },
    { HP_TOK_PERCENTEQUAL, HP_NB_REMAINDER },
    { HP_TOK_AMPEREQUAL, HP_NB_AND },
    { HP_TOK_VBAREQUAL, HP_NB_OR },
    { HP_TOK_CIRCUMFLEXEQUAL, HP_NB_XOR },
    { HP_TOK_LEFTSHIFTEQUAL, HP_NB_LSHIFT },
    { HP_TOK_RIGHTSHIFTEQUAL, HP_NB_RSHIFT },
    { HP_TOK_DOUBLESTAREQUAL, HP_NB_POWER },
    { HP_TOK_DOUBLESLASHEQUAL, HP_NB_FLOOR_DIVIDE },
  };

  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (hp_parser_accept (p, table[i].kind))
      return table[i].op;
  return -1;
}

static HpStmt *
parse_annotated (HpParser *p, HpExpr *target, bool parenthesised, HpPosition start)
{
  HpExpr *annotation, *value = NULL;
  HpStmt *s;

  if (target->kind == HP_LIST || target->kind == HP_TUPLE)
    hp_parser_fail (p, target->at, "only single target (not %s) can be annotated",
                    hp_expr_describe (p, target));
  if (target->kind != HP_NAME && target->kind != HP_ATTRIBUTE && target->kind != HP_SUBSCRIPT)
    hp_parser_fail (p, target->at, "illegal target for annotation");
  hp_parser_expect (p, HP_TOK_COLON);
  hp_expr_set_context (p, target, HP_STORE, "");
  annotation = hp_parse_expression (p);
  if (hp_parser_accept (p, HP_TOK_EQUAL))
    value = hp_parse_yield_or_star_expressions (p);
  s = hp_stmt_new (p, HP_ANN_ASSIGN, start);
  s->ann.target = target;
  s->ann.annotation = annotation;
  s->ann.value = value;
  s->ann.simple = target->kind == HP_NAME && !parenthesised;
  return s;
}

static HpStmt *
parse_augmented (HpParser *p, HpExpr *target, int op, HpPosition start)
{
  HpExpr *value;
  HpStmt *s;

  if (target->kind != HP_NAME && target->kind != HP_ATTRIBUTE && target->kind != HP_SUBSCRIPT)
    hp_parser_fail (p, target->at, "'%s' is an illegal expression for augmented assignment",
                    hp_expr_describe (p, target));
  hp_expr_set_context (p, target, HP_STORE, "");
  value = hp_parse_yield_or_star_expressions (p);
  s = hp_stmt_new (p, HP_AUG_ASSIGN, start);
  s->aug.target = target;
  s->aug.value = value;
  s->aug.op = op;
  return s;
}

static HpStmt *
parse_assignment (HpParser *p, HpExpr *first, HpPosition start)
{
  HpExprs targets = { 0 };
  HpExpr *value = first;
  HpStmt *s;

  while (hp_parser_accept (p, HP_TOK_EQUAL)) {
    if (value->kind == HP_YIELD || value->kind == HP_YIELD_FROM)
      hp_parser_fail (p, value->at, "assignment to yield expression not possible");
    hp_expr_set_context (p, value, HP_STORE, " here. Maybe you meant '==' instead of '='?");
    hp_exprs_add (p, &targets, value);
    value = hp_parse_yield_or_star_expressions (p);
  }
  s = hp_stmt_new (p, HP_ASSIGN, start);
  s->assign.targets = targets;
  s->assign.value = value;
  return s;
}

static bool
is_bare_print (HpParser *p)
{
  HpTokenKind next;

  if (!hp_parser_is_name (p, p->pos, "print") && !hp_parser_is_name (p, p->pos, "exec"))
    return false;
  next = hp_parser_peek_at (p, 1);
  return next == HP_TOK_NAME || next == HP_TOK_NUMBER || next == HP_TOK_STRING ||
         next == HP_TOK_NONE || next == HP_TOK_TRUE || next == HP_TOK_FALSE;
}

static HpStmt *
parse_expression_statement (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  bool parenthesised = hp_parser_peek (p) == HP_TOK_LPAR;
  HpExpr *e;
  HpStmt *s;
  int op;

  if (is_bare_print (p)) {
    const char *name = hp_parser_is_name (p, p->pos, "print") ? "print" : "exec";

    p->pos++;
    hp_parse_star_expressions (p); /* the mark is below them, too */
    hp_parser_fail (p, hp_parser_span (p, start),
                    "Missing parentheses in call to '%s'. Did you mean %s(...)?", name, name);
  }
  e = hp_parse_yield_or_star_expressions (p);
  if (hp_parser_peek (p) == HP_TOK_COLON)
    return parse_annotated (p, e, parenthesised, start);
  if (hp_parser_peek (p) == HP_TOK_EQUAL)
    return parse_assignment (p, e, start);
  if ((op = accept_augmented (p)) >= 0)
    return parse_augmented (p, e, op, start);
  s = hp_stmt_new (p, HP_EXPR, start);
  s->expr.value = e;
  return s;
}

static bool
at_line_end (HpParser *p)
{
  HpTokenKind kind = hp_parser_peek (p);

  return kind == HP_TOK_NEWLINE || kind == HP_TOK_SEMI || kind == HP_TOK_END;
}

static HpStmt *
parse_return (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *value = NULL;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_RETURN);
  if (!at_line_end (p))
    value = hp_parse_star_expressions (p);
  s = hp_stmt_new (p, HP_RETURN, start);
  s->expr.value = value;
  return s;
}

static HpStmt *
parse_raise (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *exception = NULL, *cause = NULL;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_RAISE);
  if (!at_line_end (p)) {
    exception = hp_parse_expression (p);
    if (hp_parser_accept (p, HP_TOK_FROM))
      cause = hp_parse_expression (p);
  }
  s = hp_stmt_new (p, HP_RAISE, start);
  s->raise.exception = exception;
  s->raise.cause = cause;
  return s;
}

static HpStmt *
parse_assert (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *test, *message = NULL;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_ASSERT);
  test = hp_parse_expression (p);
  if (hp_parser_accept (p, HP_TOK_COMMA))
    message = hp_parse_expression (p);
  s = hp_stmt_new (p, HP_ASSERT, start);
  s->assert.test = test;
  s->assert.message = message;
  return s;
}

static HpStmt *
parse_delete (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExprs targets = { 0 };
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_DEL);
  do {
    HpExpr *target;

    if (targets.n > 0 && at_line_end (p))
      break;
    target = hp_parse_target (p);
    hp_expr_set_context (p, target, HP_DEL, "");
    hp_exprs_add (p, &targets, target);
  } while (hp_parser_accept (p, HP_TOK_COMMA));
  s = hp_stmt_new (p, HP_DELETE, start);
  s->assign.targets = targets;
  return s;
}

static HpStmt *
parse_scope_names (HpParser *p, HpStmtKind kind)
{
  HpPosition start = hp_parser_token (p)->at;
  HpNames names = { 0 };
  HpStmt *s;

  p->pos++;
  do {
    names.items = hp_arena_room (p->c, names.items, names.n, sizeof *names.items);
    names.items[names.n++] = hp_parser_name (p);
  } while (hp_parser_accept (p, HP_TOK_COMMA));
  s = hp_stmt_new (p, kind, start);
  s->names = names;
  return s;
}

/* NAME ('.' NAME)*, joined as it stands without white space */
static HpObject *
parse_dotted_name (HpParser *p)
{
  size_t length = 0;
  int first = p->pos;
  char *text;
  HpObject *name = hp_parser_name (p);

  if (hp_parser_peek (p) != HP_TOK_DOT)
    return name;
  while (hp_parser_accept (p, HP_TOK_DOT))
    hp_parser_name (p);
  for (int i = first; i < p->pos; i++)
    length += p->tokens.items[i].length;
  text = hp_arena_alloc (p->c, length + 1);
  length = 0;
  for (int i = first; i < p->pos; i++) {
    memcpy (text + length, p->c->text + p->tokens.items[i].start, p->tokens.items[i].length);
    length += p->tokens.items[i].length;
  }
  return hp_arena_name (p->c, text, length);
}

static void
add_alias (HpParser *p, HpStmt *s, HpObject *name, HpPosition start)
{
  HpAlias alias = { .name = name };

  if (hp_parser_accept (p, HP_TOK_AS))
    alias.as_name = hp_parser_name (p);
  alias.at = hp_parser_span (p, start);
  s->import.names = hp_arena_room (p->c, s->import.names, s->import.n_names, sizeof alias);
  s->import.names[s->import.n_names++] = alias;
}

static HpStmt *
parse_import (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = hp_stmt_new (p, HP_IMPORT, start);

  hp_parser_expect (p, HP_TOK_IMPORT);
  do {
    HpPosition at = hp_parser_token (p)->at;

    add_alias (p, s, parse_dotted_name (p), at);
  } while (hp_parser_accept (p, HP_TOK_COMMA));
  s->at = hp_parser_span (p, start);
  return s;
}

static void
parse_imported_names (HpParser *p, HpStmt *s)
{
  HpPosition at = hp_parser_token (p)->at;
  bool parenthesised;

  if (hp_parser_accept (p, HP_TOK_STAR)) {
    add_alias (p, s, hp_arena_name (p->c, "*", 1), at);
    return;
  }
  parenthesised = hp_parser_accept (p, HP_TOK_LPAR);
  for (;;) {
    at = hp_parser_token (p)->at;
    add_alias (p, s, hp_parser_name (p), at);
    if (!hp_parser_accept (p, HP_TOK_COMMA))
      break;
    if (parenthesised && hp_parser_peek (p) == HP_TOK_RPAR)
      break;
    if (!parenthesised && at_line_end (p))
      hp_parser_fail (p, hp_parser_token (p)->at,
                      "trailing comma not allowed without surrounding parentheses");
  }
  if (parenthesised)
    hp_parser_expect (p, HP_TOK_RPAR);
}

static HpStmt *
parse_from_import (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = hp_stmt_new (p, HP_FROM_IMPORT, start);

  hp_parser_expect (p, HP_TOK_FROM);
  for (;; s->import.level++) {
    if (hp_parser_accept (p, HP_TOK_ELLIPSIS))
      s->import.level += 2;
    else if (!hp_parser_accept (p, HP_TOK_DOT))
      break;
  }
  if (s->import.level == 0 || hp_parser_peek (p) == HP_TOK_NAME)
    s->import.module = parse_dotted_name (p);
  hp_parser_expect (p, HP_TOK_IMPORT);
  parse_imported_names (p, s);
  s->at = hp_parser_span (p, start);
  return s;
}

static HpStmt *
parse_keyword_only (HpParser *p, HpStmtKind kind)
{
  HpPosition start = hp_parser_token (p)->at;

  p->pos++;
  return hp_stmt_new (p, kind, start);
}

static HpStmt *
parse_simple (HpParser *p)
{
  switch (hp_parser_peek (p)) {
  case HP_TOK_RETURN: return parse_return (p);
  case HP_TOK_RAISE: return parse_raise (p);
  case HP_TOK_ASSERT: return parse_assert (p);
  case HP_TOK_DEL: return parse_delete (p);
  case HP_TOK_GLOBAL: return parse_scope_names (p, HP_GLOBAL);
  case HP_TOK_NONLOCAL: return parse_scope_names (p, HP_NONLOCAL);
  case HP_TOK_IMPORT: return parse_import (p);
  case HP_TOK_FROM: return parse_from_import (p);
  case HP_TOK_PASS: return parse_keyword_only (p, HP_PASS);
  case HP_TOK_BREAK: return parse_keyword_only (p, HP_BREAK);
  case HP_TOK_CONTINUE: return parse_keyword_only (p, HP_CONTINUE);
  default: return parse_expression_statement (p);
  }
}

void
hp_parse_simple_line (HpParser *p, HpStmts *out)
{
  do {
    if (out->n > 0 && hp_parser_peek (p) == HP_TOK_NEWLINE &&
        p->tokens.items[p->pos - 1].kind == HP_TOK_SEMI)
      break;
    hp_stmts_add (p, out, parse_simple (p));
  } while (hp_parser_accept (p, HP_TOK_SEMI));
  hp_parser_expect (p, HP_TOK_NEWLINE);
}
