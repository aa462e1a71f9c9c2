/* SPDX-License-Identifier: Apache-2.0 */
/* Long work in a thread, shown in the status bar, that can be stopped there.
 *
 * hp_work_start () begins a job of the document and runs a function in a thread with the job's
 * progress and cancellable; `done` is called in the main thread afterwards, always and once, also
 * when the work failed or was stopped. The owner lives until then. An owner that started something
 * newer meanwhile knows by the job that this is not what it waits for. */
#pragma once

#include "analysis/analysis.h"
#include "document.h"

G_BEGIN_DECLS

typedef struct {
  /* In the thread. Returns NULL with error set when it fails. */
  gpointer (*run) (gpointer data, const HpAnalysisRun *run, GError **error);
  /* In the main thread. Takes the result; it is NULL when there is an error. */
  void (*done) (gpointer owner, HpJob *job, gpointer result, const GError *error);
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} HpWork;

/* text: for the status bar. data: taken over. owner: a GObject. work must be static. Returns a new
 * reference to the job. */
HpJob *hp_work_start (HpDocument *document, const char *text, const HpWork *work, gpointer data,
                      gpointer owner) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
