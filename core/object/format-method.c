/* SPDX-License-Identifier: Apache-2.0 */
/* str.format: literal text and replacement fields {name.attr[index]!conversion:spec}. */
#include "object/dict.h"
#include "object/format.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"

typedef struct Fields Fields;
struct Fields {
  HpRuntime *rt;
  HpObject *args, *kwargs; /* borrowed, may be NULL */
  enum { NUMBERING_UNKNOWN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } numbering;
  ssize_t next;
};

static HpObject *format_text (Fields *f, HpObject *s, ssize_t start, ssize_t end, int depth);

static HpObject *
value_error (Fields *f, const char *message)
{
  return hp_err_set_string (f->rt, HP_EXC_VALUE_ERROR, message);
}

/* s[start:end] as a number, -1 if it is none */
static ssize_t
as_number (HpObject *s, ssize_t start, ssize_t end)
{
  ssize_t n = 0;

  if (start == end)
    return -1;
  for (; start < end; start++) {
    int d = hp_char_decimal (hp_str_char (s, start));

    if (d < 0 || n > SSIZE_MAX / 20)
      return -1;
    n = n * 10 + d;
  }
  return n;
}

static int
set_numbering (Fields *f, bool automatic)
{
  if (f->numbering == NUMBERING_UNKNOWN)
    f->numbering = automatic ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
  if (automatic && f->numbering == NUMBERING_MANUAL) {
    value_error (f, "cannot switch from manual field specification to automatic field numbering");
    return -1;
  }
  if (!automatic && f->numbering == NUMBERING_AUTOMATIC) {
    value_error (f, "cannot switch from automatic field numbering to manual field specification");
    return -1;
  }
  return 0;
}

/* The argument a field begins with; a new reference. */
static HpObject *
first_value (Fields *f, HpObject *s, ssize_t start, ssize_t end)
{
  ssize_t n = as_number (s, start, end);
  HpObject *key, *value;

  if (start == end || n >= 0) {
    if (set_numbering (f, start == end) < 0)
      return NULL;
    if (start == end)
      n = f->next++;
    if (f->args == NULL)
      return value_error (f, "Format string contains positional fields");
    if (n >= hp_tuple_length (f->args))
      return hp_err_format (f->rt, HP_EXC_INDEX_ERROR,
                            "Replacement index %zd out of range for positional args tuple", n);
    return hp_new_ref (hp_tuple_slot (f->args, n));
  }
  key = hp_str_substring (f->rt, s, start, end);
  if (key == NULL)
    return NULL;
  if (f->kwargs == NULL) {
    hp_err_key_error (f->rt, key);
    value = NULL;
  } else
    value = hp_object_get_item (f->rt, f->kwargs, key);
  hp_decref (f->rt, key);
  return value;
}

/* Follows .attr and [index]. */
static HpObject *
field_value (Fields *f, HpObject *s, ssize_t start, ssize_t end)
{
  ssize_t i = start;
  HpObject *value, *key, *next;

  while (i < end && hp_str_char (s, i) != '.' && hp_str_char (s, i) != '[')
    i++;
  value = first_value (f, s, start, i);
  while (value != NULL && i < end) {
    uint32_t c = hp_str_char (s, i++);
    ssize_t from = i, n;

    if (c == '.') {
      while (i < end && hp_str_char (s, i) != '.' && hp_str_char (s, i) != '[')
        i++;
      if (i == from) {
        hp_decref (f->rt, value);
        return value_error (f, "Empty attribute in format string");
      }
      key = hp_str_substring (f->rt, s, from, i);
      next = key ? hp_object_get_attr (f->rt, value, key) : NULL;
    } else if (c == '[') {
      while (i < end && hp_str_char (s, i) != ']')
        i++;
      if (i >= end || i == from) {
        hp_decref (f->rt, value);
        return value_error (f, i >= end ? "Missing ']' in format string"
                                        : "Empty attribute in format string");
      }
      n = as_number (s, from, i);
      key = n >= 0 ? hp_int_from_ssize (f->rt, n) : hp_str_substring (f->rt, s, from, i);
      next = key ? hp_object_get_item (f->rt, value, key) : NULL;
      i++;
    } else {
      hp_decref (f->rt, value);
      return value_error (f, "Only '.' or '[' may follow ']' in format field specifier");
    }
    hp_xdecref (f->rt, key);
    hp_decref (f->rt, value);
    value = next;
  }
  return value;
}

