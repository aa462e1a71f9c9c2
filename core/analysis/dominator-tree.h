/* SPDX-License-Identifier: Apache-2.0 */
/* The dominator tree from the top down: the children of each object, those that retain most first.
 *
 * HP_NONE stands for the tree's root, whose children are held by no single object. Borrows the
 * dominators, which must outlive it. */
#pragma once

#include "analysis/dominators.h"

G_BEGIN_DECLS

typedef struct _HpDominatorTree HpDominatorTree;

HpDominatorTree *hp_dominator_tree_new (const HpDominators *dominators, const HpAnalysisRun *run,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_dominator_tree_free (HpDominatorTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpDominatorTree, hp_dominator_tree_free)

/* What it was made of; lent. */
const HpDominators *hp_dominator_tree_get_dominators (const HpDominatorTree *self);

/* The objects whose nearest dominator is `parent` (an object or HP_NONE): *n of them, by falling
 * retained size, then by address. */
const guint32 *hp_dominator_tree_get_children (const HpDominatorTree *self, guint32 parent,
                                               guint32 *n);

/* How many objects would go with the object, itself included; HP_NONE: all. Takes a walk over the
 * subtree. */
guint64 hp_dominator_tree_count (const HpDominatorTree *self, guint32 object);

G_END_DECLS
