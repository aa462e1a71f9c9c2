/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium ps and heaparium capture, as a user runs them. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "../core/source/core-writer.h"
#include "../core/source/python-child.h"
#include "snapshot/file.h"

typedef struct {
  char *out, *err;
  int status;
} Run;

static Run
run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  Run result = { 0 };
  va_list rest;

  g_ptr_array_add (argv, (gpointer)g_getenv ("HEAPARIUM"));
  va_start (rest, first);
  for (const char *at = first; at != NULL; at = va_arg (rest, const char *))
    g_ptr_array_add (argv, (gpointer)at);
  va_end (rest);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **)argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &result.out,
                &result.err, &result.status, &error);
  g_assert_no_error (error);
  result.status = g_spawn_check_wait_status (result.status, &error) ? 0 : error->code;
  return result;
}

static void
run_clear (Run *self)
{
  g_free (self->out);
  g_free (self->err);
}

static PythonChild
start (char **number)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-c",
                         "import sys\n"
                         "class Found: pass\n"
                         "keep = [Found() for _ in range(1234)]\n"
                         "print('ready', flush=True); sys.stdin.read(1)",
                         NULL };
  PythonChild child;

  g_assert_nonnull (found[0]);
  child = python_child_start (argv);
  *number = g_strdup_printf ("%d", (int)child.pid);
  return child;
}

static void
test_capture (void)
{
  g_autofree char *number = NULL, *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.heap", NULL);
  PythonChild child = start (&number);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  Run capture = run ("capture", number, "-o", path, "--level", "types", NULL), types;

  g_assert_cmpint (capture.status, ==, 0);
  g_assert_cmpstr (capture.err, ==, "");
  g_assert_nonnull (strstr (capture.out, "stopped for"));
  snapshot = hp_snapshot_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (snapshot->info->level, ==, HP_LEVEL_TYPES);
  g_assert_cmpint (snapshot->info->pid, ==, child.pid);
  types = run ("types", number, NULL); /* straight from the process */
  g_assert_cmpint (types.status, ==, 0);
  g_assert_nonnull (strstr (types.out, "Found"));
  g_assert_nonnull (strstr (types.out, "1234"));
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
  run_clear (&types);
  run_clear (&capture);
  g_unlink (path);
  g_rmdir (folder);
}

/* A picture of a running program never looks like one of a stopped one. */
static void
test_without_stop (void)
{
  g_autofree char *number = NULL, *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.heap", NULL);
  PythonChild child = start (&number);
  Run capture = run ("capture", "--no-stop", number, "-o", path, NULL), info;

  g_assert_cmpint (capture.status, ==, 0);
  g_assert_null (strstr (capture.out, "stopped for"));
  g_assert_nonnull (strstr (capture.out, "not stopped"));
  info = run ("info", path, NULL);
  g_assert_nonnull (strstr (info.out, "not frozen: the source ran while it was read\n"));
  g_assert_null (strstr (info.out, "stood still"));
  python_child_stop (&child);
  run_clear (&capture);
  run_clear (&info);
  g_unlink (path);
  g_rmdir (folder);
}

/* How far a picture can be trusted, a line each. */
static void
test_quality (void)
{
  static const char *const lines[] = {
    "quality        frozen, stood still for ",
    "               taken outside a collection\n",
    "               0 torn, 0 failed reads\n",
    "               all generation lists closed\n",
    "               0 objects whose references could not all be read\n",
    " with a reference too many\n",
    "               layout: the known one of its version, checked against the data\n",
  };
  g_autofree char *number = NULL;
  PythonChild child = start (&number);
  Run info = run ("info", number, NULL);

  g_assert_cmpint (info.status, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_nonnull (strstr (info.out, lines[i]));
  g_assert_null (strstr (info.out, "note"));
  python_child_stop (&child);
  run_clear (&info);
}

/* A program that lies in its own memory: "info" admits what it could not make sense of. */
static void
assert_admits (const char *lie, const char *denied, const char *admitted)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  g_autofree char *program =
      g_test_build_filename (G_TEST_DIST, "core", "source", "hostile.py", NULL);
  const char *argv[] = { found[0], "-I", program, lie, NULL };
  PythonChild child = python_child_start_busy (argv);
  g_autofree char *number = g_strdup_printf ("%d", (int)child.pid);
  Run info;

  python_child_rest (&child);
  info = run ("info", number, NULL);
  g_assert_cmpint (info.status, ==, 0);
  g_assert_null (strstr (info.out, denied));
  g_assert_nonnull (strstr (info.out, admitted));
  g_assert_true (python_child_runs_soon (&child));
  kill (child.pid, SIGKILL);
  python_child_stop (&child);
  run_clear (&info);
}

static void
test_quality_of_lies (void)
{
  assert_admits ("list_size", " 0 torn,", " torn, 0 failed reads\n");
  assert_admits ("list_size", " 0 objects whose references could not",
                 " objects whose references could not all be read\n");
  assert_admits ("generation_to_itself", "all generation lists closed",
                 " 1 open generation list: objects may be missing\n");
}

