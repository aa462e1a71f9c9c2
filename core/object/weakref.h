/* SPDX-License-Identifier: Apache-2.0 */
/* Weak references: the referent's weak list (at its type's weaklist_offset) heads a doubly linked
 * list of them: the shared plain ref, the shared plain proxy, then those with callbacks, newest
 * first. A dying referent clears all of them before it calls any callback. */
#pragma once
#include "object/runtime.h"

typedef struct HpWeakref HpWeakref;
struct HpWeakref {
  HpObject base;
  HpObject *referent; /* not counted; None when dead */
  HpObject *callback; /* owned or NULL */
  int64_t hash;       /* -1: not computed */
  HpWeakref *prev, *next;
  HpVectorcall vectorcall;
};
_Static_assert(sizeof (HpWeakref) == 64, "weak reference");

/* callback may be NULL or None. TypeError when o's type has no weak list. */
HpObject *hp_weakref_new (HpRuntime *rt, HpObject *o, HpObject *callback);
HpObject *hp_weakproxy_new (HpRuntime *rt, HpObject *o, HpObject *callback);

/* Borrowed referent or None. */
static inline HpObject *
hp_weakref_get (HpRuntime *rt, HpObject *ref)
{
  HpObject *o = ((HpWeakref *)ref)->referent;

  return o->refcount > 0 ? o : hp_none (rt);
}

/* Where o's list begins, NULL when its type has none. */
static inline HpWeakref **
hp_weakref_list (HpObject *o)
{
  return o->type->weaklist_offset > 0 ? (HpWeakref **)((char *)o + o->type->weaklist_offset) : NULL;
}

/* How many references and proxies to o there are. */
ssize_t hp_weakref_count (HpObject *o);
/* A list of all weak references to o, in their order. */
HpObject *hp_weakref_get_all (HpRuntime *rt, HpObject *o);
/* What a dealloc calls first: clears all, then runs the callbacks. */
void hp_weakref_clear_all (HpRuntime *rt, HpObject *o);
/* Takes one out of its list and makes it dead; keeps its callback (the collector calls it). */
void hp_weakref_clear_ref (HpRuntime *rt, HpWeakref *ref);
