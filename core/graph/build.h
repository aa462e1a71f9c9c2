/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Views of a snapshot.
 *
 * A request names what to look at; building it is a pure function of request and snapshot.
 * "Expanding" a node is the same request with one more expansion. Neighbours are found in two
 * cones: what the focus points to, step by step, and who points to it; then every reference between
 * the objects found is drawn, several between the same two as one edge. Of each object at most
 * `fan_out` neighbours a direction are followed: objects that hold others first, then leaves, then
 * modules, then the type, then weak references, each in the object's own order. The rest
 * becomes a MORE node. Types, keys and singletons such as None are followed from the focus only and
 * counted nowhere else: everything refers to them, which tells nothing. */

#include <gio/gio.h>

#include "graph/view.h"
#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef enum {
  HP_GRAPH_VIEW_NEIGHBOURS, /* of the focus, `steps` far */
  HP_GRAPH_VIEW_PATH,       /* the ways from roots to the focus that analysis/paths.h finds */
  HP_GRAPH_VIEW_TYPES,   /* the types with the most bytes, edges with their number of references */
  HP_GRAPH_VIEW_OBJECTS, /* the given objects and what is between them */
} HpGraphViewKind;

/* What to do with more nodes than the cap. */
typedef enum {
  HP_GRAPH_ASK,     /* fail with HP_GRAPH_ERROR_TOO_LARGE */
  HP_GRAPH_KEEP,    /* draw the HP_GRAPH_LARGEST largest, with what connects them to the focus */
  HP_GRAPH_BY_TYPE, /* always draw the types of the objects instead */
} HpGraphOverflow;

typedef struct {
  guint32 object;
  HpGraphDirection direction; /* one or both */
  guint extra;                /* neighbours drawn in addition to fan_out */
} HpGraphExpansion;

typedef struct {
  HpGraphViewKind kind;
  guint32 focus;               /* NEIGHBOURS, PATH; HP_NONE otherwise */
  HpGraphDirection directions; /* NEIGHBOURS */
  guint steps;                 /* NEIGHBOURS */
  guint fan_out;               /* neighbours an object and direction */
  guint n_paths;               /* PATH: at most so many roots */
  guint cap;                   /* nodes */
  HpGraphOverflow overflow;
  GArray *objects;    /* guint32; OBJECTS; owned by the request */
  GArray *expansions; /* HpGraphExpansion; owned by the request */
} HpGraphRequest;

/* Two steps in both directions, 8 neighbours each, the default cap. */
HpGraphRequest *hp_graph_request_new (HpGraphViewKind kind, guint32 focus);
HpGraphRequest *hp_graph_request_copy (const HpGraphRequest *self);
void hp_graph_request_free (HpGraphRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpGraphRequest, hp_graph_request_free)

/* Adds to an expansion of the same object and direction, if there is one. */
void hp_graph_request_expand (HpGraphRequest *self, guint32 object, HpGraphDirection direction,
                              guint extra);

/* Errors: HP_GRAPH_ERROR_NO_OBJECT, HP_GRAPH_ERROR_TOO_LARGE (the message has the number),
 * G_IO_ERROR_CANCELLED. */
HpGraphView *hp_graph_build (HpSnapshot *snapshot, const HpGraphRequest *request,
                             GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_graph_build_async (HpSnapshot *snapshot, const HpGraphRequest *request,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
HpGraphView *hp_graph_build_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
