/* SPDX-License-Identifier: Apache-2.0 */
/* Atoms, and what is hung on them: calls, subscripts, attributes. */
#include "script/parser.h"

static HpExpr *
parse_atom (HpParser *p)
{
  HpRuntime *rt = p->c->rt;
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *e;

  switch (hp_parser_peek (p)) {
  case HP_TOK_NAME: {
    HpObject *name = hp_parser_name (p);

    e = hp_expr_new (p, HP_NAME, start);
    e->name.id = name;
    e->name.context = HP_LOAD;
    return e;
  }
  case HP_TOK_NUMBER: return hp_parse_number (p);
  case HP_TOK_STRING: return hp_parse_strings (p);
  case HP_TOK_NONE: p->pos++; return hp_expr_new_constant (p, hp_none (rt), start);
  case HP_TOK_TRUE: p->pos++; return hp_expr_new_constant (p, hp_true (rt), start);
  case HP_TOK_FALSE: p->pos++; return hp_expr_new_constant (p, hp_false (rt), start);
  case HP_TOK_ELLIPSIS: p->pos++; return hp_expr_new_constant (p, &rt->ellipsis_object, start);
  case HP_TOK_LPAR: return hp_parse_parentheses (p);
  case HP_TOK_LSQB: return hp_parse_list (p);
  case HP_TOK_LBRACE: return hp_parse_braces (p);
  default: hp_parser_fail_here (p);
  }
}

/* calls, subscripts, attributes */

/* EXPRESSION '=': no keyword argument. */
static _Noreturn void
fail_keyword (HpParser *p, HpExpr *e)
{
  p->pos++;
  hp_parser_fail (p, hp_parser_span (p, e->at),
                  hp_expr_is_keyword (p, e)
                      ? "cannot assign to %s"
                      : "expression cannot contain assignment, perhaps you meant \"==\"?",
                  hp_expr_describe (p, e));
}

/* The parenthesis that closes the call, or the last token. */
static HpPosition
end_of_call (HpParser *p)
{
  int depth = 0, i;

  for (i = p->pos; i < p->tokens.n - 1; i++) {
    HpTokenKind kind = p->tokens.items[i].kind;

    if (kind == HP_TOK_LPAR)
      depth++;
    else if (kind == HP_TOK_RPAR && depth-- == 0)
      break;
  }
  return p->tokens.items[i].at;
}

/* A generator expression takes its parentheses from a call of which it is the only argument. */
static HpExpr *
parse_bare_generator (HpParser *p, HpExpr *element, bool alone, HpPosition open)
{
  HpExpr *e = hp_parse_comprehension (p, HP_GENERATOR_EXP, element, NULL, HP_TOK_RPAR, open);

  p->pos--; /* the caller wants the parenthesis */
  if (!alone)
    hp_parser_fail (p, hp_parser_span (p, element->at),
                    "Generator expression must be parenthesized");
  return e;
}

/* The mark is below all arguments before the comma in front of STAR. */
static _Noreturn void
fail_star_after_keywords (HpParser *p, int open, int star)
{
  p->pos = star - 1;
  hp_parser_fail (p, hp_parser_span (p, p->tokens.items[open + 1].at),
                  "iterable argument unpacking follows keyword argument unpacking");
}

/* UNPACKED: a `**` came before; OPEN: the token with the parenthesis. */
static void
parse_positional (HpParser *p, HpExprs *args, HpKeywords *keywords, bool unpacked, int open)
{
  HpPosition start = hp_parser_token (p)->at;
  int first = p->pos;
  bool starred = hp_parser_accept (p, HP_TOK_STAR);
  HpExpr *e = starred ? hp_parse_expression (p) : hp_parse_assignment_expression (p);

  if (starred) {
    e = hp_expr_new_starred (p, e, start);
    if (unpacked)
      fail_star_after_keywords (p, open, first);
  } else if (hp_at_comprehension (p))
    e = parse_bare_generator (p, e, args->n == 0 && keywords->n == 0, p->tokens.items[open].at);
  else if (hp_parser_peek (p) == HP_TOK_EQUAL)
    fail_keyword (p, e);
  else if (unpacked)
    hp_parser_fail (p, end_of_call (p), "positional argument follows keyword argument unpacking");
  else if (keywords->n > 0)
    hp_parser_fail (p, end_of_call (p), "positional argument follows keyword argument");
  hp_exprs_add (p, args, e);
}

