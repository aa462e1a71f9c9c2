/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compilation.h"

#include "object/str.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MAX_INDENTS  100
#define MAX_BRACKETS 200
#define TAB_SIZE     8

typedef struct {
  HpCompilation *c;
  HpTokens *tokens;
  const char *s, *end; /* what is not read yet */
  const char *line_start;
  int line;

  /* Columns of the open blocks, once with tabs to the next multiple of 8 and once with tabs as one
   * column: both must compare alike, or the block depends on the size of a tab. */
  int indents[MAX_INDENTS], alt_indents[MAX_INDENTS], n_indents;

  struct {
    char bracket;
    HpPosition at;
  } brackets[MAX_BRACKETS];
  int n_brackets;
  bool in_expression; /* of an f-string */
  bool failed;
} Lexer;

#define TOKEN_TEXT(name, text) [HP_TOK_##name] = text,
static const char *const token_texts[HP_N_TOKENS] = { HP_OPERATORS (TOKEN_TEXT)
                                                          HP_KEYWORDS (TOKEN_TEXT) };
#undef TOKEN_TEXT

const char *
hp_token_text (HpTokenKind kind)
{
  return kind < HP_N_TOKENS && token_texts[kind] != NULL ? token_texts[kind] : "";
}

static HpPosition
position (const Lexer *l, const char *s)
{
  int column = (int)(s - l->line_start);

  return (HpPosition){ l->line, l->line, column, column };
}

static HpToken *
add_token (Lexer *l, HpTokenKind kind, HpPosition at, const char *start)
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

static void
fail_with (Lexer *l, int exception, HpPosition at, const char *format, ...)
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
  add_token (l, HP_TOK_ERROR, at, l->s);
}

#define fail(l, s, ...) fail_with (l, HP_EXC_SYNTAX_ERROR, position (l, s), __VA_ARGS__)

/* Names */

static uint32_t
decode (const char *s, int *n)
{
  const unsigned char *u = (const unsigned char *)s;

  if (u[0] < 0xe0) {
    *n = 2;
    return (uint32_t)((u[0] & 31) << 6 | (u[1] & 63));
  }
  if (u[0] < 0xf0) {
    *n = 3;
    return (uint32_t)((u[0] & 15) << 12 | (u[1] & 63) << 6 | (u[2] & 63));
  }
  *n = 4;
  return (uint32_t)((u[0] & 7) << 18 | (u[1] & 63) << 12 | (u[2] & 63) << 6 | (u[3] & 63));
}

static void
fail_character (Lexer *l, uint32_t ch, int n)
{
  if (hp_char_is_printable (ch))
    fail (l, l->s, "invalid character '%.*s' (U+%04X)", n, l->s, ch);
  else
    fail (l, l->s, "invalid non-printable character U+%04X", ch);
}

/* Length of the identifier character at S, 0: none. */
static int
identifier_length (const char *s, bool first)
{
  uint32_t ch;
  int n;

  if ((unsigned char)*s < 0x80)
    return isalpha ((unsigned char)*s) || *s == '_' || (!first && isdigit ((unsigned char)*s));
  ch = decode (s, &n);
  return (first ? hp_char_is_identifier_start (ch) : hp_char_is_identifier_continue (ch)) ? n : 0;
}

static HpTokenKind
find_keyword (const char *s, size_t length)
{
  for (int kind = HP_TOK_FALSE; kind < HP_N_TOKENS; kind++)
    if (token_texts[kind][0] == s[0] && strlen (token_texts[kind]) == length &&
        memcmp (token_texts[kind], s, length) == 0)
      return (HpTokenKind)kind;
  return HP_TOK_NAME;
}

static void
lex_name (Lexer *l)
{
  const char *start = l->s;
  HpPosition at = position (l, start);
  int n;

  for (bool first = true; l->s < l->end && (n = identifier_length (l->s, first)) > 0; first = false)
    l->s += n;
  if (l->s < l->end && (unsigned char)*l->s >= 0x80) {
    uint32_t ch = decode (l->s, &n);

    fail_character (l, ch, n);
    return;
  }
  add_token (l, find_keyword (start, (size_t)(l->s - start)), at, start);
}

/* Numbers */

