/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas, pools, blocks, and whose the blocks are. */
#include "heap/heap.h"
#include "source/embedded/picture-private.h"

static int
add_arena (const HpArenaInfo *arena, void *data)
{
  hp_snapshot_builder_add_arena (((HpPicture *)data)->builder, arena->address);
  return 0;
}

static HpPoolState
state_of (const HpPoolInfo *pool)
{
  switch (pool->state) {
  case HP_HEAP_POOL_USED: return HP_POOL_USED;
  case HP_HEAP_POOL_FULL: return HP_POOL_FULL;
  case HP_HEAP_POOL_EMPTY: return HP_POOL_EMPTY;
  default: return HP_POOL_UNCARVED;
  }
}

static int
add_pool (const HpPoolInfo *pool, void *data)
{
  HpPicture *self = data;
  HpPoolState state = state_of (pool);
  gboolean in_use = state == HP_POOL_USED || state == HP_POOL_FULL;
  HpPoolView view = { .address = pool->address, .state = state };
  guint8 states[HP_HEAP_MAX_POOL_SIZE / HP_HEAP_ALIGNMENT];
  guint64 bits[HP_HEAP_MAX_POOL_SIZE / HP_HEAP_ALIGNMENT / 64] = { 0 };

  if (in_use) {
    view.block_size = pool->block_size;
    view.capacity = pool->capacity;
    view.carved = pool->n_carved;
    view.used = pool->n_used;
    hp_heap_get_block_states (self->rt->heap, pool, states);
    for (guint32 i = 0; i < pool->capacity; i++)
      if (states[i] == HP_BLOCK_USED)
        bits[i / 64] |= (guint64)1 << (i % 64);
  }
  hp_snapshot_builder_add_pool (self->builder, &view, bits);
  return 0;
}

/* An object's memory begins with its pre-header. */
guint32
hp_picture_owner_of (HpPicture *self, guint64 address)
{
  gpointer owner = g_hash_table_lookup (self->owners, (gpointer)(uintptr_t)address);

  for (guint64 offset = 0; owner == NULL && offset <= 32; offset += 16)
    owner = g_hash_table_lookup (self->numbers, (gpointer)(uintptr_t)(address + offset));
  return owner == NULL ? HP_NONE : GPOINTER_TO_UINT (owner) - 1;
}

static int
add_large (const HpBlockInfo *block, void *data)
{
  HpPicture *self = data;

  guint64 begin = block->address + hp_heap_get_guard_size (self->rt->heap);

  hp_snapshot_builder_add_large (self->builder, block->address, block->size,
                                 hp_picture_owner_of (self, begin));
  return 0;
}

void
hp_picture_add_memory (HpPicture *self)
{
  HpHeapVisitor visitor = { .arena = add_arena, .pool = add_pool, .large = add_large };
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (self->builder);
  HpHeapStats stats;

  hp_heap_walk (self->rt->heap, &visitor, self);
  hp_heap_get_stats (self->rt->heap, &stats);
  info->geometry = (HpGeometry){
    .arena_size = (guint32)stats.arena_size,
    .pool_size = (guint32)stats.pool_size,
    .pool_header = (guint32)stats.pool_header_size,
    .alignment = HP_HEAP_ALIGNMENT,
    .small_max = HP_HEAP_SMALL_THRESHOLD,
  };
  info->raw_blocks = stats.n_large_blocks;
  info->arenas_allocated = stats.n_arenas_allocated;
  info->arenas_highwater = stats.n_arenas_highwater;
}

void
hp_picture_own_block (HpPicture *self, guint32 owner, const void *inside)
{
  HpPoolInfo pool;
  HpBlockInfo block;

  if (inside == NULL)
    return;
  if (hp_heap_find_block (self->rt->heap, inside, &pool, &block)) {
    hp_snapshot_builder_add_owned (self->builder, block.address, owner);
    if (!self->traced)
      return; /* only traces look for it again */
    inside = (const void *)(block.address + hp_heap_get_guard_size (self->rt->heap));
  }
  g_hash_table_insert (self->owners, (gpointer)inside, GUINT_TO_POINTER (owner + 1));
}
