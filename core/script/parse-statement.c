/* SPDX-License-Identifier: Apache-2.0 */
#include "script/parser.h"

#include "object/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* tokens */

HpTokenKind
hp_parser_peek_at (HpParser *p, int n)
{
  int i = p->pos + n < p->tokens.n ? p->pos + n : p->tokens.n - 1;

  return p->tokens.items[i].kind;
}

bool
hp_parser_accept (HpParser *p, HpTokenKind kind)
{
  if (hp_parser_peek (p) != kind)
    return false;
  p->pos++;
  return true;
}

void
hp_parser_expect (HpParser *p, HpTokenKind kind)
{
  if (!hp_parser_accept (p, kind))
    hp_parser_fail_here (p);
}

HpObject *
hp_parser_name (HpParser *p)
{
  HpToken *token = hp_parser_token (p);

  hp_parser_expect (p, HP_TOK_NAME);
  return hp_arena_name (p->c, p->c->text + token->start, token->length);
}

bool
hp_parser_is_name (HpParser *p, int pos, const char *text)
{
  const HpToken *token = &p->tokens.items[pos < p->tokens.n ? pos : p->tokens.n - 1];

  return token->kind == HP_TOK_NAME && token->length == strlen (text) &&
         memcmp (p->c->text + token->start, text, token->length) == 0;
}

HpPosition
hp_parser_span (HpParser *p, HpPosition start)
{
  int last = p->pos - 1;

  while (last > 0 && p->tokens.items[last].kind >= HP_TOK_NEWLINE &&
         p->tokens.items[last].kind <= HP_TOK_DEDENT)
    last--;
  if (last >= 0) {
    start.end_line = p->tokens.items[last].at.end_line;
    start.end_column = p->tokens.items[last].at.end_column;
  }
  return start;
}

/* errors */

void
hp_parser_enter (HpParser *p, int levels)
{
  p->depth += levels;
  if (p->depth > HP_MAX_NESTING)
    hp_fail (p->c, HP_EXC_RECURSION_ERROR, hp_parser_token (p)->at,
             "maximum recursion depth exceeded during compilation");
}

void
hp_parser_unsupported (HpParser *p, HpPosition at, const char *what)
{
  hp_fail (p->c, HP_EXC_NOT_IMPLEMENTED_ERROR, at, "%s: not in this subset of Python", what);
}

static _Noreturn void
fail_lexer (HpParser *p)
{
  p->c->unfinished = p->tokens.unfinished;
  hp_fail (p->c, p->tokens.exception, p->tokens.error_at, "%s%s", p->f_string ? "f-string: " : "",
           p->tokens.message);
}

/* The lexer stumbled over some later text. That is told first; not so a bracket that stays open,
 * which may be the consequence of what the parser found. */
static bool
lexer_failed (HpParser *p)
{
  return p->tokens.items[p->tokens.n - 1].kind == HP_TOK_ERROR &&
         (!p->tokens.unclosed || hp_parser_peek (p) == HP_TOK_ERROR);
}

void
hp_parser_fail (HpParser *p, HpPosition at, const char *format, ...)
{
  char message[240];
  va_list args;

  if (lexer_failed (p))
    fail_lexer (p);
  va_start (args, format);
  vsnprintf (message, sizeof message, format, args);
  va_end (args);
  hp_fail_syntax (p->c, at, "%s%s", p->f_string ? "f-string: " : "", message);
}

/* An unclosed bracket on an earlier line is the likely cause of an error in this one. */
static void
fail_unclosed (HpParser *p)
{
  int stack[256], depth = 0;

  for (int i = 0; i < p->pos; i++) {
    HpTokenKind kind = p->tokens.items[i].kind;

    if ((kind == HP_TOK_LPAR || kind == HP_TOK_LSQB || kind == HP_TOK_LBRACE) && depth < 256)
      stack[depth++] = i;
    else if ((kind == HP_TOK_RPAR || kind == HP_TOK_RSQB || kind == HP_TOK_RBRACE) && depth > 0)
      depth--;
  }
  if (depth > 0) {
    HpToken *open = &p->tokens.items[stack[depth - 1]];

    if (open->at.line < hp_parser_token (p)->at.line)
      hp_parser_fail (p, open->at, "'%s' was never closed", hp_token_text (open->kind));
  }
}

