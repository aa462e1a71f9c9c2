/* SPDX-License-Identifier: Apache-2.0 */
/* A Python of ours: lines in, text and pictures out. With every Python of this machine
 * that can be read. */
#include "source/child.h"

#include <string.h>

#include "python-child.h"
#include "source/process/status.h"
#include "support/session.h"

static void
set_up (Session *f, gconstpointer python)
{
  GError *error = NULL;
  HpSource *source = hp_child_source_new (python, &error);

  g_assert_no_error (error);
  session_init (f, source);
}

static void
assert_prints (Session *f, const char *code, const char *expected)
{
  session_execute (f, code);
  g_assert_cmpstr (f->output->str, ==, expected);
  g_assert_cmpint (f->how, ==, HP_EXECUTED_OK);
}

/* ---- lines ---- */

static void
test_lines (Session *f, gconstpointer python)
{
  assert_prints (f, "1 + 1", "2\n");
  assert_prints (f, "x = 'é' * 3", "");
  assert_prints (f, "print(x, end='')", "ééé");
  assert_prints (f, "for i in range(3): print(i)\n", "0\n1\n2\n");
  assert_prints (f, "_heaparium_serve if '_heaparium_serve' in dir() else 'clean'", "'clean'\n");
  session_execute (f, "def f():");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_INCOMPLETE);
}

static void
test_errors_read_as_in_python (Session *f, gconstpointer python)
{
  session_execute (f, "1 / 0");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_true (g_str_has_prefix (f->errors->str, "Traceback (most recent call last):\n"
                                                   "  File \"<console>\", line 1, in <module>\n"));
  g_assert_true (g_str_has_suffix (f->errors->str, "ZeroDivisionError: division by zero\n"));
  session_execute (f, "1 +");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_nonnull (strstr (f->errors->str, "SyntaxError"));
}

static void
test_script (Session *f, gconstpointer python)
{
  guint before = f->n_executed;

  hp_source_run_script (f->source, "import sys\nprint(__name__, __file__)\nvalue = 41\n",
                        "/srv/some script.py");
  WAIT_UNTIL (f->n_executed > before);
  g_assert_cmpstr (f->output->str, ==, "__main__ /srv/some script.py\n");
  assert_prints (f, "value + 1", "42\n");
}

static void
test_large_output_arrives_before_the_answer (Session *f, gconstpointer python)
{
  session_execute (f, "print('x' * 3000000)");
  g_assert_cmpuint (f->output->len, ==, 3000001);
}

/* A picture stops the program in the middle of writing: nothing of it is lost. */
static void
test_output_survives_pictures (Session *f, gconstpointer python)
{
  guint before = f->n_executed;

  hp_source_execute (f->source, "for i in range(10): print('x' * 999999)\n");
  do
    session_take_picture (f);
  while (f->n_executed == before);
  g_assert_cmpuint (f->output->len, ==, 10000000);
}

static void
test_interrupt (Session *f, gconstpointer python)
{
  guint before;

  assert_prints (f, "'ready'", "'ready'\n");
  before = f->n_executed;
  g_string_truncate (f->output, 0);
  hp_source_execute (f->source, "print('on'); exec('while True: pass')");
  hp_source_execute (f->source, "print('dropped')");
  WAIT_UNTIL (strstr (f->output->str, "on") != NULL);
  g_assert_true (hp_source_is_busy (f->source));
  hp_source_interrupt (f->source);
  WAIT_UNTIL (f->n_executed > before);
  g_assert_nonnull (strstr (f->errors->str, "KeyboardInterrupt"));
  assert_prints (f, "'alive'", "'alive'\n");
}

/* However early it comes, before the line has begun or after: the line that runs hears it, and
 * nothing else does. */
static void
test_interrupt_at_any_moment (Session *f, gconstpointer python)
{
  assert_prints (f, "n = 0", "");
  for (guint i = 0; i < 30; i++) {
    guint before = f->n_executed;

    hp_source_execute (f->source, "while True: n += 1\n");
    for (guint turns = 0; turns < i; turns++)
      g_main_context_iteration (NULL, FALSE);
    hp_source_interrupt (f->source);
    WAIT_UNTIL (f->n_executed > before);
    g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
    session_execute (f, "'alive'");
    hp_source_interrupt (f->source); /* nothing runs */
  }
  assert_prints (f, "'alive'", "'alive'\n");
}

