/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/v8-strings.h"

#define STRINGS_PER_LOOK 65536
#define STRINGS_AT_ONCE  64

typedef struct {
  guint64 at;     /* where it stands in the text */
  guint32 length; /* bytes; HP_NONE: it has escapes, and `at` is where it can be read again */
  guint32 number; /* of one that is not short: the builder's, HP_NONE: none yet */
  guint32 type;   /* the type of that name, HP_NONE: none yet */
} Row;

static Row *
row_at (const HpV8Strings *self, guint64 string)
{
  return &g_array_index (self->rows, Row, string);
}

static guint32 *
number_at (const HpV8Strings *self, guint64 string)
{
  return &g_array_index (self->numbers, guint32, string);
}

void
hp_v8_strings_init (HpV8Strings *self, const HpJsonScan *scan, HpSnapshotBuilder *builder)
{
  *self = (HpV8Strings){ .scan = *scan,
                         .rows = g_array_new (FALSE, FALSE, sizeof (Row)),
                         .numbers = g_array_new (FALSE, FALSE, sizeof (guint32)),
                         .buffer = g_string_new (NULL),
                         .builder = builder };
}

void
hp_v8_strings_clear (HpV8Strings *self)
{
  g_array_unref (self->rows);
  g_array_unref (self->numbers);
  g_string_free (self->buffer, TRUE);
}

static gboolean
read_row (HpV8Strings *self, GError **error)
{
  Row row = { self->scan.at, HP_NONE, HP_NONE, HP_NONE };
  HpText text;

  if (!hp_json_scan_text (&self->scan, self->buffer, &text, error))
    return FALSE;
  if (text.bytes != self->buffer->str && text.length < HP_NONE) {
    row.at = (guint64)(text.bytes - self->scan.text);
    row.length = (guint32)text.length;
  }
  g_array_append_val (self->rows, row);
  return TRUE;
}

static gboolean
is_short (const Row *row)
{
  return row->length <= HP_PREVIEW_CHARACTERS;
}

static void
give_short_strings (HpV8Strings *self)
{
  HpText texts[STRINGS_AT_ONCE];
  guint32 numbers[STRINGS_AT_ONCE];

  hp_snapshot_builder_reserve_strings (self->builder, self->rows->len);
  g_array_set_size (self->numbers, self->rows->len);
  for (guint next = 0; next < self->rows->len;) {
    guint begin = next, n = 0;

    for (; next < self->rows->len && n < STRINGS_AT_ONCE; next++)
      if (is_short (row_at (self, next)))
        texts[n++] = hp_v8_strings_get (self, next);
    hp_snapshot_builder_add_strings (self->builder, texts, n, numbers);
    n = 0;
    for (guint i = begin; i < next; i++)
      *number_at (self, i) = is_short (row_at (self, i)) ? numbers[n++] : HP_NONE;
  }
}

gboolean
hp_v8_strings_read (HpV8Strings *self, gsize at, GCancellable *cancellable, GError **error)
{
  gboolean first = TRUE, done;

  self->scan.at = at;
  if (!hp_json_scan_expect (&self->scan, '[', error))
    return FALSE;
  for (;;) {
    if ((self->rows->len % STRINGS_PER_LOOK == 0 &&
         g_cancellable_set_error_if_cancelled (cancellable, error)) ||
        !hp_json_scan_element (&self->scan, &first, &done, error))
      return FALSE;
    if (done)
      break;
    if (!read_row (self, error))
      return FALSE;
  }
  give_short_strings (self);
  return TRUE;
}

guint
hp_v8_strings_n (const HpV8Strings *self)
{
  return self->rows->len;
}

HpText
hp_v8_strings_get (HpV8Strings *self, guint64 string)
{
  const Row *row = row_at (self, string);
  HpJsonScan scan = self->scan;
  HpText text = { scan.text + row->at, row->length };

  if (row->length != HP_NONE)
    return text;
  scan.at = row->at;
  hp_json_scan_text (&scan, self->buffer, &text, NULL);
  return text;
}

guint32
hp_v8_strings_number (HpV8Strings *self, guint64 string)
{
  guint32 number = *number_at (self, string), *known;
  HpText text;

  if (number != HP_NONE)
    return number;
  known = &row_at (self, string)->number;
  if (*known == HP_NONE) {
    text = hp_v8_strings_get (self, string);
    *known = hp_snapshot_builder_add_string (self->builder, text.bytes, (gssize)text.length);
  }
  return *known;
}

guint32
hp_v8_strings_type (HpV8Strings *self, guint64 string)
{
  Row *row = row_at (self, string);

  if (row->type == HP_NONE) {
    HpText text = hp_v8_strings_get (self, string);
    g_autofree char *name = g_strndup (text.bytes, text.length);

    if (*name != '\0')
      row->type = hp_snapshot_builder_add_type (self->builder, name, "");
  }
  return row->type;
}

/* A long one is shortened, and so it has not the number of its text. */
void
hp_v8_strings_set_preview (HpV8Strings *self, guint64 string, guint32 object)
{
  guint32 number = *number_at (self, string);
  HpText text;

  if (number != HP_NONE) {
    hp_snapshot_builder_set_preview_string (self->builder, object, number);
    return;
  }
  text = hp_v8_strings_get (self, string);
  hp_snapshot_builder_set_preview (self->builder, object, text.bytes, (gssize)text.length);
}
