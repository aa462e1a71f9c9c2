/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the dominator map share: dominator-map.c (the widget and what a person does),
 * dominator-map-draw.c, dominator-map-words.c. */
#pragma once

#include "widgets/dominator-map.h"

G_BEGIN_DECLS

/* Letters on tiles, of the size of other letters. */
#define HP_DOMINATOR_TEXT_SCALE 0.85

struct _HpDominatorMap {
  GtkWidget parent_instance;
  HpResults *results; /* owned, may be NULL */
  guint32 root;
  HpDominatorStyle style;
  gboolean zoomed;

  GArray *tiles;          /* of HpTile, owned; NULL: to be made */
  GskRenderNode *picture; /* owned: all tiles, without what is chosen; NULL: to be drawn */
  double row_height;

  guint32 selected;       /* object */
  guint current, hovered; /* tiles */
};

/* By number; lent, valid until the map is laid out anew. */
const HpTile *hp_dominator_map_get_tile (HpDominatorMap *self, guint tile);

/* The object of a tile has none of its own: it lies in that one. */
gboolean hp_dominator_map_is_hidden (HpDominatorMap *self, guint32 object, guint tile);

/* One line for a tile; free with g_free (). */
char *hp_dominator_map_name (HpDominatorMap *self, const HpTile *tile);

/* GtkWidget's `snapshot`. */
void hp_dominator_map_draw (GtkWidget *widget, GtkSnapshot *snapshot);

G_END_DECLS
