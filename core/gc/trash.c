/* SPDX-License-Identifier: Apache-2.0 */
#include "gc/gc-private.h"
#include "object/abstract.h"
#include "object/err.h"
#include "object/list.h"
#include "object/weakref.h"

/* What happens to the unreachable objects: weak references, finalizers, resurrection, clearing.
 *
 * Code of the program runs in between (callbacks, finalizers, dealloc of whatever dies), so no
 * pointer into a list is kept over a call: each loop takes the first object, deals with it, and
 * looks at the list anew. */

/* ---- legacy finalizers: the del slot, which no built-in type has ---- */

static int
visit_to_set_aside (HpObject *o, void *data)
{
  HpGcHead *finalizers = data, *gc = hp_gc_head (o);

  if (hp_gc_is_gc (o) && gc_is_collecting (gc)) {
    gc_list_move (gc, finalizers);
    gc_clear_collecting (gc);
  }
  return 0;
}

/* Objects with a del slot, and all they reach, leave the trash: nobody knows in which order they
 * could be cleared. */
ssize_t
hp_gc_set_legacy_aside (HpGcRun *run, HpGcHead *unreachable, HpGcHead *finalizers)
{
  ssize_t n = 0;

  gc_list_init (finalizers);
  if (!run->has_legacy)
    return 0;
  for (HpGcHead *gc = gc_next (unreachable), *next; gc != unreachable; gc = next) {
    next = gc_next (gc);
    if (gc_object (gc)->type->del == NULL)
      continue;
    gc_clear_collecting (gc);
    gc_list_move (gc, finalizers);
  }
  for (HpGcHead *gc = gc_next (finalizers); gc != finalizers; gc = gc_next (gc), n++)
    gc_object (gc)->type->traverse (gc_object (gc), visit_to_set_aside, finalizers);
  return n;
}

/* Those with a del slot go to gc.garbage; all live on in the older generation. */
void
hp_gc_keep_legacy (HpGcRun *run, HpGcHead *finalizers)
{
  HpRuntime *rt = run->rt;

  for (HpGcHead *gc = gc_next (finalizers); gc != finalizers; gc = gc_next (gc)) {
    HpObject *o = gc_object (gc);

    if (((rt->gc.debug & HP_GC_DEBUG_SAVEALL) || o->type->del != NULL) && rt->gc.garbage != NULL &&
        hp_list_append (rt, rt->gc.garbage, o) < 0)
      hp_err_clear (rt);
  }
  gc_list_merge (finalizers, run->old);
}

/* ---- weak references ---- */

bool
hp_gc_is_weakref_type (HpRuntime *rt, const HpType *type)
{
  if (hp_type_has (type, HP_TYPE_HEAP))
    return hp_type_is_subtype (type, hp_type (rt, HP_T_WEAKREF));
  return type == hp_type (rt, HP_T_WEAKREF) || type == hp_type (rt, HP_T_WEAKPROXY) ||
         type == hp_type (rt, HP_T_WEAKCALLABLEPROXY);
}

/* Clears all weak references to o; those with a callback that are not trash themselves go to
 * `to_call`, owned. */
static void
clear_weakrefs_to (HpGcRun *run, HpObject *o, HpGcHead *to_call)
{
  HpWeakref **list = hp_weakref_list (o), *ref;

  if (list == NULL)
    return;
  while ((ref = *list) != NULL) {
    HpGcHead *gc = hp_gc_head (&ref->base);

    GC_TELL (run, HP_GC_OBJECT_WEAKREF_CLEARED, &ref->base, run->generation, 0);
    hp_weakref_clear_ref (run->rt, ref);
    if (ref->callback == NULL || gc_is_collecting (gc))
      continue; /* no callback, or it is trash itself: its callback is never called */
    hp_incref (&ref->base);
    gc_list_move (gc, to_call);
  }
}

/* Returns how many of the weak references died in their callback. */
static ssize_t
call_callbacks (HpGcRun *run, HpGcHead *to_call)
{
  HpRuntime *rt = run->rt;
  ssize_t n_died = 0;

  while (!gc_list_is_empty (to_call)) {
    HpGcHead *gc = gc_next (to_call);
    HpObject *ref = gc_object (gc), *callback = ((HpWeakref *)ref)->callback, *result;

    GC_TELL (run, HP_GC_OBJECT_CALLBACK, ref, run->generation, 0);
    run->ran_code = true;
    hp_incref (callback);
    result = hp_call_one_arg (rt, callback, ref);
    if (result == NULL)
      hp_err_write_unraisable (rt, callback);
    else
      hp_decref (rt, result);
    hp_decref (rt, callback);
    hp_decref (rt, ref);
    if (gc_next (to_call) == gc)
      gc_list_move (gc, run->old); /* it lives on */
    else
      n_died++;
  }
  return n_died;
}

