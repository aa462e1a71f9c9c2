/* SPDX-License-Identifier: Apache-2.0 */
/* A report that two ask for is made once, and a stop is only that of who is stopped. */
#include "shared-report.h"
#include "snapshot/builder.h"

/* An analysis that waits at a gate, in whichever thread. */
static struct {
  GMutex lock;
  GCond changed;
  guint n_runs;
  gboolean is_open;
} gate;

static HpReport *
run_gated (HpSnapshot *const *pictures, guint n_pictures, const HpReportOptions *options,
           const HpAnalysisRun *run, GError **error)
{
  gboolean stopped = FALSE;

  g_mutex_lock (&gate.lock);
  gate.n_runs++;
  g_cond_broadcast (&gate.changed);
  while (!gate.is_open && !stopped) {
    g_cond_wait_until (&gate.changed, &gate.lock, g_get_monotonic_time () + 1000);
    stopped = !hp_analysis_step (run, 0, error);
  }
  g_mutex_unlock (&gate.lock);
  return stopped ? NULL : hp_report_new ("gated");
}

/* Waits until so many runs of the analysis have begun. */
static void
wait_for_runs (guint n)
{
  g_mutex_lock (&gate.lock);
  while (gate.n_runs < n)
    g_cond_wait (&gate.changed, &gate.lock);
  g_mutex_unlock (&gate.lock);
}

static void
open_gate (void)
{
  g_mutex_lock (&gate.lock);
  gate.is_open = TRUE;
  g_cond_broadcast (&gate.changed);
  g_mutex_unlock (&gate.lock);
}

/* One who asks, in a thread. */
typedef struct {
  HpSharedReport *shared; /* borrowed */
  GCancellable *cancellable;
  GError *error;
  GThread *thread;
} Asker;

static gpointer
ask (gpointer data)
{
  Asker *asker = data;
  const HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  HpAnalysisRun run = { NULL, NULL, asker->cancellable };

  return hp_shared_report_make (asker->shared, &options, &run, &asker->error);
}

static void
start (Asker *asker, HpSharedReport *shared)
{
  *asker = (Asker){ .shared = shared, .cancellable = g_cancellable_new () };
  asker->thread = g_thread_new ("asker", ask, asker);
}

static HpReport *
finish (Asker *asker)
{
  HpReport *report = g_thread_join (asker->thread);

  g_object_unref (asker->cancellable);
  return report;
}

static HpSharedReport *
begin (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (builder, NULL, NULL);

  gate.n_runs = 0;
  gate.is_open = FALSE;
  return hp_shared_report_new (run_gated, NULL, snapshot);
}

static void
test_once (void)
{
  g_autoptr (HpSharedReport) shared = begin ();
  Asker first, second;
  g_autoptr (HpReport) one = NULL;
  g_autoptr (HpReport) two = NULL;

  start (&first, shared);
  wait_for_runs (1);
  start (&second, shared);
  open_gate ();
  one = finish (&first);
  two = finish (&second);
  g_assert_nonnull (one);
  g_assert_true (one == two);
  g_assert_cmpuint (gate.n_runs, ==, 1);
}

/* The second makes it when the first is stopped. */
static void
test_first_stopped (void)
{
  g_autoptr (HpSharedReport) shared = begin ();
  Asker first, second;
  g_autoptr (HpReport) one = NULL;
  g_autoptr (HpReport) two = NULL;

  start (&first, shared);
  wait_for_runs (1);
  start (&second, shared);
  g_cancellable_cancel (first.cancellable);
  wait_for_runs (2);
  open_gate ();
  one = finish (&first);
  two = finish (&second);
  g_assert_null (one);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&first.error);
  g_assert_nonnull (two);
  g_assert_no_error (second.error);
}

/* One who waits can be stopped, and the first goes on. */
static void
test_waiter_stopped (void)
{
  g_autoptr (HpSharedReport) shared = begin ();
  Asker first, second;
  g_autoptr (HpReport) one = NULL;
  g_autoptr (HpReport) two = NULL;

  start (&first, shared);
  wait_for_runs (1);
  start (&second, shared);
  g_cancellable_cancel (second.cancellable);
  two = finish (&second);
  g_assert_null (two);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&second.error);
  open_gate ();
  one = finish (&first);
  g_assert_nonnull (one);
  g_assert_cmpuint (gate.n_runs, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/src/shared-report/once", test_once);
  g_test_add_func ("/src/shared-report/first-stopped", test_first_stopped);
  g_test_add_func ("/src/shared-report/waiter-stopped", test_waiter_stopped);
  return g_test_run ();
}