void
hp_parser_fail_here (HpParser *p)
{
  HpToken *token = hp_parser_token (p);

  if (lexer_failed (p))
    fail_lexer (p);
  p->c->unfinished = token->kind == HP_TOK_END && !p->f_string;
  if (token->kind == HP_TOK_INDENT)
    hp_fail (p->c, HP_EXC_INDENTATION_ERROR, token->at, "unexpected indent");
  if (token->kind == HP_TOK_DEDENT)
    hp_fail (p->c, HP_EXC_INDENTATION_ERROR, token->at, "unexpected unindent");
  fail_unclosed (p);
  if (token->kind == HP_TOK_ASYNC || token->kind == HP_TOK_AWAIT)
    hp_parser_unsupported (p, token->at, hp_token_text (token->kind));
  hp_parser_fail (p, token->at, "invalid syntax");
}

/* lists */

void
hp_exprs_add (HpParser *p, HpExprs *list, HpExpr *item)
{
  list->items = hp_arena_room (p->c, list->items, list->n, sizeof item);
  list->items[list->n++] = item;
}

void
hp_keywords_add (HpParser *p, HpKeywords *list, HpKeyword item)
{
  list->items = hp_arena_room (p->c, list->items, list->n, sizeof item);
  list->items[list->n++] = item;
}

static void
add_statement (HpParser *p, HpStmts *list, HpStmt *item)
{
  list->items = hp_arena_room (p->c, list->items, list->n, sizeof item);
  list->items[list->n++] = item;
}

static HpStmt *
new_statement (HpParser *p, HpStmtKind kind, HpPosition start)
{
  HpStmt *s = HP_ARENA_NEW (p->c, HpStmt, 1);

  s->kind = kind;
  s->at = hp_parser_span (p, start);
  return s;
}

/* simple statements */

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
                    hp_expr_describe (target));
  if (target->kind != HP_NAME && target->kind != HP_ATTRIBUTE && target->kind != HP_SUBSCRIPT)
    hp_parser_fail (p, target->at, "illegal target for annotation");
  hp_parser_expect (p, HP_TOK_COLON);
  hp_expr_set_context (p, target, HP_STORE, "");
  annotation = hp_parse_expression (p);
  if (hp_parser_accept (p, HP_TOK_EQUAL))
    value = hp_parse_yield_or_star_expressions (p);
  s = new_statement (p, HP_ANN_ASSIGN, start);
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
                    target->kind == HP_CONSTANT ? "literal" : hp_expr_describe (target));
  hp_expr_set_context (p, target, HP_STORE, "");
  value = hp_parse_yield_or_star_expressions (p);
  s = new_statement (p, HP_AUG_ASSIGN, start);
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
  s = new_statement (p, HP_ASSIGN, start);
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
  s = new_statement (p, HP_EXPR, start);
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
  s = new_statement (p, HP_RETURN, start);
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
  s = new_statement (p, HP_RAISE, start);
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
  s = new_statement (p, HP_ASSERT, start);
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
  s = new_statement (p, HP_DELETE, start);
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
  s = new_statement (p, kind, start);
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
  HpStmt *s = new_statement (p, HP_IMPORT, start);

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
  HpStmt *s = new_statement (p, HP_FROM_IMPORT, start);

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
  return new_statement (p, kind, start);
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

/* SIMPLE (';' SIMPLE)* [';'] NEWLINE */
static void
parse_simple_line (HpParser *p, HpStmts *out)
{
  do {
    if (out->n > 0 && hp_parser_peek (p) == HP_TOK_NEWLINE &&
        p->tokens.items[p->pos - 1].kind == HP_TOK_SEMI)
      break;
    add_statement (p, out, parse_simple (p));
  } while (hp_parser_accept (p, HP_TOK_SEMI));
  hp_parser_expect (p, HP_TOK_NEWLINE);
}

