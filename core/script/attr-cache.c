/* SPDX-License-Identifier: Apache-2.0 */
#include "script/attr-cache.h"

#include "object/abstract.h"

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

void
hp_attr_cache_learn (HpRuntime *rt, HpAttrCache *cache, HpObject *owner, HpObject *name)
{
  HpType *type = owner->type;
  ssize_t index;

  if (cache->wait > 0) {
    cache->wait--;
    return;
  }
  cache->wait = WAIT;
  note_version (cache->version, 0);
  if (type->getattro != hp_object_generic_get_attr || !has_shared_names (owner) ||
      hp_type_lookup (rt, type, name) != NULL)
    return;
  index = find_name (((HpHeapType *)type)->cached_keys, name);
  if (index < 0 || (*hp_managed_values (owner))->values[index] == NULL)
    return;
  cache->index = (uint16_t)index;
  note_version (cache->version, hp_type_assign_version (rt, type));
}

void
hp_method_cache_learn (HpRuntime *rt, HpMethodCache *cache, HpObject *owner, HpObject *name,
                       HpObject *method)
{
  HpType *type = owner->type;

  if (cache->wait > 0) {
    cache->wait--;
    return;
  }
  cache->wait = WAIT;
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
