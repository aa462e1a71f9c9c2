/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <string.h>

/* Small blocks: the paths that every allocation takes, the four functions of a domain in front of
 * them. */

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

static inline bool
owns (const HpHeap *heap, const void *ptr)
{
  if (HP_LIKELY ((uintptr_t)ptr - heap->range_base < heap->range_size))
    return true;
  return heap->range_size == 0 && hp_heap_owns (heap, ptr);
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

/* the default allocator of the mem and obj domains */

static void *
small_malloc (void *context, size_t size)
{
  HpDomainContext *domain = context;
  void *ptr = NULL;

  if (size - 1 < HP_HEAP_SMALL_THRESHOLD)
    ptr = hp_pool_malloc (domain->heap, size);
  return ptr != NULL ? ptr : hp_large_malloc (domain->heap, domain->domain, size, false);
}

static void *
small_calloc (void *context, size_t n, size_t size)
{
  HpDomainContext *domain = context;
  size_t bytes;
  void *ptr;

  if (__builtin_mul_overflow (n, size, &bytes))
    return NULL;
  if (bytes - 1 < HP_HEAP_SMALL_THRESHOLD && (ptr = hp_pool_malloc (domain->heap, bytes)) != NULL)
    return memset (ptr, 0, bytes);
  return hp_large_malloc (domain->heap, domain->domain, bytes, true);
}

static void
small_free (void *context, void *ptr)
{
  HpDomainContext *domain = context;

  if (ptr == NULL)
    return;
  if (owns (domain->heap, ptr))
    hp_pool_free (domain->heap, ptr);
  else
    hp_large_free (domain->heap, ptr);
}

/* A block keeps its place while at least three quarters of it stay in use; else the new one is
 * taken before the old one is freed. A large block stays a large one whatever its size. */
static void *
small_realloc (void *context, void *ptr, size_t size)
{
  HpDomainContext *domain = context;
  size_t old_size, n;
  void *copy;

  if (ptr == NULL)
    return small_malloc (context, size);
  if (!owns (domain->heap, ptr))
    return hp_large_realloc (domain->heap, domain->domain, ptr, size);
  n = old_size = hp_class_size (hp_pool_of (domain->heap, ptr)->size_class);
  if (size <= old_size) {
    if (4 * size > 3 * old_size) {
      HP_POISON (ptr, old_size);
      HP_UNPOISON (ptr, size);
      return ptr;
    }
    n = size;
  }
  copy = small_malloc (context, size);
  if (copy == NULL)
    return NULL;
  HP_UNPOISON (ptr, n);
  memcpy (copy, ptr, n);
  small_free (context, ptr);
  return copy;
}

/* the default allocator of the raw domain */

static void *
raw_malloc (void *context, size_t size)
{
  HpDomainContext *domain = context;

  return hp_large_malloc (domain->heap, domain->domain, size, false);
}

static void *
raw_calloc (void *context, size_t n, size_t size)
{
  HpDomainContext *domain = context;
  size_t bytes;

  return __builtin_mul_overflow (n, size, &bytes)
             ? NULL
             : hp_large_malloc (domain->heap, domain->domain, bytes, true);
}

static void *
raw_realloc (void *context, void *ptr, size_t size)
{
  HpDomainContext *domain = context;

  if (ptr == NULL)
    return raw_malloc (context, size);
  return hp_large_realloc (domain->heap, domain->domain, ptr, size);
}

static void
raw_free (void *context, void *ptr)
{
  HpDomainContext *domain = context;

  if (ptr != NULL)
    hp_large_free (domain->heap, ptr);
}

void
hp_heap_get_allocator (HpHeap *heap, HpDomain domain, HpAllocator *allocator)
{
  *allocator = heap->allocators[domain];
}

void
hp_heap_set_allocator (HpHeap *heap, HpDomain domain, const HpAllocator *allocator)
{
  static const HpAllocator small = { NULL, small_malloc, small_calloc, small_realloc, small_free };
  static const HpAllocator raw = { NULL, raw_malloc, raw_calloc, raw_realloc, raw_free };

  if (allocator != NULL)
    heap->allocators[domain] = *allocator;
  else {
    heap->allocators[domain] = domain == HP_DOMAIN_RAW ? raw : small;
    heap->allocators[domain].context = &heap->contexts[domain];
  }
  hp_heap_update_small_limits (heap);
}

/* The short way is open to a domain only while it has its own allocator and nothing is made to
 * fail. */
void
hp_heap_update_small_limits (HpHeap *heap)
{
  for (int i = 0; i < HP_N_DOMAINS; i++) {
    bool direct = heap->allocators[i].malloc == small_malloc &&
                  heap->allocators[i].context == &heap->contexts[i];

    heap->small_limit[i] =
        direct && heap->fail_after == HP_HEAP_NEVER_FAIL ? HP_HEAP_SMALL_THRESHOLD : 0;
  }
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
