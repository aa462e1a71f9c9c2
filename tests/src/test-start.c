/* SPDX-License-Identifier: Apache-2.0 */
/* Start Python: a real interpreter as a child, with the controls and panes of the embedded heap. */
#include "harness.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "../core/source/python-child.h"
#include "dialogs/allocate-popover.h"
#include "dialogs/attach-window.h"
#include "dialogs/start-window.h"
#include "dialogs/thresholds-popover.h"
#include "object-actions.h"
#include "panes/console-pane.h"
#include "source/child.h"

static const char *
any_python (void)
{
  static char *path; /* for the whole program */

  if (path == NULL) {
    g_auto (GStrv) found = python_child_find_interpreters ("3.11");
    g_assert_nonnull (found[0]);
    path = g_strdup (found[0]);
  }
  return path;
}

static HpWindow *
run_python (const char *python, const char *script)
{
  HpWindow *window = hp_test_open_window ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.run-python", "(ss)", python, script);
  g_assert_nonnull (hp_window_get_document (window));
  hp_test_wait_idle (window);
  return window;
}

static void
execute (HpWindow *window, const char *line)
{
  hp_document_execute (hp_window_get_document (window), line);
  hp_test_wait_idle (window);
}

static gboolean
has_global (HpWindow *window, const char *name)
{
  HpSnapshot *snapshot = hp_document_get_snapshot (hp_window_get_document (window));

  return snapshot != NULL && hp_object_find_by_name (snapshot, name) != HP_NONE;
}

static gboolean
console_says (HpWindow *window, const char *text)
{
  g_autofree char *console = hp_test_console_text (window);

  return strstr (console, text) != NULL;
}

/* Closing asks while there is something to lose; the answer is yes. */
static void
close_python (HpWindow *window)
{
  GtkWindow *question;

  gtk_window_close (GTK_WINDOW (window));
  question = hp_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (question);
  g_object_ref (window);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "confirm");
  hp_test_settle ();
  g_assert_null (hp_window_get_document (window));
  g_object_unref (window);
}

/* ---- controls ---- */

static void
test_controls (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);
  const HpCollectorState *gc;
  guint64 before;

  g_assert_cmpstr (hp_document_get_title (document), ==, "python3.11");
  execute (window, "mark = 6 * 7; print('answer', mark)");
  g_assert_true (console_says (window, "answer 42"));
  WAIT_UNTIL (has_global (window, "mark"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.make-cycle", NULL);
  hp_test_wait_idle (window);
  WAIT_UNTIL (has_global (window, "ring"));
  execute (window, "import gc; gc.set_threshold(643, 17, 19)");
  WAIT_UNTIL (hp_document_get_snapshot (document)->info->gc.thresholds[0] == 643);
  gc = &hp_document_get_snapshot (document)->info->gc;
  before = gc->stats[2].collections;
  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  hp_test_wait_idle (window);
  WAIT_UNTIL (hp_document_get_snapshot (document)->info->gc.stats[2].collections > before);
  g_assert_true (hp_document_get_snapshot (document)->info->quality.frozen);
  g_assert_cmpuint (hp_document_get_snapshot (document)->info->quality.torn_reads, ==, 0);
  WAIT_UNTIL (hp_document_get_summary (document)->arenas ==
              hp_snapshot_n_arenas (hp_document_get_snapshot (document)));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (window), "start-python");
  close_python (window);
}

/* Each control on the oldest and the newest version that can be read: what it runs is right there,
 * and the picture shows it. */
