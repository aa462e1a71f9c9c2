/* SPDX-License-Identifier: Apache-2.0 */
/* What a deque does as a sequence and what its methods are called. */
#include "object/deque-private.h"
#include "object/int.h"
#include "object/list.h"
#include "object/reduce.h"
#include "object/str.h"
#include "object/tuple.h"

static ssize_t
deque_length (HpRuntime *rt, HpObject *o)
{
  return len (o);
}

/* The place of item i, reached from the nearer end. */
static HpDequePlace
place_of (HpObject *o, ssize_t i)
{
  bool near_left = i < len (o) >> 1;
  HpDequePlace place;
  ssize_t n;

  i += Q (o)->left_index;
  n = i / HP_DEQUE_BLOCK_LENGTH;
  place.index = i % HP_DEQUE_BLOCK_LENGTH;
  if (near_left)
    for (place.block = Q (o)->left; n > 0; n--)
      place.block = place.block->right;
  else {
    n = (Q (o)->left_index + len (o) - 1) / HP_DEQUE_BLOCK_LENGTH - n;
    for (place.block = Q (o)->right; n > 0; n--)
      place.block = place.block->left;
  }
  return place;
}

static bool
check_index (HpRuntime *rt, HpObject *o, ssize_t i)
{
  if (i >= 0 && i < len (o))
    return true;
  hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "deque index out of range");
  return false;
}

static HpObject *
deque_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  return check_index (rt, o, i) ? hp_new_ref (item_at (place_of (o, i))) : NULL;
}

static int
delete_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  HpObject *item;
  int r;

  if (hp_deque_rotate (rt, o, -i) < 0)
    return -1;
  item = hp_deque_pop_left (rt, o);
  r = hp_deque_rotate (rt, o, i);
  hp_decref (rt, item);
  return r;
}

static int
deque_assign_item (HpRuntime *rt, HpObject *o, ssize_t i, HpObject *value)
{
  HpDequePlace place;

  if (!check_index (rt, o, i))
    return -1;
  if (value == NULL)
    return delete_item (rt, o, i);
  place = place_of (o, i);
  hp_setref (rt, place.block->items[place.index], hp_new_ref (value));
  return 0;
}

/* ---- searching ---- */

/* Does the item equal value? -1 also when the comparison changed the deque (as exc). */
static int
equals (HpRuntime *rt, HpObject *o, HpDequePlace place, HpObject *value, HpTypeId exc)
{
  HpObject *item = hp_new_ref (item_at (place));
  size_t state = Q (o)->state;
  int c = hp_object_compare_bool (rt, item, value, HP_EQ);

  hp_decref (rt, item);
  if (c >= 0 && state != Q (o)->state) {
    hp_err_set_string (rt, exc, "deque mutated during iteration");
    return -1;
  }
  return c;
}

/* Index of the first equal item in [start, stop), -1: none, -2: an exception. */
static ssize_t
find (HpRuntime *rt, HpObject *o, HpObject *value, ssize_t start, ssize_t stop, HpTypeId exc)
{
  HpDequePlace place;

  if (start >= stop)
    return -1;
  place = place_of (o, start);
  for (ssize_t i = start; i < stop; i++) {
    int c = equals (rt, o, place, value, exc);

    if (c != 0)
      return c < 0 ? -2 : i;
    if (i < stop - 1)
      step_right (&place);
  }
  return -1;
}

static int
deque_contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  ssize_t i = find (rt, o, value, 0, len (o), HP_EXC_RUNTIME_ERROR);

  return i == -2 ? -1 : i >= 0;
}

static HpObject *
method_count (HpRuntime *rt, HpObject *self, HpObject *value)
{
  HpDequePlace place = leftmost (self);
  ssize_t count = 0;

  for (ssize_t n = len (self); n > 0; n--) {
    int c = equals (rt, self, place, value, HP_EXC_RUNTIME_ERROR);

    if (c < 0)
      return NULL;
    count += c;
    if (n > 1)
      step_right (&place);
  }
  return hp_int_from_ssize (rt, count);
}

