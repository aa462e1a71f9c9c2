/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing in a file is believed: after these checks no accessor of snapshot.h can leave its column.
 * Here are those that concern more than one column; what one must keep by itself is in
 * column-rules.h, and check-columns.c goes through all of them at once. */
#include "snapshot/check-columns.h"
#include "snapshot/private.h"
#include "snapshot/traces.h"

static gboolean
damaged (GError **error, HpColumnId column, guint64 row, const char *what)
{
  g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED,
               "column %s, row %" G_GUINT64_FORMAT ": %s", hp_column_name[column], row, what);
  return FALSE;
}

/* Columns of one table have one length. */
static gboolean
check_lengths (const HpSnapshot *self, guint64 *rows, GError **error)
{
  for (int table = 0; table < HP_N_TABLES; table++)
    rows[table] = G_MAXUINT64;
  for (int i = 0; i < HP_N_COLUMNS; i++) {
    guint64 *expected = &rows[hp_column_table[i]];
    if (*expected == G_MAXUINT64)
      *expected = self->columns[i].count;
    if (*expected != self->columns[i].count)
      return damaged (error, (HpColumnId)i, self->columns[i].count,
                      "has another length than its table");
  }
  return TRUE;
}

/* Numbers stay below 2^32 - 1, and the compressed tables have one row more than what they describe.
 */
static gboolean
check_sizes (const guint64 *rows, GError **error)
{
  static const guint8 counted[] = { HP_TABLE_OBJECTS, HP_TABLE_TYPES,      HP_TABLE_ROOTS,
                                    HP_TABLE_ARENAS,  HP_TABLE_POOLS,      HP_TABLE_STARTS,
                                    HP_TABLE_TRACES,  HP_TABLE_TRACEBACKS, HP_TABLE_FRAMES };

  for (gsize i = 0; i < G_N_ELEMENTS (counted); i++)
    if (rows[counted[i]] >= HP_NONE)
      return damaged (error, HP_COL_OBJECT_ADDRESS, rows[counted[i]],
                      "is more than a snapshot holds");
  if (rows[HP_TABLE_REFS] >= HP_NONE)
    return damaged (error, HP_COL_REF_TARGET, rows[HP_TABLE_REFS], "is more than a snapshot holds");
  if (rows[HP_TABLE_ROWS] != rows[HP_TABLE_OBJECTS] + 1)
    return damaged (error, HP_COL_REF_START, rows[HP_TABLE_ROWS],
                    "is not one more than the objects");
  if (rows[HP_TABLE_STACK_ROWS] != rows[HP_TABLE_TRACEBACKS] + 1)
    return damaged (error, HP_COL_TRACEBACK_START, rows[HP_TABLE_STACK_ROWS],
                    "is not one more than the tracebacks");
  if (rows[HP_TABLE_STARTS] < 1)
    return damaged (error, HP_COL_STRING_START, 0, "is missing");
  return TRUE;
}

/* Compressed rows start at 0 and end at the length of what they cut; that they never go back is
 * known. */
static gboolean
check_rows (const HpSnapshot *self, HpColumnId id, guint64 length, GError **error)
{
  const guint64 *start = self->columns[id].data;
  guint64 n = self->columns[id].count;

  if (start[0] != 0 || start[n - 1] != length)
    return damaged (error, id, start[0] != 0 ? 0 : n - 1, "does not cover its table");
  if (length < HP_NONE)
    return TRUE; /* and so is each row */
  for (guint64 i = 1; i < n; i++)
    if (start[i] - start[i - 1] >= HP_NONE)
      return damaged (error, id, i, "is too long");
  return TRUE;
}

static gboolean
check_pools (const HpSnapshot *self, GError **error)
{
  guint64 n_bits = self->columns[HP_COL_BITMAP].count * 64;
  guint32 pool_size = self->info->geometry.pool_size;

  for (guint32 i = 0; i < hp_snapshot_n_pools (self); i++) {
    HpPoolView pool = hp_snapshot_pool (self, i);
    if (pool.state >= HP_N_POOL_STATES)
      return damaged (error, HP_COL_POOL_STATE, i, "is no state");
    if (pool.used > pool.carved || pool.carved > pool.capacity)
      return damaged (error, HP_COL_POOL_USED, i, "is more than the pool holds");
    if (pool.capacity != 0 &&
        (pool.block_size == 0 || (guint64)pool.capacity * pool.block_size > pool_size))
      return damaged (error, HP_COL_POOL_CAPACITY, i, "is more than the pool holds");
    if (pool.bitmap % 64 != 0 || pool.bitmap > n_bits || pool.capacity > n_bits - pool.bitmap)
      return damaged (error, HP_COL_POOL_BITMAP, i, "points outside the bitmap");
  }
  return TRUE;
}

