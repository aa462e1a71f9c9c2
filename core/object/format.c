/* SPDX-License-Identifier: Apache-2.0 */
/* Format specifications. */
#include "object/format.h"
#include "object/complex.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"
#include "object/values.h"
#include <math.h>
#include <stdlib.h>

typedef struct Spec Spec;
struct Spec {
  uint32_t fill, align, sign, type; /* 0: not given; align is one of < > = ^ */
  bool fill_given, align_given, no_negative_zero, alternate;
  uint32_t grouping; /* 0, ',' or '_' */
  ssize_t width, precision;
};

static bool
is_align (uint32_t c)
{
  return c == '<' || c == '>' || c == '=' || c == '^';
}

/* Digits at *at as a number; -1: none; -2 with ValueError. */
static ssize_t
read_number (HpRuntime *rt, HpObject *s, ssize_t *at)
{
  ssize_t n = -1;

  while (*at < hp_str_length (s)) {
    int d = hp_char_decimal (hp_str_char (s, *at));

    if (d < 0)
      break;
    n = n < 0 ? 0 : n;
    if (n > (SSIZE_MAX - d) / 10) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Too many decimal digits in format string");
      return -2;
    }
    n = n * 10 + d;
    (*at)++;
  }
  return n;
}

static void
unknown_type (HpRuntime *rt, uint32_t c, HpObject *o)
{
  if (c > 32 && c < 128)
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "Unknown format code '%c' for object of type '%.200s'",
                   (int)c, hp_type_short_name (o->type));
  else
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "Unknown format code '\\x%x' for object of type '%.200s'", c,
                   hp_type_short_name (o->type));
}

static int
parse_spec (HpRuntime *rt, HpObject *o, HpObject *s, Spec *spec, uint32_t default_type,
            uint32_t default_align)
{
  ssize_t at = 0, n = hp_str_length (s);

  *spec = (Spec){
    .fill = ' ', .align = default_align, .type = default_type, .width = -1, .precision = -1
  };
  if (n - at >= 2 && is_align (hp_str_char (s, at + 1))) {
    spec->fill = hp_str_char (s, at);
    spec->align = hp_str_char (s, at + 1);
    spec->fill_given = spec->align_given = true;
    at += 2;
  } else if (n - at >= 1 && is_align (hp_str_char (s, at))) {
    spec->align = hp_str_char (s, at++);
    spec->align_given = true;
  }
  if (at < n &&
      (hp_str_char (s, at) == '+' || hp_str_char (s, at) == '-' || hp_str_char (s, at) == ' '))
    spec->sign = hp_str_char (s, at++);
  if (at < n && hp_str_char (s, at) == 'z') {
    spec->no_negative_zero = true;
    at++;
  }
  if (at < n && hp_str_char (s, at) == '#') {
    spec->alternate = true;
    at++;
  }
  if (!spec->fill_given && at < n && hp_str_char (s, at) == '0') {
    spec->fill = '0';
    if (!spec->align_given && default_align == '>')
      spec->align = '=';
    at++;
  }
  spec->width = read_number (rt, s, &at);
  if (spec->width == -2)
    return -1;
  if (at < n && hp_str_char (s, at) == ',') {
    spec->grouping = ',';
    at++;
  }
  if (at < n && hp_str_char (s, at) == '_') {
    if (spec->grouping != 0) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
      return -1;
    }
    spec->grouping = '_';
    at++;
  }
  if (at < n && hp_str_char (s, at) == ',' && spec->grouping == '_') {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
    return -1;
  }
  if (at < n && hp_str_char (s, at) == '.') {
    at++;
    spec->precision = read_number (rt, s, &at);
    if (spec->precision == -2)
      return -1;
    if (spec->precision == -1) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Format specifier missing precision");
      return -1;
    }
  }
  if (n - at > 1) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "Invalid format specifier '%U' for object of type '%.200s'", s,
                   hp_type_short_name (o->type));
    return -1;
  }
  if (n - at == 1)
    spec->type = hp_str_char (s, at);
  if (spec->grouping != 0) {
    uint32_t t = spec->type;
    bool ok = t == 'd' || t == 'e' || t == 'f' || t == 'g' || t == 'E' || t == 'G' || t == '%' ||
              t == 'F' || t == 0;

    if (!ok && !((t == 'b' || t == 'o' || t == 'x' || t == 'X') && spec->grouping == '_')) {
      hp_err_format (rt, HP_EXC_VALUE_ERROR, "Cannot specify '%c' with '%c'.", (int)spec->grouping,
                     (int)t);
      return -1;
    }
  }
  return 0;
}

