/* SPDX-License-Identifier: Apache-2.0 */
/* Large heaps and live heaps: the window keeps turning. What is asserted are generous bounds, not
 * speed, of the time that the processor works in one turn: a main loop that is held up for seconds
 * fails, a busy machine does not. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "panes/dominators-pane.h"
#include "panes/objects-pane.h"
#include "widgets/table-cell.h"

enum { LONGEST_TURN_MS = 4000 };

typedef struct {
  gint64 last, longest; /* microseconds of this thread's work */
  guint turns;
} Pulse;

static gint64
worked_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
pulse_cb (gpointer user_data)
{
  Pulse *pulse = user_data;
  gint64 now = worked_us ();

  if (pulse->last != 0)
    pulse->longest = MAX (pulse->longest, now - pulse->last);
  pulse->last = now;
  pulse->turns++;
  return G_SOURCE_CONTINUE;
}

typedef struct {
  guint n_cells, n_rows, most_measured;
} Widgets;

static void
count_widget_cb (GtkWidget *widget, gpointer user_data)
{
  Widgets *count = user_data;

  count->n_rows += GTK_IS_TREE_EXPANDER (widget);
  if (!HP_IS_TABLE_CELL (widget))
    return;
  count->n_cells++;
  count->most_measured =
      MAX (count->most_measured, hp_table_cell_get_cells (HP_TABLE_CELL (widget))->n_measured);
}

/* GTK makes hundreds of rows. Their texts are not laid out to measure them: a line of each column's
 * font is, and again when the style has changed. */
static void
check_cells (HpObjectsPane *pane)
{
  Widgets count = { 0 };

  hp_test_walk (GTK_WIDGET (pane), count_widget_cb, &count);
  g_assert_cmpuint (count.n_cells, >, 100);
  g_assert_cmpuint (count.most_measured, >, 0);
  g_assert_cmpuint (count.most_measured, <, 30);
}

/* No GObject is made for a selected row, and all of them stay selected in the new order. */
static void
select_all_and_sort (HpObjectsPane *pane)
{
  GtkWidget *view = hp_test_find (GTK_WIDGET (pane), GTK_TYPE_COLUMN_VIEW, NULL);
  GtkSelectionModel *model = gtk_column_view_get_model (GTK_COLUMN_VIEW (view));
  g_autoptr (GtkBitset) selected = NULL;

  gtk_selection_model_select_all (model);
  hp_objects_pane_sort_by (pane, 2, GTK_SORT_DESCENDING);
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  selected = gtk_selection_model_get_selection (model);
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1000005);
}

static void
test_million (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (1000000);
  HpWindow *window = hp_test_open_window ();
  Pulse pulse = { 0 };
  guint timer = g_timeout_add (5, pulse_cb, &pulse);
  HpObjectsPane *pane;

  {
    g_autoptr (HpFakeSource) fake = hp_fake_source_new (0, snapshot);
    hp_window_open_source (window, HP_SOURCE (fake));
  }
  hp_test_wait_idle (window);
  pane = hp_test_show_objects (window);
  g_assert_cmpuint (g_list_model_get_n_items (hp_objects_pane_get_rows (pane)), ==, 1000005);
  check_cells (pane);
  for (int column = 0; column < 7; column++) {
    hp_objects_pane_sort_by (pane, column, column % 2 ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  }
  select_all_and_sort (pane);
  hp_document_set_filter (hp_window_get_document (window), "type:Session gen:1");
  WAIT_UNTIL (g_list_model_get_n_items (hp_objects_pane_get_rows (pane)) < 100000);
  g_test_message ("longest turn of the main loop: %.0f ms", (double)pulse.longest / 1000);
  g_assert_cmpint (pulse.longest / 1000, <, LONGEST_TURN_MS);
  g_source_remove (timer);
  hp_test_close (window);
}

/* The dominator tree of a million objects, most of them in one list: drawn, listed and walked
 * without holding the window up. */
static void
test_million_dominators (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (1000000);
  HpWindow *window = hp_test_open_snapshot (snapshot, "large");
  HpDominatorsPane *pane = HP_DOMINATORS_PANE (hp_window_get_pane (window, "dominators"));
  HpDocument *document = hp_window_get_document (window);
  guint64 items = hp_test_address_of (snapshot, "items");
  Pulse pulse = { 0 };
  Widgets count = { 0 };
  guint timer;

  hp_window_show_page (window, "dominators");
  WAIT_UNTIL (hp_document_get_results (document) != NULL);
  timer = g_timeout_add (1, pulse_cb, &pulse);
  WAIT_UNTIL (hp_dominator_map_get_tiles (hp_dominators_pane_get_map (pane)) != NULL);
  hp_document_select (document, items);
  hp_test_settle ();
  gtk_widget_activate_action (GTK_WIDGET (pane), "dominators.zoom", "t", items);
  hp_test_settle ();
  gtk_widget_activate_action (GTK_WIDGET (pane), "dominators.style", "s", "flame");
  hp_test_settle ();
  g_assert_cmpuint (hp_dominator_map_get_tiles (hp_dominators_pane_get_map (pane))->len, <, 30000);
  hp_test_walk (GTK_WIDGET (pane), count_widget_cb, &count);
  g_assert_cmpuint (count.n_rows, >, 10);
  g_assert_cmpuint (count.n_rows, <, 110); /* of two levels that list fifty each */
  g_test_message ("longest turn of the main loop: %.0f ms", (double)pulse.longest / 1000);
  g_assert_cmpint (pulse.longest / 1000, <, LONGEST_TURN_MS);
  g_source_remove (timer);
  hp_window_show_page (window, "overview");
  hp_test_close (window);
}

static gboolean
count_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ++*(guint *)user_data;
  gtk_widget_queue_draw (widget); /* the whole window: the most that can be asked for */
  return G_SOURCE_CONTINUE;
}

