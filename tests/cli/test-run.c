/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium run: programs that work, and all the ways in which they do not. */
#include <glib/gstdio.h>
#include <string.h>

#include "command.h"
#include "snapshot/file.h"

typedef HpTestScript Fixture;

/* Runs a program; the exit status. */
static int
run (Fixture *f, const char *program)
{
  hp_test_script_write (f, program);
  return hp_test_run_command (&f->output, &f->errors, "run", "--memory-limit", "200M", f->script,
                              NULL);
}

static void
assert_last_line (const char *text, const char *line)
{
  g_autofree char *expected = g_strdup_printf ("%s\n", line);

  g_assert_true (g_str_has_suffix (text, expected));
}

/* Options before the script and directly behind it are ours; what follows is the script's. */
static void
test_options_and_arguments (Fixture *f, gconstpointer data)
{
  g_autofree char *picture = g_build_filename (f->folder, "after.heap", NULL);
  g_autofree char *behind = NULL, *theirs = NULL, *separated = NULL;

  g_assert_true (g_file_set_contents (f->script, "import sys; print(sys.argv[1:])\n", -1, NULL));
  g_assert_cmpint (
      hp_test_run_command (&behind, NULL, "run", f->script, "--snapshot", picture, "a", NULL), ==,
      0);
  g_assert_cmpstr (behind, ==, "['a']\n");
  g_assert_cmpint (g_unlink (picture), ==, 0);
  g_assert_cmpint (hp_test_run_command (&theirs, NULL, "run", "--memory-limit=200M", f->script, "a",
                                        "--snapshot", picture, NULL),
                   ==, 0);
  g_assert_true (g_str_has_prefix (theirs, "['a', '--snapshot', "));
  g_assert_false (g_file_test (picture, G_FILE_TEST_EXISTS));
  g_assert_cmpint (hp_test_run_command (&separated, NULL, "run", f->script, "--", "--trace", NULL),
                   ==, 0);
  g_assert_cmpstr (separated, ==, "['--trace']\n");
}

static void
test_prints (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (
      run (f, "a = []; b = [a]; a.append(b)\ndel a, b\nimport gc\nprint(gc.collect() >= 2)\n"), ==,
      0);
  g_assert_cmpstr (f->output, ==, "True\n");
  g_assert_cmpstr (f->errors, ==, "");
}

static void
test_exit_status (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, "import sys\nsys.exit(7)\n"), ==, 7);
  g_assert_cmpint (run (f, "1 / 0\n"), ==, 1);
  assert_last_line (f->errors, "ZeroDivisionError: division by zero");
}

static void
test_syntax_error (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, "x = 1\nx = = 1\n"), ==, 1);
  g_assert_nonnull (strstr (f->errors, "script.py\", line 2"));
  assert_last_line (f->errors, "SyntaxError: invalid syntax");
}

static void
test_unsupported (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, "x = 1\ns = '\\N{BULLET}'\n"), ==, 1);
  g_assert_nonnull (strstr (f->errors, "not in this subset of Python (line 2, column 5)"));
}

static void
test_endless_recursion (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, "def f(): return f()\nf()\n"), ==, 1);
  assert_last_line (f->errors, "RecursionError: maximum recursion depth exceeded");
}

static void
test_ten_gigabytes (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, "x = 'a' * 10**10\n"), ==, 1);
  assert_last_line (f->errors, "MemoryError");
  g_assert_cmpint (run (f, "x = []\nwhile True:\n  x.append(bytearray(10**6))\n"), ==, 1);
  assert_last_line (f->errors, "MemoryError");
}

static void
test_snapshot (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "kept.heap", NULL);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (f->script, "kept = [[] for i in range(1000)]\n", -1, NULL);
  g_assert_cmpint (hp_test_run_command (NULL, NULL, "run", "--snapshot", path, f->script, NULL), ==,
                   0);
  snapshot = hp_snapshot_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 1000);
  g_assert_cmpstr (snapshot->info->title, ==, "script.py");
  g_unlink (path);
}

