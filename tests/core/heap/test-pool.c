/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <glib.h>
#include <string.h>

static HpPoolInfo
pool_at (HpHeap *heap, const void *ptr)
{
  HpPoolInfo pool;
  HpBlockInfo block;

  g_assert_true (hp_heap_find_block (heap, ptr, &pool, &block));
  return pool;
}

static HpBlockState
state_of (HpHeap *heap, const void *ptr)
{
  HpPoolInfo pool;
  HpBlockInfo block;

  g_assert_true (hp_heap_find_block (heap, ptr, &pool, &block));
  g_assert_cmpuint (block.address, ==, (uintptr_t)ptr);
  return block.state;
}

static void
test_size_boundaries (void)
{
  static const struct {
    size_t asked, size;
    bool small;
  } cases[] = {
    { 0, 0, false },    { 1, 16, true },    { 15, 16, true },    { 16, 16, true },
    { 17, 32, true },   { 255, 256, true }, { 256, 256, true },  { 257, 272, true },
    { 511, 512, true }, { 512, 512, true }, { 513, 513, false }, { 4096, 4096, false },
  };
  HpHeap *heap = hp_heap_new (NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int domain = HP_DOMAIN_MEM; domain <= HP_DOMAIN_OBJ; domain++) {
      char *ptr = hp_malloc (heap, (HpDomain)domain, cases[i].asked);

      g_assert_nonnull (ptr);
      g_assert_cmpuint ((uintptr_t)ptr % HP_HEAP_ALIGNMENT, ==, 0);
      memset (ptr, 0xab, cases[i].asked);
      g_assert_cmpint (hp_heap_address_in_range (heap, ptr), ==, cases[i].small);
      g_assert_cmpuint (hp_heap_get_block_size (heap, ptr), ==, cases[i].size);
      g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 1);
      g_assert_cmpint (hp_heap_check (heap), ==, 0);
      hp_free (heap, (HpDomain)domain, ptr);
      g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 0);
      g_assert_cmpint (hp_heap_check (heap), ==, 0);
    }
  hp_heap_free (heap);
}

static void
test_raw_domain_is_large (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  HpHeapStats stats;
  char *a = hp_malloc (heap, HP_DOMAIN_RAW, 16), *b = hp_malloc (heap, HP_DOMAIN_RAW, 0);

  g_assert_nonnull (b);
  g_assert_false (hp_heap_address_in_range (heap, a));
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 0);
  a = hp_realloc (heap, HP_DOMAIN_RAW, a, 0);
  g_assert_nonnull (a);
  hp_heap_get_stats (heap, &stats);
  g_assert_cmpuint (stats.n_raw_blocks, ==, 2);
  g_assert_cmpuint (stats.n_large_blocks, ==, 0);
  hp_free (heap, HP_DOMAIN_RAW, a);
  hp_free (heap, HP_DOMAIN_RAW, b);
  g_assert_cmpuint (hp_heap_get_system_bytes (heap), ==, 0);
  hp_heap_free (heap);
}

static void
test_capacities (void)
{
  static const size_t sizes[][2] = { { 48, 340 }, { 256, 63 }, { 512, 31 }, { 16, 1021 } };
  HpHeap *heap = hp_heap_new (NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++) {
    void *ptr = hp_malloc (heap, HP_DOMAIN_OBJ, sizes[i][0]);

    g_assert_cmpuint (pool_at (heap, ptr).capacity, ==, sizes[i][1]);
    g_assert_cmpuint (pool_at (heap, ptr).block_size, ==, sizes[i][0]);
  }
  hp_heap_free (heap);
}

static void
test_fresh_pool_ascends (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  char *first = hp_malloc (heap, HP_DOMAIN_OBJ, 48);

  g_assert_cmpuint ((uintptr_t)first % 16384, ==, HP_HEAP_POOL_HEADER);
  for (int i = 1; i < 340; i++)
    g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 48) == first + i * 48);
  g_assert_cmpuint (pool_at (heap, first).state, ==, HP_HEAP_POOL_FULL);
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 48) == first + 16384);
  hp_heap_free (heap);
}

