/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of the match statement (PEP 634). Literals and names of values are parsed as
 * expressions; what is a bare name there captures. */
#include "script/parser.h"

#include "object/str.h"

#include <string.h>

static HpPattern *parse_pattern (HpParser *p);

static HpPattern *
new_pattern (HpParser *p, HpPatternKind kind, HpPosition start)
{
  HpPattern *pattern = HP_ARENA_NEW (p->c, HpPattern, 1);

  pattern->kind = kind;
  pattern->at = hp_parser_span (p, start);
  return pattern;
}

static void
add_pattern (HpParser *p, HpPatterns *list, HpPattern *item)
{
  list->items = hp_arena_room (p->c, list->items, list->n, sizeof item);
  list->items[list->n++] = item;
}

/* The name to bind; NULL for the wildcard `_`. */
static HpObject *
parse_capture (HpParser *p)
{
  HpObject *name = hp_parser_name (p);

  return hp_str_equal_utf8 (name, "_") ? NULL : name;
}

/* literals and values */

static bool
is_imaginary (HpParser *p, const HpExpr *e)
{
  return e->kind == HP_CONSTANT && hp_is_complex (p->c->rt, e->constant.value);
}

static HpExpr *
parse_signed_number (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  bool negative = hp_parser_accept (p, HP_TOK_MINUS);
  HpExpr *number, *e;

  if (hp_parser_peek (p) != HP_TOK_NUMBER)
    hp_parser_fail_here (p);
  number = hp_parse_number (p);
  if (!negative)
    return number;
  e = hp_expr_new (p, HP_UNARY_OP, start);
  e->unary.op = HP_USUB;
  e->unary.operand = number;
  hp_expr_above (p, e, number);
  return e;
}

/* A number, perhaps real ± imaginary. */
static HpExpr *
parse_number_value (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *real = parse_signed_number (p), *imaginary, *e;
  HpTokenKind sign = hp_parser_peek (p);

  if (sign != HP_TOK_PLUS && sign != HP_TOK_MINUS)
    return real;
  p->pos++;
  imaginary = parse_signed_number (p);
  if (!is_imaginary (p, imaginary))
    hp_parser_fail (p, imaginary->at, "imaginary number required in complex literal");
  e = hp_expr_new (p, HP_BIN_OP, start);
  e->bin.op = sign == HP_TOK_PLUS ? HP_NB_ADD : HP_NB_SUBTRACT;
  e->bin.left = real;
  e->bin.right = imaginary;
  hp_expr_above (p, e, real);
  hp_expr_above (p, e, imaginary);
  return e;
}

static HpExpr *
parse_strings (HpParser *p)
{
  HpExpr *e = hp_parse_strings (p);

  if (e->kind != HP_CONSTANT)
    hp_parser_fail (p, e->at, "patterns may only match literals and attribute lookups");
  return e;
}

/* NAME ('.' NAME)* */
static HpExpr *
parse_dotted (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpObject *name = hp_parser_name (p);
  HpExpr *e = hp_expr_new (p, HP_NAME, start), *outer;

  e->name.id = name;
  e->name.context = HP_LOAD;
  while (hp_parser_accept (p, HP_TOK_DOT)) {
    name = hp_parser_name (p);
    outer = hp_expr_new (p, HP_ATTRIBUTE, start);
    outer->attribute.value = e;
    outer->attribute.name = name;
    outer->attribute.context = HP_LOAD;
    hp_expr_above (p, outer, e);
    e = outer;
  }
  return e;
}

static HpPattern *
new_value (HpParser *p, HpPatternKind kind, HpExpr *value)
{
  HpPattern *pattern = new_pattern (p, kind, value->at);

  pattern->value = value;
  return pattern;
}

static HpPattern *
parse_singleton (HpParser *p)
{
  HpRuntime *rt = p->c->rt;
  HpTokenKind kind = hp_parser_peek (p);
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *e;

  p->pos++;
  e = hp_expr_new (p, HP_CONSTANT, start);
  e->constant.value = kind == HP_TOK_NONE   ? hp_none (rt)
                      : kind == HP_TOK_TRUE ? hp_true (rt)
                                            : hp_false (rt);
  return new_value (p, HP_PATTERN_SINGLETON, e);
}

