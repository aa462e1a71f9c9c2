/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that call, return and make functions.
 *
 * A call from Python to Python pushes a frame and goes on in the same loop; only built-in functions
 * that call back enter the loop anew. */

#include "object/abstract.h"
#include "object/function.h"
#include "script/eval-loops.h"
#include "script/eval-machine.h"
#include "script/frame-stack.h"

HP_INSTRUCTION (KW_NAMES)
{
  m->kwnames = CONST (oparg);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (PRECALL)
{
  SKIP_CACHES (1);
  return HP_STEP_NEXT;
}

/* ---- CALL ----
 *
 * Below the arguments lie two values: a function and its first argument (LOAD_METHOD found a
 * method), or NULL and anything callable. */

/* A bound method becomes its function and its object. */
HP_INLINE void
unpack_method (HpMachine *m, int n_args)
{
  HpMethod *method = (HpMethod *)PEEK (n_args + 1);

  PEEK (n_args + 1) = hp_new_ref (method->self);
  PEEK (n_args + 2) = hp_new_ref (method->function);
  hp_decref (m->rt, &method->base);
}

/* A frame for a function and its arguments (kwnames name the last of them), all of which it takes
 * over. */
HP_INLINE HpFrame *
push_frame (HpMachine *m, HpObject *function, HpObject **args, size_t n_positional)
{
  HpCode *code = hp_code (((HpFunction *)function)->code);
  HpObject *kwnames = m->kwnames;
  HpFrame *frame;

  m->kwnames = NULL;
  if (unlikely (kwnames != NULL || !hp_code_takes_exactly (code, n_positional)))
    return hp_eval_frame_push (m->vm, function, NULL, args, n_positional, kwnames);
  frame = hp_frame_take_room (m->vm, code);
  if (unlikely (frame == NULL)) {
    hp_eval_drop_call (m->rt, function, NULL, args, n_positional);
    return NULL;
  }
  hp_frame_init (frame, function, NULL, code);
  hp_frame_set_arguments (frame, args, (int)n_positional);
  return frame;
}

/* BASE: where the result will lie. */
HP_INLINE HpStep
call_function (HpMachine *m, HpObject *function, HpObject **args, size_t n_positional,
               HpObject **base)
{
  HpFrame *frame;

  m->sp = base;
  frame = push_frame (m, function, args, n_positional);
  RAISE_IF (frame == NULL);
  m->frame->prev_instr = m->next + 3; /* the last of the cache units */
  save_stack (m);
  frame->previous = m->frame;
  m->vm->frame = m->frame = frame;
  return HP_STEP_CALL;
}

/* str (x) in warm code makes no tuple of its argument and takes no step of depth. */
HP_INLINE bool
is_plain_str_call (HpMachine *m, HpObject *function, HpObject **base, int n_args)
{
  return function == (HpObject *)hp_type (m->rt, HP_T_STR) && n_args == 1 && base[0] == NULL &&
         m->kwnames == NULL && hp_code_is_warm (m->frame->code);
}

HP_INSTRUCTION (CALL)
{
  HpObject **base = m->sp - oparg - 2, **args, *function, *result;
  size_t n_args, n_positional;

  if (base[0] == NULL && hp_is_method (m->rt, base[1]))
    unpack_method (m, oparg);
  args = base[0] != NULL ? base + 1 : base + 2;
  function = args[-1];
  n_args = (size_t)(m->sp - args);
  n_positional = n_args - (m->kwnames != NULL ? (size_t)hp_tuple_length (m->kwnames) : 0);
  if (hp_is_function (m->rt, function))
    return call_function (m, function, args, n_positional, base);
  if (is_plain_str_call (m, function, base, oparg))
    result = hp_object_str (m->rt, args[0]);
  else
    result = hp_vectorcall (m->rt, function, args, n_positional | HP_VECTORCALL_ARGUMENTS_OFFSET,
                            m->kwnames);
  m->kwnames = NULL;
  hp_decref (m->rt, function);
  for (size_t i = 0; i < n_args; i++)
    hp_decref (m->rt, args[i]);
  m->sp = base;
  PUSH (result);
  RAISE_IF (result == NULL);
  SKIP_CACHES (4);
  return next_unless_broken (m);
}

/* f (*args, **kwargs): the arguments as any iterable and, perhaps, any mapping. */
HP_INSTRUCTION (CALL_FUNCTION_EX)
{
  HpObject *kwargs = (oparg & 1) ? POP () : NULL;
  HpObject *args = POP ();
  HpObject *function = POP ();
  HpObject *result = hp_eval_call_with_stars (m->rt, function, args, kwargs); /* takes all three */

  TOP () = result; /* in the place of the NULL below the function */
  RAISE_IF (result == NULL);
  return next_unless_broken (m);
}

/* ---- return ---- */

HP_INSTRUCTION (RETURN_VALUE)
{
  HpObject *value = POP ();
  HpFrame *frame = m->frame;

  save_stack (m);
  hp_vm_leave (m->vm);
  if (unlikely (frame->is_entry)) {
    m->vm->frame = frame->previous;
    m->result = value;
    return HP_STEP_LEAVE; /* the caller clears the frame */
  }
  if (unlikely (frame->owner == HP_FRAME_IN_GENERATOR))
    return return_from_generator (m, value);
  m->frame = m->vm->frame = frame->previous; /* what dies with the frame may not see it any more */
  hp_frame_pop (m->vm, frame);
  m->frame->localsplus[m->frame->stacktop++] = value;
  return HP_STEP_RESUME;
}

/* ---- functions ---- */

HP_INSTRUCTION (MAKE_FUNCTION)
{
  HpObject *code = POP ();
  HpFunction *function = (HpFunction *)hp_eval_make_function (m->rt, code, GLOBALS ());

  hp_decref (m->rt, code);
  RAISE_IF (function == NULL);
  if (oparg & HP_MAKE_CLOSURE)
    function->closure = POP ();
  if (oparg & HP_MAKE_ANNOTATIONS)
    function->annotations = POP ();
  if (oparg & HP_MAKE_KWDEFAULTS)
    function->kwdefaults = POP ();
  if (oparg & HP_MAKE_DEFAULTS)
    function->defaults = POP ();
  PUSH (&function->base);
  return HP_STEP_NEXT;
}
