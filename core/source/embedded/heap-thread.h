/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that owns an interpreter, and the messages that go in and out.
 *
 * In: code to run, pictures to take, a break, the end. Out: text, "code is done", counters,
 * pictures; always as calls in the owner's main context. Closing does not wait: the thread
 * interrupts what runs, frees its heap and ends by itself. */
#pragma once

#include "script/interpreter.h"
#include "snapshot/builder.h"
#include "snapshot/summary.h"

G_BEGIN_DECLS

typedef struct _HpHeapThread HpHeapThread;

typedef enum { HP_CODE_LINE, HP_CODE_SCRIPT } HpCodeKind;

/* Called in the owner's main context. */
typedef struct {
  void (*output) (HpOutputKind kind, const char *text, gpointer data);
  void (*executed) (HpCodeKind kind, const char *code, HpRunResult result, gpointer data);
} HpHeapThreadCallbacks;

/* NULL and error when there is no memory for a heap. */
HpHeapThread *hp_heap_thread_new (gsize memory_limit, const HpHeapThreadCallbacks *callbacks,
                                  gpointer data, GError **error);

/* No callback comes after this. */
void hp_heap_thread_close (HpHeapThread *self);

/* file_name: for scripts. */
void hp_heap_thread_run (HpHeapThread *self, HpCodeKind kind, const char *code,
                         const char *file_name);

/* Answers the task with an HpSnapshotBuilder as soon as the heap stands between two instructions.
 */
void hp_heap_thread_take_picture (HpHeapThread *self, HpSnapshotLevel level, const char *title,
                                  GTask *task);

/* Raises KeyboardInterrupt in the code that runs and drops the code that waits. Returns how many
 * pieces of code will still be told as done: 1 or 0. */
guint hp_heap_thread_interrupt (HpHeapThread *self);

/* The newest counters; NULL before the first. Asks for newer ones, which come with a later call. */
HpSummary *hp_heap_thread_dup_summary (HpHeapThread *self);

/* Names of __main__ and builtins as they were when code last ended. */
char **hp_heap_thread_complete (HpHeapThread *self, const char *prefix);

G_END_DECLS
