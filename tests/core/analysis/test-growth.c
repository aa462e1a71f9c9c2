/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/growth-history.h"
#include "analysis/growth.h"
#include "analysis/side-array.h"
#include "graph.h"
#include "program.h"

/* The nearest object above in the dominator tree that is no member. */
static guint32
place_of (const HpDominators *dominators, const guint64 *members, guint32 object)
{
  guint32 place = hp_dominators_get_parent (dominators, object);

  while (place != HP_NONE && hp_bit_is_set (members, place))
    place = hp_dominators_get_parent (dominators, place);
  return place;
}

static void
check_place (const HpDominators *dominators, const guint64 *members, const HpGrowth *growth)
{
  const HpSnapshot *snapshot = hp_dominators_get_snapshot (dominators);
  guint64 n = 0, size = 0;

  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    if (hp_bit_is_set (members, i) && place_of (dominators, members, i) == growth->object) {
      n++;
      size += hp_snapshot_size (snapshot, i);
    }
  g_assert_cmpuint (growth->n_members, ==, n);
  g_assert_cmpuint (growth->size, ==, size);
  g_assert_true (hp_bit_is_set (members, growth->example));
  g_assert_cmpuint (hp_dominators_get_parent (dominators, growth->example), ==, growth->object);
}

/* Against the slow way: each member asks its way up. */
static void
test_random_graphs (void)
{
  for (guint32 seed = 0; seed < 200; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (50, 3, 6, seed);
    g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (GArray) growth = NULL;
    guint64 members[2] = { 0 }, n_members = 0, n_told = 0;

    for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
      if (g_rand_boolean (random)) {
        hp_bit_set (members, i);
        n_members++;
      }
    growth = hp_growth_find (dominators, members, NULL, NULL);
    for (guint i = 0; i < growth->len; i++) {
      const HpGrowth *place = &g_array_index (growth, HpGrowth, i);

      check_place (dominators, members, place);
      n_told += place->n_members;
      g_assert_true (i == 0 || place[-1].size >= place->size);
    }
    g_assert_cmpuint (n_told, ==, n_members); /* each in one place */
  }
}

static void
test_nothing_new (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (20, 2, 4, 1);
  g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
  guint64 members[1] = { 0 };
  g_autoptr (GArray) growth = hp_growth_find (dominators, members, NULL, NULL);

  g_assert_cmpuint (growth->len, ==, 0);
}

/* app.table, a list of n rows. */
static HpSnapshot *
make_table (guint n, guint32 *table)
{
  Program program;
  guint32 list;
  HpSnapshot *snapshot;

  program_begin (&program, HP_LEVEL_VALUES);
  list = program_object (&program, NULL, "list", 2);
  program_set (&program, program_module (&program, "app", "/srv/app.py"), "table", list);
  for (guint i = 0; i < n; i++)
    program_item (&program, list, i, program_object (&program, "app", "Row", 2));
  snapshot = program_end (&program);
  *table = program_row (snapshot, list);
  return snapshot;
}

/* What went up and down has risen by less than the first and the last picture differ, or not at
 * all. */
static void
test_steady_rise (void)
{
  static const struct {
    guint rows[3];
    gint64 rise;
  } cases[] = {
    { { 10, 20, 40 }, 30 },  { { 10, 40, 35 }, 15 }, { { 10, 5, 40 }, 20 },
    { { 10, 60, 20 }, -70 }, { { 10, 10, 10 }, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint32 table = HP_NONE;
    HpSnapshot *pictures[3];
    g_autoptr (HpGrowthHistory) history = NULL;

    for (guint k = 0; k < 3; k++)
      pictures[k] = make_table (cases[i].rows[k], &table);
    history = hp_growth_history_new (pictures, 3, NULL, NULL);
    g_assert_nonnull (history);
    g_assert_cmpint (hp_growth_history_get_new_refs (history, table), ==, cases[i].rise);
    for (guint32 type = 0; type < hp_snapshot_n_types (pictures[2]); type++) {
      g_autofree char *name = hp_snapshot_dup_type_full_name (pictures[2], type);

      if (g_str_equal (name, "app.Row")) {
        g_assert_cmpint (hp_growth_history_get_new_instances (history, type), ==, cases[i].rise);
        g_assert_cmpint (hp_growth_history_get_new_refs_to (history, table, type), ==,
                         cases[i].rise);
      }
    }
    for (guint k = 0; k < 3; k++)
      hp_snapshot_unref (pictures[k]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/growth/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/growth/nothing-new", test_nothing_new);
  g_test_add_func ("/core/analysis/growth/steady-rise", test_steady_rise);
  return g_test_run ();
}
