/* SPDX-License-Identifier: Apache-2.0 */
/* Two sets: subset, comparison, union, intersection and differences, as operators and in place. */
#include "object/set-private.h"
#include "object/dict.h"

/* Is every key of a in b? */
int
hp_set_is_subset (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *key;
  ssize_t pos = 0;
  int64_t hash;

  if (S (a)->used > S (b)->used)
    return 0;
  while (hp_set_next (rt, a, &pos, &key, &hash)) {
    int c;

    hp_incref (key);
    c = hp_set_contains_hash (rt, b, key, hash);
    hp_decref (rt, key);
    if (c <= 0)
      return c;
  }
  return 1;
}

HpObject *
hp_set_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  int c = 0;

  if (!hp_is_any_set (rt, b))
    return hp_new_not_implemented (rt);
  switch (op) {
  case HP_EQ:
  case HP_NE:
    if (S (a)->used == S (b)->used &&
        !(S (a)->hash != -1 && S (b)->hash != -1 && S (a)->hash != S (b)->hash))
      c = hp_set_is_subset (rt, a, b);
    break;
  case HP_LE: c = hp_set_is_subset (rt, a, b); break;
  case HP_GE: c = hp_set_is_subset (rt, b, a); break;
  case HP_LT: c = S (a)->used < S (b)->used ? hp_set_is_subset (rt, a, b) : 0; break;
  case HP_GT: c = S (b)->used < S (a)->used ? hp_set_is_subset (rt, b, a) : 0; break;
  default: break;
  }
  return c < 0 ? NULL : hp_new_bool (rt, op == HP_NE ? !c : c);
}

/* The plain type that results of operations on this set have. */
HpType *
hp_set_result_type (HpRuntime *rt, HpObject *set)
{
  return hp_type (rt, hp_is_instance_of (rt, set, HP_T_SET) ? HP_T_SET : HP_T_FROZENSET);
}

HpObject *
hp_set_copy (HpRuntime *rt, HpObject *set)
{
  return hp_set_make (rt, hp_set_result_type (rt, set), set);
}

HpObject *
hp_set_intersection (HpRuntime *rt, HpObject *set, HpObject *other)
{
  HpObject *r, *it, *key;
  int c = 0;

  if (other == set)
    return hp_set_copy (rt, set);
  r = hp_set_make (rt, hp_set_result_type (rt, set), NULL);
  if (r == NULL)
    return NULL;
  if (hp_is_any_set (rt, other)) {
    HpObject *small = S (other)->used > S (set)->used ? set : other,
             *big = small == set ? other : set;
    ssize_t pos = 0;
    int64_t hash;

    while (c >= 0 && hp_set_next (rt, small, &pos, &key, &hash)) {
      hp_incref (key);
      c = hp_set_contains_hash (rt, big, key, hash);
      if (c > 0)
        c = hp_set_add_hash (rt, r, key, hash);
      hp_decref (rt, key);
    }
  } else {
    it = hp_object_get_iter (rt, other);
    c = it ? 0 : -1;
    while (c >= 0 && (key = hp_iter_next (rt, it)) != NULL) {
      int64_t hash = hp_key_hash (rt, key);

      c = hash == -1 ? -1 : hp_set_contains_hash (rt, set, key, hash);
      if (c > 0)
        c = hp_set_add_hash (rt, r, key, hash);
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

int
hp_set_difference_update (HpRuntime *rt, HpObject *set, HpObject *other)
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
      c = hp_set_discard_hash (rt, set, key, hash);
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
  return hp_set_table_resize (rt, set,
                              S (set)->used > 50000 ? S (set)->used * 2 : S (set)->used * 4);
}

HpObject *
hp_set_difference (HpRuntime *rt, HpObject *set, HpObject *other)
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
    r = hp_set_copy (rt, set);
    if (r != NULL && hp_set_difference_update (rt, r, other) < 0)
      hp_clear (rt, r);
    return r;
  }
  r = hp_set_make (rt, hp_set_result_type (rt, set), NULL);
  while (r != NULL && c >= 0 && hp_set_next (rt, set, &pos, &key, &hash)) {
    hp_incref (key);
    if (hp_is_any_set (rt, other))
      c = hp_set_contains_hash (rt, other, key, hash);
    else
      c = hp_dict_get_item_hash (rt, other, key, hash) ? 1 : hp_err_occurred (rt) ? -1 : 0;
    if (c == 0)
      c = hp_set_add_hash (rt, r, key, hash);
    hp_decref (rt, key);
  }
  if (c < 0)
    hp_clear (rt, r);
  return r;
}

/* Takes the key out, or puts it in. */
static int
toggle (HpRuntime *rt, HpObject *set, HpObject *key, int64_t hash)
{
  int c;

  hp_incref (key);
  c = hp_set_discard_hash (rt, set, key, hash);
  if (c == 0)
    c = hp_set_add_hash (rt, set, key, hash);
  hp_decref (rt, key);
  return c;
}

int
hp_set_symmetric_difference_update (HpRuntime *rt, HpObject *set, HpObject *other)
{
  HpObject *o, *key;
  ssize_t pos = 0;
  int64_t hash;
  int c = 0;

  if (set == other)
    return hp_set_clear (rt, set);
  if (hp_is_dict_exact (rt, other)) {
    while (c >= 0 && hp_dict_next_hash (other, &pos, &key, NULL, &hash))
      c = toggle (rt, set, key, hash);
    return c < 0 ? -1 : 0;
  }
  o = hp_is_any_set (rt, other) ? hp_new_ref (other)
                                : hp_set_make (rt, hp_set_result_type (rt, set), other);
  if (o == NULL)
    return -1;
  while (c >= 0 && hp_set_next (rt, o, &pos, &key, &hash))
    c = toggle (rt, set, key, hash);
  hp_decref (rt, o);
  return c < 0 ? -1 : 0;
}

void
hp_set_swap_bodies (HpObject *a, HpObject *b)
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
  r = hp_set_copy (rt, a);
  if (r != NULL && a != b && hp_set_update (rt, r, b) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
set_and (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return hp_set_intersection (rt, a, b);
}

static HpObject *
set_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return hp_set_difference (rt, a, b);
}

static HpObject *
set_xor (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  BOTH_SETS (a, b);
  /* the copy is of the second operand, as CPython does it */
  r = hp_set_make (rt, hp_set_result_type (rt, a), b);
  if (r != NULL && hp_set_symmetric_difference_update (rt, r, a) < 0)
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
  r = hp_set_intersection (rt, a, b);
  if (r == NULL)
    return NULL;
  hp_set_swap_bodies (a, r);
  hp_decref (rt, r);
  return hp_new_ref (a);
}

static HpObject *
set_inplace_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return hp_set_difference_update (rt, a, b) < 0 ? NULL : hp_new_ref (a);
}

static HpObject *
set_inplace_xor (HpRuntime *rt, HpObject *a, HpObject *b)
{
  BOTH_SETS (a, b);
  return hp_set_symmetric_difference_update (rt, a, b) < 0 ? NULL : hp_new_ref (a);
}

const HpNumberMethods hp_set_number = {
  .subtract = set_subtract,
  .and_ = set_and,
  .xor_ = set_xor,
  .or_ = set_or,
  .inplace_subtract = set_inplace_subtract,
  .inplace_and = set_inplace_and,
  .inplace_xor = set_inplace_xor,
  .inplace_or = set_inplace_or,
};
const HpNumberMethods hp_frozenset_number = {
  .subtract = set_subtract, .and_ = set_and, .xor_ = set_xor, .or_ = set_or
};