static void
test_block_states (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  char *a = hp_malloc (heap, HP_DOMAIN_OBJ, 64), *b = hp_malloc (heap, HP_DOMAIN_OBJ, 64);
  HpPoolInfo pool;

  g_assert_cmpint (state_of (heap, a), ==, HP_BLOCK_USED);
  g_assert_cmpint (state_of (heap, b + 64), ==, HP_BLOCK_FREE); /* carved ahead */
  g_assert_cmpint (state_of (heap, b + 128), ==, HP_BLOCK_UNCARVED);
  hp_free (heap, HP_DOMAIN_OBJ, a);
  g_assert_cmpint (state_of (heap, a), ==, HP_BLOCK_FREE);
  pool = pool_at (heap, b);
  g_assert_cmpint (pool.state, ==, HP_HEAP_POOL_USED);
  g_assert_cmpuint (pool.n_used, ==, 1);
  g_assert_cmpuint (pool.n_carved, ==, 3);
  hp_free (heap, HP_DOMAIN_OBJ, b);
  g_assert_cmpint (pool_at (heap, b).state, ==, HP_HEAP_POOL_EMPTY);
  hp_heap_free (heap);
}

static void
test_last_freed_is_first_taken (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  void *p[4];

  for (int i = 0; i < 4; i++)
    p[i] = hp_malloc (heap, HP_DOMAIN_OBJ, 32);
  hp_free (heap, HP_DOMAIN_OBJ, p[1]);
  hp_free (heap, HP_DOMAIN_OBJ, p[3]);
  hp_free (heap, HP_DOMAIN_OBJ, p[2]);
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 32) == p[2]);
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 32) == p[3]);
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 32) == p[1]);
  hp_heap_free (heap);
}

/* A free in a full pool links it in front; a free in a used one leaves its place alone. */
static void
test_full_pool_comes_back_in_front (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  char *p[31 * 3];

  for (int i = 0; i < 31 * 3; i++)
    p[i] = hp_malloc (heap, HP_DOMAIN_OBJ, 512);
  hp_free (heap, HP_DOMAIN_OBJ, p[0]);
  hp_free (heap, HP_DOMAIN_OBJ, p[31]);
  hp_free (heap, HP_DOMAIN_OBJ, p[1]);
  /* the second pool became used last, so it serves first */
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 512) == p[31]);
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 512) == p[1]);
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 512) == p[0]);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
}

static void
test_emptied_pool_keeps_its_list (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  char *p[3], *other;

  for (int i = 0; i < 3; i++)
    p[i] = hp_malloc (heap, HP_DOMAIN_OBJ, 80);
  hp_free (heap, HP_DOMAIN_OBJ, p[0]);
  hp_free (heap, HP_DOMAIN_OBJ, p[2]);
  hp_free (heap, HP_DOMAIN_OBJ, p[1]);
  g_assert_cmpint (pool_at (heap, p[0]).state, ==, HP_HEAP_POOL_EMPTY);
  /* the same class: the old list goes on */
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 80) == p[1]);
  g_assert_true (hp_malloc (heap, HP_DOMAIN_OBJ, 80) == p[2]);
  hp_free (heap, HP_DOMAIN_OBJ, p[1]);
  hp_free (heap, HP_DOMAIN_OBJ, p[2]);
  /* another class: set up afresh */
  other = hp_malloc (heap, HP_DOMAIN_OBJ, 96);
  g_assert_true (other == p[0]);
  g_assert_cmpuint (pool_at (heap, other).n_carved, ==, 2);
  hp_heap_free (heap);
}

static void
test_realloc_rules (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  char *a, *b, *large;

  a = hp_realloc (heap, HP_DOMAIN_MEM, NULL, 100); /* class 112 */
  memset (a, 'x', 100);
  g_assert_true (hp_realloc (heap, HP_DOMAIN_MEM, a, 112) == a);
  g_assert_true (hp_realloc (heap, HP_DOMAIN_MEM, a, 85) == a); /* 340 > 336 */
  b = hp_realloc (heap, HP_DOMAIN_MEM, a, 84);                  /* 336 is not */
  g_assert_true (b != a);
  g_assert_cmpint (b[83], ==, 'x');
  /* the new block was taken before the old one was freed */
  g_assert_true (hp_malloc (heap, HP_DOMAIN_MEM, 112) == a);

  large = hp_realloc (heap, HP_DOMAIN_MEM, b, 1000);
  g_assert_false (hp_heap_address_in_range (heap, large));
  g_assert_cmpint (large[83], ==, 'x');
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 2);
  large = hp_realloc (heap, HP_DOMAIN_MEM, large, 8); /* stays a large block */
  g_assert_false (hp_heap_address_in_range (heap, large));
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 2);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_free (heap, HP_DOMAIN_MEM, large);

  /* size 0 of a small block: a block of its own, from outside the pools */
  b = hp_realloc (heap, HP_DOMAIN_MEM, a, 0);
  g_assert_nonnull (b);
  g_assert_false (hp_heap_address_in_range (heap, b));
  hp_heap_free (heap);
}

