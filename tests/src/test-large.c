/* SPDX-License-Identifier: Apache-2.0 */
/* Large heaps and live heaps: the window keeps turning. What is asserted are generous bounds, not
 * speed: a main loop that is held up for seconds fails, a slow machine does not. */
#include "harness.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "panes/objects-pane.h"

enum { LONGEST_TURN_MS = 2500 };

typedef struct {
  gint64 last, longest; /* microseconds */
  guint turns;
} Pulse;

static gboolean
pulse_cb (gpointer user_data)
{
  Pulse *pulse = user_data;
  gint64 now = g_get_monotonic_time ();

  if (pulse->last != 0)
    pulse->longest = MAX (pulse->longest, now - pulse->last);
  pulse->last = now;
  pulse->turns++;
  return G_SOURCE_CONTINUE;
}

static HpObjectsPane *
show_objects (HpWindow *window)
{
  HpObjectsPane *pane = HP_OBJECTS_PANE (hp_window_get_pane (window, "objects"));

  hp_window_show_page (window, "objects");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (pane)));
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  return pane;
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
  pane = show_objects (window);
  g_assert_cmpuint (g_list_model_get_n_items (hp_objects_pane_get_rows (pane)), ==, 1000005);
  for (int column = 0; column < 6; column++) {
    hp_objects_pane_sort_by (pane, column, column % 2 ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  }
  hp_document_set_filter (hp_window_get_document (window), "type:Session gen:1");
  WAIT_UNTIL (g_list_model_get_n_items (hp_objects_pane_get_rows (pane)) < 100000);
  g_test_message ("longest turn of the main loop: %.0f ms", (double)pulse.longest / 1000);
  g_assert_cmpint (pulse.longest / 1000, <, LONGEST_TURN_MS);
  g_source_remove (timer);
  hp_test_close (window);
}

/* 100,000 objects from the console while the panes look on. */
static void
test_allocate_live (void)
{
  static const char *const pages[] = { "overview", "objects", "types", "graph", "arenas" };
  HpWindow *window = hp_test_open_window ();
  Pulse pulse = { 0 };
  guint timer;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  hp_test_wait_idle (window);
  timer = g_timeout_add (5, pulse_cb, &pulse);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    hp_window_show_page (window, pages[i]);
    gtk_widget_activate_action (GTK_WIDGET (window), "win.execute", "s",
                                "many = [[] for i in range(100000)]");
    hp_test_wait_idle (window);
    hp_test_settle ();
  }
  g_assert_cmpuint (
      hp_snapshot_n_objects (hp_document_get_snapshot (hp_window_get_document (window))), >,
      100000);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.execute", "s", "del many");
  hp_test_wait_idle (window);
  g_assert_cmpuint (
      hp_snapshot_n_objects (hp_document_get_snapshot (hp_window_get_document (window))), <, 50000);
  g_test_message ("%u turns, the longest %.0f ms", pulse.turns, (double)pulse.longest / 1000);
  g_assert_cmpint (pulse.longest / 1000, <, LONGEST_TURN_MS);
  g_source_remove (timer);
  hp_test_close (window);
}

/* A real Python, attached to and then ended. */
static void
test_process (void)
{
  const char *const argv[] = {
    "/usr/bin/python3.11", "-c",
    "class Marker: pass\nkeep = [Marker() for i in range(5000)]\nprint('ready', "
    "flush=True)\nimport time; time.sleep(60)",
    NULL
  };
  g_autoptr (GSubprocess) python = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
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
  g_test_add_func ("/large/allocate-live", test_allocate_live);
  g_test_add_func ("/large/process", test_process);
  return hp_test_run ();
}
