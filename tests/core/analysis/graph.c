/* SPDX-License-Identifier: Apache-2.0 */
#include "graph.h"

static void
add_objects (HpSnapshotBuilder *builder, GRand *random, guint32 n)
{
  for (guint32 i = 0; i < n; i++) {
    HpObjectRow row = { .address = 0x10000 + (guint64)i * 64,
                        .type = (guint32)g_rand_int_range (random, 0, 3),
                        .size = (guint64)g_rand_int_range (random, 16, 116),
                        .refcount = 1,
                        .generation = 2,
                        .gc_order = i };

    hp_snapshot_builder_add_object (builder, &row);
  }
}

HpSnapshot *
graph_random (guint32 n, guint degree, guint root_every, guint32 seed)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  HpSnapshot *snapshot;

  hp_snapshot_builder_add_type (builder, "list", NULL);
  hp_snapshot_builder_add_type (builder, "dict", NULL);
  hp_snapshot_builder_add_type (builder, "Session", "app");
  add_objects (builder, random, n);
  for (guint32 i = 0; n > 0 && i < n * degree; i++) {
    guint32 weak = g_rand_int_range (random, 0, 8) == 0 ? HP_LABEL_WEAK : 0;

    hp_snapshot_builder_add_ref (builder, (guint32)g_rand_int_range (random, 0, (gint32)n),
                                 (guint32)g_rand_int_range (random, 0, (gint32)n),
                                 hp_label (HP_REF_INDEX, i) | weak);
  }
  for (guint32 i = 0; i < n; i++)
    if (g_rand_int_range (random, 0, (gint32)root_every) == 0)
      hp_snapshot_builder_add_root (builder, i, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_assert_nonnull (snapshot);
  return snapshot;
}

static void
reach (const HpSnapshot *snapshot, guint32 object, guint32 without, gboolean *reached)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, &labels, &n);

  if (object == without || reached[object])
    return;
  reached[object] = TRUE;
  for (guint32 i = 0; i < n; i++)
    if (!hp_label_is_weak (labels[i]))
      reach (snapshot, targets[i], without, reached);
}

gboolean
graph_leads_to (const HpSnapshot *snapshot, const guint32 *roots, guint n_roots, guint32 from,
                guint32 to, guint32 without)
{
  g_autofree gboolean *reached = g_new0 (gboolean, hp_snapshot_n_objects (snapshot) + 1);

  if (from != HP_NONE)
    reach (snapshot, from, without, reached);
  for (guint i = 0; from == HP_NONE && i < n_roots; i++)
    reach (snapshot, roots[i], without, reached);
  return reached[to];
}

GArray *
graph_roots (const HpSnapshot *snapshot)
{
  GArray *roots = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);

    g_array_append_val (roots, root.object);
  }
  return roots;
}
