/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/cycle-break.h"
#include "analysis/cycles.h"
#include "graph.h"

/* A heap of lists, built by hand. */
typedef struct {
  HpSnapshotBuilder *builder;
  guint32 n;
} Heap;

static guint32
add (Heap *heap, gint64 refcount, guint generation)
{
  HpObjectRow row = { .address = 0x1000 + 64 * (guint64)heap->n++,
                      .size = 64,
                      .refcount = refcount,
                      .generation = generation,
                      .flags = HP_OBJECT_GC,
                      .gc_order = HP_NONE };

  return hp_snapshot_builder_add_object (heap->builder, &row);
}

static void
refer (Heap *heap, guint32 from, guint32 to)
{
  hp_snapshot_builder_add_ref (heap->builder, from, to, hp_label (HP_REF_INDEX, 0));
}

static void
heap_init (Heap *heap)
{
  heap->builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  heap->n = 0;
  hp_snapshot_builder_add_type (heap->builder, "list", NULL);
  hp_snapshot_builder_get_info (heap->builder)->gc.enabled = TRUE;
}

typedef struct {
  HpSnapshot *snapshot;
  HpComponents *components;
  HpCycles *cycles;
} Result;

static void
finish (Heap *heap, Result *result)
{
  g_autoptr (HpRootTree) roots = NULL;

  result->snapshot = hp_snapshot_builder_end (heap->builder, NULL, NULL);
  hp_snapshot_builder_free (heap->builder);
  result->components = hp_components_new (result->snapshot, NULL, NULL);
  roots = hp_root_tree_new (result->snapshot, NULL, NULL);
  result->cycles = hp_cycles_new (result->snapshot, result->components, roots, NULL, NULL);
  g_assert_nonnull (result->cycles);
}

