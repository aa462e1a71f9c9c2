/* SPDX-License-Identifier: Apache-2.0 */
/* The object dict: made, grown, asked and changed item by item; its type. */
#include "object/dict-private.h"
#include "object/iter.h"
#include "object/str.h"

/* An untracked dict with this table (its reference is taken over, also on failure) and values. */
HpObject *
hp_dict_with (HpRuntime *rt, HpDictKeys *keys, HpDictValues *values, ssize_t used)
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
  return hp_dict_with (rt, keys_incref (rt->empty_keys), NULL, 0);
}

HpObject *
hp_dict_new_presized (HpRuntime *rt, ssize_t n, bool unicode)
{
  HpDictKeys *keys;

  if (n <= USABLE_FRACTION (HP_DICT_MINSIZE))
    return hp_dict_new (rt);
  keys = hp_dict_keys_new (
      rt, n > USABLE_FRACTION ((ssize_t)1 << 17) ? 17 : hp_dict_log2_for_entries (n), unicode);
  return keys ? hp_dict_with (rt, keys, NULL, 0) : NULL;
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

HpObject *
hp_dict_copy (HpRuntime *rt, HpObject *dict)
{
  HpObject *copy;

  if (D (dict)->used == 0)
    return hp_dict_new (rt);
  if (D (dict)->values != NULL)
    return hp_dict_copy_split (rt, dict);
  if (dict->type->iter == hp_dict_tp_iter &&
      D (dict)->used >= (D (dict)->keys->n_entries * 2) / 3) {
    HpDictKeys *keys = hp_dict_clone_keys (rt, dict);

    copy = keys ? hp_dict_with (rt, keys, NULL, D (dict)->used) : NULL;
    if (copy != NULL && hp_gc_is_tracked (dict))
      hp_gc_track (rt, copy);
    return copy;
  }
  copy = hp_dict_new (rt);
  if (copy != NULL && hp_dict_merge (rt, copy, dict, 1) < 0)
    hp_clear (rt, copy);
  return copy;
}

/* A combined table of 2^log2_size slots with the live entries; unicode only if the old one is. */
int
hp_dict_resize (HpRuntime *rt, HpObject *dict, uint8_t log2_size, bool unicode)
{
  HpDictKeys *old = D (dict)->keys,
             *keys = hp_dict_keys_new (rt, log2_size, unicode && keys_unicode (old));
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
    hp_dict_keys_free_memory (rt, old);
  return 0;
}

static int
insertion_resize (HpRuntime *rt, HpObject *dict, bool unicode)
{
  return hp_dict_resize (rt, dict, hp_dict_log2_for (D (dict)->used * 3), unicode);
}

/* The first entry of a dict without a table of its own. */
static int
insert_first (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject *value)
{
  HpDictKeys *keys = hp_dict_keys_new (rt, HP_DICT_LOG_MINSIZE, hp_is_str_exact (rt, key));

  if (keys == NULL)
    return -1;
  maintain_tracking (rt, dict, key, value);
  rt->empty_keys->refcount--;
  D (dict)->keys = keys;
  D (dict)->values = NULL;
  add_entry (keys, key, hash, value);
  D (dict)->used++;
  new_version (rt, dict);
  return 0;
}

/* An entry for a key that is not there; the table can hold such keys. */
static int
insert_new (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject *value)
{
  HpDictKeys *keys;

  maintain_tracking (rt, dict, key, value);
  D (dict)->keys->version = 0;
  if (D (dict)->keys->usable <= 0 && insertion_resize (rt, dict, true) < 0)
    return -1;
  keys = D (dict)->keys;
  if (D (dict)->values != NULL) {
    hp_dict_order_append (D (dict)->values, keys->n_entries);
    D (dict)->values->values[keys->n_entries] = value;
    add_entry (keys, key, hash, NULL);
  } else
    add_entry (keys, key, hash, value);
  D (dict)->used++;
  new_version (rt, dict);
  return 0;
}

/* Puts VALUE into entry IX, whose value was OLD; takes VALUE over. */
static void
replace_value (HpRuntime *rt, HpObject *dict, ssize_t ix, HpObject *old, HpObject *value)
{
  HpDictKeys *keys = D (dict)->keys;

  if (old != value) {
    if (D (dict)->values != NULL) {
      D (dict)->values->values[ix] = value;
      if (old == NULL) {
        hp_dict_order_append (D (dict)->values, ix);
        D (dict)->used++;
      }
    } else if (keys_unicode (keys))
      unicode_entries (keys)[ix].value = value;
    else
      general_entries (keys)[ix].value = value;
    new_version (rt, dict);
  }
  hp_xdecref (rt, old);
}

/* Stores references it takes over, also on failure. */
int
hp_dict_insert (HpRuntime *rt, HpObject *dict, HpObject *key, int64_t hash, HpObject *value)
{
  bool is_str = hp_is_str_exact (rt, key);
  HpObject *old;
  ssize_t ix;

  do {
    if (D (dict)->keys == rt->empty_keys) {
      if (insert_first (rt, dict, key, hash, value) < 0)
        goto fail;
      return 0;
    }
    if (!is_str && keys_unicode (D (dict)->keys) && insertion_resize (rt, dict, false) < 0)
      goto fail;
    ix = lookup (rt, dict, key, hash, &old);
    /* again when a comparison emptied the dict, or filled it anew with strings alone */
  } while (ix == HP_DICT_EMPTY && keys_unicode (D (dict)->keys) &&
           (!is_str || D (dict)->keys == rt->empty_keys));
  if (ix == HP_DICT_ERROR || (ix == HP_DICT_EMPTY && insert_new (rt, dict, key, hash, value) < 0))
    goto fail;
  if (ix != HP_DICT_EMPTY) {
    maintain_tracking (rt, dict, key, value);
    replace_value (rt, dict, ix, old, value);
    hp_decref (rt, key);
  }
  return 0;
fail:
  hp_decref (rt, key);
  hp_decref (rt, value);
  return -1;
}

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
  int64_t hash = hp_key_hash (rt, key);

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
  int64_t hash = hp_key_hash (rt, key);
  HpObject *value;

  if (hash == -1 || lookup (rt, dict, key, hash, &value) == HP_DICT_ERROR)
    return -1;
  return value != NULL;
}

