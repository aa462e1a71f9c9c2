/* SPDX-License-Identifier: Apache-2.0 */
#include "python-child.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

/* A shim of pyenv is a script that starts another program. */
static gboolean
is_script (const char *path)
{
  FILE *file = fopen (path, "rb");
  char head[2] = "";
  gboolean script = file == NULL || fread (head, 1, 2, file) != 2 || memcmp (head, "#!", 2) == 0;

  if (file != NULL)
    fclose (file);
  return script;
}

/* python3.8 to python3.13 of PATH, but for Debian's. */
static void
add_from_path (GStrvBuilder *found, const char *version)
{
  for (guint minor = 8; minor <= 13; minor++) {
    g_autofree char *name = g_strdup_printf ("python3.%u", minor);
    g_autofree char *path = g_find_program_in_path (name);
    if (path != NULL && (version == NULL || g_str_equal (version, name + strlen ("python"))) &&
        !g_str_equal (path, "/usr/bin/python3.11") && strstr (path, "/.pyenv/") == NULL &&
        !is_script (path))
      g_strv_builder_add (found, path);
  }
}

char **
python_child_find_interpreters (const char *version)
{
  const char *pyenv = g_getenv ("PYENV_ROOT");
  g_autofree char *root = pyenv != NULL
                              ? g_build_filename (pyenv, "versions", NULL)
                              : g_build_filename (g_get_home_dir (), ".pyenv", "versions", NULL);
  GDir *directory = g_dir_open (root, 0, NULL);
  GStrvBuilder *found = g_strv_builder_new ();
  const char *name;
  char **list;

  if ((version == NULL || g_str_has_prefix ("3.11.2", version)) &&
      g_file_test ("/usr/bin/python3.11", G_FILE_TEST_IS_EXECUTABLE))
    g_strv_builder_add (found, "/usr/bin/python3.11");
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL) {
    g_autofree char *path = g_build_filename (root, name, "bin", "python", NULL);
    if ((version == NULL || g_str_has_prefix (name, version)) && g_str_has_prefix (name, "3.") &&
        g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      g_strv_builder_add (found, path);
  }
  g_clear_pointer (&directory, g_dir_close);
  add_from_path (found, version);
  list = g_strv_builder_end (found);
  g_strv_builder_unref (found);
  return list;
}

void
python_child_add_tests (const char *name, GTestDataFunc test)
{
  g_auto (GStrv) found = python_child_find_interpreters (g_getenv ("HP_TEST_PYTHON"));

  for (guint i = 0; found[i] != NULL; i++) {
    g_autofree char *interpreter = g_strdelimit (g_strdup (found[i]), "/", '_');
    g_autofree char *path = g_strdup_printf (
        "%s%s/%s", name[0] == '/' ? "" : "/core/source/process/", name, interpreter);
    if (strstr (found[i], "/3.6.") == NULL && strstr (found[i], "/3.7.") == NULL)
      g_test_add_data_func_full (path, g_strdup (found[i]), test, g_free);
  }
}

/* Only guards against waiting for ever: a busy machine needs far less. */
#define PATIENCE_US (120 * G_USEC_PER_SEC)

/* Whether its main thread waits in read (). */
static gboolean
waits_for_input (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/syscall", (int)pid);
  g_autofree char *read_call = g_strdup_printf ("%d 0x", (int)SYS_read);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_has_prefix (text, read_call);
}

/* It prints a line and blocks a moment later; on a busy machine it is a long moment. */
static void
wait_until_it_reads (pid_t pid)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;

  while (!waits_for_input (pid)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
}

static void
wait_for_line (PythonChild *self)
{
  g_autoptr (GError) error = NULL;
  char line[64] = "";
  gsize got = 0;

  while (got < sizeof line - 1 && strchr (line, '\n') == NULL) {
    gssize n = g_input_stream_read (g_subprocess_get_stdout_pipe (self->process), line + got, 1,
                                    NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, >, 0);
    got += (gsize)n;
  }
  if (g_str_has_prefix (line, "ready ")) /* it, or a child of it */
    self->pid = (pid_t)g_ascii_strtoll (line + 6, NULL, 10);
}

