/* SPDX-License-Identifier: Apache-2.0 */
/* The help: its texts, its window, and the terms that explain themselves. */
#include "harness.h"

#include <string.h>

#include "dialogs/help-window.h"
#include "help.h"
#include "widgets/term.h"

static guint
count_sentences (const char *text)
{
  guint n = 0;

  for (const char *dot = strchr (text, '.'); dot != NULL; dot = strchr (dot + 1, '.'))
    n += dot[1] == ' ' || dot[1] == '\0';
  return n;
}

static void
test_help_texts (void)
{
  for (const HpHelpTopic *topic = hp_help_list (); topic->id != NULL; topic++) {
    g_assert_true (hp_help_find (topic->id) == topic);
    g_assert_cmpuint (count_sentences (topic->brief), >=, 1);
    g_assert_cmpuint (count_sentences (topic->brief), <=, 3);
    g_assert_cmpuint (strlen (topic->more), >, 60);
  }
  g_assert_null (hp_help_find ("nonsense"));
}

static void
test_help_window (void)
{
  HpWindow *window = hp_test_open_window ();
  HpHelpWindow *help;
  GtkListBox *list;

  g_action_group_activate_action (G_ACTION_GROUP (hp_test_get_application ()), "help", NULL);
  help = HP_HELP_WINDOW (hp_test_find_toplevel (HP_TYPE_HELP_WINDOW));
  g_assert_nonnull (help);
  g_assert_cmpstr (hp_help_window_get_topic (help), ==, "start");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.help", "s", "arena");
  g_assert_true (hp_test_find_toplevel (HP_TYPE_HELP_WINDOW) ==
                 GTK_WINDOW (help)); /* one is enough */
  g_assert_cmpstr (hp_help_window_get_topic (help), ==, "arena");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (help), GTK_TYPE_LABEL, hp_help_find ("arena")->more));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (help), "help");
  hp_help_window_search (help, "PEP 442");
  hp_test_settle ();
  list = GTK_LIST_BOX (hp_test_find (GTK_WIDGET (help), GTK_TYPE_LIST_BOX, NULL));
  for (int i = 0; hp_help_list ()[i].id != NULL; i++)
    g_assert_cmpint (
        gtk_widget_get_child_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (list, i))), ==,
        g_str_equal (hp_help_list ()[i].id, "finalizer"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.help", "s", "nonsense");
  g_assert_cmpstr (hp_help_window_get_topic (help), ==, "start");
  hp_test_close (window);
}

/* The popover says what the term means, and leads to its page. */
static void
test_term (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  GtkWidget *term, *button, *link;

  hp_window_show_page (window, "overview");
  hp_test_settle ();
  term = hp_test_find (GTK_WIDGET (hp_window_get_pane (window, "overview")), HP_TYPE_TERM, NULL);
  g_assert_cmpstr (hp_term_get_topic (HP_TERM (term)), ==, "object");
  button = adw_bin_get_child (ADW_BIN (term));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  hp_test_settle ();
  g_assert_nonnull (hp_test_find (button, GTK_TYPE_LABEL, hp_help_find ("object")->brief));
  link = hp_test_find (button, GTK_TYPE_BUTTON, "More About “Object”");
  g_assert_nonnull (link);
  g_signal_emit_by_name (link, "clicked");
  WAIT_UNTIL (hp_test_find_toplevel (HP_TYPE_HELP_WINDOW) != NULL);
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/dialogs/help/texts", test_help_texts);
  g_test_add_func ("/dialogs/help/window", test_help_window);
  g_test_add_func ("/dialogs/help/term", test_term);
  return hp_test_run ();
}
