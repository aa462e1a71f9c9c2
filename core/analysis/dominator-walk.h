/* SPDX-License-Identifier: Apache-2.0 */
/* A walk down the dominator tree, depth first, children in the tree's order. */
#pragma once

#include "analysis/dominator-tree.h"

G_BEGIN_DECLS

/* Called when the walk comes to an object and when it has left everything below it. The root of the
 * tree, HP_NONE, is entered first and left last. */
typedef void (*HpDominatorVisit) (guint32 object, gpointer data);

/* leave may be NULL. */
gboolean hp_dominator_tree_walk (const HpDominatorTree *tree, HpDominatorVisit enter,
                                 HpDominatorVisit leave, gpointer data, const HpAnalysisRun *run,
                                 GError **error);

G_END_DECLS
