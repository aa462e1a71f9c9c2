/* SPDX-License-Identifier: Apache-2.0 */
#include "object/bytes.h"
#include "object/bytes-private.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/range.h"
#include "object/reduce.h"
#include "object/str-private.h"
#include "object/tuple.h"

static inline HpByteArray *
A (HpObject *o)
{
  return (HpByteArray *)o;
}

/* ---- make ---- */

HpObject *
hp_bytes_from_data (HpRuntime *rt, const void *data, ssize_t n)
{
  HpBytes *b;

  if (n == 0 && rt->empty_bytes != NULL)
    return hp_new_ref (rt->empty_bytes);
  if (n == 1 && data != NULL && rt->single_bytes[*(const uint8_t *)data] != NULL)
    return hp_new_ref (rt->single_bytes[*(const uint8_t *)data]);
  if (n > SSIZE_MAX - 64)
    return hp_err_no_memory (rt);
  b = hp_object_malloc (rt, offsetof (HpBytes, data) + (size_t)n + 1);
  if (b == NULL)
    return hp_err_no_memory (rt);
  hp_object_init ((HpObject *)b, hp_type (rt, HP_T_BYTES));
  b->base.size = n;
  b->hash = -1;
  if (data != NULL)
    memcpy (b->data, data, (size_t)n);
  b->data[n] = '\0';
  return (HpObject *)b;
}

int
hp_bytes_init (HpRuntime *rt)
{
  if (rt->empty_bytes == NULL && (rt->empty_bytes = hp_bytes_from_data (rt, "", 0)) == NULL)
    return -1;
  for (int c = 0; c < 256; c++) {
    uint8_t byte = (uint8_t)c;

    if (rt->single_bytes[c] == NULL &&
        (rt->single_bytes[c] = hp_bytes_from_data (rt, &byte, 1)) == NULL)
      return -1;
  }
  return 0;
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

static const char *
bytearray_data (HpObject *o)
{
  return A (o)->start ? A (o)->start : "";
}

const char *
hp_byteslike_data (HpRuntime *rt, HpObject *o)
{
  return hp_is_bytes (o) ? hp_bytes_data (o) : bytearray_data (o);
}

/* A result of the kind of self. */
HpObject *
hp_byteslike_make (HpRuntime *rt, HpObject *self, const void *data, ssize_t n)
{
  return hp_is_bytes (self) ? hp_bytes_from_data (rt, data, n)
                            : hp_bytearray_from_data (rt, data, n);
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
  if (b->exports > 0) {
    hp_err_set_string (rt, HP_EXC_BUFFER_ERROR,
                       "Existing exports of data: object cannot be re-sized");
    return -1;
  }
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
bytes_dealloc (HpRuntime *rt, HpObject *o)
{
  o->type->free (rt, o);
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

/* ---- conversions ---- */

bool
hp_is_buffer (HpRuntime *rt, HpObject *o)
{
  return o->type->as_buffer != NULL && o->type->as_buffer->get != NULL;
}

int
hp_buffer_get (HpRuntime *rt, HpObject *o, const char **data, ssize_t *n)
{
  HpBuffer view;

  if (hp_is_bytes (o)) {
    *data = hp_bytes_data (o);
    *n = hp_bytes_length (o);
    return 0;
  }
  if (hp_is_bytearray (rt, o)) {
    *data = bytearray_data (o);
    *n = hp_bytes_length (o);
    return 0;
  }
  if (!hp_is_buffer (rt, o)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "a bytes-like object is required, not '%.100s'",
                   o->type->name);
    return -1;
  }
  if (hp_object_get_buffer (rt, o, &view, false) < 0)
    return -1;
  if (view.ndim > 0 && view.strides != NULL && view.strides[0] != view.itemsize &&
      view.len > view.itemsize) {
    hp_buffer_release (rt, &view);
    hp_err_set_string (rt, HP_EXC_BUFFER_ERROR,
                       "memoryview: underlying buffer is not C-contiguous");
    return -1;
  }
  *data = view.buf;
  *n = view.len;
  hp_buffer_release (rt, &view);
  return 0;
}

/* One byte out of an object; -1 with exception. */
static int
as_byte (HpRuntime *rt, HpObject *item, const char *message)
{
  HpObject *n;
  int overflow;
  int64_t v;

  n = hp_number_index (rt, item);
  if (n == NULL)
    return -1;
  v = hp_int_as_int64_and_overflow (n, &overflow);
  hp_decref (rt, n);
  if (overflow || v < 0 || v > 255) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, message);
    return -1;
  }
  return (int)v;
}