static void
result_clear (Result *result)
{
  hp_cycles_free (result->cycles);
  hp_components_free (result->components);
  hp_snapshot_unref (result->snapshot);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static void
assert_state (Heap *heap, HpCycleState state)
{
  g_auto (Result) result = { 0 };

  finish (heap, &result);
  g_assert_cmpuint (hp_components_n_cycles (result.components), ==, 1);
  g_assert_cmpint (hp_cycles_get_facts (result.cycles, 0)->state, ==, state);
}

/* a ↔ b; `extra` is added to the reference count of a. */
static guint32
add_pair (Heap *heap, gint64 extra, guint generation)
{
  guint32 a = add (heap, 1 + extra, generation), b = add (heap, 1, generation);

  refer (heap, a, b);
  refer (heap, b, a);
  return a;
}

static void
test_why_alive (void)
{
  Heap heap;
  guint32 holder;

  heap_init (&heap);
  add_pair (&heap, 0, 2);
  assert_state (&heap, HP_CYCLE_WAITING);

  heap_init (&heap);
  add_pair (&heap, 0, 2);
  hp_snapshot_builder_get_info (heap.builder)->gc.enabled = FALSE;
  assert_state (&heap, HP_CYCLE_COLLECTOR_OFF);

  heap_init (&heap);
  add_pair (&heap, 1, 2);
  assert_state (&heap, HP_CYCLE_UNEXPLAINED);

  heap_init (&heap);
  add_pair (&heap, 0, HP_GENERATION_PERMANENT);
  assert_state (&heap, HP_CYCLE_FROZEN);

  heap_init (&heap);
  add_pair (&heap, 0, HP_GENERATION_UNTRACKED);
  assert_state (&heap, HP_CYCLE_UNTRACKED);

  heap_init (&heap);
  holder = add (&heap, 1, 2);
  hp_snapshot_builder_add_root (heap.builder, holder, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  refer (&heap, holder, add_pair (&heap, 1, 2));
  assert_state (&heap, HP_CYCLE_HELD);
}

/* What gc.garbage holds was found by a collection. */
static void
test_kept_in_garbage (void)
{
  Heap heap;
  guint32 garbage;

  heap_init (&heap);
  garbage = add (&heap, 1, 2);
  hp_snapshot_builder_add_root (heap.builder, garbage, HP_ROOT_GLOBAL, "gc.garbage", NULL, NULL, 0);
  refer (&heap, garbage, add_pair (&heap, 1, 2));
  assert_state (&heap, HP_CYCLE_GARBAGE);

  heap_init (&heap);
  garbage = add (&heap, 1, 2);
  hp_snapshot_builder_add_root (heap.builder, garbage, HP_ROOT_GLOBAL, "gc.callbacks", NULL, NULL,
                                0);
  refer (&heap, garbage, add_pair (&heap, 1, 2));
  assert_state (&heap, HP_CYCLE_HELD);
}

static guint32
add_of_class (Heap *heap, guint32 type, HpObjectFlags flags)
{
  HpObjectRow row = { .address = 0x1000 + 64 * (guint64)heap->n++,
                      .type = type,
                      .size = 64,
                      .refcount = 1,
                      .generation = 2,
                      .flags = HP_OBJECT_GC | flags,
                      .gc_order = HP_NONE };

  return hp_snapshot_builder_add_object (heap->builder, &row);
}

/* Two of a class with a __del__, one of which has run, and a list: one is to run, one has run. */
static void
test_finalizers_are_counted (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  guint32 type, class, space, ring[3];

  heap_init (&heap);
  type = hp_snapshot_builder_add_type (heap.builder, "File", "app");
  class = add (&heap, 1, HP_GENERATION_UNTRACKED);
  space = add (&heap, 1, HP_GENERATION_UNTRACKED);
  hp_snapshot_builder_set_type_object (heap.builder, type, class);
  hp_snapshot_builder_add_ref (
      heap.builder, class, space,
      hp_snapshot_builder_label (heap.builder, HP_REF_FIELD, "__dict__", -1));
  hp_snapshot_builder_add_ref (
      heap.builder, space, add (&heap, 1, HP_GENERATION_UNTRACKED),
      hp_snapshot_builder_label (heap.builder, HP_REF_KEY, "'__del__'", -1));
  ring[0] = add_of_class (&heap, type, 0);
  ring[1] = add_of_class (&heap, type, HP_OBJECT_FINALIZED);
  ring[2] = add (&heap, 1, 2);
  for (guint i = 0; i < 3; i++)
    refer (&heap, ring[i], ring[(i + 1) % 3]);
  finish (&heap, &result);
  g_assert_cmpuint (hp_components_n_cycles (result.components), ==, 1);
  g_assert_cmpuint (hp_cycles_get_facts (result.cycles, 0)->n_members, ==, 3);
  g_assert_cmpuint (hp_cycles_get_facts (result.cycles, 0)->n_pending, ==, 1);
  g_assert_cmpuint (hp_cycles_get_facts (result.cycles, 0)->n_finalized, ==, 1);
}

/* A class is known by what the classes of objects are instances of, also one without an object. */
static void
test_classes_are_counted (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  guint32 metaclass, type, class, mro, list;

  heap_init (&heap);
  metaclass = hp_snapshot_builder_add_type (heap.builder, "type", NULL);
  type = hp_snapshot_builder_add_type (heap.builder, "File", "app");
  hp_snapshot_builder_set_type_object (heap.builder, type, add_of_class (&heap, metaclass, 0));
  class = add_of_class (&heap, metaclass, 0);
  mro = add (&heap, 1, 2);
  refer (&heap, class, mro);
  refer (&heap, mro, class);
  list = add_pair (&heap, 0, 2);
  finish (&heap, &result);
  g_assert_cmpuint (hp_components_n_cycles (result.components), ==, 2);
  g_assert_cmpuint (
      hp_cycles_get_facts (result.cycles, hp_components_cycle_of (result.components, class))
          ->n_classes,
      ==, 1);
  g_assert_cmpuint (
      hp_cycles_get_facts (result.cycles, hp_components_cycle_of (result.components, list))
          ->n_classes,
      ==, 0);
}

static void
test_held_from_c_is_unexplained (void)
{
  Heap heap;

  heap_init (&heap);
  hp_snapshot_builder_add_root (heap.builder, add_pair (&heap, 1, 2), HP_ROOT_UNKNOWN, NULL, NULL,
                                NULL, 0);
  assert_state (&heap, HP_CYCLE_UNEXPLAINED);
}

static void
test_holders_are_counted_and_listed (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  g_autoptr (GArray) holders = NULL, one = NULL;
  guint32 a, x, y;

  heap_init (&heap);
  a = add_pair (&heap, 3, 1);
  x = add (&heap, 1, 2);
  y = add (&heap, 1, 2);
  refer (&heap, x, a);
  refer (&heap, y, a);
  finish (&heap, &result);
  g_assert_cmpuint (hp_cycles_get_facts (result.cycles, 0)->n_holders, ==, 2);
  g_assert_cmpuint (hp_cycles_get_facts (result.cycles, 0)->n_unexplained, ==, 1);
  g_assert_cmpuint (hp_cycles_get_facts (result.cycles, 0)->generation, ==, 1);
  g_assert_cmpuint (hp_cycles_get_facts (result.cycles, 0)->size, ==, 128);
  holders = hp_cycles_list_holders (result.cycles, 0, 10);
  g_assert_cmpuint (holders->len, ==, 2);
  g_assert_cmpuint (g_array_index (holders, HpHolder, 0).from, ==, x);
  g_assert_cmpuint (g_array_index (holders, HpHolder, 1).from, ==, y);
  one = hp_cycles_list_holders (result.cycles, 0, 1);
  g_assert_cmpuint (one->len, ==, 1);
}

/* A root holds a member without any object outside: it is told as well. */
static void
test_roots_are_listed (void)
{
  Heap heap;
  g_auto (Result) result = { 0 };
  g_autoptr (GArray) roots = NULL, holders = NULL, none = NULL;
  guint32 a;

  heap_init (&heap);
  a = add_pair (&heap, 2, 1);
  hp_snapshot_builder_add_root (heap.builder, a, HP_ROOT_LOCAL, "batch", "worker", "app.py", 42);
  finish (&heap, &result);
  roots = hp_cycles_list_roots (result.cycles, 0, 10);
  g_assert_cmpuint (roots->len, ==, 1);
  g_assert_cmpuint (hp_snapshot_root (result.snapshot, g_array_index (roots, guint32, 0)).object,
                    ==, a);
  holders = hp_cycles_list_holders (result.cycles, 0, 10);
  g_assert_cmpuint (holders->len, ==, 0);
  none = hp_cycles_list_roots (result.cycles, 0, 0);
  g_assert_cmpuint (none->len, ==, 0);
}

/* ---- inside a component ---- */

/* The slow way: the length of the shortest way from an object back to itself. */
static guint
twin_shortest (const HpSnapshot *snapshot, const HpComponents *components, guint32 cycle)
{
  guint32 n_members, n = hp_snapshot_n_objects (snapshot);
  const guint32 *members = hp_components_members (components, cycle, &n_members);
  guint best = G_MAXUINT;

  for (guint32 m = 0; m < n_members; m++) {
    g_autofree gboolean *at = g_new0 (gboolean, n);

    at[members[m]] = TRUE;
    for (guint length = 1; length <= n && length < best; length++) {
      g_autofree gboolean *next = g_new0 (gboolean, n);

      for (guint32 i = 0; i < n; i++) {
        const guint32 *labels;
        guint32 n_refs;
        const guint32 *to = hp_snapshot_referents (snapshot, i, &labels, &n_refs);

        for (guint32 k = 0; at[i] && k < n_refs; k++)
          next[to[k]] |= !hp_label_is_weak (labels[k]);
      }
      memcpy (at, next, n * sizeof *at);
      if (at[members[m]])
        best = length;
    }
  }
  return best;
}

static void
check_edges (const HpSnapshot *snapshot, const GArray *edges)
{
  for (guint i = 0; i < edges->len; i++) {
    const HpCycleEdge *edge = &g_array_index (edges, HpCycleEdge, i);
    const HpCycleEdge *next = &g_array_index (edges, HpCycleEdge, (i + 1) % edges->len);

    g_assert_cmpuint (edge->to, ==, next->from);
    g_assert_true (graph_leads_to (snapshot, NULL, 0, edge->from, edge->to, HP_NONE));
  }
}

static guint
check_shortest (const HpSnapshot *snapshot)
{
  g_autoptr (HpComponents) components = hp_components_new (snapshot, NULL, NULL);
  guint32 n_cycles = hp_components_n_cycles (components);

  for (guint32 cycle = 0; cycle < n_cycles; cycle++) {
    gboolean exact;
    g_autoptr (GArray) edges =
        hp_cycle_shortest (snapshot, components, cycle, 0, &exact, NULL, NULL);

    g_assert_true (exact);
    g_assert_cmpuint (edges->len, ==, twin_shortest (snapshot, components, cycle));
    check_edges (snapshot, edges);
  }
  return n_cycles;
}

/* Cycles that are most of a small graph, and small ones in a large graph: their members' positions
 * are found in different ways. */
static void
test_shortest_cycle (void)
{
  guint n_dense = 0, n_sparse = 0;

  for (guint32 seed = 0; seed < 60; seed++) {
    g_autoptr (HpSnapshot) dense = graph_random (24, 2, 6, seed);

    n_dense += check_shortest (dense);
  }
  for (guint32 seed = 0; seed < 20; seed++) {
    g_autoptr (HpSnapshot) sparse = graph_random (600, 1, 6, seed);

    n_sparse += check_shortest (sparse);
  }
  g_assert_cmpuint (n_dense, >, 50);
  g_assert_cmpuint (n_sparse, >, 20);
}

/* a → b → a and a → c → a: nothing on one of the two cycles opens both, but with one of them the
 * only one, each of its references does. */
static void
test_opening_reference (void)
{
  for (guint n_rings = 1; n_rings <= 2; n_rings++) {
    Heap heap;
    g_auto (Result) result = { 0 };
    g_autoptr (GArray) edges = NULL;
    guint32 a;
    int opening;

    heap_init (&heap);
    a = add (&heap, 1, 0);
    for (guint i = 0; i < n_rings; i++) {
      guint32 b = add (&heap, 1, 0);

      refer (&heap, a, b);
      refer (&heap, b, a);
    }
    finish (&heap, &result);
    edges = hp_cycle_shortest (result.snapshot, result.components, 0, 0, NULL, NULL, NULL);
    g_assert_cmpuint (edges->len, ==, 2);
    g_assert_true (
        hp_cycle_find_opening (result.snapshot, result.components, 0, edges, &opening, NULL, NULL));
    g_assert_cmpint (opening, ==, n_rings == 1 ? 0 : -1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/cycles/why-alive", test_why_alive);
  g_test_add_func ("/core/analysis/cycles/kept-in-garbage", test_kept_in_garbage);
  g_test_add_func ("/core/analysis/cycles/finalizers-are-counted", test_finalizers_are_counted);
  g_test_add_func ("/core/analysis/cycles/classes-are-counted", test_classes_are_counted);
  g_test_add_func ("/core/analysis/cycles/held-from-c-is-unexplained",
                   test_held_from_c_is_unexplained);
  g_test_add_func ("/core/analysis/cycles/roots-are-listed", test_roots_are_listed);
  g_test_add_func ("/core/analysis/cycles/holders-are-counted-and-listed",
                   test_holders_are_counted_and_listed);
  g_test_add_func ("/core/analysis/cycles/shortest-cycle", test_shortest_cycle);
  g_test_add_func ("/core/analysis/cycles/opening-reference", test_opening_reference);
  return g_test_run ();
}
