/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the analyses: one for each of the catalogue, their rows, and how they follow the
 * picture. */
#include "harness.h"

#include <string.h>

#include "analysis/catalogue.h"
#include "panes/cycles-pane.h"
#include "panes/inspector-pane.h"
#include "panes/overview-pane.h"
#include "panes/report-pane.h"
#include "panes/suspects-pane.h"
#include "snapshot/builder.h"

typedef struct {
  HpWindow *window;
  HpDocument *document;
  HpFakeSource *fake;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = hp_test_open_fake (&f->fake);
  f->document = hp_window_get_document (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
}

static HpReportPane *
show_analysis (Fixture *f, const char *name)
{
  HpReportPane *pane = HP_REPORT_PANE (hp_window_get_pane (f->window, name));

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.page", "s", name);
  WAIT_UNTIL (hp_pane_get_state (HP_PANE (pane)) == HP_PANE_CONTENT);
  WAIT_UNTIL (!hp_report_pane_is_running (pane));
  return pane;
}

static HpReport *
get_report (HpReportPane *pane)
{
  return hp_report_view_get_report (hp_report_pane_get_view (pane));
}

static void
check_page (Fixture *f, const HpAnalysis *analysis)
{
  const HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  HpReportPane *pane = show_analysis (f, analysis->name);
  g_autoptr (HpReport) expected =
      analysis->run (hp_document_get_snapshot (f->document), &options, NULL, NULL);
  HpReport *shown = get_report (pane);

  hp_test_shoot (GTK_WIDGET (f->window), analysis->name);
  g_assert_cmpstr (hp_report_get_name (shown), ==, analysis->name);
  g_assert_cmpuint (hp_report_get_n_sentences (shown), ==, hp_report_get_n_sentences (expected));
  for (guint i = 0; i < hp_report_get_n_sentences (shown); i++) {
    g_autofree char *lead =
        g_strndup (hp_report_get_sentence (expected, i), hp_report_get_lead (expected, i));

    g_assert_nonnull (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, lead));
  }
  for (guint i = 0; i < hp_report_get_n_tables (shown); i++) {
    const HpReportTable *table = hp_report_get_table (shown, i);
    HpTableView *view =
        hp_report_view_get_table (hp_report_pane_get_view (pane), hp_report_table_get_name (table));

    g_assert_cmpuint (hp_table_view_get_n_rows (view), ==, hp_report_table_get_n_rows (table));
  }
}

