/* SPDX-License-Identifier: Apache-2.0 */
/* The end of building: rows are put in the order that snapshot.h promises, and numbers follow them.
 *
 * A table that nothing refers to is ordered by its own addresses. Where other tables refer to the
 * rows, their numbers are translated; and where a table belongs to another one row by row
 * (references to objects, pools to arenas), it follows the order of that. */
#include "snapshot/builder-private.h"

#include <string.h>

#include "snapshot/parallel.h"
#include "snapshot/row-order.h"

typedef struct {
  HpSnapshotBuilder *builder;
  const HpRowOrder *order;
  guint8 columns[HP_N_COLUMNS];
} Move;

static void
move_column (guint task, gpointer user_data)
{
  const Move *move = user_data;
  guint8 column = move->columns[task];

  hp_row_order_apply (move->order, &move->builder->columns[column], hp_column_width[column]);
}

static void
move_table (HpSnapshotBuilder *self, HpTableId table, const HpRowOrder *order)
{
  Move move = { .builder = self, .order = order };
  guint64 bytes = 0;
  guint n = 0;

  for (guint8 i = 0; i < HP_N_COLUMNS; i++)
    if (hp_column_table[i] == table) {
      move.columns[n++] = i;
      bytes += self->columns[i].count * hp_column_width[i];
    }
  hp_parallel_run (n, bytes, move_column, &move);
}

static void
translate (HpVector *numbers, const guint32 *moves)
{
  guint32 *number = numbers->data;

  for (gsize i = 0; i < numbers->count; i++)
    if (number[i] != HP_NONE)
      number[i] = moves[number[i]];
}

typedef struct {
  HpSnapshotBuilder *builder;
  const guint32 *moves;
} Translation;

/* The largest first. */
static const guint8 numbers_of_objects[] = { HP_COL_REF_TARGET,   HP_COL_TYPE_OBJECT,
                                             HP_COL_ROOT_OBJECT,  HP_COL_LARGE_OBJECT,
                                             HP_COL_OWNED_OBJECT, HP_COL_TRACE_OBJECT };

/* The task after the last column is the holders of references. */
static void
translate_numbers (guint task, gpointer user_data)
{
  const Translation *translation = user_data;
  HpSnapshotBuilder *builder = translation->builder;

  translate (task < G_N_ELEMENTS (numbers_of_objects) ? &builder->columns[numbers_of_objects[task]]
                                                      : &builder->ref_from,
             translation->moves);
}

/* NULL when all stay where they are; else free with g_free. */
static guint32 *
order_objects (HpSnapshotBuilder *self)
{
  const HpVector *keys = &self->columns[HP_COL_OBJECT_ADDRESS];
  guint32 n = HP_ROWS (self, OBJECT_ADDRESS);
  Translation translation = { .builder = self };
  g_auto (HpRowOrder) order = { 0 };
  guint32 *moves;

  if (!hp_row_order_find (&order, keys, sizeof (guint64), TRUE))
    return NULL;
  translation.moves = moves = hp_row_order_dup_moves (&order, keys);
  move_table (self, HP_TABLE_OBJECTS, &order);
  self->info->quality.torn_reads += n - HP_ROWS (self, OBJECT_ADDRESS);
  hp_parallel_run (G_N_ELEMENTS (numbers_of_objects) + 1, self->ref_from.count * sizeof (guint64),
                   translate_numbers, &translation);
  return moves;
}

const guint32 *
hp_snapshot_builder_settle_objects (HpSnapshotBuilder *self)
{
  if (self->settled)
    return self->moves;
  hp_builder_settle_previews (self, &self->previews);
  hp_previews_empty (&self->previews);
  self->n_settled = HP_ROWS (self, OBJECT_ADDRESS);
  self->moves = order_objects (self);
  self->settled = TRUE;
  return self->moves;
}

static inline gsize
settled_number (const HpSnapshotBuilder *self, gsize before)
{
  return self->moves != NULL ? self->moves[before] : before;
}

/* While rows are filled, start[i + 1] is the place of the next reference of object i: at first
 * where its row begins, at last where it ends, which is where the next one begins. */
void
hp_snapshot_builder_lay_refs (HpSnapshotBuilder *self, const guint32 *n)
{
  gsize n_objects = HP_ROWS (self, OBJECT_ADDRESS);
  HpVector *targets = &self->columns[HP_COL_REF_TARGET], *labels = &self->columns[HP_COL_REF_LABEL];
  guint64 sum = 0, *start;

  g_return_if_fail (self->settled && targets->count == 0);
  start = hp_vector_add (&self->columns[HP_COL_REF_START], sizeof *start, n_objects + 1);
  memset (start, 0, (n_objects + 1) * sizeof *start);
  for (gsize i = 0; i < self->n_settled; i++)
    start[settled_number (self, i) + 1] += n[i];
  for (gsize i = 0; i < n_objects; i++) {
    guint64 count = start[i + 1];

    start[i + 1] = sum;
    sum += count;
  }
  hp_vector_add (targets, sizeof (guint32), sum);
  hp_vector_add (labels, sizeof (guint32), sum);
}

void
hp_snapshot_builder_next_refs (HpSnapshotBuilder *self, guint32 from, guint32 n, guint32 **targets,
                               guint32 **labels)
{
  guint64 *next = &HP_AT (self, REF_START, guint64, settled_number (self, from) + 1);

  *targets = &HP_AT (self, REF_TARGET, guint32, *next);
  *labels = &HP_AT (self, REF_LABEL, guint32, *next);
  *next += n;
}

