/* SPDX-License-Identifier: Apache-2.0 */
/* Text in text: find, count, the ends, replace and partition. */
#include "object/str-private.h"
#include "object/format.h"
#include "object/int.h"
#include "object/tuple.h"

#define len hp_str_length

static bool
matches_at (HpObject *s, ssize_t at, HpObject *sub, ssize_t n)
{
  int ks = hp_str_kind (s), kb = hp_str_kind (sub);

  if (ks == kb)
    return memcmp ((char *)hp_str_data (s) + at * ks, hp_str_data (sub), (size_t)(n * ks)) == 0;
  for (ssize_t i = 0; i < n; i++)
    if (hp_str_read (ks, hp_str_data (s), at + i) != hp_str_read (kb, hp_str_data (sub), i))
      return false;
  return true;
}

static void
adjust (ssize_t *start, ssize_t *end, ssize_t n)
{
  if (*end > n)
    *end = n;
  else if (*end < 0 && (*end += n) < 0)
    *end = 0;
  if (*start < 0 && (*start += n) < 0)
    *start = 0;
}

ssize_t
hp_str_find (HpObject *s, HpObject *sub, ssize_t start, ssize_t end, int direction)
{
  ssize_t n = len (sub);

  adjust (&start, &end, len (s));
  if (end - start < n || hp_str_kind (sub) > hp_str_kind (s))
    return -1;
  if (n == 0)
    return direction > 0 ? start : end;
  if (direction > 0 && hp_str_kind (s) == 1) {
    const char *data = hp_str_data (s), *p;

    if (n == 1)
      p = memchr (data + start, *(char *)hp_str_data (sub), (size_t)(end - start));
    else
      p = memmem (data + start, (size_t)(end - start), hp_str_data (sub), (size_t)n);
    return p ? p - data : -1;
  }
  if (direction > 0) {
    for (ssize_t i = start; i <= end - n; i++)
      if (matches_at (s, i, sub, n))
        return i;
  } else
    for (ssize_t i = end - n; i >= start; i--)
      if (matches_at (s, i, sub, n))
        return i;
  return -1;
}

static ssize_t
count_in (HpObject *s, HpObject *sub, ssize_t start, ssize_t end, ssize_t max)
{
  ssize_t count = 0, at;

  adjust (&start, &end, len (s));
  if (end < start)
    return 0;
  if (len (sub) == 0)
    return end - start + 1 < max ? end - start + 1 : max;
  while (count < max && (at = hp_str_find (s, sub, start, end, 1)) >= 0) {
    count++;
    start = at + len (sub);
  }
  return count;
}

/* sub[, start[, end]] of find, count, startswith... */
static int
parse_range (HpRuntime *rt, const char *name, HpObject *const *args, ssize_t n, ssize_t *start,
             ssize_t *end)
{
  *start = 0;
  *end = SSIZE_MAX;
  if (hp_args_check (rt, name, n, 1, 3) < 0)
    return -1;
  if (n > 1 && hp_slice_index (rt, args[1], start) < 0)
    return -1;
  if (n > 2 && hp_slice_index (rt, args[2], end) < 0)
    return -1;
  return 0;
}

int
hp_str_need_str (HpRuntime *rt, HpObject *o)
{
  if (hp_is_str (o))
    return 0;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "must be str, not %.100s", o->type->name);
  return -1;
}

static ssize_t
find_method (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, const char *name,
             int direction)
{
  ssize_t start, end;

  if (parse_range (rt, name, args, n, &start, &end) < 0 || hp_str_need_str (rt, args[0]) < 0)
    return -2;
  return hp_str_find (self, args[0], start, end, direction);
}

HpObject *
hp_str_method_find (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "find", 1);

  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

HpObject *
hp_str_method_rfind (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "rfind", -1);

  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

HpObject *
hp_str_method_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "index", 1);

  if (i == -1)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "substring not found");
  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

HpObject *
hp_str_method_rindex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "rindex", -1);

  if (i == -1)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "substring not found");
  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

HpObject *
hp_str_method_count (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t start, end;

  if (parse_range (rt, "count", args, n, &start, &end) < 0 || hp_str_need_str (rt, args[0]) < 0)
    return NULL;
  return hp_int_from_ssize (rt, count_in (self, args[0], start, end, SSIZE_MAX));
}

static bool
tail_match (HpObject *self, HpObject *sub, ssize_t start, ssize_t end, bool at_end)
{
  adjust (&start, &end, len (self));
  if (end - start < len (sub) || hp_str_kind (sub) > hp_str_kind (self))
    return false;
  return matches_at (self, at_end ? end - len (sub) : start, sub, len (sub));
}

static HpObject *
starts_or_ends (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, const char *name,
                bool at_end)
{
  ssize_t start, end;

  if (parse_range (rt, name, args, n, &start, &end) < 0)
    return NULL;
  if (hp_is_tuple (args[0])) {
    for (ssize_t i = 0; i < hp_tuple_length (args[0]); i++) {
      HpObject *sub = hp_tuple_slot (args[0], i);

      if (!hp_is_str (sub))
        return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                              "tuple for %s must only contain str, not %.100s", name,
                              sub->type->name);
      if (tail_match (self, sub, start, end, at_end))
        return hp_new_bool (rt, true);
    }
    return hp_new_bool (rt, false);
  }
  if (!hp_is_str (args[0]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "%s first arg must be str or a tuple of str, not %.100s", name,
                          args[0]->type->name);
  return hp_new_bool (rt, tail_match (self, args[0], start, end, at_end));
}

