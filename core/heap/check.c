/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <stdarg.h>
#include <stdio.h>

/* The checker: recounts everything the slow, obvious way. */

static __attribute__ ((format (printf, 1, 2))) int
complain (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  fputs ("hp_heap_check: ", stderr);
  vfprintf (stderr, format, args);
  fputc ('\n', stderr);
  va_end (args);
  return -1;
}

#define CHECK(condition, ...)                                                                      \
  do {                                                                                             \
    if (!(condition))                                                                              \
      return complain (__VA_ARGS__);                                                               \
  } while (0)

/* Every listed block lies on a block boundary among the carved ones, and none is listed twice. */
static HP_READS_FREE int
check_free_list (const HpPool *pool, uint32_t n_carved)
{
  uint8_t seen[HP_HEAP_MAX_POOL_SIZE / HP_HEAP_ALIGNMENT] = { 0 };
  uintptr_t first = (uintptr_t)pool + HP_HEAP_POOL_HEADER;
  uint32_t size = hp_class_size (pool->size_class), n = 0;

  for (const HpFreeBlock *block = pool->free_block; block != NULL; block = block->next, n++) {
    uintptr_t offset = (uintptr_t)block - first;

    CHECK (offset % size == 0 && offset / size < n_carved,
           "pool %p lists %p, which is no carved block", (void *)pool, (void *)block);
    CHECK (!seen[offset / size], "pool %p lists block %p twice", (void *)pool, (void *)block);
    seen[offset / size] = 1;
  }
  CHECK (n + pool->n_used == n_carved, "pool %p: %u free + %lu used blocks, but %u carved",
         (void *)pool, n, (unsigned long)pool->n_used, n_carved);
  return 0;
}

static bool
is_listed (const HpPool *head, const HpPool *pool)
{
  for (const HpPool *p = head->next; p != head; p = p->next)
    if (p == pool)
      return true;
  return false;
}

static int
check_pool (const HpHeap *heap, const HpArena *arena, const HpPool *pool)
{
  uint32_t capacity, n_carved;

  CHECK (pool->arena_index == arena - heap->arenas, "pool %p says it is in arena %u", (void *)pool,
         pool->arena_index);
  if (pool->size_class == HP_NO_CLASS) {
    CHECK (pool->n_used == 0, "pool %p has no size class, but blocks in use", (void *)pool);
    return 0;
  }
  CHECK (pool->size_class < HP_HEAP_SIZE_CLASSES, "pool %p has size class %u", (void *)pool,
         pool->size_class);
  capacity = hp_pool_capacity (heap, pool->size_class);
  n_carved = (pool->next_offset - HP_HEAP_POOL_HEADER) / hp_class_size (pool->size_class);
  CHECK (n_carved <= capacity && n_carved >= 2, "pool %p has carved %u blocks of %u", (void *)pool,
         n_carved, capacity);
  CHECK (pool->n_used <= capacity, "pool %p has %lu blocks in use of %u", (void *)pool,
         (unsigned long)pool->n_used, capacity);
  if (check_free_list (pool, n_carved) != 0)
    return -1;
  /* listed in its class when partly used, and only then */
  if (pool->n_used > 0 && pool->n_used < capacity)
    CHECK (is_listed (&heap->used_pools[pool->size_class], pool),
           "used pool %p is not in its class", (void *)pool);
  if (pool->n_used == capacity)
    CHECK (pool->free_block == NULL, "full pool %p has a free block", (void *)pool);
  return 0;
}

static int
check_class_lists (const HpHeap *heap)
{
  for (uint32_t i = 0; i < HP_HEAP_SIZE_CLASSES; i++) {
    const HpPool *head = &heap->used_pools[i];

    for (const HpPool *pool = head->next, *prev = head; pool != head;
         prev = pool, pool = pool->next) {
      CHECK (pool->prev == prev, "class %u: links of pool %p disagree", i, (void *)pool);
      CHECK (pool->size_class == i, "class %u lists pool %p of class %u", i, (void *)pool,
             pool->size_class);
      CHECK (pool->n_used > 0 && pool->free_block != NULL,
             "class %u lists pool %p, which is not partly used", i, (void *)pool);
    }
  }
  return 0;
}

static int
check_free_pools (const HpHeap *heap, const HpArena *arena, uint32_t n_empty)
{
  uint32_t n = 0, n_uncarved;

  for (const HpPool *pool = arena->free_pools; pool != NULL; pool = pool->next, n++) {
    CHECK (pool->n_used == 0, "arena %lx lists pool %p, which has blocks in use", arena->address,
           (void *)pool);
    CHECK (n < arena->n_total_pools, "arena %lx: its free pools are a ring", arena->address);
  }
  CHECK (n == n_empty, "arena %lx lists %u free pools of %u", arena->address, n, n_empty);
  n_uncarved =
      (uint32_t)((arena->address + heap->arena_size - arena->pool_address) / heap->pool_size);
  CHECK (n + n_uncarved == arena->n_free_pools, "arena %lx counts %u free pools, has %u + %u",
         arena->address, arena->n_free_pools, n, n_uncarved);
  return 0;
}

