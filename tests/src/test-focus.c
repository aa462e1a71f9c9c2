/* SPDX-License-Identifier: Apache-2.0 */
/* Wherever the Tab key puts the focus, it can be seen. */
#include "harness.h"

#include <string.h>

#include "widgets/graph-canvas.h"
#include "widgets/timeline-chart.h"

enum { STOPS_MAX = 200 }; /* in a round of one page */

/* The states that style sheets ask for, whether or not the display gave the window the keys. */
static void
mark_focus (HpWindow *window, gboolean marked)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget)) {
    GtkStateFlags flags = GTK_STATE_FLAG_FOCUS_WITHIN;

    if (widget == focus)
      flags |= GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE;
    if (marked)
      gtk_widget_set_state_flags (widget, flags, FALSE);
    else
      gtk_widget_unset_state_flags (widget, flags);
  }
}

/* The outlines that the style sheets give the focused widget and those around it. */
static char *
describe_outlines (HpWindow *window)
{
  GString *text = g_string_new (NULL);

  for (GtkWidget *widget = gtk_window_get_focus (GTK_WINDOW (window)); widget != NULL;
       widget = gtk_widget_get_parent (widget)) {
    g_autofree char *style = gtk_style_context_to_string (gtk_widget_get_style_context (widget),
                                                          GTK_STYLE_CONTEXT_PRINT_SHOW_STYLE);
    g_auto (GStrv) lines = g_strsplit (style, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++)
      if (strstr (lines[i], "outline-") != NULL)
        g_string_append_printf (text, "%s\n", lines[i]);
  }
  return g_string_free (text, FALSE);
}

/* These draw a ring of their own. */
static gboolean
is_drawn_by_hand (GtkWidget *widget)
{
  return HP_IS_GRAPH_CANVAS (widget) || HP_IS_TIMELINE_CHART (widget);
}

static gboolean
is_seen (HpWindow *window)
{
  g_autofree char *without = NULL, *with = NULL;

  mark_focus (window, FALSE);
  without = describe_outlines (window);
  mark_focus (window, TRUE);
  with = describe_outlines (window);
  return !g_str_equal (without, with) ||
         is_drawn_by_hand (gtk_window_get_focus (GTK_WINDOW (window)));
}

/* One round by Tab. A widget of `type` was a stop, or the round says nothing about it. */
static void
check_page (HpWindow *window, const char *page, GType type)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gboolean met = FALSE;

  hp_window_show_page (window, page);
  hp_test_settle ();
  hp_test_wait_idle (window);
  for (guint i = 0; i < STOPS_MAX; i++) {
    GtkWidget *focus;

    gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
    hp_test_settle ();
    focus = gtk_window_get_focus (GTK_WINDOW (window));
    g_assert_nonnull (focus);
    if (!g_hash_table_add (seen, focus))
      break;
    met = met || g_type_is_a (G_OBJECT_TYPE (focus), type);
    if (!is_seen (window)) {
      g_test_message ("%s: nobody sees the focus in a %s", page, G_OBJECT_TYPE_NAME (focus));
      g_test_fail ();
    }
  }
  g_assert_true (met);
}

/* Nothing is selected: all that the inspector has to offer is to be scrolled. */
static void
test_scrolled (void)
{
  HpWindow *window = hp_test_open_fake (NULL);

  check_page (window, "graph", GTK_TYPE_SCROLLED_WINDOW);
  hp_test_close (window);
}

static void
test_editor (void)
{
  HpWindow *window = hp_test_open_fake (NULL);

  check_page (window, "query", GTK_TYPE_TEXT_VIEW);
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  g_setenv ("GTK_CSS_DEBUG", "1", TRUE); /* else GTK does not print what a style sheet set */
  hp_test_init (&argc, &argv);
  g_test_add_func ("/focus/scrolled", test_scrolled);
  g_test_add_func ("/focus/editor", test_editor);
  return hp_test_run ();
}