#define BYTES_RANGE "bytes must be in range(0, 256)"
#define BYTE_RANGE  "byte must be in range(0, 256)"

/* Appends what an iterable of ints yields to a bytearray. */
static int
extend_from_iterable (HpRuntime *rt, HpObject *array, HpObject *iterable, const char *message)
{
  HpObject *it = hp_object_get_iter (rt, iterable), *item;

  if (it == NULL)
    return -1;
  while ((item = hp_iter_next (rt, it)) != NULL) {
    int c = as_byte (rt, item, message);

    hp_decref (rt, item);
    if (c < 0 || hp_bytearray_resize (rt, array, hp_bytes_length (array) + 1) < 0)
      break;
    A (array)->start[hp_bytes_length (array) - 1] = (char)c;
  }
  hp_decref (rt, it);
  return hp_err_occurred (rt) ? -1 : 0;
}

/* MESSAGE is for an item that is no byte. */
static HpObject *
from_object (HpRuntime *rt, HpObject *o, const char *message)
{
  HpObject *method, *r, *array;

  if (hp_is_bytes_exact (rt, o))
    return hp_new_ref (o);
  method = hp_object_lookup_special (rt, o, hp_id (rt, __bytes__));
  if (method != NULL) {
    r = hp_call_no_args (rt, method);
    hp_decref (rt, method);
    if (r != NULL && !hp_is_bytes (r)) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "__bytes__ returned non-bytes (type %.200s)",
                     r->type->name);
      hp_clear (rt, r);
    }
    return r;
  }
  if (hp_err_occurred (rt))
    return NULL;
  if (hp_is_buffer (rt, o)) {
    HpBuffer view;

    if (hp_object_get_buffer (rt, o, &view, false) < 0)
      return NULL;
    r = hp_bytes_from_data (rt, NULL, view.len);
    if (r != NULL)
      hp_buffer_copy_out (hp_bytes_data (r), &view);
    if (r != NULL && view.len == 1) {
      char c = *hp_bytes_data (r);

      hp_decref (rt, r);
      r = hp_bytes_from_data (rt, &c, 1);
    }
    hp_buffer_release (rt, &view);
    return r;
  }
  if (hp_is_str (o))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "cannot convert 'str' object to bytes");
  if (o->type->iter == NULL && !hp_is_sequence (o))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot convert '%.200s' object to bytes",
                          o->type->name);
  array = hp_bytearray_from_data (rt, NULL, 0);
  if (array == NULL)
    return NULL;
  r = extend_from_iterable (rt, array, o, message) < 0
          ? NULL
          : hp_bytes_from_data (rt, bytearray_data (array), hp_bytes_length (array));
  hp_decref (rt, array);
  return r;
}

HpObject *
hp_bytes_from_object (HpRuntime *rt, HpObject *o)
{
  return from_object (rt, o, BYTES_RANGE);
}

/* source[, encoding[, errors]] of both constructors: new bytes, or NULL; *count >= 0 instead: so
 * many zeros. */
