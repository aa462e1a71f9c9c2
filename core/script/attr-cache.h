/* SPDX-License-Identifier: Apache-2.0 */

/* What LOAD_ATTR, STORE_ATTR and LOAD_METHOD remember in the units behind them.
 *
 * A type's version changes whenever an attribute is found differently through it, and a version is
 * never used twice. So as long as the version is the one noted, the attribute is (LOAD_ATTR,
 * STORE_ATTR) at the noted place of the instance's values, with nothing of the class before it, or
 * in the noted slot of the instance; or it is (LOAD_METHOD) the noted method, unless an instance
 * has got an attribute of that name meanwhile: names are only ever added to the class's shared
 * table, so their number tells. */
#pragma once

#include "object/dict.h"
#include "object/runtime.h"
#include "script/opcode.h"

#include <string.h>

/* wait: misses to let pass before looking again */
typedef struct {
  uint16_t wait, version[2], place;
} HpAttrCache;
_Static_assert(sizeof (HpAttrCache) == 4 * sizeof (HpCodeUnit), "LOAD_ATTR has 4 cache units");

/* A place is a number among the values, or this and the offset of a slot. */
#define HP_ATTR_IN_SLOT 0x8000

typedef struct {
  uint16_t wait, version[2], n_names, method[4], unused[2];
} HpMethodCache;
_Static_assert(sizeof (HpMethodCache) == 10 * sizeof (HpCodeUnit), "LOAD_METHOD has 10 of them");

#define HP_NO_INSTANCE_NAMES 0xffff /* instances have no dict at all */

static inline bool
hp_cache_has_version (const uint16_t *version, const HpType *type)
{
  uint32_t noted;

  memcpy (&noted, version, sizeof noted);
  return noted == type->version && noted != 0 && hp_type_has (type, HP_TYPE_VALID_VERSION);
}

static inline HpObject **
hp_slot_at (HpObject *owner, uint16_t place)
{
  return (HpObject **)(void *)((char *)owner + (place & ~HP_ATTR_IN_SLOT));
}

/* Borrowed value, NULL: not known. */
static inline HpObject *
hp_attr_cache_get (const HpAttrCache *cache, HpObject *owner)
{
  HpDictValues *values;

  if (!hp_cache_has_version (cache->version, owner->type))
    return NULL;
  if (cache->place & HP_ATTR_IN_SLOT)
    return *hp_slot_at (owner, cache->place);
  values = *hp_managed_values (owner);
  return values != NULL ? values->values[cache->place] : NULL;
}

/* Stores an attribute where it belongs, if that is known. */
static inline bool
hp_attr_cache_set (HpRuntime *rt, const HpAttrCache *cache, HpObject *owner, HpObject *value)
{
  HpDictValues *values;
  HpObject **slot;

  if (!hp_cache_has_version (cache->version, owner->type))
    return false;
  if (cache->place & HP_ATTR_IN_SLOT)
    slot = hp_slot_at (owner, cache->place);
  else {
    values = *hp_managed_values (owner);
    if (values == NULL)
      return false;
    slot = &values->values[cache->place];
    if (*slot == NULL)
      hp_dict_order_append (values, cache->place);
  }
  hp_xsetref (rt, *slot, hp_new_ref (value));
  return true;
}

/* Borrowed method to be called with OWNER, NULL: not known. */
static inline HpObject *
hp_method_cache_get (const HpMethodCache *cache, HpObject *owner)
{
  HpObject *method;

  if (!hp_cache_has_version (cache->version, owner->type))
    return NULL;
  if (cache->n_names != HP_NO_INSTANCE_NAMES &&
      (*hp_managed_values (owner) == NULL ||
       hp_dict_keys_n_entries (((HpHeapType *)owner->type)->cached_keys) != cache->n_names))
    return NULL;
  memcpy (&method, cache->method, sizeof method);
  return method;
}

/* After a miss: notes how OWNER's attribute NAME was found, or stored, if it is one of these cases.
 */
void hp_attr_cache_learn (HpRuntime *rt, HpAttrCache *cache, HpObject *owner, HpObject *name);
void hp_attr_cache_learn_store (HpRuntime *rt, HpAttrCache *cache, HpObject *owner, HpObject *name);
void hp_method_cache_learn (HpRuntime *rt, HpMethodCache *cache, HpObject *owner, HpObject *name,
                            HpObject *method);
