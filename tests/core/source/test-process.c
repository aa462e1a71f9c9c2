/* SPDX-License-Identifier: Apache-2.0 */
/* Real programs in every Python that is found are compared with what they say of themselves, object
 * by object. HP_TEST_PYTHON=3.12 takes only these versions, HP_TEST_SCALE=20 makes programs larger.
 */
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/process.h"
#include "truth.h"

/* Of tens of thousands of objects. What remains is on the C stack: arguments of running functions,
 * what a thread is started with, the arena of the main program's compiler. Too many are words of
 * module state that only look like a reference, seldom more than two and by chance up to nine; a
 * table that is read wrong gives hundreds. */
#define UNEXPLAINED_MAX 100
#define SURPLUS_MAX     20

typedef struct {
  char *interpreter, *program; /* owned */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;
  g_free (run->interpreter);
  g_free (run->program);
  g_free (run);
}

static char *
read_text (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char *valid;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  valid = g_utf8_make_valid (text, (gssize)length);
  return valid;
}

/* The differences that core/source/process/README.md explains; nothing else may differ. */
static gboolean
is_explained (const char *difference)
{
  static const char *const explained[] = {
    "module -> _asyncio.FutureIter was not found",
    "_asyncio.FutureIter -> _asyncio.FutureIter was not found",
    "sqlite3.Cache -> sqlite3.Node was not found",
    "_ctypes.*: * bytes instead of *",
    "ctypes.*: * bytes instead of *",
  };
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (explained); i++)
    found |= g_pattern_match_simple (explained[i], difference);
  return found;
}

/* One line that tells all, because it may be all that is kept of a failure. */
static void
check_differences (const Truth *truth, const Run *run)
{
  g_autoptr (GString) all = g_string_new (NULL);
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, truth->differences);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    if (!is_explained (text))
      g_string_append_printf (all, "%s%s", all->len > 0 ? "; " : "", (const char *)text);
  if (all->len > 0)
    g_error ("%s of %s: %s", run->program, run->interpreter, all->str);
}

static void
check_truth (const Truth *truth, const Run *run)
{
  truth_tell (truth);
  check_differences (truth, run);
  g_assert_cmpuint (truth->tracked, >, 2000);
  g_assert_cmpuint (truth->counts, >, 3000);
  g_assert_cmpuint (truth->references, >, 5000);
  g_assert_cmpuint (truth->missing_tracked, ==, 0);
  g_assert_cmpuint (truth->missing, ==, 0);
  g_assert_cmpuint (truth->wrong_type, ==, 0);
  g_assert_cmpuint (truth->wrong_generation, ==, 0);
  g_assert_cmpuint (truth->wrong_count, ==, 0);
}

/* With PYTHONMALLOC=malloc and malloc_debug there are no arenas; with the debug hooks they are all
 * there. */
static void
check_allocator (const HpSnapshot *snapshot, const char *log)
{
  const char *allocator = g_getenv ("PYTHONMALLOC");

  if (allocator == NULL || !g_str_has_prefix (allocator, "malloc")) {
    truth_compare_allocator (snapshot, log);
    return;
  }
  g_assert_cmpuint (hp_snapshot_n_arenas (snapshot), ==, 0);
  g_assert_cmpuint (snapshot->info->quality.notes->len, >, 0);
}

static void
check_quality (const HpSnapshot *snapshot)
{
  const HpQuality *quality = &snapshot->info->quality;

  g_test_message ("%" PRIu64 " torn, %" PRIu64 " unexplained, %" PRIu64 " surplus of %u",
                  quality->torn_reads, quality->unexplained, quality->surplus,
                  hp_snapshot_n_objects (snapshot));
  g_assert_true (quality->frozen);
  g_assert_cmpuint (quality->pause_ns, >, 0);
  g_assert_cmpuint (quality->open_lists, ==, 0);
  g_assert_cmpuint (quality->failed_reads, ==, 0);
  g_assert_cmpuint (quality->torn_reads, ==, 0);
  g_assert_cmpuint (quality->unexplained, <, UNEXPLAINED_MAX);
  g_assert_cmpuint (quality->surplus, <, SURPLUS_MAX);
}

