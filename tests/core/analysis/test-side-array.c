/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/side-array.h"

#include "analysis/weak-holders.h"
#include "graph.h"

static void
check_array (guint64 n)
{
  g_autoptr (GError) error = NULL;
  guint64 *array = HP_SIDE_ARRAY (guint64, n, &error);

  g_assert_no_error (error);
  g_assert_nonnull (array);
  for (guint64 i = 0; i < n; i++) {
    g_assert_cmpuint (array[i], ==, 0);
    array[i] = i;
  }
  hp_side_array_free (array);
}

/* Around the sizes at which huge pages come into play. */
static void
test_all_sizes_are_zeroed_and_usable (void)
{
  const guint64 huge_page = (2 << 20) / sizeof (guint64);

  check_array (0);
  check_array (1);
  for (guint half = 1; half <= 5; half++)
    for (guint64 n = half * huge_page / 2 - 9; n <= half * huge_page / 2 + 1; n++)
      check_array (n);
}

static void
count_look (double fraction, gpointer looks)
{
  ++*(guint *)looks;
}

/* At least a look for each 2 MiB, and zeros as before. */
static void
test_settling_is_looked_at (void)
{
  const gsize size = 9 << 20;
  guint looks = 0;
  HpAnalysisRun run = { .progress = count_look, .progress_data = &looks };
  guint8 *array = HP_SIDE_ARRAY (guint8, size, NULL), any = 0;

  g_assert_true (hp_side_array_settle (array, &run, 0.5, NULL));
  g_assert_cmpuint (looks, >=, size / (2 << 20));
  for (gsize i = 0; i < size; i++)
    any |= array[i];
  g_assert_cmpuint (any, ==, 0);
  hp_side_array_free (array);
}

static void
test_settling_is_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };
  guint8 *array = HP_SIDE_ARRAY (guint8, 9 << 20, NULL);

  g_cancellable_cancel (cancellable);
  g_assert_false (hp_side_array_settle (array, &run, 0.5, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  hp_side_array_free (array);
}

static void
test_too_large_is_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (HP_SIDE_ARRAY (guint64, G_MAXUINT64, &error));
  g_assert_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_MEMORY);
  g_clear_error (&error);
  g_assert_null (HP_SIDE_ARRAY (guint8, G_MAXSSIZE, &error));
  g_assert_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_MEMORY);
}

static gboolean
holds_weakly (const HpSnapshot *snapshot, guint32 object)
{
  const guint32 *labels;
  guint32 n;

  hp_snapshot_referents (snapshot, object, &labels, &n);
  for (guint32 i = 0; i < n; i++)
    if (hp_label_is_weak (labels[i]))
      return TRUE;
  return FALSE;
}

static void
test_weak_holders_equal_the_slow_twin (void)
{
  for (guint32 seed = 1; seed <= 20; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (10 * seed, 3, 5, seed);
    guint64 *bits = hp_weak_holders_new (snapshot, NULL, NULL);

    for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++)
      g_assert_cmpint (hp_bit_is_set (bits, object), ==, holds_weakly (snapshot, object));
    hp_side_array_free (bits);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/side-array/all-sizes-are-zeroed-and-usable",
                   test_all_sizes_are_zeroed_and_usable);
  g_test_add_func ("/core/analysis/side-array/settling-is-looked-at", test_settling_is_looked_at);
  g_test_add_func ("/core/analysis/side-array/settling-is-cancelled", test_settling_is_cancelled);
  g_test_add_func ("/core/analysis/side-array/too-large-is-refused", test_too_large_is_refused);
  g_test_add_func ("/core/analysis/side-array/weak-holders-equal-the-slow-twin",
                   test_weak_holders_equal_the_slow_twin);
  return g_test_run ();
}
