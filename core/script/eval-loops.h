/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that jump, iterate and suspend. */

#include "object/abstract.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/range.h"
#include "script/eval-machine.h"
#include "script/frame-stack.h"
#include "script/coroutine.h"
#include "script/generator.h"

/* ---- jumps ---- */

HP_INSTRUCTION (JUMP_FORWARD)
{
  m->next += oparg;
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (JUMP_BACKWARD)
{
  hp_code_warm_up (m->frame->code);
  m->next -= oparg;
  return next_unless_broken (m);
}

HP_INSTRUCTION (JUMP_BACKWARD_NO_INTERRUPT)
{
  m->next -= oparg;
  return HP_STEP_NEXT;
}

/* The truth of a value that it takes over: 1, 0, -1. */
HP_INLINE int
take_truth (HpRuntime *rt, HpObject *value)
{
  int truth;

  if (value == hp_true (rt) || value == hp_false (rt))
    truth = value == hp_true (rt);
  else
    truth = hp_object_is_true (rt, value);
  hp_decref (rt, value);
  return truth;
}

HP_INLINE HpStep
pop_jump_if (HpMachine *m, int wanted, int distance)
{
  int truth = take_truth (m->rt, POP ());

  RAISE_IF (truth < 0);
  if (truth == wanted)
    m->next += distance;
  return distance < 0 ? next_unless_broken (m) : HP_STEP_NEXT;
}

HP_INSTRUCTION (POP_JUMP_FORWARD_IF_FALSE)
{
  return pop_jump_if (m, 0, oparg);
}

HP_INSTRUCTION (POP_JUMP_FORWARD_IF_TRUE)
{
  return pop_jump_if (m, 1, oparg);
}

HP_INSTRUCTION (POP_JUMP_BACKWARD_IF_FALSE)
{
  return pop_jump_if (m, 0, -oparg);
}

HP_INSTRUCTION (POP_JUMP_BACKWARD_IF_TRUE)
{
  return pop_jump_if (m, 1, -oparg);
}

HP_INLINE HpStep
pop_jump_if_none (HpMachine *m, bool wanted, int distance)
{
  HpObject *value = POP ();

  if (hp_is_none (m->rt, value) == wanted)
    m->next += distance;
  hp_decref (m->rt, value);
  return distance < 0 ? next_unless_broken (m) : HP_STEP_NEXT;
}

HP_INSTRUCTION (POP_JUMP_FORWARD_IF_NONE)
{
  return pop_jump_if_none (m, true, oparg);
}

HP_INSTRUCTION (POP_JUMP_FORWARD_IF_NOT_NONE)
{
  return pop_jump_if_none (m, false, oparg);
}

HP_INSTRUCTION (POP_JUMP_BACKWARD_IF_NONE)
{
  return pop_jump_if_none (m, true, -oparg);
}

HP_INSTRUCTION (POP_JUMP_BACKWARD_IF_NOT_NONE)
{
  return pop_jump_if_none (m, false, -oparg);
}

/* `and` and `or`: the value stays where it decides. */
HP_INLINE HpStep
jump_if_or_pop (HpMachine *m, int wanted, int distance)
{
  int truth = hp_object_is_true (m->rt, TOP ());

  RAISE_IF (truth < 0);
  if (truth == wanted)
    m->next += distance;
  else
    hp_decref (m->rt, POP ());
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (JUMP_IF_FALSE_OR_POP)
{
  return jump_if_or_pop (m, 0, oparg);
}

HP_INSTRUCTION (JUMP_IF_TRUE_OR_POP)
{
  return jump_if_or_pop (m, 1, oparg);
}

/* ---- running a generator ----
 *
 * A loop over a generator, and `yield from`, run its frame in this same loop, as a call does. What
 * it yields is pushed on the stack of the frame that runs it; when it ends, that frame goes on as
 * if FOR_ITER or SEND were just done. */

HP_INLINE bool
can_run_here (HpMachine *m, HpObject *iterator, int end_jump)
{
  return hp_is_generator_or_coroutine (m->rt, iterator) &&
         hp_generator_can_run ((HpGenerator *)iterator) && end_jump <= UINT16_MAX;
}

/* Steals value. */
HP_INLINE HpStep
run_generator (HpMachine *m, HpObject *generator, HpObject *value, int end_jump)
{
  HpFrame *frame = hp_generator_frame ((HpGenerator *)generator);

  hp_generator_enter (m->rt, (HpGenerator *)generator, value);
  save_stack (m);
  m->frame->end_jump = (uint16_t)end_jump;
  frame->is_entry = false;
  frame->previous = m->frame;
  m->vm->frame = m->frame = frame;
  return HP_STEP_CALL;
}

/* ---- loops ---- */

HP_INSTRUCTION (GET_ITER)
{
  HpObject *iterable = TOP ();
  HpObject *iterator = hp_object_get_iter (m->rt, iterable);

  hp_decref (m->rt, iterable);
  SET_TOP (iterator);
  return HP_STEP_NEXT;
}

/* The loop is over: drop the iterator and jump behind the loop, unless an exception ended it. */
HP_INLINE HpStep
end_loop (HpMachine *m, int distance)
{
  if (hp_err_occurred (m->rt)) {
    RAISE_IF (!hp_err_matches (m->rt, HP_EXC_STOP_ITERATION));
    hp_err_clear (m->rt);
  }
  hp_decref (m->rt, POP ());
  m->next += distance;
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (FOR_ITER)
{
  HpObject *iterator = TOP (), *value;

  if (can_run_here (m, iterator, oparg))
    return run_generator (m, iterator, hp_new_none (m->rt), oparg);
  value = iterator->type->iternext (m->rt, iterator);
  if (unlikely (value == NULL))
    return end_loop (m, oparg);
  PUSH (value);
  return HP_STEP_NEXT;
}

/* ---- generators ---- */

/* The function was called: its frame moves into a generator, which is what the call returns. */
HP_INSTRUCTION (RETURN_GENERATOR)
{
  HpFrame *frame = m->frame;
  HpObject *generator;

  save_stack (m);
  generator = hp_generator_new (m->rt, frame);
  RAISE_IF (generator == NULL);
  hp_vm_leave (m->vm);
  m->vm->frame = frame->previous;
  m->result = generator;
  if (frame->is_entry) {
    hp_frame_forget (frame); /* the caller clears it */
    return HP_STEP_LEAVE;
  }
  m->frame = frame->previous;
  hp_frame_release (m->vm, frame);
  m->frame->localsplus[m->frame->stacktop++] = generator;
  return HP_STEP_RESUME;
}

HP_INSTRUCTION (YIELD_VALUE)
{
  HpFrame *frame = m->frame, *runner = frame->previous;
  HpGenerator *generator = hp_generator_of (frame);
  HpObject *value = POP ();

  save_stack (m);
  generator->frame_state = HP_GEN_SUSPENDED;
  hp_vm_leave (m->vm);
  m->vm->frame = runner;
  if (frame->is_entry) {
    m->result = value;
    return HP_STEP_LEAVE;
  }
  hp_generator_leave (m->rt, generator);
  m->frame = runner;
  runner->localsplus[runner->stacktop++] = value;
  return HP_STEP_RESUME;
}

/* The receiver is done: its result takes its place. */
HP_INLINE HpStep
end_send (HpMachine *m, HpObject *result, int distance)
{
  HpObject *receiver = TOP ();

  hp_decref (m->rt, receiver);
  TOP () = result;
  m->next += distance;
  return HP_STEP_NEXT;
}

/* A generator ends that runs in this loop; takes its value. */
HP_INLINE HpStep
return_from_generator (HpMachine *m, HpObject *value)
{
  HpGenerator *generator = hp_generator_of (m->frame);

  m->vm->frame = m->frame = m->frame->previous;
  hp_generator_end (m->rt, generator);
  load_frame (m);
  if (HP_UNIT_OPCODE (m->next[-1]) == HP_SEND)
    return end_send (m, value, m->frame->end_jump);
  if (!hp_is_none (m->rt, value))
    hp_err_stop_iteration (m->rt, value);
  hp_decref (m->rt, value);
  return end_loop (m, m->frame->end_jump);
}

HP_INSTRUCTION (GET_YIELD_FROM_ITER)
{
  if (hp_is_generator (m->rt, TOP ()))
    return HP_STEP_NEXT;
  if (hp_is_coroutine (m->rt, TOP ())) {
    if (m->frame->code->flags & (HP_CODE_COROUTINE | HP_CODE_ITERABLE_COROUTINE))
      return HP_STEP_NEXT;
    hp_err_set_string (m->rt, HP_EXC_TYPE_ERROR,
                       "cannot 'yield from' a coroutine object in a non-coroutine generator");
    return HP_STEP_ERROR;
  }
  return hp_do_GET_ITER (m, oparg);
}

/* Sends the value on top to the receiver below it; when that is done, its result replaces it. */
HP_INSTRUCTION (SEND)
{
  HpObject *value = POP ();
  HpObject *receiver = TOP ();
  HpObject *result = NULL;
  HpSendResult status;

  if (hp_is_none (m->rt, value) && can_run_here (m, receiver, oparg))
    return run_generator (m, receiver, value, oparg);
  status = hp_iter_send (m->rt, receiver, value, &result);
  hp_decref (m->rt, value);
  RAISE_IF (status == HP_SEND_ERROR);
  if (status == HP_SEND_RETURN)
    return end_send (m, result, oparg);
  PUSH (result);
  return HP_STEP_NEXT;
}
