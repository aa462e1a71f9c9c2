/* SPDX-License-Identifier: Apache-2.0 */
/* Readying types, attribute lookup through the mro, and the mro itself (C3, as Python 2.3 brought
 * it: https://www.python.org/download/releases/2.3/mro/). */
#include "object/type.h"

#include <string.h>

#include "object/abstract.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

/* ---- registration ---- */

void
hp_type_register (HpRuntime *rt, HpTypeId id, const HpType *template_type, HpTypeId base)
{
  HpType *type = &rt->types[id];

  *type = *template_type;
  type->base_object.base.refcount = 1;
  type->base_object.base.type = &rt->types[HP_T_TYPE];
  type->base_object.size = 0;
  type->runtime = rt;
  type->id = id;
  type->flags |= HP_TYPE_IMMUTABLE;
  if (id != HP_T_OBJECT)
    type->base = &rt->types[base];
}

/* What is needed to destroy objects of a type, before it is readied: making a runtime can fail at
 * any point, and then the few objects made so far die. */
void
hp_type_prepare (HpType *type)
{
  const HpType *base;
  bool gc = hp_type_has (type, HP_TYPE_GC);

  for (base = type->base; base != NULL; base = base->base) {
    if (type->dealloc == NULL)
      type->dealloc = base->dealloc;
    gc |= type->traverse == NULL && hp_type_has (base, HP_TYPE_GC);
  }
  if (type->free == NULL)
    type->free = gc ? hp_gc_free : hp_object_free;
}

/* ---- asking ---- */

bool
hp_type_is_subtype (const HpType *a, const HpType *b)
{
  ssize_t i, n;

  if (a == b)
    return true;
  if (a->mro == NULL) {
    for (; a != NULL; a = a->base)
      if (a == b)
        return true;
    return false;
  }
  n = hp_tuple_length (a->mro);
  for (i = 0; i < n; i++)
    if (hp_tuple_slot (a->mro, i) == (const HpObject *)b)
      return true;
  return false;
}

const char *
hp_type_short_name (const HpType *type)
{
  const char *dot = hp_type_has (type, HP_TYPE_HEAP) ? NULL : strrchr (type->name, '.');

  return dot != NULL ? dot + 1 : type->name;
}

HpObject *
hp_type_name (HpRuntime *rt, HpType *type)
{
  if (hp_type_has (type, HP_TYPE_HEAP))
    return hp_new_ref (((HpHeapType *)type)->name);
  return hp_str_from_utf8 (rt, hp_type_short_name (type));
}

HpObject *
hp_type_module (HpRuntime *rt, HpType *type)
{
  const char *dot;

  if (hp_type_has (type, HP_TYPE_HEAP)) {
    HpObject *module = hp_dict_get_item (rt, type->dict, hp_id (rt, __module__));

    if (module == NULL && !hp_err_occurred (rt))
      hp_err_set_value (rt, HP_EXC_ATTRIBUTE_ERROR, hp_id (rt, __module__));
    return hp_xnew_ref (module);
  }
  dot = strrchr (type->name, '.');
  if (dot != NULL)
    return hp_str_from_utf8_n (rt, type->name, dot - type->name);
  return hp_new_ref (hp_id (rt, builtins));
}

/* ---- versions and the cache ---- */

void
hp_type_modified (HpRuntime *rt, HpType *type)
{
  ssize_t pos = 0;
  HpObject *key, *ref;

  if (!hp_type_has (type, HP_TYPE_VALID_VERSION))
    return;
  if (type->subclasses != NULL)
    while (hp_dict_next (type->subclasses, &pos, &key, &ref)) {
      HpObject *subclass = hp_weakref_get (rt, ref);

      if (subclass != hp_none (rt))
        hp_type_modified (rt, (HpType *)subclass);
    }
  type->flags &= ~(uint64_t)HP_TYPE_VALID_VERSION;
  type->version = 0;
}

