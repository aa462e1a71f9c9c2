/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Where the nodes and edges of a view go.
 *
 * Each layout runs in a process of its own, heaparium-layout, because Graphviz can neither be
 * cancelled nor run twice in one process. It gets boxes of the sizes that the canvas will draw, and
 * answers with plain text that is parsed here as hostile input. Coordinates are points, x to the
 * right, y down, the origin at the top left of the picture.
 *
 * The synchronous calls may be used in any thread, any number of them at once; the asynchronous
 * ones run them in GTask's pool and call back in the caller's main context. */

#include <gio/gio.h>

#include "graph/dot.h"
#include "graph/view.h"

G_BEGIN_DECLS

/* What a person waits without being asked. */
#define HP_LAYOUT_TIMEOUT_MS 5000
/* After "Keep Trying". */
#define HP_LAYOUT_LONG_TIMEOUT_MS 60000

typedef struct {
  double x;
  double y;
} HpGraphPoint;

typedef struct {
  const HpGraphPoint *
      points; /* 3k + 1 control points of joined cubic Bézier curves, k >= 1; owned by the layout */
  guint n_points;
  HpGraphPoint tip; /* of the arrow */
  gboolean has_label;
  HpGraphPoint label; /* the centre of the label, if has_label */
} HpGraphCurve;

typedef struct _HpGraphLayout HpGraphLayout;

/* make and free */
HpGraphLayout *hp_graph_layout_ref (HpGraphLayout *self);
void hp_graph_layout_unref (HpGraphLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpGraphLayout, hp_graph_layout_unref)

/* Lays a view out: dot up to HP_GRAPH_DEFAULT_CAP nodes, sfdp above. node_sizes has an entry a
 * node, label_sizes one an edge or is NULL. Errors: HP_GRAPH_ERROR, G_IO_ERROR_CANCELLED. */
HpGraphLayout *hp_graph_layout_new (const HpGraphView *view, const HpGraphSize *node_sizes,
                                    const HpGraphSize *label_sizes, guint timeout_ms,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_graph_layout_async (HpGraphView *view, const HpGraphSize *node_sizes,
                            const HpGraphSize *label_sizes, guint timeout_ms,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
HpGraphLayout *hp_graph_layout_finish (GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The answer of the child for a picture of n_nodes and n_edges: every node and edge exactly once,
 * all numbers finite. */
HpGraphLayout *hp_graph_layout_parse (const char *text, gsize length, guint n_nodes, guint n_edges,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ask */
double hp_graph_layout_get_width (const HpGraphLayout *self);
double hp_graph_layout_get_height (const HpGraphLayout *self);
guint hp_graph_layout_get_n_nodes (const HpGraphLayout *self);
guint hp_graph_layout_get_n_edges (const HpGraphLayout *self);
HpGraphPoint hp_graph_layout_get_node (const HpGraphLayout *self, guint node);
HpGraphCurve hp_graph_layout_get_edge (const HpGraphLayout *self, guint edge);

/* The child itself, for export.h: DOT text in, bytes out. engine: "dot", "sfdp"; format: "svg",
 * "png:cairo", "pdf" or NULL for positions. */
GBytes *hp_graph_run_helper (const char *dot, const char *engine, const char *format,
                             guint timeout_ms, GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The path of heaparium-layout: $HEAPARIUM_LAYOUT_HELPER, beside the running program, in its
 * libexec folder, where it was installed. Free with g_free; NULL when it is nowhere. */
char *hp_graph_find_helper (void);

G_END_DECLS
