/* SPDX-License-Identifier: Apache-2.0 */
#include "results.h"

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

  self->snapshot = hp_snapshot_ref (snapshot);
  self->dominators = hp_dominators_new (snapshot, run, error);
  if (self->dominators != NULL)
    self->tree = hp_dominator_tree_new (self->dominators, run, error);
  if (self->tree != NULL)
    self->roots = hp_root_tree_new (snapshot, run, error);
  return self->roots != NULL ? g_steal_pointer (&self) : NULL;
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
