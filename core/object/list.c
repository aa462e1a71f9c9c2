/* SPDX-License-Identifier: Apache-2.0 */
#include "object/list.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/range.h"
#include "object/sort.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"

static inline HpList *
L (HpObject *o)
{
  return (HpList *)o;
}

static inline ssize_t
len (HpObject *o)
{
  return ((HpVarObject *)o)->size;
}

static inline void
set_len (HpObject *o, ssize_t n)
{
  ((HpVarObject *)o)->size = n;
}

/* see the head of list.h */
static int
list_resize (HpRuntime *rt, HpObject *o, ssize_t size)
{
  ssize_t allocated = L (o)->allocated, room;
  HpObject **items;

  if (allocated >= size && size >= (allocated >> 1)) {
    set_len (o, size);
    return 0;
  }
  room = (size + (size >> 3) + 6) & ~(ssize_t)3;
  if (size - len (o) > room - size)
    room = (size + 3) & ~(ssize_t)3;
  if (size == 0)
    room = 0;
  if (room > SSIZE_MAX / (ssize_t)sizeof (HpObject *)) {
    hp_err_no_memory (rt);
    return -1;
  }
  items = hp_mem_realloc (rt, L (o)->items, (size_t)room * sizeof (HpObject *));
  if (items == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  L (o)->items = items;
  set_len (o, size);
  L (o)->allocated = room;
  return 0;
}

/* First items of an empty list: the number rounded up to even. */
static int
preallocate_exact (HpRuntime *rt, HpObject *o, ssize_t size)
{
  ssize_t room = (size + 1) & ~(ssize_t)1;
  HpObject **items;

  if (room < 0 || room > SSIZE_MAX / (ssize_t)sizeof (HpObject *)) {
    hp_err_no_memory (rt);
    return -1;
  }
  items = hp_mem_malloc (rt, (size_t)room * sizeof (HpObject *));
  if (items == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  L (o)->items = items;
  L (o)->allocated = room;
  return 0;
}

/* An untracked list without items, from the free list if there is one. */
static HpObject *
list_head (HpRuntime *rt)
{
  HpFreeLists *v = &rt->free_lists;
  HpObject *o;

  if (v->n_lists > 0) {
    o = v->lists[--v->n_lists];
    hp_new_reference (rt, o);
  } else {
    o = hp_gc_new (rt, hp_type (rt, HP_T_LIST));
    if (o == NULL)
      return NULL;
  }
  L (o)->items = NULL;
  set_len (o, 0);
  L (o)->allocated = 0;
  return o;
}

HpObject *
hp_list_new (HpRuntime *rt, ssize_t size)
{
  HpObject *o = list_head (rt);

  if (o == NULL)
    return NULL;
  if (size > 0) {
    L (o)->items = hp_mem_calloc (rt, (size_t)size, sizeof (HpObject *));
    if (L (o)->items == NULL) {
      hp_gc_track (rt, o);
      hp_decref (rt, o);
      return hp_err_no_memory (rt);
    }
  }
  set_len (o, size);
  L (o)->allocated = size;
  hp_gc_track (rt, o);
  return o;
}

HpObject *
hp_list_from_array (HpRuntime *rt, HpObject *const *items, ssize_t n)
{
  HpObject *o = hp_list_new (rt, n);

  if (o != NULL)
    for (ssize_t i = 0; i < n; i++)
      L (o)->items[i] = hp_new_ref (items[i]);
  return o;
}

HpObject *
hp_list_from_iterable (HpRuntime *rt, HpObject *iterable)
{
  HpObject *o = hp_list_new (rt, 0);

  if (o != NULL && hp_list_extend (rt, o, iterable) < 0)
    hp_clear (rt, o);
  return o;
}

static void
list_dealloc (HpRuntime *rt, HpObject *o)
{
  HpFreeLists *v = &rt->free_lists;

  hp_gc_untrack (o);
  HP_TRASHCAN_BEGIN (rt, o, list_dealloc)
  if (L (o)->items != NULL) {
    for (ssize_t i = len (o) - 1; i >= 0; i--)
      hp_xdecref (rt, L (o)->items[i]);
    hp_mem_free (rt, L (o)->items);
  }
  if (v->n_lists < HP_FREE_LIST_MAX && hp_is_list_exact (rt, o))
    v->lists[v->n_lists++] = o;
  else
    o->type->free (rt, o);
  HP_TRASHCAN_END (rt);
}

void
hp_list_clear_free_list (HpRuntime *rt)
{
  HpFreeLists *v = &rt->free_lists;

  while (v->n_lists > 0)
    hp_gc_free (rt, v->lists[--v->n_lists]);
}

static int
list_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  for (ssize_t i = len (o); --i >= 0;)
    HP_VISIT (L (o)->items[i]);
  return 0;
}

int
hp_list_clear (HpRuntime *rt, HpObject *o)
{
  HpObject **items = L (o)->items;
  ssize_t n = len (o);

  if (items == NULL)
    return 0;
  set_len (o, 0);
  L (o)->items = NULL;
  L (o)->allocated = 0;
  while (--n >= 0)
    hp_xdecref (rt, items[n]);
  hp_mem_free (rt, items);
  return 0;
}

/* items */

static int
index_error (HpRuntime *rt, const char *message)
{
  hp_err_set_string (rt, HP_EXC_INDEX_ERROR, message);
  return -1;
}

HpObject *
hp_list_get_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  if (i < 0 || i >= len (o)) {
    index_error (rt, "list index out of range");
    return NULL;
  }
  return L (o)->items[i];
}

