/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The Graph page: a view of the snapshot around the selection, drawn.
 *
 * The pane owns a request (graph/build.h). Whatever changes it (another selection, another
 * snapshot, a node that is expanded) builds the view anew in a thread, lays it out in a child
 * process, and only then replaces the picture; a newer request cancels the older one. Choosing a
 * node in the picture changes the document's selection but not the picture; opening one (Return,
 * double click) makes it the centre.
 *
 * Actions: graph.zoom-in, graph.zoom-out, graph.zoom-fit, graph.view (s: neighbours, path, types),
 * graph.steps (i), graph.centre, graph.expand-referrers, graph.expand-referents, graph.collapse,
 * graph.show-instances, graph.largest, graph.by-type, graph.keep-trying, graph.retry,
 * object.show-paths, and those of object-actions.h. */

#include "graph/build.h"
#include "panes/pane.h"
#include "widgets/graph-canvas.h"

G_BEGIN_DECLS

#define HP_TYPE_GRAPH_PANE (hp_graph_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpGraphPane, hp_graph_pane, HP, GRAPH_PANE, HpPane)

/* What is drawn now, for export; NULL when nothing is. Lent. */
HpGraphView *hp_graph_pane_get_view (HpGraphPane *self);

/* For tests. */
HpGraphCanvas *hp_graph_pane_get_canvas (HpGraphPane *self);
/* "canvas", "empty", "busy", "too-many", "too-slow" or "failed". */
const char *hp_graph_pane_get_page (HpGraphPane *self);
gboolean hp_graph_pane_is_busy (HpGraphPane *self);

G_END_DECLS
