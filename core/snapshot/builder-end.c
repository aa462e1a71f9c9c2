/* SPDX-License-Identifier: Apache-2.0 */
/* The end of building: rows are put in the order that snapshot.h promises, and numbers follow them.
 *
 * One idea does all of it: a table is sorted by a permutation "order" (new row → old row) of an
 * address column; every column of the table is gathered through it; and where other tables refer to
 * the rows, its inverse "moved" (old row → new row) translates the numbers. */
#include "snapshot/builder-private.h"

#include <string.h>

typedef struct {
  guint64 key;
  guint32 row;
} KeyedRow;

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const KeyedRow *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

static gboolean
is_ascending (GArray *keys)
{
  const guint64 *key = (const guint64 *)(gpointer)keys->data;

  for (guint i = 1; i < keys->len; i++)
    if (key[i] <= key[i - 1])
      return FALSE;
  return TRUE;
}

/* The rows in ascending order of their key, the first of equal keys before the later ones; NULL
 * when they are in strict order already. */
static guint32 *
sorted_order (GArray *keys)
{
  g_autofree KeyedRow *rows = NULL;
  guint32 *order;

  if (is_ascending (keys))
    return NULL;
  rows = g_new (KeyedRow, keys->len);
  order = g_new (guint32, keys->len);
  for (guint i = 0; i < keys->len; i++)
    rows[i] = (KeyedRow){ g_array_index (keys, guint64, i), i };
  qsort (rows, keys->len, sizeof *rows, compare_keys);
  for (guint i = 0; i < keys->len; i++)
    order[i] = rows[i].row;
  return order;
}

/* column[i] = column[order[i]] for the first n rows. */
static void
gather (GArray **column, guint width, const guint32 *order, guint n)
{
  GArray *sorted = g_array_sized_new (FALSE, FALSE, width, n);

  g_array_set_size (sorted, n);
  for (guint i = 0; i < n; i++)
    memcpy (sorted->data + (gsize)i * width, (*column)->data + (gsize)order[i] * width, width);
  g_array_unref (*column);
  *column = sorted;
}

static void
gather_table (HpSnapshotBuilder *self, HpTableId table, const guint32 *order, guint n)
{
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (hp_column_table[i] == table)
      gather (&self->columns[i], hp_column_width[i], order, n);
}

/* Drops rows whose key equals the one before; fills moved (old row → new row, also for dropped
 * ones). */
static guint
drop_equal_keys (GArray *keys, guint32 *order, guint32 *moved)
{
  guint kept = 0;

  for (guint i = 0; i < keys->len; i++) {
    guint64 key = g_array_index (keys, guint64, order[i]);
    gboolean equal = kept > 0 && g_array_index (keys, guint64, order[kept - 1]) == key;
    guint32 old = order[i];
    if (!equal)
      order[kept++] = old;
    moved[old] = kept - 1;
  }
  return kept;
}

static void
translate (GArray *numbers, const guint32 *moved)
{
  guint32 *number = (guint32 *)(gpointer)numbers->data;

  for (guint i = 0; i < numbers->len; i++)
    if (number[i] != HP_NONE)
      number[i] = moved[number[i]];
}

static void
order_objects (HpSnapshotBuilder *self)
{
  static const guint8 numbers[] = { HP_COL_REF_TARGET,   HP_COL_TYPE_OBJECT,  HP_COL_ROOT_OBJECT,
                                    HP_COL_LARGE_OBJECT, HP_COL_OWNED_OBJECT, HP_COL_TRACE_OBJECT };
  GArray *keys = self->columns[HP_COL_OBJECT_ADDRESS];
  g_autofree guint32 *order = sorted_order (keys);
  g_autofree guint32 *moved = NULL;
  guint n = keys->len, kept;

  if (order == NULL)
    return;
  moved = g_new (guint32, n);
  kept = drop_equal_keys (keys, order, moved);
  self->info->quality.torn_reads += n - kept;
  gather_table (self, HP_TABLE_OBJECTS, order, kept);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    translate (self->columns[numbers[i]], moved);
  translate (self->ref_from, moved);
  self->refs_in_order = FALSE;
}

/* A stable counting sort of the references by the object that holds them; start gets where each
 * begins. */
