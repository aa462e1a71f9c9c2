/* SPDX-License-Identifier: Apache-2.0 */
#include "object/dict-private.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

#define PERTURB_SHIFT      5
#define USABLE_FRACTION(n) (((n) << 1) / 3)
#define SHARED_KEYS_LOG2   6

/* ---- key tables ---- */

static inline ssize_t
keys_size (const HpDictKeys *keys)
{
  return (ssize_t)1 << keys->log2_size;
}

static inline ssize_t
get_index (const HpDictKeys *keys, size_t i)
{
  if (keys->log2_size < 8)
    return ((const int8_t *)keys->indices)[i];
  if (keys->log2_size < 16)
    return ((const int16_t *)(const void *)keys->indices)[i];
  if (keys->log2_size < 32)
    return ((const int32_t *)(const void *)keys->indices)[i];
  return ((const int64_t *)(const void *)keys->indices)[i];
}

static inline void
set_index (HpDictKeys *keys, size_t i, ssize_t value)
{
  if (keys->log2_size < 8)
    ((int8_t *)keys->indices)[i] = (int8_t)value;
  else if (keys->log2_size < 16)
    ((int16_t *)(void *)keys->indices)[i] = (int16_t)value;
  else if (keys->log2_size < 32)
    ((int32_t *)(void *)keys->indices)[i] = (int32_t)value;
  else
    ((int64_t *)(void *)keys->indices)[i] = value;
}

/* log2 of the table for at least minsize slots, as calculate_log2_keysize has it (16 gives 32). */
static uint8_t
log2_for (ssize_t minsize)
{
  uint64_t n = ((uint64_t)minsize | HP_DICT_MINSIZE) - 1;

  n |= HP_DICT_MINSIZE - 1;
  return (uint8_t)(64 - __builtin_clzll (n));
}

/* ... for n entries */
static uint8_t
log2_for_entries (ssize_t n)
{
  return log2_for ((n * 3 + 1) / 2);
}

size_t
hp_dict_keys_size (const HpDictKeys *keys)
{
  size_t entry = keys_unicode (keys) ? sizeof (HpDictUnicodeEntry) : sizeof (HpDictEntry);

  return sizeof (HpDictKeys) + ((size_t)1 << keys->log2_index_bytes) +
         (size_t)USABLE_FRACTION (keys_size (keys)) * entry;
}

static HpDictKeys *
keys_new (HpRuntime *rt, uint8_t log2_size, bool unicode)
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

static void
keys_free_memory (HpRuntime *rt, HpDictKeys *keys)
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
  for (ssize_t i = 0, n = keys->n_entries; i < n; i++) {
    HpDictEntry e = entry_at (keys, i);

    hp_xdecref (rt, e.key);
    hp_xdecref (rt, e.value);
  }
  keys_free_memory (rt, keys);
}

static inline HpDictKeys *
keys_incref (HpDictKeys *keys)
{
  keys->refcount++;
  return keys;
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

/* ---- values of split tables ---- */

static HpDictValues *
values_new (HpRuntime *rt, ssize_t size)
{
  size_t prefix = ((size_t)size + 2 + 7) & ~(size_t)7;
  uint8_t *memory = hp_mem_malloc (rt, prefix + (size_t)size * sizeof (HpObject *));

  if (memory == NULL) {
    hp_err_no_memory (rt);
    return NULL;
  }
  memory[prefix - 1] = (uint8_t)prefix;
  return (HpDictValues *)(void *)(memory + prefix);
}

static void
values_free (HpRuntime *rt, HpDictValues *values)
{
  hp_mem_free (rt, (uint8_t *)values - ((uint8_t *)values)[-1]);
}

static void
order_append (HpDictValues *values, ssize_t slot)
{
  uint8_t *count = (uint8_t *)values - 2;

  (*count)++;
  count[-(ssize_t)*count] = (uint8_t)slot;
}

static void
order_remove (HpDictValues *values, ssize_t slot)
{
  uint8_t *count = (uint8_t *)values - 2;
  int n = *count, i = 1;

  while (i <= n && count[-i] != slot)
    i++;
  for (; i < n; i++)
    count[-i] = count[-i - 1];
  *count = (uint8_t)(n - 1);
}

static inline ssize_t
shared_slots (const HpDictKeys *keys)
{
  return keys->n_entries + keys->usable;
}

/* ---- lookup ---- */

static inline int64_t
key_hash (HpRuntime *rt, HpObject *key)
{
  if (hp_is_str_exact (rt, key))
    return hp_str_hash (key);
  return hp_object_hash (rt, key);
}

static ssize_t
lookup_str (const HpDictKeys *keys, HpObject *key, int64_t hash)
{
  HpDictUnicodeEntry *entries = unicode_entries (keys);
  size_t mask = (size_t)keys_size (keys) - 1, perturb = (size_t)hash, i = (size_t)hash & mask;

  for (;;) {
    ssize_t ix = get_index (keys, i);

    if (ix >= 0) {
      HpObject *k = entries[ix].key;

      if (k == key || (((HpStr *)k)->hash == hash && hp_str_equal (k, key)))
        return ix;
    } else if (ix == HP_DICT_EMPTY)
      return HP_DICT_EMPTY;
    perturb >>= PERTURB_SHIFT;
    i = mask & (i * 5 + perturb + 1);
  }
}

/* Any key, any combined or split table; -3 when a comparison raises. */
static ssize_t
lookup_any (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash)
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

        hp_incref (e.key);
        c = hp_object_compare_bool (rt, e.key, key, HP_EQ);
        hp_decref (rt, e.key);
        if (c < 0)
          return HP_DICT_ERROR;
        if (keys != D (dict)->keys || entry_at (keys, ix).key != e.key)
          goto start; /* the comparison changed the dict */
        if (c > 0)
          return ix;
      }
    } else if (ix == HP_DICT_EMPTY)
      return HP_DICT_EMPTY;
    perturb >>= PERTURB_SHIFT;
    i = mask & (i * 5 + perturb + 1);
  }
}

