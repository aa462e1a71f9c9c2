/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"
#include "script/warning.h"

#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

static void emit_expression (HpCompiler *k, HpExpr *e);

void
hp_emit_expression (HpCompiler *k, HpExpr *e)
{
  HpPosition outer = k->unit->at;

  hp_set_position (k, e->at);
  emit_expression (k, e);
  hp_set_position (k, outer);
}

void
hp_emit_expressions (HpCompiler *k, const HpExprs *list)
{
  for (int i = 0; i < list->n; i++)
    hp_emit_expression (k, list->items[i]);
}

/* attributes */

void
hp_set_attribute_position (HpCompiler *k, const HpExpr *e)
{
  HpPosition *at = &k->unit->at;
  int n = (int)hp_str_length (e->attribute.name);

  if (at->line == e->at.end_line)
    return;
  at->line = e->at.end_line;
  at->column = n <= e->at.end_column ? e->at.end_column - n : -1;
}

static void
emit_attribute (HpCompiler *k, HpExpr *e)
{
  int opcode = e->attribute.context == HP_LOAD    ? HP_LOAD_ATTR
               : e->attribute.context == HP_STORE ? HP_STORE_ATTR
                                                  : HP_DELETE_ATTR;

  hp_emit_expression (k, e->attribute.value);
  hp_set_attribute_position (k, e);
  if (opcode == HP_STORE_ATTR && hp_str_equal_utf8 (e->attribute.name, "__debug__"))
    hp_emit_fail (k, "cannot assign to __debug__");
  hp_emit_name (k, opcode, e->attribute.name);
}

static void
emit_subscript (HpCompiler *k, HpExpr *e)
{
  if (e->subscript.context == HP_LOAD)
    hp_warn_about_subscript (k, e);
  hp_emit_expression (k, e->subscript.value);
  hp_emit_expression (k, e->subscript.index);
  hp_emit (k, e->subscript.context == HP_LOAD    ? HP_BINARY_SUBSCR
              : e->subscript.context == HP_STORE ? HP_STORE_SUBSCR
                                                 : HP_DELETE_SUBSCR);
}

static void
emit_slice_part (HpCompiler *k, HpExpr *e)
{
  if (e != NULL)
    hp_emit_expression (k, e);
  else
    hp_emit_none (k);
}

static void
emit_slice (HpCompiler *k, HpExpr *e)
{
  emit_slice_part (k, e->slice.lower);
  emit_slice_part (k, e->slice.upper);
  if (e->slice.step != NULL)
    hp_emit_expression (k, e->slice.step);
  hp_emit_arg (k, HP_BUILD_SLICE, e->slice.step != NULL ? 3 : 2);
}

/* f-strings */

static void
emit_joined (HpCompiler *k, HpExpr *e)
{
  HpExprs *values = &e->joined.values;
  HpRuntime *rt = k->c->rt;

  if (values->n <= HP_STACK_GUIDELINE) {
    hp_emit_expressions (k, values);
    if (values->n != 1)
      hp_emit_arg (k, HP_BUILD_STRING, values->n);
    return;
  }
  hp_emit_const (k, rt->empty_str);
  hp_emit_name (k, HP_LOAD_METHOD, hp_id (rt, join));
  hp_emit_arg (k, HP_BUILD_LIST, 0);
  for (int i = 0; i < values->n; i++) {
    hp_emit_expression (k, values->items[i]);
    hp_emit_arg (k, HP_LIST_APPEND, 1);
  }
  hp_emit_call_instructions (k, 1);
}

static void
emit_formatted (HpCompiler *k, HpExpr *e)
{
  int conversion = e->formatted.conversion;
  int argument = conversion == 's'   ? HP_FORMAT_STR
                 : conversion == 'r' ? HP_FORMAT_REPR
                 : conversion == 'a' ? HP_FORMAT_ASCII
                                     : HP_FORMAT_NONE;

  hp_emit_expression (k, e->formatted.value);
  if (e->formatted.spec != NULL) {
    hp_emit_expression (k, e->formatted.spec);
    argument |= HP_FORMAT_SPEC;
  }
  hp_emit_arg (k, HP_FORMAT_VALUE, argument);
}

static void
emit_lambda (HpCompiler *k, HpExpr *e)
{
  int flags = hp_emit_defaults (k, e->lambda.parameters);
  HpCode *code;

  hp_unit_enter (k, HP_UNIT_LAMBDA, hp_arena_name (k->c, "<lambda>", 8), e, e->at.line);
  hp_unit_add_const (k, hp_none (k->c->rt)); /* a lambda has no docstring */
  hp_unit_set_parameters (k, e->lambda.parameters);
  hp_emit_expression (k, e->lambda.body);
  if (!k->unit->scope->generator)
    hp_emit (k, HP_RETURN_VALUE);
  code = hp_assemble (k, !k->unit->scope->generator);
  hp_unit_leave (k);
  hp_emit_closure (k, code, flags);
}

