/* SPDX-License-Identifier: Apache-2.0 */
#include "gc/gc-private.h"

#include <assert.h>

/* Which objects of a list are referenced only from within it.
 *
 * The work is waiting for memory, so visits of referents go through a queue that fetches their
 * lines some visits ahead. Order is kept exactly as if each visit were done at once: subtracting
 * commutes, and the walk empties its queue before it decides about an object without references.
 * `n_zero` counts the collected objects without references from outside; when the walk has reached
 * the last of them, nothing can change any more and it stops looking into objects. */

#define QUEUE 32u

typedef struct {
  HpObject *items[QUEUE];
  uint32_t first, end; /* running numbers */
  ssize_t n_zero;
  bool copies; /* refcounts are copied when an object is first met */
  HpGcHead *list;
  HpGcRun *run;
} Queue;

static inline void
fetch (const void *address)
{
  __builtin_prefetch (address, 1);
}

/* The head of the referent and its first words. */
static inline void
fetch_object (const HpObject *o)
{
  fetch (hp_gc_head (o));
  fetch ((const char *)o + 8);
}

static inline void
copy_refcount (HpGcHead *gc)
{
  assert (gc_object (gc)->refcount > 0);
  gc->prev = (gc->prev & HP_GC_PREV_FINALIZED) | HP_GC_PREV_COLLECTING |
             ((uintptr_t)gc_object (gc)->refcount << HP_GC_PREV_SHIFT);
}

/* after: prev of each object of the list is its refcount, marked COLLECTING */
static void
copy_refcounts (HpGcHead *list)
{
  for (HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc)) {
    fetch (gc_next (gc));
    copy_refcount (gc);
  }
}

static inline void
subtract_one (Queue *queue, HpObject *o)
{
  HpGcHead *gc = hp_gc_head (o);

  if (!hp_gc_is_gc (o))
    return;
  if (!gc_is_collecting (gc)) {
    if (!queue->copies || !hp_gc_is_tracked (o))
      return;
    copy_refcount (gc);
  }
  assert (gc_refs (gc) > 0); /* more references than the refcount says: somebody forgot to count */
  gc->prev -= (uintptr_t)1 << HP_GC_PREV_SHIFT;
  queue->n_zero += gc_refs (gc) == 0;
}

static int
visit_to_subtract (HpObject *o, void *data)
{
  Queue *queue = data;

  fetch_object (o);
  if (queue->end - queue->first == QUEUE)
    subtract_one (queue, queue->items[queue->first++ % QUEUE]);
  queue->items[queue->end++ % QUEUE] = o;
  return 0;
}

/* after: refs of each object = references to it from outside the list */
static void
subtract_references (HpGcHead *list, Queue *queue)
{
  for (HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc)) {
    HpObject *o = gc_object (gc);

    fetch (gc_next (gc));
    if (!gc_is_collecting (gc))
      copy_refcount (gc);
    o->type->traverse (o, visit_to_subtract, queue);
  }
  while (queue->first != queue->end)
    subtract_one (queue, queue->items[queue->first++ % QUEUE]);
}

/* A reachable object refers to o. */
static inline void
reach_one (Queue *queue, HpObject *o)
{
  HpGcHead *gc = hp_gc_head (o);

  /* not collected now, or walked already */
  if (!hp_gc_is_gc (o) || !gc_is_collecting (gc))
    return;
  if (gc->next & GC_NEXT_UNREACHABLE) {
    /* it was thought unreachable: unlink it there by hand, for links there carry the flag, and walk
     * it later */
    HpGcHead *prev = gc_prev (gc), *next = (HpGcHead *)(gc->next & ~GC_NEXT_UNREACHABLE);

    prev->next = gc->next;
    gc_set_prev (next, prev);
    gc_list_append (gc, queue->list);
    gc_set_refs (gc, 1);
    queue->n_zero--;
    GC_TELL (queue->run, HP_GC_OBJECT_CAME_BACK, o, queue->run->generation, 0);
  } else if (gc_refs (gc) == 0) {
    gc_set_refs (gc, 1); /* the walk comes to it later */
    queue->n_zero--;
  }
}

static int
visit_to_reach (HpObject *o, void *data)
{
  Queue *queue = data;

  fetch_object (o);
  if (queue->end - queue->first == QUEUE)
    reach_one (queue, queue->items[queue->first++ % QUEUE]);
  queue->items[queue->end++ % QUEUE] = o;
  return 0;
}

static void
reach_all_queued (Queue *queue)
{
  while (queue->first != queue->end)
    reach_one (queue, queue->items[queue->first++ % QUEUE]);
}

