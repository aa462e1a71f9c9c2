/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/snapshot.h"

#include <string.h>

#include "snapshot/private.h"

G_DEFINE_QUARK (hp - snapshot - error - quark, hp_snapshot_error)
G_DEFINE_BOXED_TYPE (HpSnapshot, hp_snapshot, hp_snapshot_ref, hp_snapshot_unref)

const guint8 hp_column_width[HP_N_COLUMNS] = {
#define HP_WIDTH(ID, type, table, name) [HP_COL_##ID] = sizeof (type),
  HP_SNAPSHOT_COLUMNS (HP_WIDTH)
#undef HP_WIDTH
};

const char *const hp_column_name[HP_N_COLUMNS] = {
#define HP_NAME(ID, type, table, name) [HP_COL_##ID] = name,
  HP_SNAPSHOT_COLUMNS (HP_NAME)
#undef HP_NAME
};

const guint8 hp_column_table[HP_N_COLUMNS] = {
#define HP_TABLE_OF(ID, type, table, name) [HP_COL_##ID] = HP_TABLE_##table,
  HP_SNAPSHOT_COLUMNS (HP_TABLE_OF)
#undef HP_TABLE_OF
};

HpSnapshot *
hp_snapshot_alloc (HpSnapshotInfo *info)
{
  HpSnapshot *self = g_new0 (HpSnapshot, 1);

  g_atomic_ref_count_init (&self->references);
  self->priv = g_new0 (HpSnapshotPrivate, 1);
  g_mutex_init (&self->priv->lock);
  self->info = info;
  return self;
}

void
hp_snapshot_complete (HpSnapshot *self)
{
  guint32 n = hp_snapshot_n_roots (self);
  const guint32 *objects = HP_SNAPSHOT_COLUMN (self, ROOT_OBJECT, guint32);

  self->priv->roots_by_object = g_hash_table_new (NULL, NULL);
  for (guint32 i = n; i-- > 0;) /* the first root of an object is inserted last and stays */
    g_hash_table_insert (self->priv->roots_by_object, GUINT_TO_POINTER (objects[i]),
                         GUINT_TO_POINTER (i + 1));
}

