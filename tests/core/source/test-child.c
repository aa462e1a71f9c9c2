/* SPDX-License-Identifier: Apache-2.0 */
/* A Python of ours: lines in, text and pictures out. With every Python of this machine
 * that can be read. */
#include "source/child.h"

#include <string.h>

#include "python-child.h"

typedef struct {
  HpSource *source;
  GString *output, *errors; /* standard output and error */
  guint n_executed;
  HpExecuted how;
  HpSnapshot *snapshot;
  GError *error;
  gboolean answered;
  char *ended; /* the message */
} Fixture;

static void
on_output (HpSource *source, int kind, const char *text, gpointer data)
{
  Fixture *f = data;

  g_string_append (kind == HP_OUTPUT_STDERR ? f->errors : f->output, text);
}

static void
on_executed (HpSource *source, const char *code, int how, gpointer data)
{
  Fixture *f = data;

  f->n_executed++;
  f->how = (HpExecuted)how;
}

static void
on_ended (HpSource *source, const char *message, gpointer data)
{
  Fixture *f = data;

  g_test_message ("ended: %s", message);
  f->ended = g_strdup (message);
}

static void
set_up (Fixture *f, gconstpointer python)
{
  g_autoptr (GError) error = NULL;

  f->source = hp_child_source_new (python, &error);
  g_assert_no_error (error);
  f->output = g_string_new (NULL);
  f->errors = g_string_new (NULL);
  g_signal_connect (f->source, "output", G_CALLBACK (on_output), f);
  g_signal_connect (f->source, "executed", G_CALLBACK (on_executed), f);
  g_signal_connect (f->source, "ended", G_CALLBACK (on_ended), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->source);
  g_string_free (f->output, TRUE);
  g_string_free (f->errors, TRUE);
  g_clear_pointer (&f->snapshot, hp_snapshot_unref);
  g_clear_error (&f->error);
  g_free (f->ended);
}

/* Turns the main context until the condition holds; a minute is a failure. */
#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;                               \
    while (!(condition)) {                                                                         \
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);                                      \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (1000);                                                                           \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

static void
execute (Fixture *f, const char *code)
{
  guint before = f->n_executed;

  g_string_truncate (f->output, 0);
  g_string_truncate (f->errors, 0);
  hp_source_execute (f->source, code);
  WAIT_UNTIL (f->n_executed > before);
}

static void
assert_prints (Fixture *f, const char *code, const char *expected)
{
  execute (f, code);
  g_assert_cmpstr (f->output->str, ==, expected);
  g_assert_cmpint (f->how, ==, HP_EXECUTED_OK);
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  g_clear_pointer (&f->snapshot, hp_snapshot_unref);
  f->snapshot = hp_source_snapshot_finish (HP_SOURCE (source), result, &f->error);
  f->answered = TRUE;
}

static void
take_picture (Fixture *f)
{
  f->answered = FALSE;
  hp_source_snapshot_async (f->source, HP_LEVEL_VALUES, NULL, NULL, NULL, picture_cb, f);
  WAIT_UNTIL (f->answered);
}

/* ---- lines ---- */

static void
test_lines (Fixture *f, gconstpointer python)
{
  assert_prints (f, "1 + 1", "2\n");
  assert_prints (f, "x = 'é' * 3", "");
  assert_prints (f, "print(x, end='')", "ééé");
  assert_prints (f, "for i in range(3): print(i)\n", "0\n1\n2\n");
  assert_prints (f, "_heaparium_serve if '_heaparium_serve' in dir() else 'clean'", "'clean'\n");
  execute (f, "def f():");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_INCOMPLETE);
}

static void
test_errors_read_as_in_python (Fixture *f, gconstpointer python)
{
  execute (f, "1 / 0");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_true (g_str_has_prefix (f->errors->str, "Traceback (most recent call last):\n"
                                                   "  File \"<console>\", line 1, in <module>\n"));
  g_assert_true (g_str_has_suffix (f->errors->str, "ZeroDivisionError: division by zero\n"));
  execute (f, "1 +");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_nonnull (strstr (f->errors->str, "SyntaxError"));
}

