/* SPDX-License-Identifier: Apache-2.0 */
/* What bytes and bytearray do alike as sequences: compare, join, repeat, index, search, show. */
#include "object/bytes-private.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/range.h"
#include "object/str-private.h"

/* A bytearray's text escapes the single quote in any case, as the reference has it. */
HpObject *
hp_byteslike_repr (HpRuntime *rt, const uint8_t *p, ssize_t n, const char *before,
                   const char *after)
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
hp_byteslike_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
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

ssize_t
hp_byteslike_length (HpRuntime *rt, HpObject *o)
{
  return hp_bytes_length (o);
}

HpObject *
hp_byteslike_concat (HpRuntime *rt, HpObject *a, HpObject *b)
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

HpObject *
hp_byteslike_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
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

HpObject *
hp_byteslike_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  if (i < 0 || i >= hp_bytes_length (o))
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR,
                              hp_is_bytes (o) ? "index out of range"
                                              : "bytearray index out of range");
  return hp_new_ref (hp_small_int (rt, (uint8_t)hp_byteslike_data (rt, o)[i]));
}

HpObject *
hp_byteslike_subscript (HpRuntime *rt, HpObject *o, HpObject *index)
{
  ssize_t start, stop, step, n;
  HpObject *r;
  char *buffer;

  if (hp_is_int (index) || hp_is_index (index)) {
    ssize_t i = hp_number_as_ssize (rt, index, HP_EXC_INDEX_ERROR);

    if (i == -1 && hp_err_occurred (rt))
      return NULL;
    return hp_byteslike_item (rt, o, i < 0 ? i + hp_bytes_length (o) : i);
  }
  if (!hp_is_slice (rt, index))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          hp_is_bytes (o)
                              ? "byte indices must be integers or slices, not %.200s"
                              : "bytearray indices must be integers or slices, not %.200s",
                          index->type->name);
  if (hp_slice_unpack (rt, index, &start, &stop, &step) < 0)
    return NULL;
  n = hp_slice_adjust (hp_bytes_length (o), &start, &stop, step);
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

int
hp_byteslike_contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  const char *x;
  ssize_t n;

  if (hp_is_index (value) && !hp_is_buffer (rt, value)) {
    int c = hp_byte_from_object (rt, value, HP_BYTE_RANGE);

    return c < 0 ? -1 : memchr (hp_byteslike_data (rt, o), c, (size_t)hp_bytes_length (o)) != NULL;
  }
  if (hp_buffer_get (rt, value, &x, &n) < 0)
    return -1;
  return n == 0 ||
         memmem (hp_byteslike_data (rt, o), (size_t)hp_bytes_length (o), x, (size_t)n) != NULL;
}

HpObject *
hp_byteslike_iter (HpRuntime *rt, HpObject *o)
{
  return hp_seq_iter_new_typed (rt, o,
                                hp_is_bytes (o) ? HP_T_BYTES_ITERATOR : HP_T_BYTEARRAY_ITERATOR, 0);
}

HpObject *
hp_byteslike_remainder (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (!hp_is_bytes (a) && !hp_is_bytearray (rt, a))
    return hp_new_not_implemented (rt);
  return hp_bytes_format_percent (rt, a, b);
}
