/* SPDX-License-Identifier: Apache-2.0 */
#include "object/bytes.h"
#include "object/dict.h"
#include "object/format.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str-private.h"
#include "object/tuple.h"
#include "object/unicode.h"

#define len hp_str_length

/* ---- search ---- */

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

static int
need_str (HpRuntime *rt, HpObject *o)
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

  if (parse_range (rt, name, args, n, &start, &end) < 0 || need_str (rt, args[0]) < 0)
    return -2;
  return hp_str_find (self, args[0], start, end, direction);
}

static HpObject *
str_find (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "find", 1);

  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

static HpObject *
str_rfind (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "rfind", -1);

  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

static HpObject *
str_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "index", 1);

  if (i == -1)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "substring not found");
  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

static HpObject *
str_rindex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = find_method (rt, self, args, n, "rindex", -1);

  if (i == -1)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "substring not found");
  return i == -2 ? NULL : hp_int_from_ssize (rt, i);
}

static HpObject *
str_count (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t start, end;

  if (parse_range (rt, "count", args, n, &start, &end) < 0 || need_str (rt, args[0]) < 0)
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

static HpObject *
str_startswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return starts_or_ends (rt, self, args, n, "startswith", false);
}

static HpObject *
str_endswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return starts_or_ends (rt, self, args, n, "endswith", true);
}

/* ---- case ---- */

typedef int (*CaseFunc) (uint32_t c, uint32_t out[3]);

static HpObject *
ascii_case (HpRuntime *rt, HpObject *self, char from, char to)
{
  HpObject *r = hp_str_new (rt, len (self), 127);
  const char *s = hp_str_data (self);
  char *d;

  if (r == NULL)
    return NULL;
  d = hp_str_data (r);
  for (ssize_t i = 0; i < len (self); i++)
    d[i] = s[i] >= from && s[i] <= to ? s[i] ^ 0x20 : s[i];
  return r;
}

/* Greek sigma at the end of a word has a form of its own. */
static bool
final_sigma (HpObject *s, ssize_t i)
{
  return i > 0 && (hp_char_flags (hp_str_char (s, i - 1)) & HP_CHAR_ALPHA) &&
         !(i + 1 < len (s) && (hp_char_flags (hp_str_char (s, i + 1)) & HP_CHAR_ALPHA));
}

static void
add_case (HpStrWriter *w, HpObject *s, ssize_t i, CaseFunc f)
{
  uint32_t c = hp_str_char (s, i), out[3];
  int n;

  if (c == 0x3a3 && f == hp_char_lower) {
    hp_str_writer_add_char (w, final_sigma (s, i) ? 0x3c2 : 0x3c3);
    return;
  }
  n = f (c, out);
  for (int k = 0; k < n; k++)
    hp_str_writer_add_char (w, out[k]);
}

static HpObject *
convert_case (HpRuntime *rt, HpObject *self, CaseFunc f)
{
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self); i++)
    add_case (&w, self, i, f);
  return hp_str_writer_finish (&w);
}

static HpObject *
str_upper (HpRuntime *rt, HpObject *self)
{
  return hp_str_is_ascii (self) ? ascii_case (rt, self, 'a', 'z')
                                : convert_case (rt, self, hp_char_upper);
}

static HpObject *
str_lower (HpRuntime *rt, HpObject *self)
{
  return hp_str_is_ascii (self) ? ascii_case (rt, self, 'A', 'Z')
                                : convert_case (rt, self, hp_char_lower);
}

static HpObject *
str_casefold (HpRuntime *rt, HpObject *self)
{
  return hp_str_is_ascii (self) ? ascii_case (rt, self, 'A', 'Z')
                                : convert_case (rt, self, hp_char_fold);
}

static HpObject *
str_capitalize (HpRuntime *rt, HpObject *self)
{
  HpStrWriter w;

  if (len (self) == 0)
    return hp_str_exact (rt, self);
  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self); i++)
    add_case (&w, self, i, i == 0 ? hp_char_title : hp_char_lower);
  return hp_str_writer_finish (&w);
}

static HpObject *
str_title (HpRuntime *rt, HpObject *self)
{
  HpStrWriter w;
  bool inside = false;

  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self); i++) {
    add_case (&w, self, i, inside ? hp_char_lower : hp_char_title);
    inside =
        hp_char_flags (hp_str_char (self, i)) & (HP_CHAR_UPPER | HP_CHAR_LOWER | HP_CHAR_TITLE);
  }
  return hp_str_writer_finish (&w);
}

