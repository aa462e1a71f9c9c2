/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dominator-tree.h"
#include "analysis/retained.h"
#include "graph.h"

/* The roots that the analysis starts from: those of the snapshot and, among what they do not reach,
 * the objects to which nothing unreached leads but what they lead to themselves. */
static GArray *
all_roots (const HpSnapshot *snapshot)
{
  g_autoptr (GArray) named = graph_roots (snapshot);
  GArray *all = g_array_copy (named);
  const guint32 *roots = (const guint32 *)named->data;
  guint32 n = hp_snapshot_n_objects (snapshot);

  for (guint32 object = 0; object < n; object++) {
    gboolean is_source = !graph_leads_to (snapshot, roots, named->len, HP_NONE, object, HP_NONE);

    for (guint32 other = 0; is_source && other < n; other++)
      is_source = graph_leads_to (snapshot, roots, named->len, HP_NONE, other, HP_NONE) ||
                  !graph_leads_to (snapshot, NULL, 0, other, object, HP_NONE) ||
                  graph_leads_to (snapshot, NULL, 0, object, other, HP_NONE);
    if (is_source)
      g_array_append_val (all, object);
  }
  return all;
}

typedef struct {
  const HpSnapshot *snapshot;
  guint32 n;
  GArray *roots;
  gboolean *dominates; /* n × n: [d * n + o] */
} Twin;

static void
twin_init (Twin *twin, const HpSnapshot *snapshot)
{
  g_autoptr (GArray) named = graph_roots (snapshot);

  twin->snapshot = snapshot;
  twin->n = hp_snapshot_n_objects (snapshot);
  twin->roots = all_roots (snapshot);
  twin->dominates = g_new0 (gboolean, (gsize)twin->n * twin->n + 1);
  for (guint32 o = 0; o < twin->n; o++) {
    gboolean is_reached =
        graph_leads_to (snapshot, (const guint32 *)named->data, named->len, HP_NONE, o, HP_NONE);
    const GArray *roots = is_reached ? named : twin->roots;

    for (guint32 d = 0; d < twin->n; d++)
      twin->dominates[d * twin->n + o] =
          !graph_leads_to (snapshot, (const guint32 *)roots->data, roots->len, HP_NONE, o, d);
  }
}

static void
twin_clear (Twin *twin)
{
  g_array_unref (twin->roots);
  g_free (twin->dominates);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Twin, twin_clear)

/* The dominator that all others dominate. */
static guint32
twin_parent (const Twin *twin, guint32 object)
{
  guint32 nearest = HP_NONE;

  for (guint32 d = 0; d < twin->n; d++)
    if (d != object && twin->dominates[d * twin->n + object] &&
        (nearest == HP_NONE || twin->dominates[nearest * twin->n + d]))
      nearest = d;
  return nearest;
}

static guint64
twin_retained (const Twin *twin, guint32 object)
{
  guint64 size = 0;

  for (guint32 o = 0; o < twin->n; o++)
    if (twin->dominates[object * twin->n + o])
      size += hp_snapshot_size (twin->snapshot, o);
  return size;
}

/* What is dominated by at least one object of the type. */
static guint64
twin_retained_by_type (const Twin *twin, guint32 type)
{
  guint64 size = 0;

  for (guint32 o = 0; o < twin->n; o++)
    for (guint32 d = 0; d < twin->n; d++)
      if (hp_snapshot_type_of (twin->snapshot, d) == type && twin->dominates[d * twin->n + o]) {
        size += hp_snapshot_size (twin->snapshot, o);
        break;
      }
  return size;
}

