/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium watch, as a user runs it: on a pipe, on a terminal, until the process or the user ends
 * it. */
#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../core/source/python-child.h"
#include "command.h"

static const char program[] = "import gc, sys\n"
                              "gc.set_threshold(643, 17, 19)\n"
                              "keep = [[i] for i in range(50000)]\n"
                              "print('ready', flush=True)\n"
                              "sys.stdin.read(1)\n";

static PythonChild
start (char **number)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-c", program, NULL };
  PythonChild child;

  g_assert_nonnull (found[0]);
  child = python_child_start (argv);
  *number = g_strdup_printf ("%d", (int)child.pid);
  return child;
}

static void
test_lines (void)
{
  g_autofree char *number = NULL, *output = NULL, *errors = NULL;
  g_auto (GStrv) lines = NULL;
  PythonChild child = start (&number);
  int status = hp_test_run_command (&output, &errors, "watch", "--interval", "0.05", "--count", "3",
                                    number, NULL);

  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (errors, ==, "");
  g_assert_null (strchr (output, '\033'));
  g_assert_null (strchr (output, '?')); /* also of a build without symbols */
  lines = g_strsplit (output, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5); /* names, three readings, nothing */
  g_assert_true (g_str_has_prefix (lines[0], "TIME"));
  for (guint i = 1; i <= 3; i++) {
    g_assert_nonnull (strstr (lines[i], "/643 "));
    g_assert_nonnull (strstr (lines[i], "/17 "));
    g_assert_nonnull (strstr (lines[i], "/19 "));
  }
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

/* The digits after "NAME":, at most in this text. */
static gint64
json_number (const char *text, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":", name);
  const char *at = strstr (text, key);

  g_assert_nonnull (at);
  return g_ascii_strtoll (at + strlen (key), NULL, 10);
}

static void
test_json (void)
{
  g_autofree char *number = NULL, *output = NULL, *errors = NULL;
  PythonChild child = start (&number);
  int status = hp_test_run_command (&output, &errors, "watch", "--json", "-n", "1", number, NULL);

  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (errors, ==, "");
  hp_test_assert_one_line (output, "\"generations\":[{\"threshold\":643,");
  g_assert_cmpint (json_number (output, "blocks"), >, 50000);
  g_assert_cmpint (json_number (output, "bytes"), >, 50000 * 64);
  g_assert_cmpint (json_number (output, "pools_used"), <=, json_number (output, "pools_total"));
  g_assert_cmpint (json_number (output, "arenas"), >, 1);
  python_child_stop (&child);
}

static void
assert_fails (const char *argument, const char *value, const char *number, int status,
              const char *part)
{
  g_autofree char *errors = NULL;

  g_assert_cmpint (hp_test_run_command (NULL, &errors, "watch", argument, value, number, NULL), ==,
                   status);
  g_assert_nonnull (strstr (errors, part));
  if (status == 1)
    hp_test_assert_one_line (errors, part);
}

static void
test_errors (void)
{
  assert_fails ("--count", "1", "2147483000", 1, "2147483000");
  assert_fails ("--count", "1", "x", 2, "PID");
  assert_fails ("--count", "-1", "1", 2, "--count");
  assert_fails ("--interval", "0", "1", 2, "--interval");
  assert_fails ("--count", "0", "2147483000", 1, "heaparium ps");
}

/* ---- the end of it ---- */

static GSubprocess *
start_watch (const char *number)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *watch =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                        g_getenv ("HEAPARIUM"), "watch", "--interval", "0.05", number, NULL);
  char first[16];

  g_assert_no_error (error);
  g_assert_true (g_input_stream_read_all (g_subprocess_get_stdout_pipe (watch), first, 8, NULL,
                                          NULL, NULL)); /* it has begun */
  return watch;
}

static char *
finish_watch (GSubprocess *watch)
{
  g_autofree char *errors = NULL;
  char *output = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (watch, NULL, NULL, &output, &errors, NULL));
  g_assert_cmpstr (errors, ==, "");
  g_assert_true (g_subprocess_get_if_exited (watch));
  g_assert_cmpint (g_subprocess_get_exit_status (watch), ==, 0);
  return output;
}

static void
test_process_ends (void)
{
  g_autofree char *number = NULL, *output = NULL, *last = NULL;
  PythonChild child = start (&number);
  g_autoptr (GSubprocess) watch = start_watch (number);

  python_child_stop (&child);
  output = finish_watch (watch);
  last = g_strdup_printf ("\nPID %s has ended.\n", number);
  g_assert_true (g_str_has_suffix (output, last));
}

