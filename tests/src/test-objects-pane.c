/* SPDX-License-Identifier: Apache-2.0 */
/* The page Objects: its rows, filters, order and selection, and what can be done with a row. */
#include "harness.h"

#include <string.h>

#include "models/object-list.h"
#include "panes/inspector-pane.h"
#include "widgets/table-cell.h"

static guint
n_rows (HpObjectsPane *pane)
{
  return g_list_model_get_n_items (hp_objects_pane_get_rows (pane));
}

static void
test_objects_filter (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);
  HpObjectsPane *pane = hp_test_show_objects (window);

  g_assert_cmpuint (n_rows (pane), ==, 505);
  hp_document_set_filter (document, "type:Session");
  WAIT_UNTIL (n_rows (pane) == 125);
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  g_assert_cmpstr (hp_objects_pane_get_footer (pane), ==, "125 objects · 6.0\u00a0kB");
  hp_document_set_filter (document, "type:nobody");
  WAIT_UNTIL (n_rows (pane) == 0);
  g_assert_true (
      gtk_widget_get_mapped (hp_test_find (GTK_WIDGET (pane), ADW_TYPE_STATUS_PAGE, NULL)) ||
      hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, "No Objects Match") != NULL);
  hp_test_shoot (GTK_WIDGET (window), "objects-none");
  gtk_widget_activate_action (GTK_WIDGET (pane), "objects.clear-filter", NULL);
  WAIT_UNTIL (n_rows (pane) == 505);
  g_assert_cmpstr (hp_document_get_filter (document), ==, "");
  hp_document_set_filter (document, "size:big");
  WAIT_UNTIL (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, "“size:big” is not understood") !=
              NULL);
  hp_test_close (window);
}

static void
test_objects_sort (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpObjectsPane *pane = hp_test_show_objects (window);
  g_autoptr (HpObjectItem) first = NULL;

  hp_objects_pane_sort_by (pane, 3, GTK_SORT_DESCENDING);
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  first = g_list_model_get_item (hp_objects_pane_get_rows (pane), 0);
  g_assert_cmpuint (hp_object_item_get_address (first), ==, hp_test_address_in (window, "items"));
  hp_objects_pane_sort_by (pane, 3, GTK_SORT_ASCENDING);
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  g_clear_object (&first);
  first = g_list_model_get_item (hp_objects_pane_get_rows (pane), 0);
  g_assert_cmpuint (
      hp_snapshot_size (hp_object_item_get_snapshot (first), hp_object_item_get_object (first)), ==,
      28);
  hp_test_close (window);
}

static guint64
get_first (HpObjectsPane *pane)
{
  g_autoptr (HpObjectItem) first = g_list_model_get_item (hp_objects_pane_get_rows (pane), 0);

  return hp_object_item_get_address (first);
}

static HpWindow *
open_with (HpSnapshot *snapshot)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);

  hp_fake_source_set_snapshot (fake, snapshot);
  hp_document_refresh (document);
  WAIT_UNTIL (hp_document_get_snapshot (document) == snapshot);
  return window;
}

/* What each object keeps alive is "…" until it is known; asking for the order by it finds out, also
 * for a large picture that is live, and the rows come in that order. */
static void
test_objects_retained (void)
{
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (100001);
  HpWindow *window = open_with (large);
  HpDocument *document = hp_window_get_document (window);
  HpObjectsPane *pane = hp_test_show_objects (window);

  g_assert_null (hp_document_get_results (document));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (pane), HP_TYPE_TABLE_CELL, "…"));
  hp_objects_pane_sort_by (pane, 4, GTK_SORT_DESCENDING);
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  g_assert_nonnull (hp_document_get_results (document));
  g_assert_cmphex (get_first (pane), ==, hp_snapshot_address (large, 0)); /* the module */
  g_assert_null (hp_test_find (GTK_WIDGET (pane), HP_TYPE_TABLE_CELL, "…"));
  hp_test_shoot (GTK_WIDGET (window), "objects-retained");
  hp_test_close (window);
}