/* The text of all analyses. */
static char *
read_sources (void)
{
  g_autofree char *folder =
      g_build_filename (g_getenv ("HEAPARIUM_SOURCE_ROOT"), "core", "analysis", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GString *all = g_string_new (NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;

    if (g_str_has_suffix (name, ".c") && g_file_get_contents (path, &text, NULL, NULL))
      g_string_append (all, text);
  }
  return g_string_free (all, FALSE);
}

static void
check_translatable (const char *sources, const char *title)
{
  g_autofree char *marked = g_strdup_printf ("N_ (\"%s\")", title);

  if (strstr (sources, marked) == NULL)
    g_error ("“%s” is not marked for translation", title);
}

/* What a table and its columns are called can be said in another language. */
static void
check_titles (const char *sources, const HpReport *report)
{
  for (guint i = 0; i < hp_report_get_n_tables (report); i++) {
    const HpReportTable *table = hp_report_get_table (report, i);
    guint n;
    const HpField *fields = hp_report_table_get_fields (table, &n);

    check_translatable (sources, hp_report_table_get_title (table));
    for (guint k = 0; k < n; k++)
      check_translatable (sources, fields[k].title);
  }
}

static void
test_titles (Fixture *f, gconstpointer data)
{
  const HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  g_autofree char *sources = read_sources ();
  guint n;
  const HpAnalysis *analyses = hp_analyses (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (HpReport) report =
        analyses[i].run (hp_document_get_snapshot (f->document), &options, NULL, NULL);

    g_assert_nonnull (report);
    check_titles (sources, report);
  }
}

/* Every analysis that the window does not show in its own way is a page, and the page says what the
 * command prints. */
static void
test_catalogue (Fixture *f, gconstpointer data)
{
  guint n, n_pages = 0;
  const HpAnalysis *analyses = hp_analyses (&n);

  for (guint i = 0; i < n; i++) {
    if (analyses[i].command_only)
      continue;
    check_page (f, &analyses[i]);
    n_pages++;
  }
  g_assert_cmpuint (n_pages, >=, 6);
}

/* The inspector says what the selected object keeps alive and the way from a root to it, and asks
 * for both by itself; other panes find the same results. */
static void
test_inspector (Fixture *f, gconstpointer data)
{
  HpInspectorPane *inspector = HP_INSPECTOR_PANE (hp_window_get_pane (f->window, "inspector"));
  HpSnapshot *snapshot = hp_document_get_snapshot (f->document);
  guint32 items = hp_snapshot_find (snapshot, hp_test_address_of (snapshot, "items"));
  HpResults *results;
  g_autofree char *size = NULL;

  hp_document_select (f->document, hp_snapshot_address (snapshot, items));
  WAIT_UNTIL (hp_document_get_results (f->document) != NULL);
  results = hp_document_get_results (f->document);
  g_assert_cmpstr (hp_inspector_pane_get_path (inspector), ==, "sys.modules['__main__'].items");
  size = g_format_size (hp_dominators_get_retained_size (results->dominators, items));
  g_assert_cmpuint (hp_dominators_get_retained_size (results->dominators, items), >,
                    hp_snapshot_size (snapshot, items) + 500 * 28);
  g_assert_nonnull (
      hp_test_find (GTK_WIDGET (hp_inspector_pane_get_facts (inspector)), GTK_TYPE_LABEL, size));
  hp_document_select (f->document, hp_test_address_of (snapshot, "a"));
  g_assert_true (hp_document_get_results (f->document) == results);
  hp_test_shoot (GTK_WIDGET (f->window), "inspector-retained");
}

/* Results are of one picture: with a newer one there are none until they are made again. */
static void
test_results_follow (Fixture *f, gconstpointer data)
{
  HpSnapshot *snapshot = hp_document_get_snapshot (f->document);
  g_autoptr (HpSnapshot) next = hp_test_make_snapshot (700);

  hp_document_select (f->document, hp_test_address_of (snapshot, "items"));
  WAIT_UNTIL (hp_document_get_results (f->document) != NULL);
  hp_fake_source_set_snapshot (f->fake, next);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_results (f->document) != NULL &&
              hp_document_get_results (f->document)->snapshot == next);
}

/* ---- suspects ---- */

/* A list of which every item is held by one dict, with a name. */
static void
test_suspects (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (5000);
  HpReportPane *pane;
  HpSuspectList *list;
  GtkWidget *button;

  hp_fake_source_set_snapshot (f->fake, large);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_snapshot (f->document) == large);
  pane = show_analysis (f, "suspects");
  WAIT_UNTIL (hp_report_pane_get_snapshot (pane) == large);
  list = hp_suspects_pane_get_list (HP_SUSPECTS_PANE (pane));
  g_assert_cmpuint (hp_suspect_list_get_n (list), >, 0);
  g_assert_nonnull (hp_test_find (GTK_WIDGET (list), GTK_TYPE_LABEL, "Held by"));
  hp_test_shoot (GTK_WIDGET (f->window), "suspects-findings");
  button = hp_test_find (GTK_WIDGET (list), GTK_TYPE_BUTTON, "Show Holder");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "graph");
  g_assert_cmphex (hp_document_get_selection (f->document), !=, 0);
}

/* The page leads to a second picture, and with one it tells what has grown since. */
static void
test_suspects_growth (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) grown = hp_test_make_snapshot (5000);
  HpReportPane *pane = show_analysis (f, "suspects");
  GtkWidget *step = hp_test_find (GTK_WIDGET (pane), GTK_TYPE_BUTTON, "Set Baseline");

  g_assert_nonnull (step);
  g_assert_true (gtk_widget_get_mapped (step));
  gtk_widget_activate (step);
  WAIT_UNTIL (hp_document_get_baseline (f->document) != NULL);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (step)), ==, "Take a Picture");
  hp_fake_source_set_snapshot (f->fake, grown);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_report_pane_get_snapshot (pane) == grown);
  g_assert_nonnull (
      strstr (hp_report_get_sentence (get_report (pane), 0), "since the first picture"));
  g_assert_cmpuint (hp_report_get_n_warnings (get_report (pane)), ==, 0);
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_parent (step)));
}

