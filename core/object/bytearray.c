/* SPDX-License-Identifier: Apache-2.0 */
/* bytearray: a block that grows and shrinks, see PyByteArray_Resize of CPython. */
#include "object/bytes-private.h"
#include "object/int.h"
#include "object/range.h"
#include "object/reduce.h"
#include "object/tuple.h"

static inline HpByteArray *
A (HpObject *o)
{
  return (HpByteArray *)o;
}

HpObject *
hp_bytearray_from_data (HpRuntime *rt, const void *data, ssize_t n)
{
  HpObject *o = hp_object_new (rt, hp_type (rt, HP_T_BYTEARRAY));

  if (o == NULL)
    return NULL;
  A (o)->base.size = 0;
  A (o)->alloc = A (o)->exports = 0;
  A (o)->bytes = A (o)->start = NULL;
  if (n == 0)
    return o;
  A (o)->bytes = hp_object_malloc (rt, (size_t)n + 1);
  if (A (o)->bytes == NULL) {
    hp_decref (rt, o);
    return hp_err_no_memory (rt);
  }
  A (o)->start = A (o)->bytes;
  A (o)->alloc = n + 1;
  A (o)->base.size = n;
  if (data != NULL)
    memcpy (A (o)->start, data, (size_t)n);
  A (o)->start[n] = '\0';
  return o;
}

const char *
hp_bytearray_data (HpObject *o)
{
  return A (o)->start ? A (o)->start : "";
}

/* While something looks at its bytes they stay where they are. */
static int
need_no_exports (HpRuntime *rt, HpObject *o)
{
  if (A (o)->exports == 0)
    return 0;
  hp_err_set_string (rt, HP_EXC_BUFFER_ERROR,
                     "Existing exports of data: object cannot be re-sized");
  return -1;
}

/* CPython's PyByteArray_Resize */
int
hp_bytearray_resize (HpRuntime *rt, HpObject *o, ssize_t requested)
{
  HpByteArray *b = A (o);
  size_t alloc = (size_t)b->alloc, offset = (size_t)(b->start - b->bytes), size = (size_t)requested;
  char *p;

  if (requested == b->base.size)
    return 0;
  if (need_no_exports (rt, o) < 0)
    return -1;
  if (size + offset + 1 <= alloc) {
    if (size < alloc / 2)
      alloc = size + 1;
    else {
      b->base.size = requested;
      b->start[size] = '\0';
      return 0;
    }
  } else if (size <= alloc * 1.125)
    alloc = size + (size >> 3) + (size < 9 ? 3 : 6);
  else
    alloc = size + 1;
  if (alloc > SSIZE_MAX) {
    hp_err_no_memory (rt);
    return -1;
  }
  if (offset > 0) {
    p = hp_object_malloc (rt, alloc);
    if (p != NULL) {
      memcpy (p, b->start, requested < b->base.size ? size : (size_t)b->base.size);
      hp_object_free (rt, b->bytes);
    }
  } else
    p = hp_realloc (rt->heap, HP_DOMAIN_OBJ, b->bytes, alloc);
  if (p == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  b->bytes = b->start = p;
  b->base.size = requested;
  b->alloc = (ssize_t)alloc;
  p[size] = '\0';
  return 0;
}

static void
bytearray_dealloc (HpRuntime *rt, HpObject *o)
{
  if (A (o)->exports > 0) {
    hp_err_set_string (rt, HP_EXC_SYSTEM_ERROR,
                       "deallocated bytearray object has exported buffers");
    hp_err_write_unraisable (rt, NULL);
  }
  if (A (o)->bytes != NULL)
    hp_object_free (rt, A (o)->bytes);
  o->type->free (rt, o);
}

static HpObject *
bytearray_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  return type->alloc (rt, type, 0);
}

static int
bytearray_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  ssize_t count;
  HpObject *b;

  if (hp_bytearray_resize (rt, self, 0) < 0)
    return -1;
  b = hp_bytes_source (rt, args, kwargs, self, &count);
  if (b == NULL && count < 0) /* failed, or self is filled */
    return hp_err_occurred (rt) ? -1 : 0;
  if (count < 0)
    count = hp_bytes_length (b);
  if (hp_bytearray_resize (rt, self, count) < 0) {
    hp_xdecref (rt, b);
    return -1;
  }
  if (count > 0 && b != NULL)
    memcpy (A (self)->start, hp_bytes_data (b), (size_t)count);
  else if (count > 0)
    memset (A (self)->start, 0, (size_t)count);
  hp_xdecref (rt, b);
  return 0;
}

