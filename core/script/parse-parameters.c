/* SPDX-License-Identifier: Apache-2.0 */
#include "script/parser.h"

typedef struct {
  HpParameter *items;
  int n;
} ParameterList;

static HpParameter *
add_parameter (HpParser *p, ParameterList *list, HpParameter item)
{
  list->items = hp_arena_room (p->c, list->items, list->n, sizeof item);
  list->items[list->n] = item;
  return &list->items[list->n++];
}

static HpParameter
parse_parameter (HpParser *p, bool annotations)
{
  HpPosition start = hp_parser_token (p)->at;
  HpParameter parameter = { 0 };

  parameter.name = hp_parser_name (p);
  if (annotations && hp_parser_accept (p, HP_TOK_COLON))
    parameter.annotation = hp_parse_expression (p);
  parameter.at = hp_parser_span (p, start);
  return parameter;
}

static HpParameter *
copy_parameter (HpParser *p, HpParameter item)
{
  HpParameter *copy = HP_ARENA_NEW (p->c, HpParameter, 1);

  *copy = item;
  return copy;
}

static void
refuse_default (HpParser *p, const char *what)
{
  if (hp_parser_peek (p) == HP_TOK_EQUAL)
    hp_parser_fail (p, hp_parser_token (p)->at, "%s argument cannot have default value", what);
}

/* `*`, `*args` or, behind them, whatever else may come before `**` */
static void
parse_star_parameter (HpParser *p, HpParameters *out, HpTokenKind end, bool annotations,
                      bool *seen_star)
{
  HpPosition at = hp_parser_token (p)->at;

  if (*seen_star)
    hp_parser_fail (p, at, "* argument may appear only once");
  *seen_star = true;
  hp_parser_expect (p, HP_TOK_STAR);
  if (hp_parser_peek (p) == HP_TOK_NAME) {
    out->vararg = copy_parameter (p, parse_parameter (p, annotations));
    refuse_default (p, "var-positional");
    return;
  }
  if (hp_parser_peek (p) == end ||
      (hp_parser_peek (p) == HP_TOK_COMMA &&
       (hp_parser_peek_at (p, 1) == end || hp_parser_peek_at (p, 1) == HP_TOK_DOUBLESTAR)))
    hp_parser_fail (p, at, "named arguments must follow bare *");
  if (hp_parser_peek (p) == HP_TOK_EQUAL)
    refuse_default (p, "var-positional");
}

static void
parse_slash (HpParser *p, HpParameters *out, int n_positional, bool seen_star)
{
  HpPosition at = hp_parser_token (p)->at;

  if (out->n_positional_only > 0)
    hp_parser_fail (p, at, "/ may appear only once");
  if (seen_star)
    hp_parser_fail (p, at, "/ must be ahead of *");
  if (n_positional == 0)
    hp_parser_fail (p, at, "at least one argument must precede /");
  hp_parser_expect (p, HP_TOK_SLASH);
  out->n_positional_only = n_positional;
}

HpParameters *
hp_parse_parameters (HpParser *p, HpTokenKind end, bool annotations)
{
  HpParameters *out = HP_ARENA_NEW (p->c, HpParameters, 1);
  ParameterList positional = { 0 }, keyword_only = { 0 };
  bool seen_star = false;

  while (hp_parser_peek (p) != end) {
    if (out->kwarg != NULL)
      hp_parser_fail (p, hp_parser_token (p)->at, "arguments cannot follow var-keyword argument");
    if (hp_parser_peek (p) == HP_TOK_STAR)
      parse_star_parameter (p, out, end, annotations, &seen_star);
    else if (hp_parser_peek (p) == HP_TOK_SLASH)
      parse_slash (p, out, positional.n, seen_star);
    else if (hp_parser_accept (p, HP_TOK_DOUBLESTAR)) {
      out->kwarg = copy_parameter (p, parse_parameter (p, annotations));
      refuse_default (p, "var-keyword");
    } else {
      HpParameter parameter = parse_parameter (p, annotations);
      HpExpr *value = hp_parser_accept (p, HP_TOK_EQUAL) ? hp_parse_expression (p) : NULL;

      if (seen_star) {
        add_parameter (p, &keyword_only, parameter);
        hp_exprs_add (p, &out->keyword_defaults, value);
      } else {
        if (value == NULL && out->defaults.n > 0)
          hp_parser_fail (p, parameter.at, "non-default argument follows default argument");
        add_parameter (p, &positional, parameter);
        if (value != NULL)
          hp_exprs_add (p, &out->defaults, value);
      }
    }
    if (hp_parser_peek (p) == end)
      break;
    hp_parser_expect (p, HP_TOK_COMMA);
  }
  out->positional = positional.items;
  out->n_positional = positional.n;
  out->keyword_only = keyword_only.items;
  out->n_keyword_only = keyword_only.n;
  return out;
}