int
hp_list_set_item (HpRuntime *rt, HpObject *o, ssize_t i, HpObject *value)
{
  HpObject *old;

  if (i < 0 || i >= len (o)) {
    hp_xdecref (rt, value);
    return index_error (rt, "list assignment index out of range");
  }
  old = L (o)->items[i];
  L (o)->items[i] = value;
  hp_xdecref (rt, old);
  return 0;
}

int
hp_list_append_steal (HpRuntime *rt, HpObject *o, HpObject *value)
{
  ssize_t n = len (o);

  if (L (o)->allocated > n) {
    L (o)->items[n] = value;
    set_len (o, n + 1);
    return 0;
  }
  if (list_resize (rt, o, n + 1) < 0) {
    hp_decref (rt, value);
    return -1;
  }
  L (o)->items[n] = value;
  return 0;
}

int
hp_list_append (HpRuntime *rt, HpObject *o, HpObject *value)
{
  return hp_list_append_steal (rt, o, hp_new_ref (value));
}

int
hp_list_insert (HpRuntime *rt, HpObject *o, ssize_t where, HpObject *value)
{
  ssize_t n = len (o);

  if (list_resize (rt, o, n + 1) < 0)
    return -1;
  if (where < 0) {
    where += n;
    if (where < 0)
      where = 0;
  }
  if (where > n)
    where = n;
  memmove (L (o)->items + where + 1, L (o)->items + where,
           (size_t)(n - where) * sizeof (HpObject *));
  L (o)->items[where] = hp_new_ref (value);
  return 0;
}

static int
extend_from_array (HpRuntime *rt, HpObject *o, HpObject *source)
{
  ssize_t n = len (source), m = len (o);
  HpObject **from;

  if (n == 0)
    return 0;
  if (L (o)->items == NULL) {
    if (preallocate_exact (rt, o, n) < 0)
      return -1;
    set_len (o, n);
  } else if (list_resize (rt, o, m + n) < 0)
    return -1;
  from = hp_is_list (source) ? L (source)->items : ((HpTuple *)source)->items;
  for (ssize_t i = 0; i < n; i++)
    L (o)->items[m + i] = hp_new_ref (from[i]);
  return 0;
}

