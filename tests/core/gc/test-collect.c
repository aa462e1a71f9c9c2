/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

static void
test_cycle_is_collected (void)
{
  World *world = world_new ();
  size_t before = hp_heap_get_allocated_blocks (world->heap);

  make_ring (world, &world->node, 3);
  assert_objects (world, 3, 0, 0);
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 3);
  assert_objects (world, 0, 0, 0);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (world->heap), ==, before);
  g_assert_cmpint (hp_gc_get_stats (world->rt, 0)->collected, ==, 3);
  world_free (world);
}

static void
test_acyclic_tail_is_counted (void)
{
  World *world = world_new ();
  Node *a = new_node (world), *tail = new_node (world);

  link_nodes (a, 0, a);
  link_nodes (a, 1, tail);
  drop (world, tail);
  drop (world, a);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 2);
  world_free (world);
}

static void
test_survivors_are_promoted (void)
{
  World *world = world_new ();
  Node *node = new_node (world);

  assert_objects (world, 1, 0, 0);
  assert_counts (world, 1, 0, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 0);
  assert_objects (world, 0, 1, 0);
  assert_counts (world, 0, 1, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, 1), ==, 0);
  assert_objects (world, 0, 0, 1);
  assert_counts (world, 0, 0, 1);
  g_assert_cmpint (world->rt->gc.long_lived_pending, ==, 1);
  g_assert_cmpint (hp_gc_collect (world->rt, 2), ==, 0);
  assert_objects (world, 0, 0, 1);
  assert_counts (world, 0, 0, 0);
  g_assert_cmpint (world->rt->gc.long_lived_pending, ==, 0);
  g_assert_cmpint (world->rt->gc.long_lived_total, ==, 1);
  drop (world, node);
  assert_counts (world, 0, 0, 0); /* not below 0 */
  world_free (world);
}

/* A young collection does not see a cycle through the old generation. */
static void
test_old_garbage_waits (void)
{
  World *world = world_new ();
  Node *a = new_node (world), *b;

  link_nodes (a, 0, a);
  hp_gc_collect (world->rt, 1);
  b = new_node (world);
  link_nodes (a, 1, b);
  link_nodes (b, 0, a);
  drop (world, b);
  drop (world, a);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, 1), ==, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, 2), ==, 2);
  world_free (world);
}

static void
test_wrong_generation (void)
{
  World *world = world_new ();

  for (int generation = -1; generation <= 3; generation += 4) {
    g_assert_cmpint (hp_gc_collect (world->rt, generation), ==, -1);
    g_assert_true (hp_err_matches (world->rt, HP_EXC_VALUE_ERROR));
    hp_err_clear (world->rt);
  }
  g_assert_null (hp_gc_get_objects (world->rt, 3));
  g_assert_true (hp_err_matches (world->rt, HP_EXC_VALUE_ERROR));
  hp_err_clear (world->rt);
  g_assert_null (hp_gc_get_objects (world->rt, -2));
  g_assert_true (hp_err_matches (world->rt, HP_EXC_VALUE_ERROR));
  hp_err_clear (world->rt);
  world_free (world);
}

/* Runs are threshold + 1 allocations apart; the object being made is not in the run. */
static void
test_allocation_triggers (void)
{
  World *world = world_new ();
  const int thresholds[3] = { 10, 2, 100 };
  Node *nodes[40];

  hp_gc_set_thresholds (world->rt, thresholds);
  for (int i = 0; i < 10; i++)
    nodes[i] = new_node (world);
  assert_counts (world, 10, 0, 0);
  nodes[10] = new_node (world);
  assert_counts (world, 0, 1, 0); /* its own count is wiped */
  assert_objects (world, 1, 10, 0);
  for (int i = 11; i < 33; i++)
    nodes[i] = new_node (world);
  assert_counts (world, 0, 3, 0);
  for (int i = 33; i < 40; i++)
    nodes[i] = new_node (world);
  assert_counts (world, 7, 3, 0);
  for (int i = 0; i < 3; i++)
    drop (world, nodes[i]);
  assert_counts (world, 4, 3, 0);
  for (int i = 0; i < 7; i++)
    drop (world, new_node (world)); /* up and down */
  assert_counts (world, 4, 3, 0);
  for (int i = 0; i < 6; i++)
    nodes[i % 3] = i < 3 ? new_node (world) : nodes[i % 3];
  for (int i = 0; i < 4; i++)
    make_ring (world, &world->node, 1);
  /* count 1 is 3 > 2: generation 1 */
  assert_counts (world, 0, 0, 1);
  for (int i = 0; i < 40; i++)
    drop (world, nodes[i]);
  world_free (world);
}

