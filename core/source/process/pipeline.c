/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/pipeline.h"

#include <pthread.h>

/* Locked with POSIX's own functions, which thread checkers know.
 *
 * Pieces are handed out in ascending order, each with a part, and parts come back in the same
 * order: the pieces under way are a run from "consumed" on, no longer than there are parts. So
 * piece i can wait at place i modulo n_parts. */
typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  gsize n_pieces, produced, consumed; /* produced: how many were handed out */
  gpointer *idle;                     /* parts that nobody uses */
  guint n_idle;
  gpointer *ready; /* by piece modulo n_parts: what waits to be consumed */
  guint n_parts;
  gboolean consuming; /* somebody is; he goes on with the next piece */
  gboolean stopped;
  HpProduceFunc produce;
  HpConsumeFunc consume;
  gpointer user_data;
} Pipeline;

/* Each is called with the lock held, gives it up while it works, and says whether it did. */

static gboolean
consume_one (Pipeline *self)
{
  gpointer *place = &self->ready[self->consumed % self->n_parts], part = *place;

  if (part == NULL || self->consuming || self->stopped)
    return FALSE;
  *place = NULL;
  self->consuming = TRUE;
  pthread_mutex_unlock (&self->lock);
  self->consume (part, self->consumed, self->user_data);
  pthread_mutex_lock (&self->lock);
  self->consuming = FALSE;
  self->consumed++;
  self->idle[self->n_idle++] = part;
  pthread_cond_broadcast (&self->changed);
  return TRUE;
}

static gboolean
produce_one (Pipeline *self)
{
  gsize piece = self->produced;
  gpointer part;
  gboolean fine;

  if (self->n_idle == 0 || piece == self->n_pieces || self->stopped)
    return FALSE;
  self->produced++;
  part = self->idle[--self->n_idle];
  pthread_mutex_unlock (&self->lock);
  fine = self->produce (part, piece, self->user_data);
  pthread_mutex_lock (&self->lock);
  self->ready[piece % self->n_parts] = part;
  if (!fine) {
    self->stopped = TRUE;
    pthread_cond_broadcast (&self->changed);
  }
  return TRUE;
}

/* A thread that finds nothing to do may leave when all pieces are handed out: who still produces
 * one will consume it, and those that wait for it. */
static gpointer
work (gpointer data)
{
  Pipeline *self = data;

  pthread_mutex_lock (&self->lock);
  for (;;) {
    if (consume_one (self) || produce_one (self))
      continue;
    if (self->stopped || self->produced == self->n_pieces)
      break;
    pthread_cond_wait (&self->changed, &self->lock);
  }
  pthread_mutex_unlock (&self->lock);
  return NULL;
}

gboolean
hp_pipeline_run (gsize n_pieces, gpointer *parts, guint n_parts, guint n_threads,
                 HpProduceFunc produce, HpConsumeFunc consume, gpointer user_data)
{
  g_autofree gpointer *idle = g_memdup2 (parts, n_parts * sizeof *parts);
  g_autofree gpointer *ready = g_new0 (gpointer, n_parts);
  g_autofree GThread **threads = g_new0 (GThread *, n_threads);
  Pipeline self = { .lock = PTHREAD_MUTEX_INITIALIZER,
                    .changed = PTHREAD_COND_INITIALIZER,
                    .n_pieces = n_pieces,
                    .idle = idle,
                    .n_idle = n_parts,
                    .ready = ready,
                    .n_parts = n_parts,
                    .produce = produce,
                    .consume = consume,
                    .user_data = user_data };

  g_assert (n_parts > 0);
  for (guint i = 1; i < MIN (n_threads, n_pieces); i++)
    threads[i] = g_thread_try_new ("hp-pipeline", work, &self, NULL);
  work (&self);
  for (guint i = 1; i < n_threads; i++)
    if (threads[i] != NULL)
      g_thread_join (threads[i]);
  pthread_cond_destroy (&self.changed);
  pthread_mutex_destroy (&self.lock);
  return !self.stopped;
}
