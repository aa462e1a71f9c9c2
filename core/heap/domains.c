/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <string.h>

/* What serves each domain: blocks in pools with large ones behind them, or large ones alone; and
 * how it is replaced. */

static inline bool
owns (const HpHeap *heap, const void *ptr)
{
  if (HP_LIKELY ((uintptr_t)ptr - heap->range_base < heap->range_size))
    return true;
  return heap->range_size == 0 && hp_heap_owns (heap, ptr);
}

/* the default allocator of the mem and obj domains */

void *
hp_small_malloc (void *context, size_t size)
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
    return hp_small_malloc (context, size);
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
  copy = hp_small_malloc (context, size);
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

/* choosing */

void
hp_heap_get_allocator (HpHeap *heap, HpDomain domain, HpAllocator *allocator)
{
  *allocator = heap->allocators[domain];
}

static HpAllocator
default_allocator (HpHeap *heap, HpDomain domain)
{
  void *context = &heap->contexts[domain];

  if (domain == HP_DOMAIN_RAW || heap->uses_malloc)
    return (HpAllocator){ context, raw_malloc, raw_calloc, raw_realloc, raw_free };
  return (HpAllocator){ context, hp_small_malloc, small_calloc, small_realloc, small_free };
}

void
hp_heap_set_allocator (HpHeap *heap, HpDomain domain, const HpAllocator *allocator)
{
  heap->allocators[domain] = allocator != NULL ? *allocator : default_allocator (heap, domain);
  hp_heap_update_small_limits (heap);
}

bool
hp_malloc_kind_parse (const char *text, HpMallocKind *kind)
{
  static const struct {
    const char *name;
    HpMallocKind kind;
  } names[] = {
    { "default", HP_MALLOC_PYMALLOC },
    { "pymalloc", HP_MALLOC_PYMALLOC },
    { "malloc", HP_MALLOC_MALLOC },
    { "debug", HP_MALLOC_PYMALLOC_DEBUG },
    { "pymalloc_debug", HP_MALLOC_PYMALLOC_DEBUG },
    { "malloc_debug", HP_MALLOC_MALLOC_DEBUG },
  };

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp (text, names[i].name) == 0) {
      *kind = names[i].kind;
      return true;
    }
  return false;
}

void
hp_heap_set_malloc_kind (HpHeap *heap, HpMallocKind kind)
{
  heap->uses_malloc = kind == HP_MALLOC_MALLOC || kind == HP_MALLOC_MALLOC_DEBUG;
  for (int i = 0; i < HP_N_DOMAINS; i++) {
    heap->debug[i].letter = 0;
    hp_heap_set_allocator (heap, (HpDomain)i, NULL);
  }
  if (kind == HP_MALLOC_PYMALLOC_DEBUG || kind == HP_MALLOC_MALLOC_DEBUG)
    hp_heap_set_debug_hooks (heap, false);
}

bool
hp_heap_is_pymalloc_visible (const HpHeap *heap)
{
  const HpAllocator *allocator = &heap->allocators[HP_DOMAIN_OBJ];
  const HpDebugLayer *debug = &heap->debug[HP_DOMAIN_OBJ];

  if (allocator->context == debug)
    allocator = &debug->below;
  return allocator->malloc == hp_small_malloc;
}

/* The short way is open to a domain only while it has its own allocator and nothing is made to
 * fail. */
void
hp_heap_update_small_limits (HpHeap *heap)
{
  for (int i = 0; i < HP_N_DOMAINS; i++) {
    bool direct = heap->allocators[i].malloc == hp_small_malloc &&
                  heap->allocators[i].context == &heap->contexts[i];

    heap->small_limit[i] =
        direct && heap->fail_after == HP_HEAP_NEVER_FAIL ? HP_HEAP_SMALL_THRESHOLD : 0;
  }
}
