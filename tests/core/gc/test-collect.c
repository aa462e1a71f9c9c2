/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

static void
assert_counts (World *world, int a, int b, int c)
{
  int counts[3];

  hp_gc_get_counts (world->rt, counts);
  g_assert_cmpint (counts[0], ==, a);
  g_assert_cmpint (counts[1], ==, b);
  g_assert_cmpint (counts[2], ==, c);
}

static void
assert_objects (World *world, size_t a, size_t b, size_t c)
{
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 0), ==, a);
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 1), ==, b);
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 2), ==, c);
}

static void
assert_log (World *world, const char *expected)
{
  g_strchomp (world->log->str);
  g_assert_cmpstr (world->log->str, ==, expected);
  g_string_truncate (world->log, 0);
}

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

/* ---- freeze, debug, callbacks, questions ---- */

static void
test_freeze (void)
{
  World *world = world_new ();
  Node *a = new_node (world);
  size_t frozen = hp_gc_count_objects (world->rt, 3);

  link_nodes (a, 0, a);
  hp_gc_freeze (world->rt);
  assert_objects (world, 0, 0, 0);
  assert_counts (world, 0, 0, 0);
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 3), ==, frozen + 1);
  drop (world, a);
  g_assert_cmpint (hp_gc_collect (world->rt, 2), ==, 0);
  hp_gc_unfreeze (world->rt);
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 3), ==, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, 2), >=, 1);
  g_assert_nonnull (strstr (world->log->str, "d0"));
  world_free (world);
}

static void
test_save_all (void)
{
  World *world = world_new ();
  HpRuntime *rt = world->rt;

  make_ring (world, &world->finalized_node, 2);
  hp_gc_set_debug (rt, HP_GC_DEBUG_SAVEALL);
  g_assert_cmpint (hp_gc_collect (rt, 0), ==, 2);
  hp_gc_set_debug (rt, 0);
  g_assert_cmpint (hp_list_length (rt->gc.garbage), ==, 2);
  assert_log (world, "f0 f1");
  assert_objects (world, 0, 2, 0);
  g_assert_cmpint (hp_gc_collect (rt, 2), ==, 0);
  hp_list_clear (rt, rt->gc.garbage);
  g_assert_cmpint (hp_gc_collect (rt, 2), ==, 2);
  assert_log (world, "d1 d0");
  world_free (world);
}

static void
legacy_finalizer (HpRuntime *rt, HpObject *self)
{
  (void)rt, (void)self;
}

static void
test_legacy_finalizer_is_uncollectable (void)
{
  World *world = world_new ();
  HpType legacy = world->node;
  Node *a, *b;

  legacy.del = legacy_finalizer;
  a = new_node_of (world, &legacy);
  b = new_node (world);
  link_nodes (a, 0, b);
  link_nodes (b, 0, a);
  drop (world, a);
  drop (world, b);
  make_ring (world, &world->node, 1);
  g_assert_cmpint (hp_gc_collect (world->rt, 2), ==, 3); /* one collected, two not */
  g_assert_cmpint (hp_list_length (world->rt->gc.garbage), ==, 1);
  g_assert_true (hp_list_slot (world->rt->gc.garbage, 0) == &a->base);
  g_assert_cmpint (hp_gc_get_stats (world->rt, 2)->uncollectable, ==, 2);
  node_clear (world->rt, &a->base);
  hp_list_clear (world->rt, world->rt->gc.garbage);
  assert_log (world, "d2 d1 d0");
  world_free (world);
}

static HpObject *
log_phase (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *collected = hp_dict_get_item_utf8 (rt, args[1], "collected"),
           *generation = hp_dict_get_item_utf8 (rt, args[1], "generation");

  (void)self;
  g_assert_cmpint (n, ==, 2);
  g_string_append_printf (world_of (rt)->log, "%s:%ld:%ld ", hp_str_as_utf8 (rt, args[0], NULL),
                          (long)hp_int_as_int64 (rt, generation),
                          (long)hp_int_as_int64 (rt, collected));
  return hp_new_none (rt);
}

