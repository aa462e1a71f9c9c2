/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview: one-dimensional windows on the bytes of another object. */
#include "object/bytes-private.h"
#include "object/bytes.h"
#include "object/float.h"
#include "object/int.h"
#include "object/iter-private.h"
#include "object/list.h"
#include "object/range.h"
#include "object/str-private.h"
#include "object/tuple.h"
#include "object/weakref.h"

/* Holds the one reference to the exporter that all views made from one memoryview() share. */
typedef struct ManagedBuffer ManagedBuffer;
struct ManagedBuffer {
  HpObject base;
  int released;
  ssize_t exports;
  HpBuffer master;
};
_Static_assert(sizeof (ManagedBuffer) == 112, "managed buffer: 128 bytes with its gc head");

typedef struct MemoryView MemoryView;
struct MemoryView {
  HpVarObject base; /* size: 3, for shape, strides and suboffsets of one dimension */
  ManagedBuffer *buffer;
  int64_t hash;
  int released;
  ssize_t exports;
  HpBuffer view;
  HpObject *weakrefs;
  ssize_t array[3];
};
_Static_assert(offsetof (MemoryView, array) == 144, "memoryview: 184 bytes with its gc head");

static inline MemoryView *
M (HpObject *o)
{
  return (MemoryView *)o;
}

void
hp_buffer_copy_out (char *to, const HpBuffer *view)
{
  ssize_t n = view->itemsize ? view->len / view->itemsize : 0,
          stride = view->strides ? view->strides[0] : view->itemsize;

  if (view->ndim == 0 || stride == view->itemsize) {
    memcpy (to, view->buf, (size_t)view->len);
    return;
  }
  for (ssize_t i = 0; i < n; i++)
    memcpy (to + i * view->itemsize, (char *)view->buf + i * stride, (size_t)view->itemsize);
}

static ssize_t
n_items (MemoryView *m)
{
  return m->array[0];
}

static bool
contiguous (MemoryView *m)
{
  return m->array[1] == m->view.itemsize || n_items (m) <= 1;
}

static int
check_released (HpRuntime *rt, MemoryView *m)
{
  if (!m->released && !m->buffer->released)
    return 0;
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "operation forbidden on released memoryview object");
  return -1;
}

/* A view of buffer like `like` (whose array may lie in another view). */
static HpObject *
view_make (HpRuntime *rt, ManagedBuffer *buffer, const HpBuffer *like, ssize_t shape,
           ssize_t stride)
{
  MemoryView *m = (MemoryView *)hp_gc_new_var (rt, hp_type (rt, HP_T_MEMORYVIEW), 3);

  if (m == NULL)
    return NULL;
  m->hash = -1;
  m->released = 0;
  m->exports = 0;
  m->weakrefs = NULL;
  m->view = *like;
  m->array[0] = shape;
  m->array[1] = stride;
  m->array[2] = -1;
  m->view.ndim = 1;
  m->view.shape = &m->array[0];
  m->view.strides = &m->array[1];
  m->view.suboffsets = NULL;
  m->view.len = shape * m->view.itemsize;
  m->buffer = (ManagedBuffer *)hp_new_ref (&buffer->base);
  buffer->exports++;
  hp_gc_track (rt, (HpObject *)m);
  return (HpObject *)m;
}

HpObject *
hp_memoryview_new (HpRuntime *rt, HpObject *exporter)
{
  ManagedBuffer *b;
  HpObject *m;

  if (hp_is_exactly (rt, exporter, HP_T_MEMORYVIEW)) {
    MemoryView *v = M (exporter);

    if (check_released (rt, v) < 0)
      return NULL;
    return view_make (rt, v->buffer, &v->view, v->array[0], v->array[1]);
  }
  if (!hp_is_buffer (rt, exporter))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "memoryview: a bytes-like object is required, not '%.200s'",
                          exporter->type->name);
  b = (ManagedBuffer *)hp_gc_new (rt, hp_type (rt, HP_T_MANAGED_BUFFER));
  if (b == NULL)
    return NULL;
  b->released = 0;
  b->exports = 0;
  b->master.obj = NULL;
  hp_gc_track (rt, &b->base);
  if (hp_object_get_buffer (rt, exporter, &b->master, false) < 0) {
    b->master.obj = NULL;
    hp_decref (rt, &b->base);
    return NULL;
  }
  b->master.internal = NULL;
  m = view_make (rt, b, &b->master, b->master.itemsize ? b->master.len / b->master.itemsize : 0,
                 b->master.itemsize);
  hp_decref (rt, &b->base);
  return m;
}

