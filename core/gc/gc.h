/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The cycle collector of CPython 3.11: what the module gc does, as C functions.
 *
 * Tracked objects hang in four circular lists, in the order in which they were tracked: generations
 * 0, 1, 2 and the permanent one (frozen objects). A collection of generation g takes lists 0 … g
 * together and finds what is referenced only from among itself: copy every refcount, subtract one
 * for each reference from inside; what is left above zero is held from outside, and so is whatever
 * that reaches. The rest is unreachable. Survivors move to the next generation.
 *
 * The state is rt->gc (object/runtime.h). hp_gc_install lets allocations trigger collections. Rules
 * and their order follow CPython 3.11 (Modules/gcmodule.c), weak references and PEP 442 finalizers
 * included. */

#include "object/runtime.h"

#define HP_GC_GENERATIONS 3

/* debug flags, hp_gc_set_debug */
enum {
  HP_GC_DEBUG_STATS = 1,
  HP_GC_DEBUG_COLLECTABLE = 2,
  HP_GC_DEBUG_UNCOLLECTABLE = 4,
  HP_GC_DEBUG_SAVEALL = 32,
  HP_GC_DEBUG_LEAK = HP_GC_DEBUG_COLLECTABLE | HP_GC_DEBUG_UNCOLLECTABLE | HP_GC_DEBUG_SAVEALL,
};

/* make and free */

/* Makes gc.garbage and gc.callbacks and lets allocations collect. 0, or -1 with an exception. */
int hp_gc_install (HpRuntime *rt);

/* collect */

/* gc.collect(generation): the number of unreachable objects found; 0 while collecting; -1 with
 * ValueError for a wrong generation. Exceptions inside are reported, never raised. */
ssize_t hp_gc_collect (HpRuntime *rt, int generation);
/* At the end of the program: a full collection, if automatic collection is enabled; an exception on
 * its way stays. */
ssize_t hp_gc_collect_if_enabled (HpRuntime *rt);
/* A full one that calls no callbacks and drops exceptions silently. */
ssize_t hp_gc_collect_no_fail (HpRuntime *rt);

/* tune: the functions of the same names in the module gc, which cannot fail */

/* Only collections that allocations trigger are switched. */
void hp_gc_enable (HpRuntime *rt);
void hp_gc_disable (HpRuntime *rt);
bool hp_gc_is_enabled (const HpRuntime *rt);
/* How far a count may go: of tracked objects more than freed for generation 0, of collections of
 * the next younger one for the others. 0 for generation 0 switches off as well. */
void hp_gc_get_thresholds (const HpRuntime *rt, int thresholds[HP_GC_GENERATIONS]);
void hp_gc_set_thresholds (HpRuntime *rt, const int thresholds[HP_GC_GENERATIONS]);
/* The flags above, or-ed. */
int hp_gc_get_debug (const HpRuntime *rt);
void hp_gc_set_debug (HpRuntime *rt, int flags);
void hp_gc_freeze (HpRuntime *rt);   /* all tracked objects become permanent; all counts 0 */
void hp_gc_unfreeze (HpRuntime *rt); /* the permanent ones join the oldest generation */

/* ask */

/* What the thresholds are compared with. */
void hp_gc_get_counts (const HpRuntime *rt, int counts[HP_GC_GENERATIONS]);
/* Of all collections since the beginning; borrowed, and counts on. */
const HpGcStats *hp_gc_get_stats (const HpRuntime *rt, int generation);
/* Objects in a generation; HP_GC_GENERATIONS: the permanent one. Walks the list. */
size_t hp_gc_count_objects (const HpRuntime *rt, int generation);
bool hp_gc_is_tracked_object (HpObject *o); /* any object */
bool hp_gc_is_finalized (HpObject *o);      /* any object */
/* New lists. generation -1: all three. ValueError for a wrong generation. */
HpObject *hp_gc_get_objects (HpRuntime *rt, int generation);
HpObject *hp_gc_get_referrers (HpRuntime *rt, HpObject *const *objects, ssize_t n);
HpObject *hp_gc_get_referents (HpRuntime *rt, HpObject *const *objects, ssize_t n);

/* Calls visit for every tracked object of a generation (HP_GC_GENERATIONS: the permanent one), in
 * list order, until it returns another number than 0, and returns that. Nothing may be tracked or
 * untracked meanwhile. */
int hp_gc_walk (const HpRuntime *rt, int generation, int (*visit) (HpObject *o, void *data),
                void *data);

/* watch */

typedef enum {
  /* phases: generation is the one that is collected, count as told */
  HP_GC_PHASE_START,       /* count: objects of the lists 0 … generation */
  HP_GC_PHASE_COPY,        /* refcounts are being copied */
  HP_GC_PHASE_SUBTRACT,    /* references from inside are being subtracted */
  HP_GC_PHASE_DEDUCE,      /* the list is walked: reachable objects stay */
  HP_GC_PHASE_SURVIVORS,   /* count: unreachable objects. Tuples and dicts are untracked, survivors
                              move on */
  HP_GC_PHASE_WEAKREFS,    /* weak references are cleared, their callbacks called */
  HP_GC_PHASE_FINALIZERS,  /* __del__ and the like are called */
  HP_GC_PHASE_RESURRECTED, /* a second look: does anything of the trash live again? */
  HP_GC_PHASE_CLEAR,       /* count: objects of the final trash */
  HP_GC_PHASE_FREE_LISTS,
  HP_GC_PHASE_DONE, /* count: the result */
  /* objects */
  HP_GC_OBJECT_REFS,        /* refs: references from outside, after all were subtracted */
  HP_GC_OBJECT_REACHABLE,   /* kept by the walk */
  HP_GC_OBJECT_UNREACHABLE, /* no reference from outside seen yet: to the end of the unreachable
                               list */
  HP_GC_OBJECT_CAME_BACK,   /* a reachable one refers to it: back to the end of the walk */
  HP_GC_OBJECT_UNTRACKED,
  HP_GC_OBJECT_PROMOTED,        /* generation: where it is now */
  HP_GC_OBJECT_WEAKREF_CLEARED, /* object: the weak reference */
  HP_GC_OBJECT_CALLBACK,        /* object: the weak reference whose callback is called */
  HP_GC_OBJECT_FINALIZED,       /* its finalizer is about to be called */
  HP_GC_OBJECT_RESURRECTED,     /* generation: where it is now */
  HP_GC_OBJECT_CLEARED,         /* is about to be cleared */
  HP_GC_OBJECT_SURVIVED,        /* was cleared, but lives on; generation: where it is now */
} HpGcEventKind;

typedef struct {
  HpGcEventKind kind;
  int generation;
  HpObject *object; /* NULL for phases; borrowed, alive */
  ssize_t refs;
  ssize_t count;
} HpGcEvent;

/* May look at everything and wait, but must not change or allocate anything of the runtime. */
typedef struct {
  void (*event) (void *data, HpRuntime *rt, const HpGcEvent *event);
  void *data;
} HpGcObserver;

/* Borrowed; NULL: nobody watches. */
void hp_gc_set_observer (HpRuntime *rt, const HpGcObserver *observer);

/* check */

/* Between collections: links of all lists agree, no flag of a collection is left, no object hangs
 * in two lists, refcounts are positive and not smaller than the references found from tracked
 * objects. 0, or -1 after printing to standard error. */
int hp_gc_check (HpRuntime *rt);
