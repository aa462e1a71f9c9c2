/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one analysis of the catalogue: its report, made in a thread.
 *
 * It runs when the page comes to the front and the picture is newer than the one it has analysed,
 * and then follows further pictures only while they are small enough for that to take a moment;
 * otherwise it says that the heap has changed, and waits to be asked. Meanwhile the last report
 * stays.
 *
 * An analysis of a collection asks which generation is collected, in a bar above.
 *
 * Actions: report.run, report.generation (stateful, i: 0, 1 or 2). */
#pragma once

#include "analysis/catalogue.h"
#include "panes/pane.h"
#include "widgets/report-view.h"

G_BEGIN_DECLS

#define HP_TYPE_REPORT_PANE (hp_report_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (HpReportPane, hp_report_pane, HP, REPORT_PANE, HpPane)

/* Rows of a table that a page shows at most. */
#define HP_REPORT_PANE_ROWS 500

/* How a report is made: run in a thread with data of its own. */
typedef struct {
  HpReport *(*run) (gpointer data, HpSnapshot *snapshot, const HpReportOptions *options,
                    const HpAnalysisRun *run, GError **error);
  gpointer data;
  GDestroyNotify free;
} HpReportTask;

struct _HpReportPaneClass {
  HpPaneClass parent_class;

  /* Fills the task for a picture; FALSE: there is nothing to run yet, and the placeholder shows.
   * The analysis of the catalogue by default. */
  gboolean (*prepare) (HpReportPane *self, HpSnapshot *snapshot, HpReportTask *task);

  /* Another report is shown, of this picture; both NULL: none any more. */
  void (*report_shown) (HpReportPane *self, HpReport *report, HpSnapshot *snapshot);
};

/* type: HP_TYPE_REPORT_PANE or one below it that runs an analysis of the catalogue. */
HpPane *hp_report_pane_new (GType type, const HpAnalysis *analysis);

/* Lent. */
HpReportView *hp_report_pane_get_view (HpReportPane *self);

/* Widgets above the report and beside it, at its end. */
void hp_report_pane_set_header (HpReportPane *self, GtkWidget *header);
void hp_report_pane_set_side (HpReportPane *self, GtkWidget *side);

/* What stands in place of a report while there is nothing to run. */
void hp_report_pane_set_placeholder (HpReportPane *self, GtkWidget *placeholder);

/* What prepare () would answer has changed: stops what runs, and runs anew when the page is in
 * front. */
void hp_report_pane_restart (HpReportPane *self);

/* The picture that the report is about, or NULL; lent. */
HpSnapshot *hp_report_pane_get_snapshot (HpReportPane *self);
gboolean hp_report_pane_is_stale (HpReportPane *self); /* there is a newer one */
gboolean hp_report_pane_is_running (HpReportPane *self);

G_END_DECLS
