/* SPDX-License-Identifier: Apache-2.0 */
/* The object OrderedDict: its list of nodes, its life and its type. */
#include "object/odict-private.h"
#include "object/weakref.h"

/* ---- from a key to its node ---- */

/* Index of the key's entry, or of the next new one; -1: an exception. */
static ssize_t
entry_index (HpRuntime *rt, HpObject *o, HpObject *key, int64_t hash)
{
  HpObject *value;
  ssize_t ix = lookup (rt, o, key, hash, &value);

  if (ix == HP_DICT_EMPTY)
    return D (o)->keys->n_entries;
  return ix < 0 ? -1 : ix;
}

/* Finding an entry compares keys, and a comparison may run code that changes the dict: what was
 * found counts only if the tables are still the same. */

/* Enters each node in a table for the key table that the dict has now. 1: a comparison changed the
 * dict, the nodes may be gone; -1: an exception. */
static int
enter_nodes (HpRuntime *rt, HpObject *o, HpOdictNode **nodes)
{
  const HpDictKeys *keys = D (o)->keys;
  size_t state = O (o)->state;

  for (HpOdictNode *node = O (o)->first; node != NULL; node = node->next) {
    ssize_t i = entry_index (rt, o, node->key, node->hash);

    if (i < 0)
      return -1;
    if (D (o)->keys != keys || O (o)->state != state)
      return 1;
    nodes[i] = node;
  }
  return 0;
}

/* Makes the table of nodes for the key table that the dict has now. */
static int
renew_nodes (HpRuntime *rt, HpObject *o)
{
  HpOdictNode **nodes;
  ssize_t n;
  int changed;

  do {
    n = keys_size (D (o)->keys);
    nodes = hp_mem_calloc (rt, (size_t)n, sizeof *nodes);
    if (nodes == NULL) {
      hp_err_no_memory (rt);
      return -1;
    }
    changed = enter_nodes (rt, o, nodes);
    if (changed != 0)
      hp_mem_free (rt, nodes);
  } while (changed > 0);
  if (changed < 0)
    return -1;
  hp_mem_free (rt, O (o)->nodes);
  O (o)->nodes = nodes;
  O (o)->n_nodes = n;
  O (o)->nodes_keys = D (o)->keys;
  return 0;
}

static bool
nodes_are_current (HpObject *o)
{
  return O (o)->nodes_keys == D (o)->keys && O (o)->n_nodes == keys_size (D (o)->keys);
}

/* The place of the key's node in the (renewed) table; -1: an exception. */
static ssize_t
node_index (HpRuntime *rt, HpObject *o, HpObject *key, int64_t hash)
{
  ssize_t i;

  do {
    if (!nodes_are_current (o) && renew_nodes (rt, o) < 0)
      return -1;
    i = entry_index (rt, o, key, hash);
  } while (i >= 0 && !nodes_are_current (o));
  return i;
}

HpOdictNode *
hp_odict_find_hash (HpRuntime *rt, HpObject *o, HpObject *key, int64_t hash)
{
  ssize_t i = O (o)->first == NULL ? -1 : node_index (rt, o, key, hash);

  return i < 0 ? NULL : O (o)->nodes[i];
}

HpOdictNode *
hp_odict_find (HpRuntime *rt, HpObject *o, HpObject *key)
{
  int64_t hash = O (o)->first == NULL ? -1 : hp_key_hash (rt, key);

  return hash == -1 ? NULL : hp_odict_find_hash (rt, o, key, hash);
}

/* ---- the list ---- */

static void
link_first (HpObject *o, HpOdictNode *node)
{
  node->prev = NULL;
  node->next = O (o)->first;
  if (O (o)->first == NULL)
    O (o)->last = node;
  else
    O (o)->first->prev = node;
  O (o)->first = node;
  O (o)->state++;
}

static void
link_last (HpObject *o, HpOdictNode *node)
{
  node->next = NULL;
  node->prev = O (o)->last;
  if (O (o)->last == NULL)
    O (o)->first = node;
  else
    O (o)->last->next = node;
  O (o)->last = node;
  O (o)->state++;
}

static void
unlink_node (HpObject *o, HpOdictNode *node)
{
  if (node->prev == NULL)
    O (o)->first = node->next;
  else
    node->prev->next = node->next;
  if (node->next == NULL)
    O (o)->last = node->prev;
  else
    node->next->prev = node->prev;
  O (o)->state++;
}

void
hp_odict_move_to_end (HpObject *o, HpOdictNode *node, bool last)
{
  if (node == (last ? O (o)->last : O (o)->first))
    return;
  unlink_node (o, node);
  if (last)
    link_last (o, node);
  else
    link_first (o, node);
}

