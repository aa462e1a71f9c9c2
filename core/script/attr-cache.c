/* SPDX-License-Identifier: Apache-2.0 */
#include "script/attr-cache.h"

#include "object/abstract.h"
#include "object/descr.h"

#define WAIT 16

/* Place of NAME in the class's shared table, -1: not there. */
static ssize_t
find_name (const HpDictKeys *keys, const HpObject *name)
{
  for (ssize_t i = 0; i < hp_dict_keys_n_entries (keys); i++)
    if (hp_dict_keys_entry_name (keys, i) == name)
      return i;
  return -1;
}

static bool
has_shared_names (const HpObject *owner)
{
  return hp_type_has (owner->type, HP_TYPE_MANAGED_DICT) &&
         hp_type_has (owner->type, HP_TYPE_HEAP) &&
         ((HpHeapType *)owner->type)->cached_keys != NULL &&
         *hp_managed_values ((HpObject *)(uintptr_t)owner) != NULL;
}

static void
note_version (uint16_t *noted, uint32_t version)
{
  memcpy (noted, &version, sizeof version);
}

/* Misses between two looks, so that a place where classes alternate does not look each time. */
static bool
is_waiting (uint16_t *wait)
{
  if (*wait > 0) {
    (*wait)--;
    return true;
  }
  *wait = WAIT;
  return false;
}

/* The place of a member of __slots__, which DESCR describes; -1: it is something else. */
static ssize_t
slot_place (HpRuntime *rt, HpObject *descr, HpType *type)
{
  const HpMemberDef *member;

  if (descr->type != hp_type (rt, HP_T_MEMBER_DESCRIPTOR))
    return -1;
  member = ((HpMemberDescr *)descr)->member;
  if (member->kind != HP_MEMBER_OBJECT_EX || (member->flags & HP_MEMBER_READONLY) ||
      member->offset >= HP_ATTR_IN_SLOT || !hp_type_is_subtype (type, ((HpDescr *)descr)->type))
    return -1;
  return member->offset | HP_ATTR_IN_SLOT;
}

/* Where OWNER keeps its own attribute NAME; -1: not among its values, or not set. */
static ssize_t
value_place (HpObject *owner, HpObject *name)
{
  ssize_t place;

  if (!has_shared_names (owner))
    return -1;
  place = find_name (((HpHeapType *)owner->type)->cached_keys, name);
  return place >= 0 && (*hp_managed_values (owner))->values[place] != NULL ? place : -1;
}

static void
note_place (HpRuntime *rt, HpAttrCache *cache, HpType *type, ssize_t place)
{
  if (place < 0)
    return;
  cache->place = (uint16_t)place;
  note_version (cache->version, hp_type_assign_version (rt, type));
}

void
hp_attr_cache_learn (HpRuntime *rt, HpAttrCache *cache, HpObject *owner, HpObject *name)
{
  HpType *type = owner->type;
  HpObject *descr;

  if (is_waiting (&cache->wait))
    return;
  note_version (cache->version, 0);
  if (type->getattro != hp_object_generic_get_attr)
    return;
  descr = hp_type_lookup (rt, type, name);
  note_place (rt, cache, type,
              descr != NULL ? slot_place (rt, descr, type) : value_place (owner, name));
}

void
hp_attr_cache_learn_store (HpRuntime *rt, HpAttrCache *cache, HpObject *owner, HpObject *name)
{
  HpType *type = owner->type;
  HpObject *descr;
  ssize_t place;

  if (is_waiting (&cache->wait))
    return;
  note_version (cache->version, 0);
  if (type->setattro != hp_object_generic_set_attr)
    return;
  descr = hp_type_lookup (rt, type, name);
  place = descr != NULL ? slot_place (rt, descr, type) : value_place (owner, name);
  note_place (rt, cache, type, place);
}

void
hp_method_cache_learn (HpRuntime *rt, HpMethodCache *cache, HpObject *owner, HpObject *name,
                       HpObject *method)
{
  HpType *type = owner->type;

  if (is_waiting (&cache->wait))
    return;
  note_version (cache->version, 0);
  if (type->getattro != hp_object_generic_get_attr || hp_type_lookup (rt, type, name) != method)
    return;
  if (has_shared_names (owner)) {
    const HpDictKeys *keys = ((HpHeapType *)type)->cached_keys;

    if (find_name (keys, name) >= 0)
      return;
    cache->n_names = (uint16_t)hp_dict_keys_n_entries (keys);
  } else if (!hp_type_has (type, HP_TYPE_MANAGED_DICT) && type->dict_offset == 0)
    cache->n_names = HP_NO_INSTANCE_NAMES;
  else
    return;
  memcpy (cache->method, &method, sizeof method);
  note_version (cache->version, hp_type_assign_version (rt, type));
}
