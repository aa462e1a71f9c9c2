/* SPDX-License-Identifier: Apache-2.0 */
/* White space around and inside text: padding, tabs, stripping. */
#include "object/str-private.h"
#include "object/format.h"
#include "object/unicode.h"

#define len hp_str_length

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

HpObject *
hp_str_method_center (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width, room, left;
  uint32_t fill;

  if (parse_pad (rt, "center", args, n, &width, &fill) < 0)
    return NULL;
  room = width - len (self);
  left = room / 2 + (room & width & 1);
  return room <= 0 ? hp_str_exact (rt, self) : pad (rt, self, left, room - left, fill);
}

HpObject *
hp_str_method_ljust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width;
  uint32_t fill;

  return parse_pad (rt, "ljust", args, n, &width, &fill) < 0
             ? NULL
             : pad (rt, self, 0, width - len (self), fill);
}

HpObject *
hp_str_method_rjust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width;
  uint32_t fill;

  return parse_pad (rt, "rjust", args, n, &width, &fill) < 0
             ? NULL
             : pad (rt, self, width - len (self), 0, fill);
}

HpObject *
hp_str_method_zfill (HpRuntime *rt, HpObject *self, HpObject *arg)
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

HpObject *
hp_str_method_expandtabs (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                          HpObject *kwnames)
{
  HpObject *size_object = NULL;
  ssize_t column = 0;
  int size = 8;
  HpStrWriter w;

  if (hp_arg_parse_array (rt, "expandtabs", args, nargs, kwnames,
                          (const char *const[]){ "tabsize", NULL }, 0, 1, &size_object) < 0)
    return NULL;
  if (size_object != NULL && hp_arg_as_int (rt, size_object, &size) < 0)
    return NULL;
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

HpObject *
hp_str_method_strip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "strip", 3);
}

HpObject *
hp_str_method_lstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "lstrip", 1);
}

HpObject *
hp_str_method_rstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return strip (rt, self, args, n, "rstrip", 2);
}