/* sequences */

static HpPattern *
parse_maybe_star (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpPattern *pattern;
  HpObject *name;

  if (!hp_parser_accept (p, HP_TOK_STAR))
    return parse_pattern (p);
  name = parse_capture (p);
  pattern = new_pattern (p, HP_PATTERN_STAR, start);
  pattern->name = name;
  return pattern;
}

static HpPattern *
new_sequence (HpParser *p, HpPatterns items, HpPosition start)
{
  HpPattern *pattern = new_pattern (p, HP_PATTERN_SEQUENCE, start);

  pattern->patterns = items;
  return pattern;
}

/* [ITEM, …] or (ITEM, …); one item in parentheses without a comma is itself. */
static HpPattern *
parse_enclosed (HpParser *p, HpTokenKind end)
{
  HpPosition start = hp_parser_token (p)->at;
  HpPatterns items = { 0 };
  bool comma = false;

  p->pos++;
  while (hp_parser_peek (p) != end) {
    add_pattern (p, &items, parse_maybe_star (p));
    comma = hp_parser_accept (p, HP_TOK_COMMA) || (comma && items.n > 1);
    if (p->tokens.items[p->pos - 1].kind != HP_TOK_COMMA)
      break;
  }
  hp_parser_expect (p, end);
  if (end == HP_TOK_RPAR && items.n == 1 && !comma && items.items[0]->kind != HP_PATTERN_STAR)
    return items.items[0];
  return new_sequence (p, items, start);
}

/* mappings */

static HpExpr *
parse_key (HpParser *p)
{
  switch (hp_parser_peek (p)) {
  case HP_TOK_NUMBER:
  case HP_TOK_MINUS: return parse_number_value (p);
  case HP_TOK_STRING: return parse_strings (p);
  case HP_TOK_NONE:
  case HP_TOK_TRUE:
  case HP_TOK_FALSE: return parse_singleton (p)->value;
  default: break;
  }
  if (hp_parser_peek (p) != HP_TOK_NAME || hp_parser_peek_at (p, 1) != HP_TOK_DOT)
    hp_parser_fail_here (p);
  return parse_dotted (p);
}

static HpPattern *
parse_mapping (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpPattern *pattern = new_pattern (p, HP_PATTERN_MAPPING, start);

  p->pos++;
  while (hp_parser_peek (p) != HP_TOK_RBRACE) {
    if (hp_parser_accept (p, HP_TOK_DOUBLESTAR)) {
      pattern->name = hp_parser_name (p);
      hp_parser_accept (p, HP_TOK_COMMA);
      break;
    }
    hp_exprs_add (p, &pattern->keys, parse_key (p));
    hp_parser_expect (p, HP_TOK_COLON);
    add_pattern (p, &pattern->patterns, parse_pattern (p));
    if (!hp_parser_accept (p, HP_TOK_COMMA))
      break;
  }
  hp_parser_expect (p, HP_TOK_RBRACE);
  pattern->at = hp_parser_span (p, start);
  return pattern;
}

/* classes */

static void
parse_class_argument (HpParser *p, HpPattern *pattern)
{
  HpNames *keywords = &pattern->keywords;

  if (hp_parser_peek (p) == HP_TOK_NAME && hp_parser_peek_at (p, 1) == HP_TOK_EQUAL) {
    keywords->items = hp_arena_room (p->c, keywords->items, keywords->n, sizeof *keywords->items);
    keywords->items[keywords->n++] = hp_parser_name (p);
    p->pos++;
  } else if (keywords->n > 0)
    hp_parser_fail (p, hp_parser_token (p)->at, "positional patterns follow keyword patterns");
  add_pattern (p, &pattern->patterns, parse_pattern (p));
}

