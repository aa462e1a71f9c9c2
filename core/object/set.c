/* SPDX-License-Identifier: Apache-2.0 */
/* The objects set and frozenset: how they are made, freed, shown and hashed, and their types. */
#include "object/set-private.h"
#include "object/weakref.h"

HpObject *
hp_set_make (HpRuntime *rt, HpType *type, HpObject *iterable)
{
  HpObject *o = type->alloc (rt, type, 0);

  if (o == NULL)
    return NULL;
  S (o)->fill = S (o)->used = 0;
  S (o)->mask = HP_SET_SMALL - 1;
  S (o)->table = S (o)->small_table;
  S (o)->hash = -1;
  S (o)->finger = 0;
  S (o)->weakrefs = NULL;
  if (iterable != NULL && hp_set_update (rt, o, iterable) < 0)
    hp_clear (rt, o);
  return o;
}

HpObject *
hp_set_new (HpRuntime *rt, HpObject *iterable)
{
  return hp_set_make (rt, hp_type (rt, HP_T_SET), iterable);
}

HpObject *
hp_frozenset_new (HpRuntime *rt, HpObject *iterable)
{
  return hp_set_make (rt, hp_type (rt, HP_T_FROZENSET), iterable);
}

static void
set_dealloc (HpRuntime *rt, HpObject *o)
{
  ssize_t left = S (o)->fill;

  hp_gc_untrack (o);
  HP_TRASHCAN_BEGIN (rt, o, set_dealloc)
  if (S (o)->weakrefs != NULL)
    hp_weakref_clear_all (rt, o);
  for (HpSetEntry *e = S (o)->table; left > 0; e++)
    if (e->key != NULL) {
      left--;
      if (e->key != hp_set_dummy (rt))
        hp_decref (rt, e->key);
    }
  if (S (o)->table != S (o)->small_table)
    hp_mem_free (rt, S (o)->table);
  o->type->free (rt, o);
  HP_TRASHCAN_END (rt);
}

static int
set_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HpRuntime *rt = o->type->runtime;
  HpObject *key;
  ssize_t pos = 0;

  while (hp_set_next (rt, o, &pos, &key, NULL))
    HP_VISIT (key);
  return 0;
}

static ssize_t
set_length (HpRuntime *rt, HpObject *o)
{
  return S (o)->used;
}

static HpObject *
set_repr (HpRuntime *rt, HpObject *o)
{
  HpObject *list, *text, *r = NULL;
  int entered = hp_repr_enter (rt, o);

  if (entered != 0)
    return entered > 0 ? hp_str_from_format (rt, "%s(...)", hp_type_short_name (o->type)) : NULL;
  if (S (o)->used == 0) {
    hp_repr_leave (rt, o);
    return hp_str_from_format (rt, "%s()", hp_type_short_name (o->type));
  }
  list = hp_sequence_list (rt, o);
  text = list ? hp_object_repr (rt, list) : NULL;
  if (text != NULL) {
    HpObject *inner = hp_str_substring (rt, text, 1, hp_str_length (text) - 1);

    if (inner != NULL)
      r = hp_is_exactly (rt, o, HP_T_SET)
              ? hp_str_from_format (rt, "{%U}", inner)
              : hp_str_from_format (rt, "%s({%U})", hp_type_short_name (o->type), inner);
    hp_xdecref (rt, inner);
  }
  hp_xdecref (rt, text);
  hp_xdecref (rt, list);
  hp_repr_leave (rt, o);
  return r;
}

