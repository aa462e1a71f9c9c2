/* SPDX-License-Identifier: Apache-2.0 */
/* The document's results: made when a pane asks for them, in a thread, once a picture. */
#include <glib/gi18n.h>

#include "analysis/suspects-report.h"
#include "document-private.h"
#include "work.h"

/* A picture of a live source that has more objects would keep a processor busy all the time. */
enum { FOLLOW_MAX = 100000 };

static gpointer
run_results (gpointer data, const HpAnalysisRun *run, GError **error)
{
  return hp_results_new (data, run, error);
}

/* A failure belongs to its picture; of one that is gone, the next pane asks again. */
static void
done (gpointer owner, HpJob *job, gpointer result, const GError *error)
{
  HpDocument *self = owner;

  g_clear_object (&self->results_job);
  if (self->closed) {
    g_clear_pointer (&result, hp_results_unref);
    return;
  }
  if (result != NULL) {
    g_clear_pointer (&self->results, hp_results_unref);
    self->results = result;
  } else if (self->results_of == self->snapshot) {
    self->results_error = g_error_copy (error);
  }
  hp_document_notify (self, PROP_RESULTS);
}

/* What has grown since the baseline tells more than what is large. */
HpSharedReport *
hp_document_get_suspects (HpDocument *self)
{
  HpSnapshot *baseline = self->baseline != self->snapshot ? self->baseline : NULL;

  if (self->snapshot == NULL)
    return NULL;
  if (self->suspects == NULL || hp_shared_report_get_snapshot (self->suspects) != self->snapshot ||
      hp_shared_report_get_baseline (self->suspects) != baseline) {
    g_clear_pointer (&self->suspects, hp_shared_report_unref);
    self->suspects = hp_shared_report_new (hp_suspects_report_growth, baseline, self->snapshot);
  }
  return self->suspects;
}

HpResults *
hp_document_get_results (HpDocument *self)
{
  return self->results != NULL && self->results->snapshot == self->snapshot ? self->results : NULL;
}

const GError *
hp_document_get_results_error (HpDocument *self)
{
  return self->results_error;
}

gboolean
hp_document_want_results (HpDocument *self)
{
  if (self->closed || self->snapshot == NULL || self->results_error != NULL)
    return FALSE;
  if (hp_document_get_results (self) == NULL && self->live &&
      hp_snapshot_n_objects (self->snapshot) > FOLLOW_MAX)
    return self->results_job != NULL;
  hp_document_make_results (self);
  return TRUE;
}

void
hp_document_make_results (HpDocument *self)
{
  static const HpWork work = { run_results, done, (GDestroyNotify)hp_snapshot_unref,
                               (GDestroyNotify)hp_results_unref };

  if (self->closed || self->snapshot == NULL || self->results_job != NULL ||
      hp_document_get_results (self) != NULL)
    return;
  g_clear_error (&self->results_error);
  self->results_of = self->snapshot;
  self->results_job = hp_work_start (self, _ ("Finding out who keeps what alive…"), &work,
                                     hp_snapshot_ref (self->snapshot), self);
}
