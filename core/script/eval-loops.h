/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that jump, iterate and suspend. */

#include "object/abstract.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/range.h"
#include "script/eval-machine.h"
#include "script/generator.h"

/* ---- jumps ---- */

HP_INSTRUCTION (JUMP_FORWARD)
{
  m->next += oparg;
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (JUMP_BACKWARD)
{
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
  HpObject *iterator = TOP ();
  HpObject *value = iterator->type->iternext (m->rt, iterator);

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
  m->result = POP ();
  save_stack (m);
  hp_generator_of (m->frame)->frame_state = HP_GEN_SUSPENDED;
  hp_vm_leave (m->vm);
  m->vm->frame = m->frame->previous;
  return HP_STEP_LEAVE;
}

HP_INSTRUCTION (GET_YIELD_FROM_ITER)
{
  if (hp_is_generator (m->rt, TOP ()))
    return HP_STEP_NEXT;
  return hp_do_GET_ITER (m, oparg);
}

/* Sends the value on top to the receiver below it; when that is done, its result replaces it. */
HP_INSTRUCTION (SEND)
{
  HpObject *value = POP ();
  HpObject *receiver = TOP ();
  HpObject *result = NULL;
  HpSendResult status = hp_iter_send (m->rt, receiver, value, &result);

  hp_decref (m->rt, value);
  RAISE_IF (status == HP_SEND_ERROR);
  if (status == HP_SEND_RETURN) {
    hp_decref (m->rt, receiver);
    TOP () = result;
    m->next += oparg;
  } else
    PUSH (result);
  return HP_STEP_NEXT;
}
