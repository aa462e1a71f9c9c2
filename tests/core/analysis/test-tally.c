/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/tally.h"

/* Rows are equal when their numbers agree in the lowest bits, which `data` has set. */
static gboolean
rows_equal (guint32 a, guint32 b, gconstpointer data)
{
  return ((a ^ b) & GPOINTER_TO_UINT (data)) == 0;
}

/* Adds rows of random kinds, whose hashes are random as well, and holds every kind against a table
 * of counts. Probing goes round the end of the array many times when rows are many. */
static void
check (guint32 n_rows, guint32 mask, guint32 hash_mask, guint32 seed)
{
  g_autoptr (HpTally) tally = hp_tally_new (rows_equal, GUINT_TO_POINTER (mask), NULL);
  g_autofree guint32 *count = g_new0 (guint32, (gsize)mask + 1);
  g_autofree guint32 *first = g_new0 (guint32, (gsize)mask + 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree guint32 *hash = g_new (guint32, (gsize)mask + 1);
  guint64 n, n_found = 0;
  const HpTallySlot *slots;

  for (guint32 kind = 0; kind <= mask; kind++)
    hash[kind] = g_rand_int (random) & hash_mask;
  for (guint32 i = 0; i < n_rows; i++) {
    guint32 row = g_rand_int (random), kind = row & mask;

    if (count[kind]++ == 0)
      first[kind] = row;
    g_assert_true (hp_tally_add (tally, row, hash[kind], NULL, NULL));
  }
  slots = hp_tally_get_slots (tally, &n);
  for (guint64 i = 0; i < n; i++) {
    guint32 kind = slots[i].row & mask;

    if (slots[i].count == 0)
      continue;
    n_found++;
    g_assert_cmpuint (slots[i].count, ==, count[kind]);
    g_assert_cmpuint (slots[i].row, ==, first[kind]);
  }
  for (guint32 kind = 0; kind <= mask; kind++)
    n_found -= count[kind] > 0;
  g_assert_cmpuint (n_found, ==, 0);
}

/* Few kinds and many, more than one table of the first size holds. */
static void
test_random_rows (void)
{
  check (0, 7, G_MAXUINT32, 1);
  check (1000, 7, G_MAXUINT32, 2);
  check (50000, 0xffff, G_MAXUINT32, 3);
  check (300000, 0x3ffff, G_MAXUINT32, 4);
}

/* Kinds that hash alike are told apart, wherever the probing leads them. */
static void
test_equal_hashes (void)
{
  check (3000, 0xff, 0, 5);
  check (20000, 0xfff, 0xf, 6);
}

static void
test_stopped_while_it_grows (void)
{
  g_autoptr (HpTally) tally = hp_tally_new (rows_equal, GUINT_TO_POINTER (G_MAXUINT32), NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };
  guint64 n;
  guint32 row = 0;

  g_cancellable_cancel (cancellable);
  while (hp_tally_add (tally, row, row, &run, &error))
    row++;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  hp_tally_get_slots (tally, &n);
  g_assert_cmpuint (row, <, n);
  g_assert_true (hp_tally_add (tally, row, row, NULL, NULL));
  hp_tally_get_slots (tally, &n);
  g_assert_cmpuint (row, <, n / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/tally/random-rows", test_random_rows);
  g_test_add_func ("/core/analysis/tally/equal-hashes", test_equal_hashes);
  g_test_add_func ("/core/analysis/tally/stopped-while-it-grows", test_stopped_while_it_grows);
  return g_test_run ();
}