static HpObject *
source_bytes (HpRuntime *rt, HpObject *args, HpObject *kwargs, bool mutable, ssize_t *count)
{
  HpObject *source = NULL, *encoding = NULL, *errors = NULL;

  *count = -1;
  if (hp_arg_parse (rt, mutable ? "bytearray" : "bytes", args, kwargs,
                    (const char *const[]){ "source", "encoding", "errors", NULL }, 0, 3, &source,
                    &encoding, &errors) < 0)
    return NULL;
  if (source == NULL) {
    if (encoding != NULL || errors != NULL)
      return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                                encoding ? "encoding without a string argument"
                                         : "errors without a string argument");
    *count = 0;
    return NULL;
  }
  if (hp_is_str (source)) {
    if (encoding == NULL)
      return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                                errors ? "string argument without an encoding"
                                       : "string argument without an encoding");
    return hp_str_encode (
        rt, source, hp_is_str (encoding) ? hp_str_as_utf8_lossy (rt, encoding) : "utf-8",
        errors && hp_is_str (errors) ? hp_str_as_utf8_lossy (rt, errors) : "strict");
  }
  if (encoding != NULL || errors != NULL)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              encoding ? "encoding without a string argument"
                                       : "errors without a string argument");
  if (!mutable && hp_type_lookup (rt, source->type, hp_id (rt, __bytes__)) != NULL)
    return from_object (rt, source, BYTES_RANGE);
  if (hp_is_index (source) && !hp_is_buffer (rt, source)) {
    ssize_t n = hp_number_as_ssize (rt, source, HP_EXC_OVERFLOW_ERROR);

    if (n == -1 && hp_err_occurred (rt))
      return NULL;
    if (n < 0)
      return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "negative count");
    *count = n;
    return NULL;
  }
  return from_object (rt, source, mutable ? BYTE_RANGE : BYTES_RANGE);
}

