/* SPDX-License-Identifier: Apache-2.0 */
/* The Compare page: with the baseline, with files, with another window. */
#include "harness.h"

#include <glib/gstdio.h>
#include <string.h>

#include "panes/compare-pane.h"
#include "support/foreign-files.h"
#include "snapshot/file.h"

typedef struct {
  HpWindow *window;
  HpDocument *document;
  HpFakeSource *fake;
  HpComparePane *pane;
  char *folder;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = hp_test_open_fake (&f->fake);
  f->document = hp_window_get_document (f->window);
  f->pane = HP_COMPARE_PANE (hp_window_get_pane (f->window, "compare"));
  f->folder = g_dir_make_tmp ("compare-XXXXXX", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
  g_rmdir (f->folder);
  g_free (f->folder);
}

/* A file with a picture of n objects; g_unlink and g_free it. */
static char *
write_picture (Fixture *f, const char *name, guint n)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (n);

  g_assert_true (hp_snapshot_save (snapshot, path, NULL, NULL, NULL, NULL));
  return path;
}

static void
take_picture (Fixture *f, guint n)
{
  g_autoptr (HpSnapshot) next = hp_test_make_snapshot (n);

  hp_fake_source_set_snapshot (f->fake, next);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_snapshot (f->document) == next);
}

static gboolean
has_report (HpComparePane *pane)
{
  return hp_report_view_get_report (hp_report_pane_get_view (HP_REPORT_PANE (pane))) != NULL;
}

static gint64
find_number (HpComparePane *pane, const char *type, guint field)
{
  const HpReportTable *table = hp_report_find_table (
      hp_report_view_get_report (hp_report_pane_get_view (HP_REPORT_PANE (pane))), "types");

  for (guint i = 0; i < hp_report_table_get_n_rows (table); i++) {
    const char *text;
    gint64 number;

    hp_report_table_get (table, i, 0, &text, NULL);
    hp_report_table_get (table, i, field, NULL, &number);
    if (g_str_equal (text, type))
      return number;
  }
  return -1;
}

static GtkWidget *
find_label (Fixture *f, const char *text)
{
  return hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_LABEL, text);
}

/* The baseline needs no choosing, and the document's picture is the later one. */
static void
test_baseline (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.compare", NULL);
  WAIT_UNTIL (hp_pane_get_state (HP_PANE (f->pane)) == HP_PANE_CONTENT);
  hp_test_shoot (GTK_WIDGET (f->window), "compare-empty");
  g_assert_true (gtk_widget_get_mapped (find_label (f, "Choose a Second Picture")));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.set-baseline", NULL);
  take_picture (f, 600);
  WAIT_UNTIL (has_report (f->pane));
  g_assert_cmpint (find_number (f->pane, "app.Session", 1), ==, 125);
  g_assert_cmpint (find_number (f->pane, "app.Session", 2), ==, 150);
  g_assert_nonnull (find_label (f, "Before: Baseline"));
  g_assert_nonnull (find_label (f, "After: "));
  hp_test_shoot (GTK_WIDGET (f->window), "compare");
}

static guint
count_types (Fixture *f, const char *fate)
{
  HpTableView *types =
      hp_report_view_get_table (hp_report_pane_get_view (HP_REPORT_PANE (f->pane)), "types");

  gtk_widget_activate_action (GTK_WIDGET (f->pane), "compare.fate", "s", fate);
  return hp_table_view_get_n_rows (types);
}

/* Only the types with objects that came, went or stayed; what grew has a bar. */
static void
test_fates (Fixture *f, gconstpointer data)
{
  const HpReportTable *table;
  guint n_new = 0, n_gone = 0;

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.compare", NULL);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.set-baseline", NULL);
  take_picture (f, 600);
  WAIT_UNTIL (has_report (f->pane));
  table = hp_report_find_table (
      hp_report_view_get_report (hp_report_pane_get_view (HP_REPORT_PANE (f->pane))), "types");
  for (guint i = 0; i < hp_report_table_get_n_rows (table); i++) {
    gint64 came = 0, went = 0;

    hp_report_table_get (table, i, 3, NULL, &came);
    hp_report_table_get (table, i, 4, NULL, &went);
    n_new += came > 0;
    n_gone += went > 0;
  }
  g_assert_cmpuint (n_new, <, hp_report_table_get_n_rows (table));
  g_assert_cmpuint (count_types (f, "new"), ==, n_new);
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (f->window), "compare-new");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_LEVEL_BAR, NULL));
  g_assert_cmpuint (count_types (f, "gone"), ==, n_gone);
  g_assert_cmpuint (count_types (f, "all"), ==, hp_report_table_get_n_rows (table));
}

