/* SPDX-License-Identifier: Apache-2.0 */
/* Views against slow and obvious twins. */
#include <string.h>

#include "analysis/paths.h"
#include "graph/build.h"
#include "support/sample-snapshot.h"

static HpGraphView *
build (HpSnapshot *snapshot, const HpGraphRequest *request)
{
  g_autoptr (GError) error = NULL;
  HpGraphView *view = hp_graph_build (snapshot, request, NULL, &error);

  g_assert_no_error (error);
  return view;
}

static guint
find (HpSnapshot *snapshot, HpGraphView *view, guint64 address)
{
  guint32 object = hp_snapshot_find (snapshot, address);

  g_assert_cmpuint (object, !=, HP_NONE);
  return hp_graph_view_find (view, HP_GRAPH_NODE_OBJECT, object);
}

static const HpGraphEdge *
find_edge (const HpGraphView *view, guint from, guint to)
{
  for (guint i = 0; i < hp_graph_view_get_n_edges (view); i++) {
    const HpGraphEdge *edge = hp_graph_view_get_edge (view, i);

    if (edge->from == from && edge->to == to)
      return edge;
  }
  return NULL;
}

/* The same where it must be there. */
static const HpGraphEdge *
get_edge (const HpGraphView *view, guint from, guint to)
{
  const HpGraphEdge *edge = find_edge (view, from, to);

  if (edge == NULL)
    g_error ("no edge from %u to %u", from, to);
  return edge;
}

/* ---- the sample ---- */

static void
test_neighbours (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  guint32 focus = hp_snapshot_find (snapshot, HP_SAMPLE_LIST_A);
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_NEIGHBOURS, focus);
  g_autoptr (HpGraphView) view = build (snapshot, request);
  guint a = find (snapshot, view, HP_SAMPLE_LIST_A), b = find (snapshot, view, HP_SAMPLE_LIST_B);
  guint dict = find (snapshot, view, HP_SAMPLE_DICT);
  guint weakref = find (snapshot, view, HP_SAMPLE_WEAKREF);

  g_assert_cmpuint (a, ==, 0);
  g_assert_true (hp_graph_view_get_node (view, a)->flags & HP_GRAPH_NODE_IS_FOCUS);
  g_assert_cmpstr (hp_graph_view_get_node (view, a)->title, ==, "list");
  g_assert_nonnull (find_edge (view, a, b));
  g_assert_nonnull (find_edge (view, b, a));
  g_assert_cmpstr (get_edge (view, dict, a)->label, ==, "['a']");
  g_assert_true (get_edge (view, weakref, a)->flags & HP_GRAPH_EDGE_WEAK);
  g_assert_true (hp_graph_view_get_node (view, find (snapshot, view, HP_SAMPLE_MODULE))->flags &
                 HP_GRAPH_NODE_IS_ROOT);
}

static void
test_path (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  guint32 focus = hp_snapshot_find (snapshot, HP_SAMPLE_STR);
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_PATH, focus);
  g_autoptr (HpGraphView) view = build (snapshot, request);
  guint module = find (snapshot, view, HP_SAMPLE_MODULE),
        dict = find (snapshot, view, HP_SAMPLE_DICT);
  guint a = find (snapshot, view, HP_SAMPLE_LIST_A), str = find (snapshot, view, HP_SAMPLE_STR);

  g_assert_true (get_edge (view, module, dict)->flags & HP_GRAPH_EDGE_ON_PATH);
  g_assert_true (get_edge (view, dict, a)->flags & HP_GRAPH_EDGE_ON_PATH);
  g_assert_true (get_edge (view, a, str)->flags & HP_GRAPH_EDGE_ON_PATH);
  /* a longer way and a weak one are not ways */
  g_assert_cmpuint (find (snapshot, view, HP_SAMPLE_LIST_B), ==, HP_GRAPH_NO_NODE);
  g_assert_cmpuint (find (snapshot, view, HP_SAMPLE_WEAKREF), ==, HP_GRAPH_NO_NODE);
  g_assert_null (hp_graph_view_get_note (view));
}

static void
test_no_object (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_PATH, HP_NONE);
  g_autoptr (GError) error = NULL;

  g_assert_null (hp_graph_build (snapshot, request, NULL, &error));
  g_assert_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_NO_OBJECT);
}

/* ---- a fan: one list with many items ---- */

#define N_ITEMS 222

