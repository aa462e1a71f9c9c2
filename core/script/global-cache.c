/* SPDX-License-Identifier: Apache-2.0 */
#include "script/global-cache.h"

#define WAIT 16

/* A table that versions can be noted of: keys are str, values lie beside them. */
static HpDictKeys *
table_of (HpRuntime *rt, HpObject *dict)
{
  HpDictKeys *keys = ((HpDict *)dict)->keys;

  return ((HpDict *)dict)->values == NULL && keys->kind == HP_DICT_KEYS_UNICODE ? keys : NULL;
}

static void
note (HpRuntime *rt, HpGlobalCache *cache, HpDictKeys *globals, HpDictKeys *builtins, ssize_t index)
{
  uint32_t in_globals = hp_dict_keys_assign_version (rt, globals);
  uint32_t in_builtins = builtins != NULL ? hp_dict_keys_assign_version (rt, builtins) : 0;

  if (index > UINT16_MAX || in_builtins > UINT16_MAX || (builtins != NULL && in_builtins == 0))
    return;
  cache->index = (uint16_t)index;
  cache->in_builtins = (uint16_t)in_builtins;
  memcpy (cache->in_globals, &in_globals, sizeof in_globals);
}

void
hp_global_cache_learn (HpRuntime *rt, HpGlobalCache *cache, HpObject *globals, HpObject *builtins,
                       HpObject *name)
{
  HpDictKeys *outer, *keys = table_of (rt, globals);
  ssize_t index;

  if (cache->wait > 0) {
    cache->wait--;
    return;
  }
  cache->wait = WAIT;
  memset (cache->in_globals, 0, sizeof cache->in_globals);
  if (keys == NULL)
    return;
  index = hp_dict_keys_find (keys, name);
  if (index >= 0) {
    note (rt, cache, keys, NULL, index);
    return;
  }
  outer = table_of (rt, builtins);
  index = outer != NULL ? hp_dict_keys_find (outer, name) : -1;
  if (index >= 0)
    note (rt, cache, keys, outer, index);
}
