/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hoards.h"
#include "analysis/side-array.h"
#include "graph.h"
#include "program.h"

#define MIN_ITEMS 3

static guint64 *
all_sizes (const HpSnapshot *snapshot)
{
  guint64 *weights = g_new0 (guint64, hp_snapshot_n_objects (snapshot) + 1);

  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    weights[i] = hp_snapshot_size (snapshot, i);
  return weights;
}

typedef struct {
  HpPathTree *tree; /* owned, as all below */
  HpChains *chains;
  HpHoards *hoards;
} Found;

static void
found_clear (Found *self)
{
  hp_hoards_free (self->hoards);
  hp_chains_free (self->chains);
  hp_path_tree_free (self->tree);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static Found
find (const HpRootTree *roots, const guint64 *weights, const guint64 *members)
{
  Found self = { .tree = hp_path_tree_new (roots, NULL, NULL) };
  HpHoardQuery query = { self.tree, NULL, weights, members, MIN_ITEMS };
  g_autoptr (GError) error = NULL;

  query.chains = self.chains = hp_chains_new (self.tree, NULL, NULL);
  self.hoards = hp_hoards_new (&query, NULL, &error);
  g_assert_no_error (error);
  return self;
}

/* ---- random graphs against a slow twin ---- */

static gboolean
is_below (const HpRootTree *roots, guint32 object, guint32 above)
{
  while (object != above && object != HP_NONE)
    object = hp_root_tree_get_parent (roots, object);
  return object == above;
}

/* All that is below the holder, or with one that no object is above, of those held from C. */
static void
check_hoard (const HpRootTree *roots, const HpHoard *hoard)
{
  const HpSnapshot *snapshot = hp_root_tree_get_snapshot (roots);
  guint32 n_items = 0, n_all = 0;
  guint64 weight = 0, of_type = 0;

  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    if (!hp_root_tree_is_reached (roots, i) || i == hoard->holder)
      continue;
    weight += is_below (roots, i, hoard->holder) ? hp_snapshot_size (snapshot, i) : 0;
    if (hp_root_tree_get_parent (roots, i) != hoard->holder)
      continue;
    n_all++;
    if (hp_snapshot_type_of (snapshot, i) == hoard->type) {
      n_items++;
      of_type = MAX (of_type, hp_snapshot_size (snapshot, i));
    }
  }
  g_assert_cmpuint (hoard->weight, ==, weight);
  g_assert_cmpuint (hoard->n_items, ==, n_items);
  g_assert_cmpuint (hoard->n_all, ==, n_all);
  g_assert_cmpuint (hoard->n_items, >=, MIN_ITEMS);
  g_assert_cmpuint (of_type, >, 0);
}

/* Every object with enough children of the type that weighs most is found. */
static void
test_random_graphs (void)
{
  guint n_found = 0;

  for (guint32 seed = 0; seed < 200; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (40 + seed % 40, 2, 12, seed);
    g_autoptr (HpRootTree) roots = hp_root_tree_new (snapshot, NULL, NULL);
    g_autofree guint64 *weights = all_sizes (snapshot);
    g_auto (Found) all = find (roots, weights, NULL);
    guint n, n_with_holder = 0;
    const HpHoard *found = hp_hoards_get (all.hoards, &n);

    for (guint i = 0; i < n; i++) {
      g_assert_true (i == 0 || found[i].weight <= found[i - 1].weight);
      if (found[i].holder != HP_NONE && !found[i].is_chain) {
        check_hoard (roots, &found[i]);
        n_with_holder++;
      }
    }
    for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
      HpHoard hoard = hp_hoards_examine (all.hoards, i);

      if (hoard.weight > 0 && hoard.n_items >= MIN_ITEMS)
        n_with_holder--;
    }
    g_assert_cmpuint (n_with_holder, ==, 0);
    n_found += n;
  }
  g_assert_cmpuint (n_found, >, 100);
}

/* ---- shapes ---- */

static const HpHoard *
heaviest (const HpHoards *hoards)
{
  guint n;
  const HpHoard *found = hp_hoards_get (hoards, &n);

  g_assert_cmpuint (n, >, 0);
  return &found[0];
}

static void
test_container (void)
{
  Program program;
  guint32 store, list;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_autofree guint64 *weights = NULL;
  g_auto (Found) all = { 0 };

  program_begin (&program, HP_LEVEL_VALUES);
  store = program_object (&program, "app", "Store", 2);
  list = program_list (&program, 40, "app", "Session", 2);
  program_set (&program, program_module (&program, "app", "/app.py"), "store", store);
  program_attribute (&program, store, "sessions", list);
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  weights = all_sizes (snapshot);
  all = find (roots, weights, NULL);
  g_assert_cmpuint (heaviest (all.hoards)->holder, ==, program_row (snapshot, list));
  g_assert_cmpuint (heaviest (all.hoards)->n_items, ==, 40);
  g_assert_false (heaviest (all.hoards)->is_chain);
}

/* Links with a namespace between them are one chain, whose holder has the first. */
static void
test_chain (void)
{
  Program program;
  guint32 first, link;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_autofree guint64 *weights = NULL;
  g_auto (Found) all = { 0 };

  program_begin (&program, HP_LEVEL_VALUES);
  first = link = program_object (&program, "app", "Step", 2);
  program_set (&program, program_module (&program, "app", "/app.py"), "last", first);
  for (guint i = 0; i < 50; i++) {
    guint32 dict = program_object (&program, NULL, "dict", 2);
    guint32 next = program_object (&program, "app", "Step", 2);

    program_field (&program, link, "__dict__", dict);
    program_set (&program, dict, "before", next);
    link = next;
  }
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  weights = all_sizes (snapshot);
  all = find (roots, weights, NULL);
  g_assert_true (heaviest (all.hoards)->is_chain);
  g_assert_cmpuint (heaviest (all.hoards)->example, ==, program_row (snapshot, first));
  g_assert_cmpuint (heaviest (all.hoards)->n_items, ==, 51);
}