static int
index_bound (HpRuntime *rt, HpObject *self, HpObject *o, ssize_t *bound)
{
  if (hp_is_none (rt, o)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "slice indices must be integers or have an __index__ method");
    return -1;
  }
  if (hp_slice_index (rt, o, bound) < 0)
    return -1;
  if (*bound < 0)
    *bound = *bound + len (self) < 0 ? 0 : *bound + len (self);
  if (*bound > len (self))
    *bound = len (self);
  return 0;
}

static HpObject *
method_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t start = 0, stop = len (self), i;

  if (hp_args_check (rt, "index", n, 1, 3) < 0 ||
      (n > 1 && index_bound (rt, self, args[1], &start) < 0) ||
      (n > 2 && index_bound (rt, self, args[2], &stop) < 0))
    return NULL;
  i = find (rt, self, args[0], start, stop, HP_EXC_RUNTIME_ERROR);
  if (i == -1)
    return hp_err_format (rt, HP_EXC_VALUE_ERROR, "%R is not in deque", args[0]);
  return i < 0 ? NULL : hp_int_from_ssize (rt, i);
}

static HpObject *
method_remove (HpRuntime *rt, HpObject *self, HpObject *value)
{
  ssize_t i = find (rt, self, value, 0, len (self), HP_EXC_INDEX_ERROR);

  if (i == -1)
    return hp_err_format (rt, HP_EXC_VALUE_ERROR, "%R is not in deque", value);
  return i < 0 ? NULL : hp_none_or_null (rt, delete_item (rt, self, i));
}

/* ---- copies ---- */

static HpObject *
deque_copy (HpRuntime *rt, HpObject *self)
{
  HpObject *copy, *maxlen;
  int r;

  if (!hp_is_exactly (rt, self, HP_T_DEQUE)) {
    if (Q (self)->max_length < 0)
      return hp_call_one_arg (rt, (HpObject *)self->type, self);
    maxlen = hp_int_from_ssize (rt, Q (self)->max_length);
    copy = maxlen ? hp_call_args (rt, (HpObject *)self->type, self, maxlen, NULL) : NULL;
    hp_xdecref (rt, maxlen);
    return copy;
  }
  copy = hp_deque_new (rt, self->type, NULL, NULL);
  if (copy == NULL)
    return NULL;
  Q (copy)->max_length = Q (self)->max_length;
  r = len (self) == 1 ? hp_deque_append (rt, copy, item_at (leftmost (self)))
                      : hp_deque_extend (rt, copy, self);
  if (r < 0)
    hp_clear (rt, copy);
  return copy;
}

static HpObject *
deque_concat (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  if (!hp_is_deque (rt, b))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "can only concatenate deque (not \"%.200s\") to deque", b->type->name);
  r = deque_copy (rt, a);
  if (r != NULL && hp_deque_extend (rt, r, b) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
deque_inplace_concat (HpRuntime *rt, HpObject *o, HpObject *other)
{
  return hp_deque_extend (rt, o, other) < 0 ? NULL : hp_new_ref (o);
}

static int
append_times (HpRuntime *rt, HpObject *o, HpObject *items, ssize_t times)
{
  int r = 0;

  while (r == 0 && times-- > 0)
    r = hp_deque_extend (rt, o, items);
  return r;
}

static HpObject *
deque_inplace_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = len (o), limit = Q (o)->max_length;
  HpObject *items;
  int r;

  if (n == 0 || times == 1)
    return hp_new_ref (o);
  if (times <= 0) {
    hp_deque_clear (rt, o);
    return hp_new_ref (o);
  }
  if (n > SSIZE_MAX / times)
    return hp_err_no_memory (rt);
  if (limit >= 0 && n * times > limit)
    times = (limit + n - 1) / n;
  items = hp_sequence_list (rt, o);
  if (items == NULL)
    return NULL;
  r = append_times (rt, o, items, times - 1);
  hp_decref (rt, items);
  return r < 0 ? NULL : hp_new_ref (o);
}

static HpObject *
deque_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  HpObject *copy = deque_copy (rt, o), *r;

  if (copy == NULL)
    return NULL;
  r = deque_inplace_repeat (rt, copy, times);
  hp_decref (rt, copy);
  return r;
}

