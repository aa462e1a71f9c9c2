/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Private to core/graph: the objects of a view before it is one.
 *
 * A HpGraphSet is an ordered set of object numbers, each with the object that led to it. The
 * builders fill it in their own ways (cones, paths, a list); hp_graph_set_to_view () makes nodes,
 * merges references to edges, adds roots and MORE nodes. */

#include "graph/build.h"

G_BEGIN_DECLS

/* Where collecting stops: far more than anybody would draw. */
#define HP_GRAPH_COLLECT_LIMIT 100000

typedef struct {
  guint32 object;
  guint parent; /* member that led here, or HP_GRAPH_NO_NODE */
  HpGraphDirection
      explored;     /* directions whose neighbours were looked at: what is missing is a MORE node */
  int level;        /* see HpGraphNode */
  gboolean on_path; /* the edge between it and its parent lies on the way from a root */
} HpGraphMember;

typedef struct {
  HpSnapshot *snapshot; /* borrowed */
  GArray *members;      /* HpGraphMember */
  GHashTable *index;    /* object number → position + 1 */
} HpGraphSet;

void hp_graph_set_init (HpGraphSet *self, HpSnapshot *snapshot);
void hp_graph_set_clear (HpGraphSet *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpGraphSet, hp_graph_set_clear)

/* Position of the object, added if it was not in. */
guint hp_graph_set_add (HpGraphSet *self, guint32 object, guint parent);
guint hp_graph_set_find (const HpGraphSet *self, guint32 object);
HpGraphMember *hp_graph_set_get (const HpGraphSet *self, guint position);

/* Adds up to `limit` neighbours of the member at `position` in one direction. `reached` (guint, may
 * be NULL) gets the positions of those and of all neighbours that were members already. */
void hp_graph_set_follow (HpGraphSet *self, guint position, HpGraphDirection direction, guint limit,
                          GArray *reached);

/* Follows the request's expansions from those members that are in. */
void hp_graph_set_expand (HpGraphSet *self, const HpGraphRequest *request);

/* None, True, 0: half of all objects refer to them, which tells nothing. */
gboolean hp_graph_is_singleton (const HpSnapshot *snapshot, guint32 object);

/* References that a picture tells in other ways, and that are therefore missed by nobody. */
gboolean hp_graph_is_told_otherwise (guint32 label);

/* collect-view.c */
HpGraphView *hp_graph_set_to_view (HpGraphSet *self, guint32 focus, guint64 n_left_out,
                                   GCancellable *cancellable, GError **error);

/* The view of a set that may be over the cap, as the request's overflow says. */
HpGraphView *hp_graph_set_finish (HpGraphSet *self, const HpGraphRequest *request,
                                  GCancellable *cancellable, GError **error);

/* build-path.c */
HpGraphView *hp_graph_build_path (HpSnapshot *snapshot, const HpGraphRequest *request,
                                  GCancellable *cancellable, GError **error);

/* build-types.c: members NULL means all objects. */
HpGraphView *hp_graph_build_types (HpSnapshot *snapshot, const HpGraphSet *set, guint32 focus,
                                   guint cap, GCancellable *cancellable, GError **error);

G_END_DECLS