static HpSnapshot *
make_fan (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 list_type = hp_snapshot_builder_add_type (builder, "list", NULL);
  guint32 int_type = hp_snapshot_builder_add_type (builder, "int", NULL);
  HpObjectRow row = { .address = 0x1000,
                      .type = list_type,
                      .size = 2000,
                      .refcount = 1,
                      .generation = 0,
                      .gc_order = 0,
                      .flags = HP_OBJECT_GC | HP_OBJECT_CONTAINER };
  guint32 list = hp_snapshot_builder_add_object (builder, &row);
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot;

  for (guint i = 0; i < N_ITEMS; i++) {
    HpObjectRow item = { .address = 0x2000 + i * 0x20,
                         .type = int_type,
                         .size = 28 + i,
                         .refcount = 1,
                         .generation = HP_GENERATION_UNTRACKED,
                         .gc_order = HP_NONE };

    hp_snapshot_builder_add_ref (builder, list, hp_snapshot_builder_add_object (builder, &item),
                                 hp_label (HP_REF_INDEX, i));
  }
  snapshot = hp_snapshot_builder_end (builder, NULL, &error);
  g_assert_no_error (error);
  return snapshot;
}

static const HpGraphNode *
find_more (const HpGraphView *view)
{
  for (guint i = 0; i < hp_graph_view_get_n_nodes (view); i++)
    if (hp_graph_view_get_node (view, i)->kind == HP_GRAPH_NODE_MORE)
      return hp_graph_view_get_node (view, i);
  return NULL;
}

static const HpGraphNode *
get_more (const HpGraphView *view)
{
  const HpGraphNode *more = find_more (view);

  if (more == NULL)
    g_error ("there is no node that stands for more");
  return more;
}

static void
test_more (void)
{
  g_autoptr (HpSnapshot) snapshot = make_fan ();
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_NEIGHBOURS, 0);
  g_autoptr (HpGraphView) view = build (snapshot, request);
  g_autoptr (HpGraphView) expanded = NULL;
  g_autoptr (HpGraphView) all = NULL;
  const HpGraphNode *more = get_more (view);

  g_assert_cmpuint (hp_graph_view_get_n_drawn (view), ==, 1 + 8);
  g_assert_cmpuint (more->count, ==, N_ITEMS - 8);
  g_assert_cmpstr (more->title, ==, "… 214 more");
  g_assert_cmpuint (more->anchor, ==, 0);
  g_assert_cmpint ((int)more->direction, ==, (int)HP_GRAPH_REFERENTS);
  g_assert_cmpuint (hp_graph_view_get_node (view, 0)->hidden_referents, ==, N_ITEMS - 8);

  hp_graph_request_expand (request, 0, HP_GRAPH_REFERENTS, 100);
  expanded = build (snapshot, request);
  g_assert_cmpuint (hp_graph_view_get_n_drawn (expanded), ==, 1 + 108);
  g_assert_cmpuint (get_more (expanded)->count, ==, N_ITEMS - 108);

  hp_graph_request_expand (request, 0, HP_GRAPH_REFERENTS, 200);
  all = build (snapshot, request);
  g_assert_cmpuint (hp_graph_view_get_n_drawn (all), ==, 1 + N_ITEMS);
  g_assert_null (find_more (all));
}

static void
test_overflow (void)
{
  g_autoptr (HpSnapshot) snapshot = make_fan ();
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_NEIGHBOURS, 0);
  g_autoptr (HpGraphView) largest = NULL;
  g_autoptr (HpGraphView) types = NULL;
  g_autoptr (GError) error = NULL;

  request->fan_out = N_ITEMS;
  request->cap = 200;
  g_assert_null (hp_graph_build (snapshot, request, NULL, &error));
  g_assert_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "223 objects"));

  request->overflow = HP_GRAPH_KEEP;
  largest = build (snapshot, request);
  g_assert_cmpuint (hp_graph_view_get_n_drawn (largest), ==, HP_GRAPH_LARGEST);
  g_assert_cmpuint (hp_graph_view_get_n_left_out (largest), ==, 1 + N_ITEMS - HP_GRAPH_LARGEST);
  for (guint i = 1; i < HP_GRAPH_LARGEST; i++) /* the smallest were left out */
    g_assert_cmpuint (hp_graph_view_get_node (largest, i)->size, >=,
                      28 + N_ITEMS - HP_GRAPH_LARGEST);

  request->overflow = HP_GRAPH_BY_TYPE;
  types = build (snapshot, request);
  g_assert_cmpuint (hp_graph_view_get_n_nodes (types), ==, 2);
  g_assert_cmpuint (hp_graph_view_get_n_drawn (types), ==, 1 + N_ITEMS);
}

