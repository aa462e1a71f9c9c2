/* SPDX-License-Identifier: Apache-2.0 */
#include "script/parser.h"

#include <string.h>

static HpExpr *parse_disjunction (HpParser *p);

/* nodes */

HpExpr *
hp_expr_new (HpParser *p, HpExprKind kind, HpPosition start)
{
  HpExpr *e = HP_ARENA_NEW (p->c, HpExpr, 1);

  e->kind = kind;
  e->height = 1;
  e->at = hp_parser_span (p, start);
  return e;
}

void
hp_expr_above (HpParser *p, HpExpr *e, const HpExpr *child)
{
  if (child == NULL || child->height < e->height)
    return;
  e->height = child->height + 1;
  if (e->height > HP_MAX_NESTING)
    hp_fail (p->c, HP_EXC_RECURSION_ERROR, e->at,
             "maximum recursion depth exceeded during compilation");
}

static void
above_all (HpParser *p, HpExpr *e, const HpExprs *children)
{
  for (int i = 0; i < children->n; i++)
    hp_expr_above (p, e, children->items[i]);
}

static HpExpr *
new_constant (HpParser *p, HpObject *value, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, HP_CONSTANT, start);

  e->constant.value = value;
  return e;
}

static HpExpr *
new_sequence (HpParser *p, HpExprKind kind, HpExprs items, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, kind, start);

  e->sequence.items = items;
  e->sequence.context = HP_LOAD;
  above_all (p, e, &items);
  return e;
}

static HpExpr *
new_starred (HpParser *p, HpExpr *value, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, HP_STARRED, start);

  e->starred.value = value;
  hp_expr_above (p, e, value);
  return e;
}

/* targets */

const char *
hp_expr_describe (const HpExpr *e)
{
  switch (e->kind) {
  case HP_ATTRIBUTE: return "attribute";
  case HP_SUBSCRIPT: return "subscript";
  case HP_STARRED: return "starred";
  case HP_NAME: return "name";
  case HP_LIST: return "list";
  case HP_TUPLE: return "tuple";
  case HP_LAMBDA: return "lambda";
  case HP_CALL_EXPR: return "function call";
  case HP_GENERATOR_EXP: return "generator expression";
  case HP_YIELD:
  case HP_YIELD_FROM: return "yield expression";
  case HP_AWAIT_EXPR: return "await expression";
  case HP_LIST_COMP: return "list comprehension";
  case HP_SET_COMP: return "set comprehension";
  case HP_DICT_COMP: return "dict comprehension";
  case HP_DICT: return "dict literal";
  case HP_SET: return "set display";
  case HP_JOINED_STR:
  case HP_FORMATTED_VALUE: return "f-string expression";
  case HP_COMPARE: return "comparison";
  case HP_IF_EXP: return "conditional expression";
  case HP_NAMED_EXPR: return "named expression";
  default: return "expression";
  }
}

static const char *
describe (HpParser *p, const HpExpr *e)
{
  HpRuntime *rt = p->c->rt;

  if (e->kind != HP_CONSTANT)
    return hp_expr_describe (e);
  if (e->constant.value == hp_none (rt))
    return "None";
  if (e->constant.value == hp_true (rt))
    return "True";
  if (e->constant.value == hp_false (rt))
    return "False";
  if (e->constant.value == &rt->ellipsis_object)
    return "ellipsis";
  return "literal";
}

void
hp_expr_set_context (HpParser *p, HpExpr *e, HpContext context, const char *suffix)
{
  const char *verb = context == HP_DEL ? "delete" : "assign to";

  switch (e->kind) {
  case HP_NAME: e->name.context = context; return;
  case HP_ATTRIBUTE: e->attribute.context = context; return;
  case HP_SUBSCRIPT: e->subscript.context = context; return;
  case HP_STARRED:
    if (context == HP_DEL)
      break;
    e->starred.context = context;
    hp_expr_set_context (p, e->starred.value, context, "");
    return;
  case HP_LIST:
  case HP_TUPLE:
    e->sequence.context = context;
    for (int i = 0; i < e->sequence.items.n; i++)
      hp_expr_set_context (p, e->sequence.items.items[i], context, "");
    return;
  default: break;
  }
  if (e->kind == HP_CONSTANT && strcmp (describe (p, e), "literal") != 0 &&
      strcmp (describe (p, e), "ellipsis") != 0)
    suffix = "";
  if (e->kind == HP_GENERATOR_EXP)
    suffix = "";
  hp_parser_fail (p, e->at, "cannot %s %s%s", verb, describe (p, e), suffix);
}

