/* SPDX-License-Identifier: Apache-2.0 */
/* What one window shows: a source, its newest picture, and where the person is looking.
 *
 * The document owns the source, the current snapshot (immutable; a new one replaces it), the
 * baseline that changes are counted from, the newest summary, the selection, the running jobs and
 * the console. Panes bind to the document and change the document; they never talk to each other.
 * Everything here belongs to the main thread.
 *
 * The selection is an address, not an object number: it survives a new snapshot. 0 means nothing is
 * selected.
 *
 * Properties (all notify): source, snapshot, baseline, selection, busy, running, ended, live,
 * held, interval, pause-limit, title, subtitle, filter, error, job, results. Signals: "summary"
 * (const HpSummary *) when the counters changed, about 20 times a second; "collected" (int
 * generation, int64 collected): the counters show that a collection ran; "notice" (char *text) for
 * the strip under the header bar, NULL takes it away; "toast" (char *text); "freed" (guint64
 * objects, guint64 collected): what a line of hp_document_execute_freeing () has freed in all, and
 * how many of them the collector found unreachable; "show-page" (char *page), asks the window to
 * bring "graph", "objects", … to the front. */
#pragma once

#include <gtk/gtk.h>

#include "job.h"
#include "results.h"
#include "shared-report.h"
#include "snapshot/snapshot.h"
#include "source/source.h"

G_BEGIN_DECLS

#define HP_TYPE_DOCUMENT (hp_document_get_type ())
G_DECLARE_FINAL_TYPE (HpDocument, hp_document, HP, DOCUMENT, GObject)

/* make; takes its own reference to the source */
HpDocument *hp_document_new (HpSource *source);
void hp_document_close (HpDocument *self); /* stops everything it has running; safe to call twice */

/* ask; everything that is returned is lent, and may be NULL before the first picture arrived */
HpSource *hp_document_get_source (HpDocument *self);
HpSnapshot *hp_document_get_snapshot (HpDocument *self);
HpSnapshot *hp_document_get_baseline (HpDocument *self);
const HpSummary *hp_document_get_summary (HpDocument *self);
const GError *hp_document_get_error (HpDocument *self); /* why there is no picture */
const char *hp_document_get_title (HpDocument *self);
const char *hp_document_get_subtitle (HpDocument *self);
gboolean hp_document_can (HpDocument *self, HpSourceFlags flags);
gboolean
hp_document_is_busy (HpDocument *self); /* a job or a line is running, or a picture is on its way */
gboolean hp_document_is_settled (HpDocument *self); /* not busy, and no newer picture is due */
gboolean hp_document_is_running (HpDocument *self); /* a line of Python is running */
gboolean hp_document_has_ended (HpDocument *self);  /* the process is gone; the picture stays */

/* the picture */
void hp_document_refresh (
    HpDocument *self); /* asks the source for a new one; several requests become one */
void hp_document_set_live (HpDocument *self, gboolean live);
gboolean hp_document_get_live (HpDocument *self);
/* A live process has its picture taken again after so many seconds, as long as a picture does not
 * stop it for longer than the limit. One that did holds live pictures back until one that was asked
 * for stays within it; the counters stay live. */
void hp_document_set_interval (HpDocument *self, double seconds);
double hp_document_get_interval (HpDocument *self);
void hp_document_set_pause_limit (HpDocument *self, guint milliseconds);
gboolean hp_document_is_held (HpDocument *self);
void hp_document_set_baseline (HpDocument *self); /* the current picture becomes the baseline */

/* what was found out about the current picture: NULL until somebody wants it and it is there, which
 * "notify::results" tells, or failed or was stopped. Who only wants them, gets none of a large
 * picture of a live source, and none that failed: FALSE. Who was asked to, makes them anyway. */
HpResults *hp_document_get_results (HpDocument *self);          /* lent */
const GError *hp_document_get_results_error (HpDocument *self); /* why there are none, or NULL */
gboolean hp_document_want_results (HpDocument *self);
void hp_document_make_results (HpDocument *self);

/* the suspects of the current picture, with an older baseline what has grown since, for all who
 * show them; NULL without a picture. Lent */
HpSharedReport *hp_document_get_suspects (HpDocument *self);

/* the selection: an address and the way back */
guint64 hp_document_get_selection (HpDocument *self);
void hp_document_select (HpDocument *self, guint64 address);
gboolean hp_document_can_go (HpDocument *self, int direction); /* -1 back, 1 forward */
void hp_document_go (HpDocument *self, int direction);

/* the filter of the Objects page, set by other pages: "type:dict" */
const char *hp_document_get_filter (HpDocument *self);
void hp_document_set_filter (HpDocument *self, const char *filter);
void hp_document_show_page (HpDocument *self, const char *page);

/* Python; what a control does is a line, shown in the console and run by the source */
void hp_document_execute (HpDocument *self, const char *code);
/* The same for a control that frees objects: "freed" tells how many, once the picture after it is
 * there. */
void hp_document_execute_freeing (HpDocument *self, const char *code);
void hp_document_type_line (HpDocument *self,
                            const char *line); /* as at a prompt: blocks may take several lines */
gboolean hp_document_is_continuing (HpDocument *self); /* the prompt is "..." */
gboolean hp_document_wants_input (HpDocument *self); /* the next line goes to the code that runs */
void hp_document_run_script (HpDocument *self, const char *text, const char *file_name);
void hp_document_interrupt (HpDocument *self);

/* Undo replays the session (everything executed) without its last line on a fresh source. Only
 * where the source was given with a function that makes another one like it. */
typedef HpSource *(*HpMakeSource) (HpSource *like, GError **error);
void hp_document_set_make_source (HpDocument *self, HpMakeSource make);
gboolean hp_document_can_undo (HpDocument *self);
gboolean hp_document_can_redo (HpDocument *self);
void hp_document_undo (HpDocument *self);
void hp_document_redo (HpDocument *self);
GtkTextBuffer *hp_document_get_console (HpDocument *self);
GPtrArray *
hp_document_get_history (HpDocument *self); /* of char *: lines that were run, oldest first */

/* the program in the script editor, if one was opened */
void hp_document_set_script (HpDocument *self, const char *text, const char *file_name);
GtkTextBuffer *hp_document_get_script (HpDocument *self); /* a GtkSourceBuffer */
const char *hp_document_get_script_name (HpDocument *self);

/* jobs; the newest running one is shown in the status bar */
HpJob *
hp_document_begin_job (HpDocument *self,
                       const char *text); /* returns a new reference; ends with hp_job_end () */
HpJob *hp_document_get_job (HpDocument *self); /* lent, NULL when idle */

/* words to the person */
void hp_document_notice (HpDocument *self, const char *text);
void hp_document_toast (HpDocument *self, const char *text);

G_END_DECLS
