/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/keyed-sort.h"

#include <stdlib.h>

static int
compare (const void *a, const void *b)
{
  const HpKeyed *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return (x->value > y->value) - (x->value < y->value);
}

/* The values number the rows, so an order that is kept is an ascending one. */
static void
check_sort (guint32 n, guint64 mask, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree HpKeyed *rows = g_new (HpKeyed, n + 1), *twin = NULL;

  for (guint32 i = 0; i < n; i++)
    rows[i] = (HpKeyed){ ((guint64)g_rand_int (random) << 32 | g_rand_int (random)) & mask, i };
  twin = g_memdup2 (rows, n * sizeof *rows);
  if (n > 0)
    qsort (twin, n, sizeof *twin, compare);
  g_assert_true (hp_keyed_sort (rows, n, NULL, NULL));
  for (guint32 i = 0; i < n; i++) {
    g_assert_cmpuint (rows[i].key, ==, twin[i].key);
    g_assert_cmpuint (rows[i].value, ==, twin[i].value);
  }
}

static void
test_sorts_as_qsort (void)
{
  const guint64 masks[] = {
    0, 3, 0xffff, 0x3ffc00, G_GUINT64_CONSTANT (0xff00000000000000), G_MAXUINT64
  };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    for (guint32 n = 0; n < 300; n += 37)
      check_sort (n, masks[i], n + i);
  check_sort (100000, G_MAXUINT64, 1);
}

static void
test_is_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HpAnalysisRun run = { NULL, NULL, cancellable };
  HpKeyed rows[] = { { 2, 0 }, { 1, 1 } };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (hp_keyed_sort (rows, 2, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/keyed-sort/sorts-as-qsort", test_sorts_as_qsort);
  g_test_add_func ("/core/analysis/keyed-sort/is-cancelled", test_is_cancelled);
  return g_test_run ();
}
