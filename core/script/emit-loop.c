/* SPDX-License-Identifier: Apache-2.0 */
/* if, while, for and async for. */
#include "script/compiler.h"

void
hp_emit_if (HpCompiler *k, HpStmt *s)
{
  HpBlock *end = hp_block_new (k);
  HpBlock *next = s->branch.orelse.n > 0 ? hp_block_new (k) : end;

  hp_emit_jump_if (k, s->branch.test, next, false);
  hp_emit_statements (k, &s->branch.body);
  if (s->branch.orelse.n > 0) {
    hp_unset_position (k);
    hp_emit_jump (k, HP_JUMP, end);
    hp_block_use (k, next);
    hp_emit_statements (k, &s->branch.orelse);
  }
  hp_block_use (k, end);
}

static void
emit_plain_for (HpCompiler *k, HpStmt *s)
{
  HpBlock *start = hp_block_new (k), *body = hp_block_new (k), *cleanup = hp_block_new (k),
          *end = hp_block_new (k);

  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_FOR, .block = start, .exit = end });
  hp_emit_expression (k, s->for_.iter);
  hp_emit (k, HP_GET_ITER);
  hp_block_use (k, start);
  hp_emit_jump (k, HP_FOR_ITER, cleanup);
  hp_block_use (k, body);
  hp_emit_expression (k, s->for_.target);
  hp_emit_statements (k, &s->for_.body);
  hp_unset_position (k);
  hp_emit_jump (k, HP_JUMP, start);
  hp_block_use (k, cleanup);
  hp_unit_pop_block (k);
  hp_emit_statements (k, &s->for_.orelse);
  hp_block_use (k, end);
}

/* The awaited __anext__ () ends the loop by raising StopAsyncIteration. */
static void
emit_async_for (HpCompiler *k, HpStmt *s)
{
  HpBlock *start = hp_block_new (k), *except = hp_block_new (k), *end = hp_block_new (k);

  if (!k->unit->scope->is_async_def)
    hp_emit_fail (k, "'async for' outside async function");
  hp_emit_expression (k, s->for_.iter);
  hp_emit (k, HP_GET_AITER);
  hp_block_use (k, start);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_FOR, .block = start, .exit = end });
  hp_emit_jump (k, HP_SETUP_FINALLY, except);
  hp_emit (k, HP_GET_ANEXT);
  hp_emit_send_loop (k, 3);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit_expression (k, s->for_.target);
  hp_emit_statements (k, &s->for_.body);
  hp_unset_position (k);
  hp_emit_jump (k, HP_JUMP, start);
  hp_unit_pop_block (k);
  hp_block_use (k, except);
  hp_set_position (k, s->for_.iter->at);
  hp_emit (k, HP_END_ASYNC_FOR);
  hp_emit_statements (k, &s->for_.orelse);
  hp_block_use (k, end);
}

void
hp_emit_for (HpCompiler *k, HpStmt *s)
{
  if (s->for_.is_async)
    emit_async_for (k, s);
  else
    emit_plain_for (k, s);
}

void
hp_emit_while (HpCompiler *k, HpStmt *s)
{
  HpBlock *loop = hp_block_new (k), *body = hp_block_new (k), *anchor = hp_block_new (k),
          *end = hp_block_new (k);

  hp_block_use (k, loop);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_WHILE, .block = loop, .exit = end });
  hp_emit_jump_if (k, s->branch.test, anchor, false);
  hp_block_use (k, body);
  hp_emit_statements (k, &s->branch.body);
  hp_set_position (k, s->at);
  hp_emit_jump_if (k, s->branch.test, body, true);
  hp_unit_pop_block (k);
  hp_block_use (k, anchor);
  hp_emit_statements (k, &s->branch.orelse);
  hp_block_use (k, end);
}
