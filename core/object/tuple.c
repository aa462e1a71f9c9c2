/* SPDX-License-Identifier: Apache-2.0 */
#include "object/generic-alias.h"
#include "object/tuple.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/range.h"
#include "object/str.h"
#include "object/values.h"

static inline HpObject **
items (HpObject *o)
{
  return ((HpTuple *)o)->items;
}

static inline ssize_t
len (HpObject *o)
{
  return ((HpVarObject *)o)->size;
}

/* Untracked, items undefined; n > 0. */
static HpObject *
tuple_alloc (HpRuntime *rt, ssize_t n)
{
  HpFreeLists *v = &rt->free_lists;

  if (n < HP_TUPLE_FREE_LENGTH && v->tuples[n] != NULL) {
    HpObject *o = v->tuples[n];

    v->tuples[n] = items (o)[0];
    v->n_tuples[n]--;
    hp_new_reference (rt, o);
    return o;
  }
  return (HpObject *)hp_gc_new_var (rt, hp_type (rt, HP_T_TUPLE), n);
}

static HpObject *
empty (HpRuntime *rt)
{
  return hp_new_ref (rt->empty_tuple);
}

HpObject *
hp_tuple_new (HpRuntime *rt, ssize_t n)
{
  HpObject *o;

  if (n == 0)
    return empty (rt);
  o = tuple_alloc (rt, n);
  if (o != NULL) {
    memset (items (o), 0, (size_t)n * sizeof (HpObject *));
    hp_gc_track (rt, o);
  }
  return o;
}

HpObject *
hp_tuple_from_array (HpRuntime *rt, HpObject *const *from, ssize_t n)
{
  HpObject *o;

  if (n == 0)
    return empty (rt);
  o = tuple_alloc (rt, n);
  if (o != NULL) {
    for (ssize_t i = 0; i < n; i++)
      items (o)[i] = hp_new_ref (from[i]);
    hp_gc_track (rt, o);
  }
  return o;
}

/* A NULL among the items means that making it failed: then the others are released and NULL is
 * returned. */
HpObject *
hp_tuple_from_array_steal (HpRuntime *rt, HpObject *const *from, ssize_t n)
{
  HpObject *o = NULL;
  bool complete = true;

  if (n == 0)
    return empty (rt);
  for (ssize_t i = 0; i < n; i++)
    complete = complete && from[i] != NULL;
  if (complete)
    o = tuple_alloc (rt, n);
  if (o == NULL) {
    for (ssize_t i = 0; i < n; i++)
      hp_xdecref (rt, from[i]);
    return NULL;
  }
  memcpy (items (o), from, (size_t)n * sizeof (HpObject *));
  hp_gc_track (rt, o);
  return o;
}

HpObject *
hp_tuple_pack (HpRuntime *rt, ssize_t n, ...)
{
  HpObject *o;
  va_list args;

  if (n == 0)
    return empty (rt);
  o = tuple_alloc (rt, n);
  if (o == NULL)
    return NULL;
  va_start (args, n);
  for (ssize_t i = 0; i < n; i++)
    items (o)[i] = hp_new_ref (va_arg (args, HpObject *));
  va_end (args);
  hp_gc_track (rt, o);
  return o;
}

int
hp_tuple_resize (HpRuntime *rt, HpObject **p, ssize_t n)
{
  HpObject *o = *p, *r;
  ssize_t old = len (o);

  if (old == n)
    return 0;
  if (old == 0 || n == 0) {
    *p = hp_tuple_new (rt, n);
    hp_decref (rt, o);
    return *p ? 0 : -1;
  }
  hp_gc_untrack (o);
  for (ssize_t i = n; i < old; i++)
    hp_clear (rt, items (o)[i]);
  r = (HpObject *)hp_gc_resize (rt, (HpVarObject *)o, n);
  if (r == NULL) {
    *p = NULL;
    hp_gc_free (rt, o);
    return -1;
  }
  if (n > old)
    memset (items (r) + old, 0, (size_t)(n - old) * sizeof (HpObject *));
  hp_gc_track (rt, r);
  *p = r;
  return 0;
}

