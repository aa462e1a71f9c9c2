/* SPDX-License-Identifier: Apache-2.0 */

/* Tokens: the words the parser reads.
 *
 * A token borrows its text from the normalised source. Layout is made of tokens too: NEWLINE ends a
 * logical line, INDENT and DEDENT open and close a block. ERROR stands where the lexer gave up; the
 * parser reports it only when it gets there, so that the first error of the source is the one seen.
 */
#pragma once

#include "script/code.h"

/* X (name, text) */
#define HP_OPERATORS(X)                                                                            \
  X (LPAR, "(")                                                                                    \
  X (RPAR, ")")                                                                                    \
  X (LSQB, "[")                                                                                    \
  X (RSQB, "]")                                                                                    \
  X (LBRACE, "{")                                                                                  \
  X (RBRACE, "}")                                                                                  \
  X (COLON, ":")                                                                                   \
  X (COMMA, ",")                                                                                   \
  X (SEMI, ";")                                                                                    \
  X (PLUS, "+")                                                                                    \
  X (MINUS, "-")                                                                                   \
  X (STAR, "*")                                                                                    \
  X (SLASH, "/")                                                                                   \
  X (VBAR, "|")                                                                                    \
  X (AMPER, "&")                                                                                   \
  X (LESS, "<")                                                                                    \
  X (GREATER, ">")                                                                                 \
  X (EQUAL, "=")                                                                                   \
  X (DOT, ".")                                                                                     \
  X (PERCENT, "%")                                                                                 \
  X (EQEQUAL, "==")                                                                                \
  X (NOTEQUAL, "!=")                                                                               \
  X (LESSEQUAL, "<=")                                                                              \
  X (GREATEREQUAL, ">=")                                                                           \
  X (TILDE, "~")                                                                                   \
  X (CIRCUMFLEX, "^")                                                                              \
  X (LEFTSHIFT, "<<")                                                                              \
  X (RIGHTSHIFT, ">>")                                                                             \
  X (DOUBLESTAR, "**")                                                                             \
  X (PLUSEQUAL, "+=")                                                                              \
  X (MINEQUAL, "-=")                                                                               \
  X (STAREQUAL, "*=")                                                                              \
  X (SLASHEQUAL, "/=")                                                                             \
  X (PERCENTEQUAL, "%=")                                                                           \
  X (AMPEREQUAL, "&=")                                                                             \
  X (VBAREQUAL, "|=")                                                                              \
  X (CIRCUMFLEXEQUAL, "^=")                                                                        \
  X (LEFTSHIFTEQUAL, "<<=")                                                                        \
  X (RIGHTSHIFTEQUAL, ">>=")                                                                       \
  X (DOUBLESTAREQUAL, "**=")                                                                       \
  X (DOUBLESLASH, "//")                                                                            \
  X (DOUBLESLASHEQUAL, "//=")                                                                      \
  X (AT, "@")                                                                                      \
  X (ATEQUAL, "@=")                                                                                \
  X (RARROW, "->")                                                                                 \
  X (ELLIPSIS, "...")                                                                              \
  X (COLONEQUAL, ":=")

#define HP_KEYWORDS(X)                                                                             \
  X (FALSE, "False")                                                                               \
  X (NONE, "None")                                                                                 \
  X (TRUE, "True")                                                                                 \
  X (AND, "and")                                                                                   \
  X (AS, "as")                                                                                     \
  X (ASSERT, "assert")                                                                             \
  X (ASYNC, "async")                                                                               \
  X (AWAIT, "await")                                                                               \
  X (BREAK, "break")                                                                               \
  X (CLASS, "class")                                                                               \
  X (CONTINUE, "continue")                                                                         \
  X (DEF, "def")                                                                                   \
  X (DEL, "del")                                                                                   \
  X (ELIF, "elif")                                                                                 \
  X (ELSE, "else")                                                                                 \
  X (EXCEPT, "except")                                                                             \
  X (FINALLY, "finally")                                                                           \
  X (FOR, "for")                                                                                   \
  X (FROM, "from")                                                                                 \
  X (GLOBAL, "global")                                                                             \
  X (IF, "if")                                                                                     \
  X (IMPORT, "import")                                                                             \
  X (IN, "in")                                                                                     \
  X (IS, "is")                                                                                     \
  X (LAMBDA, "lambda")                                                                             \
  X (NONLOCAL, "nonlocal")                                                                         \
  X (NOT, "not")                                                                                   \
  X (OR, "or")                                                                                     \
  X (PASS, "pass")                                                                                 \
  X (RAISE, "raise")                                                                               \
  X (RETURN, "return")                                                                             \
  X (TRY, "try")                                                                                   \
  X (WHILE, "while")                                                                               \
  X (WITH, "with")                                                                                 \
  X (YIELD, "yield")

#define HP_TOKEN_NAME(name, text) HP_TOK_##name,
typedef enum {
  HP_TOK_END,
  HP_TOK_NAME,
  HP_TOK_NUMBER,
  HP_TOK_STRING,
  HP_TOK_NEWLINE,
  HP_TOK_INDENT,
  HP_TOK_DEDENT,
  HP_TOK_ERROR,
  HP_OPERATORS (HP_TOKEN_NAME) /* then */
  HP_KEYWORDS (HP_TOKEN_NAME) HP_N_TOKENS
} HpTokenKind;
#undef HP_TOKEN_NAME

typedef struct {
  HpTokenKind kind;
  uint32_t start, length; /* bytes of the normalised source */
  HpPosition at;
} HpToken;

/* The tokens of a source or of a part of it, in the arena. */
typedef struct {
  HpToken *items;
  int n, size;
  /* when the last one is ERROR: */
  int exception; /* HP_EXC_… */
  HpPosition error_at;
  const char *message;
  bool unfinished; /* the source ended too early: more text may mend it */
  bool unclosed;   /* … inside brackets */
} HpTokens;
