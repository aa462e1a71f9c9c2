/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer: operators, brackets and the layout of lines. */
#include "script/lexer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TAB_SIZE 8

HpPosition
hp_lexer_position (const HpLexer *l, const char *s)
{
  int column = (int)(s - l->line_start);

  return (HpPosition){ l->line, l->line, column, column };
}

HpToken *
hp_lexer_add (HpLexer *l, HpTokenKind kind, HpPosition at, const char *start)
{
  HpTokens *t = l->tokens;
  HpToken *token;

  if (t->n == t->size) {
    int size = t->size == 0 ? 64 : t->size * 2;

    t->items = hp_arena_grow (l->c, t->items, sizeof (HpToken) * (size_t)t->n,
                              sizeof (HpToken) * (size_t)size);
    t->size = size;
  }
  token = &t->items[t->n++];
  token->kind = kind;
  token->start = (uint32_t)(start - l->c->text);
  token->length = (uint32_t)(l->s - start);
  token->at = at;
  token->at.end_line = l->line;
  token->at.end_column = (int)(l->s - l->line_start);
  return token;
}

void
hp_lexer_fail (HpLexer *l, int exception, HpPosition at, const char *format, ...)
{
  char text[200], *copy;
  va_list args;

  if (l->failed)
    return;
  va_start (args, format);
  vsnprintf (text, sizeof text, format, args);
  va_end (args);
  copy = hp_arena_alloc (l->c, strlen (text) + 1);
  strcpy (copy, text);
  l->failed = true;
  l->tokens->exception = exception;
  l->tokens->error_at = at;
  l->tokens->message = copy;
  hp_lexer_add (l, HP_TOK_ERROR, at, l->s);
}

/* Operators */

static void
close_bracket (HpLexer *l, char ch, const char *s)
{
  char open = ch == ')' ? '(' : ch == ']' ? '[' : '{';

  if (l->n_brackets == 0) {
    hp_lexer_fail_at (l, s, "unmatched '%c'", ch);
    return;
  }
  l->n_brackets--;
  if (l->brackets[l->n_brackets].bracket == open)
    return;
  if (l->brackets[l->n_brackets].at.line != l->line)
    hp_lexer_fail_at (l, s,
                      "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d",
                      ch, l->brackets[l->n_brackets].bracket, l->brackets[l->n_brackets].at.line);
  else
    hp_lexer_fail_at (l, s, "closing parenthesis '%c' does not match opening parenthesis '%c'", ch,
                      l->brackets[l->n_brackets].bracket);
}

static void
lex_operator (HpLexer *l)
{
  const char *start = l->s;
  HpPosition at = hp_lexer_position (l, start);
  HpTokenKind found = HP_TOK_ERROR;
  size_t length = 0;

  for (int kind = HP_TOK_LPAR; kind < HP_TOK_FALSE; kind++) {
    size_t n = strlen (hp_token_text ((HpTokenKind)kind));

    if (n > length && n <= (size_t)(l->end - start) &&
        strncmp (start, hp_token_text ((HpTokenKind)kind), n) == 0) {
      found = (HpTokenKind)kind;
      length = n;
    }
  }
  if (strncmp (start, "<>", 2) == 0)
    length = 0;
  if (length == 0) {
    at.end_column += strncmp (start, "<>", 2) == 0 ? 2 : 1;
    if (isprint ((unsigned char)*start))
      hp_lexer_fail (l, HP_EXC_SYNTAX_ERROR, at, "invalid syntax");
    else
      hp_lexer_fail_at (l, start, "invalid non-printable character U+%04X", (unsigned char)*start);
    return;
  }
  l->s += length;

  if (strchr ("([{", *start) != NULL) {
    if (l->n_brackets == HP_MAX_BRACKETS) {
      hp_lexer_fail_at (l, start, "too many nested parentheses");
      return;
    }
    l->brackets[l->n_brackets].bracket = *start;
    l->brackets[l->n_brackets++].at = at;
  } else if (strchr (")]}", *start) != NULL) {
    close_bracket (l, *start, start);
    if (l->failed)
      return;
  }
  hp_lexer_add (l, found, at, start);
}

/* Layout */

static bool
at_end (const HpLexer *l)
{
  return l->s >= l->end;
}

static void
skip_comment (HpLexer *l)
{
  while (!at_end (l) && *l->s != '\n')
    l->s++;
}

static void
next_line (HpLexer *l)
{
  l->s++;
  l->line++;
  l->line_start = l->s;
}

/* After a backslash: the line goes on. */
static bool
continue_line (HpLexer *l)
{
  if (l->s[1] != '\n') {
    l->s++;
    hp_lexer_fail_at (l, l->s, "unexpected character after line continuation character");
    return false;
  }
  l->s++;
  next_line (l);
  if (at_end (l)) {
    l->tokens->unfinished = true;
    hp_lexer_fail_at (l, l->s, "unexpected EOF while parsing");
    return false;
  }
  return true;
}

