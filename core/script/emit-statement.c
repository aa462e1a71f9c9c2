/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"
#include "script/warning.h"

static void emit_statement (HpCompiler *k, HpStmt *s);

void
hp_emit_statements (HpCompiler *k, const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    emit_statement (k, body->items[i]);
}

static void
emit_none (HpCompiler *k)
{
  hp_emit_const (k, hp_none (k->c->rt));
}

static void
emit_reraise (HpCompiler *k)
{
  hp_emit_arg (k, HP_COPY, 3);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit_arg (k, HP_RERAISE, 1);
}

/* bodies */

HpObject *
hp_body_get_docstring (HpCompiler *k, const HpStmts *body)
{
  HpExpr *e;

  if (body->n == 0 || body->items[0]->kind != HP_EXPR)
    return NULL;
  e = body->items[0]->expr.value;
  if (e->kind != HP_CONSTANT || !hp_is_str_exact (k->c->rt, e->constant.value))
    return NULL;
  return e->constant.value;
}

static bool has_annotation (const HpStmts *body);

static bool
statement_has_annotation (const HpStmt *s)
{
  switch (s->kind) {
  case HP_ANN_ASSIGN: return true;
  case HP_FOR: return has_annotation (&s->for_.body) || has_annotation (&s->for_.orelse);
  case HP_IF:
  case HP_WHILE: return has_annotation (&s->branch.body) || has_annotation (&s->branch.orelse);
  case HP_WITH: return has_annotation (&s->with.body);
  case HP_MATCH:
    for (int i = 0; i < s->match.n_cases; i++)
      if (has_annotation (&s->match.cases[i].body))
        return true;
    return false;
  case HP_TRY:
    for (int i = 0; i < s->try.n_handlers; i++)
      if (has_annotation (&s->try.handlers[i].body))
        return true;
    return has_annotation (&s->try.body) || has_annotation (&s->try.orelse) ||
           has_annotation (&s->try.finalbody);
  default: return false;
  }
}

static bool
has_annotation (const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    if (statement_has_annotation (body->items[i]))
      return true;
  return false;
}

void
hp_emit_body (HpCompiler *k, const HpStmts *body)
{
  int first = 0;

  if (k->unit->kind == HP_UNIT_MODULE && body->n > 0)
    hp_set_position (k, body->items[0]->at);
  if (has_annotation (body))
    hp_emit (k, HP_SETUP_ANNOTATIONS);
  if (hp_body_get_docstring (k, body) != NULL) {
    first = 1;
    hp_emit_expression (k, body->items[0]->expr.value);
    hp_unset_position (k);
    hp_emit_variable (k, hp_id (k->c->rt, __doc__), HP_STORE);
  }
  for (int i = first; i < body->n; i++)
    emit_statement (k, body->items[i]);
}

void
hp_emit_module (HpCompiler *k, HpModule *module)
{
  switch (module->mode) {
  case HP_COMPILE_EXEC: hp_emit_body (k, &module->body); break;
  case HP_COMPILE_SINGLE:
    if (has_annotation (&module->body))
      hp_emit (k, HP_SETUP_ANNOTATIONS);
    k->interactive = true;
    hp_emit_statements (k, &module->body);
    break;
  case HP_COMPILE_EVAL: hp_emit_expression (k, module->expression); break;
  }
}

/* leaving blocks */

static void
emit_exit_call (HpCompiler *k)
{
  emit_none (k);
  emit_none (k);
  emit_none (k);
  hp_emit_arg (k, HP_PRECALL, 2);
  hp_emit_arg (k, HP_CALL, 2);
}

