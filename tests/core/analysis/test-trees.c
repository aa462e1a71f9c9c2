/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/trees.h"

#include "graph.h"

static void
assert_equal_tables (const HpReportTable *a, const HpReportTable *b)
{
  guint n_fields;

  hp_report_table_get_fields (a, &n_fields);
  g_assert_cmpuint (hp_report_table_get_n_rows (a), ==, hp_report_table_get_n_rows (b));
  for (guint row = 0; row < hp_report_table_get_n_rows (a); row++)
    for (guint field = 0; field < n_fields; field++) {
      g_autofree char *value_a = hp_report_table_dup_value (a, row, field);
      g_autofree char *value_b = hp_report_table_dup_value (b, row, field);

      g_assert_cmpstr (value_a, ==, value_b);
    }
}

static void
assert_equal_reports (const HpReport *a, const HpReport *b)
{
  g_assert_cmpuint (hp_report_get_n_sentences (a), ==, hp_report_get_n_sentences (b));
  for (guint i = 0; i < hp_report_get_n_sentences (a); i++)
    g_assert_cmpstr (hp_report_get_sentence (a, i), ==, hp_report_get_sentence (b, i));
  g_assert_cmpuint (hp_report_get_n_tables (a), ==, hp_report_get_n_tables (b));
  for (guint i = 0; i < hp_report_get_n_tables (a); i++)
    assert_equal_tables (hp_report_get_table (a, i), hp_report_get_table (b, i));
}

static void
check_all (HpSnapshot *snapshot, const HpReportOptions *lent)
{
  HpReportOptions plain = HP_REPORT_OPTIONS_DEFAULT;
  guint n;
  const HpAnalysis *analyses = hp_analyses (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (HpReport) made = analyses[i].run (snapshot, &plain, NULL, NULL);
    g_autoptr (HpReport) shared = analyses[i].run (snapshot, lent, NULL, NULL);

    assert_equal_reports (made, shared);
  }
}

/* Trees of this picture give the same reports as none; so do those of another, which are no use. */
static void
test_lent_trees_change_nothing (void)
{
  for (guint32 seed = 1; seed <= 10; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (120, 3, 10, seed);
    g_autoptr (HpSnapshot) other = graph_random (60, 3, 10, seed + 100);
    g_auto (HpTrees) trees = { 0 }, strange = { 0 };
    HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;

    g_assert_true (hp_trees_init (&trees, snapshot, &options, NULL, NULL));
    g_assert_true (hp_trees_init (&strange, other, &options, NULL, NULL));
    options.dominator_tree = trees.dominator_tree;
    options.roots = trees.roots;
    check_all (snapshot, &options);
    options.dominator_tree = strange.dominator_tree;
    options.roots = strange.roots;
    check_all (snapshot, &options);
  }
}

/* What was lent is used, not made again. */
static void
test_lent_trees_are_used (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (50, 3, 10, 1);
  g_auto (HpTrees) first = { 0 }, second = { 0 };
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;

  g_assert_true (hp_trees_init (&first, snapshot, &options, NULL, NULL));
  options.dominator_tree = first.dominator_tree;
  options.roots = first.roots;
  g_assert_true (hp_trees_init (&second, snapshot, &options, NULL, NULL));
  g_assert_true (second.dominator_tree == first.dominator_tree);
  g_assert_true (second.roots == first.roots);
  g_assert_null (second.own_dominators);
  g_assert_null (second.own_roots);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/trees/lent-trees-change-nothing",
                   test_lent_trees_change_nothing);
  g_test_add_func ("/core/analysis/trees/lent-trees-are-used", test_lent_trees_are_used);
  return g_test_run ();
}
