/* SPDX-License-Identifier: Apache-2.0 */
/* The console: lines, input, completion and blocks. */
#include "harness.h"

#include <string.h>

#include "panes/console-pane.h"
#include "widgets/status-bar.h"

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
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "if True:\n    x = 1\n\n");
  hp_test_wait_idle (window);
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/panes/console/lines", test_console);
  g_test_add_func ("/panes/console/input", test_console_input);
  g_test_add_func ("/panes/console/completion", test_console_completion);
  g_test_add_func ("/panes/console/block", test_console_block);
  return hp_test_run ();
}