HpExpr *
hp_parse_target (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;

  if (hp_parser_accept (p, HP_TOK_STAR))
    return new_starred (p, hp_parse_bitwise_or (p), start);
  return hp_parse_bitwise_or (p);
}

static bool
starts_expression (HpTokenKind kind)
{
  switch (kind) {
  case HP_TOK_NAME:
  case HP_TOK_NUMBER:
  case HP_TOK_STRING:
  case HP_TOK_LPAR:
  case HP_TOK_LSQB:
  case HP_TOK_LBRACE:
  case HP_TOK_PLUS:
  case HP_TOK_MINUS:
  case HP_TOK_TILDE:
  case HP_TOK_STAR:
  case HP_TOK_ELLIPSIS:
  case HP_TOK_NONE:
  case HP_TOK_TRUE:
  case HP_TOK_FALSE:
  case HP_TOK_NOT:
  case HP_TOK_LAMBDA:
  case HP_TOK_AWAIT:
  case HP_TOK_ERROR: return true;
  default: return false;
  }
}

/* ITEM (',' ITEM)* [','] with ITEM made by PARSE; a lone item without a comma is itself. */
static HpExpr *
parse_tuple_of (HpParser *p, HpExpr *(*parse) (HpParser *))
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *first = parse (p);
  HpExprs items = { 0 };

  if (hp_parser_peek (p) != HP_TOK_COMMA)
    return first;
  hp_exprs_add (p, &items, first);
  while (hp_parser_accept (p, HP_TOK_COMMA) && starts_expression (hp_parser_peek (p)))
    hp_exprs_add (p, &items, parse (p));
  return new_sequence (p, HP_TUPLE, items, start);
}

HpExpr *
hp_parse_target_list (HpParser *p)
{
  return parse_tuple_of (p, hp_parse_target);
}

static HpExpr *
parse_star_expression (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;

  if (hp_parser_accept (p, HP_TOK_STAR))
    return new_starred (p, hp_parse_bitwise_or (p), start);
  return hp_parse_expression (p);
}

/* in displays and subscripts, where `:=` needs no parentheses */
static HpExpr *
parse_star_named_expression (HpParser *p)
{
  if (hp_parser_peek (p) == HP_TOK_STAR)
    return parse_star_expression (p);
  return hp_parse_named_expression (p);
}

HpExpr *
hp_parse_star_expressions (HpParser *p)
{
  return parse_tuple_of (p, parse_star_expression);
}

static HpExpr *
parse_yield (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *value = NULL, *e;
  HpExprKind kind = HP_YIELD;

  hp_parser_expect (p, HP_TOK_YIELD);
  if (hp_parser_accept (p, HP_TOK_FROM)) {
    kind = HP_YIELD_FROM;
    value = hp_parse_expression (p);
  } else if (starts_expression (hp_parser_peek (p)))
    value = hp_parse_star_expressions (p);
  e = hp_expr_new (p, kind, start);
  e->yield.value = value;
  hp_expr_above (p, e, value);
  return e;
}

HpExpr *
hp_parse_yield_or_star_expressions (HpParser *p)
{
  return hp_parser_peek (p) == HP_TOK_YIELD ? parse_yield (p) : hp_parse_star_expressions (p);
}

/* comprehensions */

static void
parse_comprehension_clause (HpParser *p, HpComprehension *clause)
{
  clause->is_async = hp_parser_accept (p, HP_TOK_ASYNC);
  hp_parser_expect (p, HP_TOK_FOR);
  clause->target = hp_parse_target_list (p);
  hp_expr_set_context (p, clause->target, HP_STORE, "");
  hp_parser_expect (p, HP_TOK_IN);
  clause->iter = parse_disjunction (p);
  while (hp_parser_accept (p, HP_TOK_IF))
    hp_exprs_add (p, &clause->conditions, parse_disjunction (p));
}

static bool
at_comprehension (HpParser *p)
{
  return hp_parser_peek (p) == HP_TOK_FOR ||
         (hp_parser_peek (p) == HP_TOK_ASYNC && hp_parser_peek_at (p, 1) == HP_TOK_FOR);
}