uint32_t
hp_type_assign_version (HpRuntime *rt, HpType *type)
{
  ssize_t i, n;

  if (hp_type_has (type, HP_TYPE_VALID_VERSION))
    return type->version;
  if (!hp_type_has (type, HP_TYPE_READY) || rt->next_type_version == 0)
    return 0;
  n = hp_tuple_length (type->bases);
  for (i = 0; i < n; i++)
    if (hp_type_assign_version (rt, (HpType *)hp_tuple_slot (type->bases, i)) == 0)
      return 0;
  type->version = rt->next_type_version++;
  type->flags |= HP_TYPE_VALID_VERSION;
  return type->version;
}

HpObject *
hp_type_lookup_uncached (HpRuntime *rt, HpType *type, HpObject *name)
{
  HpObject *mro = type->mro;
  HpObject *value = NULL;
  int64_t hash = ((HpStr *)name)->hash;
  ssize_t i, n;

  if (mro == NULL)
    return NULL;
  if (hash == -1)
    hash = hp_str_hash (name);
  hp_incref (mro);
  n = hp_tuple_length (mro);
  for (i = 0; i < n && value == NULL; i++) {
    HpObject *dict = ((HpType *)hp_tuple_slot (mro, i))->dict;

    if (dict != NULL)
      value = hp_dict_get_item_hash (rt, dict, name, hash);
  }
  hp_decref (rt, mro);
  return value;
}

HpObject *
hp_type_lookup (HpRuntime *rt, HpType *type, HpObject *name)
{
  HpTypeCacheEntry *entry;
  HpObject *value, *old;
  size_t slot = (type->version ^ ((uintptr_t)name >> 3)) & (((size_t)1 << HP_TYPE_CACHE_BITS) - 1);

  entry = &rt->type_cache[slot];
  if (entry->version == type->version && entry->name == name &&
      hp_type_has (type, HP_TYPE_VALID_VERSION))
    return entry->value;
  value = hp_type_lookup_uncached (rt, type, name);
  if (value == NULL && rt->exc_type != NULL)
    hp_err_clear (rt);
  if (hp_str_is_interned (name) && hp_type_assign_version (rt, type) != 0 && !rt->finalizing) {
    slot = (type->version ^ ((uintptr_t)name >> 3)) & (((size_t)1 << HP_TYPE_CACHE_BITS) - 1);
    entry = &rt->type_cache[slot];
    entry->version = type->version;
    entry->value = value;
    old = entry->name;
    entry->name = hp_new_ref (name);
    hp_xdecref (rt, old);
  }
  return value;
}

/* ---- mro ---- */

typedef struct {
  HpObject *tuple; /* borrowed */
  ssize_t next;
} Sequence;

static bool
in_tail (const Sequence *s, HpObject *candidate)
{
  ssize_t i;

  for (i = s->next + 1; i < hp_tuple_length (s->tuple); i++)
    if (hp_tuple_slot (s->tuple, i) == candidate)
      return true;
  return false;
}

static void
set_mro_error (HpRuntime *rt, Sequence *sequences, ssize_t n)
{
  HpObject *names = hp_str_from_utf8 (rt, "");
  HpObject *seen = hp_list_new (rt, 0);
  ssize_t i, j;

  for (i = 0; names != NULL && seen != NULL && i < n; i++) {
    HpObject *head, *joined, *name;

    if (sequences[i].next >= hp_tuple_length (sequences[i].tuple))
      continue;
    head = hp_tuple_slot (sequences[i].tuple, sequences[i].next);
    for (j = 0; j < hp_list_length (seen) && hp_list_slot (seen, j) != head; j++)
      ;
    if (j < hp_list_length (seen) || hp_list_append (rt, seen, head) < 0)
      continue;
    name = hp_type_name (rt, (HpType *)head);
    joined = name == NULL ? NULL
                          : hp_str_from_format (rt, hp_list_length (seen) > 1 ? "%U, %U" : "%U%U",
                                                names, name);
    hp_xdecref (rt, name);
    if (joined == NULL)
      break;
    hp_setref (rt, names, joined);
  }
  if (names != NULL && !hp_err_occurred (rt))
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "Cannot create a consistent method resolution\norder (MRO) for bases %U", names);
  hp_xdecref (rt, names);
  hp_xdecref (rt, seen);
}

