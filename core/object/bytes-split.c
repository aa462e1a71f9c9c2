/* SPDX-License-Identifier: Apache-2.0 */
/* Cutting bytes and bytearrays into pieces, and joining pieces. */
#include "object/bytes-private.h"
#include "object/bytes.h"
#include "object/list.h"
#include "object/tuple.h"

#define DATA(o) hp_byteslike_data (rt, o)
#define LEN(o)  hp_bytes_length (o)

static int
add_piece (HpRuntime *rt, HpObject *list, HpObject *self, ssize_t start, ssize_t end)
{
  HpObject *piece = hp_byteslike_make (rt, self, DATA (self) + start, end - start);

  return piece ? hp_list_append_steal (rt, list, piece) : -1;
}

/* sep (NULL: white space) and maxsplit of split and rsplit. */
static int
read_arguments (HpRuntime *rt, const char *name, HpObject *const *args, ssize_t nargs,
                HpObject *kwnames, const char **sub, ssize_t *size, ssize_t *max)
{
  HpObject *sep = NULL, *max_object = NULL;

  *sub = NULL;
  *max = -1;
  if (hp_arg_parse_array (rt, name, args, nargs, kwnames,
                          (const char *const[]){ "sep", "maxsplit", NULL }, 0, 2, &sep,
                          &max_object) < 0)
    return -1;
  if (max_object != NULL) {
    *max = hp_number_as_ssize (rt, max_object, HP_EXC_OVERFLOW_ERROR);
    if (*max == -1 && hp_err_occurred (rt))
      return -1;
  }
  if (*max < 0)
    *max = SSIZE_MAX;
  if (sep == NULL || sep == hp_none (rt))
    return 0;
  if (hp_buffer_get (rt, sep, sub, size) < 0)
    return -1;
  if (*size > 0)
    return 0;
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "empty separator");
  return -1;
}

static HpObject *
new_list (HpRuntime *rt, ssize_t max)
{
  HpObject *list = hp_list_new (rt, max >= 12 ? 12 : max + 1);

  if (list != NULL)
    ((HpVarObject *)list)->size = 0;
  return list;
}

/* Takes LIST over when STATUS tells of an exception. */
static HpObject *
finish_list (HpRuntime *rt, HpObject *list, int status)
{
  if (status < 0)
    hp_clear (rt, list);
  return list;
}

static int
split_at_space (HpRuntime *rt, HpObject *list, HpObject *self, ssize_t max)
{
  ssize_t i = 0, start, n = LEN (self);

  for (;; max--) {
    while (i < n && hp_byte_is_space (DATA (self)[i]))
      i++;
    if (i == n)
      return 0;
    start = i;
    if (max == 0)
      return add_piece (rt, list, self, start, n);
    while (i < n && !hp_byte_is_space (DATA (self)[i]))
      i++;
    if (add_piece (rt, list, self, start, i) < 0)
      return -1;
  }
}

static int
split_at (HpRuntime *rt, HpObject *list, HpObject *self, const char *sub, ssize_t size, ssize_t max)
{
  ssize_t i = 0, at, n = LEN (self);

  for (; max > 0 && (at = hp_bytes_find_in (DATA (self), i, n, sub, size, false)) >= 0;
       max--, i = at + size)
    if (add_piece (rt, list, self, i, at) < 0)
      return -1;
  return add_piece (rt, list, self, i, n);
}

HpObject *
hp_bytes_split (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                HpObject *kwnames)
{
  const char *sub;
  ssize_t size, max;
  HpObject *list;

  if (read_arguments (rt, "split", args, nargs, kwnames, &sub, &size, &max) < 0 ||
      (list = new_list (rt, max)) == NULL)
    return NULL;
  return finish_list (rt, list,
                      sub != NULL ? split_at (rt, list, self, sub, size, max)
                                  : split_at_space (rt, list, self, max));
}

/* From the end; the pieces come in reverse order. */
static int
rsplit_at_space (HpRuntime *rt, HpObject *list, HpObject *self, ssize_t max)
{
  ssize_t i = LEN (self), end;

  for (;; max--) {
    while (i > 0 && hp_byte_is_space (DATA (self)[i - 1]))
      i--;
    if (i == 0)
      return 0;
    end = i;
    if (max == 0)
      return add_piece (rt, list, self, 0, end);
    while (i > 0 && !hp_byte_is_space (DATA (self)[i - 1]))
      i--;
    if (add_piece (rt, list, self, i, end) < 0)
      return -1;
  }
}

static int
rsplit_at (HpRuntime *rt, HpObject *list, HpObject *self, const char *sub, ssize_t size,
           ssize_t max)
{
  ssize_t at, end = LEN (self);

  for (; max > 0 && (at = hp_bytes_find_in (DATA (self), 0, end, sub, size, true)) >= 0;
       max--, end = at)
    if (add_piece (rt, list, self, at + size, end) < 0)
      return -1;
  return add_piece (rt, list, self, 0, end);
}

HpObject *
hp_bytes_rsplit (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                 HpObject *kwnames)
{
  const char *sub;
  ssize_t size, max;
  HpObject *list;
  int status;

  if (read_arguments (rt, "rsplit", args, nargs, kwnames, &sub, &size, &max) < 0 ||
      (list = new_list (rt, max)) == NULL)
    return NULL;
  status = sub != NULL ? rsplit_at (rt, list, self, sub, size, max)
                       : rsplit_at_space (rt, list, self, max);
  if (status == 0)
    status = hp_list_reverse (rt, list);
  return finish_list (rt, list, status);
}

HpObject *
hp_bytes_splitlines (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                     HpObject *kwnames)
{
  HpObject *keep_object = NULL, *list;
  ssize_t size = LEN (self);
  int keep = 0;

  if (hp_arg_parse_array (rt, "splitlines", args, nargs, kwnames,
                          (const char *const[]){ "keepends", NULL }, 0, 1, &keep_object) < 0 ||
      (keep_object != NULL && hp_arg_as_int (rt, keep_object, &keep) < 0))
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

/* The part before AT, the separator of N bytes, the part behind. */
static HpObject *
three_parts (HpRuntime *rt, HpObject *self, ssize_t at, const char *sep, ssize_t n)
{
  HpObject *parts[] = { hp_byteslike_make (rt, self, DATA (self), at),
                        hp_byteslike_make (rt, self, sep, n),
                        hp_byteslike_make (rt, self, DATA (self) + at + n, LEN (self) - at - n) };

  return hp_tuple_from_array_steal (rt, parts, 3);
}

static HpObject *
partition (HpRuntime *rt, HpObject *self, HpObject *sep, bool backwards)
{
  const char *sub;
  ssize_t n, at;

  if (hp_buffer_get (rt, sep, &sub, &n) < 0)
    return NULL;
  if (n == 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "empty separator");
  at = hp_bytes_find_in (DATA (self), 0, LEN (self), sub, n, backwards);
  if (at < 0)
    return three_parts (rt, self, backwards ? 0 : LEN (self), "", 0);
  return three_parts (rt, self, at, sub, n);
}

HpObject *
hp_bytes_partition (HpRuntime *rt, HpObject *self, HpObject *sep)
{
  return partition (rt, self, sep, false);
}

HpObject *
hp_bytes_rpartition (HpRuntime *rt, HpObject *self, HpObject *sep)
{
  return partition (rt, self, sep, true);
}
