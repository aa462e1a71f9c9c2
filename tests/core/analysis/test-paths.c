/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paths.h"
#include "graph.h"

/* ---- random graphs against a slow twin ---- */

/* Steps from the nearest of the objects in `from`, by relaxing every reference until nothing
 * changes; G_MAXUINT: unreachable. */
static guint *
twin_distances (const HpSnapshot *snapshot, const GArray *from)
{
  guint32 n = hp_snapshot_n_objects (snapshot);
  guint *distance = g_new (guint, n + 1);
  gboolean changed = TRUE;

  for (guint32 i = 0; i < n; i++)
    distance[i] = G_MAXUINT;
  for (guint i = 0; i < from->len; i++)
    distance[g_array_index (from, guint32, i)] = 0;
  while (changed) {
    changed = FALSE;
    for (guint32 i = 0; i < n; i++) {
      const guint32 *labels;
      guint32 n_refs;
      const guint32 *targets = hp_snapshot_referents (snapshot, i, &labels, &n_refs);

      for (guint32 k = 0; k < n_refs; k++)
        if (!hp_label_is_weak (labels[k]) && distance[i] != G_MAXUINT &&
            distance[i] + 1 < distance[targets[k]]) {
          distance[targets[k]] = distance[i] + 1;
          changed = TRUE;
        }
    }
  }
  return distance;
}

/* Each step is a reference of the one before it. */
static void
check_is_path (const HpPath *path, guint32 object)
{
  const HpPathStep *steps = (const HpPathStep *)path->steps->data;

  g_assert_cmpuint (steps[path->steps->len - 1].object, ==, object);
  g_assert_cmpuint (hp_snapshot_root (path->snapshot, path->root).object, ==, steps[0].object);
  for (guint i = 1; i < path->steps->len; i++) {
    const guint32 *labels;
    guint32 n;
    const guint32 *targets =
        hp_snapshot_referents (path->snapshot, steps[i - 1].object, &labels, &n);
    gboolean found = FALSE;

    g_assert_false (hp_label_is_weak (steps[i].label));
    for (guint32 k = 0; k < n; k++)
      found |= targets[k] == steps[i].object && labels[k] == steps[i].label;
    g_assert_true (found);
  }
}

static void
check_object (HpSnapshot *snapshot, const HpRootTree *tree, const guint *distance, guint32 object)
{
  g_autoptr (HpPath) path = hp_root_tree_path (tree, object);
  g_autoptr (GPtrArray) paths = hp_paths_find (snapshot, object, 3, NULL, NULL, NULL);

  g_assert_cmpint (hp_root_tree_is_reached (tree, object), ==, distance[object] != G_MAXUINT);
  if (distance[object] == G_MAXUINT) {
    g_assert_cmpuint (paths->len, ==, 0);
    g_assert_cmpuint (path->root, ==, HP_NONE);
    return;
  }
  check_is_path (path, object);
  g_assert_cmpuint (path->steps->len - 1, ==, distance[object]);
  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++) {
    const HpPath *found = g_ptr_array_index (paths, i);

    check_is_path (found, object);
    g_assert_cmpuint (found->steps->len - 1, >=, distance[object]);
  }
  g_assert_cmpuint (((HpPath *)g_ptr_array_index (paths, 0))->steps->len - 1, ==, distance[object]);
}

static void
test_random_graphs (void)
{
  for (guint32 seed = 0; seed < 80; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (seed % 40, 1 + seed % 3, 6, seed);
    g_autoptr (GArray) roots = graph_roots (snapshot);
    g_autofree guint *distance = twin_distances (snapshot, roots);
    g_autoptr (HpRootTree) tree = hp_root_tree_new (snapshot, NULL, NULL);

    for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++)
      check_object (snapshot, tree, distance, object);
  }
}

/* Leaving out the last reference of each path in turn gives another path or none, never that one.
 */
static void
test_chosen_references_are_left_out (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (30, 2, 5, 3);
  g_autoptr (GError) error = NULL;
  guint n_changed = 0;

  g_assert_true (hp_snapshot_index_referrers (snapshot, NULL, &error));
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    g_autoptr (GHashTable) all = hp_ref_set_new ();
    g_autoptr (GPtrArray) paths = NULL;
    const guint32 *refs;
    guint32 n;

    hp_snapshot_referrers (snapshot, object, &refs, &n);
    for (guint32 i = 0; i < n; i++)
      hp_ref_set_add (all, refs[i]);
    paths = hp_paths_find (snapshot, object, 5, all, NULL, NULL);
    g_assert_cmpuint (paths->len, ==, hp_snapshot_root_of (snapshot, object) != HP_NONE ? 1 : 0);
    n_changed += n > 0;
  }
  g_assert_cmpuint (n_changed, >, 10);
}

/* ---- how a path reads ---- */

typedef struct {
  HpSnapshotBuilder *builder;
  guint32 object[16];
  guint n;
} Chain;