static void
test_controls_of (const char *python)
{
  HpWindow *window = run_python (python, "");
  HpDocument *document = hp_window_get_document (window);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (
      gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, "thresholds_button"))));
  g_autofree char *line = hp_allocate_line ("list", 5, 3, HP_LINK_RING, "made");
  int start = hp_document_get_snapshot (document)->info->gc.thresholds[0];
  guint64 collections;

  execute (window, line);
  WAIT_UNTIL (has_global (window, "made"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.make-cycle", NULL);
  hp_test_wait_idle (window);
  WAIT_UNTIL (has_global (window, "ring"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.thresholds", NULL);
  gtk_spin_button_set_value (hp_thresholds_popover_get_spin (popover, 0), 643);
  hp_thresholds_popover_apply (popover);
  WAIT_UNTIL (hp_document_get_snapshot (document)->info->gc.thresholds[0] == 643);
  g_signal_emit_by_name (hp_test_find (popover, GTK_TYPE_BUTTON, "Defaults"), "clicked");
  WAIT_UNTIL (hp_document_get_snapshot (document)->info->gc.thresholds[0] == start);
  gtk_popover_popdown (GTK_POPOVER (popover));
  collections = hp_document_get_snapshot (document)->info->gc.stats[2].collections;
  gtk_widget_activate_action (GTK_WIDGET (window), "win.collect", "i", 2);
  hp_test_wait_idle (window);
  WAIT_UNTIL (hp_document_get_snapshot (document)->info->gc.stats[2].collections > collections);
  close_python (window);
}

static void
test_controls_in_old_and_new (void)
{
  static const char *const versions[] = { "3.8", "3.13" };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_auto (GStrv) found = python_child_find_interpreters (versions[i]);

    for (guint j = 0; found[j] != NULL; j++) {
      g_test_message ("%s", found[j]);
      test_controls_of (found[j]);
    }
  }
}

static void
test_undo (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);
  gint64 pid;

  execute (window, "first = ['kept']");
  execute (window, "second = ['lost']");
  WAIT_UNTIL (has_global (window, "second"));
  pid = hp_document_get_snapshot (document)->info->pid;
  hp_document_undo (document);
  WAIT_UNTIL (!has_global (window, "second") && hp_document_is_settled (document));
  g_assert_true (has_global (window, "first"));
  g_assert_cmpint (hp_document_get_snapshot (document)->info->pid, !=, pid); /* a fresh one */
  hp_document_redo (document);
  WAIT_UNTIL (has_global (window, "second"));
  close_python (window);
}

/* A program that ended itself lives again without its last line. */
static void
test_exit (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);

  execute (window, "kept = ['kept']");
  hp_document_execute (document, "raise SystemExit");
  WAIT_UNTIL (hp_document_has_ended (document));
  g_assert_false (hp_document_can (document, HP_SOURCE_EXECUTE));
  g_assert_false (hp_document_can_redo (document));
  hp_document_undo (document);
  g_assert_false (hp_document_has_ended (document));
  WAIT_UNTIL (hp_document_is_settled (document) && has_global (window, "kept"));
  close_python (window);
}

static void
test_interrupt (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);
  HpSnapshot *before;

  execute (window, "n = 0");
  before = hp_document_get_snapshot (document);
  hp_document_execute (document, "while True: n += 1\n");
  hp_document_execute (document, "never = 1");
  WAIT_UNTIL (hp_document_is_running (document));
  WAIT_UNTIL (hp_document_get_snapshot (document) != before); /* looked at while it runs */
  g_assert_true (hp_document_is_running (document));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel-job", NULL);
  WAIT_UNTIL (!hp_document_is_running (document));
  WAIT_UNTIL (console_says (window, "KeyboardInterrupt"));
  hp_test_wait_idle (window);
  execute (window, "print('alive', 'never' in globals())");
  g_assert_true (console_says (window, "alive False"));
  close_python (window);
}

static void
cancel (HpWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel-job", NULL);
  WAIT_UNTIL (!hp_document_is_running (hp_window_get_document (window)));
  hp_test_wait_idle (window);
}