/* The clauses behind ELEMENT and the closing token END. */
static HpExpr *
parse_comprehension (HpParser *p, HpExprKind kind, HpExpr *element, HpExpr *value, HpTokenKind end,
                     HpPosition start)
{
  HpComprehension *generators = NULL;
  int n = 0;
  HpExpr *e;

  if (element->kind == HP_STARRED)
    hp_parser_fail (p, element->at, "iterable unpacking cannot be used in comprehension");
  while (at_comprehension (p)) {
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
    above_all (p, e, &generators[i].conditions);
  }
  if ((e->height += 8) > HP_MAX_NESTING) /* a scope of its own */
    hp_fail (p->c, HP_EXC_RECURSION_ERROR, e->at,
             "maximum recursion depth exceeded during compilation");
  return e;
}

/* displays */

/* Two expressions side by side, the first at AT. */
static _Noreturn void
fail_missing_comma (HpParser *p, HpPosition at)
{
  HpExpr *next;

  next = hp_parse_expression (p);
  if (next->at.line > at.end_line)
    hp_parser_fail_here (p);
  at.end_line = next->at.end_line;
  at.end_column = next->at.end_column;
  hp_parser_fail (p, at, "invalid syntax. Perhaps you forgot a comma?");
}

static void
parse_rest_of_items (HpParser *p, HpExprs *items, HpTokenKind end)
{
  while (hp_parser_accept (p, HP_TOK_COMMA) && hp_parser_peek (p) != end)
    hp_exprs_add (p, items, parse_star_named_expression (p));
  if (hp_parser_peek (p) != end && starts_expression (hp_parser_peek (p)) && items->n > 0 &&
      !p->f_string && hp_parser_peek (p) != HP_TOK_ERROR && hp_parser_peek (p) != HP_TOK_STAR) {
    fail_missing_comma (p, items->items[items->n - 1]->at);
  }
  hp_parser_expect (p, end);
}

static HpExpr *
parse_parentheses (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExprs items = { 0 };
  HpExpr *first;

  hp_parser_expect (p, HP_TOK_LPAR);
  if (hp_parser_accept (p, HP_TOK_RPAR))
    return new_sequence (p, HP_TUPLE, items, start);
  if (hp_parser_peek (p) == HP_TOK_YIELD) {
    first = parse_yield (p);
    hp_parser_expect (p, HP_TOK_RPAR);
    return first;
  }
  first = parse_star_named_expression (p);
  if (at_comprehension (p))
    return parse_comprehension (p, HP_GENERATOR_EXP, first, NULL, HP_TOK_RPAR, start);
  if (hp_parser_peek (p) == HP_TOK_COMMA) {
    hp_exprs_add (p, &items, first);
    parse_rest_of_items (p, &items, HP_TOK_RPAR);
    return new_sequence (p, HP_TUPLE, items, start);
  }
  if (first->kind == HP_STARRED && hp_parser_peek (p) == HP_TOK_RPAR)
    hp_parser_fail (p, first->at, "cannot use starred expression here");
  hp_exprs_add (p, &items, first);
  parse_rest_of_items (p, &items, HP_TOK_RPAR);
  return first;
}

static HpExpr *
parse_list (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExprs items = { 0 };

  hp_parser_expect (p, HP_TOK_LSQB);
  if (hp_parser_accept (p, HP_TOK_RSQB))
    return new_sequence (p, HP_LIST, items, start);
  hp_exprs_add (p, &items, parse_star_named_expression (p));
  if (at_comprehension (p))
    return parse_comprehension (p, HP_LIST_COMP, items.items[0], NULL, HP_TOK_RSQB, start);
  parse_rest_of_items (p, &items, HP_TOK_RSQB);
  return new_sequence (p, HP_LIST, items, start);
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
  above_all (p, e, &keys);
  above_all (p, e, &values);
  return e;
}

