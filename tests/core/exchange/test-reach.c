/* SPDX-License-Identifier: Apache-2.0 */
/* What no root leads to, beside a slow and obvious twin. */
#include "exchange/reach.h"

#include "analysis/root-tree.h"
#include "snapshot/builder.h"
#include "support/sample-snapshot.h"

/* Marks until nothing changes; then the lowest that is not marked is picked, and so on. */
static void
mark_reached (const HpSnapshot *snapshot, gboolean *met)
{
  gboolean changed = TRUE;

  while (changed) {
    changed = FALSE;
    for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
      const guint32 *labels, *targets;
      guint32 n;

      targets = hp_snapshot_referents (snapshot, i, &labels, &n);
      for (guint32 k = 0; met[i] && k < n; k++)
        if (hp_reference_keeps_alive (labels[k]) && !met[targets[k]])
          met[targets[k]] = changed = TRUE;
    }
  }
}

static void
check (const HpSnapshot *snapshot)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) picked = hp_reach_pick (snapshot, NULL, &error);
  g_autofree gboolean *met = g_new0 (gboolean, hp_snapshot_n_objects (snapshot) + 1);
  guint next = 0;

  g_assert_no_error (error);
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++)
    met[hp_snapshot_root (snapshot, i).object] = TRUE;
  mark_reached (snapshot, met);
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    if (met[i])
      continue;
    g_assert_cmpuint (next, <, picked->len);
    g_assert_cmpuint (g_array_index (picked, guint32, next), ==, i);
    next++;
    met[i] = TRUE;
    mark_reached (snapshot, met);
  }
  g_assert_cmpuint (next, ==, picked->len);
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (150, seed);

    check (snapshot);
  }
}

/* A list from its last object to its first, or the other way, held at one end, with a second one
 * that nothing holds. */
static HpSnapshot *
make_lists (guint32 n, gboolean against)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpObjectRow row = { .type = hp_snapshot_builder_add_type (builder, "list", NULL), .size = 64 };

  for (guint32 i = 0; i < 2 * n; i++) {
    row.address = 16 * (guint64)(i + 1);
    hp_snapshot_builder_add_object (builder, &row);
  }
  for (guint32 i = 0; i + 2 < 2 * n; i++)
    hp_snapshot_builder_add_ref (builder, against ? i + 2 : i, against ? i : i + 2, 0);
  hp_snapshot_builder_add_root (builder, against ? 2 * n - 1 : 0, HP_ROOT_GLOBAL, "x", NULL, NULL,
                                0);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* Lists that one sweep follows, and lists that run against every sweep. */
static void
test_lists (void)
{
  for (guint32 n = 1; n < 700; n = n * 3 + 1)
    for (int against = 0; against < 2; against++) {
      g_autoptr (HpSnapshot) snapshot = make_lists (n, against);

      check (snapshot);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (HpSnapshot) snapshot = make_lists (200000, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_null (hp_reach_pick (snapshot, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/reach/random", test_random);
  g_test_add_func ("/core/exchange/reach/lists", test_lists);
  g_test_add_func ("/core/exchange/reach/cancelled", test_cancelled);
  return g_test_run ();
}
