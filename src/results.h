/* SPDX-License-Identifier: Apache-2.0 */
/* What several panes want to know of one picture and what takes a pass over all objects: who keeps
 * how much alive, and by which way a root leads to an object. Made once for a picture, immutable,
 * reference counted. */
#pragma once

#include "analysis/dominator-tree.h"
#include "analysis/root-tree.h"

G_BEGIN_DECLS

typedef struct {
  HpSnapshot *snapshot; /* owned, as all below */
  HpDominators *dominators;
  HpDominatorTree *tree;
  HpRootTree *roots;
} HpResults;

/* Runs in any thread; errors as hp_dominators_new (). */
HpResults *hp_results_new (HpSnapshot *snapshot, const HpAnalysisRun *run,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
HpResults *hp_results_ref (HpResults *self);
void hp_results_unref (HpResults *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpResults, hp_results_unref)

G_END_DECLS