int
hp_list_extend (HpRuntime *rt, HpObject *o, HpObject *iterable)
{
  HpObject *it, *item;
  ssize_t n, m;

  if (hp_is_list_exact (rt, iterable) || hp_is_tuple_exact (rt, iterable) || iterable == o)
    return extend_from_array (rt, o, iterable);
  it = hp_object_get_iter (rt, iterable);
  if (it == NULL)
    return -1;
  n = hp_object_length_hint (rt, iterable, 8);
  if (n < 0)
    goto fail;
  m = len (o);
  if (n <= SSIZE_MAX - m) {
    if (L (o)->items == NULL) {
      if (n && preallocate_exact (rt, o, n) < 0)
        goto fail;
    } else {
      if (list_resize (rt, o, m + n) < 0)
        goto fail;
      set_len (o, m);
    }
  }
  while ((item = hp_iter_next (rt, it)) != NULL) {
    if (len (o) < L (o)->allocated) {
      L (o)->items[len (o)] = item;
      set_len (o, len (o) + 1);
    } else if (hp_list_append_steal (rt, o, item) < 0)
      goto fail;
  }
  if (hp_err_occurred (rt))
    goto fail;
  if (len (o) < L (o)->allocated && list_resize (rt, o, len (o)) < 0)
    goto fail;
  hp_decref (rt, it);
  return 0;
fail:
  hp_decref (rt, it);
  return -1;
}

/* slices */

/* room exactly for n */
static HpObject *
list_exact (HpRuntime *rt, ssize_t n)
{
  HpObject *o = hp_list_new (rt, 0);

  if (o == NULL || n == 0)
    return o;
  L (o)->items = n <= SSIZE_MAX / 8 ? hp_mem_malloc (rt, (size_t)n * sizeof (HpObject *)) : NULL;
  if (L (o)->items == NULL) {
    hp_decref (rt, o);
    return hp_err_no_memory (rt);
  }
  L (o)->allocated = n;
  return o;
}

HpObject *
hp_list_get_slice (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high)
{
  HpObject *r;

  low = low < 0 ? 0 : low > len (o) ? len (o) : low;
  high = high < low ? low : high > len (o) ? len (o) : high;
  r = list_exact (rt, high - low);
  if (r != NULL) {
    for (ssize_t i = low; i < high; i++)
      L (r)->items[i - low] = hp_new_ref (L (o)->items[i]);
    set_len (r, high - low);
  }
  return r;
}

int
hp_list_set_slice (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high, HpObject *value)
{
  HpObject *small[8], **recycle = small, *seq = NULL, **items, **from = NULL;
  ssize_t n = 0, n_old, d, k;
  int result = -1;

  if (value == o) {
    HpObject *copy = hp_list_get_slice (rt, value, 0, len (value));

    if (copy == NULL)
      return -1;
    result = hp_list_set_slice (rt, o, low, high, copy);
    hp_decref (rt, copy);
    return result;
  }
  if (value != NULL) {
    seq = hp_sequence_fast (rt, value, "can only assign an iterable");
    if (seq == NULL)
      return -1;
    n = len (seq);
    from = hp_is_list (seq) ? L (seq)->items : ((HpTuple *)seq)->items;
  }
  low = low < 0 ? 0 : low > len (o) ? len (o) : low;
  high = high < low ? low : high > len (o) ? len (o) : high;
  n_old = high - low;
  d = n - n_old;
  if (len (o) + d == 0) {
    hp_xdecref (rt, seq);
    return hp_list_clear (rt, o);
  }
  items = L (o)->items;
  if (n_old > 8) {
    recycle = hp_mem_malloc (rt, (size_t)n_old * sizeof (HpObject *));
    if (recycle == NULL) {
      hp_err_no_memory (rt);
      goto out;
    }
  }
  if (n_old > 0)
    memcpy (recycle, items + low, (size_t)n_old * sizeof (HpObject *));
  if (d < 0) {
    ssize_t tail = len (o) - high;

    memmove (items + high + d, items + high, (size_t)tail * sizeof (HpObject *));
    if (list_resize (rt, o, len (o) + d) < 0) {
      memmove (items + high, items + high + d, (size_t)tail * sizeof (HpObject *));
      memcpy (items + low, recycle, (size_t)n_old * sizeof (HpObject *));
      goto out;
    }
    items = L (o)->items;
  } else if (d > 0) {
    k = len (o);
    if (list_resize (rt, o, k + d) < 0)
      goto out;
    items = L (o)->items;
    memmove (items + high + d, items + high, (size_t)(k - high) * sizeof (HpObject *));
  }
  for (k = 0; k < n; k++)
    items[low + k] = hp_new_ref (from[k]);
  for (k = n_old - 1; k >= 0; k--)
    hp_xdecref (rt, recycle[k]);
  result = 0;
out:
  if (recycle != small)
    hp_mem_free (rt, recycle);
  hp_xdecref (rt, seq);
  return result;
}