/* Whose memory no table describes: the private state of modules, and what a capsule is around. */
static gboolean
may_guess (const char *type)
{
  return g_str_equal (type, "module") || g_str_equal (type, "PyCapsule");
}

/* Every other type of the standard library is known field by field. */
static void
check_guesses (const HpSnapshot *snapshot)
{
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    const guint64 *refs = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
    for (guint64 ref = refs[i]; ref < refs[i + 1]; ref++) {
      g_autofree char *type = NULL;
      if (hp_label_kind (hp_snapshot_ref_label (snapshot, ref)) != HP_REF_GUESS)
        continue;
      type = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, i));
      if (!may_guess (type))
        g_test_message ("a reference of %s is guessed", type);
      g_assert_true (may_guess (type));
    }
  }
}

static void
test_truth (gconstpointer data)
{
  const Run *run = data;
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "programs", run->program, NULL);
  g_autofree char *path = g_strdup_printf ("%s/hp-truth-%d", g_get_tmp_dir (), (int)getpid ());
  g_autofree char *log_path = g_strconcat (path, ".malloc", NULL);
  const char *argv[] = { run->interpreter, program, path, g_getenv ("HP_TEST_SCALE"), NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autofree char *text = NULL, *log = NULL;
  Truth truth;

  python_child_rest (&child);
  snapshot = hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (python_child_runs_soon (&child));
  python_child_go_on (&child);
  text = read_text (path);
  log = read_text (log_path);
  python_child_stop (&child);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  truth = truth_compare (snapshot, text);
  check_truth (&truth, run);
  check_quality (snapshot);
  check_allocator (snapshot, log);
  if (!g_str_equal (run->program, "extension.py"))
    check_guesses (snapshot);
  truth_clear (&truth);
  g_unlink (path);
  g_unlink (log_path);
}

static void
test_allocator (gconstpointer data)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  Run run = { found[0], (char *)"kinds.py" };

  g_assert_nonnull (found[0]);
  g_setenv ("PYTHONMALLOC", data, TRUE);
  test_truth (&run);
  g_unsetenv ("PYTHONMALLOC");
}

/* Every program in every interpreter that can be read; older ones: test-process-errors.c. */
static void
add_tests (const char *interpreter)
{
  static const char *const programs[] = {
    "kinds.py",          "http_server.py",  "asyncio_tasks.py", "threads.py",  "database.py",
    "json_documents.py", "syntax_trees.py", "decimals.py",      "children.py", "extension.py",
    "million.py",        "generators.py",   "recursion.py",     "failures.py", "weak.py",
    "tools.py",          "classes.py",      "mapped.py",        "standard.py",
  };
  g_autofree char *name = g_strdup (interpreter);

  g_strdelimit (name, "/", '_');
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autofree char *stem = g_strndup (programs[i], strlen (programs[i]) - 3);
    g_autofree char *path = g_strdup_printf ("/core/source/process/%s/%s", stem, name);
    Run *run = g_new0 (Run, 1);
    run->interpreter = g_strdup (interpreter);
    run->program = g_strdup (programs[i]);
    g_test_add_data_func_full (path, run, test_truth, run_free);
  }
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) interpreters = NULL;

  g_test_init (&argc, &argv, NULL);
  interpreters = python_child_find_interpreters (g_getenv ("HP_TEST_PYTHON"));
  for (guint i = 0; interpreters[i] != NULL; i++)
    if (strstr (interpreters[i], "/3.6.") == NULL && strstr (interpreters[i], "/3.7.") == NULL)
      add_tests (interpreters[i]);
  g_test_add_data_func ("/core/source/process/allocator/malloc", "malloc", test_allocator);
  g_test_add_data_func ("/core/source/process/allocator/malloc_debug", "malloc_debug",
                        test_allocator);
  g_test_add_data_func ("/core/source/process/allocator/debug", "debug", test_allocator);
  return g_test_run ();
}
