/* SPDX-License-Identifier: Apache-2.0 */
/* The dialogs: attach, allocate, thresholds, export, go to, preferences, shortcuts, about. */
#include "harness.h"

#include <glib/gstdio.h>
#include <string.h>

#include "dialogs/allocate-popover.h"
#include "dialogs/attach-window.h"
#include "dialogs/compare-window.h"
#include "dialogs/export-window.h"
#include "dialogs/go-to-window.h"
#include "dialogs/help-window.h"
#include "dialogs/preferences-window.h"
#include "dialogs/thresholds-popover.h"
#include "help.h"
#include "models/process-item.h"
#include "snapshot/file.h"
#include "widgets/table-cell.h"
#include "widgets/term.h"

static const char *
last_line (HpFakeSource *fake)
{
  GPtrArray *lines = hp_fake_source_get_lines (fake);

  return lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : NULL;
}

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
  g_assert_cmpstr (last_line (fake), ==, "made1 = [[None] * 3 for i in range(100)]");
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
  g_assert_null (last_line (fake));
  hp_test_shoot (popover, "thresholds");
  gtk_spin_button_set_value (hp_thresholds_popover_get_spin (popover, 0), 50);
  hp_thresholds_popover_apply (popover);
  g_assert_cmpstr (last_line (fake), ==, "import gc; gc.set_threshold(50, 10, 10)");
  gtk_switch_set_active (hp_thresholds_popover_get_switch (popover), FALSE);
  g_assert_cmpstr (last_line (fake), ==, "import gc; gc.disable()");
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Freeze"), "clicked");
  g_assert_cmpstr (last_line (fake), ==, "import gc; gc.freeze()");
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Unfreeze"), "clicked");
  g_assert_cmpstr (last_line (fake), ==, "import gc; gc.unfreeze()");
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Defaults"), "clicked");
  g_assert_cmpstr (last_line (fake), ==, "import gc; gc.set_threshold(700, 10, 10)");
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- export ---- */

static gboolean
export_to (HpWindow *window, guint what, guint format, guint table, const char *path)
{
  GtkWidget *dialog = hp_export_window_new (window);

  gtk_window_present (GTK_WINDOW (dialog));
  hp_export_window_choose (HP_EXPORT_WINDOW (dialog), what, format, table, HP_LEVEL_TYPES);
  if (what == 1 && format == 0)
    hp_test_shoot (dialog, "export");
  hp_export_window_write (HP_EXPORT_WINDOW (dialog), path);
  WAIT_UNTIL (!hp_document_is_busy (hp_window_get_document (window)));
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static void
test_export (void)
{
  static const struct {
    guint what, format;
    const char *name, *start;
  } cases[] = {
    { 0, 0, "a.svg", "<?xml" },
    { 0, 1, "a.png", "\x89PNG" },
    { 0, 2, "a.pdf", "%PDF" },
    { 0, 3, "a.dot", "digraph" },
    { 1, 0, "a.csv", NULL },
    { 1, 1, "a.json", "{" },
    { 2, 0, "a.heap", NULL },
    { 3, 0, "a.heapsnapshot", "{\"snapshot\"" },
    { 3, 1, "a.sqlite", "SQLite format 3" },
    { 3, 2, "a.graphml", "<?xml" },
    { 3, 3, "a.speedscope.json", "{\"$schema\"" },
    { 3, 4, "a.collapsed", "heap" },
  };
  HpWindow *window = hp_test_open_fake (NULL);
  g_autofree char *folder = g_dir_make_tmp ("export-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (folder, cases[i].name, NULL);
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (export_to (window, cases[i].what, cases[i].format, 1, path));
    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    if (cases[i].start != NULL)
      g_assert_true (g_str_has_prefix (text, cases[i].start));
    g_remove (path);
  }
  g_rmdir (folder);
  g_assert_cmpint (
      g_settings_get_enum (hp_application_get_settings (hp_test_get_application ()), "level"), ==,
      HP_LEVEL_TYPES); /* what was chosen last is offered first */
  g_settings_reset (hp_application_get_settings (hp_test_get_application ()), "level");
  hp_test_close (window);
}

static void
test_export_name (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  GtkWidget *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.export", NULL);
  WAIT_UNTIL (hp_test_find_toplevel (HP_TYPE_EXPORT_WINDOW) != NULL);
  dialog = GTK_WIDGET (hp_test_find_toplevel (HP_TYPE_EXPORT_WINDOW));
  g_assert_cmpstr (hp_export_window_get_name (HP_EXPORT_WINDOW (dialog)), ==, "fake.svg");
  hp_export_window_choose (HP_EXPORT_WINDOW (dialog), 1, 1, 0, HP_LEVEL_VALUES);
  g_assert_cmpstr (hp_export_window_get_name (HP_EXPORT_WINDOW (dialog)), ==, "fake.json");
  hp_export_window_choose (HP_EXPORT_WINDOW (dialog), 2, 0, 0, HP_LEVEL_VALUES);
  g_assert_cmpstr (hp_export_window_get_name (HP_EXPORT_WINDOW (dialog)), ==, "fake.heap");
  hp_export_window_choose (HP_EXPORT_WINDOW (dialog), 3, 3, 0, HP_LEVEL_VALUES);
  g_assert_cmpstr (hp_export_window_get_name (HP_EXPORT_WINDOW (dialog)), ==,
                   "fake.speedscope.json");
  gtk_window_destroy (GTK_WINDOW (dialog));
  hp_test_close (window);
}

static void
test_export_fails (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  GtkRevealer *strip = GTK_REVEALER (
      gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, "notice_revealer"));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.save-file", "s",
                              "/nonexistent/folder/a.heap");
  WAIT_UNTIL (gtk_revealer_get_reveal_child (strip));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (strip), GTK_TYPE_LABEL, "was not saved"));
  hp_test_close (window);
}

