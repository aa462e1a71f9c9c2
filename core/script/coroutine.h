/* SPDX-License-Identifier: Apache-2.0 */

/* Coroutines and asynchronous generators: generators (generator.h) with other methods.
 *
 * A coroutine is awaited: the frame that awaits it sends into it until it returns. An asynchronous
 * generator gives awaitables instead of values: each of them, an asend or athrow object, drives
 * the generator from one `yield` to the next. What the generator yields to its user travels
 * wrapped, so that it is told from what an inner `await` yields to the scheduler. Private to
 * core/script. */
#pragma once

#include "script/generator.h"

/* make */

/* Wraps a value that an asynchronous generator yields; steals VALUE. */
HpObject *hp_async_value_new (HpRuntime *rt, HpObject *value);
int hp_coroutine_init_types (HpRuntime *rt);
int hp_async_generator_init_types (HpRuntime *rt);

/* ask */

static inline bool
hp_is_coroutine (HpRuntime *rt, const HpObject *o)
{
  return o->type == hp_type (rt, HP_T_COROUTINE);
}

static inline bool
hp_is_async_generator (HpRuntime *rt, const HpObject *o)
{
  return o->type == hp_type (rt, HP_T_ASYNC_GENERATOR);
}

/* What `await O` sends into: O itself or what its __await__ () returns. New reference. */
HpObject *hp_awaitable_get_iter (HpRuntime *rt, HpObject *o);
/* The same for instructions: WHAT is GET_AWAITABLE's argument. Refuses a coroutine that somebody
 * awaits already. */
HpObject *hp_awaitable_get_iter_for (HpRuntime *rt, HpObject *o, int what);
HpObject *hp_async_get_iter (HpRuntime *rt, HpObject *o);
/* An iterator over what the next __anext__ () of ITER awaits. */
HpObject *hp_async_get_next (HpRuntime *rt, HpObject *iter);

/* A coroutine dies before it began. */
void hp_coroutine_warn_unawaited (HpRuntime *rt, const HpGenerator *self);