static void
buffer_release (HpRuntime *rt, ManagedBuffer *b)
{
  if (b->released)
    return;
  b->released = 1;
  hp_gc_untrack (&b->base);
  if (b->master.obj != NULL)
    hp_buffer_release (rt, &b->master);
}

static void
buffer_dealloc (HpRuntime *rt, HpObject *o)
{
  buffer_release (rt, (ManagedBuffer *)o);
  hp_gc_untrack (o);
  hp_gc_free (rt, o);
}

static int
buffer_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((ManagedBuffer *)o)->master.obj);
  return 0;
}

static int
buffer_clear (HpRuntime *rt, HpObject *o)
{
  buffer_release (rt, (ManagedBuffer *)o);
  return 0;
}

/* ---- life ---- */

static int
view_release (HpRuntime *rt, MemoryView *m)
{
  if (m->released)
    return 0;
  if (m->exports > 0) {
    hp_err_format (rt, HP_EXC_BUFFER_ERROR, "memoryview has %zd exported buffer%s", m->exports,
                   m->exports == 1 ? "" : "s");
    return -1;
  }
  m->released = 1;
  if (--m->buffer->exports == 0)
    buffer_release (rt, m->buffer);
  return 0;
}

static void
view_dealloc (HpRuntime *rt, HpObject *o)
{
  MemoryView *m = M (o);

  hp_gc_untrack (o);
  m->exports = 0;
  view_release (rt, m);
  hp_clear (rt, m->buffer);
  if (m->weakrefs != NULL)
    hp_weakref_clear_all (rt, o);
  hp_gc_free (rt, o);
}

static int
view_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (M (o)->buffer);
  return 0;
}

static int
view_clear (HpRuntime *rt, HpObject *o)
{
  if (M (o)->exports == 0) {
    view_release (rt, M (o));
    hp_clear (rt, M (o)->buffer);
  }
  return 0;
}

static HpObject *
view_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o = NULL;

  if (hp_arg_parse (rt, "memoryview", args, kwargs, (const char *const[]){ "object", NULL }, 1, 1,
                    &o) < 0)
    return NULL;
  return hp_memoryview_new (rt, o);
}

static char *
item_address (HpRuntime *rt, MemoryView *m, ssize_t i)
{
  if (i < 0)
    i += n_items (m);
  if (i < 0 || i >= n_items (m)) {
    hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "index out of bounds on dimension 1");
    return NULL;
  }
  return (char *)m->view.buf + i * m->array[1];
}

static ssize_t
view_length (HpRuntime *rt, HpObject *o)
{
  return check_released (rt, M (o)) < 0 ? -1 : n_items (M (o));
}

static HpObject *
view_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  char *p = check_released (rt, M (o)) < 0 ? NULL : item_address (rt, M (o), i);

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
view_slice (HpRuntime *rt, MemoryView *m, HpObject *slice)
{
  ManagedBuffer *buffer = m->buffer;
  HpBuffer part = m->view;
  HpObject *result = NULL;
  ssize_t start, stop, step;

  buffer->exports++;
  if (hp_slice_unpack (rt, slice, &start, &stop, &step) == 0) {
    ssize_t n = hp_slice_adjust (n_items (m), &start, &stop, step);

    part.buf = (char *)part.buf + start * m->array[1];
    result = view_make (rt, buffer, &part, n, m->array[1] * step);
  }
  if (--buffer->exports == 0)
    buffer_release (rt, buffer);
  return result;
}

