/* SPDX-License-Identifier: Apache-2.0 */
/* Raising, normalising and chaining exceptions from C. */
#include "world.h"

static void
test_value_stays_raw_until_somebody_looks (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *e;

  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "bad");
  g_assert_true (hp_is_str (rt->exc_value));
  g_assert_true (hp_err_matches (rt, HP_EXC_VALUE_ERROR));
  g_assert_true (hp_err_matches (rt, HP_EXC_EXCEPTION));
  g_assert_false (hp_err_matches (rt, HP_EXC_TYPE_ERROR));
  e = hp_err_take (rt);
  g_assert_true (hp_is_exception (e));
  g_assert_null (hp_err_occurred (rt));
  assert_repr (rt, e, "ValueError('bad')");
  world_free (&world);
}

static void
test_context_of_what_is_handled (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *first, *second;

  hp_err_set_string (rt, HP_EXC_KEY_ERROR, "k");
  first = hp_err_take (rt);
  rt->exc_info->value = first; /* as an except block does */
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "v");
  g_assert_true (hp_is_exception (rt->exc_value));
  second = hp_err_take (rt);
  g_assert_true (hp_exception_get_context (second) == first);
  rt->exc_info->value = second;
  hp_err_raise (rt, first); /* would close a circle: it is cut */
  g_assert_true (hp_exception_get_context (first) == second);
  g_assert_null (hp_exception_get_context (second));
  hp_err_clear (rt);
  rt->exc_info->value = NULL;
  hp_decref (rt, second);
  hp_decref (rt, first);
  world_free (&world);
}

static void
test_from_cause (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *e;

  hp_err_set_string (rt, HP_EXC_KEY_ERROR, "k");
  hp_err_format_from_cause (rt, HP_EXC_RUNTIME_ERROR, "wrapped %d", 7);
  e = hp_err_take (rt);
  g_assert_nonnull (hp_exception_get_cause (e));
  assert_repr (rt, hp_new_ref (hp_exception_get_cause (e)), "KeyError('k')");
  assert_repr (rt, e, "RuntimeError('wrapped 7')");
  world_free (&world);
}

static void
test_texts (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *key = text (rt, "k"), *two = hp_tuple_pack (rt, 2, key, key);

  hp_err_key_error (rt, key);
  assert_raised (rt, HP_EXC_KEY_ERROR, "'k'");
  hp_err_key_error (rt, two);
  assert_raised (rt, HP_EXC_KEY_ERROR, "('k', 'k')");
  hp_err_set_value (rt, HP_EXC_VALUE_ERROR, two);
  assert_raised (rt, HP_EXC_VALUE_ERROR, "('k', 'k')");
  hp_err_no_memory (rt);
  assert_raised (rt, HP_EXC_MEMORY_ERROR, "");
  hp_err_syntax (rt, HP_EXC_SYNTAX_ERROR, "invalid syntax", key, 3, 4, NULL, 3, 5);
  assert_raised (rt, HP_EXC_SYNTAX_ERROR, "invalid syntax (k, line 3)");
  hp_decref (rt, two);
  hp_decref (rt, key);
  world_free (&world);
}

/* When even the MemoryError cannot be made, one that was made beforehand is raised. */
static void
test_no_memory_for_the_error (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *e;

  hp_runtime_clear_free_lists (rt);
  hp_heap_set_failing (world.heap, 0, 1000000);
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "text needs memory");
  g_assert_true (hp_err_matches (rt, HP_EXC_MEMORY_ERROR));
  e = hp_err_take (rt);
  hp_heap_set_failing (world.heap, HP_HEAP_NEVER_FAIL, 1);
  g_assert_nonnull (e);
  g_assert_true (e->type == hp_type (rt, HP_EXC_MEMORY_ERROR));
  hp_decref (rt, e);
  world_free (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/object/err/value-stays-raw-until-somebody-looks",
                   test_value_stays_raw_until_somebody_looks);
  g_test_add_func ("/core/object/err/context-of-what-is-handled", test_context_of_what_is_handled);
  g_test_add_func ("/core/object/err/from-cause", test_from_cause);
  g_test_add_func ("/core/object/err/texts", test_texts);
  g_test_add_func ("/core/object/err/no-memory-for-the-error", test_no_memory_for_the_error);
  return g_test_run ();
}