static HpObject *
bytearray_repr (HpRuntime *rt, HpObject *o)
{
  char before[128];

  snprintf (before, sizeof before, "%.100s(", hp_type_short_name (o->type));
  return hp_byteslike_repr (rt, (const uint8_t *)hp_bytearray_data (o), hp_bytes_length (o), before,
                            ")");
}

static int
bytearray_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable)
{
  if (hp_buffer_fill (rt, view, o, (void *)(uintptr_t)hp_bytearray_data (o), hp_bytes_length (o),
                      false, writable) < 0)
    return -1;
  A (o)->exports++;
  return 0;
}

static void
bytearray_release_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view)
{
  A (o)->exports--;
}

/* Takes the bytes of [low, high) out but for the n that will be written over. When memory ends, the
 * array is as before, or, where bytes have moved already, short but in too large a block. */
static int
shrink (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high, ssize_t n)
{
  ssize_t size = hp_bytes_length (o), loss = high - low - n;
  HpByteArray *b = A (o);

  if (need_no_exports (rt, o) < 0)
    return -1;
  if (low == 0)
    b->start += loss;
  else
    memmove (b->start + low + n, b->start + high, (size_t)(size - high));
  if (hp_bytearray_resize (rt, o, size - loss) == 0)
    return 0;
  if (low == 0)
    b->start -= loss;
  else
    b->base.size = size - loss;
  return -1;
}

/* Replaces [low, high) by n bytes (NULL, 0: deletes). */
static int
splice (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high, const char *data, ssize_t n)
{
  ssize_t size = hp_bytes_length (o), growth = n - (high - low);
  HpByteArray *b = A (o);

  if (growth < 0) {
    if (shrink (rt, o, low, high, n) < 0)
      return -1;
  } else if (growth > 0) {
    if (hp_bytearray_resize (rt, o, size + growth) < 0)
      return -1;
    memmove (b->start + low + n, b->start + high, (size_t)(size - high));
  }
  if (n > 0)
    memcpy (b->start + low, data, (size_t)n);
  return 0;
}

/* The value comes first: its __index__() may make the array shorter. */
static int
assign_item (HpRuntime *rt, HpObject *o, HpObject *index, HpObject *value)
{
  ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
  int c = 0;

  if (i == -1 && hp_err_occurred (rt))
    return -1;
  if (value != NULL && (c = hp_byte_from_object (rt, value, HP_BYTE_RANGE)) < 0)
    return -1;
  if (i < 0)
    i += hp_bytes_length (o);
  if (i < 0 || i >= hp_bytes_length (o)) {
    hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "bytearray index out of range");
    return -1;
  }
  if (value == NULL)
    return splice (rt, o, i, i + 1, NULL, 0);
  A (o)->start[i] = (char)c;
  return 0;
}

/* Deletes n > 0 bytes, each step-th from start. */
static int
delete_steps (HpRuntime *rt, HpObject *o, ssize_t start, ssize_t step, ssize_t n)
{
  ssize_t size = hp_bytes_length (o), to;
  char *p = A (o)->start;

  if (need_no_exports (rt, o) < 0)
    return -1;
  if (step < 0) {
    start += step * (n - 1);
    step = -step;
  }
  to = start;
  for (ssize_t i = 0; i < n; i++) {
    ssize_t from = start + i * step + 1, end = i + 1 < n ? from + step - 1 : size;

    memmove (p + to, p + from, (size_t)(end - from));
    to += end - from;
  }
  return hp_bytearray_resize (rt, o, size - n);
}

/* value as bytes (new) for a slice, or NULL with exception */
static HpObject *
bytes_to_assign (HpRuntime *rt, HpObject *value)
{
  if (hp_is_index (value) && !hp_is_buffer (rt, value))
    return hp_err_set_string (
        rt, HP_EXC_TYPE_ERROR,
        "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
  return hp_bytes_from_object (rt, value);
}

static int
assign_steps (HpRuntime *rt, HpObject *o, ssize_t start, ssize_t step, ssize_t n, HpObject *bytes)
{
  if (hp_bytes_length (bytes) != n) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "attempt to assign bytes of size %zd to extended slice of size %zd",
                   hp_bytes_length (bytes), n);
    return -1;
  }
  for (ssize_t i = 0; i < n; i++)
    A (o)->start[start + i * step] = hp_bytes_data (bytes)[i];
  return 0;
}