ssize_t
hp_gc_handle_weakrefs (HpGcRun *run, HpGcHead *unreachable)
{
  HpGcHead to_call;

  if (!run->has_weakrefs)
    return 0;
  gc_list_init (&to_call);
  for (HpGcHead *gc = gc_next (unreachable), *next; gc != unreachable; gc = next) {
    HpObject *o = gc_object (gc);

    next = gc_next (gc);
    __builtin_prefetch (next);
    if (hp_gc_is_weakref_type (run->rt, o->type)) {
      GC_TELL (run, HP_GC_OBJECT_WEAKREF_CLEARED, o, run->generation, 0);
      hp_weakref_clear_ref (run->rt, (HpWeakref *)o);
    }
    clear_weakrefs_to (run, o, &to_call);
  }
  return call_callbacks (run, &to_call);
}

/* ---- finalizers ---- */

void
hp_gc_call_finalizers (HpGcRun *run, HpGcHead *unreachable)
{
  HpGcHead seen;

  if (!run->has_finalizers && !run->ran_code)
    return;
  gc_list_init (&seen);
  while (!gc_list_is_empty (unreachable)) {
    HpGcHead *gc = gc_next (unreachable);
    HpObject *o = gc_object (gc);

    gc_list_move (gc, &seen);
    if (o->type->finalize == NULL || gc_is_finalized (gc))
      continue;
    GC_TELL (run, HP_GC_OBJECT_FINALIZED, o, run->generation, 0);
    run->ran_code = true;
    gc->prev |= HP_GC_PREV_FINALIZED;
    hp_incref (o);
    o->type->finalize (run->rt, o);
    hp_decref (run->rt, o);
  }
  gc_list_merge (&seen, unreachable);
}

/* What is referenced from outside the trash again goes to the older generation, the rest to
 * `trash`. If no code ran since the trash was found, nothing can live again. */
void
hp_gc_handle_resurrected (HpGcRun *run, HpGcHead *unreachable, HpGcHead *trash)
{
  GC_TELL (run, HP_GC_PHASE_RESURRECTED, NULL, run->generation, 0);
  gc_list_init (trash);
  if (!run->ran_code) {
    gc_list_merge (unreachable, trash);
    return;
  }
  for (HpGcHead *gc = gc_next (unreachable); gc != unreachable; gc = gc_next (gc))
    gc_clear_collecting (gc);
  hp_gc_deduce_unreachable (run, unreachable, false, trash);
  if (run->observer != NULL)
    for (HpGcHead *gc = gc_next (unreachable); gc != unreachable; gc = gc_next (gc))
      GC_TELL (run, HP_GC_OBJECT_RESURRECTED, gc_object (gc), run->old_generation, 0);
  gc_list_merge (unreachable, run->old);
}

/* ---- clearing ---- */

#define N_FETCHED 16

static void
clear_object (HpGcRun *run, HpObject *o)
{
  HpRuntime *rt = run->rt;

  if (o->type->clear == NULL)
    return;
  hp_incref (o);
  o->type->clear (rt, o);
  if (hp_err_occurred (rt))
    hp_err_write_unraisable (rt, (HpObject *)o->type);
  hp_decref (rt, o);
}

static int
visit_to_fetch (HpObject *o, void *data)
{
  (void)data;
  __builtin_prefetch (hp_gc_head (o), 1);
  __builtin_prefetch ((const char *)o + 8, 1);
  return 0;
}

/* Clearing an object counts down what it refers to, and that waits for memory, one referent after
 * the other. Looking at the next few objects of the trash first lets the waits overlap; none of
 * them can be gone already, for what dies leaves the list. */
static void
fetch_referents (const HpGcHead *trash, int n_objects)
{
  for (const HpGcHead *gc = gc_next (trash); gc != trash && n_objects > 0;
       gc = gc_next (gc), n_objects--)
    gc_object (gc)->type->traverse (gc_object (gc), visit_to_fetch, NULL);
}

/* Breaks the cycles: most of the trash dies by reference counting while the first few are cleared.
 */
void
hp_gc_clear_trash (HpGcRun *run, HpGcHead *trash)
{
  HpRuntime *rt = run->rt;

  for (size_t n = 0; !gc_list_is_empty (trash); n++) {
    HpGcHead *gc = gc_next (trash);
    HpObject *o = gc_object (gc);

    if (n % N_FETCHED == 0)
      fetch_referents (trash, N_FETCHED);
    GC_TELL (run, HP_GC_OBJECT_CLEARED, o, run->generation, 0);
    if (rt->gc.debug & HP_GC_DEBUG_SAVEALL) {
      if (rt->gc.garbage != NULL && hp_list_append (rt, rt->gc.garbage, o) < 0)
        hp_err_clear (rt);
    } else
      clear_object (run, o);
    if (gc_next (trash) != gc)
      continue;
    /* it lives: it may die later, or be saved */
    gc_clear_collecting (gc);
    gc_list_move (gc, run->old);
    GC_TELL (run, HP_GC_OBJECT_SURVIVED, o, run->old_generation, 0);
  }
}
