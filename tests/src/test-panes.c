/* SPDX-License-Identifier: Apache-2.0 */
/* The panes on a document whose source does what the test says: content, and the states that are
 * not content. */
#include "harness.h"

#include <string.h>

#include "models/object-list.h"
#include "object-actions.h"
#include "panes/console-pane.h"
#include "panes/inspector-pane.h"
#include "panes/objects-pane.h"
#include "panes/overview-pane.h"
#include "panes/script-pane.h"
#include "panes/types-pane.h"
#include "widgets/status-bar.h"
#include "widgets/table-cell.h"

static guint
n_rows (HpObjectsPane *pane)
{
  return g_list_model_get_n_items (hp_objects_pane_get_rows (pane));
}

static const char *
last_line (HpFakeSource *fake)
{
  GPtrArray *lines = hp_fake_source_get_lines (fake);

  return lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : NULL;
}

static guint64
address_of (HpWindow *window, const char *name)
{
  return hp_test_address_of (hp_document_get_snapshot (hp_window_get_document (window)), name);
}

/* ---- objects ---- */

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
  g_assert_cmpuint (hp_object_item_get_address (first), ==, address_of (window, "items"));
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

/* What each object keeps alive is "…" until it is known; asking for the order by it finds out, also
 * for a large picture that is live, and the rows come in that order. */