/* compound statements */

static void parse_statement (HpParser *p, HpStmts *out);

static void
expect_colon (HpParser *p)
{
  if (hp_parser_peek (p) == HP_TOK_NEWLINE || hp_parser_peek (p) == HP_TOK_NAME)
    hp_parser_fail (p, hp_parser_token (p)->at,
                    hp_parser_peek (p) == HP_TOK_NEWLINE ? "expected ':'" : "invalid syntax");
  hp_parser_expect (p, HP_TOK_COLON);
}

/* ':' and a block, or simple statements on the same line. WHAT and LINE are for the message. */
static HpStmts
parse_block (HpParser *p, const char *what, int line)
{
  HpStmts body = { 0 };

  expect_colon (p);
  hp_parser_enter (p, 1);
  if (!hp_parser_accept (p, HP_TOK_NEWLINE))
    parse_simple_line (p, &body);
  else {
    if (hp_parser_peek (p) != HP_TOK_INDENT) {
      if (hp_parser_peek (p) == HP_TOK_ERROR)
        fail_lexer (p);
      p->c->unfinished = hp_parser_peek_at (p, 0) == HP_TOK_END;
      hp_fail (p->c, HP_EXC_INDENTATION_ERROR, hp_parser_token (p)->at,
               "expected an indented block after %s on line %d", what, line);
    }
    p->pos++;
    while (!hp_parser_accept (p, HP_TOK_DEDENT))
      parse_statement (p, &body);
  }
  hp_parser_leave (p, 1);
  return body;
}

static HpStmts
parse_else (HpParser *p)
{
  int line = hp_parser_token (p)->at.line;

  if (!hp_parser_accept (p, HP_TOK_ELSE))
    return (HpStmts){ 0 };
  return parse_block (p, "'else' statement", line);
}

static HpExpr *
parse_condition (HpParser *p)
{
  HpExpr *e = hp_parse_named_expression (p);

  if (hp_parser_peek (p) == HP_TOK_EQUAL && e->kind == HP_NAME) {
    p->pos++;
    hp_parse_bitwise_or (p); /* the mark is below it, too */
    hp_parser_fail (p, hp_parser_span (p, e->at),
                    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
  }
  if (hp_parser_peek (p) == HP_TOK_EQUAL)
    hp_parser_fail (p, e->at, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                    e->kind == HP_CONSTANT ? "literal" : hp_expr_describe (e));
  return e;
}

/* `if` or `elif`; an elif is an if alone in the else branch */
static HpStmt *
parse_if (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  bool is_elif = hp_parser_peek (p) == HP_TOK_ELIF;
  HpExpr *test;
  HpStmts body, orelse = { 0 };
  HpStmt *s;

  p->pos++;
  hp_parser_enter (p, 3);
  test = parse_condition (p);
  body = parse_block (p, is_elif ? "'elif' statement" : "'if' statement", start.line);
  if (hp_parser_peek (p) == HP_TOK_ELIF)
    add_statement (p, &orelse, parse_if (p));
  else
    orelse = parse_else (p);
  hp_parser_leave (p, 3);
  s = new_statement (p, HP_IF, start);
  s->branch.test = test;
  s->branch.body = body;
  s->branch.orelse = orelse;
  return s;
}

static HpStmt *
parse_while (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *test;
  HpStmts body, orelse;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_WHILE);
  test = parse_condition (p);
  body = parse_block (p, "'while' statement", start.line);
  orelse = parse_else (p);
  s = new_statement (p, HP_WHILE, start);
  s->branch.test = test;
  s->branch.body = body;
  s->branch.orelse = orelse;
  return s;
}

static HpStmt *
parse_for (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *target, *iter;
  HpStmts body, orelse;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_FOR);
  target = hp_parse_target_list (p);
  hp_expr_set_context (p, target, HP_STORE, "");
  hp_parser_expect (p, HP_TOK_IN);
  iter = hp_parse_star_expressions (p);
  body = parse_block (p, "'for' statement", start.line);
  orelse = parse_else (p);
  s = new_statement (p, HP_FOR, start);
  s->for_.target = target;
  s->for_.iter = iter;
  s->for_.body = body;
  s->for_.orelse = orelse;
  return s;
}

