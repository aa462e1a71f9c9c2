/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dominator-tree.h"

#include "analysis/keyed-sort.h"
#include "analysis/side-array.h"

/* Children up to which they are sorted by insertion. */
#define FEW 64

/* How many objects ahead what they lead to is fetched. */
#define AHEAD 16

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

/* The row of the parent of an object some way ahead, which nothing has asked for yet. */
static inline void
fetch_ahead (const HpDominatorTree *self, guint32 object)
{
  if (object + AHEAD < self->n_objects) {
    guint32 parent = hp_dominators_get_parent (self->dominators, object + AHEAD);

    __builtin_prefetch (&self->start[row_of (self, parent) + 1]);
  }
}

static gboolean
count_children (HpDominatorTree *self, const HpAnalysisRun *run, GError **error)
{
  for (guint32 object = 0; object < self->n_objects; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    fetch_ahead (self, object);
    self->start[row_of (self, hp_dominators_get_parent (self->dominators, object)) + 1]++;
  }
  return TRUE;
}

/* Groups the objects by parent, as predecessors.c does with references. Each group is ascending. */
static gboolean
group (HpDominatorTree *self, const HpAnalysisRun *run, GError **error)
{
  guint32 sum = 0;

  if (!count_children (self, run, error))
    return FALSE;
  for (guint32 row = 0; row <= self->n_objects; row++) {
    guint32 count = self->start[row + 1];

    self->start[row + 1] = sum;
    sum += count;
  }
  for (guint32 object = 0; object < self->n_objects; object++) {
    guint32 row = row_of (self, hp_dominators_get_parent (self->dominators, object));

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.1, error))
      return FALSE;
    fetch_ahead (self, object);
    self->child[self->start[row + 1]++] = object;
  }
  return TRUE;
}

/* Most groups are a few objects: each goes before those that retain less. */
static void
sort_few (const HpDominatorTree *self, guint32 *child, guint32 n)
{
  for (guint32 i = 1; i < n; i++) {
    guint32 object = child[i], k = i;
    guint64 size = hp_dominators_get_retained_size (self->dominators, object);

    for (; k > 0 && hp_dominators_get_retained_size (self->dominators, child[k - 1]) < size; k--)
      child[k] = child[k - 1];
    child[k] = object;
  }
}

static gboolean
sort_many (const HpDominatorTree *self, guint32 *child, guint32 n, const HpAnalysisRun *run,
           GError **error)
{
  HpKeyed *rows = HP_SIDE_ARRAY (HpKeyed, n, error);
  gboolean done;

  if (rows == NULL)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    rows[i] = (HpKeyed){ ~hp_dominators_get_retained_size (self->dominators, child[i]), child[i] };
  done = hp_keyed_sort (rows, n, run, error);
  for (guint32 i = 0; i < n; i++)
    child[i] = rows[i].value;
  hp_side_array_free (rows);
  return done;
}

/* Objects that retain the same stay in their order. */
static gboolean
sort_groups (HpDominatorTree *self, const HpAnalysisRun *run, GError **error)
{
  for (guint32 row = 0; row <= self->n_objects; row++) {
    guint32 *child = self->child + self->start[row], n = self->start[row + 1] - self->start[row];

    if (hp_analysis_is_step (row) &&
        !hp_analysis_step (run, (double)row / (self->n_objects + 1), error))
      return FALSE;
    if (n <= FEW)
      sort_few (self, child, n);
    else if (!sort_many (self, child, n, run, error))
      return FALSE;
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
  if (!group (self, run, error) || !sort_groups (self, run, error))
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
