/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define LENGTH_MAX (G_GUINT64_CONSTANT (1) << 40)
#define LOOKUP_MAX 10000 /* entries; dicts of types and of sys are far smaller */

/* ---- dict ---- */

static gboolean
read_new_keys (HpDictIter *self, const guint8 *head)
{
  guint log2_size = head[8], log2_bytes = head[9], kind = head[10];

  if (log2_size > 36 || log2_bytes > 40 || log2_bytes < log2_size || kind > 2)
    return FALSE;
  self->keys_refs = hp_load64 (head);
  self->table_size = G_GUINT64_CONSTANT (1) << log2_size;
  self->entry_size = kind == 0 ? 24 : 16;
  self->only_str = kind != 0;
  self->split = kind == 2;
  self->n_entries = hp_load64 (head + 24);
  self->room = hp_load64 (head + 16) + self->n_entries;
  self->keys_size = 32 + (G_GUINT64_CONSTANT (1) << log2_bytes); /* entries are added by caller */
  return TRUE;
}

static gboolean
read_old_keys (HpDictIter *self, const guint8 *head)
{
  guint64 size = hp_load64 (head + 8);
  guint width = size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffff ? 4 : 8;

  if (size == 0 || (size & (size - 1)) != 0 || size > LENGTH_MAX)
    return FALSE;
  self->keys_refs = hp_load64 (head);
  self->table_size = size;
  self->entry_size = 24;
  self->n_entries = hp_load64 (head + 32);
  self->room = size * 2 / 3;
  self->keys_size = 40 + size * width;
  return TRUE;
}

gboolean
hp_dict_iter_init_keys (HpDictIter *self, HpImage *image, const HpLayout *layout, guint64 keys)
{
  guint8 head[40] = { 0 };
  guint64 room, first;

  memset (self, 0, sizeof *self);
  self->image = image;
  self->layout = layout;
  self->keys = keys;
  if (!hp_image_read (image, keys, head, layout->compact_keys ? 32 : 40))
    return FALSE;
  if (!(layout->compact_keys ? read_new_keys (self, head) : read_old_keys (self, head)))
    return FALSE;
  room = self->table_size * 2 / 3;
  if (self->n_entries > MAX (room, 1) && self->n_entries > self->table_size)
    return FALSE;
  first = keys + self->keys_size;
  self->keys_size += MAX (room, self->n_entries) * self->entry_size;
  self->entries = hp_image_borrow (image, first, self->n_entries * self->entry_size, &self->owned);
  return self->entries != NULL || self->n_entries == 0;
}

gboolean
hp_dict_iter_init (HpDictIter *self, HpImage *image, const HpLayout *layout, guint64 dict)
{
  guint64 words[2];

  if (!hp_image_read (image, dict + HP_DICT_KEYS, words, sizeof words) ||
      !hp_dict_iter_init_keys (self, image, layout, words[0]))
    return FALSE;
  self->values = words[1];
  if (self->values != 0 && layout->attribute_kind == HP_ATTRIBUTES_INLINE)
    self->values += 8;
  return TRUE;
}

gboolean
hp_dict_iter_next (HpDictIter *self, guint64 *key, guint64 *value)
{
  while (self->at < self->n_entries) {
    const guint8 *entry = self->entries + self->at * self->entry_size;
    guint64 index = self->at++;

    if (self->entry_size == 24)
      entry += 8;
    *key = hp_load64 (entry);
    if (*key == 0)
      continue;
    if (self->values != 0)
      *value = hp_image_u64 (self->image, self->values + 8 * index);
    else
      *value = hp_load64 (entry + 8);
    if (*value != 0 || self->split)
      return TRUE;
  }
  return FALSE;
}

void
hp_dict_iter_clear (HpDictIter *self)
{
  g_clear_pointer (&self->owned, g_free);
}

guint64
hp_dict_lookup (HpImage *image, const HpLayout *layout, guint64 dict, const char *name)
{
  HpDictIter iter;
  guint64 key, value, found = 0;

  if (!hp_dict_iter_init (&iter, image, layout, dict))
    return 0;
  iter.n_entries = MIN (iter.n_entries, LOOKUP_MAX);
  while (found == 0 && hp_dict_iter_next (&iter, &key, &value))
    if (value != 0 && hp_str_equals (image, layout, key, name))
      found = value;
  hp_dict_iter_clear (&iter);
  return found;
}