static HpObject *
list_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  HpObject *item = hp_list_get_item (rt, o, i);

  return item ? hp_new_ref (item) : NULL;
}

static int
list_assign_item (HpRuntime *rt, HpObject *o, ssize_t i, HpObject *value)
{
  HpObject *old;

  if (i < 0 || i >= len (o))
    return index_error (rt, "list assignment index out of range");
  if (value == NULL)
    return hp_list_set_slice (rt, o, i, i + 1, NULL);
  old = L (o)->items[i];
  L (o)->items[i] = hp_new_ref (value);
  hp_decref (rt, old);
  return 0;
}

static HpObject *
list_subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  ssize_t i, start, stop, step, n;
  HpObject *r;

  if (hp_is_int (index) || hp_is_index (index)) {
    i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return NULL;
    return list_item (rt, o, i < 0 ? i + len (o) : i);
  }
  if (!hp_is_slice (rt, index)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "list indices must be integers or slices, not %.200s",
                   index->type->name);
    return NULL;
  }
  n = hp_slice_adjust (rt, index, len (o), &start, &stop, &step);
  if (n < 0)
    return NULL;
  if (step == 1)
    return hp_list_get_slice (rt, o, start, start + n);
  r = list_exact (rt, n);
  if (r != NULL) {
    for (i = 0; i < n; i++)
      L (r)->items[i] = hp_new_ref (L (o)->items[start + i * step]);
    set_len (r, n);
  }
  return r;
}

/* del o[start::step]: n items, moved together from the front, then dropped in that order */
static int
delete_stepped (HpRuntime *rt, HpObject *o, ssize_t start, ssize_t step, ssize_t n)
{
  HpObject **garbage, **items = L (o)->items;
  ssize_t size = len (o);
  int result;

  if (n <= 0)
    return 0;
  if (step < 0) {
    start = start + step * (n - 1);
    step = -step;
  }
  garbage = hp_mem_malloc (rt, (size_t)n * sizeof (HpObject *));
  if (garbage == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  for (ssize_t i = 0, cur = start; i < n; i++, cur += step) {
    ssize_t run = cur + step >= size ? size - cur - 1 : step - 1;

    if (i == n - 1)
      run = size - cur - 1;
    garbage[i] = items[cur];
    memmove (items + cur - i, items + cur + 1, (size_t)run * sizeof (HpObject *));
  }
  set_len (o, size - n);
  result = list_resize (rt, o, len (o));
  for (ssize_t i = 0; i < n; i++)
    hp_decref (rt, garbage[i]);
  hp_mem_free (rt, garbage);
  return result;
}

static int
assign_stepped (HpRuntime *rt, HpObject *o, ssize_t start, ssize_t step, ssize_t n, HpObject *value)
{
  HpObject *seq, **garbage, **from;

  if (value == o)
    seq = hp_list_get_slice (rt, value, 0, len (value));
  else
    seq = hp_sequence_fast (rt, value, "must assign iterable to extended slice");
  if (seq == NULL)
    return -1;
  if (len (seq) != n) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "attempt to assign sequence of size %zd to extended slice of size %zd",
                   len (seq), n);
    hp_decref (rt, seq);
    return -1;
  }
  if (n == 0) {
    hp_decref (rt, seq);
    return 0;
  }
  garbage = hp_mem_malloc (rt, (size_t)n * sizeof (HpObject *));
  if (garbage == NULL) {
    hp_decref (rt, seq);
    hp_err_no_memory (rt);
    return -1;
  }
  from = hp_is_list (seq) ? L (seq)->items : ((HpTuple *)seq)->items;
  for (ssize_t i = 0; i < n; i++) {
    garbage[i] = L (o)->items[start + i * step];
    L (o)->items[start + i * step] = hp_new_ref (from[i]);
  }
  for (ssize_t i = 0; i < n; i++)
    hp_decref (rt, garbage[i]);
  hp_mem_free (rt, garbage);
  hp_decref (rt, seq);
  return 0;
}