static ssize_t
lookup (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject **value)
{
  HpDictKeys *keys = D (dict)->keys;
  ssize_t ix;

  if (keys_unicode (keys) && hp_is_str_exact (rt, key))
    ix = lookup_str (keys, key, hash);
  else
    ix = lookup_any (rt, dict, key, hash);
  *value = NULL;
  if (ix >= 0)
    *value = D (dict)->values ? D (dict)->values->values[ix] : entry_at (D (dict)->keys, ix).value;
  return ix;
}

/* The slot of the index that names entry ix. */
static size_t
slot_of_entry (const HpDictKeys *keys, int64_t hash, ssize_t ix)
{
  size_t mask = (size_t)keys_size (keys) - 1, perturb = (size_t)hash, i = (size_t)hash & mask;

  while (get_index (keys, i) != ix) {
    perturb >>= PERTURB_SHIFT;
    i = mask & (i * 5 + perturb + 1);
  }
  return i;
}

static size_t
empty_slot (const HpDictKeys *keys, int64_t hash)
{
  size_t mask = (size_t)keys_size (keys) - 1, perturb = (size_t)hash, i = (size_t)hash & mask;

  while (get_index (keys, i) >= 0) {
    perturb >>= PERTURB_SHIFT;
    i = mask & (i * 5 + perturb + 1);
  }
  return i;
}

/* ---- make ---- */

static inline void
new_version (HpRuntime *rt, HpObject *dict)
{
  D (dict)->version = ++rt->dict_version;
}

static inline void
maintain_tracking (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value)
{
  if (!hp_gc_is_tracked (dict) &&
      (hp_gc_may_be_tracked (rt, key) || hp_gc_may_be_tracked (rt, value)))
    hp_gc_track (rt, dict);
}

/* An untracked dict with this table (its reference is taken over, also on failure) and values. */
static HpObject *
dict_with (HpRuntime *rt, HpDictKeys *keys, HpDictValues *values, ssize_t used)
{
  HpFreeLists *v = &rt->free_lists;
  HpObject *o;

  if (v->n_dicts > 0) {
    o = v->dicts[--v->n_dicts];
    hp_new_reference (rt, o);
  } else {
    o = hp_gc_new (rt, hp_type (rt, HP_T_DICT));
    if (o == NULL) {
      hp_dict_keys_decref (rt, keys);
      return NULL;
    }
  }
  D (o)->keys = keys;
  D (o)->values = values;
  D (o)->used = used;
  new_version (rt, o);
  return o;
}

HpObject *
hp_dict_new (HpRuntime *rt)
{
  return dict_with (rt, keys_incref (rt->empty_keys), NULL, 0);
}

HpObject *
hp_dict_new_presized (HpRuntime *rt, ssize_t n, bool unicode)
{
  HpDictKeys *keys;

  if (n <= USABLE_FRACTION (HP_DICT_MINSIZE))
    return hp_dict_new (rt);
  keys = keys_new (rt, n > USABLE_FRACTION ((ssize_t)1 << 17) ? 17 : log2_for_entries (n), unicode);
  return keys ? dict_with (rt, keys, NULL, 0) : NULL;
}

HpObject *
hp_dict_from_items (HpRuntime *rt, HpObject *const *keys, ssize_t key_step, HpObject *const *values,
                    ssize_t value_step, ssize_t n)
{
  bool unicode = true;
  HpObject *dict;

  for (ssize_t i = 0; i < n && unicode; i++)
    unicode = hp_is_str_exact (rt, keys[i * key_step]);
  dict = hp_dict_new_presized (rt, n, unicode);
  for (ssize_t i = 0; dict != NULL && i < n; i++)
    if (hp_dict_set_item (rt, dict, keys[i * key_step], values[i * value_step]) < 0)
      hp_clear (rt, dict);
  return dict;
}

static HpDictKeys *
clone_keys (HpRuntime *rt, HpObject *dict)
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

static HpObject *dict_iter (HpRuntime *rt, HpObject *dict);

static HpObject *
copy_split (HpRuntime *rt, HpObject *dict)
{
  ssize_t size = shared_slots (D (dict)->keys);
  HpDictValues *values = values_new (rt, size);
  HpObject *copy = values ? hp_gc_new (rt, hp_type (rt, HP_T_DICT)) : NULL;
  size_t count;

  if (copy == NULL) {
    if (values)
      values_free (rt, values);
    return NULL;
  }
  count = ((uint8_t *)D (dict)->values)[-2];
  ((uint8_t *)values)[-2] = (uint8_t)count;
  for (size_t i = 0; i < count; i++)
    ((uint8_t *)values)[-3 - (ssize_t)i] = (uint8_t)slot_in_order (D (dict)->values, (ssize_t)i);
  D (copy)->values = values;
  D (copy)->keys = keys_incref (D (dict)->keys);
  D (copy)->used = D (dict)->used;
  new_version (rt, copy);
  for (ssize_t i = 0; i < size; i++)
    values->values[i] = hp_xnew_ref (D (dict)->values->values[i]);
  if (hp_gc_is_tracked (dict))
    hp_gc_track (rt, copy);
  return copy;
}

HpObject *
hp_dict_copy (HpRuntime *rt, HpObject *dict)
{
  HpObject *copy;

  if (D (dict)->used == 0)
    return hp_dict_new (rt);
  if (D (dict)->values != NULL)
    return copy_split (rt, dict);
  if (dict->type->iter == dict_iter && D (dict)->used >= (D (dict)->keys->n_entries * 2) / 3) {
    HpDictKeys *keys = clone_keys (rt, dict);

    copy = keys ? dict_with (rt, keys, NULL, D (dict)->used) : NULL;
    if (copy != NULL && hp_gc_is_tracked (dict))
      hp_gc_track (rt, copy);
    return copy;
  }
  copy = hp_dict_new (rt);
  if (copy != NULL && hp_dict_merge (rt, copy, dict, 1) < 0)
    hp_clear (rt, copy);
  return copy;
}

/* ---- growing ---- */