/* Ends with the line, although the program goes on in another thread. */
static void
test_flood (Session *f, gconstpointer python)
{
  assert_prints (f, "import threading, sys", "");
  assert_prints (f,
                 "def flood():\n"
                 "  while True: sys.stdout.write('flood\\n' * 1000)\n\n",
                 "");
  session_execute (f, "threading.Thread(target=flood, daemon=True).start()");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_OK);
  for (guint i = 0; i < 5; i++) {
    session_execute (f, "1");
    session_take_picture (f);
    g_assert_no_error (f->error);
  }
  WAIT_UNTIL (f->output->len > 100000);
}

/* input () gets the line that is typed while it waits, and so does whatever reads sys.stdin. */
static void
test_input (Session *f, gconstpointer python)
{
  guint before = f->n_executed;

  g_assert_false (hp_source_wants_input (f->source));
  hp_source_type_input (f->source, "nobody reads this");
  hp_source_execute (f->source, "name = input('name? ')");
  WAIT_UNTIL (hp_source_wants_input (f->source));
  g_assert_cmpstr (f->output->str, ==, "name? ");
  hp_source_type_input (f->source, "Zoë");
  g_assert_false (hp_source_wants_input (f->source));
  WAIT_UNTIL (f->n_executed > before);
  assert_prints (f, "name", "'Zoë'\n");
  before = f->n_executed;
  hp_source_execute (f->source, "import sys; line = sys.stdin.readline()");
  WAIT_UNTIL (hp_source_wants_input (f->source));
  hp_source_type_input (f->source, "");
  WAIT_UNTIL (f->n_executed > before);
  assert_prints (f, "line", "'\\n'\n");
}

static void
test_input_is_interrupted (Session *f, gconstpointer python)
{
  guint before = f->n_executed;

  hp_source_execute (f->source, "input()");
  WAIT_UNTIL (hp_source_wants_input (f->source));
  hp_source_interrupt (f->source);
  WAIT_UNTIL (f->n_executed > before);
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_nonnull (strstr (f->errors->str, "KeyboardInterrupt"));
  g_assert_null (strstr (f->errors->str, "heaparium"));
  g_assert_false (hp_source_wants_input (f->source));
  assert_prints (f, "'alive'", "'alive'\n");
}

/* A program that the code starts would wait for ever for what nobody can type. */
static void
test_programs_have_an_empty_input (Session *f, gconstpointer python)
{
  assert_prints (f, "import subprocess; subprocess.run(['cat']).returncode", "0\n");
}

/* ---- how it looks from outside ---- */

static void
test_command (Session *f, gconstpointer python)
{
  pid_t pid = hp_child_source_get_pid (HP_CHILD_SOURCE (f->source));
  g_autofree char *bare = NULL, *command = NULL, *title = NULL;
  guint before;

  assert_prints (f, "import sys; sys.argv", "['']\n");
  bare = hp_process_dup_command (pid);
  g_assert_null (strchr (bare, ' '));
  before = f->n_executed;
  hp_source_run_script (f->source, "print(sys.argv)", "/some/where/task.py");
  WAIT_UNTIL (f->n_executed > before);
  command = hp_process_dup_command (pid);
  title = hp_process_dup_title (pid);
  g_assert_true (g_str_has_suffix (command, " task.py"));
  g_assert_true (g_str_has_prefix (command, bare));
  g_assert_cmpstr (title, ==, "task.py");
}

/* What a program has, no function of the driver holds. */
static void
test_holders (Session *f, gconstpointer python)
{
  guint n_frames = 0;

  session_execute (f, "kept = ['very long'] * 1000");
  session_take_picture (f);
  g_assert_no_error (f->error);
  for (guint32 i = 0; i < hp_snapshot_n_roots (f->snapshot); i++) {
    HpRoot root = hp_snapshot_root (f->snapshot, i);
    g_autofree char *file = hp_snapshot_dup_string (f->snapshot, root.file);
    n_frames += root.kind == HP_ROOT_FRAME && g_strcmp0 (file, "<heaparium>") == 0;
    g_assert_false (root.kind == HP_ROOT_LOCAL && g_strcmp0 (file, "<heaparium>") == 0);
  }
  g_assert_cmpuint (n_frames, >, 0);
}

