/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the lexer share. Each hp_lex_… reads one token at l->s and adds it, or fails:
 * the first failure ends the run, with a token of its own that the parser meets in its turn. */
#pragma once
#include "script/compilation.h"

#define HP_MAX_INDENTS  100
#define HP_MAX_BRACKETS 200

typedef struct {
  HpCompilation *c;
  HpTokens *tokens;
  const char *s, *end; /* what is not read yet */
  const char *line_start;
  int line;

  /* Columns of the open blocks, once with tabs to the next multiple of 8 and once with tabs as one
   * column: both must compare alike, or the block depends on the size of a tab. */
  int indents[HP_MAX_INDENTS], alt_indents[HP_MAX_INDENTS], n_indents;

  struct {
    char bracket;
    HpPosition at;
  } brackets[HP_MAX_BRACKETS];
  int n_brackets;
  bool in_expression; /* of an f-string */
  bool failed;
} HpLexer;

/* Where S is in the source: line and column. */
HpPosition hp_lexer_position (const HpLexer *l, const char *s);

/* The token from START to l->s. */
HpToken *hp_lexer_add (HpLexer *l, HpTokenKind kind, HpPosition at, const char *start);

/* Keeps EXCEPTION with its message for when the parser gets there. */
void hp_lexer_fail (HpLexer *l, int exception, HpPosition at, const char *format, ...)
    __attribute__ ((format (printf, 4, 5)));
#define hp_lexer_fail_at(l, s, ...)                                                                \
  hp_lexer_fail (l, HP_EXC_SYNTAX_ERROR, hp_lexer_position (l, s), __VA_ARGS__)

/* lexer-name.c */
void hp_lex_name (HpLexer *l);
/* Length of the identifier character at S, 0: none. */
int hp_lexer_identifier_length (const char *s, bool first);

/* lexer-literal.c */
void hp_lex_number (HpLexer *l);
void hp_lex_string (HpLexer *l, int prefix);
/* Length of a string prefix before a quote at S, -1: no string starts here. */
int hp_lexer_string_prefix (const char *s);
