/* SPDX-License-Identifier: Apache-2.0 */
/* Tuples: items inside the object. () exists once. Lengths 1..19 have free lists of 2000 each.
 *
 * A tuple is tracked from birth; the collector calls hp_tuple_maybe_untrack for those that survive.
 */
#pragma once
#include "object/object.h"
#include "object/runtime.h"
#include <stdarg.h>

typedef struct HpTuple HpTuple;
struct HpTuple {
  HpVarObject base;
  HpObject *items[1];
};
_Static_assert(offsetof (HpTuple, items) == 24, "a tuple takes 24 + 8n bytes behind its gc head");

/* make: n slots, all NULL, tracked at once, to be filled with hp_tuple_set_slot */
HpObject *hp_tuple_new (HpRuntime *rt, ssize_t n);
HpObject *hp_tuple_pack (HpRuntime *rt, ssize_t n, ...); /* borrows the items */
HpObject *hp_tuple_from_array (HpRuntime *rt, HpObject *const *items,
                               ssize_t n); /* borrows the items */
HpObject *hp_tuple_from_array_steal (HpRuntime *rt, HpObject *const *items,
                                     ssize_t n); /* steals them, also on error */
HpObject *hp_tuple_from_iterable (HpRuntime *rt, HpObject *iterable); /* tuple(iterable) */

/* ask */
static inline ssize_t
hp_tuple_length (HpObject *tuple)
{
  return ((HpVarObject *)tuple)->size;
}

/* borrowed, unchecked */
static inline HpObject *
hp_tuple_slot (HpObject *tuple, ssize_t i)
{
  return ((HpTuple *)tuple)->items[i];
}

/* steals value; only for new tuples */
static inline void
hp_tuple_set_slot (HpObject *tuple, ssize_t i, HpObject *value)
{
  ((HpTuple *)tuple)->items[i] = value;
}

/* tuple[low:high], new, or the tuple itself if that is all of it; bounds are clipped. */
HpObject *hp_tuple_get_slice (HpRuntime *rt, HpObject *tuple, ssize_t low, ssize_t high);

/* collector: untracks an exact tuple none of whose items may be tracked */
void hp_tuple_maybe_untrack (HpRuntime *rt, HpObject *tuple);
/* realloc in place of a tuple with one owner */
int hp_tuple_resize (HpRuntime *rt, HpObject **tuple, ssize_t n);

/* Gives the memory of dead tuples that is kept for new ones back: a full collection does. */
void hp_tuple_clear_free_lists (HpRuntime *rt);
