/* SPDX-License-Identifier: Apache-2.0 */
/* Targets are parsed as expressions; here they become what is assigned to or deleted. */
#include "script/parser.h"

static const char *
describe_constant (HpRuntime *rt, HpObject *value)
{
  if (value == hp_none (rt))
    return "None";
  if (value == hp_true (rt))
    return "True";
  if (value == hp_false (rt))
    return "False";
  return value == &rt->ellipsis_object ? "ellipsis" : "literal";
}

const char *
hp_expr_describe (HpParser *p, const HpExpr *e)
{
  switch (e->kind) {
  case HP_CONSTANT: return describe_constant (p->c->rt, e->constant.value);
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

/* None, True and False are keywords: nobody meant to compare with `=`. */
bool
hp_expr_is_keyword (HpParser *p, const HpExpr *e)
{
  HpRuntime *rt = p->c->rt;

  return e->kind == HP_CONSTANT &&
         (e->constant.value == hp_none (rt) || e->constant.value == hp_true (rt) ||
          e->constant.value == hp_false (rt));
}

void
hp_expr_set_context (HpParser *p, HpExpr *e, HpContext context, const char *suffix)
{
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
  hp_parser_fail (p, e->at, "cannot %s %s%s", context == HP_DEL ? "delete" : "assign to",
                  hp_expr_describe (p, e),
                  hp_expr_is_keyword (p, e) || e->kind == HP_GENERATOR_EXP ? "" : suffix);
}