static void
test_no_trigger (void)
{
  World *world = world_new ();
  const int off[3] = { 0, 10, 10 }, low[3] = { 1, 10, 10 };

  hp_gc_set_thresholds (world->rt, off);
  for (int i = 0; i < 1000; i++)
    make_ring (world, &world->node, 1);
  assert_objects (world, 1000, 0, 0); /* threshold 0: never */
  hp_gc_set_thresholds (world->rt, low);
  hp_gc_disable (world->rt);
  g_assert_false (hp_gc_is_enabled (world->rt));
  make_ring (world, &world->node, 1);
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 0), ==, 1001);
  g_assert_cmpint (hp_gc_collect_if_enabled (world->rt), ==, 0);
  hp_gc_enable (world->rt);
  hp_err_set_string (world->rt, HP_EXC_VALUE_ERROR, "on its way");
  make_ring (world, &world->node, 1); /* an exception is set: not now */
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 0), >, 1001);
  g_assert_cmpint (hp_gc_collect_if_enabled (world->rt), >=, 1002);
  g_assert_true (hp_err_matches (world->rt, HP_EXC_VALUE_ERROR)); /* and it stays */
  hp_err_clear (world->rt);
  world_free (world);
}

static void
test_quarter_rule (void)
{
  World *world = world_new ();
  const int thresholds[3] = { 1, 0, 0 };

  hp_gc_set_thresholds (world->rt, thresholds);
  world->rt->gc.generations[0].count = 1;
  world->rt->gc.generations[1].count = 1;
  world->rt->gc.generations[2].count = 1;
  world->rt->gc.long_lived_total = 103;
  world->rt->gc.long_lived_pending = 24; /* 103 / 4 is 25 */
  make_ring (world, &world->node, 1);
  g_assert_cmpint (hp_gc_get_stats (world->rt, 2)->collections, ==, 1); /* the one of world_new */
  g_assert_cmpint (hp_gc_get_stats (world->rt, 1)->collections, ==, 1);
  world->rt->gc.generations[0].count = 1;
  world->rt->gc.long_lived_total = 103;
  world->rt->gc.long_lived_pending = 25;
  make_ring (world, &world->node, 1);
  g_assert_cmpint (hp_gc_get_stats (world->rt, 2)->collections, ==, 2);
  world_free (world);
}

static void
test_finalizers_run_once_in_order (void)
{
  World *world = world_new ();
  int id = make_ring (world, &world->finalized_node, 3);

  g_assert_cmpint (id, ==, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 3);
  /* all finalizers before anything is cleared; the first one cleared dies last */
  assert_log (world, "f0 f1 f2 d1 d2 d0");
  world_free (world);
}

static void
test_resurrection (void)
{
  World *world = world_new ();
  Node *a = new_finalized_node (world), *b = new_finalized_node (world);

  link_nodes (a, 0, b);
  link_nodes (b, 0, a);
  a->revives = true;
  drop (world, a);
  drop (world, b);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 0);
  assert_log (world, "f0 f1");
  assert_objects (world, 0, 2, 0); /* whole, in the next generation */
  g_assert_true (hp_gc_is_finalized (&a->base));
  g_assert_true (hp_gc_is_finalized (&b->base));
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
  hp_decref (world->rt, g_ptr_array_steal_index (world->saved, 0));
  g_assert_cmpint (hp_gc_collect (world->rt, 2), ==, 2);
  assert_log (world, "d1 d0"); /* no second finalizer */
  world_free (world);
}

static void
collect_within (HpRuntime *rt, Node *node)
{
  (void)node;
  g_assert_cmpint (hp_gc_collect (rt, 2), ==, 0);
  for (int i = 0; i < 2000; i++) /* no run inside a run */
    drop (world_of (rt), new_node (world_of (rt)));
}

static void
test_no_collection_within_one (void)
{
  World *world = world_new ();

  world->in_finalizer = collect_within;
  make_ring (world, &world->finalized_node, 2);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 2);
  g_assert_cmpint (hp_gc_get_stats (world->rt, 2)->collections, ==, 1);
  world_free (world);
}

/* ---- weak references ---- */

static HpObject *
log_callback (HpRuntime *rt, HpObject *self, HpObject *ref)
{
  g_string_append_printf (world_of (rt)->log, "w%s ",
                          hp_is_none (rt, hp_weakref_get (rt, ref)) ? "" : "!");
  (void)self;
  return hp_new_none (rt);
}

static const HpMethodDef log_callback_def = HP_METHOD_O ("log", log_callback, 0);