static inline void
set_aside (HpGcHead *gc, HpGcHead *unreachable)
{
  HpGcHead *last = gc_prev (unreachable);

  /* the flag also gets into the head's own next; taken out at the end */
  last->next = GC_NEXT_UNREACHABLE | (uintptr_t)gc;
  gc_set_prev (gc, last);
  gc->next = GC_NEXT_UNREACHABLE | (uintptr_t)unreachable;
  unreachable->prev = (uintptr_t)gc;
}

static inline void
note_reachable (HpGcRun *run, const HpObject *o)
{
  run->n_reachable++;
  run->has_tuples |= o->type == hp_type (run->rt, HP_T_TUPLE);
  run->has_dicts |= o->type == hp_type (run->rt, HP_T_DICT);
}

/* Left of gc the list is an ordinary one again and all in it are reachable; from gc on prev is
 * refs. */
static void
walk (HpGcRun *run, HpGcHead *list, HpGcHead *unreachable, Queue *queue)
{
  HpGcHead *prev = list, *gc = gc_next (list);

  for (;;) {
    if (gc == list || gc_refs (gc) == 0) {
      reach_all_queued (queue); /* may append to the list, or give gc a reference */
      gc = gc_next (prev);
      if (gc == list)
        break;
    }
    fetch (gc_next (gc));
    if (gc_refs (gc) > 0) {
      HpObject *o = gc_object (gc);

      note_reachable (run, o);
      GC_TELL (run, HP_GC_OBJECT_REACHABLE, o, run->generation, 0);
      if (queue->n_zero > 0)
        o->type->traverse (o, visit_to_reach, queue);
      if (run->observer != NULL)
        reach_all_queued (queue); /* an observer sees each step where it belongs */
      gc_set_prev (gc, prev);
      gc_clear_collecting (gc);
      prev = gc;
    } else {
      prev->next = gc->next; /* next->prev is refs, it has no link to mend */
      GC_TELL (run, HP_GC_OBJECT_UNREACHABLE, gc_object (gc), run->generation, 0);
      set_aside (gc, unreachable);
    }
    gc = gc_next (prev);
  }
  list->prev = (uintptr_t)prev;
  unreachable->next &= ~GC_NEXT_UNREACHABLE;
}

static void
note_unreachable (HpGcRun *run, const HpType *type)
{
  run->has_finalizers |= type->finalize != NULL;
  run->has_legacy |= type->del != NULL;
  run->has_weakrefs |= type->weaklist_offset > 0 || hp_gc_is_weakref_type (run->rt, type);
}

static void
take_unreachable_flags_out (HpGcRun *run, HpGcHead *unreachable)
{
  const HpType *noted = NULL;

  for (HpGcHead *gc = gc_next (unreachable); gc != unreachable; gc = gc_next (gc)) {
    const HpType *type = gc_object (gc)->type;

    gc->next &= ~GC_NEXT_UNREACHABLE;
    fetch (gc_next (gc));
    run->n_unreachable++;
    if (type != noted)
      note_unreachable (run, type);
    noted = type;
  }
}

static void
tell_refs (const HpGcRun *run, const HpGcHead *list)
{
  for (const HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc))
    GC_TELL (run, HP_GC_OBJECT_REFS, gc_object (gc), run->generation, gc_refs (gc));
}

static void
forget_notes (HpGcRun *run)
{
  run->n_reachable = run->n_unreachable = 0;
  run->has_tuples = run->has_dicts = false;
  run->has_finalizers = run->has_legacy = run->has_weakrefs = false;
}

/* If every tracked object is in the list, being tracked tells that an object is in it, and its
 * refcount can be copied when the first reference to it is subtracted: one walk less. An observer
 * sees the walks one after the other. */
void
hp_gc_deduce_unreachable (HpGcRun *run, HpGcHead *list, bool has_all_tracked, HpGcHead *unreachable)
{
  Queue queue = { .list = list, .run = run, .copies = has_all_tracked && run->observer == NULL };

  forget_notes (run);
  GC_TELL (run, HP_GC_PHASE_COPY, NULL, run->generation, 0);
  if (!queue.copies)
    copy_refcounts (list);
  GC_TELL (run, HP_GC_PHASE_SUBTRACT, NULL, run->generation, 0);
  subtract_references (list, &queue);
  if (run->observer != NULL)
    tell_refs (run, list);
  GC_TELL (run, HP_GC_PHASE_DEDUCE, NULL, run->generation, 0);
  gc_list_init (unreachable);
  walk (run, list, unreachable, &queue);
  take_unreachable_flags_out (run, unreachable);
}
