/* SPDX-License-Identifier: Apache-2.0 */
/* What every managed object begins with.
 *
 *   plain object        [ refcount | type | … ]                              16 bytes + its own
 *   gc object           [ gc next | gc prev ] [ refcount | type | … ]        16 more, before it
 *   with managed dict   [ values | dict ] [ gc next | gc prev ] [ … ]        32 more, before it
 *
 * An object's address is that of its refcount. A count of n means: n places own it. The one that
 * takes the count to zero destroys the object through its type's dealloc slot, at once.
 *
 * References: a function that returns HpObject * hands a new reference over unless its comment says
 * "borrowed"; arguments are borrowed unless a comment says "steals". NULL (or -1) means that an
 * exception is set in the runtime. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct HpRuntime HpRuntime;
typedef struct HpType HpType;

typedef struct HpObject HpObject;
struct HpObject {
  int64_t refcount;
  HpType *type;
};
_Static_assert(sizeof (HpObject) == 16, "object header");

/* What the reference count of an object begins with that the runtime holds as long as it lives. */
#define HP_STATIC_REFCOUNT 999999999

/* Is o one of these? (The table of names does not count its references: there may be two less.) */
static inline bool
hp_is_static (const HpObject *o)
{
  return o->refcount > HP_STATIC_REFCOUNT / 2;
}

typedef struct HpVarObject HpVarObject;
struct HpVarObject {
  HpObject base;
  ssize_t size; /* items; an int keeps its sign here */
};
_Static_assert(sizeof (HpVarObject) == 24, "header of objects of variable size");

/* Stands right before each object of a gc type. next == 0: not tracked. The two low bits of prev
 * and the lowest of next are flags of the collector. The trashcan chains dying objects through
 * prev. */
typedef struct HpGcHead HpGcHead;
struct HpGcHead {
  uintptr_t next;
  uintptr_t prev;
};
_Static_assert(sizeof (HpGcHead) == 16, "gc head");

#define HP_GC_PREV_FINALIZED  ((uintptr_t)1) /* __del__ has run */
#define HP_GC_PREV_COLLECTING ((uintptr_t)2)
#define HP_GC_PREV_SHIFT      2
#define HP_GC_PREV_MASK       (~(uintptr_t)3)

static inline HpGcHead *
hp_gc_head (const HpObject *o)
{
  return (HpGcHead *)(uintptr_t)o - 1;
}

static inline HpObject *
hp_gc_object (const HpGcHead *head)
{
  return (HpObject *)((HpGcHead *)(uintptr_t)head + 1);
}

static inline void
hp_incref (HpObject *o)
{
  o->refcount++;
}

static inline void
hp_xincref (HpObject *o)
{
  if (o != NULL)
    o->refcount++;
}

static inline HpObject *
hp_new_ref (HpObject *o)
{
  o->refcount++;
  return o;
}

static inline HpObject *
hp_xnew_ref (HpObject *o)
{
  if (o != NULL)
    o->refcount++;
  return o;
}

/* hp_decref and friends are in type.h: they look at the type. */
