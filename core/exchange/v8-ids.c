/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/v8-ids.h"

#include "analysis/side-array.h"

/* 2^64 divided by the golden ratio: spreads neighbours. */
#define SPREAD 0x9E3779B97F4A7C15u

/* Objects come in the order of their addresses. So many numbers in a row stay together, and groups
 * of them are spread: most steps find the slots of the step before in the cache. */
#define GROUP 64

gboolean
hp_v8_ids_init (HpV8Ids *self, guint64 n, GError **error)
{
  guint bits = g_bit_storage (MAX (n, GROUP) * 2);

  self->shift = 64 - bits;
  self->taken = HP_SIDE_ARRAY (guint32, G_GUINT64_CONSTANT (1) << bits, error);
  return self->taken != NULL;
}

void
hp_v8_ids_clear (HpV8Ids *self)
{
  g_clear_pointer (&self->taken, hp_side_array_free);
}

/* FALSE when it was there. At least half of the slots are free. */
static gboolean
add (HpV8Ids *self, guint32 id)
{
  guint64 last = (G_GUINT64_CONSTANT (1) << (64 - self->shift)) - 1;
  guint64 number = id / 2;
  guint64 slot = ((number / GROUP * SPREAD) >> self->shift) / GROUP * GROUP + number % GROUP;

  while (self->taken[slot] != 0) {
    if (self->taken[slot] == id)
      return FALSE;
    slot = slot == last ? 0 : slot + 1;
  }
  self->taken[slot] = id;
  return TRUE;
}

/* The steps from a taken number visit all 2^31 odd ones before they repeat: a linear congruential
 * generator of full period (Knuth, TAOCP 3.2.1.2, theorem A). */
guint32
hp_v8_ids_take (HpV8Ids *self, guint64 address)
{
  guint32 number = (guint32)(address >> 3) & G_MAXINT32;

  while (!add (self, number * 2 + 1))
    number = (number * 1664525u + 1013904223u) & G_MAXINT32;
  return number * 2 + 1;
}
