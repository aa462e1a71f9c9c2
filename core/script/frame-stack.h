/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Entering and leaving a frame on the data stack, inlined where each call goes through.
 *
 * The data stack grows in chunks; vm->stack_top is its end in the newest one. */

#include "object/function.h"
#include "object/object.h"
#include "script/vm.h"

/* Room for N slots where a new chunk has to be begun; NULL with MemoryError. */
HpFrame *hp_frame_take_chunk (HpVm *vm, size_t slots);
/* Gives the room of the first frame in a chunk back, and the chunk unless it is the last. */
void hp_frame_release_chunk (HpVm *vm, HpFrame *frame);

static inline HpFrame *
hp_frame_take_room (HpVm *vm, const HpCode *code)
{
  size_t slots = HP_FRAME_WORDS + (size_t)code->nlocalsplus + (size_t)code->stacksize;
  HpObject **top = vm->stack_top;

  if (__builtin_expect ((size_t)(vm->stack_limit - top) < slots, 0))
    return hp_frame_take_chunk (vm, slots);
  vm->stack_top = top + slots;
  return (HpFrame *)(void *)top;
}

/* Gives the room of the topmost frame back without dropping its variables. */
static inline void
hp_frame_release (HpVm *vm, HpFrame *frame)
{
  if (__builtin_expect ((HpObject **)(void *)frame == vm->chunk_begin, 0))
    hp_frame_release_chunk (vm, frame);
  else
    vm->stack_top = (HpObject **)(void *)frame;
}

/* A frame at its beginning, its variables not yet set. Steals func and locals. */
static inline void
hp_frame_init (HpFrame *frame, HpObject *func, HpObject *locals, HpCode *code)
{
  frame->func = func;
  frame->code = code;
  hp_incref ((HpObject *)code);
  frame->builtins = ((HpFunction *)func)->builtins;
  frame->globals = ((HpFunction *)func)->globals;
  frame->locals = locals;
  frame->stacktop = code->nlocalsplus;
  frame->frame_obj = NULL;
  frame->previous = NULL;
  frame->prev_instr = code->code - 1;
  frame->is_entry = false;
  frame->owner = HP_FRAME_ON_STACK;
}

/* Positional arguments alone, as many as there are parameters, become the first variables. Steals
 * them. */
static inline void
hp_frame_set_arguments (HpFrame *frame, HpObject *const *args, int n)
{
  int i;

  for (i = 0; i < n; i++)
    frame->localsplus[i] = args[i];
  for (; i < frame->code->nlocalsplus; i++)
    frame->localsplus[i] = NULL;
}

/* Whether a function of this code takes n positional arguments just as they lie there. */
static inline bool
hp_code_takes_exactly (const HpCode *code, size_t n)
{
  const int flags = HP_CODE_OPTIMIZED | HP_CODE_VARARGS | HP_CODE_VARKEYWORDS;

  return n == (size_t)code->argcount && code->kwonlyargcount == 0 &&
         (code->flags & flags) == HP_CODE_OPTIMIZED;
}

/* Leaves the topmost frame: drops its variables, gives its room back. */
static inline void
hp_frame_pop (HpVm *vm, HpFrame *frame)
{
  HpRuntime *rt = vm->rt;

  rt->recursion_remaining--; /* destructors run one level deeper, as the frame still stands */
  if (__builtin_expect (frame->frame_obj != NULL, 0))
    hp_frame_clear (rt, frame);
  else
    hp_frame_drop_values (rt, frame);
  rt->recursion_remaining++;
  hp_frame_release (vm, frame);
}