/* `with (a as b, c):` and `with (a).b:` begin alike: the parentheses belong to the statement if a
 * colon follows them and what they hold is a list of items. */
static bool
has_parenthesised_items (HpParser *p)
{
  int depth = 0;

  if (hp_parser_peek (p) != HP_TOK_LPAR || hp_parser_peek_at (p, 1) == HP_TOK_RPAR ||
      hp_parser_peek_at (p, 1) == HP_TOK_YIELD)
    return false;
  for (int i = p->pos; i < p->tokens.n; i++) {
    HpTokenKind kind = p->tokens.items[i].kind;

    if (kind == HP_TOK_LPAR || kind == HP_TOK_LSQB || kind == HP_TOK_LBRACE)
      depth++;
    else if (kind == HP_TOK_RPAR || kind == HP_TOK_RSQB || kind == HP_TOK_RBRACE) {
      if (--depth == 0)
        return hp_parser_peek_at (p, i + 1 - p->pos) == HP_TOK_COLON;
    } else if (depth == 1 && (kind == HP_TOK_FOR || kind == HP_TOK_COLONEQUAL))
      return false;
    else if (depth == 1 && kind == HP_TOK_STAR &&
             (p->tokens.items[i - 1].kind == HP_TOK_COMMA ||
              p->tokens.items[i - 1].kind == HP_TOK_LPAR))
      return false;
  }
  return false;
}

static void
parse_with_item (HpParser *p, HpStmt *s)
{
  HpWithItem item = { .context = hp_parse_expression (p) };

  if (hp_parser_accept (p, HP_TOK_AS)) {
    item.target = hp_parse_target (p);
    hp_expr_set_context (p, item.target, HP_STORE, "");
  }
  s->with.items = hp_arena_room (p->c, s->with.items, s->with.n_items, sizeof item);
  s->with.items[s->with.n_items++] = item;
}

static HpStmt *
parse_with (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = new_statement (p, HP_WITH, start);
  bool parenthesised;

  hp_parser_expect (p, HP_TOK_WITH);
  parenthesised = has_parenthesised_items (p);
  if (parenthesised)
    p->pos++;
  do {
    if (parenthesised && hp_parser_peek (p) == HP_TOK_RPAR)
      break;
    parse_with_item (p, s);
  } while (hp_parser_accept (p, HP_TOK_COMMA));
  if (parenthesised)
    hp_parser_expect (p, HP_TOK_RPAR);
  s->with.body = parse_block (p, "'with' statement", start.line);
  s->at = hp_parser_span (p, start);
  return s;
}

static void
parse_handler (HpParser *p, HpStmt *s)
{
  HpPosition start = hp_parser_token (p)->at;
  HpHandler handler = { 0 };
  bool star;

  hp_parser_expect (p, HP_TOK_EXCEPT);
  star = hp_parser_accept (p, HP_TOK_STAR);
  if (s->try.n_handlers > 0 && star != s->try.star)
    hp_parser_fail (p, start, "cannot have both 'except' and 'except*' on the same 'try'");
  s->try.star = star;
  if (star && (hp_parser_peek (p) == HP_TOK_COLON || hp_parser_peek (p) == HP_TOK_NEWLINE))
    hp_parser_fail (p, hp_parser_token (p)->at, "expected one or more exception types");
  if (hp_parser_peek (p) != HP_TOK_COLON && hp_parser_peek (p) != HP_TOK_NEWLINE) {
    handler.type = hp_parse_expression (p);
    if (hp_parser_peek (p) == HP_TOK_COMMA)
      hp_parser_fail (p, handler.type->at, "multiple exception types must be parenthesized");
    if (hp_parser_accept (p, HP_TOK_AS))
      handler.name = hp_parser_name (p);
  }
  handler.body = parse_block (p, star ? "'except*' statement" : "'except' statement", start.line);
  handler.at = hp_parser_span (p, start);
  s->try.handlers = hp_arena_room (p->c, s->try.handlers, s->try.n_handlers, sizeof handler);
  s->try.handlers[s->try.n_handlers++] = handler;
}