static int
check_arena (const HpHeap *heap, const HpArena *arena)
{
  uintptr_t first = (arena->address + heap->pool_mask) & ~heap->pool_mask;
  uint32_t n_empty = 0;

  CHECK (hp_arena_map_contains (&heap->map, arena->address) &&
             hp_arena_map_contains (&heap->map, arena->address + heap->arena_size - 1),
         "arena %lx is not in the radix tree", arena->address);
  CHECK (arena->n_total_pools == (arena->address + heap->arena_size - first) / heap->pool_size,
         "arena %lx has %u pools", arena->address, arena->n_total_pools);
  for (uintptr_t pool = first; pool < arena->pool_address; pool += heap->pool_size) {
    if (check_pool (heap, arena, (const HpPool *)pool) != 0)
      return -1;
    n_empty += ((const HpPool *)pool)->n_used == 0;
  }
  return check_free_pools (heap, arena, n_empty);
}

/* Ascending, each with a free pool, the last of each number in last_with; as many as there are
 * alive with free pools. */
static int
check_arena_order (const HpHeap *heap)
{
  uint32_t n_usable = 0, n_listed = 0, max_pools = (uint32_t)(heap->arena_size / heap->pool_size);
  const HpArena *prev = NULL;

  for (const HpArena *arena = heap->usable_arenas; arena != NULL;
       prev = arena, arena = arena->next) {
    uint32_t n = arena->n_free_pools;

    CHECK (arena->address != 0 && n > 0, "a usable arena without free pools");
    CHECK (arena->prev == prev, "links of arena %lx disagree", arena->address);
    CHECK (prev == NULL || prev->n_free_pools <= n, "usable arenas are out of order");
    if (arena->next == NULL || arena->next->n_free_pools != n)
      CHECK (heap->last_with[n] == arena, "last_with[%u] is not the last arena with %u free pools",
             n, n);
    n_listed++;
  }
  for (uint32_t n = 0; n <= max_pools; n++)
    CHECK (heap->last_with[n] == NULL || heap->last_with[n]->n_free_pools == n,
           "last_with[%u] is wrong", n);
  for (uint32_t i = 0; i < heap->n_arena_objects; i++)
    n_usable += heap->arenas[i].address != 0 && heap->arenas[i].n_free_pools > 0;
  CHECK (n_usable == n_listed, "%u arenas are listed as usable of %u", n_listed, n_usable);
  return 0;
}

static int
check_arenas (const HpHeap *heap)
{
  size_t n_alive = 0, n_unused = 0;

  for (uint32_t i = 0; i < heap->n_arena_objects; i++) {
    if (heap->arenas[i].address == 0)
      continue;
    n_alive++;
    if (check_arena (heap, &heap->arenas[i]) != 0)
      return -1;
  }
  for (const HpArena *arena = heap->unused_arenas; arena != NULL; arena = arena->next, n_unused++)
    CHECK (arena->address == 0, "an unused arena has an address");
  CHECK (n_alive == heap->n_arenas && n_alive + n_unused == heap->n_arena_objects,
         "%zu arenas alive and %zu unused, but %zu counted of %u", n_alive, n_unused,
         heap->n_arenas, heap->n_arena_objects);
  return 0;
}

static int
check_large (const HpHeap *heap)
{
  size_t n[HP_N_DOMAINS] = { 0 }, bytes[HP_N_DOMAINS] = { 0 },
         gross = heap->n_arenas * heap->arena_size;

  for (const HpLarge *large = heap->large.next; large != &heap->large; large = large->next) {
    CHECK (large->magic == HP_LARGE_MAGIC && large->domain < HP_N_DOMAINS,
           "large block %p is overwritten", (const void *)(large + 1));
    CHECK (large->next->prev == large, "links of large block %p disagree",
           (const void *)(large + 1));
    n[large->domain]++;
    bytes[large->domain] += large->size;
    gross += sizeof *large + (large->size == 0 ? 1 : large->size);
  }
  for (int i = 0; i < HP_N_DOMAINS; i++)
    CHECK (n[i] == heap->n_large[i] && bytes[i] == heap->large_bytes[i],
           "domain %d: %zu large blocks, %zu counted", i, n[i], heap->n_large[i]);
  CHECK (gross == heap->system_bytes, "%zu bytes from the system, %zu counted", gross,
         heap->system_bytes);
  return 0;
}

static int
check_sums (const HpHeap *heap)
{
  HpHeapStats s;
  size_t sum;

  hp_heap_get_stats (heap, &s);
  sum = s.allocated_bytes + s.available_bytes + s.free_pool_bytes + s.header_bytes +
        s.quantization_bytes + s.alignment_bytes;
  CHECK (sum == s.n_arenas * s.arena_size, "the parts of %zu arenas add up to %zu", s.n_arenas,
         sum);
  return 0;
}

int
hp_heap_check (const HpHeap *heap)
{
  if (check_class_lists (heap) != 0 || check_arenas (heap) != 0 || check_arena_order (heap) != 0 ||
      check_large (heap) != 0)
    return -1;
  return check_sums (heap);
}
