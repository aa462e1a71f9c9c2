/* SPDX-License-Identifier: Apache-2.0 */
/* The window: its parts, its pages, opening and closing. */
#include "harness.h"

#include "bottom-panel.h"
#include "panes/welcome-pane.h"
#include "samples.h"
#include "widgets/bounded.h"
#include "widgets/columns.h"

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

/* Widths of columns, places of dividers and how dominators are drawn are there again in the next
 * window. */
static void
test_layout_is_kept (void)
{
  GSettings *settings = hp_application_get_settings (hp_test_get_application ());
  HpWindow *window = hp_test_open_fake (NULL);
  g_autofree char *style = NULL;
  int position;

  hp_test_settle ();
  gtk_column_view_column_set_fixed_width (first_column (window), 234);
  g_object_set (hp_window_get_pane (window, "dominators"), "style", "flame", NULL);
  position = gtk_paned_get_position (outer_paned (window)) - 60;
  gtk_paned_set_position (outer_paned (window), position);
  hp_test_settle ();
  hp_test_close (window);
  window = hp_test_open_fake (NULL);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (first_column (window)), ==, 234);
  g_assert_cmpint (gtk_paned_get_position (outer_paned (window)), ==, position);
  g_object_get (hp_window_get_pane (window, "dominators"), "style", &style, NULL);
  g_assert_cmpstr (style, ==, "flame");
  hp_test_close (window);
  g_settings_reset (settings, "column-widths");
  g_settings_reset (settings, "dominators-style");
  g_settings_reset (settings, "inspector-width");
  g_settings_reset (settings, "bottom-height");
}

/* The panel is there for a heap that lives, keeps its tab, and leaves its room to the page of a
 * still picture. */
static void
test_bottom_panel (void)
{
  GSettings *settings = hp_application_get_settings (hp_test_get_application ());
  HpWindow *live = hp_test_open_fake (NULL), *still;
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (50);
  GtkWidget *panel;

  g_assert_true (hp_window_has_bottom (live));
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_ancestor (
      GTK_WIDGET (hp_window_get_pane (live, "console")), HP_TYPE_BOTTOM_PANEL)));
  gtk_widget_activate_action (GTK_WIDGET (live), "win.bottom", "s", "script");
  g_assert_cmpstr (hp_window_get_bottom (live), ==, "script");
  hp_test_close (live);

  still = hp_test_open_snapshot (snapshot, "still");
  panel = gtk_widget_get_ancestor (GTK_WIDGET (hp_window_get_pane (still, "console")),
                                   HP_TYPE_BOTTOM_PANEL);
  g_assert_false (hp_window_has_bottom (still));
  g_assert_false (gtk_widget_get_visible (panel));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (still), "show-bottom"));
  hp_window_show_bottom (still, "console");
  g_assert_false (gtk_widget_get_visible (panel));
  hp_test_close (still);

  live = hp_test_open_fake (NULL);
  g_assert_cmpstr (hp_window_get_bottom (live), ==, "script");
  hp_test_close (live);
  g_settings_reset (settings, "bottom");
}

static char *
format_nothing (gpointer item, gpointer user_data)
{
  return g_strdup ("");
}

static GtkAlign
align_of_last_heading (GtkColumnView *view)
{
  GtkWidget *headings = gtk_widget_get_first_child (GTK_WIDGET (view));

  return gtk_widget_get_halign (gtk_widget_get_first_child (gtk_widget_get_last_child (headings)));
}

/* The heading of numbers ends where the numbers end; that of words begins where the words begin. */
static void
test_headings_of_numbers (void)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (g_object_ref_sink (gtk_column_view_new (NULL)));

  hp_columns_append (view, "Size", 0, HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE, 80, format_nothing,
                     NULL);
  g_assert_cmpint (align_of_last_heading (view), ==, GTK_ALIGN_END);
  hp_columns_append (view, "Type", 1, HP_COLUMN_SORTABLE, 80, format_nothing, NULL);
  g_assert_cmpint (align_of_last_heading (view), !=, GTK_ALIGN_END);
  g_object_unref (view);
}

