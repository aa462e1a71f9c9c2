/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/trees.h"

static gboolean
find_dominator_tree (HpTrees *self, const HpSnapshot *snapshot, const HpDominatorTree *lent,
                     const HpAnalysisRun *run, GError **error)
{
  if (lent != NULL &&
      hp_dominators_get_snapshot (hp_dominator_tree_get_dominators (lent)) == snapshot) {
    self->dominator_tree = lent;
    return TRUE;
  }
  self->own_dominators = hp_dominators_new (snapshot, run, error);
  if (self->own_dominators != NULL)
    self->own_tree = hp_dominator_tree_new (self->own_dominators, run, error);
  self->dominator_tree = self->own_tree;
  return self->own_tree != NULL;
}

gboolean
hp_trees_init (HpTrees *self, const HpSnapshot *snapshot, const HpReportOptions *options,
               const HpAnalysisRun *run, GError **error)
{
  if (!find_dominator_tree (self, snapshot, options->dominator_tree, run, error))
    return FALSE;
  self->roots = options->roots;
  if (self->roots == NULL || hp_root_tree_get_snapshot (self->roots) != snapshot)
    self->roots = self->own_roots = hp_root_tree_new (snapshot, run, error);
  return self->roots != NULL;
}

void
hp_trees_clear (HpTrees *self)
{
  hp_dominator_tree_free (self->own_tree);
  hp_dominators_free (self->own_dominators);
  hp_root_tree_free (self->own_roots);
}
