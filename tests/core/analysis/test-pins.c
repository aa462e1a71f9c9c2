/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/pins.h"
#include "graph.h"

#define ARENA 0x100000
#define POOL  0x4000

/* A heap of four arenas with one pool of 64-byte blocks each; objects lie where they are put. */
typedef struct {
  HpSnapshotBuilder *builder;
  guint32 used[4];
} Heap;

static void
heap_init (Heap *heap)
{
  HpGeometry geometry = { ARENA, POOL, 48, 16, 512 };

  *heap = (Heap){ .builder = hp_snapshot_builder_new (HP_LEVEL_VALUES) };
  hp_snapshot_builder_get_info (heap->builder)->geometry = geometry;
  hp_snapshot_builder_add_type (heap->builder, "list", NULL);
}

static guint32
put (Heap *heap, guint arena)
{
  HpObjectRow row = { .address = ARENA * (arena + 1) + 48 + 64 * (guint64)heap->used[arena]++,
                      .size = 64,
                      .refcount = 1,
                      .generation = 0,
                      .gc_order = HP_NONE,
                      .flags = HP_OBJECT_IN_POOL };

  return hp_snapshot_builder_add_object (heap->builder, &row);
}

static void
refer (Heap *heap, guint32 from, guint32 to)
{
  hp_snapshot_builder_add_ref (heap->builder, from, to, hp_label (HP_REF_INDEX, 0));
}

static void
root (Heap *heap, guint32 object)
{
  hp_snapshot_builder_add_root (heap->builder, object, HP_ROOT_MODULE, "app", NULL, NULL, 0);
}

typedef struct {
  HpSnapshot *snapshot;
  HpDominators *dominators;
  HpDominatorTree *tree;
  HpPins *pins;
} Result;

/* extra: blocks in use in arena 3 that nobody owns. */
static void
finish (Heap *heap, guint32 extra, Result *result)
{
  heap->used[3] += extra;
  for (guint i = 0; i < 4; i++) {
    guint64 bits[4] = { heap->used[i] < 64 ? (G_GUINT64_CONSTANT (1) << heap->used[i]) - 1 : 0 };
    HpPoolView pool = { .address = ARENA * (i + 1),
                        .block_size = 64,
                        .capacity = 255,
                        .carved = heap->used[i],
                        .used = heap->used[i],
                        .state = heap->used[i] > 0 ? HP_POOL_USED : HP_POOL_EMPTY };

    hp_snapshot_builder_add_arena (heap->builder, pool.address);
    if (heap->used[i] == 0)
      pool.block_size = pool.capacity = 0;
    hp_snapshot_builder_add_pool (heap->builder, &pool, heap->used[i] > 0 ? bits : NULL);
  }
  result->snapshot = hp_snapshot_builder_end (heap->builder, NULL, NULL);
  hp_snapshot_builder_free (heap->builder);
  result->dominators = hp_dominators_new (result->snapshot, NULL, NULL);
  result->tree = hp_dominator_tree_new (result->dominators, NULL, NULL);
  result->pins = hp_pins_new (result->tree, NULL, NULL);
  g_assert_nonnull (result->pins);
}