/* The first suspects stand on the Overview, without being asked when the picture is small. */
static void
test_suspects_card (Fixture *f, gconstpointer data)
{
  HpPane *overview = hp_window_get_pane (f->window, "overview");
  HpSuspectsCard *card = hp_overview_pane_get_suspects (HP_OVERVIEW_PANE (overview));
  HpReportPane *pane = HP_REPORT_PANE (hp_window_get_pane (f->window, "suspects"));
  g_autoptr (HpReport) shared = NULL;
  const HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  g_autoptr (HpReport) expected =
      hp_analysis_by_name ("suspects")
          ->run (hp_document_get_snapshot (f->document), &options, NULL, NULL);
  g_autoptr (HpSnapshot) next = hp_test_make_snapshot (600);
  GtkWidget *row;

  hp_window_show_page (f->window, "overview");
  WAIT_UNTIL (hp_test_find (GTK_WIDGET (card), GTK_TYPE_LABEL,
                            hp_report_get_sentence (expected, 0)) != NULL);
  hp_test_shoot (GTK_WIDGET (f->window), "overview-suspects");
  hp_fake_source_set_snapshot (f->fake, next);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_test_find (GTK_WIDGET (card), GTK_TYPE_BUTTON, "Look Again") != NULL);
  WAIT_UNTIL (
      gtk_widget_get_visible (hp_test_find (GTK_WIDGET (card), GTK_TYPE_BUTTON, "Look Again")));
  hp_suspects_card_run (card);
  WAIT_UNTIL (!hp_suspects_card_is_running (card));
  g_assert_false (
      gtk_widget_get_visible (hp_test_find (GTK_WIDGET (card), GTK_TYPE_BUTTON, "Look Again")));
  row = hp_test_find (GTK_WIDGET (card), GTK_TYPE_LIST_BOX_ROW, NULL);
  g_assert_nonnull (row);
  gtk_widget_activate (row);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "suspects");
  WAIT_UNTIL (!hp_report_pane_is_running (pane));
  shared = hp_shared_report_make (hp_document_get_suspects (f->document), &options, NULL, NULL);
  g_assert_true (get_report (pane) == shared); /* the card's, not another */
}

/* ---- a collection ---- */

/* Another generation is another report; the one that is shown stays until it is there. */
static void
test_generation (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = show_analysis (f, "dryrun");

  g_assert_nonnull (strstr (hp_report_get_sentence (get_report (pane), 0), "gc.collect(2)"));
  for (int generation = 0; generation <= 2; generation++) {
    g_autofree char *call = g_strdup_printf ("gc.collect(%d)", generation);

    gtk_widget_activate_action (GTK_WIDGET (pane), "report.generation", "i", generation);
    g_assert_cmpint (hp_pane_get_state (HP_PANE (pane)), ==, HP_PANE_CONTENT);
    WAIT_UNTIL (!hp_report_pane_is_running (pane));
    g_assert_nonnull (strstr (hp_report_get_sentence (get_report (pane), 0), call));
    g_assert_nonnull (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_LABEL, call));
    if (generation == 0)
      hp_test_shoot (GTK_WIDGET (f->window), "dryrun-generation");
  }
}

static void
test_find_cycles (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.find-cycles", NULL);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "cycles");
}

/* The largest cycle is drawn with what holds it, and the text says why it is alive; choosing a node
 * selects the object. */
static void
test_cycle_drawn (Fixture *f, gconstpointer data)
{
  HpCyclesPane *pane = HP_CYCLES_PANE (show_analysis (f, "cycles"));
  HpSnapshot *snapshot = hp_document_get_snapshot (f->document);
  HpGraphCanvas *canvas = hp_object_drawing_get_canvas (hp_cycles_pane_get_drawing (pane));
  guint32 a = hp_snapshot_find (snapshot, hp_test_address_of (snapshot, "a"));
  guint32 b = hp_snapshot_find (snapshot, hp_test_address_of (snapshot, "b"));
  const HpGraphView *view;
  guint node;

  WAIT_UNTIL (hp_graph_canvas_get_view (canvas) != NULL);
  view = hp_graph_canvas_get_view (canvas);
  g_assert_cmpuint (hp_graph_view_get_n_nodes (view), ==, 3); /* a, b and the dict of names */
  node = hp_graph_view_find (view, HP_GRAPH_NODE_OBJECT, b);
  g_assert_cmpuint (node, !=, HP_GRAPH_NO_NODE);
  g_assert_cmpuint (hp_graph_view_find (view, HP_GRAPH_NODE_OBJECT, a), !=, HP_GRAPH_NO_NODE);
  g_assert_nonnull (strstr (hp_cycles_pane_get_why (pane), "held from outside"));
  g_assert_nonnull (strstr (hp_cycles_pane_get_why (pane), "__main__"));
  hp_graph_canvas_choose (canvas, node);
  g_assert_cmphex (hp_document_get_selection (f->document), ==, hp_snapshot_address (snapshot, b));
  hp_test_shoot (GTK_WIDGET (f->window), "cycle-drawn");
  hp_graph_canvas_open (canvas, node);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "graph");
}

