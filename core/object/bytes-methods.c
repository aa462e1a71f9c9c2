/* SPDX-License-Identifier: Apache-2.0 */
#include "object/bytes-private.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

#define DATA(o) hp_byteslike_data (rt, o)
#define LEN(o)  hp_bytes_length (o)

HpObject *
hp_bytes_decode (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *encoding = NULL, *errors = NULL;

  if (hp_arg_parse (rt, "decode", args, kwargs, (const char *const[]){ "encoding", "errors", NULL },
                    0, 2, &encoding, &errors) < 0)
    return NULL;
  return hp_str_decode (
      rt, DATA (self), LEN (self),
      encoding && hp_is_str (encoding) ? hp_str_as_utf8_lossy (rt, encoding) : "utf-8",
      errors && hp_is_str (errors) ? hp_str_as_utf8_lossy (rt, errors) : "strict");
}

HpObject *
hp_bytes_hex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  const char *data;
  ssize_t size;
  HpStrWriter w;
  uint32_t sep = 0;

  if (hp_args_check (rt, "hex", n, 0, 1) < 0 || hp_buffer_get (rt, self, &data, &size) < 0)
    return NULL;
  if (n > 0) {
    if (!hp_is_str (args[0]) || hp_str_length (args[0]) != 1)
      return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "sep must be length 1.");
    sep = hp_str_char (args[0], 0);
  }
  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < size; i++) {
    char text[4];

    if (i > 0 && sep)
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

static int
parse_range (HpRuntime *rt, const char *name, HpObject *self, HpObject *const *args, ssize_t n,
             ssize_t *start, ssize_t *end)
{
  *start = 0;
  *end = SSIZE_MAX;
  if (hp_args_check (rt, name, n, 1, 3) < 0 || (n > 1 && hp_slice_index (rt, args[1], start) < 0) ||
      (n > 2 && hp_slice_index (rt, args[2], end) < 0))
    return -1;
  if (*end > LEN (self))
    *end = LEN (self);
  else if (*end < 0 && (*end += LEN (self)) < 0)
    *end = 0;
  if (*start < 0 && (*start += LEN (self)) < 0)
    *start = 0;
  return 0;
}

static ssize_t
find_in (const char *s, ssize_t start, ssize_t end, const char *sub, ssize_t n, bool backwards)
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

  if (parse_range (rt, name, self, args, n, &start, &end) < 0 ||
      needle (rt, args[0], &one, &sub, &size) < 0)
    return NULL;
  at = find_in (DATA (self), start, end, sub, size, backwards);
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

  if (parse_range (rt, "count", self, args, n, &start, &end) < 0 ||
      needle (rt, args[0], &one, &sub, &size) < 0)
    return NULL;
  if (size == 0)
    count = end < start ? 0 : end - start + 1;
  else
    while ((at = find_in (DATA (self), start, end, sub, size, false)) >= 0) {
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

  if (parse_range (rt, name, self, args, n, &start, &end) < 0)
    return NULL;
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

/* ---- split and join ---- */

static bool
is_space (char c)
{
  return c == ' ' || (c >= 9 && c <= 13);
}

static int
add_piece (HpRuntime *rt, HpObject *list, HpObject *self, ssize_t start, ssize_t end)
{
  HpObject *piece = hp_byteslike_make (rt, self, DATA (self) + start, end - start);

  return piece ? hp_list_append_steal (rt, list, piece) : -1;
}

HpObject *
hp_bytes_split (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *sep = NULL, *max_object = NULL, *list;
  ssize_t max = -1, i = 0, n = LEN (self), size = 0, at;
  const char *sub = NULL;

  if (hp_arg_parse (rt, "split", args, kwargs, (const char *const[]){ "sep", "maxsplit", NULL }, 0,
                    2, &sep, &max_object) < 0)
    return NULL;
  if (max_object != NULL) {
    max = hp_number_as_ssize (rt, max_object, HP_EXC_OVERFLOW_ERROR);
    if (max == -1 && hp_err_occurred (rt))
      return NULL;
  }
  if (max < 0)
    max = SSIZE_MAX;
  if (sep == hp_none (rt))
    sep = NULL;
  if (sep != NULL && hp_buffer_get (rt, sep, &sub, &size) < 0)
    return NULL;
  if (sep != NULL && size == 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "empty separator");
  list = hp_list_new (rt, max >= 12 ? 12 : max + 1);
  if (list == NULL)
    return NULL;
  ((HpVarObject *)list)->size = 0;
  if (sep != NULL) {
    for (; max > 0 && (at = find_in (DATA (self), i, n, sub, size, false)) >= 0;
         max--, i = at + size)
      if (add_piece (rt, list, self, i, at) < 0)
        goto fail;
    if (add_piece (rt, list, self, i, n) < 0)
      goto fail;
    return list;
  }
  for (;; max--) {
    ssize_t start;

    while (i < n && is_space (DATA (self)[i]))
      i++;
    if (i == n)
      return list;
    start = i;
    if (max == 0) {
      if (add_piece (rt, list, self, start, n) < 0)
        goto fail;
      return list;
    }
    while (i < n && !is_space (DATA (self)[i]))
      i++;
    if (add_piece (rt, list, self, start, i) < 0)
      goto fail;
  }
fail:
  hp_decref (rt, list);
  return NULL;
}

HpObject *
hp_bytes_splitlines (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *list;
  ssize_t size = LEN (self);
  int keep = 0;

  if (hp_args_check (rt, "splitlines", n, 0, 1) < 0 ||
      (n > 0 && (keep = hp_object_is_true (rt, args[0])) < 0))
    return NULL;
  list = hp_list_new (rt, 0);
  for (ssize_t i = 0, j; list != NULL && i < size; i = j) {
    ssize_t end = i;

    while (end < size && DATA (self)[end] != '\n' && DATA (self)[end] != '\r')
      end++;
    j = end;
    if (j < size)
      j += DATA (self)[j] == '\r' && j + 1 < size && DATA (self)[j + 1] == '\n' ? 2 : 1;
    if (add_piece (rt, list, self, i, keep ? j : end) < 0)
      hp_clear (rt, list);
  }
  return list;
}

HpObject *
hp_bytes_join (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  HpObject *fast = hp_sequence_fast (rt, iterable, "can only join an iterable"), **items, *r = NULL;
  ssize_t n, total = 0, size;
  const char *data;
  char *out;

  if (fast == NULL)
    return NULL;
  items = hp_sequence_fast_items (fast, &n);
  for (ssize_t i = 0; i < n; i++) {
    if (!hp_is_buffer (rt, items[i])) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR,
                     "sequence item %zd: expected a bytes-like object, %.80s found", i,
                     items[i]->type->name);
      goto out;
    }
    if (hp_buffer_get (rt, items[i], &data, &size) < 0)
      goto out;
    total += size + (i > 0 ? LEN (self) : 0);
  }
  if (n == 1 && hp_is_bytes_exact (rt, items[0]) && hp_is_bytes_exact (rt, self)) {
    r = hp_new_ref (items[0]);
    goto out;
  }
  r = hp_byteslike_make (rt, self, total == 0 ? "" : NULL, total);
  if (r == NULL || total == 0)
    goto out;
  out = (char *)(uintptr_t)DATA (r);
  for (ssize_t i = 0; i < n; i++) {
    if (i > 0) {
      memcpy (out, DATA (self), (size_t)LEN (self));
      out += LEN (self);
    }
    hp_buffer_get (rt, items[i], &data, &size);
    memcpy (out, data, (size_t)size);
    out += size;
  }
out:
  hp_decref (rt, fast);
  return r;
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

HpObject *
hp_bytes_replace (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  const char *from, *to, *data = DATA (self);
  ssize_t n_from, n_to, max = -1, count = 0, at, i = 0, size = LEN (self), total;
  char *out, *p;
  HpObject *r;

  if (hp_args_check (rt, "replace", n, 2, 3) < 0 ||
      hp_buffer_get (rt, args[0], &from, &n_from) < 0 ||
      hp_buffer_get (rt, args[1], &to, &n_to) < 0)
    return NULL;
  if (n > 2) {
    max = hp_number_as_ssize (rt, args[2], HP_EXC_OVERFLOW_ERROR);
    if (max == -1 && hp_err_occurred (rt))
      return NULL;
  }
  if (max < 0)
    max = SSIZE_MAX;
  if (n_from == 0)
    count = size + 1 < max ? size + 1 : max;
  else
    for (; count < max && (at = find_in (data, i, size, from, n_from, false)) >= 0; count++)
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
    at = n_from == 0 ? i : find_in (data, i, size, from, n_from, false);
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

HpObject *
hp_bytes_partition (HpRuntime *rt, HpObject *self, HpObject *sep)
{
  const char *sub;
  ssize_t n, at;

  if (hp_buffer_get (rt, sep, &sub, &n) < 0)
    return NULL;
  if (n == 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "empty separator");
  at = find_in (DATA (self), 0, LEN (self), sub, n, false);
  if (at < 0)
    return hp_tuple_from_array_steal (
        rt,
        (HpObject *[]){ hp_byteslike_make (rt, self, DATA (self), LEN (self)),
                        hp_byteslike_make (rt, self, "", 0), hp_byteslike_make (rt, self, "", 0) },
        3);
  return hp_tuple_from_array_steal (
      rt,
      (HpObject *[]){ hp_byteslike_make (rt, self, DATA (self), at),
                      hp_byteslike_make (rt, self, sub, n),
                      hp_byteslike_make (rt, self, DATA (self) + at + n, LEN (self) - at - n) },
      3);
}

/* ---- case ---- */

static HpObject *
change_case (HpRuntime *rt, HpObject *self, char low, char high)
{
  ssize_t n = LEN (self);
  char *out = hp_mem_malloc (rt, (size_t)n + 1);
  HpObject *r;

  if (out == NULL)
    return hp_err_no_memory (rt);
  for (ssize_t i = 0; i < n; i++) {
    char c = DATA (self)[i];

    out[i] = c >= low && c <= high ? c ^ 0x20 : c;
  }
  r = hp_byteslike_make (rt, self, out, n);
  hp_mem_free (rt, out);
  return r;
}

HpObject *
hp_bytes_upper (HpRuntime *rt, HpObject *self)
{
  return change_case (rt, self, 'a', 'z');
}

HpObject *
hp_bytes_lower (HpRuntime *rt, HpObject *self)
{
  return change_case (rt, self, 'A', 'Z');
}

static bool
is_lower (char c)
{
  return c >= 'a' && c <= 'z';
}

static bool
is_upper (char c)
{
  return c >= 'A' && c <= 'Z';
}

static bool
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static bool
is_alpha (char c)
{
  return is_lower (c) || is_upper (c);
}

static bool
is_alnum (char c)
{
  return is_alpha (c) || is_digit (c);
}

static HpObject *
all_are (HpRuntime *rt, HpObject *self, bool (*is) (char))
{
  for (ssize_t i = 0; i < LEN (self); i++)
    if (!is (DATA (self)[i]))
      return hp_new_bool (rt, false);
  return hp_new_bool (rt, LEN (self) > 0);
}

HpObject *
hp_bytes_isalpha (HpRuntime *rt, HpObject *self)
{
  return all_are (rt, self, is_alpha);
}

HpObject *
hp_bytes_isdigit (HpRuntime *rt, HpObject *self)
{
  return all_are (rt, self, is_digit);
}

HpObject *
hp_bytes_isalnum (HpRuntime *rt, HpObject *self)
{
  return all_are (rt, self, is_alnum);
}

HpObject *
hp_bytes_isspace (HpRuntime *rt, HpObject *self)
{
  return all_are (rt, self, is_space);
}

static HpObject *
is_cased (HpRuntime *rt, HpObject *self, bool (*wanted) (char), bool (*unwanted) (char))
{
  bool found = false;

  for (ssize_t i = 0; i < LEN (self); i++) {
    if (unwanted (DATA (self)[i]))
      return hp_new_bool (rt, false);
    found = found || wanted (DATA (self)[i]);
  }
  return hp_new_bool (rt, found);
}

HpObject *
hp_bytes_islower (HpRuntime *rt, HpObject *self)
{
  return is_cased (rt, self, is_lower, is_upper);
}

HpObject *
hp_bytes_isupper (HpRuntime *rt, HpObject *self)
{
  return is_cased (rt, self, is_upper, is_lower);
}

HpObject *
hp_bytes_isascii (HpRuntime *rt, HpObject *self)
{
  for (ssize_t i = 0; i < LEN (self); i++)
    if ((uint8_t)DATA (self)[i] > 127)
      return hp_new_bool (rt, false);
  return hp_new_bool (rt, true);
}