/* It becomes another Python, and then something else: the figures go on, and then a line tells. */
static void
test_process_becomes_another (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-c",
                         "import os, sys\n"
                         "print('ready', flush=True); sys.stdin.readline()\n"
                         "os.execv(sys.executable, [sys.executable, '-c', '''import gc, os, sys\n"
                         "gc.set_threshold(643, 17, 19); print(\"ready\", flush=True)\n"
                         "sys.stdin.readline(); os.execv(\"/bin/cat\", [\"cat\"])'''])",
                         NULL };
  PythonChild child = python_child_start (argv);
  g_autofree char *number = g_strdup_printf ("%d", (int)child.pid);
  g_autofree char *output = NULL, *errors = NULL;
  g_autoptr (GSubprocess) watch = start_watch (number);
  GDataInputStream *lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (watch));
  char *line;

  python_child_go_on (&child);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL) {
    gboolean is_other = strstr (line, "/643 ") != NULL;
    g_free (line);
    if (is_other)
      break;
  }
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (child.process), "\n", 1,
                                            NULL, NULL, NULL));
  g_assert_true (g_subprocess_communicate_utf8 (watch, NULL, NULL, &output, &errors, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (watch), ==, 1);
  hp_test_assert_one_line (errors, "is not a Python process");
  g_object_unref (lines);
  python_child_stop (&child);
}

static void
test_interrupt (void)
{
  g_autofree char *number = NULL, *output = NULL;
  PythonChild child = start (&number);
  g_autoptr (GSubprocess) watch = start_watch (number);

  g_subprocess_send_signal (watch, SIGINT);
  output = finish_watch (watch);
  g_assert_true (g_str_has_suffix (output, "\n"));
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

/* ---- a terminal ---- */

static int
open_terminal (unsigned short columns, int *terminal)
{
  struct winsize window = { .ws_row = 24, .ws_col = columns };
  int master = posix_openpt (O_RDWR | O_NOCTTY);

  g_assert_cmpint (master, >=, 0);
  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  *terminal = open (ptsname (master), O_RDWR | O_NOCTTY);
  g_assert_cmpint (*terminal, >=, 0);
  g_assert_cmpint (ioctl (*terminal, TIOCSWINSZ, &window), ==, 0);
  return master;
}

/* Everything that was written until the writer closed its end. */
static char *
read_terminal (int master)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gssize got;

  while ((got = read (master, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, got);
  return g_string_free (text, FALSE);
}

static void
test_terminal (void)
{
  g_autofree char *number = NULL, *text = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) watch = NULL;
  g_auto (GStrv) lines = NULL;
  PythonChild child = start (&number);
  int terminal, master = open_terminal (60, &terminal);

  g_subprocess_launcher_take_stdout_fd (launcher, terminal);
  watch = g_subprocess_launcher_spawn (launcher, NULL, g_getenv ("HEAPARIUM"), "watch", "-i",
                                       "0.05", "-n", "2", number, NULL);
  g_assert_nonnull (watch);
  g_clear_object (&launcher);
  text = read_terminal (master);
  g_assert_true (g_subprocess_wait_check (watch, NULL, NULL));
  g_assert_nonnull (strstr (text, number));
  g_assert_nonnull (strstr (text, "of 643"));
  g_assert_nonnull (strstr (text, "in pools"));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines) - 1, ==, 22); /* two screens of eleven lines */
  g_assert_true (g_str_has_prefix (lines[11], "\033[11A"));
  for (guint i = 1; i < 11; i++) { /* none is longer than the terminal is wide */
    g_assert_true (g_str_has_suffix (lines[i], "\033[K\r"));
    g_assert_cmpint (g_utf8_strlen (lines[i], -1) - 4, <=, 60);
  }
  close (master);
  python_child_stop (&child);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/watch/lines", test_lines);
  g_test_add_func ("/cli/watch/json", test_json);
  g_test_add_func ("/cli/watch/errors", test_errors);
  g_test_add_func ("/cli/watch/process-ends", test_process_ends);
  g_test_add_func ("/cli/watch/process-becomes-another", test_process_becomes_another);
  g_test_add_func ("/cli/watch/interrupt", test_interrupt);
  g_test_add_func ("/cli/watch/terminal", test_terminal);
  return g_test_run ();
}
