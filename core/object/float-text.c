/* SPDX-License-Identifier: Apache-2.0 */
/* Doubles to text and back, as Python writes them: the C library finds the digits, in the C locale
 * whatever the program's is; where the exponent form begins and what a flag adds is decided here.
 */
#include "object/bytes-private.h"
#include "object/err.h"
#include "object/float-private.h"
#include "object/str.h"
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* inf, infinity or nan behind a sign at text, word being where the sign ends. */
static double
read_word (const char *text, const char *word, const char **end)
{
  bool negative = *text == '-';

  *end = text;
  if (strncasecmp (word, "nan", 3) == 0) {
    *end = word + 3;
    return copysign ((double)NAN, negative ? -1.0 : 1.0);
  }
  if (strncasecmp (word, "inf", 3) != 0)
    return -1.0;
  *end = word + (strncasecmp (word, "infinity", 8) == 0 ? 8 : 3);
  return negative ? -INFINITY : INFINITY;
}

double
hp_double_from_text (const char *text, const char **end)
{
  const char *p = text;
  locale_t c_locale;
  double value;
  char *stop;

  /* strtod also knows hexadecimal numbers and "nan(...)": not ours */
  if (*p == '+' || *p == '-')
    p++;
  if (!(isdigit ((unsigned char)*p) || (*p == '.' && isdigit ((unsigned char)p[1]))))
    return read_word (text, p, end);
  if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
    *end = p + 1;
    return *text == '-' ? -0.0 : 0.0;
  }
  c_locale = newlocale (LC_ALL_MASK, "C", NULL);
  value = strtod_l (text, &stop, c_locale);
  freelocale (c_locale);
  *end = stop;
  return value;
}

/* snprintf of a double and its precision. */
static int
print_c (char *buffer, size_t size, const char *format, int precision, double v)
{
  locale_t c_locale = newlocale (LC_ALL_MASK, "C", NULL), old = uselocale (c_locale);
  int n;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  n = snprintf (buffer, size, format, precision, v);
#pragma GCC diagnostic pop
  uselocale (old);
  freelocale (c_locale);
  return n;
}

/* The shortest digits that read back as v (> 0, finite): fills digits, returns their number; *point
 * is where the decimal point belongs (0.d1d2... * 10^point). */
static int
shortest_digits (double v, char digits[20], int *point)
{
  char text[40];
  const char *end;
  int first = v < 2.3e-308 ? 1 : 15, p, n, expo;

  for (p = first;; p++) {
    print_c (text, sizeof text, "%.*e", p - 1, v);
    if (p == 17 || hp_double_from_text (text, &end) == v)
      break;
    if (p == 16) {
      /* below a power of two the neighbours are closer: the next text up may be in the interval */
      int e;

      if (frexp (v, &e) == 0.5 && text[16] < '9') {
        text[16]++;
        if (hp_double_from_text (text, &end) == v)
          break;
      }
    }
  }
  digits[0] = text[0];
  n = 1;
  for (const char *q = text + 2; p > 1 && isdigit ((unsigned char)*q); q++)
    digits[n++] = *q;
  while (n > 1 && digits[n - 1] == '0')
    n--;
  expo = (int)strtol (strchr (text, 'e') + 1, NULL, 10);
  *point = expo + 1;
  return n;
}

/* repr: 1e16 and 1e-5 are where the exponent form starts */
static int
repr_text (double v, char *out, int flags)
{
  char digits[20], *p = out;
  int point, n = 1;

  if (v == 0) {
    digits[0] = '0';
    point = 1;
  } else
    n = shortest_digits (v, digits, &point);
  if (point > -4 && point <= 16) {
    if (point <= 0) {
      *p++ = '0';
      *p++ = '.';
      for (int i = point; i < 0; i++)
        *p++ = '0';
      memcpy (p, digits, (size_t)n);
      p += n;
    } else {
      for (int i = 0; i < point; i++)
        *p++ = i < n ? digits[i] : '0';
      if (n > point) {
        *p++ = '.';
        memcpy (p, digits + point, (size_t)(n - point));
        p += n - point;
      } else if (flags & HP_DTOA_ADD_DOT_0) {
        *p++ = '.';
        *p++ = '0';
      } else if (flags & HP_DTOA_ALT)
        *p++ = '.';
    }
    *p = '\0';
    return (int)(p - out);
  }
  *p++ = digits[0];
  if (n > 1) {
    *p++ = '.';
    memcpy (p, digits + 1, (size_t)(n - 1));
    p += n - 1;
  } else if (flags & HP_DTOA_ALT)
    *p++ = '.';
  p += sprintf (p, "e%c%02d", point - 1 < 0 ? '-' : '+', abs (point - 1));
  return (int)(p - out);
}

