/* SPDX-License-Identifier: Apache-2.0 */
/* Both runs of a comparison, in the machine's python3.11 (tools/packages.txt has it). */
#include <glib/gstdio.h>
#include <string.h>

#include "compare/comparison.h"
#include "compare/reference.h"

typedef struct {
  char *folder, *script;
  char *arguments[3];
  HpCompareRequest request;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  f->script = g_build_filename (f->folder, "script.py", NULL);
  f->arguments[0] = f->script;
  f->arguments[1] = (char *)"extra";
  f->request.arguments = f->arguments;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->script);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->script);
}

static HpComparison *
compare (Fixture *f, const char *program)
{
  g_autoptr (GError) error = NULL;
  HpComparison *comparison;

  g_assert_true (g_file_set_contents (f->script, program, -1, NULL));
  comparison = hp_compare (&f->request, NULL, &error);
  g_assert_no_error (error);
  return comparison;
}

/* What a script sees of itself is what "python3.11 -I -B SCRIPT extra" shows it. */
static void
test_script_is_main (Fixture *f, gconstpointer data)
{
  g_autoptr (HpComparison) both =
      compare (f, "import sys\n"
                  "depth = 0\n"
                  "def dive():\n"
                  "    global depth\n"
                  "    depth += 1\n"
                  "    dive()\n"
                  "try: dive()\n"
                  "except RecursionError: print(depth, sys.getrecursionlimit())\n"
                  "print(__name__, __file__ == sys.argv[0], sys.argv[1:], sorted(globals()))\n"
                  "sys.stderr.write('to stderr\\n')\n");

  for (int i = 0; i < HP_N_SIDES; i++) {
    const HpSide *side = both->sides[i];

    g_assert_cmpstr (side->printed[1].text->str, ==, "to stderr\n");
    g_assert_true (g_str_has_prefix (side->printed[0].text->str,
                                     "999 1000\n__main__ True ['extra'] ['__annotations__', "
                                     "'__builtins__', '__cached__', '__doc__', "));
    g_assert_null (strstr (side->printed[0].text->str, "report"));
    g_assert_cmpint (side->status, ==, 0);
  }
  g_assert_true (hp_comparison_is_equal (both));
}

/* No frame of ours stands in a traceback, also with a cause and for a text that is no Python. */
static void
test_tracebacks (Fixture *f, gconstpointer data)
{
  static const char *const programs[] = {
    "def f(): raise KeyError(1)\ntry:\n    f()\nexcept KeyError as e:\n    raise ValueError from "
    "e\n",
    "x = = 1\n",
    "import sys\nsys.exit('a message')\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autoptr (HpComparison) both = compare (f, programs[i]);

    for (int k = 0; k < HP_N_SIDES; k++) {
      g_assert_cmpint (both->sides[k]->status, ==, 1);
      g_assert_null (strstr (both->sides[k]->printed[1].text->str, "counting"));
    }
    g_assert_null (strstr (both->sides[1]->printed[1].text->str, "compile"));
    g_assert_cmpuint (both->sides[1]->printed[1].text->len, >, 5);
  }
}

static gint64
find (GArray *rows, HpRowGroup group, const char *name, HpSideIndex side)
{
  for (guint i = 0; i < rows->len; i++) {
    const HpCounterRow *row = &g_array_index (rows, HpCounterRow, i);

    if (row->group == group && g_str_equal (row->name, name))
      return row->values[side];
  }
  return 0;
}