static HpSnapshot *
make_rooted_cycle (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpSnapshot *snapshot;

  hp_snapshot_builder_add_type (builder, "list", NULL);
  for (guint32 i = 0; i < 2; i++) {
    HpObjectRow row = { .address = 0x10000 + i * 64, .size = 64, .refcount = 2 - i };

    hp_snapshot_builder_add_object (builder, &row);
  }
  hp_snapshot_builder_add_ref (builder, 0, 1, hp_label (HP_REF_INDEX, 0));
  hp_snapshot_builder_add_ref (builder, 1, 0, hp_label (HP_REF_INDEX, 0));
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_LOCAL, "batch", "worker", "app.py", 42);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_assert_nonnull (snapshot);
  return snapshot;
}

/* A cycle that only a root holds names the root. */
static void
test_cycle_rooted (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) snapshot = make_rooted_cycle ();
  HpCyclesPane *pane;

  hp_fake_source_set_snapshot (f->fake, snapshot);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_snapshot (f->document) == snapshot);
  pane = HP_CYCLES_PANE (show_analysis (f, "cycles"));
  WAIT_UNTIL (hp_report_pane_get_snapshot (HP_REPORT_PANE (pane)) == snapshot);
  g_assert_nonnull (strstr (hp_cycles_pane_get_why (pane),
                            "Held by a root: local 'batch' of worker() at app.py:42"));
}

static guint
find_row (HpTableView *view, guint64 address)
{
  for (guint i = 0; i < hp_table_view_get_n_rows (view); i++) {
    g_autoptr (HpReportRow) row = hp_table_view_get_row (view, i);
    if (hp_report_row_get_address (row) == address)
      return i;
  }
  g_assert_not_reached ();
}

/* Choosing a row selects its object; opening it shows it in the graph; a row that is a type lists
 * its objects. */
static void
test_rows (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = show_analysis (f, "retained");
  HpTableView *objects = hp_report_view_get_table (hp_report_pane_get_view (pane), "dominators");
  HpTableView *types = hp_report_view_get_table (hp_report_pane_get_view (pane), "types");
  g_autoptr (HpReportRow) first = hp_table_view_get_row (objects, 0);
  g_autoptr (HpReportRow) type = hp_table_view_get_row (types, 0);
  g_autofree char *filter = NULL;

  hp_table_view_select (objects, 0);
  g_assert_cmphex (hp_document_get_selection (f->document), ==, hp_report_row_get_address (first));
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "retained");
  hp_table_view_activate (objects, 0);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "graph");
  hp_window_show_page (f->window, "retained");
  hp_table_view_activate (types, 0);
  filter = g_strconcat ("type:", hp_report_row_get_text (type, "type"), NULL);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "objects");
  g_assert_cmpstr (hp_document_get_filter (f->document), ==, filter);
}

/* The header sorts, numbers as numbers; what was selected stays so. */
static void
test_sort (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = show_analysis (f, "retained");
  HpTableView *view = hp_report_view_get_table (hp_report_pane_get_view (pane), "types");
  const HpReportTable *table = hp_table_view_get_table (view);
  guint n = hp_table_view_get_n_rows (view);
  gint64 last = -1;

  g_assert_cmpuint (n, >, 3);
  hp_table_view_sort_by (view, 2, GTK_SORT_ASCENDING);
  for (guint i = 0; i < n; i++) {
    g_autoptr (HpReportRow) row = hp_table_view_get_row (view, i);
    gint64 size;

    hp_report_table_get (table, hp_report_row_get_number (row), 2, NULL, &size);
    g_assert_cmpint (size, >=, last);
    last = size;
  }
}

static char *
clipboard_text (HpWindow *window)
{
  GdkContentProvider *content =
      gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (window)));
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_nonnull (content);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = show_analysis (f, "retained");
  HpReportView *report = hp_report_pane_get_view (pane);
  HpTableView *view = hp_report_view_get_table (report, "types");
  g_autofree char *row = NULL, *csv = NULL;
  g_auto (GStrv) lines = NULL;

  hp_report_view_show_table (report, "types");
  hp_table_view_select (view, 0);
  gtk_widget_activate_action (GTK_WIDGET (view), "table.copy", NULL);
  row = clipboard_text (f->window);
  g_assert_true (g_str_has_prefix (row, "str\t") || g_str_has_prefix (row, "list\t") ||
                 g_str_has_prefix (row, "module\t"));
  gtk_widget_activate_action (GTK_WIDGET (report), "report.copy-csv", NULL);
  csv = clipboard_text (f->window);
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==, "type,count,size,retained_size");
  g_assert_cmpuint (g_strv_length (lines), ==, hp_table_view_get_n_rows (view) + 2);
}

