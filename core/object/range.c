/* SPDX-License-Identifier: Apache-2.0 */
/* range, of ints of any size, and its two iterators. */
#include "object/iter.h"
#include "object/range.h"
#include "object/int.h"
#include "object/reduce.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"

static inline HpRange *
R (HpObject *o)
{
  return (HpRange *)o;
}

/* Number of steps from start to before stop: a new int. */
static HpObject *
compute_length (HpRuntime *rt, HpObject *start, HpObject *stop, HpObject *step)
{
  int o1, o2, o3;
  int64_t a = hp_int_as_int64_and_overflow (start, &o1),
          b = hp_int_as_int64_and_overflow (stop, &o2),
          s = hp_int_as_int64_and_overflow (step, &o3);
  HpObject *low, *high, *size, *t, *n;

  if (!o1 && !o2 && !o3 && s != INT64_MIN) {
    uint64_t n_steps = 0;

    if (s > 0 && a < b)
      n_steps = 1 + ((uint64_t)b - 1 - (uint64_t)a) / (uint64_t)s;
    else if (s < 0 && a > b)
      n_steps = 1 + ((uint64_t)a - 1 - (uint64_t)b) / (uint64_t)-s;
    return hp_int_from_uint64 (rt, n_steps);
  }
  low = hp_int_sign (step) > 0 ? start : stop;
  high = hp_int_sign (step) > 0 ? stop : start;
  if (hp_int_compare (low, high) >= 0)
    return hp_int_from_int64 (rt, 0);
  size = hp_int_sign (step) > 0 ? hp_new_ref (step) : hp_number_negative (rt, step);
  t = size ? hp_int_subtract (rt, high, low) : NULL;
  n = NULL;
  if (t != NULL) {
    HpObject *less = hp_int_subtract (rt, t, hp_small_int (rt, 1)), *rest = NULL;
    HpObject *q = less ? hp_int_divmod (rt, less, size, &rest) : NULL;

    n = q ? hp_int_add (rt, q, hp_small_int (rt, 1)) : NULL;
    hp_xdecref (rt, less);
    hp_xdecref (rt, rest);
    hp_xdecref (rt, q);
  }
  hp_xdecref (rt, t);
  hp_xdecref (rt, size);
  return n;
}

/* Takes the three over. */
static HpObject *
range_make (HpRuntime *rt, HpObject *start, HpObject *stop, HpObject *step)
{
  HpObject *length = start && stop && step ? compute_length (rt, start, stop, step) : NULL;
  HpRange *r = length ? hp_object_malloc (rt, sizeof (HpRange)) : NULL;

  if (r == NULL) {
    if (length)
      hp_err_no_memory (rt);
    hp_xdecref (rt, start);
    hp_xdecref (rt, stop);
    hp_xdecref (rt, step);
    hp_xdecref (rt, length);
    return NULL;
  }
  hp_object_init (&r->base, hp_type (rt, HP_T_RANGE));
  r->start = start;
  r->stop = stop;
  r->step = step;
  r->length = length;
  return &r->base;
}

/* o as an int and no instance of a subclass, such as bool. */
static HpObject *
plain_int (HpRuntime *rt, HpObject *o)
{
  HpObject *n = hp_number_index (rt, o);

  if (n != NULL && !hp_is_int_exact (rt, n))
    hp_setref (rt, n, hp_number_positive (rt, n));
  return n;
}

HpObject *
hp_range_new (HpRuntime *rt, HpObject *start, HpObject *stop, HpObject *step)
{
  HpObject *a, *b, *s;

  a = start ? plain_int (rt, start) : hp_int_from_int64 (rt, 0);
  b = a ? plain_int (rt, stop) : NULL;
  s = b ? (step ? plain_int (rt, step) : hp_int_from_int64 (rt, 1)) : NULL;
  if (s != NULL && hp_int_sign (s) == 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "range() arg 3 must not be zero");
    hp_clear (rt, s);
  }
  return range_make (rt, a, b, s);
}