static void
test_calloc_zeroes_and_checks (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  char *a = hp_malloc (heap, HP_DOMAIN_OBJ, 64), *b;

  memset (a, 0xff, 64);
  hp_free (heap, HP_DOMAIN_OBJ, a);
  b = hp_calloc (heap, HP_DOMAIN_OBJ, 8, 8);
  g_assert_true (b == a);
  for (int i = 0; i < 64; i++)
    g_assert_cmpint (b[i], ==, 0);
  for (int domain = 0; domain < HP_N_DOMAINS; domain++) {
    g_assert_null (hp_calloc (heap, (HpDomain)domain, SIZE_MAX / 2, 3));
    g_assert_null (hp_malloc (heap, (HpDomain)domain, SIZE_MAX));
    g_assert_null (hp_malloc (heap, (HpDomain)domain, (size_t)PTRDIFF_MAX + 1));
    g_assert_null (hp_malloc (heap, (HpDomain)domain, PTRDIFF_MAX));
    hp_free (heap, (HpDomain)domain, NULL);
  }
  hp_free (heap, HP_DOMAIN_OBJ, b);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
}

static void
test_old_geometry (void)
{
  HpHeapOptions options = { .arena_size = 256 << 10, .pool_size = 4096 };
  HpHeap *heap = hp_heap_new (&options), *other = hp_heap_new (NULL);
  void *a = hp_malloc (heap, HP_DOMAIN_OBJ, 512), *b = hp_malloc (other, HP_DOMAIN_OBJ, 512);

  g_assert_cmpuint (pool_at (heap, a).capacity, ==, 7);
  g_assert_cmpuint (pool_at (other, b).capacity, ==, 31);
  g_assert_false (hp_heap_address_in_range (heap, b));
  g_assert_false (hp_heap_address_in_range (other, a));
  for (int i = 0; i < 2000; i++)
    hp_malloc (heap, HP_DOMAIN_OBJ, (size_t)i % 512 + 1);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (other), ==, 1);
  hp_heap_free (other);
}

static void
test_wrong_geometry (void)
{
  HpHeapOptions pool_too_big = { .arena_size = 65536, .pool_size = 65536 };
  HpHeapOptions not_a_power = { .arena_size = 3 << 20 };
  HpHeapOptions pool_too_small = { .pool_size = 1024 };

  g_assert_null (hp_heap_new (&pool_too_big));
  g_assert_null (hp_heap_new (&not_a_power));
  g_assert_null (hp_heap_new (&pool_too_small));
  hp_heap_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/heap/pool/size-boundaries", test_size_boundaries);
  g_test_add_func ("/core/heap/pool/raw-domain-is-large", test_raw_domain_is_large);
  g_test_add_func ("/core/heap/pool/capacities", test_capacities);
  g_test_add_func ("/core/heap/pool/fresh-pool-ascends", test_fresh_pool_ascends);
  g_test_add_func ("/core/heap/pool/block-states", test_block_states);
  g_test_add_func ("/core/heap/pool/last-freed-is-first-taken", test_last_freed_is_first_taken);
  g_test_add_func ("/core/heap/pool/full-pool-comes-back-in-front",
                   test_full_pool_comes_back_in_front);
  g_test_add_func ("/core/heap/pool/emptied-pool-keeps-its-list", test_emptied_pool_keeps_its_list);
  g_test_add_func ("/core/heap/pool/realloc-rules", test_realloc_rules);
  g_test_add_func ("/core/heap/pool/calloc-zeroes-and-checks", test_calloc_zeroes_and_checks);
  g_test_add_func ("/core/heap/pool/old-geometry", test_old_geometry);
  g_test_add_func ("/core/heap/pool/wrong-geometry", test_wrong_geometry);
  return g_test_run ();
}