static HpPattern *
parse_class (HpParser *p, HpExpr *class)
{
  HpPattern *pattern = new_value (p, HP_PATTERN_CLASS, class);

  hp_parser_expect (p, HP_TOK_LPAR);
  while (hp_parser_peek (p) != HP_TOK_RPAR) {
    parse_class_argument (p, pattern);
    if (!hp_parser_accept (p, HP_TOK_COMMA))
      break;
  }
  hp_parser_expect (p, HP_TOK_RPAR);
  pattern->at = hp_parser_span (p, class->at);
  return pattern;
}

/* the whole */

static HpPattern *
parse_name_pattern (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *e = parse_dotted (p);
  HpPattern *pattern;

  if (hp_parser_peek (p) == HP_TOK_LPAR)
    return parse_class (p, e);
  if (e->kind == HP_ATTRIBUTE)
    return new_value (p, HP_PATTERN_VALUE, e);
  pattern = new_pattern (p, HP_PATTERN_AS, start);
  pattern->name = hp_str_equal_utf8 (e->name.id, "_") ? NULL : e->name.id;
  return pattern;
}

static HpPattern *
parse_closed (HpParser *p)
{
  switch (hp_parser_peek (p)) {
  case HP_TOK_NUMBER:
  case HP_TOK_MINUS: return new_value (p, HP_PATTERN_VALUE, parse_number_value (p));
  case HP_TOK_STRING: return new_value (p, HP_PATTERN_VALUE, parse_strings (p));
  case HP_TOK_NONE:
  case HP_TOK_TRUE:
  case HP_TOK_FALSE: return parse_singleton (p);
  case HP_TOK_LPAR: return parse_enclosed (p, HP_TOK_RPAR);
  case HP_TOK_LSQB: return parse_enclosed (p, HP_TOK_RSQB);
  case HP_TOK_LBRACE: return parse_mapping (p);
  case HP_TOK_NAME: return parse_name_pattern (p);
  default: hp_parser_fail_here (p);
  }
}

static HpPattern *
parse_or (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpPattern *first = parse_closed (p), *pattern;
  HpPatterns alternatives = { 0 };

  if (hp_parser_peek (p) != HP_TOK_VBAR)
    return first;
  add_pattern (p, &alternatives, first);
  while (hp_parser_accept (p, HP_TOK_VBAR))
    add_pattern (p, &alternatives, parse_closed (p));
  pattern = new_pattern (p, HP_PATTERN_OR, start);
  pattern->patterns = alternatives;
  return pattern;
}

static HpPattern *
parse_pattern (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpPattern *inner, *pattern;
  HpObject *name;

  hp_parser_enter (p, 4);
  inner = parse_or (p);
  hp_parser_leave (p, 4);
  if (!hp_parser_accept (p, HP_TOK_AS))
    return inner;
  if (hp_parser_is_name (p, p->pos, "_"))
    hp_parser_fail (p, hp_parser_token (p)->at, "cannot use '_' as a target");
  if (hp_parser_peek (p) != HP_TOK_NAME)
    hp_parser_fail (p, hp_parser_token (p)->at, "invalid pattern target");
  name = hp_parser_name (p);
  pattern = new_pattern (p, HP_PATTERN_AS, start);
  pattern->name = name;
  pattern->pattern = inner;
  return pattern;
}

/* At the top a sequence needs no brackets. */
HpPattern *
hp_parse_case_pattern (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpPattern *first = parse_maybe_star (p);
  HpPatterns items = { 0 };

  if (hp_parser_peek (p) != HP_TOK_COMMA) {
    if (first->kind == HP_PATTERN_STAR)
      hp_parser_fail_here (p);
    return first;
  }
  add_pattern (p, &items, first);
  while (hp_parser_accept (p, HP_TOK_COMMA) && hp_parser_peek (p) != HP_TOK_COLON &&
         hp_parser_peek (p) != HP_TOK_IF)
    add_pattern (p, &items, parse_maybe_star (p));
  return new_sequence (p, items, start);
}
