/* SPDX-License-Identifier: Apache-2.0 */
/* The samples run in the embedded heap, and the first minute of a newcomer goes as their hints say.
 */
#include "harness.h"

#include <string.h>

#include "object-actions.h"
#include "samples.h"
#include "widgets/table-cell.h"

static void
wait_quiet (HpWindow *window)
{
  hp_test_wait_idle (window);
  hp_test_settle ();
  hp_test_wait_idle (window);
}

static HpWindow *
open_sample (const char *name)
{
  HpWindow *window = hp_test_open_window ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-sample", "s", name);
  wait_quiet (window);
  return window;
}

static void
assert_console (HpWindow *window, const char *text)
{
  g_autofree char *console = hp_test_console_text (window);

  if (strstr (console, text) == NULL)
    g_error ("the console does not say “%s” but:\n%s", text, console);
}

static void
execute (HpWindow *window, const char *line)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.execute", "s", line);
  wait_quiet (window);
}

static guint64
count_type (HpWindow *window, const char *name)
{
  HpSnapshot *snapshot = hp_document_get_snapshot (hp_window_get_document (window));

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++) {
    g_autofree char *type_name = hp_snapshot_dup_type_name (snapshot, type);
    if (g_str_equal (type_name, name))
      return hp_snapshot_type_count (snapshot, type);
  }
  return 0;
}

static gboolean
has_name (HpWindow *window, const char *name)
{
  HpSnapshot *snapshot = hp_document_get_snapshot (hp_window_get_document (window));

  return hp_object_find_by_name (snapshot, name) != HP_NONE;
}

/* What a program says of itself, as one line: its title, its explanation, its next step. */
static char *
head_of (const char *program)
{
  g_auto (GStrv) lines = g_strsplit (program, "\n", -1);
  GString *head = g_string_new (NULL);

  for (guint i = 0; g_str_has_prefix (lines[i], "#"); i++) {
    g_string_append (head, g_strstrip (lines[i] + 1));
    g_string_append_c (head, i < 3 ? '\n' : ' ');
  }
  return g_string_free (head, FALSE);
}

/* The index and the program use the same words. */
static void
test_words (void)
{
  for (const HpSample *sample = hp_samples_list (); sample->name != NULL; sample++) {
    g_autofree char *text = hp_sample_load (sample, NULL);
    g_autofree char *head = head_of (text);
    g_autofree char *expected =
        g_strdup_printf ("%s\n%s\n\nNext: %s ", sample->title, sample->explanation, sample->next);

    head[strlen (sample->title) + strlen (sample->explanation) + strlen ("\n\n\nNext: ")] =
        sample->next[0]; /* a capital here, none after the colon */
    g_assert_cmpstr (head, ==, expected);
  }
}

/* Every sample runs without an exception, and tells its next step. */
static void
test_all_run (void)
{
  for (const HpSample *sample = hp_samples_list (); sample->name != NULL; sample++) {
    HpWindow *window = open_sample (sample->name);
    g_autofree char *console = hp_test_console_text (window);

    g_test_message ("%s: %s", sample->name, console);
    g_assert_null (strstr (console, "Traceback"));
    g_assert_nonnull (hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, sample->next));
    g_assert_cmpstr (hp_window_get_page (window), ==, sample->page);
    hp_test_close (window);
  }
}

