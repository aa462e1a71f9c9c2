/* SPDX-License-Identifier: Apache-2.0 */

/* What LOAD_GLOBAL remembers in the five units behind it: where in the table of the globals, or in
 * that of the builtins, the name's value lies.
 *
 * A table's version is 0 as soon as a key is added or removed, and is never used twice. So as long
 * as the noted version is there, a name is at its noted place, or is still missing: values are read
 * anew each time. */
#pragma once

#include "object/dict.h"
#include "object/runtime.h"
#include "script/opcode.h"

#include <string.h>

/* wait: misses to let pass before looking again; in_builtins: that table's version, 0: the value is
 * among the globals */
typedef struct {
  uint16_t wait, index, in_globals[2], in_builtins;
} HpGlobalCache;
_Static_assert(sizeof (HpGlobalCache) == 5 * sizeof (HpCodeUnit), "LOAD_GLOBAL has 5 cache units");

/* Borrowed value, NULL: not known. */
static inline HpObject *
hp_global_cache_get (const HpGlobalCache *cache, HpObject *globals, HpObject *builtins)
{
  const HpDictKeys *keys = ((HpDict *)globals)->keys;
  uint32_t noted;

  memcpy (&noted, cache->in_globals, sizeof noted);
  if (noted == 0 || keys->version != noted)
    return NULL;
  if (cache->in_builtins != 0) {
    keys = ((HpDict *)builtins)->keys;
    if (keys->version != cache->in_builtins)
      return NULL;
  }
  return hp_dict_keys_unicode_entries (keys)[cache->index].value;
}

/* After a miss: notes where NAME is, if both are exact dicts. */
void hp_global_cache_learn (HpRuntime *rt, HpGlobalCache *cache, HpObject *globals,
                            HpObject *builtins, HpObject *name);
