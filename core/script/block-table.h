/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What is known of each block, by its address: its size in bytes, and a note of the table's owner.
 *
 * Open addressing in plain memory of the process, outside of every heap, so that keeping the books
 * changes no heap. Closing the gap of a removed entry keeps all searches short. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uintptr_t address; /* 0: an empty place */
  size_t size;
  void *note;
} HpBlockEntry;

typedef struct {
  HpBlockEntry *entries; /* owned; mask + 1 places */
  size_t n, mask;
  size_t bytes; /* the sum of the sizes */
} HpBlockTable;

/* make and free: FALSE when there is no memory */
bool hp_block_table_init (HpBlockTable *self);
void hp_block_table_clear (HpBlockTable *self);
void hp_block_table_remove_all (HpBlockTable *self);

/* The entry of a block, or NULL; valid until the table changes. */
HpBlockEntry *hp_block_table_find (const HpBlockTable *self, const void *address);
/* Notes a block, or that a known one has another size and note. False when there is no memory: the
 * block is not in the table then. */
bool hp_block_table_put (HpBlockTable *self, const void *address, size_t size, void *note);
/* An address that is not there is fine. */
void hp_block_table_remove (HpBlockTable *self, const void *address);
