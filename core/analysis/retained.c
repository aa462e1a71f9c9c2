/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/retained.h"

#include <string.h>

#include "analysis/dominator-walk.h"
#include "analysis/side-array.h"

typedef struct {
  const HpDominators *dominators;
  const guint32 *group_of;
  guint64 *retained;
  guint32 *n_inside; /* owned; by group: members between the root and where the walk stands */
} Sums;

/* HP_NONE, the root of the tree, is in no group. */
static guint32
group_of (const Sums *sums, guint32 object)
{
  return object == HP_NONE ? HP_NONE : sums->group_of[object];
}

static void
enter (guint32 object, gpointer data)
{
  Sums *sums = data;
  guint32 group = group_of (sums, object);

  if (group != HP_NONE && sums->n_inside[group]++ == 0)
    sums->retained[group] += hp_dominators_get_retained_size (sums->dominators, object);
}

static void
leave (guint32 object, gpointer data)
{
  Sums *sums = data;
  guint32 group = group_of (sums, object);

  if (group != HP_NONE)
    sums->n_inside[group]--;
}

gboolean
hp_retained_by_group (const HpDominatorTree *tree, const guint32 *group_of, guint32 n_groups,
                      guint64 *retained, const HpAnalysisRun *run, GError **error)
{
  Sums sums = { hp_dominator_tree_get_dominators (tree), group_of, retained,
                HP_SIDE_ARRAY (guint32, n_groups, error) };
  gboolean done;

  if (sums.n_inside == NULL)
    return FALSE;
  memset (retained, 0, n_groups * sizeof *retained);
  done = hp_dominator_tree_walk (tree, enter, leave, &sums, run, error);
  hp_side_array_free (sums.n_inside);
  return done;
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
