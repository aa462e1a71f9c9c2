/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <glib.h>
#include <string.h>

/* A million random operations against a plain model; running out of memory; walks. */

#if defined(__SANITIZE_ADDRESS__)
#define N_OPERATIONS 100000
#else
#define N_OPERATIONS 1000000
#endif
#define N_SLOTS 6000

typedef struct {
  unsigned char *ptr;
  size_t size;
  HpDomain domain;
  unsigned char fill;
} Slot;

static size_t
random_size (GRand *rand)
{
  int kind = g_rand_int_range (rand, 0, 100);

  if (kind < 80)
    return (size_t)g_rand_int_range (rand, 1, 200);
  if (kind < 95)
    return (size_t)g_rand_int_range (rand, 1, 513);
  return kind < 99 ? (size_t)g_rand_int_range (rand, 510, 2000) : 0;
}

static void
check_slot (const Slot *slot)
{
  for (size_t i = 0; i < slot->size; i += slot->size < 64 ? 1 : 37)
    g_assert_cmpint (slot->ptr[i], ==, slot->fill);
  if (slot->size > 0)
    g_assert_cmpint (slot->ptr[slot->size - 1], ==, slot->fill);
}

static void
fill_slot (Slot *slot, GRand *rand)
{
  slot->fill = (unsigned char)g_rand_int (rand);
  memset (slot->ptr, slot->fill, slot->size);
}

static void
change_slot (HpHeap *heap, Slot *slot, GRand *rand)
{
  if (slot->ptr == NULL) {
    slot->domain = (HpDomain)g_rand_int_range (rand, 0, HP_N_DOMAINS);
    slot->size = random_size (rand);
    slot->ptr = g_rand_boolean (rand) ? hp_malloc (heap, slot->domain, slot->size)
                                      : hp_calloc (heap, slot->domain, 1, slot->size);
    g_assert_nonnull (slot->ptr);
    fill_slot (slot, rand);
    return;
  }
  check_slot (slot);
  if (g_rand_int_range (rand, 0, 5) == 0) {
    Slot before = *slot;

    slot->size = random_size (rand);
    slot->ptr = hp_realloc (heap, slot->domain, slot->ptr, slot->size);
    before.ptr = slot->ptr;
    before.size = MIN (before.size, slot->size);
    check_slot (&before);
    fill_slot (slot, rand);
    return;
  }
  hp_free (heap, slot->domain, slot->ptr);
  slot->ptr = NULL;
}

typedef struct {
  GHashTable *found;
  size_t n_free, n_uncarved, n_arenas, n_pools;
} Walk;

static int
walk_arena (const HpArenaInfo *arena, void *data)
{
  g_assert_cmpuint (arena->n_free_pools, <=, arena->n_pools);
  ((Walk *)data)->n_arenas++;
  return 0;
}

static int
walk_pool (const HpPoolInfo *pool, void *data)
{
  g_assert_cmpuint (pool->n_used, <=, pool->capacity);
  ((Walk *)data)->n_pools++;
  return 0;
}

static int
walk_block (const HpBlockInfo *block, void *data)
{
  Walk *walk = data;

  if (block->state == HP_BLOCK_USED)
    g_assert_true (g_hash_table_add (walk->found, (void *)block->address));
  walk->n_free += block->state == HP_BLOCK_FREE;
  walk->n_uncarved += block->state == HP_BLOCK_UNCARVED;
  return 0;
}

