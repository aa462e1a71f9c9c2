/* SPDX-License-Identifier: Apache-2.0 */
#include "object/args.h"
#include "object/bytes-private.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

#define DATA(o) hp_byteslike_data (rt, o)
#define LEN(o)  hp_bytes_length (o)

HpObject *
hp_bytes_decode (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                 HpObject *kwnames)
{
  HpObject *encoding = NULL, *errors = NULL;

  if (hp_arg_parse_array (rt, "decode", args, nargs, kwnames,
                          (const char *const[]){ "encoding", "errors", NULL }, 0, 2, &encoding,
                          &errors) < 0)
    return NULL;
  if ((encoding && hp_arg_need_str (rt, "decode", "argument 'encoding'", encoding) < 0) ||
      (errors && hp_arg_need_str (rt, "decode", "argument 'errors'", errors) < 0))
    return NULL;
  return hp_str_decode (rt, DATA (self), LEN (self),
                        encoding ? hp_str_as_utf8_lossy (rt, encoding) : "utf-8",
                        errors ? hp_str_as_utf8_lossy (rt, errors) : "strict");
}

/* The separator of hex(): 0: none. */
static int
read_separator (HpRuntime *rt, HpObject *o, uint32_t *sep)
{
  if (!hp_is_str (o) && !hp_is_bytes (o)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "sep must be str or bytes.");
    return -1;
  }
  if ((hp_is_str (o) ? hp_str_length (o) : LEN (o)) != 1) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "sep must be length 1.");
    return -1;
  }
  *sep = hp_is_str (o) ? hp_str_char (o, 0) : (uint8_t)DATA (o)[0];
  if (*sep < 128)
    return 0;
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "sep must be ASCII.");
  return -1;
}

/* A separator stands between groups of bytes, counted from the right, from the left if negative. */
HpObject *
hp_bytes_hex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
              HpObject *kwnames)
{
  HpObject *sep_object = NULL, *group_object = NULL;
  const char *data;
  ssize_t size, group = 1;
  uint32_t sep = 0;
  HpStrWriter w;

  if (hp_arg_parse_array (rt, "hex", args, nargs, kwnames,
                          (const char *const[]){ "sep", "bytes_per_sep", NULL }, 0, 2, &sep_object,
                          &group_object) < 0 ||
      (sep_object != NULL && read_separator (rt, sep_object, &sep) < 0))
    return NULL;
  if (group_object != NULL) {
    group = hp_number_as_ssize (rt, group_object, HP_EXC_OVERFLOW_ERROR);
    if (group == -1 && hp_err_occurred (rt))
      return NULL;
  }
  /* only now: __index__() may have changed a bytearray */
  if (hp_buffer_get (rt, self, &data, &size) < 0)
    return NULL;
  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < size; i++) {
    char text[4];

    if (i > 0 && sep != 0 && group != 0 && (group > 0 ? (size - i) % group : i % group) == 0)
      hp_str_writer_add_char (&w, sep);
    snprintf (text, sizeof text, "%02x", (uint8_t)data[i]);
    hp_str_writer_add_ascii (&w, text, 2);
  }
  return hp_str_writer_finish (&w);
}

static int
nibble (uint32_t c)
{
  return c >= '0' && c <= '9'   ? (int)c - '0'
         : c >= 'a' && c <= 'f' ? (int)c - 'a' + 10
         : c >= 'A' && c <= 'F' ? (int)c - 'A' + 10
                                : -1;
}

