/* SPDX-License-Identifier: Apache-2.0 */

/* The state of the evaluation loop, and what every instruction may do with it.
 *
 * An instruction is a function: HP_INSTRUCTION (LOAD_FAST) { … }. It gets the machine `m` and the
 * argument `oparg`, works on the value stack, and returns the step the loop takes next. All of them
 * are inlined into hp_eval_frame, which lets the compiler keep the machine's fields in registers;
 * so a machine's address must never be given to a function that is not inlined.
 *
 * Stack effects are written as in CPython: TOP is the last value pushed, PEEK (1) is TOP. A value
 * on the stack is owned by the stack. Which reference is dropped when, and in which order, can be
 * seen by programs, so each instruction follows CPython's order exactly. */
#pragma once

#include "object/err.h"
#include "object/object.h"
#include "object/runtime.h"
#include "object/tuple.h"
#include "script/eval-private.h"
#include "script/vm.h"

typedef struct {
  HpRuntime *rt;
  HpVm *vm;
  HpFrame *frame;
  HpCodeUnit *next;  /* the unit behind the instruction; its caches, if it has any, begin here */
  HpObject **sp;     /* one past the topmost value */
  HpObject **consts; /* of the frame's code, borrowed */
  HpObject **names;
  HpObject *kwnames; /* set by KW_NAMES for the CALL that follows, borrowed; else NULL */
  HpObject *result;  /* what a step HP_STEP_LEAVE returns */
} HpMachine;

typedef enum {
  HP_STEP_NEXT,   /* the next instruction */
  HP_STEP_ERROR,  /* an exception was raised: add to its traceback, look for a handler */
  HP_STEP_UNWIND, /* an exception goes on as it is: look for a handler */
  HP_STEP_EXTEND, /* the next instruction, whose argument this one's comes before */
  HP_STEP_CALL,   /* m->frame is a new frame: begin to run it */
  HP_STEP_RESUME, /* m->frame is the caller again: go on in it */
  HP_STEP_LEAVE,  /* return m->result from the loop */
} HpStep;

#define HP_INLINE static inline __attribute__ ((always_inline))

#define HP_INSTRUCTION(name) HP_INLINE HpStep hp_do_##name (HpMachine *m, int oparg)

/* the value stack */
#define TOP()     (m->sp[-1])
#define SECOND()  (m->sp[-2])
#define THIRD()   (m->sp[-3])
#define PEEK(n)   (m->sp[-(n)])
#define PUSH(v)   push_value (m, (v))
#define POP()     (*--m->sp)
#define SHRINK(n) (m->sp -= (n))

HP_INLINE void
push_value (HpMachine *m, HpObject *value)
{
  *m->sp++ = value;
}

/* what an argument names */
#define LOCAL(i)   (m->frame->localsplus[i])
#define CONST(i)   (m->consts[i])
#define NAME(i)    (m->names[i])
#define LOCALS()   (m->frame->locals)
#define GLOBALS()  (m->frame->globals)
#define BUILTINS() (m->frame->builtins)

/* The instruction's n cache units: as a structure, and stepped over. */
#define CACHE(t)       ((t *)(void *)m->next)
#define SKIP_CACHES(n) (m->next += (n))

#define likely(condition)   __builtin_expect (!!(condition), 1)
#define unlikely(condition) __builtin_expect (!!(condition), 0)

#define RAISE_IF(condition)                                                                        \
  do                                                                                               \
    if (unlikely (condition))                                                                      \
      return HP_STEP_ERROR;                                                                        \
  while (0)

/* TOP becomes a result that is NULL when an exception was raised. */
#define SET_TOP(value)                                                                             \
  do {                                                                                             \
    HpObject *set_ = (value);                                                                      \
                                                                                                   \
    TOP () = set_;                                                                                 \
    RAISE_IF (set_ == NULL);                                                                       \
  } while (0)

#define PUSH_RESULT(value)                                                                         \
  do {                                                                                             \
    HpObject *pushed_ = (value);                                                                   \
                                                                                                   \
    RAISE_IF (pushed_ == NULL);                                                                    \
    PUSH (pushed_);                                                                                \
  } while (0)

HP_INLINE void
push_bool (HpMachine *m, bool truth)
{
  PUSH (hp_new_bool (m->rt, truth));
}

/* Gives the N topmost values up, the topmost first. */
HP_INLINE void
drop_values (HpMachine *m, int n)
{
  while (n-- > 0)
    hp_decref (m->rt, POP ());
}

/* Where a loop comes round and a call ends, other threads may break in. */
HP_INLINE HpStep
next_unless_broken (HpMachine *m)
{
  if (unlikely (atomic_load_explicit (&m->vm->breaker, memory_order_relaxed) != 0) &&
      hp_vm_handle_breaker (m->vm) < 0)
    return HP_STEP_ERROR;
  return HP_STEP_NEXT;
}

/* The frame's fields that the machine holds while the frame runs. */
HP_INLINE void
load_frame (HpMachine *m)
{
  HpCode *code = m->frame->code;

  m->consts = ((HpTuple *)code->consts)->items;
  m->names = ((HpTuple *)code->names)->items;
  m->next = m->frame->prev_instr + 1;
  m->sp = m->frame->localsplus + m->frame->stacktop;
  m->frame->stacktop = -1;
}

HP_INLINE void
save_stack (HpMachine *m)
{
  m->frame->stacktop = (int)(m->sp - m->frame->localsplus);
}