/* A small one is known by itself. */
static void
test_objects_retained_small (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);

  hp_test_show_objects (window);
  WAIT_UNTIL (hp_document_get_results (document) != NULL);
  hp_test_close (window);
}

/* Stopped, the rows come in the order they have. */
static void
test_objects_retained_stopped (void)
{
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (100001);
  HpWindow *window = open_with (large);
  HpDocument *document = hp_window_get_document (window);
  HpObjectsPane *pane = hp_test_show_objects (window);

  hp_test_cancel_next_job (document, "Finding out who");
  hp_objects_pane_sort_by (pane, 4, GTK_SORT_DESCENDING);
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  g_assert_nonnull (hp_document_get_results_error (document));
  g_assert_cmphex (get_first (pane), ==, hp_snapshot_address (large, 0));
  hp_test_close (window);
}

static void
test_objects_selection (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);
  HpObjectsPane *pane = hp_test_show_objects (window);
  GtkWidget *view = hp_test_find (GTK_WIDGET (pane), GTK_TYPE_COLUMN_VIEW, NULL);
  GtkSelectionModel *selection = gtk_column_view_get_model (GTK_COLUMN_VIEW (view));

  hp_document_select (document, hp_test_address_in (window, "b"));
  g_assert_true (gtk_selection_model_is_selected (selection, 3));
  gtk_selection_model_select_item (selection, 2, TRUE);
  g_assert_cmpuint (hp_document_get_selection (document), ==, hp_test_address_in (window, "a"));
  gtk_selection_model_select_range (selection, 2, 3, TRUE);
  WAIT_UNTIL (g_str_has_prefix (hp_objects_pane_get_footer (pane), "3 objects selected"));
  hp_objects_pane_step (pane, 1);
  g_assert_cmpuint (hp_document_get_selection (document), ==, hp_test_address_in (window, "b"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.find-previous", NULL);
  g_assert_cmpuint (hp_document_get_selection (document), ==, hp_test_address_in (window, "a"));
  g_signal_emit_by_name (view, "activate", 3);
  g_assert_cmpstr (hp_window_get_page (window), ==, "graph");
  g_assert_cmpuint (hp_document_get_selection (document), ==, hp_test_address_in (window, "b"));
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* A live heap gives one picture after the other; the selection stays with its object. */
static void
test_objects_live (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  HpObjectsPane *pane = hp_test_show_objects (window);
  guint64 a = hp_test_address_in (window, "a");

  hp_document_select (document, a);
  for (guint n = 600; n <= 800; n += 100) {
    g_autoptr (HpSnapshot) next = hp_test_make_snapshot (n);

    hp_fake_source_set_snapshot (fake, next);
    WAIT_UNTIL (n_rows (pane) == n + 5);
    g_assert_cmpuint (hp_document_get_selection (document), ==, a);
  }
  hp_test_close (window);
}

static GtkAdjustment *
get_position (HpObjectsPane *pane)
{
  GtkWidget *view = hp_test_find (GTK_WIDGET (pane), GTK_TYPE_COLUMN_VIEW, NULL);

  return gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW)));
}

/* What was selected elsewhere comes into sight, once: a newer picture moves nothing. */
static void
test_objects_reveal (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);
  HpSnapshot *snapshot = hp_document_get_snapshot (document);
  HpObjectsPane *pane;

  hp_document_select (document, hp_snapshot_address (snapshot, 400));
  pane = hp_test_show_objects (window);
  WAIT_UNTIL (gtk_adjustment_get_value (get_position (pane)) > 0);
  hp_document_select (document, hp_snapshot_address (snapshot, 1));
  WAIT_UNTIL (gtk_adjustment_get_value (get_position (pane)) < 100);
  hp_test_settle ();
  gtk_adjustment_set_value (get_position (pane), 3000);
  hp_document_refresh (document);
  WAIT_UNTIL (hp_document_get_snapshot (document) != snapshot || !hp_document_is_busy (document));
  hp_test_wait_idle (window);
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  hp_test_settle ();
  g_assert_cmpfloat (gtk_adjustment_get_value (get_position (pane)), >, 1000);
  hp_test_close (window);
}

