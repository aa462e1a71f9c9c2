/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The nodes of a view as boxes with measured text: made before the layout, because the layout needs
 * their sizes, and kept with it, because the drawing needs their text. */

#include <gtk/gtk.h>

#include "graph/dot.h"
#include "graph/layout.h"
#include "graph/view.h"

G_BEGIN_DECLS

typedef struct {
  PangoLayout *title;    /* owned */
  PangoLayout *detail;   /* owned, NULL when there is none */
  double x, y;           /* the centre, where it is drawn now */
  double from_x, from_y; /* where it came from; equal to the target when it does not move */
  double to_x, to_y;
  double width, height;
  gboolean is_new; /* appears instead of moving */
  char *key;       /* owned: the same node in the view before and after */
} HpGraphBox;

typedef struct {
  HpGraphView *view;     /* owned */
  HpGraphLayout *layout; /* owned, NULL before it is known */
  guint n_boxes;
  HpGraphBox *boxes;    /* owned */
  PangoLayout **labels; /* owned: an entry an edge, NULL without label */
} HpGraphBoxes;

/* Measures with the widget's font. */
HpGraphBoxes *hp_graph_boxes_new (HpGraphView *view, GtkWidget *widget);
void hp_graph_boxes_free (HpGraphBoxes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpGraphBoxes, hp_graph_boxes_free)

/* What hp_graph_layout_async () wants; free with g_free. */
HpGraphSize *hp_graph_boxes_get_sizes (const HpGraphBoxes *self);
HpGraphSize *hp_graph_boxes_get_label_sizes (const HpGraphBoxes *self);

/* Puts every box where the layout says; boxes that `before` (may be NULL) has too start from its
 * places. */
void hp_graph_boxes_place (HpGraphBoxes *self, HpGraphLayout *layout, const HpGraphBoxes *before);

/* Moves the boxes to a point between start (0) and target (1). */
void hp_graph_boxes_move (HpGraphBoxes *self, double progress);

/* The node at a point of the layout, or HP_GRAPH_NO_NODE; the topmost of several. */
guint hp_graph_boxes_find_at (const HpGraphBoxes *self, double x, double y);

/* The box of the same node in another view, or HP_GRAPH_NO_NODE. */
guint hp_graph_boxes_find_key (const HpGraphBoxes *self, const char *key);

/* The node that the picture is about, or HP_GRAPH_NO_NODE. */
guint hp_graph_boxes_find_focus (const HpGraphBoxes *self);

/* The node that an arrow key leads to: the neighbour that lies best in the direction (dx, dy), or,
 * if no edge leads there, the nearest node in that direction; HP_GRAPH_NO_NODE when there is none.
 */
guint hp_graph_boxes_find_towards (const HpGraphBoxes *self, guint node, double dx, double dy);

G_END_DECLS
