/* SPDX-License-Identifier: Apache-2.0 */
/* Dictionaries, ordered by insertion.
 *
 * A dict head (48 bytes behind its gc head) points to a key table:
 *
 *   header (32 bytes) | index (2^k slots of 1, 2 or 4 bytes) | entries
 *
 * A slot is the number of an entry, -1 (empty) or -2 (dummy). An entry is (key, value) when all
 * keys are exact str (kind unicode; the str caches its hash) or (hash, key, value) (kind general);
 * 2^(k+1)/3 entries fit. While empty a dict shares the runtime's empty table. A split dict
 * (instance attributes) shares its key table (kind split) with all instances of a class and has its
 * values in an array of its own. That array can also hang on the instance alone, without any dict
 * ("inline values").
 *
 * All functions that look a key up may run Python code (__hash__, __eq__) and so may change the
 * dict. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

enum { HP_DICT_KEYS_GENERAL = 0, HP_DICT_KEYS_UNICODE = 1, HP_DICT_KEYS_SPLIT = 2 };

typedef struct HpDictKeys HpDictKeys;
struct HpDictKeys {
  int64_t refcount;
  uint8_t log2_size;
  uint8_t log2_index_bytes;
  uint8_t kind;
  uint32_t version;  /* 0: none; for the evaluation loop's caches */
  ssize_t usable;    /* entries that may still be added */
  ssize_t n_entries; /* entries in use, deleted ones included */
  char indices[];    /* then the entries */
};
_Static_assert(sizeof (HpDictKeys) == 32, "key table header");

typedef struct HpDictValues HpDictValues;
struct HpDictValues {
  HpObject *values[1]; /* before it: the insertion order, a byte per slot, growing downwards; its
                          size and prefix */
};

typedef struct HpDict HpDict;
struct HpDict {
  HpObject base;
  ssize_t used;
  uint64_t version;
  HpDictKeys *keys;
  HpDictValues *values; /* NULL: combined */
};
_Static_assert(sizeof (HpDict) == 48, "dict head");

typedef struct HpDictEntry HpDictEntry;
struct HpDictEntry {
  int64_t hash;
  HpObject *key;
  HpObject *value;
};

typedef struct HpDictUnicodeEntry HpDictUnicodeEntry;
struct HpDictUnicodeEntry {
  HpObject *key;
  HpObject *value;
};

#define HP_DICT_SHARED_KEYS_MAX 30

/* make */
HpObject *hp_dict_new (HpRuntime *rt);
HpObject *hp_dict_new_presized (HpRuntime *rt, ssize_t n, bool unicode);
/* What BUILD_MAP makes: keys[i * key_step], values[i * value_step], presized. */
HpObject *hp_dict_from_items (HpRuntime *rt, HpObject *const *keys, ssize_t key_step,
                              HpObject *const *values, ssize_t value_step, ssize_t n);
HpObject *hp_dict_copy (HpRuntime *rt, HpObject *dict);

/* ask */
static inline ssize_t
hp_dict_length (HpObject *dict)
{
  return ((HpDict *)dict)->used;
}

/* Borrowed. NULL without an exception: not there; NULL with one: __hash__ or __eq__ failed. */
HpObject *hp_dict_get_item (HpRuntime *rt, HpObject *dict, HpObject *key);
HpObject *hp_dict_get_item_hash (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash);
HpObject *hp_dict_get_item_utf8 (HpRuntime *rt, HpObject *dict, const char *key);
int hp_dict_contains (HpRuntime *rt, HpObject *dict, HpObject *key); /* 1, 0, -1 */
/* Walks the entries in order: ssize_t pos = 0; while (hp_dict_next (dict, &pos, &key, &value)).
 * Borrowed. The dict must not change its keys meanwhile. */
bool hp_dict_next (HpObject *dict, ssize_t *pos, HpObject **key, HpObject **value);
bool hp_dict_next_hash (HpObject *dict, ssize_t *pos, HpObject **key, HpObject **value,
                        int64_t *hash);
HpObject *hp_dict_keys (HpRuntime *rt, HpObject *dict);  /* a new list */
HpObject *hp_dict_items (HpRuntime *rt, HpObject *dict); /* a new list of pairs */
/* globals, then builtins (both exact dicts): borrowed, NULL like hp_dict_get_item */
HpObject *hp_dict_load_global (HpRuntime *rt, HpObject *globals, HpObject *builtins,
                               HpObject *name);

