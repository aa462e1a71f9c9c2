/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A view as text in Graphviz's DOT language.
 *
 * Node names are our own numbers ("n42"), edges carry the key "e7"; text that comes from the
 * inspected program goes into labels only, quoted here. Two dialects: one for the eye (labels,
 * colours, ready for any dot), one for heaparium-layout (boxes of given sizes without text, so that
 * Graphviz measures nothing and the boxes are those of the screen). */

#include "graph/view.h"

G_BEGIN_DECLS

typedef struct {
  double width; /* in points, 1/72 inch; a pixel of the canvas is a point of the layout */
  double height;
} HpGraphSize;

/* For people: what "Export… DOT" writes and what SVG, PNG and PDF are rendered from. */
char *hp_graph_dot_write (const HpGraphView *view);

/* For heaparium-layout. node_sizes has one entry a node; label_sizes one an edge, or NULL when
 * labels need no room. */
char *hp_graph_dot_write_boxes (const HpGraphView *view, const HpGraphSize *node_sizes,
                                const HpGraphSize *label_sizes);

/* A DOT double-quoted string, with the quotes: backslashes are doubled, so that no escString
 * sequence (\N, \G, \l …) is left. */
char *hp_graph_dot_quote (const char *text);

/* The inside of a DOT HTML-like label: & < > " as entities, characters that XML forbids left out.
 */
char *hp_graph_dot_escape_html (const char *text);

G_END_DECLS
