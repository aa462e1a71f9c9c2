/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the files of the generator type share. */

#include "script/generator.h"

/* Sends ARG, or THROWING lets the exception that is set enter; the end raises StopIteration. */
HpObject *hp_generator_send_or_stop (HpRuntime *rt, HpGenerator *self, HpObject *arg,
                                     bool throwing);
/* The value of the StopIteration that is set (and cleared), None without one; -1: another
 * exception. */
int hp_generator_stop_value (HpRuntime *rt, HpObject **result);
/* What `yield from` waits for: borrowed, or NULL. The code then stands at the YIELD_VALUE behind a
 * SEND. */
HpObject *hp_generator_yield_from (HpGenerator *self);

/* "generator", "coroutine" or "async generator" */
const char *hp_generator_kind (HpRuntime *rt, const HpGenerator *self);

/* slots */
void hp_generator_dealloc (HpRuntime *rt, HpObject *object);
int hp_generator_traverse (HpObject *object, HpVisitProc visit, void *arg);

/* The slots that generators, coroutines and async generators have alike, their frame inside. */
#define HP_GENERATOR_SLOTS                                                                         \
  .basicsize = offsetof (HpGenerator, iframe) + sizeof (HpFrame), .itemsize = sizeof (HpObject *), \
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION, .dealloc = hp_generator_dealloc,           \
  .traverse = hp_generator_traverse, .finalize = hp_generator_finalize,                            \
  .getattro = hp_object_generic_get_attr, .setattro = hp_object_generic_set_attr,                  \
  .weaklist_offset = offsetof (HpGenerator, weakreflist)
/* The attributes that they have alike. */
#define HP_GENERATOR_NAMES                                                                         \
  { "__name__", HP_MEMBER_OBJECT, offsetof (HpGenerator, name), 0 },                               \
  {                                                                                                \
    "__qualname__", HP_MEMBER_OBJECT, offsetof (HpGenerator, qualname), 0                          \
  }

/* attributes */
HpObject *hp_generator_get_frame (HpRuntime *rt, HpObject *object, void *closure);
HpObject *hp_generator_get_running (HpRuntime *rt, HpObject *object, void *closure);
HpObject *hp_generator_get_suspended (HpRuntime *rt, HpObject *object, void *closure);
HpObject *hp_generator_get_yield_from (HpRuntime *rt, HpObject *object, void *closure);
HpObject *hp_generator_sizeof (HpRuntime *rt, HpObject *object);

/* methods */
HpObject *hp_generator_send (HpRuntime *rt, HpObject *object, HpObject *value);
HpObject *hp_generator_close (HpRuntime *rt, HpObject *object);
HpObject *hp_generator_throw (HpRuntime *rt, HpObject *object, HpObject *const *args, ssize_t n);
