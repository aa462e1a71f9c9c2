/* SPDX-License-Identifier: Apache-2.0 */
/* Items and slices of a memoryview: read, written, walked and compared. */
#include "object/iter-private.h"
#include "object/memoryview-private.h"
#include "object/range.h"
#include "object/tuple.h"

static char *
item_address (HpRuntime *rt, HpMemoryView *m, ssize_t i)
{
  if (i < 0)
    i += hp_memoryview_n_items (m);
  if (i < 0 || i >= hp_memoryview_n_items (m)) {
    hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "index out of bounds on dimension 1");
    return NULL;
  }
  return (char *)m->view.buf + i * hp_memoryview_stride (m);
}

static ssize_t
view_length (HpRuntime *rt, HpObject *o)
{
  return hp_memoryview_check_released (rt, M (o)) < 0 ? -1 : hp_memoryview_n_items (M (o));
}

HpObject *
hp_memoryview_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  char *p = hp_memoryview_check_released (rt, M (o)) < 0 ? NULL : item_address (rt, M (o), i);

  return p ? hp_buffer_unpack (rt, &M (o)->view, p) : NULL;
}

/* A tuple of indices selects an element of a view with as many dimensions. */
static HpObject *
refuse_key (HpRuntime *rt, HpObject *key)
{
  ssize_t n = hp_is_tuple (key) ? hp_tuple_length (key) : 0;

  for (ssize_t i = 0; i < n; i++)
    if (!hp_is_index (hp_tuple_slot (key, i)))
      n = 0;
  if (n == 0 && hp_is_tuple (key) && hp_tuple_length (key) == 0)
    return hp_err_set_string (rt, HP_EXC_NOT_IMPLEMENTED_ERROR, "sub-views are not implemented");
  if (n == 0)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "memoryview: invalid slice key");
  return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                        "cannot index 1-dimension view with %zd-element tuple", n);
}

/* The bounds may be objects whose __index__() releases the view: the exporter must not let go of
 * the memory before the slice is a view of its own. */
static HpObject *
view_slice (HpRuntime *rt, HpMemoryView *m, HpObject *slice)
{
  HpManagedBuffer *buffer = m->buffer;
  HpBuffer part = m->view;
  HpObject *result = NULL;
  ssize_t start, stop, step;

  buffer->exports++;
  if (hp_slice_unpack (rt, slice, &start, &stop, &step) == 0) {
    ssize_t n = hp_slice_adjust (hp_memoryview_n_items (m), &start, &stop, step);

    part.buf = (char *)part.buf + start * hp_memoryview_stride (m);
    result = hp_memoryview_make (rt, buffer, &part, n, hp_memoryview_stride (m) * step);
  }
  if (--buffer->exports == 0)
    hp_managed_buffer_release (rt, buffer);
  return result;
}

static HpObject *
view_subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  HpMemoryView *m = M (o);

  if (hp_memoryview_check_released (rt, m) < 0)
    return NULL;
  if (hp_is_int (index) || hp_is_index (index)) {
    ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);

    return i == -1 && hp_err_occurred (rt) ? NULL : hp_memoryview_item (rt, o, i);
  }
  return hp_is_slice (rt, index) ? view_slice (rt, m, index) : refuse_key (rt, index);
}

/* Turning the index and the value into numbers may run code that releases the view: the value waits
 * in a buffer of its own until nothing can run any more. */
static int
assign_item (HpRuntime *rt, HpMemoryView *m, HpObject *index, HpObject *value)
{
  ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
  char item[sizeof (int64_t)];
  char *p;

  if (i == -1 && hp_err_occurred (rt))
    return -1;
  p = item_address (rt, m, i);
  if (p == NULL || hp_buffer_pack (rt, &m->view, item, value) < 0 ||
      hp_memoryview_check_released (rt, m) < 0)
    return -1;
  memcpy (p, item, (size_t)m->view.itemsize);
  return 0;
}

