/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/merged-paths.h"
#include "analysis/paths-report.h"
#include "analysis/ref-set.h"
#include "graph.h"

static void
test_adds_up (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (60, 2, 8, 5);
  g_autoptr (HpRootTree) tree = hp_root_tree_new (snapshot, NULL, NULL);
  g_autofree guint32 *objects = g_new (guint32, 60);
  g_autoptr (GArray) nodes = NULL;
  guint64 at_top = 0, members = 0;
  guint n_reached = 0;

  for (guint32 i = 0; i < 60; i++) {
    objects[i] = i;
    n_reached += hp_root_tree_is_reached (tree, i);
  }
  g_assert_cmpuint (n_reached, >, 30);
  nodes = hp_paths_merge (tree, objects, 60, 1, NULL, NULL);
  g_assert_cmpuint (nodes->len, ==, n_reached);
  for (guint i = 0; i < nodes->len; i++) {
    const HpMergedNode *node = &g_array_index (nodes, HpMergedNode, i);

    g_assert_true (node->parent == HP_NONE || node->parent < i);
    members = 1;
    for (guint j = 0; j < nodes->len; j++)
      if (g_array_index (nodes, HpMergedNode, j).parent == i)
        members += g_array_index (nodes, HpMergedNode, j).n_members;
    g_assert_cmpuint (node->n_members, ==, members);
    if (node->parent == HP_NONE)
      at_top += node->n_members;
    else
      g_assert_cmpuint (node->object, !=, g_array_index (nodes, HpMergedNode, node->parent).object);
    g_assert_true (i == 0 ||
                   node->n_members <= g_array_index (nodes, HpMergedNode, i - 1).n_members);
  }
  g_assert_cmpuint (at_top, ==, n_reached);
}

/* A chain is as deep as it is long, and each of its objects counts for all before it. */
static void
test_long_chain (void)
{
  enum { N = 100000 };
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 type = hp_snapshot_builder_add_type (builder, "Link", NULL);
  guint32 label = hp_snapshot_builder_label (builder, HP_REF_ATTRIBUTE, "next", -1);
  g_autofree guint32 *objects = g_new (guint32, N);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) tree = NULL;
  g_autoptr (GArray) nodes = NULL;

  for (guint i = 0; i < N; i++) {
    HpObjectRow row = { .address = 0x1000 + 16 * i, .type = type, .size = 48 };

    objects[i] = hp_snapshot_builder_add_object (builder, &row);
    if (i > 0)
      hp_snapshot_builder_add_ref (builder, objects[i - 1], objects[i], label);
  }
  hp_snapshot_builder_add_root (builder, objects[0], HP_ROOT_LOCAL, "head", "main", "app.py", 3);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  tree = hp_root_tree_new (snapshot, NULL, NULL);
  nodes = hp_paths_merge (tree, objects, N, 1, NULL, NULL);
  g_assert_cmpuint (nodes->len, ==, N);
  for (guint i = 0; i < N; i++) {
    const HpMergedNode *node = &g_array_index (nodes, HpMergedNode, i);

    g_assert_cmpuint (node->n_members, ==, N - i);
    g_assert_cmpuint (node->size, ==, 48 * (N - i));
    g_assert_cmpuint (node->parent, ==, i > 0 ? i - 1 : HP_NONE);
  }
}

/* ---- the report ---- */

/* sys.modules['app'].pool is a list of four sessions; the local variable 'mine' holds a fifth, and
 * a sixth is lost. The last session of the list is in a tuple of the module as well. */
typedef struct {
  HpSnapshotBuilder *builder; /* owned */
  HpSnapshot *snapshot;       /* owned */
  guint64 n;                  /* objects */
  guint32 module, list, tuple, session[6];
} Shop;

static guint32
add (Shop *shop, const char *type)
{
  HpObjectRow row = { .address = 0x1000 + 16 * shop->n++, .size = 100, .gc_order = HP_NONE };

  row.type = hp_snapshot_builder_add_type (shop->builder, type, "app");
  return hp_snapshot_builder_add_object (shop->builder, &row);
}