/* What never ran is not run by undo, and what was interrupted would not end. */
static void
test_undo_after_interrupt (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);

  execute (window, "first = ['kept']");
  hp_document_execute (document, "while True: pass\n");
  hp_document_execute (document, "dropped = ['never']");
  WAIT_UNTIL (hp_document_is_running (document));
  cancel (window);
  execute (window, "second = ['kept']");
  execute (window, "third = ['undone']");
  hp_document_undo (document);
  WAIT_UNTIL (has_global (window, "second") && hp_document_is_settled (document));
  g_assert_true (has_global (window, "first"));
  g_assert_false (has_global (window, "dropped"));
  g_assert_false (has_global (window, "third"));
  g_assert_true (console_says (window, "interrupted: while True: pass"));
  close_python (window);
}

/* The first line of a block alone is no step. */
static void
test_undo_of_a_block (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);

  hp_document_type_line (document, "for i in range(2):");
  WAIT_UNTIL (hp_document_is_continuing (document));
  hp_document_type_line (document, "  made = ['block', i]");
  hp_document_type_line (document, "");
  WAIT_UNTIL (has_global (window, "made"));
  execute (window, "last = ['undone']");
  WAIT_UNTIL (has_global (window, "last"));
  hp_document_undo (document);
  WAIT_UNTIL (!has_global (window, "last") && hp_document_is_settled (document));
  g_assert_true (has_global (window, "made"));
  g_assert_false (hp_document_is_continuing (document));
  hp_document_undo (document);
  WAIT_UNTIL (!has_global (window, "made") && hp_document_is_settled (document));
  g_assert_false (hp_document_can_undo (document));
  hp_test_close (window);
}

/* Somebody kills it: the picture stays, and the strip says what happened. */
static void
test_killed (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);

  execute (window, "kept = ['kept']");
  WAIT_UNTIL (has_global (window, "kept"));
  kill (hp_child_source_get_pid (HP_CHILD_SOURCE (hp_document_get_source (document))), SIGKILL);
  WAIT_UNTIL (hp_document_has_ended (document));
  g_assert_true (has_global (window, "kept"));
  g_assert_nonnull (
      hp_test_find (GTK_WIDGET (window), GTK_TYPE_LABEL,
                    "Python was ended by signal 9 (Killed). This is the last picture."));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (window), "python-killed");
  hp_test_close (window);
}

static gboolean
count_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer n_frames)
{
  ++*(guint *)n_frames;
  return G_SOURCE_CONTINUE;
}

/* A program that prints without end: the window stays usable, and the program can be ended. */
static void
test_flood (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpDocument *document = hp_window_get_document (window);
  HpSnapshot *before = hp_document_get_snapshot (document);
  guint frames = 0, tick;

  hp_document_execute (document, "while True: print('flood')\n");
  WAIT_UNTIL (console_says (window, "flood\nflood\n"));
  WAIT_UNTIL (hp_document_get_snapshot (document) != before); /* it can be looked at */
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (window), count_frame_cb, &frames, NULL);
  WAIT_UNTIL (frames >= 3);
  gtk_widget_remove_tick_callback (GTK_WIDGET (window), tick);
  cancel (window);
  WAIT_UNTIL (console_says (window, "KeyboardInterrupt"));
  execute (window, "print('alive', 6 * 7)");
  WAIT_UNTIL (console_says (window, "alive 42"));
  close_python (window);
}

/* One line of millions: its beginning is shown, and how much more there is. */
static void
test_long_line (void)
{
  HpWindow *window = run_python (any_python (), "");

  execute (window, "print('x' * 3000000); print('after')");
  WAIT_UNTIL (console_says (window, "x… 2990000 more characters\nafter"));
  hp_test_settle ();
  close_python (window);
}

static void
test_completion (void)
{
  HpWindow *window = run_python (any_python (), "");
  HpConsolePane *pane = HP_CONSOLE_PANE (hp_window_get_pane (window, "console"));
  GtkEditable *entry = hp_console_pane_get_entry (pane);

  execute (window, "shelf = ['book']");
  gtk_editable_set_text (entry, "shelf.appe");
  gtk_editable_set_position (entry, -1);
  hp_console_pane_complete (pane);
  WAIT_UNTIL (g_str_equal (gtk_editable_get_text (entry), "shelf.append"));
  gtk_editable_set_text (entry, "");
  close_python (window);
}

