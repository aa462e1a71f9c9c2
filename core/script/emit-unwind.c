/* SPDX-License-Identifier: Apache-2.0 */
/* `return`, `break` and `continue`: what encloses them is undone from the inside out. */
#include "script/compiler.h"

static void
swap_if (HpCompiler *k, bool preserve)
{
  if (preserve)
    hp_emit_arg (k, HP_SWAP, 2);
}

/* The finally body runs here as well, without its own protection. */
static void
unwind_finally (HpCompiler *k, const HpFrameBlock *frame, bool preserve)
{
  hp_emit (k, HP_POP_BLOCK);
  if (preserve)
    hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_POP_VALUE });
  hp_emit_statements (k, frame->finally_body);
  if (preserve)
    hp_unit_pop_block (k);
  hp_unset_position (k);
}

static void
unwind_with (HpCompiler *k, const HpFrameBlock *frame, bool preserve)
{
  hp_set_position (k, frame->at);
  hp_emit (k, HP_POP_BLOCK);
  swap_if (k, preserve);
  hp_emit_exit_call (k, frame->kind == HP_FRAME_ASYNC_WITH);
  hp_unset_position (k);
}

static void
unwind_handler (HpCompiler *k, const HpFrameBlock *frame, bool preserve)
{
  if (frame->name != NULL)
    hp_emit (k, HP_POP_BLOCK);
  swap_if (k, preserve);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit_forget_name (k, frame->name);
}

/* Undoes one enclosing block; PRESERVE: the value on top of the stack is wanted later. */
static void
unwind (HpCompiler *k, const HpFrameBlock *frame, bool preserve)
{
  switch (frame->kind) {
  case HP_FRAME_WHILE:
  case HP_FRAME_EXCEPTION_HANDLER: break;
  case HP_FRAME_GROUP_HANDLER:
    hp_emit_fail (k, "'break', 'continue' and 'return' cannot appear in an except* block");
  case HP_FRAME_FOR:
  case HP_FRAME_POP_VALUE:
    swap_if (k, preserve);
    hp_emit (k, HP_POP_TOP);
    break;
  case HP_FRAME_TRY_EXCEPT: hp_emit (k, HP_POP_BLOCK); break;
  case HP_FRAME_FINALLY_TRY: unwind_finally (k, frame, preserve); break;
  case HP_FRAME_FINALLY_END:
    swap_if (k, preserve);
    hp_emit (k, HP_POP_TOP);
    swap_if (k, preserve);
    hp_emit (k, HP_POP_BLOCK);
    hp_emit (k, HP_POP_EXCEPT);
    break;
  case HP_FRAME_WITH:
  case HP_FRAME_ASYNC_WITH: unwind_with (k, frame, preserve); break;
  case HP_FRAME_HANDLER_CLEANUP: unwind_handler (k, frame, preserve); break;
  }
}

/* Undoes the enclosing blocks from the inside out; with LOOP, up to the innermost loop, which is
 * given back (still standing). */
static void
unwind_all (HpCompiler *k, bool preserve, HpFrameBlock **loop)
{
  HpUnit *u = k->unit;
  HpFrameBlock *top;
  HpFrameBlock copy;

  if (u->n_frames == 0)
    return;
  top = &u->frames[u->n_frames - 1];
  if (loop != NULL && (top->kind == HP_FRAME_WHILE || top->kind == HP_FRAME_FOR)) {
    *loop = top;
    return;
  }
  copy = *top;
  u->n_frames--;
  unwind (k, &copy, preserve);
  unwind_all (k, preserve, loop);
  u->frames[u->n_frames++] = copy;
}

void
hp_emit_return (HpCompiler *k, HpStmt *s)
{
  HpExpr *value = s->expr.value;
  bool preserve = value != NULL && value->kind != HP_CONSTANT;

  if (k->unit->scope->kind != HP_BLOCK_FUNCTION)
    hp_emit_fail (k, "'return' outside function");
  if (value != NULL && k->unit->scope->is_async_def && k->unit->scope->generator)
    hp_emit_fail (k, "'return' with value in async generator");
  if (preserve)
    hp_emit_expression (k, value);
  else if (value != NULL) {
    hp_set_position (k, value->at);
    hp_emit (k, HP_NOP);
  }
  if (value == NULL || value->at.line != s->at.line) {
    hp_set_position (k, s->at);
    hp_emit (k, HP_NOP);
  }
  unwind_all (k, preserve, NULL);
  if (value == NULL)
    hp_emit_none (k);
  else if (!preserve)
    hp_emit_const (k, value->constant.value);
  hp_emit (k, HP_RETURN_VALUE);
}

void
hp_emit_break (HpCompiler *k)
{
  HpFrameBlock *loop = NULL;

  hp_emit (k, HP_NOP);
  unwind_all (k, false, &loop);
  if (loop == NULL)
    hp_emit_fail (k, "'break' outside loop");
  unwind (k, loop, false);
  hp_emit_jump (k, HP_JUMP, loop->exit);
}

void
hp_emit_continue (HpCompiler *k)
{
  HpFrameBlock *loop = NULL;

  hp_emit (k, HP_NOP);
  unwind_all (k, false, &loop);
  if (loop == NULL)
    hp_emit_fail (k, "'continue' not properly in loop");
  hp_emit_jump (k, HP_JUMP, loop->block);
}
