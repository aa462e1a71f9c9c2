/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <assert.h>
#include <stdlib.h>

/* Large blocks: malloc with a header before each, so that they can be walked, counted and limited.
 */

static HpLarge *
header_of (const void *ptr)
{
  HpLarge *large = (HpLarge *)((char *)ptr - sizeof (HpLarge));

  assert (large->magic == HP_LARGE_MAGIC);
  return large;
}

static size_t
gross_size (size_t size)
{
  return sizeof (HpLarge) + (size == 0 ? 1 : size);
}

bool
hp_heap_has_room (const HpHeap *heap, size_t bytes)
{
  return heap->memory_limit == 0 || (heap->system_bytes <= heap->memory_limit &&
                                     bytes <= heap->memory_limit - heap->system_bytes);
}

static void
count_large (HpHeap *heap, HpLarge *large)
{
  heap->n_large[large->domain]++;
  heap->large_bytes[large->domain] += large->size;
  heap->system_bytes += gross_size (large->size);
}

static void
uncount_large (HpHeap *heap, HpLarge *large)
{
  heap->n_large[large->domain]--;
  heap->large_bytes[large->domain] -= large->size;
  heap->system_bytes -= gross_size (large->size);
}

void *
hp_large_malloc (HpHeap *heap, HpDomain domain, size_t size, bool zero)
{
  HpLarge *large;

  if (size > PTRDIFF_MAX - sizeof *large || !hp_heap_has_room (heap, gross_size (size)))
    return NULL;
  large = zero ? calloc (1, gross_size (size)) : malloc (gross_size (size));
  if (large == NULL)
    return NULL;
  large->size = size;
  large->magic = HP_LARGE_MAGIC;
  large->domain = domain;
  large->next = &heap->large;
  large->prev = heap->large.prev;
  large->prev->next = large->next->prev = large;
  count_large (heap, large);
  return large + 1;
}

void *
hp_large_realloc (HpHeap *heap, HpDomain domain, void *ptr, size_t size)
{
  HpLarge *large = header_of (ptr), *moved;
  size_t old_size = large->size;

  (void)domain;
  if (size > PTRDIFF_MAX - sizeof *large)
    return NULL;
  if (size > old_size && !hp_heap_has_room (heap, size - old_size))
    return NULL;
  uncount_large (heap, large);
  moved = realloc (large, gross_size (size));
  if (moved == NULL) {
    count_large (heap, large);
    return NULL;
  }
  moved->size = size;
  moved->prev->next = moved->next->prev = moved;
  count_large (heap, moved);
  return moved + 1;
}

void
hp_large_free (HpHeap *heap, void *ptr)
{
  HpLarge *large = header_of (ptr);

  large->prev->next = large->next;
  large->next->prev = large->prev;
  uncount_large (heap, large);
  large->magic = 0;
  free (large);
}

void
hp_large_free_all (HpHeap *heap)
{
  for (HpLarge *large = heap->large.next, *next; large != &heap->large; large = next) {
    next = large->next;
    free (large);
  }
  heap->large.next = heap->large.prev = &heap->large;
}

size_t
hp_large_get_size (const void *ptr)
{
  return header_of (ptr)->size;
}

HP_READS_FREE size_t
hp_large_find_size (const void *ptr)
{
  const HpLarge *large = (const HpLarge *)ptr - 1;

  return large->magic == HP_LARGE_MAGIC ? large->size : 0;
}