static void
test_script (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "made.py", NULL);
  HpWindow *window;

  g_assert_true (g_file_set_contents (
      path, "made = [[] for i in range(7)]\nprint('made', len(made))\n", -1, NULL));
  window = run_python (any_python (), path);
  WAIT_UNTIL (console_says (window, "made 7"));
  WAIT_UNTIL (has_global (window, "made"));
  execute (window, "print('still', len(made))"); /* the prompt goes on where the script ended */
  g_assert_true (console_says (window, "still 7"));
  close_python (window);
  window = hp_test_open_window ();
  hp_window_start_python (window, any_python (), "/nonexistent/made.py");
  g_assert_null (hp_window_get_document (window));
  hp_window_start_python (window, "/nonexistent/python", NULL);
  g_assert_null (hp_window_get_document (window));
  hp_test_close (window);
  g_unlink (path);
  g_rmdir (folder);
}

/* ---- the end ---- */

static void
test_question (void)
{
  HpWindow *window = run_python (any_python (), "");
  GtkWindow *question;

  hp_test_close (window); /* nothing was made: nothing is asked */
  window = run_python (any_python (), "");
  execute (window, "made = 1");
  gtk_window_close (GTK_WINDOW (window));
  question = hp_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (question);
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (question)));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (question), "end-python");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "cancel");
  hp_test_settle ();
  g_assert_nonnull (hp_window_get_document (window));
  execute (window, "print('alive', made)");
  g_assert_true (console_says (window, "alive 1"));
  close_python (window);
}

/* ---- dialogs ---- */

static void
test_dialog (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autofree char *folder = g_path_get_dirname (any_python ());
  HpWindow *window = hp_test_open_window ();
  HpStartWindow *dialog;

  g_setenv ("PATH", folder, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.start-python", NULL);
  g_setenv ("PATH", path, TRUE);
  dialog = HP_START_WINDOW (hp_test_find_toplevel (HP_TYPE_START_WINDOW));
  g_assert_cmpuint (hp_start_window_get_n_interpreters (dialog), >=, 1);
  hp_start_window_choose (dialog, 0, "/home/ada/leak.py");
  g_assert_nonnull (hp_test_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "/home/ada/leak.py"));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (dialog), "start-dialog");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "start.no-script", NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "start.start", NULL);
  hp_test_wait_idle (window);
  g_assert_nonnull (hp_document_get_snapshot (hp_window_get_document (window)));
  hp_test_close (window);
}

static void
test_dialog_empty (void)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autofree char *root = g_strdup (g_getenv ("PYENV_ROOT"));
  HpWindow *window = hp_test_open_window ();
  GtkWidget *dialog;

  g_setenv ("PATH", "/nonexistent", TRUE);
  g_setenv ("PYENV_ROOT", "/nonexistent", TRUE);
  dialog = hp_start_window_new (window);
  g_setenv ("PATH", path, TRUE);
  if (root != NULL)
    g_setenv ("PYENV_ROOT", root, TRUE);
  else
    g_unsetenv ("PYENV_ROOT");
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpuint (hp_start_window_get_n_interpreters (HP_START_WINDOW (dialog)), ==, 0);
  hp_test_settle ();
  hp_test_shoot (dialog, "start-dialog-empty");
  g_assert_nonnull (hp_test_find (dialog, GTK_TYPE_LABEL, "No Python Was Found"));
  gtk_widget_activate_action (dialog, "start.start", NULL); /* does nothing */
  g_assert_null (hp_window_get_document (window));
  gtk_window_destroy (GTK_WINDOW (dialog));
  hp_test_close (window);
}

