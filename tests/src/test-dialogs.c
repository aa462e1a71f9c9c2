/* SPDX-License-Identifier: Apache-2.0 */
/* The dialogs: attach, allocate, thresholds, export, go to, preferences, shortcuts, about. */
#include "harness.h"

#include <glib/gstdio.h>
#include <string.h>

#include "dialogs/allocate-popover.h"
#include "dialogs/attach-window.h"
#include "dialogs/go-to-window.h"
#include "dialogs/thresholds-popover.h"
#include "models/process-item.h"

/* ---- attach ---- */

static HpProcessEntry *
make_entry (pid_t pid, const char *command, const char *reason, const char *remedy)
{
  HpProcessEntry *entry = g_new0 (HpProcessEntry, 1);

  entry->pid = pid;
  entry->user = g_strdup ("ada");
  entry->version = g_strdup ("3.11.2");
  entry->command = g_strdup (command);
  entry->resident = 50 << 20;
  entry->permitted = reason == NULL;
  entry->reason = g_strdup (reason);
  entry->remedy = g_strdup (remedy);
  return entry;
}

static void
assert_copied (GtkWidget *widget, const char *expected)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, expected);
}

static void
test_attach (void)
{
  HpWindow *window = hp_test_open_window ();
  GtkWidget *dialog = hp_attach_window_new (window);
  HpAttachWindow *self = HP_ATTACH_WINDOW (dialog);
  GPtrArray *entries = g_ptr_array_new ();
  GtkWidget *copy;

  gtk_window_present (GTK_WINDOW (dialog));
  WAIT_UNTIL (gtk_widget_get_mapped (dialog));
  WAIT_UNTIL (!g_str_equal (hp_attach_window_get_page (self), "busy"));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)),
                                         GTK_WIDGET (hp_attach_window_get_search (self))));
  g_ptr_array_add (entries, make_entry (4242, "flask run", NULL, NULL));
  g_ptr_array_add (entries,
                   make_entry (17, "python3 daemon.py",
                               "PID 17 may not be read: the system lets a debugger look only at "
                               "its own children: run with sudo, or \"sudo sysctl "
                               "kernel.yama.ptrace_scope=0\"",
                               "sudo sysctl kernel.yama.ptrace_scope=0"));
  g_ptr_array_add (entries, make_entry (18, "python2 old.py", "It runs Python 2.7.", NULL));
  hp_attach_window_show (self, entries);
  g_assert_cmpstr (hp_attach_window_get_page (self), ==, "rows");
  g_assert_null (hp_attach_window_get_reason (self));
  hp_attach_window_select (self, 1);
  g_assert_nonnull (strstr (hp_attach_window_get_reason (self), "its own children"));
  copy = hp_test_find (dialog, GTK_TYPE_BUTTON, "Copy Command");
  g_assert_true (gtk_widget_get_visible (copy));
  g_signal_emit_by_name (copy, "clicked");
  assert_copied (dialog, "sudo sysctl kernel.yama.ptrace_scope=0");
  hp_test_settle ();
  hp_test_shoot (dialog, "attach");
  hp_attach_window_select (self, 2); /* nothing to copy helps here */
  g_assert_cmpstr (hp_attach_window_get_reason (self), ==, "It runs Python 2.7.");
  g_assert_false (gtk_widget_get_visible (copy));
  gtk_editable_set_text (hp_attach_window_get_search (self), "FLASK");
  WAIT_UNTIL (g_list_model_get_n_items (hp_attach_window_get_rows (self)) == 1);
  gtk_editable_set_text (hp_attach_window_get_search (self), "nothing like this");
  WAIT_UNTIL (g_str_equal (hp_attach_window_get_page (self), "nothing"));
  hp_attach_window_show (self, g_ptr_array_new ());
  g_assert_cmpstr (hp_attach_window_get_page (self), ==, "none");
  gtk_window_destroy (GTK_WINDOW (dialog));
  hp_test_close (window);
}