static HpExpr *
parse_dict (HpParser *p, HpExprs keys, HpExprs values, HpPosition start)
{
  if (at_comprehension (p)) {
    if (keys.items[0] == NULL)
      hp_parser_fail (p, values.items[0]->at,
                      "dict unpacking cannot be used in dict comprehension");
    return parse_comprehension (p, HP_DICT_COMP, keys.items[0], values.items[0], HP_TOK_RBRACE,
                                start);
  }
  while (hp_parser_accept (p, HP_TOK_COMMA) && hp_parser_peek (p) != HP_TOK_RBRACE)
    parse_dict_item (p, &keys, &values);
  hp_parser_expect (p, HP_TOK_RBRACE);
  return finish_dict (p, keys, values, start);
}

static HpExpr *
parse_braces (HpParser *p)
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
  first = parse_star_named_expression (p);
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
  if (at_comprehension (p))
    return parse_comprehension (p, HP_SET_COMP, first, NULL, HP_TOK_RBRACE, start);
  parse_rest_of_items (p, &keys, HP_TOK_RBRACE);
  return new_sequence (p, HP_SET, keys, start);
}

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
  case HP_TOK_NONE: p->pos++; return new_constant (p, hp_none (rt), start);
  case HP_TOK_TRUE: p->pos++; return new_constant (p, hp_true (rt), start);
  case HP_TOK_FALSE: p->pos++; return new_constant (p, hp_false (rt), start);
  case HP_TOK_ELLIPSIS: p->pos++; return new_constant (p, &rt->ellipsis_object, start);
  case HP_TOK_LPAR: return parse_parentheses (p);
  case HP_TOK_LSQB: return parse_list (p);
  case HP_TOK_LBRACE: return parse_braces (p);
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
    e = new_starred (p, e, start);
    if (*unpacked)
      hp_parser_fail (p, e->at, "iterable argument unpacking follows keyword argument unpacking");
  } else if (at_comprehension (p)) {
    e = parse_comprehension (p, HP_GENERATOR_EXP, e, NULL, HP_TOK_RPAR, open);
    p->pos--; /* the caller wants the parenthesis */
    if (args->n > 0 || keywords->n > 0 || hp_parser_peek (p) != HP_TOK_RPAR)
      hp_parser_fail (p, e->at, "Generator expression must be parenthesized");
  } else if (hp_parser_peek (p) == HP_TOK_EQUAL)
    hp_parser_fail (p, e->at,
                    e->kind == HP_CONSTANT && strcmp (describe (p, e), "literal") != 0
                        ? "cannot assign to %s"
                        : "expression cannot contain assignment, perhaps you meant \"==\"?",
                    describe (p, e));
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
      if (at_comprehension (p))
        hp_parser_fail (p, start, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
    if (keyword.value != NULL) {
      keyword.at = hp_parser_span (p, start);
      hp_keywords_add (p, keywords, keyword);
    } else
      parse_positional (p, args, keywords, &unpacked, open);
    if (hp_parser_peek (p) == HP_TOK_RPAR)
      break;
    if (hp_parser_peek (p) != HP_TOK_COMMA && starts_expression (hp_parser_peek (p)) &&
        hp_parser_peek (p) != HP_TOK_ERROR && hp_parser_peek (p) != HP_TOK_STAR && !p->f_string &&
        keyword.value == NULL) {
      fail_missing_comma (p, args->items[args->n - 1]->at);
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
    return parse_star_expression (p);
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
  return new_sequence (p, HP_TUPLE, items, start);
}

static HpExpr *
parse_primary (HpParser *p)
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
      above_all (p, inner, &args);
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

/* operators */

typedef struct {
  signed char precedence; /* 0: no binary operator */
  signed char op;
} BinaryFacts;

/* | 1, ^ 2, & 3, shifts 4, sums 5, terms 6; unary and ** bind tighter, comparisons weaker */
static const BinaryFacts binary_facts[HP_N_TOKENS] = {
  [HP_TOK_VBAR] = { 1, HP_NB_OR },           [HP_TOK_CIRCUMFLEX] = { 2, HP_NB_XOR },
  [HP_TOK_AMPER] = { 3, HP_NB_AND },         [HP_TOK_LEFTSHIFT] = { 4, HP_NB_LSHIFT },
  [HP_TOK_RIGHTSHIFT] = { 4, HP_NB_RSHIFT }, [HP_TOK_PLUS] = { 5, HP_NB_ADD },
  [HP_TOK_MINUS] = { 5, HP_NB_SUBTRACT },    [HP_TOK_STAR] = { 6, HP_NB_MULTIPLY },
  [HP_TOK_SLASH] = { 6, HP_NB_TRUE_DIVIDE }, [HP_TOK_DOUBLESLASH] = { 6, HP_NB_FLOOR_DIVIDE },
  [HP_TOK_PERCENT] = { 6, HP_NB_REMAINDER }, [HP_TOK_AT] = { 6, HP_NB_MATRIX_MULTIPLY },
};

static HpExpr *
new_binary (HpParser *p, int op, HpExpr *left, HpExpr *right, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, HP_BIN_OP, start);

  e->bin.op = op;
  e->bin.left = left;
  e->bin.right = right;
  hp_expr_above (p, e, left);
  hp_expr_above (p, e, right);
  return e;
}