void
hp_parse_call_arguments (HpParser *p, HpExprs *args, HpKeywords *keywords)
{
  int open = p->pos - 1;
  bool unpacked = false;

  while (hp_parser_peek (p) != HP_TOK_RPAR) {
    HpPosition start = hp_parser_token (p)->at;
    HpKeyword keyword = { 0 };

    if (hp_parser_accept (p, HP_TOK_DOUBLESTAR)) {
      unpacked = true;
      keyword.value = hp_parse_expression (p);
    } else if (hp_parser_peek (p) == HP_TOK_NAME && hp_parser_peek_at (p, 1) == HP_TOK_EQUAL) {
      keyword.name = hp_parser_name (p);
      p->pos++;
      if (hp_parser_peek (p) == HP_TOK_RPAR || hp_parser_peek (p) == HP_TOK_COMMA)
        hp_parser_fail (p, hp_parser_span (p, start), "expected argument value expression");
      keyword.value = hp_parse_expression (p);
      if (hp_at_comprehension (p))
        hp_parser_fail (p, start, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
    if (keyword.value != NULL) {
      keyword.at = hp_parser_span (p, start);
      hp_keywords_add (p, keywords, keyword);
    } else
      parse_positional (p, args, keywords, unpacked, open);
    if (hp_parser_peek (p) == HP_TOK_RPAR)
      break;
    hp_parser_check_comma (p, keyword.value != NULL ? keyword.value : args->items[args->n - 1]);
    hp_parser_expect (p, HP_TOK_COMMA);
  }
}

static HpExpr *
parse_slice_part (HpParser *p)
{
  switch (hp_parser_peek (p)) {
  case HP_TOK_COLON:
  case HP_TOK_COMMA:
  case HP_TOK_RSQB: return NULL;
  default: return hp_parse_expression (p);
  }
}

static HpExpr *
parse_slice (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *lower = NULL, *upper, *step = NULL, *e;

  if (hp_parser_peek (p) == HP_TOK_STAR)
    return hp_parse_star_expression (p);
  if (hp_parser_peek (p) != HP_TOK_COLON) {
    lower = hp_parse_named_expression (p);
    if (hp_parser_peek (p) != HP_TOK_COLON) {
      hp_parser_check_comma (p, lower);
      return lower;
    }
  }
  hp_parser_expect (p, HP_TOK_COLON);
  upper = parse_slice_part (p);
  if (hp_parser_accept (p, HP_TOK_COLON))
    step = parse_slice_part (p);
  if (step != NULL || upper != NULL)
    hp_parser_check_comma (p, step != NULL ? step : upper);
  e = hp_expr_new (p, HP_SLICE, start);
  e->slice.lower = lower;
  e->slice.upper = upper;
  e->slice.step = step;
  hp_expr_above (p, e, lower);
  hp_expr_above (p, e, upper);
  hp_expr_above (p, e, step);
  return e;
}

static HpExpr *
parse_index (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *first = parse_slice (p);
  HpExprs items = { 0 };

  if (hp_parser_peek (p) != HP_TOK_COMMA && first->kind != HP_STARRED)
    return first;
  hp_exprs_add (p, &items, first);
  while (hp_parser_accept (p, HP_TOK_COMMA) && hp_parser_peek (p) != HP_TOK_RSQB)
    hp_exprs_add (p, &items, parse_slice (p));
  return hp_expr_new_sequence (p, HP_TUPLE, items, start);
}

/* What follows the dot behind VALUE. */
static HpExpr *
parse_attribute (HpParser *p, HpExpr *value, HpPosition start)
{
  HpObject *name = hp_parser_name (p);
  HpExpr *e = hp_expr_new (p, HP_ATTRIBUTE, start);

  e->attribute.value = value;
  e->attribute.name = name;
  e->attribute.context = HP_LOAD;
  hp_expr_above (p, e, value);
  return e;
}

/* What follows the parenthesis behind FUNCTION. */
static HpExpr *
parse_call (HpParser *p, HpExpr *function, HpPosition start)
{
  HpExprs args = { 0 };
  HpKeywords keywords = { 0 };
  HpExpr *e;

  hp_parse_call_arguments (p, &args, &keywords);
  hp_parser_expect (p, HP_TOK_RPAR);
  e = hp_expr_new (p, HP_CALL_EXPR, start);
  e->call.function = function;
  e->call.args = args;
  e->call.keywords = keywords;
  hp_expr_above (p, e, function);
  hp_expr_above_all (p, e, &args);
  for (int i = 0; i < keywords.n; i++)
    hp_expr_above (p, e, keywords.items[i].value);
  return e;
}

/* What follows the bracket behind VALUE. */
static HpExpr *
parse_subscript (HpParser *p, HpExpr *value, HpPosition start)
{
  HpExpr *index = parse_index (p), *e;

  hp_parser_expect (p, HP_TOK_RSQB);
  e = hp_expr_new (p, HP_SUBSCRIPT, start);
  e->subscript.value = value;
  e->subscript.index = index;
  e->subscript.context = HP_LOAD;
  hp_expr_above (p, e, value);
  hp_expr_above (p, e, index);
  return e;
}

HpExpr *
hp_parse_primary (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *e = parse_atom (p);

  for (;;) {
    if (hp_parser_accept (p, HP_TOK_DOT))
      e = parse_attribute (p, e, start);
    else if (hp_parser_accept (p, HP_TOK_LPAR))
      e = parse_call (p, e, start);
    else if (hp_parser_accept (p, HP_TOK_LSQB))
      e = parse_subscript (p, e, start);
    else
      return e;
  }
}
