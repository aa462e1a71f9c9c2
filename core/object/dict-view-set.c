/* SPDX-License-Identifier: Apache-2.0 */
/* keys() and items() as sets: comparing them, and the operators that make a new set. How the set is
 * built decides the size of its table. */
#include "object/dict-private.h"
#include "object/set-private.h"

static bool
is_set_like_view (HpRuntime *rt, HpObject *o)
{
  return hp_is_instance_of (rt, o, HP_T_DICT_KEYS) || hp_is_instance_of (rt, o, HP_T_DICT_ITEMS);
}

/* Is every item of a in b? 1, 0, -1 */
static int
all_in (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *it = hp_object_get_iter (rt, a), *item;
  int ok = 1;

  if (it == NULL)
    return -1;
  while (ok == 1 && (item = hp_iter_next (rt, it)) != NULL) {
    ok = hp_sequence_contains (rt, b, item);
    hp_decref (rt, item);
  }
  hp_decref (rt, it);
  return hp_err_occurred (rt) ? -1 : ok;
}

HpObject *
hp_dict_view_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  ssize_t na, nb;
  int ok = 0;

  if (!is_set_like_view (rt, b) && !hp_is_any_set (rt, b))
    return hp_new_not_implemented (rt);
  na = hp_object_length (rt, a);
  nb = hp_object_length (rt, b);
  if (na < 0 || nb < 0)
    return NULL;
  if (op == HP_EQ || op == HP_NE)
    ok = na == nb ? all_in (rt, a, b) : 0;
  else if (op == HP_LT || op == HP_LE)
    ok = na < nb || (op == HP_LE && na == nb) ? all_in (rt, a, b) : 0;
  else
    ok = na > nb || (op == HP_GE && na == nb) ? all_in (rt, b, a) : 0;
  if (ok < 0)
    return NULL;
  return hp_new_bool (rt, op == HP_NE ? !ok : ok);
}

static HpObject *
as_set (HpRuntime *rt, HpObject *view)
{
  HpObject *from = view;

  if (hp_is_exactly (rt, view, HP_T_DICT_KEYS) && hp_is_dict_exact (rt, hp_dict_view_dict (view)))
    from = hp_dict_view_dict (view);
  return hp_set_new (rt, from);
}

/* The set, or NULL when filling it failed. */
static HpObject *
unless_failed (HpRuntime *rt, HpObject *set, int result)
{
  if (result < 0)
    hp_clear (rt, set);
  return set;
}

static HpObject *
view_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r = as_set (rt, a);

  return r ? unless_failed (rt, r, hp_set_update (rt, r, b)) : NULL;
}

static HpObject *
view_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r = as_set (rt, a);

  return r ? unless_failed (rt, r, hp_set_difference_update (rt, r, b)) : NULL;
}

static HpObject *
view_xor (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r = as_set (rt, a);

  return r ? unless_failed (rt, r, hp_set_symmetric_difference_update (rt, r, b)) : NULL;
}

static void
swap (HpObject **a, HpObject **b)
{
  HpObject *t = *a;

  *a = *b;
  *b = t;
}

/* What other yields and the view contains, as a new set. */
static HpObject *
collect_common (HpRuntime *rt, HpObject *view, HpObject *other)
{
  HpObject *r = hp_set_new (rt, NULL), *it = r ? hp_object_get_iter (rt, other) : NULL, *item;
  int c = it ? 0 : -1;

  while (c >= 0 && (item = hp_iter_next (rt, it)) != NULL) {
    c = hp_sequence_contains (rt, view, item);
    if (c > 0)
      c = hp_set_add (rt, r, item);
    hp_decref (rt, item);
  }
  hp_xdecref (rt, it);
  if (r != NULL && hp_err_occurred (rt))
    c = -1;
  return r ? unless_failed (rt, r, c) : NULL;
}

static HpObject *
view_and (HpRuntime *rt, HpObject *a, HpObject *b)
{
  ssize_t n, m;

  if (!is_set_like_view (rt, a))
    swap (&a, &b);
  n = hp_object_length (rt, a);
  if (hp_is_exactly (rt, b, HP_T_SET) || hp_is_exactly (rt, b, HP_T_FROZENSET)) {
    if (n <= hp_set_length (b))
      return hp_set_intersection (rt, b, a);
  } else if (is_set_like_view (rt, b)) {
    m = hp_object_length (rt, b);
    if (m > n)
      swap (&a, &b);
  }
  return collect_common (rt, a, b);
}

HpObject *
hp_dict_view_isdisjoint (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *it, *item;
  int c = 0;

  if (self == other)
    return hp_new_bool (rt, hp_object_length (rt, self) == 0);
  if ((hp_is_any_set (rt, other) || is_set_like_view (rt, other)) &&
      hp_object_length (rt, other) > hp_object_length (rt, self))
    swap (&self, &other);
  it = hp_object_get_iter (rt, other);
  if (it == NULL)
    return NULL;
  while (c == 0 && (item = hp_iter_next (rt, it)) != NULL) {
    c = hp_sequence_contains (rt, self, item);
    hp_decref (rt, item);
  }
  hp_decref (rt, it);
  return c < 0 || hp_err_occurred (rt) ? NULL : hp_new_bool (rt, c == 0);
}

const HpNumberMethods hp_dict_view_number = {
  .subtract = view_subtract, .and_ = view_and, .xor_ = view_xor, .or_ = view_or
};
