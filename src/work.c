/* SPDX-License-Identifier: Apache-2.0 */
#include "work.h"

typedef struct {
  const HpWork *work;
  gpointer data; /* owned */
  HpJob *job;    /* owned */
} Running;

static void
running_free (gpointer data)
{
  Running *self = data;

  if (self->work->free_data != NULL)
    self->work->free_data (self->data);
  g_object_unref (self->job);
  g_free (self);
}

static void
progress_cb (double fraction, gpointer user_data)
{
  hp_job_set_progress (user_data, fraction);
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Running *self = data;
  const HpAnalysisRun run = { progress_cb, self->job, cancellable };
  GError *error = NULL;
  gpointer result = self->work->run (self->data, &run, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, self->work->free_result);
  else
    g_task_return_error (task, error);
}

static void
work_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Running *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);

  hp_job_end (self->job);
  self->work->done (source, self->job, answer, error);
}

HpJob *
hp_work_start (HpDocument *document, const char *text, const HpWork *work, gpointer data,
               gpointer owner)
{
  Running *self = g_new (Running, 1);
  HpJob *job = hp_document_begin_job (document, text);
  g_autoptr (GTask) task = NULL;

  *self = (Running){ work, data, job };
  task = g_task_new (owner, hp_job_get_cancellable (job), work_cb, NULL);
  g_task_set_task_data (task, self, running_free);
  g_task_run_in_thread (task, work_thread);
  return g_object_ref (job);
}