static void
result_clear (Result *result)
{
  hp_pins_free (result->pins);
  hp_dominator_tree_free (result->tree);
  hp_dominators_free (result->dominators);
  hp_snapshot_unref (result->snapshot);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* cache (arena 0) holds one object in arena 1 and two in arena 2; arena 0 has another object. */
static void
test_owner_of_arenas (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  guint32 cache, list;
  const HpPinOwner *owners;
  guint n;

  heap_init (&heap);
  root (&heap, cache = put (&heap, 0));
  root (&heap, put (&heap, 0));
  refer (&heap, cache, put (&heap, 1));
  refer (&heap, cache, list = put (&heap, 2));
  refer (&heap, list, put (&heap, 2));
  finish (&heap, 0, &result);
  g_assert_cmpuint (hp_pins_get_arena (result.pins, 0)->owner, ==, HP_NONE);
  g_assert_cmpuint (hp_pins_get_arena (result.pins, 2)->owner, ==,
                    hp_snapshot_find (result.snapshot, ARENA * 3 + 48));
  owners = hp_pins_get_owners (result.pins, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (owners[0].object, ==, hp_snapshot_find (result.snapshot, ARENA + 48));
  g_assert_cmpuint (owners[0].n_arenas, ==, 2);
  g_assert_cmpuint (owners[0].bytes, ==, 2 * ARENA);
  g_assert_cmpuint (owners[0].used, ==, 3 * 64);
}

/* What only holds an owner is not told: it would free the same arenas. */
static void
test_holders_of_owners_are_left_out (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  guint32 module, cache;
  guint n;

  heap_init (&heap);
  root (&heap, module = put (&heap, 0));
  root (&heap, put (&heap, 0));
  refer (&heap, module, cache = put (&heap, 0));
  refer (&heap, cache, put (&heap, 1));
  finish (&heap, 0, &result);
  hp_pins_get_owners (result.pins, &n);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_blocks_without_owner_are_counted (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  const HpPinOwner *owners;
  guint n;

  heap_init (&heap);
  root (&heap, put (&heap, 3));
  finish (&heap, 7, &result);
  g_assert_cmpuint (hp_pins_get_arena (result.pins, 3)->n_blocks, ==, 8);
  g_assert_cmpuint (hp_pins_get_arena (result.pins, 3)->n_unknown, ==, 7);
  owners = hp_pins_get_owners (result.pins, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (owners[0].n_unknown, ==, 7);
}

/* Random heaps against the definition: an owner is an object without which the arena has none. */
static gboolean
would_empty (const Result *result, guint32 arena, guint32 without)
{
  g_autoptr (GArray) roots = graph_roots (result->snapshot);
  g_autoptr (GArray) objects = hp_pins_list_objects (result->pins, arena, G_MAXUINT);

  for (guint i = 0; i < objects->len; i++)
    if (graph_leads_to (result->snapshot, (const guint32 *)roots->data, roots->len, HP_NONE,
                        g_array_index (objects, guint32, i), without))
      return FALSE;
  return objects->len > 0;
}

static void
test_random_heaps (void)
{
  for (guint32 seed = 0; seed < 60; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    Heap heap;
    g_auto (Result) result = { 0 };
    guint32 objects[16];

    heap_init (&heap);
    for (guint i = 0; i < 16; i++) {
      objects[i] = put (&heap, (guint)g_rand_int_range (random, 0, 4));
      if (i < 2)
        root (&heap, objects[i]);
      else
        refer (&heap, objects[g_rand_int_range (random, 0, (gint32)i)], objects[i]);
    }
    for (guint i = 0; i < 5; i++)
      refer (&heap, objects[g_rand_int_range (random, 0, 16)],
             objects[g_rand_int_range (random, 0, 16)]);
    finish (&heap, 0, &result);
    for (guint32 arena = 0; arena < 4; arena++) {
      guint32 owner = hp_pins_get_arena (result.pins, arena)->owner;

      for (guint32 object = 0; object < 16; object++) {
        gboolean above = FALSE; /* the owner or one of its dominators */

        for (guint32 o = owner; o != HP_NONE; o = hp_dominators_get_parent (result.dominators, o))
          above |= o == object;
        g_assert_cmpint (would_empty (&result, arena, object), ==, above);
      }
    }
  }
}

static void
test_size_classes (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  g_autoptr (GArray) classes = NULL;

  heap_init (&heap);
  root (&heap, put (&heap, 0));
  root (&heap, put (&heap, 2));
  finish (&heap, 0, &result);
  classes = hp_size_class_use (result.snapshot);
  g_assert_cmpuint (classes->len, ==, 1);
  g_assert_cmpuint (g_array_index (classes, HpSizeClassUse, 0).n_pools, ==, 2);
  g_assert_cmpuint (g_array_index (classes, HpSizeClassUse, 0).n_used, ==, 2);
  g_assert_cmpuint (g_array_index (classes, HpSizeClassUse, 0).n_free, ==, 2 * 255 - 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/pins/owner-of-arenas", test_owner_of_arenas);
  g_test_add_func ("/core/analysis/pins/holders-of-owners-are-left-out",
                   test_holders_of_owners_are_left_out);
  g_test_add_func ("/core/analysis/pins/blocks-without-owner-are-counted",
                   test_blocks_without_owner_are_counted);
  g_test_add_func ("/core/analysis/pins/random-heaps", test_random_heaps);
  g_test_add_func ("/core/analysis/pins/size-classes", test_size_classes);
  return g_test_run ();
}
