/* SPDX-License-Identifier: Apache-2.0 */
#include "object/set.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"
#include "object/weakref.h"

#define LINEAR_PROBES 9
#define PERTURB_SHIFT 5

static inline HpSet *
S (HpObject *o)
{
  return (HpSet *)o;
}

static inline bool
live (HpRuntime *rt, const HpSetEntry *e)
{
  return e->key != NULL && e->key != hp_set_dummy (rt);
}

static inline int64_t
key_hash (HpRuntime *rt, HpObject *key)
{
  return hp_is_str_exact (rt, key) ? hp_str_hash (key) : hp_object_hash (rt, key);
}

/* ---- the table ---- */

/* The entry of the key, or the unused one where it would go (key NULL). NULL when a comparison
 * raises. */
static HpSetEntry *
lookup (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  HpSetEntry *table, *e;
  size_t mask, perturb, i;
  int probes;
start:
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
      if (e->hash == hash && e->key != hp_set_dummy (rt)) {
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
static int
table_resize (HpRuntime *rt, HpObject *set, ssize_t minused)
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

static int
add_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  HpSetEntry *e;

  hp_incref (key);
  e = lookup (rt, set, key, hash);
  if (e == NULL) {
    hp_decref (rt, key);
    return -1;
  }
  if (e->key != NULL) {
    hp_decref (rt, key);
    return 0;
  }
  e->key = key;
  e->hash = hash;
  S (set)->fill++;
  S (set)->used++;
  if ((size_t)S (set)->fill * 5 < (size_t)S (set)->mask * 3)
    return 0;
  return table_resize (rt, set, S (set)->used > 50000 ? S (set)->used * 2 : S (set)->used * 4);
}

int
hp_set_add (HpRuntime *rt, HpObject *set, HpObject *key)
{
  int64_t hash = key_hash (rt, key);

  return hash == -1 ? -1 : add_hash (rt, set, key, hash);
}

/* 1 when it was there */
static int
discard_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  HpSetEntry *e = lookup (rt, set, key, hash);
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
  int64_t hash = key_hash (rt, key);

  return hash == -1 ? -1 : discard_hash (rt, set, key, hash);
}

static int
contains_hash (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  HpSetEntry *e = lookup (rt, set, key, hash);

  return e == NULL ? -1 : e->key != NULL;
}

/* A set as key is looked up as a frozenset of the same items: 0 and a new *frozen, or -1 (not that
 * kind of error). */
static int
freeze_key (HpRuntime *rt, HpObject *key, HpObject **frozen)
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
  int64_t hash = key_hash (rt, key);
  HpObject *frozen;
  int c;

  if (hash != -1)
    return contains_hash (rt, set, key, hash);
  if (freeze_key (rt, key, &frozen) < 0)
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
      table_resize (rt, set, (S (set)->used + S (other)->used) * 2) < 0)
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

    if (live (rt, e) && add_hash (rt, set, e->key, e->hash) < 0)
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
        table_resize (rt, set, (S (set)->used + n) * 2) < 0)
      return -1;
    while (hp_dict_next_hash (iterable, &pos, &key, NULL, &hash))
      if (add_hash (rt, set, key, hash) < 0)
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

/* ---- make and free ---- */

static HpObject *
set_make (HpRuntime *rt, HpType *type, HpObject *iterable)
{
  HpObject *o = type->alloc (rt, type, 0);

  if (o == NULL)
    return NULL;
  S (o)->fill = S (o)->used = 0;
  S (o)->mask = HP_SET_SMALL - 1;
  S (o)->table = S (o)->small_table;
  S (o)->hash = -1;
  S (o)->finger = 0;
  S (o)->weakrefs = NULL;
  if (iterable != NULL && hp_set_update (rt, o, iterable) < 0)
    hp_clear (rt, o);
  return o;
}

HpObject *
hp_set_new (HpRuntime *rt, HpObject *iterable)
{
  return set_make (rt, hp_type (rt, HP_T_SET), iterable);
}

