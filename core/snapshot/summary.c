/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/summary.h"

#include "snapshot/snapshot.h"

HpSummary *
hp_summary_new (void)
{
  HpSummary *self = g_new0 (HpSummary, 1);

  self->time_us = g_get_monotonic_time ();
  self->tracked = self->blocks = self->bytes = HP_UNKNOWN;
  self->arenas = self->arena_bytes = HP_UNKNOWN;
  self->pools_used = self->pools_total = HP_UNKNOWN;
  self->large_blocks = self->large_bytes = self->resident = HP_UNKNOWN;
  return self;
}

HpSummary *
hp_summary_copy (const HpSummary *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
hp_summary_free (HpSummary *self)
{
  g_free (self);
}

static void
count_pools (HpSummary *self, const HpSnapshot *snapshot)
{
  self->pools_total = hp_snapshot_n_pools (snapshot);
  self->pools_used = self->blocks = self->bytes = 0;
  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, i);
    self->pools_used += pool.used > 0;
    self->blocks += pool.used;
    self->bytes += (gint64)pool.used * pool.block_size;
  }
}

HpSummary *
hp_summary_from_snapshot (const HpSnapshot *snapshot)
{
  HpSummary *self = hp_summary_new ();
  const HpSnapshotInfo *info = snapshot->info;

  self->gc = info->gc;
  self->arenas = hp_snapshot_n_arenas (snapshot);
  self->arena_bytes = self->arenas * info->geometry.arena_size;
  self->resident = info->resident == 0 ? HP_UNKNOWN : (gint64)info->resident;
  count_pools (self, snapshot);
  self->blocks += (gint64)info->raw_blocks;
  self->large_blocks = hp_snapshot_n_large (snapshot);
  self->large_bytes = 0;
  for (guint32 i = 0; i < hp_snapshot_n_large (snapshot); i++)
    self->large_bytes += (gint64)HP_SNAPSHOT_COLUMN (snapshot, LARGE_SIZE, guint64)[i];
  self->tracked = 0;
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    self->tracked += hp_snapshot_generation (snapshot, i) != HP_GENERATION_UNTRACKED;
  return self;
}