static void
add_entry (HpDictKeys *keys, HpObject *key, int64_t hash, HpObject *value)
{
  ssize_t ix = keys->n_entries++;

  set_index (keys, empty_slot (keys, hash), ix);
  if (keys_unicode (keys))
    unicode_entries (keys)[ix] = (HpDictUnicodeEntry){ key, value };
  else
    general_entries (keys)[ix] = (HpDictEntry){ hash, key, value };
  keys->usable--;
}

/* A combined table of 2^log2_size slots with the live entries; unicode only if the old one is. */
static int
resize (HpRuntime *rt, HpObject *dict, uint8_t log2_size, bool unicode)
{
  HpDictKeys *old = D (dict)->keys, *keys = keys_new (rt, log2_size, unicode && keys_unicode (old));
  HpDictValues *values = D (dict)->values;

  if (keys == NULL)
    return -1;
  if (values != NULL) {
    for (ssize_t i = 0; i < D (dict)->used; i++) {
      ssize_t slot = slot_in_order (values, i);
      HpObject *key = unicode_entries (old)[slot].key;

      add_entry (keys, hp_new_ref (key), ((HpStr *)key)->hash, values->values[slot]);
    }
    D (dict)->values = NULL;
    D (dict)->keys = keys;
    values_free (rt, values);
    hp_dict_keys_decref (rt, old);
    return 0;
  }
  for (ssize_t i = 0; i < old->n_entries; i++) {
    HpDictEntry e = entry_at (old, i);

    if (e.value != NULL)
      add_entry (keys, e.key, keys_unicode (old) ? ((HpStr *)e.key)->hash : e.hash, e.value);
  }
  D (dict)->keys = keys;
  if (old == rt->empty_keys)
    old->refcount--;
  else
    keys_free_memory (rt, old);
  return 0;
}

static int
insertion_resize (HpRuntime *rt, HpObject *dict, bool unicode)
{
  return resize (rt, dict, log2_for (D (dict)->used * 3), unicode);
}

/* Stores references it takes over, also on failure. */
static int
insert (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject *value)
{
  HpObject *old;
  HpDictKeys *keys;
  ssize_t ix;

  if (D (dict)->keys == rt->empty_keys) {
    keys = keys_new (rt, HP_DICT_LOG_MINSIZE, hp_is_str_exact (rt, key));
    if (keys == NULL)
      goto fail;
    maintain_tracking (rt, dict, key, value);
    rt->empty_keys->refcount--;
    D (dict)->keys = keys;
    D (dict)->values = NULL;
    add_entry (keys, key, hash, value);
    D (dict)->used++;
    new_version (rt, dict);
    return 0;
  }
  if (keys_unicode (D (dict)->keys) && !hp_is_str_exact (rt, key) &&
      insertion_resize (rt, dict, false) < 0)
    goto fail;
  ix = lookup (rt, dict, key, hash, &old);
  if (ix == HP_DICT_ERROR)
    goto fail;
  maintain_tracking (rt, dict, key, value);
  if (ix == HP_DICT_EMPTY) {
    D (dict)->keys->version = 0;
    if (D (dict)->keys->usable <= 0 && insertion_resize (rt, dict, true) < 0)
      goto fail;
    keys = D (dict)->keys;
    if (D (dict)->values != NULL) {
      order_append (D (dict)->values, keys->n_entries);
      D (dict)->values->values[keys->n_entries] = value;
      add_entry (keys, key, hash, NULL);
    } else
      add_entry (keys, key, hash, value);
    D (dict)->used++;
    new_version (rt, dict);
    return 0;
  }
  if (old != value) {
    keys = D (dict)->keys;
    if (D (dict)->values != NULL) {
      D (dict)->values->values[ix] = value;
      if (old == NULL) {
        order_append (D (dict)->values, ix);
        D (dict)->used++;
      }
    } else if (keys_unicode (keys))
      unicode_entries (keys)[ix].value = value;
    else
      general_entries (keys)[ix].value = value;
    new_version (rt, dict);
  }
  hp_xdecref (rt, old);
  hp_decref (rt, key);
  return 0;
fail:
  hp_decref (rt, key);
  hp_decref (rt, value);
  return -1;
}

/* ---- items ---- */

HpObject *
hp_dict_get_item_hash (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash)
{
  HpObject *value;

  lookup (rt, dict, key, hash, &value);
  return value;
}

HpObject *
hp_dict_get_item (HpRuntime *rt, HpObject *dict, HpObject *key)
{
  int64_t hash = key_hash (rt, key);

  return hash == -1 ? NULL : hp_dict_get_item_hash (rt, dict, key, hash);
}

HpObject *
hp_dict_get_item_utf8 (HpRuntime *rt, HpObject *dict, const char *key)
{
  HpObject *k = hp_str_from_utf8 (rt, key), *value = k ? hp_dict_get_item (rt, dict, k) : NULL;

  hp_xdecref (rt, k);
  return value;
}

int
hp_dict_contains (HpRuntime *rt, HpObject *dict, HpObject *key)
{
  int64_t hash = key_hash (rt, key);
  HpObject *value;

  if (hash == -1 || lookup (rt, dict, key, hash, &value) == HP_DICT_ERROR)
    return -1;
  return value != NULL;
}

HpObject *
hp_dict_load_global (HpRuntime *rt, HpObject *globals, HpObject *builtins, HpObject *name)
{
  int64_t hash = key_hash (rt, name);
  HpObject *value = hash == -1 ? NULL : hp_dict_get_item_hash (rt, globals, name, hash);

  if (value != NULL || hp_err_occurred (rt))
    return value;
  return hp_dict_get_item_hash (rt, builtins, name, hash);
}

int
hp_dict_set_item_hash (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value, int64_t hash)
{
  return insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value));
}

int
hp_dict_set_item (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value)
{
  int64_t hash = key_hash (rt, key);

  return hash == -1 ? -1 : insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value));
}

int
hp_dict_set_item_utf8 (HpRuntime *rt, HpObject *dict, const char *key, HpObject *value)
{
  HpObject *k = hp_str_intern_utf8 (rt, key);
  int r = k ? hp_dict_set_item (rt, dict, k, value) : -1;

  hp_xdecref (rt, k);
  return r;
}

