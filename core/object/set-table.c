/* SPDX-License-Identifier: Apache-2.0 */
/* The hash table of a set: looking up, adding, removing, growing and merging.
 *
 * A comparison of keys may run any code, so lookup starts again when the table has changed
 * meanwhile. */
#include "object/set-private.h"
#include "object/dict.h"

#define LINEAR_PROBES 9
#define PERTURB_SHIFT 5

/* The entry of the key, or the unused one that ends the search (key NULL). NULL when a comparison
 * raises. *passed, if asked for, is the last entry on the way whose key was removed, or NULL. */
static HpSetEntry *
lookup (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash, HpSetEntry **passed)
{
  HpSetEntry *table, *e;
  size_t mask, perturb, i;
  int probes;
start:
  if (passed)
    *passed = NULL;
  table = S (set)->table;
  mask = (size_t)S (set)->mask;
  perturb = (size_t)hash;
  i = (size_t)hash & mask;
  for (;;) {
    e = &table[i];
    probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
    do {
      if (e->key == NULL)
        return e;
      if (e->key == hp_set_dummy (rt)) {
        if (passed)
          *passed = e;
      } else if (e->hash == hash) {
        HpObject *k = e->key;
        int c;

        if (k == key)
          return e;
        if (hp_is_str_exact (rt, k) && hp_is_str_exact (rt, key)) {
          if (hp_str_equal (k, key))
            return e;
        } else {
          hp_incref (k);
          c = hp_object_compare_bool (rt, k, key, HP_EQ);
          hp_decref (rt, k);
          if (c < 0)
            return NULL;
          if (table != S (set)->table || e->key != k)
            goto start;
          if (c > 0)
            return e;
          mask = (size_t)S (set)->mask;
        }
      }
      e++;
    } while (probes--);
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + 1 + perturb) & mask;
  }
}

/* Into a table known not to hold the key nor dummies. */
static void
insert_clean (HpSetEntry *table, size_t mask, HpObject *key, int64_t hash)
{
  size_t perturb = (size_t)hash, i = (size_t)hash & mask;

  for (;;) {
    HpSetEntry *e = &table[i];
    int probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;

    do {
      if (e->key == NULL) {
        e->key = key;
        e->hash = hash;
        return;
      }
      e++;
    } while (probes--);
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + 1 + perturb) & mask;
  }
}

/* A table larger than minused slots. */
int
hp_set_table_resize (HpRuntime *rt, HpObject *set, ssize_t minused)
{
  HpSetEntry *old = S (set)->table, *table, small[HP_SET_SMALL];
  ssize_t old_mask = S (set)->mask;
  size_t size = HP_SET_SMALL;
  bool old_is_block = old != S (set)->small_table;

  while (size <= (size_t)minused)
    size <<= 1;
  if (size == HP_SET_SMALL) {
    table = S (set)->small_table;
    if (table == old) {
      if (S (set)->fill == S (set)->used)
        return 0;
      memcpy (small, old, sizeof small);
      old = small;
    }
  } else {
    table = hp_mem_malloc (rt, size * sizeof (HpSetEntry));
    if (table == NULL) {
      hp_err_no_memory (rt);
      return -1;
    }
  }
  memset (table, 0, size * sizeof (HpSetEntry));
  S (set)->mask = (ssize_t)size - 1;
  S (set)->table = table;
  for (ssize_t i = 0; i <= old_mask; i++)
    if (live (rt, &old[i]))
      insert_clean (table, size - 1, old[i].key, old[i].hash);
  S (set)->fill = S (set)->used;
  if (old_is_block)
    hp_mem_free (rt, old);
  return 0;
}

int
hp_set_add_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  HpSetEntry *e, *removed;

  hp_incref (key);
  e = lookup (rt, set, key, hash, &removed);
  if (e == NULL) {
    hp_decref (rt, key);
    return -1;
  }
  if (e->key != NULL) {
    hp_decref (rt, key);
    return 0;
  }
  S (set)->used++;
  if (removed != NULL) {
    removed->key = key;
    removed->hash = hash;
    return 0;
  }
  e->key = key;
  e->hash = hash;
  S (set)->fill++;
  if ((size_t)S (set)->fill * 5 < (size_t)S (set)->mask * 3)
    return 0;
  return hp_set_table_resize (rt, set,
                              S (set)->used > 50000 ? S (set)->used * 2 : S (set)->used * 4);
}

int
hp_set_add (HpRuntime *rt, HpObject *set, HpObject *key)
{
  int64_t hash = hp_key_hash (rt, key);

  return hash == -1 ? -1 : hp_set_add_hash (rt, set, key, hash);
}

/* 1 when it was there */
int
hp_set_discard_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  HpSetEntry *e = lookup (rt, set, key, hash, NULL);
  HpObject *old;

  if (e == NULL)
    return -1;
  if (e->key == NULL)
    return 0;
  old = e->key;
  e->key = hp_set_dummy (rt);
  e->hash = -1;
  S (set)->used--;
  hp_decref (rt, old);
  return 1;
}

int
hp_set_discard (HpRuntime *rt, HpObject *set, HpObject *key)
{
  int64_t hash = hp_key_hash (rt, key);

  return hash == -1 ? -1 : hp_set_discard_hash (rt, set, key, hash);
}

int
hp_set_contains_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  HpSetEntry *e = lookup (rt, set, key, hash, NULL);

  return e == NULL ? -1 : e->key != NULL;
}

/* A set as key is looked up as a frozenset of the same items: 0 and a new *frozen, or -1 (not that
 * kind of error). */
