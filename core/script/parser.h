/* SPDX-License-Identifier: Apache-2.0 */

/* Recursive descent over the tokens; private to the parser's files.
 *
 * - parse-statement.c: blocks and modules; parse-simple.c: statements of one line;
 * - parse-expression.c: operators by precedence climbing; parse-primary.c: atoms, calls,
 *   subscripts; parse-display.c: what stands in brackets; parse-literal.c: numbers and strings;
 * - parse-parameters.c, parse-pattern.c: what their names say; parse-target.c: what may be
 *   assigned to;
 * - parser.c and parse-node.c serve them all.
 *
 * Each function begins at the first token of what it is named after and leaves the parser behind
 * the last. Targets are parsed as expressions and checked when an `=`, `for`, `as` or `del` shows
 * what they are. */
#pragma once

#include "script/compilation.h"

typedef struct {
  HpCompilation *c;
  HpTokens tokens;
  int pos;
  int depth;     /* of the C functions that recurse */
  bool f_string; /* the tokens are an expression in an f-string */
} HpParser;

/* tokens */

static inline HpToken *
hp_parser_token (HpParser *p)
{
  return &p->tokens.items[p->pos];
}

static inline HpTokenKind
hp_parser_peek (HpParser *p)
{
  return p->tokens.items[p->pos].kind;
}

/* The kind N tokens ahead; the last token repeats. */
HpTokenKind hp_parser_peek_at (HpParser *p, int n);
bool hp_parser_accept (HpParser *p, HpTokenKind kind);
/* Fails with "invalid syntax", or a better message, unless the token is of KIND. */
void hp_parser_expect (HpParser *p, HpTokenKind kind);
HpObject *hp_parser_name (HpParser *p);
bool hp_parser_is_name (HpParser *p, int pos, const char *text);

/* From the first token of START to the one before the parser's position. */
HpPosition hp_parser_span (HpParser *p, HpPosition start);

/* errors */
_Noreturn void hp_parser_fail (HpParser *p, HpPosition at, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));
_Noreturn void hp_parser_fail_here (HpParser *p);
/* The lexer could not read what comes next. */
_Noreturn void hp_parser_fail_lexer (HpParser *p);
/* In brackets: fails if another expression stands right behind LAST. */
void hp_parser_check_comma (HpParser *p, const HpExpr *last);
_Noreturn void hp_parser_unsupported (HpParser *p, HpPosition at, const char *what);
void hp_parser_enter (HpParser *p, int levels);

static inline void
hp_parser_leave (HpParser *p, int levels)
{
  p->depth -= levels;
}

/* lists that grow in the arena */
void hp_exprs_add (HpParser *p, HpExprs *list, HpExpr *item);
void hp_keywords_add (HpParser *p, HpKeywords *list, HpKeyword item);
void hp_stmts_add (HpParser *p, HpStmts *list, HpStmt *item);

/* nodes, from START to the token before the parser's position */
HpStmt *hp_stmt_new (HpParser *p, HpStmtKind kind, HpPosition start);
HpExpr *hp_expr_new (HpParser *p, HpExprKind kind, HpPosition start);
HpExpr *hp_expr_new_constant (HpParser *p, HpObject *value, HpPosition start);
HpExpr *hp_expr_new_sequence (HpParser *p, HpExprKind kind, HpExprs items, HpPosition start);
HpExpr *hp_expr_new_starred (HpParser *p, HpExpr *value, HpPosition start);
/* Makes sure that E is higher than its child; refuses trees that are too high. */
void hp_expr_above (HpParser *p, HpExpr *e, const HpExpr *child);
void hp_expr_above_all (HpParser *p, HpExpr *e, const HpExprs *children);

/* targets */
/* "name", "function call", "literal", …: for messages. */
const char *hp_expr_describe (HpParser *p, const HpExpr *e);
bool hp_expr_is_keyword (HpParser *p, const HpExpr *e); /* None, True, False */
/* Makes E a target, or fails; SUFFIX ends the message. */
void hp_expr_set_context (HpParser *p, HpExpr *e, HpContext context, const char *suffix);

/* statements */
/* SIMPLE (';' SIMPLE)* [';'] NEWLINE */
void hp_parse_simple_line (HpParser *p, HpStmts *out);

/* expressions, the loosest first */
bool hp_starts_expression (HpTokenKind kind);
HpExpr *hp_parse_yield_or_star_expressions (HpParser *p);
HpExpr *hp_parse_yield (HpParser *p);
/* One expression, or a tuple without parentheses, whose items may be starred. */
HpExpr *hp_parse_star_expressions (HpParser *p);
HpExpr *hp_parse_star_expression (HpParser *p);
/* Targets up to `in`, `as`'s end, …: no comparison operators. A tuple if there is a comma. */
HpExpr *hp_parse_target_list (HpParser *p);
HpExpr *hp_parse_target (HpParser *p);
/* In displays and subscripts, where `:=` needs no parentheses. */
HpExpr *hp_parse_star_named_expression (HpParser *p);
/* `name := value`, or an expression that no `=` follows. */
HpExpr *hp_parse_named_expression (HpParser *p);
/* The same where `=` may follow. */
HpExpr *hp_parse_assignment_expression (HpParser *p);
HpExpr *hp_parse_expression (HpParser *p);
HpExpr *hp_parse_disjunction (HpParser *p);
HpExpr *hp_parse_bitwise_or (HpParser *p); /* an operand of a comparison */
HpExpr *hp_parse_primary (HpParser *p);

/* displays and comprehensions */
HpExpr *hp_parse_parentheses (HpParser *p);
HpExpr *hp_parse_list (HpParser *p);
HpExpr *hp_parse_braces (HpParser *p);
bool hp_at_comprehension (HpParser *p);
/* The clauses behind ELEMENT (and VALUE, in a dict) and the closing token END. */
HpExpr *hp_parse_comprehension (HpParser *p, HpExprKind kind, HpExpr *element, HpExpr *value,
                                HpTokenKind end, HpPosition start);

/* arguments and parameters */
void hp_parse_call_arguments (HpParser *p, HpExprs *args, HpKeywords *keywords);
/* Parameters up to END (`)` or `:`), which is not consumed. */
HpParameters *hp_parse_parameters (HpParser *p, HpTokenKind end, bool annotations);

/* What stands behind `case`, up to the guard or the colon. */
HpPattern *hp_parse_case_pattern (HpParser *p);

/* literals */
HpExpr *hp_parse_number (HpParser *p);
HpExpr *hp_parse_strings (HpParser *p);
