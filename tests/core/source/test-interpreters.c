/* SPDX-License-Identifier: Apache-2.0 */
/* Several interpreters in one process: the picture holds the objects of each, as each says itself,
 * and from 3.12 on the arenas of those that have their own. */
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/process.h"
#include "truth.h"

/* Of tens of thousands: what an interpreter frees and takes between what it says and the picture.
 */
#define BLOCKS_SINCE     200
#define REFERENCES_SINCE 10

static char *
read_text (const char *path, const char *suffix)
{
  g_autofree char *whole = g_strconcat (path, suffix, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (whole, &text, &length, &error);
  g_assert_no_error (error);
  g_unlink (whole);
  return g_utf8_make_valid (text, (gssize)length);
}

static guint
minor_of (const HpSnapshot *snapshot)
{
  return (guint)g_ascii_strtoull (snapshot->info->version + strlen ("3."), NULL, 10);
}

/* Up to 3.11 interpreters share built-in types, and through the lists of their subclasses each sees
 * objects of others, which are tracked in the lists of these. */
static guint64
count_foreign (const Truth *truth, guint minor)
{
  GHashTableIter iter;
  gpointer text, n;
  guint64 count = 0;

  g_hash_table_iter_init (&iter, truth->differences);
  while (minor < 12 && g_hash_table_iter_next (&iter, &text, &n))
    if (g_pattern_match_simple ("*: generation ? instead of 255", text))
      count += GPOINTER_TO_UINT (n);
  return count;
}

/* suffix: of the file; the main interpreter has none. An interpreter that has said it all ends the
 * state of its thread, and a few references with it. */
static void
check_objects (const HpSnapshot *snapshot, const char *path, const char *suffix)
{
  g_autofree char *text = read_text (path, suffix);
  gboolean is_main = *suffix == '\0';
  Truth truth = is_main ? truth_compare (snapshot, text) : truth_compare_objects (snapshot, text);

  truth_tell (&truth);
  g_assert_cmpuint (truth.tracked, >, 2000);
  g_assert_cmpuint (truth.references, >, 5000);
  g_assert_cmpuint (truth.missing_tracked, ==, 0);
  g_assert_cmpuint (truth.missing, ==, 0);
  g_assert_cmpuint (truth.wrong_type, ==, 0);
  g_assert_cmpuint (truth.wrong_generation, ==, count_foreign (&truth, minor_of (snapshot)));
  g_assert_cmpuint (truth.wrong_size, ==, 0);
  g_assert_cmpuint (truth.missing_references, <=, is_main ? 0 : REFERENCES_SINCE);
  truth_clear (&truth);
}

/* The first shares the main one's allocator, which has its blocks too. */
static void
check_arenas (const HpSnapshot *snapshot, const char *path)
{
  g_autofree char *of_main = read_text (path, ".malloc"), *shared = read_text (path, ".1.malloc");
  g_autofree char *isolated = read_text (path, ".2.malloc");
  guint64 arenas = 0, said = 0, used = 0;

  truth_count_allocator (of_main, &arenas, &said);
  if (minor_of (snapshot) >= 12)
    truth_count_allocator (isolated, &arenas, &said);
  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++)
    used += hp_snapshot_pool (snapshot, i).used;
  g_test_message ("%" PRIu64 " arenas, %" PRIu64 " blocks of %" PRIu64, arenas, used, said);
  g_assert_cmpuint (hp_snapshot_n_arenas (snapshot), ==, arenas);
  g_assert_cmpint (ABS ((gint64)used - (gint64)said), <=, BLOCKS_SINCE);
}

/* How many modules of this name there are, and how many roots tell the interpreter's number. */
static void
check_roots (const HpSnapshot *snapshot)
{
  guint n_main = 0, n_first = 0, n_second = 0;

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    g_autofree char *root = hp_snapshot_format_root (snapshot, i);
    n_main += g_str_equal (root, "module truth");
    n_first += g_str_equal (root, "module truth (interpreter 1)");
    n_second += g_str_equal (root, "module truth (interpreter 2)");
  }
  g_assert_cmpuint (n_main, ==, 1);
  g_assert_cmpuint (n_first, ==, 1);
  g_assert_cmpuint (n_second, ==, 1);
}

static void
test_interpreters (gconstpointer interpreter)
{
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "programs", "interpreters.py", NULL);
  g_autofree char *path =
      g_strdup_printf ("%s/hp-interpreters-%d", g_get_tmp_dir (), (int)getpid ());
  const char *argv[] = { interpreter, program, path, NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = NULL;

  python_child_rest (&child);
  snapshot = hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  python_child_stop (&child);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  check_objects (snapshot, path, "");
  if (minor_of (snapshot) >= 9) { /* before, the first says it all */
    check_objects (snapshot, path, ".1");
    check_objects (snapshot, path, ".2");
  }
  check_arenas (snapshot, path);
  check_roots (snapshot);
  g_test_message ("%" PRIu64 " unexplained, %" PRIu64 " surplus of %u",
                  snapshot->info->quality.unexplained, snapshot->info->quality.surplus,
                  hp_snapshot_n_objects (snapshot));
  g_assert_cmpuint (snapshot->info->quality.open_lists, ==, 0);
  g_assert_cmpuint (snapshot->info->quality.torn_reads, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  python_child_add_tests ("interpreters", test_interpreters);
  return g_test_run ();
}
