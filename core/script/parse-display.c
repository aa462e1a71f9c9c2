/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in brackets: parentheses, tuples, lists, sets, dicts and comprehensions. */
#include "script/parser.h"

/* comprehensions */

static void
parse_comprehension_clause (HpParser *p, HpComprehension *clause)
{
  clause->is_async = hp_parser_accept (p, HP_TOK_ASYNC);
  hp_parser_expect (p, HP_TOK_FOR);
  clause->target = hp_parse_target_list (p);
  hp_expr_set_context (p, clause->target, HP_STORE, "");
  hp_parser_expect (p, HP_TOK_IN);
  clause->iter = hp_parse_disjunction (p);
  while (hp_parser_accept (p, HP_TOK_IF))
    hp_exprs_add (p, &clause->conditions, hp_parse_disjunction (p));
}

bool
hp_at_comprehension (HpParser *p)
{
  return hp_parser_peek (p) == HP_TOK_FOR ||
         (hp_parser_peek (p) == HP_TOK_ASYNC && hp_parser_peek_at (p, 1) == HP_TOK_FOR);
}

HpExpr *
hp_parse_comprehension (HpParser *p, HpExprKind kind, HpExpr *element, HpExpr *value,
                        HpTokenKind end, HpPosition start)
{
  HpComprehension *generators = NULL;
  int n = 0;
  HpExpr *e;

  if (element->kind == HP_STARRED)
    hp_parser_fail (p, element->at, "iterable unpacking cannot be used in comprehension");
  while (hp_at_comprehension (p)) {
    if (n == 200)
      hp_parser_fail (p, hp_parser_token (p)->at, "too many statically nested blocks");
    generators = hp_arena_room (p->c, generators, n, sizeof *generators);
    parse_comprehension_clause (p, &generators[n++]);
  }
  hp_parser_expect (p, end);
  e = hp_expr_new (p, kind, start);
  e->comp.element = element;
  e->comp.value = value;
  e->comp.generators = generators;
  e->comp.n_generators = n;
  hp_expr_above (p, e, element);
  hp_expr_above (p, e, value);
  for (int i = 0; i < n; i++) {
    hp_expr_above (p, e, generators[i].target);
    hp_expr_above (p, e, generators[i].iter);
    hp_expr_above_all (p, e, &generators[i].conditions);
  }
  if ((e->height += 8) > HP_MAX_NESTING) /* a scope of its own */
    hp_fail (p->c, HP_EXC_RECURSION_ERROR, e->at,
             "maximum recursion depth exceeded during compilation");
  return e;
}

/* displays */

/* The end of E that another expression could be mistaken to go on from. */
static const HpExpr *
last_operand (const HpExpr *e)
{
  switch (e->kind) {
  case HP_STARRED: return last_operand (e->starred.value);
  case HP_LAMBDA: return last_operand (e->lambda.body);
  case HP_IF_EXP: return last_operand (e->if_exp.orelse);
  default: return e;
  }
}

void
hp_parser_check_comma (HpParser *p, const HpExpr *last)
{
  HpTokenKind kind = hp_parser_peek (p);
  HpPosition at;
  HpExpr *next;

  if (!hp_starts_expression (kind) || kind == HP_TOK_ERROR || kind == HP_TOK_STAR || p->f_string)
    return;
  last = last_operand (last);
  if (last->kind == HP_NAME && kind == HP_TOK_STRING) /* rather a prefix that does not exist */
    return;
  at = last->at;
  next = hp_parse_expression (p);
  if (next->at.line > at.end_line && p->tokens.unclosed)
    hp_parser_fail_here (p);
  at.end_line = next->at.end_line;
  at.end_column = next->at.end_column;
  hp_parser_fail (p, at, "invalid syntax. Perhaps you forgot a comma?");
}

static void
parse_rest_of_items (HpParser *p, HpExprs *items, HpTokenKind end)
{
  while (hp_parser_accept (p, HP_TOK_COMMA) && hp_parser_peek (p) != end)
    hp_exprs_add (p, items, hp_parse_star_named_expression (p));
  if (items->n > 0)
    hp_parser_check_comma (p, items->items[items->n - 1]);
  hp_parser_expect (p, end);
}

HpExpr *
hp_parse_parentheses (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExprs items = { 0 };
  HpExpr *first;

  hp_parser_expect (p, HP_TOK_LPAR);
  if (hp_parser_accept (p, HP_TOK_RPAR))
    return hp_expr_new_sequence (p, HP_TUPLE, items, start);
  if (hp_parser_peek (p) == HP_TOK_YIELD) {
    first = hp_parse_yield (p);
    hp_parser_expect (p, HP_TOK_RPAR);
    return first;
  }
  first = hp_parse_star_named_expression (p);
  if (hp_at_comprehension (p))
    return hp_parse_comprehension (p, HP_GENERATOR_EXP, first, NULL, HP_TOK_RPAR, start);
  if (hp_parser_peek (p) == HP_TOK_COMMA) {
    hp_exprs_add (p, &items, first);
    parse_rest_of_items (p, &items, HP_TOK_RPAR);
    return hp_expr_new_sequence (p, HP_TUPLE, items, start);
  }
  if (first->kind == HP_STARRED && hp_parser_peek (p) == HP_TOK_RPAR)
    hp_parser_fail (p, first->at, "cannot use starred expression here");
  hp_exprs_add (p, &items, first);
  parse_rest_of_items (p, &items, HP_TOK_RPAR);
  return first;
}

