/* SPDX-License-Identifier: Apache-2.0 */
/* The source for the window: pictures in the background, live counters, the end; and the list. */
#include <string.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/process.h"

static const char program[] = "import gc, sys\n"
                              "print('ready', flush=True)\n"
                              "while sys.stdin.read(1) == 'x':\n"
                              "    keep = [[i] for i in range(100000)]\n"
                              "    gc.set_threshold(800, 11, 12)\n"
                              "    gc.collect()\n"
                              "    print('done', flush=True)\n";

static PythonChild
start (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-c", program, NULL };
  g_assert_nonnull (found[0]);
  return python_child_start (argv);
}

typedef struct {
  HpSnapshot *snapshot;
  GError *error;
  guint progress;
  double last;
  gboolean done;
} Result;

static void
snapshot_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Result *self = data;
  self->snapshot = hp_source_snapshot_finish (HP_SOURCE (object), result, &self->error);
  self->done = TRUE;
}

static void
progress_cb (double fraction, gpointer data)
{
  Result *self = data;
  g_assert_cmpfloat (fraction, >=, self->last);
  self->last = fraction;
  self->progress++;
}

static Result
take (HpSource *source, GCancellable *cancellable)
{
  Result result = { 0 };

  hp_source_snapshot_async (source, HP_LEVEL_VALUES, progress_cb, &result, cancellable, snapshot_cb,
                            &result);
  while (!result.done)
    g_main_context_iteration (NULL, TRUE);
  return result;
}

static void
poke (PythonChild *child)
{
  char line[8];
  gsize got;

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (child->process), "x", 1,
                                            NULL, NULL, NULL));
  g_output_stream_flush (g_subprocess_get_stdin_pipe (child->process), NULL, NULL);
  g_assert_true (g_input_stream_read_all (g_subprocess_get_stdout_pipe (child->process), line, 5,
                                          &got, NULL, NULL));
}

static void
test_snapshot (void)
{
  PythonChild child = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) source = hp_process_source_new (child.pid, &error);
  g_autofree char *title = NULL, *subtitle = NULL, *expected = NULL;
  Result result;
  gboolean busy = TRUE;
  gpointer gone;

  g_assert_no_error (error);
  title = hp_source_dup_title (source);
  subtitle = hp_source_dup_subtitle (source);
  expected = g_strdup_printf ("PID %d · Python 3.11", (int)child.pid);
  g_assert_nonnull (strstr (title, "python"));
  g_assert_true (g_str_has_prefix (subtitle, expected));
  g_assert_cmpuint (hp_source_get_flags (source), ==, HP_SOURCE_LIVE);
  g_object_get (source, "busy", &busy, NULL);
  g_assert_false (busy);
  result = take (source, NULL);
  g_assert_no_error (result.error);
  g_assert_cmpuint (result.progress, >=, 3);
  g_assert_cmpuint (hp_snapshot_n_objects (result.snapshot), >, 5000);
  g_assert_true (python_child_runs_soon (&child));
  hp_snapshot_unref (result.snapshot);
  /* the worker thread may hold on to it for a moment */
  gone = source;
  g_object_add_weak_pointer (G_OBJECT (source), &gone);
  g_clear_object (&source);
  while (gone != NULL) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (1000);
  }
  python_child_stop (&child);
}

static void
test_summary (void)
{
  PythonChild child = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) source = hp_process_source_new (child.pid, &error);
  g_autoptr (HpSummary) before = NULL, after = NULL, ours = NULL;
  Result result;

  g_assert_no_error (error);
  result = take (source, NULL);
  g_assert_no_error (result.error);
  before = hp_source_dup_summary (source);
  ours = hp_summary_from_snapshot (result.snapshot);
  g_assert_cmpint (before->arenas, ==, ours->arenas);
  g_assert_cmpint (before->pools_used, ==, ours->pools_used);
  g_assert_cmpint (before->pools_total, ==, ours->pools_total);
  g_assert_cmpint (before->gc.counts[0], ==, ours->gc.counts[0]);
  poke (&child);
  after = hp_source_dup_summary (source);
  g_assert_cmpint (after->gc.thresholds[0], ==, 800);
  g_assert_cmpint (after->gc.thresholds[1], ==, 11);
  g_assert_cmpint (after->gc.thresholds[2], ==, 12);
  g_assert_cmpuint (after->gc.stats[2].collections, >, before->gc.stats[2].collections);
  g_assert_cmpint (after->arenas, >, before->arenas + 5);
  g_assert_cmpint (after->resident, >, before->resident);
  hp_snapshot_unref (result.snapshot);
  python_child_stop (&child);
}

