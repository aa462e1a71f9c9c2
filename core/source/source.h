/* SPDX-License-Identifier: Apache-2.0 */
/* Where pictures come from: the embedded heap, a running process, a file.
 *
 * A source tells what it can do, gives a summary (cheap, often) and a snapshot (on demand, in the
 * background), and, where it can, executes lines of Python. Callers live in one main context, the
 * one in which the source was made; all signals and callbacks arrive there. No call blocks.
 *
 * Signals:
 *   output   (HpOutput kind, const char *text)    text that the program wrote
 *   executed (const char *code, HpExecuted how)   one call of execute () is done
 *   changed  ()                                   the heap may be different: worth a new snapshot
 *   ended    (const char *message)                no more to come; the last pictures stay valid
 *
 * Property:
 *   busy     (gboolean)                           code that was executed runs, or names are looked
 *                                                 for
 */
#pragma once

#include <gio/gio.h>

#include "snapshot/file.h"
#include "snapshot/snapshot.h"
#include "snapshot/summary.h"

G_BEGIN_DECLS

typedef enum {
  HP_SOURCE_EXECUTE = 1 << 0, /* runs lines of Python */
  HP_SOURCE_LIVE = 1 << 1,    /* changes by itself or by execution; summaries are fresh */
  HP_SOURCE_INTERRUPT = 1 << 2,
} HpSourceFlags;

typedef enum { HP_OUTPUT_STDOUT, HP_OUTPUT_STDERR } HpOutput;

typedef enum {
  HP_EXECUTED_OK,
  HP_EXECUTED_ERROR,      /* an exception was printed */
  HP_EXECUTED_INCOMPLETE, /* the text is the start of a block: send it again with more lines */
} HpExecuted;

#define HP_TYPE_SOURCE (hp_source_get_type ())
G_DECLARE_INTERFACE (HpSource, hp_source, HP, SOURCE, GObject)

struct _HpSourceInterface {
  GTypeInterface parent;

  HpSourceFlags (*get_flags) (HpSource *self);
  char *(*dup_title) (HpSource *self);
  char *(*dup_subtitle) (HpSource *self);
  HpSummary *(*dup_summary) (HpSource *self);
  void (*snapshot_async) (HpSource *self, HpSnapshotLevel level, HpProgressFunc progress,
                          gpointer progress_data, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
  HpSnapshot *(*snapshot_finish) (HpSource *self, GAsyncResult *result, GError **error);
  void (*execute) (HpSource *self, const char *code);
  void (*run_script) (HpSource *self, const char *text, const char *file_name);
  void (*interrupt) (HpSource *self);
  gboolean (*wants_input) (HpSource *self);
  void (*type_input) (HpSource *self, const char *line);
  void (*complete) (HpSource *self, const char *prefix, GTask *task);
  void (*get_default_thresholds) (HpSource *self, int thresholds[3]);
};

/* What it can do now; a process that ended is no longer live. */
HpSourceFlags hp_source_get_flags (HpSource *self);

/* "flask run", "cycle.py"; and "PID 4242 · Python 3.11". Free with g_free. */
char *hp_source_dup_title (HpSource *self);
char *hp_source_dup_subtitle (HpSource *self);

/* The newest counters, or NULL when there are none yet. Free with hp_summary_free. */
HpSummary *hp_source_dup_summary (HpSource *self);

/* Takes a picture in the background. The heap is stopped only while memory is copied. */
void hp_source_snapshot_async (HpSource *self, HpSnapshotLevel level, HpProgressFunc progress,
                               gpointer progress_data, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
HpSnapshot *hp_source_snapshot_finish (HpSource *self, GAsyncResult *result, GError **error);

/* Queues code as if typed at a prompt: one statement or block, whose value, if any, is printed.
 * Signal "executed" answers. Only with HP_SOURCE_EXECUTE. */
void hp_source_execute (HpSource *self, const char *code);

/* Queues a whole program, run in the same __main__; file_name appears in tracebacks. Only with
 * HP_SOURCE_EXECUTE. */
void hp_source_run_script (HpSource *self, const char *text, const char *file_name);

/* Raises KeyboardInterrupt in the running code and drops what is queued. Only with
 * HP_SOURCE_INTERRUPT. */
void hp_source_interrupt (HpSource *self);

/* Whether the running code waits for a line on its standard input, as input () does; changes are
 * told as those of "busy". A line is given without its end; it is dropped when none is wanted. */
gboolean hp_source_wants_input (HpSource *self);
void hp_source_type_input (HpSource *self, const char *line);

/* Names that start with prefix (dotted prefixes look into attributes); finish returns them, to be
 * freed with g_strfreev, or NULL when there are none or the source cannot tell now. The question
 * does not keep the source alive: callback is called without it, at the latest when it goes. */
void hp_source_complete_async (HpSource *self, const char *prefix, GAsyncReadyCallback callback,
                               gpointer user_data);
char **hp_source_complete_finish (GAsyncResult *result);

/* What gc.get_threshold () says in this Python when nobody has changed it. */
void hp_source_get_default_thresholds (HpSource *self, int thresholds[3]);

/* Does a line or script run now? */
gboolean hp_source_is_busy (HpSource *self);

/* For implementations: emit the signals; call them in the source's own main context. */
void hp_source_emit_output (HpSource *self, HpOutput kind, const char *text);
void hp_source_emit_executed (HpSource *self, const char *code, HpExecuted how);
void hp_source_emit_changed (HpSource *self);
void hp_source_emit_ended (HpSource *self, const char *message);

G_END_DECLS