static void
check_tree (const Twin *twin, const HpDominators *dominators)
{
  g_autoptr (HpDominatorTree) tree = hp_dominator_tree_new (dominators, NULL, NULL);
  g_autofree guint64 *by_type = hp_retained_by_type (tree, NULL, NULL);
  guint64 n_children = 0;

  for (guint32 parent = 0; parent <= twin->n; parent++) {
    guint32 node = parent == twin->n ? HP_NONE : parent, n;
    const guint32 *children = hp_dominator_tree_get_children (tree, node, &n);

    n_children += n;
    for (guint32 i = 0; i < n; i++)
      g_assert_cmpuint (hp_dominators_get_parent (dominators, children[i]), ==, node);
    for (guint32 i = 1; i < n; i++)
      g_assert_cmpuint (hp_dominators_get_retained_size (dominators, children[i - 1]), >=,
                        hp_dominators_get_retained_size (dominators, children[i]));
  }
  g_assert_cmpuint (n_children, ==, twin->n);
  g_assert_cmpuint (hp_dominator_tree_count (tree, HP_NONE), ==, twin->n);
  for (guint32 type = 0; type < hp_snapshot_n_types (twin->snapshot); type++)
    g_assert_cmpuint (by_type[type], ==, twin_retained_by_type (twin, type));
}

static void
check_order (const HpDominators *dominators, guint32 n)
{
  const guint32 *order = hp_dominators_get_order (dominators);
  g_autofree gboolean *seen = g_new0 (gboolean, n + 1);

  for (guint32 i = 0; i < n; i++) {
    guint32 parent = hp_dominators_get_parent (dominators, order[i]);

    g_assert_true (parent == HP_NONE || seen[parent]);
    g_assert_false (seen[order[i]]);
    seen[order[i]] = TRUE;
  }
}

static void
check_against_twin (const HpSnapshot *snapshot)
{
  g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
  g_autoptr (GArray) roots = graph_roots (snapshot);
  g_auto (Twin) twin = { 0 };
  guint64 unreached = 0;

  twin_init (&twin, snapshot);
  for (guint32 object = 0; object < twin.n; object++) {
    gboolean is_reached = graph_leads_to (snapshot, (const guint32 *)roots->data, roots->len,
                                          HP_NONE, object, HP_NONE);

    g_assert_cmpint (hp_dominators_is_reached (dominators, object), ==, is_reached);
    g_assert_cmpuint (hp_dominators_get_parent (dominators, object), ==,
                      twin_parent (&twin, object));
    g_assert_cmpuint (hp_dominators_get_retained_size (dominators, object), ==,
                      twin_retained (&twin, object));
    unreached += is_reached ? 0 : hp_snapshot_size (snapshot, object);
  }
  g_assert_cmpuint (hp_dominators_get_unreached_size (dominators), ==, unreached);
  check_order (dominators, twin.n);
  check_tree (&twin, dominators);
}

static void
test_random_graphs (void)
{
  for (guint32 seed = 0; seed < 150; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (seed % 22, 1 + seed % 4, 2 + seed % 9, seed);

    check_against_twin (snapshot);
  }
}

/* ---- more places than the caches hold ---- */

/* Objects of which each but the first is pointed to by a lower one, and references between any. */
typedef struct {
  guint32 n, n_refs;
  guint32 *from, *to;
} Graph;

static Graph
make_large_graph (guint32 n)
{
  Graph graph = { .n = n, .n_refs = 3 * n };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  graph.from = g_new (guint32, graph.n_refs);
  graph.to = g_new (guint32, graph.n_refs);
  for (guint32 i = 0; i < graph.n_refs; i++) {
    graph.to[i] = i < n - 1 ? i + 1 : g_rand_int (random) % n;
    graph.from[i] = g_rand_int (random) % (i < n - 1 ? i + 1 : n);
  }
  return graph;
}

static HpSnapshot *
graph_to_snapshot (const Graph *graph)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_STRUCTURE);

  hp_snapshot_builder_add_type (builder, "object", NULL);
  for (guint32 i = 0; i < graph->n; i++) {
    HpObjectRow row = { .address = 0x1000 + 16 * (guint64)i, .size = 16, .gc_order = HP_NONE };

    hp_snapshot_builder_add_object (builder, &row);
  }
  for (guint32 i = 0; i < graph->n_refs; i++)
    hp_snapshot_builder_add_ref (builder, graph->from[i], graph->to[i],
                                 hp_label (HP_REF_UNKNOWN, 0));
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, NULL, NULL, NULL, 0);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* From any spanning tree, each object's parent sinks to the nearest common ancestor of all that
 * point to it, until nothing moves. Dominators are always lower objects here. */