/* Takes entry ix out. Returns its value, whose reference goes to the caller. */
static HpObject *
remove_entry (HpRuntime *rt, HpObject *dict, ssize_t ix, int64_t hash, HpObject **old_key)
{
  HpDictKeys *keys = D (dict)->keys;
  HpObject *value;

  *old_key = NULL;
  D (dict)->used--;
  new_version (rt, dict);
  if (D (dict)->values != NULL) {
    value = D (dict)->values->values[ix];
    D (dict)->values->values[ix] = NULL;
    order_remove (D (dict)->values, ix);
    return value;
  }
  keys->version = 0;
  set_index (keys, slot_of_entry (keys, hash, ix), HP_DICT_DUMMY);
  *old_key = entry_at (keys, ix).key;
  value = entry_at (keys, ix).value;
  if (keys_unicode (keys))
    unicode_entries (keys)[ix] = (HpDictUnicodeEntry){ NULL, NULL };
  else
    general_entries (keys)[ix] = (HpDictEntry){ 0, NULL, NULL };
  return value;
}

int
hp_dict_del_item (HpRuntime *rt, HpObject *dict, HpObject *key)
{
  int64_t hash = key_hash (rt, key);
  HpObject *value, *old_key;
  ssize_t ix;

  if (hash == -1)
    return -1;
  ix = lookup (rt, dict, key, hash, &value);
  if (ix == HP_DICT_ERROR)
    return -1;
  if (value == NULL) {
    hp_err_key_error (rt, key);
    return -1;
  }
  remove_entry (rt, dict, ix, hash, &old_key);
  hp_xdecref (rt, old_key);
  hp_decref (rt, value);
  return 0;
}

int
hp_dict_del_item_utf8 (HpRuntime *rt, HpObject *dict, const char *key)
{
  HpObject *k = hp_str_from_utf8 (rt, key);
  int r = k ? hp_dict_del_item (rt, dict, k) : -1;

  hp_xdecref (rt, k);
  return r;
}

HpObject *
hp_dict_set_default (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value)
{
  int64_t hash = key_hash (rt, key);
  HpObject *old;

  if (hash == -1 || lookup (rt, dict, key, hash, &old) == HP_DICT_ERROR)
    return NULL;
  if (old != NULL)
    return old;
  return insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value)) < 0 ? NULL : value;
}

HpObject *
hp_dict_pop (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *fallback)
{
  int64_t hash;
  HpObject *value = NULL, *old_key;
  ssize_t ix;

  if (D (dict)->used > 0) {
    hash = key_hash (rt, key);
    if (hash == -1)
      return NULL;
    ix = lookup (rt, dict, key, hash, &value);
    if (ix == HP_DICT_ERROR)
      return NULL;
    if (value != NULL) {
      remove_entry (rt, dict, ix, hash, &old_key);
      hp_xdecref (rt, old_key);
      return value;
    }
  }
  return fallback ? hp_new_ref (fallback) : hp_err_key_error (rt, key);
}

void
hp_dict_clear (HpRuntime *rt, HpObject *dict)
{
  HpDictKeys *keys = D (dict)->keys;
  HpDictValues *values = D (dict)->values;

  if (keys == rt->empty_keys)
    return;
  D (dict)->keys = keys_incref (rt->empty_keys);
  D (dict)->values = NULL;
  D (dict)->used = 0;
  new_version (rt, dict);
  if (values != NULL) {
    for (ssize_t i = 0, n = keys->n_entries; i < n; i++)
      hp_clear (rt, values->values[i]);
    values_free (rt, values);
  }
  hp_dict_keys_decref (rt, keys);
}

bool
hp_dict_next_hash (HpObject *dict, ssize_t *pos, HpObject **key, HpObject **value, int64_t *hash)
{
  HpDictKeys *keys = D (dict)->keys;
  ssize_t i = *pos;
  HpDictEntry e;

  if (i < 0)
    return false;
  if (D (dict)->values != NULL) {
    ssize_t slot;

    if (i >= D (dict)->used)
      return false;
    slot = slot_in_order (D (dict)->values, i);
    e.key = unicode_entries (keys)[slot].key;
    e.value = D (dict)->values->values[slot];
    e.hash = ((HpStr *)e.key)->hash;
  } else {
    for (;; i++) {
      if (i >= keys->n_entries)
        return false;
      e = entry_at (keys, i);
      if (e.value != NULL)
        break;
    }
    if (keys_unicode (keys))
      e.hash = ((HpStr *)e.key)->hash;
  }
  *pos = i + 1;
  if (key)
    *key = e.key;
  if (value)
    *value = e.value;
  if (hash)
    *hash = e.hash;
  return true;
}

bool
hp_dict_next (HpObject *dict, ssize_t *pos, HpObject **key, HpObject **value)
{
  return hp_dict_next_hash (dict, pos, key, value, NULL);
}

/* A list of what: 0 keys, 1 values, 2 pairs. */
static HpObject *
as_list (HpRuntime *rt, HpObject *dict, int what)
{
  ssize_t n = D (dict)->used, pos = 0, i = 0;
  HpObject *list = hp_list_new (rt, n), *key, *value;

  while (list != NULL && i < n && hp_dict_next (dict, &pos, &key, &value)) {
    HpObject *item =
        what == 2 ? hp_tuple_pack (rt, 2, key, value) : hp_new_ref (what ? value : key);

    if (item == NULL)
      hp_clear (rt, list);
    else
      hp_list_set_slot (list, i++, item);
  }
  return list;
}

HpObject *
hp_dict_keys (HpRuntime *rt, HpObject *dict)
{
  return as_list (rt, dict, 0);
}

HpObject *
hp_dict_values (HpRuntime *rt, HpObject *dict)
{
  return as_list (rt, dict, 1);
}

HpObject *
hp_dict_items (HpRuntime *rt, HpObject *dict)
{
  return as_list (rt, dict, 2);
}

/* ---- merging ---- */