static guint64
resident_bytes (void)
{
  g_autofree char *text = NULL;
  unsigned long whole = 0, resident = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%lu %lu", &whole, &resident), ==, 2);
  return (guint64)resident * (guint64)sysconf (_SC_PAGESIZE);
}

static void
allocate_and_free (HpWindow *window)
{
  HpDocument *document = hp_window_get_document (window);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.execute", "s",
                              "many = [[] for i in range(100000)]");
  hp_test_wait_idle (window);
  g_assert_cmpuint (hp_snapshot_n_objects (hp_document_get_snapshot (document)), >, 100000);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.execute", "s", "del many");
  hp_test_wait_idle (window);
  g_assert_cmpuint (hp_snapshot_n_objects (hp_document_get_snapshot (document)), <, 50000);
}

/* 100,000 objects from the console while the panes look on: frames are drawn, and memory does not
 * grow. */
static void
test_allocate_live (void)
{
  static const char *const pages[] = { "overview", "objects", "types",
                                       "graph",    "arenas",  "allocations" };
  HpWindow *window = hp_test_open_window ();
  Pulse pulse = { 0 };
  guint64 before = 0, after;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  hp_window_show_bottom (window, "timeline");
  hp_test_wait_idle (window);
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
      guint frames = 0, timer = g_timeout_add (5, pulse_cb, &pulse);
      guint tick =
          gtk_widget_add_tick_callback (GTK_WIDGET (window), count_frame_cb, &frames, NULL);
      gint64 start = g_get_monotonic_time ();

      pulse.last = 0;
      hp_window_show_page (window, pages[i]);
      allocate_and_free (window);
      WAIT_UNTIL (frames > 0);
      gtk_widget_remove_tick_callback (GTK_WIDGET (window), tick);
      g_source_remove (timer);
      g_test_message ("%s: %.0f frames/s", pages[i],
                      frames * 1e6 / (double)(g_get_monotonic_time () - start));
      if (round == 0 && i == G_N_ELEMENTS (pages) - 1)
        before = resident_bytes ();
    }
  after = resident_bytes ();
  g_test_message (
      "the longest turn: %.0f ms; resident %.0f MB after the first round, %.0f MB after the second",
      (double)pulse.longest / 1000, (double)before / 1e6, (double)after / 1e6);
  g_assert_cmpint (pulse.longest / 1000, <, LONGEST_TURN_MS);
  g_assert_cmpuint (after, <, before + (100 << 20));
  hp_test_close (window);
}

/* A real Python, attached to and then ended. */
static void
test_process (void)
{
  const char *const argv[] = {
    "/usr/bin/python3.11", "-c",
    "class Marker: pass\nkeep = [Marker() for i in range(5000)]\nprint('ready', "
    "flush=True)\nimport sys; sys.stdin.read()",
    NULL
  };
  g_autoptr (GSubprocess) python = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  HpWindow *window = hp_test_open_window ();
  HpDocument *document;
  guint64 markers = 0;

  g_assert_nonnull (python);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (python));
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_assert_cmpstr (line, ==, "ready");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.attach-pid", "i",
                              atoi (g_subprocess_get_identifier (python)));
  document = hp_window_get_document (window);
  g_assert_nonnull (document);
  WAIT_UNTIL (hp_document_get_snapshot (document) != NULL ||
              hp_document_get_error (document) != NULL);
  g_assert_null (hp_document_get_error (document));
  for (guint32 type = 0; type < hp_snapshot_n_types (hp_document_get_snapshot (document)); type++) {
    g_autofree char *name = hp_snapshot_dup_type_name (hp_document_get_snapshot (document), type);
    if (g_str_equal (name, "Marker"))
      markers += hp_snapshot_type_count (hp_document_get_snapshot (document), type);
  }
  g_assert_cmpuint (markers, ==, 5000);
  hp_window_show_page (window, "types");
  hp_test_shoot (GTK_WIDGET (window), "process");
  g_subprocess_force_exit (python);
  WAIT_UNTIL (hp_document_has_ended (document));
  g_assert_nonnull (hp_document_get_snapshot (document));
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/large/million", test_million);
  g_test_add_func ("/large/million-dominators", test_million_dominators);
  g_test_add_func ("/large/allocate-live", test_allocate_live);
  g_test_add_func ("/large/process", test_process);
  return hp_test_run ();
}