static bool
only_digits (const char *text)
{
  return text[strspn (text, "0123456789")] == '\0';
}

/* Takes trailing zeros, and the point when nothing is behind it, from between digits and exponent.
 */
static void
strip_zeros (char *text)
{
  char *e = strchr (text, 'e'), *end = e;

  while (end > text && (end[-1] == '0' || end[-1] == '.') &&
         memchr (text, '.', (size_t)(end - text)))
    end--;
  memmove (end, e, strlen (e) + 1);
}

/* 'g'. The ".0" of a whole number must still fit the precision, else the exponent form is taken. */
static void
general_text (double v, char *out, size_t room, int precision, int flags)
{
  bool keeps_zeros = (flags & HP_DTOA_ALT) != 0;
  bool whole;

  if (precision == 0)
    precision = 1;
  print_c (out, room, "%.*g", precision, v);
  whole = (flags & HP_DTOA_ADD_DOT_0) && only_digits (out);
  if (whole && strlen (out) == (size_t)precision) {
    print_c (out, room, keeps_zeros ? "%#.*e" : "%.*e", precision - 1, v);
    if (!keeps_zeros)
      strip_zeros (out);
  } else if (keeps_zeros)
    print_c (out, room, "%#.*g", precision, v);
  else if (whole)
    strcat (out, ".0");
}

/* The text of v >= 0, finite. */
static void
finite_text (double v, char *out, size_t room, char format, int precision, int flags)
{
  bool keeps_point = (flags & HP_DTOA_ALT) != 0;

  switch (format) {
  case 'r': repr_text (v, out, flags); break;
  case 'e':
  case 'E': print_c (out, room, keeps_point ? "%#.*e" : "%.*e", precision, v); break;
  case 'f':
  case 'F': print_c (out, room, keeps_point ? "%#.*f" : "%.*f", precision, v); break;
  default: general_text (v, out, room, precision, flags);
  }
}

static void
to_upper (char *text)
{
  for (; *text != '\0'; text++)
    *text = (char)toupper ((unsigned char)*text);
}

/* The largest double has 309 digits before the point. */
#define MOST_WHOLE_DIGITS 400

char *
hp_double_to_text (double value, char format, int precision, int flags)
{
  bool negative = signbit (value) && !isnan (value);
  size_t room = MOST_WHOLE_DIGITS + (size_t)(precision > 0 ? precision : 0);
  char *text = malloc (room + 20), *p = text;

  if (text == NULL)
    return NULL;
  if (negative)
    *p++ = '-';
  else if (flags & HP_DTOA_SIGN)
    *p++ = '+';
  if (!isfinite (value))
    strcpy (p, isnan (value) ? "nan" : "inf");
  else
    finite_text (fabs (value), p, room, format, precision, flags);
  if (negative && (flags & HP_DTOA_NO_NEG_ZERO) && isfinite (value) &&
      strspn (p, "0.e+") == strlen (p))
    memmove (text, p, strlen (p) + 1);
  if (format == 'E' || format == 'F' || format == 'G')
    to_upper (text);
  return text;
}

/* Copies the text without its underscores, which must stand between digits. Where the copy ends, or
 * NULL. */
static char *
copy_without_underscores (char *to, const char *text, const char *last)
{
  char *q = to;

  for (const char *p = text; p < last; p++) {
    if (*p == '\0')
      return NULL;
    if (*p != '_')
      *q++ = *p;
    else if (q == to || !isdigit ((unsigned char)q[-1]) || p[-1] == '_' || p + 1 == last ||
             !isdigit ((unsigned char)p[1]))
      return NULL;
  }
  *q = '\0';
  return q;
}

static HpObject *
refuse_text (HpRuntime *rt, const char *text, ssize_t len)
{
  HpObject *s = hp_str_decode (rt, text, len, "utf-8", "replace");

  if (s != NULL)
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "could not convert string to float: %R", s);
  hp_xdecref (rt, s);
  return NULL;
}

HpObject *
hp_float_from_utf8 (HpRuntime *rt, const char *text, ssize_t len)
{
  const char *first = text, *last = text + len, *stop = NULL;
  char *copy = malloc ((size_t)len + 1), *end;
  double value = 0;

  if (copy == NULL)
    return hp_err_no_memory (rt);
  while (first < last && hp_byte_is_space (*first))
    first++;
  while (last > first && hp_byte_is_space (last[-1]))
    last--;
  end = copy_without_underscores (copy, first, last);
  if (end != NULL)
    value = hp_double_from_text (copy, &stop);
  free (copy);
  if (end == NULL || stop != end || end == copy)
    return refuse_text (rt, text, len);
  return hp_float_from_double (rt, value);
}