/* No process: the way out is to start one. */
static void
test_from_attach (void)
{
  HpWindow *window = hp_test_open_window ();
  GtkWidget *dialog = hp_attach_window_new (window);

  gtk_window_present (GTK_WINDOW (dialog));
  WAIT_UNTIL (!g_str_equal (hp_attach_window_get_page (HP_ATTACH_WINDOW (dialog)), "busy"));
  hp_attach_window_show (HP_ATTACH_WINDOW (dialog), g_ptr_array_new ());
  g_assert_cmpstr (hp_attach_window_get_page (HP_ATTACH_WINDOW (dialog)), ==, "none");
  hp_test_settle ();
  hp_test_shoot (dialog, "attach-none");
  g_signal_emit_by_name (hp_test_find (dialog, GTK_TYPE_BUTTON, "Start One…"), "clicked");
  WAIT_UNTIL (hp_test_find_toplevel (HP_TYPE_START_WINDOW) != NULL);
  gtk_window_destroy (hp_test_find_toplevel (HP_TYPE_START_WINDOW));
  hp_test_close (window);
}

/* ---- what the controls write, in every version ---- */

static void
executed_cb (guint *answered, const char *code, int how)
{
  if (how != HP_EXECUTED_OK)
    g_error ("“%s” fails", code);
  (*answered)++;
}

static void
check_lines (const char *python)
{
  static const char *const types[] = { "list", "dict", "str", "tuple", "set", "bytes", "int" };
  static const char *const others[] = { "ring = []; ring.append([[ring]])",
                                        "import gc; gc.collect(2)",
                                        "import gc; gc.set_threshold(50, 10, 10)",
                                        "import gc; gc.freeze()",
                                        "import gc; gc.unfreeze()",
                                        "import gc; gc.disable()",
                                        "del ring" };
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSource) source = hp_child_source_new (python, &error);
  guint sent = 0, answered = 0;

  g_assert_no_error (error);
  g_signal_connect_data (source, "executed", G_CALLBACK (executed_cb), &answered, NULL,
                         G_CONNECT_SWAPPED);
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (int link = HP_LINK_NOTHING; link <= HP_LINK_TREE; link++, sent++) {
      g_autofree char *line = hp_allocate_line (types[t], 5, 3, (HpLink)link, "made");
      hp_source_execute (source, line);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++, sent++)
    hp_source_execute (source, others[i]);
  WAIT_UNTIL (answered == sent);
}

static void
test_lines (void)
{
  g_autoptr (GPtrArray) pythons = hp_installed_pythons_find ();

  g_assert_cmpuint (pythons->len, >, 0);
  for (guint i = 0; i < pythons->len; i++) {
    const HpInstalledPython *python = g_ptr_array_index (pythons, i);
    g_test_message ("%s: %s", python->version, python->path);
    check_lines (python->path);
  }
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/start/controls", test_controls);
  g_test_add_func ("/start/controls-in-old-and-new", test_controls_in_old_and_new);
  g_test_add_func ("/start/completion", test_completion);
  g_test_add_func ("/start/undo", test_undo);
  g_test_add_func ("/start/undo-after-interrupt", test_undo_after_interrupt);
  g_test_add_func ("/start/undo-of-a-block", test_undo_of_a_block);
  g_test_add_func ("/start/killed", test_killed);
  g_test_add_func ("/start/flood", test_flood);
  g_test_add_func ("/start/long-line", test_long_line);
  g_test_add_func ("/start/exit", test_exit);
  g_test_add_func ("/start/interrupt", test_interrupt);
  g_test_add_func ("/start/script", test_script);
  g_test_add_func ("/start/question", test_question);
  g_test_add_func ("/start/dialog", test_dialog);
  g_test_add_func ("/start/dialog-empty", test_dialog_empty);
  g_test_add_func ("/start/from-attach", test_from_attach);
  g_test_add_func ("/start/lines-run-in-every-version", test_lines);
  return hp_test_run ();
}
