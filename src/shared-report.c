/* SPDX-License-Identifier: Apache-2.0 */
#include "shared-report.h"

/* How long one who waits may not see that it is stopped. */
#define LOOK_US (20 * G_TIME_SPAN_MILLISECOND)

struct _HpSharedReport {
  HpSeriesAnalysis analysis;
  HpSnapshot *pictures[2]; /* owned: the baseline and the picture, or it alone */
  guint n_pictures;
  GMutex lock; /* for what is below */
  GCond changed;
  gboolean is_made; /* somebody is making it */
  HpReport *report; /* owned; NULL before */
};

HpSharedReport *
hp_shared_report_new (HpSeriesAnalysis analysis, HpSnapshot *baseline, HpSnapshot *snapshot)
{
  HpSharedReport *self = g_atomic_rc_box_new0 (HpSharedReport);

  self->analysis = analysis;
  if (baseline != NULL)
    self->pictures[self->n_pictures++] = hp_snapshot_ref (baseline);
  self->pictures[self->n_pictures++] = hp_snapshot_ref (snapshot);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

static void
clear (gpointer data)
{
  HpSharedReport *self = data;

  g_clear_pointer (&self->report, hp_report_unref);
  for (guint i = 0; i < self->n_pictures; i++)
    hp_snapshot_unref (self->pictures[i]);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

HpSharedReport *
hp_shared_report_ref (HpSharedReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
hp_shared_report_unref (HpSharedReport *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

HpSnapshot *
hp_shared_report_get_snapshot (HpSharedReport *self)
{
  return self->pictures[self->n_pictures - 1];
}

HpSnapshot *
hp_shared_report_get_baseline (HpSharedReport *self)
{
  return self->n_pictures > 1 ? self->pictures[0] : NULL;
}

/* Until the report is there or is the caller's to make; FALSE and error: stopped. Locked. */
static gboolean
wait_for_turn (HpSharedReport *self, const HpAnalysisRun *run, GError **error)
{
  while (self->report == NULL && self->is_made) {
    if (run != NULL && g_cancellable_set_error_if_cancelled (run->cancellable, error))
      return FALSE;
    g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK_US);
  }
  return TRUE;
}

/* Locked, but not while the analysis runs. */
static HpReport *
run_analysis (HpSharedReport *self, const HpReportOptions *options, const HpAnalysisRun *run,
              GError **error)
{
  HpReport *report;

  self->is_made = TRUE;
  g_mutex_unlock (&self->lock);
  report = self->analysis (self->pictures, self->n_pictures, options, run, error);
  g_mutex_lock (&self->lock);
  self->is_made = FALSE;
  g_cond_broadcast (&self->changed);
  return report;
}

HpReport *
hp_shared_report_make (HpSharedReport *self, const HpReportOptions *options,
                       const HpAnalysisRun *run, GError **error)
{
  HpReport *report = NULL;

  g_mutex_lock (&self->lock);
  if (wait_for_turn (self, run, error)) {
    if (self->report == NULL)
      self->report = run_analysis (self, options, run, error);
    report = self->report != NULL ? hp_report_ref (self->report) : NULL;
  }
  g_mutex_unlock (&self->lock);
  return report;
}
