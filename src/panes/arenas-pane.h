/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The Arenas page: the map of arenas and pools, and beside it a table that says the same in words
 * and numbers.
 *
 * A row chosen in the table is shown in the map and the other way round. Opening a pool lists its
 * objects on the Objects page; a block that is clicked selects the object it belongs to; the
 * selected object's block is marked.
 *
 * Actions: arenas.zoom-in, arenas.zoom-out, arenas.zoom-fit, arenas.show-table (stateful),
 * arenas.show-objects. */

#include "panes/pane.h"
#include "widgets/arena-map.h"

G_BEGIN_DECLS

#define HP_TYPE_ARENAS_PANE (hp_arenas_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpArenasPane, hp_arenas_pane, HP, ARENAS_PANE, HpPane)

/* For tests. */
HpArenaMap *hp_arenas_pane_get_map (HpArenasPane *self);
GListModel *hp_arenas_pane_get_rows (HpArenasPane *self);

G_END_DECLS