/* A sample, the lines its next step names, and what the console says then. */
static void
test_next_steps (void)
{
  static const struct {
    const char *sample, *line, *check, *answer;
  } steps[] = {
    { "ageing", "import gc; gc.collect(0)", "generation_of(youngest)", "1" },
    { "closure", "import gc; handlers.clear()", "sum(isinstance(o, Row) for o in gc.get_objects())",
      "0" },
    { "finalizer", "gc.collect(); graveyard.clear(); gc.collect()", "len(graveyard)", "0" },
    { "growth", "appended += range(1000)", "len(appended)", "1040" },
    { "pool", "burst = [pool.take() for n in range(100)]", "pool.give_all(burst); len(pool.free)",
      "100" },
    { "shared", "thousand = [value] * 1000", "len({id(n) for n in thousand})", "1" },
    { "slots", "for p in points: p.__dict__", "len(points[0].__dict__)", "2" },
    { "strings", "del pieces", "len(text)", "8890" },
    { "traceback", "last_error.__traceback__ = None",
      "sum(isinstance(o, Row) for o in gc.get_objects())", "0" },
    { "weak", "del sun, again", "list(cache)", "[]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    HpWindow *window = open_sample (steps[i].sample);
    g_autofree char *expected = g_strdup_printf (">>> %s\n%s\n", steps[i].check, steps[i].answer);

    execute (window, steps[i].line);
    execute (window, steps[i].check);
    assert_console (window, expected);
    hp_test_close (window);
  }
}

static void
test_cycle (void)
{
  HpWindow *window = open_sample ("cycle");
  HpDocument *document = hp_window_get_document (window);
  HpSnapshot *snapshot = hp_document_get_snapshot (document);
  guint64 lists;

  assert_console (window, "a holds b, and b holds a");
  hp_document_select (document, hp_test_address_of (snapshot, "a"));
  hp_window_show_page (window, "graph");
  wait_quiet (window);
  hp_test_shoot (GTK_WIDGET (window), "sample-cycle");
  gtk_widget_activate_action (GTK_WIDGET (hp_window_get_pane (window, "inspector")),
                              "object.delete", NULL);
  wait_quiet (window);
  assert_console (window, ">>> del a");
  g_assert_false (has_name (window, "a"));
  lists = count_type (window, "list");
  execute (window, "del b");
  g_assert_cmpuint (count_type (window, "list"), ==, lists);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  wait_quiet (window);
  g_assert_cmpuint (count_type (window, "list"), ==, lists - 2);
  assert_console (window, ">>> import gc; gc.collect(2)\n");
  hp_test_close (window);
}

static void
test_tree (void)
{
  HpWindow *window = open_sample ("tree");

  g_assert_cmpuint (count_type (window, "Node"), ==, 15);
  execute (window, "del root");
  g_assert_cmpuint (count_type (window, "Node"), ==, 0);
  hp_test_close (window);
}

static void
test_cache (void)
{
  HpWindow *window = open_sample ("cache");

  g_assert_cmpuint (count_type (window, "Session"), ==, 500);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.set-baseline", NULL);
  execute (window, "serve(500)");
  g_assert_cmpuint (count_type (window, "Session"), ==, 1000);
  hp_window_show_page (window, "types");
  wait_quiet (window);
  hp_test_shoot (GTK_WIDGET (window), "sample-cache");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (window), HP_TYPE_TABLE_CELL, "+500"));
  hp_test_close (window);
}

static void
test_finalizer (void)
{
  HpWindow *window = open_sample ("finalizer");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  wait_quiet (window);
  assert_console (window, "the finalizer runs");
  g_assert_cmpuint (count_type (window, "Phoenix"), ==, 1);
  hp_test_close (window);
}

static void
test_arena (void)
{
  HpWindow *window = open_sample ("arena");
  guint32 before =
      hp_snapshot_n_arenas (hp_document_get_snapshot (hp_window_get_document (window)));

  hp_window_show_page (window, "arenas");
  wait_quiet (window);
  hp_test_shoot (GTK_WIDGET (window), "sample-arena");
  execute (window, "keep.clear()");
  g_assert_cmpuint (
      hp_snapshot_n_arenas (hp_document_get_snapshot (hp_window_get_document (window))), <, before);
  hp_test_close (window);
}

static void
test_refcount (void)
{
  HpWindow *window = open_sample ("refcount");

  assert_console (window, "expected count 1, found 2");
  execute (window, "del job");
  g_assert_cmpuint (count_type (window, "Job"), ==, 1);
  hp_test_close (window);
}