static void
test_held_from_c (void)
{
  Program program;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_autofree guint64 *weights = NULL;
  g_auto (Found) all = { 0 };

  program_begin (&program, HP_LEVEL_VALUES);
  for (guint i = 0; i < 10; i++)
    hp_snapshot_builder_add_root (program.builder, program_object (&program, "app", "Record", 2),
                                  HP_ROOT_UNKNOWN, NULL, NULL, NULL, 0);
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  weights = all_sizes (snapshot);
  all = find (roots, weights, NULL);
  g_assert_cmpuint (heaviest (all.hoards)->holder, ==, HP_NONE);
  g_assert_cmpuint (heaviest (all.hoards)->n_items, ==, 10);
}

/* Static variables of one library are one place, fields of another name another. */
static void
test_held_by_static_variables (void)
{
  Program program;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_autofree guint64 *weights = NULL;
  g_auto (Found) all = { 0 };
  g_autoptr (GArray) items = NULL;
  guint n_items = 100;

  program_begin (&program, HP_LEVEL_VALUES);
  for (guint i = 0; i < 30; i++)
    hp_snapshot_builder_add_root (
        program.builder, program_object (&program, "app", "Record", 2), HP_ROOT_GLOBAL,
        i % 3 == 0 ? "codecs" : "static variable of ring.so", NULL, NULL, 0);
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  weights = all_sizes (snapshot);
  all = find (roots, weights, NULL);
  g_assert_cmpuint (heaviest (all.hoards)->holder, ==, HP_NONE);
  g_assert_cmpuint (heaviest (all.hoards)->n_items, ==, 20);
  items = hp_hoards_list_objects (all.hoards, heaviest (all.hoards), 100, &n_items);
  g_assert_cmpuint (n_items, ==, 20);
  g_assert_cmpuint (hp_hoards_pile_of (all.hoards, heaviest (all.hoards)->example), !=, 0);
}

/* With members, what came is told of the place that was there before; a new list between is passed.
 */
static void
test_members (void)
{
  Program program;
  guint32 hub, list;
  guint64 members[8] = { 0 }, weights[512] = { 0 };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_auto (Found) all = { 0 };

  program_begin (&program, HP_LEVEL_VALUES);
  hub = program_object (&program, NULL, "dict", 2);
  list = program_list (&program, 100, "app", "Message", 0);
  program_set (&program, program_module (&program, "app", "/app.py"), "hub", hub);
  for (guint i = 0; i < MIN_ITEMS; i++)
    program_item (&program, hub, i, i == 0 ? list : program_object (&program, NULL, "str", 0));
  snapshot = program_end (&program);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), <, 512);
  for (guint32 i = program_row (snapshot, list); i < hp_snapshot_n_objects (snapshot); i++)
    if (hp_snapshot_generation (snapshot, i) == 0 || i == program_row (snapshot, list)) {
      hp_bit_set (members, i);
      weights[i] = hp_snapshot_size (snapshot, i);
    }
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  all = find (roots, weights, members);
  g_assert_cmpuint (heaviest (all.hoards)->holder, ==, program_row (snapshot, list));
  g_assert_cmpuint (heaviest (all.hoards)->n_items, ==, 100);
}

/* A sample keeps to its bounds and takes items from all over the holder. */
static void
test_sample (void)
{
  Program program;
  guint32 list;
  guint n_items = 10;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_autofree guint64 *weights = NULL;
  g_auto (Found) all = { 0 };
  g_autoptr (GArray) sample = NULL;

  program_begin (&program, HP_LEVEL_VALUES);
  list = program_list (&program, 100, "app", "Session", 2);
  program_set (&program, program_module (&program, "app", "/app.py"), "sessions", list);
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  weights = all_sizes (snapshot);
  all = find (roots, weights, NULL);
  sample = hp_hoards_list_objects (all.hoards, heaviest (all.hoards), 40, &n_items);
  g_assert_cmpuint (n_items, >=, 8);
  g_assert_cmpuint (n_items, <=, 11);
  g_assert_cmpuint (sample->len, ==, n_items); /* nothing is below */
  g_assert_cmpuint (g_array_index (sample, guint32, n_items - 1), >,
                    program_row (snapshot, list) + 80);
}

static void
test_empty (void)
{
  Program program;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) roots = NULL;
  g_autofree guint64 *weights = NULL;
  g_auto (Found) all = { 0 };
  guint n;

  program_begin (&program, HP_LEVEL_VALUES);
  snapshot = program_end (&program);
  roots = hp_root_tree_new (snapshot, NULL, NULL);
  weights = all_sizes (snapshot);
  all = find (roots, weights, NULL);
  hp_hoards_get (all.hoards, &n);
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/hoards/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/hoards/container", test_container);
  g_test_add_func ("/core/analysis/hoards/chain", test_chain);
  g_test_add_func ("/core/analysis/hoards/held-from-c", test_held_from_c);
  g_test_add_func ("/core/analysis/hoards/held-by-static-variables", test_held_by_static_variables);
  g_test_add_func ("/core/analysis/hoards/members", test_members);
  g_test_add_func ("/core/analysis/hoards/sample", test_sample);
  g_test_add_func ("/core/analysis/hoards/empty", test_empty);
  return g_test_run ();
}
