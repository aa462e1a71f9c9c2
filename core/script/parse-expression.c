/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions, from those in a list down to the operands of the tightest operator. */
#include "script/parser.h"

HpExpr *
hp_parse_target (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;

  if (hp_parser_accept (p, HP_TOK_STAR))
    return hp_expr_new_starred (p, hp_parse_bitwise_or (p), start);
  return hp_parse_bitwise_or (p);
}

bool
hp_starts_expression (HpTokenKind kind)
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
  while (hp_parser_accept (p, HP_TOK_COMMA) && hp_starts_expression (hp_parser_peek (p)))
    hp_exprs_add (p, &items, parse (p));
  return hp_expr_new_sequence (p, HP_TUPLE, items, start);
}

HpExpr *
hp_parse_target_list (HpParser *p)
{
  return parse_tuple_of (p, hp_parse_target);
}

HpExpr *
hp_parse_star_expression (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;

  if (hp_parser_accept (p, HP_TOK_STAR))
    return hp_expr_new_starred (p, hp_parse_bitwise_or (p), start);
  return hp_parse_expression (p);
}

HpExpr *
hp_parse_star_named_expression (HpParser *p)
{
  if (hp_parser_peek (p) == HP_TOK_STAR)
    return hp_parse_star_expression (p);
  return hp_parse_named_expression (p);
}

HpExpr *
hp_parse_star_expressions (HpParser *p)
{
  return parse_tuple_of (p, hp_parse_star_expression);
}

HpExpr *
hp_parse_yield (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *value = NULL, *e;
  HpExprKind kind = HP_YIELD;

  hp_parser_expect (p, HP_TOK_YIELD);
  if (hp_parser_accept (p, HP_TOK_FROM)) {
    kind = HP_YIELD_FROM;
    value = hp_parse_expression (p);
  } else if (hp_starts_expression (hp_parser_peek (p)))
    value = hp_parse_star_expressions (p);
  e = hp_expr_new (p, kind, start);
  e->yield.value = value;
  hp_expr_above (p, e, value);
  return e;
}

HpExpr *
hp_parse_yield_or_star_expressions (HpParser *p)
{
  return hp_parser_peek (p) == HP_TOK_YIELD ? hp_parse_yield (p) : hp_parse_star_expressions (p);
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
    return hp_parse_primary (p);
  value = hp_parse_primary (p);
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
  hp_expr_above_all (p, e, &comparators);
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
  hp_expr_above_all (p, e, &values);
  return e;
}

static HpExpr *
parse_conjunction (HpParser *p)
{
  return parse_bool (p, HP_TOK_AND, parse_inversion);
}

HpExpr *
hp_parse_disjunction (HpParser *p)
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
  hp_expr_above_all (p, e, &parameters->defaults);
  hp_expr_above_all (p, e, &parameters->keyword_defaults);
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
    body = hp_parse_disjunction (p);
    if (hp_parser_accept (p, HP_TOK_IF)) {
      test = hp_parse_disjunction (p);
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
hp_parse_assignment_expression (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *target, *value, *e;

  target = hp_parse_expression (p);
  if (hp_parser_peek (p) != HP_TOK_COLONEQUAL)
    return target;
  if (target->kind != HP_NAME)
    hp_parser_fail (p, target->at, "cannot use assignment expressions with %s",
                    hp_expr_describe (p, target));
  hp_parser_expect (p, HP_TOK_COLONEQUAL);
  target->name.context = HP_STORE;
  value = hp_parse_expression (p);
  e = hp_expr_new (p, HP_NAMED_EXPR, start);
  e->named.target = target;
  e->named.value = value;
  hp_expr_above (p, e, value);
  return e;
}

/* Somebody wrote `=` for `==`: FOUND is left of it. */
static _Noreturn void
fail_assignment (HpParser *p, HpExpr *found)
{
  int at_equal = p->pos++;
  HpTokenKind next;

  hp_parse_bitwise_or (p); /* what the mark is below, too */
  next = hp_parser_peek (p);
  if (next != HP_TOK_EQUAL && next != HP_TOK_COLONEQUAL) {
    if (found->kind == HP_NAME)
      hp_parser_fail (p, hp_parser_span (p, found->at),
                      "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    if (found->kind != HP_LIST && found->kind != HP_TUPLE && found->kind != HP_GENERATOR_EXP &&
        !hp_expr_is_keyword (p, found))
      hp_parser_fail (p, found->at,
                      "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                      hp_expr_describe (p, found));
  }
  p->pos = at_equal;
  hp_parser_fail_here (p);
}

HpExpr *
hp_parse_named_expression (HpParser *p)
{
  HpExpr *e = hp_parse_assignment_expression (p);

  if (hp_parser_peek (p) == HP_TOK_EQUAL && !p->f_string)
    fail_assignment (p, e);
  return e;
}
