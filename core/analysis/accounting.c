/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/accounting.h"

#include <glib/gi18n.h>

#include "analysis/waste-private.h"

static const char *const names[HP_N_ACCOUNT_PARTS] = {
  [HP_ACCOUNT_USED] = N_ ("blocks in use"),
  [HP_ACCOUNT_ROUNDING] = N_ ("rounding to size classes"),
  [HP_ACCOUNT_FREE] = N_ ("free blocks"),
  [HP_ACCOUNT_EMPTY] = N_ ("empty pools"),
  [HP_ACCOUNT_POOL_OVERHEAD] = N_ ("heads and ends of pools"),
  [HP_ACCOUNT_ARENA_OVERHEAD] = N_ ("unusable ends of arenas"),
  [HP_ACCOUNT_NOT_RESIDENT] = N_ ("of these not resident"),
  [HP_ACCOUNT_LARGE] = N_ ("large blocks"),
  [HP_ACCOUNT_OTHER] = N_ ("other allocators"),
  [HP_ACCOUNT_STACKS] = N_ ("stacks"),
  [HP_ACCOUNT_FILES] = N_ ("programs, libraries and files"),
  [HP_ACCOUNT_FILES_PRIVATE] = N_ ("changed pages of them"),
  [HP_ACCOUNT_SHARED] = N_ ("shared memory"),
  [HP_ACCOUNT_SYSTEM] = N_ ("mapped by the kernel"),
  [HP_ACCOUNT_UNEXPLAINED] = N_ ("unexplained"),
};

const char *
hp_account_part_get_name (HpAccountPart part)
{
  return names[part];
}

/* Numbers of a damaged file may be of any size: sums wrap as unsigned ones do. */
static gint64
wrap (guint64 sum)
{
  return (gint64)sum;
}

gint64
hp_accounting_sum (const HpAccounting *self, HpAccountPart first, HpAccountPart last)
{
  guint64 sum = 0;

  for (int part = (int)first; part <= (int)last; part++)
    sum += (guint64)self->bytes[part];
  return wrap (sum);
}

static gboolean
sum_rounding (gint64 *bytes, const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (HpWasteRow));

  *bytes = 0;
  if (!hp_waste_find_by_type (snapshot, rows, run, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const HpWasteRow *row = &g_array_index (rows, HpWasteRow, i);

    if (row->kind == HP_WASTE_ROUNDING)
      *bytes += (gint64)row->bytes;
  }
  return TRUE;
}

/* A pool's size is its blocks, in use or free, and the rest of it. */
static void
add_pool (HpAccounting *self, const HpPoolView *pool, const HpGeometry *geometry)
{
  gint64 used = (gint64)pool->used * pool->block_size;
  gint64 blocks = (gint64)pool->capacity * pool->block_size;

  if (pool->state == HP_POOL_EMPTY || pool->state == HP_POOL_UNCARVED) {
    self->bytes[HP_ACCOUNT_EMPTY] += geometry->pool_size;
    return;
  }
  self->bytes[HP_ACCOUNT_USED] += used;
  self->bytes[HP_ACCOUNT_FREE] += blocks - used;
  self->bytes[HP_ACCOUNT_POOL_OVERHEAD] += geometry->pool_size - blocks;
}

/* The arenas as they were taken from the system, resident or not. */
static gboolean
add_arenas (HpAccounting *self, const HpSnapshot *snapshot, const HpAnalysisRun *run,
            GError **error)
{
  const HpGeometry *geometry = &snapshot->info->geometry;
  guint32 n_pools = hp_snapshot_n_pools (snapshot);

  for (guint32 i = 0; i < n_pools; i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, i);

    add_pool (self, &pool, geometry);
  }
  self->bytes[HP_ACCOUNT_ARENA_OVERHEAD] =
      (gint64)hp_snapshot_n_arenas (snapshot) * geometry->arena_size -
      (gint64)n_pools * geometry->pool_size;
  if (!sum_rounding (&self->bytes[HP_ACCOUNT_ROUNDING], snapshot, run, error))
    return FALSE;
  self->bytes[HP_ACCOUNT_USED] -= self->bytes[HP_ACCOUNT_ROUNDING];
  return TRUE;
}

static gint64
sum_large (const HpSnapshot *snapshot)
{
  const guint64 *sizes = HP_SNAPSHOT_COLUMN (snapshot, LARGE_SIZE, guint64);
  guint64 sum = 0;

  for (guint32 i = 0; i < hp_snapshot_n_large (snapshot); i++)
    sum += sizes[i];
  return wrap (sum);
}

/* What is known of mappings; the arenas' share decides what of them is not resident. */
static void
add_mappings (HpAccounting *self, const HpSnapshotInfo *info)
{
  const HpResidentParts *parts = &info->parts;

  guint64 taken = (guint64)hp_accounting_sum (self, HP_ACCOUNT_USED, HP_ACCOUNT_ARENA_OVERHEAD);

  self->bytes[HP_ACCOUNT_NOT_RESIDENT] = wrap (parts->arenas - taken);
  self->bytes[HP_ACCOUNT_LARGE] = (gint64)parts->large;
  self->bytes[HP_ACCOUNT_OTHER] = wrap (parts->anonymous - parts->arenas - parts->large);
  self->bytes[HP_ACCOUNT_STACKS] = (gint64)parts->stacks;
  self->bytes[HP_ACCOUNT_FILES] = (gint64)parts->file_clean;
  self->bytes[HP_ACCOUNT_FILES_PRIVATE] = (gint64)parts->file_private;
  self->bytes[HP_ACCOUNT_SHARED] = (gint64)parts->shared;
  self->bytes[HP_ACCOUNT_SYSTEM] = (gint64)parts->system;
}

gboolean
hp_accounting_make (HpAccounting *self, const HpSnapshot *snapshot, const HpAnalysisRun *run,
                    GError **error)
{
  const HpSnapshotInfo *info = snapshot->info;
  HpAccounting made = { .resident = info->parts.anonymous > 0 && info->resident > 0 };
  gint64 explained;

  if (!add_arenas (&made, snapshot, run, error))
    return FALSE;
  if (made.resident)
    add_mappings (&made, info);
  else
    made.bytes[HP_ACCOUNT_LARGE] = sum_large (snapshot);
  explained = hp_accounting_sum (&made, HP_ACCOUNT_USED, HP_ACCOUNT_SYSTEM);
  made.total = made.resident ? (gint64)info->resident : explained;
  made.bytes[HP_ACCOUNT_UNEXPLAINED] = wrap ((guint64)made.total - (guint64)explained);
  *self = made;
  return TRUE;
}