static HpObject *
view_subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  MemoryView *m = M (o);

  if (check_released (rt, m) < 0)
    return NULL;
  if (hp_is_int (index) || hp_is_index (index)) {
    ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);

    return i == -1 && hp_err_occurred (rt) ? NULL : view_item (rt, o, i);
  }
  return hp_is_slice (rt, index) ? view_slice (rt, m, index) : refuse_key (rt, index);
}

/* Turning the index and the value into numbers may run code that releases the view: the value waits
 * in a buffer of its own until nothing can run any more. */
static int
assign_item (HpRuntime *rt, MemoryView *m, HpObject *index, HpObject *value)
{
  ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
  char item[sizeof (int64_t)];
  char *p;

  if (i == -1 && hp_err_occurred (rt))
    return -1;
  p = item_address (rt, m, i);
  if (p == NULL || hp_buffer_pack (rt, &m->view, item, value) < 0 || check_released (rt, m) < 0)
    return -1;
  memcpy (p, item, (size_t)m->view.itemsize);
  return 0;
}

static int
assign_slice (HpRuntime *rt, MemoryView *m, HpObject *slice, HpObject *value)
{
  HpObject *part = view_slice (rt, m, slice);
  HpObject *source =
      part != NULL && check_released (rt, m) == 0 ? hp_memoryview_new (rt, value) : NULL;
  MemoryView *to = M (part), *from = M (source);
  char *copy = NULL;
  int r = -1;

  if (source == NULL) {
    hp_xdecref (rt, part);
    return -1;
  }
  if (n_items (to) != n_items (from) || to->view.itemsize != from->view.itemsize)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "memoryview assignment: lvalue and rvalue have different structures");
  else if ((copy = hp_mem_malloc (rt, (size_t)from->view.len + 1)) == NULL)
    hp_err_no_memory (rt);
  else {
    hp_buffer_copy_out (copy, &from->view);
    for (ssize_t i = 0; i < n_items (to); i++)
      memcpy ((char *)to->view.buf + i * to->array[1], copy + i * to->view.itemsize,
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
  MemoryView *m = M (o);

  if (check_released (rt, m) < 0)
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

static HpObject *
view_iter (HpRuntime *rt, HpObject *o)
{
  HpObject *it;

  if (check_released (rt, M (o)) < 0)
    return NULL;
  it = hp_seq_iter_new_typed (rt, o, HP_T_MEMORYVIEW_ITERATOR, 0);
  if (it != NULL) {
    ((ViewIter *)it)->length = n_items (M (o));
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
  return view_item (rt, seq, it->base.index++);
}

static int64_t
view_hash (HpRuntime *rt, HpObject *o)
{
  MemoryView *m = M (o);
  char *copy;

  if (m->hash != -1)
    return m->hash;
  if (check_released (rt, m) < 0)
    return -1;
  if (!m->view.readonly) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "cannot hash writable memoryview object");
    return -1;
  }
  if (m->view.obj != NULL && hp_object_hash (rt, m->view.obj) == -1)
    return -1;
  copy = hp_mem_malloc (rt, (size_t)m->view.len + 1);
  if (copy == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  hp_buffer_copy_out (copy, &m->view);
  m->hash = hp_hash_memory (copy, (size_t)m->view.len);
  hp_mem_free (rt, copy);
  return m->hash;
}

static HpObject *
view_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
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
  equal = n_items (M (a)) == n_items (M (other));
  for (ssize_t i = 0; equal && i < n_items (M (a)); i++) {
    HpObject *x = view_item (rt, a, i), *y = x ? view_item (rt, other, i) : NULL;
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

static HpObject *
view_repr (HpRuntime *rt, HpObject *o)
{
  return hp_str_from_format (rt, M (o)->released ? "<released memory at %p>" : "<memory at %p>", o);
}

static int
view_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable)
{
  MemoryView *m = M (o);

  if (check_released (rt, m) < 0)
    return -1;
  if (writable && m->view.readonly) {
    hp_err_set_string (rt, HP_EXC_BUFFER_ERROR, "memoryview: underlying buffer is not writable");
    return -1;
  }
  *view = m->view;
  view->obj = hp_new_ref (o);
  m->exports++;
  return 0;
}

static void
view_release_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view)
{
  M (o)->exports--;
}

/* ---- methods ---- */

static HpObject *
method_release (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, view_release (rt, M (self)));
}

