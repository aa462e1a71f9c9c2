/* SPDX-License-Identifier: Apache-2.0 */
/* The Graph page: selection, views, expanding, and what stands there when a graph cannot be drawn.
 */
#include "harness.h"

#include <glib/gstdio.h>

#include "panes/graph-pane.h"

typedef struct {
  HpWindow *window;
  HpFakeSource *fake; /* lent */
  HpDocument *document;
  HpGraphPane *pane;
} Fixture;

static void
wait_for_graph (Fixture *f)
{
  hp_test_settle ();
  WAIT_UNTIL (!hp_graph_pane_is_busy (f->pane));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = hp_test_open_fake (&f->fake);
  f->document = hp_window_get_document (f->window);
  f->pane = HP_GRAPH_PANE (hp_window_get_pane (f->window, "graph"));
  hp_window_show_page (f->window, "graph");
  wait_for_graph (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
}

static guint64
find (Fixture *f, const char *name)
{
  return hp_test_address_of (hp_document_get_snapshot (f->document), name);
}

static guint
find_node (Fixture *f, guint64 address)
{
  guint32 object = hp_snapshot_find (hp_document_get_snapshot (f->document), address);

  return hp_graph_view_find (hp_graph_pane_get_view (f->pane), HP_GRAPH_NODE_OBJECT, object);
}

static guint
find_more (Fixture *f)
{
  HpGraphView *view = hp_graph_pane_get_view (f->pane);

  for (guint i = 0; i < hp_graph_view_get_n_nodes (view); i++)
    if (hp_graph_view_get_node (view, i)->kind == HP_GRAPH_NODE_MORE)
      return i;
  return HP_GRAPH_NO_NODE;
}

static void
activate (Fixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), action, NULL));
  wait_for_graph (f);
}

/* With nothing selected the page begins with the program's own names. */
static void
test_begins_with_main (Fixture *f, gconstpointer data)
{
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "canvas");
  g_assert_cmpuint (find_node (f, find (f, "a")), !=, HP_GRAPH_NO_NODE);
  g_assert_cmpuint (find_node (f, find (f, "b")), !=, HP_GRAPH_NO_NODE);
}

static void
test_follows_the_selection (Fixture *f, gconstpointer data)
{
  guint64 a = find (f, "a"), b = find (f, "b");
  HpGraphCanvas *canvas = hp_graph_pane_get_canvas (f->pane);
  HpGraphView *before = hp_graph_pane_get_view (f->pane);

  hp_document_select (f->document, a); /* in the picture already */
  wait_for_graph (f);
  g_assert_true (hp_graph_pane_get_view (f->pane) == before);
  g_assert_cmpuint (hp_graph_canvas_get_selected (canvas), ==, find_node (f, a));
  hp_graph_canvas_choose (canvas, find_node (f, b));
  g_assert_cmphex (hp_document_get_selection (f->document), ==, b);
  g_assert_true (hp_graph_pane_get_view (f->pane) == before);
  activate (f, "graph.centre");
  g_assert_true (
      hp_graph_view_get_node (hp_graph_pane_get_view (f->pane), find_node (f, b))->flags &
      HP_GRAPH_NODE_IS_FOCUS);
}

static void
test_path (Fixture *f, gconstpointer data)
{
  HpGraphView *view;
  gboolean found = FALSE;

  hp_document_select (f->document, find (f, "a"));
  wait_for_graph (f);
  activate (f, "object.show-paths");
  view = hp_graph_pane_get_view (f->pane);
  for (guint i = 0; i < hp_graph_view_get_n_edges (view); i++)
    found |= (hp_graph_view_get_edge (view, i)->flags & HP_GRAPH_EDGE_ON_PATH) != 0;
  g_assert_true (found);
  hp_test_shoot (GTK_WIDGET (f->window), "graph-path");
}

static void
test_types (Fixture *f, gconstpointer data)
{
  HpGraphView *view;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "graph.view", "s", "types"));
  wait_for_graph (f);
  view = hp_graph_pane_get_view (f->pane);
  g_assert_cmpint ((int)hp_graph_view_get_node (view, 0)->kind, ==, (int)HP_GRAPH_NODE_TYPE);
  g_assert_cmpuint (hp_graph_view_get_n_drawn (view), ==,
                    hp_snapshot_n_objects (hp_document_get_snapshot (f->document)));
  hp_test_shoot (GTK_WIDGET (f->window), "graph-types");
  hp_graph_canvas_choose (hp_graph_pane_get_canvas (f->pane), 0);
  activate (f, "graph.show-instances");
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "objects");
  g_assert_true (g_str_has_prefix (hp_document_get_filter (f->document), "type:"));
}

static void
test_expand (Fixture *f, gconstpointer data)
{
  guint more, before;

  hp_document_select (f->document, find (f, "items"));
  wait_for_graph (f);
  activate (f, "graph.centre");
  more = find_more (f);
  g_assert_cmpuint (more, !=, HP_GRAPH_NO_NODE);
  before = (guint)hp_graph_view_get_n_drawn (hp_graph_pane_get_view (f->pane));
  hp_graph_canvas_open (hp_graph_pane_get_canvas (f->pane), more);
  wait_for_graph (f);
  g_assert_cmpuint (hp_graph_view_get_n_drawn (hp_graph_pane_get_view (f->pane)), ==, before + 24);
  hp_test_shoot (GTK_WIDGET (f->window), "graph-expanded");
  activate (f, "graph.collapse");
  g_assert_cmpuint (hp_graph_view_get_n_drawn (hp_graph_pane_get_view (f->pane)), ==, before);
}