HpObject *
hp_tuple_from_iterable (HpRuntime *rt, HpObject *iterable)
{
  HpObject *it, *result, *item;
  ssize_t n, j = 0;

  if (hp_is_tuple_exact (rt, iterable))
    return hp_new_ref (iterable);
  if (hp_is_list_exact (rt, iterable))
    return hp_list_as_tuple (rt, iterable);
  it = hp_object_get_iter (rt, iterable);
  if (it == NULL)
    return NULL;
  n = hp_object_length_hint (rt, iterable, 10);
  result = n < 0 ? NULL : hp_tuple_new (rt, n);
  if (result == NULL) {
    hp_decref (rt, it);
    return NULL;
  }
  for (;; j++) {
    item = hp_iter_next (rt, it);
    if (item == NULL) {
      if (hp_err_occurred (rt))
        goto fail;
      break;
    }
    if (j >= n) {
      size_t wanted = (size_t)n + 10u;

      wanted += wanted >> 2;
      n = (ssize_t)wanted;
      if (hp_tuple_resize (rt, &result, n) < 0) {
        hp_decref (rt, item);
        goto fail;
      }
    }
    items (result)[j] = item;
  }
  if (j < n && hp_tuple_resize (rt, &result, j) < 0)
    goto fail;
  hp_decref (rt, it);
  return result;
fail:
  hp_xdecref (rt, result);
  hp_decref (rt, it);
  return NULL;
}

static void
tuple_dealloc (HpRuntime *rt, HpObject *o)
{
  HpFreeLists *v = &rt->free_lists;
  ssize_t n = len (o);

  if (n == 0 && o == rt->empty_tuple) {
    /* released once too often at the end of the runtime: it is the runtime's own */
    o->refcount = 1;
    return;
  }
  hp_gc_untrack (o);
  HP_TRASHCAN_BEGIN (rt, o, tuple_dealloc)
  hp_decref_from_last (rt, items (o), n);
  if (hp_is_tuple_exact (rt, o) && n > 0 && n <= HP_TUPLE_FREE_LENGTH &&
      v->n_tuples[n] < HP_TUPLE_FREE_LIST_MAX) {
    items (o)[0] = v->tuples[n];
    v->tuples[n] = o;
    v->n_tuples[n]++;
  } else
    o->type->free (rt, o);
  HP_TRASHCAN_END (rt);
}

void
hp_tuple_clear_free_lists (HpRuntime *rt)
{
  HpFreeLists *v = &rt->free_lists;

  for (int n = 1; n <= HP_TUPLE_FREE_LENGTH; n++) {
    while (v->tuples[n] != NULL) {
      HpObject *o = v->tuples[n];

      v->tuples[n] = items (o)[0];
      hp_gc_free (rt, o);
    }
    v->n_tuples[n] = 0;
  }
}

static int
tuple_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  for (ssize_t i = len (o); --i >= 0;)
    HP_VISIT (items (o)[i]);
  return 0;
}

void
hp_tuple_maybe_untrack (HpRuntime *rt, HpObject *o)
{
  if (!hp_is_tuple_exact (rt, o) || !hp_gc_is_tracked (o))
    return;
  for (ssize_t i = 0; i < len (o); i++)
    if (items (o)[i] == NULL || hp_gc_may_be_tracked (rt, items (o)[i]))
      return;
  hp_gc_untrack (o);
}

/* slots */

static ssize_t
tuple_length (HpRuntime *rt, HpObject *o)
{
  return len (o);
}

static HpObject *
tuple_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  if (i < 0 || i >= len (o)) {
    hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "tuple index out of range");
    return NULL;
  }
  return hp_new_ref (items (o)[i]);
}

HpObject *
hp_tuple_get_slice (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high)
{
  low = low < 0 ? 0 : low;
  high = high > len (o) ? len (o) : high < low ? low : high;
  if (low > high)
    low = high;
  if (low == 0 && high == len (o) && hp_is_tuple_exact (rt, o))
    return hp_new_ref (o);
  return hp_tuple_from_array (rt, items (o) + low, high - low);
}

static HpObject *
tuple_subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  ssize_t start, stop, step, n;
  HpObject *r;

  if (hp_is_int (index) || hp_is_index (index)) {
    ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);

    if (i == -1 && hp_err_occurred (rt))
      return NULL;
    return tuple_item (rt, o, i < 0 ? i + len (o) : i);
  }
  if (!hp_is_slice (rt, index)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "tuple indices must be integers or slices, not %.200s",
                   index->type->name);
    return NULL;
  }
  if (hp_slice_unpack (rt, index, &start, &stop, &step) < 0)
    return NULL;
  n = hp_slice_adjust (len (o), &start, &stop, step);
  if (step == 1)
    return hp_tuple_get_slice (rt, o, start, start + n);
  r = hp_tuple_new (rt, n);
  if (r != NULL)
    for (ssize_t i = 0; i < n; i++)
      items (r)[i] = hp_new_ref (items (o)[start + i * step]);
  return r;
}

