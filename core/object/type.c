/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a type: subtypes, names, attributes through the mro behind a cache, subclasses. */
#include <string.h>

#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

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
