/* SPDX-License-Identifier: Apache-2.0 */
/* Loading and saving in a worker thread. Progress crosses back to the caller's main context as idle
 * calls. */
#include "snapshot/file.h"

typedef struct {
  HpSnapshot *snapshot; /* owned; NULL when loading */
  char *path;           /* owned */
  HpProgressFunc progress;
  gpointer progress_data;
  GMainContext *context; /* owned */
  double told;           /* the last fraction told */
} Job;

typedef struct {
  GTask *task; /* owned: keeps the job alive */
  double fraction;
} Report;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->snapshot != NULL)
    hp_snapshot_unref (job->snapshot);
  g_main_context_unref (job->context);
  g_free (job->path);
  g_free (job);
}

static GTask *
job_new (HpSnapshot *snapshot, const char *path, HpProgressFunc progress, gpointer progress_data,
         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->snapshot = snapshot == NULL ? NULL : hp_snapshot_ref (snapshot);
  job->path = g_strdup (path);
  job->progress = progress;
  job->progress_data = progress_data;
  job->context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, job, job_free);
  return task;
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  HpSnapshot *snapshot = hp_snapshot_load (job->path, cancellable, &error);

  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify)hp_snapshot_unref);
  else
    g_task_return_error (task, error);
}

void
hp_snapshot_load_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = job_new (NULL, path, NULL, NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, hp_snapshot_load_async);
  g_task_run_in_thread (task, load_thread);
}

HpSnapshot *
hp_snapshot_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
tell (gpointer data)
{
  Report *report = data;
  Job *job = g_task_get_task_data (report->task);

  if (!g_task_get_completed (report->task))
    job->progress (report->fraction, job->progress_data);
  return G_SOURCE_REMOVE;
}

static void
report_free (gpointer data)
{
  Report *report = data;

  g_object_unref (report->task);
  g_free (report);
}

/* Called in the worker; a hundred reports at most cross over. */
static void
forward_progress (double fraction, gpointer data)
{
  GTask *task = data;
  Job *job = g_task_get_task_data (task);
  Report *report;

  if (job->progress == NULL || fraction < job->told + 0.01)
    return;
  job->told = fraction;
  report = g_new (Report, 1);
  *report = (Report){ g_object_ref (task), fraction };
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, tell, report, report_free);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (hp_snapshot_save (job->snapshot, job->path, forward_progress, task, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
hp_snapshot_save_async (HpSnapshot *self, const char *path, HpProgressFunc progress,
                        gpointer user_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer callback_data)
{
  g_autoptr (GTask) task =
      job_new (self, path, progress, user_data, cancellable, callback, callback_data);

  g_task_set_source_tag (task, hp_snapshot_save_async);
  g_task_run_in_thread (task, save_thread);
}

gboolean
hp_snapshot_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
