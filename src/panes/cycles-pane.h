/* SPDX-License-Identifier: Apache-2.0 */
/* The Cycles page: the report of all cycles, and beside it the chosen one drawn with what holds it
 * from outside. The largest is chosen at first. */
#pragma once

#include "panes/report-pane.h"
#include "widgets/object-drawing.h"

G_BEGIN_DECLS

#define HP_TYPE_CYCLES_PANE (hp_cycles_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpCyclesPane, hp_cycles_pane, HP, CYCLES_PANE, HpReportPane)

/* For tests. */
HpObjectDrawing *hp_cycles_pane_get_drawing (HpCyclesPane *self);
const char *hp_cycles_pane_get_why (HpCyclesPane *self); /* why the cycle that is drawn is alive */

G_END_DECLS