static int
merge_dict (HpRuntime *rt, HpObject *dict, HpObject *other, int override)
{
  HpDictKeys *from = D (other)->keys;
  HpObject *key, *value;
  ssize_t pos = 0, n_entries;
  int64_t hash;
  int r;

  if (other == dict || D (other)->used == 0)
    return 0;
  if (D (dict)->used == 0) {
    override = 1;
    if (D (other)->values == NULL && D (other)->used == from->n_entries &&
        (from->log2_size == HP_DICT_LOG_MINSIZE ||
         USABLE_FRACTION (keys_size (from) / 2) < D (other)->used)) {
      HpDictKeys *keys = clone_keys (rt, other), *old = D (dict)->keys;
      HpDictValues *values = D (dict)->values;

      if (keys == NULL)
        return -1;
      D (dict)->keys = keys;
      D (dict)->values = NULL;
      D (dict)->used = D (other)->used;
      new_version (rt, dict);
      if (hp_gc_is_tracked (other) && !hp_gc_is_tracked (dict))
        hp_gc_track (rt, dict);
      if (values != NULL)
        values_free (rt, values);
      hp_dict_keys_decref (rt, old);
      return 0;
    }
  }
  if (USABLE_FRACTION (keys_size (D (dict)->keys)) < D (other)->used &&
      resize (rt, dict, log2_for_entries (D (dict)->used + D (other)->used), keys_unicode (from)) <
          0)
    return -1;
  n_entries = from->n_entries;
  while (hp_dict_next_hash (other, &pos, &key, &value, &hash)) {
    hp_incref (key);
    hp_incref (value);
    r = 0;
    if (override != 1) {
      HpObject *old;

      r = lookup (rt, dict, key, hash, &old) == HP_DICT_ERROR ? -1 : old != NULL;
      if (r > 0 && override == 2) {
        hp_err_key_error (rt, key);
        r = -1;
      }
    }
    if (r == 0)
      r = insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value));
    hp_decref (rt, key);
    hp_decref (rt, value);
    if (r < 0)
      return -1;
    if (n_entries != D (other)->keys->n_entries) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "dict mutated during update");
      return -1;
    }
  }
  return 0;
}

int
hp_dict_merge (HpRuntime *rt, HpObject *dict, HpObject *other, int override)
{
  HpObject *keys, *it, *key, *value;
  int r = 0;

  if (hp_is_dict (other) && other->type->iter == dict_iter)
    return merge_dict (rt, dict, other, override);
  keys = hp_mapping_keys (rt, other);
  it = keys ? hp_object_get_iter (rt, keys) : NULL;
  hp_xdecref (rt, keys);
  if (it == NULL)
    return -1;
  while (r == 0 && (key = hp_iter_next (rt, it)) != NULL) {
    bool skip = false;

    if (override != 1) {
      r = hp_dict_contains (rt, dict, key);
      if (r > 0 && override == 2) {
        hp_err_key_error (rt, key);
        r = -1;
      } else if (r > 0) {
        skip = true;
        r = 0;
      }
    }
    if (r == 0 && !skip) {
      value = hp_object_get_item (rt, other, key);
      r = value ? hp_dict_set_item (rt, dict, key, value) : -1;
      hp_xdecref (rt, value);
    }
    hp_decref (rt, key);
  }
  hp_decref (rt, it);
  return r < 0 || hp_err_occurred (rt) ? -1 : 0;
}

int
hp_dict_update (HpRuntime *rt, HpObject *dict, HpObject *other)
{
  return hp_dict_merge (rt, dict, other, 1);
}

int
hp_dict_merge_from_pairs (HpRuntime *rt, HpObject *dict, HpObject *pairs, int override)
{
  HpObject *it = hp_object_get_iter (rt, pairs), *item, *fast = NULL;
  ssize_t i = 0, n;

  if (it == NULL)
    return -1;
  for (; (item = hp_iter_next (rt, it)) != NULL; i++) {
    HpObject **pair, *key, *value;
    int r = 0;

    fast = hp_sequence_fast (rt, item, "");
    hp_decref (rt, item);
    if (fast == NULL) {
      if (hp_err_matches (rt, HP_EXC_TYPE_ERROR)) {
        hp_err_clear (rt);
        hp_err_format (rt, HP_EXC_TYPE_ERROR,
                       "cannot convert dictionary update sequence element #%zd to a sequence", i);
      }
      goto fail;
    }
    pair = hp_sequence_fast_items (fast, &n);
    if (n != 2) {
      hp_err_format (rt, HP_EXC_VALUE_ERROR,
                     "dictionary update sequence element #%zd has length %zd; 2 is required", i, n);
      goto fail;
    }
    key = hp_new_ref (pair[0]);
    value = hp_new_ref (pair[1]);
    if (override)
      r = hp_dict_set_item (rt, dict, key, value);
    else
      r = hp_dict_set_default (rt, dict, key, value) ? 0 : -1;
    hp_decref (rt, key);
    hp_decref (rt, value);
    if (r < 0)
      goto fail;
    hp_clear (rt, fast);
  }
  hp_decref (rt, it);
  return hp_err_occurred (rt) ? -1 : 0;
fail:
  hp_xdecref (rt, fast);
  hp_decref (rt, it);
  return -1;
}

/* ---- instance attributes ---- */

HpDictKeys *
hp_dict_new_keys_for_class (HpRuntime *rt)
{
  HpDictKeys *keys = keys_new (rt, SHARED_KEYS_LOG2, true);

  if (keys == NULL) {
    hp_err_clear (rt);
    return NULL;
  }
  keys->usable = HP_DICT_SHARED_KEYS_MAX;
  keys->kind = HP_DICT_KEYS_SPLIT;
  return keys;
}

HpDictValues *
hp_dict_new_values (HpRuntime *rt, HpDictKeys *keys)
{
  ssize_t size;
  HpDictValues *values;

  if (keys->usable > 1)
    keys->usable--;
  size = shared_slots (keys);
  values = values_new (rt, size);
  if (values == NULL)
    return NULL;
  ((uint8_t *)values)[-2] = 0;
  memset (values->values, 0, (size_t)size * sizeof (HpObject *));
  return values;
}