static HpObject *
str_swapcase (HpRuntime *rt, HpObject *self)
{
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self); i++) {
    unsigned flags = hp_char_flags (hp_str_char (self, i));

    if (flags & HP_CHAR_UPPER)
      add_case (&w, self, i, hp_char_lower);
    else if (flags & HP_CHAR_LOWER)
      add_case (&w, self, i, hp_char_upper);
    else
      hp_str_writer_add_char (&w, hp_str_char (self, i));
  }
  return hp_str_writer_finish (&w);
}

/* ---- questions ---- */

static HpObject *
all_have (HpRuntime *rt, HpObject *self, unsigned flags)
{
  for (ssize_t i = 0; i < len (self); i++)
    if (!(hp_char_flags (hp_str_char (self, i)) & flags))
      return hp_new_bool (rt, false);
  return hp_new_bool (rt, len (self) > 0);
}

#define ALL_HAVE(name, flags)                                                                      \
  static HpObject *name (HpRuntime *rt, HpObject *self)                                            \
  {                                                                                                \
    return all_have (rt, self, flags);                                                             \
  }

ALL_HAVE (str_isalpha, HP_CHAR_ALPHA)
ALL_HAVE (str_isdecimal, HP_CHAR_DECIMAL)
ALL_HAVE (str_isdigit, HP_CHAR_DIGIT)
ALL_HAVE (str_isnumeric, HP_CHAR_NUMERIC)
ALL_HAVE (str_isspace, HP_CHAR_SPACE)
ALL_HAVE (str_isalnum, HP_CHAR_ALPHA | HP_CHAR_DECIMAL | HP_CHAR_DIGIT | HP_CHAR_NUMERIC)

static HpObject *
str_isprintable (HpRuntime *rt, HpObject *self)
{
  for (ssize_t i = 0; i < len (self); i++)
    if (!hp_char_is_printable (hp_str_char (self, i)))
      return hp_new_bool (rt, false);
  return hp_new_bool (rt, true);
}

static HpObject *
str_isascii (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, hp_str_is_ascii (self));
}

bool
hp_str_is_identifier (HpObject *s)
{
  if (len (s) == 0 || !hp_char_is_identifier_start (hp_str_char (s, 0)))
    return false;
  for (ssize_t i = 1; i < len (s); i++)
    if (!hp_char_is_identifier_continue (hp_str_char (s, i)))
      return false;
  return true;
}

static HpObject *
str_isidentifier (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, hp_str_is_identifier (self));
}

static HpObject *
is_cased (HpRuntime *rt, HpObject *self, unsigned wanted, unsigned unwanted)
{
  bool found = false;

  for (ssize_t i = 0; i < len (self); i++) {
    unsigned flags = hp_char_flags (hp_str_char (self, i));

    if (flags & unwanted)
      return hp_new_bool (rt, false);
    found = found || (flags & wanted);
  }
  return hp_new_bool (rt, found);
}

static HpObject *
str_islower (HpRuntime *rt, HpObject *self)
{
  return is_cased (rt, self, HP_CHAR_LOWER, HP_CHAR_UPPER | HP_CHAR_TITLE);
}

static HpObject *
str_isupper (HpRuntime *rt, HpObject *self)
{
  return is_cased (rt, self, HP_CHAR_UPPER, HP_CHAR_LOWER | HP_CHAR_TITLE);
}

static HpObject *
str_istitle (HpRuntime *rt, HpObject *self)
{
  bool cased = false, inside = false;

  for (ssize_t i = 0; i < len (self); i++) {
    unsigned flags = hp_char_flags (hp_str_char (self, i));

    if (flags & (HP_CHAR_UPPER | HP_CHAR_TITLE)) {
      if (inside)
        return hp_new_bool (rt, false);
      inside = cased = true;
    } else if (flags & HP_CHAR_LOWER) {
      if (!inside)
        return hp_new_bool (rt, false);
      cased = true;
    } else
      inside = false;
  }
  return hp_new_bool (rt, cased);
}

/* ---- padding ---- */

static HpObject *
pad (HpRuntime *rt, HpObject *self, ssize_t left, ssize_t right, uint32_t fill)
{
  HpStrWriter w;

  left = left < 0 ? 0 : left;
  right = right < 0 ? 0 : right;
  if (left == 0 && right == 0)
    return hp_str_exact (rt, self);
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_fill (&w, fill, left);
  hp_str_writer_add_str (&w, self);
  hp_str_writer_add_fill (&w, fill, right);
  return hp_str_writer_finish (&w);
}

