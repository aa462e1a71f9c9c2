/* SPDX-License-Identifier: Apache-2.0 */
/* collections.OrderedDict: a dict with an order of its own.
 *
 * The order is a doubly linked list of nodes, one per key, each of 32 bytes in domain mem. `nodes`
 * finds the node of a key: it has as many places as the dict's key table has slots, and the node is
 * at the index of the key's entry. It is made anew (lazily) whenever the dict has got another
 * table. */
#pragma once
#include "object/dict-private.h"

typedef struct HpOdictNode HpOdictNode;
struct HpOdictNode {
  HpObject *key; /* owned */
  int64_t hash;
  HpOdictNode *next, *prev;
};
_Static_assert(sizeof (HpOdictNode) == 32, "a node of an OrderedDict");

typedef struct HpOdict HpOdict;
struct HpOdict {
  HpDict dict;
  HpOdictNode *first, *last;
  HpOdictNode **nodes;
  ssize_t n_nodes;        /* places in nodes */
  HpDictKeys *nodes_keys; /* the key table that nodes belongs to; only compared */
  size_t state;           /* changes whenever the list does */
  HpObject *attributes;   /* the instance's __dict__, made on demand */
  HpObject *weakrefs;
};
_Static_assert(sizeof (HpOdict) == 112, "OrderedDict");

static inline HpOdict *
O (HpObject *o)
{
  return (HpOdict *)o;
}

static inline bool
hp_is_odict (HpRuntime *rt, HpObject *o)
{
  return hp_is_instance_of (rt, o, HP_T_ODICT);
}

/* odict.c: the list and the dict together. 0 or -1. */
int hp_odict_set_item (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value);
int hp_odict_set_item_hash (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value,
                            int64_t hash);
/* NULL without an exception: no such key. */
HpOdictNode *hp_odict_find (HpRuntime *rt, HpObject *o, HpObject *key);
HpOdictNode *hp_odict_find_hash (HpRuntime *rt, HpObject *o, HpObject *key, int64_t hash);
/* Takes the node of key out of the list and frees it, if there is one. */
int hp_odict_drop_node (HpRuntime *rt, HpObject *o, HpObject *key, int64_t hash);
void hp_odict_move_to_end (HpObject *o, HpOdictNode *node, bool last);
int hp_odict_clear (HpRuntime *rt, HpObject *o);
/* self.update(arg), through __setitem__. */
int hp_odict_update_arg (HpRuntime *rt, HpObject *self, HpObject *arg);
int hp_odict_update (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);

/* odict-methods.c */
extern const HpMethodDef hp_odict_methods[];
extern const HpNumberMethods hp_odict_number;
HpObject *hp_odict_repr (HpRuntime *rt, HpObject *o);
HpObject *hp_odict_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op);

/* odict-iter.c */
HpObject *hp_odict_iter (HpRuntime *rt, HpObject *o);
HpObject *hp_odict_reversed (HpRuntime *rt, HpObject *o);
void hp_odict_iter_register (HpRuntime *rt);