/* 500 sets are 500 tracked objects and as many blocks of 216 bytes on both sides. */
static void
test_counters (Fixture *f, gconstpointer data)
{
  g_autoptr (HpComparison) both = compare (f, "import gc\n"
                                              "gc.disable()\n"
                                              "made = [set() for i in range(500)]\n"
                                              "gc.collect()\n");
  g_autoptr (GArray) rows = hp_comparison_list_counters (both);

  for (int i = 0; i < HP_N_SIDES; i++) {
    g_assert_cmpint (find (rows, HP_ROWS_TYPES, "set", i), ==, 500);
    g_assert_cmpint (find (rows, HP_ROWS_OBJECTS, "tracked, generation 2", i), >, 480);
    g_assert_cmpint (find (rows, HP_ROWS_COLLECTOR, "collections, generation 2", i), ==, 1);
    g_assert_cmpint (find (rows, HP_ROWS_COLLECTOR, "threshold, generation 0", i), ==, 700);
    g_assert_cmpint (find (rows, HP_ROWS_CLASSES, "224 bytes, blocks", i), ==, 500);
    g_assert_cmpint (find (rows, HP_ROWS_MEMORY, "allocated blocks", i), >, 500);
    g_assert_cmpint (find (rows, HP_ROWS_MEMORY, "allocated blocks", i), <, 620);
  }
}

static void
test_output_is_bounded (Fixture *f, gconstpointer data)
{
  g_autoptr (HpComparison) both = NULL;

  f->request.keep = 1000;
  both = compare (f, "for i in range(1000): print('123456789')\nprint('\\0\\x1b[2J')\n");
  for (int i = 0; i < HP_N_SIDES; i++) {
    g_assert_cmpuint (both->sides[i]->printed[0].text->len, ==, 1000);
    g_assert_cmpuint (both->sides[i]->printed[0].left_out, ==, 9000 + 6);
  }
}

/* A program that catches the interruption ends all the same. */
static void
test_stubborn (Fixture *f, gconstpointer data)
{
  g_autoptr (HpComparison) both = NULL;

  f->request.deadline_us = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  both = compare (f, "print('begins', flush=True)\n"
                     "n = 0\n"
                     "def spin():\n"
                     "    while True: pass\n"
                     "while n < 3:\n"
                     "    try:\n"
                     "        spin()\n"
                     "    except KeyboardInterrupt: n += 1\n");
  g_assert_true (both->sides[0]->stopped);
  g_assert_true (both->sides[1]->stopped);
  g_assert_cmpstr (both->sides[0]->printed[0].text->str, ==, "begins\n");
  g_assert_cmpint (both->sides[1]->status, >, 128); /* by a signal */
  g_assert_null (both->sides[1]->end);
  g_assert_false (hp_comparison_is_equal (both));
}

/* A program that leaves without its end leaves no counters, and that is told. */
static void
test_no_counters (Fixture *f, gconstpointer data)
{
  g_autoptr (HpComparison) both = compare (f, "import sys\n"
                                              "try: from posix import _exit\n"
                                              "except ImportError: _exit = sys.exit\n"
                                              "_exit(3)\n");
  g_autoptr (GArray) rows = hp_comparison_list_counters (both);

  g_assert_cmpint (both->sides[0]->status, ==, 3);
  g_assert_cmpint (both->sides[1]->status, ==, 3);
  g_assert_null (both->sides[1]->end);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autoptr (GError) missing = NULL, unreadable = NULL;

  g_assert_null (hp_compare (&f->request, NULL, &unreadable));
  g_assert_error (unreadable, HP_COMPARE_ERROR, HP_COMPARE_ERROR_START);
  g_file_set_contents (f->script, "print()\n", -1, NULL);
  g_setenv ("PATH", f->folder, TRUE);
  g_assert_null (hp_compare (&f->request, NULL, &missing));
  g_assert_error (missing, HP_COMPARE_ERROR, HP_COMPARE_ERROR_NO_REFERENCE);
  g_setenv ("PATH", path, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/core/compare/sides/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("script-is-main", test_script_is_main);
  ADD ("tracebacks", test_tracebacks);
  ADD ("counters", test_counters);
  ADD ("output-is-bounded", test_output_is_bounded);
  ADD ("stubborn", test_stubborn);
  ADD ("no-counters", test_no_counters);
  ADD ("errors", test_errors);
  return g_test_run ();
}
