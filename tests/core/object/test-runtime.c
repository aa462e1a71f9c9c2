/* SPDX-License-Identifier: Apache-2.0 */
/* Runtimes: made and freed without leaks, side by side, and when memory ends half way. */
#include "world.h"

static void
test_made_and_freed (void)
{
  World world = world_new ();

  world_free (&world);
}

static void
test_two_share_nothing (void)
{
  World a = world_new (), b = world_new ();
  HpObject *class_a = make_class (a.rt, "A", NULL, NULL);

  g_assert_true (class_a->type == hp_type (a.rt, HP_T_TYPE));
  g_assert_true (class_a->type != hp_type (b.rt, HP_T_TYPE));
  g_assert_true (hp_none (a.rt) != hp_none (b.rt));
  hp_decref (a.rt, class_a);
  world_free (&a);
  class_a = make_class (b.rt, "B", NULL, NULL);
  hp_decref (b.rt, class_a);
  world_free (&b);
}

/* Every allocation of hp_runtime_new may fail; nothing may be left then. There are thousands, so
 * the later ones are sampled. */
static void
test_creation_fails_anywhere (void)
{
  uint64_t n = 0;

  for (;;) {
    HpHeap *heap = hp_heap_new_failing (n);
    HpRuntime *rt = hp_runtime_new (heap);
    bool done = rt != NULL;

    if (done && hp_heap_get_n_failed (heap) > 0)
      done = false; /* it could do without that block */
    hp_runtime_free (rt);
    g_assert_cmpuint (hp_heap_get_allocated_blocks (heap), ==, 0);
    hp_heap_free (heap);
    if (done)
      break;
    n += n < 60 ? 1 : 61;
  }
  g_assert_cmpuint (n, >, 1000);
}

static void
test_types_have_sizes_of_cpython (void)
{
  static const struct {
    HpTypeId id;
    ssize_t size;
  } sizes[] = {
    { HP_T_TYPE, 904 },
    { HP_T_OBJECT, 16 },
    { HP_T_FUNCTION, 136 },
    { HP_T_METHOD, 48 },
    { HP_T_BUILTIN, 56 },
    { HP_T_CELL, 24 },
    { HP_T_MODULE, 56 },
    { HP_T_PROPERTY, 64 },
    { HP_T_STATICMETHOD, 32 },
    { HP_T_CLASSMETHOD, 32 },
    { HP_T_SUPER, 40 },
    { HP_T_GETSET_DESCRIPTOR, 48 },
    { HP_T_MEMBER_DESCRIPTOR, 48 },
    { HP_T_METHOD_DESCRIPTOR, 56 },
    { HP_T_WRAPPER_DESCRIPTOR, 56 },
    { HP_T_WEAKREF, 64 },
    { HP_T_TRACEBACK, 40 },
    { HP_T_NAMESPACE, 24 },
    { HP_EXC_EXCEPTION, 72 },
    { HP_EXC_STOP_ITERATION, 80 },
    { HP_EXC_ATTRIBUTE_ERROR, 88 },
    { HP_EXC_IMPORT_ERROR, 96 },
    { HP_EXC_OS_ERROR, 112 },
    { HP_EXC_SYNTAX_ERROR, 136 },
    { HP_EXC_UNICODE_DECODE_ERROR, 112 },
  };
  World world = world_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_assert_cmpint (hp_type (world.rt, sizes[i].id)->basicsize, ==, sizes[i].size);
  g_assert_cmpint (hp_object_size (world.rt, (HpObject *)hp_type (world.rt, HP_T_INT)), ==, 424);
  world_free (&world);
}

static void
test_free_lists_are_emptied (void)
{
  World world = world_new ();
  gsize before = hp_heap_get_allocated_blocks (world.heap);
  HpObject *list = hp_list_new (world.rt, 0), *dict = hp_dict_new (world.rt);

  hp_decref (world.rt, list);
  hp_decref (world.rt, dict);
  hp_runtime_clear_free_lists (world.rt);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (world.heap), <=, before);
  world_free (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/object/runtime/made-and-freed", test_made_and_freed);
  g_test_add_func ("/core/object/runtime/two-share-nothing", test_two_share_nothing);
  g_test_add_func ("/core/object/runtime/creation-fails-anywhere", test_creation_fails_anywhere);
  g_test_add_func ("/core/object/runtime/types-have-sizes-of-cpython",
                   test_types_have_sizes_of_cpython);
  g_test_add_func ("/core/object/runtime/free-lists-are-emptied", test_free_lists_are_emptied);
  return g_test_run ();
}