HpObject *
hp_frozenset_new (HpRuntime *rt, HpObject *iterable)
{
  return set_make (rt, hp_type (rt, HP_T_FROZENSET), iterable);
}

static void
set_dealloc (HpRuntime *rt, HpObject *o)
{
  ssize_t left = S (o)->fill;

  hp_gc_untrack (o);
  HP_TRASHCAN_BEGIN (rt, o, set_dealloc)
  if (S (o)->weakrefs != NULL)
    hp_weakref_clear_all (rt, o);
  for (HpSetEntry *e = S (o)->table; left > 0; e++)
    if (e->key != NULL) {
      left--;
      if (e->key != hp_set_dummy (rt))
        hp_decref (rt, e->key);
    }
  if (S (o)->table != S (o)->small_table)
    hp_mem_free (rt, S (o)->table);
  o->type->free (rt, o);
  HP_TRASHCAN_END (rt);
}

static int
set_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HpRuntime *rt = o->type->runtime;
  HpObject *key;
  ssize_t pos = 0;

  while (hp_set_next (rt, o, &pos, &key, NULL))
    HP_VISIT (key);
  return 0;
}

/* ---- slots ---- */

static ssize_t
set_length (HpRuntime *rt, HpObject *o)
{
  return S (o)->used;
}

static HpObject *
set_repr (HpRuntime *rt, HpObject *o)
{
  HpObject *list, *text, *r = NULL;
  int entered = hp_repr_enter (rt, o);

  if (entered != 0)
    return entered > 0 ? hp_str_from_format (rt, "%s(...)", hp_type_short_name (o->type)) : NULL;
  if (S (o)->used == 0) {
    hp_repr_leave (rt, o);
    return hp_str_from_format (rt, "%s()", hp_type_short_name (o->type));
  }
  list = hp_sequence_list (rt, o);
  text = list ? hp_object_repr (rt, list) : NULL;
  if (text != NULL) {
    HpObject *inner = hp_str_substring (rt, text, 1, hp_str_length (text) - 1);

    if (inner != NULL)
      r = hp_is_exactly (rt, o, HP_T_SET)
              ? hp_str_from_format (rt, "{%U}", inner)
              : hp_str_from_format (rt, "%s({%U})", hp_type_short_name (o->type), inner);
    hp_xdecref (rt, inner);
  }
  hp_xdecref (rt, text);
  hp_xdecref (rt, list);
  hp_repr_leave (rt, o);
  return r;
}

/* CPython's frozenset_hash: order does not matter */
static int64_t
frozenset_hash (HpRuntime *rt, HpObject *o)
{
  uint64_t hash = 0;

  if (S (o)->hash != -1)
    return S (o)->hash;
  for (ssize_t i = 0; i <= S (o)->mask; i++) {
    uint64_t h = (uint64_t)S (o)->table[i].hash;

    if (S (o)->table[i].key == NULL)
      h = 0;
    hash ^= ((h ^ 89869747ul) ^ (h << 16)) * 3644798167ul;
  }
  if ((S (o)->mask + 1 - S (o)->fill) & 1)
    hash ^= (89869747ul) * 3644798167ul;
  if ((S (o)->fill - S (o)->used) & 1) {
    uint64_t h = (uint64_t)-1;
    hash ^= ((h ^ 89869747ul) ^ (h << 16)) * 3644798167ul;
  }
  hash ^= ((uint64_t)S (o)->used + 1) * 1927868237ul;
  hash ^= (hash >> 11) ^ (hash >> 25);
  hash = hash * 69069u + 907133923ul;
  if (hash == (uint64_t)-1)
    hash = 590923713ul;
  S (o)->hash = (int64_t)hash;
  return S (o)->hash;
}

/* Is every key of a in b? */
static int
is_subset (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *key;
  ssize_t pos = 0;
  int64_t hash;

  if (S (a)->used > S (b)->used)
    return 0;
  while (hp_set_next (rt, a, &pos, &key, &hash)) {
    int c;

    hp_incref (key);
    c = contains_hash (rt, b, key, hash);
    hp_decref (rt, key);
    if (c <= 0)
      return c;
  }
  return 1;
}