/* ---- completing names ---- */

static void
assert_completes (Session *f, const char *prefix, const char *expected)
{
  g_auto (GStrv) names = session_complete (f, prefix);
  g_autofree char *all = names != NULL ? g_strjoinv (" ", names) : g_strdup ("(none)");

  g_assert_cmpstr (all, ==, expected);
}

static void
test_completion (Session *f, gconstpointer python)
{
  session_execute (f, "import os.path; registry = 1; regular = [registry]; _register = 2");
  assert_completes (f, "reg", "registry regular");
  assert_completes (f, "_reg", "_register");
  assert_completes (f, "os.path.splitex", "os.path.splitext");
  assert_completes (f, "regular.appe", "regular.append");
  assert_completes (f, "glob", "global globals");
  assert_completes (f, "nothing.at.all", "");
  assert_completes (f, "registry..", "");
  session_execute (f, "class C:\n"
                      "  def __dir__(self): raise SystemExit\n"
                      "  def __getattr__(self, name): raise KeyboardInterrupt\n\n");
  session_execute (f, "c = C()");
  assert_completes (f, "c.a", "");
  assert_completes (f, "c.a.b", "");
  assert_prints (f, "registry", "1\n");
}

static void
names_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_auto (GStrv) names = hp_source_complete_finish (result);
  guint *n = data;

  *n += 1 + (names != NULL ? g_strv_length (names) : 0);
}

/* An attribute that never comes is interrupted as a line is; one that is waited for at the end is
 * answered. */
static void
test_completion_without_end (Session *f, gconstpointer python)
{
  guint answers = 0;

  session_execute (f, "class C:\n"
                      "  def __getattr__(self, name):\n"
                      "    while True: pass\n\n");
  session_execute (f, "c = C()");
  hp_source_complete_async (f->source, "c.a.b", names_cb, &answers);
  g_assert_true (hp_source_is_busy (f->source));
  hp_source_interrupt (f->source);
  WAIT_UNTIL (answers == 1 && !hp_source_is_busy (f->source));
  answers = 0;
  hp_source_complete_async (f->source, "c.a.b", names_cb, &answers);
  hp_source_execute (f->source, "print('on')");
  hp_source_interrupt (f->source);
  WAIT_UNTIL (answers == 1 && !hp_source_is_busy (f->source));
  assert_prints (f, "'alive'", "'alive'\n");
  hp_source_complete_async (f->source, "c.a.b", names_cb, &answers);
  g_clear_object (&f->source);
  WAIT_UNTIL (answers == 2);
  set_up (f, python); /* for the tear-down */
}

/* ---- its heap ---- */

static void
test_default_thresholds (Session *f, gconstpointer python)
{
  int values[3];
  g_autofree char *expected = NULL;

  session_execute (f, "import gc; gc.get_threshold()");
  hp_source_get_default_thresholds (f->source, values);
  expected = g_strdup_printf ("(%d, %d, %d)\n", values[0], values[1], values[2]);
  g_assert_cmpstr (f->output->str, ==, expected);
  session_execute (f, "gc.set_threshold(1, 2, 3)");
  hp_source_get_default_thresholds (f->source, values);
  g_assert_cmpint (values[0], >=, 700);
}

static void
test_controls_change_a_real_heap (Session *f, gconstpointer python)
{
  g_autofree char *address = NULL;
  guint32 object;

  session_execute (f,
                   "import gc; gc.disable(); gc.set_threshold(123, 4, 5); keep = {'a': [1, 2, 3]}");
  session_execute (f, "id(keep)");
  address = g_strdup (g_strstrip (f->output->str));
  session_take_picture (f);
  g_assert_no_error (f->error);
  object = hp_snapshot_find (f->snapshot, g_ascii_strtoull (address, NULL, 10));
  g_assert_cmpuint (object, !=, HP_NONE);
  g_assert_cmpint (f->snapshot->info->gc.thresholds[0], ==, 123);
  g_assert_false (f->snapshot->info->gc.enabled);
  session_execute (f, "del keep");
  session_take_picture (f);
  g_assert_cmpuint (hp_snapshot_find (f->snapshot, g_ascii_strtoull (address, NULL, 10)), ==,
                    HP_NONE);
}

