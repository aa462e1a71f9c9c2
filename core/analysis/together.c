/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/together.h"

#include "snapshot/parallel.h"

typedef struct {
  const HpAnalysisStep *steps;
  gpointer data;
  GThread *caller;
  const HpAnalysisRun *run; /* of the caller */
  HpAnalysisRun silent;     /* of other threads: stopped alike, and tells nothing */
  gboolean *done;           /* borrowed, as the errors; by step */
  GError **errors;
} Together;

static void
take (guint step, gpointer user_data)
{
  Together *self = user_data;
  const HpAnalysisRun *run = g_thread_self () == self->caller ? self->run : &self->silent;

  self->done[step] = self->steps[step](self->data, run, &self->errors[step]);
}

/* Whether all are done; passes on the error of the first that is not. */
static gboolean
collect (Together *self, guint n, GError **error)
{
  gboolean done = TRUE;

  for (guint i = 0; i < n; i++) {
    if (done && !self->done[i])
      g_propagate_error (error, g_steal_pointer (&self->errors[i]));
    done = done && self->done[i];
    g_clear_error (&self->errors[i]);
  }
  return done;
}

gboolean
hp_analysis_take_together (const HpAnalysisStep *steps, guint n, gpointer data,
                           const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  guint64 bytes = hp_snapshot_n_objects (snapshot) * sizeof (guint64) +
                  hp_snapshot_n_refs (snapshot) * sizeof (guint32);
  g_autofree gboolean *done = g_new0 (gboolean, n);
  g_autofree GError **errors = g_new0 (GError *, n);
  Together self = { .steps = steps,
                    .data = data,
                    .caller = g_thread_self (),
                    .run = run,
                    .silent = { .cancellable = run != NULL ? run->cancellable : NULL },
                    .done = done,
                    .errors = errors };

  hp_parallel_run (n, bytes, take, &self);
  return collect (&self, n, error);
}
