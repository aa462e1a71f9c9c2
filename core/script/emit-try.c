/* SPDX-License-Identifier: Apache-2.0 */
/* try, except, except* and finally. */
#include "script/compiler.h"

void
hp_emit_reraise (HpCompiler *k)
{
  hp_emit_arg (k, HP_COPY, 3);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit_arg (k, HP_RERAISE, 1);
}

void
hp_emit_forget_name (HpCompiler *k, HpObject *name)
{
  if (name == NULL)
    return;
  hp_emit_none (k);
  hp_emit_variable (k, name, HP_STORE);
  hp_emit_variable (k, name, HP_DEL);
}

/* except T as name: the name is deleted when the handler ends, however it does */
static void
emit_named_handler (HpCompiler *k, HpHandler *handler, HpBlock *end)
{
  HpBlock *cleanup_end = hp_block_new (k), *cleanup_body = hp_block_new (k);

  hp_emit_variable (k, handler->name, HP_STORE);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup_end);
  hp_block_use (k, cleanup_body);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_HANDLER_CLEANUP,
                                         .block = cleanup_body,
                                         .name = handler->name });
  hp_emit_statements (k, &handler->body);
  hp_unit_pop_block (k);
  hp_unset_position (k);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit_forget_name (k, handler->name);
  hp_emit_jump (k, HP_JUMP, end);

  hp_block_use (k, cleanup_end);
  hp_unset_position (k);
  hp_emit_forget_name (k, handler->name);
  hp_emit_arg (k, HP_RERAISE, 1);
}

static void
emit_plain_handler (HpCompiler *k, HpHandler *handler, HpBlock *end)
{
  HpBlock *cleanup_body = hp_block_new (k);

  hp_block_use (k, cleanup_body);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_HANDLER_CLEANUP, .block = cleanup_body });
  hp_emit_statements (k, &handler->body);
  hp_unit_pop_block (k);
  hp_unset_position (k);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit_jump (k, HP_JUMP, end);
}

/* The body of a try with handlers; behind it, what runs when it ends well. */
static void
emit_try_body (HpCompiler *k, HpStmt *s, HpBlock *except)
{
  HpBlock *body = hp_block_new (k);

  hp_emit_jump (k, HP_SETUP_FINALLY, except);
  hp_block_use (k, body);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_TRY_EXCEPT, .block = body });
  hp_emit_statements (k, &s->try.body);
  hp_unit_pop_block (k);
  hp_emit_without_line (k, HP_POP_BLOCK, 0);
}

/* One `except` clause; NEXT: where an exception of another class goes. */
static void
emit_clause (HpCompiler *k, HpHandler *handler, HpBlock *next, HpBlock *end)
{
  if (handler->type != NULL) {
    hp_emit_expression (k, handler->type);
    hp_emit (k, HP_CHECK_EXC_MATCH);
    hp_emit_jump (k, HP_POP_JUMP_IF_FALSE, next);
  }
  if (handler->name != NULL)
    emit_named_handler (k, handler, end);
  else {
    hp_emit (k, HP_POP_TOP);
    emit_plain_handler (k, handler, end);
  }
}

static void
emit_try_except (HpCompiler *k, HpStmt *s)
{
  HpBlock *except = hp_block_new (k), *end = hp_block_new (k), *cleanup = hp_block_new (k);

  emit_try_body (k, s, except);
  hp_emit_statements (k, &s->try.orelse);
  hp_emit_jump_without_line (k, end);

  hp_block_use (k, except);
  hp_unset_position (k);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_EXCEPTION_HANDLER });
  for (int i = 0; i < s->try.n_handlers; i++) {
    HpHandler *handler = &s->try.handlers[i];
    HpBlock *next = hp_block_new (k);

    hp_set_position (k, handler->at);
    if (handler->type == NULL && i < s->try.n_handlers - 1)
      hp_emit_fail (k, "default 'except:' must be last");
    emit_clause (k, handler, next, end);
    hp_block_use (k, next);
  }
  hp_unset_position (k);
  hp_unit_pop_block (k);
  hp_emit_arg (k, HP_RERAISE, 0);
  hp_block_use (k, cleanup);
  hp_emit_reraise (k);
  hp_block_use (k, end);
}