/* The next class of the merge: the first head that is in no other sequence's tail. */
static HpObject *
pick (Sequence *sequences, ssize_t n, bool *empty)
{
  ssize_t i, j;

  *empty = true;
  for (i = 0; i < n; i++) {
    HpObject *candidate;

    if (sequences[i].next >= hp_tuple_length (sequences[i].tuple))
      continue;
    *empty = false;
    candidate = hp_tuple_slot (sequences[i].tuple, sequences[i].next);
    for (j = 0; j < n && !in_tail (&sequences[j], candidate); j++)
      ;
    if (j == n)
      return candidate;
  }
  return NULL;
}

static HpObject *
merge (HpRuntime *rt, HpType *type, Sequence *sequences, ssize_t n, HpObject *result)
{
  bool empty;
  ssize_t i;

  if (hp_list_append (rt, result, (HpObject *)type) < 0)
    return NULL;
  for (;;) {
    HpObject *c = pick (sequences, n, &empty);

    if (empty)
      return hp_list_as_tuple (rt, result);
    if (c == NULL) {
      set_mro_error (rt, sequences, n);
      return NULL;
    }
    if (hp_list_append (rt, result, c) < 0)
      return NULL;
    for (i = 0; i < n; i++)
      if (sequences[i].next < hp_tuple_length (sequences[i].tuple) &&
          hp_tuple_slot (sequences[i].tuple, sequences[i].next) == c)
        sequences[i].next++;
  }
}

static HpObject *
single_mro (HpRuntime *rt, HpType *type)
{
  ssize_t i, n = type->base == NULL ? 0 : hp_tuple_length (type->base->mro);
  HpObject *mro = hp_tuple_new (rt, n + 1);

  if (mro == NULL)
    return NULL;
  hp_tuple_set_slot (mro, 0, hp_new_ref ((HpObject *)type));
  for (i = 0; i < n; i++)
    hp_tuple_set_slot (mro, i + 1, hp_new_ref (hp_tuple_slot (type->base->mro, i)));
  return mro;
}

HpObject *
hp_type_c3 (HpRuntime *rt, HpType *type)
{
  ssize_t i, j, n = hp_tuple_length (type->bases);
  Sequence *sequences;
  HpObject *result, *mro = NULL;

  if (n <= 1)
    return single_mro (rt, type);
  for (i = 0; i < n; i++)
    for (j = i + 1; j < n; j++)
      if (hp_tuple_slot (type->bases, i) == hp_tuple_slot (type->bases, j))
        return hp_err_format (rt, HP_EXC_TYPE_ERROR, "duplicate base class %.500s",
                              hp_type_short_name ((HpType *)hp_tuple_slot (type->bases, i)));
  sequences = hp_malloc (rt->heap, HP_DOMAIN_MEM, (size_t)(n + 1) * sizeof (Sequence));
  if (sequences == NULL)
    return hp_err_no_memory (rt);
  for (i = 0; i < n; i++)
    sequences[i] = (Sequence){ ((HpType *)hp_tuple_slot (type->bases, i))->mro, 0 };
  sequences[n] = (Sequence){ type->bases, 0 };
  result = hp_list_new (rt, 0);
  if (result != NULL)
    mro = merge (rt, type, sequences, n + 1, result);
  hp_xdecref (rt, result);
  hp_free (rt->heap, HP_DOMAIN_MEM, sequences);
  return mro;
}

static HpObject *
custom_mro (HpRuntime *rt, HpType *type, HpObject *method)
{
  HpObject *args[2] = { NULL, (HpObject *)type };
  HpObject *list = hp_vectorcall (rt, method, args + 1, 1, NULL);
  HpObject *mro;
  ssize_t i;

  if (list == NULL)
    return NULL;
  mro = hp_sequence_tuple (rt, list);
  hp_decref (rt, list);
  for (i = 0; mro != NULL && i < hp_tuple_length (mro); i++)
    if (!hp_is_type (hp_tuple_slot (mro, i))) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "mro() returned a non-class ('%.500s')",
                     hp_tuple_slot (mro, i)->type->name);
      hp_clear (rt, mro);
    }
  return mro;
}

