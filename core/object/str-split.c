/* SPDX-License-Identifier: Apache-2.0 */
/* Cutting text into a list and joining a list to text. */
#include "object/str-private.h"
#include "object/format.h"
#include "object/list.h"
#include "object/unicode.h"

#define len hp_str_length

#define SPLIT_ROOM 12

/* The list split starts with: 12 slots or as many as there can be pieces. */
static HpObject *
split_list (HpRuntime *rt, ssize_t max)
{
  HpObject *list = hp_list_new (rt, max >= SPLIT_ROOM ? SPLIT_ROOM : max + 1);

  if (list != NULL)
    ((HpVarObject *)list)->size = 0;
  return list;
}

static int
add_piece (HpRuntime *rt, HpObject *list, HpObject *s, ssize_t start, ssize_t end)
{
  HpObject *piece = hp_str_substring (rt, s, start, end);
  ssize_t n = hp_list_length (list);

  if (piece == NULL)
    return -1;
  if (n < ((HpList *)list)->allocated && n < SPLIT_ROOM) {
    hp_list_set_slot (list, n, piece);
    ((HpVarObject *)list)->size = n + 1;
    return 0;
  }
  return hp_list_append_steal (rt, list, piece);
}

static HpObject *
split_space (HpRuntime *rt, HpObject *s, ssize_t max, bool from_right)
{
  HpObject *list = split_list (rt, max);
  ssize_t n = len (s), i = from_right ? n : 0, j;

  if (list == NULL)
    return NULL;
  if (!from_right)
    while (max-- > 0) {
      while (i < n && hp_char_is_space (hp_str_char (s, i)))
        i++;
      if (i == n)
        return list;
      for (j = i; i < n && !hp_char_is_space (hp_str_char (s, i));)
        i++;
      if (add_piece (rt, list, s, j, i) < 0)
        goto fail;
    }
  else
    while (max-- > 0) {
      while (i > 0 && hp_char_is_space (hp_str_char (s, i - 1)))
        i--;
      if (i == 0)
        goto reverse;
      for (j = i; i > 0 && !hp_char_is_space (hp_str_char (s, i - 1));)
        i--;
      if (add_piece (rt, list, s, i, j) < 0)
        goto fail;
    }
  if (!from_right) {
    while (i < n && hp_char_is_space (hp_str_char (s, i)))
      i++;
    if (i < n && add_piece (rt, list, s, i, n) < 0)
      goto fail;
    return list;
  }
  while (i > 0 && hp_char_is_space (hp_str_char (s, i - 1)))
    i--;
  if (i > 0 && add_piece (rt, list, s, 0, i) < 0)
    goto fail;
reverse:
  hp_list_reverse (rt, list);
  return list;
fail:
  hp_decref (rt, list);
  return NULL;
}

static HpObject *
split_by (HpRuntime *rt, HpObject *s, HpObject *sep, ssize_t max, bool from_right)
{
  bool fits = len (sep) <= len (s) && hp_str_kind (sep) <= hp_str_kind (s);
  HpObject *list = split_list (rt, fits ? max : 0);
  ssize_t start = 0, end = len (s), at;

  if (list == NULL)
    return NULL;
  while (fits && max-- > 0) {
    at = hp_str_find (s, sep, start, end, from_right ? -1 : 1);
    if (at < 0)
      break;
    if (add_piece (rt, list, s, from_right ? at + len (sep) : start, from_right ? end : at) < 0)
      goto fail;
    if (from_right)
      end = at;
    else
      start = at + len (sep);
  }
  if (add_piece (rt, list, s, start, end) < 0)
    goto fail;
  if (from_right)
    hp_list_reverse (rt, list);
  return list;
fail:
  hp_decref (rt, list);
  return NULL;
}

static HpObject *
split_any (HpRuntime *rt, HpObject *s, HpObject *sep, ssize_t max, bool from_right)
{
  if (max < 0)
    max = SSIZE_MAX;
  if (sep == NULL || sep == hp_none (rt))
    return split_space (rt, s, max, from_right);
  if (!hp_is_str (sep))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "must be str or None, not %.100s",
                          sep->type->name);
  if (len (sep) == 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "empty separator");
  return split_by (rt, s, sep, max, from_right);
}

