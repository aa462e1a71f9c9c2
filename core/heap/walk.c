/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <string.h>

/* Looking at every arena, pool and block, and the sums over them. */

static uintptr_t
first_pool_of (const HpHeap *heap, const HpArena *arena)
{
  return (arena->address + heap->pool_mask) & ~heap->pool_mask;
}

static HpArenaInfo
describe_arena (const HpHeap *heap, const HpArena *arena)
{
  uintptr_t first = first_pool_of (heap, arena);

  return (HpArenaInfo){
    .index = (uint32_t)(arena - heap->arenas),
    .n_pools = arena->n_total_pools,
    .n_free_pools = arena->n_free_pools,
    .n_carved_pools = (uint32_t)((arena->pool_address - first) / heap->pool_size),
    .address = arena->address,
    .first_pool = first,
    .size = heap->arena_size,
  };
}

/* A pool that was never carved is not read: its memory may never have been touched. */
static HpPoolInfo
describe_pool (const HpHeap *heap, const HpArena *arena, uint32_t index)
{
  uintptr_t address = first_pool_of (heap, arena) + index * heap->pool_size;
  const HpPool *pool = (const HpPool *)address;
  HpPoolInfo info = {
    .address = address,
    .arena_index = (uint32_t)(arena - heap->arenas),
    .index = index,
    .state = HP_HEAP_POOL_UNCARVED,
    .size_class = UINT32_MAX,
  };

  if (address >= arena->pool_address)
    return info;
  info.state = HP_HEAP_POOL_EMPTY;
  info.n_used = (uint32_t)pool->n_used;
  if (pool->size_class == HP_NO_CLASS)
    return info;
  info.size_class = pool->size_class;
  info.block_size = hp_class_size (pool->size_class);
  info.capacity = hp_pool_capacity (heap, pool->size_class);
  info.n_carved = (pool->next_offset - HP_HEAP_POOL_HEADER) / info.block_size;
  if (info.n_used > 0)
    info.state = pool->free_block == NULL ? HP_HEAP_POOL_FULL : HP_HEAP_POOL_USED;
  return info;
}

HP_READS_FREE void
hp_heap_get_block_states (const HpHeap *heap, const HpPoolInfo *info, uint8_t *states)
{
  const HpPool *pool = (const HpPool *)info->address;
  uintptr_t first = info->address + HP_HEAP_POOL_HEADER;

  (void)heap;
  if (info->size_class == UINT32_MAX)
    return;
  for (uint32_t i = 0; i < info->capacity; i++)
    states[i] = i < info->n_carved ? HP_BLOCK_USED : HP_BLOCK_UNCARVED;
  for (const HpFreeBlock *block = pool->free_block; block != NULL; block = block->next)
    states[((uintptr_t)block - first) / info->block_size] = HP_BLOCK_FREE;
}

static HpBlockInfo
describe_block (const HpPoolInfo *pool, uint32_t index, HpBlockState state)
{
  return (HpBlockInfo){
    .address = pool->address + HP_HEAP_POOL_HEADER + index * pool->block_size,
    .size = pool->block_size,
    .state = state,
    .domain = HP_DOMAIN_OBJ,
    .pool = pool,
    .index = index,
  };
}

static int
walk_blocks (const HpHeap *heap, const HpPoolInfo *pool, const HpHeapVisitor *visitor, void *data)
{
  uint8_t states[HP_HEAP_MAX_POOL_SIZE / HP_HEAP_ALIGNMENT];
  int result = 0;

  hp_heap_get_block_states (heap, pool, states);
  for (uint32_t i = 0; i < pool->capacity && result == 0; i++) {
    HpBlockInfo block;

    if (states[i] != HP_BLOCK_USED && !visitor->all_blocks)
      continue;
    block = describe_block (pool, i, (HpBlockState)states[i]);
    result = visitor->block (&block, data);
  }
  return result;
}

static int
walk_pools (const HpHeap *heap, const HpArena *arena, const HpHeapVisitor *visitor, void *data)
{
  int result = 0;

  for (uint32_t i = 0; i < arena->n_total_pools && result == 0; i++) {
    HpPoolInfo pool = describe_pool (heap, arena, i);

    if (visitor->pool != NULL)
      result = visitor->pool (&pool, data);
    if (result == 0 && visitor->block != NULL && pool.size_class != UINT32_MAX)
      result = walk_blocks (heap, &pool, visitor, data);
  }
  return result;
}

static int
walk_large (const HpHeap *heap, const HpHeapVisitor *visitor, void *data)
{
  int result = 0;

  for (const HpLarge *large = heap->large.next; large != &heap->large && result == 0;
       large = large->next) {
    HpBlockInfo block = {
      .address = (uintptr_t)(large + 1),
      .size = large->size,
      .state = HP_BLOCK_USED,
      .domain = (HpDomain)large->domain,
    };

    result = visitor->large (&block, data);
  }
  return result;
}

int
hp_heap_walk (const HpHeap *heap, const HpHeapVisitor *visitor, void *data)
{
  int result = 0;

  for (uint32_t i = 0; i < heap->n_arena_objects && result == 0; i++) {
    const HpArena *arena = &heap->arenas[i];

    if (arena->address == 0)
      continue;
    if (visitor->arena != NULL) {
      HpArenaInfo info = describe_arena (heap, arena);

      result = visitor->arena (&info, data);
    }
    if (result == 0 && (visitor->pool != NULL || visitor->block != NULL))
      result = walk_pools (heap, arena, visitor, data);
  }
  if (result == 0 && visitor->large != NULL)
    result = walk_large (heap, visitor, data);
  return result;
}