/* One field: s[start:end] is what stands between the braces. */
static HpObject *
format_field (Fields *f, HpObject *s, ssize_t start, ssize_t end, int depth)
{
  ssize_t i = start, name_end;
  uint32_t conversion = 0;
  HpObject *value, *t, *spec = NULL, *r;

  for (int brackets = 0; i < end; i++) {
    uint32_t c = hp_str_char (s, i);

    if (c == '[')
      brackets = 1;
    else if (c == ']')
      brackets = 0;
    else if (!brackets && (c == '!' || c == ':'))
      break;
    else if (c == '{')
      return value_error (f, "unexpected '{' in field name");
  }
  name_end = i;
  if (i < end && hp_str_char (s, i) == '!') {
    if (i + 1 >= end)
      return value_error (f, "end of string while looking for conversion specifier");
    conversion = hp_str_char (s, i + 1);
    i += 2;
    if (i < end && hp_str_char (s, i) != ':')
      return value_error (f, "expected ':' after conversion specifier");
  }
  value = field_value (f, s, start, name_end);
  if (value == NULL)
    return NULL;
  if (conversion != 0) {
    if (conversion == 'r')
      t = hp_object_repr (f->rt, value);
    else if (conversion == 's')
      t = hp_object_str (f->rt, value);
    else if (conversion == 'a')
      t = hp_object_ascii (f->rt, value);
    else
      t = hp_err_format (f->rt, HP_EXC_VALUE_ERROR, "Unknown conversion specifier %c",
                         (int)conversion);
    hp_decref (f->rt, value);
    if (t == NULL)
      return NULL;
    value = t;
  }
  if (i < end) {
    spec = format_text (f, s, i + 1, end, depth - 1);
    if (spec == NULL) {
      hp_decref (f->rt, value);
      return NULL;
    }
  }
  r = hp_object_format (f->rt, value, spec);
  hp_decref (f->rt, value);
  hp_xdecref (f->rt, spec);
  return r;
}

static HpObject *
format_text (Fields *f, HpObject *s, ssize_t start, ssize_t end, int depth)
{
  HpStrWriter w;
  ssize_t i = start;

  if (depth < 0)
    return value_error (f, "Max string recursion exceeded");
  hp_str_writer_init (&w, f->rt);
  while (i < end) {
    ssize_t from = i, open;
    uint32_t c = 0;
    HpObject *text;
    int level = 1;

    while (i < end && (c = hp_str_char (s, i)) != '{' && c != '}')
      i++;
    hp_str_writer_add_substring (&w, s, from, i);
    if (i >= end)
      break;
    if (i + 1 < end && hp_str_char (s, i + 1) == c) {
      hp_str_writer_add_char (&w, c);
      i += 2;
      continue;
    }
    if (c == '}' || i + 1 >= end) {
      value_error (f, c == '}' ? "Single '}' encountered in format string"
                               : "Single '{' encountered in format string");
      goto fail;
    }
    open = ++i;
    for (; i < end; i++) {
      c = hp_str_char (s, i);
      if (c == '{')
        level++;
      else if (c == '}' && --level == 0)
        break;
    }
    if (level > 0) {
      value_error (f, "expected '}' before end of string");
      goto fail;
    }
    text = format_field (f, s, open, i, depth);
    i++;
    if (text == NULL)
      goto fail;
    hp_str_writer_add_str (&w, text);
    hp_decref (f->rt, text);
  }
  return hp_str_writer_finish (&w);
fail:
  hp_str_writer_abandon (&w);
  return NULL;
}

HpObject *
hp_str_format_method (HpRuntime *rt, HpObject *format, HpObject *args, HpObject *kwargs)
{
  Fields f = { .rt = rt, .args = args, .kwargs = kwargs };

  return format_text (&f, format, 0, hp_str_length (format), 2);
}
