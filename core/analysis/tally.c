/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/tally.h"

#include "analysis/side-array.h"

#define FIRST_BITS 10

/* 2^32 divided by the golden ratio: takes neighbouring hashes far apart (Knuth, 6.4). */
#define SCATTER 0x9e3779b1u

struct _HpTally {
  HpRowsEqual equal;
  gconstpointer data; /* borrowed */
  HpTallySlot *slots; /* owned; 2^bits of them */
  guint bits;         /* at most 32 */
  guint64 n_taken;
};

/* The slot of the row's kind, or the free one where that would be. There always is a free one. */
static HpTallySlot *
find_slot (const HpTally *self, guint32 row, guint32 hash)
{
  guint64 last = (G_GUINT64_CONSTANT (1) << self->bits) - 1;
  guint64 place = (hash * SCATTER) >> (32 - self->bits);

  for (;; place = (place + 1) & last) {
    HpTallySlot *slot = &self->slots[place];

    if (slot->count == 0 || (slot->hash == hash && self->equal (slot->row, row, self->data)))
      return slot;
  }
}

/* No two of the slots that move are equal, so none is compared. */
static HpTallySlot *
find_free_slot (HpTallySlot *slots, guint bits, guint32 hash)
{
  guint64 last = (G_GUINT64_CONSTANT (1) << bits) - 1;
  guint64 place = (hash * SCATTER) >> (32 - bits);

  while (slots[place].count != 0)
    place = (place + 1) & last;
  return &slots[place];
}

static gboolean
move_slots (const HpTally *self, HpTallySlot *slots, guint bits, const HpAnalysisRun *run,
            GError **error)
{
  guint64 n = G_GUINT64_CONSTANT (1) << self->bits;

  for (guint64 i = 0; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.3, error))
      return FALSE;
    if (self->slots[i].count != 0)
      *find_free_slot (slots, bits, self->slots[i].hash) = self->slots[i];
  }
  return TRUE;
}

static gboolean
grow (HpTally *self, const HpAnalysisRun *run, GError **error)
{
  guint bits = self->bits + 1;
  HpTallySlot *slots = HP_SIDE_ARRAY (HpTallySlot, G_GUINT64_CONSTANT (1) << bits, error);

  if (slots == NULL || !hp_side_array_settle (slots, run, 0.3, error) ||
      !move_slots (self, slots, bits, run, error)) {
    hp_side_array_free (slots);
    return FALSE;
  }
  hp_side_array_free (self->slots);
  self->slots = slots;
  self->bits = bits;
  return TRUE;
}

HpTally *
hp_tally_new (HpRowsEqual equal, gconstpointer data, GError **error)
{
  g_autoptr (HpTally) self = g_new0 (HpTally, 1);

  self->equal = equal;
  self->data = data;
  self->bits = FIRST_BITS;
  self->slots = HP_SIDE_ARRAY (HpTallySlot, 1 << FIRST_BITS, error);
  return self->slots != NULL ? g_steal_pointer (&self) : NULL;
}

void
hp_tally_free (HpTally *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->slots);
  g_free (self);
}

/* With 2^32 slots it does not grow any more: rows are fewer, so one stays free. */
gboolean
hp_tally_add (HpTally *self, guint32 row, guint32 hash, const HpAnalysisRun *run, GError **error)
{
  gboolean is_full = self->n_taken >= (G_GUINT64_CONSTANT (3) << self->bits) / 4;
  HpTallySlot *slot;

  if (is_full && self->bits < 32 && !grow (self, run, error))
    return FALSE;
  slot = find_slot (self, row, hash);
  if (slot->count == 0) {
    *slot = (HpTallySlot){ row, hash, 0 };
    self->n_taken++;
  }
  slot->count++;
  return TRUE;
}

const HpTallySlot *
hp_tally_get_slots (const HpTally *self, guint64 *n)
{
  *n = G_GUINT64_CONSTANT (1) << self->bits;
  return self->slots;
}