/* References by the object that holds them; then where those of each begin. */
static void
order_refs (HpSnapshotBuilder *self)
{
  gsize n_objects = HP_ROWS (self, OBJECT_ADDRESS);
  g_auto (HpRowOrder) order = { 0 };
  guint64 *start;

  if (HP_ROWS (self, REF_START) > 0) { /* they were laid out so */
    if (self->moves != NULL)
      translate (&self->columns[HP_COL_REF_TARGET], self->moves);
    return;
  }
  start = hp_vector_add (&self->columns[HP_COL_REF_START], sizeof *start, n_objects + 1);
  memset (start, 0, (n_objects + 1) * sizeof *start);
  for (gsize i = 0; i < self->ref_from.count; i++)
    start[HP_VECTOR_AT (&self->ref_from, guint32, i) + 1]++;
  for (gsize i = 0; i < n_objects; i++)
    start[i + 1] += start[i];
  if (hp_row_order_find (&order, &self->ref_from, sizeof (guint32), FALSE))
    move_table (self, HP_TABLE_REFS, &order);
}

/* Rows of a table that nothing refers to, by an address column. unique: of two rows with one
 * address the first stays. */
static void
order_table (HpSnapshotBuilder *self, HpTableId table, HpColumnId key, gboolean unique)
{
  const HpVector *keys = &self->columns[key];
  g_auto (HpRowOrder) order = { 0 };

  if (!hp_row_order_find (&order, keys, sizeof (guint64), unique))
    return;
  if (unique)
    g_free (hp_row_order_dup_moves (&order, keys));
  move_table (self, table, &order);
}

/* The pools of each arena stay together, in the order in which they came. */
static void
order_arenas (HpSnapshotBuilder *self)
{
  const HpVector *keys = &self->columns[HP_COL_ARENA_ADDRESS];
  g_auto (HpRowOrder) order = { 0 }, pool_order = { 0 };
  g_autofree guint32 *moves = NULL;
  guint32 first = 0;

  if (!hp_row_order_find (&order, keys, sizeof (guint64), FALSE))
    return;
  moves = hp_row_order_dup_moves (&order, NULL);
  move_table (self, HP_TABLE_ARENAS, &order);
  translate (&self->columns[HP_COL_POOL_ARENA], moves);
  if (hp_row_order_find (&pool_order, &self->columns[HP_COL_POOL_ARENA], sizeof (guint32), FALSE))
    move_table (self, HP_TABLE_POOLS, &pool_order);
  for (guint32 i = 0; i < HP_ROWS (self, ARENA_ADDRESS); i++) {
    HP_AT (self, ARENA_FIRST_POOL, guint32, i) = first;
    first += HP_AT (self, ARENA_N_POOLS, guint32, i);
  }
}

static void
sum_types (HpSnapshotBuilder *self)
{
  for (guint32 i = 0; i < HP_ROWS (self, OBJECT_ADDRESS); i++) {
    guint32 type = HP_AT (self, OBJECT_TYPE, guint32, i);
    HP_AT (self, TYPE_COUNT, guint64, type)++;
    HP_AT (self, TYPE_SIZE, guint64, type) += HP_AT (self, OBJECT_SIZE, guint64, i);
  }
}

/* Of what the objects' numbers are needed for, or nothing of objects. */
enum { REFS, OWNED, TYPES, LARGE, TRACES, ARENAS, N_TABLES };

static void
order_rest (guint task, gpointer user_data)
{
  HpSnapshotBuilder *self = user_data;

  switch (task) {
  case REFS: order_refs (self); break;
  case OWNED: order_table (self, HP_TABLE_OWNED, HP_COL_OWNED_ADDRESS, FALSE); break;
  case TYPES: sum_types (self); break;
  case LARGE: order_table (self, HP_TABLE_LARGE, HP_COL_LARGE_ADDRESS, FALSE); break;
  case TRACES: order_table (self, HP_TABLE_TRACES, HP_COL_TRACE_ADDRESS, TRUE); break;
  case ARENAS: order_arenas (self); break;
  default: g_assert_not_reached ();
  }
}

/* A vector to which nothing was added has no memory; a column without rows still is somewhere, as
 * it is in a file, so that rows can be counted from it. */
static HpSnapshot *
hand_over (HpSnapshotBuilder *self)
{
  static const guint64 no_rows[1];
  HpSnapshot *snapshot = hp_snapshot_alloc (g_steal_pointer (&self->info));

  for (int i = 0; i < HP_N_COLUMNS; i++) {
    HpVector *column = i == HP_COL_STRING_START   ? &self->strings.start
                       : i == HP_COL_STRING_BYTES ? &self->strings.bytes
                                                  : &self->columns[i];
    gsize count = column->count;
    gpointer data = hp_vector_steal (column);
    snapshot->priv->owned[i] = data;
    snapshot->columns[i] = (HpColumn){ data != NULL ? data : no_rows, count };
  }
  hp_snapshot_complete (snapshot);
  return snapshot;
}

HpSnapshot *
hp_snapshot_builder_end (HpSnapshotBuilder *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self->info != NULL, NULL);

  hp_snapshot_builder_settle_objects (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  hp_parallel_run (N_TABLES, self->columns[HP_COL_REF_TARGET].count * sizeof (guint64), order_rest,
                   self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return hand_over (self);
}
