/* SPDX-License-Identifier: Apache-2.0 */
/* Heaparium's heap for a benchmark of small-object allocators: A_init, A_malloc, A_free, A_TRIM. */
#pragma once
#include "heap/heap.h"

static HpHeap *A_heap;

static void
A_init (void)
{
  A_heap = hp_heap_new (NULL);
}

static inline void *
A_malloc (size_t n)
{
  return hp_malloc (A_heap, HP_DOMAIN_OBJ, n);
}

static inline void
A_free (void *p, size_t n)
{
  (void)n;
  hp_free (A_heap, HP_DOMAIN_OBJ, p);
}

#define A_TRIM hp_heap_trim (A_heap)