static HpObject *
range_type_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *a = NULL, *b = NULL, *c = NULL;

  if (hp_args_no_keywords (rt, "range", kwargs) < 0 ||
      hp_arg_unpack (rt, "range", args, 1, 3, &a, &b, &c) < 0)
    return NULL;
  if (b == NULL)
    return hp_range_new (rt, NULL, a, NULL);
  return hp_range_new (rt, a, b, c);
}

static void
range_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_decref (rt, R (o)->start);
  hp_decref (rt, R (o)->stop);
  hp_decref (rt, R (o)->step);
  hp_decref (rt, R (o)->length);
  hp_object_free (rt, o);
}

static HpObject *
range_repr (HpRuntime *rt, HpObject *o)
{
  if (R (o)->step == hp_small_int (rt, 1))
    return hp_str_from_format (rt, "range(%R, %R)", R (o)->start, R (o)->stop);
  return hp_str_from_format (rt, "range(%R, %R, %R)", R (o)->start, R (o)->stop, R (o)->step);
}

static ssize_t
range_length (HpRuntime *rt, HpObject *o)
{
  return hp_int_as_ssize (rt, R (o)->length);
}

static int
range_bool (HpRuntime *rt, HpObject *o)
{
  return hp_int_sign (R (o)->length) != 0;
}

/* start + i * step, new */
static HpObject *
item_at (HpRuntime *rt, HpObject *o, HpObject *i)
{
  HpObject *t = hp_int_multiply (rt, i, R (o)->step), *r;

  if (t == NULL)
    return NULL;
  r = hp_int_add (rt, R (o)->start, t);
  hp_decref (rt, t);
  return r;
}

/* i an int, negative from the end */
static HpObject *
range_item_object (HpRuntime *rt, HpObject *o, HpObject *index)
{
  HpObject *i = hp_number_index (rt, index), *t, *r;

  if (i == NULL)
    return NULL;
  if (hp_int_sign (i) < 0) {
    t = hp_int_add (rt, i, R (o)->length);
    hp_decref (rt, i);
    if (t == NULL)
      return NULL;
    i = t;
  }
  if (hp_int_sign (i) < 0 || hp_int_compare (i, R (o)->length) >= 0) {
    hp_decref (rt, i);
    hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "range object index out of range");
    return NULL;
  }
  r = item_at (rt, o, i);
  hp_decref (rt, i);
  return r;
}

static HpObject *
range_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  HpObject *n = hp_int_from_ssize (rt, i), *r = n ? range_item_object (rt, o, n) : NULL;

  hp_xdecref (rt, n);
  return r;
}

static HpObject *
range_subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  if (hp_is_int (index) || hp_is_index (index))
    return range_item_object (rt, o, index);
  if (hp_is_slice (rt, index)) {
    ssize_t length = range_length (rt, o), start, stop, step;
    HpObject *i, *j, *k, *a, *b, *c;

    if (length == -1 && hp_err_occurred (rt))
      return NULL;
    if (hp_slice_unpack (rt, index, &start, &stop, &step) < 0)
      return NULL;
    hp_slice_adjust (length, &start, &stop, step);
    i = hp_int_from_ssize (rt, start);
    j = hp_int_from_ssize (rt, stop);
    k = hp_int_from_ssize (rt, step);
    a = i ? item_at (rt, o, i) : NULL;
    b = j ? item_at (rt, o, j) : NULL;
    c = k ? hp_int_multiply (rt, k, R (o)->step) : NULL;
    hp_xdecref (rt, i);
    hp_xdecref (rt, j);
    hp_xdecref (rt, k);
    return range_make (rt, a, b, c);
  }
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "range indices must be integers or slices, not %.200s",
                 index->type->name);
  return NULL;
}

