/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"

#include <string.h>

static void
emit_element (HpCompiler *k, HpExpr *e, int depth)
{
  hp_emit_expression (k, e->comp.element);
  switch (e->kind) {
  case HP_GENERATOR_EXP:
    hp_emit_yield (k);
    hp_emit (k, HP_POP_TOP);
    break;
  case HP_LIST_COMP: hp_emit_arg (k, HP_LIST_APPEND, depth + 1); break;
  case HP_SET_COMP: hp_emit_arg (k, HP_SET_ADD, depth + 1); break;
  default:
    hp_emit_expression (k, e->comp.value);
    hp_emit_arg (k, HP_MAP_ADD, depth + 1);
    break;
  }
}

/* `for y in [x]` is an assignment: no loop is made for it. */
static HpExpr *
get_only_item (const HpExpr *iter)
{
  if ((iter->kind == HP_LIST || iter->kind == HP_TUPLE) && iter->sequence.items.n == 1 &&
      iter->sequence.items.items[0]->kind != HP_STARRED)
    return iter->sequence.items.items[0];
  return NULL;
}

/* The next value of an asynchronous iterator; its end goes to DONE. */
static void
emit_anext (HpCompiler *k, HpBlock *done)
{
  hp_emit_jump (k, HP_SETUP_FINALLY, done);
  hp_emit (k, HP_GET_ANEXT);
  hp_emit_send_loop (k, 3);
  hp_emit (k, HP_POP_BLOCK);
}

static void
emit_clause (HpCompiler *k, HpExpr *e, int index, int depth)
{
  HpBlock *start = hp_block_new (k), *if_cleanup = hp_block_new (k), *anchor = hp_block_new (k);
  HpComprehension *clause = &e->comp.generators[index];
  HpExpr *only = index > 0 && !clause->is_async ? get_only_item (clause->iter) : NULL;

  if (index == 0) {
    k->unit->argcount = 1;
    hp_emit_arg (k, HP_LOAD_FAST, 0);
  } else if (only != NULL)
    hp_emit_expression (k, only);
  else {
    hp_emit_expression (k, clause->iter);
    hp_emit (k, clause->is_async ? HP_GET_AITER : HP_GET_ITER);
  }
  if (only == NULL) {
    depth++;
    hp_block_use (k, start);
    if (clause->is_async)
      emit_anext (k, anchor);
    else
      hp_emit_jump (k, HP_FOR_ITER, anchor);
  }
  hp_emit_expression (k, clause->target);
  for (int i = 0; i < clause->conditions.n; i++)
    hp_emit_jump_if (k, clause->conditions.items[i], if_cleanup, false);
  if (index + 1 < e->comp.n_generators)
    emit_clause (k, e, index + 1, depth);
  else
    emit_element (k, e, depth);
  hp_block_use (k, if_cleanup);
  if (only == NULL) {
    hp_emit_jump (k, HP_JUMP, start);
    hp_block_use (k, anchor);
    if (clause->is_async)
      hp_emit (k, HP_END_ASYNC_FOR);
  }
}

static const char *
name_of (HpExprKind kind)
{
  switch (kind) {
  case HP_LIST_COMP: return "<listcomp>";
  case HP_SET_COMP: return "<setcomp>";
  case HP_DICT_COMP: return "<dictcomp>";
  default: return "<genexpr>";
  }
}

void
hp_emit_comprehension (HpCompiler *k, HpExpr *e)
{
  const char *name = name_of (e->kind);
  const HpScope *outer = k->unit->scope;
  bool awaits;
  HpCode *code;

  hp_unit_enter (k, HP_UNIT_COMPREHENSION, hp_arena_name (k->c, name, strlen (name)), e,
                 e->at.line);
  hp_set_position (k, e->at);
  awaits = k->unit->scope->coroutine && e->kind != HP_GENERATOR_EXP;
  if (awaits && !outer->is_async_def && outer->comprehension == HP_NAME)
    hp_emit_fail (k, "asynchronous comprehension outside of an asynchronous function");
  if (e->kind != HP_GENERATOR_EXP)
    hp_emit_arg (k,
                 e->kind == HP_LIST_COMP  ? HP_BUILD_LIST
                 : e->kind == HP_SET_COMP ? HP_BUILD_SET
                                          : HP_BUILD_MAP,
                 0);
  emit_clause (k, e, 0, 0);
  if (e->kind != HP_GENERATOR_EXP)
    hp_emit (k, HP_RETURN_VALUE);
  code = hp_assemble (k, true);
  hp_unit_leave (k);
  hp_emit_closure (k, code, 0);
  hp_emit_expression (k, e->comp.generators[0].iter);
  hp_emit (k, e->comp.generators[0].is_async ? HP_GET_AITER : HP_GET_ITER);
  hp_emit_arg (k, HP_PRECALL, 0);
  hp_emit_arg (k, HP_CALL, 0);
  if (awaits)
    hp_emit_await (k, HP_AWAIT_VALUE);
}
