/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <stdlib.h>
#include <sys/mman.h>

#define DEFAULT_ARENA_SIZE ((size_t)1 << 20)
#define DEFAULT_POOL_SIZE  ((size_t)16 << 10)

static void *
take_arena (void *context, size_t size)
{
  HpHeap *heap = context;

  return hp_arena_range_take (&heap->range, size);
}

static void
give_arena (void *context, void *address, size_t size)
{
  HpHeap *heap = context;

  hp_arena_range_give (&heap->range, address, size);
}

static bool
is_power_of_two (size_t n)
{
  return n != 0 && (n & (n - 1)) == 0;
}

static bool
set_geometry (HpHeap *heap, const HpHeapOptions *options)
{
  heap->arena_size = options->arena_size != 0 ? options->arena_size : DEFAULT_ARENA_SIZE;
  heap->pool_size = options->pool_size != 0 ? options->pool_size : DEFAULT_POOL_SIZE;
  heap->pool_mask = heap->pool_size - 1;
  return is_power_of_two (heap->arena_size) && is_power_of_two (heap->pool_size) &&
         heap->pool_size >= 4096 && heap->pool_size <= HP_HEAP_MAX_POOL_SIZE &&
         heap->arena_size >= 4 * heap->pool_size && heap->arena_size <= (size_t)1 << 30;
}

static void
set_arena_source (HpHeap *heap, const HpHeapOptions *options)
{
  if (options->arena_source.alloc != NULL) {
    heap->source = options->arena_source;
    return;
  }
  heap->source = (HpArenaSource){ heap, take_arena, give_arena };
  if (hp_arena_range_init (&heap->range, heap->arena_size, !options->no_huge_pages,
                           !options->no_arena_cache)) {
    heap->range_base = (uintptr_t)heap->range.base;
    heap->range_size = heap->range.n_slots * heap->arena_size;
  }
}

HpHeap *
hp_heap_new (const HpHeapOptions *options)
{
  static const HpHeapOptions defaults = { 0 };
  HpHeap *heap = calloc (1, sizeof *heap);

  if (options == NULL)
    options = &defaults;
  if (heap == NULL || !set_geometry (heap, options) ||
      !hp_arena_map_init (&heap->map, heap->arena_size)) {
    free (heap);
    return NULL;
  }
  heap->large.next = heap->large.prev = &heap->large;
  heap->memory_limit = options->memory_limit;
  heap->fail_after = HP_HEAP_NEVER_FAIL;
  set_arena_source (heap, options);
  for (uint32_t i = 0; i < HP_HEAP_SIZE_CLASSES; i++)
    heap->used_pools[i].next = heap->used_pools[i].prev = &heap->used_pools[i];
  for (int i = 0; i < HP_N_DOMAINS; i++) {
    heap->contexts[i] = (HpDomainContext){ heap, (HpDomain)i };
    hp_heap_set_allocator (heap, (HpDomain)i, NULL);
  }
  heap->last_with = calloc (heap->arena_size / heap->pool_size + 1, sizeof *heap->last_with);
  if (heap->last_with == NULL) {
    hp_heap_free (heap);
    return NULL;
  }
  return heap;
}

HpHeap *
hp_heap_new_failing (uint64_t n)
{
  HpHeap *heap = hp_heap_new (NULL);

  if (heap != NULL)
    hp_heap_set_failing (heap, n, 1);
  return heap;
}

void
hp_heap_free (HpHeap *heap)
{
  if (heap == NULL)
    return;
  hp_large_free_all (heap);
  for (uint32_t i = 0; i < heap->n_arena_objects; i++) {
    if (heap->arenas[i].address == 0)
      continue;
    HP_UNPOISON ((void *)heap->arenas[i].address, heap->arena_size);
    if (heap->range.base == NULL)
      heap->source.free (heap->source.context, (void *)heap->arenas[i].address, heap->arena_size);
  }
  hp_arena_range_clear (&heap->range);
  hp_arena_map_clear (&heap->map);
  free (heap->last_with);
  free (heap->arenas);
  free (heap);
}

void
hp_heap_set_failing (HpHeap *heap, uint64_t n, uint64_t count)
{
  heap->fail_after = n;
  heap->fail_count = count;
  heap->n_failed = 0;
  hp_heap_update_small_limits (heap);
}

uint64_t
hp_heap_get_n_failed (const HpHeap *heap)
{
  return heap->n_failed;
}

/* Counts one allocation. */
bool
hp_heap_fails_now (HpHeap *heap)
{
  if (HP_LIKELY (heap->fail_after == HP_HEAP_NEVER_FAIL))
    return false;
  if (heap->fail_after > 0) {
    heap->fail_after--;
    return false;
  }
  if (heap->fail_count > 0) {
    heap->fail_count--;
    heap->n_failed++;
    return true;
  }
  return false;
}

void
hp_heap_set_memory_limit (HpHeap *heap, size_t limit)
{
  heap->memory_limit = limit;
}

bool
hp_heap_address_in_range (const HpHeap *heap, const void *address)
{
  return hp_heap_owns (heap, address);
}

size_t
hp_heap_get_block_size (const HpHeap *heap, const void *ptr)
{
  if (hp_heap_owns (heap, ptr))
    return hp_class_size (hp_pool_of (heap, ptr)->size_class);
  return hp_large_get_size (ptr);
}

size_t
hp_heap_get_system_bytes (const HpHeap *heap)
{
  return heap->system_bytes;
}

/* The pages behind the first one of each empty pool hold nothing once the pool's class is
 * forgotten. */
static size_t
trim_pool (HpHeap *heap, HpPool *pool)
{
  size_t page = 4096;

  if (pool->size_class == HP_NO_CLASS || heap->pool_size <= page)
    return 0;
  pool->size_class = HP_NO_CLASS;
  madvise ((char *)pool + page, heap->pool_size - page, MADV_DONTNEED);
  return heap->pool_size - page;
}

size_t
hp_heap_trim (HpHeap *heap)
{
  size_t bytes = hp_arena_range_trim (&heap->range, heap->arena_size);

  for (HpArena *arena = heap->usable_arenas; arena != NULL; arena = arena->next)
    for (HpPool *pool = arena->free_pools; pool != NULL; pool = pool->next)
      bytes += trim_pool (heap, pool);
  return bytes;
}