static HpStmt *
parse_try (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = new_statement (p, HP_TRY, start);
  int line = start.line;

  hp_parser_expect (p, HP_TOK_TRY);
  s->try.body = parse_block (p, "'try' statement", line);
  while (hp_parser_peek (p) == HP_TOK_EXCEPT)
    parse_handler (p, s);
  if (s->try.n_handlers > 0)
    s->try.orelse = parse_else (p);
  line = hp_parser_token (p)->at.line;
  if (hp_parser_accept (p, HP_TOK_FINALLY))
    s->try.finalbody = parse_block (p, "'finally' statement", line);
  else if (s->try.n_handlers == 0) {
    if (hp_parser_peek (p) == HP_TOK_ERROR)
      fail_lexer (p);
    p->c->unfinished = hp_parser_peek (p) == HP_TOK_END;
    hp_parser_fail (p, hp_parser_token (p)->at, "expected 'except' or 'finally' block");
  }
  s->at = hp_parser_span (p, start);
  return s;
}

static HpStmt *
parse_function (HpParser *p, HpExprs decorators)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = new_statement (p, HP_FUNCTION_DEF, start);

  hp_parser_expect (p, HP_TOK_DEF);
  s->function.decorators = decorators;
  s->function.name = hp_parser_name (p);
  if (hp_parser_peek (p) != HP_TOK_LPAR && hp_parser_peek (p) != HP_TOK_ERROR)
    hp_parser_fail (p, hp_parser_token (p)->at, "expected '('");
  hp_parser_expect (p, HP_TOK_LPAR);
  s->function.parameters = hp_parse_parameters (p, HP_TOK_RPAR, true);
  hp_parser_expect (p, HP_TOK_RPAR);
  if (hp_parser_accept (p, HP_TOK_RARROW))
    s->function.returns = hp_parse_expression (p);
  s->function.body = parse_block (p, "function definition", start.line);
  s->at = hp_parser_span (p, start);
  return s;
}

static HpStmt *
parse_class (HpParser *p, HpExprs decorators)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = new_statement (p, HP_CLASS_DEF, start);

  hp_parser_expect (p, HP_TOK_CLASS);
  s->class.decorators = decorators;
  s->class.name = hp_parser_name (p);
  if (hp_parser_accept (p, HP_TOK_LPAR)) {
    hp_parse_call_arguments (p, &s->class.bases, &s->class.keywords);
    hp_parser_expect (p, HP_TOK_RPAR);
  }
  s->class.body = parse_block (p, "class definition", start.line);
  s->at = hp_parser_span (p, start);
  return s;
}

/* The statement behind `async` begins there. */
static HpStmt *
parse_async (HpParser *p, HpExprs decorators)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_ASYNC);
  switch (hp_parser_peek (p)) {
  case HP_TOK_DEF:
    s = parse_function (p, decorators);
    s->function.is_async = true;
    break;
  case HP_TOK_FOR:
    s = parse_for (p);
    s->for_.is_async = true;
    break;
  case HP_TOK_WITH:
    s = parse_with (p);
    s->with.is_async = true;
    break;
  default: hp_parser_fail_here (p);
  }
  s->at.line = start.line;
  s->at.column = start.column;
  return s;
}

static HpStmt *
parse_decorated (HpParser *p)
{
  HpExprs decorators = { 0 };

  while (hp_parser_accept (p, HP_TOK_AT)) {
    hp_exprs_add (p, &decorators, hp_parse_named_expression (p));
    hp_parser_expect (p, HP_TOK_NEWLINE);
  }
  if (hp_parser_peek (p) == HP_TOK_ASYNC && hp_parser_peek_at (p, 1) == HP_TOK_DEF)
    return parse_async (p, decorators);
  if (hp_parser_peek (p) == HP_TOK_DEF)
    return parse_function (p, decorators);
  if (hp_parser_peek (p) == HP_TOK_CLASS)
    return parse_class (p, decorators);
  hp_parser_fail_here (p);
}