int
hp_type_set_mro (HpRuntime *rt, HpType *type)
{
  HpType *meta = type->base_object.base.type;
  HpObject *mro = NULL;

  if (meta != hp_type (rt, HP_T_TYPE)) {
    HpObject *method = hp_type_lookup (rt, meta, hp_id (rt, mro));

    if (method != NULL && method->type != hp_type (rt, HP_T_METHOD_DESCRIPTOR)) {
      hp_incref (method);
      mro = custom_mro (rt, type, method);
      hp_decref (rt, method);
      if (mro == NULL)
        return -1;
    }
  }
  if (mro == NULL)
    mro = hp_type_c3 (rt, type);
  if (mro == NULL)
    return -1;
  hp_xsetref (rt, type->mro, mro);
  hp_type_modified (rt, type);
  return 0;
}

/* ---- subclasses: a dict of weak references by address ---- */

int
hp_type_add_subclass (HpRuntime *rt, HpType *base, HpType *type)
{
  HpObject *key = hp_int_from_pointer (rt, type);
  HpObject *ref = NULL;
  int result = -1;

  if (key != NULL)
    ref = hp_weakref_new (rt, (HpObject *)type, NULL);
  if (ref != NULL && base->subclasses == NULL)
    base->subclasses = hp_dict_new (rt);
  if (ref != NULL && base->subclasses != NULL)
    result = hp_dict_set_item (rt, base->subclasses, key, ref);
  hp_xdecref (rt, key);
  hp_xdecref (rt, ref);
  return result;
}

void
hp_type_remove_subclass (HpRuntime *rt, HpType *base, HpType *type)
{
  HpObject *key, *et, *ev, *tb;

  if (base->subclasses == NULL)
    return;
  hp_err_fetch (rt, &et, &ev, &tb);
  key = hp_int_from_pointer (rt, type);
  if (key != NULL) {
    if (hp_dict_get_item (rt, base->subclasses, key) != NULL)
      hp_dict_del_item (rt, base->subclasses, key);
    hp_decref (rt, key);
    if (hp_dict_length (base->subclasses) == 0)
      hp_clear (rt, base->subclasses);
  }
  hp_err_clear (rt);
  hp_err_restore (rt, et, ev, tb);
}

HpObject *
hp_type_subclasses (HpRuntime *rt, HpType *type)
{
  HpObject *list = hp_list_new (rt, 0);
  HpObject *key, *ref;
  ssize_t pos = 0;

  if (list == NULL || type->subclasses == NULL)
    return list;
  while (hp_dict_next (type->subclasses, &pos, &key, &ref)) {
    HpObject *subclass = hp_weakref_get (rt, ref);

    if (subclass != hp_none (rt) && hp_list_append (rt, list, subclass) < 0) {
      hp_decref (rt, list);
      return NULL;
    }
  }
  return list;
}

/* ---- readying ---- */

static int
set_item_steal (HpRuntime *rt, HpType *type, const char *name, HpObject *value)
{
  int result;

  if (value == NULL)
    return -1;
  result = hp_dict_set_item_utf8 (rt, type->dict, name, value);
  hp_decref (rt, value);
  return result;
}

static HpObject *
method_object (HpRuntime *rt, HpType *type, const HpMethodDef *def)
{
  HpObject *function, *holder;

  if (def->flags & HP_METH_CLASS)
    return hp_classmethod_descr_new (rt, type, def);
  if (!(def->flags & HP_METH_STATIC))
    return hp_method_descr_new (rt, type, def);
  function = hp_builtin_new (rt, def, (HpObject *)type, NULL);
  if (function == NULL)
    return NULL;
  holder = hp_staticmethod_new (rt, function);
  hp_decref (rt, function);
  return holder;
}

static int
add_methods (HpRuntime *rt, HpType *type)
{
  const HpMethodDef *def;

  for (def = type->methods; def != NULL && def->name != NULL; def++) {
    if (!(def->flags & HP_METH_COEXIST) &&
        hp_dict_get_item_utf8 (rt, type->dict, def->name) != NULL)
      continue;
    if (hp_err_occurred (rt) ||
        set_item_steal (rt, type, def->name, method_object (rt, type, def)) < 0)
      return -1;
  }
  return 0;
}

