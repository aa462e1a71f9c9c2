/* SPDX-License-Identifier: Apache-2.0 */
/* What the analyses say of Pythons that run, held against what those Pythons then do. */
#include <glib/gstdio.h>

#include "../source/python-child.h"
#include "analysis/dry-run.h"
#include "source/process/process.h"

/* A program of the folder `answers` has run up to its line, and stands; what it wrote to the file
 * it was given. */
typedef struct {
  HpSnapshot *snapshot; /* owned */
  char *told;           /* owned */
} Told;

static void
told_clear (Told *self)
{
  hp_snapshot_unref (self->snapshot);
  g_free (self->told);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

static void
run_program (Told *self, const char *interpreter, const char *program)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "core", "analysis", "answers", program, NULL);
  g_autofree char *folder = g_dir_make_tmp ("heaparium-answers-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "told", NULL);
  const char *argv[] = { interpreter, "-I", "-B", "-W", "ignore", path, file, NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;

  self->snapshot = hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  python_child_stop (&child);
  g_file_get_contents (file, &self->told, NULL, &error);
  g_assert_no_error (error);
  g_remove (file);
  g_rmdir (folder);
}

/* ---- the dry run ---- */

static void
test_dry_run (gconstpointer interpreter)
{
  g_auto (Told) told = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autoptr (HpDryRun) dry_run = NULL;

  run_program (&told, interpreter, "garbage.py");
  dry_run = hp_dry_run_new (told.snapshot, 2, NULL, NULL);
  lines = g_strsplit (g_strstrip (told.told), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 100);
  for (guint i = 1; lines[i] != NULL; i++) {
    guint32 object = hp_snapshot_find (told.snapshot, g_ascii_strtoull (lines[i], NULL, 10));
    g_assert_cmpuint (object, !=, HP_NONE);
    g_assert_true (hp_dry_run_is_unreachable (dry_run, object));
    g_assert_true (hp_dry_run_is_freed (dry_run, object));
  }
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->returned, ==,
                    g_ascii_strtoull (lines[0], NULL, 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  python_child_add_tests ("/core/analysis/running/dry-run", test_dry_run);
  return g_test_run ();
}