/* Nothing roots the list: the path page says so and shows who holds it. */
static void
test_path_without_root (void)
{
  g_autoptr (HpSnapshot) snapshot = make_fan ();
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_PATH, 5);
  g_autoptr (HpGraphView) view = build (snapshot, request);

  g_assert_nonnull (hp_graph_view_get_note (view));
  g_assert_cmpuint (hp_graph_view_find (view, HP_GRAPH_NODE_OBJECT, 0), !=, HP_GRAPH_NO_NODE);
}

/* ---- twins over random heaps ---- */

/* Distances from the focus by repeated relaxation over all references, strong ones only when asked.
 */
static guint *
relax (HpSnapshot *snapshot, guint32 focus, HpGraphDirection direction, gboolean strong_only)
{
  guint32 n = hp_snapshot_n_objects (snapshot);
  guint *distance = g_new (guint, n);
  gboolean changed = TRUE;

  for (guint32 i = 0; i < n; i++)
    distance[i] = i == focus ? 0 : G_MAXUINT / 2;
  while (changed) {
    changed = FALSE;
    for (guint32 from = 0; from < n; from++) {
      const guint32 *labels, *targets;
      guint32 n_targets;

      targets = hp_snapshot_referents (snapshot, from, &labels, &n_targets);
      for (guint32 i = 0; i < n_targets; i++) {
        guint32 near = direction == HP_GRAPH_REFERENTS ? from : targets[i];
        guint32 far = direction == HP_GRAPH_REFERENTS ? targets[i] : from;

        if (strong_only && hp_label_is_weak (labels[i]))
          continue;
        if (distance[near] + 1 < distance[far]) {
          distance[far] = distance[near] + 1;
          changed = TRUE;
        }
      }
    }
  }
  return distance;
}

/* With room for everything a view holds exactly the objects within reach, and every reference
 * between them. */
static void
check_neighbours (HpSnapshot *snapshot, guint32 focus, guint steps)
{
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_NEIGHBOURS, focus);
  g_autofree guint *forth = relax (snapshot, focus, HP_GRAPH_REFERENTS, FALSE);
  g_autofree guint *back = relax (snapshot, focus, HP_GRAPH_REFERRERS, FALSE);
  g_autoptr (HpGraphView) view = NULL;
  guint64 n_refs = 0, n_drawn_refs = 0;
  guint n_expected = 0;

  request->steps = steps;
  request->fan_out = request->cap = G_MAXINT;
  view = build (snapshot, request);
  for (guint32 o = 0; o < hp_snapshot_n_objects (snapshot); o++) {
    gboolean expected = forth[o] <= steps || back[o] <= steps;
    guint node = hp_graph_view_find (view, HP_GRAPH_NODE_OBJECT, o);
    const guint32 *targets;
    guint32 n;

    g_assert_cmpint (expected, ==, node != HP_GRAPH_NO_NODE);
    if (!expected)
      continue;
    n_expected++;
    targets = hp_snapshot_referents (snapshot, o, NULL, &n);
    for (guint32 i = 0; i < n; i++)
      n_refs += forth[targets[i]] <= steps || back[targets[i]] <= steps;
  }
  g_assert_cmpuint (hp_graph_view_get_n_drawn (view), ==, n_expected);
  for (guint i = 0; i < hp_graph_view_get_n_edges (view); i++)
    if (!(hp_graph_view_get_edge (view, i)->flags & HP_GRAPH_EDGE_TO_MORE) &&
        hp_graph_view_get_node (view, hp_graph_view_get_edge (view, i)->from)->kind ==
            HP_GRAPH_NODE_OBJECT)
      n_drawn_refs += hp_graph_view_get_edge (view, i)->count;
  g_assert_cmpuint (n_drawn_refs, ==, n_refs);
}

static void
test_neighbours_twin (void)
{
  for (guint32 seed = 1; seed <= 6; seed++) {
    g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (120, seed);

    for (guint32 focus = 0; focus < 120; focus += 17)
      for (guint steps = 1; steps <= 3; steps++)
        check_neighbours (snapshot, focus, steps);
  }
}

