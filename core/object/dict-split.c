/* SPDX-License-Identifier: Apache-2.0 */
/* Split tables: instances of a class share the keys and own only the values.
 *
 * Before the values lie the slots in order of insertion, their count and the size of that prefix.
 */
#include "object/dict-private.h"
#include "object/str.h"

#define SHARED_KEYS_LOG2 6

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

void
hp_dict_order_remove (HpDictValues *values, ssize_t slot)
{
  uint8_t *count = (uint8_t *)values - 2;
  int n = *count, i = 1;

  while (i <= n && count[-i] != slot)
    i++;
  for (; i < n; i++)
    count[-i] = count[-i - 1];
  *count = (uint8_t)(n - 1);
}

HpObject *
hp_dict_copy_split (HpRuntime *rt, HpObject *dict)
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

HpDictKeys *
hp_dict_new_keys_for_class (HpRuntime *rt)
{
  HpDictKeys *keys = hp_dict_keys_new (rt, SHARED_KEYS_LOG2, true);

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
  hp_decref_from_first (rt, values->values, keys->n_entries);
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
    hp_dict_order_append (values, ix);
    return 0;
  }
  if (value == NULL)
    hp_dict_order_remove (values, ix);
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
  dict = hp_dict_with (rt, keys_incref (keys), values, used);
  if (dict != NULL && track)
    hp_gc_track (rt, dict);
  return dict;
}

bool
hp_dict_values_is_empty (HpDictKeys *keys, HpDictValues *values)
{
  return ((uint8_t *)values)[-2] == 0;
}
