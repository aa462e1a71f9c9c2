/* SPDX-License-Identifier: Apache-2.0 */
/* Floats in hexadecimal: text that says exactly which double it is. */
#include "object/err.h"
#include "object/float-private.h"
#include "object/str.h"
#include "object/values.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

HpObject *
hp_float_hex (HpRuntime *rt, HpObject *self)
{
  double v = hp_float_value (self), m;
  char text[40], *p = text;
  int e, shift;

  if (!isfinite (v))
    return hp_object_repr (rt, self);
  if (signbit (v)) {
    *p++ = '-';
    v = -v;
  }
  if (v == 0)
    strcpy (p, "0x0.0p+0");
  else {
    m = frexp (v, &e);
    shift = 1 - (-1021 - e > 0 ? -1021 - e : 0);
    m = ldexp (m, shift);
    e -= shift;
    p += sprintf (p, "0x%d.", (int)m);
    m -= (int)m;
    for (int i = 0; i < 13; i++) {
      m *= 16.0;
      *p++ = "0123456789abcdef"[(int)m];
      m -= (int)m;
    }
    sprintf (p, "p%c%d", e < 0 ? '-' : '+', abs (e));
  }
  return hp_str_from_utf8 (rt, text);
}

/* ---- reading ---- */

/* What was read: 0.DIGITS × 2^exponent; sticky: digits that are not 0 follow. */
typedef struct {
  uint64_t digits;
  bool sticky, any;
  int64_t exponent;
} Mantissa;

static int
hex_digit (char c)
{
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

/* Hexadecimal digits with at most one point; 60 bits of them are kept. */
static const char *
read_digits (const char *s, Mantissa *m)
{
  bool point = false;

  for (;; s++) {
    int digit = hex_digit (*s);

    if (*s == '.' && !point) {
      point = true;
      continue;
    }
    if (digit < 0)
      return s;
    m->any = true;
    if (m->digits >> 56 == 0) {
      m->digits = m->digits << 4 | (uint64_t)digit;
      m->exponent -= point ? 4 : 0;
    } else {
      m->sticky = m->sticky || digit != 0;
      m->exponent += point ? 0 : 4;
    }
  }
}

/* p±N; NULL: malformed. */
static const char *
read_exponent (const char *s, Mantissa *m)
{
  bool negative;
  int64_t n = 0;

  if (*s != 'p' && *s != 'P')
    return s;
  s++;
  negative = *s == '-';
  if (*s == '-' || *s == '+')
    s++;
  if (*s < '0' || *s > '9')
    return NULL;
  for (; *s >= '0' && *s <= '9'; s++)
    if (n < INT64_MAX / 100)
      n = n * 10 + (*s - '0');
  m->exponent += negative ? -n : n;
  return s;
}

/* The nearest double, half to even; infinity if it is too large. */
static double
round_mantissa (const Mantissa *m)
{
  uint64_t digits = m->digits, rest, half;
  int64_t exponent = m->exponent;
  int bits, drop;

  if (digits == 0)
    return 0;
  bits = 64 - __builtin_clzll (digits);
  if (exponent + bits > 1100)
    return (double)INFINITY;
  if (exponent + bits < -1100)
    return 0;
  drop = bits - 53;
  if (exponent + drop < -1074)
    drop = (int)(-1074 - exponent); /* below, a double has no more bits */
  if (drop <= 0)
    return ldexp ((double)digits, (int)exponent);
  if (drop > 62)
    return 0;
  half = (uint64_t)1 << (drop - 1);
  rest = digits & (2 * half - 1);
  digits >>= drop;
  if (rest > half || (rest == half && (m->sticky || (digits & 1) != 0)))
    digits++;
  return ldexp ((double)digits, (int)exponent + drop);
}

static const char *
read_special (const char *s, double *value)
{
  if (strncasecmp (s, "infinity", 8) == 0 || strncasecmp (s, "inf", 3) == 0) {
    *value = (double)INFINITY;
    return s + (strncasecmp (s, "infinity", 8) == 0 ? 8 : 3);
  }
  if (strncasecmp (s, "nan", 3) == 0) {
    *value = (double)NAN;
    return s + 3;
  }
  return NULL;
}

/* NULL: malformed. */
static const char *
read_number (const char *s, double *value, bool *too_large)
{
  Mantissa m = { 0 };
  const char *end = read_special (s, value);

  *too_large = false;
  if (end != NULL)
    return end;
  if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
    s += 2;
  s = read_digits (s, &m);
  if (!m.any || (s = read_exponent (s, &m)) == NULL)
    return NULL;
  *value = round_mantissa (&m);
  *too_large = isinf (*value);
  return s;
}

HpObject *
hp_float_fromhex (HpRuntime *rt, HpObject *type, HpObject *text)
{
  const char *s, *end;
  ssize_t n;
  bool negative, too_large;
  double value;
  HpObject *number, *result;

  if (!hp_is_str (text))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "bad argument type for built-in operation");
  s = hp_str_as_utf8 (rt, text, &n);
  if (s == NULL)
    return NULL;
  end = s + n;
  while (isspace ((unsigned char)*s))
    s++;
  negative = *s == '-';
  if (*s == '-' || *s == '+')
    s++;
  s = read_number (s, &value, &too_large);
  while (s != NULL && isspace ((unsigned char)*s))
    s++;
  if (s != end)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "invalid hexadecimal floating-point string");
  if (too_large)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR,
                              "hexadecimal value too large to represent as a float");
  number = hp_float_from_double (rt, negative ? -value : value);
  if (number == NULL || type == (HpObject *)hp_type (rt, HP_T_FLOAT))
    return number;
  result = hp_call_one_arg (rt, type, number);
  hp_decref (rt, number);
  return result;
}
