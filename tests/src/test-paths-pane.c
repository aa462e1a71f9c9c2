/* SPDX-License-Identifier: Apache-2.0 */
/* The Paths page: what it asks about, all of a type, and what is left out. */
#include "harness.h"

#include <string.h>

#include "panes/paths-pane.h"

typedef struct {
  HpWindow *window;
  HpDocument *document;
  HpPathsPane *pane;
  guint64 session; /* the address of a session that the list of the sample holds */
} Fixture;

static guint64
find_session (HpSnapshot *snapshot)
{
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    g_autofree char *type =
        hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));

    if (g_str_equal (type, "Session"))
      return hp_snapshot_address (snapshot, object);
  }
  g_error ("no Session in the picture");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  HpFakeSource *fake;

  f->window = hp_test_open_fake (&fake);
  f->document = hp_window_get_document (f->window);
  f->pane = HP_PATHS_PANE (hp_window_get_pane (f->window, "paths"));
  f->session = find_session (hp_document_get_snapshot (f->document));
  hp_window_show_page (f->window, "objects"); /* the last page of another window comes first */
  WAIT_UNTIL (!gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
}

static HpReportView *
view_of (Fixture *f)
{
  return hp_report_pane_get_view (HP_REPORT_PANE (f->pane));
}

/* The rows of a table of the report that is shown once nothing runs any more. */
static guint
wait_for_rows (Fixture *f, const char *table)
{
  HpTableView *view;

  WAIT_UNTIL (hp_pane_get_state (HP_PANE (f->pane)) == HP_PANE_CONTENT);
  WAIT_UNTIL (!hp_report_pane_is_running (HP_REPORT_PANE (f->pane)));
  view = hp_report_view_get_table (view_of (f), table);
  return view != NULL ? hp_table_view_get_n_rows (view) : 0;
}

static void
ask_about_session (Fixture *f)
{
  hp_document_select (f->document, f->session);
  hp_window_show_page (f->window, "paths");
  WAIT_UNTIL (hp_paths_pane_get_object (f->pane) == f->session);
  g_assert_cmpuint (wait_for_rows (f, "paths"), ==, 1);
}

/* What is selected elsewhere is asked about when the page comes back, what is selected on it is
 * not. */
static void
test_follows_the_selection (Fixture *f, gconstpointer data)
{
  guint n_steps;

  hp_window_show_page (f->window, "paths");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
  g_assert_cmphex (hp_paths_pane_get_object (f->pane), ==, 0);
  hp_window_show_page (f->window, "objects");
  WAIT_UNTIL (!gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
  ask_about_session (f);
  n_steps = hp_table_view_get_n_rows (hp_report_view_get_table (view_of (f), "steps"));
  g_assert_cmpuint (n_steps, >=, 3);
  hp_table_view_select (hp_report_view_get_table (view_of (f), "steps"), 0);
  g_assert_cmphex (hp_document_get_selection (f->document), !=, f->session);
  hp_window_show_page (f->window, "objects");
  WAIT_UNTIL (!gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
  hp_window_show_page (f->window, "paths");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
  g_assert_cmphex (hp_paths_pane_get_object (f->pane), ==, f->session);
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "paths.ask", NULL);
  g_assert_cmphex (hp_paths_pane_get_object (f->pane), ==, hp_document_get_selection (f->document));
}

static void
test_whole_type (Fixture *f, gconstpointer data)
{
  HpTableView *merged;
  g_autoptr (HpReportRow) top = NULL;

  ask_about_session (f);
  g_object_set (f->pane, "whole-type", TRUE, NULL);
  g_assert_cmpuint (wait_for_rows (f, "merged"), >, 1);
  merged = hp_report_view_get_table (view_of (f), "merged");
  top = hp_table_view_get_row (merged, 0);
  g_assert_nonnull (strstr (hp_report_row_get_text (top, "path"), "sys.modules['__main__']"));
  g_object_set (f->pane, "whole-type", FALSE, NULL);
  g_assert_cmpuint (wait_for_rows (f, "paths"), ==, 1);
}

/* Without the last reference of its only path the object has none. */
static void
test_leaving_out (Fixture *f, gconstpointer data)
{
  HpTableView *steps;

  ask_about_session (f);
  steps = hp_report_view_get_table (view_of (f), "steps");
  hp_table_view_select (steps, hp_table_view_get_n_rows (steps) - 1);
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "paths.leave-out", NULL);
  g_assert_cmpuint (hp_paths_pane_get_n_left_out (f->pane), ==, 1);
  g_assert_cmpuint (wait_for_rows (f, "paths"), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "paths.reset", NULL);
  g_assert_cmpuint (hp_paths_pane_get_n_left_out (f->pane), ==, 0);
  g_assert_cmpuint (wait_for_rows (f, "paths"), ==, 1);
}

#define ADD(path, test) g_test_add ("/paths-pane/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  ADD ("follows-the-selection", test_follows_the_selection);
  ADD ("whole-type", test_whole_type);
  ADD ("leaving-out", test_leaving_out);
  return hp_test_run ();
}