static HpObject *
set_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  int c = 0;

  if (!hp_is_any_set (rt, b))
    return hp_new_not_implemented (rt);
  switch (op) {
  case HP_EQ:
  case HP_NE:
    if (S (a)->used == S (b)->used &&
        !(S (a)->hash != -1 && S (b)->hash != -1 && S (a)->hash != S (b)->hash))
      c = is_subset (rt, a, b);
    break;
  case HP_LE: c = is_subset (rt, a, b); break;
  case HP_GE: c = is_subset (rt, b, a); break;
  case HP_LT: c = S (a)->used < S (b)->used ? is_subset (rt, a, b) : 0; break;
  case HP_GT: c = S (b)->used < S (a)->used ? is_subset (rt, b, a) : 0; break;
  default: break;
  }
  return c < 0 ? NULL : hp_new_bool (rt, op == HP_NE ? !c : c);
}

/* The plain type that results of operations on this set have. */
static HpType *
result_type (HpRuntime *rt, HpObject *set)
{
  return hp_type (rt, hp_is_instance_of (rt, set, HP_T_SET) ? HP_T_SET : HP_T_FROZENSET);
}

static HpObject *
set_copy (HpRuntime *rt, HpObject *set)
{
  return set_make (rt, result_type (rt, set), set);
}

static HpObject *
intersection (HpRuntime *rt, HpObject *set, HpObject *other)
{
  HpObject *r, *it, *key;
  int c = 0;

  if (other == set)
    return set_copy (rt, set);
  r = set_make (rt, result_type (rt, set), NULL);
  if (r == NULL)
    return NULL;
  if (hp_is_any_set (rt, other)) {
    HpObject *small = S (other)->used > S (set)->used ? set : other,
             *big = small == set ? other : set;
    ssize_t pos = 0;
    int64_t hash;

    while (c >= 0 && hp_set_next (rt, small, &pos, &key, &hash)) {
      hp_incref (key);
      c = contains_hash (rt, big, key, hash);
      if (c > 0)
        c = add_hash (rt, r, key, hash);
      hp_decref (rt, key);
    }
  } else {
    it = hp_object_get_iter (rt, other);
    c = it ? 0 : -1;
    while (c >= 0 && (key = hp_iter_next (rt, it)) != NULL) {
      int64_t hash = key_hash (rt, key);

      c = hash == -1 ? -1 : contains_hash (rt, set, key, hash);
      if (c > 0)
        c = add_hash (rt, r, key, hash);
      hp_decref (rt, key);
    }
    hp_xdecref (rt, it);
    if (hp_err_occurred (rt))
      c = -1;
  }
  if (c < 0)
    hp_clear (rt, r);
  return r;
}

static int
difference_update (HpRuntime *rt, HpObject *set, HpObject *other)
{
  HpObject *it, *key;
  int c = 0;

  if (set == other)
    return hp_set_clear (rt, set);
  if (hp_is_any_set (rt, other)) {
    ssize_t pos = 0;
    int64_t hash;

    while (c >= 0 && hp_set_next (rt, other, &pos, &key, &hash)) {
      hp_incref (key);
      c = discard_hash (rt, set, key, hash);
      hp_decref (rt, key);
    }
  } else {
    it = hp_object_get_iter (rt, other);
    if (it == NULL)
      return -1;
    while (c >= 0 && (key = hp_iter_next (rt, it)) != NULL) {
      c = hp_set_discard (rt, set, key);
      hp_decref (rt, key);
    }
    hp_decref (rt, it);
    if (hp_err_occurred (rt))
      return -1;
  }
  if (c < 0)
    return -1;
  if ((size_t)(S (set)->fill - S (set)->used) <= (size_t)S (set)->mask / 5)
    return 0;
  return table_resize (rt, set, S (set)->used > 50000 ? S (set)->used * 2 : S (set)->used * 4);
}