static HpObject *
bytes_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  ssize_t count;
  HpObject *b = source_bytes (rt, args, kwargs, false, &count), *self;

  if (count >= 0) {
    b = hp_bytes_from_data (rt, NULL, count);
    if (b != NULL && count > 0)
      memset (hp_bytes_data (b), 0, (size_t)count);
    if (b != NULL && count == 1) {
      hp_decref (rt, b);
      b = hp_new_ref (rt->single_bytes[0]);
    }
  }
  if (b == NULL || type == hp_type (rt, HP_T_BYTES))
    return b;
  self = type->alloc (rt, type, hp_bytes_length (b));
  if (self != NULL) {
    ((HpBytes *)self)->hash = ((HpBytes *)b)->hash;
    memcpy (hp_bytes_data (self), hp_bytes_data (b), (size_t)hp_bytes_length (b) + 1);
  }
  hp_decref (rt, b);
  return self;
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
  HpObject *b = source_bytes (rt, args, kwargs, true, &count);

  if (b == NULL && count < 0)
    return -1;
  if (count < 0)
    count = hp_bytes_length (b);
  if (hp_bytearray_resize (rt, self, 0) < 0 ||
      (count > 0 && hp_bytearray_resize (rt, self, count) < 0)) {
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

/* ---- text ---- */

/* A bytearray's text escapes the single quote in any case, as the reference has it. */
static HpObject *
repr_of (HpRuntime *rt, const uint8_t *p, ssize_t n, const char *before, const char *after)
{
  bool single = memchr (p, '\'', (size_t)n) != NULL, dbl = memchr (p, '"', (size_t)n) != NULL;
  char quote = single && !dbl ? '"' : '\'';
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  hp_str_writer_add_ascii (&w, before, -1);
  hp_str_writer_add_char (&w, 'b');
  hp_str_writer_add_char (&w, (uint8_t)quote);
  for (ssize_t i = 0; i < n; i++) {
    char text[8];
    uint8_t c = p[i];

    if (c == quote || c == '\\' || (c == '\'' && *before != '\0'))
      snprintf (text, sizeof text, "\\%c", c);
    else if (c == '\t' || c == '\n' || c == '\r')
      snprintf (text, sizeof text, "\\%c", c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
    else if (c < ' ' || c >= 0x7f)
      snprintf (text, sizeof text, "\\x%02x", c);
    else
      snprintf (text, sizeof text, "%c", c);
    hp_str_writer_add_ascii (&w, text, -1);
  }
  hp_str_writer_add_char (&w, (uint8_t)quote);
  hp_str_writer_add_ascii (&w, after, -1);
  return hp_str_writer_finish (&w);
}

HpObject *
hp_bytes_repr (HpRuntime *rt, HpObject *o, bool smart_quotes)
{
  return repr_of (rt, (const uint8_t *)hp_bytes_data (o), hp_bytes_length (o), "", "");
}

static HpObject *
bytes_repr (HpRuntime *rt, HpObject *o)
{
  return hp_bytes_repr (rt, o, true);
}

static HpObject *
bytearray_repr (HpRuntime *rt, HpObject *o)
{
  char before[128];

  snprintf (before, sizeof before, "%.100s(", hp_type_short_name (o->type));
  return repr_of (rt, (const uint8_t *)bytearray_data (o), hp_bytes_length (o), before, ")");
}

static int64_t
bytes_hash (HpRuntime *rt, HpObject *o)
{
  if (((HpBytes *)o)->hash == -1)
    ((HpBytes *)o)->hash = hp_hash_memory (hp_bytes_data (o), (size_t)hp_bytes_length (o));
  return ((HpBytes *)o)->hash;
}

static HpObject *
richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  const char *x, *y;
  ssize_t n, m;
  int c;

  if (!hp_is_buffer (rt, a) || !hp_is_buffer (rt, b) ||
      !(hp_is_bytes (b) || hp_is_bytearray (rt, b) || hp_is_bytearray (rt, a)))
    return hp_new_not_implemented (rt);
  if (hp_buffer_get (rt, a, &x, &n) < 0 || hp_buffer_get (rt, b, &y, &m) < 0)
    return NULL;
  c = memcmp (x, y, (size_t)(n < m ? n : m));
  if (c == 0)
    c = n < m ? -1 : n > m;
  return hp_compare_result (rt, c, op);
}

/* ---- sequence ---- */

static ssize_t
length (HpRuntime *rt, HpObject *o)
{
  return hp_bytes_length (o);
}

static HpObject *
concat (HpRuntime *rt, HpObject *a, HpObject *b)
{
  const char *x, *y;
  ssize_t n, m;
  HpObject *r;

  if (!hp_is_buffer (rt, b))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "can't concat %.100s to %.100s", b->type->name,
                          a->type->name);
  if (hp_buffer_get (rt, a, &x, &n) < 0 || hp_buffer_get (rt, b, &y, &m) < 0)
    return NULL;
  if (hp_is_bytes_exact (rt, a)) {
    if (m == 0)
      return hp_new_ref (a);
    if (n == 0 && hp_is_bytes_exact (rt, b))
      return hp_new_ref (b);
  }
  if (n > SSIZE_MAX - m)
    return hp_err_no_memory (rt);
  r = hp_byteslike_make (rt, a, NULL, n + m);
  if (r != NULL && n + m > 0) {
    char *d = (char *)(uintptr_t)hp_byteslike_data (rt, r);

    memcpy (d, x, (size_t)n);
    memcpy (d + n, y, (size_t)m);
    if (n + m == 1 && hp_is_bytes (r)) {
      char c = *d;

      hp_decref (rt, r);
      r = hp_bytes_from_data (rt, &c, 1);
    }
  }
  return r;
}

static HpObject *
repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = hp_bytes_length (o);
  HpObject *r;

  if (times < 0)
    times = 0;
  if (hp_is_bytes_exact (rt, o) && times == 1)
    return hp_new_ref (o);
  if (n > 0 && times > SSIZE_MAX / n - 64)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "repeated bytes are too long");
  if (n * times == 0)
    return hp_byteslike_make (rt, o, "", 0);
  r = hp_byteslike_make (rt, o, NULL, n * times);
  if (r != NULL) {
    char *d = (char *)(uintptr_t)hp_byteslike_data (rt, r);

    for (ssize_t i = 0; i < times; i++)
      memcpy (d + i * n, hp_byteslike_data (rt, o), (size_t)n);
  }
  return r;
}