static int
width_of_column (void)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (g_object_ref_sink (gtk_column_view_new (NULL)));
  GtkColumnViewColumn *column =
      hp_columns_append (view, "Size", 0, HP_COLUMN_NUMBER, 80, format_nothing, NULL);
  int width = gtk_column_view_column_get_fixed_width (column);

  g_object_unref (view);
  return width;
}

static void
set_dots_per_inch (int dots)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dots * 1024, NULL);
}

/* Columns are given in pixels, and must hold what stands in them where text is large. */
static void
test_columns_of_large_text (void)
{
  int usual, large;

  set_dots_per_inch (96);
  usual = width_of_column ();
  set_dots_per_inch (2 * 96);
  large = width_of_column ();
  set_dots_per_inch (96);
  g_assert_cmpint (usual, ==, 80);
  g_assert_cmpint (large, ==, 160);
}

static int
measure_height (GtkWidget *widget, int width)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* An area for words is as high as the words are at its width, and never higher than its bound. */
static void
test_bounded (void)
{
  GtkWidget *label = gtk_label_new ("these words want more than one line where it is narrow");
  GtkWidget *bounded = g_object_ref_sink (hp_bounded_new (label, 200));
  GtkWidget *lines = gtk_label_new ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n");
  GtkWidget *full = g_object_ref_sink (hp_bounded_new (lines, 100));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  g_assert_cmpint (measure_height (bounded, 120), >, measure_height (bounded, 2000));
  g_assert_cmpint (measure_height (bounded, 120), ==, measure_height (label, 120));
  g_assert_cmpint (measure_height (lines, 2000), >, 100);
  g_assert_cmpint (measure_height (full, 2000), ==, 100);
  g_object_unref (bounded);
  g_object_unref (full);
}

static gboolean
has_focus_in (HpWindow *window, GType type)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && gtk_widget_get_ancestor (focus, type) != NULL;
}

/* A table lets go of the focus, however many rows it has. */
static void
test_table_is_one_stop (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpObjectsPane *pane = hp_test_show_objects (window);
  GtkWidget *view = hp_test_find (GTK_WIDGET (pane), GTK_TYPE_COLUMN_VIEW, NULL);

  g_assert_true (gtk_widget_grab_focus (gtk_widget_get_last_child (view)));
  g_assert_true (has_focus_in (window, GTK_TYPE_COLUMN_VIEW));
  g_assert_true (hp_test_press_key (view, GDK_KEY_Tab, 0));
  g_assert_false (has_focus_in (window, GTK_TYPE_COLUMN_VIEW));
  g_assert_true (gtk_widget_get_can_focus (view));
  hp_test_close (window);
}

/* The Tab key passes the sidebar in one step, to the page and back to the header. */
static void
test_sidebar_is_one_stop (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  GtkWidget *row = NULL, *list, *focus;

  hp_window_show_page (window, "types");
  for (GtkWidget *label = hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "Types");
       row == NULL && label != NULL; label = gtk_widget_get_parent (label))
    row = GTK_IS_LIST_BOX_ROW (label) ? label : NULL;
  g_assert_nonnull (row);
  list = gtk_widget_get_parent (row);
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (hp_test_press_key (list, GDK_KEY_Tab, 0));
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (hp_window_get_pane (window, "types"))));
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (hp_test_press_key (list, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  g_assert_true (has_focus_in (window, ADW_TYPE_HEADER_BAR));
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/window/welcome", test_welcome);
  g_test_add_func ("/window/pages", test_pages);
  g_test_add_func ("/window/layout-is-kept", test_layout_is_kept);
  g_test_add_func ("/window/bottom-panel", test_bottom_panel);
  g_test_add_func ("/window/headings-of-numbers", test_headings_of_numbers);
  g_test_add_func ("/window/columns-of-large-text", test_columns_of_large_text);
  g_test_add_func ("/window/bounded", test_bounded);
  g_test_add_func ("/window/sidebar-is-one-stop", test_sidebar_is_one_stop);
  g_test_add_func ("/window/table-is-one-stop", test_table_is_one_stop);
  return hp_test_run ();
}
