/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of output that cannot be written whole. */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "command.h"
#include "snapshot/file.h"
#include "support/sample-snapshot.h"

static char *folder, *sample, *script, *pipe_path;

/* The exit status of a command whose standard output is a full disk. */
static int
run_on_full_disk (char **errors, const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  int full = g_open ("/dev/full", O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (full, >=, 0);
  g_subprocess_launcher_take_stdout_fd (launcher, full);
  g_ptr_array_add (argv, (char *)g_getenv ("HEAPARIUM"));
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (char *)*arguments);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, errors, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static void
test_full_disk (void)
{
  const char *const commands[][4] = {
    { "info", sample },
    { "types", sample },
    { "gc", sample },
    { "info", "--json", sample },
    { "gc", "--json", sample },
    { "diff", sample, sample },
    { "run", script },
    { "--help" },
    { "ps" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *errors = NULL;

    g_assert_cmpint (run_on_full_disk (&errors, commands[i]), ==, 1);
    g_assert_true (g_str_has_prefix (errors, "heaparium"));
    hp_test_assert_one_line (errors, ": ");
  }
}

static void
test_pipe (void)
{
  const char *const commands[][5] = {
    { "export", sample, "-f", "json", "-o" },
    { "export", sample, "-f", "sqlite", "-o" },
    { "redact", sample, "--level", "types", "-o" },
    { "run", script, "--malloc", "pymalloc", "--snapshot" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    const char *const *c = commands[i];
    g_autofree char *errors = NULL;
    GStatBuf there;
    int status =
        c[0][1] == 'u' /* run: options come first */
            ? hp_test_run_command (NULL, &errors, c[0], c[2], c[3], c[4], pipe_path, c[1], NULL)
            : hp_test_run_command (NULL, &errors, c[0], c[1], c[2], c[3], c[4], pipe_path, NULL);

    g_assert_cmpint (status, ==, 1);
    hp_test_assert_one_line (errors, "it is no ordinary file");
    g_assert_cmpint (g_lstat (pipe_path, &there), ==, 0);
    g_assert_true (S_ISFIFO (there.st_mode));
  }
}

/* The program that runs the test is the one that gets the signal. */
static void
test_interrupt (void)
{
  GCancellable *cancellable = hp_cli_cancellable ();
  GPollFD cancelled;

  g_assert_true (hp_cli_cancellable () == cancellable);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  g_assert_true (g_cancellable_make_pollfd (cancellable, &cancelled));
  g_assert_cmpint (kill (getpid (), SIGINT), ==, 0);
  while (g_poll (&cancelled, 1, -1) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_cancellable_release_fd (cancellable);
}

static void
make_files (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (GError) error = NULL;

  folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_assert_nonnull (folder);
  sample = g_build_filename (folder, "sample.heap", NULL);
  script = g_build_filename (folder, "script.py", NULL);
  pipe_path = g_build_filename (folder, "pipe", NULL);
  g_assert_true (hp_snapshot_save (snapshot, sample, NULL, NULL, NULL, &error));
  g_assert_true (g_file_set_contents (script, "print('out')\n", -1, &error));
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
}

static void
remove_files (void)
{
  char **paths[] = { &sample, &script, &pipe_path };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_assert_cmpint (g_unlink (*paths[i]), ==, 0);
    g_free (*paths[i]);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing half-made was left */
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  make_files ();
  g_test_add_func ("/cli/output/a-full-disk-is-told", test_full_disk);
  g_test_add_func ("/cli/output/a-pipe-is-not-replaced", test_pipe);
  g_test_add_func ("/cli/output/an-interrupt-cancels", test_interrupt);
  result = g_test_run ();
  remove_files ();
  return result;
}
