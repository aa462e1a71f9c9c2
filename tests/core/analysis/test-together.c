/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/together.h"
#include "snapshot/builder.h"

/* Objects that are worth more than one thread. */
#define N_OBJECTS 200000

static HpSnapshot *
make_picture (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_STRUCTURE);

  hp_snapshot_builder_add_type (builder, "object", NULL);
  for (guint32 i = 0; i < N_OBJECTS; i++) {
    HpObjectRow row = { .address = 0x1000 + 16 * (guint64)i, .size = 16, .gc_order = HP_NONE };

    hp_snapshot_builder_add_object (builder, &row);
  }
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

typedef struct {
  GThread *teller;
  guint taken[3]; /* how often each step was */
} Record;

static gboolean
take_step (Record *record, guint step, const HpAnalysisRun *run, GError **error)
{
  record->taken[step]++;
  for (guint i = 0; i < 1000; i++)
    if (!hp_analysis_step (run, 0.001 * i, error))
      return FALSE;
  return TRUE;
}

static gboolean
step_0 (gpointer data, const HpAnalysisRun *run, GError **error)
{
  return take_step (data, 0, run, error);
}

static gboolean
step_1 (gpointer data, const HpAnalysisRun *run, GError **error)
{
  return take_step (data, 1, run, error);
}

static gboolean
step_2 (gpointer data, const HpAnalysisRun *run, GError **error)
{
  return take_step (data, 2, run, error);
}

static gboolean
fail_small (gpointer data, const HpAnalysisRun *run, GError **error)
{
  g_set_error_literal (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_MEMORY, "no memory");
  return FALSE;
}

static gboolean
fail_large (gpointer data, const HpAnalysisRun *run, GError **error)
{
  g_set_error_literal (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_TOO_LARGE, "too large");
  return FALSE;
}

static void
check_teller (double fraction, gpointer data)
{
  g_assert_true (g_thread_self () == ((Record *)data)->teller);
}

static void
test_each_step_is_taken_once (void)
{
  static const HpAnalysisStep steps[] = { step_0, step_1, step_2 };
  g_autoptr (HpSnapshot) snapshot = make_picture ();
  Record record = { .teller = g_thread_self () };
  HpAnalysisRun run = { .progress = check_teller, .progress_data = &record };

  g_assert_true (
      hp_analysis_take_together (steps, G_N_ELEMENTS (steps), &record, snapshot, &run, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    g_assert_cmpuint (record.taken[i], ==, 1);
}

static void
test_without_a_run (void)
{
  static const HpAnalysisStep steps[] = { step_0, step_1 };
  g_autoptr (HpSnapshot) snapshot = make_picture ();
  Record record = { 0 };

  g_assert_true (
      hp_analysis_take_together (steps, G_N_ELEMENTS (steps), &record, snapshot, NULL, NULL));
  g_assert_cmpuint (record.taken[0] + record.taken[1], ==, 2);
}

static void
test_first_failure_is_told (void)
{
  static const HpAnalysisStep steps[] = { step_0, fail_small, fail_large };
  g_autoptr (HpSnapshot) snapshot = make_picture ();
  g_autoptr (GError) error = NULL;
  Record record = { 0 };

  g_assert_false (
      hp_analysis_take_together (steps, G_N_ELEMENTS (steps), &record, snapshot, NULL, &error));
  g_assert_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_MEMORY);
}

static void
test_all_are_stopped (void)
{
  static const HpAnalysisStep steps[] = { step_0, step_1 };
  g_autoptr (HpSnapshot) snapshot = make_picture ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };
  Record record = { 0 };

  g_cancellable_cancel (cancellable);
  g_assert_false (
      hp_analysis_take_together (steps, G_N_ELEMENTS (steps), &record, snapshot, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/together/each-step-is-taken-once", test_each_step_is_taken_once);
  g_test_add_func ("/core/analysis/together/without-a-run", test_without_a_run);
  g_test_add_func ("/core/analysis/together/first-failure-is-told", test_first_failure_is_told);
  g_test_add_func ("/core/analysis/together/all-are-stopped", test_all_are_stopped);
  return g_test_run ();
}