static void
change_block (HpLexer *l, int column, int alt_column)
{
  HpPosition at = hp_lexer_position (l, l->s);
  int top = l->n_indents - 1;

  at.column = at.end_column = column;
  if (column == l->indents[top]) {
    if (alt_column != l->alt_indents[top])
      hp_lexer_fail (l, HP_EXC_TAB_ERROR, at, "inconsistent use of tabs and spaces in indentation");
    return;
  }
  if (column > l->indents[top]) {
    if (l->n_indents == HP_MAX_INDENTS)
      hp_lexer_fail (l, HP_EXC_INDENTATION_ERROR, at, "too many levels of indentation");
    else if (alt_column <= l->alt_indents[top])
      hp_lexer_fail (l, HP_EXC_TAB_ERROR, at, "inconsistent use of tabs and spaces in indentation");
    else {
      l->indents[l->n_indents] = column;
      l->alt_indents[l->n_indents++] = alt_column;
      hp_lexer_add (l, HP_TOK_INDENT, hp_lexer_position (l, l->s), l->s);
    }
    return;
  }
  while (l->n_indents > 1 && column < l->indents[l->n_indents - 1]) {
    l->n_indents--;
    hp_lexer_add (l, HP_TOK_DEDENT, hp_lexer_position (l, l->s), l->s);
  }
  if (column != l->indents[l->n_indents - 1])
    hp_lexer_fail (l, HP_EXC_INDENTATION_ERROR, at,
                   "unindent does not match any outer indentation level");
  else if (alt_column != l->alt_indents[l->n_indents - 1])
    hp_lexer_fail (l, HP_EXC_TAB_ERROR, at, "inconsistent use of tabs and spaces in indentation");
}

/* At the beginning of a line outside brackets: measures it; blank lines and comments do not count.
 */
static void
lex_indentation (HpLexer *l)
{
  int column = 0, alt_column = 0;

  for (;; l->s++) {
    if (*l->s == ' ') {
      column++;
      alt_column++;
    } else if (*l->s == '\t') {
      column = (column / TAB_SIZE + 1) * TAB_SIZE;
      alt_column++;
    } else if (*l->s == '\f')
      column = alt_column = 0;
    else if (*l->s == '\\') {
      if (!continue_line (l))
        return;
      l->s--;
    } else
      break;
  }
  if (*l->s == '#')
    skip_comment (l);
  if (at_end (l) || *l->s == '\n')
    return;
  change_block (l, column, alt_column);
}

static bool
line_has_tokens (const HpLexer *l)
{
  HpTokenKind last = l->tokens->n > 0 ? l->tokens->items[l->tokens->n - 1].kind : HP_TOK_NEWLINE;

  return last != HP_TOK_NEWLINE && last != HP_TOK_INDENT && last != HP_TOK_DEDENT;
}

static void
lex_token (HpLexer *l)
{
  unsigned char ch = (unsigned char)*l->s;
  int prefix;

  if (ch == ' ' || ch == '\t' || ch == '\f')
    l->s++;
  else if (ch == '#')
    skip_comment (l);
  else if (ch == '\n') {
    const char *start = l->s;
    HpPosition at = hp_lexer_position (l, start);

    if (l->n_brackets == 0 && !l->in_expression && line_has_tokens (l))
      hp_lexer_add (l, HP_TOK_NEWLINE, at, start);
    next_line (l);
    if (l->n_brackets == 0 && !l->in_expression && !at_end (l))
      lex_indentation (l);
  } else if (ch == '\\')
    continue_line (l);
  else if ((prefix = hp_lexer_string_prefix (l->s)) >= 0)
    hp_lex_string (l, prefix);
  else if (isdigit (ch) || (ch == '.' && isdigit ((unsigned char)l->s[1])))
    hp_lex_number (l);
  else if (ch >= 0x80 || isalpha (ch) || ch == '_')
    hp_lex_name (l);
  else
    lex_operator (l);
}

static void
lex_end (HpLexer *l)
{
  HpPosition at = hp_lexer_position (l, l->s);

  if (l->n_brackets > 0) {
    at = l->brackets[l->n_brackets - 1].at;
    at.end_column = -1;
    l->tokens->unfinished = l->tokens->unclosed = true;
    hp_lexer_fail (l, HP_EXC_SYNTAX_ERROR, at, "'%c' was never closed",
                   l->brackets[l->n_brackets - 1].bracket);
    return;
  }
  for (; l->n_indents > 1; l->n_indents--)
    hp_lexer_add (l, HP_TOK_DEDENT, at, l->s);
  hp_lexer_add (l, HP_TOK_END, at, l->s);
}

void
hp_lex (HpCompilation *c, HpTokens *tokens)
{
  HpLexer l = { .c = c, .tokens = tokens, .s = c->text, .end = c->text + c->length, .line = 1 };

  l.line_start = l.s;
  l.n_indents = 1;
  memset (tokens, 0, sizeof *tokens);
  if (!at_end (&l))
    lex_indentation (&l);
  while (!l.failed && !at_end (&l))
    lex_token (&l);
  if (!l.failed)
    lex_end (&l);
}

void
hp_lex_expression (HpCompilation *c, HpTokens *tokens, uint32_t start, uint32_t end, HpPosition at)
{
  HpLexer l = {
    .c = c, .tokens = tokens, .s = c->text + start, .end = c->text + end, .line = at.line
  };

  l.line_start = l.s - at.column;
  l.n_indents = 1;
  l.in_expression = true;
  memset (tokens, 0, sizeof *tokens);
  while (!l.failed && !at_end (&l))
    lex_token (&l);
  if (!l.failed)
    lex_end (&l);
}