static void
test_objects_retained (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (100001);
  HpObjectsPane *pane;

  hp_fake_source_set_snapshot (fake, large);
  hp_document_refresh (document);
  WAIT_UNTIL (hp_document_get_snapshot (document) == large);
  pane = hp_test_show_objects (window);
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
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (100001);
  HpObjectsPane *pane;

  hp_fake_source_set_snapshot (fake, large);
  hp_document_refresh (document);
  WAIT_UNTIL (hp_document_get_snapshot (document) == large);
  pane = hp_test_show_objects (window);
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

  hp_document_select (document, address_of (window, "b"));
  g_assert_true (gtk_selection_model_is_selected (selection, 3));
  gtk_selection_model_select_item (selection, 2, TRUE);
  g_assert_cmpuint (hp_document_get_selection (document), ==, address_of (window, "a"));
  gtk_selection_model_select_range (selection, 2, 3, TRUE);
  WAIT_UNTIL (g_str_has_prefix (hp_objects_pane_get_footer (pane), "3 objects selected"));
  hp_objects_pane_step (pane, 1);
  g_assert_cmpuint (hp_document_get_selection (document), ==, address_of (window, "b"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.find-previous", NULL);
  g_assert_cmpuint (hp_document_get_selection (document), ==, address_of (window, "a"));
  g_signal_emit_by_name (view, "activate", 3);
  g_assert_cmpstr (hp_window_get_page (window), ==, "graph");
  g_assert_cmpuint (hp_document_get_selection (document), ==, address_of (window, "b"));
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
  guint64 a = address_of (window, "a");

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

/* ---- object actions ---- */

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
  guint64 a = address_of (window, "a");
  g_autofree char *expected = g_strdup_printf ("refers-to:0x%" G_GINT64_MODIFIER "x", a);
  g_autofree char *text = NULL, *path = NULL;

  hp_document_select (document, a);
  hp_test_wait_idle (window);
  gtk_widget_activate_action (pane, "object.delete", NULL);
  g_assert_cmpstr (last_line (fake), ==, "del a");
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

  hp_document_select (hp_window_get_document (window), address_of (window, "a"));
  gtk_widget_activate_action (GTK_WIDGET (pane), "objects.menu", NULL);
  popover = hp_test_find (GTK_WIDGET (pane), GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_nonnull (popover);
  WAIT_UNTIL (gtk_widget_get_mapped (popover));
  gtk_popover_popdown (GTK_POPOVER (popover));
  WAIT_UNTIL (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_POPOVER_MENU, NULL) == NULL);
  hp_test_close (window);
}

/* ---- types ---- */

static void
test_types (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpTallyPane *pane = HP_TALLY_PANE (hp_window_get_pane (window, "types"));
  g_autoptr (HpSnapshot) next = hp_test_make_snapshot (900);
  g_autofree char *first = NULL;
  g_autofree char *after = NULL;

  hp_window_show_page (window, "types");
  WAIT_UNTIL (hp_tally_pane_get_n_rows (pane) == 6);
  first = hp_tally_pane_dup_row (pane, 0);
  g_assert_true (g_str_has_prefix (first, "str\t250\t+0\t"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.set-baseline", NULL);
  hp_fake_source_set_snapshot (fake, next);
  hp_tally_pane_sort_by (pane, 2, GTK_SORT_DESCENDING);
  WAIT_UNTIL (hp_document_get_snapshot (hp_window_get_document (window)) == next);
  after = hp_tally_pane_dup_row (pane, 0);
  g_assert_true (g_str_has_prefix (after, "str\t450\t+200\t"));
  hp_test_shoot (GTK_WIDGET (window), "types-delta");
  hp_tally_pane_activate (pane, 0);
  g_assert_cmpstr (hp_window_get_page (window), ==, "objects");
  g_assert_cmpstr (hp_document_get_filter (hp_window_get_document (window)), ==, "type:str");
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- inspector ---- */

static guint
n_list_rows (GtkListBox *list)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list, (int)n) != NULL)
    n++;
  return n;
}

static void
test_inspector (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);
  HpInspectorPane *pane = HP_INSPECTOR_PANE (hp_window_get_pane (window, "inspector"));
  guint64 a = address_of (window, "a"), b = address_of (window, "b");

  g_assert_cmpint (hp_pane_get_state (HP_PANE (pane)), ==, HP_PANE_EMPTY);
  hp_document_select (document, a);
  hp_test_wait_idle (window);
  g_assert_cmpint (hp_pane_get_state (HP_PANE (pane)), ==, HP_PANE_CONTENT);
  g_assert_cmpuint (n_list_rows (hp_inspector_pane_get_referrers (pane)), ==, 2);
  g_assert_cmpuint (n_list_rows (hp_inspector_pane_get_referents (pane)), ==, 1);
  g_signal_emit_by_name (hp_inspector_pane_get_referents (pane), "row-activated",
                         gtk_list_box_get_row_at_index (hp_inspector_pane_get_referents (pane), 0));
  g_assert_cmpuint (hp_document_get_selection (document), ==, b);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpuint (hp_document_get_selection (document), ==, a);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.forward", NULL);
  g_assert_cmpuint (hp_document_get_selection (document), ==, b);
  hp_document_select (document, address_of (window, "items"));
  g_assert_cmpuint (n_list_rows (hp_inspector_pane_get_referents (pane)), ==, 101);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-object", "t", (guint64)0x10);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, "The Object Is Gone"));
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- overview ---- */

static void
test_overview (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  GtkWidget *pane = GTK_WIDGET (hp_window_get_pane (window, "overview"));
  GtkWidget *card;

  hp_window_show_page (window, "overview");
  WAIT_UNTIL (hp_test_find (pane, GTK_TYPE_LABEL, "505") != NULL);
  g_assert_nonnull (hp_test_find (pane, GTK_TYPE_LABEL, "Thresholds 700, 10, 10"));
  g_assert_nonnull (hp_test_find (pane, GTK_TYPE_LABEL, "exact"));
  card = hp_test_find (pane, GTK_TYPE_BUTTON, "List All Types");
  g_signal_emit_by_name (card, "clicked");
  g_assert_cmpstr (hp_window_get_page (window), ==, "types");
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- console ---- */

static void
type_line (HpConsolePane *pane, const char *line)
{
  gtk_editable_set_text (hp_console_pane_get_entry (pane), line);
  g_signal_emit_by_name (hp_console_pane_get_entry (pane), "activate");
}

static void
test_console (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpConsolePane *pane = HP_CONSOLE_PANE (hp_window_get_pane (window, "console"));
  GtkEditable *entry = hp_console_pane_get_entry (pane);
  g_autofree char *text = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.bottom", "s", "console");
  g_assert_cmpstr (hp_window_get_bottom (window), ==, "console");
  type_line (pane, "print(hello)");
  hp_test_wait_idle (window);
  type_line (pane, "1/0");
  hp_test_wait_idle (window);
  text = hp_test_console_text (window);
  g_assert_cmpstr (text, ==,
                   ">>> print(hello)\nhello\n>>> 1/0\nZeroDivisionError: division by zero\n");
  hp_test_shoot (GTK_WIDGET (window), "console");
  hp_console_pane_step_history (pane, -1);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "1/0");
  hp_console_pane_step_history (pane, -1);
  hp_console_pane_step_history (pane, -1);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "print(hello)");
  hp_console_pane_step_history (pane, 1);
  hp_console_pane_step_history (pane, 1);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
  gtk_widget_activate_action (GTK_WIDGET (pane), "console.clear", NULL);
  g_free (text);
  text = hp_test_console_text (window);
  g_assert_cmpstr (text, ==, "");
  hp_test_close (window);
}

/* Code that reads standard input gets the next line, also an empty one; the prompt and the status
 * bar tell. */
static void
test_console_input (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpConsolePane *pane = HP_CONSOLE_PANE (hp_window_get_pane (window, "console"));
  HpStatusBar *status =
      HP_STATUS_BAR (hp_test_find (GTK_WIDGET (window), HP_TYPE_STATUS_BAR, NULL));
  static const char *const typed[] = { "Ann", "" };
  g_autofree char *text = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.bottom", "s", "console");
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_assert_cmpstr (hp_console_pane_get_prompt (pane), ==, ">>>");
    type_line (pane, "input()");
    WAIT_UNTIL (g_str_equal (hp_console_pane_get_prompt (pane), "input"));
    WAIT_UNTIL (
        g_strcmp0 (hp_status_bar_get_job_text (status), "Python waits for a line of input…") == 0);
    hp_test_shoot (GTK_WIDGET (window), "console-input");
    type_line (pane, typed[i]);
    hp_test_wait_idle (window);
  }
  text = hp_test_console_text (window);
  g_assert_cmpstr (text, ==, ">>> input()\nAnn\n[Ann]\n>>> input()\n\n[]\n");
  g_assert_cmpuint (hp_fake_source_get_lines (fake)->len, ==, 2);
  hp_test_close (window);
}

