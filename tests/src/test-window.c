/* SPDX-License-Identifier: Apache-2.0 */
/* The window: its parts, its pages, opening and closing. */
#include "harness.h"

#include "panes/welcome-pane.h"
#include "samples.h"

/* Tab goes from list to list: how many rows of lists it lands on in one round. */
static guint
walk_by_tab (HpWindow *window)
{
  guint n = 0;

  for (guint i = 0; i < 20; i++) {
    gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
    n += GTK_IS_LIST_BOX_ROW (gtk_window_get_focus (GTK_WINDOW (window)));
  }
  return n;
}

static void
test_welcome (void)
{
  HpWindow *window = hp_test_open_window ();
  GtkWidget *welcome;
  guint rows;

  g_assert_null (hp_window_get_document (window));
  welcome = hp_test_find (GTK_WIDGET (window), HP_TYPE_WELCOME_PANE, NULL);
  g_assert_nonnull (welcome);
  for (const HpSample *sample = hp_samples_list (); sample->name != NULL; sample++) {
    g_assert_nonnull (hp_test_find (welcome, GTK_TYPE_LABEL, sample->title));
    g_assert_nonnull (hp_test_find (welcome, GTK_TYPE_LABEL, sample->explanation));
  }
  rows = walk_by_tab (window);
  g_assert_cmpuint (rows, >=, HP_N_SAMPLE_GROUPS + 1);
  hp_test_shoot (GTK_WIDGET (window), "welcome");
  hp_test_close (window);
}

static void
test_pages (void)
{
  static const char *const pages[] = { "overview", "objects", "types",
                                       "graph",    "arenas",  "allocations" };
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);

  hp_document_select (document, hp_test_address_of (hp_document_get_snapshot (document), "a"));
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", pages[i]);
    g_assert_cmpstr (hp_window_get_page (window), ==, pages[i]);
    hp_test_settle ();
    hp_test_wait_idle (window);
    hp_test_shoot (GTK_WIDGET (window), pages[i]);
    g_assert_cmpint (hp_pane_get_state (hp_window_get_pane (window, pages[i])), ==,
                     HP_PANE_CONTENT);
  }
  hp_test_close (window);
}

static GtkColumnViewColumn *
first_column (HpWindow *window)
{
  GtkWidget *view = hp_test_find (GTK_WIDGET (hp_window_get_pane (window, "objects")),
                                  GTK_TYPE_COLUMN_VIEW, NULL);
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

  return column; /* the view keeps it */
}

static GtkPaned *
outer_paned (HpWindow *window)
{
  return GTK_PANED (gtk_widget_get_ancestor (GTK_WIDGET (hp_window_get_pane (window, "inspector")),
                                             GTK_TYPE_PANED));
}

/* Widths of columns and places of dividers are there again in the next window. */
static void
test_layout_is_kept (void)
{
  GSettings *settings = hp_application_get_settings (hp_test_get_application ());
  HpWindow *window = hp_test_open_fake (NULL);
  int position;

  hp_test_settle ();
  gtk_column_view_column_set_fixed_width (first_column (window), 234);
  position = gtk_paned_get_position (outer_paned (window)) - 60;
  gtk_paned_set_position (outer_paned (window), position);
  hp_test_settle ();
  hp_test_close (window);
  window = hp_test_open_fake (NULL);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (first_column (window)), ==, 234);
  g_assert_cmpint (gtk_paned_get_position (outer_paned (window)), ==, position);
  hp_test_close (window);
  g_settings_reset (settings, "column-widths");
  g_settings_reset (settings, "inspector-width");
  g_settings_reset (settings, "bottom-height");
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/window/welcome", test_welcome);
  g_test_add_func ("/window/pages", test_pages);
  g_test_add_func ("/window/layout-is-kept", test_layout_is_kept);
  return hp_test_run ();
}
