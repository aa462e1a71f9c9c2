/* SPDX-License-Identifier: Apache-2.0 */
/* A growing table of distinct strings, numbered in the order in which they came. */
#pragma once

#include <glib.h>

typedef struct {
  GArray *start;  /* owned, guint64: where each string starts; one more than there are strings */
  GArray *bytes;  /* owned, guint8 */
  guint32 *slots; /* owned: open addressing; number + 1, 0 when free */
  guint32 mask;   /* slots - 1 */
} HpStringTable;

void hp_string_table_init (HpStringTable *self);
void hp_string_table_clear (HpStringTable *self);

/* The number of the string, new or known. */
guint32 hp_string_table_add (HpStringTable *self, const char *text, gsize length);