static HpObject *
tuple_concat (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  if (len (a) == 0 && hp_is_tuple_exact (rt, b))
    return hp_new_ref (b);
  if (!hp_is_tuple (b)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "can only concatenate tuple (not \"%.200s\") to tuple",
                   b->type->name);
    return NULL;
  }
  if (len (b) == 0 && hp_is_tuple_exact (rt, a))
    return hp_new_ref (a);
  r = hp_tuple_new (rt, len (a) + len (b));
  if (r != NULL) {
    for (ssize_t i = 0; i < len (a); i++)
      items (r)[i] = hp_new_ref (items (a)[i]);
    for (ssize_t i = 0; i < len (b); i++)
      items (r)[len (a) + i] = hp_new_ref (items (b)[i]);
  }
  return r;
}

static HpObject *
tuple_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = len (o);
  HpObject *r;

  if ((n == 0 || times == 1) && hp_is_tuple_exact (rt, o))
    return hp_new_ref (o);
  if (n == 0 || times <= 0)
    return empty (rt);
  if (n > SSIZE_MAX / 8 / times)
    return hp_err_no_memory (rt);
  r = hp_tuple_new (rt, n * times);
  if (r != NULL)
    for (ssize_t i = 0; i < n * times; i++)
      items (r)[i] = hp_new_ref (items (o)[i % n]);
  return r;
}

static int
tuple_contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  int c = 0;

  for (ssize_t i = 0; c == 0 && i < len (o); i++)
    c = hp_object_compare_bool (rt, items (o)[i], value, HP_EQ);
  return c;
}

/* The xxHash-like mix of CPython's tuplehash */
static int64_t
tuple_hash (HpRuntime *rt, HpObject *o)
{
  const uint64_t p1 = 11400714785074694791ULL, p2 = 14029467366897019727ULL,
                 p5 = 2870177450012600261ULL;
  uint64_t acc = p5;

  if (hp_stack_is_low (rt)) { /* CPython has no check here and crashes */
    rt->recursion_remaining--;
    hp_recursion_overflow (rt, " while hashing a tuple");
    return -1;
  }
  for (ssize_t i = 0; i < len (o); i++) {
    int64_t h = hp_object_hash (rt, items (o)[i]);

    if (h == -1)
      return -1;
    acc += (uint64_t)h * p2;
    acc = (acc << 31) | (acc >> 33);
    acc *= p1;
  }
  acc += (uint64_t)len (o) ^ (p5 ^ 3527539UL);
  return acc == (uint64_t)-1 ? 1546275796 : (int64_t)acc;
}

static HpObject *
tuple_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  ssize_t i;

  if (!hp_is_tuple (a) || !hp_is_tuple (b))
    return hp_new_ref (hp_not_implemented (rt));
  for (i = 0; i < len (a) && i < len (b); i++) {
    int eq = hp_object_compare_bool (rt, items (a)[i], items (b)[i], HP_EQ);

    if (eq < 0)
      return NULL;
    if (!eq)
      break;
  }
  if (i >= len (a) || i >= len (b))
    return hp_compare_result (rt, len (a) < len (b) ? -1 : len (a) > len (b), op);
  if (op == HP_EQ || op == HP_NE)
    return hp_bool_from_long (rt, op == HP_NE);
  return hp_object_compare (rt, items (a)[i], items (b)[i], op);
}

static HpObject *
tuple_repr (HpRuntime *rt, HpObject *o)
{
  HpStrWriter w;
  int entered;

  if (len (o) == 0)
    return hp_str_from_utf8 (rt, "()");
  entered = hp_repr_enter (rt, o);
  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "(...)") : NULL;
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_char (&w, '(');
  for (ssize_t i = 0; i < len (o); i++) {
    HpObject *s;

    if (i > 0)
      hp_str_writer_add_ascii (&w, ", ", 2);
    s = hp_object_repr (rt, items (o)[i]);
    if (s == NULL) {
      hp_str_writer_abandon (&w);
      hp_repr_leave (rt, o);
      return NULL;
    }
    hp_str_writer_add_str (&w, s);
    hp_decref (rt, s);
  }
  hp_str_writer_add_ascii (&w, len (o) == 1 ? ",)" : ")", -1);
  hp_repr_leave (rt, o);
  return hp_str_writer_finish (&w);
}