/* ---- methods ---- */

static HpObject *
method_append (HpRuntime *rt, HpObject *self, HpObject *item)
{
  return hp_none_or_null (rt, hp_deque_append (rt, self, item));
}

static HpObject *
method_appendleft (HpRuntime *rt, HpObject *self, HpObject *item)
{
  return hp_none_or_null (rt, hp_deque_append_left (rt, self, item));
}

static HpObject *
method_extend (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  return hp_none_or_null (rt, hp_deque_extend (rt, self, iterable));
}

static HpObject *
method_extendleft (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  return hp_none_or_null (rt, hp_deque_extend_left (rt, self, iterable));
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, hp_deque_clear (rt, self));
}

static HpObject *
method_rotate (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs)
{
  ssize_t n = 1;

  if (hp_args_check (rt, "rotate", nargs, 0, 1) < 0)
    return NULL;
  if (nargs == 1) {
    n = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
    if (n == -1 && hp_err_occurred (rt))
      return NULL;
  }
  return hp_none_or_null (rt, hp_deque_rotate (rt, self, n));
}

static HpObject *
method_reverse (HpRuntime *rt, HpObject *self)
{
  HpDequePlace a = leftmost (self), b = { Q (self)->right, Q (self)->right_index };

  for (ssize_t n = len (self) >> 1; n > 0; n--) {
    HpObject *item = item_at (a);

    a.block->items[a.index] = item_at (b);
    b.block->items[b.index] = item;
    step_right (&a);
    step_left (&b);
  }
  return hp_new_none (rt);
}

static HpObject *
method_insert (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs)
{
  ssize_t n = len (self), i;

  if (nargs != 2)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "insert() takes exactly 2 arguments (%zd given)",
                          nargs);
  i = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  if (Q (self)->max_length == n)
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "deque already at its maximum size");
  if (i >= n)
    return hp_none_or_null (rt, hp_deque_append (rt, self, args[1]));
  if (i <= -n || i == 0)
    return hp_none_or_null (rt, hp_deque_append_left (rt, self, args[1]));
  if (hp_deque_rotate (rt, self, -i) < 0 ||
      (i < 0 ? hp_deque_append (rt, self, args[1]) : hp_deque_append_left (rt, self, args[1])) < 0)
    return NULL;
  return hp_none_or_null (rt, hp_deque_rotate (rt, self, i));
}

/* Counts the blocks that hold items; those that wait do not show. */
static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t blocks =
      (Q (self)->left_index + len (self) + HP_DEQUE_BLOCK_LENGTH - 1) / HP_DEQUE_BLOCK_LENGTH;

  return hp_int_from_ssize (rt, self->type->basicsize + blocks * (ssize_t)sizeof (HpDequeBlock));
}

/* (type, () or ((), maxlen), state, iterator) */
static HpObject *
method_reduce (HpRuntime *rt, HpObject *self)
{
  HpObject *args = hp_tuple_new (rt, 0), *state = hp_object_get_state (rt, self);
  HpObject *it = hp_object_get_iter (rt, self), *r = NULL;

  if (args != NULL && Q (self)->max_length >= 0) {
    HpObject *maxlen = hp_int_from_ssize (rt, Q (self)->max_length), *items = args;

    args = maxlen ? hp_tuple_pack (rt, 2, items, maxlen) : NULL;
    hp_decref (rt, items);
    hp_xdecref (rt, maxlen);
  }
  if (args != NULL && state != NULL && it != NULL)
    r = hp_tuple_pack (rt, 4, (HpObject *)self->type, args, state, it);
  hp_xdecref (rt, args);
  hp_xdecref (rt, state);
  hp_xdecref (rt, it);
  return r;
}

HpObject *
hp_deque_repr (HpRuntime *rt, HpObject *o)
{
  const char *name = hp_type_short_name (o->type);
  HpObject *list, *r = NULL;
  int entered = hp_repr_enter (rt, o);

  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "[...]") : NULL;
  list = hp_sequence_list (rt, o);
  if (list != NULL)
    r = Q (o)->max_length < 0
            ? hp_str_from_format (rt, "%s(%R)", name, list)
            : hp_str_from_format (rt, "%s(%R, maxlen=%zd)", name, list, Q (o)->max_length);
  hp_xdecref (rt, list);
  hp_repr_leave (rt, o);
  return r;
}

