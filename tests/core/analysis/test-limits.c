/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/limits.h"
#include "program.h"

/* An instance of app.Cache in the module's variable `cache`, whose attribute `items` is a container
 * with that preview, beside a number. */
static void
assert_limit (const char *container, const char *number_name, const char *number,
              const char *expected)
{
  Program program;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_autofree char *limit = NULL;
  guint32 cache, items, value;

  program_begin (&program, HP_LEVEL_VALUES);
  cache = program_object (&program, "app", "Cache", 2);
  items = program_object (&program, NULL, "dict", 2);
  value = program_object (&program, NULL, "int", HP_GENERATION_UNTRACKED);
  program_set (&program, program_module (&program, "app", "/app.py"), "cache", cache);
  program_attribute (&program, cache, "items", items);
  program_preview (&program, items, container);
  program_attribute (&program, cache, number_name, value);
  program_preview (&program, value, number);
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  limit = hp_dup_reached_limit (roots, program_row (snapshot, items));
  g_assert_cmpstr (limit, ==, expected);
}

static void
test_own (void)
{
  assert_limit ("deque([200 items], maxlen=200)", "n", "3", "maxlen=200");
  assert_limit ("deque([100 items], maxlen=200)", "n", "3", NULL);
  assert_limit ("deque([200 items])", "n", "200", NULL);
}

static void
test_named (void)
{
  assert_limit ("{1000 items}", "max_entries", "1000", ".max_entries=1000");
  assert_limit ("{1001 items}", "LIMIT", "1000", ".LIMIT=1000");
  assert_limit ("[95 items]", "capacity", "100", ".capacity=100");
}

/* A counter of what was added is no limit, nor is one that is far away or already passed. */
static void
test_not_a_limit (void)
{
  assert_limit ("{1000 items}", "count", "1000", NULL);
  assert_limit ("{1000 items}", "max_entries", "1000000", NULL);
  assert_limit ("{1000 items}", "max_entries", "500", NULL);
  assert_limit ("{1000 items}", "max_entries", "'1000'", NULL);
  assert_limit ("{3 items}", "max_entries", "3", NULL);
  assert_limit ("no container", "max_entries", "1000", NULL);
}

/* Of an lru_cache the references tell how much it keeps. */
static void
test_lru_cache (void)
{
  for (guint n_results = 5; n_results <= 10; n_results += 5) {
    Program program;
    g_autoptr (HpSnapshot) snapshot = NULL;
    g_autoptr (HpRootTree) roots = NULL;
    g_autofree char *limit = NULL;
    guint32 cache;

    program_begin (&program, HP_LEVEL_VALUES);
    cache = program_object (&program, "functools", "_lru_cache_wrapper", 2);
    program_preview (&program, cache, "lru_cache(maxsize=10)");
    program_set (&program, program_module (&program, "app", "/app.py"), "total", cache);
    for (guint i = 0; i < n_results; i++)
      program_field (&program, cache, "link", program_object (&program, NULL, "link", 2));
    snapshot = program_end (&program);
    roots = hp_root_tree_new (snapshot, NULL, NULL);
    limit = hp_dup_reached_limit (roots, program_row (snapshot, cache));
    g_assert_cmpstr (limit, ==, n_results == 10 ? "maxsize=10" : NULL);
  }
}

/* Without values there is nothing to read. */
static void
test_without_values (void)
{
  Program program;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  guint32 list;

  program_begin (&program, HP_LEVEL_STRUCTURE);
  list = program_list (&program, 40, "app", "Item", 2);
  program_set (&program, program_module (&program, "app", "/app.py"), "items", list);
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  g_assert_null (hp_dup_reached_limit (roots, program_row (snapshot, list)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/limits/own", test_own);
  g_test_add_func ("/core/analysis/limits/named", test_named);
  g_test_add_func ("/core/analysis/limits/not-a-limit", test_not_a_limit);
  g_test_add_func ("/core/analysis/limits/lru-cache", test_lru_cache);
  g_test_add_func ("/core/analysis/limits/without-values", test_without_values);
  return g_test_run ();
}
