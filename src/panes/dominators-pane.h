/* SPDX-License-Identifier: Apache-2.0 */
/* The Dominators page: who keeps what alive, drawn as a treemap or a flame graph and below it as a
 * tree of rows. Both show the same part of the tree, and both are where the selected object is.
 *
 * Actions: dominators.style (stateful: "treemap" or "flame"), dominators.zoom (t: address, 0 for
 * all), dominators.back, dominators.run. */
#pragma once

#include "panes/pane.h"
#include "widgets/dominator-list.h"
#include "widgets/dominator-map.h"

G_BEGIN_DECLS

#define HP_TYPE_DOMINATORS_PANE (hp_dominators_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpDominatorsPane, hp_dominators_pane, HP, DOMINATORS_PANE, HpPane)

/* For tests. */
HpDominatorMap *hp_dominators_pane_get_map (HpDominatorsPane *self);
HpDominatorList *hp_dominators_pane_get_list (HpDominatorsPane *self);
guint64 hp_dominators_pane_get_root (HpDominatorsPane *self); /* an address, 0: all */

G_END_DECLS