/* ---- comparing ---- */

/* What the comparison gives when one of two equal beginnings ends: x and y tell which goes on. */
static bool
compare_ends (bool x, bool y, int op)
{
  switch (op) {
  case HP_LT: return y;
  case HP_LE: return !x;
  case HP_EQ: return x == y;
  case HP_NE: return x != y;
  case HP_GT: return x;
  default: return !y;
  }
}

/* 1, 0, -1 */
static int
compare_items (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  for (;;) {
    HpObject *x = hp_iter_next (rt, a), *y;
    int c;

    if (x == NULL && hp_err_occurred (rt))
      return -1;
    y = hp_iter_next (rt, b);
    if (x == NULL || y == NULL) {
      c = hp_err_occurred (rt) ? -1 : compare_ends (x != NULL, y != NULL, op);
      hp_xdecref (rt, x);
      hp_xdecref (rt, y);
      return c;
    }
    c = hp_object_compare_bool (rt, x, y, HP_EQ);
    if (c != 0) {
      hp_decref (rt, x);
      hp_decref (rt, y);
      if (c < 0)
        return -1;
      continue;
    }
    c = hp_object_compare_bool (rt, x, y, op);
    hp_decref (rt, x);
    hp_decref (rt, y);
    return c;
  }
}

HpObject *
hp_deque_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *i, *j;
  int c = -1;

  if (!hp_is_deque (rt, a) || !hp_is_deque (rt, b))
    return hp_new_not_implemented (rt);
  if (op == HP_EQ || op == HP_NE) {
    if (a == b)
      return hp_new_bool (rt, op == HP_EQ);
    if (len (a) != len (b))
      return hp_new_bool (rt, op == HP_NE);
  }
  i = hp_object_get_iter (rt, a);
  j = i ? hp_object_get_iter (rt, b) : NULL;
  if (j != NULL)
    c = compare_items (rt, i, j, op);
  hp_xdecref (rt, i);
  hp_xdecref (rt, j);
  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
get_maxlen (HpRuntime *rt, HpObject *self, void *closure)
{
  return Q (self)->max_length < 0 ? hp_new_none (rt) : hp_int_from_ssize (rt, Q (self)->max_length);
}

const HpGetSetDef hp_deque_getset[] = { { "maxlen", get_maxlen, NULL, NULL, NULL }, { NULL } };

const HpSequenceMethods hp_deque_sequence = {
  .length = deque_length,
  .concat = deque_concat,
  .repeat = deque_repeat,
  .item = deque_item,
  .ass_item = deque_assign_item,
  .contains = deque_contains,
  .inplace_concat = deque_inplace_concat,
  .inplace_repeat = deque_inplace_repeat,
};

const HpMethodDef hp_deque_methods[] = {
  HP_METHOD_O ("append", method_append, 0),
  HP_METHOD_O ("appendleft", method_appendleft, 0),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_NOARGS ("__copy__", deque_copy, 0),
  HP_METHOD_NOARGS ("copy", deque_copy, 0),
  HP_METHOD_O ("count", method_count, 0),
  HP_METHOD_O ("extend", method_extend, 0),
  HP_METHOD_O ("extendleft", method_extendleft, 0),
  HP_METHOD_FASTCALL ("index", method_index, 0),
  HP_METHOD_FASTCALL ("insert", method_insert, 0),
  HP_METHOD_NOARGS ("pop", hp_deque_pop, 0),
  HP_METHOD_NOARGS ("popleft", hp_deque_pop_left, 0),
  HP_METHOD_NOARGS ("__reduce__", method_reduce, 0),
  HP_METHOD_O ("remove", method_remove, 0),
  HP_METHOD_NOARGS ("__reversed__", hp_deque_reversed, 0),
  HP_METHOD_NOARGS ("reverse", method_reverse, 0),
  HP_METHOD_FASTCALL ("rotate", method_rotate, 0),
  HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),
  { NULL },
};