HpSnapshot *
hp_snapshot_ref (HpSnapshot *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
hp_snapshot_unref (HpSnapshot *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;

  for (int i = 0; i < HP_N_COLUMNS; i++)
    g_free (self->priv->owned[i]);
  g_free (self->priv->unpacked);
  g_clear_pointer (&self->priv->mapping, g_mapped_file_unref);
  g_clear_pointer (&self->priv->roots_by_object, g_hash_table_unref);
  hp_referrers_free (self->priv->referrers);
  g_mutex_clear (&self->priv->lock);
  hp_snapshot_info_free ((HpSnapshotInfo *)self->info);
  g_free (self->priv);
  g_free (self);
}

guint64
hp_lower_bound (const guint64 *column, guint64 n, guint64 key)
{
  guint64 low = 0, high = n;

  while (low < high) {
    guint64 middle = low + (high - low) / 2;
    if (column[middle] < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

guint32
hp_snapshot_find (const HpSnapshot *self, guint64 address)
{
  const guint64 *addresses = HP_SNAPSHOT_COLUMN (self, OBJECT_ADDRESS, guint64);
  guint32 n = hp_snapshot_n_objects (self);
  guint64 row = hp_lower_bound (addresses, n, address);

  return row < n && addresses[row] == address ? (guint32)row : HP_NONE;
}

guint32
hp_snapshot_objects_between (const HpSnapshot *self, guint64 from, guint64 to, guint32 *n)
{
  const guint64 *addresses = HP_SNAPSHOT_COLUMN (self, OBJECT_ADDRESS, guint64);
  guint64 first = hp_lower_bound (addresses, hp_snapshot_n_objects (self), from);
  guint64 end = hp_lower_bound (addresses, hp_snapshot_n_objects (self), MAX (from, to));

  *n = (guint32)(end - first);
  return (guint32)first;
}

guint64
hp_snapshot_total_size (const HpSnapshot *self)
{
  guint64 sum = 0;

  for (guint32 i = 0; i < hp_snapshot_n_types (self); i++)
    sum += hp_snapshot_type_size (self, i);
  return sum;
}

const char *
hp_snapshot_string (const HpSnapshot *self, guint32 string, gsize *length)
{
  const guint64 *start = HP_SNAPSHOT_COLUMN (self, STRING_START, guint64);

  if (string >= hp_snapshot_n_strings (self)) {
    *length = 0;
    return "";
  }
  *length = start[string + 1] - start[string];
  return HP_SNAPSHOT_COLUMN (self, STRING_BYTES, char) + start[string];
}

char *
hp_snapshot_dup_string (const HpSnapshot *self, guint32 string)
{
  gsize length;
  const char *text = hp_snapshot_string (self, string, &length);

  return g_utf8_make_valid (text, (gssize)length);
}

char *
hp_snapshot_dup_preview (const HpSnapshot *self, guint32 object)
{
  guint32 string = HP_SNAPSHOT_COLUMN (self, OBJECT_PREVIEW, guint32)[object];

  return string == HP_NONE ? NULL : hp_snapshot_dup_string (self, string);
}

HpArenaView
hp_snapshot_arena (const HpSnapshot *self, guint32 arena)
{
  return (HpArenaView){
    .address = HP_SNAPSHOT_COLUMN (self, ARENA_ADDRESS, guint64)[arena],
    .first_pool = HP_SNAPSHOT_COLUMN (self, ARENA_FIRST_POOL, guint32)[arena],
    .n_pools = HP_SNAPSHOT_COLUMN (self, ARENA_N_POOLS, guint32)[arena],
  };
}

HpPoolView
hp_snapshot_pool (const HpSnapshot *self, guint32 pool)
{
  return (HpPoolView){
    .address = HP_SNAPSHOT_COLUMN (self, POOL_ADDRESS, guint64)[pool],
    .arena = HP_SNAPSHOT_COLUMN (self, POOL_ARENA, guint32)[pool],
    .block_size = HP_SNAPSHOT_COLUMN (self, POOL_BLOCK_SIZE, guint32)[pool],
    .capacity = HP_SNAPSHOT_COLUMN (self, POOL_CAPACITY, guint32)[pool],
    .carved = HP_SNAPSHOT_COLUMN (self, POOL_CARVED, guint32)[pool],
    .used = HP_SNAPSHOT_COLUMN (self, POOL_USED, guint32)[pool],
    .state = (HpPoolState)HP_SNAPSHOT_COLUMN (self, POOL_STATE, guint8)[pool],
    .bitmap = HP_SNAPSHOT_COLUMN (self, POOL_BITMAP, guint64)[pool],
  };
}

gboolean
hp_snapshot_block_is_used (const HpSnapshot *self, const HpPoolView *pool, guint32 block)
{
  const guint64 *bits = HP_SNAPSHOT_COLUMN (self, BITMAP, guint64);
  guint64 bit = pool->bitmap + block;

  return block < pool->capacity && (bits[bit / 64] >> (bit % 64) & 1) != 0;
}

guint64
hp_snapshot_arena_used_bytes (const HpSnapshot *self, guint32 arena)
{
  HpArenaView view = hp_snapshot_arena (self, arena);
  guint64 bytes = 0;

  for (guint32 i = 0; i < view.n_pools; i++) {
    HpPoolView pool = hp_snapshot_pool (self, view.first_pool + i);
    bytes += (guint64)pool.used * pool.block_size;
  }
  return bytes;
}

guint32
hp_snapshot_find_pool (const HpSnapshot *self, guint64 address)
{
  const guint64 *pools = HP_SNAPSHOT_COLUMN (self, POOL_ADDRESS, guint64);
  guint64 row = hp_lower_bound (pools, hp_snapshot_n_pools (self), address);

  if (row < hp_snapshot_n_pools (self) && pools[row] == address)
    return (guint32)row;
  if (row == 0 || address - pools[row - 1] >= self->info->geometry.pool_size)
    return HP_NONE;
  return (guint32)row - 1;
}

guint32
hp_snapshot_block_owner (const HpSnapshot *self, guint64 block_address, guint32 block_size)
{
  const guint64 *owned = HP_SNAPSHOT_COLUMN (self, OWNED_ADDRESS, guint64);
  guint64 n_owned = self->columns[HP_COL_OWNED_ADDRESS].count;
  guint64 row = hp_lower_bound (owned, n_owned, block_address);
  guint32 n;
  guint32 first;

  if (row < n_owned && owned[row] == block_address)
    return HP_SNAPSHOT_COLUMN (self, OWNED_OBJECT, guint32)[row];
  first = hp_snapshot_objects_between (self, block_address, block_address + block_size, &n);
  return n > 0 ? first : HP_NONE;
}

HpRoot
hp_snapshot_root (const HpSnapshot *self, guint32 root)
{
  return (HpRoot){
    .object = HP_SNAPSHOT_COLUMN (self, ROOT_OBJECT, guint32)[root],
    .kind = (HpRootKind)HP_SNAPSHOT_COLUMN (self, ROOT_KIND, guint8)[root],
    .name = HP_SNAPSHOT_COLUMN (self, ROOT_NAME, guint32)[root],
    .function = HP_SNAPSHOT_COLUMN (self, ROOT_FUNCTION, guint32)[root],
    .file = HP_SNAPSHOT_COLUMN (self, ROOT_FILE, guint32)[root],
    .line = HP_SNAPSHOT_COLUMN (self, ROOT_LINE, guint32)[root],
    .thread = root < self->columns[HP_COL_ROOT_THREAD].count
                  ? HP_SNAPSHOT_COLUMN (self, ROOT_THREAD, guint32)[root]
                  : HP_NONE,
  };
}

guint32
hp_snapshot_root_of (const HpSnapshot *self, guint32 object)
{
  gpointer row = g_hash_table_lookup (self->priv->roots_by_object, GUINT_TO_POINTER (object));

  return row == NULL ? HP_NONE : GPOINTER_TO_UINT (row) - 1;
}