/* CPython's frozenset_hash: order does not matter */
static int64_t
frozenset_hash (HpRuntime *rt, HpObject *o)
{
  uint64_t hash = 0;

  if (S (o)->hash != -1)
    return S (o)->hash;
  for (ssize_t i = 0; i <= S (o)->mask; i++) {
    uint64_t h = (uint64_t)S (o)->table[i].hash;

    if (S (o)->table[i].key == NULL)
      h = 0;
    hash ^= ((h ^ 89869747ul) ^ (h << 16)) * 3644798167ul;
  }
  if ((S (o)->mask + 1 - S (o)->fill) & 1)
    hash ^= (89869747ul) * 3644798167ul;
  if ((S (o)->fill - S (o)->used) & 1) {
    uint64_t h = (uint64_t)-1;
    hash ^= ((h ^ 89869747ul) ^ (h << 16)) * 3644798167ul;
  }
  hash ^= ((uint64_t)S (o)->used + 1) * 1927868237ul;
  hash ^= (hash >> 11) ^ (hash >> 25);
  hash = hash * 69069u + 907133923ul;
  if (hash == (uint64_t)-1)
    hash = 590923713ul;
  S (o)->hash = (int64_t)hash;
  return S (o)->hash;
}

static HpObject *
set_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  return hp_set_make (rt, type, NULL);
}

static int
set_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL;

  if (hp_args_no_keywords (rt, "set", kwargs) < 0 ||
      hp_arg_unpack (rt, self->type->name, args, 0, 1, &iterable) < 0)
    return -1;
  hp_set_clear (rt, self);
  S (self)->hash = -1;
  return iterable ? hp_set_update (rt, self, iterable) : 0;
}

static HpObject *
set_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "set", kwnames) < 0 || hp_args_check (rt, "set", n, 0, 1) < 0)
    return NULL;
  return hp_set_make (rt, (HpType *)type, n ? args[0] : NULL);
}

static HpObject *
frozenset_make (HpRuntime *rt, HpType *type, HpObject *iterable)
{
  if (type == hp_type (rt, HP_T_FROZENSET) && iterable != NULL &&
      hp_is_exactly (rt, iterable, HP_T_FROZENSET))
    return hp_new_ref (iterable);
  return hp_set_make (rt, type, iterable);
}

static HpObject *
frozenset_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL;

  if (hp_args_no_new_keywords (rt, type, HP_T_FROZENSET, kwargs) < 0 ||
      hp_arg_unpack (rt, "frozenset", args, 0, 1, &iterable) < 0)
    return NULL;
  return frozenset_make (rt, type, iterable);
}

static HpObject *
frozenset_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                      HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "frozenset", kwnames) < 0 ||
      hp_args_check (rt, "frozenset", n, 0, 1) < 0)
    return NULL;
  return frozenset_make (rt, (HpType *)type, n ? args[0] : NULL);
}

static const HpSequenceMethods set_sequence = { .length = set_length, .contains = hp_set_contains };

static const HpType set_type = {
  .name = "set",
  .basicsize = sizeof (HpSet),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_MATCH_SELF,
  .dealloc = set_dealloc,
  .repr = set_repr,
  .hash = hp_object_hash_not_implemented,
  .as_number = &hp_set_number,
  .as_sequence = &set_sequence,
  .traverse = set_traverse,
  .clear = hp_set_clear,
  .richcompare = hp_set_richcompare,
  .weaklist_offset = offsetof (HpSet, weakrefs),
  .iter = hp_set_iter,
  .methods = hp_set_methods,
  .init = set_init,
  .new = set_new,
  .free = hp_gc_free,
  .vectorcall = set_vectorcall,
};

static const HpType frozenset_type = {
  .name = "frozenset",
  .basicsize = sizeof (HpSet),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_MATCH_SELF,
  .dealloc = set_dealloc,
  .repr = set_repr,
  .hash = frozenset_hash,
  .as_number = &hp_frozenset_number,
  .as_sequence = &set_sequence,
  .traverse = set_traverse,
  .clear = hp_set_clear,
  .richcompare = hp_set_richcompare,
  .weaklist_offset = offsetof (HpSet, weakrefs),
  .iter = hp_set_iter,
  .methods = hp_frozenset_methods,
  .new = frozenset_new,
  .free = hp_gc_free,
  .vectorcall = frozenset_vectorcall,
};

void
hp_set_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_SET, &set_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_FROZENSET, &frozenset_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_SET_ITERATOR, &hp_set_iter_type, HP_T_OBJECT);
}
