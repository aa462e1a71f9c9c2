/* SPDX-License-Identifier: Apache-2.0 */
/* The order of rows beside a slow and obvious twin: a stable sort of (key, old row). */
#include "snapshot/row-order.h"

typedef struct {
  guint64 key;
  guint32 row;
} Row;

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

static void
add_keys (HpVector *keys, guint width, const guint64 *values, guint n)
{
  for (guint i = 0; i < n; i++)
    if (width == 8)
      HP_VECTOR_APPEND (keys, guint64, values[i]);
    else
      HP_VECTOR_APPEND (keys, guint32, (guint32)values[i]);
}

static GArray *
twin (const guint64 *values, guint n, gboolean unique, guint32 *moves)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Row));
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (Row));

  for (guint32 i = 0; i < n; i++)
    g_array_append_val (sorted, ((Row){ values[i], i }));
  g_array_sort (sorted, compare_rows);
  for (guint i = 0; i < n; i++) {
    Row row = g_array_index (sorted, Row, i);
    if (!unique || kept->len == 0 || g_array_index (kept, Row, kept->len - 1).key != row.key)
      g_array_append_val (kept, row);
    moves[row.row] = kept->len - 1;
  }
  return kept;
}

static void
check (const guint64 *values, guint n, guint width, gboolean unique)
{
  g_auto (HpRowOrder) order = { 0 };
  HpVector keys = { 0 }, rows = { 0 };
  g_autofree guint32 *expected = g_new (guint32, n + 1), *moves = NULL;
  g_autoptr (GArray) sorted = twin (values, n, unique, expected);

  add_keys (&keys, width, values, n);
  for (guint32 i = 0; i < n; i++)
    HP_VECTOR_APPEND (&rows, guint32, i);
  if (hp_row_order_find (&order, &keys, width, unique)) {
    moves = hp_row_order_dup_moves (&order, unique ? &keys : NULL);
    for (guint i = 0; i < n; i++)
      g_assert_cmpuint (moves[i], ==, expected[i]);
    hp_row_order_apply (&order, &keys, width);
    hp_row_order_apply (&order, &rows, sizeof (guint32));
  }
  g_assert_cmpuint (rows.count, ==, sorted->len);
  g_assert_cmpuint (keys.count, ==, sorted->len);
  for (guint i = 0; i < sorted->len; i++)
    g_assert_cmpuint (HP_VECTOR_AT (&rows, guint32, i), ==, g_array_index (sorted, Row, i).row);
  hp_vector_clear (&keys);
  hp_vector_clear (&rows);
}

static void
check_all (const guint64 *values, guint n)
{
  check (values, n, 8, TRUE);
  check (values, n, 8, FALSE);
  check (values, n, 4, FALSE);
}

static void
test_small (void)
{
  static const guint64 ascending[] = { 1, 2, 9 }, descending[] = { 9, 2, 1 }, equal[] = { 3, 3, 3 },
                       again[] = { 1, 5, 9, 5, 1, 5, 0, 10, 9 };

  check_all (ascending, 0);
  check_all (ascending, 1);
  check_all (ascending, 3);
  check_all (descending, 3);
  check_all (equal, 3);
  check_all (again, G_N_ELEMENTS (again));
}

/* Rows in order with some late ones behind them, keys often equal. */
static void
test_random (void)
{
  for (guint32 seed = 0; seed < 300; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    guint n = (guint)g_rand_int_range (rand, 1, 200),
          kept = (guint)g_rand_int_range (rand, 0, n + 1);
    guint32 range = (guint32)g_rand_int_range (rand, 1, 1000);
    guint64 values[200], last = 0;
    for (guint i = 0; i < n; i++)
      values[i] = i < kept ? (last += g_rand_int (rand) % 3) : g_rand_int (rand) % range;
    g_test_message ("seed %u", seed);
    check_all (values, n);
  }
}

/* Two runs of any lengths, with equal keys in one of them and in both, or without. */
static void
test_two_runs (void)
{
  for (guint32 seed = 0; seed < 300; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    guint n = (guint)g_rand_int_range (rand, 2, 200),
          first = (guint)g_rand_int_range (rand, 1, (gint32)n);
    guint32 least = seed % 3 == 0 ? 0 : 1, step = seed % 3 == 2 ? 2 : 4;
    guint64 values[200], last = 0;
    for (guint i = 0; i < n; i++) {
      if (i == first)
        last = seed % 2;
      values[i] = last += least + g_rand_int (rand) % step;
    }
    g_test_message ("seed %u", seed);
    check_all (values, n);
  }
}

/* All bytes of a key take part, not only those that small ones use. */
static void
test_wide_keys (void)
{
  static const guint64 wide[] = {
    G_MAXUINT64, 1, G_GUINT64_CONSTANT (1) << 63, G_GUINT64_CONSTANT (0x7f0000000000), 0x10000,
    0x100,       0
  };

  check (wide, G_N_ELEMENTS (wide), 8, TRUE);
  check (wide, G_N_ELEMENTS (wide), 8, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/row-order/small", test_small);
  g_test_add_func ("/core/snapshot/row-order/random", test_random);
  g_test_add_func ("/core/snapshot/row-order/two-runs", test_two_runs);
  g_test_add_func ("/core/snapshot/row-order/wide-keys", test_wide_keys);
  return g_test_run ();
}