static int
parse_pad (HpRuntime *rt, const char *name, HpObject *const *args, ssize_t n, ssize_t *width,
           uint32_t *fill)
{
  *fill = ' ';
  if (hp_args_check (rt, name, n, 1, 2) < 0)
    return -1;
  *width = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
  if (*width == -1 && hp_err_occurred (rt))
    return -1;
  if (n > 1) {
    if (!hp_is_str (args[1])) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR,
                     "The fill character must be a unicode character, not %.100s",
                     args[1]->type->name);
      return -1;
    }
    if (len (args[1]) != 1) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                         "The fill character must be exactly one character long");
      return -1;
    }
    *fill = hp_str_char (args[1], 0);
  }
  return 0;
}

static HpObject *
str_center (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width, room, left;
  uint32_t fill;

  if (parse_pad (rt, "center", args, n, &width, &fill) < 0)
    return NULL;
  room = width - len (self);
  left = room / 2 + (room & width & 1);
  return room <= 0 ? hp_str_exact (rt, self) : pad (rt, self, left, room - left, fill);
}

static HpObject *
str_ljust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width;
  uint32_t fill;

  return parse_pad (rt, "ljust", args, n, &width, &fill) < 0
             ? NULL
             : pad (rt, self, 0, width - len (self), fill);
}

static HpObject *
str_rjust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width;
  uint32_t fill;

  return parse_pad (rt, "rjust", args, n, &width, &fill) < 0
             ? NULL
             : pad (rt, self, width - len (self), 0, fill);
}

static HpObject *
str_zfill (HpRuntime *rt, HpObject *self, HpObject *arg)
{
  ssize_t width = hp_number_as_ssize (rt, arg, HP_EXC_OVERFLOW_ERROR);
  bool sign;
  HpStrWriter w;

  if (width == -1 && hp_err_occurred (rt))
    return NULL;
  if (width <= len (self))
    return hp_str_exact (rt, self);
  sign = len (self) > 0 && (hp_str_char (self, 0) == '-' || hp_str_char (self, 0) == '+');
  hp_str_writer_init (&w, rt);
  if (sign)
    hp_str_writer_add_char (&w, hp_str_char (self, 0));
  hp_str_writer_add_fill (&w, '0', width - len (self));
  hp_str_writer_add_substring (&w, self, sign, len (self));
  return hp_str_writer_finish (&w);
}

static HpObject *
str_expandtabs (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *size_object = NULL;
  ssize_t size = 8, column = 0;
  HpStrWriter w;

  if (hp_arg_parse (rt, "expandtabs", args, kwargs, (const char *const[]){ "tabsize", NULL }, 0, 1,
                    &size_object) < 0)
    return NULL;
  if (size_object != NULL) {
    size = hp_number_as_ssize (rt, size_object, HP_EXC_OVERFLOW_ERROR);
    if (size == -1 && hp_err_occurred (rt))
      return NULL;
  }
  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self); i++) {
    uint32_t c = hp_str_char (self, i);

    if (c == '\t') {
      if (size > 0) {
        ssize_t n = size - column % size;

        hp_str_writer_add_fill (&w, ' ', n);
        column += n;
      }
    } else {
      hp_str_writer_add_char (&w, c);
      column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
  }
  return hp_str_writer_finish (&w);
}

/* ---- strip ---- */

static bool
in_set (HpRuntime *rt, HpObject *set, uint32_t c)
{
  if (set == NULL)
    return hp_char_is_space (c);
  for (ssize_t i = 0; i < len (set); i++)
    if (hp_str_char (set, i) == c)
      return true;
  return false;
}

static HpObject *
strip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, const char *name, int sides)
{
  ssize_t start = 0, end = len (self);
  HpObject *set = NULL;

  if (hp_args_check (rt, name, n, 0, 1) < 0)
    return NULL;
  if (n > 0 && args[0] != hp_none (rt)) {
    if (!hp_is_str (args[0]))
      return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s arg must be None or str", name);
    set = args[0];
  }
  if (sides & 1)
    while (start < end && in_set (rt, set, hp_str_char (self, start)))
      start++;
  if (sides & 2)
    while (end > start && in_set (rt, set, hp_str_char (self, end - 1)))
      end--;
  return hp_str_substring (rt, self, start, end);
}