/* `match` is a name unless its line ends in a colon and the block below begins with `case`. */
static bool
at_match_statement (HpParser *p)
{
  int i = p->pos;

  if (!hp_parser_is_name (p, i, "match"))
    return false;
  while (p->tokens.items[i].kind != HP_TOK_NEWLINE && i + 1 < p->tokens.n)
    i++;
  return p->tokens.items[i - 1].kind == HP_TOK_COLON && i + 2 < p->tokens.n &&
         p->tokens.items[i + 1].kind == HP_TOK_INDENT && hp_parser_is_name (p, i + 2, "case");
}

static HpCase
parse_case (HpParser *p)
{
  HpCase result = { 0 };
  int line = hp_parser_token (p)->at.line;

  if (!hp_parser_is_name (p, p->pos, "case"))
    hp_parser_fail_here (p);
  p->pos++;
  result.pattern = hp_parse_case_pattern (p);
  if (hp_parser_accept (p, HP_TOK_IF))
    result.guard = hp_parse_named_expression (p);
  result.body = parse_block (p, "'case' statement", line);
  return result;
}

static HpStmt *
parse_match (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *subject;
  HpCase *cases = NULL;
  HpStmt *s;
  int n = 0;

  p->pos++;
  subject = hp_parser_peek_at (p, 1) == HP_TOK_COLONEQUAL ? hp_parse_named_expression (p)
                                                          : hp_parse_star_expressions (p);
  hp_parser_expect (p, HP_TOK_COLON);
  hp_parser_expect (p, HP_TOK_NEWLINE);
  hp_parser_expect (p, HP_TOK_INDENT);
  hp_parser_enter (p, 3);
  while (!hp_parser_accept (p, HP_TOK_DEDENT)) {
    cases = hp_arena_room (p->c, cases, n, sizeof *cases);
    cases[n++] = parse_case (p);
  }
  hp_parser_leave (p, 3);
  s = new_statement (p, HP_MATCH, start);
  s->match.subject = subject;
  s->match.cases = cases;
  s->match.n_cases = n;
  return s;
}

static HpStmt *
parse_compound (HpParser *p)
{
  switch (hp_parser_peek (p)) {
  case HP_TOK_IF: return parse_if (p);
  case HP_TOK_WHILE: return parse_while (p);
  case HP_TOK_FOR: return parse_for (p);
  case HP_TOK_WITH: return parse_with (p);
  case HP_TOK_TRY: return parse_try (p);
  case HP_TOK_DEF: return parse_function (p, (HpExprs){ 0 });
  case HP_TOK_CLASS: return parse_class (p, (HpExprs){ 0 });
  case HP_TOK_AT: return parse_decorated (p);
  case HP_TOK_ASYNC: return parse_async (p, (HpExprs){ 0 });
  case HP_TOK_NAME: return at_match_statement (p) ? parse_match (p) : NULL;
  default: return NULL;
  }
}

static void
parse_statement (HpParser *p, HpStmts *out)
{
  HpStmt *s = parse_compound (p);

  if (s != NULL)
    add_statement (p, out, s);
  else
    parse_simple_line (p, out);
}

HpModule *
hp_parse (HpCompilation *c)
{
  HpParser p = { .c = c };
  HpModule *module = HP_ARENA_NEW (c, HpModule, 1);

  module->mode = c->mode;
  hp_lex (c, &p.tokens);
  if (c->mode == HP_COMPILE_EVAL) {
    module->expression = hp_parse_star_expressions (&p);
    while (hp_parser_accept (&p, HP_TOK_NEWLINE)) {}
    hp_parser_expect (&p, HP_TOK_END);
    return module;
  }
  while (!hp_parser_accept (&p, HP_TOK_END))
    parse_statement (&p, &module->body);
  if (module->body.n > 0 && p.pos > 1 && p.tokens.items[p.pos - 2].kind == HP_TOK_DEDENT)
    c->block_end_line = module->body.items[module->body.n - 1]->at.end_line;
  return module;
}