static bool
is_digit (char ch, int base)
{
  return base == 16 ? isxdigit ((unsigned char)ch) != 0 : ch >= '0' && ch < '0' + base;
}

/* Digits with single underscores between them. */
static bool
lex_digits (Lexer *l, int base, const char *what)
{
  for (;;) {
    while (is_digit (*l->s, base))
      l->s++;
    if (*l->s != '_')
      return true;
    if (!is_digit (l->s[1], base)) {
      l->s++;
      fail (l, l->s - 1, "invalid %s literal", what);
      return false;
    }
    l->s++;
  }
}

/* A number may be followed by a keyword ("1if x else y"), not by another name. */
static bool
check_number_end (Lexer *l, const char *what)
{
  static const char *const allowed[] = { "and", "else", "for", "if", "in", "is", "not", "or" };

  if (l->s >= l->end || identifier_length (l->s, true) == 0)
    return true;
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
    if (strncmp (l->s, allowed[i], strlen (allowed[i])) == 0)
      return true;
  fail (l, l->s - 1, "invalid %s literal", what);
  return false;
}

static bool
lex_radix (Lexer *l, int base, const char *what)
{
  l->s += 2;
  if (*l->s == '_')
    l->s++;
  if (!is_digit (*l->s, base)) {
    if (isdigit ((unsigned char)*l->s))
      fail (l, l->s, "invalid digit '%c' in %s literal", *l->s, what);
    else
      fail (l, l->s - 1, "invalid %s literal", what);
    return false;
  }
  if (!lex_digits (l, base, what))
    return false;
  if (isdigit ((unsigned char)*l->s)) {
    fail (l, l->s, "invalid digit '%c' in %s literal", *l->s, what);
    return false;
  }
  return check_number_end (l, what);
}

static bool
lex_exponent (Lexer *l)
{
  const char *e = l->s + 1;

  if (*l->s != 'e' && *l->s != 'E')
    return true;
  if (*e == '+' || *e == '-')
    e++;
  if (!isdigit ((unsigned char)*e)) {
    if (e == l->s + 1)
      return true; /* check_number_end has its say */
    l->s = e;
    fail (l, e - 1, "invalid decimal literal");
    return false;
  }
  l->s = e;
  return lex_digits (l, 10, "decimal");
}

static bool
lex_decimal (Lexer *l)
{
  const char *start = l->s, *digits;
  bool is_float = false, leading_zero = *l->s == '0';

  if (*l->s != '.' && !lex_digits (l, 10, "decimal"))
    return false;
  digits = l->s;
  if (*l->s == '.') {
    is_float = true;
    l->s++;
    if (isdigit ((unsigned char)*l->s) && !lex_digits (l, 10, "decimal"))
      return false;
  }
  {
    const char *before = l->s;

    if (!lex_exponent (l))
      return false;
    is_float = is_float || l->s != before;
  }
  if (*l->s == 'j' || *l->s == 'J') {
    l->s++;
    return check_number_end (l, "imaginary");
  }
  if (leading_zero && !is_float)
    for (const char *s = start; s < digits; s++)
      if (*s != '0' && *s != '_') {
        fail (l, start,
              "leading zeros in decimal integer literals are not permitted; use an 0o prefix for "
              "octal integers");
        return false;
      }
  return check_number_end (l, "decimal");
}

static void
lex_number (Lexer *l)
{
  const char *start = l->s;
  HpPosition at = position (l, start);
  int second = start[0] == '0' ? tolower ((unsigned char)start[1]) : 0;
  bool good = second == 'x'   ? lex_radix (l, 16, "hexadecimal")
              : second == 'o' ? lex_radix (l, 8, "octal")
              : second == 'b' ? lex_radix (l, 2, "binary")
                              : lex_decimal (l);

  if (good)
    add_token (l, HP_TOK_NUMBER, at, start);
}

/* Strings */

/* Length of a string prefix before a quote at S, -1: no string starts here. */
static int
string_prefix_length (const char *s)
{
  bool b = false, r = false, u = false, f = false;

  for (int n = 0;; n++) {
    int ch = tolower ((unsigned char)s[n]);

    if (ch == '"' || ch == '\'')
      return n;
    if (ch == 'b' && !(b || u || f))
      b = true;
    else if (ch == 'u' && !(b || u || r || f))
      u = true;
    else if (ch == 'r' && !(r || u))
      r = true;
    else if (ch == 'f' && !(f || b || u))
      f = true;
    else
      return -1;
  }
}

