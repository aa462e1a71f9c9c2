/* SPDX-License-Identifier: Apache-2.0 */
/* Tracing in the window: the switch, the Allocations page, "Born At" in the inspector. */
#include "harness.h"

#include <string.h>

#include "models/object-list.h"
#include "panes/allocations-pane.h"
#include "panes/inspector-pane.h"
#include "panes/objects-pane.h"
#include "panes/script-pane.h"
#include "snapshot/builder.h"
#include "snapshot/traces.h"

static const char program[] = "class Cache:\n"
                              "  def store(self, n):\n"
                              "    self.items = tuple([bytearray(1000) for i in range(n)])\n"
                              "def main(n):\n"
                              "  cache = Cache()\n"
                              "  cache.store(n)\n"
                              "  return cache\n"
                              "kept = main(50)\n";

typedef struct {
  HpWindow *window;
  HpDocument *document;
  HpAllocationsPane *pane;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = hp_test_open_window ();
  hp_window_new_heap (f->window);
  hp_test_wait_idle (f->window);
  f->document = hp_window_get_document (f->window);
  f->pane = HP_ALLOCATIONS_PANE (hp_window_get_pane (f->window, "allocations"));
  hp_window_show_page (f->window, "allocations");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
}

static gboolean
is_traced (Fixture *f)
{
  return hp_snapshot_is_traced (hp_document_get_snapshot (f->document));
}

/* Switches tracing and waits for the picture that shows it. */
static void
switch_tracing (Fixture *f)
{
  gboolean traced = is_traced (f);

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.trace-allocations", NULL);
  WAIT_UNTIL (is_traced (f) != traced);
  WAIT_UNTIL (hp_document_is_settled (f->document));
}

static void
run_program (Fixture *f)
{
  switch_tracing (f);
  hp_document_set_script (f->document, program, "/nowhere/app.py");
  hp_document_run_script (f->document, program, "/nowhere/app.py");
  WAIT_UNTIL (hp_document_is_settled (f->document) && !hp_document_is_running (f->document));
  WAIT_UNTIL (hp_tally_pane_get_n_rows (HP_TALLY_PANE (f->pane)) > 0);
}

/* The row of a place, or "". */
static char *
row_of (Fixture *f, const char *place)
{
  for (guint i = 0; i < hp_tally_pane_get_n_rows (HP_TALLY_PANE (f->pane)); i++) {
    g_autofree char *row = hp_tally_pane_dup_row (HP_TALLY_PANE (f->pane), i);
    if (g_str_has_prefix (row, place) && row[strlen (place)] == '\t')
      return g_steal_pointer (&row);
  }
  return g_strdup ("");
}

static guint
number_of (Fixture *f, const char *place)
{
  for (guint i = 0; i < hp_tally_pane_get_n_rows (HP_TALLY_PANE (f->pane)); i++) {
    g_autofree char *row = hp_tally_pane_dup_row (HP_TALLY_PANE (f->pane), i);
    if (g_str_has_prefix (row, place))
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

/* Empty until tracing is on; the switch is a line of Python in the console, and so is off. */
static void
test_switch (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (f->window), "trace-allocations");
  g_autoptr (GVariant) state = NULL;

  WAIT_UNTIL (hp_pane_get_state (HP_PANE (f->pane)) == HP_PANE_EMPTY);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_BUTTON, "Trace Allocations"));
  switch_tracing (f);
  WAIT_UNTIL (hp_pane_get_state (HP_PANE (f->pane)) == HP_PANE_CONTENT);
  state = g_action_get_state (action);
  g_assert_true (g_variant_get_boolean (state));
  switch_tracing (f);
  WAIT_UNTIL (hp_pane_get_state (HP_PANE (f->pane)) == HP_PANE_EMPTY);
  text = hp_test_console_text (f->window);
  g_assert_nonnull (strstr (text, "import tracemalloc; tracemalloc.start(25)"));
  g_assert_nonnull (strstr (text, "import tracemalloc; tracemalloc.stop()"));
}

static void
test_rows (Fixture *f, gconstpointer data)
{
  g_autofree char *line = NULL, *file = NULL, *traceback = NULL;

  run_program (f);
  line = row_of (f, "/nowhere/app.py:3");
  g_assert_true (g_str_has_prefix (
      line, "/nowhere/app.py:3\tself.items = tuple([bytearray(1000) for i in range(n)])\t"));
  hp_test_shoot (GTK_WIDGET (f->window), "allocations");
  hp_allocations_pane_group_by (f->pane, HP_ALLOCATIONS_BY_FILE);
  file = row_of (f, "/nowhere/app.py");
  g_assert_cmpstr (file, !=, "");
  hp_allocations_pane_group_by (f->pane, HP_ALLOCATIONS_BY_TRACEBACK);
  traceback = row_of (f, "/nowhere/app.py:3 ← /nowhere/app.py:3 ← /nowhere/app.py:6 ← "
                         "/nowhere/app.py:8");
  g_assert_cmpstr (traceback, !=, "");
  hp_test_shoot (GTK_WIDGET (f->window), "allocations-traceback");
}

static void
test_sort (Fixture *f, gconstpointer data)
{
  g_autofree char *largest = NULL, *first = NULL;

  run_program (f);
  largest = hp_tally_pane_dup_row (HP_TALLY_PANE (f->pane), 0);
  g_assert_true (g_str_has_prefix (largest, "/nowhere/app.py:3\t"));
  hp_tally_pane_sort_by (HP_TALLY_PANE (f->pane), 0, GTK_SORT_DESCENDING);
  first = hp_tally_pane_dup_row (HP_TALLY_PANE (f->pane), 0);
  g_assert_false (g_str_has_prefix (first, "/nowhere/app.py:3\t"));
}

