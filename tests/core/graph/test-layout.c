/* SPDX-License-Identifier: Apache-2.0 */
/* The layout child: what it answers, and that nothing it does can hurt. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "graph/export.h"
#include "graph/layout.h"

static char *folder;

/* ---- views ---- */

static HpGraphView *
make_view (guint n_nodes, guint n_edges, guint32 seed)
{
  HpGraphView *view = hp_graph_view_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n_nodes; i++) {
    HpGraphNode node = {
      .kind = HP_GRAPH_NODE_OBJECT, .id = i, .title = "dict", .detail = "x", .size = i, .count = 1
    };

    hp_graph_view_add_node (view, &node);
  }
  for (guint i = 0; i < n_edges; i++) {
    guint from = (guint)g_rand_int_range (rand, 0, (gint32)n_nodes);
    HpGraphEdge edge = { .from = from, .to = (from + 1 + i % 7) % n_nodes, .label = "['k']" };

    hp_graph_view_add_edge (view, &edge);
  }
  return view;
}

static HpGraphSize *
make_sizes (guint n)
{
  HpGraphSize *sizes = g_new (HpGraphSize, n + 1);

  for (guint i = 0; i < n; i++)
    sizes[i] = (HpGraphSize){ 90, 44 };
  return sizes;
}

/* A shell script in place of the helper. */
static void
use_helper (const char *script)
{
  g_autofree char *path = g_build_filename (folder, "helper", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", script);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_chmod (path, 0755);
  g_setenv ("HEAPARIUM_LAYOUT_HELPER", path, TRUE);
}

static HpGraphLayout *
lay_out (const char *script, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autofree char *real = g_strdup (g_getenv ("HEAPARIUM_LAYOUT_HELPER"));
  g_autoptr (HpGraphView) view = make_view (3, 3, 1);
  g_autofree HpGraphSize *sizes = make_sizes (3);
  HpGraphLayout *layout;

  if (script != NULL)
    use_helper (script);
  layout = hp_graph_layout_new (view, sizes, NULL, timeout_ms, cancellable, error);
  g_setenv ("HEAPARIUM_LAYOUT_HELPER", real, TRUE);
  return layout;
}

/* ---- the real helper ---- */

static void
assert_apart (const HpGraphLayout *layout, guint n)
{
  for (guint i = 0; i < n; i++) {
    HpGraphPoint a = hp_graph_layout_get_node (layout, i);

    g_assert_cmpfloat (a.x, >=, 44);
    g_assert_cmpfloat (a.y, >=, 21);
    g_assert_cmpfloat (a.x, <=, hp_graph_layout_get_width (layout) - 44);
    g_assert_cmpfloat (a.y, <=, hp_graph_layout_get_height (layout) - 21);
    for (guint j = 0; j < i; j++) {
      HpGraphPoint b = hp_graph_layout_get_node (layout, j);

      g_assert_true (fabs (a.x - b.x) >= 89.5 || fabs (a.y - b.y) >= 43.5);
    }
  }
}

static void
test_small (void)
{
  g_autoptr (HpGraphView) view = make_view (12, 20, 2);
  g_autofree HpGraphSize *sizes = make_sizes (12);
  g_autofree HpGraphSize *labels = make_sizes (20);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout =
      hp_graph_layout_new (view, sizes, labels, HP_LAYOUT_LONG_TIMEOUT_MS, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hp_graph_layout_get_n_nodes (layout), ==, 12);
  assert_apart (layout, 12);
  for (guint i = 0; i < 20; i++) {
    HpGraphCurve curve = hp_graph_layout_get_edge (layout, i);
    const HpGraphEdge *edge = hp_graph_view_get_edge (view, i);
    HpGraphPoint to = hp_graph_layout_get_node (layout, edge->to);

    g_assert_true (curve.has_label);
    g_assert_cmpuint (curve.n_points % 3, ==, 1);
    /* the arrow ends at the border of the box that it points to */
    g_assert_cmpfloat (fabs (curve.tip.x - to.x), <=, 46);
    g_assert_cmpfloat (fabs (curve.tip.y - to.y), <=, 23);
  }
}

static void
test_300_nodes (void)
{
  g_autoptr (HpGraphView) view = make_view (300, 450, 3);
  g_autofree HpGraphSize *sizes = make_sizes (300);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout =
      hp_graph_layout_new (view, sizes, NULL, HP_LAYOUT_LONG_TIMEOUT_MS, NULL, &error);

  g_assert_no_error (error);
  assert_apart (layout, 300);
}

static void
test_above_the_cap (void)
{
  g_autoptr (HpGraphView) view = make_view (400, 500, 4);
  g_autofree HpGraphSize *sizes = make_sizes (400);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout =
      hp_graph_layout_new (view, sizes, NULL, HP_LAYOUT_LONG_TIMEOUT_MS, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hp_graph_layout_get_n_edges (layout), ==, 500);
}

static void
test_empty (void)
{
  g_autoptr (HpGraphView) view = hp_graph_view_new ();
  g_autofree HpGraphSize *sizes = make_sizes (0);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout =
      hp_graph_layout_new (view, sizes, NULL, HP_LAYOUT_LONG_TIMEOUT_MS, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hp_graph_layout_get_n_nodes (layout), ==, 0);
}

/* ---- helpers that misbehave ---- */

static void
test_timeout (void)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_null (lay_out ("exec sleep 600", 100, NULL, &error));
  g_assert_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 300 * G_TIME_SPAN_SECOND);
}