static int
list_assign_subscript (HpRuntime *rt, HpObject *o, HpObject *index, HpObject *value)
{
  ssize_t i, start, stop, step, n;

  if (hp_is_int (index) || hp_is_index (index)) {
    i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return -1;
    return list_assign_item (rt, o, i < 0 ? i + len (o) : i, value);
  }
  if (!hp_is_slice (rt, index)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "list indices must be integers or slices, not %.200s",
                   index->type->name);
    return -1;
  }
  n = hp_slice_adjust (rt, index, len (o), &start, &stop, &step);
  if (n < 0)
    return -1;
  if (step == 1)
    return hp_list_set_slice (rt, o, start, start + n, value);
  return value == NULL ? delete_stepped (rt, o, start, step, n)
                       : assign_stepped (rt, o, start, step, n, value);
}

static ssize_t
list_length (HpRuntime *rt, HpObject *o)
{
  return len (o);
}

static HpObject *
list_concat (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  if (!hp_is_list (b)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "can only concatenate list (not \"%.200s\") to list",
                   b->type->name);
    return NULL;
  }
  r = list_exact (rt, len (a) + len (b));
  if (r != NULL) {
    for (ssize_t i = 0; i < len (a); i++)
      L (r)->items[i] = hp_new_ref (L (a)->items[i]);
    for (ssize_t i = 0; i < len (b); i++)
      L (r)->items[len (a) + i] = hp_new_ref (L (b)->items[i]);
    set_len (r, len (a) + len (b));
  }
  return r;
}

static HpObject *
list_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = len (o), total;
  HpObject *r;

  if (n == 0 || times <= 0)
    return hp_list_new (rt, 0);
  if (n > SSIZE_MAX / 8 / times)
    return hp_err_no_memory (rt);
  total = n * times;
  r = list_exact (rt, total);
  if (r != NULL) {
    for (ssize_t i = 0; i < n; i++) {
      L (r)->items[i] = L (o)->items[i];
      L (o)->items[i]->refcount += times;
    }
    for (ssize_t i = n; i < total; i++)
      L (r)->items[i] = L (r)->items[i - n];
    set_len (r, total);
  }
  return r;
}

static HpObject *
list_inplace_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = len (o);

  if (n == 0 || times == 1)
    return hp_new_ref (o);
  if (times < 1) {
    hp_list_clear (rt, o);
    return hp_new_ref (o);
  }
  if (n > SSIZE_MAX / 8 / times)
    return hp_err_no_memory (rt);
  if (list_resize (rt, o, n * times) < 0)
    return NULL;
  for (ssize_t i = n; i < n * times; i++)
    L (o)->items[i] = hp_new_ref (L (o)->items[i - n]);
  return hp_new_ref (o);
}

static HpObject *
list_inplace_concat (HpRuntime *rt, HpObject *o, HpObject *other)
{
  return hp_list_extend (rt, o, other) < 0 ? NULL : hp_new_ref (o);
}

static int
list_contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  int c = 0;

  for (ssize_t i = 0; c == 0 && i < len (o); i++) {
    HpObject *item = hp_new_ref (L (o)->items[i]);
    c = hp_object_compare_bool (rt, item, value, HP_EQ);
    hp_decref (rt, item);
  }
  return c;
}