static const HpMethodDef log_phase_def = HP_METHOD_FASTCALL ("log_phase", log_phase, 0);

static void
test_callbacks (void)
{
  World *world = world_new ();
  HpObject *callback = hp_builtin_new (world->rt, &log_phase_def, NULL, NULL);

  g_assert_cmpint (hp_list_append_steal (world->rt, world->rt->gc.callbacks, callback), ==, 0);
  make_ring (world, &world->node, 2);
  g_assert_cmpint (hp_gc_collect (world->rt, 1), ==, 2);
  assert_log (world, "start:1:0 d1 d0 stop:1:2");
  g_assert_cmpint (hp_gc_collect_no_fail (world->rt), ==, 0);
  assert_log (world, "");
  hp_list_clear (world->rt, world->rt->gc.callbacks);
  world_free (world);
}

static void
test_questions (void)
{
  World *world = world_new ();
  HpRuntime *rt = world->rt;
  Node *a = new_node (world), *b = new_node (world), *c = new_node (world);
  HpObject *objects = &b->base, *list;

  link_nodes (a, 0, b);
  link_nodes (a, 2, c);
  link_nodes (c, 0, b);
  list = hp_gc_get_referrers (rt, &objects, 1);
  g_assert_cmpint (hp_list_length (list), ==, 2);
  g_assert_true (hp_list_slot (list, 0) == &a->base && hp_list_slot (list, 1) == &c->base);
  hp_decref (rt, list);
  objects = &a->base;
  list = hp_gc_get_referents (rt, &objects, 1);
  g_assert_cmpint (hp_list_length (list), ==, 2);
  g_assert_true (hp_list_slot (list, 0) == &b->base && hp_list_slot (list, 1) == &c->base);
  hp_decref (rt, list);
  hp_gc_collect (rt, 0);
  list = hp_gc_get_objects (rt, 1);
  g_assert_cmpint (hp_list_length (list), ==, 3);
  hp_decref (rt, list);
  list = hp_gc_get_objects (rt, 0);
  g_assert_cmpint (hp_list_length (list), ==, 0); /* not the list itself */
  hp_decref (rt, list);
  drop (world, a);
  drop (world, b);
  drop (world, c);
  world_free (world);
}

static void
test_questions_without_memory (void)
{
  World *world = world_new ();
  Node *node = new_node (world);

  for (uint64_t n = 0;; n++) {
    HpObject *list;

    hp_heap_set_failing (world->heap, n, 1);
    list = hp_gc_get_objects (world->rt, -1);
    hp_heap_set_failing (world->heap, HP_HEAP_NEVER_FAIL, 0);
    g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
    if (list != NULL) {
      hp_decref (world->rt, list);
      break;
    }
    g_assert_true (hp_err_matches (world->rt, HP_EXC_MEMORY_ERROR));
    hp_err_clear (world->rt);
  }
  drop (world, node);
  world_free (world);
}

/* ---- the observer ---- */

