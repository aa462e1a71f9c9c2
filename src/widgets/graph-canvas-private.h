/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the graph canvas share: graph-canvas.c (the widget and what it shows),
 * graph-canvas-view.c, graph-canvas-input.c, graph-canvas-items.c, graph-canvas-words.c. */
#pragma once

#include <adwaita.h>

#include "widgets/graph-canvas.h"

G_BEGIN_DECLS

#define HP_GRAPH_CANVAS_MIN_ZOOM 0.05

struct _HpGraphCanvas {
  GtkWidget parent_instance;

  HpGraphBoxes *boxes;     /* owned, NULL: nothing to show */
  AdwAnimation *animation; /* owned, NULL: nothing moves */
  double progress;

  /* screen = (layout - origin) * zoom */
  double origin_x, origin_y, zoom;
  double fit_zoom;    /* the least zoom of the last fit */
  gboolean fit_waits; /* until there is a size */
  gboolean fitted;    /* the person has not moved the picture since it was fitted */

  guint selected, hovered;
  double pointer_x, pointer_y;
  double drag_x, drag_y; /* origin when the drag began */
  double pinch_zoom;     /* zoom when the pinch began */

  GPtrArray *items; /* HpGraphItem, children */
  guint items_source;
};

/* which part is shown */
guint hp_graph_canvas_find_at (HpGraphCanvas *self, double x, double y); /* a node */
graphene_rect_t hp_graph_canvas_get_visible (HpGraphCanvas *self); /* in the layout's coordinates */
void hp_graph_canvas_zoom_at (HpGraphCanvas *self, double factor, double x, double y);
void hp_graph_canvas_bring_into_view (HpGraphCanvas *self, guint node);
void hp_graph_canvas_view_moved (HpGraphCanvas *self);

/* Shows the whole; not smaller than least_zoom, then what matters most. */
void hp_graph_canvas_fit_above (HpGraphCanvas *self, double least_zoom);

/* accessible children: made a moment after they were queued */
void hp_graph_canvas_queue_items (HpGraphCanvas *self);
void hp_graph_canvas_drop_items (HpGraphCanvas *self);

/* words; free with g_free */
char *hp_graph_canvas_describe_node (HpGraphCanvas *self, guint node);
char *hp_graph_canvas_node_to_text (HpGraphCanvas *self, guint node); /* "0x7f…\tlist\t[1, 2]" */
void hp_graph_canvas_update_description (HpGraphCanvas *self);
gboolean hp_graph_canvas_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                        GtkTooltip *tooltip);

/* what a person does */
void hp_graph_canvas_listen (HpGraphCanvas *self);
void hp_graph_canvas_ask_menu (HpGraphCanvas *self, guint node, double x, double y);

G_END_DECLS