/* change; references to key and value are taken (not stolen) */
int hp_dict_set_item (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value);
int hp_dict_set_item_hash (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value,
                           int64_t hash);
int hp_dict_set_item_utf8 (HpRuntime *rt, HpObject *dict, const char *key,
                           HpObject *value);                         /* interns key */
int hp_dict_del_item (HpRuntime *rt, HpObject *dict, HpObject *key); /* KeyError */
HpObject *hp_dict_set_default (HpRuntime *rt, HpObject *dict, HpObject *key,
                               HpObject *value); /* borrowed */
/* New reference; fallback (may be NULL: KeyError) when the key is not there. */
HpObject *hp_dict_pop (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *fallback);
void hp_dict_clear (HpRuntime *rt, HpObject *dict);
/* override: 0 keep what is there, 1 replace, 2 KeyError for a repeated key */
int hp_dict_merge (HpRuntime *rt, HpObject *dict, HpObject *other, int override);
int hp_dict_update (HpRuntime *rt, HpObject *dict, HpObject *other); /* a mapping */
int hp_dict_merge_from_pairs (HpRuntime *rt, HpObject *dict, HpObject *pairs, int override);

/* the collector's rule for exact dicts */
void hp_dict_maybe_untrack (HpRuntime *rt, HpObject *dict);

/* instance attributes: the class holds `keys`, the instance's pre-header holds `values` and later
 * the dict */
HpDictKeys *hp_dict_new_keys_for_class (HpRuntime *rt);
void hp_dict_keys_decref (HpRuntime *rt, HpDictKeys *keys);
/* Bytes the table takes (what a class adds to its getsizeof). */
size_t hp_dict_keys_size (const HpDictKeys *keys);
/* A values array for a new instance; lowers the table's spare by one unless it is 1. */
HpDictValues *hp_dict_new_values (HpRuntime *rt, HpDictKeys *keys);
void hp_dict_free_values (HpRuntime *rt, HpDictValues *values,
                          HpDictKeys *keys); /* drops the values too */
/* Borrowed; NULL: not there (no exception). name must be an exact str. */
HpObject *hp_dict_values_get (HpDictKeys *keys, HpDictValues *values, HpObject *name);
/* Sets or (value NULL) deletes. 0 done; -1 exception (AttributeError is left to the caller: returns
 * 2 when deleting what is not there); 1: does not fit, make a dict with hp_dict_from_values and
 * store there. */
int hp_dict_values_set (HpRuntime *rt, HpDictKeys *keys, HpDictValues *values, HpObject *name,
                        HpObject *value);
/* A dict that takes the array over (on success the instance must forget it). */
HpObject *hp_dict_from_values (HpRuntime *rt, HpDictKeys *keys, HpDictValues *values);
bool hp_dict_values_is_empty (HpDictKeys *keys, HpDictValues *values);
/* Number of slots that traversal must look at, and each slot's key (borrowed) for labels. */
ssize_t hp_dict_keys_n_entries (const HpDictKeys *keys);
HpObject *hp_dict_keys_entry_name (const HpDictKeys *keys, ssize_t i);

/* A slot that was empty gets a value: it comes last in the order. */
static inline void
hp_dict_order_append (HpDictValues *values, ssize_t slot)
{
  uint8_t *count = (uint8_t *)values - 2;

  (*count)++;
  count[-(ssize_t)*count] = (uint8_t)slot;
}

/* for caches of lookups: a combined table of str keys keeps each key at its place while its version
 * stays the same */
/* Gives the table a version that no other one ever has, if it has none; 0: none is left. */
uint32_t hp_dict_keys_assign_version (HpRuntime *rt, HpDictKeys *keys);
/* The place of a str in a table of kind unicode, -1: not there. */
ssize_t hp_dict_keys_find (const HpDictKeys *keys, HpObject *name);
static inline HpDictUnicodeEntry *
hp_dict_keys_unicode_entries (const HpDictKeys *keys)
{
  return (HpDictUnicodeEntry *)(uintptr_t)(keys->indices + ((size_t)1 << keys->log2_index_bytes));
}

/* views, made by d.keys() and so on */
HpObject *hp_dict_view_new (HpRuntime *rt, HpObject *dict, HpTypeId view_type);
HpObject *hp_dict_iter (HpRuntime *rt, HpObject *dict); /* over the keys */

/* Gives dead dicts and key tables that wait for reuse back to the heap. */
void hp_dict_clear_free_lists (HpRuntime *rt);