static void
test_save_and_open (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpWindow *second = hp_test_open_window ();
  g_autofree char *folder = g_dir_make_tmp ("save-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "one.heap", NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.save-file", "s", path);
  WAIT_UNTIL (g_strcmp0 (hp_window_get_path (window), path) == 0);
  gtk_widget_activate_action (GTK_WIDGET (second), "win.open-file", "s", path);
  hp_test_wait_idle (second);
  g_assert_cmpuint (
      hp_snapshot_n_objects (hp_document_get_snapshot (hp_window_get_document (second))), ==, 505);
  g_remove (path);
  gtk_widget_activate_action (GTK_WIDGET (second), "win.save", NULL);
  WAIT_UNTIL (g_file_test (path, G_FILE_TEST_EXISTS) &&
              !hp_document_is_busy (hp_window_get_document (second)));
  g_remove (path);
  g_rmdir (folder);
  hp_test_close (window);
  hp_test_close (second);
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

/* ---- help ---- */

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

/* ---- compare with CPython ---- */

static HpCompareWindow *
open_comparison (HpWindow *window, const char *program)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  hp_test_wait_idle (window);
  hp_document_set_script (hp_window_get_document (window), program, "compared.py");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.compare-cpython", NULL);
  return HP_COMPARE_WINDOW (hp_test_find_toplevel (HP_TYPE_COMPARE_WINDOW));
}

static void
close_comparison (HpCompareWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_destroy (GTK_WINDOW (dialog));
  WAIT_UNTIL (weak == NULL);
}

static void
test_compare_equal (void)
{
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog =
      open_comparison (window, "made = [[] for i in range(1000)]\nprint(len(made), 'lists')\n");

  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_CONTENT);
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (dialog), "compare-equal");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "Both print the same"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), HP_TYPE_TABLE_CELL, "1000 lists"));
  close_comparison (dialog);
  hp_test_close (window);
}

static void
test_compare_different (void)
{
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog = open_comparison (
      window, "print('the same')\nprint(id([]))\nmade = [set() for i in range(77)]\n");
  GtkWidget *stack;

  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_CONTENT);
  hp_test_settle ();
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "1 line differs"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), HP_TYPE_TABLE_CELL, "≠"));
  stack = gtk_widget_get_ancestor (hp_test_find (GTK_WIDGET (dialog), GTK_TYPE_COLUMN_VIEW, NULL),
                                   GTK_TYPE_STACK);
  hp_test_shoot (GTK_WIDGET (dialog), "compare-different");
  gtk_stack_set_visible_child_name (GTK_STACK (stack), "counters");
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (dialog), "compare-counters");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), HP_TYPE_TABLE_CELL, "count, generation 0"));
  close_comparison (dialog);
  hp_test_close (window);
}

static void
test_compare_endless (void)
{
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog =
      open_comparison (window, "print('begins', flush=True)\nwhile True: pass\n");

  hp_test_settle ();
  g_assert_cmpint (hp_compare_window_get_state (dialog), ==, HP_COMPARE_RUNNING);
  hp_test_shoot (GTK_WIDGET (dialog), "compare-running");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "compare.stop", NULL);
  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_CONTENT);
  close_comparison (dialog);
  dialog = open_comparison (window, "while True: pass\n");
  hp_test_settle ();
  close_comparison (dialog); /* while it runs */
  hp_test_close (window);
}

static void
test_compare_nothing (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  HpWindow *window = hp_test_open_window ();
  HpCompareWindow *dialog = open_comparison (window, "  \n");

  g_assert_cmpint (hp_compare_window_get_state (dialog), ==, HP_COMPARE_EMPTY);
  close_comparison (dialog);
  g_setenv ("PATH", "/nonexistent", TRUE);
  dialog = open_comparison (window, "print()\n");
  WAIT_UNTIL (hp_compare_window_get_state (dialog) == HP_COMPARE_FAILED);
  g_setenv ("PATH", path, TRUE);
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (dialog), "compare-failed");
  close_comparison (dialog);
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
  g_test_add_func ("/dialogs/export", test_export);
  g_test_add_func ("/dialogs/export-name", test_export_name);
  g_test_add_func ("/dialogs/export-fails", test_export_fails);
  g_test_add_func ("/dialogs/save-and-open", test_save_and_open);
  g_test_add_func ("/dialogs/go-to", test_go_to);
  g_test_add_func ("/dialogs/preferences", test_preferences);
  g_test_add_func ("/dialogs/shortcuts", test_shortcuts);
  g_test_add_func ("/dialogs/about", test_about);
  g_test_add_func ("/dialogs/help/texts", test_help_texts);
  g_test_add_func ("/dialogs/help/window", test_help_window);
  g_test_add_func ("/dialogs/help/term", test_term);
  g_test_add_func ("/dialogs/compare/equal", test_compare_equal);
  g_test_add_func ("/dialogs/compare/different", test_compare_different);
  g_test_add_func ("/dialogs/compare/endless", test_compare_endless);
  g_test_add_func ("/dialogs/compare/nothing", test_compare_nothing);
  return hp_test_run ();
}