/* text (n characters) with padding on both sides */
static HpObject *
padded (HpRuntime *rt, HpObject *s, ssize_t n, const Spec *spec)
{
  ssize_t room = spec->width > n ? spec->width - n : 0, left = 0;
  HpStrWriter w;

  if (spec->align == '>')
    left = room;
  else if (spec->align == '^')
    left = room / 2;
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_fill (&w, spec->fill, left);
  hp_str_writer_add_substring (&w, s, 0, n);
  hp_str_writer_add_fill (&w, spec->fill, room - left);
  return hp_str_writer_finish (&w);
}

HpObject *
hp_str_format_spec (HpRuntime *rt, HpObject *s, HpObject *spec_text)
{
  Spec spec;
  ssize_t n = hp_str_length (s);

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, s);
  if (parse_spec (rt, s, spec_text, &spec, 's', '<') < 0)
    return NULL;
  if (spec.type != 's') {
    unknown_type (rt, spec.type, s);
    return NULL;
  }
  if (spec.sign != 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              spec.sign == ' ' ? "Space not allowed in string format specifier"
                                               : "Sign not allowed in string format specifier");
  if (spec.no_negative_zero)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=')
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "'=' alignment not allowed in string format specifier");
  if (spec.precision >= 0 && n > spec.precision)
    n = spec.precision;
  if (spec.width <= n && n == hp_str_length (s))
    return hp_object_str (rt, s);
  return padded (rt, s, n, &spec);
}

/* ---- numbers ---- */

/* [sign][prefix][digits with separators][rest], padded. digits and rest are ASCII. */
static HpObject *
format_number (HpRuntime *rt, bool negative, const char *prefix, const char *digits,
               ssize_t n_digits, const char *rest, ssize_t n_rest, const Spec *spec)
{
  char sign = negative ? '-' : spec->sign == '+' ? '+' : spec->sign == ' ' ? ' ' : '\0';
  ssize_t n_prefix = (ssize_t)strlen (prefix), fixed = (sign != 0) + n_prefix + n_rest,
          n_grouped = n_digits, room, left = 0;
  int size =
      spec->type == 'b' || spec->type == 'o' || spec->type == 'x' || spec->type == 'X' ? 4 : 3;
  bool zero_fill = spec->fill == '0' && spec->align == '=';
  char *grouped = NULL;
  HpStrWriter w;

  if (spec->grouping != 0) {
    ssize_t want = zero_fill ? spec->width - fixed : 0, n = 0,
            capacity = (n_digits > want ? n_digits : want) * 2 + 8;

    grouped = hp_mem_malloc (rt, (size_t)capacity);
    if (grouped == NULL)
      return hp_err_no_memory (rt);
    /* from the right */
    for (ssize_t used = 0; used < n_digits || n < want; used++) {
      if (used > 0 && used % size == 0)
        grouped[capacity - ++n] = (char)spec->grouping;
      grouped[capacity - ++n] = used < n_digits ? digits[n_digits - 1 - used] : '0';
    }
    memmove (grouped, grouped + capacity - n, (size_t)n);
    n_grouped = n;
  }
  room = spec->width > fixed + n_grouped ? spec->width - fixed - n_grouped : 0;
  if (spec->align == '>')
    left = room;
  else if (spec->align == '^')
    left = room / 2;
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_fill (&w, spec->fill, left);
  if (sign)
    hp_str_writer_add_char (&w, (uint8_t)sign);
  hp_str_writer_add_ascii (&w, prefix, n_prefix);
  if (spec->align == '=')
    hp_str_writer_add_fill (&w, spec->fill, room);
  hp_str_writer_add_ascii (&w, grouped ? grouped : digits, n_grouped);
  hp_str_writer_add_ascii (&w, rest, n_rest);
  if (spec->align != '=')
    hp_str_writer_add_fill (&w, spec->fill, room - left);
  hp_mem_free (rt, grouped);
  return hp_str_writer_finish (&w);
}

