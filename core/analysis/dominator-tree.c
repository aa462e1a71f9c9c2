/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dominator-tree.h"

#include "analysis/side-array.h"

struct _HpDominatorTree {
  const HpDominators *dominators; /* borrowed */
  guint32 n_objects;
  guint32 *start; /* owned; by object, one more for the root of the tree, one more as the end */
  guint32 *child; /* owned; objects, grouped by their parent */
};

/* The row of an object's children; the tree's own root comes behind all objects. */
static guint32
row_of (const HpDominatorTree *self, guint32 parent)
{
  return parent == HP_NONE ? self->n_objects : parent;
}

/* Groups the objects by parent, as predecessors.c does with references. Each group is ascending. */
static void
group (HpDominatorTree *self)
{
  guint32 sum = 0, n = self->n_objects;

  for (guint32 object = 0; object < n; object++)
    self->start[row_of (self, hp_dominators_get_parent (self->dominators, object)) + 1]++;
  for (guint32 row = 0; row <= n; row++) {
    guint32 count = self->start[row + 1];

    self->start[row + 1] = sum;
    sum += count;
  }
  for (guint32 object = 0; object < n; object++) {
    guint32 row = row_of (self, hp_dominators_get_parent (self->dominators, object));

    self->child[self->start[row + 1]++] = object;
  }
}

static int
compare_retained (gconstpointer a, gconstpointer b, gpointer data)
{
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  guint64 size_x = hp_dominators_get_retained_size (data, x);
  guint64 size_y = hp_dominators_get_retained_size (data, y);

  if (size_x != size_y)
    return size_x < size_y ? 1 : -1;
  return (x > y) - (x < y);
}

static gboolean
sort_groups (HpDominatorTree *self, const HpAnalysisRun *run, GError **error)
{
  for (guint32 row = 0; row <= self->n_objects; row++) {
    guint32 n = self->start[row + 1] - self->start[row];

    if (hp_analysis_is_step (row) &&
        !hp_analysis_step (run, (double)row / (self->n_objects + 1), error))
      return FALSE;
    if (n > 1)
      g_qsort_with_data (self->child + self->start[row], (int)n, sizeof (guint32), compare_retained,
                         (gpointer)self->dominators);
  }
  return TRUE;
}

HpDominatorTree *
hp_dominator_tree_new (const HpDominators *dominators, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpDominatorTree) self = g_new0 (HpDominatorTree, 1);

  self->dominators = dominators;
  self->n_objects = hp_snapshot_n_objects (hp_dominators_get_snapshot (dominators));
  if ((self->start = HP_SIDE_ARRAY (guint32, (guint64)self->n_objects + 2, error)) == NULL ||
      (self->child = HP_SIDE_ARRAY (guint32, self->n_objects, error)) == NULL)
    return NULL;
  group (self);
  if (!sort_groups (self, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_dominator_tree_free (HpDominatorTree *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->start);
  hp_side_array_free (self->child);
  g_free (self);
}

const HpDominators *
hp_dominator_tree_get_dominators (const HpDominatorTree *self)
{
  return self->dominators;
}

const guint32 *
hp_dominator_tree_get_children (const HpDominatorTree *self, guint32 parent, guint32 *n)
{
  guint32 row = row_of (self, parent);

  *n = self->start[row + 1] - self->start[row];
  return self->child + self->start[row];
}

guint64
hp_dominator_tree_count (const HpDominatorTree *self, guint32 object)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 count = object == HP_NONE ? 0 : 1;

  g_array_append_val (open, object);
  while (open->len > 0) {
    guint32 top = g_array_index (open, guint32, open->len - 1), n;
    const guint32 *children = hp_dominator_tree_get_children (self, top, &n);

    g_array_set_size (open, open->len - 1);
    g_array_append_vals (open, children, n);
    count += n;
  }
  return count;
}
