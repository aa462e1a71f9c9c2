/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/trees.h"

#include "analysis/together.h"

typedef struct {
  HpTrees *trees;
  const HpSnapshot *snapshot;
} Making;

static gboolean
make_dominator_tree (gpointer data, const HpAnalysisRun *run, GError **error)
{
  Making *self = data;
  HpTrees *trees = self->trees;

  if (trees->dominator_tree != NULL)
    return TRUE;
  trees->own_dominators = hp_dominators_new (self->snapshot, run, error);
  if (trees->own_dominators != NULL)
    trees->own_tree = hp_dominator_tree_new (trees->own_dominators, run, error);
  trees->dominator_tree = trees->own_tree;
  return trees->own_tree != NULL;
}

static gboolean
make_roots (gpointer data, const HpAnalysisRun *run, GError **error)
{
  Making *self = data;
  HpTrees *trees = self->trees;

  if (trees->roots == NULL)
    trees->roots = trees->own_roots = hp_root_tree_new (self->snapshot, run, error);
  return trees->roots != NULL;
}

/* Takes what is of this picture. */
static void
borrow (HpTrees *self, const HpSnapshot *snapshot, const HpReportOptions *options)
{
  const HpDominatorTree *tree = options->dominator_tree;

  if (tree != NULL &&
      hp_dominators_get_snapshot (hp_dominator_tree_get_dominators (tree)) == snapshot)
    self->dominator_tree = tree;
  if (options->roots != NULL && hp_root_tree_get_snapshot (options->roots) == snapshot)
    self->roots = options->roots;
}

gboolean
hp_trees_init (HpTrees *self, const HpSnapshot *snapshot, const HpReportOptions *options,
               const HpAnalysisRun *run, GError **error)
{
  static const HpAnalysisStep steps[] = { make_dominator_tree, make_roots };
  Making making = { self, snapshot };

  borrow (self, snapshot, options);
  return hp_analysis_take_together (steps, G_N_ELEMENTS (steps), &making, snapshot, run, error);
}

void
hp_trees_clear (HpTrees *self)
{
  hp_dominator_tree_free (self->own_tree);
  hp_dominators_free (self->own_dominators);
  hp_root_tree_free (self->own_roots);
}
