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

/* The end of the rows in order that begin there. */
static gsize
find_end_of_order (const HpVector *keys, guint width, gsize begin, gboolean unique)
{
  for (gsize i = begin + 1; i < keys->count; i++) {
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

/* The late rows from "kept" on by their keys. Often they are in order among themselves. */
static void
sort_late (HpRowOrder *self, const HpVector *keys, guint width)
{
  g_autofree KeyedRow *rows = NULL;

  if (find_end_of_order (keys, width, self->n_kept, FALSE) == keys->count) {
    for (guint32 i = 0; i < self->n_late; i++)
      self->late[i] = self->n_kept + i;
    self->is_two_runs = TRUE;
    return;
  }
  rows = hp_array_new (sizeof *rows, self->n_late);
  for (guint32 i = 0; i < self->n_late; i++)
    rows[i] = (KeyedRow){ key_at (keys, width, self->n_kept + i), self->n_kept + i };
  radix_sort (rows, self->n_late);
  for (guint32 i = 0; i < self->n_late; i++)
    self->late[i] = rows[i].row;
}

/* The kept rows whose key is not above this one; those below "low" are known to be. The next place
 * is rarely far away, so steps grow until one is too large. */
static guint32
count_before (const HpVector *keys, guint width, guint32 low, guint32 n, guint64 key)
{
  guint32 step = 1, high;

  while (step <= n - low && key_at (keys, width, low + step - 1) <= key) {
    low += step;
    step *= 2;
  }
  high = low + MIN (step, n - low);
  while (low < high) {
    guint32 middle = low + (high - low) / 2;
    if (key_at (keys, width, middle) <= key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The late rows are sorted, so that their places among the kept ones ascend as well. */
gboolean
hp_row_order_find (HpRowOrder *self, const HpVector *keys, guint width, gboolean unique)
{
  gsize kept = find_end_of_order (keys, width, 0, unique), late = keys->count - kept;
  guint32 before = 0;

  if (late == 0)
    return FALSE;
  *self = (HpRowOrder){ (guint32)kept, (guint32)late, hp_array_new (sizeof *self->late, late),
                        hp_array_new (sizeof *self->before, late) };
  sort_late (self, keys, width);
  for (gsize i = 0; i < late; i++) {
    before = count_before (keys, width, before, self->n_kept, key_at (keys, width, self->late[i]));
    self->before[i] = before;
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
  self->is_two_runs &= n == self->n_late;
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

/* The width is known where this is called, so a copy is one move. */
static inline void
gather (const HpRowOrder *self, const guint8 *rows, gsize width, guint8 *late)
{
  for (gsize i = 0; i < self->n_late; i++)
    memcpy (late + i * width, rows + (gsize)self->late[i] * width, width);
}

static guint8 *
dup_late (const HpRowOrder *self, const guint8 *rows, gsize width)
{
  guint8 *late = hp_array_new (width, self->n_late);

  switch (width) {
  case 1: gather (self, rows, 1, late); break;
  case 2: gather (self, rows, 2, late); break;
  case 4: gather (self, rows, 4, late); break;
  case 8: gather (self, rows, 8, late); break;
  default: gather (self, rows, width, late); break;
  }
  return late;
}

/* Two runs of which the first is the shorter: it alone is put aside, and late rows that go to one
 * place move down to it. */
static void
merge_short_run (const HpRowOrder *self, guint8 *rows, gsize width)
{
  g_autofree guint8 *kept = g_memdup2 (rows, self->n_kept * width);
  gsize done = 0, end; /* kept and late rows that are in place */

  for (gsize i = 0; i < self->n_late; i = end) {
    gsize before = self->before[i];

    for (end = i + 1; end < self->n_late && self->before[end] == before;)
      end++;
    memcpy (rows + (done + i) * width, kept + done * width, (before - done) * width);
    memmove (rows + (before + i) * width, rows + (self->n_kept + i) * width, (end - i) * width);
    done = before;
  }
  memcpy (rows + (done + self->n_late) * width, kept + done * width, (self->n_kept - done) * width);
}

/* From the end: late rows that go to one place, and the kept ones behind them. */
static void
insert_late (const HpRowOrder *self, guint8 *rows, gsize width)
{
  g_autofree guint8 *late = dup_late (self, rows, width);
  gsize end = self->n_kept, begin;

  for (gsize i = self->n_late; i > 0; i = begin) {
    gsize before = self->before[i - 1];

    for (begin = i - 1; begin > 0 && self->before[begin - 1] == before;)
      begin--;
    memmove (rows + (before + i) * width, rows + before * width, (end - before) * width);
    memcpy (rows + (before + begin) * width, late + begin * width, (i - begin) * width);
    end = before;
  }
}

void
hp_row_order_apply (const HpRowOrder *self, HpVector *column, guint width)
{
  if (self->is_two_runs && self->n_kept < self->n_late)
    merge_short_run (self, column->data, width);
  else
    insert_late (self, column->data, width);
  column->count = (gsize)self->n_kept + self->n_late;
}