static void
test_baseline (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *row = NULL;

  run_program (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.set-baseline", NULL);
  hp_document_execute (f->document, "more = main(10)");
  WAIT_UNTIL (hp_document_is_settled (f->document) && !hp_document_is_running (f->document));
  row = row_of (f, "/nowhere/app.py:3");
  words = g_strsplit (row, "\t", -1);
  g_assert_cmpint (g_ascii_strtoll (words[3], NULL, 10), >=, 20);
  g_assert_cmpint (g_ascii_strtoll (words[5], NULL, 10), >=, 10 * 1001);
  g_assert_cmpint (g_ascii_strtoll (words[5], NULL, 10), <, 20 * 1001);
}

static void
test_search (Fixture *f, gconstpointer data)
{
  GtkWidget *entry = hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_SEARCH_ENTRY, NULL);

  run_program (f);
  gtk_editable_set_text (GTK_EDITABLE (entry), "BYTEARRAY");
  WAIT_UNTIL (hp_tally_pane_get_n_rows (HP_TALLY_PANE (f->pane)) == 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such place");
  WAIT_UNTIL (hp_tally_pane_get_n_rows (HP_TALLY_PANE (f->pane)) == 0);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_LABEL, "No Allocations Match"));
}

/* Enter lists the objects of a row, those of which it took only memory included. */
static void
test_activate (Fixture *f, gconstpointer data)
{
  HpObjectsPane *objects = HP_OBJECTS_PANE (hp_window_get_pane (f->window, "objects"));

  run_program (f);
  hp_tally_pane_activate (HP_TALLY_PANE (f->pane), number_of (f, "/nowhere/app.py:3\t"));
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "objects");
  g_assert_cmpstr (hp_document_get_filter (f->document), ==, "born:\"/nowhere/app.py:3\"");
  WAIT_UNTIL (hp_objects_pane_is_settled (objects));
  g_assert_cmpuint (g_list_model_get_n_items (hp_objects_pane_get_rows (objects)), >=, 51);
  g_assert_cmpuint (g_list_model_get_n_items (hp_objects_pane_get_rows (objects)), <, 70);
}

static void
test_born_at (Fixture *f, gconstpointer data)
{
  HpInspectorPane *inspector = HP_INSPECTOR_PANE (hp_window_get_pane (f->window, "inspector"));
  HpScriptPane *script = HP_SCRIPT_PANE (hp_window_get_pane (f->window, "script"));
  GtkListBox *born = hp_inspector_pane_get_born (inspector);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (hp_script_pane_get_view (script));
  GtkListBoxRow *row;
  GtkTextIter iter;

  run_program (f);
  hp_document_select (f->document,
                      hp_test_address_of (hp_document_get_snapshot (f->document), "kept"));
  WAIT_UNTIL (gtk_list_box_get_row_at_index (born, 0) != NULL);
  row = gtk_list_box_get_row_at_index (born, 0);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "app.py:5 · main");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "cache = Cache()");
  g_assert_cmpstr (
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (gtk_list_box_get_row_at_index (born, 1))),
      ==, "Called from 1 line");
  hp_test_shoot (GTK_WIDGET (f->window), "born-at");
  gtk_widget_activate_action (GTK_WIDGET (row), "win.show-line", "i", 5);
  g_assert_cmpstr (hp_window_get_bottom (f->window), ==, "script");
  buffer = gtk_text_view_get_buffer (hp_script_pane_get_view (script));
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_line (&iter), ==, 4);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (row)), ==, "win.show-line");
}

static HpSnapshot *
make_untraced (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpObjectRow row = { .address = 0x1000,
                      .type = hp_snapshot_builder_add_type (builder, "list", NULL),
                      .size = 56,
                      .refcount = 1,
                      .generation = HP_GENERATION_UNTRACKED,
                      .gc_order = HP_NONE };

  hp_snapshot_builder_add_object (builder, &row);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* A picture that was taken without tracing has no "Born At", and says on the page how to get it. */
static void
test_untraced_snapshot (void)
{
  HpSnapshot *snapshot = make_untraced ();
  HpWindow *window = hp_test_open_snapshot (snapshot, "plain");
  HpPane *pane = hp_window_get_pane (window, "allocations");
  HpInspectorPane *inspector = HP_INSPECTOR_PANE (hp_window_get_pane (window, "inspector"));

  hp_window_show_page (window, "allocations");
  WAIT_UNTIL (hp_pane_get_state (pane) == HP_PANE_EMPTY);
  hp_document_select (hp_window_get_document (window), hp_snapshot_address (snapshot, 0));
  WAIT_UNTIL (hp_pane_get_state (HP_PANE (inspector)) == HP_PANE_CONTENT);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (hp_inspector_pane_get_born (inspector))));
  hp_test_shoot (GTK_WIDGET (window), "allocations-untraced");
  hp_test_close (window);
  hp_snapshot_unref (snapshot);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/allocations/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("switch", test_switch);
  ADD ("rows", test_rows);
  ADD ("sort", test_sort);
  ADD ("baseline", test_baseline);
  ADD ("search", test_search);
  ADD ("activate", test_activate);
  ADD ("born-at", test_born_at);
  g_test_add_func ("/allocations/untraced-snapshot", test_untraced_snapshot);
  return hp_test_run ();
}
