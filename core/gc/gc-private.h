/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Lists of gc heads, and what the files of this folder share.
 *
 * Outside a collection a list is an ordinary circular doubly linked one; prev carries the FINALIZED
 * flag beside the link.
 *
 * In a collection prev of each collected object is borrowed for its reference count from outside
 * (refs), with the flag COLLECTING; then only next is a link. The walk gives prev back its meaning,
 * object by object, from left to right.
 *
 *   in the list, not walked yet    COLLECTING,   prev = refs,   next = link
 *   in the list, walked            no flag,      prev = link,   next = link
 *   unreachable, as far as known   COLLECTING,   prev = link (refs is 0), next = link | UNREACHABLE
 */

#include "gc/gc.h"

#define GC_NEXT_UNREACHABLE ((uintptr_t)1)

static inline HpGcHead *
gc_next (const HpGcHead *gc)
{
  return (HpGcHead *)gc->next;
}

static inline HpGcHead *
gc_prev (const HpGcHead *gc)
{
  return (HpGcHead *)(gc->prev & HP_GC_PREV_MASK);
}

static inline void
gc_set_prev (HpGcHead *gc, HpGcHead *prev)
{
  gc->prev = (gc->prev & ~HP_GC_PREV_MASK) | (uintptr_t)prev;
}

static inline ssize_t
gc_refs (const HpGcHead *gc)
{
  return (ssize_t)(gc->prev >> HP_GC_PREV_SHIFT);
}

static inline void
gc_set_refs (HpGcHead *gc, ssize_t refs)
{
  gc->prev = (gc->prev & ~HP_GC_PREV_MASK) | ((uintptr_t)refs << HP_GC_PREV_SHIFT);
}

static inline bool
gc_is_collecting (const HpGcHead *gc)
{
  return (gc->prev & HP_GC_PREV_COLLECTING) != 0;
}

static inline void
gc_clear_collecting (HpGcHead *gc)
{
  gc->prev &= ~HP_GC_PREV_COLLECTING;
}

static inline bool
gc_is_finalized (const HpGcHead *gc)
{
  return (gc->prev & HP_GC_PREV_FINALIZED) != 0;
}

static inline HpObject *
gc_object (const HpGcHead *gc)
{
  return hp_gc_object (gc);
}

static inline void
gc_list_init (HpGcHead *list)
{
  list->next = list->prev = (uintptr_t)list;
}

static inline bool
gc_list_is_empty (const HpGcHead *list)
{
  return gc_next (list) == list;
}

static inline void
gc_list_append (HpGcHead *gc, HpGcHead *list)
{
  HpGcHead *last = gc_prev (list);

  gc_set_prev (gc, last);
  last->next = (uintptr_t)gc;
  gc->next = (uintptr_t)list;
  list->prev = (uintptr_t)gc;
}

/* From whatever list it is in to the end of `list`. */
static inline void
gc_list_move (HpGcHead *gc, HpGcHead *list)
{
  HpGcHead *prev = gc_prev (gc), *next = gc_next (gc);

  prev->next = (uintptr_t)next;
  gc_set_prev (next, prev);
  gc_list_append (gc, list);
}

/* All of `from` to the end of `to`. */
static inline void
gc_list_merge (HpGcHead *from, HpGcHead *to)
{
  if (!gc_list_is_empty (from)) {
    HpGcHead *last = gc_prev (to), *from_first = gc_next (from), *from_last = gc_prev (from);

    last->next = (uintptr_t)from_first;
    gc_set_prev (from_first, last);
    from_last->next = (uintptr_t)to;
    to->prev = (uintptr_t)from_last;
  }
  gc_list_init (from);
}

static inline ssize_t
gc_list_size (const HpGcHead *list)
{
  ssize_t n = 0;

  for (const HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc))
    n++;
  return n;
}

static inline const HpGcHead *
gc_generation (const HpRuntime *rt, int generation)
{
  return generation == HP_GC_GENERATIONS ? &rt->gc.permanent : &rt->gc.generations[generation].head;
}

/* One collection. */
typedef struct {
  HpRuntime *rt;
  const HpGcObserver *observer; /* or NULL */
  HpGcHead *old;                /* where survivors go */
  int generation, old_generation;
  bool ran_code; /* a callback or a finalizer was called: anything may have changed */
  /* what the last search met among the reachable and among the unreachable objects */
  ssize_t n_reachable, n_unreachable;
  bool has_tuples, has_dicts;
  bool has_finalizers, has_legacy, has_weakrefs; /* or objects that can be referred to weakly */
} HpGcRun;

/* Sends an event to the observer, who must be there: call it through GC_TELL. */
void hp_gc_tell (const HpGcRun *run, HpGcEventKind kind, HpObject *o, int generation, ssize_t n);

/* Costs one branch when nobody watches. */
#define GC_TELL(run, kind, o, generation, n)                                                       \
  do {                                                                                             \
    if (__builtin_expect ((run)->observer != NULL, 0))                                             \
      hp_gc_tell (run, kind, o, generation, n);                                                    \
  } while (0)

/* deduce.c */
/* Splits `list`: what is referenced from outside, or reached from that, stays; the rest moves to
 * `unreachable` (made here), its objects still marked COLLECTING; notes in `run` how many and of
 * what kind. `has_all_tracked`: no tracked object is in another list. */
void hp_gc_deduce_unreachable (HpGcRun *run, HpGcHead *list, bool has_all_tracked,
                               HpGcHead *unreachable);

/* trash.c */
bool hp_gc_is_weakref_type (HpRuntime *rt, const HpType *type);
ssize_t hp_gc_handle_weakrefs (HpGcRun *run, HpGcHead *unreachable);
void hp_gc_call_finalizers (HpGcRun *run, HpGcHead *unreachable);
void hp_gc_handle_resurrected (HpGcRun *run, HpGcHead *unreachable, HpGcHead *trash);
void hp_gc_clear_trash (HpGcRun *run, HpGcHead *trash);
ssize_t hp_gc_set_legacy_aside (HpGcRun *run, HpGcHead *unreachable, HpGcHead *finalizers);
void hp_gc_keep_legacy (HpGcRun *run, HpGcHead *finalizers);