static void
swap_if (HpCompiler *k, bool preserve)
{
  if (preserve)
    hp_emit_arg (k, HP_SWAP, 2);
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
  case HP_FRAME_FINALLY_TRY:
    hp_emit (k, HP_POP_BLOCK);
    if (preserve)
      hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_POP_VALUE });
    hp_emit_statements (k, frame->finally_body);
    if (preserve)
      hp_unit_pop_block (k);
    hp_unset_position (k);
    break;
  case HP_FRAME_FINALLY_END:
    swap_if (k, preserve);
    hp_emit (k, HP_POP_TOP);
    swap_if (k, preserve);
    hp_emit (k, HP_POP_BLOCK);
    hp_emit (k, HP_POP_EXCEPT);
    break;
  case HP_FRAME_WITH:
  case HP_FRAME_ASYNC_WITH:
    hp_set_position (k, frame->at);
    hp_emit (k, HP_POP_BLOCK);
    swap_if (k, preserve);
    emit_exit_call (k);
    if (frame->kind == HP_FRAME_ASYNC_WITH)
      hp_emit_await (k, HP_AWAIT_AEXIT);
    hp_emit (k, HP_POP_TOP);
    hp_unset_position (k);
    break;
  case HP_FRAME_HANDLER_CLEANUP:
    if (frame->name != NULL)
      hp_emit (k, HP_POP_BLOCK);
    swap_if (k, preserve);
    hp_emit (k, HP_POP_BLOCK);
    hp_emit (k, HP_POP_EXCEPT);
    if (frame->name != NULL) {
      emit_none (k);
      hp_emit_variable (k, frame->name, HP_STORE);
      hp_emit_variable (k, frame->name, HP_DEL);
    }
    break;
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

static void
emit_return (HpCompiler *k, HpStmt *s)
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
    emit_none (k);
  else if (!preserve)
    hp_emit_const (k, value->constant.value);
  hp_emit (k, HP_RETURN_VALUE);
}

static void
emit_break (HpCompiler *k)
{
  HpFrameBlock *loop = NULL;

  hp_emit (k, HP_NOP);
  unwind_all (k, false, &loop);
  if (loop == NULL)
    hp_emit_fail (k, "'break' outside loop");
  unwind (k, loop, false);
  hp_emit_jump (k, HP_JUMP, loop->exit);
}

static void
emit_continue (HpCompiler *k)
{
  HpFrameBlock *loop = NULL;

  hp_emit (k, HP_NOP);
  unwind_all (k, false, &loop);
  if (loop == NULL)
    hp_emit_fail (k, "'continue' not properly in loop");
  hp_emit_jump (k, HP_JUMP, loop->block);
}

/* branches and loops */

static void
emit_if (HpCompiler *k, HpStmt *s)
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
emit_for (HpCompiler *k, HpStmt *s)
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

static void
emit_while (HpCompiler *k, HpStmt *s)
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

static void
emit_with (HpCompiler *k, HpStmt *s, int index)
{
  HpWithItem *item = &s->with.items[index];
  HpBlock *block = hp_block_new (k), *final = hp_block_new (k), *exit = hp_block_new (k),
          *cleanup = hp_block_new (k), *suppress;
  bool is_async = s->with.is_async;

  if (is_async && !k->unit->scope->is_async_def)
    hp_emit_fail (k, "'async with' outside async function");
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
    emit_with (k, s, index + 1);
  hp_unset_position (k);
  hp_emit (k, HP_POP_BLOCK);
  hp_unit_pop_block (k);

  /* the body ended well: __exit__ (None, None, None) */
  hp_set_position (k, s->at);
  emit_exit_call (k);
  if (is_async)
    hp_emit_await (k, HP_AWAIT_AEXIT);
  hp_emit (k, HP_POP_TOP);
  hp_emit_jump (k, HP_JUMP, exit);

  /* it raised: __exit__ may swallow the exception */
  hp_block_use (k, final);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_emit (k, HP_WITH_EXCEPT_START);
  if (is_async)
    hp_emit_await (k, HP_AWAIT_AEXIT);
  suppress = hp_block_new (k);
  hp_emit_jump (k, HP_POP_JUMP_IF_TRUE, suppress);
  hp_emit_arg (k, HP_RERAISE, 2);
  hp_block_use (k, cleanup);
  hp_unset_position (k);
  emit_reraise (k);
  hp_block_use (k, suppress);
  hp_emit (k, HP_POP_TOP);
  hp_emit (k, HP_POP_BLOCK);
  hp_emit (k, HP_POP_EXCEPT);
  hp_emit (k, HP_POP_TOP);
  hp_emit (k, HP_POP_TOP);
  hp_block_use (k, exit);
}

