/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/row-order.h"

#include <string.h>

typedef struct {
  guint64 key;
  guint32 row;
} KeyedRow;

static inline guint64
key_at (const HpVector *keys, guint width, gsize row)
{
  return width == 8 ? HP_VECTOR_AT (keys, guint64, row) : HP_VECTOR_AT (keys, guint32, row);
}

static gsize
count_in_order (const HpVector *keys, guint width, gboolean unique)
{
  for (gsize i = 1; i < keys->count; i++) {
    guint64 before = key_at (keys, width, i - 1), key = key_at (keys, width, i);
    if (key < before || (unique && key == before))
      return i;
  }
  return keys->count;
}

/* Least significant byte first; bytes that are the same in all keys need no pass. */
static void
radix_sort (KeyedRow *rows, gsize n)
{
  g_autofree KeyedRow *other = hp_array_new (sizeof *other, n);
  KeyedRow *from = rows, *to = other;
  guint64 differing = 0;

  for (gsize i = 1; i < n; i++)
    differing |= rows[i].key ^ rows[0].key;
  for (guint shift = 0; shift < 64; shift += 8) {
    gsize next[257] = { 0 };
    KeyedRow *swap = from;
    if (((differing >> shift) & 0xff) == 0)
      continue;
    for (gsize i = 0; i < n; i++)
      next[((from[i].key >> shift) & 0xff) + 1]++;
    for (guint i = 1; i < 256; i++)
      next[i] += next[i - 1];
    for (gsize i = 0; i < n; i++)
      to[next[(from[i].key >> shift) & 0xff]++] = from[i];
    from = to;
    to = swap;
  }
  if (from != rows)
    memcpy (rows, from, n * sizeof *rows);
}

/* The late rows are sorted, so that their places among the kept ones ascend as well. */
static guint32
count_before (const HpVector *keys, guint width, guint32 low, guint32 high, guint64 key)
{
  while (low < high) {
    guint32 middle = low + (high - low) / 2;
    if (key_at (keys, width, middle) <= key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

gboolean
hp_row_order_find (HpRowOrder *self, const HpVector *keys, guint width, gboolean unique)
{
  gsize kept = count_in_order (keys, width, unique), late = keys->count - kept;
  g_autofree KeyedRow *rows = NULL;

  if (late == 0)
    return FALSE;
  *self = (HpRowOrder){ (guint32)kept, (guint32)late, hp_array_new (sizeof *self->late, late),
                        hp_array_new (sizeof *self->before, late) };
  rows = hp_array_new (sizeof *rows, late);
  for (gsize i = 0; i < late; i++)
    rows[i] = (KeyedRow){ key_at (keys, width, kept + i), (guint32)(kept + i) };
  radix_sort (rows, late);
  for (gsize i = 0; i < late; i++) {
    self->late[i] = rows[i].row;
    self->before[i] = i > 0 && rows[i].key == rows[i - 1].key
                          ? self->before[i - 1]
                          : count_before (keys, width, i > 0 ? self->before[i - 1] : 0,
                                          self->n_kept, rows[i].key);
  }
  return TRUE;
}

void
hp_row_order_clear (HpRowOrder *self)
{
  g_clear_pointer (&self->late, g_free);
  g_clear_pointer (&self->before, g_free);
}

/* The row that stays instead is the last one before; those in front of it are as many as are kept,
 * and the late ones so far. */
static void
leave_out_equal (HpRowOrder *self, const HpVector *keys, guint32 *moves)
{
  guint32 n = 0;

  for (guint32 i = 0; i < self->n_late; i++) {
    guint64 key = HP_VECTOR_AT (keys, guint64, self->late[i]);
    guint32 before = self->before[i];
    if ((n > 0 && HP_VECTOR_AT (keys, guint64, self->late[n - 1]) == key) ||
        (before > 0 && HP_VECTOR_AT (keys, guint64, before - 1) == key)) {
      moves[self->late[i]] = before + n - 1;
      continue;
    }
    self->late[n] = self->late[i];
    self->before[n++] = before;
  }
  self->n_late = n;
}

guint32 *
hp_row_order_dup_moves (HpRowOrder *self, const HpVector *unique)
{
  guint32 *moves = hp_array_new (sizeof *moves, (gsize)self->n_kept + self->n_late);
  guint32 late = 0;

  if (unique != NULL)
    leave_out_equal (self, unique, moves);
  for (guint32 row = 0; row < self->n_kept; row++) {
    while (late < self->n_late && self->before[late] <= row)
      late++;
    moves[row] = row + late;
  }
  for (guint32 i = 0; i < self->n_late; i++)
    moves[self->late[i]] = self->before[i] + i;
  return moves;
}

void
hp_row_order_apply (const HpRowOrder *self, HpVector *column, guint width)
{
  guint8 *rows = column->data;
  g_autofree guint8 *late = g_malloc_n (self->n_late, width);
  gsize end = self->n_kept;

  for (gsize i = 0; i < self->n_late; i++)
    memcpy (late + i * width, rows + (gsize)self->late[i] * width, width);
  for (gsize i = self->n_late; i-- > 0;) {
    gsize before = self->before[i];
    memmove (rows + (before + i + 1) * width, rows + before * width, (end - before) * width);
    memcpy (rows + (before + i) * width, late + i * width, width);
    end = before;
  }
  column->count = (gsize)self->n_kept + self->n_late;
}
