/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/retained.h"

#include <string.h>

#include "analysis/side-array.h"

/* A walk down the dominator tree: `next` … `end` are children still to be entered. */
typedef struct {
  const guint32 *next, *end;
  guint32 object;
} Visit;

typedef struct {
  const HpDominatorTree *tree;
  const guint32 *group_of;
  guint64 *retained;
  guint32 *n_inside; /* owned; by group: members between the root and where the walk stands */
  Visit *stack;      /* owned */
  guint32 depth;
} Walk;

static void
walk_clear (Walk *walk)
{
  hp_side_array_free (walk->n_inside);
  hp_side_array_free (walk->stack);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* HP_NONE, the root of the tree, is in no group. */
static guint32
group_of (const Walk *walk, guint32 object)
{
  return object == HP_NONE ? HP_NONE : walk->group_of[object];
}

static void
enter (Walk *walk, guint32 object)
{
  guint32 n, group = group_of (walk, object);
  const guint32 *children = hp_dominator_tree_get_children (walk->tree, object, &n);

  if (group != HP_NONE && walk->n_inside[group]++ == 0)
    walk->retained[group] +=
        hp_dominators_get_retained_size (hp_dominator_tree_get_dominators (walk->tree), object);
  walk->stack[walk->depth++] = (Visit){ children, children + n, object };
}

static void
leave (Walk *walk)
{
  guint32 group = group_of (walk, walk->stack[--walk->depth].object);

  if (group != HP_NONE)
    walk->n_inside[group]--;
}

gboolean
hp_retained_by_group (const HpDominatorTree *tree, const guint32 *group_of, guint32 n_groups,
                      guint64 *retained, const HpAnalysisRun *run, GError **error)
{
  const HpDominators *dominators = hp_dominator_tree_get_dominators (tree);
  guint64 n = hp_snapshot_n_objects (hp_dominators_get_snapshot (dominators)), n_steps = 0;
  g_auto (Walk) walk = { .tree = tree, .group_of = group_of, .retained = retained };

  if ((walk.n_inside = HP_SIDE_ARRAY (guint32, n_groups, error)) == NULL ||
      (walk.stack = HP_SIDE_ARRAY (Visit, n + 1, error)) == NULL)
    return FALSE;
  memset (retained, 0, n_groups * sizeof *retained);
  enter (&walk, HP_NONE);
  while (walk.depth > 0) {
    Visit *visit = &walk.stack[walk.depth - 1];

    if (hp_analysis_is_step (n_steps) &&
        !hp_analysis_step (run, (double)n_steps / (2.0 * (double)n + 2), error))
      return FALSE;
    n_steps++;
    if (visit->next < visit->end)
      enter (&walk, *visit->next++);
    else
      leave (&walk);
  }
  return TRUE;
}

guint64 *
hp_retained_by_type (const HpDominatorTree *tree, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = hp_dominators_get_snapshot (hp_dominator_tree_get_dominators (tree));
  guint32 n_types = hp_snapshot_n_types (snapshot);
  g_autofree guint64 *retained = g_new (guint64, (gsize)n_types + 1);

  if (!hp_retained_by_group (tree, HP_SNAPSHOT_COLUMN (snapshot, OBJECT_TYPE, guint32), n_types,
                             retained, run, error))
    return NULL;
  return g_steal_pointer (&retained);
}
