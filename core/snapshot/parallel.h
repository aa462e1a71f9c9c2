/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks that touch nothing of each other, done by several threads that each take the next. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Does task 0 … n_tasks - 1. Called by several threads at once. */
typedef void (*HpTaskFunc) (guint task, gpointer user_data);

/* Does every task once and returns when all are done. Tasks begin in ascending order, so the
 * longest should be the first. "bytes" is what all tasks go through together: too few are not worth
 * a thread. The calling thread takes part, and does without threads that cannot be had. */
void hp_parallel_run (guint n_tasks, guint64 bytes, HpTaskFunc func, gpointer user_data);

/* How many threads are of use for so many tasks, the calling one included; at least 1. */
guint hp_parallel_n_threads (gsize n_tasks);

G_END_DECLS
