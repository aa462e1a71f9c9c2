/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and strings. */
#include "script/lexer.h"

#include <ctype.h>
#include <string.h>

static bool
is_digit (char ch, int base)
{
  return base == 16 ? isxdigit ((unsigned char)ch) != 0 : ch >= '0' && ch < '0' + base;
}

/* Digits with single underscores between them. */
static bool
lex_digits (HpLexer *l, int base, const char *what)
{
  for (;;) {
    while (is_digit (*l->s, base))
      l->s++;
    if (*l->s != '_')
      return true;
    if (!is_digit (l->s[1], base)) {
      l->s++;
      hp_lexer_fail_at (l, l->s - 1, "invalid %s literal", what);
      return false;
    }
    l->s++;
  }
}

/* A number may be followed by a keyword ("1if x else y"), not by another name. */
static bool
check_number_end (HpLexer *l, const char *what)
{
  static const char *const allowed[] = { "and", "else", "for", "if", "in", "is", "not", "or" };

  if (l->s >= l->end || hp_lexer_identifier_length (l->s, true) == 0)
    return true;
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
    if (strncmp (l->s, allowed[i], strlen (allowed[i])) == 0)
      return true;
  hp_lexer_fail_at (l, l->s - 1, "invalid %s literal", what);
  return false;
}

static bool
lex_radix (HpLexer *l, int base, const char *what)
{
  l->s += 2;
  if (*l->s == '_')
    l->s++;
  if (!is_digit (*l->s, base)) {
    if (isdigit ((unsigned char)*l->s))
      hp_lexer_fail_at (l, l->s, "invalid digit '%c' in %s literal", *l->s, what);
    else
      hp_lexer_fail_at (l, l->s - 1, "invalid %s literal", what);
    return false;
  }
  if (!lex_digits (l, base, what))
    return false;
  if (isdigit ((unsigned char)*l->s)) {
    hp_lexer_fail_at (l, l->s, "invalid digit '%c' in %s literal", *l->s, what);
    return false;
  }
  return check_number_end (l, what);
}

static bool
lex_exponent (HpLexer *l)
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
    hp_lexer_fail_at (l, e - 1, "invalid decimal literal");
    return false;
  }
  l->s = e;
  return lex_digits (l, 10, "decimal");
}

static bool
lex_decimal (HpLexer *l)
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
        hp_lexer_fail_at (
            l, start,
            "leading zeros in decimal integer literals are not permitted; use an 0o prefix for "
            "octal integers");
        return false;
      }
  return check_number_end (l, "decimal");
}

void
hp_lex_number (HpLexer *l)
{
  const char *start = l->s;
  HpPosition at = hp_lexer_position (l, start);
  int second = start[0] == '0' ? tolower ((unsigned char)start[1]) : 0;
  bool good = second == 'x'   ? lex_radix (l, 16, "hexadecimal")
              : second == 'o' ? lex_radix (l, 8, "octal")
              : second == 'b' ? lex_radix (l, 2, "binary")
                              : lex_decimal (l);

  if (good)
    hp_lexer_add (l, HP_TOK_NUMBER, at, start);
}

int
hp_lexer_string_prefix (const char *s)
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

void
hp_lex_string (HpLexer *l, int prefix)
{
  const char *start = l->s;
  HpPosition at = hp_lexer_position (l, start);
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
      hp_lexer_fail (l, HP_EXC_SYNTAX_ERROR, at,
                     "unterminated %sstring literal (detected at line %d)",
                     triple ? "triple-quoted " : "", line);
      return;
    }
    if (*l->s == '\\' && l->s + 1 < l->end)
      l->s++;
    else if (*l->s == quote && (!triple || (l->s[1] == quote && l->s[2] == quote))) {
      l->s += triple ? 3 : 1;
      hp_lexer_add (l, HP_TOK_STRING, at, start);
      return;
    }
    if (*l->s++ == '\n') {
      l->line++;
      l->line_start = l->s;
    }
  }
}