static HpObject *
format_double (HpRuntime *rt, double value, const Spec *given)
{
  Spec spec = *given;
  int flags = spec.alternate ? HP_DTOA_ALT : 0;
  ssize_t precision = spec.precision;
  char type = (char)spec.type, *text;
  bool percent = false, negative;
  ssize_t n, n_int = 0;
  HpObject *r;

  if (precision > INT_MAX / 2)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "precision too big");
  if (type == '\0') {
    flags |= HP_DTOA_ADD_DOT_0;
    type = precision < 0 ? 'r' : 'g';
  } else if (type == 'n')
    type = 'g';
  else if (type == '%') {
    type = 'f';
    value *= 100;
    percent = true;
  }
  if (precision < 0)
    precision = type == 'r' ? 0 : 6;
  if (spec.no_negative_zero)
    flags |= HP_DTOA_NO_NEG_ZERO;
  text = hp_double_to_text (value, type, (int)precision, flags);
  if (text == NULL)
    return hp_err_no_memory (rt);
  if (percent)
    strcat (text, "%");
  negative = *text == '-';
  n = (ssize_t)strlen (text) - negative;
  while (n_int < n && text[negative + n_int] >= '0' && text[negative + n_int] <= '9')
    n_int++;
  if (n_int == 0) /* inf, nan */
    spec.grouping = 0;
  r = format_number (rt, negative, "", text + negative, n_int, text + negative + n_int, n - n_int,
                     &spec);
  free (text);
  return r;
}

HpObject *
hp_float_format_spec (HpRuntime *rt, HpObject *x, HpObject *spec_text)
{
  Spec spec;

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, x);
  if (parse_spec (rt, x, spec_text, &spec, 0, '>') < 0)
    return NULL;
  if (spec.type != 0 && (spec.type > 127 || strchr ("eEfFgGn%", (int)spec.type) == NULL)) {
    unknown_type (rt, spec.type, x);
    return NULL;
  }
  return format_double (rt, hp_float_value (x), &spec);
}

/* The parts side by side, without padding; without a type as repr shows them. */
static HpObject *
format_parts (HpRuntime *rt, double real, double imag, const Spec *given)
{
  Spec spec = *given;
  bool alone = given->type == 0 && real == 0 && !signbit (real);
  HpObject *parts[2];
  HpStrWriter w;

  spec.width = -1;
  if (given->type == 0)
    spec.type = given->precision < 0 ? 'r' : 'g';
  parts[0] = alone ? hp_new_ref (rt->empty_str) : format_double (rt, real, &spec);
  if (!alone)
    spec.sign = '+';
  parts[1] = parts[0] != NULL ? format_double (rt, imag, &spec) : NULL;
  hp_str_writer_init (&w, rt);
  if (parts[1] != NULL) {
    hp_str_writer_add_ascii (&w, given->type == 0 && !alone ? "(" : "", -1);
    hp_str_writer_add_str (&w, parts[0]);
    hp_str_writer_add_str (&w, parts[1]);
    hp_str_writer_add_ascii (&w, given->type == 0 && !alone ? "j)" : "j", -1);
  }
  hp_xdecref (rt, parts[0]);
  if (parts[1] == NULL) {
    hp_str_writer_abandon (&w);
    return NULL;
  }
  hp_decref (rt, parts[1]);
  return hp_str_writer_finish (&w);
}

HpObject *
hp_complex_format_spec (HpRuntime *rt, HpObject *x, HpObject *spec_text)
{
  Spec spec;
  HpObject *text, *result;

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, x);
  if (parse_spec (rt, x, spec_text, &spec, 0, '>') < 0)
    return NULL;
  if (spec.type != 0 && (spec.type > 127 || strchr ("eEfFgGn", (int)spec.type) == NULL)) {
    unknown_type (rt, spec.type, x);
    return NULL;
  }
  if (spec.fill == '0')
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Zero padding is not allowed in complex format specifier");
  if (spec.align == '=')
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "'=' alignment flag is not allowed in complex format specifier");
  text = format_parts (rt, ((HpComplex *)x)->real, ((HpComplex *)x)->imag, &spec);
  result = text != NULL ? padded (rt, text, hp_str_length (text), &spec) : NULL;
  hp_xdecref (rt, text);
  return result;
}