static int
add_node (HpRuntime *rt, HpObject *o, HpObject *key, int64_t hash)
{
  ssize_t i = node_index (rt, o, key, hash);
  HpOdictNode *node;

  if (i < 0)
    return -1;
  if (O (o)->nodes[i] != NULL)
    return 0;
  node = hp_mem_malloc (rt, sizeof *node);
  if (node == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  node->key = hp_new_ref (key);
  node->hash = hash;
  link_last (o, node);
  O (o)->nodes[i] = node;
  return 0;
}

int
hp_odict_drop_node (HpRuntime *rt, HpObject *o, HpObject *key, int64_t hash)
{
  HpOdictNode *node;
  ssize_t i;

  if (O (o)->first == NULL)
    return 0;
  i = node_index (rt, o, key, hash);
  if (i < 0)
    return -1;
  node = O (o)->nodes[i];
  if (node == NULL)
    return 0;
  O (o)->nodes[i] = NULL;
  unlink_node (o, node);
  hp_decref (rt, node->key);
  hp_mem_free (rt, node);
  return 0;
}

static void
clear_nodes (HpRuntime *rt, HpObject *o)
{
  HpOdictNode *node = O (o)->first, *next;

  hp_mem_free (rt, O (o)->nodes);
  O (o)->nodes = NULL;
  O (o)->n_nodes = 0;
  O (o)->nodes_keys = NULL;
  O (o)->first = O (o)->last = NULL;
  for (; node != NULL; node = next) {
    next = node->next;
    hp_decref (rt, node->key);
    hp_mem_free (rt, node);
  }
}

/* ---- items ---- */

int
hp_odict_set_item_hash (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value, int64_t hash)
{
  HpObject *type, *exc, *tb, *old;

  if (hp_dict_set_item_hash (rt, o, key, value, hash) < 0)
    return -1;
  if (add_node (rt, o, key, hash) == 0)
    return 0;
  hp_err_fetch (rt, &type, &exc, &tb);
  old = hp_dict_pop (rt, o, key, hp_none (rt));
  hp_xdecref (rt, old);
  hp_err_clear (rt);
  hp_err_restore (rt, type, exc, tb);
  return -1;
}

int
hp_odict_set_item (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value)
{
  int64_t hash = hp_key_hash (rt, key);

  return hash == -1 ? -1 : hp_odict_set_item_hash (rt, o, key, value, hash);
}

static int
assign_subscript (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value)
{
  int64_t hash;

  if (value != NULL)
    return hp_odict_set_item (rt, o, key, value);
  hash = hp_key_hash (rt, key);
  if (hash == -1 || hp_odict_drop_node (rt, o, key, hash) < 0)
    return -1;
  return hp_dict_del_item (rt, o, key);
}

/* ---- life ---- */

int
hp_odict_clear (HpRuntime *rt, HpObject *o)
{
  hp_dict_clear (rt, o);
  clear_nodes (rt, o);
  return 0;
}

static int
odict_tp_clear (HpRuntime *rt, HpObject *o)
{
  hp_clear (rt, O (o)->attributes);
  return hp_odict_clear (rt, o);
}

static void
odict_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_BEGIN (rt, o, odict_dealloc)
  hp_xdecref (rt, O (o)->attributes);
  if (O (o)->weakrefs != NULL)
    hp_weakref_clear_all (rt, o);
  clear_nodes (rt, o);
  hp_type (rt, HP_T_DICT)->dealloc (rt, o);
  HP_TRASHCAN_END (rt);
}

static int
odict_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (O (o)->attributes);
  for (HpOdictNode *node = O (o)->first; node != NULL; node = node->next)
    HP_VISIT (node->key);
  return hp_type (o->type->runtime, HP_T_DICT)->traverse (o, visit, arg);
}

static int
odict_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_object_length (rt, args) > 1) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "expected at most 1 arguments, got %zd",
                   hp_object_length (rt, args));
    return -1;
  }
  return hp_odict_update (rt, self, args, kwargs);
}

static const HpMappingMethods odict_mapping = { .ass_subscript = assign_subscript };

static const HpGetSetDef odict_getset[] = {
  { "__dict__", hp_object_generic_get_dict, hp_object_generic_set_dict, NULL, NULL }, { NULL }
};

static const HpType odict_type = {
  .name = "collections.OrderedDict",
  .basicsize = sizeof (HpOdict),
  .flags = HP_TYPE_BASE | HP_TYPE_GC,
  .dealloc = odict_dealloc,
  .repr = hp_odict_repr,
  .as_number = &hp_odict_number,
  .as_mapping = &odict_mapping,
  .traverse = odict_traverse,
  .clear = odict_tp_clear,
  .richcompare = hp_odict_richcompare,
  .hash = hp_object_hash_not_implemented,
  .weaklist_offset = offsetof (HpOdict, weakrefs),
  .iter = hp_odict_iter,
  .methods = hp_odict_methods,
  .getset = odict_getset,
  .dict_offset = offsetof (HpOdict, attributes),
  .init = odict_init,
  .free = hp_gc_free,
};

void
hp_odict_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_ODICT, &odict_type, HP_T_DICT);
  hp_odict_iter_register (rt);
}
