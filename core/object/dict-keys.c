/* SPDX-License-Identifier: Apache-2.0 */
/* Key tables: an index of small numbers into an array of entries in the order of insertion.
 *
 * A comparison of keys may run any code, so lookup starts again when the table has changed
 * meanwhile. */
#include "object/dict-private.h"
#include "object/int.h"
#include "object/str.h"

/* log2 of the table for at least minsize slots, as calculate_log2_keysize has it (16 gives 32). */
uint8_t
hp_dict_log2_for (ssize_t minsize)
{
  uint64_t n = ((uint64_t)minsize | HP_DICT_MINSIZE) - 1;

  n |= HP_DICT_MINSIZE - 1;
  return (uint8_t)(64 - __builtin_clzll (n));
}

/* ... for n entries */
uint8_t
hp_dict_log2_for_entries (ssize_t n)
{
  return hp_dict_log2_for ((n * 3 + 1) / 2);
}

size_t
hp_dict_keys_size (const HpDictKeys *keys)
{
  size_t entry = keys_unicode (keys) ? sizeof (HpDictUnicodeEntry) : sizeof (HpDictEntry);

  return sizeof (HpDictKeys) + ((size_t)1 << keys->log2_index_bytes) +
         (size_t)USABLE_FRACTION (keys_size (keys)) * entry;
}

HpDictKeys *
hp_dict_keys_new (HpRuntime *rt, uint8_t log2_size, bool unicode)
{
  ssize_t usable = USABLE_FRACTION ((ssize_t)1 << log2_size);
  size_t entry = unicode ? sizeof (HpDictUnicodeEntry) : sizeof (HpDictEntry);
  uint8_t log2_bytes = (uint8_t)(log2_size + (log2_size < 8    ? 0
                                              : log2_size < 16 ? 1
                                              : log2_size < 32 ? 2
                                                               : 3));
  HpFreeLists *v = &rt->free_lists;
  HpDictKeys *keys;

  if (log2_size == HP_DICT_LOG_MINSIZE && unicode && v->n_dict_keys > 0)
    keys = v->dict_keys[--v->n_dict_keys];
  else {
    if (log2_size >= 48) {
      hp_err_no_memory (rt);
      return NULL;
    }
    keys = hp_object_malloc (rt, sizeof (HpDictKeys) + ((size_t)1 << log2_bytes) +
                                     entry * (size_t)usable);
    if (keys == NULL) {
      hp_err_no_memory (rt);
      return NULL;
    }
  }
  keys->refcount = 1;
  keys->log2_size = log2_size;
  keys->log2_index_bytes = log2_bytes;
  keys->kind = unicode ? HP_DICT_KEYS_UNICODE : HP_DICT_KEYS_GENERAL;
  keys->version = 0;
  keys->usable = usable;
  keys->n_entries = 0;
  memset (keys->indices, 0xff, (size_t)1 << log2_bytes);
  memset (keys->indices + ((size_t)1 << log2_bytes), 0, entry * (size_t)usable);
  return keys;
}

void
hp_dict_keys_free_memory (HpRuntime *rt, HpDictKeys *keys)
{
  HpFreeLists *v = &rt->free_lists;

  if (keys->log2_size == HP_DICT_LOG_MINSIZE && keys_unicode (keys) &&
      v->n_dict_keys < HP_FREE_LIST_MAX)
    v->dict_keys[v->n_dict_keys++] = keys;
  else
    hp_object_free (rt, keys);
}

void
hp_dict_keys_decref (HpRuntime *rt, HpDictKeys *keys)
{
  if (--keys->refcount > 0 || keys == rt->empty_keys)
    return;
  for (ssize_t i = 0, n = keys->n_entries; i < n && i < HP_DECREF_AHEAD; i++)
    __builtin_prefetch (entry_at (keys, i).value, 1);
  for (ssize_t i = 0, n = keys->n_entries; i < n; i++) {
    HpDictEntry e = entry_at (keys, i);

    hp_xdecref (rt, e.key);
    hp_xdecref (rt, e.value);
  }
  hp_dict_keys_free_memory (rt, keys);
}

