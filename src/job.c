/* SPDX-License-Identifier: Apache-2.0 */
#include "job.h"

/* Progress is kept in ten-thousandths, so that one atomic int carries it between threads. */
enum { PROGRESS_UNKNOWN = -1, PROGRESS_WHOLE = 10000 };

struct _HpJob {
  GObject parent_instance;
  char *text;                /* owned */
  GCancellable *cancellable; /* owned */
  int progress;              /* atomic */
  gboolean ended;            /* main thread only */
};

enum { SIGNAL_ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpJob, hp_job, G_TYPE_OBJECT)

static void
hp_job_finalize (GObject *object)
{
  HpJob *self = HP_JOB (object);

  g_free (self->text);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (hp_job_parent_class)->finalize (object);
}

static void
hp_job_class_init (HpJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_job_finalize;
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hp_job_init (HpJob *self)
{
  self->cancellable = g_cancellable_new ();
  self->progress = PROGRESS_UNKNOWN;
}

HpJob *
hp_job_new (const char *text)
{
  HpJob *self = g_object_new (HP_TYPE_JOB, NULL);

  self->text = g_strdup (text);
  return self;
}

void
hp_job_end (HpJob *self)
{
  g_return_if_fail (HP_IS_JOB (self));

  if (self->ended)
    return;
  self->ended = TRUE;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

const char *
hp_job_get_text (HpJob *self)
{
  g_return_val_if_fail (HP_IS_JOB (self), NULL);
  return self->text;
}

double
hp_job_get_progress (HpJob *self)
{
  int progress;

  g_return_val_if_fail (HP_IS_JOB (self), -1.0);
  progress = g_atomic_int_get (&self->progress);
  return progress < 0 ? -1.0 : (double)progress / PROGRESS_WHOLE;
}

GCancellable *
hp_job_get_cancellable (HpJob *self)
{
  g_return_val_if_fail (HP_IS_JOB (self), NULL);
  return self->cancellable;
}

void
hp_job_set_progress (HpJob *self, double fraction)
{
  g_return_if_fail (HP_IS_JOB (self));
  g_atomic_int_set (&self->progress, fraction < 0 ? PROGRESS_UNKNOWN
                                                  : (int)(CLAMP (fraction, 0, 1) * PROGRESS_WHOLE));
}

void
hp_job_cancel (HpJob *self)
{
  g_return_if_fail (HP_IS_JOB (self));
  g_cancellable_cancel (self->cancellable);
}
