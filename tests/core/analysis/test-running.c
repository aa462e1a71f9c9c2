/* SPDX-License-Identifier: Apache-2.0 */
/* What the analyses say of Pythons that run, held against what those Pythons then do. */
#include <glib/gstdio.h>
#include <string.h>

#include "../source/python-child.h"
#include "analysis/audit.h"
#include "analysis/dry-run.h"
#include "analysis/pins.h"
#include "analysis/root-tree.h"
#include "source/process/process.h"

/* A program of the folder `answers` that has run up to its line, and waits. */
typedef struct {
  PythonChild child;
  HpSnapshot *snapshot; /* owned */
  char *folder, *file;  /* owned; the file is what the program was given to write to */
} Program;

static void
program_clear (Program *self)
{
  hp_snapshot_unref (self->snapshot);
  g_remove (self->file);
  g_rmdir (self->folder);
  g_free (self->file);
  g_free (self->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

static void
program_start (Program *self, const char *interpreter, const char *name)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "core", "analysis", "answers", name, NULL);
  const char *argv[] = { interpreter, "-I", "-B", "-W", "ignore", path, NULL, NULL };
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("heaparium-answers-XXXXXX", &error);
  g_assert_no_error (error);
  argv[6] = self->file = g_build_filename (self->folder, "told", NULL);
  self->child = python_child_start (argv);
  self->snapshot =
      hp_process_capture (self->child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The lines of its file; free with g_strfreev. */
static char **
program_read (const Program *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (self->file, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strstrip (text), "\n", -1);
}

static guint32
find_object (const Program *program, const char *address)
{
  guint32 object = hp_snapshot_find (program->snapshot, g_ascii_strtoull (address, NULL, 10));

  g_assert_cmpuint (object, !=, HP_NONE);
  return object;
}

/* ---- the dry run ---- */

/* The first line is what gc.collect () returned, the others are what it found. */
static void
test_dry_run (gconstpointer interpreter)
{
  g_auto (Program) program = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autoptr (HpDryRun) dry_run = NULL;

  program_start (&program, interpreter, "garbage.py");
  python_child_stop (&program.child);
  dry_run = hp_dry_run_new (program.snapshot, 2, NULL, NULL);
  lines = program_read (&program);
  g_assert_cmpuint (g_strv_length (lines), >, 100);
  for (guint i = 1; lines[i] != NULL; i++) {
    guint32 object = find_object (&program, lines[i]);
    g_assert_true (hp_dry_run_is_unreachable (dry_run, object));
    g_assert_true (hp_dry_run_is_freed (dry_run, object));
  }
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->returned, ==,
                    g_ascii_strtoull (lines[0], NULL, 10));
}

/* ---- paths ---- */

static void
ask (const Program *program, const char *name, const char *expression)
{
  g_autofree char *line = g_strdup_printf ("%s\t%s\n", name, expression);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (program->child.process), line,
                             strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A path without an arrow is Python, and what it evaluates to is the object. */
static void
test_paths (gconstpointer interpreter)
{
  g_auto (Program) program = { 0 };
  g_auto (GStrv) lines = NULL, answers = NULL;
  g_autoptr (HpRootTree) tree = NULL;
  guint n = 0, n_asked = 0;

  program_start (&program, interpreter, "paths.py");
  tree = hp_root_tree_new (program.snapshot, NULL, NULL);
  lines = program_read (&program);
  for (; lines[n] != NULL; n++) {
    g_auto (GStrv) words = g_strsplit (lines[n], " ", 3);
    g_autofree char *path =
        hp_root_tree_path_text (tree, find_object (&program, words[1]), HP_PATH_FOLDED);

    g_test_message ("%s: %s", words[0], path);
    g_assert_cmpint (g_str_has_prefix (path, "sys.modules[") && strstr (path, " → ") == NULL, ==,
                     words[2][0] == '1');
    if (words[2][0] == '1')
      ask (&program, words[0], path);
    n_asked += words[2][0] == '1';
  }
  python_child_stop (&program.child);
  answers = program_read (&program);
  g_assert_cmpuint (g_strv_length (answers), ==, n + n_asked);
  for (guint i = n; answers[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (answers[i], " ", 4);
    if (!g_str_equal (words[2], "True"))
      g_test_fail_printf ("%s", answers[i]);
  }
}

/* ---- the audit ---- */

/* What was taken and not given back is all there, and nothing else looks so. */
static void
test_audit (gconstpointer interpreter)
{
  g_auto (Program) program = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autoptr (HpAudit) audit = NULL;
  const HpAuditType *types;
  guint n;

  program_start (&program, interpreter, "forgotten.py");
  python_child_stop (&program.child);
  audit = hp_audit_new (program.snapshot, NULL, NULL);
  lines = program_read (&program);
  g_assert_cmpuint (g_strv_length (lines), ==, 13);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);
    guint32 object = find_object (&program, words[0]);
    g_assert_cmpint (hp_audit_get_remainder (audit, object), ==,
                     g_ascii_strtoll (words[1], NULL, 10));
  }
  types = hp_audit_get_types (audit, &n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (types[i].kind, !=, HP_REMAINDER_UNHELD);
}

/* ---- pins ---- */

static guint
count_owned_arenas (const HpSnapshot *snapshot, guint32 owner)
{
  g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
  g_autoptr (HpDominatorTree) tree = hp_dominator_tree_new (dominators, NULL, NULL);
  g_autoptr (HpPins) pins = hp_pins_new (tree, NULL, NULL);
  guint n;
  const HpPinOwner *owners = hp_pins_get_owners (pins, &n);

  for (guint i = 0; i < n; i++)
    if (owners[i].object == owner)
      return owners[i].n_arenas;
  return 0;
}

/* What the arenas of an owner are said to be goes back when the program lets go of it. Running on,
 * it needs a few blocks itself, and may keep one with them or empty another. */
static void
test_pins (gconstpointer interpreter)
{
  g_auto (Program) program = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autoptr (HpSnapshot) after = NULL;
  g_autoptr (GError) error = NULL;
  int said, gone;

  program_start (&program, interpreter, "pins.py");
  lines = program_read (&program);
  said = (int)count_owned_arenas (program.snapshot, find_object (&program, lines[0]));
  python_child_go_on (&program.child);
  after = hp_process_capture (program.child.pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  python_child_stop (&program.child);
  gone = (int)hp_snapshot_n_arenas (program.snapshot) - (int)hp_snapshot_n_arenas (after);
  g_test_message ("%d arenas said to go, %d gone", said, gone);
  g_assert_cmpint (said, >=, 20);
  g_assert_cmpint (ABS (said - gone), <=, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  python_child_add_tests ("/core/analysis/running/dry-run", test_dry_run);
  python_child_add_tests ("/core/analysis/running/paths", test_paths);
  python_child_add_tests ("/core/analysis/running/audit", test_audit);
  python_child_add_tests ("/core/analysis/running/pins", test_pins);
  return g_test_run ();
}