/* The position of an exact int, new; None when it is not there; NULL with an exception. */
static HpObject *
find_int (HpRuntime *rt, HpObject *o, HpObject *value)
{
  HpObject *d = hp_int_subtract (rt, value, R (o)->start), *q, *m = NULL;
  bool found;

  if (d == NULL)
    return NULL;
  q = hp_int_divmod (rt, d, R (o)->step, &m);
  hp_decref (rt, d);
  if (q == NULL)
    return NULL;
  found = hp_int_sign (m) == 0 && hp_int_sign (q) >= 0 && hp_int_compare (q, R (o)->length) < 0;
  hp_decref (rt, m);
  if (found)
    return q;
  hp_decref (rt, q);
  return hp_new_ref (hp_none (rt));
}

/* 1 and the position, 0, -1 */
static int
range_find (HpRuntime *rt, HpObject *o, HpObject *value, HpObject **position)
{
  HpObject *at;
  ssize_t n;

  if (hp_is_int_exact (rt, value) || hp_is_bool (rt, value)) {
    at = find_int (rt, o, value);
    if (at == NULL)
      return -1;
    *position = at;
    return at != hp_none (rt);
  }
  n = range_length (rt, o);
  if (n < 0)
    return -1;
  for (ssize_t i = 0; i < n; i++) {
    HpObject *item = range_item (rt, o, i);
    int c = item ? hp_object_compare_bool (rt, item, value, HP_EQ) : -1;

    hp_xdecref (rt, item);
    if (c < 0)
      return -1;
    if (c) {
      *position = hp_int_from_ssize (rt, i);
      return *position ? 1 : -1;
    }
  }
  *position = hp_new_ref (hp_none (rt));
  return 0;
}

static int
range_contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  HpObject *at = NULL;
  int c = range_find (rt, o, value, &at);

  hp_xdecref (rt, at);
  return c;
}

static HpObject *
range_index (HpRuntime *rt, HpObject *o, HpObject *value)
{
  HpObject *at = NULL;
  int c = range_find (rt, o, value, &at);

  if (c > 0)
    return at;
  hp_xdecref (rt, at);
  if (c == 0)
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "%R is not in range", value);
  return NULL;
}

static HpObject *
range_count (HpRuntime *rt, HpObject *o, HpObject *value)
{
  int c = range_contains (rt, o, value);

  return c < 0 ? NULL : hp_int_from_int64 (rt, c);
}

static HpObject *
range_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  bool equal;

  if (b->type != hp_type (rt, HP_T_RANGE) || (op != HP_EQ && op != HP_NE))
    return hp_new_ref (hp_not_implemented (rt));
  equal =
      hp_int_compare (R (a)->length, R (b)->length) == 0 &&
      (hp_int_sign (R (a)->length) == 0 ||
       (hp_int_compare (R (a)->start, R (b)->start) == 0 &&
        (R (a)->length == hp_small_int (rt, 1) || hp_int_compare (R (a)->step, R (b)->step) == 0)));
  return hp_bool_from_long (rt, equal == (op == HP_EQ));
}

static int64_t
range_hash (HpRuntime *rt, HpObject *o)
{
  HpObject *none = hp_none (rt), *t;
  bool empty = hp_int_sign (R (o)->length) == 0, one = R (o)->length == hp_small_int (rt, 1);
  int64_t h;

  t = hp_tuple_pack (rt, 3, R (o)->length, empty ? none : R (o)->start,
                     empty || one ? none : R (o)->step);
  if (t == NULL)
    return -1;
  h = hp_object_hash (rt, t);
  hp_decref (rt, t);
  return h;
}

static HpObject *
range_reduce_member (HpRuntime *rt, HpObject *o, void *closure)
{
  return hp_new_ref ((&R (o)->start)[(intptr_t)closure]);
}

/* iterators */