static HpObject *
list_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  ssize_t i;

  if (!hp_is_list (a) || !hp_is_list (b))
    return hp_new_ref (hp_not_implemented (rt));
  if (len (a) != len (b) && (op == HP_EQ || op == HP_NE))
    return hp_bool_from_long (rt, op == HP_NE);
  for (i = 0; i < len (a) && i < len (b); i++) {
    HpObject *x = L (a)->items[i], *y = L (b)->items[i];
    int eq;

    if (x == y)
      continue;
    hp_incref (x);
    hp_incref (y);
    eq = hp_object_compare_bool (rt, x, y, HP_EQ);
    hp_decref (rt, x);
    hp_decref (rt, y);
    if (eq < 0)
      return NULL;
    if (!eq)
      break;
  }
  if (i >= len (a) || i >= len (b))
    return hp_compare_result (rt, len (a) < len (b) ? -1 : len (a) > len (b), op);
  if (op == HP_EQ || op == HP_NE)
    return hp_bool_from_long (rt, op == HP_NE);
  return hp_object_compare (rt, L (a)->items[i], L (b)->items[i], op);
}

static HpObject *
list_repr (HpRuntime *rt, HpObject *o)
{
  HpStrWriter w;
  int entered;

  if (len (o) == 0)
    return hp_str_from_utf8 (rt, "[]");
  entered = hp_repr_enter (rt, o);
  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "[...]") : NULL;
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_char (&w, '[');
  for (ssize_t i = 0; i < len (o); i++) {
    HpObject *item = hp_new_ref (L (o)->items[i]), *s;

    if (i > 0)
      hp_str_writer_add_ascii (&w, ", ", 2);
    s = hp_object_repr (rt, item);
    hp_decref (rt, item);
    if (s == NULL) {
      hp_str_writer_abandon (&w);
      hp_repr_leave (rt, o);
      return NULL;
    }
    hp_str_writer_add_str (&w, s);
    hp_decref (rt, s);
  }
  hp_str_writer_add_char (&w, ']');
  hp_repr_leave (rt, o);
  return hp_str_writer_finish (&w);
}

static HpObject *
list_iter (HpRuntime *rt, HpObject *o)
{
  return hp_seq_iter_new_typed (rt, o, HP_T_LIST_ITERATOR, 0);
}

int
hp_list_reverse (HpRuntime *rt, HpObject *o)
{
  for (ssize_t i = 0, j = len (o) - 1; i < j; i++, j--) {
    HpObject *t = L (o)->items[i];
    L (o)->items[i] = L (o)->items[j];
    L (o)->items[j] = t;
  }
  return 0;
}

HpObject *
hp_list_as_tuple (HpRuntime *rt, HpObject *o)
{
  return hp_tuple_from_array (rt, L (o)->items, len (o));
}

static void
reverse_array (HpObject **p, ssize_t n)
{
  for (ssize_t i = 0, j = n - 1; i < j; i++, j--) {
    HpObject *t = p[i];
    p[i] = p[j];
    p[j] = t;
  }
}

int
hp_list_sort (HpRuntime *rt, HpObject *o, HpObject *key, bool reverse)
{
  HpObject **items = L (o)->items, **keys = NULL, **final_items;
  ssize_t n = len (o), allocated = L (o)->allocated, final_len;
  int result = -1;

  if (key == hp_none (rt))
    key = NULL;
  /* whoever looks at the list during the sort sees an empty one */
  set_len (o, 0);
  L (o)->items = NULL;
  L (o)->allocated = -1;
  if (key != NULL && n > 0) {
    keys = hp_mem_malloc (rt, (size_t)n * sizeof (HpObject *));
    if (keys == NULL) {
      hp_err_no_memory (rt);
      goto restore;
    }
    for (ssize_t i = 0; i < n; i++) {
      keys[i] = hp_call_one_arg (rt, key, items[i]);
      if (keys[i] == NULL) {
        while (--i >= 0)
          hp_decref (rt, keys[i]);
        hp_mem_free (rt, keys);
        goto restore;
      }
    }
  }
  if (reverse) {
    reverse_array (items, n);
    if (keys)
      reverse_array (keys, n);
  }
  result = hp_sort (rt, keys ? keys : items, keys ? items : NULL, n);
  if (keys) {
    for (ssize_t i = 0; i < n; i++)
      hp_decref (rt, keys[i]);
    hp_mem_free (rt, keys);
  }
  if (L (o)->allocated != -1 && result >= 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "list modified during sort");
    result = -1;
  }
  if (reverse)
    reverse_array (items, n);
