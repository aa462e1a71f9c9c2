/* SPDX-License-Identifier: Apache-2.0 */
/* A few hundred programs of fixed seeds, and those that were trouble once. */
#include <string.h>

#include "drive.h"
#include "heap/heap.h"
#include "program.h"

static void
run_seeds (ProgramKind kind, guint64 first, guint n)
{
  static const DriveLimits limits = {
    .memory_limit = 32 << 20, .step_limit = 5000, .check_step = 1999, .fail_at = HP_HEAP_NEVER_FAIL
  };
  g_autoptr (Grammar) grammar = grammar_new ();

  for (guint64 seed = first; seed < first + n; seed++) {
    g_autofree char *program = program_write_seed (grammar, seed, kind);

    g_test_message ("seed %" G_GUINT64_FORMAT, seed);
    drive (program, strlen (program), &limits);
  }
}

static void
test_common (void)
{
  run_seeds (PROGRAM_COMMON, 1, 150);
}

static void
test_hostile (void)
{
  run_seeds (PROGRAM_HOSTILE, 1001, 60);
}

/* Programs that crashed, leaked or hung once. */
static void
test_crashes (void)
{
  static const DriveLimits limits = { .memory_limit = 64 << 20,
                                      .step_limit = 100000,
                                      .fail_at = HP_HEAP_NEVER_FAIL };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fuzz", "crashes", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *program = NULL;
    gsize n;

    g_file_get_contents (file, &program, &n, &error);
    g_assert_no_error (error);
    g_test_message ("%s", name);
    drive (program, n, &limits);
  }
}

/* Allocations fail at places that the seed chooses. */
static void
test_memory (void)
{
  g_autoptr (Grammar) grammar = grammar_new ();
  guint n_failed = 0;

  for (guint64 seed = 2001; seed < 2101; seed++) {
    DriveLimits limits = { .memory_limit = 32 << 20, .step_limit = 2000, .n_fail = 1 + seed % 3 };
    g_autofree char *program = program_write_seed (grammar, seed, PROGRAM_HOSTILE);

    limits.fail_at = seed * 2654435761u % 700;
    g_test_message ("seed %" G_GUINT64_FORMAT, seed);
    n_failed += drive (program, strlen (program), &limits) > 0;
  }
  g_assert_cmpuint (n_failed, >, 50);
}

static void
test_ends (void)
{
  g_autoptr (Grammar) grammar = grammar_new ();
  g_autofree char *one = program_write (grammar, choices_new (NULL, 0), PROGRAM_COMMON);
  g_autofree char *two = program_write_seed (grammar, 7, PROGRAM_HOSTILE);
  g_autofree char *three = program_write_seed (grammar, 7, PROGRAM_HOSTILE);

  g_assert_true (g_str_has_suffix (one, "\npass\nprint('end')\n"));
  g_assert_cmpstr (two, ==, three);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/smoke/ends", test_ends);
  g_test_add_func ("/fuzz/smoke/crashes", test_crashes);
  g_test_add_func ("/fuzz/smoke/common", test_common);
  g_test_add_func ("/fuzz/smoke/hostile", test_hostile);
  g_test_add_func ("/fuzz/smoke/memory", test_memory);
  return g_test_run ();
}