static HpObject *
tuple_iter (HpRuntime *rt, HpObject *o)
{
  return hp_seq_iter_new_typed (rt, o, HP_T_TUPLE_ITERATOR, 0);
}

static HpObject *
method_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t start = 0, stop = SSIZE_MAX;

  if (hp_args_check (rt, "index", n, 1, 3) < 0 ||
      (n > 1 && hp_slice_index (rt, args[1], &start) < 0) ||
      (n > 2 && hp_slice_index (rt, args[2], &stop) < 0))
    return NULL;
  if (start < 0 && (start += len (self)) < 0)
    start = 0;
  if (stop < 0)
    stop += len (self);
  for (ssize_t i = start; i < stop && i < len (self); i++) {
    int c = hp_object_compare_bool (rt, items (self)[i], args[0], HP_EQ);

    if (c > 0)
      return hp_int_from_ssize (rt, i);
    if (c < 0)
      return NULL;
  }
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "tuple.index(x): x not in tuple");
  return NULL;
}

static HpObject *
method_count (HpRuntime *rt, HpObject *self, HpObject *value)
{
  ssize_t count = 0;

  for (ssize_t i = 0; i < len (self); i++) {
    int c = hp_object_compare_bool (rt, items (self)[i], value, HP_EQ);

    if (c < 0)
      return NULL;
    count += c;
  }
  return hp_int_from_ssize (rt, count);
}

static HpObject *
method_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *t = hp_tuple_from_array (rt, items (self), len (self));

  return t ? hp_tuple_from_array_steal (rt, &t, 1) : NULL;
}

static HpObject *
tuple_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL, *plain, *self;

  if (hp_args_no_new_keywords (rt, type, HP_T_TUPLE, kwargs) < 0 ||
      hp_arg_unpack (rt, "tuple", args, 0, 1, &iterable) < 0)
    return NULL;
  plain = iterable ? hp_tuple_from_iterable (rt, iterable) : empty (rt);
  if (plain == NULL || type == hp_type (rt, HP_T_TUPLE))
    return plain;
  self = type->alloc (rt, type, len (plain));
  if (self != NULL)
    for (ssize_t i = 0; i < len (plain); i++)
      items (self)[i] = hp_new_ref (items (plain)[i]);
  hp_decref (rt, plain);
  return self;
}

static HpObject *
tuple_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                  HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "tuple", kwnames) < 0 || hp_args_check (rt, "tuple", n, 0, 1) < 0)
    return NULL;
  return n ? hp_tuple_from_iterable (rt, args[0]) : empty (rt);
}

static const HpSequenceMethods tuple_sequence = {
  .length = tuple_length,
  .concat = tuple_concat,
  .repeat = tuple_repeat,
  .item = tuple_item,
  .contains = tuple_contains,
};

static const HpMappingMethods tuple_mapping = { tuple_length, tuple_subscript, NULL };

static const HpMethodDef tuple_methods[] = {
  HP_METHOD_O ("__class_getitem__", hp_generic_class_getitem, HP_METH_CLASS),
  HP_METHOD_NOARGS ("__getnewargs__", method_getnewargs, 0),
  HP_METHOD_FASTCALL ("index", method_index, 0),
  HP_METHOD_O ("count", method_count, 0),
  { NULL },
};

static const HpType tuple_type = {
  .name = "tuple",
  .basicsize = offsetof (HpTuple, items),
  .itemsize = sizeof (HpObject *),
  .flags =
      HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_TUPLE_SUBCLASS | HP_TYPE_SEQUENCE | HP_TYPE_MATCH_SELF,
  .dealloc = tuple_dealloc,
  .repr = tuple_repr,
  .hash = tuple_hash,
  .as_sequence = &tuple_sequence,
  .as_mapping = &tuple_mapping,
  .traverse = tuple_traverse,
  .richcompare = tuple_richcompare,
  .iter = tuple_iter,
  .methods = tuple_methods,
  .new = tuple_new,
  .free = hp_gc_free,
  .vectorcall = tuple_vectorcall,
  .doc = "Built-in immutable sequence.",
};

void
hp_tuple_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_TUPLE, &tuple_type, HP_T_OBJECT);
}