static void
test_timeout_of_one_that_closed_its_output (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lay_out ("exec >&- 2>&-; exec sleep 600", 1000, NULL, &error));
  g_assert_nonnull (error);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  gint64 start = g_get_monotonic_time ();

  g_assert_null (lay_out ("exec sleep 600", 500000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 300 * G_TIME_SPAN_SECOND);
  g_thread_join (thread);
}

static void
assert_fails (const char *script, HpGraphError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lay_out (script, 300000, NULL, &error));
  g_assert_error (error, HP_GRAPH_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_crash (void)
{
  assert_fails ("kill -SEGV $$", HP_GRAPH_ERROR_HELPER, "signal 11");
  assert_fails ("echo it hurts >&2; exit 3", HP_GRAPH_ERROR_HELPER, "it hurts");
  assert_fails ("exit 1", HP_GRAPH_ERROR_HELPER, "without saying why");
  assert_fails ("printf '\\377\\376' >&2; exit 1", HP_GRAPH_ERROR_HELPER, "");
}

static void
test_garbage (void)
{
  assert_fails ("exit 0", HP_GRAPH_ERROR_BAD_ANSWER, "no sense");
  assert_fails ("head -c 100000 /dev/urandom", HP_GRAPH_ERROR_BAD_ANSWER, "no sense");
  assert_fails ("yes", HP_GRAPH_ERROR_BAD_ANSWER, "MiB");
}

static void
test_missing (void)
{
  g_autofree char *real = g_strdup (g_getenv ("HEAPARIUM_LAYOUT_HELPER"));
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  g_setenv ("HEAPARIUM_LAYOUT_HELPER", "/nonexistent/helper", TRUE);
  bytes = hp_graph_run_helper ("digraph g {}", "dot", NULL, 1000, NULL, &error);
  g_setenv ("HEAPARIUM_LAYOUT_HELPER", real, TRUE);
  g_assert_null (bytes);
  g_assert_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_HELPER);
}

static void
test_not_dot (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hp_graph_run_helper ("this is no graph", "dot", NULL, 20000, NULL, &error));
  g_assert_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_HELPER);
  g_assert_nonnull (strstr (error->message, "not valid DOT"));
}

/* ---- the parser ---- */

#define HEAD   "heaparium-layout 1\nsize 10 20\n"
#define NODES  "node 0 1 2\nnode 1 3 4\n"
#define EDGE   "edge 0 4 0 0 1 1 2 2 3 3 TIP 4 4\n"
#define ANSWER HEAD NODES EDGE "end\n"

static HpGraphLayout *
parse (const char *text, GError **error)
{
  return hp_graph_layout_parse (text, strlen (text), 2, 1, error);
}

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout = parse (ANSWER, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (hp_graph_layout_get_node (layout, 1).y, ==, 4);
  g_assert_cmpuint (hp_graph_layout_get_edge (layout, 0).n_points, ==, 4);
  g_assert_false (hp_graph_layout_get_edge (layout, 0).has_label);
}