static void
test_ps (void)
{
  g_autofree char *number = NULL;
  PythonChild child = start (&number);
  Run table = run ("ps", NULL), json = run ("ps", "--json", NULL);
  g_autofree char *row = g_strdup_printf ("\"pid\" : %s", number);

  g_assert_cmpint (table.status, ==, 0);
  g_assert_nonnull (strstr (table.out, number));
  g_assert_nonnull (strstr (table.out, "3.11."));
  g_assert_nonnull (strstr (json.out, row));
  g_assert_nonnull (strstr (json.out, "\"permitted\" : true"));
  python_child_stop (&child);
  run_clear (&table);
  run_clear (&json);
}

static void
assert_line (Run result, int status, const char *part)
{
  const char *end = strchr (result.err, '\n');

  g_assert_cmpint (result.status, ==, status);
  g_assert_nonnull (end);
  g_assert_nonnull (strstr (result.err, part));
  if (status == 1)
    g_assert_cmpstr (end, ==, "\n"); /* one line */
  run_clear (&result);
}

/* What the kernel or gcore left is taken from a file; without a program or with too much, one is
 * told how. */
static void
test_core (void)
{
  g_autofree char *number = NULL, *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *dump = g_build_filename (folder, "a.core", NULL);
  g_autofree char *path = g_build_filename (folder, "a.heap", NULL);
  PythonChild child = start (&number);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  Run capture;

  kill (child.pid, SIGSTOP);
  g_assert_true (python_child_stops_soon (&child));
  core_writer_write (child.pid, dump);
  kill (child.pid, SIGCONT);
  python_child_stop (&child);
  capture = run ("capture", "--core", dump, "-o", path, NULL);
  g_assert_cmpint (capture.status, ==, 0);
  g_assert_cmpstr (capture.err, ==, "");
  g_assert_nonnull (strstr (capture.out, dump));
  snapshot = hp_snapshot_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 5000);
  run_clear (&capture);
  capture = run ("info", dump, NULL); /* as any other picture */
  g_assert_cmpint (capture.status, ==, 0);
  g_assert_nonnull (strstr (capture.out, "CPython 3.11"));
  g_assert_nonnull (strstr (capture.out, "frozen\n"));
  run_clear (&capture);
  assert_line (run ("capture", "--core", path, "-o", path, NULL), 1, "not a core dump");
  assert_line (run ("info", "/bin/sh", NULL), 1, "not a core dump");
  assert_line (run ("capture", "--core", dump, number, "-o", path, NULL), 2, "not both");
  assert_line (run ("capture", "--exe", "/bin/sh", number, "-o", path, NULL), 2, "--core");
  g_unlink (dump);
  g_unlink (path);
  g_rmdir (folder);
}

/* One compressed by systemd-coredump or by hand: the line says what unpacks it. */
static void
test_compressed_core (void)
{
  static const struct {
    const char *bytes, *way_out;
  } files[] = {
    { "\x28\xb5\x2f\xfd rest", "zstd -d /" },
    { "\x04\x22\x4d\x18 rest", "lz4 -d /" },
    { "\xfd"
      "7zXZ rest",
      "xz -d -k /" },
    { "\x1f\x8b\x08 rest", "gzip -d -k /" },
  };
  g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "core.python3.zst", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_assert_true (g_file_set_contents (path, files[i].bytes, -1, NULL));
    assert_line (run ("info", path, NULL), 1, files[i].way_out);
    assert_line (run ("capture", "--core", path, "-o", "/nonexistent/a.heap", NULL), 1,
                 files[i].way_out);
  }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_errors (void)
{
  g_autofree char *number = NULL;
  PythonChild child = start (&number);

  assert_line (run ("capture", number, "-o", "/nonexistent/a.heap", NULL), 1, "/nonexistent");
  assert_line (run ("capture", number, NULL), 2, "-o FILE");
  assert_line (run ("capture", "x12", "-o", "/tmp/a.heap", NULL), 2, "PID");
  assert_line (run ("capture", number, "-o", "/tmp/a.heap", "--level", "most", NULL), 2, "--level");
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
  assert_line (run ("capture", number, "-o", "/tmp/a.heap", NULL), 1, "heaparium ps");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/process/capture", test_capture);
  g_test_add_func ("/cli/process/without-stop", test_without_stop);
  g_test_add_func ("/cli/process/quality", test_quality);
  g_test_add_func ("/cli/process/quality-of-lies", test_quality_of_lies);
  g_test_add_func ("/cli/process/core-dump", test_core);
  g_test_add_func ("/cli/process/compressed-core-dump", test_compressed_core);
  g_test_add_func ("/cli/process/ps", test_ps);
  g_test_add_func ("/cli/process/errors", test_errors);
  return g_test_run ();
}
