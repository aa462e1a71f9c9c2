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

static void
parse_positional (HpParser *p, HpExprs *args, HpKeywords *keywords, bool *unpacked, HpPosition open)
{
  HpPosition start = hp_parser_token (p)->at;
  bool starred = hp_parser_accept (p, HP_TOK_STAR);
  HpExpr *e = starred ? hp_parse_expression (p) : hp_parse_named_expression (p);

  if (starred) {
    e = hp_expr_new_starred (p, e, start);
    if (*unpacked)
      hp_parser_fail (p, e->at, "iterable argument unpacking follows keyword argument unpacking");
  } else if (hp_at_comprehension (p)) {
    e = hp_parse_comprehension (p, HP_GENERATOR_EXP, e, NULL, HP_TOK_RPAR, open);
    p->pos--; /* the caller wants the parenthesis */
    if (args->n > 0 || keywords->n > 0 || hp_parser_peek (p) != HP_TOK_RPAR)
      hp_parser_fail (p, e->at, "Generator expression must be parenthesized");
  } else if (hp_parser_peek (p) == HP_TOK_EQUAL)
    hp_parser_fail (p, e->at,
                    hp_expr_is_keyword (p, e)
                        ? "cannot assign to %s"
                        : "expression cannot contain assignment, perhaps you meant \"==\"?",
                    hp_expr_describe (p, e));
  else if (*unpacked)
    hp_parser_fail (p, e->at, "positional argument follows keyword argument unpacking");
  else if (keywords->n > 0)
    hp_parser_fail (p, e->at, "positional argument follows keyword argument");
  hp_exprs_add (p, args, e);
}

void
hp_parse_call_arguments (HpParser *p, HpExprs *args, HpKeywords *keywords)
{
  HpPosition open = p->tokens.items[p->pos > 0 ? p->pos - 1 : 0].at;
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
      parse_positional (p, args, keywords, &unpacked, open);
    if (hp_parser_peek (p) == HP_TOK_RPAR)
      break;
    if (hp_parser_peek (p) != HP_TOK_COMMA && hp_starts_expression (hp_parser_peek (p)) &&
        hp_parser_peek (p) != HP_TOK_ERROR && hp_parser_peek (p) != HP_TOK_STAR && !p->f_string &&
        keyword.value == NULL) {
      hp_parser_fail_missing_comma (p, args->items[args->n - 1]->at);
    }
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
    if (hp_parser_peek (p) != HP_TOK_COLON)
      return lower;
  }
  hp_parser_expect (p, HP_TOK_COLON);
  upper = parse_slice_part (p);
  if (hp_parser_accept (p, HP_TOK_COLON))
    step = parse_slice_part (p);
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

HpExpr *
hp_parse_primary (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *e = parse_atom (p), *inner;

  for (;; e = inner) {
    if (hp_parser_accept (p, HP_TOK_DOT)) {
      HpObject *name = hp_parser_name (p);

      inner = hp_expr_new (p, HP_ATTRIBUTE, start);
      inner->attribute.value = e;
      inner->attribute.name = name;
      inner->attribute.context = HP_LOAD;
      hp_expr_above (p, inner, e);
    } else if (hp_parser_accept (p, HP_TOK_LPAR)) {
      HpExprs args = { 0 };
      HpKeywords keywords = { 0 };

      hp_parse_call_arguments (p, &args, &keywords);
      hp_parser_expect (p, HP_TOK_RPAR);
      inner = hp_expr_new (p, HP_CALL_EXPR, start);
      inner->call.function = e;
      inner->call.args = args;
      inner->call.keywords = keywords;
      hp_expr_above (p, inner, e);
      hp_expr_above_all (p, inner, &args);
      for (int i = 0; i < keywords.n; i++)
        hp_expr_above (p, inner, keywords.items[i].value);
    } else if (hp_parser_accept (p, HP_TOK_LSQB)) {
      HpExpr *index = parse_index (p);

      hp_parser_expect (p, HP_TOK_RSQB);
      inner = hp_expr_new (p, HP_SUBSCRIPT, start);
      inner->subscript.value = e;
      inner->subscript.index = index;
      inner->subscript.context = HP_LOAD;
      hp_expr_above (p, inner, e);
      hp_expr_above (p, inner, index);
    } else
      return e;
  }
}
