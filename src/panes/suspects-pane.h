/* SPDX-License-Identifier: Apache-2.0 */
/* The Suspects page: a sentence for each of the first suspects, with its evidence and a way to the
 * objects, and beside it the table of all. */
#pragma once

#include "panes/report-pane.h"
#include "widgets/suspect-list.h"

G_BEGIN_DECLS

#define HP_TYPE_SUSPECTS_PANE (hp_suspects_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpSuspectsPane, hp_suspects_pane, HP, SUSPECTS_PANE, HpReportPane)

/* For tests. */
HpSuspectList *hp_suspects_pane_get_list (HpSuspectsPane *self);

G_END_DECLS
