/* SPDX-License-Identifier: Apache-2.0 */
/* Upper and lower case and the questions about the kinds of letters.
 *
 * One letter may become up to three; the final sigma depends on its neighbours. */
#include "object/str-private.h"
#include "object/unicode.h"

#define len hp_str_length

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

HpObject *
hp_str_method_upper (HpRuntime *rt, HpObject *self)
{
  return hp_str_is_ascii (self) ? ascii_case (rt, self, 'a', 'z')
                                : convert_case (rt, self, hp_char_upper);
}

HpObject *
hp_str_method_lower (HpRuntime *rt, HpObject *self)
{
  return hp_str_is_ascii (self) ? ascii_case (rt, self, 'A', 'Z')
                                : convert_case (rt, self, hp_char_lower);
}

HpObject *
hp_str_method_casefold (HpRuntime *rt, HpObject *self)
{
  return hp_str_is_ascii (self) ? ascii_case (rt, self, 'A', 'Z')
                                : convert_case (rt, self, hp_char_fold);
}

HpObject *
hp_str_method_capitalize (HpRuntime *rt, HpObject *self)
{
  HpStrWriter w;

  if (len (self) == 0)
    return hp_str_exact (rt, self);
  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < len (self); i++)
    add_case (&w, self, i, i == 0 ? hp_char_title : hp_char_lower);
  return hp_str_writer_finish (&w);
}

HpObject *
hp_str_method_title (HpRuntime *rt, HpObject *self)
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

HpObject *
hp_str_method_swapcase (HpRuntime *rt, HpObject *self)
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

static HpObject *
all_have (HpRuntime *rt, HpObject *self, unsigned flags)
{
  for (ssize_t i = 0; i < len (self); i++)
    if (!(hp_char_flags (hp_str_char (self, i)) & flags))
      return hp_new_bool (rt, false);
  return hp_new_bool (rt, len (self) > 0);
}

#define ALL_HAVE(name, flags)                                                                      \
  HpObject *name (HpRuntime *rt, HpObject *self)                                                   \
  {                                                                                                \
    return all_have (rt, self, flags);                                                             \
  }

ALL_HAVE (hp_str_method_isalpha, HP_CHAR_ALPHA)
ALL_HAVE (hp_str_method_isdecimal, HP_CHAR_DECIMAL)
ALL_HAVE (hp_str_method_isdigit, HP_CHAR_DIGIT)
ALL_HAVE (hp_str_method_isnumeric, HP_CHAR_NUMERIC)
ALL_HAVE (hp_str_method_isspace, HP_CHAR_SPACE)
ALL_HAVE (hp_str_method_isalnum, HP_CHAR_ALPHA | HP_CHAR_DECIMAL | HP_CHAR_DIGIT | HP_CHAR_NUMERIC)

HpObject *
hp_str_method_isprintable (HpRuntime *rt, HpObject *self)
{
  for (ssize_t i = 0; i < len (self); i++)
    if (!hp_char_is_printable (hp_str_char (self, i)))
      return hp_new_bool (rt, false);
  return hp_new_bool (rt, true);
}

HpObject *
hp_str_method_isascii (HpRuntime *rt, HpObject *self)
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

HpObject *
hp_str_method_isidentifier (HpRuntime *rt, HpObject *self)
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

HpObject *
hp_str_method_islower (HpRuntime *rt, HpObject *self)
{
  return is_cased (rt, self, HP_CHAR_LOWER, HP_CHAR_UPPER | HP_CHAR_TITLE);
}

HpObject *
hp_str_method_isupper (HpRuntime *rt, HpObject *self)
{
  return is_cased (rt, self, HP_CHAR_UPPER, HP_CHAR_LOWER | HP_CHAR_TITLE);
}

HpObject *
hp_str_method_istitle (HpRuntime *rt, HpObject *self)
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