/* exceptions */

static void
emit_without_line (HpCompiler *k, int opcode, HpBlock *target)
{
  HpPosition at = k->unit->at;

  hp_unset_position (k);
  if (target != NULL)
    hp_emit_jump (k, opcode, target);
  else
    hp_emit (k, opcode);
  hp_set_position (k, at);
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
  emit_none (k);
  hp_emit_variable (k, handler->name, HP_STORE);
  hp_emit_variable (k, handler->name, HP_DEL);
  hp_emit_jump (k, HP_JUMP, end);

  hp_block_use (k, cleanup_end);
  hp_unset_position (k);
  emit_none (k);
  hp_emit_variable (k, handler->name, HP_STORE);
  hp_emit_variable (k, handler->name, HP_DEL);
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

static void
emit_try_except (HpCompiler *k, HpStmt *s)
{
  HpBlock *body = hp_block_new (k), *except = hp_block_new (k), *end = hp_block_new (k),
          *cleanup = hp_block_new (k);

  hp_emit_jump (k, HP_SETUP_FINALLY, except);
  hp_block_use (k, body);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_TRY_EXCEPT, .block = body });
  hp_emit_statements (k, &s->try.body);
  hp_unit_pop_block (k);
  emit_without_line (k, HP_POP_BLOCK, NULL);
  hp_emit_statements (k, &s->try.orelse);
  emit_without_line (k, HP_JUMP, end);

  hp_block_use (k, except);
  hp_unset_position (k);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_EXCEPTION_HANDLER });
  for (int i = 0; i < s->try.n_handlers; i++) {
    HpHandler *handler = &s->try.handlers[i];

    hp_set_position (k, handler->at);
    if (handler->type == NULL && i < s->try.n_handlers - 1)
      hp_emit_fail (k, "default 'except:' must be last");
    except = hp_block_new (k);
    if (handler->type != NULL) {
      hp_emit_expression (k, handler->type);
      hp_emit (k, HP_CHECK_EXC_MATCH);
      hp_emit_jump (k, HP_POP_JUMP_IF_FALSE, except);
    }
    if (handler->name != NULL)
      emit_named_handler (k, handler, end);
    else {
      hp_emit (k, HP_POP_TOP);
      emit_plain_handler (k, handler, end);
    }
    hp_block_use (k, except);
  }
  hp_unset_position (k);
  hp_unit_pop_block (k);
  hp_emit_arg (k, HP_RERAISE, 0);
  hp_block_use (k, cleanup);
  emit_reraise (k);
  hp_block_use (k, end);
}

static void
emit_forget_name (HpCompiler *k, HpObject *name)
{
  if (name == NULL)
    return;
  emit_none (k);
  hp_emit_variable (k, name, HP_STORE);
  hp_emit_variable (k, name, HP_DEL);
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
  emit_forget_name (k, handler->name);
  hp_emit_jump (k, HP_JUMP, next);
  hp_block_use (k, raised);
  hp_unset_position (k);
  emit_forget_name (k, handler->name);
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

static void
emit_try_star (HpCompiler *k, HpStmt *s)
{
  HpBlock *body = hp_block_new (k), *except = hp_block_new (k), *orelse = hp_block_new (k),
          *end = hp_block_new (k), *cleanup = hp_block_new (k), *reraise = hp_block_new (k);

  hp_emit_jump (k, HP_SETUP_FINALLY, except);
  hp_block_use (k, body);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_TRY_EXCEPT, .block = body });
  hp_emit_statements (k, &s->try.body);
  hp_unit_pop_block (k);
  emit_without_line (k, HP_POP_BLOCK, NULL);
  emit_without_line (k, HP_JUMP, orelse);

  hp_block_use (k, except);
  hp_unset_position (k);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_GROUP_HANDLER });
  hp_set_position (k, s->try.handlers[0].at);
  emit_star_handlers (k, s);
  hp_unit_pop_block (k);
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
  hp_block_use (k, cleanup);
  emit_reraise (k);
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
emit_try_finally (HpCompiler *k, HpStmt *s)
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
  emit_without_line (k, HP_POP_BLOCK, NULL);
  hp_unit_pop_block (k);
  hp_emit_statements (k, &s->try.finalbody);
  emit_without_line (k, HP_JUMP, exit);

  hp_block_use (k, end);
  hp_unit_push_block (k, (HpFrameBlock){ .kind = HP_FRAME_FINALLY_END, .block = end });
  hp_unset_position (k);
  hp_emit_jump (k, HP_SETUP_CLEANUP, cleanup);
  hp_emit (k, HP_PUSH_EXC_INFO);
  hp_emit_statements (k, &s->try.finalbody);
  hp_emit_arg (k, HP_RERAISE, 0);
  hp_unit_pop_block (k);
  hp_block_use (k, cleanup);
  emit_reraise (k);
  hp_block_use (k, exit);
}

