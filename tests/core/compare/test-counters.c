/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/counters.h"

#include <string.h>

#define REPORT                                                                                     \
  "when warming up\nblocks 1\n"                                                                    \
  "when start\nblocks 100\ncount 1 2 3\nthreshold 700 10 10\ntracked 4 5 6 7\n"                    \
  "collections 1 1 1\ntype 9 list\ntype 1 my type\n"                                               \
  "Small block threshold = 512, in 32 size classes.\n\n"                                           \
  "class   size   num pools   blocks in use  avail blocks\n"                                       \
  "    0     16           1             900           120\n"                                       \
  "   31    512           3              70            20\n"                                       \
  "# arenas allocated total           =                   12\n"                                    \
  "# bytes in allocated blocks        =            1,234,567\n"                                    \
  "when end\nblocks 150\ntype 11 list\ntype 2 list\n"

static void
test_parse (void)
{
  g_autoptr (HpCounters) start = NULL, end = NULL;

  hp_counters_parse (REPORT, &start, &end);
  g_assert_cmpint (start->blocks, ==, 100);
  g_assert_cmpint (start->count[2], ==, 3);
  g_assert_cmpint (start->threshold[0], ==, 700);
  g_assert_cmpint (hp_counters_get_tracked (start), ==, 22);
  g_assert_cmpint (hp_counters_get_type (start, "my type"), ==, 1);
  g_assert_cmpint (hp_counters_get_type (start, "set"), ==, 0);
  g_assert_cmpint (start->classes[0].blocks, ==, 900);
  g_assert_cmpint (start->classes[31].pools, ==, 3);
  g_assert_cmpint (start->classes[31].free_blocks, ==, 20);
  g_assert_cmpint (start->arenas_allocated, ==, 12);
  g_assert_cmpint (start->used_bytes, ==, 1234567);
  g_assert_cmpint (end->blocks, ==, 150);
  g_assert_cmpint (hp_counters_get_type (end, "list"), ==, 13);
}

/* The report comes from a program that may write anything there. */
static void
test_hostile (void)
{
  static const char *const reports[] = {
    "",
    "when",
    "when start",
    "when end\nwhen end\nwhen start\nblocks\ncount x\ntype\ntype 5\ntype 5x\n",
    "when start\n32 1 1 1 1\n-1 1 1 1 1\n99999999999999999999 1 1 1 1\n",
    "when start\ncount 1 2 3 4 5 6 7 8\n# arenas reclaimed = 99999999999999999999999999\n",
    "when start\ntype 99999999999999999999999999 \xff\xfe\n# arenas reclaimed\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (reports); i++) {
    g_autoptr (HpCounters) start = NULL, end = NULL;

    hp_counters_parse (reports[i], &start, &end);
    g_assert_true ((start != NULL) == (strstr (reports[i], "when start") != NULL));
  }
}

static void
test_random (void)
{
  for (int round = 0; round < 2000; round++) {
    g_autofree char *report = g_strdup (REPORT);
    g_autoptr (HpCounters) start = NULL, end = NULL;

    for (int i = g_test_rand_int_range (1, 20); i > 0; i--)
      report[g_test_rand_int_range (0, strlen (REPORT))] = (char)g_test_rand_int_range (1, 256);
    hp_counters_parse (report, &start, &end);
  }
}

/* What is read from an interpreter is what its own Python tells. */
static void
test_read (void)
{
  static const char program[] = "class Thing: pass\n"
                                "import gc\n"
                                "gc.set_threshold(500, 7, 6)\n"
                                "gc.collect()\n"
                                "gc.disable()\n"
                                "things = [Thing() for i in range(40)]\n";
  /* The free lists are empty from here on: what they hold counts as allocated. */
  static const char collect[] = "import gc\ngc.collect()\n";
  HpInterpreter *interpreter = hp_interpreter_new (NULL);
  g_autoptr (HpCounters) before = NULL, after = NULL;

  hp_interpreter_run_source (interpreter, collect, strlen (collect), "collect.py");
  before = hp_counters_read (interpreter);
  hp_interpreter_run_source (interpreter, program, strlen (program), "script.py");
  after = hp_counters_read (interpreter);
  g_assert_cmpint (hp_counters_get_type (before, "Thing"), ==, 0);
  g_assert_cmpint (hp_counters_get_type (after, "Thing"), ==, 40);
  g_assert_cmpint (after->threshold[1], ==, 7);
  g_assert_cmpint (after->collections[2] - before->collections[2], ==, 1);
  g_assert_cmpint (after->tracked[0], >=, 41);
  g_assert_cmpint (after->blocks - before->blocks, >=, 81); /* an instance and its values */
  g_assert_cmpint (after->arenas, >=, 1);
  g_assert_cmpint (after->used_bytes, >, before->used_bytes);
  hp_interpreter_free (interpreter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/compare/counters/parse", test_parse);
  g_test_add_func ("/core/compare/counters/hostile", test_hostile);
  g_test_add_func ("/core/compare/counters/random", test_random);
  g_test_add_func ("/core/compare/counters/read", test_read);
  return g_test_run ();
}