static gboolean
check_arenas (const HpSnapshot *self, GError **error)
{
  guint64 n_pools = hp_snapshot_n_pools (self);
  guint64 next = 0;

  for (guint32 i = 0; i < hp_snapshot_n_arenas (self); i++) {
    HpArenaView arena = hp_snapshot_arena (self, i);
    if (arena.first_pool != next || arena.n_pools > n_pools - next)
      return damaged (error, HP_COL_ARENA_FIRST_POOL, i, "does not follow the arena before");
    next += arena.n_pools;
  }
  if (next != n_pools)
    return damaged (error, HP_COL_ARENA_N_POOLS, hp_snapshot_n_arenas (self),
                    "leaves pools without arena");
  return TRUE;
}

typedef struct {
  guint64 count, size;
} TypeSum;

/* Neighbours often are of one type, and a processor waits for a sum it has just written: so two
 * tables take turns. */
static void
sum_types (const HpSnapshot *self, TypeSum *even, TypeSum *odd)
{
  guint32 n = hp_snapshot_n_objects (self);

  for (guint32 i = 0; i < n; i++) {
    TypeSum *sum = &(i % 2 == 0 ? even : odd)[hp_snapshot_type_of (self, i)];

    sum->count++;
    sum->size += hp_snapshot_size (self, i);
  }
}

static gboolean
check_type_sums (const HpSnapshot *self, GError **error)
{
  guint32 n_types = hp_snapshot_n_types (self);
  g_autofree TypeSum *even = g_new0 (TypeSum, 2 * (gsize)n_types + 1);
  TypeSum *odd = even + n_types;

  sum_types (self, even, odd);
  for (guint32 i = 0; i < n_types; i++) {
    if (even[i].count + odd[i].count != hp_snapshot_type_count (self, i))
      return damaged (error, HP_COL_TYPE_COUNT, i, "is not the number of its objects");
    if (even[i].size + odd[i].size != hp_snapshot_type_size (self, i))
      return damaged (error, HP_COL_TYPE_SIZE, i, "is not the size of its objects");
  }
  return TRUE;
}

/* No traceback is empty, and none has more frames than there were. */
static gboolean
check_tracebacks (const HpSnapshot *self, GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_tracebacks (self); i++) {
    guint32 n, total;
    hp_snapshot_traceback (self, i, &n, &total);
    if (n == 0)
      return damaged (error, HP_COL_TRACEBACK_START, i, "has no frame");
    if (total < n)
      return damaged (error, HP_COL_TRACEBACK_TOTAL, i, "is less than its frames");
  }
  return TRUE;
}

static gboolean
check_root_kinds (const HpSnapshot *self, GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (self); i++)
    if (HP_SNAPSHOT_COLUMN (self, ROOT_KIND, guint8)[i] >= HP_N_ROOT_KINDS)
      return damaged (error, HP_COL_ROOT_KIND, i, "is no kind of root");
  return TRUE;
}

gboolean
hp_snapshot_verify (const HpSnapshot *self, const HpFileEntry *entries, GCancellable *cancellable,
                    GError **error)
{
  guint64 rows[HP_N_TABLES];

  return check_lengths (self, rows, error) && check_sizes (rows, error) &&
         hp_check_columns (self, rows, entries, cancellable, error) &&
         check_rows (self, HP_COL_REF_START, rows[HP_TABLE_REFS], error) &&
         check_rows (self, HP_COL_STRING_START, rows[HP_TABLE_BYTES], error) &&
         check_rows (self, HP_COL_TRACEBACK_START, rows[HP_TABLE_STACKS], error) &&
         check_tracebacks (self, error) && check_root_kinds (self, error) &&
         check_pools (self, error) && check_arenas (self, error) && check_type_sums (self, error);
}

gboolean
hp_snapshot_check (const HpSnapshot *self, GError **error)
{
  return hp_snapshot_verify (self, NULL, NULL, error);
}
