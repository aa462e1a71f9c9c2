/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/string-table.h"

#include <string.h>
#include <xxhash.h>

#define FIRST_SLOTS 1024
#define FIRST_BYTES 4096

void
hp_string_table_init (HpStringTable *self)
{
  guint64 zero = 0;

  self->start = g_array_new (FALSE, FALSE, sizeof (guint64));
  /* sized: an array without memory is NULL, and the empty string too has to be somewhere */
  self->bytes = g_array_sized_new (FALSE, FALSE, 1, FIRST_BYTES);
  g_array_append_val (self->start, zero);
  self->mask = FIRST_SLOTS - 1;
  self->slots = g_new0 (guint32, FIRST_SLOTS);
}

void
hp_string_table_clear (HpStringTable *self)
{
  g_clear_pointer (&self->start, g_array_unref);
  g_clear_pointer (&self->bytes, g_array_unref);
  g_clear_pointer (&self->slots, g_free);
}

static const char *
string_at (const HpStringTable *self, guint32 number, gsize *length)
{
  const guint64 *start = &g_array_index (self->start, guint64, number);

  *length = start[1] - start[0];
  return self->bytes->data + start[0];
}

static guint32 *
find_slot (HpStringTable *self, const char *text, gsize length)
{
  guint32 i = (guint32)XXH3_64bits (text, length) & self->mask;

  for (;; i = (i + 1) & self->mask) {
    gsize known_length;
    const char *known;
    if (self->slots[i] == 0)
      return &self->slots[i];
    known = string_at (self, self->slots[i] - 1, &known_length);
    if (known_length == length && memcmp (known, text, length) == 0)
      return &self->slots[i];
  }
}

static void
grow (HpStringTable *self)
{
  g_free (self->slots);
  self->mask = self->mask * 2 + 1;
  self->slots = g_new0 (guint32, (gsize)self->mask + 1);
  for (guint32 i = 0; i + 1 < self->start->len; i++) {
    gsize length;
    const char *text = string_at (self, i, &length);
    *find_slot (self, text, length) = i + 1;
  }
}

guint32
hp_string_table_add (HpStringTable *self, const char *text, gsize length)
{
  guint32 *slot = find_slot (self, text, length);
  guint64 end;

  if (*slot != 0)
    return *slot - 1;
  *slot = self->start->len;
  /* GArray counts elements in 32 bits: a table of more than 4 GiB of text cannot be, and previews
   * are bounded. */
  g_array_append_vals (self->bytes, text, (guint)length);
  end = self->bytes->len;
  g_array_append_val (self->start, end);
  if (self->start->len > self->mask / 2)
    grow (self);
  return self->start->len - 2;
}