/* The way that is drawn is the one that the Paths page tells, and it begins at a root. */
static void
check_path (HpSnapshot *snapshot, guint32 focus)
{
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_PATH, focus);
  g_autoptr (GPtrArray) told = hp_paths_find (snapshot, focus, 1, NULL, NULL, NULL);
  g_autoptr (HpGraphView) view = NULL;
  const HpPath *way;
  guint before = HP_GRAPH_NO_NODE;

  request->n_paths = 1;
  view = build (snapshot, request);
  g_assert_cmpint (told->len == 0, ==, hp_graph_view_get_note (view) != NULL);
  if (told->len == 0)
    return;
  way = told->pdata[0];
  g_assert_cmpuint (hp_graph_view_get_n_drawn (view), ==, way->steps->len);
  for (guint i = 0; i < way->steps->len; i++) {
    guint32 object = g_array_index (way->steps, HpPathStep, i).object;
    guint node = hp_graph_view_find (view, HP_GRAPH_NODE_OBJECT, object);

    g_assert_cmpuint (node, !=, HP_GRAPH_NO_NODE);
    if (i == 0)
      g_assert_true (hp_graph_view_get_node (view, node)->flags & HP_GRAPH_NODE_IS_ROOT);
    else
      g_assert_true (get_edge (view, before, node)->flags & HP_GRAPH_EDGE_ON_PATH);
    before = node;
  }
}

static void
test_path_twin (void)
{
  for (guint32 seed = 1; seed <= 6; seed++) {
    g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (150, seed);

    for (guint32 focus = 0; focus < 150; focus += 7)
      check_path (snapshot, focus);
  }
}

static void
test_types_twin (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (500, 9);
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_TYPES, HP_NONE);
  g_autoptr (HpGraphView) view = NULL;
  guint64 n_objects = 0;

  request->cap = 7;
  view = build (snapshot, request);
  g_assert_cmpuint (hp_graph_view_get_n_nodes (view), ==, 7);
  for (guint i = 0; i < 7; i++) {
    const HpGraphNode *node = hp_graph_view_get_node (view, i);
    guint64 count = 0, size = 0;

    for (guint32 o = 0; o < 500; o++)
      if (hp_snapshot_type_of (snapshot, o) == node->id) {
        count++;
        size += hp_snapshot_size (snapshot, o);
      }
    g_assert_cmpuint (node->count, ==, count);
    g_assert_cmpuint (node->size, ==, size);
    if (i > 0)
      g_assert_cmpuint (size, <=, hp_graph_view_get_node (view, i - 1)->size);
    n_objects += count;
  }
  for (guint i = 0; i < hp_graph_view_get_n_edges (view); i++) {
    const HpGraphEdge *edge = hp_graph_view_get_edge (view, i);
    guint64 count = 0;

    for (guint32 o = 0; o < 500; o++) {
      const guint32 *targets, *labels;
      guint32 n;

      if (hp_snapshot_type_of (snapshot, o) != hp_graph_view_get_node (view, edge->from)->id)
        continue;
      targets = hp_snapshot_referents (snapshot, o, &labels, &n);
      for (guint32 t = 0; t < n; t++)
        count += hp_label_kind (labels[t]) != HP_REF_TYPE &&
                 hp_snapshot_type_of (snapshot, targets[t]) ==
                     hp_graph_view_get_node (view, edge->to)->id;
    }
    g_assert_cmpuint (edge->count, ==, count);
  }
  g_assert_cmpuint (n_objects + hp_graph_view_get_n_left_out (view), ==, 500);
}

static void
test_objects (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (50, 3);
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_OBJECTS, HP_NONE);
  g_autoptr (HpGraphView) view = NULL;
  const guint32 chosen[] = { 3, 3, 7, 49, 50, G_MAXUINT32 };

  g_array_append_vals (request->objects, chosen, G_N_ELEMENTS (chosen));
  view = build (snapshot, request);
  g_assert_cmpuint (hp_graph_view_get_n_drawn (view), ==,
                    3); /* twice the same, two that are not there */
}

static void
test_cancelled (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (50, 3);
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_NEIGHBOURS, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (hp_graph_build (snapshot, request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/graph/build/neighbours", test_neighbours);
  g_test_add_func ("/core/graph/build/path", test_path);
  g_test_add_func ("/core/graph/build/no-object", test_no_object);
  g_test_add_func ("/core/graph/build/more", test_more);
  g_test_add_func ("/core/graph/build/overflow", test_overflow);
  g_test_add_func ("/core/graph/build/path-without-root", test_path_without_root);
  g_test_add_func ("/core/graph/build/neighbours-twin", test_neighbours_twin);
  g_test_add_func ("/core/graph/build/path-twin", test_path_twin);
  g_test_add_func ("/core/graph/build/types-twin", test_types_twin);
  g_test_add_func ("/core/graph/build/objects", test_objects);
  g_test_add_func ("/core/graph/build/cancelled", test_cancelled);
  return g_test_run ();
}