static void
test_picture_before_it_is_ready (Session *f, gconstpointer python)
{
  session_take_picture (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (hp_snapshot_n_objects (f->snapshot), >, 1000);
}

/* ---- its end ---- */

static void
test_exit (Session *f, gconstpointer python)
{
  hp_source_execute (f->source, "print('bye'); raise SystemExit(3)");
  WAIT_UNTIL (f->ended != NULL);
  g_assert_cmpstr (f->output->str, ==, "bye\n");
  g_assert_nonnull (strstr (f->ended, "status 3"));
  g_assert_cmpint (hp_source_get_flags (f->source), ==, 0);
  session_take_picture (f);
  g_assert_nonnull (f->error);
}

static void
test_sudden_end (Session *f, gconstpointer python)
{
  hp_source_execute (f->source, "import os; os.kill(os.getpid(), 9)");
  WAIT_UNTIL (f->ended != NULL);
  g_assert_nonnull (strstr (f->ended, "signal 9"));
}

static void
test_freed_while_running (Session *f, gconstpointer python)
{
  hp_source_execute (f->source, "while True: pass");
  for (int i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_no_such_python (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hp_child_source_new ("python-that-is-not-there", &error));
  g_assert_nonnull (strstr (error->message, "python-that-is-not-there"));
}

/* Not a Python, or one whose memory cannot be read: the source ends and says so. */
static void
test_not_python (void)
{
  for (guint i = 0; i < 30; i++) { /* at times it has ended before its number is known */
    Session f = { 0 };

    set_up (&f, "true");
    WAIT_UNTIL (f.ended != NULL);
    g_assert_nonnull (strstr (f.ended, "ended with status 0"));
    session_clear (&f, NULL);
  }
}

/* ---- for each Python ---- */

static void
add_tests (const char *version, const char *python)
{
  static const struct {
    const char *name;
    void (*test) (Session *, gconstpointer);
  } tests[] = {
    { "lines", test_lines },
    { "errors", test_errors_read_as_in_python },
    { "script", test_script },
    { "large-output", test_large_output_arrives_before_the_answer },
    { "output-survives-pictures", test_output_survives_pictures },
    { "interrupt", test_interrupt },
    { "interrupt-at-any-moment", test_interrupt_at_any_moment },
    { "flood", test_flood },
    { "input", test_input },
    { "input-is-interrupted", test_input_is_interrupted },
    { "input-of-programs", test_programs_have_an_empty_input },
    { "command", test_command },
    { "holders", test_holders },
    { "completion", test_completion },
    { "completion-without-end", test_completion_without_end },
    { "default-thresholds", test_default_thresholds },
    { "controls", test_controls_change_a_real_heap },
    { "early-picture", test_picture_before_it_is_ready },
    { "exit", test_exit },
    { "sudden-end", test_sudden_end },
    { "freed-while-running", test_freed_while_running },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path =
        g_strdup_printf ("/core/source/child%s/%s/%s", python, version, tests[i].name);

    g_test_add (path, Session, python, set_up, tests[i].test, session_clear);
  }
}

int
main (int argc, char **argv)
{
  static const char *const versions[] = { "3.8", "3.9", "3.10", "3.11", "3.12", "3.13" };
  GPtrArray *lists = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  guint n_pythons = 0;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/source/child/no-such-python", test_no_such_python);
  g_test_add_func ("/core/source/child/not-python", test_not_python);
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
    char **found = python_child_find_interpreters (versions[i]);

    for (guint j = 0; found[j] != NULL; j++, n_pythons++)
      add_tests (versions[i], found[j]);
    g_ptr_array_add (lists, found);
  }
  g_assert_cmpuint (n_pythons, >, 0);
  status = g_test_run ();
  g_ptr_array_unref (lists);
  return status;
}