static void
test_console_completion (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpConsolePane *pane = HP_CONSOLE_PANE (hp_window_get_pane (window, "console"));
  GtkEditable *entry = hp_console_pane_get_entry (pane);

  gtk_editable_set_text (entry, "x = ra");
  gtk_editable_set_position (entry, -1);
  hp_console_pane_complete (pane);
  WAIT_UNTIL (g_str_equal (gtk_editable_get_text (entry), "x = range"));
  gtk_editable_set_text (entry, "pr");
  gtk_editable_set_position (entry, -1);
  hp_console_pane_complete (pane);
  WAIT_UNTIL (g_str_equal (gtk_editable_get_text (entry), "print"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, "print  printer"));
  gtk_editable_set_text (entry, "zzz");
  gtk_editable_set_position (entry, -1);
  hp_console_pane_complete (pane);
  hp_test_settle ();
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "zzz");
  hp_test_close (window);
}

static void
test_console_block (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  HpConsolePane *pane = HP_CONSOLE_PANE (hp_window_get_pane (window, "console"));

  type_line (pane, "if True:");
  WAIT_UNTIL (hp_document_is_continuing (document));
  hp_test_wait_idle (window);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, "..."));
  type_line (pane, "    x = 1");
  type_line (pane, "");
  WAIT_UNTIL (!hp_document_is_continuing (document));
  g_assert_cmpstr (last_line (fake), ==, "if True:\n    x = 1\n\n");
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- script ---- */

static void
test_script (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  GtkWidget *pane = GTK_WIDGET (hp_window_get_pane (window, "script"));

  hp_document_set_script (document, "print(from a script)", "a.py");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.bottom", "s", "script");
  hp_test_shoot (GTK_WIDGET (window), "script");
  g_assert_nonnull (hp_test_find (pane, GTK_TYPE_LABEL, "a.py"));
  gtk_widget_activate_action (pane, "script.run", NULL);
  hp_test_wait_idle (window);
  g_assert_cmpstr (last_line (fake), ==, "a.py: print(from a script)");
  hp_document_set_script (document, "hang", "b.py");
  gtk_widget_activate_action (pane, "script.run", NULL);
  WAIT_UNTIL (hp_document_is_running (document));
  gtk_widget_activate_action (pane, "script.stop", NULL);
  WAIT_UNTIL (!hp_document_is_running (document));
  g_assert_cmpuint (hp_fake_source_get_n_interrupts (fake), ==, 1);
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- status bar ---- */

static void
test_status_bar (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpStatusBar *bar = HP_STATUS_BAR (hp_test_find (GTK_WIDGET (window), HP_TYPE_STATUS_BAR, NULL));
  g_autoptr (HpJob) job = NULL;

  WAIT_UNTIL (g_str_equal (hp_status_bar_get_count_text (bar, 0), "312/700"));
  g_assert_cmpstr (hp_status_bar_get_count_text (bar, 1), ==, "3/10");
  g_assert_true (g_str_has_prefix (hp_status_bar_get_size_text (bar), "505 objects · "));
  g_assert_null (hp_status_bar_get_job_text (bar));
  job = hp_document_begin_job (hp_window_get_document (window), "Laying out 9 objects…");
  hp_job_set_progress (job, 0.5);
  WAIT_UNTIL (g_strcmp0 (hp_status_bar_get_job_text (bar), "Laying out 9 objects…") == 0);
  hp_test_shoot (GTK_WIDGET (window), "job");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel-job", NULL);
  g_assert_true (g_cancellable_is_cancelled (hp_job_get_cancellable (job)));
  hp_job_end (job);
  g_assert_null (hp_status_bar_get_job_text (bar));
  hp_test_close (window);
}

/* ---- states ---- */

static void
test_failed (void)
{
  static const char *const pages[] = { "overview", "objects", "types",
                                       "graph",    "arenas",  "allocations" };
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (10);
  g_autoptr (HpFakeSource) fake = hp_fake_source_new (0, snapshot);
  HpWindow *window = hp_test_open_window ();

  hp_fake_source_set_error (fake, "“a.heap” is damaged at byte 4096");
  hp_window_open_source (window, HP_SOURCE (fake));
  WAIT_UNTIL (hp_document_get_error (hp_window_get_document (window)) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    HpPane *pane = hp_window_get_pane (window, pages[i]);

    hp_window_show_page (window, pages[i]);
    g_assert_cmpint (hp_pane_get_state (pane), ==, HP_PANE_FAILED);
    g_assert_nonnull (
        hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, "“a.heap” is damaged at byte 4096"));
  }
  hp_test_shoot (GTK_WIDGET (window), "failed");
  hp_test_close (window);
}

