/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that do nothing for their picture, in every Python that is found; those of
 * test-process.c ask about each of their objects first. Under load each picture is whole although
 * nothing waits for it, and the program loses nothing by being looked at, which it says itself. */
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "python-child.h"
#include "source/process/process.h"

#define PICTURES 5
#define KEPT     3000 /* objects of class Kept in each of the programs */

/* A thread may be stopped while it fills an object in. */
#define TORN_MAX 10

/* What only C knows of an idle program: arguments of functions that run. */
#define UNEXPLAINED_MAX 30
#define SURPLUS_MAX     6

typedef struct {
  char *interpreter; /* owned */
  const char *program;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_free (run->interpreter);
  g_free (run);
}

static guint
count_kept (const HpSnapshot *snapshot)
{
  guint n = 0;

  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    g_autofree char *name = hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, i));
    n += g_str_equal (name, "Kept");
  }
  return n;
}

static HpSnapshot *
take_picture (const PythonChild *child)
{
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot =
      hp_process_capture (child->pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  g_test_message ("%u objects, %" PRIu64 " torn, %u open, %" PRIu64 " surplus, %u stops",
                  hp_snapshot_n_objects (snapshot), snapshot->info->quality.torn_reads,
                  snapshot->info->quality.open_lists, snapshot->info->quality.surplus,
                  snapshot->info->quality.retries + 1);
  return snapshot;
}

static void
check_whole (const HpSnapshot *snapshot)
{
  const HpQuality *quality = &snapshot->info->quality;

  g_assert_true (quality->frozen);
  g_assert_cmpuint (quality->pause_ns, >, 0);
  g_assert_cmpuint (count_kept (snapshot), ==, KEPT);
  if (quality->during_collection)
    return; /* no better moment came: what is in motion is torn */
  g_assert_cmpuint (quality->torn_reads, <, TORN_MAX);
  g_assert_cmpuint (quality->open_lists, ==, 0);
}

static void
test_busy (gconstpointer data)
{
  const Run *run = data;
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "programs", run->program, NULL);
  const char *argv[] = { run->interpreter, program, NULL };
  PythonChild child = python_child_start (argv);

  for (guint i = 0; i < PICTURES; i++) {
    g_autoptr (HpSnapshot) whole = take_picture (&child);
    check_whole (whole);
  }
  g_assert_true (python_child_runs_soon (&child));
  python_child_go_on (&child); /* what it asserts then holds */
  python_child_stop (&child);
}

/* A picture of a program that stands has no excuse. */
static void
test_idle (gconstpointer data)
{
  const Run *run = data;
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "programs", run->program, NULL);
  const char *argv[] = { run->interpreter, program, NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (HpSnapshot) snapshot = take_picture (&child);
  const HpQuality *quality = &snapshot->info->quality;

  g_assert_true (quality->frozen);
  g_assert_false (quality->during_collection);
  g_assert_cmpuint (quality->open_lists, ==, 0);
  g_assert_cmpuint (quality->failed_reads, ==, 0);
  g_assert_cmpuint (quality->torn_reads, ==, 0);
  g_assert_cmpuint (quality->unread, ==, 0);
  g_assert_cmpuint (quality->unexplained, <, UNEXPLAINED_MAX);
  g_assert_cmpuint (quality->surplus, <, SURPLUS_MAX);
  python_child_stop (&child);
}

static void
add_tests (const char *interpreter)
{
  static const struct {
    const char *file;
    void (*test) (gconstpointer);
  } programs[] = {
    { "busy_server.py", test_busy },
    { "busy_tasks.py", test_busy },
    { "imports.py", test_idle },
  };
  g_autofree char *name = g_strdup (interpreter);

  g_strdelimit (name, "/", '_');
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autofree char *path =
        g_strdup_printf ("/core/source/process/unprepared/%s/%s", programs[i].file, name);
    Run *run = g_new0 (Run, 1);
    run->interpreter = g_strdup (interpreter);
    run->program = programs[i].file;
    g_test_add_data_func_full (path, run, programs[i].test, run_free);
  }
}

int
main (int argc, char **argv)
{
  static const char *const versions[] = { "3.8", "3.9", "3.10", "3.11", "3.12", "3.13" };

  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  for (guint v = 0; v < G_N_ELEMENTS (versions); v++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[v]);
    for (guint i = 0; found[i] != NULL; i++)
      add_tests (found[i]);
  }
  return g_test_run ();
}
