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

/* s[start:end] as a number, -1 if it is none, -2: it is too large (ValueError) */
static ssize_t
as_number (Fields *f, HpObject *s, ssize_t start, ssize_t end)
{
  ssize_t n = 0;

  if (start == end)
    return -1;
  for (; start < end; start++) {
    int d = hp_char_decimal (hp_str_char (s, start));

    if (d < 0)
      return -1;
    if (n > (SSIZE_MAX - d) / 10) {
      value_error (f, "Too many decimal digits in format string");
      return -2;
    }
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
  ssize_t n = as_number (f, s, start, end);
  HpObject *key, *value;

  if (n == -2)
    return NULL;
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
      n = as_number (f, s, from, i);
      key = n >= 0    ? hp_int_from_ssize (f->rt, n)
            : n == -1 ? hp_str_substring (f->rt, s, from, i)
                      : NULL;
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

/* What stands between a pair of braces. */
typedef struct {
  ssize_t name_start, name_end;
  ssize_t spec_start, spec_end; /* equal: there is none */
  uint32_t conversion;          /* 0: none */
  bool spec_has_fields;
} Field;

/* The name ends at a brace, a colon or an exclamation mark outside of square brackets. Returns what
 * ended it, 0 at the end of the text. */
static uint32_t
scan_field_name (HpObject *s, ssize_t *i, ssize_t end)
{
  while (*i < end) {
    uint32_t c = hp_str_char (s, (*i)++);

    if (c == '[')
      while (*i < end && hp_str_char (s, *i) != ']')
        (*i)++;
    else if (c == '{' || c == '}' || c == ':' || c == '!')
      return c;
  }
  return 0;
}

/* Behind an exclamation mark. Returns what follows the conversion, 0 at the end, -1: an error. */
static int
scan_conversion (Fields *f, HpObject *s, ssize_t *i, ssize_t end, Field *field)
{
  uint32_t c;

  if (*i >= end) {
    value_error (f, "end of string while looking for conversion specifier");
    return -1;
  }
  field->conversion = hp_str_char (s, (*i)++);
  if (*i >= end)
    return 0;
  c = hp_str_char (s, (*i)++);
  if (c != '}' && c != ':') {
    value_error (f, "expected ':' after conversion specifier");
    return -1;
  }
  return (int)c;
}

/* Up to the brace that closes the field. 0 or -1. */
static int
scan_spec (Fields *f, HpObject *s, ssize_t *i, ssize_t end, Field *field)
{
  int level = 1;

  field->spec_start = *i;
  while (*i < end) {
    uint32_t c = hp_str_char (s, (*i)++);

    if (c == '{') {
      field->spec_has_fields = true;
      level++;
    } else if (c == '}' && --level == 0) {
      field->spec_end = *i - 1;
      return 0;
    }
  }
  value_error (f, "unmatched '{' in format spec");
  return -1;
}

/* Reads a field whose brace is behind *I; *I is then behind its closing one. 0 or -1. */
static int
scan_field (Fields *f, HpObject *s, ssize_t *i, ssize_t end, Field *field)
{
  uint32_t c;
  int after;

  *field = (Field){ .name_start = *i };
  c = scan_field_name (s, i, end);
  field->name_end = *i - 1;
  if (c == '{' || c == 0) {
    value_error (f,
                 c == '{' ? "unexpected '{' in field name" : "expected '}' before end of string");
    return -1;
  }
  if (c == '}')
    return 0;
  if (c == '!') {
    after = scan_conversion (f, s, i, end, field);
    if (after < 0 || after == '}')
      return after < 0 ? -1 : 0;
  }
  return scan_spec (f, s, i, end, field);
}

/* Steals VALUE. */
static HpObject *
convert (Fields *f, HpObject *value, uint32_t conversion)
{
  HpObject *text;

  switch (conversion) {
  case 0: return value;
  case 'r': text = hp_object_repr (f->rt, value); break;
  case 's': text = hp_object_str (f->rt, value); break;
  case 'a': text = hp_object_ascii (f->rt, value); break;
  default:
    text =
        hp_err_format (f->rt, HP_EXC_VALUE_ERROR,
                       conversion > 32 && conversion < 127 ? "Unknown conversion specifier %c"
                                                           : "Unknown conversion specifier \\x%x",
                       (int)conversion);
  }
  hp_decref (f->rt, value);
  return text;
}

/* NULL without an exception: there is no specification. */
static HpObject *
field_spec (Fields *f, HpObject *s, const Field *field, int depth)
{
  if (field->spec_start == field->spec_end)
    return NULL;
  if (!field->spec_has_fields)
    return hp_str_substring (f->rt, s, field->spec_start, field->spec_end);
  return format_text (f, s, field->spec_start, field->spec_end, depth - 1);
}

static HpObject *
format_field (Fields *f, HpObject *s, const Field *field, int depth)
{
  HpObject *value = field_value (f, s, field->name_start, field->name_end);
  HpObject *spec, *text = NULL;

  if (value != NULL)
    value = convert (f, value, field->conversion);
  if (value == NULL)
    return NULL;
  spec = field_spec (f, s, field, depth);
  if (spec != NULL || !hp_err_occurred (f->rt))
    text = hp_object_format (f->rt, value, spec);
  hp_decref (f->rt, value);
  hp_xdecref (f->rt, spec);
  return text;
}

/* Adds text up to the next field; *I is then behind its brace. 1: there is one, 0: the end, -1. */
static int
add_literal (Fields *f, HpStrWriter *w, HpObject *s, ssize_t *i, ssize_t end)
{
  for (;;) {
    ssize_t from = *i;
    uint32_t c = 0;

    while (*i < end && (c = hp_str_char (s, *i)) != '{' && c != '}')
      (*i)++;
    hp_str_writer_add_substring (w, s, from, *i);
    if (*i >= end)
      return 0;
    (*i)++;
    if (*i < end && hp_str_char (s, *i) == c) {
      hp_str_writer_add_char (w, c); /* a doubled brace */
      (*i)++;
    } else if (c == '{' && *i < end)
      return 1;
    else {
      value_error (f, c == '}' ? "Single '}' encountered in format string"
                               : "Single '{' encountered in format string");
      return -1;
    }
  }
}

static HpObject *
format_text (Fields *f, HpObject *s, ssize_t start, ssize_t end, int depth)
{
  HpStrWriter w;
  ssize_t i = start;
  int found;

  if (depth <= 0)
    return value_error (f, "Max string recursion exceeded");
  hp_str_writer_init (&w, f->rt);
  while ((found = add_literal (f, &w, s, &i, end)) > 0) {
    Field field;
    HpObject *text =
        scan_field (f, s, &i, end, &field) < 0 ? NULL : format_field (f, s, &field, depth);

    if (text == NULL)
      goto fail;
    hp_str_writer_add_str (&w, text);
    hp_decref (f->rt, text);
  }
  if (found == 0)
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
