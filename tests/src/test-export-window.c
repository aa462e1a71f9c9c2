/* SPDX-License-Identifier: Apache-2.0 */
/* Export, Save Snapshot and Open: what ends in a file. */
#include "harness.h"

#include <glib/gstdio.h>
#include <string.h>

#include "dialogs/export-window.h"

static gboolean
export_to (HpWindow *window, guint what, guint format, guint table, const char *path)
{
  GtkWidget *dialog = hp_export_window_new (window);

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_null (
      gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)), ADW_TYPE_HEADER_BAR));
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

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/dialogs/export", test_export);
  g_test_add_func ("/dialogs/export-name", test_export_name);
  g_test_add_func ("/dialogs/export-fails", test_export_fails);
  g_test_add_func ("/dialogs/save-and-open", test_save_and_open);
  return hp_test_run ();
}
