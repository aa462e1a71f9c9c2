/* SPDX-License-Identifier: Apache-2.0 */
/* Sets and frozen sets: an open hash table, 8 slots inside the object, larger ones in a block of
 * their own (domain mem).
 *
 * A lookup looks at up to 9 neighbours before it jumps. The table grows when fill * 5 >= mask * 3,
 * to the first power of two above used * 4 (used * 2 beyond 50000); it never shrinks by itself. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

#define HP_SET_SMALL 8

typedef struct HpSetEntry HpSetEntry;
struct HpSetEntry {
  HpObject *key; /* NULL unused, rt's dummy when deleted */
  int64_t hash;
};

typedef struct HpSet HpSet;
struct HpSet {
  HpObject base;
  ssize_t fill; /* used + dummies */
  ssize_t used;
  ssize_t mask;
  HpSetEntry *table;
  int64_t hash; /* frozenset only */
  ssize_t finger;
  HpSetEntry small_table[HP_SET_SMALL];
  HpObject *weakrefs;
};
_Static_assert(sizeof (HpSet) == 200, "set head");

/* make; iterable may be NULL */
HpObject *hp_set_new (HpRuntime *rt, HpObject *iterable);
HpObject *hp_frozenset_new (HpRuntime *rt, HpObject *iterable);

/* ask */
static inline ssize_t
hp_set_length (HpObject *set)
{
  return ((HpSet *)set)->used;
}

int hp_set_contains (HpRuntime *rt, HpObject *set, HpObject *key); /* 1, 0, -1 */
/* Walks the table: ssize_t pos = 0; while (hp_set_next (rt, set, &pos, &key, &hash)). Borrowed. */
bool hp_set_next (HpRuntime *rt, HpObject *set, ssize_t *pos, HpObject **key, int64_t *hash);

/* change (also a frozenset that only its maker knows) */
int hp_set_add (HpRuntime *rt, HpObject *set, HpObject *key);
int hp_set_discard (HpRuntime *rt, HpObject *set, HpObject *key); /* 1 found, 0 not, -1 */
HpObject *hp_set_pop (HpRuntime *rt, HpObject *set);
int hp_set_update (HpRuntime *rt, HpObject *set, HpObject *iterable);
int hp_set_clear (HpRuntime *rt, HpObject *set);