HpObject *
hp_dict_load_global (HpRuntime *rt, HpObject *globals, HpObject *builtins, HpObject *name)
{
  int64_t hash = hp_key_hash (rt, name);
  HpObject *value = hash == -1 ? NULL : hp_dict_get_item_hash (rt, globals, name, hash);

  if (value != NULL || hp_err_occurred (rt))
    return value;
  return hp_dict_get_item_hash (rt, builtins, name, hash);
}

int
hp_dict_set_item_hash (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value, int64_t hash)
{
  return hp_dict_insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value));
}

int
hp_dict_set_item (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value)
{
  int64_t hash = hp_key_hash (rt, key);

  return hash == -1 ? -1 : hp_dict_insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value));
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
HpObject *
hp_dict_remove_entry (HpRuntime *rt, HpObject *dict, ssize_t ix, int64_t hash, HpObject **old_key)
{
  HpDictKeys *keys = D (dict)->keys;
  HpObject *value;

  *old_key = NULL;
  D (dict)->used--;
  new_version (rt, dict);
  if (D (dict)->values != NULL) {
    value = D (dict)->values->values[ix];
    D (dict)->values->values[ix] = NULL;
    hp_dict_order_remove (D (dict)->values, ix);
    return value;
  }
  keys->version = 0;
  set_index (keys, hp_dict_slot_of_entry (keys, hash, ix), HP_DICT_DUMMY);
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
  int64_t hash = hp_key_hash (rt, key);
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
  hp_dict_remove_entry (rt, dict, ix, hash, &old_key);
  hp_xdecref (rt, old_key);
  hp_decref (rt, value);
  return 0;
}

HpObject *
hp_dict_set_default (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *value)
{
  int64_t hash = hp_key_hash (rt, key);
  HpObject *old;

  if (hash == -1 || lookup (rt, dict, key, hash, &old) == HP_DICT_ERROR)
    return NULL;
  if (old != NULL)
    return old;
  return hp_dict_insert (rt, dict, hp_new_ref (key), hash, hp_new_ref (value)) < 0 ? NULL : value;
}

HpObject *
hp_dict_pop (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *fallback)
{
  int64_t hash;
  HpObject *value = NULL, *old_key;
  ssize_t ix;

  if (D (dict)->used > 0) {
    hash = hp_key_hash (rt, key);
    if (hash == -1)
      return NULL;
    ix = lookup (rt, dict, key, hash, &value);
    if (ix == HP_DICT_ERROR)
      return NULL;
    if (value != NULL) {
      hp_dict_remove_entry (rt, dict, ix, hash, &old_key);
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
  if (values != NULL)
    hp_dict_free_values (rt, values, keys);
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

static ssize_t
dict_length (HpRuntime *rt, HpObject *o)
{
  return D (o)->used;
}

HpObject *
hp_dict_subscript (HpRuntime *rt, HpObject *o, HpObject *key)
{
  int64_t hash = hp_key_hash (rt, key);
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

HpObject *
hp_dict_tp_iter (HpRuntime *rt, HpObject *dict)
{
  return hp_dict_iter (rt, dict);
}

static const HpMappingMethods dict_mapping = { dict_length, hp_dict_subscript,
                                               dict_assign_subscript };
static const HpSequenceMethods dict_sequence = { .contains = hp_dict_contains };
static const HpNumberMethods dict_number = { .or_ = hp_dict_or, .inplace_or = hp_dict_inplace_or };

static const HpType dict_type = {
  .name = "dict",
  .basicsize = sizeof (HpDict),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_DICT_SUBCLASS | HP_TYPE_MAPPING | HP_TYPE_MATCH_SELF,
  .dealloc = dict_dealloc,
  .repr = hp_dict_repr,
  .hash = hp_object_hash_not_implemented,
  .as_number = &dict_number,
  .as_sequence = &dict_sequence,
  .as_mapping = &dict_mapping,
  .traverse = dict_traverse,
  .clear = dict_tp_clear,
  .richcompare = hp_dict_richcompare,
  .iter = hp_dict_tp_iter,
  .methods = hp_dict_methods,
  .init = hp_dict_tp_init,
  .new = hp_dict_tp_new,
  .free = hp_gc_free,
  .vectorcall = hp_dict_vectorcall,
};

void
hp_dict_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_DICT, &dict_type, HP_T_OBJECT);
}
