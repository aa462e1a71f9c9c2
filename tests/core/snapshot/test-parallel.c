/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/parallel.h"

#define TASKS 1000

static void
count (guint task, gpointer user_data)
{
  int *counts = user_data;

  g_atomic_int_inc (&counts[task]);
}

/* Each once, however many there are and however long they take. */
static void
test_each_task_is_done_once (void)
{
  static const guint64 sizes[] = { 0, 1 << 20, G_MAXUINT64 };

  for (gsize size = 0; size < G_N_ELEMENTS (sizes); size++)
    for (guint n = 0; n <= TASKS; n = 3 * n + 1) {
      g_autofree int *counts = g_new0 (int, TASKS + 1);

      hp_parallel_run (n, sizes[size], count, counts);
      for (guint i = 0; i <= TASKS; i++)
        g_assert_cmpint (counts[i], ==, i < n);
    }
}

typedef struct {
  GThread *caller;
  int others; /* tasks that another thread did */
} Threads;

static void
note_thread (guint task, gpointer user_data)
{
  Threads *threads = user_data;

  if (g_thread_self () != threads->caller)
    g_atomic_int_inc (&threads->others);
}

static void
test_little_work_stays_in_its_thread (void)
{
  Threads threads = { .caller = g_thread_self () };

  hp_parallel_run (TASKS, 1000, note_thread, &threads);
  g_assert_cmpint (threads.others, ==, 0);
}

static void
test_threads_of_use (void)
{
  g_assert_cmpuint (hp_parallel_n_threads (0), ==, 1);
  g_assert_cmpuint (hp_parallel_n_threads (1), ==, 1);
  g_assert_cmpuint (hp_parallel_n_threads (G_MAXSIZE), >=, 1);
  g_assert_cmpuint (hp_parallel_n_threads (G_MAXSIZE), <=, g_get_num_processors ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/parallel/each-task-is-done-once", test_each_task_is_done_once);
  g_test_add_func ("/core/snapshot/parallel/little-work-stays-in-its-thread",
                   test_little_work_stays_in_its_thread);
  g_test_add_func ("/core/snapshot/parallel/threads-of-use", test_threads_of_use);
  return g_test_run ();
}