static const HpArena *
find_arena (const HpHeap *heap, uintptr_t address)
{
  if (!hp_heap_owns (heap, (const void *)address))
    return NULL;
  for (uint32_t i = 0; i < heap->n_arena_objects; i++)
    if (heap->arenas[i].address != 0 && address - heap->arenas[i].address < heap->arena_size)
      return &heap->arenas[i];
  return NULL;
}

bool
hp_heap_find_block (const HpHeap *heap, const void *address, HpPoolInfo *pool, HpBlockInfo *block)
{
  uint8_t states[HP_HEAP_MAX_POOL_SIZE / HP_HEAP_ALIGNMENT];
  const HpArena *arena = find_arena (heap, (uintptr_t)address);
  uintptr_t offset;
  uint32_t index;

  if (arena == NULL || (uintptr_t)address < first_pool_of (heap, arena))
    return false;
  offset = (uintptr_t)address - first_pool_of (heap, arena);
  if (offset / heap->pool_size >= arena->n_total_pools)
    return false;
  *pool = describe_pool (heap, arena, (uint32_t)(offset / heap->pool_size));
  offset %= heap->pool_size;
  if (pool->size_class == UINT32_MAX || offset < HP_HEAP_POOL_HEADER)
    return false;
  index = (uint32_t)(offset - HP_HEAP_POOL_HEADER) / pool->block_size;
  if (index >= pool->capacity)
    return false;
  hp_heap_get_block_states (heap, pool, states);
  *block = describe_block (pool, index, (HpBlockState)states[index]);
  return true;
}

size_t
hp_heap_get_allocated_blocks (const HpHeap *heap)
{
  size_t n = heap->n_large[HP_DOMAIN_MEM] + heap->n_large[HP_DOMAIN_OBJ];

  if (heap->uses_malloc)
    return 0;
  for (uint32_t i = 0; i < heap->n_arena_objects; i++) {
    const HpArena *arena = &heap->arenas[i];

    if (arena->address == 0)
      continue;
    for (uintptr_t pool = first_pool_of (heap, arena); pool < arena->pool_address;
         pool += heap->pool_size)
      n += ((const HpPool *)pool)->n_used;
  }
  return n;
}

static void
add_arena (const HpHeap *heap, const HpArena *arena, HpHeapStats *stats)
{
  if (arena->address & heap->pool_mask)
    stats->alignment_bytes += heap->pool_size;
  stats->n_free_pools += arena->n_free_pools;
  for (uintptr_t address = first_pool_of (heap, arena); address < arena->pool_address;
       address += heap->pool_size) {
    const HpPool *pool = (const HpPool *)address;
    HpSizeClassStats *of_class;

    if (pool->n_used == 0)
      continue;
    of_class = &stats->classes[pool->size_class];
    of_class->n_pools++;
    of_class->n_blocks += pool->n_used;
    of_class->n_free_blocks += of_class->pool_capacity - pool->n_used;
  }
}

static void
add_up_classes (const HpHeap *heap, HpHeapStats *stats)
{
  for (uint32_t i = 0; i < HP_HEAP_SIZE_CLASSES; i++) {
    const HpSizeClassStats *of_class = &stats->classes[i];

    stats->allocated_bytes += of_class->n_blocks * of_class->size;
    stats->available_bytes += of_class->n_free_blocks * of_class->size;
    stats->header_bytes += of_class->n_pools * HP_HEAP_POOL_HEADER;
    stats->quantization_bytes +=
        of_class->n_pools * ((heap->pool_size - HP_HEAP_POOL_HEADER) % of_class->size);
  }
  stats->free_pool_bytes = stats->n_free_pools * heap->pool_size;
}

void
hp_heap_get_stats (const HpHeap *heap, HpHeapStats *stats)
{
  *stats = (HpHeapStats){
    .arena_size = heap->arena_size,
    .pool_size = heap->pool_size,
    .pool_header_size = HP_HEAP_POOL_HEADER,
    .n_arenas = heap->n_arenas,
    .n_arenas_highwater = heap->n_arenas_highwater,
    .n_arenas_allocated = heap->n_arenas_allocated,
    .n_arenas_reclaimed = heap->n_arenas_allocated - heap->n_arenas,
    .n_arena_objects = heap->n_arena_objects,
    .n_radix_mid = heap->map.n_middle,
    .n_radix_bottom = heap->map.n_bottom,
    .n_large_blocks = heap->n_large[HP_DOMAIN_MEM] + heap->n_large[HP_DOMAIN_OBJ],
    .large_bytes = heap->large_bytes[HP_DOMAIN_MEM] + heap->large_bytes[HP_DOMAIN_OBJ],
    .n_raw_blocks = heap->n_large[HP_DOMAIN_RAW],
    .raw_bytes = heap->large_bytes[HP_DOMAIN_RAW],
    .system_bytes = heap->system_bytes,
    .cached_bytes = heap->range.n_warm * heap->arena_size,
  };
  hp_arena_map_get_sizes (&heap->map, &stats->radix_root_size, &stats->radix_mid_size,
                          &stats->radix_bottom_size);
  for (uint32_t i = 0; i < HP_HEAP_SIZE_CLASSES; i++) {
    stats->classes[i].size = hp_class_size (i);
    stats->classes[i].pool_capacity = hp_pool_capacity (heap, i);
  }
  for (uint32_t i = 0; i < heap->n_arena_objects; i++)
    if (heap->arenas[i].address != 0)
      add_arena (heap, &heap->arenas[i], stats);
  add_up_classes (heap, stats);
}