static void
test_busy_and_cancel (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (10);
  g_autoptr (HpFakeSource) fake = hp_fake_source_new (HP_SOURCE_LIVE, snapshot);
  HpWindow *window = hp_test_open_window ();
  HpPane *pane = hp_window_get_pane (window, "overview");

  hp_fake_source_set_slow (fake, TRUE);
  hp_window_open_source (window, HP_SOURCE (fake));
  hp_window_show_page (window, "overview");
  g_assert_cmpint (hp_pane_get_state (pane), ==, HP_PANE_BUSY);
  hp_test_shoot (GTK_WIDGET (window), "busy");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel-job", NULL);
  WAIT_UNTIL (hp_pane_get_state (pane) == HP_PANE_FAILED);
  hp_fake_source_set_slow (fake, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.refresh", NULL);
  WAIT_UNTIL (hp_pane_get_state (pane) == HP_PANE_CONTENT);
  hp_test_close (window);
}

static void
test_ended (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  HpDocument *document = hp_window_get_document (window);
  GtkWidget *collect = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, "collect_button"));

  g_assert_true (gtk_widget_is_sensitive (collect));
  hp_fake_source_end (fake, "The process ended. This is its last picture.");
  g_assert_true (hp_document_has_ended (document));
  g_assert_nonnull (hp_document_get_snapshot (document));
  g_assert_false (hp_document_get_live (document));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "The process ended."));
  g_assert_true (
      gtk_widget_get_visible (hp_test_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Save…")));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (collect), "The source has ended"));
  hp_test_shoot (GTK_WIDGET (window), "ended");
  hp_test_close (window);
}

static void
test_snapshot_only (void)
{
  static const char *const cannot[] = { "allocate_button", "cycle_button", "collect_button",
                                        "thresholds_button", "live_button" };
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (10);
  HpWindow *window = hp_test_open_snapshot (snapshot, "a.heap");
  GtkEditable *entry =
      hp_console_pane_get_entry (HP_CONSOLE_PANE (hp_window_get_pane (window, "console")));

  for (guint i = 0; i < G_N_ELEMENTS (cannot); i++) {
    GtkWidget *widget =
        GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, cannot[i]));

    g_assert_nonnull (
        strchr (gtk_widget_get_tooltip_text (widget), '\n')); /* the second line says why */
    if (!ADW_IS_SPLIT_BUTTON (widget))
      g_assert_false (gtk_widget_is_sensitive (widget));
  }
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (entry)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  hp_test_close (window);
}

static void
test_close_any_time (void)
{
  for (guint turns = 0; turns < 12; turns++) {
    g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (2000);
    g_autoptr (HpFakeSource) fake =
        hp_fake_source_new (HP_SOURCE_LIVE | HP_SOURCE_EXECUTE, snapshot);
    HpWindow *window = hp_test_open_window ();

    hp_window_open_source (window, HP_SOURCE (fake));
    hp_window_show_page (window, turns % 2 ? "objects" : "graph");
    hp_document_select (hp_window_get_document (window), hp_test_address_of (snapshot, "a"));
    for (guint i = 0; i < turns; i++)
      g_main_context_iteration (NULL, FALSE);
    hp_test_close (window);
  }
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
  g_test_add_func ("/panes/types", test_types);
  g_test_add_func ("/panes/inspector", test_inspector);
  g_test_add_func ("/panes/overview", test_overview);
  g_test_add_func ("/panes/console/lines", test_console);
  g_test_add_func ("/panes/console/input", test_console_input);
  g_test_add_func ("/panes/console/completion", test_console_completion);
  g_test_add_func ("/panes/console/block", test_console_block);
  g_test_add_func ("/panes/script", test_script);
  g_test_add_func ("/panes/status-bar", test_status_bar);
  g_test_add_func ("/panes/states/failed", test_failed);
  g_test_add_func ("/panes/states/busy-and-cancel", test_busy_and_cancel);
  g_test_add_func ("/panes/states/ended", test_ended);
  g_test_add_func ("/panes/states/snapshot-only", test_snapshot_only);
  g_test_add_func ("/panes/close-any-time", test_close_any_time);
  return hp_test_run ();
}