void
hp_dict_free_values (HpRuntime *rt, HpDictValues *values, HpDictKeys *keys)
{
  for (ssize_t i = 0; i < keys->n_entries; i++)
    hp_xdecref (rt, values->values[i]);
  values_free (rt, values);
}

HpObject *
hp_dict_values_get (HpDictKeys *keys, HpDictValues *values, HpObject *name)
{
  ssize_t ix = lookup_str (keys, name, hp_str_hash (name));

  return ix < 0 ? NULL : values->values[ix];
}

int
hp_dict_values_set (HpRuntime *rt, HpDictKeys *keys, HpDictValues *values, HpObject *name,
                    HpObject *value)
{
  int64_t hash = hp_str_hash (name);
  ssize_t ix = lookup_str (keys, name, hash);
  HpObject *old;

  if (ix == HP_DICT_EMPTY) {
    if (keys->usable <= 0)
      return 1;
    keys->version = 0;
    ix = keys->n_entries;
    add_entry (keys, hp_new_ref (name), hash, NULL);
  }
  old = values->values[ix];
  values->values[ix] = hp_xnew_ref (value);
  if (old == NULL) {
    if (value == NULL)
      return 2;
    order_append (values, ix);
    return 0;
  }
  if (value == NULL)
    order_remove (values, ix);
  hp_decref (rt, old);
  return 0;
}

HpObject *
hp_dict_from_values (HpRuntime *rt, HpDictKeys *keys, HpDictValues *values)
{
  ssize_t used = 0;
  bool track = false;
  HpObject *dict;

  for (ssize_t i = 0; i < keys->n_entries; i++)
    if (values->values[i] != NULL) {
      used++;
      track = track || hp_gc_may_be_tracked (rt, values->values[i]);
    }
  dict = dict_with (rt, keys_incref (keys), values, used);
  if (dict != NULL && track)
    hp_gc_track (rt, dict);
  return dict;
}

bool
hp_dict_values_is_empty (HpDictKeys *keys, HpDictValues *values)
{
  return ((uint8_t *)values)[-2] == 0;
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

/* ---- the collector ---- */

void
hp_dict_maybe_untrack (HpRuntime *rt, HpObject *dict)
{
  HpObject *key, *value;
  ssize_t pos = 0;

  if (!hp_is_dict_exact (rt, dict) || !hp_gc_is_tracked (dict))
    return;
  while (hp_dict_next (dict, &pos, &key, &value))
    if (hp_gc_may_be_tracked (rt, value) || hp_gc_may_be_tracked (rt, key))
      return;
  hp_gc_untrack (dict);
}

static int
dict_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HpDictKeys *keys = D (o)->keys;

  for (ssize_t i = 0, n = keys->n_entries; i < n; i++) {
    if (D (o)->values != NULL)
      HP_VISIT (D (o)->values->values[i]);
    else if (keys_unicode (keys))
      HP_VISIT (unicode_entries (keys)[i].value);
    else if (general_entries (keys)[i].value != NULL) {
      HP_VISIT (general_entries (keys)[i].value);
      HP_VISIT (general_entries (keys)[i].key);
    }
  }
  return 0;
}

static int
dict_tp_clear (HpRuntime *rt, HpObject *o)
{
  hp_dict_clear (rt, o);
  return 0;
}

static void
dict_dealloc (HpRuntime *rt, HpObject *o)
{
  HpDictKeys *keys = D (o)->keys;
  HpDictValues *values = D (o)->values;
  HpFreeLists *v = &rt->free_lists;

  hp_gc_untrack (o);
  HP_TRASHCAN_BEGIN (rt, o, dict_dealloc)
  if (values != NULL) {
    for (ssize_t i = 0, n = keys->n_entries; i < n; i++)
      hp_xdecref (rt, values->values[i]);
    values_free (rt, values);
  }
  if (keys != NULL)
    hp_dict_keys_decref (rt, keys);
  if (v->n_dicts < HP_FREE_LIST_MAX && hp_is_dict_exact (rt, o))
    v->dicts[v->n_dicts++] = o;
  else
    o->type->free (rt, o);
  HP_TRASHCAN_END (rt);
}

void
hp_dict_clear_free_lists (HpRuntime *rt)
{
  HpFreeLists *v = &rt->free_lists;

  while (v->n_dicts > 0)
    hp_gc_free (rt, v->dicts[--v->n_dicts]);
  while (v->n_dict_keys > 0)
    hp_object_free (rt, v->dict_keys[--v->n_dict_keys]);
}

/* ---- slots ---- */

static ssize_t
dict_length (HpRuntime *rt, HpObject *o)
{
  return D (o)->used;
}

static HpObject *
dict_subscript (HpRuntime *rt, HpObject *o, HpObject *key)
{
  int64_t hash = key_hash (rt, key);
  HpObject *value, *missing, *r;
  ssize_t ix;

  if (hash == -1)
    return NULL;
  ix = lookup (rt, o, key, hash, &value);
  if (ix == HP_DICT_ERROR)
    return NULL;
  if (value != NULL)
    return hp_new_ref (value);
  if (!hp_is_dict_exact (rt, o)) {
    missing = hp_object_lookup_special (rt, o, hp_id (rt, __missing__));
    if (missing != NULL) {
      r = hp_call_one_arg (rt, missing, key);
      hp_decref (rt, missing);
      return r;
    }
    if (hp_err_occurred (rt))
      return NULL;
  }
  return hp_err_key_error (rt, key);
}

static int
dict_assign_subscript (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value)
{
  return value ? hp_dict_set_item (rt, o, key, value) : hp_dict_del_item (rt, o, key);
}

