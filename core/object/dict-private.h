/* SPDX-License-Identifier: Apache-2.0 */
/* Key tables from the inside; for the dict-*.c files. */
#pragma once
#include "object/dict.h"
#include "object/str.h"
#include "object/values.h"

enum { HP_DICT_EMPTY = -1, HP_DICT_DUMMY = -2, HP_DICT_ERROR = -3 };
#define HP_DICT_LOG_MINSIZE 3
#define HP_DICT_MINSIZE     8

static inline HpDict *
D (HpObject *o)
{
  return (HpDict *)o;
}

static inline bool
keys_unicode (const HpDictKeys *keys)
{
  return keys->kind != HP_DICT_KEYS_GENERAL;
}

static inline HpDictEntry *
general_entries (const HpDictKeys *keys)
{
  return (HpDictEntry *)(uintptr_t)(keys->indices + ((size_t)1 << keys->log2_index_bytes));
}

static inline HpDictUnicodeEntry *
unicode_entries (const HpDictKeys *keys)
{
  return hp_dict_keys_unicode_entries (keys);
}

/* Entry i as (key, value, hash), value of a combined table. */
static inline HpDictEntry
entry_at (const HpDictKeys *keys, ssize_t i)
{
  if (keys_unicode (keys)) {
    HpDictUnicodeEntry *e = unicode_entries (keys) + i;

    return (HpDictEntry){ 0, e->key, e->value };
  }
  return general_entries (keys)[i];
}

/* The i-th value of a split dict in order of insertion is in this slot. */
static inline ssize_t
slot_in_order (const HpDictValues *values, ssize_t i)
{
  return ((const uint8_t *)values)[-3 - i];
}

#define PERTURB_SHIFT      5
#define USABLE_FRACTION(n) (((n) << 1) / 3)

/* log2 of the table for at least minsize slots, and for n entries. */
uint8_t hp_dict_log2_for (ssize_t minsize);
uint8_t hp_dict_log2_for_entries (ssize_t n);

/* Keys with one reference: empty ones, and a copy with new references to all keys and values. */
HpDictKeys *hp_dict_keys_new (HpRuntime *rt, uint8_t log2_size, bool unicode);
HpDictKeys *hp_dict_clone_keys (HpRuntime *rt, HpObject *dict);

/* Frees the table alone, not what is in it. */
void hp_dict_keys_free_memory (HpRuntime *rt, HpDictKeys *keys);

/* Any key, any combined or split table; -3 when a comparison raises. */
ssize_t hp_dict_lookup_any (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash);

/* The slot of the index that names entry ix. */
size_t hp_dict_slot_of_entry (const HpDictKeys *keys, int64_t hash, ssize_t ix);

/* An untracked dict with this table (taken over, also on failure) and values (NULL: combined). */
HpObject *hp_dict_with (HpRuntime *rt, HpDictKeys *keys, HpDictValues *values, ssize_t used);

/* A combined table of 2^log2_size slots; unicode only if the old one is. 0 or -1. */
int hp_dict_resize (HpRuntime *rt, HpObject *dict, uint8_t log2_size, bool unicode);

/* Stores references it takes over, also on failure. 0 or -1. */
int hp_dict_insert (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject *value);

/* Takes entry ix out. Gives its value and, of a combined table, *old_key: the caller owns both. */
HpObject *hp_dict_remove_entry (HpRuntime *rt, HpObject *dict, ssize_t ix, int64_t hash,
                                HpObject **old_key);

/* Split tables: a copy with values of its own; a slot leaves the order. */
HpObject *hp_dict_copy_split (HpRuntime *rt, HpObject *dict);
void hp_dict_order_remove (HpDictValues *values, ssize_t slot);

/* Slots and tables of the type. */
HpObject *hp_dict_tp_iter (HpRuntime *rt, HpObject *dict);
HpObject *hp_dict_repr (HpRuntime *rt, HpObject *o);
HpObject *hp_dict_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op);
HpObject *hp_dict_subscript (HpRuntime *rt, HpObject *o, HpObject *key);
int hp_dict_tp_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_dict_tp_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
HpObject *hp_dict_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                              HpObject *kwnames);
HpObject *hp_dict_or (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_dict_inplace_or (HpRuntime *rt, HpObject *a, HpObject *b);
extern const HpMethodDef hp_dict_methods[];
HpObject *hp_dict_reversed (HpRuntime *rt, HpObject *dict);
/* What __sizeof__ gives for a dict. */
ssize_t hp_dict_sizeof (HpRuntime *rt, HpObject *self);
HpObject *hp_dict_view_dict (HpObject *view); /* borrowed */
HpObject *hp_dict_view_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op);
HpObject *hp_dict_view_isdisjoint (HpRuntime *rt, HpObject *self, HpObject *other);
extern const HpNumberMethods hp_dict_view_number;

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

static inline HpDictKeys *
keys_incref (HpDictKeys *keys)
{
  keys->refcount++;
  return keys;
}

static inline void
values_free (HpRuntime *rt, HpDictValues *values)
{
  hp_mem_free (rt, (uint8_t *)values - ((uint8_t *)values)[-1]);
}

static inline ssize_t
shared_slots (const HpDictKeys *keys)
{
  return keys->n_entries + keys->usable;
}

static inline ssize_t
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

static inline ssize_t
lookup (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject **value)
{
  HpDictKeys *keys = D (dict)->keys;
  ssize_t ix;

  if (keys_unicode (keys) && hp_is_str_exact (rt, key))
    ix = lookup_str (keys, key, hash);
  else
    ix = hp_dict_lookup_any (rt, dict, key, hash);
  *value = NULL;
  if (ix >= 0)
    *value = D (dict)->values ? D (dict)->values->values[ix] : entry_at (D (dict)->keys, ix).value;
  return ix;
}

static inline size_t
empty_slot (const HpDictKeys *keys, int64_t hash)
{
  size_t mask = (size_t)keys_size (keys) - 1, perturb = (size_t)hash, i = (size_t)hash & mask;

  while (get_index (keys, i) >= 0) {
    perturb >>= PERTURB_SHIFT;
    i = mask & (i * 5 + perturb + 1);
  }
  return i;
}

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

static inline void
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
