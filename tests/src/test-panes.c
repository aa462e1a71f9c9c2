/* SPDX-License-Identifier: Apache-2.0 */
/* The panes on a document whose source does what the test says: content, and the states that are
 * not content. */
#include "harness.h"

#include <string.h>

#include "panes/console-pane.h"
#include "panes/inspector-pane.h"
#include "panes/types-pane.h"
#include "widgets/status-bar.h"

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
  guint64 a = hp_test_address_in (window, "a"), b = hp_test_address_in (window, "b");

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
  hp_document_select (document, hp_test_address_in (window, "items"));
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
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "a.py: print(from a script)");
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
  g_test_add_func ("/panes/types", test_types);
  g_test_add_func ("/panes/inspector", test_inspector);
  g_test_add_func ("/panes/overview", test_overview);
  g_test_add_func ("/panes/script", test_script);
  g_test_add_func ("/panes/status-bar", test_status_bar);
  g_test_add_func ("/panes/states/failed", test_failed);
  g_test_add_func ("/panes/states/busy-and-cancel", test_busy_and_cancel);
  g_test_add_func ("/panes/states/ended", test_ended);
  g_test_add_func ("/panes/states/snapshot-only", test_snapshot_only);
  g_test_add_func ("/panes/close-any-time", test_close_any_time);
  return hp_test_run ();
}
