/* SPDX-License-Identifier: Apache-2.0 */
/* One piece of work that the status bar shows: a sentence, a fraction, a way to stop it.
 *
 * A job begins with hp_document_begin_job () and ends with hp_job_end (); between the two its
 * cancellable goes to the function that does the work, and hp_job_set_progress () may be called
 * from any thread. Reference counted. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HP_TYPE_JOB (hp_job_get_type ())
G_DECLARE_FINAL_TYPE (HpJob, hp_job, HP, JOB, GObject)

/* make and end; `text` is a sentence for people: "Laying out 9 objects…" */
HpJob *hp_job_new (const char *text);
void hp_job_end (HpJob *self);

/* ask */
const char *hp_job_get_text (HpJob *self);
double hp_job_get_progress (HpJob *self); /* 0..1, or -1 when nobody knows */
GCancellable *hp_job_get_cancellable (HpJob *self);

/* change; safe from any thread */
void hp_job_set_progress (HpJob *self, double fraction);
void hp_job_cancel (HpJob *self);

G_END_DECLS
