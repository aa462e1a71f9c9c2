/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: a head (gc object, 40 bytes) and a block of item pointers (domain mem) with spare room at
 * its end.
 *
 * Resizing keeps the block while allocated >= new >= allocated / 2, else takes (new + new/8 + 6) &
 * ~3 slots, or just the new size rounded up to 4 when that is a bigger jump than the spare room
 * (CPython Objects/listobject.c:list_resize). */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

typedef struct HpList HpList;
struct HpList {
  HpVarObject base;
  HpObject **items;
  ssize_t allocated;
};
_Static_assert(sizeof (HpList) == 40, "list head");

/* make: size slots exactly, all NULL, to be filled with hp_list_set_slot */
HpObject *hp_list_new (HpRuntime *rt, ssize_t size);
HpObject *hp_list_from_array (HpRuntime *rt, HpObject *const *items,
                              ssize_t n); /* new references to the items */
HpObject *hp_list_from_iterable (HpRuntime *rt,
                                 HpObject *iterable); /* list(iterable), from the free list */

/* ask */
static inline ssize_t
hp_list_length (HpObject *list)
{
  return ((HpVarObject *)list)->size;
}

/* borrowed, unchecked */
static inline HpObject *
hp_list_slot (HpObject *list, ssize_t i)
{
  return ((HpList *)list)->items[i];
}

/* steals value, does not release what was there: only for new lists */
static inline void
hp_list_set_slot (HpObject *list, ssize_t i, HpObject *value)
{
  ((HpList *)list)->items[i] = value;
}

HpObject *hp_list_get_item (HpRuntime *rt, HpObject *list, ssize_t i); /* borrowed; IndexError */
/* list[low:high], new; bounds are clipped, negative ones count as 0. */
HpObject *hp_list_get_slice (HpRuntime *rt, HpObject *list, ssize_t low, ssize_t high);

/* change */
int hp_list_append (HpRuntime *rt, HpObject *list, HpObject *value);
int hp_list_append_steal (HpRuntime *rt, HpObject *list,
                          HpObject *value); /* takes the reference, also on error */
int hp_list_insert (HpRuntime *rt, HpObject *list, ssize_t where, HpObject *value);
int hp_list_extend (HpRuntime *rt, HpObject *list, HpObject *iterable);
int hp_list_set_slice (HpRuntime *rt, HpObject *list, ssize_t low, ssize_t high,
                       HpObject *value); /* NULL deletes */
int hp_list_clear (HpRuntime *rt, HpObject *list);
int hp_list_reverse (HpRuntime *rt, HpObject *list);
/* Stable. key may be NULL or None. During the sort the list looks empty; ValueError if it was
 * changed meanwhile. */
int hp_list_sort (HpRuntime *rt, HpObject *list, HpObject *key, bool reverse);
/* The same with the argument of sort() and sorted(): an index, of which 0 is false, or NULL. */
int hp_list_sort_by (HpRuntime *rt, HpObject *list, HpObject *key, HpObject *reverse);
HpObject *hp_list_as_tuple (HpRuntime *rt, HpObject *list);

/* Gives the memory of dead lists that is kept for new ones back: a full collection does. */
void hp_list_clear_free_list (HpRuntime *rt);
