/* SPDX-License-Identifier: Apache-2.0 */
/* The Overview page: the heap in seven cards (objects, memory, arenas, collector, quality of the
 * picture, largest types, suspects). Each card opens the page that knows more. */
#pragma once

#include "panes/pane.h"
#include "panes/suspects-card.h"

G_BEGIN_DECLS

#define HP_TYPE_OVERVIEW_PANE (hp_overview_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpOverviewPane, hp_overview_pane, HP, OVERVIEW_PANE, HpPane)

/* For tests. */
HpSuspectsCard *hp_overview_pane_get_suspects (HpOverviewPane *self);

G_END_DECLS