static HpObject *
difference (HpRuntime *rt, HpObject *set, HpObject *other)
{
  HpObject *r, *key;
  ssize_t pos = 0, n;
  int64_t hash;
  int c = 0;

  if (hp_is_any_set (rt, other))
    n = S (other)->used;
  else if (hp_is_dict_exact (rt, other))
    n = hp_dict_length (other);
  else
    n = 0;
  if ((!hp_is_any_set (rt, other) && !hp_is_dict_exact (rt, other)) || (S (set)->used >> 2) > n) {
    r = set_copy (rt, set);
    if (r != NULL && difference_update (rt, r, other) < 0)
      hp_clear (rt, r);
    return r;
  }
  r = set_make (rt, result_type (rt, set), NULL);
  while (r != NULL && c >= 0 && hp_set_next (rt, set, &pos, &key, &hash)) {
    hp_incref (key);
    if (hp_is_any_set (rt, other))
      c = contains_hash (rt, other, key, hash);
    else
      c = hp_dict_get_item_hash (rt, other, key, hash) ? 1 : hp_err_occurred (rt) ? -1 : 0;
    if (c == 0)
      c = add_hash (rt, r, key, hash);
    hp_decref (rt, key);
  }
  if (c < 0)
    hp_clear (rt, r);
  return r;
}

static int
symmetric_difference_update (HpRuntime *rt, HpObject *set, HpObject *other)
{
  HpObject *o, *key;
  ssize_t pos = 0;
  int64_t hash;
  int c = 0;

  if (set == other)
    return hp_set_clear (rt, set);
  o = hp_is_any_set (rt, other) ? hp_new_ref (other) : set_make (rt, result_type (rt, set), other);
  if (o == NULL)
    return -1;
  while (c >= 0 && hp_set_next (rt, o, &pos, &key, &hash)) {
    hp_incref (key);
    c = discard_hash (rt, set, key, hash);
    if (c == 0)
      c = add_hash (rt, set, key, hash);
    hp_decref (rt, key);
  }
  hp_decref (rt, o);
  return c < 0 ? -1 : 0;
}

static void
swap_bodies (HpObject *a, HpObject *b)
{
  HpSet t;

  memcpy ((char *)&t + sizeof (HpObject), (char *)a + sizeof (HpObject),
          offsetof (HpSet, weakrefs) - sizeof (HpObject));
  memcpy ((char *)a + sizeof (HpObject), (char *)b + sizeof (HpObject),
          offsetof (HpSet, weakrefs) - sizeof (HpObject));
  memcpy ((char *)b + sizeof (HpObject), (char *)&t + sizeof (HpObject),
          offsetof (HpSet, weakrefs) - sizeof (HpObject));
  if (S (a)->table == S (b)->small_table)
    S (a)->table = S (a)->small_table;
  if (S (b)->table == S (a)->small_table && S (b)->mask == HP_SET_SMALL - 1)
    S (b)->table = S (b)->small_table;
  S (a)->hash = S (b)->hash = -1;
}

#define BOTH_SETS(a, b)                                                                            \
  if (!hp_is_any_set (rt, a) || !hp_is_any_set (rt, b))                                            \
  return hp_new_not_implemented (rt)

static HpObject *
set_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  BOTH_SETS (a, b);
  r = set_copy (rt, a);
  if (r != NULL && a != b && hp_set_update (rt, r, b) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
set_and (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return intersection (rt, a, b);
}

static HpObject *
set_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return difference (rt, a, b);
}

static HpObject *
set_xor (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  BOTH_SETS (a, b);
  /* the copy is of the second operand, as CPython does it */
  r = set_make (rt, result_type (rt, a), b);
  if (r != NULL && symmetric_difference_update (rt, r, a) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
set_inplace_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return hp_set_update (rt, a, b) < 0 ? NULL : hp_new_ref (a);
}

static HpObject *
set_inplace_and (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  BOTH_SETS (a, b);
  r = intersection (rt, a, b);
  if (r == NULL)
    return NULL;
  swap_bodies (a, r);
  hp_decref (rt, r);
  return hp_new_ref (a);
}

static HpObject *
set_inplace_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return difference_update (rt, a, b) < 0 ? NULL : hp_new_ref (a);
}

