/* SPDX-License-Identifier: Apache-2.0 */
/* Key tables from the inside; for dict.c and dict-view.c. */
#pragma once
#include "object/dict.h"
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
  return (HpDictUnicodeEntry *)(uintptr_t)(keys->indices + ((size_t)1 << keys->log2_index_bytes));
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
