/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dominator-walk.h"

#include "analysis/side-array.h"

/* An object on the way; `next` … `end` are children still to be entered. */
typedef struct {
  const guint32 *next, *end;
  guint32 object;
} Visit;

static void
push (const HpDominatorTree *tree, Visit *visit, guint32 object)
{
  guint32 n;
  const guint32 *children = hp_dominator_tree_get_children (tree, object, &n);

  *visit = (Visit){ children, children + n, object };
}

/* Each object costs two steps, one down and one up. */
static gboolean
walk (const HpDominatorTree *tree, Visit *stack, HpDominatorVisit enter, HpDominatorVisit leave,
      gpointer data, const HpAnalysisRun *run, GError **error)
{
  const HpDominators *dominators = hp_dominator_tree_get_dominators (tree);
  double n = hp_snapshot_n_objects (hp_dominators_get_snapshot (dominators));
  guint64 n_steps = 0;
  guint32 depth = 0;

  enter (HP_NONE, data);
  push (tree, &stack[depth++], HP_NONE);
  while (depth > 0) {
    Visit *visit = &stack[depth - 1];

    if (hp_analysis_is_step (n_steps) &&
        !hp_analysis_step (run, (double)n_steps / (2 * n + 2), error))
      return FALSE;
    n_steps++;
    if (visit->next < visit->end) {
      enter (*visit->next, data);
      push (tree, &stack[depth++], *visit->next++);
      continue;
    }
    if (leave != NULL)
      leave (visit->object, data);
    depth--;
  }
  return TRUE;
}

gboolean
hp_dominator_tree_walk (const HpDominatorTree *tree, HpDominatorVisit enter, HpDominatorVisit leave,
                        gpointer data, const HpAnalysisRun *run, GError **error)
{
  const HpDominators *dominators = hp_dominator_tree_get_dominators (tree);
  guint64 n = hp_snapshot_n_objects (hp_dominators_get_snapshot (dominators));
  Visit *stack = HP_SIDE_ARRAY (Visit, n + 1, error);
  gboolean done = stack != NULL && walk (tree, stack, enter, leave, data, run, error);

  hp_side_array_free (stack);
  return done;
}