static HpObject *
dict_repr (HpRuntime *rt, HpObject *o)
{
  HpStrWriter w;
  HpObject *key, *value, *s;
  ssize_t pos = 0;
  bool first = true;
  int entered = hp_repr_enter (rt, o);

  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "{...}") : NULL;
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_char (&w, '{');
  while (hp_dict_next (o, &pos, &key, &value)) {
    hp_incref (key);
    hp_incref (value);
    if (!first)
      hp_str_writer_add_ascii (&w, ", ", 2);
    first = false;
    s = hp_object_repr (rt, key);
    if (s != NULL) {
      hp_str_writer_add_str (&w, s);
      hp_decref (rt, s);
      hp_str_writer_add_ascii (&w, ": ", 2);
      s = hp_object_repr (rt, value);
    }
    hp_decref (rt, key);
    hp_decref (rt, value);
    if (s == NULL) {
      hp_str_writer_abandon (&w);
      hp_repr_leave (rt, o);
      return NULL;
    }
    hp_str_writer_add_str (&w, s);
    hp_decref (rt, s);
  }
  hp_str_writer_add_char (&w, '}');
  hp_repr_leave (rt, o);
  return hp_str_writer_finish (&w);
}

/* 1, 0, -1 */
static int
dict_equal (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *key, *x, *y;
  ssize_t pos = 0;
  int64_t hash;

  if (D (a)->used != D (b)->used)
    return 0;
  while (hp_dict_next_hash (a, &pos, &key, &x, &hash)) {
    int c;

    hp_incref (key);
    hp_incref (x);
    if (lookup (rt, b, key, hash, &y) == HP_DICT_ERROR) {
      hp_decref (rt, key);
      hp_decref (rt, x);
      return -1;
    }
    c = 0;
    if (y != NULL) {
      hp_incref (y);
      c = hp_object_compare_bool (rt, x, y, HP_EQ);
      hp_decref (rt, y);
    }
    hp_decref (rt, key);
    hp_decref (rt, x);
    if (c <= 0)
      return c;
  }
  return 1;
}

static HpObject *
dict_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  int c;

  if (!hp_is_dict (a) || !hp_is_dict (b) || (op != HP_EQ && op != HP_NE))
    return hp_new_not_implemented (rt);
  c = dict_equal (rt, a, b);
  return c < 0 ? NULL : hp_new_bool (rt, c == (op == HP_EQ));
}

static HpObject *
dict_iter (HpRuntime *rt, HpObject *dict)
{
  return hp_dict_iter (rt, dict);
}

static int
update_arg (HpRuntime *rt, HpObject *self, HpObject *arg)
{
  HpObject *keys;
  int r;

  if (hp_is_dict_exact (rt, arg))
    return hp_dict_merge (rt, self, arg, 1);
  r = hp_object_lookup_attr (rt, arg, hp_id (rt, keys), &keys);
  if (r < 0)
    return -1;
  if (r > 0) {
    hp_decref (rt, keys);
    return hp_dict_merge (rt, self, arg, 1);
  }
  return hp_dict_merge_from_pairs (rt, self, arg, 1);
}

static int
keywords_are_str (HpRuntime *rt, HpObject *kwargs)
{
  HpObject *key;
  ssize_t pos = 0;

  while (hp_dict_next (kwargs, &pos, &key, NULL))
    if (!hp_is_str (key)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "keywords must be strings");
      return -1;
    }
  return 0;
}

static int
update_common (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs, const char *name)
{
  HpObject *arg = NULL;

  if (hp_arg_unpack (rt, name, args, 0, 1, &arg) < 0 ||
      (arg != NULL && update_arg (rt, self, arg) < 0))
    return -1;
  if (kwargs != NULL)
    return keywords_are_str (rt, kwargs) < 0 ? -1 : hp_dict_merge (rt, self, kwargs, 1);
  return 0;
}

static int
dict_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return update_common (rt, self, args, kwargs, "dict");
}

static HpObject *
dict_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o = type->alloc (rt, type, 0);

  if (o == NULL)
    return NULL;
  if (type == hp_type (rt, HP_T_DICT))
    hp_gc_untrack (o);
  D (o)->keys = keys_incref (rt->empty_keys);
  D (o)->used = 0;
  new_version (rt, o);
  return o;
}

static HpObject *
dict_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                 HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *o;

  if (hp_args_check (rt, "dict", n, 0, 1) < 0)
    return NULL;
  o = dict_new (rt, (HpType *)type, NULL, NULL);
  if (o == NULL)
    return NULL;
  if (n == 1 && update_arg (rt, o, args[0]) < 0)
    hp_clear (rt, o);
  for (ssize_t i = 0; o != NULL && kwnames != NULL && i < hp_tuple_length (kwnames); i++)
    if (hp_dict_set_item (rt, o, hp_tuple_slot (kwnames, i), args[n + i]) < 0)
      hp_clear (rt, o);
  return o;
}

static HpObject *
dict_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  if (!hp_is_dict (a) || !hp_is_dict (b))
    return hp_new_not_implemented (rt);
  r = hp_dict_copy (rt, a);
  if (r != NULL && update_arg (rt, r, b) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
dict_inplace_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return update_arg (rt, a, b) < 0 ? NULL : hp_new_ref (a);
}

/* ---- methods ---- */

static HpObject *
method_contains (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = hp_dict_contains (rt, self, key);

  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_get (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *value;

  if (hp_args_check (rt, "get", n, 1, 2) < 0)
    return NULL;
  value = hp_dict_get_item (rt, self, args[0]);
  if (value == NULL && hp_err_occurred (rt))
    return NULL;
  return hp_new_ref (value ? value : n > 1 ? args[1] : hp_none (rt));
}

static HpObject *
method_setdefault (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "setdefault", n, 1, 2) < 0)
    return NULL;
  return hp_xnew_ref (hp_dict_set_default (rt, self, args[0], n > 1 ? args[1] : hp_none (rt)));
}

static HpObject *
method_pop (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "pop", n, 1, 2) < 0)
    return NULL;
  return hp_dict_pop (rt, self, args[0], n > 1 ? args[1] : NULL);
}

