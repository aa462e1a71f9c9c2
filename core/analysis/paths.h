/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds this object: several paths from roots, shortest first, and paths for many at once. */
#pragma once

#include "analysis/path.h"
#include "analysis/root-tree.h"

G_BEGIN_DECLS

/* References to leave out of the search, as rows of the refs table: a set of guint64 made with
 * hp_ref_set_new (). */
GHashTable *hp_ref_set_new (void);
void hp_ref_set_add (GHashTable *set, guint64 ref);

/* At most n_paths paths to the object, each from another root-held object, shortest first;
 * modules and local variables come before other roots that a person can name, and these before the
 * rest. An object on one path may be on the next as well,
 * but is reached from the object in the same way. `without` may be NULL. Needs
 * hp_snapshot_index_referrers (), which it calls. Returns an array of HpPath *, empty when no root
 * leads to the object; NULL and error when cancelled, out of memory, or without such an object. */
GPtrArray *hp_paths_find (HpSnapshot *snapshot, guint32 object, guint n_paths, GHashTable *without,
                          const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- merged paths ---- */

/* A node of the tree that the paths of several objects make together. */
typedef struct {
  guint32 object;
  guint32 parent;    /* index of the node before it; HP_NONE: held by a root */
  guint32 label;     /* of the reference from the parent */
  guint32 n_members; /* of the set, at or below this node */
  guint64 size;      /* of those members, bytes */
} HpMergedNode;

/* The paths of the root tree to n objects, as one tree: HpMergedNode, parents before children, at
 * each level those with most members first. Nodes with fewer than min_members members are left out,
 * as are those below them. */
GArray *hp_paths_merge (const HpRootTree *tree, const guint32 *objects, guint32 n,
                        guint32 min_members);

G_END_DECLS