static int
add_members (HpRuntime *rt, HpType *type)
{
  const HpMemberDef *def;

  for (def = type->members; def != NULL && def->name != NULL; def++)
    if (hp_dict_get_item_utf8 (rt, type->dict, def->name) == NULL &&
        (hp_err_occurred (rt) ||
         set_item_steal (rt, type, def->name, hp_member_descr_new (rt, type, def)) < 0))
      return -1;
  return 0;
}

static int
add_getset (HpRuntime *rt, HpType *type)
{
  const HpGetSetDef *def;

  for (def = type->getset; def != NULL && def->name != NULL; def++)
    if (hp_dict_get_item_utf8 (rt, type->dict, def->name) == NULL &&
        (hp_err_occurred (rt) ||
         set_item_steal (rt, type, def->name, hp_getset_descr_new (rt, type, def)) < 0))
      return -1;
  return 0;
}

static int
add_doc (HpRuntime *rt, HpType *type)
{
  if (hp_dict_contains (rt, type->dict, hp_id (rt, __doc__)) != 0)
    return hp_err_occurred (rt) ? -1 : 0;
  return set_item_steal (rt, type, "__doc__",
                         type->doc != NULL ? hp_str_from_utf8 (rt, type->doc) : hp_new_none (rt));
}

static int
set_new (HpRuntime *rt, HpType *type)
{
  HpType *base = type->base;

  if (type->new == NULL && base == hp_type (rt, HP_T_OBJECT) && !hp_type_has (type, HP_TYPE_HEAP))
    type->flags |= HP_TYPE_DISALLOW_INSTANTIATION;
  if (hp_type_has (type, HP_TYPE_DISALLOW_INSTANTIATION)) {
    type->new = NULL;
    return 0;
  }
  if (type->new == NULL) {
    type->new = base->new;
    return 0;
  }
  return hp_type_has (type, HP_TYPE_HEAP) ? 0 : hp_type_add_new_wrapper (rt, type);
}

static void
inherit_special (HpType *type, HpType *base)
{
  const uint64_t inherited = HP_TYPE_INT_SUBCLASS | HP_TYPE_LIST_SUBCLASS | HP_TYPE_TUPLE_SUBCLASS |
                             HP_TYPE_BYTES_SUBCLASS | HP_TYPE_STR_SUBCLASS | HP_TYPE_DICT_SUBCLASS |
                             HP_TYPE_EXC_SUBCLASS | HP_TYPE_TYPE_SUBCLASS | HP_TYPE_MANAGED_DICT |
                             HP_TYPE_SEQUENCE | HP_TYPE_MAPPING | HP_TYPE_MATCH_SELF;

  if (!hp_type_has (type, HP_TYPE_GC) && hp_type_has (base, HP_TYPE_GC) && type->traverse == NULL &&
      type->clear == NULL) {
    type->flags |= HP_TYPE_GC;
    type->traverse = base->traverse;
    type->clear = base->clear;
  }
  type->flags |= base->flags & inherited;
  if (type->basicsize == 0)
    type->basicsize = base->basicsize;
  if (type->itemsize == 0)
    type->itemsize = base->itemsize;
  if (type->weaklist_offset == 0)
    type->weaklist_offset = base->weaklist_offset;
  if (type->dict_offset == 0)
    type->dict_offset = base->dict_offset;
}

static void
set_memory_slots (HpType *type)
{
  if (type->alloc == NULL)
    type->alloc = hp_type_generic_alloc;
  if (type->free == NULL)
    type->free = hp_type_has (type, HP_TYPE_GC) ? hp_gc_free : hp_object_free;
}