static void
lex_string (Lexer *l, int prefix)
{
  const char *start = l->s;
  HpPosition at = position (l, start);
  char quote = start[prefix];
  bool triple = start[prefix + 1] == quote && start[prefix + 2] == quote;

  l->s += prefix + (triple ? 3 : 1);
  for (;;) {
    if (l->s >= l->end || (*l->s == '\n' && !triple)) {
      int line = l->line;

      if (triple) {
        l->tokens->unfinished = true;
        if (l->s == l->line_start)
          line--; /* the last line that has text */
      }
      fail_with (l, HP_EXC_SYNTAX_ERROR, at, "unterminated %sstring literal (detected at line %d)",
                 triple ? "triple-quoted " : "", line);
      return;
    }
    if (*l->s == '\\' && l->s + 1 < l->end)
      l->s++;
    else if (*l->s == quote && (!triple || (l->s[1] == quote && l->s[2] == quote))) {
      l->s += triple ? 3 : 1;
      add_token (l, HP_TOK_STRING, at, start);
      return;
    }
    if (*l->s++ == '\n') {
      l->line++;
      l->line_start = l->s;
    }
  }
}

/* Operators */

static void
close_bracket (Lexer *l, char ch, const char *s)
{
  char open = ch == ')' ? '(' : ch == ']' ? '[' : '{';

  if (l->n_brackets == 0) {
    fail (l, s, "unmatched '%c'", ch);
    return;
  }
  l->n_brackets--;
  if (l->brackets[l->n_brackets].bracket == open)
    return;
  if (l->brackets[l->n_brackets].at.line != l->line)
    fail (l, s, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", ch,
          l->brackets[l->n_brackets].bracket, l->brackets[l->n_brackets].at.line);
  else
    fail (l, s, "closing parenthesis '%c' does not match opening parenthesis '%c'", ch,
          l->brackets[l->n_brackets].bracket);
}

static void
lex_operator (Lexer *l)
{
  const char *start = l->s;
  HpPosition at = position (l, start);
  HpTokenKind found = HP_TOK_ERROR;
  size_t length = 0;

  for (int kind = HP_TOK_LPAR; kind < HP_TOK_FALSE; kind++) {
    size_t n = strlen (token_texts[kind]);

    if (n > length && n <= (size_t)(l->end - start) && strncmp (start, token_texts[kind], n) == 0) {
      found = (HpTokenKind)kind;
      length = n;
    }
  }
  if (strncmp (start, "<>", 2) == 0)
    length = 0;
  if (length == 0) {
    at.end_column += strncmp (start, "<>", 2) == 0 ? 2 : 1;
    if (isprint ((unsigned char)*start))
      fail_with (l, HP_EXC_SYNTAX_ERROR, at, "invalid syntax");
    else
      fail (l, start, "invalid non-printable character U+%04X", (unsigned char)*start);
    return;
  }
  l->s += length;

  if (strchr ("([{", *start) != NULL) {
    if (l->n_brackets == MAX_BRACKETS) {
      fail (l, start, "too many nested parentheses");
      return;
    }
    l->brackets[l->n_brackets].bracket = *start;
    l->brackets[l->n_brackets++].at = at;
  } else if (strchr (")]}", *start) != NULL) {
    close_bracket (l, *start, start);
    if (l->failed)
      return;
  }
  add_token (l, found, at, start);
}

/* Layout */

static bool
at_end (const Lexer *l)
{
  return l->s >= l->end;
}

static void
skip_comment (Lexer *l)
{
  while (!at_end (l) && *l->s != '\n')
    l->s++;
}

static void
next_line (Lexer *l)
{
  l->s++;
  l->line++;
  l->line_start = l->s;
}