/* A small picture that comes while the page is in front is analysed at once; the selected row is
 * still the same object. */
static void
test_follows (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = show_analysis (f, "cycles");
  HpTableView *view = hp_report_view_get_table (hp_report_pane_get_view (pane), "cycles");
  guint64 a = hp_test_address_of (hp_document_get_snapshot (f->document), "a");
  g_autoptr (HpSnapshot) next = hp_test_make_snapshot (600);

  hp_table_view_select (view, find_row (view, a));
  hp_fake_source_set_snapshot (f->fake, next);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_report_pane_get_snapshot (pane) == next);
  g_assert_false (hp_report_pane_is_stale (pane));
  g_assert_cmphex (hp_report_row_get_address (hp_table_view_get_selected (view)), ==, a);
}

/* A large one is left alone while the heap is live: the page says so and waits to be asked, or to
 * be shown again. */
static void
test_stale (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = show_analysis (f, "waste");
  HpSnapshot *first = hp_report_pane_get_snapshot (pane);
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (100001);

  hp_fake_source_set_snapshot (f->fake, large);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_snapshot (f->document) == large);
  g_assert_true (hp_report_pane_get_snapshot (pane) == first);
  g_assert_true (hp_report_pane_is_stale (pane));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (f->window), "report-stale");
  g_assert_true (
      gtk_widget_get_mapped (hp_test_find (GTK_WIDGET (pane), GTK_TYPE_BUTTON, "Analyse Again")));
  gtk_widget_activate_action (GTK_WIDGET (pane), "report.run", NULL);
  g_assert_cmpint (hp_pane_get_state (HP_PANE (pane)), ==, HP_PANE_CONTENT);
  WAIT_UNTIL (hp_report_pane_get_snapshot (pane) == large);
  g_assert_false (hp_report_pane_is_stale (pane));
}

/* Stopped before there is a report, the page says so and offers to try again. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  HpReportPane *pane = HP_REPORT_PANE (hp_window_get_pane (f->window, "cycles"));

  hp_test_cancel_next_job (f->document, "Cycles");
  hp_window_show_page (f->window, "cycles");
  WAIT_UNTIL (hp_pane_get_state (HP_PANE (pane)) == HP_PANE_FAILED);
  hp_test_shoot (GTK_WIDGET (f->window), "report-stopped");
  gtk_widget_activate_action (GTK_WIDGET (pane), "report.run", NULL);
  WAIT_UNTIL (hp_pane_get_state (HP_PANE (pane)) == HP_PANE_CONTENT);
}

/* Closing the window while an analysis runs; the fixture checks that the window is freed. A fast
 * machine may be done with it. */
static void
test_close_while_running (Fixture *f, gconstpointer data)
{
  HpPane *pane = hp_window_get_pane (f->window, "retained");

  hp_window_show_page (f->window, "retained");
  WAIT_UNTIL (hp_report_pane_is_running (HP_REPORT_PANE (pane)) ||
              hp_pane_get_state (pane) == HP_PANE_CONTENT);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
#define ADD(name, function)                                                                        \
  g_test_add ("/reports/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("catalogue", test_catalogue);
  ADD ("titles", test_titles);
  ADD ("inspector", test_inspector);
  ADD ("results-follow", test_results_follow);
  ADD ("suspects", test_suspects);
  ADD ("suspects-growth", test_suspects_growth);
  ADD ("suspects-card", test_suspects_card);
  ADD ("generation", test_generation);
  ADD ("find-cycles", test_find_cycles);
  ADD ("cycle-drawn", test_cycle_drawn);
  ADD ("cycle-rooted", test_cycle_rooted);
  ADD ("rows", test_rows);
  ADD ("sort", test_sort);
  ADD ("copy", test_copy);
  ADD ("follows", test_follows);
  ADD ("stale", test_stale);
  ADD ("cancel", test_cancel);
  ADD ("close-while-running", test_close_while_running);
  return hp_test_run ();
}