static int
inherit (HpRuntime *rt, HpType *type)
{
  ssize_t i;

  if (type->base != NULL)
    inherit_special (type, type->base);
  for (i = 1; i < hp_tuple_length (type->mro); i++)
    hp_type_inherit_slots (rt, type, (HpType *)hp_tuple_slot (type->mro, i));
  set_memory_slots (type);
  if (type->base != NULL) {
    if (type->as_number == NULL)
      type->as_number = type->base->as_number;
    if (type->as_sequence == NULL)
      type->as_sequence = type->base->as_sequence;
    if (type->as_mapping == NULL)
      type->as_mapping = type->base->as_mapping;
    if (type->as_buffer == NULL)
      type->as_buffer = type->base->as_buffer;
  }
  if (type->hash == NULL) {
    if (hp_dict_contains (rt, type->dict, hp_id (rt, __hash__)) == 0 &&
        hp_dict_set_item (rt, type->dict, hp_id (rt, __hash__), hp_none (rt)) < 0)
      return -1;
    type->hash = hp_object_hash_not_implemented;
  }
  return 0;
}

static int
ready_bases (HpRuntime *rt, HpType *type)
{
  HpType *base = type->base;

  if (base != NULL && !hp_type_has (base, HP_TYPE_READY) && hp_type_ready (rt, base) < 0)
    return -1;
  if (type->dict == NULL)
    type->dict = hp_dict_new (rt);
  if (type->dict == NULL)
    return -1;
  if (type->bases == NULL)
    type->bases = base != NULL ? hp_tuple_pack (rt, 1, base) : hp_tuple_new (rt, 0);
  return type->bases != NULL ? 0 : -1;
}

static int
add_to_bases (HpRuntime *rt, HpType *type)
{
  ssize_t i;

  for (i = 0; i < hp_tuple_length (type->bases); i++)
    if (hp_type_add_subclass (rt, (HpType *)hp_tuple_slot (type->bases, i), type) < 0)
      return -1;
  return 0;
}

static int
make_cached_keys (HpRuntime *rt, HpType *type)
{
  HpHeapType *heap_type = (HpHeapType *)type;

  if (!hp_type_has (type, HP_TYPE_HEAP) || !hp_type_has (type, HP_TYPE_MANAGED_DICT) ||
      heap_type->cached_keys != NULL)
    return 0;
  heap_type->cached_keys = hp_dict_new_keys_for_class (rt);
  if (heap_type->cached_keys == NULL)
    hp_err_no_memory (rt);
  return heap_type->cached_keys != NULL ? 0 : -1;
}

int
hp_type_ready (HpRuntime *rt, HpType *type)
{
  bool failed = false;

  if (hp_type_has (type, HP_TYPE_READY))
    return 0;
  hp_type_copy_tables (rt, type, &failed);
  if (failed) {
    hp_err_no_memory (rt);
    return -1;
  }
  if (ready_bases (rt, type) < 0 || hp_type_set_mro (rt, type) < 0 || set_new (rt, type) < 0 ||
      hp_type_add_operators (rt, type) < 0 || add_methods (rt, type) < 0 ||
      add_members (rt, type) < 0 || add_getset (rt, type) < 0 || add_doc (rt, type) < 0 ||
      inherit (rt, type) < 0 || add_to_bases (rt, type) < 0 || make_cached_keys (rt, type) < 0)
    return -1;
  type->flags |= HP_TYPE_READY;
  return 0;
}

/* ---- the end of built-in types ---- */

void
hp_type_fini_builtin (HpRuntime *rt, HpType *type)
{
  if (type->name == NULL)
    return;
  hp_clear (rt, type->subclasses);
  hp_clear (rt, type->dict);
}

static void
free_table (HpRuntime *rt, const void *table, const void *base_table)
{
  if (table != NULL && table != base_table)
    hp_free (rt->heap, HP_DOMAIN_RAW, (void *)(uintptr_t)table);
}

/* Tables of a type are its own (copied when it was readied) or its base's. */
void
hp_type_fini_builtin_bases (HpRuntime *rt, HpType *type)
{
  HpType *base = type->base;

  if (type->name == NULL)
    return;
  hp_clear (rt, type->mro);
  hp_clear (rt, type->bases);
  if (!hp_type_has (type, HP_TYPE_OWN_TABLES))
    return;
  free_table (rt, type->as_number, base != NULL ? base->as_number : NULL);
  free_table (rt, type->as_sequence, base != NULL ? base->as_sequence : NULL);
  free_table (rt, type->as_mapping, base != NULL ? base->as_mapping : NULL);
}