static HpObject *
str_strip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "strip", 3);
}

static HpObject *
str_lstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "lstrip", 1);
}

static HpObject *
str_rstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "rstrip", 2);
}

static HpObject *
str_removeprefix (HpRuntime *rt, HpObject *self, HpObject *prefix)
{
  if (need_str (rt, prefix) < 0)
    return NULL;
  return hp_str_substring (
      rt, self, tail_match (self, prefix, 0, SSIZE_MAX, false) ? len (prefix) : 0, len (self));
}

static HpObject *
str_removesuffix (HpRuntime *rt, HpObject *self, HpObject *suffix)
{
  if (need_str (rt, suffix) < 0)
    return NULL;
  return hp_str_substring (
      rt, self, 0, len (self) - (tail_match (self, suffix, 0, SSIZE_MAX, true) ? len (suffix) : 0));
}

/* ---- split and join ---- */

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
  HpObject *list = split_list (rt, max);
  ssize_t start = 0, end = len (s), at;

  if (list == NULL)
    return NULL;
  while (max-- > 0) {
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
  if (need_str (rt, sep) < 0)
    return NULL;
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
split_method (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs, const char *name,
              bool from_right)
{
  HpObject *sep = NULL, *max_object = NULL;
  ssize_t max = -1;

  if (hp_arg_parse (rt, name, args, kwargs, (const char *const[]){ "sep", "maxsplit", NULL }, 0, 2,
                    &sep, &max_object) < 0)
    return NULL;
  if (max_object != NULL) {
    max = hp_number_as_ssize (rt, max_object, HP_EXC_OVERFLOW_ERROR);
    if (max == -1 && hp_err_occurred (rt))
      return NULL;
  }
  return split_any (rt, self, sep, max, from_right);
}

static HpObject *
str_split (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return split_method (rt, self, args, kwargs, "split", false);
}

static HpObject *
str_rsplit (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return split_method (rt, self, args, kwargs, "rsplit", true);
}

static HpObject *
str_splitlines (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *keep_object = NULL, *list;
  ssize_t n = len (self);
  int keep = 0;

  if (hp_arg_parse (rt, "splitlines", args, kwargs, (const char *const[]){ "keepends", NULL }, 0, 1,
                    &keep_object) < 0 ||
      (keep_object != NULL && (keep = hp_object_is_true (rt, keep_object)) < 0))
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

static HpObject *
partition (HpRuntime *rt, HpObject *self, HpObject *sep, bool from_right)
{
  ssize_t at;
  HpObject *empty = rt->empty_str;

  if (need_str (rt, sep) < 0)
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

static HpObject *
str_partition (HpRuntime *rt, HpObject *self, HpObject *sep)
{
  return partition (rt, self, sep, false);
}

static HpObject *
str_rpartition (HpRuntime *rt, HpObject *self, HpObject *sep)
{
  return partition (rt, self, sep, true);
}

/* ---- replace and translate ---- */

static HpObject *
str_replace (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t max = SSIZE_MAX, at = 0, count, next;
  HpStrWriter w;

  if (hp_args_check (rt, "replace", n, 2, 3) < 0 || need_str (rt, args[0]) < 0 ||
      need_str (rt, args[1]) < 0)
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
  hp_str_writer_init (&w, rt);
  if (len (args[0]) == 0) {
    for (; count > 0 && at <= len (self); count--) {
      hp_str_writer_add_str (&w, args[1]);
      if (at < len (self))
        hp_str_writer_add_char (&w, hp_str_char (self, at++));
    }
  } else
    for (; count > 0; count--) {
      next = hp_str_find (self, args[0], at, len (self), 1);
      hp_str_writer_add_substring (&w, self, at, next);
      hp_str_writer_add_str (&w, args[1]);
      at = next + len (args[0]);
    }
  hp_str_writer_add_substring (&w, self, at, len (self));
  return hp_str_writer_finish (&w);
}

static HpObject *
str_translate (HpRuntime *rt, HpObject *self, HpObject *table)
{
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self); i++) {
    uint32_t c = hp_str_char (self, i);
    HpObject *key = hp_int_from_int64 (rt, c),
             *to = key ? hp_object_get_item (rt, table, key) : NULL;

    hp_xdecref (rt, key);
    if (to == NULL) {
      if (!hp_err_matches (rt, HP_EXC_LOOKUP_ERROR))
        goto fail;
      hp_err_clear (rt);
      hp_str_writer_add_char (&w, c);
      continue;
    }
    if (hp_is_str (to))
      hp_str_writer_add_str (&w, to);
    else if (hp_is_int (to)) {
      int64_t v = hp_int_as_int64 (rt, to);

      if (v < 0 || v > 0x10ffff) {
        hp_decref (rt, to);
        hp_err_clear (rt);
        hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "character mapping must be in range(0x110000)");
        goto fail;
      }
      hp_str_writer_add_char (&w, (uint32_t)v);
    } else if (to != hp_none (rt)) {
      hp_decref (rt, to);
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                         "character mapping must return integer, None or str");
      goto fail;
    }
    hp_decref (rt, to);
  }
  return hp_str_writer_finish (&w);
