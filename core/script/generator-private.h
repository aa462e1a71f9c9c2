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
