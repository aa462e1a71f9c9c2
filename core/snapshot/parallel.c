/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/parallel.h"

#define THREADS_MAX  16
#define THREAD_BYTES (512u << 10) /* take longer than making a thread does */

typedef struct {
  guint n_tasks;
  guint next; /* task; changed by atomic operations only */
  HpTaskFunc func;
  gpointer user_data;
} Tasks;

static gpointer
work (gpointer data)
{
  Tasks *self = data;
  guint task;

  while ((task = g_atomic_int_add (&self->next, 1)) < self->n_tasks)
    self->func (task, self->user_data);
  return NULL;
}

guint
hp_parallel_n_threads (gsize n_tasks)
{
  return (guint)CLAMP (n_tasks, 1, MIN (g_get_num_processors (), THREADS_MAX));
}

void
hp_parallel_run (guint n_tasks, guint64 bytes, HpTaskFunc func, gpointer user_data)
{
  Tasks self = { .n_tasks = n_tasks, .func = func, .user_data = user_data };
  guint useful = hp_parallel_n_threads (n_tasks);
  guint64 worth = 1 + bytes / THREAD_BYTES;
  GThread *threads[THREADS_MAX] = { NULL };

  for (guint i = 1; i < MIN (useful, worth); i++)
    threads[i] = g_thread_try_new ("hp-parallel", work, &self, NULL);
  work (&self);
  for (guint i = 1; i < THREADS_MAX; i++)
    if (threads[i] != NULL)
      g_thread_join (threads[i]);
}