HpObject *
hp_bytes_fromhex (HpRuntime *rt, HpObject *type, HpObject *text)
{
  char *buffer;
  ssize_t n, k = 0;
  HpObject *r;

  if (!hp_is_str (text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "fromhex() argument must be str, not %.50s",
                          text->type->name);
  n = hp_str_length (text);
  buffer = hp_mem_malloc (rt, (size_t)n / 2 + 1);
  if (buffer == NULL)
    return hp_err_no_memory (rt);
  for (ssize_t i = 0; i < n;) {
    int high, low;

    if (hp_char_is_space (hp_str_char (text, i))) {
      i++;
      continue;
    }
    high = nibble (hp_str_char (text, i));
    low = i + 1 < n ? nibble (hp_str_char (text, i + 1)) : -1;
    if (high < 0 || low < 0) {
      hp_mem_free (rt, buffer);
      return hp_err_format (rt, HP_EXC_VALUE_ERROR,
                            "non-hexadecimal number found in fromhex() arg at position %zd",
                            high < 0 ? i : i + 1);
    }
    buffer[k++] = (char)(high << 4 | low);
    i += 2;
  }
  r = hp_bytes_from_data (rt, buffer, k);
  hp_mem_free (rt, buffer);
  if (r != NULL && type != (HpObject *)hp_type (rt, HP_T_BYTES)) {
    HpObject *t = hp_call_one_arg (rt, type, r);

    hp_decref (rt, r);
    return t;
  }
  return r;
}

/* ---- search ---- */

/* A needle: buffer or one byte. */
static int
needle (HpRuntime *rt, HpObject *o, char *one, const char **data, ssize_t *n)
{
  if (hp_is_index (o) && !hp_is_buffer (rt, o)) {
    ssize_t v = hp_number_as_ssize (rt, o, HP_EXC_VALUE_ERROR);

    if (v == -1 && hp_err_occurred (rt))
      return -1;
    if (v < 0 || v > 255) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "byte must be in range(0, 256)");
      return -1;
    }
    *one = (char)v;
    *data = one;
    *n = 1;
    return 0;
  }
  if (!hp_is_buffer (rt, o)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "argument should be integer or bytes-like object, not '%.200s'", o->type->name);
    return -1;
  }
  return hp_buffer_get (rt, o, data, n);
}

/* args[1] and args[2], as they are written */
static int
parse_range (HpRuntime *rt, const char *name, HpObject *const *args, ssize_t n, ssize_t *start,
             ssize_t *end)
{
  *start = 0;
  *end = SSIZE_MAX;
  if (hp_args_check (rt, name, n, 1, 3) < 0 || (n > 1 && hp_slice_index (rt, args[1], start) < 0) ||
      (n > 2 && hp_slice_index (rt, args[2], end) < 0))
    return -1;
  return 0;
}

/* Clips the range when no argument is left whose __index__() could make a bytearray shorter. */
static void
clip_range (HpObject *self, ssize_t *start, ssize_t *end)
{
  if (*end > LEN (self))
    *end = LEN (self);
  else if (*end < 0 && (*end += LEN (self)) < 0)
    *end = 0;
  if (*start < 0 && (*start += LEN (self)) < 0)
    *start = 0;
}

ssize_t
hp_bytes_find_in (const char *s, ssize_t start, ssize_t end, const char *sub, ssize_t n,
                  bool backwards)
{
  if (end - start < n)
    return -1;
  if (n == 0)
    return backwards ? end : start;
  if (!backwards) {
    const char *p = memmem (s + start, (size_t)(end - start), sub, (size_t)n);

    return p ? p - s : -1;
  }
  for (ssize_t i = end - n; i >= start; i--)
    if (memcmp (s + i, sub, (size_t)n) == 0)
      return i;
  return -1;
}

static HpObject *
find (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, const char *name,
      bool backwards, bool must)
{
  ssize_t start, end, size, at;
  const char *sub;
  char one;

  if (parse_range (rt, name, args, n, &start, &end) < 0 ||
      needle (rt, args[0], &one, &sub, &size) < 0)
    return NULL;
  clip_range (self, &start, &end);
  at = hp_bytes_find_in (DATA (self), start, end, sub, size, backwards);
  if (at < 0 && must)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "subsection not found");
  return hp_int_from_ssize (rt, at);
}

HpObject *
hp_bytes_find (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return find (rt, self, args, n, "find", false, false);
}

HpObject *
hp_bytes_rfind (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return find (rt, self, args, n, "rfind", true, false);
}

HpObject *
hp_bytes_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return find (rt, self, args, n, "index", false, true);
}

HpObject *
hp_bytes_rindex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return find (rt, self, args, n, "rindex", true, true);
}

HpObject *
hp_bytes_count (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t start, end, size, count = 0, at;
  const char *sub;
  char one;

  if (parse_range (rt, "count", args, n, &start, &end) < 0 ||
      needle (rt, args[0], &one, &sub, &size) < 0)
    return NULL;
  clip_range (self, &start, &end);
  if (size == 0)
    count = end < start ? 0 : end - start + 1;
  else
    while ((at = hp_bytes_find_in (DATA (self), start, end, sub, size, false)) >= 0) {
      count++;
      start = at + size;
    }
  return hp_int_from_ssize (rt, count);
}