static HpObject *
set_inplace_xor (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return symmetric_difference_update (rt, a, b) < 0 ? NULL : hp_new_ref (a);
}

/* ---- methods ---- */

static HpObject *
none (HpRuntime *rt, int r)
{
  return r < 0 ? NULL : hp_new_none (rt);
}

static HpObject *
method_add (HpRuntime *rt, HpObject *self, HpObject *key)
{
  return none (rt, hp_set_add (rt, self, key));
}

static int
discard_any (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = hp_set_discard (rt, self, key);
  HpObject *frozen;

  if (c >= 0 || freeze_key (rt, key, &frozen) < 0)
    return c;
  c = hp_set_discard (rt, self, frozen);
  hp_decref (rt, frozen);
  return c;
}

static HpObject *
method_discard (HpRuntime *rt, HpObject *self, HpObject *key)
{
  return none (rt, discard_any (rt, self, key));
}

static HpObject *
method_remove (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = discard_any (rt, self, key);

  if (c < 0)
    return NULL;
  return c == 0 ? hp_err_key_error (rt, key) : hp_new_none (rt);
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

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return none (rt, hp_set_clear (rt, self));
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  if (hp_is_exactly (rt, self, HP_T_FROZENSET))
    return hp_new_ref (self);
  return set_copy (rt, self);
}

static HpObject *
method_update (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  for (ssize_t i = 0; i < n; i++)
    if (hp_set_update (rt, self, args[i]) < 0)
      return NULL;
  return hp_new_none (rt);
}

static HpObject *
method_union (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = set_copy (rt, self);

  for (ssize_t i = 0; r != NULL && i < n; i++)
    if (args[i] != self && hp_set_update (rt, r, args[i]) < 0)
      hp_clear (rt, r);
  return r;
}

static HpObject *
method_intersection (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = n == 0 ? set_copy (rt, self) : hp_new_ref (self);

  for (ssize_t i = 0; r != NULL && i < n; i++) {
    HpObject *t = intersection (rt, r, args[i]);

    hp_decref (rt, r);
    r = t;
  }
  return r;
}

static HpObject *
method_intersection_update (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = method_intersection (rt, self, args, n);

  if (r == NULL)
    return NULL;
  swap_bodies (self, r);
  hp_decref (rt, r);
  return hp_new_none (rt);
}

static HpObject *
method_difference (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = n == 0 ? set_copy (rt, self) : difference (rt, self, args[0]);

  for (ssize_t i = 1; r != NULL && i < n; i++)
    if (difference_update (rt, r, args[i]) < 0)
      hp_clear (rt, r);
  return r;
}

static HpObject *
method_difference_update (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  for (ssize_t i = 0; i < n; i++)
    if (difference_update (rt, self, args[i]) < 0)
      return NULL;
  return hp_new_none (rt);
}

