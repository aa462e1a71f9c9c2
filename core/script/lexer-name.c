/* SPDX-License-Identifier: Apache-2.0 */
/* Names and keywords. */
#include "object/str.h"
#include "script/lexer.h"

#include <ctype.h>
#include <string.h>

#define TOKEN_TEXT(name, text) [HP_TOK_##name] = text,
static const char *const token_texts[HP_N_TOKENS] = { HP_OPERATORS (TOKEN_TEXT)
                                                          HP_KEYWORDS (TOKEN_TEXT) };
#undef TOKEN_TEXT

const char *
hp_token_text (HpTokenKind kind)
{
  return kind < HP_N_TOKENS && token_texts[kind] != NULL ? token_texts[kind] : "";
}

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
fail_character (HpLexer *l, uint32_t ch, int n)
{
  if (hp_char_is_printable (ch))
    hp_lexer_fail_at (l, l->s, "invalid character '%.*s' (U+%04X)", n, l->s, ch);
  else
    hp_lexer_fail_at (l, l->s, "invalid non-printable character U+%04X", ch);
}

int
hp_lexer_identifier_length (const char *s, bool first)
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

void
hp_lex_name (HpLexer *l)
{
  const char *start = l->s;
  HpPosition at = hp_lexer_position (l, start);
  int n;

  for (bool first = true; l->s < l->end && (n = hp_lexer_identifier_length (l->s, first)) > 0;
       first = false)
    l->s += n;
  if (l->s < l->end && (unsigned char)*l->s >= 0x80) {
    uint32_t ch = decode (l->s, &n);

    fail_character (l, ch, n);
    return;
  }
  hp_lexer_add (l, find_keyword (start, (size_t)(l->s - start)), at, start);
}
