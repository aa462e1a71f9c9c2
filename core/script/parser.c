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

void
hp_parser_fail_lexer (HpParser *p)
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
    hp_parser_fail_lexer (p);
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
    const HpToken *open = &p->tokens.items[stack[depth - 1]];
    HpPosition at = open->at;

    at.end_column = -1; /* it has no end */
    if (at.line < hp_parser_token (p)->at.line)
      hp_parser_fail (p, at, "'%s' was never closed", hp_token_text (open->kind));
  }
}

void
hp_parser_fail_here (HpParser *p)
{
  HpToken *token = hp_parser_token (p);

  if (lexer_failed (p))
    hp_parser_fail_lexer (p);
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

void
hp_stmts_add (HpParser *p, HpStmts *list, HpStmt *item)
{
  list->items = hp_arena_room (p->c, list->items, list->n, sizeof item);
  list->items[list->n++] = item;
}

/* statements */

HpStmt *
hp_stmt_new (HpParser *p, HpStmtKind kind, HpPosition start)
{
  HpStmt *s = HP_ARENA_NEW (p->c, HpStmt, 1);

  s->kind = kind;
  s->at = hp_parser_span (p, start);
  return s;
}
