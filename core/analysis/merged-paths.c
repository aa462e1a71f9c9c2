/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/merged-paths.h"

#include "analysis/keyed-sort.h"
#include "analysis/path-tree.h"
#include "analysis/side-array.h"

typedef struct {
  const HpRootTree *roots; /* borrowed */
  HpPathTree *paths;       /* owned, as all below */
  guint32 *members;        /* by object; then the place of its node, plus 1 */
  guint64 *sizes;          /* by object */
  HpKeyed *ranked;         /* objects that become nodes */
  guint32 n_ranked;
} Merge;

static void
merge_clear (Merge *self)
{
  hp_path_tree_free (self->paths);
  hp_side_array_free (self->members);
  hp_side_array_free (self->sizes);
  hp_side_array_free (self->ranked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

static gboolean
merge_init (Merge *self, const HpAnalysisRun *run, GError **error)
{
  guint64 n = hp_snapshot_n_objects (hp_root_tree_get_snapshot (self->roots));

  return (self->paths = hp_path_tree_new (self->roots, run, error)) != NULL &&
         (self->members = HP_SIDE_ARRAY (guint32, n, error)) != NULL &&
         (self->sizes = HP_SIDE_ARRAY (guint64, n, error)) != NULL &&
         (self->ranked = HP_SIDE_ARRAY (HpKeyed, n, error)) != NULL;
}

/* Each object hands what it has on to the one before it. */
static gboolean
sum_up (Merge *self, const guint32 *objects, guint32 n, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = hp_root_tree_get_snapshot (self->roots);
  guint32 n_order;
  const guint32 *order = hp_path_tree_get_order (self->paths, &n_order);

  for (guint32 i = 0; i < n; i++) {
    self->members[objects[i]]++;
    self->sizes[objects[i]] += hp_snapshot_size (snapshot, objects[i]);
  }
  for (guint32 i = n_order; i > 0; i--) {
    guint32 object = order[i - 1], parent = hp_root_tree_get_parent (self->roots, object);

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.5, error))
      return FALSE;
    if (parent == HP_NONE)
      continue;
    self->members[parent] += self->members[object];
    self->sizes[parent] += self->sizes[object];
  }
  return TRUE;
}

/* A parent has at least as many members as its child and comes before it in the order, so a stable
 * sort keeps it there. */
static gboolean
rank (Merge *self, guint32 min_members, const HpAnalysisRun *run, GError **error)
{
  guint32 n_order;
  const guint32 *order = hp_path_tree_get_order (self->paths, &n_order);

  for (guint32 i = 0; i < n_order; i++) {
    guint32 n_members = self->members[order[i]];

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.7, error))
      return FALSE;
    if (n_members >= MAX (min_members, 1))
      self->ranked[self->n_ranked++] = (HpKeyed){ G_MAXUINT32 - n_members, order[i] };
  }
  return hp_keyed_sort (self->ranked, self->n_ranked, run, error);
}

static GArray *
make_nodes (Merge *self)
{
  GArray *nodes = g_array_sized_new (FALSE, FALSE, sizeof (HpMergedNode), self->n_ranked);

  for (guint32 i = 0; i < self->n_ranked; i++) {
    guint32 object = self->ranked[i].value;
    guint32 parent = hp_root_tree_get_parent (self->roots, object);
    HpMergedNode node = { .object = object,
                          .parent = parent != HP_NONE ? self->members[parent] - 1 : HP_NONE,
                          .label = hp_root_tree_get_label (self->roots, object),
                          .n_members = self->members[object],
                          .size = self->sizes[object] };

    self->members[object] = i + 1;
    g_array_append_val (nodes, node);
  }
  return nodes;
}

GArray *
hp_paths_merge (const HpRootTree *tree, const guint32 *objects, guint32 n, guint32 min_members,
                const HpAnalysisRun *run, GError **error)
{
  g_auto (Merge) merge = { .roots = tree };

  if (!merge_init (&merge, run, error) || !sum_up (&merge, objects, n, run, error) ||
      !rank (&merge, min_members, run, error))
    return NULL;
  return make_nodes (&merge);
}
