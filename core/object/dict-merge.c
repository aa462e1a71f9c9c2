/* SPDX-License-Identifier: Apache-2.0 */
/* Many items at once: lists of the keys and of the items; update and merging. */
#include "object/dict-private.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/tuple.h"

/* A list of the keys, or of pairs of key and value. */
static HpObject *
as_list (HpRuntime *rt, HpObject *dict, bool pairs)
{
  ssize_t n = D (dict)->used, pos = 0, i = 0;
  HpObject *list = hp_list_new (rt, n), *key, *value;

  while (list != NULL && i < n && hp_dict_next (dict, &pos, &key, &value)) {
    HpObject *item = pairs ? hp_tuple_pack (rt, 2, key, value) : hp_new_ref (key);

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
  return as_list (rt, dict, false);
}

HpObject *
hp_dict_items (HpRuntime *rt, HpObject *dict)
{
  return as_list (rt, dict, true);
}

/* Is a copy of other's keys, all in use and none of them shared with instances, what an empty dict
 * would become? */
static bool
can_clone (HpObject *other)
{
  HpDictKeys *from = D (other)->keys;

  return D (other)->values == NULL && D (other)->used == from->n_entries &&
         (from->log2_size == HP_DICT_LOG_MINSIZE ||
          USABLE_FRACTION (keys_size (from) / 2) < D (other)->used);
}

static int
become_clone (HpRuntime *rt, HpObject *dict, HpObject *other)
{
  HpDictKeys *keys = hp_dict_clone_keys (rt, other), *old = D (dict)->keys;
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

/* override: 0 keeps what is there, 1 replaces it, 2 is a KeyError. */
static int
merge_item (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject *value,
            int override)
{
  HpObject *old = NULL;

  if (override != 1 && lookup (rt, dict, key, hash, &old) == HP_DICT_ERROR)
    return -1;
  if (old == NULL)
    return hp_dict_insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value));
  if (override == 2)
    hp_err_key_error (rt, key);
  return override == 2 ? -1 : 0;
}

static int
merge_dict (HpRuntime *rt, HpObject *dict, HpObject *other, int override)
{
  HpDictKeys *from = D (other)->keys;
  HpObject *key, *value;
  ssize_t pos = 0, n_entries;
  int64_t hash;

  if (other == dict || D (other)->used == 0)
    return 0;
  if (D (dict)->used == 0) {
    override = 1;
    if (can_clone (other))
      return become_clone (rt, dict, other);
  }
  if (USABLE_FRACTION (keys_size (D (dict)->keys)) < D (other)->used &&
      hp_dict_resize (rt, dict, hp_dict_log2_for_entries (D (dict)->used + D (other)->used),
                      keys_unicode (from)) < 0)
    return -1;
  n_entries = from->n_entries;
  while (hp_dict_next_hash (other, &pos, &key, &value, &hash)) {
    int r;

    /* what compares keys may change both */
    hp_incref (key);
    hp_incref (value);
    r = merge_item (rt, dict, key, hash, value, override);
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

  if (hp_is_dict (other) && other->type->iter == hp_dict_tp_iter)
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
