/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/growth.h"
#include "analysis/side-array.h"
#include "graph.h"

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
    growth = hp_growth_find (dominators, members, NULL);
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
  g_autoptr (GArray) growth = hp_growth_find (dominators, members, NULL);

  g_assert_cmpuint (growth->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/growth/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/growth/nothing-new", test_nothing_new);
  return g_test_run ();
}
