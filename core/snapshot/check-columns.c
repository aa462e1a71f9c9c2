/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/check-columns.h"

#include <stdlib.h>
#include <xxhash.h>

#include "snapshot/column-rules.h"
#include "snapshot/parallel.h"
#include "snapshot/private.h"

/* Bytes of a column that stay in the processor's cache between their checksum and their rule, and
 * after which somebody looks at the cancellable. A multiple of what column-rules.c looks at. */
#define PIECE (128u << 10)

typedef struct {
  const HpSnapshot *snapshot;
  const guint64 *rows;
  const HpFileEntry *entries; /* may be NULL */
  GCancellable *cancellable;
  guint8 order[HP_N_COLUMNS];   /* the longest first */
  GError *errors[HP_N_COLUMNS]; /* owned */
} Check;

/* A column on its way through its pieces. */
typedef struct {
  HpRule rule;
  XXH3_state_t *sum; /* owned; NULL: there is no checksum */
  guint64 breach;    /* the first row that breaks the rule, or the number of rows */
} Pass;

static void
go_through (const Check *check, HpColumnId id, Pass *pass)
{
  const HpColumn *column = &check->snapshot->columns[id];
  guint width = hp_column_width[id];
  guint64 n = column->count, end;

  for (guint64 row = 0; row < n && !g_cancellable_is_cancelled (check->cancellable); row = end) {
    end = MIN (row + PIECE / width, n);
    if (pass->sum != NULL)
      XXH3_64bits_update (pass->sum, (const char *)column->data + row * width, (end - row) * width);
    if (pass->breach == n) {
      guint64 breach = hp_rule_find_breach (pass->rule, column->data, row, end);
      pass->breach = breach < end ? breach : n;
    }
  }
}

static GError *
damaged_row (HpColumnId id, guint64 row, const char *what)
{
  return g_error_new (HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED,
                      "column %s, row %" G_GUINT64_FORMAT ": %s", hp_column_name[id], row, what);
}

/* A wrong checksum says more than what follows from it. */
static GError *
judge (const Check *check, HpColumnId id, const Pass *pass)
{
  const HpColumn *column = &check->snapshot->columns[id];

  if (g_cancellable_is_cancelled (check->cancellable))
    return NULL;
  if (pass->sum != NULL && XXH3_64bits_digest (pass->sum) != check->entries[id].checksum)
    return g_error_new (HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED,
                        "at byte %" G_GUINT64_FORMAT ": the checksum of column %s does not match",
                        check->entries[id].offset, hp_column_name[id]);
  if (pass->breach < column->count)
    return damaged_row (id, pass->breach,
                        hp_rule_describe_breach (pass->rule, column->data, pass->breach));
  return NULL;
}

static void
check_column (guint task, gpointer data)
{
  Check *check = data;
  HpColumnId id = (HpColumnId)check->order[task];
  Pass pass = { hp_rule_of (id, check->rows), NULL, check->snapshot->columns[id].count };

  if (check->entries != NULL && check->entries[id].width != 0) {
    pass.sum = XXH3_createState ();
    if (pass.sum == NULL) {
      check->errors[id] = g_error_new_literal (HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_TOO_LARGE,
                                               "not enough memory to verify it");
      return;
    }
    XXH3_64bits_reset (pass.sum);
  }
  go_through (check, id, &pass);
  check->errors[id] = judge (check, id, &pass);
  XXH3_freeState (pass.sum);
}

static guint64
bytes_of (const HpSnapshot *snapshot, guint column)
{
  return snapshot->columns[column].count * hp_column_width[column];
}

static int
compare_lengths (const void *a, const void *b, void *data)
{
  guint64 size_x = bytes_of (data, *(const guint8 *)a);
  guint64 size_y = bytes_of (data, *(const guint8 *)b);

  return (size_x < size_y) - (size_x > size_y);
}

static gboolean
propagate_first (Check *check, GError **error)
{
  GError *first = NULL;

  for (guint i = 0; i < HP_N_COLUMNS; i++) {
    if (first == NULL)
      first = g_steal_pointer (&check->errors[i]);
    g_clear_error (&check->errors[i]);
  }
  if (first == NULL)
    return !g_cancellable_set_error_if_cancelled (check->cancellable, error);
  g_propagate_error (error, first);
  return FALSE;
}

gboolean
hp_check_columns (const HpSnapshot *snapshot, const guint64 *rows, const HpFileEntry *entries,
                  GCancellable *cancellable, GError **error)
{
  Check check = {
    .snapshot = snapshot, .rows = rows, .entries = entries, .cancellable = cancellable
  };
  guint64 bytes = 0;

  for (guint i = 0; i < HP_N_COLUMNS; i++) {
    check.order[i] = (guint8)i;
    bytes += bytes_of (snapshot, i);
  }
  qsort_r (check.order, HP_N_COLUMNS, sizeof check.order[0], compare_lengths, (void *)snapshot);
  hp_parallel_run (HP_N_COLUMNS, bytes, check_column, &check);
  return propagate_first (&check, error);
}
