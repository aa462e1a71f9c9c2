/* SPDX-License-Identifier: Apache-2.0 */
/* What a memoryview can be asked to do, and its attributes. */
#include "object/int.h"
#include "object/list.h"
#include "object/memoryview-private.h"
#include "object/str.h"
#include "object/tuple.h"

static bool
contiguous (HpMemoryView *m)
{
  return hp_memoryview_stride (m) == m->view.itemsize || hp_memoryview_n_items (m) <= 1;
}

static HpObject *
method_release (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, hp_memoryview_release (rt, M (self)));
}

static HpObject *
method_enter (HpRuntime *rt, HpObject *self)
{
  return hp_memoryview_check_released (rt, M (self)) < 0 ? NULL : hp_new_ref (self);
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

  if (hp_memoryview_check_released (rt, M (self)) < 0)
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

  if (hp_memoryview_check_released (rt, M (self)) < 0)
    return NULL;
  list = hp_list_new (rt, hp_memoryview_n_items (M (self)));
  for (ssize_t i = 0; list != NULL && i < hp_memoryview_n_items (M (self)); i++) {
    HpObject *item = hp_memoryview_item (rt, self, i);

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

/* The formats of one character, in their native sizes. */
static const struct {
  char format[2];
  int size;
} formats[] = {
  { "B", 1 }, { "b", 1 }, { "c", 1 }, { "?", 1 }, { "h", 2 }, { "H", 2 }, { "i", 4 }, { "I", 4 },
  { "l", 8 }, { "L", 8 }, { "q", 8 }, { "Q", 8 }, { "n", 8 }, { "N", 8 }, { "f", 4 }, { "d", 8 },
};

static HpObject *
cast_to (HpRuntime *rt, HpMemoryView *m, const char *format, int size)
{
  HpBuffer view = m->view;

  if (size > 1 && view.itemsize > 1)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "memoryview: cannot cast between two non-byte formats");
  if (view.len % size)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "memoryview: length is not a multiple of itemsize");
  view.itemsize = size;
  view.format = (char *)(uintptr_t)format;
  return hp_memoryview_make (rt, m->buffer, &view, view.len / size, size);
}

static HpObject *
method_cast (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpMemoryView *m = M (self);

  if (hp_args_check (rt, "cast", n, 1, 1) < 0 || hp_memoryview_check_released (rt, m) < 0)
    return NULL;
  if (!hp_is_str (args[0]))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "cast() argument 'format' must be str");
  if (!contiguous (m))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "memoryview: casts are restricted to C-contiguous views");
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (hp_str_equal_utf8 (args[0], formats[i].format))
      return cast_to (rt, m, formats[i].format, formats[i].size);
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
  HpMemoryView *m = M (self);
  HpObject *n;

  if (hp_memoryview_check_released (rt, m) < 0)
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

const HpMethodDef hp_memoryview_methods[] = {
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
const HpGetSetDef hp_memoryview_getset[] = {
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