restore:
  final_items = L (o)->items;
  final_len = len (o);
  L (o)->items = items;
  set_len (o, n);
  L (o)->allocated = allocated;
  if (final_items != NULL) {
    while (--final_len >= 0)
      hp_xdecref (rt, final_items[final_len]);
    hp_mem_free (rt, final_items);
  }
  return result;
}

/* methods */

static HpObject *
none (HpRuntime *rt, int result)
{
  return result < 0 ? NULL : hp_new_ref (hp_none (rt));
}

static HpObject *
method_append (HpRuntime *rt, HpObject *self, HpObject *value)
{
  return none (rt, hp_list_append (rt, self, value));
}

static HpObject *
method_extend (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  return none (rt, hp_list_extend (rt, self, iterable));
}

static HpObject *
method_insert (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t where;

  if (hp_args_check (rt, "insert", n, 2, 2) < 0)
    return NULL;
  where = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
  if (where == -1 && hp_err_occurred (rt))
    return NULL;
  return none (rt, hp_list_insert (rt, self, where, args[1]));
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return none (rt, hp_list_clear (rt, self));
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  return hp_list_get_slice (rt, self, 0, len (self));
}

static HpObject *
method_pop (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = -1, left;
  HpObject *v;

  if (hp_args_check (rt, "pop", n, 0, 1) < 0)
    return NULL;
  if (n == 1) {
    i = hp_number_as_ssize (rt, args[0], HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return NULL;
  }
  if (len (self) == 0) {
    index_error (rt, "pop from empty list");
    return NULL;
  }
  if (i < 0)
    i += len (self);
  if (i < 0 || i >= len (self)) {
    index_error (rt, "pop index out of range");
    return NULL;
  }
  v = L (self)->items[i];
  left = len (self) - 1;
  if (left == 0) {
    hp_incref (v);
    hp_list_clear (rt, self);
    return v;
  }
  memmove (L (self)->items + i, L (self)->items + i + 1, (size_t)(left - i) * sizeof (HpObject *));
  if (list_resize (rt, self, left) < 0) {
    memmove (L (self)->items + i + 1, L (self)->items + i,
             (size_t)(left - i) * sizeof (HpObject *));
    L (self)->items[i] = v;
    return NULL;
  }
  return v;
}

static HpObject *
method_remove (HpRuntime *rt, HpObject *self, HpObject *value)
{
  for (ssize_t i = 0; i < len (self); i++) {
    HpObject *item = hp_new_ref (L (self)->items[i]);
    int c = hp_object_compare_bool (rt, item, value, HP_EQ);

    hp_decref (rt, item);
    if (c > 0)
      return none (rt, hp_list_set_slice (rt, self, i, i + 1, NULL));
    if (c < 0)
      return NULL;
  }
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "list.remove(x): x not in list");
  return NULL;
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
  if (stop < 0 && (stop += len (self)) < 0)
    stop = 0;
  for (ssize_t i = start; i < stop && i < len (self); i++) {
    HpObject *item = hp_new_ref (L (self)->items[i]);
    int c = hp_object_compare_bool (rt, item, args[0], HP_EQ);

    hp_decref (rt, item);
    if (c > 0)
      return hp_int_from_ssize (rt, i);
    if (c < 0)
      return NULL;
  }
  hp_err_format (rt, HP_EXC_VALUE_ERROR, "%R is not in list", args[0]);
  return NULL;
}

static HpObject *
method_count (HpRuntime *rt, HpObject *self, HpObject *value)
{
  ssize_t count = 0;

  for (ssize_t i = 0; i < len (self); i++) {
    HpObject *item = L (self)->items[i];
    int c;

    if (item == value) {
      count++;
      continue;
    }
    hp_incref (item);
    c = hp_object_compare_bool (rt, item, value, HP_EQ);
    hp_decref (rt, item);
    if (c < 0)
      return NULL;
    count += c;
  }
  return hp_int_from_ssize (rt, count);
}

