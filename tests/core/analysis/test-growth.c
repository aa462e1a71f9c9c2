/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/growth.h"
#include "analysis/place-history.h"
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
    g_autoptr (HpRootTree) roots = NULL;
    HpPlaceHistory place;

    for (guint k = 0; k < 3; k++)
      pictures[k] = make_table (cases[i].rows[k], &table);
    history = hp_growth_history_new (pictures, 3, NULL, NULL);
    g_assert_nonnull (history);
    roots = hp_root_tree_new (pictures[2], NULL, NULL);
    place = hp_place_history_of (history, roots, table, HP_NONE);
    g_assert_cmpint (hp_place_history_get_rise (&place), ==, cases[i].rise);
    for (guint32 type = 0; type < hp_snapshot_n_types (pictures[2]); type++) {
      g_autofree char *name = hp_snapshot_dup_type_full_name (pictures[2], type);

      if (g_str_equal (name, "app.Row")) {
        g_assert_cmpint (hp_growth_history_get_new_instances (history, type), ==, cases[i].rise);
        place = hp_place_history_of (history, roots, table, type);
        g_assert_cmpint (hp_place_history_get_rise (&place), ==, cases[i].rise);
      }
    }
    for (guint k = 0; k < 3; k++)
      hp_snapshot_unref (pictures[k]);
  }
}

/* ---- places ---- */

#define N_ROWS   40
#define ROWS_AT  0x200000
#define TABLE_AT 0x100000

/* app.store.rows, a list of those rows, which lie each where its number says. The list and what has
 * it lie elsewhere when the place is made anew. */
static HpSnapshot *
make_rows (const gboolean *has, guint turn, guint32 *list)
{
  Program program;
  guint32 store, rows, other;
  HpSnapshot *snapshot;
  guint64 at;
  guint n = 0;

  program_begin (&program, HP_LEVEL_VALUES);
  store = program_module (&program, "app", "/srv/app.py");
  program.next = TABLE_AT + turn * 0x1000;
  other = program_object (&program, "app", "Store", 2);
  at = program.next;
  rows = program_object (&program, NULL, "list", 2);
  program_set (&program, store, "store", other);
  program_attribute (&program, other, "rows", rows);
  for (guint row = 0; row < N_ROWS; row++) {
    program.next = ROWS_AT + row * 0x100;
    if (has[row])
      program_item (&program, rows, n++, program_object (&program, "app", "Row", 2));
  }
  snapshot = program_end (&program);
  *list = hp_snapshot_find (snapshot, at);
  return snapshot;
}

static guint64
count_common (const gboolean *a, const gboolean *b)
{
  guint64 n = 0;

  for (guint row = 0; row < N_ROWS; row++)
    n += a[row] && b[row];
  return n;
}

/* Whatever list is in the place at the time, against sets that are known. */
static void
test_random_places (void)
{
  for (guint32 seed = 0; seed < 100; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    gboolean has[HP_GROWTH_MAX_PICTURES][N_ROWS];
    HpSnapshot *pictures[HP_GROWTH_MAX_PICTURES];
    guint n = 2 + seed % 2;
    guint32 list = HP_NONE;
    g_autoptr (HpGrowthHistory) history = NULL;
    g_autoptr (HpRootTree) roots = NULL;
    HpPlaceHistory place;

    for (guint i = 0; i < n; i++) {
      for (guint row = 0; row < N_ROWS; row++)
        has[i][row] = g_rand_boolean (random);
      pictures[i] = make_rows (has[i], (guint)g_rand_int_range (random, 0, 2), &list);
    }
    history = hp_growth_history_new (pictures, n, NULL, NULL);
    roots = hp_root_tree_new (pictures[n - 1], NULL, NULL);
    place = hp_place_history_of (history, roots, list, HP_NONE);
    g_assert_cmpuint (place.n_pictures, ==, n);
    for (guint i = 0; i < n; i++) {
      gboolean stayed[N_ROWS]; /* a row that was away is another row in the same spot */

      for (guint row = 0; row < N_ROWS; row++)
        stayed[row] = has[0][row] && (i < 2 || has[1][row]);
      g_assert_cmpuint (place.n[i], ==, count_common (has[i], has[i]));
      g_assert_cmpuint (place.n_of_first[i], ==, count_common (stayed, has[i]));
    }
    g_assert_cmpuint (place.n_of_previous, ==, count_common (has[n - 2], has[n - 1]));
    for (guint i = 0; i < n; i++)
      hp_snapshot_unref (pictures[i]);
  }
}