static void
test_controls (void)
{
  static const struct {
    const char *line, *type;
  } cases[] = {
    { "made1 = [[None] * 3 for i in range(100)]", "list" },
    { "made2 = [{j: j for j in range(3)} for i in range(100)]", "dict" },
    { "made3 = [tuple([i] * 3) for i in range(100)]", "tuple" },
    { "made4 = [set(range(3)) for i in range(100)]", "set" },
    { "made5 = [bytes([i % 256]) * 30 for i in range(100)]", "bytes" },
  };
  HpWindow *window = hp_test_open_window ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  wait_quiet (window);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint64 before = count_type (window, cases[i].type);
    execute (window, cases[i].line);
    g_assert_cmpuint (count_type (window, cases[i].type), >=, before + 100);
  }
  execute (window, "m = [[None] * 0 for i in range(50)]; links = [m[i - 1].append(m[i]) for i in "
                   "range(0, 50)]; m = "
                   "m[0]; del links");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.make-cycle", NULL);
  wait_quiet (window);
  execute (window, "import gc; gc.set_threshold(123, 4, 5)");
  WAIT_UNTIL (hp_document_get_summary (hp_window_get_document (window))->gc.thresholds[0] == 123);
  g_assert_true (has_name (window, "ring"));
  {
    g_autofree char *console = hp_test_console_text (window);
    g_assert_null (strstr (console, "Error"));
  }
  hp_test_close (window);
}

static void
test_undo (void)
{
  HpWindow *window = hp_test_open_window ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  wait_quiet (window);
  execute (window, "one = [1]");
  execute (window, "two = [2]");
  g_assert_true (has_name (window, "two"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  wait_quiet (window);
  g_assert_true (has_name (window, "one"));
  g_assert_false (has_name (window, "two"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  wait_quiet (window);
  g_assert_true (has_name (window, "two"));
  hp_test_close (window);
}

static GtkWidget *
find_toast_button (HpWindow *window)
{
  return hp_test_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Undo");
}

/* Collect tells what it freed, and its Undo brings it back; another line takes the button away. */
static void
test_freed_toast (void)
{
  HpWindow *window = open_sample ("cycle");
  GtkWidget *label, *button;
  guint64 lists;

  execute (window, "del a, b");
  lists = count_type (window, "list");
  g_assert_null (find_toast_button (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  WAIT_UNTIL (find_toast_button (window) != NULL);
  button = find_toast_button (window);
  label = hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "2 objects freed");
  g_assert_nonnull (label);
  hp_test_shoot (GTK_WIDGET (window), "toast-freed");
  g_signal_emit_by_name (button, "clicked");
  wait_quiet (window);
  g_assert_cmpuint (count_type (window, "list"), ==, lists);
  WAIT_UNTIL (find_toast_button (window) == NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  WAIT_UNTIL (find_toast_button (window) != NULL);
  execute (window, "1");
  WAIT_UNTIL (find_toast_button (window) == NULL);
  execute (window, "ring = [len('abc') * 1.5]; ring.append(ring); del ring");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  WAIT_UNTIL (find_toast_button (window) != NULL);
  label =
      hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "1 unreachable object, 2 freed in all");
  g_assert_nonnull (label);
  hp_test_close (window);
}

static void
test_endless (void)
{
  HpWindow *window = hp_test_open_window ();
  HpDocument *document;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  wait_quiet (window);
  document = hp_window_get_document (window);
  hp_document_run_script (document, "n = 0\nwhile True:\n    n += 1\n", "endless.py");
  hp_test_settle ();
  g_assert_true (hp_document_is_running (document));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel-job", NULL);
  WAIT_UNTIL (!hp_document_is_running (document));
  assert_console (window, "KeyboardInterrupt");
  hp_test_close (window);
}

static void
test_close_while_running (void)
{
  HpWindow *window = hp_test_open_window ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-heap", NULL);
  hp_document_run_script (hp_window_get_document (window), "while True:\n    x = [1, 2]\n",
                          "endless.py");
  hp_test_settle ();
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/samples/words", test_words);
  g_test_add_func ("/samples/all-run", test_all_run);
  g_test_add_func ("/samples/next-steps", test_next_steps);
  g_test_add_func ("/samples/cycle", test_cycle);
  g_test_add_func ("/samples/tree", test_tree);
  g_test_add_func ("/samples/cache", test_cache);
  g_test_add_func ("/samples/finalizer", test_finalizer);
  g_test_add_func ("/samples/arena", test_arena);
  g_test_add_func ("/samples/refcount", test_refcount);
  g_test_add_func ("/samples/controls", test_controls);
  g_test_add_func ("/samples/undo", test_undo);
  g_test_add_func ("/samples/freed-toast", test_freed_toast);
  g_test_add_func ("/samples/endless", test_endless);
  g_test_add_func ("/samples/close-while-running", test_close_while_running);
  return hp_test_run ();
}