/* Without a picture before, and also where no symbol tells where the arenas are. */
static void
check_count (const char *python)
{
  const char *argv[] = { python, "-c", program, NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) source = hp_process_source_new (child.pid, &error);
  g_autoptr (HpSummary) counted = NULL, pictured = NULL, again = NULL;
  Result result;

  g_assert_no_error (error);
  counted = hp_process_source_count (HP_PROCESS_SOURCE (source));
  result = take (source, NULL);
  g_assert_no_error (result.error);
  pictured = hp_summary_from_snapshot (result.snapshot);
  g_test_message ("%s: %d arenas, %d blocks", python, (int)counted->arenas, (int)counted->blocks);
  g_assert_cmpint (counted->arenas, ==, pictured->arenas);
  g_assert_cmpint (counted->blocks, ==, pictured->blocks);
  g_assert_cmpint (counted->bytes, ==, pictured->bytes);
  g_assert_cmpint (counted->blocks, >, 5000);
  again = hp_source_dup_summary (source); /* a small heap is counted at once */
  g_assert_cmpint (again->blocks, ==, counted->blocks);
  hp_snapshot_unref (result.snapshot);
  python_child_stop (&child);
}

static void
test_count (void)
{
  static const char *const versions[] = { "3.8", "3.9", "3.10", "3.11", "3.12", "3.13" };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[i]);
    for (char **python = found; *python != NULL; python++)
      check_count (*python);
  }
}

static void
test_cancel (void)
{
  PythonChild child = start ();
  g_autoptr (HpSource) source = hp_process_source_new (child.pid, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Result result;

  g_cancellable_cancel (cancellable);
  result = take (source, cancellable);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (result.snapshot);
  g_error_free (result.error);
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

static void
ended_cb (HpSource *source, const char *message, gpointer data)
{
  g_assert_nonnull (strstr (message, "ended"));
  ++*(guint *)data;
}

static void
test_ended (void)
{
  PythonChild child = start ();
  g_autoptr (HpSource) source = hp_process_source_new (child.pid, NULL);
  guint ended = 0;
  Result result;

  g_signal_connect (source, "ended", G_CALLBACK (ended_cb), &ended);
  python_child_stop (&child);
  while (ended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ended, ==, 1);
  g_assert_cmpuint (hp_source_get_flags (source), ==, 0);
  g_assert_null (hp_source_dup_summary (source));
  result = take (source, NULL);
  g_assert_error (result.error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_SUCH_PROCESS);
  g_error_free (result.error);
}

/* It becomes another program: the next picture and the counters are that one's. */
static void
test_exec (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-I", "-c",
                         "import os, sys\n"
                         "print('ready', flush=True); sys.stdin.read(1)\n"
                         "os.execv(sys.executable, [sys.executable, '-I', '-c', '''import gc, sys\n"
                         "gc.set_threshold(643, 17, 19); other = [[] for i in range(50000)]\n"
                         "print('ready', flush=True); sys.stdin.read(1)'''])",
                         NULL };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) source = hp_process_source_new (child.pid, &error);
  g_autoptr (HpSummary) counted = NULL;
  Result result;

  g_assert_no_error (error);
  result = take (source, NULL);
  g_assert_no_error (result.error);
  g_assert_cmpint (result.snapshot->info->gc.thresholds[0], ==, 700);
  hp_snapshot_unref (result.snapshot);
  python_child_go_on (&child);
  while ((counted = hp_source_dup_summary (source)) == NULL || counted->gc.thresholds[0] != 643) {
    g_clear_pointer (&counted, hp_summary_free);
    g_usleep (1000);
  }
  g_assert_cmpint (counted->gc.thresholds[2], ==, 19);
  result = take (source, NULL);
  g_assert_no_error (result.error);
  g_assert_cmpint (result.snapshot->info->gc.thresholds[0], ==, 643);
  g_assert_cmpuint (hp_snapshot_n_objects (result.snapshot), >, 50000);
  hp_snapshot_unref (result.snapshot);
  python_child_stop (&child);
}

static void
test_list (void)
{
  PythonChild child = start ();
  g_autoptr (GPtrArray) list = hp_process_list (NULL);
  guint found = 0;

  for (guint i = 0; i < list->len; i++) {
    const HpProcessEntry *entry = g_ptr_array_index (list, i);
    g_assert_cmpint (entry->pid, !=, getpid ());
    g_assert_true (entry->permitted == (entry->reason == NULL));
    if (entry->pid != child.pid)
      continue;
    found++;
    g_assert_true (entry->permitted);
    g_assert_true (g_str_has_prefix (entry->version, "3.11."));
    g_assert_nonnull (strstr (entry->command, "python"));
    g_assert_cmpuint (entry->resident, >, 1 << 20);
    g_assert_cmpstr (entry->user, ==, g_get_user_name ());
  }
  g_assert_cmpuint (found, ==, 1);
  python_child_stop (&child);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/source/process/source/snapshot-comes-in-the-background", test_snapshot);
  g_test_add_func ("/core/source/process/source/summary-follows-the-process", test_summary);
  g_test_add_func ("/core/source/process/source/counts-all-blocks", test_count);
  g_test_add_func ("/core/source/process/source/cancelled", test_cancel);
  g_test_add_func ("/core/source/process/source/tells-its-end-once", test_ended);
  g_test_add_func ("/core/source/process/source/becomes-another-program", test_exec);
  g_test_add_func ("/core/source/process/source/list-names-it", test_list);
  return g_test_run ();
}