HpObject *
hp_int_format_spec (HpRuntime *rt, HpObject *o, HpObject *spec_text)
{
  Spec spec;
  HpObject *text, *r;
  const char *data, *prefix = "";
  char *upper = NULL;
  ssize_t n;
  int base = 10;
  bool negative;

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, o);
  if (parse_spec (rt, o, spec_text, &spec, 'd', '>') < 0)
    return NULL;
  if (spec.type < 128 && spec.type > 0 && strchr ("eEfFgG%", (int)spec.type) != NULL) {
    double v = hp_int_as_double (rt, o);

    return v == -1.0 && hp_err_occurred (rt) ? NULL : format_double (rt, v, &spec);
  }
  if (spec.type > 127 || spec.type == 0 || strchr ("bcdoxXn", (int)spec.type) == NULL) {
    unknown_type (rt, spec.type, o);
    return NULL;
  }
  if (spec.no_negative_zero)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Negative zero coercion (z) not allowed in integer format specifier");
  if (spec.precision != -1)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Precision not allowed in integer format specifier");
  if (spec.type == 'c') {
    int64_t c;
    HpObject *s;

    if (spec.sign != 0)
      return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                                "Sign not allowed with integer format specifier 'c'");
    if (spec.alternate)
      return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                                "Alternate form (#) not allowed with integer format specifier 'c'");
    c = hp_int_as_int64 (rt, o);
    if (c == -1 && hp_err_occurred (rt))
      return NULL;
    if (c < 0 || c > 0x10ffff) {
      return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "%c arg not in range(0x110000)");
    }
    s = hp_str_from_char (rt, (uint32_t)c);
    r = s ? padded (rt, s, 1, &spec) : NULL;
    hp_xdecref (rt, s);
    return r;
  }
  if (spec.type == 'b')
    base = 2, prefix = "0b";
  else if (spec.type == 'o')
    base = 8, prefix = "0o";
  else if (spec.type == 'x' || spec.type == 'X')
    base = 16, prefix = spec.type == 'x' ? "0x" : "0X";
  text = hp_int_to_str (rt, o, base, false);
  if (text == NULL)
    return NULL;
  data = hp_str_data (text);
  n = hp_str_length (text);
  negative = *data == '-';
  if (spec.type == 'X') {
    upper = hp_mem_malloc (rt, (size_t)n + 1);
    if (upper == NULL) {
      hp_decref (rt, text);
      return hp_err_no_memory (rt);
    }
    for (ssize_t i = 0; i < n; i++)
      upper[i] = data[i] >= 'a' && data[i] <= 'f' ? (char)(data[i] - 32) : data[i];
    data = upper;
  }
  r = format_number (rt, negative, spec.alternate ? prefix : "", data + negative, n - negative, "",
                     0, &spec);
  hp_mem_free (rt, upper);
  hp_decref (rt, text);
  return r;
}

HpObject *
hp_object_format (HpRuntime *rt, HpObject *o, HpObject *spec)
{
  HpObject *method, *r, *empty = NULL;

  if (spec != NULL && !hp_is_str (spec))
    return hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "Format specifier must be a string, not %.200s",
                          spec->type->name);
  if (spec == NULL || hp_str_length (spec) == 0) {
    if (hp_is_str_exact (rt, o))
      return hp_new_ref (o);
    if (hp_is_int_exact (rt, o))
      return hp_object_str (rt, o);
  }
  if (spec == NULL)
    spec = empty = hp_new_ref (rt->empty_str);
  method = hp_object_lookup_special (rt, o, hp_id (rt, __format__));
  if (method == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "Type %.100s doesn't define __format__", o->type->name);
    hp_xdecref (rt, empty);
    return NULL;
  }
  r = hp_call_one_arg (rt, method, spec);
  hp_decref (rt, method);
  hp_xdecref (rt, empty);
  if (r != NULL && !hp_is_str (r)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__ must return a str, not %.200s",
                   r->type->name);
    hp_clear (rt, r);
  }
  return r;
}