static void
test_find_action (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  GtkWidget *entry = hp_test_find (GTK_WIDGET (hp_window_get_pane (window, "objects")),
                                   GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.find", NULL);
  g_assert_cmpstr (hp_window_get_page (window), ==, "objects");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), entry) ||
                 gtk_window_get_focus (GTK_WINDOW (window)) == entry);
  hp_test_wait_idle (window);
  hp_test_close (window);
}

static void
got_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **)user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static char *
read_clipboard (GtkWidget *widget)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, got_text_cb, &text);
  WAIT_UNTIL (text != NULL);
  return text;
}

static void
test_object_actions (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  GtkWidget *pane = GTK_WIDGET (hp_window_get_pane (window, "inspector"));
  guint64 a = hp_test_address_in (window, "a");
  g_autofree char *expected = g_strdup_printf ("refers-to:0x%" G_GINT64_MODIFIER "x", a);
  g_autofree char *text = NULL, *path = NULL;

  hp_document_select (document, a);
  hp_test_wait_idle (window);
  gtk_widget_activate_action (pane, "object.delete", NULL);
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "del a");
  hp_test_wait_idle (window);
  gtk_widget_activate_action (pane, "object.referrers", NULL);
  g_assert_cmpstr (hp_document_get_filter (document), ==, expected);
  g_assert_cmpstr (hp_window_get_page (window), ==, "objects");
  gtk_widget_activate_action (pane, "object.instances", NULL);
  g_assert_cmpstr (hp_document_get_filter (document), ==, "type:list");
  gtk_widget_activate_action (pane, "object.show-in-graph", NULL);
  g_assert_cmpstr (hp_window_get_page (window), ==, "graph");
  gtk_widget_activate_action (pane, "object.copy", NULL);
  text = read_clipboard (pane);
  g_assert_nonnull (strstr (text, "\tlist\t['a', [...]]"));
  WAIT_UNTIL (hp_document_get_results (document) != NULL);
  gtk_widget_activate_action (pane, "object.copy-path", NULL);
  path = read_clipboard (pane);
  g_assert_cmpstr (path, ==, hp_inspector_pane_get_path (HP_INSPECTOR_PANE (pane)));
  hp_test_wait_idle (window);
  hp_test_close (window);
}

static void
test_context_menu (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpObjectsPane *pane = hp_test_show_objects (window);
  GtkWidget *popover;

  hp_document_select (hp_window_get_document (window), hp_test_address_in (window, "a"));
  gtk_widget_activate_action (GTK_WIDGET (pane), "objects.menu", NULL);
  popover = hp_test_find (GTK_WIDGET (pane), GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_nonnull (popover);
  WAIT_UNTIL (gtk_widget_get_mapped (popover));
  gtk_popover_popdown (GTK_POPOVER (popover));
  WAIT_UNTIL (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_POPOVER_MENU, NULL) == NULL);
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/panes/objects/filter", test_objects_filter);
  g_test_add_func ("/panes/objects/sort", test_objects_sort);
  g_test_add_func ("/panes/objects/retained", test_objects_retained);
  g_test_add_func ("/panes/objects/retained-small", test_objects_retained_small);
  g_test_add_func ("/panes/objects/retained-stopped", test_objects_retained_stopped);
  g_test_add_func ("/panes/objects/selection", test_objects_selection);
  g_test_add_func ("/panes/objects/live", test_objects_live);
  g_test_add_func ("/panes/objects/reveal", test_objects_reveal);
  g_test_add_func ("/panes/objects/find", test_find_action);
  g_test_add_func ("/panes/object-actions", test_object_actions);
  g_test_add_func ("/panes/context-menu", test_context_menu);
  return hp_test_run ();
}