static HpObject *
method_symmetric_difference (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *r = set_make (rt, result_type (rt, self), other);

  if (r != NULL && symmetric_difference_update (rt, r, self) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
method_symmetric_difference_update (HpRuntime *rt, HpObject *self, HpObject *other)
{
  return none (rt, symmetric_difference_update (rt, self, other));
}

/* other as a set: borrowed when it is one. */
static HpObject *
need_set (HpRuntime *rt, HpObject *other)
{
  return hp_is_any_set (rt, other) ? hp_new_ref (other) : hp_set_new (rt, other);
}

static HpObject *
method_issubset (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *o = need_set (rt, other);
  int c = o ? is_subset (rt, self, o) : -1;

  hp_xdecref (rt, o);
  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_issuperset (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *o = need_set (rt, other);
  int c = o ? is_subset (rt, o, self) : -1;

  hp_xdecref (rt, o);
  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_isdisjoint (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *r = self == other ? set_copy (rt, self) : intersection (rt, self, other);
  bool empty;

  if (r == NULL)
    return NULL;
  empty = S (r)->used == 0;
  hp_decref (rt, r);
  return hp_new_bool (rt, empty);
}

static HpObject *
method_contains (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = hp_set_contains (rt, self, key);

  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t size = self->type->basicsize;

  if (S (self)->table != S (self)->small_table)
    size += (S (self)->mask + 1) * (ssize_t)sizeof (HpSetEntry);
  return hp_int_from_ssize (rt, size);
}

static HpObject *
set_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  return set_make (rt, type, NULL);
}

static int
set_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL;

  if (hp_args_no_keywords (rt, "set", kwargs) < 0 ||
      hp_arg_unpack (rt, "set", args, 0, 1, &iterable) < 0)
    return -1;
  hp_set_clear (rt, self);
  S (self)->hash = -1;
  return iterable ? hp_set_update (rt, self, iterable) : 0;
}

static HpObject *
set_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "set", kwnames) < 0 || hp_args_check (rt, "set", n, 0, 1) < 0)
    return NULL;
  return set_make (rt, (HpType *)type, n ? args[0] : NULL);
}

static HpObject *
frozenset_make (HpRuntime *rt, HpType *type, HpObject *iterable)
{
  if (type == hp_type (rt, HP_T_FROZENSET) && iterable != NULL &&
      hp_is_exactly (rt, iterable, HP_T_FROZENSET))
    return hp_new_ref (iterable);
  return set_make (rt, type, iterable);
}

static HpObject *
frozenset_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL;

  if ((type == hp_type (rt, HP_T_FROZENSET) && hp_args_no_keywords (rt, "frozenset", kwargs) < 0) ||
      hp_arg_unpack (rt, "frozenset", args, 0, 1, &iterable) < 0)
    return NULL;
  return frozenset_make (rt, type, iterable);
}

static HpObject *
frozenset_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                      HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "frozenset", kwnames) < 0 ||
      hp_args_check (rt, "frozenset", n, 0, 1) < 0)
    return NULL;
  return frozenset_make (rt, (HpType *)type, n ? args[0] : NULL);
}

/* ---- iterator ---- */

typedef struct SetIter SetIter;
struct SetIter {
  HpObject base;
  HpObject *set; /* NULL when exhausted */
  ssize_t used, pos, left;
};
_Static_assert(sizeof (SetIter) == 48, "a set iterator is 64 bytes with its gc head");

static HpObject *
set_iter (HpRuntime *rt, HpObject *set)
{
  SetIter *it = (SetIter *)hp_gc_new (rt, hp_type (rt, HP_T_SET_ITERATOR));

  if (it == NULL)
    return NULL;
  it->set = hp_new_ref (set);
  it->used = it->left = S (set)->used;
  it->pos = 0;
  hp_gc_track (rt, &it->base);
  return &it->base;
}

static void
iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  hp_xdecref (rt, ((SetIter *)o)->set);
  hp_gc_free (rt, o);
}

static int
iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((SetIter *)o)->set);
  return 0;
}

static HpObject *
iter_self (HpRuntime *rt, HpObject *o)
{
  return hp_new_ref (o);
}

static HpObject *
iter_next (HpRuntime *rt, HpObject *o)
{
  SetIter *it = (SetIter *)o;
  HpObject *set = it->set, *key;

  if (set == NULL)
    return NULL;
  if (it->used != S (set)->used) {
    it->used = -1;
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "Set changed size during iteration");
  }
  if (hp_set_next (rt, set, &it->pos, &key, NULL)) {
    it->left--;
    return hp_new_ref (key);
  }
  it->set = NULL;
  hp_decref (rt, set);
  return NULL;
}

static HpObject *
iter_length_hint (HpRuntime *rt, HpObject *o)
{
  SetIter *it = (SetIter *)o;

  return hp_int_from_ssize (rt, it->set != NULL && it->used == S (it->set)->used ? it->left : 0);
}

static const HpMethodDef iter_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", iter_length_hint, 0), { NULL }
};