static HpObject *
method_enter (HpRuntime *rt, HpObject *self)
{
  return check_released (rt, M (self)) < 0 ? NULL : hp_new_ref (self);
}

static HpObject *
method_exit (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return method_release (rt, self);
}

static HpObject *
method_tobytes (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *b;

  if (check_released (rt, M (self)) < 0)
    return NULL;
  b = hp_bytes_from_data (rt, NULL, M (self)->view.len);
  if (b != NULL && M (self)->view.len > 0)
    hp_buffer_copy_out (hp_bytes_data (b), &M (self)->view);
  return b;
}

static HpObject *
method_tolist (HpRuntime *rt, HpObject *self)
{
  HpObject *list;

  if (check_released (rt, M (self)) < 0)
    return NULL;
  list = hp_list_new (rt, n_items (M (self)));
  for (ssize_t i = 0; list != NULL && i < n_items (M (self)); i++) {
    HpObject *item = view_item (rt, self, i);

    if (item == NULL)
      hp_clear (rt, list);
    else
      hp_list_set_slot (list, i, item);
  }
  return list;
}

static HpObject *
method_hex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs, HpObject *kwnames)
{
  HpObject *b = method_tobytes (rt, self, NULL, 0),
           *r = b ? hp_bytes_hex (rt, b, args, nargs, kwnames) : NULL;

  hp_xdecref (rt, b);
  return r;
}

static HpObject *
method_cast (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  static const char formats[][3] = { "B", "b", "c", "?", "h", "H", "i", "I",
                                     "l", "L", "q", "Q", "n", "N", "f", "d" };
  static const int sizes[] = { 1, 1, 1, 1, 2, 2, 4, 4, 8, 8, 8, 8, 8, 8, 4, 8 };
  MemoryView *m = M (self);
  HpBuffer view;

  if (hp_args_check (rt, "cast", n, 1, 1) < 0 || check_released (rt, m) < 0)
    return NULL;
  if (!hp_is_str (args[0]))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "cast() argument 'format' must be str");
  if (!contiguous (m))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "memoryview: casts are restricted to C-contiguous views");
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    if (!hp_str_equal_utf8 (args[0], formats[i]))
      continue;
    if (sizes[i] > 1 && m->view.itemsize > 1)
      return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                                "memoryview: cannot cast between two non-byte formats");
    if (m->view.len % sizes[i])
      return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                                "memoryview: length is not a multiple of itemsize");
    view = m->view;
    view.itemsize = sizes[i];
    view.format = (char *)(uintptr_t)formats[i];
    return view_make (rt, m->buffer, &view, view.len / sizes[i], sizes[i]);
  }
  return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                            "memoryview: destination format must be a native single character "
                            "format prefixed with an optional '@'");
}

static HpObject *
method_toreadonly (HpRuntime *rt, HpObject *self)
{
  HpObject *r = hp_memoryview_new (rt, self);

  if (r != NULL)
    M (r)->view.readonly = 1;
  return r;
}

typedef enum {
  GET_OBJ,
  GET_NBYTES,
  GET_ITEMSIZE,
  GET_FORMAT,
  GET_NDIM,
  GET_SHAPE,
  GET_STRIDES,
  GET_READONLY,
  GET_CONTIGUOUS,
  GET_SUBOFFSETS
} Getter;