void
hp_emit_yield (HpCompiler *k)
{
  if (k->unit->scope->coroutine)
    hp_emit (k, HP_ASYNC_GEN_WRAP);
  hp_emit (k, HP_YIELD_VALUE);
  hp_emit_arg (k, HP_RESUME, 1);
}

void
hp_emit_send_loop (HpCompiler *k, int resume_kind)
{
  HpBlock *start = hp_block_new (k), *resume = hp_block_new (k), *end = hp_block_new (k);

  hp_emit_none (k);
  hp_block_use (k, start);
  hp_emit_jump (k, HP_SEND, end);
  hp_block_use (k, resume);
  hp_emit (k, HP_YIELD_VALUE);
  hp_emit_arg (k, HP_RESUME, resume_kind);
  hp_emit_jump (k, HP_JUMP_NO_INTERRUPT, start);
  hp_block_use (k, end);
}

void
hp_emit_await (HpCompiler *k, int what)
{
  hp_emit_arg (k, HP_GET_AWAITABLE, what);
  hp_emit_send_loop (k, 3);
}

static void
emit_await (HpCompiler *k, HpExpr *e)
{
  const HpScope *scope = k->unit->scope;

  if (scope->kind != HP_BLOCK_FUNCTION)
    hp_emit_fail (k, "'await' outside function");
  if (!scope->is_async_def && scope->comprehension == HP_NAME)
    hp_emit_fail (k, "'await' outside async function");
  hp_emit_expression (k, e->yield.value);
  hp_emit_await (k, HP_AWAIT_VALUE);
}

static void
emit_yield (HpCompiler *k, HpExpr *e)
{
  if (k->unit->scope->kind != HP_BLOCK_FUNCTION)
    hp_emit_fail (k, "'yield' outside function");
  if (e->yield.value != NULL)
    hp_emit_expression (k, e->yield.value);
  else
    hp_emit_none (k);
  hp_emit_yield (k);
}

static void
emit_yield_from (HpCompiler *k, HpExpr *e)
{
  if (k->unit->scope->kind != HP_BLOCK_FUNCTION)
    hp_emit_fail (k, "'yield' outside function");
  if (k->unit->scope->is_async_def)
    hp_emit_fail (k, "'yield from' inside async function");
  hp_emit_expression (k, e->yield.value);
  hp_emit (k, HP_GET_YIELD_FROM_ITER);
  hp_emit_send_loop (k, 2);
}

static int
unary_opcode (HpUnaryOperator op)
{
  switch (op) {
  case HP_INVERT: return HP_UNARY_INVERT;
  case HP_NOT: return HP_UNARY_NOT;
  case HP_UADD: return HP_UNARY_POSITIVE;
  default: return HP_UNARY_NEGATIVE;
  }
}

static void
emit_expression (HpCompiler *k, HpExpr *e)
{
  switch (e->kind) {
  case HP_NAMED_EXPR:
    hp_emit_expression (k, e->named.value);
    hp_emit_arg (k, HP_COPY, 1);
    hp_emit_expression (k, e->named.target);
    break;
  case HP_BOOL_OP: hp_emit_bool_op (k, e); break;
  case HP_BIN_OP:
    hp_emit_expression (k, e->bin.left);
    hp_emit_expression (k, e->bin.right);
    hp_emit_arg (k, HP_BINARY_OP, e->bin.op);
    break;
  case HP_UNARY_OP:
    hp_emit_expression (k, e->unary.operand);
    hp_emit (k, unary_opcode (e->unary.op));
    break;
  case HP_LAMBDA: emit_lambda (k, e); break;
  case HP_IF_EXP: hp_emit_if_expression (k, e); break;
  case HP_DICT: hp_emit_dict (k, e); break;
  case HP_LIST_COMP:
  case HP_SET_COMP:
  case HP_DICT_COMP:
  case HP_GENERATOR_EXP: hp_emit_comprehension (k, e); break;
  case HP_YIELD: emit_yield (k, e); break;
  case HP_YIELD_FROM: emit_yield_from (k, e); break;
  case HP_AWAIT_EXPR: emit_await (k, e); break;
  case HP_COMPARE: hp_emit_compare (k, e); break;
  case HP_CALL_EXPR: hp_emit_call_expression (k, e); break;
  case HP_CONSTANT: hp_emit_const (k, e->constant.value); break;
  case HP_JOINED_STR: emit_joined (k, e); break;
  case HP_FORMATTED_VALUE: emit_formatted (k, e); break;
  case HP_ATTRIBUTE: emit_attribute (k, e); break;
  case HP_SUBSCRIPT: emit_subscript (k, e); break;
  case HP_STARRED:
    hp_emit_fail (k, e->starred.context == HP_STORE
                         ? "starred assignment target must be in a list or tuple"
                         : "can't use starred expression here");
  case HP_NAME: hp_emit_variable (k, e->name.id, e->name.context); break;
  case HP_LIST:
  case HP_SET:
  case HP_TUPLE: hp_emit_sequence (k, e); break;
  case HP_SLICE: emit_slice (k, e); break;
  }
}