static void
test_parse_refuses (void)
{
  static const char *const wrong[] = {
    "",
    "heaparium-layout 2\nsize 10 20\n" NODES EDGE "end\n",
    HEAD "end\n",
    HEAD NODES "end\n",
    HEAD NODES EDGE,
    HEAD NODES EDGE "end\nmore\n",
    HEAD NODES EDGE EDGE "end\n",
    HEAD "node 0 1 2\nnode 0 3 4\n" EDGE "end\n",
    HEAD "node 0 1 2\nnode 2 3 4\n" EDGE "end\n",
    HEAD "node 0 1 2\nnode -1 3 4\n" EDGE "end\n",
    HEAD "node 0 1 2\nnode 99999999999999999999 3 4\n" EDGE "end\n",
    HEAD "node 0 nan 2\nnode 1 3 4\n" EDGE "end\n",
    HEAD "node 0 inf 2\nnode 1 3 4\n" EDGE "end\n",
    HEAD "node 0 1e300 2\nnode 1 3 4\n" EDGE "end\n",
    HEAD "node 0 1e999 2\nnode 1 3 4\n" EDGE "end\n",
    HEAD "node 0 1,5 2\nnode 1 3 4\n" EDGE "end\n",
    HEAD "node 0 1\nnode 1 3 4\n" EDGE "end\n",
    HEAD NODES "edge 0 0 TIP 4 4\nend\n",
    HEAD NODES "edge 0 5 0 0 1 1 2 2 3 3 5 5 TIP 4 4\nend\n",
    HEAD NODES "edge 0 7 0 0 1 1 2 2 3 3 TIP 4 4\nend\n",
    HEAD NODES "edge 0 4000000000 0 0 1 1 2 2 3 3 TIP 4 4\nend\n",
    HEAD NODES "edge 1 4 0 0 1 1 2 2 3 3 TIP 4 4\nend\n",
    HEAD NODES "edge 0 4 0 0 1 1 2 2 3 3\nend\n",
    HEAD NODES "edge 0 4 0 0 1 1 2 2 3 3 TIP 4 4 LABEL 1\nend\n",
    "heaparium-layout 1\nsize -10 20\n" NODES EDGE "end\n",
    "heaparium-layout 1\nsize 10\n" NODES EDGE "end\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (wrong[i], &error));
    g_assert_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_BAD_ANSWER);
  }
}

/* Cut anywhere or with any one byte changed: an answer or an error, never worse. */
static void
test_parse_mutations (void)
{
  gsize length = strlen (ANSWER);

  for (gsize i = 0; i < length; i++) {
    g_autofree char *cut = g_strndup (ANSWER, i);
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (cut, &error));
    for (int byte = 0; byte < 256; byte++) {
      g_autofree char *text = g_strdup (ANSWER);
      g_autoptr (HpGraphLayout) layout = NULL;

      text[i] = (char)byte;
      layout = hp_graph_layout_parse (text, length, 2, 1, NULL);
      if (layout != NULL)
        g_assert_true (isfinite (hp_graph_layout_get_node (layout, 0).x));
    }
  }
}

/* ---- many at once ---- */

typedef struct {
  guint n_done, n_placed, n_cancelled;
} Tally;

static void
count_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Tally *tally = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout = hp_graph_layout_finish (result, &error);

  tally->n_done++;
  if (layout != NULL)
    tally->n_placed++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tally->n_cancelled++;
  else
    g_error ("%s", error->message);
}

/* A thousand requests, as a person clicks faster than layouts come: all but each twentieth are
 * cancelled on the way. */
static void
test_thousand_requests (void)
{
  g_autoptr (HpGraphView) view = make_view (10, 12, 5);
  g_autofree HpGraphSize *sizes = make_sizes (10);
  GCancellable *cancellables[1000];
  Tally tally = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cancellables); i++) {
    cancellables[i] = g_cancellable_new ();
    hp_graph_layout_async (view, sizes, NULL, HP_LAYOUT_LONG_TIMEOUT_MS, cancellables[i], count_cb,
                           &tally);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cancellables); i++) {
    if (i % 20 != 0)
      g_cancellable_cancel (cancellables[i]);
    if (i % 100 == 99)
      g_main_context_iteration (NULL, FALSE);
  }
  while (tally.n_done < G_N_ELEMENTS (cancellables))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (tally.n_placed + tally.n_cancelled, ==, G_N_ELEMENTS (cancellables));
  g_assert_cmpuint (tally.n_placed, >=, 50);
  for (guint i = 0; i < G_N_ELEMENTS (cancellables); i++)
    g_object_unref (cancellables[i]);
}

