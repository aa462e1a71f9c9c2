/* SPDX-License-Identifier: Apache-2.0 */
/* with and async with. */
#include "script/compiler.h"

void
hp_emit_exit_call (HpCompiler *k, bool is_async)
{
  hp_emit_none (k);
  hp_emit_none (k);
  hp_emit_none (k);
  hp_emit_arg (k, HP_PRECALL, 2);
  hp_emit_arg (k, HP_CALL, 2);
  if (is_async)
    hp_emit_await (k, HP_AWAIT_AEXIT);
  hp_emit (k, HP_POP_TOP);
}

/* The body raised: __exit__ may swallow the exception. */
static void
emit_failure (HpCompiler *k, bool is_async)
{
  HpBlock *cleanup = hp_block_new (k), *suppress = hp_block_new (k);

  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_emit (k, HP_WITH_EXCEPT_START);
  if (is_async)
    hp_emit_await (k, HP_AWAIT_AEXIT);
  hp_emit_jump (k, HP_POP_JUMP_IF_TRUE, suppress);
  hp_emit_arg (k, HP_RERAISE, 2);
  hp_block_use (k, cleanup);
  hp_unset_position (k);
  hp_emit_reraise (k);
  hp_block_use (k, suppress);
  hp_emit (k, HP_POP_TOP);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit (k, HP_POP_TOP);
  hp_emit (k, HP_POP_TOP);
}

/* Item INDEX; the later items and the body are its body. */
static void
emit_item (HpCompiler *k, HpStmt *s, int index)
{
  HpWithItem *item = &s->with.items[index];
  HpBlock *block = hp_block_new (k), *final = hp_block_new (k), *exit = hp_block_new (k);
  bool is_async = s->with.is_async;

  hp_emit_expression (k, item->context);
  hp_emit (k, is_async ? HP_BEFORE_ASYNC_WITH : HP_BEFORE_WITH);
  if (is_async)
    hp_emit_await (k, HP_AWAIT_AENTER);
  hp_emit_jump (k, HP_SETUP_WITH, final);
  hp_block_use (k, block);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = is_async ? HP_FRAME_ASYNC_WITH : HP_FRAME_WITH,
                                         .block = block,
                                         .exit = final,
                                         .at = s->at });
  if (item->target != NULL)
    hp_emit_expression (k, item->target);
  else
    hp_emit (k, HP_POP_TOP);
  if (index + 1 == s->with.n_items)
    hp_emit_statements (k, &s->with.body);
  else
    emit_item (k, s, index + 1);
  hp_unset_position (k);
  hp_emit (k, HP_POP_BLOCK);
  hp_unit_pop_block (k);

  hp_set_position (k, s->at);
  hp_emit_exit_call (k, is_async);
  hp_emit_jump (k, HP_JUMP, exit);
  hp_block_use (k, final);
  emit_failure (k, is_async);
  hp_block_use (k, exit);
}

void
hp_emit_with (HpCompiler *k, HpStmt *s)
{
  if (s->with.is_async && !k->unit->scope->is_async_def)
    hp_emit_fail (k, "'async with' outside async function");
  emit_item (k, s, 0);
}
