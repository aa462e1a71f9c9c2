/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the graph page draws.
 *
 * A picture of a whole heap is useless past a few hundred nodes, so what is drawn is a view: the
 * neighbourhood of an object, the way from a root to it, a set of objects, or the types as nodes. A
 * view is made once (build.h, or node by node with the functions below), then never changes, and
 * may be shared between threads. It holds its own strings: it does not need the snapshot any more.
 *
 * A view says what it left out. A node of kind MORE stands for `count` neighbours that are not
 * drawn; hidden_referrers and hidden_referents of an object count the references to and from
 * objects outside of the view.
 *
 * Nodes and edges are numbered from 0 in the order in which they were added; layouts (layout.h) and
 * the drawing use the same numbers. */

#include <glib.h>

G_BEGIN_DECLS

#define HP_GRAPH_ERROR   (hp_graph_error_quark ())
#define HP_GRAPH_NO_NODE G_MAXUINT

/* The default for the number of nodes that are drawn without asking. */
#define HP_GRAPH_DEFAULT_CAP 300
/* What "the largest ones" offers when there are more. */
#define HP_GRAPH_LARGEST 150

typedef enum {
  HP_GRAPH_ERROR_NO_OBJECT,  /* the object is not in the snapshot */
  HP_GRAPH_ERROR_TOO_LARGE,  /* more nodes than the cap */
  HP_GRAPH_ERROR_HELPER,     /* heaparium-layout is missing or crashed */
  HP_GRAPH_ERROR_BAD_ANSWER, /* heaparium-layout answered nonsense */
  HP_GRAPH_ERROR_TIMED_OUT,  /* the layout took longer than allowed */
  HP_GRAPH_ERROR_FORMAT,     /* a file name that ends in no known format */
  HP_GRAPH_ERROR_WRITE,      /* the file could not be written */
} HpGraphError;

GQuark hp_graph_error_quark (void);

typedef enum {
  HP_GRAPH_NODE_OBJECT, /* one object */
  HP_GRAPH_NODE_TYPE,   /* all objects of a type */
  HP_GRAPH_NODE_ROOT,   /* something outside of the heap that holds objects */
  HP_GRAPH_NODE_MORE,   /* neighbours that are not drawn */
} HpGraphNodeKind;

typedef enum {
  HP_GRAPH_NODE_IS_ROOT = 1 << 0,  /* held from outside of the heap: double border */
  HP_GRAPH_NODE_IS_FOCUS = 1 << 1, /* what the view was asked for */
} HpGraphNodeFlags;

typedef enum {
  HP_GRAPH_EDGE_WEAK = 1 << 0,    /* does not keep its target alive: dotted */
  HP_GRAPH_EDGE_ON_PATH = 1 << 1, /* part of the way from a root: strong colour and thick */
  HP_GRAPH_EDGE_TO_MORE = 1 << 2, /* leads to or comes from a MORE node: dashed */
} HpGraphEdgeFlags;

typedef enum {
  HP_GRAPH_REFERENTS = 1 << 0, /* what an object points to */
  HP_GRAPH_REFERRERS = 1 << 1, /* who points to an object */
} HpGraphDirection;

typedef struct {
  HpGraphNodeKind kind;
  HpGraphNodeFlags flags;
  guint32 id;         /* object or type number in the snapshot; meaningless for ROOT and MORE */
  guint64 address;    /* of the object, otherwise 0 */
  guint64 size;       /* bytes of what the node stands for */
  guint64 count;      /* objects that it stands for */
  const char *title;  /* type, "module app", "… 214 more"; never NULL, valid UTF-8 */
  const char *detail; /* name or value, may be empty, never NULL */
  int level; /* steps from the focus: referrers below 0, referents above; a hint for the layout */
  guint anchor; /* MORE: the node whose neighbours were left out; or HP_GRAPH_NO_NODE */
  HpGraphDirection direction; /* MORE: which neighbours */
  guint hidden_referrers;     /* references from objects outside of the view */
  guint hidden_referents;     /* references to objects outside of the view */
} HpGraphNode;

typedef struct {
  guint from;
  guint to;
  HpGraphEdgeFlags flags;
  guint64 count;     /* references that the edge stands for */
  const char *label; /* key, attribute, index; may be empty, never NULL */
} HpGraphEdge;

typedef struct _HpGraphView HpGraphView;

/* make and free */
HpGraphView *hp_graph_view_new (void);
HpGraphView *hp_graph_view_ref (HpGraphView *self);
void hp_graph_view_unref (HpGraphView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpGraphView, hp_graph_view_unref)

/* fill, before the view is shared; strings are copied and made valid UTF-8 */
guint hp_graph_view_add_node (HpGraphView *self, const HpGraphNode *node);
guint hp_graph_view_add_edge (HpGraphView *self, const HpGraphEdge *edge);
HpGraphNode *hp_graph_view_edit_node (HpGraphView *self, guint index);
HpGraphEdge *hp_graph_view_edit_edge (HpGraphView *self, guint index);
void hp_graph_view_set_detail (HpGraphView *self, guint index, const char *detail);
void hp_graph_view_label_edge (HpGraphView *self, guint index, const char *label);
void hp_graph_view_set_totals (HpGraphView *self, guint64 n_objects, guint64 n_left_out);
void hp_graph_view_set_note (HpGraphView *self, const char *note);

/* ask */
guint hp_graph_view_get_n_nodes (const HpGraphView *self);
guint hp_graph_view_get_n_edges (const HpGraphView *self);
const HpGraphNode *hp_graph_view_get_node (const HpGraphView *self, guint index);
const HpGraphEdge *hp_graph_view_get_edge (const HpGraphView *self, guint index);
/* The node of an object (OBJECT) or type (TYPE), or HP_GRAPH_NO_NODE. */
guint hp_graph_view_find (const HpGraphView *self, HpGraphNodeKind kind, guint32 id);
/* Objects that the view draws, one by one or as types. */
guint64 hp_graph_view_get_n_drawn (const HpGraphView *self);
/* Objects in the whole snapshot. */
guint64 hp_graph_view_get_n_objects (const HpGraphView *self);
/* Objects that belong to what was asked for, but are not drawn. */
guint64 hp_graph_view_get_n_left_out (const HpGraphView *self);
/* A sentence that belongs beside the picture ("No root reaches this object…"), or NULL. */
const char *hp_graph_view_get_note (const HpGraphView *self);
/* Whether both have the same nodes and edges with the same texts in the same order, so that a
 * layout of one fits the other; sizes and counts may differ. */
gboolean hp_graph_view_has_same_shape (const HpGraphView *a, const HpGraphView *b);
/* The largest size among nodes of the kinds OBJECT and TYPE, at least 1: the full bar. */
guint64 hp_graph_view_get_largest (const HpGraphView *self);

G_END_DECLS