static HpObject *
item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  if (i < 0 || i >= hp_bytes_length (o))
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR,
                              hp_is_bytes (o) ? "index out of range"
                                              : "bytearray index out of range");
  return hp_new_ref (hp_small_int (rt, (uint8_t)hp_byteslike_data (rt, o)[i]));
}

static HpObject *
subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  ssize_t start, stop, step, n;
  HpObject *r;
  char *buffer;

  if (hp_is_int (index) || hp_is_index (index)) {
    ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);

    if (i == -1 && hp_err_occurred (rt))
      return NULL;
    return item (rt, o, i < 0 ? i + hp_bytes_length (o) : i);
  }
  if (!hp_is_slice (rt, index))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          hp_is_bytes (o)
                              ? "byte indices must be integers or slices, not %.200s"
                              : "bytearray indices must be integers or slices, not %.200s",
                          index->type->name);
  n = hp_slice_adjust (rt, index, hp_bytes_length (o), &start, &stop, &step);
  if (n < 0)
    return NULL;
  if (step == 1 && n == hp_bytes_length (o) && hp_is_bytes_exact (rt, o))
    return hp_new_ref (o);
  if (step == 1)
    return hp_byteslike_make (rt, o, hp_byteslike_data (rt, o) + start, n);
  buffer = hp_mem_malloc (rt, (size_t)n);
  if (buffer == NULL)
    return hp_err_no_memory (rt);
  for (ssize_t i = 0; i < n; i++)
    buffer[i] = hp_byteslike_data (rt, o)[start + i * step];
  r = hp_byteslike_make (rt, o, buffer, n);
  hp_mem_free (rt, buffer);
  return r;
}

static int
contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  const char *x;
  ssize_t n;

  if (hp_is_index (value) && !hp_is_buffer (rt, value)) {
    int c = as_byte (rt, value, BYTE_RANGE);

    return c < 0 ? -1 : memchr (hp_byteslike_data (rt, o), c, (size_t)hp_bytes_length (o)) != NULL;
  }
  if (hp_buffer_get (rt, value, &x, &n) < 0)
    return -1;
  return n == 0 ||
         memmem (hp_byteslike_data (rt, o), (size_t)hp_bytes_length (o), x, (size_t)n) != NULL;
}

static HpObject *
bytes_iter (HpRuntime *rt, HpObject *o)
{
  return hp_seq_iter_new_typed (rt, o,
                                hp_is_bytes (o) ? HP_T_BYTES_ITERATOR : HP_T_BYTEARRAY_ITERATOR, 0);
}

static int
bytes_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable)
{
  return hp_buffer_fill (rt, view, o, hp_bytes_data (o), hp_bytes_length (o), true, writable);
}

