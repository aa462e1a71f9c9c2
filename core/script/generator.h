/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Generators: a frame that can be left and entered again, inside an object of its own. Coroutines
 * and asynchronous generators are the same with other methods: see coroutine.h. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/frame.h"

enum {
  HP_GEN_CREATED = -2,
  HP_GEN_SUSPENDED = -1,
  HP_GEN_EXECUTING = 0,
  HP_GEN_COMPLETED = 1,
  HP_GEN_CLEARED = 4
};

typedef struct _HpGenerator HpGenerator;

struct _HpGenerator {
  HpObject ob_base;
  HpObject *code; /* owned */
  HpObject *weakreflist;
  HpObject *name;
  HpObject *qualname;
  HpExcItem exc_state;
  HpObject *origin;
  char hooks_inited;
  char closed;
  char running_async;
  int8_t frame_state;
  HpObject *iframe[]; /* room for an HpFrame */
};
_Static_assert(offsetof (HpGenerator, iframe) == 80, "a generator is 152 bytes and its slots");

typedef enum { HP_SEND_RETURN, HP_SEND_ERROR, HP_SEND_NEXT } HpSendResult;

/* Moves FRAME, a function's about to begin, into a new generator. */
HpObject *hp_generator_new (HpRuntime *rt, HpFrame *frame);
/* Sends VALUE (NULL as next() does) into a generator or any iterator. */
HpSendResult hp_iter_send (HpRuntime *rt, HpObject *iterator, HpObject *value, HpObject **result);
void hp_generator_finalize (HpRuntime *rt, HpObject *object);

/* Of a generator, a coroutine or an asynchronous generator: bytes without what precedes the
 * header. */
size_t hp_generator_size (const HpGenerator *self);
int hp_generator_init_types (HpRuntime *rt);

/* The generator has returned, or an exception leaves it: it will not run any more. */
void hp_generator_end (HpRuntime *rt, HpGenerator *self);

static inline bool
hp_is_generator (HpRuntime *rt, HpObject *o)
{
  return o->type == hp_type (rt, HP_T_GENERATOR);
}

/* What SEND may run: a coroutine is driven as a generator is. */
static inline bool
hp_is_generator_or_coroutine (HpRuntime *rt, HpObject *o)
{
  return hp_is_generator (rt, o) || o->type == hp_type (rt, HP_T_COROUTINE);
}

static inline HpFrame *
hp_generator_frame (HpGenerator *self)
{
  return (HpFrame *)(void *)self->iframe;
}

static inline HpGenerator *
hp_generator_of (HpFrame *frame)
{
  return (HpGenerator *)(void *)((char *)frame - offsetof (HpGenerator, iframe));
}

/* It is suspended or has not begun, and nobody runs it. */
static inline bool
hp_generator_can_run (const HpGenerator *self)
{
  return self->frame_state < HP_GEN_EXECUTING;
}

/* The frame is about to run, with VALUE, which is stolen, as what its `yield` gives. */
static inline void
hp_generator_enter (HpRuntime *rt, HpGenerator *self, HpObject *value)
{
  HpFrame *frame = hp_generator_frame (self);

  frame->localsplus[frame->stacktop++] = value;
  self->exc_state.previous = rt->exc_info;
  rt->exc_info = &self->exc_state;
  self->frame_state = HP_GEN_EXECUTING;
}

/* The frame does not run any more, for now or for good. */
static inline void
hp_generator_leave (HpRuntime *rt, HpGenerator *self)
{
  rt->exc_info = self->exc_state.previous;
  self->exc_state.previous = NULL;
  hp_generator_frame (self)->previous = NULL;
}