static guint32
chain_add (Chain *chain, const char *type, guint32 label)
{
  guint32 number = hp_snapshot_builder_add_type (chain->builder, type, NULL);
  HpObjectRow row = { .address = 0x1000 + 16 * chain->n, .type = number, .gc_order = HP_NONE };
  guint32 object = hp_snapshot_builder_add_object (chain->builder, &row);

  if (chain->n > 0)
    hp_snapshot_builder_add_ref (chain->builder, chain->object[chain->n - 1], object, label);
  chain->object[chain->n++] = object;
  return object;
}

static guint32
named (Chain *chain, HpRefKind kind, const char *name)
{
  return hp_snapshot_builder_label (chain->builder, kind, name, -1);
}

static void
assert_path (Chain *chain, HpPathStyle style, const char *expected)
{
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (chain->builder, NULL, NULL);
  g_autoptr (HpRootTree) tree = hp_root_tree_new (snapshot, NULL, NULL);
  g_autofree char *text = hp_root_tree_path_text (tree, chain->n - 1, style);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_reads_as_python (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  Chain chain = { .builder = builder };

  hp_snapshot_builder_add_root (builder, chain_add (&chain, "module", 0), HP_ROOT_MODULE, "app",
                                NULL, NULL, 0);
  chain_add (&chain, "dict", named (&chain, HP_REF_FIELD, "__dict__"));
  chain_add (&chain, "Cache", named (&chain, HP_REF_KEY, "'cache'"));
  chain_add (&chain, "dict", named (&chain, HP_REF_ATTRIBUTE, "_items"));
  chain_add (&chain, "list", named (&chain, HP_REF_KEY, "'not a name'"));
  chain_add (&chain, "tuple", hp_label (HP_REF_INDEX, 3));
  assert_path (&chain, HP_PATH_FULL, "sys.modules['app'].cache._items['not a name'][3]");
}

/* A static variable holds the object itself, a module holds it two steps away. */
static void
test_modules_before_the_interpreter (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) one = NULL, both = NULL;
  Chain chain = { .builder = builder };

  hp_snapshot_builder_add_root (builder, chain_add (&chain, "module", 0), HP_ROOT_MODULE, "app",
                                NULL, NULL, 0);
  chain_add (&chain, "dict", named (&chain, HP_REF_FIELD, "__dict__"));
  hp_snapshot_builder_add_ref (builder, chain.object[1], 3, named (&chain, HP_REF_KEY, "'table'"));
  chain_add (&chain, "str", named (&chain, HP_REF_KEY, "'name'"));
  hp_snapshot_builder_add_root (builder, chain_add (&chain, "list", hp_label (HP_REF_GUESS, 0)),
                                HP_ROOT_GLOBAL, "static variable of libx.so", NULL, NULL, 0);
  chain_add (&chain, "tuple", hp_label (HP_REF_INDEX, 0));
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  one = hp_paths_find (snapshot, 3, 1, NULL, NULL, NULL);
  both = hp_paths_find (snapshot, 3, 3, NULL, NULL, NULL);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpint (hp_snapshot_root (snapshot, ((HpPath *)one->pdata[0])->root).kind, ==,
                   HP_ROOT_MODULE);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpint (hp_snapshot_root (snapshot, ((HpPath *)both->pdata[1])->root).kind, ==,
                   HP_ROOT_GLOBAL);
}

static void
test_local_variable (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  Chain chain = { .builder = builder };

  hp_snapshot_builder_add_root (builder, chain_add (&chain, "list", 0), HP_ROOT_LOCAL, "batch",
                                "worker", "app.py", 42);
  chain_add (&chain, "Session", hp_label (HP_REF_INDEX, 0));
  assert_path (&chain, HP_PATH_FULL, "local 'batch' of worker() at app.py:42 → [0]");
}

static void
test_frames_are_folded (void)
{
  for (guint folded = 0; folded < 2; folded++) {
    g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
    Chain chain = { .builder = builder };

    hp_snapshot_builder_add_root (builder, chain_add (&chain, "list", 0), HP_ROOT_GLOBAL,
                                  "gc.garbage", NULL, NULL, 0);
    chain_add (&chain, "traceback", hp_label (HP_REF_INDEX, 0));
    chain_add (&chain, "frame", named (&chain, HP_REF_FIELD, "tb_frame"));
    chain_add (&chain, "frame", named (&chain, HP_REF_FIELD, "f_back"));
    chain_add (&chain, "list", named (&chain, HP_REF_LOCAL, "rows"));
    assert_path (&chain, folded ? HP_PATH_FOLDED : HP_PATH_FULL,
                 folded ? "gc.garbage → … → frame → local 'rows'"
                        : "gc.garbage → [0].tb_frame.f_back → local 'rows'");
  }
}

/* What a module holds is named after the module, though C holds it more directly. */
static void
test_nameable_roots_come_first (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  Chain chain = { .builder = builder };
  guint32 last;

  hp_snapshot_builder_add_root (builder, chain_add (&chain, "module", 0), HP_ROOT_MODULE, "app",
                                NULL, NULL, 0);
  last = chain_add (&chain, "list", named (&chain, HP_REF_ATTRIBUTE, "rows"));
  hp_snapshot_builder_add_root (builder, last, HP_ROOT_UNKNOWN, NULL, NULL, NULL, 0);
  assert_path (&chain, HP_PATH_FULL, "sys.modules['app'].rows");
}

