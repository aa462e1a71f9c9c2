/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/v8-ids.h"

#define LEAF_BITS 15 /* numbers of a leaf: 4 KiB of bits, for 256 KiB of addresses */
#define N_LEAVES  (1u << (31 - LEAF_BITS))
#define WORDS     ((1u << LEAF_BITS) / 64)

void
hp_v8_ids_init (HpV8Ids *self)
{
  self->leaves = g_new0 (guint64 *, N_LEAVES);
}

void
hp_v8_ids_clear (HpV8Ids *self)
{
  for (guint i = 0; self->leaves != NULL && i < N_LEAVES; i++)
    g_free (self->leaves[i]);
  g_clear_pointer (&self->leaves, g_free);
}

/* FALSE when it was taken before. */
static gboolean
take (HpV8Ids *self, guint32 number)
{
  guint64 **leaf = &self->leaves[number >> LEAF_BITS];
  guint64 bit = G_GUINT64_CONSTANT (1) << (number % 64), *word;

  if (*leaf == NULL)
    *leaf = g_new0 (guint64, WORDS);
  word = &(*leaf)[number / 64 % WORDS];
  if ((*word & bit) != 0)
    return FALSE;
  *word |= bit;
  return TRUE;
}

/* The steps from a taken number visit all 2^31 before they repeat: a linear congruential generator
 * of full period (Knuth, TAOCP 3.2.1.2, theorem A). */
guint32
hp_v8_ids_take (HpV8Ids *self, guint64 address)
{
  guint32 number = (guint32)(address >> 3) & G_MAXINT32;

  while (!take (self, number))
    number = (number * 1664525u + 1013904223u) & G_MAXINT32;
  return number * 2 + 1;
}