static int
assign_slice (HpRuntime *rt, HpMemoryView *m, HpObject *slice, HpObject *value)
{
  HpObject *part = view_slice (rt, m, slice);
  HpObject *source = part != NULL && hp_memoryview_check_released (rt, m) == 0
                         ? hp_memoryview_new (rt, value)
                         : NULL;
  HpMemoryView *to = M (part), *from = M (source);
  char *copy = NULL;
  int r = -1;

  if (source == NULL) {
    hp_xdecref (rt, part);
    return -1;
  }
  if (hp_memoryview_n_items (to) != hp_memoryview_n_items (from) ||
      to->view.itemsize != from->view.itemsize)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "memoryview assignment: lvalue and rvalue have different structures");
  else if ((copy = hp_mem_malloc (rt, (size_t)from->view.len + 1)) == NULL)
    hp_err_no_memory (rt);
  else {
    hp_buffer_copy_out (copy, &from->view);
    for (ssize_t i = 0; i < hp_memoryview_n_items (to); i++)
      memcpy ((char *)to->view.buf + i * hp_memoryview_stride (to), copy + i * to->view.itemsize,
              (size_t)to->view.itemsize);
    r = 0;
  }
  hp_mem_free (rt, copy);
  hp_decref (rt, part);
  hp_decref (rt, source);
  return r;
}

static int
view_assign (HpRuntime *rt, HpObject *o, HpObject *index, HpObject *value)
{
  HpMemoryView *m = M (o);

  if (hp_memoryview_check_released (rt, m) < 0)
    return -1;
  if (m->view.readonly) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "cannot modify read-only memory");
    return -1;
  }
  if (value == NULL) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "cannot delete memory");
    return -1;
  }
  if (hp_is_int (index) || hp_is_index (index))
    return assign_item (rt, m, index, value);
  if (hp_is_slice (rt, index))
    return assign_slice (rt, m, index, value);
  refuse_key (rt, index);
  return -1;
}

/* The length is fixed when the iteration begins. */
typedef struct ViewIter ViewIter;
struct ViewIter {
  HpSeqIter base;
  ssize_t length;
  const char *format;
};
_Static_assert(sizeof (ViewIter) == 48, "a memory iterator is 64 bytes with its gc head");

HpObject *
hp_memoryview_iter (HpRuntime *rt, HpObject *o)
{
  HpObject *it;

  if (hp_memoryview_check_released (rt, M (o)) < 0)
    return NULL;
  it = hp_seq_iter_new_typed (rt, o, HP_T_MEMORYVIEW_ITERATOR, 0);
  if (it != NULL) {
    ((ViewIter *)it)->length = hp_memoryview_n_items (M (o));
    ((ViewIter *)it)->format = M (o)->view.format;
  }
  return it;
}

static HpObject *
view_iter_next (HpRuntime *rt, HpObject *o)
{
  ViewIter *it = (ViewIter *)o;
  HpObject *seq = it->base.seq;

  if (seq == NULL)
    return NULL;
  if (it->base.index >= it->length)
    return hp_seq_iter_finish (rt, o);
  return hp_memoryview_item (rt, seq, it->base.index++);
}

HpObject *
hp_memoryview_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *other;
  bool equal;

  if (op != HP_EQ && op != HP_NE)
    return hp_new_not_implemented (rt);
  if (a == b || M (a)->released)
    return hp_new_bool (rt, (a == b) == (op == HP_EQ));
  if (!hp_is_buffer (rt, b) || (hp_is_exactly (rt, b, HP_T_MEMORYVIEW) && M (b)->released))
    return hp_new_not_implemented (rt);
  other = hp_memoryview_new (rt, b);
  if (other == NULL)
    return NULL;
  equal = hp_memoryview_n_items (M (a)) == hp_memoryview_n_items (M (other));
  for (ssize_t i = 0; equal && i < hp_memoryview_n_items (M (a)); i++) {
    HpObject *x = hp_memoryview_item (rt, a, i), *y = x ? hp_memoryview_item (rt, other, i) : NULL;
    int c = y ? hp_object_compare_bool (rt, x, y, HP_EQ) : -1;

    hp_xdecref (rt, x);
    hp_xdecref (rt, y);
    if (c < 0) {
      hp_decref (rt, other);
      return NULL;
    }
    equal = c;
  }
  hp_decref (rt, other);
  return hp_new_bool (rt, equal == (op == HP_EQ));
}

const HpSequenceMethods hp_memoryview_as_sequence = { .length = view_length,
                                                      .item = hp_memoryview_item };
const HpMappingMethods hp_memoryview_as_mapping = { view_length, view_subscript, view_assign };

const HpType hp_memoryview_iterator_type = {
  .name = "memory_iterator",
  .basicsize = sizeof (ViewIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = hp_seq_iter_dealloc,
  .traverse = hp_seq_iter_traverse,
  .iter = hp_iter_self,
  .iternext = view_iter_next,
  .free = hp_gc_free,
};
