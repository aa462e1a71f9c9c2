/* SPDX-License-Identifier: Apache-2.0 */
/* What the map says of an arena, a pool, a block. */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "widgets/arena-map-private.h"

guint64
hp_arena_map_get_block_address (HpSnapshot *snapshot, const HpPoolView *pool, guint32 block)
{
  return pool->address + snapshot->info->geometry.pool_header + (guint64)block * pool->block_size;
}

/* The object that owns a block, or HP_NONE. */
guint32
hp_arena_map_find_owner (HpSnapshot *snapshot, const HpPoolView *pool, guint32 block)
{
  if (block == HP_NONE || pool->block_size == 0 ||
      !hp_snapshot_block_is_used (snapshot, pool, block))
    return HP_NONE;
  return hp_snapshot_block_owner (snapshot, hp_arena_map_get_block_address (snapshot, pool, block),
                                  pool->block_size);
}

guint64
hp_arena_map_count_blocks (HpSnapshot *snapshot, guint32 arena)
{
  HpArenaView view = hp_snapshot_arena (snapshot, arena);
  guint64 n = 0;

  for (guint32 i = 0; i < view.n_pools; i++)
    n += hp_snapshot_pool (snapshot, view.first_pool + i).used;
  return n;
}

char *
hp_arena_map_describe_arena (HpSnapshot *snapshot, guint32 arena)
{
  HpArenaView view = hp_snapshot_arena (snapshot, arena);
  guint64 size = MAX (snapshot->info->geometry.arena_size, 1);
  guint64 used = hp_snapshot_arena_used_bytes (snapshot, arena);
  guint64 n_blocks = hp_arena_map_count_blocks (snapshot, arena);
  g_autofree char *start = g_strdup_printf (_ ("Arena %u · 0x%" PRIx64 " · %.0f %% used"), arena,
                                            view.address, (double)used * 100 / (double)size);

  if (n_blocks > HP_ARENA_FEW_BLOCKS)
    return g_steal_pointer (&start);
  if (n_blocks == 0)
    return g_strdup_printf (_ ("%s · no block in use"), start);
  return g_strdup_printf (ngettext ("%s · kept by %u block", "%s · kept by %u blocks", n_blocks),
                          start, (guint)n_blocks);
}

static const char *
describe_state (HpPoolState state)
{
  switch (state) {
  case HP_POOL_USED: return _ ("used");
  case HP_POOL_FULL: return _ ("full");
  case HP_POOL_EMPTY: return _ ("free: given back to its arena");
  default: return _ ("never used");
  }
}

char *
hp_arena_map_describe_pool (HpSnapshot *snapshot, guint32 pool)
{
  HpPoolView view = hp_snapshot_pool (snapshot, pool);
  guint32 index = pool - hp_snapshot_arena (snapshot, view.arena).first_pool;
  g_autofree char *start =
      g_strdup_printf (_ ("Pool %u of arena %u · 0x%" PRIx64), index, view.arena, view.address);

  if (view.block_size == 0)
    return g_strdup_printf ("%s\n%s", start, describe_state (view.state));
  return g_strdup_printf (_ ("%s\nSize class %u bytes · %u of %u blocks in use · %s"), start,
                          view.block_size, view.used, view.capacity, describe_state (view.state));
}

char *
hp_arena_map_describe_block (HpSnapshot *snapshot, const HpPoolView *pool, guint32 block)
{
  guint32 owner = hp_arena_map_find_owner (snapshot, pool, block);
  guint64 address = hp_arena_map_get_block_address (snapshot, pool, block);
  g_autofree char *type = NULL;
  g_autofree char *value = NULL;

  if (!hp_snapshot_block_is_used (snapshot, pool, block))
    return g_strdup_printf (_ ("Block %u · 0x%" PRIx64 " · free"), block, address);
  if (owner == HP_NONE)
    return g_strdup_printf (_ ("Block %u · 0x%" PRIx64 " · owner unknown"), block, address);
  type = hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, owner));
  value = hp_snapshot_dup_preview (snapshot, owner);
  return g_strdup_printf (_ ("Block %u · 0x%" PRIx64 " · %s %s"), block, address, type,
                          value != NULL ? value : "");
}
