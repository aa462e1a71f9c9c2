/* SPDX-License-Identifier: Apache-2.0 */
/* The Query page: questions in SQL about the picture, answered in a thread.
 *
 * Property "history" (strv): what was asked, newest first; the window keeps it in the settings.
 * Actions: query.run (Ctrl+Return), query.load (s: the text to put into the editor). */
#pragma once

#include "panes/pane.h"
#include "widgets/report-view.h"

G_BEGIN_DECLS

#define HP_TYPE_QUERY_PANE (hp_query_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpQueryPane, hp_query_pane, HP, QUERY_PANE, HpPane)

/* The editor's text; asks it; whether the answer is still to come. */
void hp_query_pane_set_text (HpQueryPane *self, const char *sql);
void hp_query_pane_run (HpQueryPane *self);
gboolean hp_query_pane_is_running (HpQueryPane *self);

/* The answer; its table is "rows". Nothing is in it before the first. */
HpReportView *hp_query_pane_get_view (HpQueryPane *self);

/* Why the last query failed, "" when it did not; where, in characters from the start, or -1. */
const char *hp_query_pane_get_error (HpQueryPane *self, int *offset);

G_END_DECLS
