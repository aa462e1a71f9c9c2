/* SPDX-License-Identifier: Apache-2.0 */
#include "results.h"

#include "analysis/trees.h"

static void
clear (gpointer data)
{
  HpResults *self = data;

  g_clear_pointer (&self->tree, hp_dominator_tree_free);
  g_clear_pointer (&self->dominators, hp_dominators_free);
  g_clear_pointer (&self->roots, hp_root_tree_free);
  hp_snapshot_unref (self->snapshot);
}

HpResults *
hp_results_new (HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpResults) self = g_atomic_rc_box_new0 (HpResults);
  HpReportOptions nothing_lent = HP_REPORT_OPTIONS_DEFAULT;
  g_auto (HpTrees) trees = { 0 };

  self->snapshot = hp_snapshot_ref (snapshot);
  if (!hp_trees_init (&trees, snapshot, &nothing_lent, run, error))
    return NULL;
  self->dominators = g_steal_pointer (&trees.own_dominators);
  self->tree = g_steal_pointer (&trees.own_tree);
  self->roots = g_steal_pointer (&trees.own_roots);
  return g_steal_pointer (&self);
}

HpResults *
hp_results_ref (HpResults *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
hp_results_unref (HpResults *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