static HpObject *
method_sort (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *key = NULL, *reverse = NULL;
  int r = 0;

  if (hp_arg_parse (rt, "sort", args, kwargs, (const char *const[]){ "key", "reverse", NULL }, 0, 0,
                    &key, &reverse) < 0)
    return NULL;
  if (reverse != NULL && (r = hp_object_is_true (rt, reverse)) < 0)
    return NULL;
  return none (rt, hp_list_sort (rt, self, key, r));
}

static HpObject *
method_reverse (HpRuntime *rt, HpObject *self)
{
  return none (rt, hp_list_reverse (rt, self));
}

static HpObject *
method_reversed (HpRuntime *rt, HpObject *self)
{
  return hp_seq_iter_new_typed (rt, self, HP_T_LIST_REVERSE_ITERATOR, len (self) - 1);
}

static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, self->type->basicsize +
                                    L (self)->allocated * (ssize_t)sizeof (HpObject *));
}

static HpObject *
method_getitem (HpRuntime *rt, HpObject *self, HpObject *index)
{
  return list_subscript (rt, self, index);
}

static int
list_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL;

  if ((self->type == hp_type (rt, HP_T_LIST) && hp_args_no_keywords (rt, "list", kwargs) < 0) ||
      hp_arg_unpack (rt, "list", args, 0, 1, &iterable) < 0)
    return -1;
  hp_list_clear (rt, self);
  return iterable ? hp_list_extend (rt, self, iterable) : 0;
}

/* list(...) through the fast convention: the head does not come from the free list. */
static HpObject *
list_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                 HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *o;

  if (hp_args_no_kwnames (rt, "list", kwnames) < 0 || hp_args_check (rt, "list", n, 0, 1) < 0)
    return NULL;
  o = hp_type_generic_alloc (rt, (HpType *)type, 0);
  if (o != NULL && n > 0 && hp_list_extend (rt, o, args[0]) < 0)
    hp_clear (rt, o);
  return o;
}

static const HpSequenceMethods list_sequence = {
  .length = list_length,
  .concat = list_concat,
  .repeat = list_repeat,
  .item = list_item,
  .ass_item = list_assign_item,
  .contains = list_contains,
  .inplace_concat = list_inplace_concat,
  .inplace_repeat = list_inplace_repeat,
};

static const HpMappingMethods list_mapping = { list_length, list_subscript, list_assign_subscript };

static const HpMethodDef list_methods[] = {
  HP_METHOD_O ("__getitem__", method_getitem, HP_METH_COEXIST),
  HP_METHOD_NOARGS ("__reversed__", method_reversed, 0),
  HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_NOARGS ("copy", method_copy, 0),
  HP_METHOD_O ("append", method_append, 0),
  HP_METHOD_FASTCALL ("insert", method_insert, 0),
  HP_METHOD_O ("extend", method_extend, 0),
  HP_METHOD_FASTCALL ("pop", method_pop, 0),
  HP_METHOD_O ("remove", method_remove, 0),
  HP_METHOD_FASTCALL ("index", method_index, 0),
  HP_METHOD_O ("count", method_count, 0),
  HP_METHOD_NOARGS ("reverse", method_reverse, 0),
  HP_METHOD_KEYWORDS ("sort", method_sort, 0),
  { NULL },
};

static const HpType list_type = {
  .name = "list",
  .basicsize = sizeof (HpList),
  .flags =
      HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_LIST_SUBCLASS | HP_TYPE_SEQUENCE | HP_TYPE_MATCH_SELF,
  .dealloc = list_dealloc,
  .repr = list_repr,
  .hash = hp_object_hash_not_implemented,
  .as_sequence = &list_sequence,
  .as_mapping = &list_mapping,
  .traverse = list_traverse,
  .clear = hp_list_clear,
  .richcompare = list_richcompare,
  .iter = list_iter,
  .methods = list_methods,
  .init = list_init,
  .new = hp_type_generic_new,
  .free = hp_gc_free,
  .vectorcall = list_vectorcall,
  .doc = "Built-in mutable sequence.",
};

void
hp_list_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_LIST, &list_type, HP_T_OBJECT);
}
