/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of a large process has many millions of these texts: the frequent ones are made without
 * a format to parse and without memory of their own. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "source/process/values.h"

/* ---- str ---- */

static void
append_repr_char (GString *text, gunichar c, gunichar quote)
{
  switch (c) {
  case '\n': g_string_append (text, "\\n"); return;
  case '\r': g_string_append (text, "\\r"); return;
  case '\t': g_string_append (text, "\\t"); return;
  case '\\': g_string_append (text, "\\\\"); return;
  default: break;
  }
  if (c == quote)
    g_string_append_printf (text, "\\%c", (char)c);
  else if (c < 0x20 || c == 0x7f)
    g_string_append_printf (text, "\\x%02x", c);
  else if (c < 0x7f)
    g_string_append_c (text, (char)c);
  else if (g_unichar_validate (c) && g_unichar_isprint (c))
    g_string_append_unichar (text, c);
  else if (c <= 0xff)
    g_string_append_printf (text, "\\x%02x", c);
  else if (c <= 0xffff)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_printf (text, "\\U%08x", c);
}

/* Whether repr () shows the characters as they are, in single quotes. */
static gboolean
is_plain (const HpStr *str, const guint8 *data, guint64 n)
{
  if (str->kind != 1)
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    if (data[i] < 0x20 || data[i] >= 0x7f || data[i] == '\'' || data[i] == '\\')
      return FALSE;
  return TRUE;
}

static gunichar
quote_for (const HpStr *str, const guint8 *data, guint64 n)
{
  gboolean has_single = FALSE, has_double = FALSE;

  for (guint64 i = 0; i < n; i++) {
    gunichar c = hp_str_char (str, data, i);
    has_single |= c == '\'';
    has_double |= c == '"';
  }
  return has_single && !has_double ? '"' : '\'';
}

gboolean
hp_str_append_repr (GString *text, HpImage *image, const HpLayout *layout, guint64 address,
                    guint64 max_chars)
{
  HpStr str;
  guint64 n;
  gpointer owned;
  const guint8 *data;
  gboolean plain;
  gunichar quote;

  if (!hp_str_read (image, layout, address, &str))
    return FALSE;
  n = MIN (str.length, max_chars);
  data = hp_image_borrow (image, str.data, n * str.kind, &owned);
  if (data == NULL && n > 0)
    return FALSE;
  plain = is_plain (&str, data, n);
  quote = plain ? '\'' : quote_for (&str, data, n);
  g_string_append_c (text, (char)quote);
  if (plain)
    g_string_append_len (text, (const char *)data, (gssize)n);
  for (guint64 i = 0; !plain && i < n; i++)
    append_repr_char (text, hp_str_char (&str, data, i), quote);
  if (n < str.length)
    g_string_append (text, "…");
  g_string_append_c (text, (char)quote);
  g_free (owned);
  return TRUE;
}

/* ---- int ---- */

static void
append_unsigned (GString *text, guint64 value)
{
  char digits[20];
  guint at = sizeof digits;

  do
    digits[--at] = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  g_string_append_len (text, digits + at, (gssize)(sizeof digits - at));
}

void
hp_number_append (GString *text, gint64 value)
{
  if (value < 0)
    g_string_append_c (text, '-');
  append_unsigned (text, value < 0 ? 0 - (guint64)value : (guint64)value);
}

/* Repeated division by 10^9 of the n > 0 digits of 30 bits, the last of which is not 0. */
static void
append_digits (GString *text, guint32 *digits, guint n)
{
  guint32 parts[80];
  guint n_parts = 0;

  while (n > 0) {
    guint64 rest = 0;
    for (guint i = n; i > 0; i--) {
      guint64 value = (rest << 30) | digits[i - 1];
      digits[i - 1] = (guint32)(value / 1000000000u);
      rest = value % 1000000000u;
    }
    parts[n_parts++] = (guint32)rest;
    while (n > 0 && digits[n - 1] == 0)
      n--;
  }
  g_string_append_printf (text, "%u", parts[n_parts - 1]);
  for (guint i = n_parts - 1; i > 0; i--)
    g_string_append_printf (text, "%09u", parts[i - 1]);
}

