/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* How a graph looks: a pure function of boxes, colours and what is selected.
 *
 * Up to HP_GRAPH_PAINT_FINE nodes everything is drawn; above, plain rectangles and one hairline
 * path for all edges. What lies outside of the visible part is left out. */

#include "widgets/graph-boxes.h"
#include "widgets/palette.h"

G_BEGIN_DECLS

#define HP_GRAPH_PAINT_FINE 400

typedef struct {
  const HpGraphBoxes *boxes; /* lent */
  const HpPalette *palette;  /* lent */
  guint selected;            /* or HP_GRAPH_NO_NODE */
  guint hovered;
  double progress;         /* of the animation: 1 when nothing moves */
  double zoom;             /* pixels a point; what is too small is left out */
  graphene_rect_t visible; /* in coordinates of the layout */
} HpGraphPainting;

/* Fills the widget from its origin: scaled by `zoom`, with the origin of `visible` at the top left.
 */
void hp_graph_paint (GtkSnapshot *snapshot, const HpGraphPainting *painting);

/* The whole in a corner, with a frame around what is visible. `area` in coordinates of the widget.
 */
void hp_graph_paint_overview (GtkSnapshot *snapshot, const HpGraphPainting *painting,
                              const graphene_rect_t *area);

G_END_DECLS
