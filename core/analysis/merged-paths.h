/* SPDX-License-Identifier: Apache-2.0 */
/* The paths of many objects as one tree: where they run together is who holds them all. */
#pragma once

#include "analysis/root-tree.h"

G_BEGIN_DECLS

typedef struct {
  guint32 object;
  guint32 parent;    /* index of the node before it; HP_NONE: held by a root */
  guint32 label;     /* of the reference from the parent */
  guint32 n_members; /* of the set, at or below this node */
  guint64 size;      /* of those members, bytes */
} HpMergedNode;

/* The paths of the root tree to n objects, each named once: HpMergedNode, those with most members
 * first and parents before their children. Nodes with fewer than min_members members are left out,
 * as is what no root leads to. Takes a few passes over all objects. NULL and error when cancelled
 * or out of memory. */
GArray *hp_paths_merge (const HpRootTree *tree, const guint32 *objects, guint32 n,
                        guint32 min_members, const HpAnalysisRun *run,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
