/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/json-scan.h"

#include <string.h>

gboolean
hp_json_scan_fail (const HpJsonScan *self, GError **error, const char *what)
{
  g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED,
               "at byte %" G_GSIZE_FORMAT ": %s", self->at,
               self->at >= self->length ? "the file ends too early" : what);
  return FALSE;
}

static inline gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Here and wherever numbers are read the place is kept in a local variable: as a member of the scan
 * it would be written back after every byte. */
static inline void
skip_space (HpJsonScan *self)
{
  gsize at = self->at;

  while (at < self->length && is_space (self->text[at]))
    at++;
  self->at = at;
}

static inline gboolean
accept (HpJsonScan *self, char wanted)
{
  skip_space (self);
  if (self->at >= self->length || self->text[self->at] != wanted)
    return FALSE;
  self->at++;
  return TRUE;
}

gboolean
hp_json_scan_accept (HpJsonScan *self, char wanted)
{
  return accept (self, wanted);
}

gboolean
hp_json_scan_expect (HpJsonScan *self, char wanted, GError **error)
{
  const char what[] = {
    wanted, ' ', 'w', 'a', 's', ' ', 'e', 'x', 'p', 'e', 'c', 't', 'e', 'd', 0
  };

  return hp_json_scan_accept (self, wanted) || hp_json_scan_fail (self, error, what);
}

/* ---- numbers: most of a large file ---- */

static inline gboolean
read_number (HpJsonScan *self, guint64 *number, GError **error)
{
  const guint64 most = G_MAXUINT64 / 10, last = G_MAXUINT64 % 10;
  guint64 value = 0;
  gsize first, at;

  skip_space (self);
  first = self->at;
  for (at = first; at < self->length; at++) {
    guint digit = (guchar)self->text[at] - (guint)'0';

    if (digit > 9)
      break;
    if (value >= most && (value > most || digit > last)) {
      self->at = at;
      return hp_json_scan_fail (self, error, "the number is too large");
    }
    value = value * 10 + digit;
  }
  self->at = at;
  if (at == first)
    return hp_json_scan_fail (self, error, "a number was expected");
  *number = value;
  return TRUE;
}

gboolean
hp_json_scan_number (HpJsonScan *self, guint64 *number, GError **error)
{
  return read_number (self, number, error);
}

static inline gboolean
next (HpJsonScan *self, char end, gboolean *first, gboolean *done, GError **error)
{
  *done = accept (self, end);
  if (*done)
    return TRUE;
  if (!*first && !accept (self, ','))
    return hp_json_scan_expect (self, ',', error); /* which fails, and says why */
  *first = FALSE;
  return TRUE;
}

/* The longest run of digits that is sure to fit. */
#define SAFE_DIGITS 19

/* Digits and nothing before them; NULL: there are none, or they may not fit. */
static inline const char *
read_digits (const char *at, const char *end, guint64 *number)
{
  const char *first = at;
  guint64 value = 0;
  guint digit;

  for (; at < end && (digit = (guchar)*at - (guint)'0') <= 9; at++)
    value = value * 10 + digit;
  *number = value;
  return at > first && at - first <= SAFE_DIGITS ? at : NULL;
}

/* A row as programs write it: numbers and commas, at most the end of a line before the first of
 * them. Where it ends, or NULL for any other: it need not be wrong. */
static inline const char *
read_plain_row (const HpJsonScan *self, guint width, guint64 *row, gboolean first)
{
  const char *at = self->text + self->at, *end = self->text + self->length;

  if (!first && at < end && *at == '\n')
    at++;
  for (guint i = 0; i < width; i++) {
    if ((i > 0 || !first) && (at == end || *at++ != ','))
      return NULL;
    at = read_digits (at, end, &row[i]);
    if (at == NULL)
      return NULL;
  }
  return at;
}