/* ---- export ---- */

static void
assert_export (const char *name, const char *magic)
{
  g_autoptr (HpGraphView) view = make_view (5, 6, 6);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HpGraphFormat format;
  gsize length;

  g_assert_true (hp_graph_format_from_path (path, &format, &error));
  g_assert_true (hp_graph_export (view, format, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_cmpuint (length, >, 200);
  g_assert_true (memcmp (text, magic, strlen (magic)) == 0);
}

static void
test_export (void)
{
  assert_export ("a.svg", "<?xml");
  assert_export ("a.PNG", "\x89PNG");
  assert_export ("a.pdf", "%PDF-");
  assert_export ("a.dot", "digraph");
}

static void
test_export_wrong (void)
{
  g_autoptr (HpGraphView) view = make_view (2, 2, 7);
  g_autoptr (GError) error = NULL, other = NULL;
  HpGraphFormat format;

  g_assert_false (hp_graph_format_from_path ("picture.jpg", &format, &error));
  g_assert_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_FORMAT);
  g_assert_false (hp_graph_export (view, HP_GRAPH_FORMAT_DOT, "/nonexistent/a.dot", NULL, &other));
  g_assert_error (other, HP_GRAPH_ERROR, HP_GRAPH_ERROR_WRITE);
}

/* The old file stays when the new one cannot be made. */
static void
test_failed_export_keeps_the_old_file (void)
{
  g_autofree char *real = g_strdup (g_getenv ("HEAPARIUM_LAYOUT_HELPER"));
  g_autofree char *path = g_build_filename (folder, "old.svg", NULL);
  g_autoptr (HpGraphView) view = make_view (2, 2, 8);
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  use_helper ("echo half; exit 1");
  g_assert_false (hp_graph_export (view, HP_GRAPH_FORMAT_SVG, path, NULL, NULL));
  g_setenv ("HEAPARIUM_LAYOUT_HELPER", real, TRUE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
}

static void
remove_folder (void)
{
  static const char *const names[] = { "helper", "a.svg", "a.PNG", "a.pdf", "a.dot", "old.svg" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    g_remove (path);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("heaparium-layout-XXXXXX", NULL);
  g_test_add_func ("/core/graph/layout/small", test_small);
  g_test_add_func ("/core/graph/layout/300-nodes", test_300_nodes);
  g_test_add_func ("/core/graph/layout/above-the-cap", test_above_the_cap);
  g_test_add_func ("/core/graph/layout/empty", test_empty);
  g_test_add_func ("/core/graph/layout/timeout", test_timeout);
  g_test_add_func ("/core/graph/layout/output-closed-early",
                   test_timeout_of_one_that_closed_its_output);
  g_test_add_func ("/core/graph/layout/cancel", test_cancel);
  g_test_add_func ("/core/graph/layout/crash", test_crash);
  g_test_add_func ("/core/graph/layout/garbage", test_garbage);
  g_test_add_func ("/core/graph/layout/missing", test_missing);
  g_test_add_func ("/core/graph/layout/not-dot", test_not_dot);
  g_test_add_func ("/core/graph/layout/parse", test_parse);
  g_test_add_func ("/core/graph/layout/parse-refuses", test_parse_refuses);
  g_test_add_func ("/core/graph/layout/parse-mutations", test_parse_mutations);
  g_test_add_func ("/core/graph/layout/thousand-requests", test_thousand_requests);
  g_test_add_func ("/core/graph/export/formats", test_export);
  g_test_add_func ("/core/graph/export/wrong", test_export_wrong);
  g_test_add_func ("/core/graph/export/failure-keeps-the-old-file",
                   test_failed_export_keeps_the_old_file);
  status = g_test_run ();
  remove_folder ();
  return status;
}