static void
test_attach_failure (void)
{
  HpWindow *window = hp_test_open_window ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.attach-pid", "i", 0x7ffffff0);
  hp_test_settle ();
  g_assert_null (hp_window_get_document (window));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "2147483632"));
  hp_test_close (window);
}

static void
test_attach_action (void)
{
  HpWindow *window = hp_test_open_window ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.attach", NULL);
  WAIT_UNTIL (hp_test_find_toplevel (HP_TYPE_ATTACH_WINDOW) != NULL);
  gtk_window_destroy (hp_test_find_toplevel (HP_TYPE_ATTACH_WINDOW));
  hp_test_close (window);
}

/* ---- allocate ---- */

static void
assert_line (const char *type, guint count, guint size, HpLink link, const char *expected)
{
  g_autofree char *line = hp_allocate_line (type, count, size, link, "m");

  g_assert_cmpstr (line, ==, expected);
}

static void
test_allocate_lines (void)
{
  assert_line ("list", 5, 3, HP_LINK_NOTHING, "m = [[None] * 3 for i in range(5)]");
  assert_line ("str", 2, 8, HP_LINK_RING, "m = [str(i).zfill(8) for i in range(2)]");
  assert_line (
      "list", 4, 0, HP_LINK_RING,
      "m = [[None] * 0 for i in range(4)]; links = [m[i - 1].append(m[i]) for i in range(0, 4)]; "
      "m = m[0]; del links");
  assert_line (
      "list", 4, 0, HP_LINK_LIST,
      "m = [[None] * 0 for i in range(4)]; links = [m[i - 1].append(m[i]) for i in range(1, 4)]; "
      "m = m[0]; del links");
  assert_line ("dict", 3, 1, HP_LINK_TREE,
               "m = [{j: j for j in range(1)} for i in range(3)]; links = [m[(i - 1) // "
               "2].update({(\"child\", "
               "i): m[i]}) for i in range(1, 3)]; m = m[0]; del links");
}

static void
test_allocate (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  GtkWidget *button = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, "allocate_button"));
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  g_autofree char *console = NULL;

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  WAIT_UNTIL (gtk_widget_get_mapped (popover));
  g_assert_nonnull (
      hp_test_find (popover, GTK_TYPE_LABEL, "made1 = [[None] * 3 for i in range(100)]"));
  hp_test_shoot (popover, "allocate");
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Allocate"), "clicked");
  hp_test_wait_idle (window);
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "made1 = [[None] * 3 for i in range(100)]");
  console = hp_test_console_text (window);
  g_assert_nonnull (strstr (console, ">>> made1 = [[None] * 3 for i in range(100)]"));
  hp_test_close (window);
}

/* ---- thresholds ---- */

static void
test_thresholds (void)
{
  HpFakeSource *fake;
  HpWindow *window = hp_test_open_fake (&fake);
  GtkWidget *button = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, "thresholds_button"));
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.thresholds", NULL);
  WAIT_UNTIL (gtk_widget_get_mapped (popover));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (hp_thresholds_popover_get_spin (popover, 0)),
                   ==, 700);
  g_assert_true (gtk_switch_get_active (hp_thresholds_popover_get_switch (popover)));
  g_assert_null (hp_fake_source_last_line (fake));
  hp_test_shoot (popover, "thresholds");
  gtk_spin_button_set_value (hp_thresholds_popover_get_spin (popover, 0), 50);
  hp_thresholds_popover_apply (popover);
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "import gc; gc.set_threshold(50, 10, 10)");
  gtk_switch_set_active (hp_thresholds_popover_get_switch (popover), FALSE);
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "import gc; gc.disable()");
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Freeze"), "clicked");
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "import gc; gc.freeze()");
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Unfreeze"), "clicked");
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "import gc; gc.unfreeze()");
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Defaults"), "clicked");
  g_assert_cmpstr (hp_fake_source_last_line (fake), ==, "import gc; gc.set_threshold(700, 10, 10)");
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- go to ---- */