gboolean
hp_int_append (GString *text, HpImage *image, const HpLayout *layout, guint64 address)
{
  guint64 n;
  int sign;
  gint64 value;
  guint32 digits[60];

  if (hp_int_value (image, layout, address, &value)) {
    hp_number_append (text, value);
    return TRUE;
  }
  if (!hp_int_read (image, layout, address, &n, &sign))
    return FALSE;
  if (n > G_N_ELEMENTS (digits)) {
    g_string_append_printf (text, "<int of about %" G_GUINT64_FORMAT " bits>", n * 30);
    return TRUE;
  }
  if (!hp_image_read (image, address + 24, digits, n * sizeof *digits))
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    digits[i] &= 0x3fffffff;
  while (n > 0 && digits[n - 1] == 0)
    n--;
  if (n > 0 && sign < 0)
    g_string_append_c (text, '-');
  if (n > 0)
    append_digits (text, digits, (guint)n);
  else
    g_string_append_c (text, '0');
  return TRUE;
}

/* ---- float ---- */

/* A number of few decimals. A decimal of at most 15 digits is the double next to it and no other
 * decimal of so few digits is, and a division of two exact doubles rounds right (Clinger, "How to
 * read floating point numbers accurately", PLDI 1990, the fast case): when the division gives the
 * number back, the text does, and the first that does is the shortest. */
static gboolean
append_short_float (GString *text, double value)
{
  static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
  double size = fabs (value);

  if (!(size >= 1e-4 && size < 1e15))
    return FALSE;
  for (guint decimals = 0; decimals < G_N_ELEMENTS (powers); decimals++) {
    double scaled = size * powers[decimals];
    guint64 whole, fraction, power = (guint64)powers[decimals];
    if (scaled >= 1e15)
      return FALSE;
    whole = (guint64)(scaled + 0.5);
    if ((double)whole / powers[decimals] != size)
      continue;
    if (value < 0)
      g_string_append_c (text, '-');
    fraction = whole % power;
    append_unsigned (text, whole / power);
    g_string_append_c (text, '.');
    for (guint64 least = power / 10; least > 1 && fraction < least; least /= 10)
      g_string_append_c (text, '0');
    append_unsigned (text, fraction);
    return TRUE;
  }
  return FALSE;
}

static int
compare_text (double value, int digits, char *out, gsize size)
{
  char format[16];
  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_ascii_formatd (out, (int)size, format, value);
  return g_ascii_strtod (out, NULL) == value;
}

static void
append_long_float (GString *out, double value)
{
  char text[64], mantissa[64];
  int exponent, digits = 15;

  /* 15 digits are mostly enough and always exact when they are; the shortest may be shorter. */
  while (digits < 17 && !compare_text (value, digits, text, sizeof text))
    digits++;
  while (digits > 1 && digits <= 15 && compare_text (value, digits - 1, text, sizeof text))
    digits--;
  g_snprintf (mantissa, sizeof mantissa, "%%.%de", digits - 1);
  g_ascii_formatd (text, sizeof text, mantissa, value);
  exponent = atoi (strchr (text, 'e') + 1);
  if (exponent < -4 || exponent >= 16) {
    *strchr (text, 'e') = '\0';
    g_string_append_printf (out, "%se%c%02d", text, exponent < 0 ? '-' : '+', ABS (exponent));
    return;
  }
  g_snprintf (mantissa, sizeof mantissa, "%%.%df", MAX (digits - 1 - exponent, 1));
  g_ascii_formatd (text, sizeof text, mantissa, value);
  g_string_append (out, text);
}

void
hp_float_append (GString *text, double value)
{
  if (isnan (value))
    g_string_append (text, "nan");
  else if (isinf (value))
    g_string_append (text, value > 0 ? "inf" : "-inf");
  else if (!append_short_float (text, value))
    append_long_float (text, value);
}