static HpObject *
starts_or_ends (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, const char *name,
                bool at_end)
{
  ssize_t start, end, size, n_given;
  HpObject **given;
  const char *sub;

  if (parse_range (rt, name, args, n, &start, &end) < 0)
    return NULL;
  clip_range (self, &start, &end);
  given = hp_is_tuple (args[0]) ? ((HpTuple *)args[0])->items : (HpObject **)(uintptr_t)args;
  n_given = hp_is_tuple (args[0]) ? hp_tuple_length (args[0]) : 1;
  for (ssize_t i = 0; i < n_given; i++) {
    if (!hp_is_buffer (rt, given[i]))
      return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                            "%s first arg must be bytes or a tuple of bytes, not %s", name,
                            given[i]->type->name);
    if (hp_buffer_get (rt, given[i], &sub, &size) < 0)
      return NULL;
    if (end - start >= size &&
        memcmp (DATA (self) + (at_end ? end - size : start), sub, (size_t)size) == 0)
      return hp_new_bool (rt, true);
  }
  return hp_new_bool (rt, false);
}

HpObject *
hp_bytes_startswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return starts_or_ends (rt, self, args, n, "startswith", false);
}

HpObject *
hp_bytes_endswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return starts_or_ends (rt, self, args, n, "endswith", true);
}

static HpObject *
strip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, const char *name, int sides)
{
  ssize_t start = 0, end = LEN (self), size = 6;
  const char *set = " \t\n\r\v\f", *data = DATA (self);

  if (hp_args_check (rt, name, n, 0, 1) < 0 ||
      (n > 0 && args[0] != hp_none (rt) && hp_buffer_get (rt, args[0], &set, &size) < 0))
    return NULL;
  if (sides & 1)
    while (start < end && memchr (set, data[start], (size_t)size) != NULL)
      start++;
  if (sides & 2)
    while (end > start && memchr (set, data[end - 1], (size_t)size) != NULL)
      end--;
  if (start == 0 && end == LEN (self) && hp_is_bytes_exact (rt, self))
    return hp_new_ref (self);
  return hp_byteslike_make (rt, self, data + start, end - start);
}

HpObject *
hp_bytes_strip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "strip", 3);
}

HpObject *
hp_bytes_lstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "lstrip", 1);
}

HpObject *
hp_bytes_rstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "rstrip", 2);
}

static int
get_both (HpRuntime *rt, HpObject *const *args, const char **from, ssize_t *n_from, const char **to,
          ssize_t *n_to)
{
  return hp_buffer_get (rt, args[0], from, n_from) < 0 ? -1 : hp_buffer_get (rt, args[1], to, n_to);
}

HpObject *
hp_bytes_replace (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  const char *from, *to, *data;
  ssize_t n_from, n_to, max = -1, count = 0, at, i = 0, size, total;
  char *out, *p;
  HpObject *r;

  if (hp_args_check (rt, "replace", n, 2, 3) < 0 ||
      get_both (rt, args, &from, &n_from, &to, &n_to) < 0)
    return NULL;
  if (n > 2) {
    max = hp_number_as_ssize (rt, args[2], HP_EXC_OVERFLOW_ERROR);
    /* its __index__() may have changed what the others point to */
    if ((max == -1 && hp_err_occurred (rt)) || get_both (rt, args, &from, &n_from, &to, &n_to) < 0)
      return NULL;
  }
  data = DATA (self);
  size = LEN (self);
  if (max < 0)
    max = SSIZE_MAX;
  if (n_from == 0)
    count = size + 1 < max ? size + 1 : max;
  else
    for (; count < max && (at = hp_bytes_find_in (data, i, size, from, n_from, false)) >= 0;
         count++)
      i = at + n_from;
  if (count == 0)
    return hp_is_bytes_exact (rt, self) ? hp_new_ref (self)
                                        : hp_byteslike_make (rt, self, data, size);
  if (n_to > n_from && count > (SSIZE_MAX / 2 - size) / (n_to - n_from))
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "replace bytes is too long");
  total = size + count * (n_to - n_from);
  p = out = hp_mem_malloc (rt, (size_t)total + 1);
  if (out == NULL)
    return hp_err_no_memory (rt);
  for (i = 0; count > 0; count--) {
    at = n_from == 0 ? i : hp_bytes_find_in (data, i, size, from, n_from, false);
    memcpy (p, data + i, (size_t)(at - i));
    p += at - i;
    memcpy (p, to, (size_t)n_to);
    p += n_to;
    i = at + n_from;
    if (n_from == 0 && i < size)
      *p++ = data[i++];
  }
  memcpy (p, data + i, (size_t)(size - i));
  r = hp_byteslike_make (rt, self, out, total);
  hp_mem_free (rt, out);
  return r;
}
