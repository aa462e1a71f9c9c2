/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one analysis of the catalogue: its report, made in a thread.
 *
 * It runs when the page comes to the front and the picture is newer than the one it has analysed,
 * and then follows further pictures only while they are small enough for that to take a moment;
 * otherwise it says that the heap has changed, and waits to be asked. Meanwhile the last report
 * stays.
 *
 * Actions: report.run. */
#pragma once

#include "analysis/catalogue.h"
#include "panes/pane.h"
#include "widgets/report-view.h"

G_BEGIN_DECLS

#define HP_TYPE_REPORT_PANE (hp_report_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (HpReportPane, hp_report_pane, HP, REPORT_PANE, HpPane)

struct _HpReportPaneClass {
  HpPaneClass parent_class;

  /* Another report is shown, of this picture; both NULL: none any more. */
  void (*report_shown) (HpReportPane *self, HpReport *report, HpSnapshot *snapshot);
};

/* type: HP_TYPE_REPORT_PANE or one below it. */
HpPane *hp_report_pane_new (GType type, const HpAnalysis *analysis);

const HpAnalysis *hp_report_pane_get_analysis (HpReportPane *self);
HpReportView *hp_report_pane_get_view (HpReportPane *self);

/* A widget beside the report, at its end. */
void hp_report_pane_set_side (HpReportPane *self, GtkWidget *side);

/* The picture that the report is about, or NULL; lent. */
HpSnapshot *hp_report_pane_get_snapshot (HpReportPane *self);
gboolean hp_report_pane_is_stale (HpReportPane *self); /* there is a newer one */
gboolean hp_report_pane_is_running (HpReportPane *self);

G_END_DECLS