static int
assign_subscript (HpRuntime *rt, HpObject *o, HpObject *index, HpObject *value)
{
  ssize_t start, stop, step, n;
  HpObject *bytes = NULL;
  int r;

  if (hp_is_int (index) || hp_is_index (index))
    return assign_item (rt, o, index, value);
  if (!hp_is_slice (rt, index)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "bytearray indices must be integers or slices, not %.200s", index->type->name);
    return -1;
  }
  if (value != NULL && (bytes = bytes_to_assign (rt, value)) == NULL)
    return -1;
  if (hp_slice_unpack (rt, index, &start, &stop, &step) < 0) {
    hp_xdecref (rt, bytes);
    return -1;
  }
  n = hp_slice_adjust (hp_bytes_length (o), &start, &stop, step);
  if (step == 1)
    r = splice (rt, o, start, start + n, bytes ? hp_bytes_data (bytes) : NULL,
                bytes ? hp_bytes_length (bytes) : 0);
  else if (bytes != NULL)
    r = assign_steps (rt, o, start, step, n, bytes);
  else
    r = n > 0 ? delete_steps (rt, o, start, step, n) : 0;
  hp_xdecref (rt, bytes);
  return r;
}

static HpObject *
inplace_concat (HpRuntime *rt, HpObject *o, HpObject *other)
{
  const char *data;
  ssize_t n, size = hp_bytes_length (o);

  if (!hp_is_buffer (rt, other))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "can't concat %.100s to %.100s", other->type->name,
                          o->type->name);
  if (hp_buffer_get (rt, other, &data, &n) < 0 || hp_bytearray_resize (rt, o, size + n) < 0)
    return NULL;
  if (other == o)
    data = A (o)->start;
  if (n > 0)
    memcpy (A (o)->start + size, data, (size_t)n);
  return hp_new_ref (o);
}

static HpObject *
inplace_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = hp_bytes_length (o);

  times = times < 0 ? 0 : times;
  if (n > 0 && times > SSIZE_MAX / n - 64)
    return hp_err_no_memory (rt);
  if (hp_bytearray_resize (rt, o, n * times) < 0)
    return NULL;
  for (ssize_t i = 1; i < times; i++)
    memcpy (A (o)->start + i * n, A (o)->start, (size_t)n);
  return hp_new_ref (o);
}

static HpObject *
method_append (HpRuntime *rt, HpObject *self, HpObject *value)
{
  int c = hp_byte_from_object (rt, value, HP_BYTE_RANGE);

  if (c < 0 || hp_bytearray_resize (rt, self, hp_bytes_length (self) + 1) < 0)
    return NULL;
  A (self)->start[hp_bytes_length (self) - 1] = (char)c;
  return hp_new_none (rt);
}

static HpObject *
method_extend (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  HpObject *array, *r;

  if (hp_is_buffer (rt, iterable)) {
    r = inplace_concat (rt, self, iterable);
    hp_xdecref (rt, r);
    return hp_none_or_null (rt, r ? 0 : -1);
  }
  array = hp_bytearray_from_data (rt, NULL, 0);
  if (array == NULL)
    return NULL;
  r = hp_bytearray_extend_ints (rt, array, iterable, HP_BYTE_RANGE) < 0
          ? NULL
          : inplace_concat (rt, self, array);
  hp_xdecref (rt, r);
  hp_decref (rt, array);
  return hp_none_or_null (rt, r ? 0 : -1);
}

static HpObject *
method_insert (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i, size;
  int c;
  char byte;

  if (hp_args_check (rt, "insert", n, 2, 2) < 0)
    return NULL;
  i = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  c = hp_byte_from_object (rt, args[1], HP_BYTE_RANGE);
  if (c < 0)
    return NULL;
  size = hp_bytes_length (self);
  if (i < 0 && (i += size) < 0)
    i = 0;
  if (i > size)
    i = size;
  byte = (char)c;
  return hp_none_or_null (rt, splice (rt, self, i, i, &byte, 1));
}

/* Unlike del, it moves what follows also when the first byte goes. */
static int
remove_at (HpRuntime *rt, HpObject *o, ssize_t i)
{
  ssize_t size = hp_bytes_length (o);
  char *p = A (o)->start + i;

  if (need_no_exports (rt, o) < 0)
    return -1;
  memmove (p, p + 1, (size_t)(size - i - 1));
  return hp_bytearray_resize (rt, o, size - 1);
}

