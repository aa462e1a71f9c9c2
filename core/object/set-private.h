/* SPDX-License-Identifier: Apache-2.0 */
/* What the set-*.c files share. */
#pragma once
#include "object/set.h"
#include "object/str.h"
#include "object/values.h"

/* The table, for a key whose hash is known: 0 or -1; 1 when it was there, 0, -1. */
int hp_set_add_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash);
int hp_set_discard_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash);
int hp_set_contains_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash);

/* Makes a table of more than minused slots. */
int hp_set_table_resize (HpRuntime *rt, HpObject *set, ssize_t minused);

/* A set as key stands for the frozenset of its items: 0 and a new *frozen, or -1. */
int hp_set_freeze_key (HpRuntime *rt, HpObject *key, HpObject **frozen);

/* An object of exactly this type; iterable may be NULL. */
HpObject *hp_set_make (HpRuntime *rt, HpType *type, HpObject *iterable);

/* What a binary operation on this set gives: set or frozenset. */
HpType *hp_set_result_type (HpRuntime *rt, HpObject *set);

/* A set or frozenset of the same items. */
HpObject *hp_set_copy (HpRuntime *rt, HpObject *set);

/* A new set; other is any iterable. */
HpObject *hp_set_intersection (HpRuntime *rt, HpObject *set, HpObject *other);
HpObject *hp_set_difference (HpRuntime *rt, HpObject *set, HpObject *other);

/* Change the set; other is any iterable. */
int hp_set_difference_update (HpRuntime *rt, HpObject *set, HpObject *other);
int hp_set_symmetric_difference_update (HpRuntime *rt, HpObject *set, HpObject *other);

/* Exchanges the items of two sets. */
void hp_set_swap_bodies (HpObject *a, HpObject *b);

/* 1, 0 or -1; both are sets. */
int hp_set_is_subset (HpRuntime *rt, HpObject *a, HpObject *b);

/* Slots and tables of the two types. */
HpObject *hp_set_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op);
HpObject *hp_set_iter (HpRuntime *rt, HpObject *set);
extern const HpNumberMethods hp_set_number;
extern const HpNumberMethods hp_frozenset_number;
extern const HpMethodDef hp_set_methods[];
extern const HpMethodDef hp_frozenset_methods[];
extern const HpType hp_set_iter_type;

static inline HpSet *
S (HpObject *o)
{
  return (HpSet *)o;
}

static inline bool
live (HpRuntime *rt, const HpSetEntry *e)
{
  return e->key != NULL && e->key != hp_set_dummy (rt);
}