static HpObject *
get (HpRuntime *rt, HpObject *self, void *which)
{
  MemoryView *m = M (self);
  HpObject *n;

  if (check_released (rt, m) < 0)
    return NULL;
  switch ((Getter)(intptr_t)which) {
  case GET_OBJ: return hp_new_ref (m->view.obj ? m->view.obj : hp_none (rt));
  case GET_NBYTES: return hp_int_from_ssize (rt, m->view.len);
  case GET_ITEMSIZE: return hp_int_from_ssize (rt, m->view.itemsize);
  case GET_FORMAT: return hp_str_from_utf8 (rt, m->view.format ? m->view.format : "B");
  case GET_NDIM: return hp_int_from_int64 (rt, 1);
  case GET_SHAPE:
  case GET_STRIDES:
    n = hp_int_from_ssize (rt, m->array[(Getter)(intptr_t)which == GET_STRIDES]);
    return hp_tuple_from_array_steal (rt, &n, 1);
  case GET_READONLY: return hp_new_bool (rt, m->view.readonly);
  case GET_CONTIGUOUS: return hp_new_bool (rt, contiguous (m));
  case GET_SUBOFFSETS:
  default: return hp_tuple_new (rt, 0);
  }
}

static const HpSequenceMethods view_sequence = { .length = view_length, .item = view_item };
static const HpMappingMethods view_mapping = { view_length, view_subscript, view_assign };
static const HpBufferMethods view_buffer = { view_get_buffer, view_release_buffer };

static const HpMethodDef view_methods[] = {
  HP_METHOD_NOARGS ("release", method_release, 0),
  HP_METHOD_FASTCALL ("tobytes", method_tobytes, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("hex", method_hex, 0),
  HP_METHOD_NOARGS ("tolist", method_tolist, 0),
  HP_METHOD_FASTCALL ("cast", method_cast, 0),
  HP_METHOD_NOARGS ("toreadonly", method_toreadonly, 0),
  HP_METHOD_NOARGS ("__enter__", method_enter, 0),
  HP_METHOD_FASTCALL ("__exit__", method_exit, HP_METH_PACKED),
  { NULL },
};

#define GET(name, which)                                                                           \
  {                                                                                                \
    name, get, NULL, NULL, (void *)(intptr_t)(which)                                               \
  }
static const HpGetSetDef view_getset[] = {
  GET ("obj", GET_OBJ),
  GET ("nbytes", GET_NBYTES),
  GET ("itemsize", GET_ITEMSIZE),
  GET ("format", GET_FORMAT),
  GET ("ndim", GET_NDIM),
  GET ("shape", GET_SHAPE),
  GET ("strides", GET_STRIDES),
  GET ("readonly", GET_READONLY),
  GET ("contiguous", GET_CONTIGUOUS),
  GET ("c_contiguous", GET_CONTIGUOUS),
  GET ("f_contiguous", GET_CONTIGUOUS),
  GET ("suboffsets", GET_SUBOFFSETS),
  { NULL },
};

static const HpType view_type = {
  .name = "memoryview",
  .basicsize = offsetof (MemoryView, array),
  .itemsize = sizeof (ssize_t),
  .flags = HP_TYPE_GC | HP_TYPE_SEQUENCE,
  .dealloc = view_dealloc,
  .repr = view_repr,
  .hash = view_hash,
  .as_sequence = &view_sequence,
  .as_mapping = &view_mapping,
  .as_buffer = &view_buffer,
  .traverse = view_traverse,
  .clear = view_clear,
  .richcompare = view_richcompare,
  .weaklist_offset = offsetof (MemoryView, weakrefs),
  .iter = view_iter,
  .methods = view_methods,
  .getset = view_getset,
  .new = view_new,
  .free = hp_gc_free,
};

static const HpType managed_buffer_type = {
  .name = "managedbuffer",
  .basicsize = sizeof (ManagedBuffer),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = buffer_dealloc,
  .traverse = buffer_traverse,
  .clear = buffer_clear,
  .free = hp_gc_free,
};

static const HpType view_iter_type = {
  .name = "memory_iterator",
  .basicsize = sizeof (ViewIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = hp_seq_iter_dealloc,
  .traverse = hp_seq_iter_traverse,
  .iter = hp_iter_self,
  .iternext = view_iter_next,
  .free = hp_gc_free,
};

void
hp_memoryview_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_MEMORYVIEW_ITERATOR, &view_iter_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_MANAGED_BUFFER, &managed_buffer_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_MEMORYVIEW, &view_type, HP_T_OBJECT);
}