/* What the walk finds is what the model holds. */
static void
compare_with_model (HpHeap *heap, const Slot *slots)
{
  static const HpHeapVisitor visitor = { walk_arena, walk_pool, walk_block, walk_block, true };
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
  Walk walk = { .found = found };
  HpHeapStats stats;
  size_t n = 0, n_counted = 0;

  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  g_assert_cmpint (hp_heap_walk (heap, &visitor, &walk), ==, 0);
  for (int i = 0; i < N_SLOTS; i++) {
    if (slots[i].ptr == NULL)
      continue;
    n++;
    n_counted += slots[i].domain != HP_DOMAIN_RAW;
    g_assert_true (g_hash_table_contains (found, slots[i].ptr));
    g_assert_cmpuint (hp_heap_get_block_size (heap, slots[i].ptr), >=, slots[i].size);
  }
  g_assert_cmpuint (g_hash_table_size (found), ==, n);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, n_counted);
  hp_heap_get_stats (heap, &stats);
  g_assert_cmpuint (walk.n_arenas, ==, stats.n_arenas);
  for (int i = 0; i < (int)HP_HEAP_SIZE_CLASSES; i++)
    n_counted -= stats.classes[i].n_blocks;
  g_assert_cmpuint (n_counted, ==, stats.n_large_blocks);
}

static void
test_random_operations (const void *data)
{
  const HpHeapOptions *options = data;
  HpHeap *heap = hp_heap_new (options);
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree Slot *slots = g_new0 (Slot, N_SLOTS);
  int room = N_SLOTS;

  g_test_message ("seed %u", seed);
  for (int i = 0; i < N_OPERATIONS; i++) {
    if (i % (N_OPERATIONS / 20) == 0) {
      compare_with_model (heap, slots);
      room = g_rand_int_range (rand, 1, N_SLOTS + 1); /* breathe: sometimes few are busy */
    }
    change_slot (heap, &slots[g_rand_int_range (rand, 0, room)], rand);
  }
  compare_with_model (heap, slots);
  for (int i = 0; i < N_SLOTS; i++)
    if (slots[i].ptr != NULL)
      hp_free (heap, slots[i].domain, g_steal_pointer (&slots[i].ptr));
  compare_with_model (heap, slots);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 0);
  hp_heap_free (heap);
}

/* A scenario that allocates in every way; true when it came to its end. What it took it gives back
 * either way. */
static bool
run_scenario (HpHeap *heap)
{
  enum { N = 120 };
  void *taken[N] = { 0 };
  HpDomain domains[N];
  bool done = false;
  int n = 0;

  for (; n < N; n++) {
    domains[n] = (HpDomain)(n % HP_N_DOMAINS);
    taken[n] = n % 2 ? hp_malloc (heap, domains[n], (size_t)n * 6)
                     : hp_calloc (heap, domains[n], 2, (size_t)n * 5);
    if (taken[n] == NULL)
      goto out;
    memset (taken[n], n, (size_t)n * 6);
  }
  for (int i = 0; i < N; i++) {
    unsigned char *moved = hp_realloc (heap, domains[i], taken[i], (size_t)(N - i) * 9);

    if (moved == NULL) {
      for (int j = 0; j < i * 6; j++) /* the old one is as it was */
        g_assert_cmpint (((unsigned char *)taken[i])[j], ==, i);
      goto out;
    }
    taken[i] = moved;
  }
  done = true;
out:
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  for (int i = 0; i < n; i++)
    hp_free (heap, domains[i], taken[i]);
  return done;
}

static void
test_every_allocation_fails_once (void)
{
  for (uint64_t n = 0;; n++) {
    HpHeap *heap = hp_heap_new_failing (n);
    bool done = run_scenario (heap);
    HpHeapStats stats;

    g_assert_cmpint (hp_heap_check (heap), ==, 0);
    g_assert_cmpuint (hp_heap_get_n_failed (heap), ==, done ? 0 : 1);
    hp_heap_get_stats (heap, &stats);
    g_assert_cmpuint (hp_heap_get_allocated_blocks (heap) + stats.n_raw_blocks, ==, 0);
    hp_heap_free (heap);
    if (done) {
      g_assert_cmpuint (n, ==, 240);
      break;
    }
  }
}

