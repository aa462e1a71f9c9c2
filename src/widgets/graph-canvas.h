/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The drawing of a graph: pans, zooms, and lets a person walk along the edges.
 *
 * It shows what hp_graph_canvas_show () gives it and computes nothing itself. Boxes that were there
 * before move to their new places. Only widgets can be accessible, so a few dozen nodes (the
 * selected one, its neighbours, those in view) have a real child widget that draws nothing.
 *
 * Keys: arrows go along edges, Ctrl+arrows pan, Return opens a node. Scrolling pans, Ctrl+scrolling
 * zooms at the pointer, dragging pans, a double click opens.
 *
 * Signals: "selected" (guint node) when a person chose another node or none (HP_GRAPH_NO_NODE);
 *          "opened" (guint node) on Return and double click;
 *          "menu" (guint node, double x, double y) for a context menu at a point of the canvas. */

#include <gtk/gtk.h>

#include "widgets/graph-boxes.h"

G_BEGIN_DECLS

#define HP_TYPE_GRAPH_CANVAS (hp_graph_canvas_get_type ())
G_DECLARE_FINAL_TYPE (HpGraphCanvas, hp_graph_canvas, HP, GRAPH_CANVAS, GtkWidget)

GtkWidget *hp_graph_canvas_new (void);

/* Takes the boxes over. keep: the same picture has changed: stay where we are; otherwise fit the
 * new one into view. */
void hp_graph_canvas_show (HpGraphCanvas *self, HpGraphBoxes *boxes, HpGraphLayout *layout,
                           gboolean keep);
void hp_graph_canvas_clear (HpGraphCanvas *self);

/* Lent; NULL when nothing is shown. */
const HpGraphView *hp_graph_canvas_get_view (HpGraphCanvas *self);
const HpGraphBoxes *hp_graph_canvas_get_boxes (HpGraphCanvas *self);

/* Emits nothing; brings the node into view. */
void hp_graph_canvas_set_selected (HpGraphCanvas *self, guint node);
guint hp_graph_canvas_get_selected (HpGraphCanvas *self);
/* As if a person had chosen it: emits "selected". */
void hp_graph_canvas_choose (HpGraphCanvas *self, guint node);
/* As if a person had opened it: emits "opened". */
void hp_graph_canvas_open (HpGraphCanvas *self, guint node);

/* where we look */
void hp_graph_canvas_fit (HpGraphCanvas *self);
void hp_graph_canvas_zoom (HpGraphCanvas *self, double factor);
double hp_graph_canvas_get_zoom (HpGraphCanvas *self);
void hp_graph_canvas_pan (HpGraphCanvas *self, double dx, double dy);
/* The middle of a node in coordinates of the widget; FALSE when there is no such node. */
gboolean hp_graph_canvas_get_place (HpGraphCanvas *self, guint node, double *x, double *y);

G_END_DECLS
