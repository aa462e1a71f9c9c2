/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/values.h"

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
  self->split = TRUE; /* a dict's own are found to be so below */
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
  if (!layout->compact_keys)
    self->split = self->values != 0;
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
    gunichar c = hp_str_char (&str, data, i);
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
