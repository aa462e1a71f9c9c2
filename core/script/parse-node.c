/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes of expressions: making them, and bounding how high they pile up. */
#include "script/parser.h"

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

void
hp_expr_above_all (HpParser *p, HpExpr *e, const HpExprs *children)
{
  for (int i = 0; i < children->n; i++)
    hp_expr_above (p, e, children->items[i]);
}

HpExpr *
hp_expr_new_constant (HpParser *p, HpObject *value, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, HP_CONSTANT, start);

  e->constant.value = value;
  return e;
}

HpExpr *
hp_expr_new_sequence (HpParser *p, HpExprKind kind, HpExprs items, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, kind, start);

  e->sequence.items = items;
  e->sequence.context = HP_LOAD;
  hp_expr_above_all (p, e, &items);
  return e;
}

HpExpr *
hp_expr_new_starred (HpParser *p, HpExpr *value, HpPosition start)
{
  HpExpr *e = hp_expr_new (p, HP_STARRED, start);

  e->starred.value = value;
  hp_expr_above (p, e, value);
  return e;
}
