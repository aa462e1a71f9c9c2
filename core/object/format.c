/* SPDX-License-Identifier: Apache-2.0 */
/* Format specifications. */
#include "object/format.h"
#include "object/complex.h"
#include "object/float.h"
#include "object/format-spec.h"
#include "object/int.h"
#include "object/str.h"
#include "object/values.h"
#include <math.h>
#include <stdlib.h>

/* text (n characters) with padding on both sides */
static HpObject *
padded (HpRuntime *rt, HpObject *s, ssize_t n, const HpFormatSpec *spec)
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
  HpFormatSpec spec;
  ssize_t n = hp_str_length (s);

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, s);
  if (hp_format_spec_parse (rt, s, spec_text, 's', '<', &spec) < 0)
    return NULL;
  if (spec.type != 's') {
    hp_format_spec_unknown_type (rt, &spec, s);
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
               ssize_t n_digits, const char *rest, ssize_t n_rest, const HpFormatSpec *spec)
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
            most = n_digits > want ? n_digits : want,
            capacity = most < SSIZE_MAX / 4 ? most * 2 + 8 : 0;

    grouped = capacity > 0 ? hp_mem_malloc (rt, (size_t)capacity) : NULL;
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
format_double (HpRuntime *rt, double value, const HpFormatSpec *given)
{
  HpFormatSpec spec = *given;
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
  HpFormatSpec spec;

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, x);
  if (hp_format_spec_parse (rt, x, spec_text, 0, '>', &spec) < 0)
    return NULL;
  if (spec.type != 0 && (spec.type > 127 || strchr ("eEfFgGn%", (int)spec.type) == NULL)) {
    hp_format_spec_unknown_type (rt, &spec, x);
    return NULL;
  }
  return format_double (rt, hp_float_value (x), &spec);
}

/* The parts side by side, without padding; without a type as repr shows them. */
static HpObject *
format_parts (HpRuntime *rt, double real, double imag, const HpFormatSpec *given)
{
  HpFormatSpec spec = *given;
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
  HpFormatSpec spec;
  HpObject *text, *result;

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, x);
  if (hp_format_spec_parse (rt, x, spec_text, 0, '>', &spec) < 0)
    return NULL;
  if (spec.type != 0 && (spec.type > 127 || strchr ("eEfFgGn", (int)spec.type) == NULL)) {
    hp_format_spec_unknown_type (rt, &spec, x);
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

/* 'c': the number as a character */
static HpObject *
format_char (HpRuntime *rt, HpObject *o, const HpFormatSpec *spec)
{
  HpObject *s, *r;
  int64_t c;

  if (spec->sign != 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Sign not allowed with integer format specifier 'c'");
  if (spec->alternate)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Alternate form (#) not allowed with integer format specifier 'c'");
  c = hp_int_as_int64 (rt, o);
  if (c == -1 && hp_err_occurred (rt))
    return NULL;
  if (c < 0 || c > 0x10ffff)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "%c arg not in range(0x110000)");
  s = hp_str_from_char (rt, (uint32_t)c);
  r = s != NULL ? padded (rt, s, 1, spec) : NULL;
  hp_xdecref (rt, s);
  return r;
}

static void
make_upper (char *to, const char *from, ssize_t n)
{
  for (ssize_t i = 0; i < n; i++)
    to[i] = from[i] >= 'a' && from[i] <= 'z' ? (char)(from[i] - 'a' + 'A') : from[i];
}

static HpObject *
format_digits (HpRuntime *rt, HpObject *o, const HpFormatSpec *spec)
{
  int base = spec->type == 'b'                        ? 2
             : spec->type == 'o'                      ? 8
             : spec->type == 'x' || spec->type == 'X' ? 16
                                                      : 10;
  const char prefix[] = { '0', (char)spec->type, '\0' };
  HpObject *text = hp_int_to_str (rt, o, base, false), *r;
  char *upper = NULL;
  const char *data;
  bool negative;

  if (text == NULL)
    return NULL;
  data = hp_str_data (text);
  if (spec->type == 'X') {
    upper = hp_mem_malloc (rt, (size_t)hp_str_length (text) + 1);
    if (upper == NULL) {
      hp_decref (rt, text);
      return hp_err_no_memory (rt);
    }
    make_upper (upper, data, hp_str_length (text));
    data = upper;
  }
  negative = *data == '-';
  r = format_number (rt, negative, spec->alternate && base != 10 ? prefix : "", data + negative,
                     hp_str_length (text) - negative, "", 0, spec);
  hp_mem_free (rt, upper);
  hp_decref (rt, text);
  return r;
}

HpObject *
hp_int_format_spec (HpRuntime *rt, HpObject *o, HpObject *spec_text)
{
  HpFormatSpec spec;

  if (!hp_is_str (spec_text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %.50s",
                          spec_text->type->name);
  if (hp_str_length (spec_text) == 0)
    return hp_object_str (rt, o);
  if (hp_format_spec_parse (rt, o, spec_text, 'd', '>', &spec) < 0)
    return NULL;
  if (spec.type < 128 && spec.type > 0 && strchr ("eEfFgG%", (int)spec.type) != NULL) {
    double v = hp_int_as_double (rt, o);

    return v == -1.0 && hp_err_occurred (rt) ? NULL : format_double (rt, v, &spec);
  }
  if (spec.type > 127 || spec.type == 0 || strchr ("bcdoxXn", (int)spec.type) == NULL) {
    hp_format_spec_unknown_type (rt, &spec, o);
    return NULL;
  }
  if (spec.precision != -1)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Precision not allowed in integer format specifier");
  if (spec.no_negative_zero)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "Negative zero coercion (z) not allowed in integer format specifier");
  return spec.type == 'c' ? format_char (rt, o, &spec) : format_digits (rt, o, &spec);
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