static void
link_to (Shop *shop, guint32 from, guint32 to, HpRefKind kind, const char *name)
{
  hp_snapshot_builder_add_ref (shop->builder, from, to,
                               hp_snapshot_builder_label (shop->builder, kind, name, -1));
}

static void
shop_init (Shop *shop)
{
  HpSnapshotBuilder *builder = shop->builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 space;

  shop->module = add (shop, "module");
  space = add (shop, "dict");
  shop->list = add (shop, "list");
  shop->tuple = add (shop, "tuple");
  link_to (shop, shop->module, space, HP_REF_FIELD, "__dict__");
  link_to (shop, space, shop->list, HP_REF_KEY, "'pool'");
  link_to (shop, space, shop->tuple, HP_REF_KEY, "'chosen'");
  for (guint i = 0; i < 6; i++)
    shop->session[i] = add (shop, "Session");
  for (guint i = 0; i < 4; i++)
    hp_snapshot_builder_add_ref (builder, shop->list, shop->session[i], hp_label (HP_REF_INDEX, i));
  hp_snapshot_builder_add_ref (builder, shop->tuple, shop->session[3], hp_label (HP_REF_INDEX, 0));
  hp_snapshot_builder_add_root (builder, shop->module, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  hp_snapshot_builder_add_root (builder, shop->session[4], HP_ROOT_LOCAL, "mine", "main", "app.py",
                                3);
  shop->snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
}

static void
shop_clear (Shop *shop)
{
  hp_snapshot_unref (shop->snapshot);
  hp_snapshot_builder_free (shop->builder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_clear)

static HpReport *
ask (const Shop *shop, guint n, guint limit, GHashTable *without)
{
  HpPathsQuestion question = { .objects = shop->session,
                               .n_objects = n,
                               .what = "app.Session",
                               .limit = limit,
                               .style = HP_PATH_FOLDED,
                               .without = without };

  return hp_paths_report (shop->snapshot, &question, NULL, NULL);
}

static void
assert_row (const HpReport *report, guint row, const char *depth, const char *objects,
            const char *path)
{
  const HpReportTable *table = hp_report_find_table (report, "merged");
  g_autofree char *got_depth = hp_report_table_dup_value (table, row, 0);
  g_autofree char *got_objects = hp_report_table_dup_value (table, row, 1);
  g_autofree char *got_path = hp_report_table_dup_value (table, row, 3);

  g_assert_cmpstr (got_depth, ==, depth);
  g_assert_cmpstr (got_objects, ==, objects);
  g_assert_cmpstr (got_path, ==, path);
}

/* What only passes on is no row: the module and its dict lead to the list alone. */
static void
test_report_of_several (void)
{
  g_auto (Shop) shop = { 0 };
  g_autoptr (HpReport) report = NULL;
  const HpReportTable *table;

  shop_init (&shop);
  report = ask (&shop, 6, 0, NULL);
  table = hp_report_find_table (report, "merged");
  g_assert_cmpuint (hp_report_table_get_n_rows (table), ==, 6);
  assert_row (report, 0, "0", "4", "sys.modules['app'].pool");
  assert_row (report, 1, "1", "1", "sys.modules['app'].pool[0]");
  assert_row (report, 5, "0", "1", "local 'mine' of main() at app.py:3");
  g_assert_cmpstr (hp_report_get_sentence (report, 0), ==, "6 app.Session objects, 600 bytes.");
  g_assert_cmpstr (hp_report_get_sentence (report, 1), ==, "No root leads to 1 of them.");
  g_assert_cmpstr (hp_report_get_sentence (report, 2), ==,
                   "4 of 6 have their shortest path through sys.modules['app'].pool (app.list).");
}

/* The limit leaves out those with fewest members, and counts them. */
static void
test_limit_keeps_the_largest (void)
{
  g_auto (Shop) shop = { 0 };
  g_autoptr (HpReport) report = NULL;
  const HpReportTable *table;

  shop_init (&shop);
  report = ask (&shop, 6, 2, NULL);
  table = hp_report_find_table (report, "merged");
  g_assert_cmpuint (hp_report_table_get_n_rows (table), ==, 1);
  g_assert_cmpuint (hp_report_table_get_omitted (table), ==, 5);
  assert_row (report, 0, "0", "4", "sys.modules['app'].pool");
}

/* Without the list's references one session is left, through the tuple; without both none. */
static void
test_without_chosen_references (void)
{
  g_auto (Shop) shop = { 0 };
  g_autoptr (GHashTable) without = hp_ref_set_new ();
  g_autoptr (HpReport) one = NULL, none = NULL;

  shop_init (&shop);
  g_assert_cmpuint (hp_ref_set_add_between (without, shop.snapshot, shop.list, HP_NONE), ==, 4);
  g_assert_cmpuint (hp_ref_set_add_between (without, shop.snapshot, shop.list, shop.tuple), ==, 0);
  one = ask (&shop, 4, 0, without);
  g_assert_cmpuint (hp_report_table_get_n_rows (hp_report_find_table (one, "merged")), ==, 1);
  assert_row (one, 0, "0", "1", "sys.modules['app'].chosen[0]");
  g_assert_cmpstr (hp_report_get_sentence (one, 1), ==,
                   "No root leads to 3 of them without what was left out.");
  g_assert_cmpuint (hp_ref_set_add_between (without, shop.snapshot, shop.tuple, shop.session[3]),
                    ==, 1);
  none = ask (&shop, 4, 0, without);
  g_assert_cmpuint (hp_report_table_get_n_rows (hp_report_find_table (none, "merged")), ==, 0);
}

/* The steps of a path name each object, so that the reference between two can be left out. */
static void
test_report_of_one (void)
{
  g_auto (Shop) shop = { 0 };
  g_autoptr (HpReport) report = NULL, other = NULL;
  g_autoptr (GHashTable) without = hp_ref_set_new ();
  g_autofree char *path = NULL, *label = NULL;
  const HpReportTable *steps;
  gint64 address;

  shop_init (&shop);
  report = ask (&shop, 1, 5, NULL);
  path = hp_report_table_dup_value (hp_report_find_table (report, "paths"), 0, 0);
  g_assert_cmpstr (path, ==, "sys.modules['app'].pool[0]");
  steps = hp_report_find_table (report, "steps");
  g_assert_cmpuint (hp_report_table_get_n_rows (steps), ==, 4);
  g_assert_true (hp_report_table_get (steps, 2, 2, NULL, &address));
  g_assert_cmpuint ((guint64)address, ==, hp_snapshot_address (shop.snapshot, shop.list));
  label = hp_report_table_dup_value (steps, 3, 4);
  g_assert_cmpstr (label, ==, "[0]");
  hp_ref_set_add_between (without, shop.snapshot, shop.list, shop.session[0]);
  other = ask (&shop, 1, 5, without);
  g_assert_cmpuint (hp_report_table_get_n_rows (hp_report_find_table (other, "paths")), ==, 0);
  g_assert_cmpstr (hp_report_get_sentence (other, 0), ==,
                   "No root leads to this object without what was left out.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/merged-paths/adds-up", test_adds_up);
  g_test_add_func ("/core/analysis/merged-paths/long-chain", test_long_chain);
  g_test_add_func ("/core/analysis/merged-paths/report-of-several", test_report_of_several);
  g_test_add_func ("/core/analysis/merged-paths/limit-keeps-the-largest",
                   test_limit_keeps_the_largest);
  g_test_add_func ("/core/analysis/merged-paths/without-chosen-references",
                   test_without_chosen_references);
  g_test_add_func ("/core/analysis/merged-paths/report-of-one", test_report_of_one);
  return g_test_run ();
}