static HpObject *
fast_iter (HpRuntime *rt, int64_t start, int64_t step, int64_t length)
{
  HpRangeIter *it = hp_object_malloc (rt, sizeof (HpRangeIter));

  if (it == NULL)
    return hp_err_no_memory (rt);
  hp_object_init (&it->base, hp_type (rt, HP_T_RANGE_ITERATOR));
  it->index = 0;
  it->start = start;
  it->step = step;
  it->length = length;
  return &it->base;
}

/* Beyond 64 bits: index, start, step, length as objects. */
typedef struct LongIter LongIter;
struct LongIter {
  HpObject base;
  HpObject *index, *start, *step, *length;
};

static HpObject *
long_iter (HpRuntime *rt, HpObject *start, HpObject *step, HpObject *length)
{
  LongIter *it = hp_object_malloc (rt, sizeof (LongIter));

  if (it == NULL)
    return hp_err_no_memory (rt);
  hp_object_init (&it->base, hp_type (rt, HP_T_LONGRANGE_ITERATOR));
  it->index = hp_new_ref (hp_small_int (rt, 0));
  it->start = hp_new_ref (start);
  it->step = hp_new_ref (step);
  it->length = hp_new_ref (length);
  return &it->base;
}

/* All items of the range, and one step beyond, fit 64 bits. */
static bool
machine_range (HpObject *o, int64_t *start, int64_t *step, int64_t *length)
{
  int o1, o2, o3;
  int64_t last;

  *start = hp_int_as_int64_and_overflow (R (o)->start, &o1);
  *step = hp_int_as_int64_and_overflow (R (o)->step, &o2);
  *length = hp_int_as_int64_and_overflow (R (o)->length, &o3);
  return !o1 && !o2 && !o3 && !__builtin_mul_overflow (*step, *length, &last) &&
         !__builtin_add_overflow (*start, last, &last);
}

static HpObject *
range_iter (HpRuntime *rt, HpObject *o)
{
  int64_t start, step, length;

  if (machine_range (o, &start, &step, &length))
    return fast_iter (rt, start, step, length);
  return long_iter (rt, R (o)->start, R (o)->step, R (o)->length);
}

static HpObject *
range_reversed (HpRuntime *rt, HpObject *o)
{
  int64_t start, step, length;
  HpObject *less, *last, *back, *r = NULL;

  if (machine_range (o, &start, &step, &length) && step != INT64_MIN)
    return fast_iter (rt, start + (length - 1) * step, -step, length);
  less = hp_int_subtract (rt, R (o)->length, hp_small_int (rt, 1));
  last = less ? item_at (rt, o, less) : NULL;
  back = last ? hp_number_negative (rt, R (o)->step) : NULL;
  if (back != NULL)
    r = long_iter (rt, last, back, R (o)->length);
  hp_xdecref (rt, less);
  hp_xdecref (rt, last);
  hp_xdecref (rt, back);
  return r;
}

static HpObject *
fast_iter_next (HpRuntime *rt, HpObject *o)
{
  HpRangeIter *it = (HpRangeIter *)o;

  if (it->index >= it->length)
    return NULL;
  return hp_int_from_int64 (
      rt, (int64_t)((uint64_t)it->start + (uint64_t)it->index++ * (uint64_t)it->step));
}

static HpObject *
fast_iter_length_hint (HpRuntime *rt, HpObject *o)
{
  HpRangeIter *it = (HpRangeIter *)o;

  return hp_int_from_int64 (rt, it->length - it->index);
}

static void
fast_iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_object_free (rt, o);
}

static void
long_iter_dealloc (HpRuntime *rt, HpObject *o)
{
  LongIter *it = (LongIter *)o;

  hp_decref (rt, it->index);
  hp_decref (rt, it->start);
  hp_decref (rt, it->step);
  hp_decref (rt, it->length);
  hp_object_free (rt, o);
}