static void
test_memory_limit (void)
{
  HpHeapOptions options = { .memory_limit = 3 << 20 };
  HpHeap *heap = hp_heap_new (&options);
  void *last = NULL, *large;
  size_t n = 0;

  g_assert_null (hp_malloc (heap, HP_DOMAIN_OBJ, (size_t)10 << 30));
  g_assert_null (hp_malloc (heap, HP_DOMAIN_RAW, 3 << 20));
  large = hp_malloc (heap, HP_DOMAIN_MEM, 1 << 20);
  g_assert_nonnull (large);
  g_assert_null (hp_realloc (heap, HP_DOMAIN_MEM, large, 4 << 20));
  for (void *ptr; (ptr = hp_malloc (heap, HP_DOMAIN_OBJ, 512)) != NULL; n++) {
    *(void **)ptr = last;
    last = ptr;
  }
  g_assert_cmpuint (n, >, 1 * 64 * 31);
  g_assert_cmpuint (hp_heap_get_system_bytes (heap), <=, 3 << 20);
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  while (last != NULL) {
    void *next = *(void **)last;

    hp_free (heap, HP_DOMAIN_OBJ, last);
    last = next;
  }
  hp_free (heap, HP_DOMAIN_MEM, large);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 0);
  hp_heap_set_memory_limit (heap, 0);
  large = hp_malloc (heap, HP_DOMAIN_OBJ, 8 << 20);
  g_assert_nonnull (large);
  hp_heap_free (heap); /* blocks in use go too */
}

static int
stop_at_third (const HpBlockInfo *block, void *data)
{
  (void)block;
  return ++*(int *)data == 3 ? 42 : 0;
}

static void
test_walk_can_stop (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  HpHeapVisitor visitor = { .block = stop_at_third, .large = stop_at_third };
  int n = 0;

  for (int i = 0; i < 5; i++)
    hp_malloc (heap, HP_DOMAIN_OBJ, 32);
  g_assert_cmpint (hp_heap_walk (heap, &visitor, &n), ==, 42);
  g_assert_cmpint (n, ==, 3);
  n = -100;
  hp_malloc (heap, HP_DOMAIN_OBJ, 1000);
  g_assert_cmpint (hp_heap_walk (heap, &visitor, &n), ==, 0);
  g_assert_cmpint (n, ==, -94);
  hp_heap_free (heap);
}

/* The checker notices: otherwise it proves nothing. */
static void
test_checker_sees_damage (void)
{
  HpHeap *heap = hp_heap_new (NULL);
  char *a = hp_malloc (heap, HP_DOMAIN_OBJ, 32);
  HpPool *pool = hp_pool_of (heap, a);
  HpLarge *large = (HpLarge *)hp_malloc (heap, HP_DOMAIN_OBJ, 1000) - 1;
  HpFreeBlock *kept = pool->free_block;

  pool->n_used = 2;
  g_assert_cmpint (hp_heap_check (heap), ==, -1);
  pool->n_used = 1;
  pool->free_block = (HpFreeBlock *)(a + 8);
  g_assert_cmpint (hp_heap_check (heap), ==, -1);
  pool->free_block = kept;
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  large->size++;
  g_assert_cmpint (hp_heap_check (heap), ==, -1);
  large->size--;
  heap->usable_arenas->n_free_pools--;
  g_assert_cmpint (hp_heap_check (heap), ==, -1);
  heap->usable_arenas->n_free_pools++;
  g_assert_cmpint (hp_heap_check (heap), ==, 0);
  hp_heap_free (heap);
}

int
main (int argc, char *argv[])
{
  static const HpHeapOptions defaults = { 0 };
  static const HpHeapOptions old = { .arena_size = 256 << 10,
                                     .pool_size = 4096,
                                     .no_arena_cache = 1 };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/core/heap/heap/random-operations", &defaults, test_random_operations);
  g_test_add_data_func ("/core/heap/heap/random-operations-old-geometry", &old,
                        test_random_operations);
  g_test_add_func ("/core/heap/heap/every-allocation-fails-once", test_every_allocation_fails_once);
  g_test_add_func ("/core/heap/heap/memory-limit", test_memory_limit);
  g_test_add_func ("/core/heap/heap/walk-can-stop", test_walk_can_stop);
  g_test_add_func ("/core/heap/heap/checker-sees-damage", test_checker_sees_damage);
  return g_test_run ();
}
