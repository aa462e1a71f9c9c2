/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/release.h"

#include "analysis/side-array.h"

/* Blocks set free, by pool. */
typedef struct {
  const HpSnapshot *snapshot;
  const guint64 *dying;
  guint32 *freed; /* owned */
} Count;

/* Objects and owned blocks come in ascending order of address, as pools do: walk them together.
 * Returns the pool that holds the address, from `pool` on, or HP_NONE. */
static guint32
advance (const HpSnapshot *snapshot, guint32 *pool, guint64 address)
{
  guint32 n_pools = hp_snapshot_n_pools (snapshot);
  guint64 pool_size = snapshot->info->geometry.pool_size;
  const guint64 *addresses = HP_SNAPSHOT_COLUMN (snapshot, POOL_ADDRESS, guint64);

  while (*pool < n_pools && addresses[*pool] + pool_size <= address)
    (*pool)++;
  return *pool < n_pools && addresses[*pool] <= address ? *pool : HP_NONE;
}

static gboolean
count_objects (Count *count, HpRelease *release, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = count->snapshot;
  guint32 pool = 0;

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    guint32 holder;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 1.0, error))
      return FALSE;
    if (!hp_bit_is_set (count->dying, object))
      continue;
    release->objects++;
    release->size += hp_snapshot_size (snapshot, object);
    holder = advance (snapshot, &pool, hp_snapshot_address (snapshot, object));
    if (holder != HP_NONE && (hp_snapshot_flags (snapshot, object) & HP_OBJECT_IN_POOL) != 0)
      count->freed[holder]++;
  }
  return TRUE;
}

static void
count_owned (Count *count)
{
  const HpSnapshot *snapshot = count->snapshot;
  const guint64 *addresses = HP_SNAPSHOT_COLUMN (snapshot, OWNED_ADDRESS, guint64);
  const guint32 *owners = HP_SNAPSHOT_COLUMN (snapshot, OWNED_OBJECT, guint32);
  guint64 n = snapshot->columns[HP_COL_OWNED_ADDRESS].count;
  guint32 pool = 0;

  for (guint64 i = 0; i < n; i++) {
    guint32 holder;

    if (owners[i] == HP_NONE || !hp_bit_is_set (count->dying, owners[i]))
      continue;
    holder = advance (snapshot, &pool, addresses[i]);
    if (holder != HP_NONE)
      count->freed[holder]++;
  }
}

static void
count_large (const Count *count, HpRelease *release)
{
  const HpSnapshot *snapshot = count->snapshot;
  const guint32 *owners = HP_SNAPSHOT_COLUMN (snapshot, LARGE_OBJECT, guint32);

  for (guint32 i = 0; i < hp_snapshot_n_large (snapshot); i++)
    if (owners[i] != HP_NONE && hp_bit_is_set (count->dying, owners[i]))
      release->large_bytes += HP_SNAPSHOT_COLUMN (snapshot, LARGE_SIZE, guint64)[i];
}

/* A pool or an arena counts only if it was in use before. */
static void
count_arena (const Count *count, guint32 row, HpRelease *release)
{
  HpArenaView arena = hp_snapshot_arena (count->snapshot, row);
  gboolean was_used = FALSE, is_used = FALSE;

  for (guint32 i = arena.first_pool; i < arena.first_pool + arena.n_pools; i++) {
    HpPoolView pool = hp_snapshot_pool (count->snapshot, i);
    guint32 freed = MIN (count->freed[i], pool.used);

    release->blocks += freed;
    release->block_bytes += (guint64)freed * pool.block_size;
    release->pools += pool.used > 0 && freed == pool.used;
    was_used |= pool.used > 0;
    is_used |= freed < pool.used;
  }
  if (was_used && !is_used) {
    release->arenas++;
    release->arena_bytes += count->snapshot->info->geometry.arena_size;
  }
}

gboolean
hp_release_count (const HpSnapshot *snapshot, const guint64 *dying, HpRelease *release,
                  const HpAnalysisRun *run, GError **error)
{
  Count count = { snapshot, dying, HP_SIDE_ARRAY (guint32, hp_snapshot_n_pools (snapshot), error) };
  gboolean done;

  if (count.freed == NULL)
    return FALSE;
  *release = (HpRelease){ 0 };
  done = count_objects (&count, release, run, error);
  count_owned (&count);
  count_large (&count, release);
  for (guint32 arena = 0; arena < hp_snapshot_n_arenas (snapshot); arena++)
    count_arena (&count, arena, release);
  hp_side_array_free (count.freed);
  return done;
}
