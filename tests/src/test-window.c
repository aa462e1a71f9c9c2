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

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/window/welcome", test_welcome);
  g_test_add_func ("/window/pages", test_pages);
  return hp_test_run ();
}