/* A file that was taken later is "after". */
static void
test_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_picture (f, "later.heap", 100);
  HpTableView *types;

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.compare-file", "s", path);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "compare");
  WAIT_UNTIL (has_report (f->pane));
  g_assert_nonnull (find_label (f, "After: later.heap"));
  g_assert_cmpint (find_number (f->pane, "app.Session", 1), ==, 125);
  g_assert_cmpint (find_number (f->pane, "app.Session", 2), ==, 25);
  types = hp_report_view_get_table (hp_report_pane_get_view (HP_REPORT_PANE (f->pane)), "types");
  hp_table_view_activate (types, 0);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "objects");
  g_assert_true (g_str_has_prefix (hp_document_get_filter (f->document), "type:"));
  g_unlink (path);
}

/* Three pictures; without the others the page asks for one again. */
static void
test_three (Fixture *f, gconstpointer data)
{
  g_autofree char *first = write_picture (f, "first.heap", 50);
  g_autofree char *second = write_picture (f, "second.heap", 200);

  hp_window_show_page (f->window, "compare");
  hp_compare_pane_add_file (f->pane, first);
  WAIT_UNTIL (hp_compare_pane_get_n (f->pane) == 1);
  hp_compare_pane_add_file (f->pane, second);
  WAIT_UNTIL (hp_compare_pane_get_n (f->pane) == 2);
  WAIT_UNTIL (has_report (f->pane) &&
              hp_report_find_table (
                  hp_report_view_get_report (hp_report_pane_get_view (HP_REPORT_PANE (f->pane))),
                  "trend") != NULL);
  g_assert_nonnull (find_label (f, "Between: first.heap"));
  hp_test_shoot (GTK_WIDGET (f->window), "compare-three");
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "compare.remove", "u", 0);
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "compare.remove", "u", 0);
  WAIT_UNTIL (!has_report (f->pane));
  g_assert_cmpuint (hp_compare_pane_get_n (f->pane), ==, 0);
  g_unlink (first);
  g_unlink (second);
}

/* A picture of another program is one as any other. */
static void
test_foreign_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "other.pyheap", NULL);
  g_autoptr (GByteArray) file = hp_foreign_pyheap_new ();

  g_assert_true (g_file_set_contents (path, (const char *)file->data, (gssize)file->len, NULL));
  hp_window_show_page (f->window, "compare");
  hp_compare_pane_add_file (f->pane, path);
  WAIT_UNTIL (has_report (f->pane));
  g_assert_nonnull (find_label (f, "other.pyheap"));
  g_unlink (path);
}

/* What is no snapshot is told, and nothing is added. */
static void
test_wrong_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "wrong.heap", NULL);

  g_assert_true (g_file_set_contents (path, "no snapshot", -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.compare-file", "s", path);
  WAIT_UNTIL (hp_test_find (GTK_WIDGET (f->window), GTK_TYPE_LABEL, "wrong.heap") != NULL);
  g_assert_cmpuint (hp_compare_pane_get_n (f->pane), ==, 0);
  g_unlink (path);
}

static void
test_other_window (Fixture *f, gconstpointer data)
{
  HpWindow *other = hp_test_open_fake (NULL);

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.compare-with", "u",
                              gtk_application_window_get_id (GTK_APPLICATION_WINDOW (other)));
  WAIT_UNTIL (has_report (f->pane));
  g_assert_cmpint (find_number (f->pane, "app.Session", 1), ==, 125);
  hp_test_close (other);
}

/* Two files that are dropped: the newer becomes the document, the older is compared with it. */
static void
test_two_files (void)
{
  Fixture f = { .folder = g_dir_make_tmp ("compare-XXXXXX", NULL),
                .window = hp_test_open_window () };
  g_autofree char *old = write_picture (&f, "a.heap", 100);
  g_autofree char *new = write_picture (&f, "b.heap", 200);
  g_autoptr (GFile) first = g_file_new_for_path (old), second = g_file_new_for_path (new);
  g_autoptr (GSList) files = g_slist_append (g_slist_append (NULL, first), second);

  hp_window_open_files (f.window, files);
  f.pane = HP_COMPARE_PANE (hp_window_get_pane (f.window, "compare"));
  g_assert_cmpstr (hp_window_get_page (f.window), ==, "compare");
  WAIT_UNTIL (has_report (f.pane));
  g_assert_cmpint (find_number (f.pane, "app.Session", 1), ==, 25);
  g_assert_cmpint (find_number (f.pane, "app.Session", 2), ==, 50);
  hp_test_close (f.window);
  g_unlink (old);
  g_unlink (new);
  g_rmdir (f.folder);
  g_free (f.folder);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/compare-pane/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("baseline", test_baseline);
  ADD ("fates", test_fates);
  ADD ("file", test_file);
  ADD ("three", test_three);
  ADD ("foreign-file", test_foreign_file);
  ADD ("wrong-file", test_wrong_file);
  ADD ("other-window", test_other_window);
  g_test_add_func ("/compare-pane/two-files", test_two_files);
  return hp_test_run ();
}