/* ---- str ---- */

gboolean
hp_str_read (HpImage *image, const HpLayout *layout, guint64 address, HpStr *out)
{
  guint8 head[40];
  guint32 state;

  if (!hp_image_read (image, address, head, sizeof head))
    return FALSE;
  state = hp_load32 (head + 32);
  out->length = hp_load64 (head + 16);
  out->interned = (state & 3) != 0;
  out->kind = (state >> 2) & 7;
  out->compact = (state >> 5) & 1;
  out->ascii = (state >> 6) & 1;
  if (out->length > LENGTH_MAX || (out->kind != 1 && out->kind != 2 && out->kind != 4))
    return FALSE;
  if (!out->compact)
    out->data = hp_image_u64 (image, address + (guint64)layout->str.data);
  else
    out->data = address + (guint64)(out->ascii ? layout->str.ascii : layout->str.compact);
  return TRUE;
}

static gunichar
load_char (const guint8 *data, guint kind, guint64 index)
{
  guint16 two;

  if (kind == 1)
    return data[index];
  if (kind == 4)
    return hp_load32 (data + 4 * index);
  memcpy (&two, data + 2 * index, sizeof two);
  return two;
}

char *
hp_str_dup (HpImage *image, const HpLayout *layout, guint64 address, guint64 max_chars,
            gboolean *whole)
{
  HpStr str;
  guint64 n;
  gpointer owned;
  const guint8 *data;
  GString *text;

  if (!hp_str_read (image, layout, address, &str))
    return NULL;
  n = MIN (str.length, max_chars);
  data = hp_image_borrow (image, str.data, n * str.kind, &owned);
  if (data == NULL)
    return n == 0 ? g_strdup ("") : NULL;
  text = g_string_sized_new (n);
  for (guint64 i = 0; i < n; i++) {
    gunichar c = load_char (data, str.kind, i);
    g_string_append_unichar (text, g_unichar_validate (c) && c != 0 ? c : 0xfffd);
  }
  g_free (owned);
  if (whole != NULL)
    *whole = n == str.length;
  return g_string_free (text, FALSE);
}

gboolean
hp_str_equals (HpImage *image, const HpLayout *layout, guint64 address, const char *text)
{
  HpStr str;
  gsize length = strlen (text);
  gpointer owned;
  const guint8 *data;
  gboolean equal;

  if (!hp_str_read (image, layout, address, &str) || str.length != length || str.kind != 1)
    return FALSE;
  data = hp_image_borrow (image, str.data, length, &owned);
  equal = data != NULL && memcmp (data, text, length) == 0;
  g_free (owned);
  return equal;
}

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

char *
hp_python_str_repr (HpImage *image, const HpLayout *layout, guint64 address, guint64 max_chars)
{
  HpStr str;
  guint64 n;
  gpointer owned;
  const guint8 *data;
  gboolean has_single = FALSE, has_double = FALSE;
  gunichar quote;
  GString *text;

  if (!hp_str_read (image, layout, address, &str))
    return NULL;
  n = MIN (str.length, max_chars);
  data = hp_image_borrow (image, str.data, n * str.kind, &owned);
  if (data == NULL)
    return n == 0 ? g_strdup ("''") : NULL;
  for (guint64 i = 0; i < n; i++) {
    gunichar c = load_char (data, str.kind, i);
    has_single |= c == '\'';
    has_double |= c == '"';
  }
  quote = has_single && !has_double ? '"' : '\'';
  text = g_string_sized_new (n + 8);
  g_string_append_unichar (text, quote);
  for (guint64 i = 0; i < n; i++)
    append_repr_char (text, load_char (data, str.kind, i), quote);
  if (n < str.length)
    g_string_append (text, "…");
  g_string_append_unichar (text, quote);
  g_free (owned);
  return g_string_free (text, FALSE);
}

/* ---- numbers ---- */