int
hp_dict_init (HpRuntime *rt)
{
  HpDictKeys *keys;

  if (rt->empty_keys != NULL)
    return 0;
  /* size 1, no room: the first insertion replaces it */
  keys = hp_malloc (rt->heap, HP_DOMAIN_RAW, sizeof (HpDictKeys) + 8);
  if (keys == NULL)
    return -1;
  *keys = (HpDictKeys){
    .refcount = 1, .log2_size = 0, .log2_index_bytes = 3, .kind = HP_DICT_KEYS_UNICODE, .version = 1
  };
  memset (keys->indices, 0xff, 8);
  rt->empty_keys = keys;
  return 0;
}

void
hp_dict_fini (HpRuntime *rt)
{
  hp_free (rt->heap, HP_DOMAIN_RAW, rt->empty_keys);
  rt->empty_keys = NULL;
}

/* Any key, any combined or split table; -3 when a comparison raises. */
ssize_t
hp_dict_lookup_any (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash)
{
  HpDictKeys *keys;
  size_t mask, perturb, i;
start:
  keys = D (dict)->keys;
  mask = (size_t)keys_size (keys) - 1;
  perturb = (size_t)hash;
  i = (size_t)hash & mask;
  for (;;) {
    ssize_t ix = get_index (keys, i);

    if (ix >= 0) {
      HpDictEntry e = entry_at (keys, ix);

      if (keys_unicode (keys))
        e.hash = ((HpStr *)e.key)->hash;
      if (e.key == key)
        return ix;
      if (e.hash == hash) {
        int c;

        if (hp_is_int_exact (rt, key) && hp_is_int_exact (rt, e.key)) {
          if (hp_int_compare (e.key, key) == 0)
            return ix;
          goto next; /* nothing of the program ran */
        }
        hp_incref (e.key);
        c = hp_object_compare_bool (rt, e.key, key, HP_EQ);
        hp_decref (rt, e.key);
        if (c < 0)
          return HP_DICT_ERROR;
        if (keys != D (dict)->keys || mask != (size_t)keys_size (keys) - 1 ||
            entry_at (keys, ix).key != e.key)
          goto start; /* the comparison changed the dict */
        if (c > 0)
          return ix;
      }
    } else if (ix == HP_DICT_EMPTY)
      return HP_DICT_EMPTY;
  next:
    perturb >>= PERTURB_SHIFT;
    i = mask & (i * 5 + perturb + 1);
  }
}

/* The slot of the index that names entry ix. */
size_t
hp_dict_slot_of_entry (const HpDictKeys *keys, int64_t hash, ssize_t ix)
{
  size_t mask = (size_t)keys_size (keys) - 1, perturb = (size_t)hash, i = (size_t)hash & mask;

  while (get_index (keys, i) != ix) {
    perturb >>= PERTURB_SHIFT;
    i = mask & (i * 5 + perturb + 1);
  }
  return i;
}

HpDictKeys *
hp_dict_clone_keys (HpRuntime *rt, HpObject *dict)
{
  size_t size = hp_dict_keys_size (D (dict)->keys);
  HpDictKeys *keys = hp_object_malloc (rt, size);

  if (keys == NULL) {
    hp_err_no_memory (rt);
    return NULL;
  }
  memcpy (keys, D (dict)->keys, size);
  for (ssize_t i = 0; i < keys->n_entries; i++) {
    HpDictEntry e = entry_at (keys, i);

    if (e.value != NULL) {
      hp_incref (e.key);
      hp_incref (e.value);
    }
  }
  keys->refcount = 1;
  keys->version = 0;
  return keys;
}

ssize_t
hp_dict_keys_n_entries (const HpDictKeys *keys)
{
  return keys->n_entries;
}

HpObject *
hp_dict_keys_entry_name (const HpDictKeys *keys, ssize_t i)
{
  return entry_at (keys, i).key;
}

uint32_t
hp_dict_keys_assign_version (HpRuntime *rt, HpDictKeys *keys)
{
  if (keys->version == 0 && rt->next_keys_version != UINT32_MAX)
    keys->version = ++rt->next_keys_version;
  return keys->version;
}

ssize_t
hp_dict_keys_find (const HpDictKeys *keys, HpObject *name)
{
  return lookup_str (keys, name, hp_str_hash (name));
}