static HpExpr *
parse_await (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *value, *e;

  if (!hp_parser_accept (p, HP_TOK_AWAIT))
    return parse_primary (p);
  value = parse_primary (p);
  e = hp_expr_new (p, HP_AWAIT_EXPR, start);
  e->yield.value = value;
  hp_expr_above (p, e, value);
  return e;
}

static HpExpr *
parse_factor (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpTokenKind kind = hp_parser_peek (p);
  HpExpr *e, *operand;

  hp_parser_enter (p, 1);
  if (kind == HP_TOK_PLUS || kind == HP_TOK_MINUS || kind == HP_TOK_TILDE) {
    p->pos++;
    operand = parse_factor (p);
    e = hp_expr_new (p, HP_UNARY_OP, start);
    e->unary.op = kind == HP_TOK_PLUS ? HP_UADD : kind == HP_TOK_MINUS ? HP_USUB : HP_INVERT;
    e->unary.operand = operand;
    hp_expr_above (p, e, operand);
  } else {
    e = parse_await (p);
    if (hp_parser_accept (p, HP_TOK_DOUBLESTAR))
      e = new_binary (p, HP_NB_POWER, e, parse_factor (p), start);
  }
  hp_parser_leave (p, 1);
  return e;
}

static HpExpr *
parse_binary (HpParser *p, int precedence)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *left = parse_factor (p);
  BinaryFacts facts;

  while ((facts = binary_facts[hp_parser_peek (p)]).precedence >= precedence) {
    p->pos++;
    left = new_binary (p, facts.op, left, parse_binary (p, facts.precedence + 1), start);
  }
  return left;
}

HpExpr *
hp_parse_bitwise_or (HpParser *p)
{
  return parse_binary (p, 1);
}

/* The comparison operator at the parser's position; consumes it. -1: none. */
static int
accept_comparison (HpParser *p)
{
  int op;

  switch (hp_parser_peek (p)) {
  case HP_TOK_LESS: op = HP_CMP_LT; break;
  case HP_TOK_LESSEQUAL: op = HP_CMP_LE; break;
  case HP_TOK_EQEQUAL: op = HP_CMP_EQ; break;
  case HP_TOK_NOTEQUAL: op = HP_CMP_NE; break;
  case HP_TOK_GREATER: op = HP_CMP_GT; break;
  case HP_TOK_GREATEREQUAL: op = HP_CMP_GE; break;
  case HP_TOK_IN: op = HP_CMP_IN; break;
  case HP_TOK_IS:
    op = HP_CMP_IS;
    if (hp_parser_peek_at (p, 1) == HP_TOK_NOT) {
      p->pos++;
      op = HP_CMP_IS_NOT;
    }
    break;
  case HP_TOK_NOT:
    if (hp_parser_peek_at (p, 1) != HP_TOK_IN)
      return -1;
    p->pos++;
    op = HP_CMP_NOT_IN;
    break;
  default: return -1;
  }
  p->pos++;
  return op;
}

static HpExpr *
parse_comparison (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *left = hp_parse_bitwise_or (p), *e;
  HpExprs comparators = { 0 };
  uint8_t *ops = NULL;
  int op;

  while ((op = accept_comparison (p)) >= 0) {
    ops = hp_arena_room (p->c, ops, comparators.n, 1);
    ops[comparators.n] = (uint8_t)op;
    hp_exprs_add (p, &comparators, hp_parse_bitwise_or (p));
  }
  if (comparators.n == 0)
    return left;
  e = hp_expr_new (p, HP_COMPARE, start);
  e->compare.left = left;
  e->compare.ops = ops;
  e->compare.comparators = comparators;
  hp_expr_above (p, e, left);
  above_all (p, e, &comparators);
  return e;
}