static int
bytearray_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable)
{
  if (hp_buffer_fill (rt, view, o, (void *)(uintptr_t)bytearray_data (o), hp_bytes_length (o),
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

/* ---- changing a bytearray ---- */

/* Replaces [low, high) by n bytes (NULL, 0: deletes). */
static int
splice (HpRuntime *rt, HpObject *o, ssize_t low, ssize_t high, const char *data, ssize_t n)
{
  ssize_t size = hp_bytes_length (o), growth = n - (high - low);
  HpByteArray *b = A (o);

  if (growth < 0) {
    if (b->exports > 0) {
      hp_err_set_string (rt, HP_EXC_BUFFER_ERROR,
                         "Existing exports of data: object cannot be re-sized");
      return -1;
    }
    if (low == 0)
      b->start -= growth;
    else
      memmove (b->start + low + n, b->start + high, (size_t)(size - high));
    if (hp_bytearray_resize (rt, o, size + growth) < 0)
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

static int
assign_subscript (HpRuntime *rt, HpObject *o, HpObject *index, HpObject *value)
{
  ssize_t start, stop, step, n, m = 0;
  HpObject *bytes = NULL;
  int r = -1;

  if (hp_is_int (index) || hp_is_index (index)) {
    ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);
    int c;

    if (i == -1 && hp_err_occurred (rt))
      return -1;
    if (i < 0)
      i += hp_bytes_length (o);
    if (i < 0 || i >= hp_bytes_length (o)) {
      hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "bytearray index out of range");
      return -1;
    }
    if (value == NULL)
      return splice (rt, o, i, i + 1, NULL, 0);
    c = as_byte (rt, value, BYTE_RANGE);
    if (c < 0)
      return -1;
    A (o)->start[i] = (char)c;
    return 0;
  }
  if (!hp_is_slice (rt, index)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "bytearray indices must be integers or slices, not %.200s", index->type->name);
    return -1;
  }
  if (value != NULL) {
    if (hp_is_index (value) && !hp_is_buffer (rt, value)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                         "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
      return -1;
    }
    bytes = hp_bytes_from_object (rt, value);
    if (bytes == NULL)
      return -1;
    m = hp_bytes_length (bytes);
  }
  n = hp_slice_adjust (rt, index, hp_bytes_length (o), &start, &stop, &step);
  if (n < 0)
    goto out;
  if (step == 1) {
    r = splice (rt, o, start, start + n, bytes ? hp_bytes_data (bytes) : NULL, m);
    goto out;
  }
  if (bytes == NULL) {
    /* delete every step-th */
    if (step < 0) {
      start += step * (n - 1);
      step = -step;
    }
    for (ssize_t i = n - 1; i >= 0; i--)
      if (splice (rt, o, start + i * step, start + i * step + 1, NULL, 0) < 0)
        goto out;
    r = 0;
  } else if (m != n)
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "attempt to assign bytes of size %zd to extended slice of size %zd", m, n);
  else {
    for (ssize_t i = 0; i < n; i++)
      A (o)->start[start + i * step] = hp_bytes_data (bytes)[i];
    r = 0;
  }
out:
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
none (HpRuntime *rt, int r)
{
  return r < 0 ? NULL : hp_new_none (rt);
}

static HpObject *
method_append (HpRuntime *rt, HpObject *self, HpObject *value)
{
  int c = as_byte (rt, value, BYTE_RANGE);

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
    return none (rt, r ? 0 : -1);
  }
  array = hp_bytearray_from_data (rt, NULL, 0);
  if (array == NULL)
    return NULL;
  r = extend_from_iterable (rt, array, iterable, BYTE_RANGE) < 0 ? NULL
                                                                 : inplace_concat (rt, self, array);
  hp_xdecref (rt, r);
  hp_decref (rt, array);
  return none (rt, r ? 0 : -1);
}

static HpObject *
method_insert (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i, size = hp_bytes_length (self);
  int c;
  char byte;

  if (hp_args_check (rt, "insert", n, 2, 2) < 0)
    return NULL;
  i = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  c = as_byte (rt, args[1], BYTE_RANGE);
  if (c < 0)
    return NULL;
  if (i < 0 && (i += size) < 0)
    i = 0;
  if (i > size)
    i = size;
  byte = (char)c;
  return none (rt, splice (rt, self, i, i, &byte, 1));
}

static HpObject *
method_pop (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = -1, size = hp_bytes_length (self);
  uint8_t c;

  if (hp_args_check (rt, "pop", n, 0, 1) < 0)
    return NULL;
  if (n > 0) {
    i = hp_number_as_ssize (rt, args[0], HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return NULL;
  }
  if (size == 0)
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "pop from empty bytearray");
  if (i < 0)
    i += size;
  if (i < 0 || i >= size)
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "pop index out of range");
  if (A (self)->exports > 0)
    return hp_err_set_string (rt, HP_EXC_BUFFER_ERROR,
                              "Existing exports of data: object cannot be re-sized");
  c = (uint8_t)A (self)->start[i];
  memmove (A (self)->start + i, A (self)->start + i + 1, (size_t)(size - i - 1));
  if (hp_bytearray_resize (rt, self, size - 1) < 0)
    return NULL;
  return hp_new_ref (hp_small_int (rt, c));
}

