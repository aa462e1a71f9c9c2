/* SPDX-License-Identifier: Apache-2.0 */
#include "address-sequence.h"
#include "heap/heap.h"

#include <glib.h>

/* Block by block the addresses of CPython 3.11.2's PyObject_Malloc: see address-sequence.h. */

static void *
our_malloc (void *context, size_t size)
{
  return hp_malloc (context, HP_DOMAIN_OBJ, size);
}

static void *
our_calloc (void *context, size_t n, size_t size)
{
  return hp_calloc (context, HP_DOMAIN_OBJ, n, size);
}

static void *
our_realloc (void *context, void *ptr, size_t size)
{
  return hp_realloc (context, HP_DOMAIN_OBJ, ptr, size);
}

static void
our_free (void *context, void *ptr)
{
  hp_free (context, HP_DOMAIN_OBJ, ptr);
}

static size_t
our_get_blocks (void *context)
{
  return hp_heap_get_allocated_blocks (context);
}

static void
compare_with_cpython (size_t offset, const uint64_t expected[SEQUENCE_SUMS])
{
  ArenaLog log = { .offset = offset };
  HpHeapOptions options = { .arena_source = { &log, arena_log_alloc, arena_log_free } };
  HpHeap *heap = hp_heap_new (&options);
  SequenceAllocator allocator = { heap,        our_malloc, our_calloc,
                                  our_realloc, our_free,   our_get_blocks };
  uint64_t sums[SEQUENCE_SUMS];
  HpHeapStats stats;

  sequence_run (&allocator, &log, sums);
  for (int i = 0; i < SEQUENCE_SUMS; i++)
    g_assert_cmpuint (sums[i], ==, expected[i]);
  hp_heap_get_stats (heap, &stats);
  g_assert_cmpuint (stats.n_arenas_reclaimed, >, 0);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
}

static void
test_aligned_arenas (void)
{
  static const uint64_t expected[] = { 0x674967b596962234u, 0x2c4d9f6bc94f8541u,
                                       0x986ecbd0781559bbu, 0x1825a16114808434u,
                                       0xdf8219264ba33361u, 0xc53b885c86adab42u };

  compare_with_cpython (0, expected);
}

static void
test_unaligned_arenas (void)
{
  static const uint64_t expected[] = { 0xb648b9bc65f80234u, 0x08cd972328b94541u,
                                       0x5290d9225fec69bbu, 0x934b0b2923439434u,
                                       0x23a49cada8f9f9a1u, 0x897b9bb9343b2452u };

  compare_with_cpython (4096, expected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/heap/addresses/aligned-arenas-as-cpython", test_aligned_arenas);
  g_test_add_func ("/core/heap/addresses/unaligned-arenas-as-cpython", test_unaligned_arenas);
  return g_test_run ();
}