static void
order_refs (HpSnapshotBuilder *self)
{
  guint n_objects = self->columns[HP_COL_OBJECT_ADDRESS]->len;
  guint n_refs = self->ref_from->len;
  const guint32 *from = (const guint32 *)(gpointer)self->ref_from->data;
  GArray *rows = self->columns[HP_COL_REF_START];
  g_autofree guint32 *order = NULL;
  g_autofree guint64 *next = NULL;
  guint64 *start;

  g_array_set_size (rows, n_objects + 1);
  start = (guint64 *)(gpointer)rows->data;
  memset (start, 0, ((gsize)n_objects + 1) * sizeof *start);
  for (guint i = 0; i < n_refs; i++)
    start[from[i] + 1]++;
  for (guint i = 0; i < n_objects; i++)
    start[i + 1] += start[i];
  if (self->refs_in_order)
    return;
  next = g_memdup2 (start, ((gsize)n_objects + 1) * sizeof *start);
  order = g_new (guint32, (gsize)n_refs + 1);
  for (guint i = 0; i < n_refs; i++)
    order[next[from[i]]++] = i;
  gather_table (self, HP_TABLE_REFS, order, n_refs);
}

/* Each arena keeps its pools together, so pools are sorted through their arenas. */
static void
order_arenas (HpSnapshotBuilder *self)
{
  GArray *addresses = self->columns[HP_COL_ARENA_ADDRESS];
  g_autofree guint32 *order = sorted_order (addresses);
  g_autofree guint32 *pool_order = NULL;
  guint n_pools = self->columns[HP_COL_POOL_ADDRESS]->len;
  guint next = 0;

  if (order == NULL)
    return;
  pool_order = g_new (guint32, (gsize)n_pools + 1);
  for (guint i = 0; i < addresses->len; i++) {
    guint first = g_array_index (self->columns[HP_COL_ARENA_FIRST_POOL], guint32, order[i]);
    guint n = g_array_index (self->columns[HP_COL_ARENA_N_POOLS], guint32, order[i]);
    g_array_index (self->columns[HP_COL_ARENA_FIRST_POOL], guint32, order[i]) = next;
    for (guint pool = first; pool < first + n; pool++) {
      g_array_index (self->columns[HP_COL_POOL_ARENA], guint32, pool) = i;
      pool_order[next++] = pool;
    }
  }
  gather_table (self, HP_TABLE_POOLS, pool_order, n_pools);
  gather_table (self, HP_TABLE_ARENAS, order, addresses->len);
}

/* Rows of a table that nothing refers to, sorted by an address column. */
static void
order_table (HpSnapshotBuilder *self, HpTableId table, HpColumnId key)
{
  g_autofree guint32 *order = sorted_order (self->columns[key]);

  if (order != NULL)
    gather_table (self, table, order, self->columns[key]->len);
}

static void
sum_types (HpSnapshotBuilder *self)
{
  guint64 *counts = (guint64 *)(gpointer)self->columns[HP_COL_TYPE_COUNT]->data;
  guint64 *sizes = (guint64 *)(gpointer)self->columns[HP_COL_TYPE_SIZE]->data;
  GArray *types = self->columns[HP_COL_OBJECT_TYPE];

  for (guint i = 0; i < types->len; i++) {
    guint32 type = g_array_index (types, guint32, i);
    counts[type]++;
    sizes[type] += g_array_index (self->columns[HP_COL_OBJECT_SIZE], guint64, i);
  }
}

static HpSnapshot *
hand_over (HpSnapshotBuilder *self)
{
  HpSnapshot *snapshot = hp_snapshot_alloc (g_steal_pointer (&self->info));

  self->columns[HP_COL_STRING_START] = g_steal_pointer (&self->strings.start);
  self->columns[HP_COL_STRING_BYTES] = g_steal_pointer (&self->strings.bytes);
  for (int i = 0; i < HP_N_COLUMNS; i++) {
    gsize count;
    gpointer data = g_array_steal (self->columns[i], &count);
    snapshot->columns[i] = (HpColumn){ data, count };
    snapshot->priv->owned[i] = data;
  }
  hp_snapshot_complete (snapshot);
  return snapshot;
}

HpSnapshot *
hp_snapshot_builder_end (HpSnapshotBuilder *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self->info != NULL, NULL);

  order_objects (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  order_refs (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  order_arenas (self);
  order_table (self, HP_TABLE_OWNED, HP_COL_OWNED_ADDRESS);
  order_table (self, HP_TABLE_TRACES, HP_COL_TRACE_ADDRESS);
  order_table (self, HP_TABLE_LARGE, HP_COL_LARGE_ADDRESS);
  sum_types (self);
  return hand_over (self);
}