static gboolean
read_any_row (HpJsonScan *self, guint width, guint64 *row, gboolean *first, gboolean *done,
              GError **error)
{
  for (guint i = 0; i < width; i++) {
    if (!next (self, ']', first, done, error))
      return FALSE;
    if (*done)
      return i == 0 || hp_json_scan_fail (self, error, "the last row is not whole");
    if (!read_number (self, &row[i], error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hp_json_scan_row (HpJsonScan *self, guint width, guint64 *row, gboolean *first, gboolean *done,
                  GError **error)
{
  const char *end = read_plain_row (self, width, row, *first);

  if (end == NULL)
    return read_any_row (self, width, row, first, done, error);
  self->at = (gsize)(end - self->text);
  *first = *done = FALSE;
  return TRUE;
}

gboolean
hp_json_scan_skip_numbers (HpJsonScan *self, GError **error)
{
  const char *end;

  if (!hp_json_scan_expect (self, '[', error))
    return FALSE;
  end = memchr (self->text + self->at, ']', self->length - self->at);
  self->at = end != NULL ? (gsize)(end - self->text) + 1 : self->length;
  return end != NULL || hp_json_scan_fail (self, error, "");
}

/* ---- strings ---- */

static gboolean
read_hex (HpJsonScan *self, guint32 *unit, GError **error)
{
  *unit = 0;
  for (int i = 0; i < 4; i++, self->at++) {
    if (self->at >= self->length || !g_ascii_isxdigit (self->text[self->at]))
      return hp_json_scan_fail (self, error, "four hexadecimal digits were expected");
    *unit = *unit * 16 + (guint32)g_ascii_xdigit_value (self->text[self->at]);
  }
  return TRUE;
}

/* After "\u": a code point, or two halves of one. */
static gboolean
read_code_point (HpJsonScan *self, GString *text, GError **error)
{
  guint32 unit, low;

  if (!read_hex (self, &unit, error))
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00 && self->length - self->at >= 6 &&
      memcmp (self->text + self->at, "\\u", 2) == 0) {
    HpJsonScan ahead = { self->text, self->length, self->at + 2 };

    if (!read_hex (&ahead, &low, error))
      return FALSE;
    if (low >= 0xdc00 && low < 0xe000) {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      self->at = ahead.at;
    }
  }
  g_string_append_unichar (text, unit == 0 || (unit >= 0xd800 && unit < 0xe000) ? 0xfffd : unit);
  return TRUE;
}

static gboolean
read_escape (HpJsonScan *self, GString *text, GError **error)
{
  static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (self->at >= self->length)
    return hp_json_scan_fail (self, error, "");
  if (self->text[self->at] == 'u') {
    self->at++;
    return read_code_point (self, text, error);
  }
  found = self->text[self->at] != '\0' ? strchr (names, self->text[self->at]) : NULL;
  if (found == NULL)
    return hp_json_scan_fail (self, error, "no such escape");
  g_string_append_c (text, meant[found - names]);
  self->at++;
  return TRUE;
}

/* The next quote or backslash, or the end. */
static gsize
find_stop (const HpJsonScan *self, gsize at)
{
  while (at < self->length && self->text[at] != '"' && self->text[at] != '\\')
    at++;
  return at;
}

/* After the quote that begins it. */
static gboolean
decode_string (HpJsonScan *self, GString *text, GError **error)
{
  for (;;) {
    gsize first = self->at;

    self->at = find_stop (self, first);
    g_string_append_len (text, self->text + first, (gssize)(self->at - first));
    if (self->at >= self->length)
      return hp_json_scan_fail (self, error, "");
    if (self->text[self->at++] == '"')
      return TRUE;
    if (!read_escape (self, text, error))
      return FALSE;
  }
}

gboolean
hp_json_scan_string (HpJsonScan *self, GString *text, GError **error)
{
  return hp_json_scan_expect (self, '"', error) && decode_string (self, text, error);
}

gboolean
hp_json_scan_text (HpJsonScan *self, GString *buffer, HpText *text, GError **error)
{
  gsize end;

  if (!hp_json_scan_expect (self, '"', error))
    return FALSE;
  end = find_stop (self, self->at);
  if (end < self->length && self->text[end] == '"') {
    *text = (HpText){ self->text + self->at, end - self->at };
    self->at = end + 1;
    return TRUE;
  }
  g_string_truncate (buffer, 0);
  if (!decode_string (self, buffer, error))
    return FALSE;
  *text = (HpText){ buffer->str, buffer->len };
  return TRUE;
}

/* ---- passing over ---- */

static gboolean
skip_string (HpJsonScan *self, GError **error)
{
  for (self->at++; self->at < self->length; self->at++) {
    if (self->text[self->at] == '\\')
      self->at++;
    else if (self->text[self->at] == '"') {
      self->at++;
      return TRUE;
    }
  }
  self->at = self->length;
  return hp_json_scan_fail (self, error, "");
}

/* Brackets are counted, not matched: what is inside is of no interest, however deep it is. */
gboolean
hp_json_scan_skip (HpJsonScan *self, GError **error)
{
  gsize depth = 0;

  skip_space (self);
  for (; self->at < self->length; self->at++) {
    char c = self->text[self->at];

    if (c == '"') {
      if (!skip_string (self, error))
        return FALSE;
      self->at--;
    } else if (c == '[' || c == '{')
      depth++;
    else if (depth == 0 && (c == ',' || c == ']' || c == '}'))
      return TRUE;
    else if (c == ']' || c == '}')
      depth--;
  }
  return hp_json_scan_fail (self, error, "");
}

gboolean
hp_json_scan_element (HpJsonScan *self, gboolean *first, gboolean *done, GError **error)
{
  return next (self, ']', first, done, error);
}

gboolean
hp_json_scan_member (HpJsonScan *self, gboolean *first, GString *name, gboolean *done,
                     GError **error)
{
  if (!next (self, '}', first, done, error))
    return FALSE;
  g_string_truncate (name, 0);
  return *done ||
         (hp_json_scan_string (self, name, error) && hp_json_scan_expect (self, ':', error));
}