static HpExpr *
parse_inversion (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *e, *operand;

  if (!hp_parser_accept (p, HP_TOK_NOT))
    return parse_comparison (p);
  hp_parser_enter (p, 1);
  operand = parse_inversion (p);
  hp_parser_leave (p, 1);
  e = hp_expr_new (p, HP_UNARY_OP, start);
  e->unary.op = HP_NOT;
  e->unary.operand = operand;
  hp_expr_above (p, e, operand);
  return e;
}

static HpExpr *
parse_bool (HpParser *p, HpTokenKind kind, HpExpr *(*parse) (HpParser *))
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *first = parse (p), *e;
  HpExprs values = { 0 };

  if (hp_parser_peek (p) != kind)
    return first;
  hp_exprs_add (p, &values, first);
  while (hp_parser_accept (p, kind))
    hp_exprs_add (p, &values, parse (p));
  e = hp_expr_new (p, HP_BOOL_OP, start);
  e->bool_op.is_or = kind == HP_TOK_OR;
  e->bool_op.values = values;
  above_all (p, e, &values);
  return e;
}

static HpExpr *
parse_conjunction (HpParser *p)
{
  return parse_bool (p, HP_TOK_AND, parse_inversion);
}

static HpExpr *
parse_disjunction (HpParser *p)
{
  return parse_bool (p, HP_TOK_OR, parse_conjunction);
}

static HpExpr *
parse_lambda (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpParameters *parameters;
  HpExpr *body, *e;

  hp_parser_expect (p, HP_TOK_LAMBDA);
  hp_parser_enter (p, 8);
  parameters = hp_parse_parameters (p, HP_TOK_COLON, false);
  hp_parser_expect (p, HP_TOK_COLON);
  body = hp_parse_expression (p);
  hp_parser_leave (p, 8);
  e = hp_expr_new (p, HP_LAMBDA, start);
  e->lambda.parameters = parameters;
  e->lambda.body = body;
  hp_expr_above (p, e, body);
  above_all (p, e, &parameters->defaults);
  above_all (p, e, &parameters->keyword_defaults);
  if ((e->height += 8) > HP_MAX_NESTING)
    hp_fail (p->c, HP_EXC_RECURSION_ERROR, e->at,
             "maximum recursion depth exceeded during compilation");
  return e;
}

HpExpr *
hp_parse_expression (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *body, *test, *orelse, *e;

  hp_parser_enter (p, 1);
  if (hp_parser_peek (p) == HP_TOK_LAMBDA)
    body = parse_lambda (p);
  else {
    body = parse_disjunction (p);
    if (hp_parser_accept (p, HP_TOK_IF)) {
      test = parse_disjunction (p);
      if (hp_parser_peek (p) != HP_TOK_ELSE && hp_parser_peek (p) != HP_TOK_ERROR &&
          hp_parser_peek (p) != HP_TOK_COLON)
        hp_parser_fail (p, hp_parser_span (p, start), "expected 'else' after 'if' expression");
      hp_parser_expect (p, HP_TOK_ELSE);
      orelse = hp_parse_expression (p);
      e = hp_expr_new (p, HP_IF_EXP, start);
      e->if_exp.test = test;
      e->if_exp.body = body;
      e->if_exp.orelse = orelse;
      hp_expr_above (p, e, test);
      hp_expr_above (p, e, body);
      hp_expr_above (p, e, orelse);
      body = e;
    }
  }
  hp_parser_leave (p, 1);
  return body;
}

HpExpr *
hp_parse_named_expression (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *target, *value, *e;

  target = hp_parse_expression (p);
  if (hp_parser_peek (p) != HP_TOK_COLONEQUAL)
    return target;
  if (target->kind != HP_NAME)
    hp_parser_fail (p, target->at, "cannot use assignment expressions with %s",
                    describe (p, target));
  hp_parser_expect (p, HP_TOK_COLONEQUAL);
  target->name.context = HP_STORE;
  value = hp_parse_expression (p);
  e = hp_expr_new (p, HP_NAMED_EXPR, start);
  e->named.target = target;
  e->named.value = value;
  hp_expr_above (p, e, value);
  return e;
}