/* After a backslash: the line goes on. */
static bool
continue_line (Lexer *l)
{
  if (l->s[1] != '\n') {
    l->s++;
    fail (l, l->s, "unexpected character after line continuation character");
    return false;
  }
  l->s++;
  next_line (l);
  if (at_end (l)) {
    l->tokens->unfinished = true;
    fail (l, l->s, "unexpected EOF while parsing");
    return false;
  }
  return true;
}

static void
change_block (Lexer *l, int column, int alt_column)
{
  HpPosition at = position (l, l->s);
  int top = l->n_indents - 1;

  at.column = at.end_column = column;
  if (column == l->indents[top]) {
    if (alt_column != l->alt_indents[top])
      fail_with (l, HP_EXC_TAB_ERROR, at, "inconsistent use of tabs and spaces in indentation");
    return;
  }
  if (column > l->indents[top]) {
    if (l->n_indents == MAX_INDENTS)
      fail_with (l, HP_EXC_INDENTATION_ERROR, at, "too many levels of indentation");
    else if (alt_column <= l->alt_indents[top])
      fail_with (l, HP_EXC_TAB_ERROR, at, "inconsistent use of tabs and spaces in indentation");
    else {
      l->indents[l->n_indents] = column;
      l->alt_indents[l->n_indents++] = alt_column;
      add_token (l, HP_TOK_INDENT, position (l, l->s), l->s);
    }
    return;
  }
  while (l->n_indents > 1 && column < l->indents[l->n_indents - 1]) {
    l->n_indents--;
    add_token (l, HP_TOK_DEDENT, position (l, l->s), l->s);
  }
  if (column != l->indents[l->n_indents - 1])
    fail_with (l, HP_EXC_INDENTATION_ERROR, at,
               "unindent does not match any outer indentation level");
  else if (alt_column != l->alt_indents[l->n_indents - 1])
    fail_with (l, HP_EXC_TAB_ERROR, at, "inconsistent use of tabs and spaces in indentation");
}

/* At the beginning of a line outside brackets: measures it; blank lines and comments do not count.
 */
static void
lex_indentation (Lexer *l)
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
line_has_tokens (const Lexer *l)
{
  HpTokenKind last = l->tokens->n > 0 ? l->tokens->items[l->tokens->n - 1].kind : HP_TOK_NEWLINE;

  return last != HP_TOK_NEWLINE && last != HP_TOK_INDENT && last != HP_TOK_DEDENT;
}

static void
lex_token (Lexer *l)
{
  unsigned char ch = (unsigned char)*l->s;
  int prefix;

  if (ch == ' ' || ch == '\t' || ch == '\f')
    l->s++;
  else if (ch == '#')
    skip_comment (l);
  else if (ch == '\n') {
    const char *start = l->s;
    HpPosition at = position (l, start);

    if (l->n_brackets == 0 && !l->in_expression && line_has_tokens (l))
      add_token (l, HP_TOK_NEWLINE, at, start);
    next_line (l);
    if (l->n_brackets == 0 && !l->in_expression && !at_end (l))
      lex_indentation (l);
  } else if (ch == '\\')
    continue_line (l);
  else if ((prefix = string_prefix_length (l->s)) >= 0)
    lex_string (l, prefix);
  else if (isdigit (ch) || (ch == '.' && isdigit ((unsigned char)l->s[1])))
    lex_number (l);
  else if (ch >= 0x80 || isalpha (ch) || ch == '_')
    lex_name (l);
  else
    lex_operator (l);
}

static void
lex_end (Lexer *l)
{
  HpPosition at = position (l, l->s);

  if (l->n_brackets > 0) {
    at = l->brackets[l->n_brackets - 1].at;
    at.end_column = -1;
    l->tokens->unfinished = l->tokens->unclosed = true;
    fail_with (l, HP_EXC_SYNTAX_ERROR, at, "'%c' was never closed",
               l->brackets[l->n_brackets - 1].bracket);
    return;
  }
  for (; l->n_indents > 1; l->n_indents--)
    add_token (l, HP_TOK_DEDENT, at, l->s);
  add_token (l, HP_TOK_END, at, l->s);
}

void
hp_lex (HpCompilation *c, HpTokens *tokens)
{
  Lexer l = { .c = c, .tokens = tokens, .s = c->text, .end = c->text + c->length, .line = 1 };

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
  Lexer l = {
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