static HpObject *
method_remove (HpRuntime *rt, HpObject *self, HpObject *value)
{
  int c = as_byte (rt, value, BYTE_RANGE);
  char *p;

  if (c < 0)
    return NULL;
  p = hp_bytes_length (self) ? memchr (A (self)->start, c, (size_t)hp_bytes_length (self)) : NULL;
  if (p == NULL)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "value not found in bytearray");
  return none (rt, splice (rt, self, p - A (self)->start, p - A (self)->start + 1, NULL, 0));
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return none (rt, hp_bytearray_resize (rt, self, 0));
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  return hp_bytearray_from_data (rt, bytearray_data (self), hp_bytes_length (self));
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

static HpObject *
bytes_sizeof (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, self->type->basicsize + hp_bytes_length (self));
}

static const HpSequenceMethods bytes_sequence = {
  .length = length, .concat = concat, .repeat = repeat, .item = item, .contains = contains
};

static HpObject *
remainder_of (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (!hp_is_bytes (a) && !hp_is_bytearray (rt, a))
    return hp_new_not_implemented (rt);
  return hp_bytes_format_percent (rt, a, b);
}

static const HpNumberMethods bytes_number = { .remainder = remainder_of };
static const HpMappingMethods bytes_mapping = { length, subscript, NULL };
static const HpBufferMethods bytes_buffer = { bytes_get_buffer, NULL };
static const HpSequenceMethods bytearray_sequence = {
  .length = length,
  .concat = concat,
  .repeat = repeat,
  .item = item,
  .contains = contains,
  .inplace_concat = inplace_concat,
  .inplace_repeat = inplace_repeat,
};
static const HpMappingMethods bytearray_mapping = { length, subscript, assign_subscript };
static const HpBufferMethods bytearray_buffer = { bytearray_get_buffer, bytearray_release_buffer };

static HpObject *
bytes_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *copy = hp_bytes_from_data (rt, hp_bytes_data (self), hp_bytes_length (self));

  return copy ? hp_tuple_from_array_steal (rt, &copy, 1) : NULL;
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

static const HpMethodDef bytes_methods[] = {
  HP_METHOD_NOARGS ("__getnewargs__", bytes_getnewargs, 0),
  HP_BYTES_COMMON_METHODS,
  HP_METHOD_NOARGS ("__sizeof__", bytes_sizeof, 0),
  { NULL },
};

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

static const HpType bytes_type = {
  .name = "bytes",
  .basicsize = offsetof (HpBytes, data) + 1,
  .itemsize = 1,
  .flags = HP_TYPE_BASE | HP_TYPE_BYTES_SUBCLASS | HP_TYPE_MATCH_SELF,
  .dealloc = bytes_dealloc,
  .repr = bytes_repr,
  .str = bytes_repr,
  .hash = bytes_hash,
  .as_number = &bytes_number,
  .as_sequence = &bytes_sequence,
  .as_mapping = &bytes_mapping,
  .as_buffer = &bytes_buffer,
  .richcompare = richcompare,
  .iter = bytes_iter,
  .methods = bytes_methods,
  .new = bytes_new,
  .free = hp_object_free,
};

static const HpType bytearray_type = {
  .name = "bytearray",
  .basicsize = sizeof (HpByteArray),
  .flags = HP_TYPE_BASE | HP_TYPE_MATCH_SELF,
  .dealloc = bytearray_dealloc,
  .repr = bytearray_repr,
  .str = bytearray_repr,
  .hash = hp_object_hash_not_implemented,
  .as_number = &bytes_number,
  .as_sequence = &bytearray_sequence,
  .as_mapping = &bytearray_mapping,
  .as_buffer = &bytearray_buffer,
  .richcompare = richcompare,
  .iter = bytes_iter,
  .methods = bytearray_methods,
  .init = bytearray_init,
  .new = bytearray_new,
  .free = hp_object_free,
};

void
hp_bytes_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_BYTES, &bytes_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_BYTEARRAY, &bytearray_type, HP_T_OBJECT);
}
