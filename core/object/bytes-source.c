/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes out of other objects: what bytes(x) and bytearray(x) take, and the ints in a bytes. */
#include "object/bytes-private.h"
#include "object/int.h"
#include "object/str-private.h"

/* One byte out of an object; -1 with exception. */
int
hp_byte_from_object (HpRuntime *rt, HpObject *item, const char *message)
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

/* Appends what an iterable of ints yields to a bytearray. */
int
hp_bytearray_extend_ints (HpRuntime *rt, HpObject *array, HpObject *iterable, const char *message)
{
  HpObject *it = hp_object_get_iter (rt, iterable), *item;

  if (it == NULL)
    return -1;
  while ((item = hp_iter_next (rt, it)) != NULL) {
    int c = hp_byte_from_object (rt, item, message);

    hp_decref (rt, item);
    if (c < 0 || hp_bytearray_resize (rt, array, hp_bytes_length (array) + 1) < 0)
      break;
    ((HpByteArray *)array)->start[hp_bytes_length (array) - 1] = (char)c;
  }
  hp_decref (rt, it);
  return hp_err_occurred (rt) ? -1 : 0;
}

HpObject *
hp_bytes_from_object (HpRuntime *rt, HpObject *o)
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
  r = hp_bytearray_extend_ints (rt, array, o, HP_BYTES_RANGE) < 0
          ? NULL
          : hp_bytes_from_data (rt, hp_bytearray_data (array), hp_bytes_length (array));
  hp_decref (rt, array);
  return r;
}

/* A list or tuple tells at once how many there are; __index__ may make it shorter meanwhile. */
static int
fill_from_items (HpRuntime *rt, HpObject *array, HpObject *sequence)
{
  ssize_t n, i;
  HpObject **items = hp_sequence_fast_items (sequence, &n);

  if (hp_bytearray_resize (rt, array, n) < 0)
    return -1;
  for (i = 0; i < n && i < hp_bytes_length (array); i++) {
    int c = hp_byte_from_object (rt, items[i], HP_BYTE_RANGE);

    if (c < 0)
      return -1;
    if (i < hp_bytes_length (array))
      ((HpByteArray *)array)->start[i] = (char)c;
    items = hp_sequence_fast_items (sequence, &n);
  }
  return i < hp_bytes_length (array) ? hp_bytearray_resize (rt, array, i) : 0;
}

static HpObject *
refuse_codec (HpRuntime *rt, HpObject *encoding)
{
  return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                            encoding != NULL ? "encoding without a string argument"
                                             : "errors without a string argument");
}

static HpObject *
encode_source (HpRuntime *rt, HpObject *source, HpObject *encoding, HpObject *errors)
{
  if (encoding == NULL)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "string argument without an encoding");
  return hp_str_encode (
      rt, source, hp_is_str (encoding) ? hp_str_as_utf8_lossy (rt, encoding) : "utf-8",
      errors && hp_is_str (errors) ? hp_str_as_utf8_lossy (rt, errors) : "strict");
}

/* bytes (N): NULL, and the count unless an exception is set. */
static HpObject *
take_count (HpRuntime *rt, HpObject *source, ssize_t *count)
{
  ssize_t n = hp_number_as_ssize (rt, source, HP_EXC_OVERFLOW_ERROR);

  if (n == -1 && hp_err_occurred (rt))
    return NULL;
  if (n < 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "negative count");
  *count = n;
  return NULL;
}

/* NULL: the array is filled, or an exception is set. */
static HpObject *
fill_array (HpRuntime *rt, HpObject *array, HpObject *source)
{
  if (source->type->iter == NULL && !hp_is_sequence (source))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot convert '%.200s' object to bytearray",
                          source->type->name);
  if (hp_is_list_exact (rt, source) || hp_is_tuple_exact (rt, source))
    fill_from_items (rt, array, source);
  else
    hp_bytearray_extend_ints (rt, array, source, HP_BYTE_RANGE);
  return NULL;
}

HpObject *
hp_bytes_source (HpRuntime *rt, HpObject *args, HpObject *kwargs, HpObject *array, ssize_t *count)
{
  HpObject *source = NULL, *encoding = NULL, *errors = NULL;

  *count = -1;
  if (hp_arg_parse (rt, array ? "bytearray" : "bytes", args, kwargs,
                    (const char *const[]){ "source", "encoding", "errors", NULL }, 0, 3, &source,
                    &encoding, &errors) < 0)
    return NULL;
  if (source != NULL && hp_is_str (source))
    return encode_source (rt, source, encoding, errors);
  if (encoding != NULL || errors != NULL)
    return refuse_codec (rt, encoding);
  if (source == NULL) {
    *count = 0;
    return NULL;
  }
  if (array == NULL && hp_type_lookup (rt, source->type, hp_id (rt, __bytes__)) != NULL)
    return hp_bytes_from_object (rt, source);
  if (hp_is_index (source) && !hp_is_buffer (rt, source))
    return take_count (rt, source, count);
  if (array != NULL && !hp_is_buffer (rt, source))
    return fill_array (rt, array, source);
  return hp_bytes_from_object (rt, source);
}