/* The same picture in fewer bytes, which every command opens. */
static void
test_compressed_snapshot (Fixture *f, gconstpointer data)
{
  g_autofree char *plain = g_build_filename (f->folder, "plain.heap", NULL),
                  *small = g_build_filename (f->folder, "small.heap", NULL);
  g_autofree char *types = NULL, *same = NULL, *errors = NULL;
  GStatBuf plain_status, small_status;

  g_file_set_contents (f->script, "kept = [[] for i in range(1000)]\n", -1, NULL);
  hp_test_run_command (NULL, NULL, "run", "--snapshot", plain, f->script, NULL);
  hp_test_run_command (NULL, NULL, "run", "--compress", "--snapshot", small, f->script, NULL);
  g_assert_cmpint (g_stat (plain, &plain_status), ==, 0);
  g_assert_cmpint (g_stat (small, &small_status), ==, 0);
  g_assert_cmpint (small_status.st_size, <, plain_status.st_size / 2);
  g_assert_cmpint (hp_test_run_command (&types, NULL, "types", plain, NULL), ==, 0);
  g_assert_cmpint (hp_test_run_command (&same, NULL, "types", small, NULL), ==, 0);
  g_assert_cmpstr (types, ==, same);
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "run", "--compress", f->script, NULL), ==,
                   2);
  hp_test_assert_one_line (errors, "--compress goes with --snapshot");
  g_unlink (plain);
  g_unlink (small);
}

/* Whatever the limit, a program that wants ever more ends with MemoryError, or does not begin,
 * which one line says. */
static void
test_every_limit (Fixture *f, gconstpointer data)
{
  g_file_set_contents (f->script,
                       "class A: pass\n"
                       "def grow(n):\n"
                       "    a = A(); a.x = [n] * 100; a.y = {n: str(n)}\n"
                       "    return a\n"
                       "kept = []\n"
                       "while True: kept.append(grow(len(kept)))\n",
                       -1, NULL);
  for (guint kib = 1; kib < 8192; kib += 1 + kib / 4) {
    g_autofree char *limit = g_strdup_printf ("%uK", kib), *errors = NULL;

    g_assert_cmpint (
        hp_test_run_command (NULL, &errors, "run", "--memory-limit", limit, f->script, NULL), ==,
        1);
    if (!g_str_has_suffix (errors, "MemoryError\n"))
      hp_test_assert_one_line (errors, "not enough memory to start an interpreter");
  }
}

/* What PYTHONMALLOC does in CPython: with malloc nothing is counted, and a picture is whole under
 * any allocator. */
static void
test_malloc (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *option, *output;
  } kinds[] = {
    { "--malloc=pymalloc", "True\n" },      { "--malloc=malloc", "False\n" },
    { "--malloc=debug", "True\n" },         { "--malloc=pymalloc_debug", "True\n" },
    { "--malloc=malloc_debug", "False\n" },
  };
  g_autofree char *path = g_build_filename (f->folder, "kept.heap", NULL);
  guint n_objects = 0;

  g_file_set_contents (f->script,
                       "import sys\nkept = [(i, str(i), i / 7) for i in range(1000)]\n"
                       "print(sys.getallocatedblocks() > 0)\n",
                       -1, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (HpSnapshot) snapshot = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *output = NULL, *errors = NULL;

    g_assert_cmpint (hp_test_run_command (&output, &errors, "run", kinds[i].option, "--snapshot",
                                          path, f->script, NULL),
                     ==, 0);
    g_assert_cmpstr (output, ==, kinds[i].output);
    g_assert_cmpstr (errors, ==, "");
    snapshot = hp_snapshot_load (path, NULL, &error);
    g_assert_no_error (error);
    if (i == 0)
      n_objects = hp_snapshot_n_objects (snapshot);
    g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, n_objects);
    g_unlink (path);
  }
}

static void
test_wrong_usage (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = NULL, *size = NULL, *allocator = NULL;

  g_assert_cmpint (hp_test_run_command (NULL, &missing, "run", "/nonexistent.py", NULL), ==, 2);
  hp_test_assert_one_line (missing, "No such file or directory");
  g_assert_cmpint (hp_test_run_command (NULL, &size, "run", "--memory-limit", "much", "x.py", NULL),
                   ==, 2);
  hp_test_assert_one_line (size, "“much” is no size");
  g_assert_cmpint (hp_test_run_command (NULL, &allocator, "run", "--malloc=jemalloc", "x.py", NULL),
                   ==, 2);
  hp_test_assert_one_line (allocator, "no allocator is called “jemalloc”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/cli/run/" name, Fixture, NULL, hp_test_script_set_up, function,                    \
              hp_test_script_tear_down)
  ADD ("prints", test_prints);
  ADD ("options-and-arguments", test_options_and_arguments);
  ADD ("exit-status", test_exit_status);
  ADD ("syntax-error", test_syntax_error);
  ADD ("unsupported", test_unsupported);
  ADD ("endless-recursion", test_endless_recursion);
  ADD ("ten-gigabytes", test_ten_gigabytes);
  ADD ("snapshot", test_snapshot);
  ADD ("compressed-snapshot", test_compressed_snapshot);
  ADD ("every-limit", test_every_limit);
  ADD ("malloc", test_malloc);
  ADD ("wrong-usage", test_wrong_usage);
  return g_test_run ();
}