static void
log_event (void *data, HpRuntime *rt, const HpGcEvent *event)
{
  static const char *const names[] = {
    [HP_GC_PHASE_START] = "START",
    [HP_GC_PHASE_COPY] = "COPY",
    [HP_GC_PHASE_SUBTRACT] = "SUBTRACT",
    [HP_GC_PHASE_DEDUCE] = "DEDUCE",
    [HP_GC_PHASE_SURVIVORS] = "SURVIVORS",
    [HP_GC_PHASE_WEAKREFS] = "WEAKREFS",
    [HP_GC_PHASE_FINALIZERS] = "FINALIZERS",
    [HP_GC_PHASE_RESURRECTED] = "RESURRECTED",
    [HP_GC_PHASE_CLEAR] = "CLEAR",
    [HP_GC_PHASE_FREE_LISTS] = "FREE_LISTS",
    [HP_GC_PHASE_DONE] = "DONE",
    [HP_GC_OBJECT_REFS] = "refs",
    [HP_GC_OBJECT_REACHABLE] = "reachable",
    [HP_GC_OBJECT_UNREACHABLE] = "unreachable",
    [HP_GC_OBJECT_CAME_BACK] = "back",
    [HP_GC_OBJECT_UNTRACKED] = "untracked",
    [HP_GC_OBJECT_PROMOTED] = "promoted",
    [HP_GC_OBJECT_WEAKREF_CLEARED] = "weakref",
    [HP_GC_OBJECT_CALLBACK] = "callback",
    [HP_GC_OBJECT_FINALIZED] = "finalized",
    [HP_GC_OBJECT_RESURRECTED] = "resurrected",
    [HP_GC_OBJECT_CLEARED] = "cleared",
    [HP_GC_OBJECT_SURVIVED] = "survived",
  };
  GString *log = data;

  (void)rt;
  g_string_append (log, names[event->kind]);
  if (event->object != NULL)
    g_string_append_printf (log, "%d", ((Node *)event->object)->id);
  if (event->kind == HP_GC_OBJECT_REFS)
    g_string_append_printf (log, "=%zd", event->refs);
  if (event->object == NULL && event->count != 0)
    g_string_append_printf (log, ":%zd", event->count);
  g_string_append_c (log, ' ');
}

/* b is reached only through c, which comes after it; d and e are a ring of trash. */
static void
test_observer_sees_each_step (void)
{
  World *world = world_new ();
  g_autoptr (GString) events = g_string_new (NULL);
  HpGcObserver observer = { log_event, events };
  Node *a = new_node (world), *b = new_node (world), *c = new_node (world);

  link_nodes (c, 0, b);
  drop (world, b);
  make_ring (world, &world->finalized_node, 2);
  hp_gc_set_observer (world->rt, &observer);
  g_assert_cmpint (hp_gc_collect (world->rt, 0), ==, 2);
  hp_gc_set_observer (world->rt, NULL);
  g_assert_cmpstr (
      events->str, ==,
      "START:5 COPY SUBTRACT refs0=1 refs1=0 refs2=1 refs3=0 refs4=0 "
      "DEDUCE reachable0 unreachable1 reachable2 back1 unreachable3 unreachable4 reachable1 "
      "SURVIVORS:2 promoted0 promoted2 promoted1 WEAKREFS FINALIZERS finalized3 finalized4 "
      "RESURRECTED COPY SUBTRACT refs3=0 refs4=0 DEDUCE unreachable3 unreachable4 "
      "CLEAR:2 cleared3 DONE:2 ");
  drop (world, a);
  drop (world, c);
  world_free (world);
}

static void
test_checker_sees_damage (void)
{
  World *world = world_new ();
  Node *a = new_node (world), *b = new_node (world);

  link_nodes (a, 0, b);
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
  b->base.refcount = 1;
  link_nodes (a, 1, b);
  b->base.refcount = 1; /* two references, one counted */
  g_assert_cmpint (hp_gc_check (world->rt), ==, -1);
  b->base.refcount = 3;
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
  hp_gc_head (&b->base)->prev |= HP_GC_PREV_COLLECTING;
  g_assert_cmpint (hp_gc_check (world->rt), ==, -1);
  hp_gc_head (&b->base)->prev &= ~HP_GC_PREV_COLLECTING;
  drop (world, b);
  drop (world, a);
  assert_log (world, "d0 d1");
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
  TEST ("freeze", test_freeze);
  TEST ("save-all", test_save_all);
  TEST ("legacy-finalizer-is-uncollectable", test_legacy_finalizer_is_uncollectable);
  TEST ("callbacks", test_callbacks);
  TEST ("questions", test_questions);
  TEST ("questions-without-memory", test_questions_without_memory);
  TEST ("observer-sees-each-step", test_observer_sees_each_step);
  TEST ("checker-sees-damage", test_checker_sees_damage);
#undef TEST
  return g_test_run ();
}
