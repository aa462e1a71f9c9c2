/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of a report does, the same in every pane that shows reports: choosing one that is an
 * object selects the object, opening it shows it in the graph; opening one that is a type lists its
 * objects. */
#pragma once

#include "models/report-row.h"
#include "panes/pane.h"

G_BEGIN_DECLS

/* The widget has the signals "selected" and "activated" (HpReportRow *) and is a child of the pane.
 */
void hp_report_rows_follow (HpPane *pane, GtkWidget *view);

G_END_DECLS