static HpObject *
long_iter_next (HpRuntime *rt, HpObject *o)
{
  LongIter *it = (LongIter *)o;
  HpObject *t, *item, *next;

  if (hp_int_compare (it->index, it->length) >= 0)
    return NULL;
  next = hp_int_add (rt, it->index, hp_small_int (rt, 1));
  t = next ? hp_int_multiply (rt, it->index, it->step) : NULL;
  item = t ? hp_int_add (rt, it->start, t) : NULL;
  hp_xdecref (rt, t);
  if (item == NULL) {
    hp_xdecref (rt, next);
    return NULL;
  }
  hp_decref (rt, it->index);
  it->index = next;
  return item;
}

static HpObject *
long_iter_length_hint (HpRuntime *rt, HpObject *o)
{
  LongIter *it = (LongIter *)o;

  return hp_int_subtract (rt, it->length, it->index);
}

static HpObject *
range_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                  HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "range", kwnames) < 0 || hp_args_check (rt, "range", n, 1, 3) < 0)
    return NULL;
  return n == 1 ? hp_range_new (rt, NULL, args[0], NULL)
                : hp_range_new (rt, args[0], args[1], n == 3 ? args[2] : NULL);
}

static HpObject *
range_reversed_method (HpRuntime *rt, HpObject *o)
{
  return range_reversed (rt, o);
}

static HpObject *
range_reduce (HpRuntime *rt, HpObject *o)
{
  HpRange *r = (HpRange *)o;

  return hp_reduced (rt, (HpObject *)o->type, hp_tuple_pack (rt, 3, r->start, r->stop, r->step),
                     NULL);
}

static const HpSequenceMethods range_sequence = { .length = range_length,
                                                  .item = range_item,
                                                  .contains = range_contains };
static const HpMappingMethods range_mapping = { range_length, range_subscript, NULL };
static const HpNumberMethods range_number = { .to_bool = range_bool };

static const HpMethodDef range_methods[] = {
  HP_METHOD_NOARGS ("__reversed__", range_reversed_method, 0),
  HP_METHOD_NOARGS ("__reduce__", range_reduce, 0),
  HP_METHOD_O ("count", range_count, 0),
  HP_METHOD_O ("index", range_index, 0),
  { NULL },
};

static const HpGetSetDef range_getset[] = {
  { "start", range_reduce_member, NULL, NULL, (void *)0 },
  { "stop", range_reduce_member, NULL, NULL, (void *)1 },
  { "step", range_reduce_member, NULL, NULL, (void *)2 },
  { NULL },
};

static const HpType range_type = {
  .name = "range",
  .basicsize = sizeof (HpRange),
  .flags = HP_TYPE_SEQUENCE,
  .dealloc = range_dealloc,
  .repr = range_repr,
  .hash = range_hash,
  .as_number = &range_number,
  .as_sequence = &range_sequence,
  .as_mapping = &range_mapping,
  .richcompare = range_richcompare,
  .iter = range_iter,
  .methods = range_methods,
  .getset = range_getset,
  .new = range_type_new,
  .free = hp_object_free,
  .vectorcall = range_vectorcall,
};

static const HpMethodDef fast_iter_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", fast_iter_length_hint, 0), { NULL }
};
static const HpMethodDef long_iter_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", long_iter_length_hint, 0), { NULL }
};

static const HpType range_iter_type = {
  .name = "range_iterator",
  .basicsize = sizeof (HpRangeIter),
  .flags = HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = fast_iter_dealloc,
  .iter = hp_iter_self,
  .iternext = fast_iter_next,
  .methods = fast_iter_methods,
  .free = hp_object_free,
};

static const HpType long_iter_type = {
  .name = "longrange_iterator",
  .basicsize = sizeof (LongIter),
  .flags = HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = long_iter_dealloc,
  .iter = hp_iter_self,
  .iternext = long_iter_next,
  .methods = long_iter_methods,
  .free = hp_object_free,
};

void
hp_range_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_SLICE, &hp_slice_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_RANGE, &range_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_RANGE_ITERATOR, &range_iter_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_LONGRANGE_ITERATOR, &long_iter_type, HP_T_OBJECT);
}
