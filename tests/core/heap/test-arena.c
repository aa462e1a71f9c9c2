/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Arenas: which one serves, which one is given back. A source of the test's own gives arenas at any
 * alignment. */

#define POOLS 64

typedef struct {
  size_t offset; /* from an aligned address */
  int n_alive, n_given_back;
  int n_left; /* how many more may be had */
} Source;

static void *
source_alloc (void *context, size_t size)
{
  Source *source = context;
  char *memory;

  if (source->n_left-- <= 0)
    return NULL;
  source->n_alive++;
  memory = aligned_alloc (1 << 20, size + (1 << 20));
  return memory + source->offset;
}

static void
source_free (void *context, void *address, size_t size)
{
  Source *source = context;

  (void)size;
  source->n_alive--;
  source->n_given_back++;
  free ((char *)address - source->offset);
}

static HpHeap *
new_heap (Source *source)
{
  HpHeapOptions options = { .arena_source = { source, source_alloc, source_free } };

  return hp_heap_new (&options);
}

/* One block that fills most of a pool: fills pool after pool with 31 blocks of 512 bytes. */
typedef struct {
  char *blocks[31];
} FullPool;

static void
fill_pool (HpHeap *heap, FullPool *pool)
{
  for (int i = 0; i < 31; i++)
    pool->blocks[i] = hp_malloc (heap, HP_DOMAIN_OBJ, 512);
}

static void
free_pool (HpHeap *heap, FullPool *pool)
{
  for (int i = 0; i < 31; i++)
    hp_free (heap, HP_DOMAIN_OBJ, pool->blocks[i]);
}

static void
test_last_pool_of_an_arena (void)
{
  Source source = { .n_left = 10 };
  HpHeap *heap = new_heap (&source);
  FullPool *pools = g_new (FullPool, POOLS + 1);

  for (int i = 0; i < POOLS; i++)
    fill_pool (heap, &pools[i]);
  g_assert_cmpint (source.n_alive, ==, 1);
  g_assert_null (heap->usable_arenas);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  fill_pool (heap, &pools[POOLS]);
  g_assert_cmpint (source.n_alive, ==, 2);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
  g_assert_cmpint (source.n_alive, ==, 0);
  g_free (pools);
}

static void
test_unaligned_arena_has_63_pools (void)
{
  Source source = { .n_left = 10, .offset = 4096 };
  HpHeap *heap = new_heap (&source);
  HpHeapStats stats;
  void *ptr = hp_malloc (heap, HP_DOMAIN_OBJ, 512);
  HpPoolInfo pool;
  HpBlockInfo block;

  hp_heap_get_stats (heap, &stats);
  g_assert_cmpuint (stats.n_free_pools, ==, 62);
  g_assert_cmpuint (stats.alignment_bytes, ==, 16384);
  g_assert_true (hp_heap_find_block (heap, ptr, &pool, &block));
  g_assert_cmpuint (pool.index, ==, 0);
  g_assert_cmpuint (pool.address % 16384, ==, 0);
  /* the arena straddles two keys of the radix tree */
  g_assert_true (hp_heap_address_in_range (heap, (void *)(heap->arenas[0].address)));
  g_assert_false (hp_heap_address_in_range (heap, (void *)(heap->arenas[0].address - 1)));
  g_assert_true (
      hp_heap_address_in_range (heap, (void *)(heap->arenas[0].address + (1 << 20) - 1)));
  g_assert_false (hp_heap_address_in_range (heap, (void *)(heap->arenas[0].address + (1 << 20))));
  g_assert_false (hp_heap_address_in_range (heap, NULL));
  g_assert_false (hp_heap_address_in_range (heap, (void *)UINTPTR_MAX));
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
}

/* The fullest arena serves first; emptied arenas go back, but the last one of the list stays. */
static void
test_arena_order (void)
{
  Source source = { .n_left = 10 };
  HpHeap *heap = new_heap (&source);
  FullPool *pools = g_new (FullPool, 3 * POOLS), extra;
  uintptr_t first, second, third;

  for (int i = 0; i < 3 * POOLS; i++)
    fill_pool (heap, &pools[i]);
  first = heap->arenas[0].address;
  second = heap->arenas[1].address;
  third = heap->arenas[2].address;

  free_pool (heap, &pools[0]); /* the first arena: 1 free pool */
  free_pool (heap, &pools[1]); /* 2 */
  free_pool (heap, &pools[POOLS]);
  g_assert_cmpuint (heap->usable_arenas->address, ==, second);
  g_assert_cmpuint (heap->usable_arenas->next->address, ==, first);
  free_pool (heap, &pools[2 * POOLS]);
  g_assert_cmpuint (heap->usable_arenas->address, ==,
                    third); /* newest of those with one, in front */
  free_pool (heap, &pools[2 * POOLS + 1]);
  free_pool (heap, &pools[2 * POOLS + 2]); /* 3: behind all */
  g_assert_cmpuint (heap->usable_arenas->address, ==, second);
  g_assert_cmpuint (heap->usable_arenas->next->next->address, ==, third);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);

  fill_pool (heap, &extra); /* comes from the fullest: the second, which leaves the list */
  g_assert_cmpuint ((uintptr_t)extra.blocks[0] & ~(uintptr_t)0xfffff, ==, second);
  g_assert_cmpuint (heap->usable_arenas->address, ==, first);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);

  for (int i = 2; i < POOLS; i++) {
    free_pool (heap, &pools[i]);
    g_assert_cmpint (hp_heap_check (heap), ==, 0);
  }
  g_assert_cmpint (source.n_given_back, ==, 0); /* wholly free, but the last of the list */
  for (int i = 3; i < POOLS; i++)
    free_pool (heap, &pools[2 * POOLS + i]);
  /* the third is wholly free too, and the first stands behind it: the third goes back */
  g_assert_cmpint (source.n_given_back, ==, 1);
  g_assert_cmpuint (heap->arenas[2].address, ==, 0);
  g_assert_cmpuint (heap->usable_arenas->address, ==, first);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
  g_assert_cmpint (source.n_alive, ==, 0);
  g_free (pools);
}