PythonChild
python_child_start_busy (const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  PythonChild self = { 0 };

  /* The sanitizers of the test are not the child's business. */
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  g_subprocess_launcher_setenv (launcher, "PYTHONWARNINGS", "ignore", TRUE);
  g_subprocess_launcher_setenv (launcher, "PYTHONDONTWRITEBYTECODE", "1", TRUE);
  self.process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  self.pid = (pid_t)g_ascii_strtoll (g_subprocess_get_identifier (self.process), NULL, 10);
  wait_for_line (&self);
  return self;
}

PythonChild
python_child_start (const char *const *argv)
{
  PythonChild self = python_child_start_busy (argv);

  wait_until_it_reads (self.pid);
  return self;
}

void
python_child_go_on (PythonChild *self)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), "\n", 1, NULL, NULL,
                             &error);
  g_assert_no_error (error);
  wait_for_line (self);
  wait_until_it_reads (self->pid);
}

void
python_child_stop (PythonChild *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

/* Whether each thread is in one of the states and, if wanted, traced by nobody. */
static gboolean
threads_are (const PythonChild *self, const char *states, gboolean untraced)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)self->pid);
  g_autoptr (GDir) tasks = g_dir_open (path, 0, NULL);
  const char *name;
  gboolean are = tasks != NULL;

  while (tasks != NULL && (name = g_dir_read_name (tasks)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, "status", NULL);
    g_autofree char *text = NULL;
    const char *state;
    if (!g_file_get_contents (file, &text, NULL, NULL))
      continue;
    state = strstr (text, "State:\t");
    are &= state != NULL && strchr (states, state[7]) != NULL &&
           (!untraced || strstr (text, "TracerPid:\t0\n") != NULL);
  }
  return are;
}

static gboolean
threads_are_soon (const PythonChild *self, const char *states, gboolean untraced)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;

  while (!threads_are (self, states, untraced)) {
    if (g_get_monotonic_time () > deadline)
      return FALSE;
    g_usleep (5000);
  }
  return TRUE;
}

/* Its threads, with the state and the switches of each; NULL: one of them runs or is about to. */
static char *
resting_threads (const PythonChild *self)
{
  static const char *const told[] = { "State:\t", "voluntary_ctxt_switches:\t",
                                      "nonvoluntary_ctxt_switches:\t" };
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)self->pid);
  g_autoptr (GDir) tasks = g_dir_open (path, 0, NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  const char *name;

  while (tasks != NULL && (name = g_dir_read_name (tasks)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, "status", NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents (file, &text, NULL, NULL) || strstr (text, "State:\tS") == NULL)
      return NULL;
    g_string_append_printf (all, "%s", name);
    for (guint i = 0; i < G_N_ELEMENTS (told); i++) {
      const char *line = strstr (text, told[i]);
      if (line != NULL)
        g_string_append_len (all, line, strcspn (line, "\n"));
    }
  }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

void
python_child_rest (const PythonChild *self)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;
  g_autofree char *before = NULL;

  while (g_get_monotonic_time () < deadline) {
    char *now = resting_threads (self);
    gboolean rests = now != NULL && g_strcmp0 (now, before) == 0;
    g_free (before);
    before = now;
    if (rests)
      return;
    g_usleep (20000);
  }
  g_assert_not_reached ();
}

gboolean
python_child_runs (const PythonChild *self)
{
  return threads_are (self, "RSD", TRUE);
}

gboolean
python_child_runs_soon (const PythonChild *self)
{
  return threads_are_soon (self, "RSD", TRUE);
}

gboolean
python_child_stops_soon (const PythonChild *self)
{
  return threads_are_soon (self, "Tt", FALSE);
}
