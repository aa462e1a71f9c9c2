/* SPDX-License-Identifier: Apache-2.0 */
/* The dominator tree drawn: as a treemap, where an object lies inside what keeps it alive, or as a
 * flame graph, where it stands below it. Room means bytes, the hue the type, which a label names as
 * well. What is too small is drawn as one tile "N smaller".
 *
 * Keys: arrows move to the neighbour, in a flame graph up and down along the tree; Page Up and Page
 * Down to what is around and to the largest part; Home to the whole; Return zooms in, Escape and
 * Backspace zoom out.
 *
 * Signals: "selected" (guint object) when a person chose an object; "opened" (guint object, HP_NONE
 * for all) on Return and double click; "left" on Escape and Backspace. */
#pragma once

#include <gtk/gtk.h>

#include "graph/tiles.h"
#include "results.h"

G_BEGIN_DECLS

#define HP_TYPE_DOMINATOR_MAP (hp_dominator_map_get_type ())
G_DECLARE_FINAL_TYPE (HpDominatorMap, hp_dominator_map, HP, DOMINATOR_MAP, GtkWidget)

GtkWidget *hp_dominator_map_new (void);

/* Takes a reference; NULL clears. root: what fills the drawing, HP_NONE is everything. */
void hp_dominator_map_show (HpDominatorMap *self, HpResults *results, guint32 root);

typedef enum { HP_DOMINATOR_TREEMAP, HP_DOMINATOR_FLAME } HpDominatorStyle;
/* Treemap or flame graph; lays out anew. */
void hp_dominator_map_set_style (HpDominatorMap *self, HpDominatorStyle style);

/* Whether "left" leads anywhere; otherwise Escape is the window's. */
void hp_dominator_map_set_zoomed (HpDominatorMap *self, gboolean zoomed);

/* HP_NONE: none. Emits nothing. An object without a tile is marked where it lies. */
void hp_dominator_map_set_selected (HpDominatorMap *self, guint32 object);

/* What is drawn, from the left to the right of the widget as it is seen; lent, NULL when nothing
 * is. */
const GArray *hp_dominator_map_get_tiles (HpDominatorMap *self);
guint hp_dominator_map_get_current (HpDominatorMap *self); /* the chosen tile or HP_NO_TILE */

/* What the tooltip says of a tile; free with g_free (). */
char *hp_dominator_map_describe (HpDominatorMap *self, guint tile);

G_END_DECLS
