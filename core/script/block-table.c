/* SPDX-License-Identifier: Apache-2.0 */
#include "script/block-table.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_MASK 1023

/* The place where a search for the address begins. */
static size_t
home_of (uintptr_t address, size_t mask)
{
  uint64_t x = address >> 4;

  x ^= x >> 32;
  x *= 0x9e3779b97f4a7c15u;
  return (size_t)(x ^ (x >> 29)) & mask;
}

/* The entry of the address, or the empty place where it would stand. */
static HpBlockEntry *
place_of (HpBlockEntry *entries, size_t mask, uintptr_t address)
{
  size_t i = home_of (address, mask);

  while (entries[i].address != 0 && entries[i].address != address)
    i = (i + 1) & mask;
  return &entries[i];
}

bool
hp_block_table_init (HpBlockTable *self)
{
  *self = (HpBlockTable){ .mask = FIRST_MASK };
  self->entries = calloc (self->mask + 1, sizeof *self->entries);
  return self->entries != NULL;
}

void
hp_block_table_clear (HpBlockTable *self)
{
  free (self->entries);
  *self = (HpBlockTable){ 0 };
}

void
hp_block_table_remove_all (HpBlockTable *self)
{
  memset (self->entries, 0, (self->mask + 1) * sizeof *self->entries);
  self->n = self->bytes = 0;
}

HpBlockEntry *
hp_block_table_find (const HpBlockTable *self, const void *address)
{
  HpBlockEntry *entry = place_of (self->entries, self->mask, (uintptr_t)address);

  return entry->address != 0 ? entry : NULL;
}

static bool
grow (HpBlockTable *self)
{
  size_t mask = self->mask * 2 + 1;
  HpBlockEntry *bigger = calloc (mask + 1, sizeof *bigger);

  if (bigger == NULL)
    return false;
  for (size_t i = 0; i <= self->mask; i++)
    if (self->entries[i].address != 0)
      *place_of (bigger, mask, self->entries[i].address) = self->entries[i];
  free (self->entries);
  self->entries = bigger;
  self->mask = mask;
  return true;
}

bool
hp_block_table_put (HpBlockTable *self, const void *address, size_t size, void *note)
{
  HpBlockEntry *entry = hp_block_table_find (self, address);

  if (entry == NULL) {
    if ((self->n + 1) * 3 > self->mask * 2 && !grow (self))
      return false;
    entry = place_of (self->entries, self->mask, (uintptr_t)address);
    self->n++;
  }
  self->bytes += size - entry->size; /* an empty place has size 0 */
  *entry = (HpBlockEntry){ (uintptr_t)address, size, note };
  return true;
}

void
hp_block_table_remove (HpBlockTable *self, const void *address)
{
  HpBlockEntry *entry = hp_block_table_find (self, address);
  size_t hole;

  if (entry == NULL)
    return;
  self->bytes -= entry->size;
  self->n--;
  hole = (size_t)(entry - self->entries);
  for (size_t i = (hole + 1) & self->mask; self->entries[i].address != 0;
       i = (i + 1) & self->mask) {
    size_t home = home_of (self->entries[i].address, self->mask);

    if (((i - home) & self->mask) >= ((i - hole) & self->mask)) {
      self->entries[hole] = self->entries[i];
      hole = i;
    }
  }
  self->entries[hole] = (HpBlockEntry){ 0 };
}