static void
expand_until_too_many (Fixture *f)
{
  g_object_set (f->pane, "cap", 60, NULL);
  hp_document_select (f->document, find (f, "items"));
  wait_for_graph (f);
  activate (f, "graph.centre");
  for (guint i = 0; i < 5 && g_str_equal (hp_graph_pane_get_page (f->pane), "canvas"); i++) {
    hp_graph_canvas_open (hp_graph_pane_get_canvas (f->pane), find_more (f));
    wait_for_graph (f);
  }
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "too-many");
}

static void
test_too_many (Fixture *f, gconstpointer data)
{
  expand_until_too_many (f);
  hp_test_shoot (GTK_WIDGET (f->window), "graph-too-many");
  activate (f, "graph.largest");
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "canvas");
  g_assert_cmpuint (hp_graph_view_get_n_drawn (hp_graph_pane_get_view (f->pane)), <=, 60);
  g_assert_cmpuint (hp_graph_view_get_n_left_out (hp_graph_pane_get_view (f->pane)), >, 0);
}

static void
test_group_by_type (Fixture *f, gconstpointer data)
{
  expand_until_too_many (f);
  activate (f, "graph.by-type");
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "canvas");
  g_assert_cmpint ((int)hp_graph_view_get_node (hp_graph_pane_get_view (f->pane), 0)->kind, ==,
                   (int)HP_GRAPH_NODE_TYPE);
}

/* ---- a child that misbehaves ---- */

static char *
use_helper (const char *script)
{
  char *before = g_strdup (g_getenv ("HEAPARIUM_LAYOUT_HELPER"));
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "heaparium-bad-helper", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", script);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
  g_setenv ("HEAPARIUM_LAYOUT_HELPER", path, TRUE);
  return before;
}

static void
restore_helper (const char *before)
{
  g_remove (g_getenv ("HEAPARIUM_LAYOUT_HELPER"));
  g_setenv ("HEAPARIUM_LAYOUT_HELPER", before, TRUE);
}

static void
test_failure (Fixture *f, gconstpointer data)
{
  g_autofree char *before = use_helper ("echo out of paper >&2; exit 1");

  activate (f, "graph.retry");
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "failed");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_LABEL, "out of paper"));
  hp_test_shoot (GTK_WIDGET (f->window), "graph-failed");
  restore_helper (before);
  activate (f, "graph.retry");
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "canvas");
}

/* Cancelled in the status bar, or too slow: the same ways out. */
static void
test_slow_layout_can_be_cancelled (Fixture *f, gconstpointer data)
{
  g_autofree char *before = use_helper ("exec sleep 100");

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "graph.retry", NULL));
  WAIT_UNTIL (hp_document_get_job (f->document) != NULL);
  hp_job_cancel (hp_document_get_job (f->document));
  wait_for_graph (f);
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "too-slow");
  hp_test_shoot (GTK_WIDGET (f->window), "graph-too-slow");
  restore_helper (before);
  activate (f, "graph.keep-trying");
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "canvas");
}

static void
test_closing_during_a_layout (Fixture *f, gconstpointer data)
{
  g_autofree char *before = use_helper ("exec sleep 100");

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "graph.retry", NULL));
  g_assert_true (hp_graph_pane_is_busy (f->pane));
  hp_test_close (f->window); /* waits until it is finalized */
  restore_helper (before);
  set_up (f, NULL);
}

/* A picture of another heap: what is gone is not looked for, what stays keeps the view. */
static void
test_new_snapshot (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) next = hp_test_make_snapshot (80);
  guint64 a = find (f, "a");

  hp_document_select (f->document, a);
  wait_for_graph (f);
  hp_fake_source_set_snapshot (f->fake, next);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_snapshot (f->document) == next);
  wait_for_graph (f);
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "canvas");
  g_assert_cmpuint (hp_graph_view_get_n_objects (hp_graph_pane_get_view (f->pane)), ==,
                    hp_snapshot_n_objects (next));
}

/* The same picture again asks no child: it would fail here. */
static void
test_same_shape_keeps_its_layout (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) next = hp_test_make_snapshot (500);
  g_autofree char *before = use_helper ("exit 1");

  hp_fake_source_set_snapshot (f->fake, next);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_snapshot (f->document) == next);
  wait_for_graph (f);
  g_assert_cmpstr (hp_graph_pane_get_page (f->pane), ==, "canvas");
  restore_helper (before);
}

static void
test_dark (Fixture *f, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  hp_document_select (f->document, find (f, "a"));
  wait_for_graph (f);
  hp_test_shoot (GTK_WIDGET (f->window), "graph-dark");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/panes/graph/begins-with-main", test_begins_with_main },
    { "/panes/graph/follows-the-selection", test_follows_the_selection },
    { "/panes/graph/path", test_path },
    { "/panes/graph/types", test_types },
    { "/panes/graph/expand", test_expand },
    { "/panes/graph/too-many", test_too_many },
    { "/panes/graph/group-by-type", test_group_by_type },
    { "/panes/graph/failure", test_failure },
    { "/panes/graph/slow-layout-can-be-cancelled", test_slow_layout_can_be_cancelled },
    { "/panes/graph/closing-during-a-layout", test_closing_during_a_layout },
    { "/panes/graph/new-snapshot", test_new_snapshot },
    { "/panes/graph/same-shape-keeps-its-layout", test_same_shape_keeps_its_layout },
    { "/panes/graph/dark", test_dark },
  };

  hp_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return hp_test_run ();
}