HpObject *
hp_str_method_startswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return starts_or_ends (rt, self, args, n, "startswith", false);
}

HpObject *
hp_str_method_endswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return starts_or_ends (rt, self, args, n, "endswith", true);
}

HpObject *
hp_str_method_removeprefix (HpRuntime *rt, HpObject *self, HpObject *prefix)
{
  if (hp_arg_need_str (rt, "removeprefix", "argument", prefix) < 0)
    return NULL;
  return hp_str_substring (
      rt, self, tail_match (self, prefix, 0, SSIZE_MAX, false) ? len (prefix) : 0, len (self));
}

HpObject *
hp_str_method_removesuffix (HpRuntime *rt, HpObject *self, HpObject *suffix)
{
  if (hp_arg_need_str (rt, "removesuffix", "argument", suffix) < 0)
    return NULL;
  return hp_str_substring (
      rt, self, 0, len (self) - (tail_match (self, suffix, 0, SSIZE_MAX, true) ? len (suffix) : 0));
}

static HpObject *
partition (HpRuntime *rt, HpObject *self, HpObject *sep, bool from_right)
{
  ssize_t at;
  HpObject *empty = rt->empty_str;

  if (hp_str_need_str (rt, sep) < 0)
    return NULL;
  if (len (sep) == 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "empty separator");
  at = hp_str_find (self, sep, 0, len (self), from_right ? -1 : 1);
  if (at < 0)
    return from_right ? hp_tuple_pack (rt, 3, empty, empty, self)
                      : hp_tuple_pack (rt, 3, self, empty, empty);
  return hp_tuple_from_array_steal (
      rt,
      (HpObject *[]){ hp_str_substring (rt, self, 0, at), hp_new_ref (sep),
                      hp_str_substring (rt, self, at + len (sep), len (self)) },
      3);
}

HpObject *
hp_str_method_partition (HpRuntime *rt, HpObject *self, HpObject *sep)
{
  return partition (rt, self, sep, false);
}

HpObject *
hp_str_method_rpartition (HpRuntime *rt, HpObject *self, HpObject *sep)
{
  return partition (rt, self, sep, true);
}

/* Fills r with self, in which new takes the place of the first count times old ("" is before each
 * character and at the end). */
static void
copy_replaced (HpObject *r, HpObject *self, HpObject *old, HpObject *new, ssize_t count)
{
  ssize_t from = 0, to = 0, step = len (old) > 0 ? 0 : 1;

  while (count-- > 0) {
    ssize_t at = step > 0 ? from : hp_str_find (self, old, from, len (self), 1);

    hp_str_copy_chars (r, to, self, from, at - from);
    to += at - from;
    hp_str_copy_chars (r, to, new, 0, len (new));
    to += len (new);
    from = at + len (old);
    if (step > 0 && from < len (self)) {
      hp_str_copy_chars (r, to++, self, from, 1);
      from++;
    }
  }
  hp_str_copy_chars (r, to, self, from, len (self) - from);
}

static HpObject *
replace (HpRuntime *rt, HpObject *self, HpObject *old, HpObject *new, ssize_t count)
{
  uint32_t max = hp_str_max_char (self), new_max = hp_str_max_char (new);
  bool may_shrink = new_max < max && hp_str_max_char (old) == max;
  ssize_t growth = len (new) - len (old);
  HpObject *r, *narrow;

  if (growth > 0 && count > (SSIZE_MAX - len (self)) / growth)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "replace string is too long");
  r = hp_str_new (rt, len (self) + count * growth, new_max > max ? new_max : max);
  if (r == NULL || len (r) == 0)
    return r;
  copy_replaced (r, self, old, new, count);
  if (!may_shrink)
    return r;
  narrow = hp_str_from_kind (rt, hp_str_kind (r), hp_str_data (r), len (r));
  hp_decref (rt, r);
  return narrow;
}

HpObject *
hp_str_method_replace (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t max = SSIZE_MAX, count;

  if (hp_args_check (rt, "replace", n, 2, 3) < 0 ||
      hp_arg_need_str (rt, "replace", "argument 1", args[0]) < 0 ||
      hp_arg_need_str (rt, "replace", "argument 2", args[1]) < 0)
    return NULL;
  if (n > 2) {
    max = hp_number_as_ssize (rt, args[2], HP_EXC_OVERFLOW_ERROR);
    if (max == -1 && hp_err_occurred (rt))
      return NULL;
    if (max < 0)
      max = SSIZE_MAX;
  }
  count = count_in (self, args[0], 0, SSIZE_MAX, max);
  if (count == 0 || args[0] == args[1])
    return hp_str_exact (rt, self);
  return replace (rt, self, args[0], args[1], count);
}