static void
test_go_to (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);
  HpSnapshot *snapshot = hp_document_get_snapshot (document);
  GtkWidget *dialog = hp_go_to_window_new (window);
  GtkWidget *entry = hp_test_find (dialog, GTK_TYPE_ENTRY, NULL);
  guint64 a = hp_test_address_of (snapshot, "a");
  g_autofree char *hex = g_strdup_printf (" 0x%" G_GINT64_MODIFIER "x ", a);
  g_autofree char *decimal = g_strdup_printf ("%" G_GUINT64_FORMAT, a);

  g_assert_cmpuint (hp_go_to_find (snapshot, hex), ==, hp_snapshot_find (snapshot, a));
  g_assert_cmpuint (hp_go_to_find (snapshot, decimal), ==, hp_snapshot_find (snapshot, a));
  g_assert_cmpuint (hp_go_to_find (snapshot, ""), ==, HP_NONE);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (entry), "no_such_name");
  g_signal_emit_by_name (entry, "activate");
  g_assert_nonnull (hp_test_find (dialog, GTK_TYPE_LABEL, "There is no object"));
  hp_test_shoot (dialog, "go-to");
  gtk_editable_set_text (GTK_EDITABLE (entry), "a");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (hp_document_get_selection (document), ==, a);
  hp_test_close (window);
}

/* ---- preferences, shortcuts, about ---- */

static void
test_preferences (void)
{
  HpWindow *window = hp_test_open_window ();
  GSettings *settings = hp_application_get_settings (hp_test_get_application ());
  GtkWidget *dialog;
  GtkWidget *row;

  g_action_group_activate_action (G_ACTION_GROUP (hp_test_get_application ()), "preferences", NULL);
  WAIT_UNTIL (hp_test_find_toplevel (ADW_TYPE_PREFERENCES_WINDOW) != NULL);
  dialog = GTK_WIDGET (hp_test_find_toplevel (ADW_TYPE_PREFERENCES_WINDOW));
  row = hp_test_find (dialog, ADW_TYPE_COMBO_ROW, "Colours");
  hp_test_shoot (dialog, "preferences");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_assert_cmpint (g_settings_get_enum (settings, "color-scheme"), ==, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  hp_test_close (window);
}

static void
test_shortcuts (void)
{
  HpWindow *window = hp_test_open_window ();
  GtkShortcutsWindow *overlay =
      gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (window));

  g_assert_nonnull (overlay);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (overlay)));
  hp_test_shoot (GTK_WIDGET (overlay), "shortcuts");
  gtk_window_close (GTK_WINDOW (overlay));
  hp_test_close (window);
}

static void
test_about (void)
{
  HpWindow *window = hp_test_open_window ();

  g_action_group_activate_action (G_ACTION_GROUP (hp_test_get_application ()), "about", NULL);
  WAIT_UNTIL (hp_test_find_toplevel (ADW_TYPE_ABOUT_WINDOW) != NULL);
  g_assert_cmpstr (adw_about_window_get_application_name (
                       ADW_ABOUT_WINDOW (hp_test_find_toplevel (ADW_TYPE_ABOUT_WINDOW))),
                   ==, "Heaparium");
  gtk_window_destroy (hp_test_find_toplevel (ADW_TYPE_ABOUT_WINDOW));
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/dialogs/attach", test_attach);
  g_test_add_func ("/dialogs/attach-failure", test_attach_failure);
  g_test_add_func ("/dialogs/attach-action", test_attach_action);
  g_test_add_func ("/dialogs/allocate-lines", test_allocate_lines);
  g_test_add_func ("/dialogs/allocate", test_allocate);
  g_test_add_func ("/dialogs/thresholds", test_thresholds);
  g_test_add_func ("/dialogs/go-to", test_go_to);
  g_test_add_func ("/dialogs/preferences", test_preferences);
  g_test_add_func ("/dialogs/shortcuts", test_shortcuts);
  g_test_add_func ("/dialogs/about", test_about);
  return hp_test_run ();
}