/* An instance in a local variable is nearer to the class than the module that defines it. */
static void
test_class_is_where_it_is_defined (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  Chain chain = { .builder = builder };
  guint32 shop = hp_snapshot_builder_add_type (builder, "Shop", "app");
  HpObjectRow row = { .address = 0x100, .type = shop, .gc_order = HP_NONE };
  guint32 instance = hp_snapshot_builder_add_object (builder, &row), class;

  hp_snapshot_builder_add_root (builder, instance, HP_ROOT_LOCAL, "shop", "main", "app.py", 7);
  hp_snapshot_builder_add_root (builder, chain_add (&chain, "module", 0), HP_ROOT_MODULE, "app",
                                NULL, NULL, 0);
  chain_add (&chain, "dict", named (&chain, HP_REF_FIELD, "__dict__"));
  class = chain_add (&chain, "type", named (&chain, HP_REF_KEY, "'Shop'"));
  chain_add (&chain, "dict", named (&chain, HP_REF_FIELD, "__dict__"));
  chain_add (&chain, "list", named (&chain, HP_REF_KEY, "'orders'"));
  hp_snapshot_builder_set_type_object (builder, shop, class);
  hp_snapshot_builder_add_ref (builder, instance, class, hp_label (HP_REF_TYPE, 0));
  chain.n++; /* the instance, whose address is the lowest */
  assert_path (&chain, HP_PATH_FULL, "sys.modules['app'].Shop.orders");
}

/* A class that nothing else leads to is found through its instance. */
static void
test_class_of_an_instance (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  Chain chain = { .builder = builder };

  hp_snapshot_builder_add_root (builder, chain_add (&chain, "Shop", 0), HP_ROOT_LOCAL, "shop",
                                "main", "app.py", 7);
  chain_add (&chain, "type", hp_label (HP_REF_TYPE, 0));
  chain_add (&chain, "list", named (&chain, HP_REF_ATTRIBUTE, "orders"));
  assert_path (&chain, HP_PATH_FULL, "local 'shop' of main() at app.py:7 → .__class__.orders");
}

/* The end of a linked list: the way to it is told by its beginning and its end. */
static void
test_long_path_is_shortened (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 type = hp_snapshot_builder_add_type (builder, "Link", NULL);
  guint32 label = hp_snapshot_builder_label (builder, HP_REF_ATTRIBUTE, "next", -1);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpRootTree) tree = NULL;
  g_autofree char *folded = NULL, *full = NULL;

  for (guint32 i = 0; i < 1000; i++) {
    HpObjectRow row = { .address = 0x1000 + 16 * (guint64)i, .type = type, .gc_order = HP_NONE };
    guint32 object = hp_snapshot_builder_add_object (builder, &row);

    if (i == 0)
      hp_snapshot_builder_add_root (builder, object, HP_ROOT_MODULE, "app", NULL, NULL, 0);
    else
      hp_snapshot_builder_add_ref (builder, object - 1, object, label);
  }
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  tree = hp_root_tree_new (snapshot, NULL, NULL);
  folded = hp_root_tree_path_text (tree, 999, HP_PATH_FOLDED);
  full = hp_root_tree_path_text (tree, 999, HP_PATH_FULL);
  g_assert_true (g_str_has_prefix (folded, "sys.modules['app'].next.next"));
  g_assert_nonnull (strstr (folded, ".next → … 968 steps … → .next"));
  g_assert_true (g_str_has_suffix (folded, ".next.next"));
  g_assert_cmpuint (strlen (folded), <, 300);
  g_assert_cmpuint (strlen (full), ==, strlen ("sys.modules['app']") + 999 * strlen (".next"));
}

static void
test_no_such_object (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (3, 1, 1, 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (hp_paths_find (snapshot, 3, 1, NULL, NULL, &error));
  g_assert_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_OBJECT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/paths/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/paths/chosen-references-are-left-out",
                   test_chosen_references_are_left_out);
  g_test_add_func ("/core/analysis/paths/reads-as-python", test_reads_as_python);
  g_test_add_func ("/core/analysis/paths/local-variable", test_local_variable);
  g_test_add_func ("/core/analysis/paths/modules-before-the-interpreter",
                   test_modules_before_the_interpreter);
  g_test_add_func ("/core/analysis/paths/frames-are-folded", test_frames_are_folded);
  g_test_add_func ("/core/analysis/paths/nameable-roots-come-first",
                   test_nameable_roots_come_first);
  g_test_add_func ("/core/analysis/paths/class-is-where-it-is-defined",
                   test_class_is_where_it_is_defined);
  g_test_add_func ("/core/analysis/paths/class-of-an-instance", test_class_of_an_instance);
  g_test_add_func ("/core/analysis/paths/long-path-is-shortened", test_long_path_is_shortened);
  g_test_add_func ("/core/analysis/paths/no-such-object", test_no_such_object);
  return g_test_run ();
}
