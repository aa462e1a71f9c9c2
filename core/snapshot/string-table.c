/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/string-table.h"

#include <string.h>
#include <xxhash.h>

#define FIRST_SLOTS 1024
#define KEPT_SLOTS  16384 /* of an emptied table */

/* Written at once: who first looks at a page and then writes it waits for it twice. */
static HpStringSlot *
new_slots (gsize n)
{
  return memset (hp_array_new (sizeof (HpStringSlot), n), 0, n * sizeof (HpStringSlot));
}

void
hp_string_table_init (HpStringTable *self)
{
  *self = (HpStringTable){ .mask = FIRST_SLOTS - 1, .slots = new_slots (FIRST_SLOTS) };
  HP_VECTOR_APPEND (&self->start, guint64, 0);
  hp_vector_reserve (&self->bytes, 1, 1); /* the empty string, too, has to be somewhere */
}

void
hp_string_table_clear (HpStringTable *self)
{
  hp_vector_clear (&self->start);
  hp_vector_clear (&self->bytes);
  g_clear_pointer (&self->slots, g_free);
}

void
hp_string_table_empty (HpStringTable *self)
{
  self->start.count = 1;
  self->bytes.count = 0;
  if (self->mask < KEPT_SLOTS) {
    memset (self->slots, 0, ((gsize)self->mask + 1) * sizeof *self->slots);
    return;
  }
  g_free (self->slots);
  self->mask = FIRST_SLOTS - 1;
  self->slots = new_slots (FIRST_SLOTS);
}

static gboolean
is_string (const HpStringTable *self, guint32 number, const char *text, gsize length)
{
  const guint64 *start = &HP_VECTOR_AT (&self->start, guint64, number);

  return start[1] - start[0] == length &&
         memcmp ((const char *)self->bytes.data + start[0], text, length) == 0;
}

/* The slot of the string, or the free one where it would be. */
static HpStringSlot *
find_slot (HpStringTable *self, guint32 hash, const char *text, gsize length)
{
  for (guint32 i = hash & self->mask;; i = (i + 1) & self->mask) {
    HpStringSlot *slot = &self->slots[i];
    if (slot->number == 0 ||
        (slot->hash == hash && is_string (self, slot->number - 1, text, length)))
      return slot;
  }
}

static void
grow (HpStringTable *self, guint32 mask)
{
  g_autofree HpStringSlot *old = g_steal_pointer (&self->slots);
  guint32 n = self->mask + 1;

  self->mask = mask;
  self->slots = new_slots ((gsize)self->mask + 1);
  for (guint32 at = 0; at < n; at++) {
    guint32 i = old[at].hash & self->mask;
    if (old[at].number == 0)
      continue;
    while (self->slots[i].number != 0)
      i = (i + 1) & self->mask;
    self->slots[i] = old[at];
  }
}

void
hp_string_table_reserve (HpStringTable *self, gsize n)
{
  guint32 mask = self->mask;

  hp_vector_reserve (&self->start, sizeof (guint64), n);
  while (mask / 2 < self->start.count + n && mask < G_MAXINT32)
    mask = mask * 2 + 1;
  if (mask > self->mask)
    grow (self, mask);
}

void
hp_string_table_prefetch (const HpStringTable *self, guint32 hash)
{
  __builtin_prefetch (&self->slots[hash & self->mask]);
}

guint32
hp_string_table_begin_add (HpStringTable *self, const char *text, gsize length)
{
  guint32 hash = (guint32)XXH3_64bits (text, length);

  hp_string_table_prefetch (self, hash);
  return hash;
}

guint32
hp_string_table_end_add (HpStringTable *self, guint32 hash, const char *text, gsize length)
{
  HpStringSlot *slot = find_slot (self, hash, text, length);
  guint32 number = (guint32)self->start.count - 1;

  if (slot->number != 0)
    return slot->number - 1;
  *slot = (HpStringSlot){ hash, number + 1 };
  if (length > 0)
    memcpy (hp_vector_add (&self->bytes, 1, length), text, length);
  HP_VECTOR_APPEND (&self->start, guint64, self->bytes.count);
  if (number > self->mask / 2)
    grow (self, self->mask * 2 + 1);
  return number;
}

guint32
hp_string_table_add (HpStringTable *self, const char *text, gsize length)
{
  return hp_string_table_end_add (self, (guint32)XXH3_64bits (text, length), text, length);
}