static void
test_script (Fixture *f, gconstpointer python)
{
  guint before = f->n_executed;

  hp_source_run_script (f->source, "import sys\nprint(__name__, __file__)\nvalue = 41\n",
                        "/srv/some script.py");
  WAIT_UNTIL (f->n_executed > before);
  g_assert_cmpstr (f->output->str, ==, "__main__ /srv/some script.py\n");
  assert_prints (f, "value + 1", "42\n");
}

static void
test_large_output_arrives_before_the_answer (Fixture *f, gconstpointer python)
{
  execute (f, "print('x' * 3000000)");
  g_assert_cmpuint (f->output->len, ==, 3000001);
}

static void
test_interrupt (Fixture *f, gconstpointer python)
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

/* ---- its heap ---- */

static void
test_controls_change_a_real_heap (Fixture *f, gconstpointer python)
{
  g_autofree char *address = NULL;
  guint32 object;

  execute (f, "import gc; gc.disable(); gc.set_threshold(123, 4, 5); keep = {'a': [1, 2, 3]}");
  execute (f, "id(keep)");
  address = g_strdup (g_strstrip (f->output->str));
  take_picture (f);
  g_assert_no_error (f->error);
  object = hp_snapshot_find (f->snapshot, g_ascii_strtoull (address, NULL, 10));
  g_assert_cmpuint (object, !=, HP_NONE);
  g_assert_cmpint (f->snapshot->info->gc.thresholds[0], ==, 123);
  g_assert_false (f->snapshot->info->gc.enabled);
  execute (f, "del keep");
  take_picture (f);
  g_assert_cmpuint (hp_snapshot_find (f->snapshot, g_ascii_strtoull (address, NULL, 10)), ==,
                    HP_NONE);
}

static void
test_picture_before_it_is_ready (Fixture *f, gconstpointer python)
{
  take_picture (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (hp_snapshot_n_objects (f->snapshot), >, 1000);
}

/* ---- its end ---- */

static void
test_exit (Fixture *f, gconstpointer python)
{
  hp_source_execute (f->source, "print('bye'); raise SystemExit(3)");
  WAIT_UNTIL (f->ended != NULL);
  g_assert_cmpstr (f->output->str, ==, "bye\n");
  g_assert_cmpint (hp_source_get_flags (f->source), ==, 0);
  take_picture (f);
  g_assert_nonnull (f->error);
}

static void
test_sudden_end (Fixture *f, gconstpointer python)
{
  hp_source_execute (f->source, "import os; os.kill(os.getpid(), 9)");
  WAIT_UNTIL (f->ended != NULL);
  g_assert_nonnull (strstr (f->ended, "signal 9"));
}

static void
test_freed_while_running (Fixture *f, gconstpointer python)
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
  g_autoptr (GError) error = NULL;
  Fixture f = { .source = hp_child_source_new ("true", &error) };

  g_assert_no_error (error);
  g_signal_connect (f.source, "ended", G_CALLBACK (on_ended), &f);
  WAIT_UNTIL (f.ended != NULL);
  g_assert_nonnull (strstr (f.ended, "ended with status 0"));
  g_object_unref (f.source);
  g_free (f.ended);
}

/* ---- for each Python ---- */

static void
add_tests (const char *version, const char *python)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "lines", test_lines },
    { "errors", test_errors_read_as_in_python },
    { "script", test_script },
    { "large-output", test_large_output_arrives_before_the_answer },
    { "interrupt", test_interrupt },
    { "controls", test_controls_change_a_real_heap },
    { "early-picture", test_picture_before_it_is_ready },
    { "exit", test_exit },
    { "sudden-end", test_sudden_end },
    { "freed-while-running", test_freed_while_running },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path =
        g_strdup_printf ("/core/source/child%s/%s/%s", python, version, tests[i].name);

    g_test_add (path, Fixture, python, set_up, tests[i].test, tear_down);
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
