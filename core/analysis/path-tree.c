/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/path-tree.h"

#include "analysis/side-array.h"

/* How many objects ahead what they lead to is fetched. */
#define AHEAD 16

struct _HpPathTree {
  const HpRootTree *roots; /* borrowed */
  guint32 n;               /* objects; also the row of the children that roots hold */
  guint32 *start;          /* owned; n + 2: where the children of each begin */
  guint32 *children;       /* owned */
  guint32 *order;          /* owned */
  guint32 n_order;
};

static guint32
row_of_parent (const HpPathTree *self, guint32 object)
{
  guint32 parent = hp_root_tree_get_parent (self->roots, object);

  return parent != HP_NONE ? parent : self->n;
}

/* The row of the parent of an object some way ahead. */
static inline void
fetch_ahead (const HpPathTree *self, guint32 object)
{
  if (object + AHEAD < self->n)
    __builtin_prefetch (&self->start[row_of_parent (self, object + AHEAD) + 1]);
}

static gboolean
count_children (HpPathTree *self, const HpAnalysisRun *run, GError **error)
{
  for (guint32 object = 0; object < self->n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    fetch_ahead (self, object);
    if (hp_root_tree_is_reached (self->roots, object))
      self->start[row_of_parent (self, object) + 1]++;
  }
  return TRUE;
}

/* A counting sort by parent: start[row + 1] moves from the row's beginning to its end. */
static gboolean
sort_children (HpPathTree *self, const HpAnalysisRun *run, GError **error)
{
  guint32 sum = 0;

  if (!count_children (self, run, error))
    return FALSE;
  for (guint32 row = 0; row <= self->n; row++) {
    guint32 count = self->start[row + 1];

    self->start[row + 1] = sum;
    sum += count;
  }
  for (guint32 object = 0; object < self->n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    fetch_ahead (self, object);
    if (hp_root_tree_is_reached (self->roots, object))
      self->children[self->start[row_of_parent (self, object) + 1]++] = object;
  }
  return TRUE;
}

static void
append_children (HpPathTree *self, guint32 object)
{
  guint32 n;
  const guint32 *children = hp_path_tree_get_children (self, object, &n);

  for (guint32 i = 0; i < n; i++)
    self->order[self->n_order++] = children[i];
}

/* The children of one object after those of another, from the roots down. */
static gboolean
make_order (HpPathTree *self, const HpAnalysisRun *run, GError **error)
{
  append_children (self, HP_NONE);
  for (guint32 head = 0; head < self->n_order; head++) {
    if (hp_analysis_is_step (head) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    if (head + AHEAD < self->n_order)
      __builtin_prefetch (&self->start[self->order[head + AHEAD]]);
    append_children (self, self->order[head]);
  }
  return TRUE;
}

HpPathTree *
hp_path_tree_new (const HpRootTree *roots, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpPathTree) self = g_new0 (HpPathTree, 1);

  self->roots = roots;
  self->n = hp_snapshot_n_objects (hp_root_tree_get_snapshot (roots));
  if ((self->start = HP_SIDE_ARRAY (guint32, (guint64)self->n + 2, error)) == NULL ||
      (self->children = HP_SIDE_ARRAY (guint32, self->n, error)) == NULL ||
      (self->order = HP_SIDE_ARRAY (guint32, self->n, error)) == NULL)
    return NULL;
  if (!hp_side_array_settle (self->start, run, 0, error) ||
      !hp_side_array_settle (self->children, run, 0, error) || !sort_children (self, run, error) ||
      !make_order (self, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_path_tree_free (HpPathTree *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->start);
  hp_side_array_free (self->children);
  hp_side_array_free (self->order);
  g_free (self);
}

const HpRootTree *
hp_path_tree_get_roots (const HpPathTree *self)
{
  return self->roots;
}

const guint32 *
hp_path_tree_get_children (const HpPathTree *self, guint32 object, guint32 *n)
{
  guint32 row = object != HP_NONE ? object : self->n;

  *n = self->start[row + 1] - self->start[row];
  return self->children + self->start[row];
}

const guint32 *
hp_path_tree_get_order (const HpPathTree *self, guint32 *n)
{
  *n = self->n_order;
  return self->order;
}
