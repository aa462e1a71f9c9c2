/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/components.h"
#include "graph.h"

static gboolean
lead_to_each_other (const HpSnapshot *snapshot, guint32 a, guint32 b)
{
  return graph_leads_to (snapshot, NULL, 0, a, b, HP_NONE) &&
         graph_leads_to (snapshot, NULL, 0, b, a, HP_NONE);
}

/* Whether a reference other than the empty path leads from the object back to it. */
static gboolean
is_in_cycle (const HpSnapshot *snapshot, guint32 object)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (!hp_label_is_weak (labels[i]) &&
        graph_leads_to (snapshot, NULL, 0, targets[i], object, HP_NONE))
      return TRUE;
  return FALSE;
}

static void
check_against_twin (const HpSnapshot *snapshot)
{
  g_autoptr (HpComponents) components = hp_components_new (snapshot, NULL, NULL);
  guint32 n = hp_snapshot_n_objects (snapshot);

  for (guint32 a = 0; a < n; a++) {
    g_assert_cmpint (hp_components_cycle_of (components, a) != HP_NONE, ==,
                     is_in_cycle (snapshot, a));
    for (guint32 b = 0; b < n; b++)
      g_assert_cmpint (hp_components_leader (components, a) == hp_components_leader (components, b),
                       ==, lead_to_each_other (snapshot, a, b));
  }
}

static void
test_random_graphs (void)
{
  for (guint32 seed = 0; seed < 120; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (seed % 24, 1 + seed % 3, 4, seed);

    check_against_twin (snapshot);
  }
}

static void
test_members_are_grouped (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (400, 1, 10, 7);
  g_autoptr (HpComponents) components = hp_components_new (snapshot, NULL, NULL);
  guint32 before = G_MAXUINT32;

  g_assert_cmpuint (hp_components_n_cycles (components), >, 0);
  for (guint32 cycle = 0; cycle < hp_components_n_cycles (components); cycle++) {
    guint32 n;
    const guint32 *members = hp_components_members (components, cycle, &n);

    g_assert_cmpuint (n, <=, before);
    before = n;
    for (guint32 i = 0; i < n; i++) {
      g_assert_cmpuint (hp_components_cycle_of (components, members[i]), ==, cycle);
      g_assert_true (i == 0 || members[i - 1] < members[i]);
    }
  }
}

static void
test_cancelled (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (50, 2, 4, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_null (hp_components_new (snapshot, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A chain as long as the graph: no call may be nested in another for each object. */
static void
test_deep_chain (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpComponents) components = NULL;
  guint32 n = 300000, n_members;

  hp_snapshot_builder_add_type (builder, "list", NULL);
  for (guint32 i = 0; i < n; i++) {
    HpObjectRow row = { .address = 0x10000 + (guint64)i * 64, .size = 64, .gc_order = i };

    hp_snapshot_builder_add_object (builder, &row);
    hp_snapshot_builder_add_ref (builder, i, (i + 1) % n, hp_label (HP_REF_INDEX, 0));
  }
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  components = hp_components_new (snapshot, NULL, NULL);
  g_assert_cmpuint (hp_components_n_cycles (components), ==, 1);
  hp_components_members (components, 0, &n_members);
  g_assert_cmpuint (n_members, ==, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/components/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/components/members-are-grouped", test_members_are_grouped);
  g_test_add_func ("/core/analysis/components/cancelled", test_cancelled);
  g_test_add_func ("/core/analysis/components/deep-chain", test_deep_chain);
  return g_test_run ();
}
