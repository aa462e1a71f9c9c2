/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of a list: reading, replacing and deleting runs and steps, and list[i] for any i. */
#include "object/list-private.h"
#include "object/range.h"
#include "object/tuple.h"

/* slices */

/* room exactly for n */
HpObject *
hp_list_exact (HpRuntime *rt, ssize_t n)
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
  r = hp_list_exact (rt, high - low);
  if (r != NULL) {
    for (ssize_t i = low; i < high; i++)
      L (r)->items[i - low] = hp_new_ref (L (o)->items[i]);
    set_len (r, high - low);
  }
  return r;
}

/* Makes room for n items in place of [low, high), whose old ones the caller has copied to OLD. -1
 * with the list as it was. */
static int
resize_gap (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high, ssize_t n, HpObject *const *old)
{
  ssize_t size = len (o), growth = n - (high - low), tail = size - high;
  HpObject **items = L (o)->items;

  if (growth < 0) /* before the list gives up the memory */
    memmove (items + high + growth, items + high, (size_t)tail * sizeof (HpObject *));
  if (growth != 0 && hp_list_resize (rt, o, size + growth) < 0) {
    if (growth < 0) {
      memmove (items + high, items + high + growth, (size_t)tail * sizeof (HpObject *));
      memcpy (items + low, old, (size_t)(high - low) * sizeof (HpObject *));
    }
    return -1;
  }
  items = L (o)->items;
  if (growth > 0)
    memmove (items + high + growth, items + high, (size_t)tail * sizeof (HpObject *));
  return 0;
}

/* Puts the n items at FROM in place of [low, high). The old ones go last of all: their finalizers
 * find the list as it will be. */
static int
replace_items (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high, HpObject *const *from,
               ssize_t n)
{
  HpObject *few[8], **old = few;
  ssize_t n_old = high - low;
  int result;

  if (n_old > 8) {
    old = hp_mem_malloc (rt, (size_t)n_old * sizeof (HpObject *));
    if (old == NULL) {
      hp_err_no_memory (rt);
      return -1;
    }
  }
  if (n_old > 0)
    memcpy (old, L (o)->items + low, (size_t)n_old * sizeof (HpObject *));
  result = resize_gap (rt, o, low, high, n, old);
  if (result == 0) {
    for (ssize_t i = 0; i < n; i++)
      L (o)->items[low + i] = hp_new_ref (from[i]);
    for (ssize_t i = n_old - 1; i >= 0; i--)
      hp_xdecref (rt, old[i]);
  }
  if (old != few)
    hp_mem_free (rt, old);
  return result;
}

int
hp_list_set_slice (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high, HpObject *value)
{
  HpObject *seq = NULL, **from = NULL;
  ssize_t n = 0;
  int result;

  if (value == o)
    seq = hp_list_get_slice (rt, value, 0, len (value));
  else if (value != NULL)
    seq = hp_sequence_fast (rt, value, "can only assign an iterable");
  if (value != NULL) {
    if (seq == NULL)
      return -1;
    n = len (seq);
    from = hp_is_list (seq) ? L (seq)->items : ((HpTuple *)seq)->items;
  }
  low = low < 0 ? 0 : low > len (o) ? len (o) : low;
  high = high < low ? low : high > len (o) ? len (o) : high;
  if (len (o) + n == high - low) {
    hp_xdecref (rt, seq);
    return hp_list_clear (rt, o);
  }
  result = replace_items (rt, o, low, high, from, n);
  hp_xdecref (rt, seq);
  return result;
}

HpObject *
hp_list_subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  ssize_t i, start, stop, step, n;
  HpObject *r;

  if (hp_is_int (index) || hp_is_index (index)) {
    i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return NULL;
    return hp_list_item (rt, o, i < 0 ? i + len (o) : i);
  }
  if (!hp_is_slice (rt, index)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "list indices must be integers or slices, not %.200s",
                   index->type->name);
    return NULL;
  }
  if (hp_slice_unpack (rt, index, &start, &stop, &step) < 0)
    return NULL;
  n = hp_slice_adjust (len (o), &start, &stop, step);
  if (step == 1)
    return hp_list_get_slice (rt, o, start, start + n);
  r = hp_list_exact (rt, n);
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
  result = hp_list_resize (rt, o, len (o));
  for (ssize_t i = 0; i < n; i++)
    hp_decref (rt, garbage[i]);
  hp_mem_free (rt, garbage);
  return result;
}

/* o[start:stop:step] = value; the bounds are clipped when the iterable can run no more code. */
static int
assign_stepped (HpRuntime *rt, HpObject *o, ssize_t start, ssize_t stop, ssize_t step,
                HpObject *value)
{
  HpObject *seq, **garbage, **from;
  ssize_t n;

  if (value == o)
    seq = hp_list_get_slice (rt, value, 0, len (value));
  else
    seq = hp_sequence_fast (rt, value, "must assign iterable to extended slice");
  if (seq == NULL)
    return -1;
  n = hp_slice_adjust (len (o), &start, &stop, step);
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

int
hp_list_assign_subscript (HpRuntime *rt, HpObject *o, HpObject *index, HpObject *value)
{
  ssize_t i, start, stop, step, n;

  if (hp_is_int (index) || hp_is_index (index)) {
    i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return -1;
    return hp_list_assign_item (rt, o, i < 0 ? i + len (o) : i, value);
  }
  if (!hp_is_slice (rt, index)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "list indices must be integers or slices, not %.200s",
                   index->type->name);
    return -1;
  }
  if (hp_slice_unpack (rt, index, &start, &stop, &step) < 0)
    return -1;
  if (step != 1 && value != NULL)
    return assign_stepped (rt, o, start, stop, step, value);
  n = hp_slice_adjust (len (o), &start, &stop, step);
  return step == 1 ? hp_list_set_slice (rt, o, start, start + n, value)
                   : delete_stepped (rt, o, start, step, n);
}