HpExpr *
hp_parse_list (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExprs items = { 0 };

  hp_parser_expect (p, HP_TOK_LSQB);
  if (hp_parser_accept (p, HP_TOK_RSQB))
    return hp_expr_new_sequence (p, HP_LIST, items, start);
  hp_exprs_add (p, &items, hp_parse_star_named_expression (p));
  if (hp_at_comprehension (p))
    return hp_parse_comprehension (p, HP_LIST_COMP, items.items[0], NULL, HP_TOK_RSQB, start);
  parse_rest_of_items (p, &items, HP_TOK_RSQB);
  return hp_expr_new_sequence (p, HP_LIST, items, start);
}

/* KEY ':' VALUE or '**' MAPPING (a NULL key) */
static void
parse_dict_item (HpParser *p, HpExprs *keys, HpExprs *values)
{
  if (hp_parser_accept (p, HP_TOK_DOUBLESTAR)) {
    hp_exprs_add (p, keys, NULL);
    hp_exprs_add (p, values, hp_parse_bitwise_or (p));
    return;
  }
  hp_exprs_add (p, keys, hp_parse_expression (p));
  if (hp_parser_peek (p) != HP_TOK_COLON && hp_parser_peek (p) != HP_TOK_ERROR)
    hp_parser_fail (p, p->tokens.items[p->pos - 1].at, "':' expected after dictionary key");
  hp_parser_expect (p, HP_TOK_COLON);
  if (hp_parser_peek (p) == HP_TOK_RBRACE || hp_parser_peek (p) == HP_TOK_COMMA)
    hp_parser_fail (p, p->tokens.items[p->pos - 1].at,
                    "expression expected after dictionary key and ':'");
  if (hp_parser_peek (p) == HP_TOK_STAR)
    hp_parser_fail (p, hp_parser_token (p)->at,
                    "cannot use a starred expression in a dictionary value");
  hp_exprs_add (p, values, hp_parse_expression (p));
}

static HpExpr *
finish_dict (HpParser *p, HpExprs keys, HpExprs values, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, HP_DICT, start);

  e->dict.keys = keys;
  e->dict.values = values;
  hp_expr_above_all (p, e, &keys);
  hp_expr_above_all (p, e, &values);
  return e;
}

static HpExpr *
parse_dict (HpParser *p, HpExprs keys, HpExprs values, HpPosition start)
{
  if (hp_at_comprehension (p)) {
    if (keys.items[0] == NULL)
      hp_parser_fail (p, values.items[0]->at,
                      "dict unpacking cannot be used in dict comprehension");
    return hp_parse_comprehension (p, HP_DICT_COMP, keys.items[0], values.items[0], HP_TOK_RBRACE,
                                   start);
  }
  while (hp_parser_accept (p, HP_TOK_COMMA) && hp_parser_peek (p) != HP_TOK_RBRACE)
    parse_dict_item (p, &keys, &values);
  if (keys.items[keys.n - 1] != NULL)
    hp_parser_check_comma (p, values.items[values.n - 1]);
  hp_parser_expect (p, HP_TOK_RBRACE);
  return finish_dict (p, keys, values, start);
}

HpExpr *
hp_parse_braces (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExprs keys = { 0 }, values = { 0 };
  HpExpr *first;

  hp_parser_expect (p, HP_TOK_LBRACE);
  if (hp_parser_accept (p, HP_TOK_RBRACE))
    return finish_dict (p, keys, values, start);
  if (hp_parser_peek (p) == HP_TOK_DOUBLESTAR) {
    parse_dict_item (p, &keys, &values);
    return parse_dict (p, keys, values, start);
  }
  first = hp_parse_star_named_expression (p);
  hp_exprs_add (p, &keys, first);
  if (hp_parser_peek (p) == HP_TOK_COLON && first->kind != HP_STARRED) {
    hp_parser_expect (p, HP_TOK_COLON);
    if (hp_parser_peek (p) == HP_TOK_RBRACE || hp_parser_peek (p) == HP_TOK_COMMA)
      hp_parser_fail (p, p->tokens.items[p->pos - 1].at,
                      "expression expected after dictionary key and ':'");
    if (hp_parser_peek (p) == HP_TOK_STAR)
      hp_parser_fail (p, hp_parser_token (p)->at,
                      "cannot use a starred expression in a dictionary value");
    hp_exprs_add (p, &values, hp_parse_expression (p));
    return parse_dict (p, keys, values, start);
  }
  if (hp_at_comprehension (p))
    return hp_parse_comprehension (p, HP_SET_COMP, first, NULL, HP_TOK_RBRACE, start);
  parse_rest_of_items (p, &keys, HP_TOK_RBRACE);
  return hp_expr_new_sequence (p, HP_SET, keys, start);
}