/* app.counts, with a key for each of n and the same 1 for all of them. */
static HpSnapshot *
make_counter (guint n, guint32 *counter)
{
  Program program;
  guint32 dict, one;
  HpSnapshot *snapshot;

  program_begin (&program, HP_LEVEL_VALUES);
  dict = program_object (&program, NULL, "dict", 2);
  one = program_object (&program, NULL, "int", HP_GENERATION_UNTRACKED);
  program_set (&program, program_module (&program, "app", "/srv/app.py"), "counts", dict);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("key %u", i);
    guint32 key = program_text (&program, name);

    hp_snapshot_builder_add_ref (program.builder, dict, key, hp_label (HP_REF_DICT_KEY, 0));
    program_set (&program, dict, name, one);
  }
  snapshot = program_end (&program);
  *counter = program_row (snapshot, dict);
  return snapshot;
}

static void
test_keys_tell (void)
{
  guint32 counter;
  HpSnapshot *pictures[] = { make_counter (20, &counter), make_counter (50, &counter) };
  g_autoptr (HpGrowthHistory) history = hp_growth_history_new (pictures, 2, NULL, NULL);
  g_autoptr (HpRootTree) roots = hp_root_tree_new (pictures[1], NULL, NULL);
  HpPlaceHistory place = hp_place_history_of (history, roots, counter, HP_NONE);

  g_assert_cmpint (hp_place_history_get_rise (&place), ==, 30);
  g_assert_false (hp_place_history_is_turnover (&place));
  hp_snapshot_unref (pictures[0]);
  hp_snapshot_unref (pictures[1]);
}

/* A place that one of the pictures does not have. */
static void
test_no_place (void)
{
  gboolean has[N_ROWS] = { TRUE };
  guint32 list, table;
  HpSnapshot *pictures[] = { make_table (3, &table), make_rows (has, 0, &list) };
  g_autoptr (HpGrowthHistory) history = hp_growth_history_new (pictures, 2, NULL, NULL);
  g_autoptr (HpRootTree) roots = hp_root_tree_new (pictures[1], NULL, NULL);

  g_assert_cmpuint (hp_place_history_of (history, roots, list, HP_NONE).n_pictures, ==, 0);
  g_assert_cmpuint (hp_place_find (history, roots, list, 0), ==, HP_NONE);
  g_assert_cmpuint (hp_place_find (history, roots, list, 1), ==, list);
  hp_snapshot_unref (pictures[0]);
  hp_snapshot_unref (pictures[1]);
}

static void
test_turnover (void)
{
  static const struct {
    HpPlaceHistory place;
    gboolean is_turnover, has_stopped;
  } cases[] = {
    { { 2, { 100, 100 }, { 100, 0 }, 0 }, TRUE, FALSE },      /* made anew */
    { { 2, { 100, 180 }, { 100, 0 }, 0 }, TRUE, FALSE },      /* and larger by chance */
    { { 2, { 100, 300 }, { 100, 0 }, 0 }, FALSE, FALSE },     /* more came than went */
    { { 2, { 100, 180 }, { 100, 100 }, 100 }, FALSE, FALSE }, /* all that was there stayed */
    { { 2, { 100, 120 }, { 100, 60 }, 60 }, FALSE, FALSE },   /* most of it stayed */
    { { 2, { 3, 4 }, { 3, 0 }, 0 }, FALSE, FALSE },           /* too few to tell */
    { { 3, { 100, 110, 120 }, { 100, 0, 0 }, 0 }, TRUE, FALSE },
    { { 3, { 100, 140, 180 }, { 100, 40, 5 }, 60 }, TRUE, FALSE },   /* ever fewer are left */
    { { 3, { 100, 140, 180 }, { 100, 40, 40 }, 60 }, FALSE, FALSE }, /* the rest never goes */
    { { 3, { 100, 200, 205 }, { 100, 100, 100 }, 200 }, FALSE, TRUE },
    { { 3, { 100, 200, 290 }, { 100, 100, 100 }, 200 }, FALSE, FALSE },
    { { 3, { 100, 102, 102 }, { 100, 100, 100 }, 102 }, FALSE, FALSE },
    { { 0 }, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %" G_GSIZE_FORMAT, i);
    g_assert_true (hp_place_history_is_turnover (&cases[i].place) == cases[i].is_turnover);
    g_assert_true (hp_place_history_has_stopped (&cases[i].place) == cases[i].has_stopped);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/growth/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/growth/nothing-new", test_nothing_new);
  g_test_add_func ("/core/analysis/growth/steady-rise", test_steady_rise);
  g_test_add_func ("/core/analysis/growth/random-places", test_random_places);
  g_test_add_func ("/core/analysis/growth/keys-tell", test_keys_tell);
  g_test_add_func ("/core/analysis/growth/no-place", test_no_place);
  g_test_add_func ("/core/analysis/growth/turnover", test_turnover);
  return g_test_run ();
}
