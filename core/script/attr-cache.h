/* SPDX-License-Identifier: Apache-2.0 */

/* What LOAD_ATTR and LOAD_METHOD remember in the units behind them.
 *
 * A type's version changes whenever an attribute is found differently through it, and a version is
 * never used twice. So as long as the version is the one noted, the class has (LOAD_ATTR) nothing
 * of that name, and the value lies at the noted place of the instance's values; or (LOAD_METHOD)
 * the noted method, unless an instance has got an attribute of that name meanwhile: names are only
 * ever added to the class's shared table, so their number tells. */
#pragma once

#include "object/dict.h"
#include "object/runtime.h"
#include "script/opcode.h"

#include <string.h>

/* wait: misses to let pass before looking again */
typedef struct {
  uint16_t wait, version[2], index;
} HpAttrCache;
_Static_assert(sizeof (HpAttrCache) == 4 * sizeof (HpCodeUnit), "LOAD_ATTR has 4 cache units");

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

/* Borrowed value, NULL: not known. */
static inline HpObject *
hp_attr_cache_get (const HpAttrCache *cache, HpObject *owner)
{
  HpDictValues *values;

  if (!hp_cache_has_version (cache->version, owner->type))
    return NULL;
  values = *hp_managed_values (owner);
  return values != NULL ? values->values[cache->index] : NULL;
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

/* After a miss: notes how OWNER's attribute NAME was found, if it is one of these cases. */
void hp_attr_cache_learn (HpRuntime *rt, HpAttrCache *cache, HpObject *owner, HpObject *name);
void hp_method_cache_learn (HpRuntime *rt, HpMethodCache *cache, HpObject *owner, HpObject *name,
                            HpObject *method);
