/* SPDX-License-Identifier: Apache-2.0 */
/* Letters of ASCII in bytes and bytearrays: their case, and what kinds of bytes there are. */
#include "object/bytes-private.h"
#include "object/bytes.h"

#define DATA(o) hp_byteslike_data (rt, o)
#define LEN(o)  hp_bytes_length (o)

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

typedef char (*LetterFunc) (char c, bool after_letter);

/* A copy with each byte replaced; FUNC is told whether the byte before is a letter. */
static HpObject *
map_letters (HpRuntime *rt, HpObject *self, LetterFunc func)
{
  ssize_t n = LEN (self);
  char *out = hp_mem_malloc (rt, (size_t)n + 1);
  HpObject *r;

  if (out == NULL)
    return hp_err_no_memory (rt);
  for (ssize_t i = 0; i < n; i++)
    out[i] = func (DATA (self)[i], i > 0 && is_alpha (DATA (self)[i - 1]));
  r = hp_byteslike_make (rt, self, out, n);
  hp_mem_free (rt, out);
  return r;
}

static char
to_upper (char c, bool after_letter)
{
  return is_lower (c) ? c ^ 0x20 : c;
}

static char
to_lower (char c, bool after_letter)
{
  return is_upper (c) ? c ^ 0x20 : c;
}

static char
to_other (char c, bool after_letter)
{
  return is_alpha (c) ? c ^ 0x20 : c;
}

static char
to_title (char c, bool after_letter)
{
  return after_letter ? to_lower (c, true) : to_upper (c, false);
}

HpObject *
hp_bytes_upper (HpRuntime *rt, HpObject *self)
{
  return map_letters (rt, self, to_upper);
}

HpObject *
hp_bytes_lower (HpRuntime *rt, HpObject *self)
{
  return map_letters (rt, self, to_lower);
}

HpObject *
hp_bytes_swapcase (HpRuntime *rt, HpObject *self)
{
  return map_letters (rt, self, to_other);
}

HpObject *
hp_bytes_title (HpRuntime *rt, HpObject *self)
{
  return map_letters (rt, self, to_title);
}

HpObject *
hp_bytes_capitalize (HpRuntime *rt, HpObject *self)
{
  ssize_t n = LEN (self);
  char *out = hp_mem_malloc (rt, (size_t)n + 1);
  HpObject *r;

  if (out == NULL)
    return hp_err_no_memory (rt);
  for (ssize_t i = 0; i < n; i++)
    out[i] = i == 0 ? to_upper (DATA (self)[i], false) : to_lower (DATA (self)[i], true);
  r = hp_byteslike_make (rt, self, out, n);
  hp_mem_free (rt, out);
  return r;
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
  return all_are (rt, self, hp_byte_is_space);
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

HpObject *
hp_bytes_istitle (HpRuntime *rt, HpObject *self)
{
  bool found = false, after_letter = false;

  for (ssize_t i = 0; i < LEN (self); i++) {
    char c = DATA (self)[i];

    if (after_letter ? is_upper (c) : is_lower (c))
      return hp_new_bool (rt, false);
    after_letter = is_alpha (c);
    found = found || after_letter;
  }
  return hp_new_bool (rt, found);
}