static void
test_arena_given_back_and_reused (void)
{
  Source source = { .n_left = 10 };
  HpHeap *heap = new_heap (&source);
  FullPool *pools = g_new (FullPool, 2 * POOLS);
  HpHeapStats stats;
  HpArena *object;

  for (int i = 0; i < 2 * POOLS; i++)
    fill_pool (heap, &pools[i]);
  object = &heap->arenas[0];
  for (int i = POOLS; i < 2 * POOLS; i++)
    free_pool (heap, &pools[i]); /* the second: wholly free, alone in the list, kept */
  g_assert_cmpint (source.n_given_back, ==, 0);
  for (int i = 0; i < POOLS; i++)
    free_pool (heap, &pools[i]); /* the first: wholly free, but moved behind the second? no: equal
                                    counts stay put */
  hp_heap_get_stats (heap, &stats);
  g_assert_cmpint (source.n_given_back, ==, 1);
  g_assert_cmpuint (object->address, ==, 0);
  g_assert_true (heap->unused_arenas == object);
  g_assert_cmpuint (stats.n_arenas, ==, 1);
  g_assert_cmpuint (stats.n_arenas_reclaimed, ==, 1);
  g_assert_cmpuint (stats.n_arenas_highwater, ==, 2);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  for (int i = 0; i < 2 * POOLS; i++)
    fill_pool (heap, &pools[i]);
  g_assert_cmpuint (object->address, !=, 0); /* its place in the table serves again */
  hp_heap_get_stats (heap, &stats);
  g_assert_cmpuint (stats.n_arenas_allocated, ==, 3);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
  g_free (pools);
}

static void
test_table_doubles (void)
{
  Source source = { .n_left = 100 };
  HpHeap *heap = new_heap (&source);

  for (int i = 0; i < 16 * POOLS * 31; i++)
    hp_malloc (heap, HP_DOMAIN_OBJ, 512);
  g_assert_cmpuint (heap->n_arena_objects, ==, 16);
  hp_malloc (heap, HP_DOMAIN_OBJ, 512);
  g_assert_cmpuint (heap->n_arena_objects, ==, 32);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
}

/* Without an arena a small request becomes a large block, as in CPython. */
static void
test_no_arena_falls_back (void)
{
  Source source = { .n_left = 0 };
  HpHeap *heap = new_heap (&source);
  void *ptr = hp_malloc (heap, HP_DOMAIN_OBJ, 32);

  g_assert_nonnull (ptr);
  g_assert_false (hp_heap_address_in_range (heap, ptr));
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 1);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_free (heap, HP_DOMAIN_OBJ, ptr);
  hp_heap_free (heap);
}

static void
test_default_source_cache_and_trim (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  FullPool *pools = g_new (FullPool, 8 * POOLS);
  HpHeapStats stats;
  uintptr_t warm;

  for (int i = 0; i < 8 * POOLS; i++)
    fill_pool (heap, &pools[i]);
  for (int i = 0; i < 8 * POOLS; i++)
    memset (pools[i].blocks[0], 0x55, 512);
  for (int i = 0; i < 8 * POOLS; i++)
    free_pool (heap, &pools[i]);
  hp_heap_get_stats (heap, &stats);
  g_assert_cmpuint (stats.n_arenas, ==, 1);
  g_assert_cmpuint (stats.cached_bytes, ==, 4 << 20);
  g_assert_cmpuint (stats.system_bytes, ==, 1 << 20);
  warm = heap->range_base + heap->range.warm[heap->range.n_warm - 1] * heap->arena_size;
  g_assert_false (hp_heap_address_in_range (heap, (void *)warm)); /* not an arena any more */
  g_assert_cmpuint (hp_heap_trim (heap), >=, 4 << 20);
  hp_heap_get_stats (heap, &stats);
  g_assert_cmpuint (stats.cached_bytes, ==, 0);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  for (int i = 0; i < 8 * POOLS; i++)
    fill_pool (heap, &pools[i]);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  g_assert_cmpuint (heap->range.n_born, ==, 8);
  hp_heap_free (heap);
  g_free (pools);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/heap/arena/last-pool-of-an-arena", test_last_pool_of_an_arena);
  g_test_add_func ("/core/heap/arena/unaligned-arena-has-63-pools",
                   test_unaligned_arena_has_63_pools);
  g_test_add_func ("/core/heap/arena/order", test_arena_order);
  g_test_add_func ("/core/heap/arena/given-back-and-reused", test_arena_given_back_and_reused);
  g_test_add_func ("/core/heap/arena/table-doubles", test_table_doubles);
  g_test_add_func ("/core/heap/arena/no-arena-falls-back", test_no_arena_falls_back);
  g_test_add_func ("/core/heap/arena/default-source-cache-and-trim",
                   test_default_source_cache_and_trim);
  return g_test_run ();
}
