/* SPDX-License-Identifier: Apache-2.0 */
/* What a program and a window ask of the collector: freezing, debug flags, callbacks, questions,
 * the observer, the checker. */
#include "world.h"

#include <string.h>

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

/* What is frozen holds, is not looked into, and has no mark of the collection left. */
static void
test_frozen_objects_hold (void)
{
  World *world = world_new ();
  Node *frozen = new_node (world), *held;

  hp_gc_freeze (world->rt);
  held = new_node (world);
  link_nodes (frozen, 0, held);
  link_nodes (held, 0, frozen);
  drop (world, held);
  make_ring (world, &world->node, 2);
  g_assert_cmpint (hp_gc_collect (world->rt, 2), ==, 2);
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
  assert_objects (world, 0, 0, 1);
  hp_gc_unfreeze (world->rt);
  drop (world, frozen);
  g_assert_cmpint (hp_gc_collect (world->rt, 2), >=, 2);
  g_assert_nonnull (strstr (world->log->str, "d0 d1"));
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
#define TEST(name, f) g_test_add_func ("/core/gc/control/" name, f)
  TEST ("freeze", test_freeze);
  TEST ("frozen-objects-hold", test_frozen_objects_hold);
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