static const HpType iter_type = {
  .name = "set_iterator",
  .basicsize = sizeof (SetIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = iter_dealloc,
  .traverse = iter_traverse,
  .iter = iter_self,
  .iternext = iter_next,
  .methods = iter_methods,
  .free = hp_gc_free,
};

#define COMMON_METHODS                                                                             \
  HP_METHOD_O ("__contains__", method_contains, HP_METH_COEXIST),                                  \
      HP_METHOD_NOARGS ("copy", method_copy, 0),                                                   \
      HP_METHOD_FASTCALL ("difference", method_difference, 0),                                     \
      HP_METHOD_FASTCALL ("intersection", method_intersection, 0),                                 \
      HP_METHOD_O ("isdisjoint", method_isdisjoint, 0),                                            \
      HP_METHOD_O ("issubset", method_issubset, 0),                                                \
      HP_METHOD_O ("issuperset", method_issuperset, 0),                                            \
      HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),                                           \
      HP_METHOD_O ("symmetric_difference", method_symmetric_difference, 0),                        \
      HP_METHOD_FASTCALL ("union", method_union, 0)

static const HpMethodDef set_methods[] = {
  HP_METHOD_O ("add", method_add, 0),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_O ("discard", method_discard, 0),
  HP_METHOD_FASTCALL ("difference_update", method_difference_update, 0),
  HP_METHOD_FASTCALL ("intersection_update", method_intersection_update, 0),
  HP_METHOD_NOARGS ("pop", hp_set_pop, 0),
  HP_METHOD_O ("remove", method_remove, 0),
  HP_METHOD_O ("symmetric_difference_update", method_symmetric_difference_update, 0),
  HP_METHOD_FASTCALL ("update", method_update, 0),
  COMMON_METHODS,
  { NULL },
};
static const HpMethodDef frozenset_methods[] = { COMMON_METHODS, { NULL } };

static const HpSequenceMethods set_sequence = { .length = set_length, .contains = hp_set_contains };
static const HpNumberMethods set_number = {
  .subtract = set_subtract,
  .and_ = set_and,
  .xor_ = set_xor,
  .or_ = set_or,
  .inplace_subtract = set_inplace_subtract,
  .inplace_and = set_inplace_and,
  .inplace_xor = set_inplace_xor,
  .inplace_or = set_inplace_or,
};
static const HpNumberMethods frozenset_number = {
  .subtract = set_subtract, .and_ = set_and, .xor_ = set_xor, .or_ = set_or
};

static const HpType set_type = {
  .name = "set",
  .basicsize = sizeof (HpSet),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_MATCH_SELF,
  .dealloc = set_dealloc,
  .repr = set_repr,
  .hash = hp_object_hash_not_implemented,
  .as_number = &set_number,
  .as_sequence = &set_sequence,
  .traverse = set_traverse,
  .clear = hp_set_clear,
  .richcompare = set_richcompare,
  .weaklist_offset = offsetof (HpSet, weakrefs),
  .iter = set_iter,
  .methods = set_methods,
  .init = set_init,
  .new = set_new,
  .free = hp_gc_free,
  .vectorcall = set_vectorcall,
};

static const HpType frozenset_type = {
  .name = "frozenset",
  .basicsize = sizeof (HpSet),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_MATCH_SELF,
  .dealloc = set_dealloc,
  .repr = set_repr,
  .hash = frozenset_hash,
  .as_number = &frozenset_number,
  .as_sequence = &set_sequence,
  .traverse = set_traverse,
  .clear = hp_set_clear,
  .richcompare = set_richcompare,
  .weaklist_offset = offsetof (HpSet, weakrefs),
  .iter = set_iter,
  .methods = frozenset_methods,
  .new = frozenset_new,
  .free = hp_gc_free,
  .vectorcall = frozenset_vectorcall,
};

void
hp_set_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_SET, &set_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_FROZENSET, &frozenset_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_SET_ITERATOR, &iter_type, HP_T_OBJECT);
}