static HpObject *
method_pop (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = -1, size;
  uint8_t c;

  if (hp_args_check (rt, "pop", n, 0, 1) < 0)
    return NULL;
  if (n > 0) {
    i = hp_number_as_ssize (rt, args[0], HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return NULL;
  }
  size = hp_bytes_length (self);
  if (size == 0)
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "pop from empty bytearray");
  if (i < 0)
    i += size;
  if (i < 0 || i >= size)
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "pop index out of range");
  c = (uint8_t)A (self)->start[i];
  if (remove_at (rt, self, i) < 0)
    return NULL;
  return hp_new_ref (hp_small_int (rt, c));
}

static HpObject *
method_remove (HpRuntime *rt, HpObject *self, HpObject *value)
{
  int c = hp_byte_from_object (rt, value, HP_BYTE_RANGE);
  char *p;

  if (c < 0)
    return NULL;
  p = hp_bytes_length (self) ? memchr (A (self)->start, c, (size_t)hp_bytes_length (self)) : NULL;
  if (p == NULL)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "value not found in bytearray");
  return hp_none_or_null (rt, remove_at (rt, self, p - A (self)->start));
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, hp_bytearray_resize (rt, self, 0));
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  return hp_bytearray_from_data (rt, hp_bytearray_data (self), hp_bytes_length (self));
}

static HpObject *
method_reverse (HpRuntime *rt, HpObject *self)
{
  char *p = A (self)->start;

  for (ssize_t i = 0, j = hp_bytes_length (self) - 1; i < j; i++, j--) {
    char t = p[i];
    p[i] = p[j];
    p[j] = t;
  }
  return hp_new_none (rt);
}

static HpObject *
bytearray_sizeof (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, self->type->basicsize + A (self)->alloc);
}

/* (type, (bytes,) or (), state), whatever the protocol. */
static HpObject *
bytearray_reduce_ex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t length = hp_bytes_length (self);
  HpObject *state, *content = NULL;

  if (hp_args_check (rt, "__reduce_ex__", n, 0, 1) < 0)
    return NULL;
  state = hp_object_get_state (rt, self);
  if (state == NULL)
    return NULL;
  if (length > 0) {
    content = hp_bytes_from_data (rt, ((HpByteArray *)self)->start, length);
    if (content == NULL) {
      hp_decref (rt, state);
      return NULL;
    }
  }
  return hp_reduced (rt, (HpObject *)self->type,
                     hp_tuple_from_array_steal (rt, &content, content ? 1 : 0), state);
}

static const HpSequenceMethods bytearray_sequence = {
  .length = hp_byteslike_length,
  .concat = hp_byteslike_concat,
  .repeat = hp_byteslike_repeat,
  .item = hp_byteslike_item,
  .contains = hp_byteslike_contains,
  .inplace_concat = inplace_concat,
  .inplace_repeat = inplace_repeat,
};
static const HpNumberMethods bytearray_number = { .remainder = hp_byteslike_remainder };
static const HpMappingMethods bytearray_mapping = { hp_byteslike_length, hp_byteslike_subscript,
                                                    assign_subscript };
static const HpBufferMethods bytearray_buffer = { bytearray_get_buffer, bytearray_release_buffer };

static const HpMethodDef bytearray_methods[] = {
  HP_METHOD_FASTCALL ("__reduce_ex__", bytearray_reduce_ex, 0),
  HP_BYTES_COMMON_METHODS,
  HP_METHOD_O ("append", method_append, 0),
  HP_METHOD_O ("extend", method_extend, 0),
  HP_METHOD_FASTCALL ("insert", method_insert, 0),
  HP_METHOD_FASTCALL ("pop", method_pop, 0),
  HP_METHOD_O ("remove", method_remove, 0),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_NOARGS ("copy", method_copy, 0),
  HP_METHOD_NOARGS ("reverse", method_reverse, 0),
  HP_METHOD_NOARGS ("__sizeof__", bytearray_sizeof, 0),
  { NULL },
};

const HpType hp_bytearray_type = {
  .name = "bytearray",
  .basicsize = sizeof (HpByteArray),
  .flags = HP_TYPE_BASE | HP_TYPE_MATCH_SELF,
  .dealloc = bytearray_dealloc,
  .repr = bytearray_repr,
  .str = bytearray_repr,
  .hash = hp_object_hash_not_implemented,
  .as_number = &bytearray_number,
  .as_sequence = &bytearray_sequence,
  .as_mapping = &bytearray_mapping,
  .as_buffer = &bytearray_buffer,
  .richcompare = hp_byteslike_richcompare,
  .iter = hp_byteslike_iter,
  .methods = bytearray_methods,
  .init = bytearray_init,
  .new = bytearray_new,
  .free = hp_object_free,
};
