/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <string.h>

/* Small blocks: the paths that every allocation takes, the four functions of a domain in front of
 * them. What serves a domain the long way is in domains.c. */

static __attribute__ ((noinline)) HP_READS_FREE void *
take_from_new_pool (HpHeap *heap, uint32_t size_class)
{
  HpPool *pool = hp_arena_take_pool (heap), *head = &heap->used_pools[size_class];
  uint32_t size = hp_class_size (size_class);
  HpFreeBlock *block;

  if (pool == NULL)
    return NULL;
  pool->next = head->next;
  pool->prev = head;
  head->next->prev = pool;
  head->next = pool;
  pool->n_used = 1;
  if (pool->size_class == size_class) {
    block = pool->free_block;
    pool->free_block = block->next;
    return block;
  }
  pool->size_class = size_class;
  block = (HpFreeBlock *)((char *)pool + HP_HEAP_POOL_HEADER);
  pool->next_offset = HP_HEAP_POOL_HEADER + 2 * size;
  pool->max_offset = (uint32_t)heap->pool_size - size;
  pool->free_block = (HpFreeBlock *)((char *)block + size);
  pool->free_block->next = NULL;
  return block;
}

/* The list of the first pool of its class has run dry: carve one more block, or take the pool out,
 * it is full. */
static inline HP_READS_FREE void
extend_pool (HpPool *head, HpPool *pool)
{
  HpPool *next = pool->next;

  if (pool->next_offset <= pool->max_offset) {
    pool->free_block = (HpFreeBlock *)((char *)pool + pool->next_offset);
    pool->next_offset += hp_class_size (pool->size_class);
    pool->free_block->next = NULL;
    return;
  }
  next->prev = head;
  head->next = next;
}

static inline HP_READS_FREE void *
take_block (HpHeap *heap, size_t size)
{
  uint32_t size_class = (uint32_t)(size - 1) / HP_HEAP_ALIGNMENT;
  HpPool *head = &heap->used_pools[size_class], *pool = head->next;
  HpFreeBlock *block;

  if (HP_UNLIKELY (pool == head))
    return take_from_new_pool (heap, size_class);
  block = pool->free_block;
  pool->n_used++;
  pool->free_block = block->next;
  if (HP_UNLIKELY (pool->free_block == NULL))
    extend_pool (head, pool);
  return block;
}

static inline void
link_full_pool (HpHeap *heap, HpPool *pool)
{
  HpPool *head = &heap->used_pools[pool->size_class];

  pool->next = head->next;
  pool->prev = head;
  head->next->prev = pool;
  head->next = pool;
}

static __attribute__ ((noinline)) void
retire_empty_pool (HpHeap *heap, HpPool *pool)
{
  pool->next->prev = pool->prev;
  pool->prev->next = pool->next;
  hp_arena_give_pool (heap, pool);
}

static inline HP_READS_FREE void
give_block (HpHeap *heap, HpPool *pool, void *ptr)
{
  HpFreeBlock *block = ptr, *last = pool->free_block;

  block->next = last;
  pool->free_block = block;
  pool->n_used--;
  if (HP_UNLIKELY (last == NULL))
    link_full_pool (heap, pool);
  else if (HP_UNLIKELY (pool->n_used == 0))
    retire_empty_pool (heap, pool);
}

/* under the address sanitizer a block is poisoned but for the bytes asked for */

static inline void
open_block (HpHeap *heap, void *ptr, size_t size)
{
  HP_UNPOISON (ptr, size);
  (void)heap;
}

static inline void
close_block (HpHeap *heap, HpPool *pool, void *ptr)
{
  HP_POISON (ptr, hp_class_size (pool->size_class));
  (void)heap, (void)pool;
}

void *
hp_pool_malloc (HpHeap *heap, size_t size)
{
  void *ptr = take_block (heap, size);

  if (ptr != NULL)
    open_block (heap, ptr, size);
  return ptr;
}

void
hp_pool_free (HpHeap *heap, void *ptr)
{
  HpPool *pool = hp_pool_of (heap, ptr);

  close_block (heap, pool, ptr);
  give_block (heap, pool, ptr);
}

/* the four functions of a domain */

static __attribute__ ((noinline)) void *
malloc_the_long_way (HpHeap *heap, HpDomain domain, size_t size)
{
  const HpAllocator *allocator = &heap->allocators[domain];

  if (size > PTRDIFF_MAX || hp_heap_fails_now (heap))
    return NULL;
  return allocator->malloc (allocator->context, size);
}

void *
hp_malloc (HpHeap *heap, HpDomain domain, size_t size)
{
  if (HP_LIKELY (size - 1 < heap->small_limit[domain])) {
    void *ptr = take_block (heap, size);

    if (HP_LIKELY (ptr != NULL)) {
      open_block (heap, ptr, size);
      return ptr;
    }
  }
  return malloc_the_long_way (heap, domain, size);
}

void *
hp_calloc (HpHeap *heap, HpDomain domain, size_t n, size_t size)
{
  const HpAllocator *allocator = &heap->allocators[domain];

  if ((size != 0 && n > PTRDIFF_MAX / size) || hp_heap_fails_now (heap))
    return NULL;
  return allocator->calloc (allocator->context, n, size);
}

void *
hp_realloc (HpHeap *heap, HpDomain domain, void *ptr, size_t size)
{
  const HpAllocator *allocator = &heap->allocators[domain];

  if (size > PTRDIFF_MAX || hp_heap_fails_now (heap))
    return NULL;
  return allocator->realloc (allocator->context, ptr, size);
}

static __attribute__ ((noinline)) void
free_the_long_way (HpHeap *heap, HpDomain domain, void *ptr)
{
  const HpAllocator *allocator = &heap->allocators[domain];

  if (ptr != NULL)
    allocator->free (allocator->context, ptr);
}

void
hp_free (HpHeap *heap, HpDomain domain, void *ptr)
{
  if (HP_LIKELY (heap->small_limit[domain] != 0 &&
                 (uintptr_t)ptr - heap->range_base < heap->range_size)) {
    HpPool *pool = hp_pool_of (heap, ptr);

    close_block (heap, pool, ptr);
    give_block (heap, pool, ptr);
    return;
  }
  free_the_long_way (heap, domain, ptr);
}