fail:
  hp_str_writer_abandon (&w);
  return NULL;
}

static int
map_chars (HpRuntime *rt, HpObject *dict, HpObject *from, HpObject *to)
{
  for (ssize_t i = 0; i < len (from); i++) {
    HpObject *key = hp_int_from_int64 (rt, hp_str_char (from, i));
    HpObject *value = to ? hp_int_from_int64 (rt, hp_str_char (to, i)) : hp_new_none (rt);
    int r = key && value ? hp_dict_set_item (rt, dict, key, value) : -1;

    hp_xdecref (rt, key);
    hp_xdecref (rt, value);
    if (r < 0)
      return -1;
  }
  return 0;
}

static HpObject *
str_maketrans (HpRuntime *rt, HpObject *unused, HpObject *const *args, ssize_t n)
{
  HpObject *dict, *key, *value;
  ssize_t pos = 0;

  if (hp_args_check (rt, "maketrans", n, 1, 3) < 0)
    return NULL;
  dict = hp_dict_new (rt);
  if (dict == NULL)
    return NULL;
  if (n == 1) {
    if (!hp_is_dict_exact (rt, args[0])) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                         "if you give only one argument to maketrans it must be a dict");
      goto fail;
    }
    while (hp_dict_next (args[0], &pos, &key, &value)) {
      HpObject *k = NULL;
      int r;

      if (hp_is_str (key) && len (key) == 1)
        k = hp_int_from_int64 (rt, hp_str_char (key, 0));
      else if (hp_is_int (key))
        k = hp_new_ref (key);
      else
        hp_err_set_string (rt, hp_is_str (key) ? HP_EXC_VALUE_ERROR : HP_EXC_TYPE_ERROR,
                           hp_is_str (key) ? "string keys in translate table must be of length 1"
                                           : "keys in translate table must be strings or integers");
      r = k ? hp_dict_set_item (rt, dict, k, value) : -1;
      hp_xdecref (rt, k);
      if (r < 0)
        goto fail;
    }
    return dict;
  }
  for (ssize_t i = 0; i < n; i++)
    if (need_str (rt, args[i]) < 0)
      goto fail;
  if (len (args[0]) != len (args[1])) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "the first two maketrans arguments must have equal length");
    goto fail;
  }
  if (map_chars (rt, dict, args[0], args[1]) < 0 ||
      (n == 3 && map_chars (rt, dict, args[2], NULL) < 0))
    goto fail;
  return dict;
fail:
  hp_decref (rt, dict);
  return NULL;
}

/* ---- the rest ---- */

static HpObject *
str_encode (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *encoding = NULL, *errors = NULL;

  if (hp_arg_parse (rt, "encode", args, kwargs, (const char *const[]){ "encoding", "errors", NULL },
                    0, 2, &encoding, &errors) < 0)
    return NULL;
  if ((encoding && need_str (rt, encoding) < 0) || (errors && need_str (rt, errors) < 0))
    return NULL;
  return hp_str_encode (rt, self, encoding ? hp_str_as_utf8_lossy (rt, encoding) : "utf-8",
                        errors ? hp_str_as_utf8_lossy (rt, errors) : "strict");
}

static HpObject *
str_format (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return hp_str_format_method (rt, self, args, kwargs);
}

static HpObject *
str_format_map (HpRuntime *rt, HpObject *self, HpObject *mapping)
{
  return hp_str_format_method (rt, self, NULL, mapping);
}