HpObject *
hp_str_split (HpRuntime *rt, HpObject *s, HpObject *separator, ssize_t max_split)
{
  return split_any (rt, s, separator, max_split, false);
}

static HpObject *
split_method (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
              HpObject *kwnames, const char *name, bool from_right)
{
  HpObject *sep = NULL, *max_object = NULL;
  ssize_t max = -1;

  if (hp_arg_parse_array (rt, name, args, nargs, kwnames,
                          (const char *const[]){ "sep", "maxsplit", NULL }, 0, 2, &sep,
                          &max_object) < 0)
    return NULL;
  if (max_object != NULL) {
    max = hp_number_as_ssize (rt, max_object, HP_EXC_OVERFLOW_ERROR);
    if (max == -1 && hp_err_occurred (rt))
      return NULL;
  }
  return split_any (rt, self, sep, max, from_right);
}

HpObject *
hp_str_method_split (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                     HpObject *kwnames)
{
  return split_method (rt, self, args, nargs, kwnames, "split", false);
}

HpObject *
hp_str_method_rsplit (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                      HpObject *kwnames)
{
  return split_method (rt, self, args, nargs, kwnames, "rsplit", true);
}

HpObject *
hp_str_method_splitlines (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                          HpObject *kwnames)
{
  HpObject *keep_object = NULL, *list;
  ssize_t n = len (self);
  int keep = 0;

  if (hp_arg_parse_array (rt, "splitlines", args, nargs, kwnames,
                          (const char *const[]){ "keepends", NULL }, 0, 1, &keep_object) < 0 ||
      (keep_object != NULL && hp_arg_as_int (rt, keep_object, &keep) < 0))
    return NULL;
  list = hp_list_new (rt, 0);
  for (ssize_t i = 0, j; list != NULL && i < n; i = j) {
    ssize_t end = i;
    HpObject *line;

    while (end < n && !hp_char_is_line_break (hp_str_char (self, end)))
      end++;
    j = end;
    if (j < n)
      j += hp_str_char (self, j) == '\r' && j + 1 < n && hp_str_char (self, j + 1) == '\n' ? 2 : 1;
    line = hp_str_substring (rt, self, i, keep ? j : end);
    if (line == NULL || hp_list_append_steal (rt, list, line) < 0)
      hp_clear (rt, list);
  }
  return list;
}

HpObject *
hp_str_join_array (HpRuntime *rt, HpObject *separator, HpObject *const *items, ssize_t n)
{
  ssize_t total = 0, at = 0, n_sep = separator ? len (separator) : 0;
  uint32_t max_char = 0;
  HpObject *r;

  if (n == 0)
    return hp_new_ref (rt->empty_str);
  if (n == 1 && hp_is_str_exact (rt, items[0]))
    return hp_new_ref (items[0]);
  for (ssize_t i = 0; i < n; i++) {
    uint32_t m;

    if (!hp_is_str (items[i]))
      return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                            "sequence item %zd: expected str instance, %.80s found", i,
                            items[i]->type->name);
    m = hp_str_max_char (items[i]);
    max_char = m > max_char ? m : max_char;
    if (len (items[i]) > SSIZE_MAX / 8 - total - n_sep)
      return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR,
                                "join() result is too long for a Python string");
    total += len (items[i]) + (i > 0 ? n_sep : 0);
  }
  if (n > 1 && n_sep > 0 && hp_str_max_char (separator) > max_char)
    max_char = hp_str_max_char (separator);
  r = hp_str_new (rt, total, max_char);
  if (r == NULL || total == 0)
    return r;
  for (ssize_t i = 0; i < n; i++) {
    if (i > 0 && n_sep > 0) {
      hp_str_copy_chars (r, at, separator, 0, n_sep);
      at += n_sep;
    }
    hp_str_copy_chars (r, at, items[i], 0, len (items[i]));
    at += len (items[i]);
  }
  return r;
}

HpObject *
hp_str_join (HpRuntime *rt, HpObject *separator, HpObject *iterable)
{
  HpObject *fast = hp_sequence_fast (rt, iterable, "can only join an iterable"), **items, *r;
  ssize_t n;

  if (fast == NULL)
    return NULL;
  items = hp_sequence_fast_items (fast, &n);
  r = hp_str_join_array (rt, separator, items, n);
  hp_decref (rt, fast);
  return r;
}
