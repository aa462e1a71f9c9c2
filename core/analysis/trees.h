/* SPDX-License-Identifier: Apache-2.0 */
/* The two trees that most reports stand on: who keeps whom alive, and the ways from the roots.
 *
 * A caller that has them already, as the window does, lends them in the options; whoever has not
 * gets them made, both at once. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

typedef struct {
  const HpDominatorTree *dominator_tree;
  const HpRootTree *roots;
  HpDominators *own_dominators; /* owned, as all below; NULL where they were lent */
  HpDominatorTree *own_tree;
  HpRootTree *own_roots;
} HpTrees;

/* self is zeroed before, and cleared by the caller also when this fails. */
gboolean hp_trees_init (HpTrees *self, const HpSnapshot *snapshot, const HpReportOptions *options,
                        const HpAnalysisRun *run, GError **error);
void hp_trees_clear (HpTrees *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpTrees, hp_trees_clear)

G_END_DECLS