static void
emit_raise (HpCompiler *k, HpStmt *s)
{
  int n = 0;

  if (s->raise.exception != NULL) {
    hp_emit_expression (k, s->raise.exception);
    n++;
    if (s->raise.cause != NULL) {
      hp_emit_expression (k, s->raise.cause);
      n++;
    }
  }
  hp_emit_arg (k, HP_RAISE_VARARGS, n);
}

static void
emit_assert (HpCompiler *k, HpStmt *s)
{
  HpBlock *end = hp_block_new (k);

  hp_warn_about_assert (k, s);
  hp_emit_jump_if (k, s->assert.test, end, true);
  hp_emit (k, HP_LOAD_ASSERTION_ERROR);
  if (s->assert.message != NULL) {
    hp_emit_expression (k, s->assert.message);
    hp_emit_arg (k, HP_PRECALL, 0);
    hp_emit_arg (k, HP_CALL, 0);
  }
  hp_emit_arg (k, HP_RAISE_VARARGS, 1);
  hp_block_use (k, end);
}

static void
emit_expression_statement (HpCompiler *k, HpStmt *s)
{
  HpExpr *value = s->expr.value;

  if (k->interactive && k->nesting <= 1) {
    hp_emit_expression (k, value);
    hp_emit (k, HP_PRINT_EXPR);
    return;
  }
  if (value->kind == HP_CONSTANT) {
    hp_emit (k, HP_NOP);
    return;
  }
  hp_emit_expression (k, value);
  hp_unset_position (k);
  hp_emit (k, HP_POP_TOP);
}

static void
emit_statement (HpCompiler *k, HpStmt *s)
{
  hp_set_position (k, s->at);
  switch (s->kind) {
  case HP_FUNCTION_DEF: hp_emit_function (k, s); break;
  case HP_CLASS_DEF: hp_emit_class (k, s); break;
  case HP_RETURN: emit_return (k, s); break;
  case HP_DELETE: hp_emit_expressions (k, &s->assign.targets); break;
  case HP_ASSIGN: hp_emit_assign (k, s); break;
  case HP_AUG_ASSIGN: hp_emit_augmented (k, s); break;
  case HP_ANN_ASSIGN: hp_emit_annotated (k, s); break;
  case HP_FOR:
    if (s->for_.is_async)
      emit_async_for (k, s);
    else
      emit_for (k, s);
    break;
  case HP_WHILE: emit_while (k, s); break;
  case HP_IF: emit_if (k, s); break;
  case HP_WITH: emit_with (k, s, 0); break;
  case HP_MATCH: hp_emit_match (k, s); break;
  case HP_RAISE: emit_raise (k, s); break;
  case HP_TRY:
    if (s->try.finalbody.n > 0)
      emit_try_finally (k, s);
    else
      emit_handlers (k, s);
    break;
  case HP_ASSERT: emit_assert (k, s); break;
  case HP_IMPORT: hp_emit_import (k, s); break;
  case HP_FROM_IMPORT: hp_emit_import_from (k, s); break;
  case HP_GLOBAL:
  case HP_NONLOCAL: break;
  case HP_EXPR: emit_expression_statement (k, s); break;
  case HP_PASS: hp_emit (k, HP_NOP); break;
  case HP_BREAK: emit_break (k); break;
  case HP_CONTINUE: emit_continue (k); break;
  }
}