static guint32 *
sink_parents (const Graph *graph)
{
  guint32 *parent = g_new0 (guint32, graph->n);
  gboolean moved = TRUE;

  for (guint32 i = 0; i < graph->n - 1; i++)
    parent[graph->to[i]] = graph->from[i];
  while (moved) {
    moved = FALSE;
    for (guint32 i = 0; i < graph->n_refs; i++) {
      guint32 to = graph->to[i], a = parent[to], b = graph->from[i];

      while (a != b)
        *(a > b ? &a : &b) = parent[MAX (a, b)];
      moved |= to != 0 && parent[to] != a;
      parent[to] = to != 0 ? a : 0;
    }
  }
  return parent;
}

static void
test_more_places_than_caches_hold (void)
{
  Graph graph = make_large_graph (200000);
  g_autoptr (HpSnapshot) snapshot = graph_to_snapshot (&graph);
  g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
  g_autofree guint32 *parent = sink_parents (&graph);
  g_autofree guint64 *n_kept = g_new0 (guint64, graph.n);

  for (guint32 i = graph.n - 1; i > 0; i--) {
    n_kept[i]++;
    n_kept[parent[i]] += n_kept[i];
    g_assert_cmpuint (hp_dominators_get_parent (dominators, i), ==, parent[i]);
    g_assert_cmpuint (hp_dominators_get_retained_size (dominators, i), ==, 16 * n_kept[i]);
  }
  g_assert_cmpuint (hp_dominators_get_parent (dominators, 0), ==, HP_NONE);
  g_free (graph.from);
  g_free (graph.to);
}

/* Counts the looks while objects are met. */
static void
count_look (double fraction, gpointer looks)
{
  if (fraction > 0 && fraction < 0.4)
    ++*(guint *)looks;
}

/* A chain below each root, each too short for a look of its own. */
static void
test_many_short_walks_are_looked_at (void)
{
  const guint32 n_chains = 30, length = 5000;
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_STRUCTURE);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpDominators) dominators = NULL;
  guint looks = 0;
  HpAnalysisRun run = { .progress = count_look, .progress_data = &looks };

  hp_snapshot_builder_add_type (builder, "object", NULL);
  for (guint32 i = 0; i < n_chains * length; i++) {
    HpObjectRow row = { .address = 0x1000 + 16 * (guint64)i, .size = 16, .gc_order = HP_NONE };

    hp_snapshot_builder_add_object (builder, &row);
    if (i % length == 0)
      hp_snapshot_builder_add_root (builder, i, HP_ROOT_MODULE, NULL, NULL, NULL, 0);
    else
      hp_snapshot_builder_add_ref (builder, i - 1, i, hp_label (HP_REF_UNKNOWN, 0));
  }
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  dominators = hp_dominators_new (snapshot, &run, NULL);
  g_assert_nonnull (dominators);
  g_assert_cmpuint (looks, >=, n_chains * length / HP_ANALYSIS_INTERVAL);
}

static void
test_cancelled (void)
{
  g_autoptr (HpSnapshot) snapshot = graph_random (50, 2, 4, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_null (hp_dominators_new (snapshot, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/dominators/random-graphs", test_random_graphs);
  g_test_add_func ("/core/analysis/dominators/more-places-than-caches-hold",
                   test_more_places_than_caches_hold);
  g_test_add_func ("/core/analysis/dominators/many-short-walks-are-looked-at",
                   test_many_short_walks_are_looked_at);
  g_test_add_func ("/core/analysis/dominators/cancelled", test_cancelled);
  return g_test_run ();
}
