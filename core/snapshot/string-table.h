/* SPDX-License-Identifier: Apache-2.0 */
/* A growing table of distinct strings, numbered in the order in which they came. */
#pragma once

#include "snapshot/vector.h"

/* The hash is kept: a slot of another string is seldom worth a look at its bytes, and a table that
 * grows needs none of them. */
typedef struct {
  guint32 hash;
  guint32 number; /* + 1; 0: free */
} HpStringSlot;

typedef struct {
  HpVector start;      /* guint64: where each string starts; one more than there are strings */
  HpVector bytes;      /* guint8 */
  HpStringSlot *slots; /* owned: open addressing, ordered by hash & mask as far as it goes */
  guint32 mask;        /* slots - 1 */
} HpStringTable;

void hp_string_table_init (HpStringTable *self);
void hp_string_table_clear (HpStringTable *self);

/* Room for n more. */
void hp_string_table_reserve (HpStringTable *self, gsize n);

/* Forgets all strings and keeps the memory, unless the table had grown large. */
void hp_string_table_empty (HpStringTable *self);

/* The number of the string, new or known. */
guint32 hp_string_table_add (HpStringTable *self, const char *text, gsize length);

/* The same in two steps: between them the slot comes from memory. The hash is the same in all
 * tables; one that was made for another table is prefetched here. */
guint32 hp_string_table_begin_add (HpStringTable *self, const char *text, gsize length);
void hp_string_table_prefetch (const HpStringTable *self, guint32 hash);
guint32 hp_string_table_end_add (HpStringTable *self, guint32 hash, const char *text, gsize length);