static HpObject *
str_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t size;

  if (hp_str_is_ascii (self) && ((HpStr *)self)->state.compact)
    size = (ssize_t)sizeof (HpStr) + len (self) + 1;
  else {
    size =
        ((HpStr *)self)->state.compact ? (ssize_t)sizeof (HpStrWide) : (ssize_t)sizeof (HpStrSub);
    size += (len (self) + 1) * hp_str_kind (self);
    if (((HpStrWide *)self)->utf8 != NULL)
      size += ((HpStrWide *)self)->utf8_length + 1;
  }
  return hp_int_from_ssize (rt, size);
}

static HpObject *
str_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *copy = hp_str_exact (rt, self);

  return hp_tuple_from_array_steal (rt, &copy, 1);
}

const HpMethodDef hp_str_methods[] = {
  HP_METHOD_KEYWORDS ("encode", str_encode, 0),
  HP_METHOD_FASTCALL ("replace", str_replace, 0),
  HP_METHOD_KEYWORDS ("split", str_split, 0),
  HP_METHOD_KEYWORDS ("rsplit", str_rsplit, 0),
  HP_METHOD_O ("join", hp_str_join, 0),
  HP_METHOD_NOARGS ("capitalize", str_capitalize, 0),
  HP_METHOD_NOARGS ("casefold", str_casefold, 0),
  HP_METHOD_NOARGS ("title", str_title, 0),
  HP_METHOD_FASTCALL ("center", str_center, 0),
  HP_METHOD_FASTCALL ("count", str_count, 0),
  HP_METHOD_KEYWORDS ("expandtabs", str_expandtabs, 0),
  HP_METHOD_FASTCALL ("find", str_find, 0),
  HP_METHOD_O ("partition", str_partition, 0),
  HP_METHOD_FASTCALL ("index", str_index, 0),
  HP_METHOD_FASTCALL ("ljust", str_ljust, 0),
  HP_METHOD_NOARGS ("lower", str_lower, 0),
  HP_METHOD_FASTCALL ("lstrip", str_lstrip, 0),
  HP_METHOD_FASTCALL ("rfind", str_rfind, 0),
  HP_METHOD_FASTCALL ("rindex", str_rindex, 0),
  HP_METHOD_FASTCALL ("rjust", str_rjust, 0),
  HP_METHOD_FASTCALL ("rstrip", str_rstrip, 0),
  HP_METHOD_O ("rpartition", str_rpartition, 0),
  HP_METHOD_KEYWORDS ("splitlines", str_splitlines, 0),
  HP_METHOD_FASTCALL ("strip", str_strip, 0),
  HP_METHOD_NOARGS ("swapcase", str_swapcase, 0),
  HP_METHOD_O ("translate", str_translate, 0),
  HP_METHOD_NOARGS ("upper", str_upper, 0),
  HP_METHOD_FASTCALL ("startswith", str_startswith, 0),
  HP_METHOD_FASTCALL ("endswith", str_endswith, 0),
  HP_METHOD_O ("removeprefix", str_removeprefix, 0),
  HP_METHOD_O ("removesuffix", str_removesuffix, 0),
  HP_METHOD_NOARGS ("isascii", str_isascii, 0),
  HP_METHOD_NOARGS ("islower", str_islower, 0),
  HP_METHOD_NOARGS ("isupper", str_isupper, 0),
  HP_METHOD_NOARGS ("istitle", str_istitle, 0),
  HP_METHOD_NOARGS ("isspace", str_isspace, 0),
  HP_METHOD_NOARGS ("isdecimal", str_isdecimal, 0),
  HP_METHOD_NOARGS ("isdigit", str_isdigit, 0),
  HP_METHOD_NOARGS ("isnumeric", str_isnumeric, 0),
  HP_METHOD_NOARGS ("isalpha", str_isalpha, 0),
  HP_METHOD_NOARGS ("isalnum", str_isalnum, 0),
  HP_METHOD_NOARGS ("isidentifier", str_isidentifier, 0),
  HP_METHOD_NOARGS ("isprintable", str_isprintable, 0),
  HP_METHOD_O ("zfill", str_zfill, 0),
  HP_METHOD_KEYWORDS ("format", str_format, 0),
  HP_METHOD_O ("format_map", str_format_map, 0),
  HP_METHOD_O ("__format__", hp_str_format_spec, 0),
  HP_METHOD_FASTCALL ("maketrans", str_maketrans, HP_METH_STATIC),
  HP_METHOD_NOARGS ("__getnewargs__", str_getnewargs, 0),
  HP_METHOD_NOARGS ("__sizeof__", str_sizeof, 0),
  { NULL },
};