gboolean
hp_int_read (HpImage *image, const HpLayout *layout, guint64 address, guint64 *n_digits, int *sign)
{
  guint64 word;

  if (!hp_image_read (image, address + 16, &word, sizeof word))
    return FALSE;
  if (layout->tagged_int) {
    guint tag = word & 3;
    *n_digits = word >> 3;
    *sign = tag == 0 ? 1 : tag == 1 ? 0 : -1;
    if (tag == 1)
      *n_digits = 0;
  } else {
    gint64 size = (gint64)word;
    *sign = size > 0 ? 1 : size < 0 ? -1 : 0;
    *n_digits = size < 0 ? 0 - word : word;
  }
  return *n_digits <= LENGTH_MAX;
}

gboolean
hp_int_value (HpImage *image, const HpLayout *layout, guint64 address, gint64 *value)
{
  guint64 n, magnitude = 0;
  int sign;

  if (!hp_int_read (image, layout, address, &n, &sign) || n > 2)
    return FALSE;
  for (guint64 i = n; i > 0; i--) {
    guint32 digit;
    if (!hp_image_read (image, address + 24 + 4 * (i - 1), &digit, sizeof digit))
      return FALSE;
    magnitude = (magnitude << 30) | (digit & 0x3fffffff);
  }
  *value = sign < 0 ? -(gint64)magnitude : (gint64)magnitude;
  return TRUE;
}

/* Repeated division by 10^9 of the digits of 30 bits. */
static char *
format_digits (guint32 *digits, guint n, int sign)
{
  guint32 parts[80];
  guint n_parts = 0;
  GString *text = g_string_new (sign < 0 ? "-" : NULL);

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
  return g_string_free (text, FALSE);
}

char *
hp_int_format (HpImage *image, const HpLayout *layout, guint64 address)
{
  guint64 n;
  int sign;
  gint64 value;
  guint32 digits[60];

  if (hp_int_value (image, layout, address, &value))
    return g_strdup_printf ("%" G_GINT64_FORMAT, value);
  if (!hp_int_read (image, layout, address, &n, &sign))
    return NULL;
  if (n > G_N_ELEMENTS (digits))
    return g_strdup_printf ("<int of about %" G_GUINT64_FORMAT " bits>", n * 30);
  if (!hp_image_read (image, address + 24, digits, n * sizeof *digits))
    return NULL;
  for (guint64 i = 0; i < n; i++)
    digits[i] &= 0x3fffffff;
  while (n > 0 && digits[n - 1] == 0)
    n--;
  return n == 0 ? g_strdup ("0") : format_digits (digits, (guint)n, sign);
}

static int
compare_text (double value, int digits, char *out, gsize size)
{
  char format[16];
  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_ascii_formatd (out, (int)size, format, value);
  return g_ascii_strtod (out, NULL) == value;
}

void
hp_float_format (double value, char *out, gsize size)
{
  char text[64], mantissa[64];
  int exponent, digits = 15;

  if (isnan (value) || isinf (value)) {
    g_strlcpy (out, isnan (value) ? "nan" : value > 0 ? "inf" : "-inf", size);
    return;
  }
  /* 15 digits are mostly enough and always exact when they are; the shortest may be shorter. */
  while (digits < 17 && !compare_text (value, digits, text, sizeof text))
    digits++;
  while (digits > 1 && compare_text (value, digits - 1, text, sizeof text))
    digits--;
  g_snprintf (mantissa, sizeof mantissa, "%%.%de", digits - 1);
  g_ascii_formatd (text, sizeof text, mantissa, value);
  exponent = atoi (strchr (text, 'e') + 1);
  if (exponent < -4 || exponent >= 16) {
    char *e = strchr (text, 'e');
    *e = '\0';
    g_snprintf (out, size, "%se%c%02d", text, exponent < 0 ? '-' : '+', ABS (exponent));
    return;
  }
  g_snprintf (mantissa, sizeof mantissa, "%%.%df", MAX (digits - 1 - exponent, 1));
  g_ascii_formatd (text, sizeof text, mantissa, value);
  g_strlcpy (out, text, size);
}