static HpObject *
method_popitem (HpRuntime *rt, HpObject *self)
{
  HpObject *pair = hp_tuple_new (rt, 2), *key, *value;
  HpDictKeys *keys;
  HpDictEntry e;
  ssize_t i;

  if (pair == NULL)
    return NULL;
  if (D (self)->used == 0) {
    hp_decref (rt, pair);
    return hp_err_set_string (rt, HP_EXC_KEY_ERROR, "popitem(): dictionary is empty");
  }
  if (D (self)->values != NULL && resize (rt, self, D (self)->keys->log2_size, true) < 0) {
    hp_decref (rt, pair);
    return NULL;
  }
  keys = D (self)->keys;
  for (i = keys->n_entries - 1; entry_at (keys, i).value == NULL; i--) {}
  e = entry_at (keys, i);
  value = remove_entry (rt, self, i, keys_unicode (keys) ? ((HpStr *)e.key)->hash : e.hash, &key);
  keys->n_entries = i;
  hp_tuple_set_slot (pair, 0, key);
  hp_tuple_set_slot (pair, 1, value);
  return pair;
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  hp_dict_clear (rt, self);
  return hp_new_none (rt);
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  return hp_dict_copy (rt, self);
}

static HpObject *
method_update (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return update_common (rt, self, args, kwargs, "update") < 0 ? NULL : hp_new_none (rt);
}

static HpObject *
method_fromkeys (HpRuntime *rt, HpObject *type, HpObject *const *args, ssize_t n)
{
  HpObject *d, *it, *key, *value;
  int r = 0;

  if (hp_args_check (rt, "fromkeys", n, 1, 2) < 0)
    return NULL;
  value = n > 1 ? args[1] : hp_none (rt);
  d = hp_call_no_args (rt, type);
  if (d == NULL)
    return NULL;
  if (hp_is_dict_exact (rt, d) && D (d)->used == 0 &&
      (hp_is_dict_exact (rt, args[0]) || hp_is_exactly (rt, args[0], HP_T_SET) ||
       hp_is_exactly (rt, args[0], HP_T_FROZENSET))) {
    bool from_dict = hp_is_dict_exact (rt, args[0]);
    ssize_t size = from_dict ? D (args[0])->used : hp_set_length (args[0]), pos = 0;
    uint8_t log2 = log2_for_entries (size);
    int64_t hash;

    if (log2 < D (d)->keys->log2_size)
      log2 = D (d)->keys->log2_size;
    r = resize (rt, d, log2, from_dict && keys_unicode (D (args[0])->keys));
    while (r == 0 && (from_dict ? hp_dict_next_hash (args[0], &pos, &key, NULL, &hash)
                                : hp_set_next (rt, args[0], &pos, &key, &hash)))
      r = insert (rt, d, hp_new_ref (key), hash, hp_new_ref (value));
    if (r < 0)
      hp_clear (rt, d);
    return d;
  }
  it = hp_object_get_iter (rt, args[0]);
  if (it == NULL) {
    hp_decref (rt, d);
    return NULL;
  }
  while (r == 0 && (key = hp_iter_next (rt, it)) != NULL) {
    r = hp_is_dict_exact (rt, d) ? hp_dict_set_item (rt, d, key, value)
                                 : hp_object_set_item (rt, d, key, value);
    hp_decref (rt, key);
  }
  hp_decref (rt, it);
  if (r < 0 || hp_err_occurred (rt))
    hp_clear (rt, d);
  return d;
}

static HpObject *
method_keys (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_DICT_KEYS);
}

static HpObject *
method_values (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_DICT_VALUES);
}

static HpObject *
method_items (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_DICT_ITEMS);
}

static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t size = self->type->basicsize;
  HpDictKeys *keys = D (self)->keys;

  if (D (self)->values != NULL)
    size += shared_slots (keys) * (ssize_t)sizeof (HpObject *);
  if (keys->refcount == 1 && keys != rt->empty_keys)
    size += (ssize_t)hp_dict_keys_size (keys);
  return hp_int_from_ssize (rt, size);
}

HpObject *hp_dict_reversed (HpRuntime *rt, HpObject *self);

static const HpMappingMethods dict_mapping = { dict_length, dict_subscript, dict_assign_subscript };
static const HpSequenceMethods dict_sequence = { .contains = hp_dict_contains };
static const HpNumberMethods dict_number = { .or_ = dict_or, .inplace_or = dict_inplace_or };

static const HpMethodDef dict_methods[] = {
  HP_METHOD_O ("__contains__", method_contains, HP_METH_COEXIST),
  HP_METHOD_O ("__getitem__", dict_subscript, HP_METH_COEXIST),
  HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),
  HP_METHOD_FASTCALL ("get", method_get, 0),
  HP_METHOD_FASTCALL ("setdefault", method_setdefault, 0),
  HP_METHOD_FASTCALL ("pop", method_pop, 0),
  HP_METHOD_NOARGS ("popitem", method_popitem, 0),
  HP_METHOD_NOARGS ("keys", method_keys, 0),
  HP_METHOD_NOARGS ("items", method_items, 0),
  HP_METHOD_NOARGS ("values", method_values, 0),
  HP_METHOD_KEYWORDS ("update", method_update, 0),
  HP_METHOD_FASTCALL ("fromkeys", method_fromkeys, HP_METH_CLASS),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_NOARGS ("copy", method_copy, 0),
  HP_METHOD_NOARGS ("__reversed__", hp_dict_reversed, 0),
  { NULL },
};

static const HpType dict_type = {
  .name = "dict",
  .basicsize = sizeof (HpDict),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_DICT_SUBCLASS | HP_TYPE_MAPPING | HP_TYPE_MATCH_SELF,
  .dealloc = dict_dealloc,
  .repr = dict_repr,
  .hash = hp_object_hash_not_implemented,
  .as_number = &dict_number,
  .as_sequence = &dict_sequence,
  .as_mapping = &dict_mapping,
  .traverse = dict_traverse,
  .clear = dict_tp_clear,
  .richcompare = dict_richcompare,
  .iter = dict_iter,
  .methods = dict_methods,
  .init = dict_init,
  .new = dict_new,
  .free = hp_gc_free,
  .vectorcall = dict_vectorcall,
};

void
hp_dict_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_DICT, &dict_type, HP_T_OBJECT);
}