int
hp_set_freeze_key (HpRuntime *rt, HpObject *key, HpObject **frozen)
{
  if (!hp_is_instance_of (rt, key, HP_T_SET) || !hp_err_matches (rt, HP_EXC_TYPE_ERROR))
    return -1;
  hp_err_clear (rt);
  *frozen = hp_frozenset_new (rt, key);
  return *frozen ? 0 : -1;
}

int
hp_set_contains (HpRuntime *rt, HpObject *set, HpObject *key)
{
  int64_t hash = hp_key_hash (rt, key);
  HpObject *frozen;
  int c;

  if (hash != -1)
    return hp_set_contains_hash (rt, set, key, hash);
  if (hp_set_freeze_key (rt, key, &frozen) < 0)
    return -1;
  c = hp_set_contains (rt, set, frozen);
  hp_decref (rt, frozen);
  return c;
}

bool
hp_set_next (HpRuntime *rt, HpObject *set, ssize_t *pos, HpObject **key, int64_t *hash)
{
  ssize_t i = *pos;

  while (i <= S (set)->mask && !live (rt, &S (set)->table[i]))
    i++;
  if (i > S (set)->mask)
    return false;
  *pos = i + 1;
  *key = S (set)->table[i].key;
  if (hash)
    *hash = S (set)->table[i].hash;
  return true;
}

int
hp_set_clear (HpRuntime *rt, HpObject *set)
{
  HpSetEntry *table = S (set)->table, small[HP_SET_SMALL];
  ssize_t fill = S (set)->fill;
  bool is_block = table != S (set)->small_table;

  if (!is_block && fill == 0)
    return 0;
  if (!is_block) {
    memcpy (small, table, sizeof small);
    table = small;
  }
  memset (S (set)->small_table, 0, sizeof S (set)->small_table);
  S (set)->fill = S (set)->used = 0;
  S (set)->mask = HP_SET_SMALL - 1;
  S (set)->table = S (set)->small_table;
  S (set)->hash = -1;
  {
    ssize_t used_slots = 0;
    for (HpSetEntry *e = table; used_slots < fill; e++)
      if (e->key != NULL) {
        used_slots++;
        if (e->key != hp_set_dummy (rt))
          hp_decref (rt, e->key);
      }
  }
  if (is_block)
    hp_mem_free (rt, table);
  return 0;
}

static int
merge_set (HpRuntime *rt, HpObject *set, HpObject *other)
{
  if (other == set || S (other)->used == 0)
    return 0;
  if ((S (set)->fill + S (other)->used) * 5 >= S (set)->mask * 3 &&
      hp_set_table_resize (rt, set, (S (set)->used + S (other)->used) * 2) < 0)
    return -1;
  if (S (set)->fill == 0 && S (set)->mask == S (other)->mask &&
      S (other)->fill == S (other)->used) {
    for (ssize_t i = 0; i <= S (other)->mask; i++) {
      S (set)->table[i].key = hp_xnew_ref (S (other)->table[i].key);
      S (set)->table[i].hash = S (other)->table[i].hash;
    }
    S (set)->fill = S (other)->fill;
    S (set)->used = S (other)->used;
    return 0;
  }
  if (S (set)->fill == 0) {
    for (ssize_t i = 0; i <= S (other)->mask; i++)
      if (live (rt, &S (other)->table[i]))
        insert_clean (S (set)->table, (size_t)S (set)->mask, hp_new_ref (S (other)->table[i].key),
                      S (other)->table[i].hash);
    S (set)->fill = S (set)->used = S (other)->used;
    return 0;
  }
  for (ssize_t i = 0; i <= S (other)->mask; i++) {
    HpSetEntry *e = &S (other)->table[i];

    if (live (rt, e) && hp_set_add_hash (rt, set, e->key, e->hash) < 0)
      return -1;
  }
  return 0;
}

int
hp_set_update (HpRuntime *rt, HpObject *set, HpObject *iterable)
{
  HpObject *it, *key;
  int r = 0;

  if (hp_is_any_set (rt, iterable))
    return merge_set (rt, set, iterable);
  if (hp_is_dict_exact (rt, iterable)) {
    ssize_t n = hp_dict_length (iterable), pos = 0;
    int64_t hash;

    if ((S (set)->fill + n) * 5 >= S (set)->mask * 3 &&
        hp_set_table_resize (rt, set, (S (set)->used + n) * 2) < 0)
      return -1;
    while (hp_dict_next_hash (iterable, &pos, &key, NULL, &hash))
      if (hp_set_add_hash (rt, set, key, hash) < 0)
        return -1;
    return 0;
  }
  it = hp_object_get_iter (rt, iterable);
  if (it == NULL)
    return -1;
  while (r == 0 && (key = hp_iter_next (rt, it)) != NULL) {
    r = hp_set_add (rt, set, key);
    hp_decref (rt, key);
  }
  hp_decref (rt, it);
  return r < 0 || hp_err_occurred (rt) ? -1 : 0;
}

HpObject *
hp_set_pop (HpRuntime *rt, HpObject *self)
{
  HpSetEntry *e = S (self)->table + (S (self)->finger & S (self)->mask),
             *limit = S (self)->table + S (self)->mask;
  HpObject *key;

  if (S (self)->used == 0)
    return hp_err_set_string (rt, HP_EXC_KEY_ERROR, "pop from an empty set");
  while (!live (rt, e))
    if (++e > limit)
      e = S (self)->table;
  key = e->key;
  e->key = hp_set_dummy (rt);
  e->hash = -1;
  S (self)->used--;
  S (self)->finger = e - S (self)->table + 1;
  return key;
}