static void
test_weakref_callbacks_before_finalizers (void)
{
  World *world = world_new ();
  HpObject *callback = hp_builtin_new (world->rt, &log_callback_def, NULL, NULL), *ref, *plain;
  Node *a = new_finalized_node (world);

  link_nodes (a, 0, a);
  ref = hp_weakref_new (world->rt, &a->base, callback);
  plain = hp_weakref_new (world->rt, &a->base, NULL);
  drop (world, a);
  g_assert_true (hp_weakref_get (world->rt, ref) == &a->base);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 1);
  assert_log (world, "w f0 d0");
  g_assert_true (hp_is_none (world->rt, hp_weakref_get (world->rt, ref)));
  g_assert_true (hp_is_none (world->rt, hp_weakref_get (world->rt, plain)));
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
  hp_decref (world->rt, ref);
  hp_decref (world->rt, plain);
  hp_decref (world->rt, callback);
  world_free (world);
}

/* A weak reference that is trash itself is not called. */
static void
test_weakref_in_the_trash_is_silent (void)
{
  World *world = world_new ();
  HpObject *callback = hp_builtin_new (world->rt, &log_callback_def, NULL, NULL);
  Node *a = new_node (world);

  a->refs[0] = hp_weakref_new (world->rt, &a->base, callback);
  link_nodes (a, 1, a);
  drop (world, a);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 2);
  assert_log (world, "d0");
  hp_decref (world->rt, callback);
  world_free (world);
}

/* ---- untracking ---- */

static HpObject *
new_tuple (World *world, HpObject *item)
{
  return hp_tuple_from_array (world->rt, &item, 1);
}

static void
test_tuples_are_untracked (void)
{
  World *world = world_new ();
  HpObject *number = hp_int_from_int64 (world->rt, 12345), *flat = new_tuple (world, number),
           *nested = new_tuple (world, flat);
  Node *node = new_node (world);
  HpObject *holder = new_tuple (world, &node->base);

  g_assert_true (hp_gc_is_tracked_object (flat));
  g_assert_true (hp_gc_is_tracked_object (nested));
  hp_gc_collect (world->rt, 0);
  g_assert_false (hp_gc_is_tracked_object (flat));
  g_assert_false (hp_gc_is_tracked_object (nested)); /* the inner one came first in the list */
  g_assert_true (hp_gc_is_tracked_object (holder));
  g_assert_false (hp_gc_is_tracked_object (number));
  assert_objects (world, 0, 2, 0);
  hp_decref (world->rt, holder);
  hp_decref (world->rt, nested);
  hp_decref (world->rt, flat);
  hp_decref (world->rt, number);
  drop (world, node);
  world_free (world);
}

static void
test_dicts_are_untracked_by_full_runs_only (void)
{
  World *world = world_new ();
  HpRuntime *rt = world->rt;
  HpObject *dict = hp_dict_new (rt), *list = hp_list_new (rt, 0);

  g_assert_false (hp_gc_is_tracked_object (dict));
  g_assert_cmpint (hp_dict_set_item_utf8 (rt, dict, "key", list), ==, 0);
  g_assert_true (hp_gc_is_tracked_object (dict));
  g_assert_cmpint (hp_dict_set_item_utf8 (rt, dict, "key", hp_none (rt)), ==, 0);
  hp_gc_collect (rt, 1);
  g_assert_true (hp_gc_is_tracked_object (dict));
  hp_gc_collect (rt, 2);
  g_assert_false (hp_gc_is_tracked_object (dict));
  hp_decref (rt, dict);
  hp_decref (rt, list);
  world_free (world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, f) g_test_add_func ("/core/gc/collect/" name, f)
  TEST ("cycle-is-collected", test_cycle_is_collected);
  TEST ("acyclic-tail-is-counted", test_acyclic_tail_is_counted);
  TEST ("survivors-are-promoted", test_survivors_are_promoted);
  TEST ("old-garbage-waits", test_old_garbage_waits);
  TEST ("wrong-generation", test_wrong_generation);
  TEST ("allocation-triggers", test_allocation_triggers);
  TEST ("no-trigger", test_no_trigger);
  TEST ("quarter-rule", test_quarter_rule);
  TEST ("finalizers-run-once-in-order", test_finalizers_run_once_in_order);
  TEST ("resurrection", test_resurrection);
  TEST ("no-collection-within-one", test_no_collection_within_one);
  TEST ("weakref-callbacks-before-finalizers", test_weakref_callbacks_before_finalizers);
  TEST ("weakref-in-the-trash-is-silent", test_weakref_in_the_trash_is_silent);
  TEST ("tuples-are-untracked", test_tuples_are_untracked);
  TEST ("dicts-are-untracked-by-full-runs-only", test_dicts_are_untracked_by_full_runs_only);
#undef TEST
  return g_test_run ();
}