/* On the stack: the list of what is to be raised in the end, the part not handled yet. */
static void
emit_star_handler (HpCompiler *k, HpHandler *handler, HpBlock *next)
{
  HpBlock *match = hp_block_new (k), *body = hp_block_new (k), *raised = hp_block_new (k);

  hp_emit_expression (k, handler->type);
  hp_emit (k, HP_CHECK_EG_MATCH);
  hp_emit_arg (k, HP_COPY, 1);
  hp_emit_jump (k, HP_POP_JUMP_IF_NOT_NONE, match);
  hp_emit (k, HP_POP_TOP);
  hp_emit_jump (k, HP_JUMP, next);
  hp_block_use (k, match);
  if (handler->name != NULL)
    hp_emit_variable (k, handler->name, HP_STORE);
  else
    hp_emit (k, HP_POP_TOP);
  hp_emit_jump (k, HP_SETUP_CLEANUP, raised);
  hp_block_use (k, body);
  hp_unit_push_block (
      k, (HpFrameBlock){ .kind = HP_FRAME_HANDLER_CLEANUP, .block = body, .name = handler->name });
  hp_emit_statements (k, &handler->body);
  hp_unit_pop_block (k);
  hp_unset_position (k);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit_forget_name (k, handler->name);
  hp_emit_jump (k, HP_JUMP, next);
  hp_block_use (k, raised);
  hp_unset_position (k);
  hp_emit_forget_name (k, handler->name);
  hp_emit_arg (k, HP_LIST_APPEND, 3);
  hp_emit (k, HP_POP_TOP);
  hp_emit_jump (k, HP_JUMP, next);
}

/* Every handler takes its part of the group; what they raise and what is left is raised together.
 */
static void
emit_star_handlers (HpCompiler *k, HpStmt *s)
{
  hp_emit_arg (k, HP_BUILD_LIST, 0);
  hp_emit_arg (k, HP_COPY, 2);
  for (int i = 0; i < s->try.n_handlers; i++) {
    HpBlock *next = hp_block_new (k);

    hp_set_position (k, s->try.handlers[i].at);
    emit_star_handler (k, &s->try.handlers[i], next);
    hp_block_use (k, next);
  }
  hp_emit_arg (k, HP_LIST_APPEND, 1);
  hp_unset_position (k);
}

/* Raises what emit_star_handlers left, if it is not None. */
static void
emit_star_end (HpCompiler *k, HpBlock *end)
{
  HpBlock *reraise = hp_block_new (k);

  hp_emit (k, HP_PREP_RERAISE_STAR);
  hp_emit_arg (k, HP_COPY, 1);
  hp_emit_jump (k, HP_POP_JUMP_IF_NOT_NONE, reraise);
  hp_emit (k, HP_POP_TOP);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit_jump (k, HP_JUMP, end);
  hp_block_use (k, reraise);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit_arg (k, HP_SWAP, 2);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit_arg (k, HP_RERAISE, 0);
}

static void
emit_try_star (HpCompiler *k, HpStmt *s)
{
  HpBlock *except = hp_block_new (k), *orelse = hp_block_new (k), *end = hp_block_new (k),
          *cleanup = hp_block_new (k);

  emit_try_body (k, s, except);
  hp_emit_jump_without_line (k, orelse);

  hp_block_use (k, except);
  hp_unset_position (k);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_GROUP_HANDLER });
  hp_set_position (k, s->try.handlers[0].at);
  emit_star_handlers (k, s);
  hp_unit_pop_block (k);
  emit_star_end (k, end);
  hp_block_use (k, cleanup);
  hp_emit_reraise (k);
  hp_block_use (k, orelse);
  hp_emit_statements (k, &s->try.orelse);
  hp_block_use (k, end);
}

static void
emit_handlers (HpCompiler *k, HpStmt *s)
{
  if (s->try.star)
    emit_try_star (k, s);
  else
    emit_try_except (k, s);
}

static void
emit_finally (HpCompiler *k, HpStmt *s)
{
  HpBlock *body = hp_block_new (k), *end = hp_block_new (k), *exit = hp_block_new (k),
          *cleanup = hp_block_new (k);

  hp_emit_jump (k, HP_SETUP_FINALLY, end);
  hp_block_use (k, body);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_FINALLY_TRY,
                                         .block = body,
                                         .exit = end,
                                         .finally_body = &s->try.finalbody });
  if (s->try.n_handlers > 0)
    emit_handlers (k, s);
  else
    hp_emit_statements (k, &s->try.body);
  hp_emit_without_line (k, HP_POP_BLOCK, 0);
  hp_unit_pop_block (k);
  hp_emit_statements (k, &s->try.finalbody);
  hp_emit_jump_without_line (k, exit);

  hp_block_use (k, end);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_FINALLY_END, .block = end });
  hp_unset_position (k);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_emit_statements (k, &s->try.finalbody);
  hp_emit_arg (k, HP_RERAISE, 0);
  hp_unit_pop_block (k);
  hp_block_use (k, cleanup);
  hp_emit_reraise (k);
  hp_block_use (k, exit);
}

void
hp_emit_try (HpCompiler *k, HpStmt *s)
{
  if (s->try.finalbody.n > 0)
    emit_finally (k, s);
  else
    emit_handlers (k, s);
}
