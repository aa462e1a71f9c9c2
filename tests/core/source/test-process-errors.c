/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that can stand in the way of reading a process: each has its own line, and nobody is
 * left stopped. */
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/freeze.h"
#include "source/process/image.h"
#include "source/process/maps.h"
#include "source/process/process.h"
#include "source/process/status.h"

#define WAITING "import sys; print('ready', flush=True); sys.stdin.read(1)"

static void
assert_fails (pid_t pid, HpProcessError code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = g_strdup_printf ("PID %d", (int)pid);
  HpSnapshot *snapshot = hp_process_capture (pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, NULL, &error);

  g_assert_null (snapshot);
  g_assert_error (error, HP_PROCESS_ERROR, (int)code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, number));
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strchr (error->message, '\n'));
}

static PythonChild
start_waiting (const char *interpreter)
{
  const char *argv[] = { interpreter, "-c", WAITING, NULL };
  return python_child_start (argv);
}

static char *
any_python (void)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  g_assert_nonnull (found[0]);
  return g_strdup (found[0]);
}

static void
test_no_such_process (void)
{
  g_autofree char *python = any_python ();
  PythonChild child = start_waiting (python);
  pid_t pid = child.pid;

  python_child_stop (&child);
  assert_fails (pid, HP_PROCESS_ERROR_NO_SUCH_PROCESS, "heaparium ps");
  assert_fails (-5, HP_PROCESS_ERROR_NO_SUCH_PROCESS, "heaparium ps");
}

static void
test_not_python (void)
{
  const char *argv[] = { "/bin/sh", "-c", "echo ready; read line", NULL };
  PythonChild child = python_child_start (argv);

  assert_fails (child.pid, HP_PROCESS_ERROR_NOT_PYTHON, "not a Python process");
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

static void
test_itself (void)
{
  assert_fails (getpid (), HP_PROCESS_ERROR_NOT_PERMITTED, "itself");
}

static void
test_ended_but_not_waited_for (void)
{
  pid_t pid = fork ();

  if (pid == 0)
    _exit (0);
  while (TRUE) {
    siginfo_t info = { 0 };
    if (waitid (P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid)
      break;
    g_usleep (1000);
  }
  assert_fails (pid, HP_PROCESS_ERROR_ENDED, "has ended");
  waitpid (pid, NULL, 0);
}

/* One that has no memory any more, but is not gone yet, is no thread of the kernel. */
static void
test_ending (void)
{
  g_autofree char *python = any_python ();

  for (guint i = 0; i < 10; i++) {
    PythonChild child = start_waiting (python);
    gboolean there = TRUE;

    kill (child.pid, SIGKILL);
    while (there) { /* looked at in each moment of its end */
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) maps = hp_maps_read (child.pid, &error);
      if (maps == NULL)
        g_assert_true (error->code == HP_PROCESS_ERROR_ENDED ||
                       error->code == HP_PROCESS_ERROR_NO_SUCH_PROCESS);
      there = hp_thread_state (child.pid, child.pid) != '\0' &&
              hp_thread_state (child.pid, child.pid) != 'Z';
    }
    python_child_stop (&child);
  }
}

static void
test_kernel_thread (void)
{
  g_assert_false (hp_process_is_kernel_thread (getpid ()));
  if (g_file_test ("/proc/2/stat", G_FILE_TEST_EXISTS) && !hp_process_is_kernel_thread (2))
    g_test_message ("PID 2 is a process here: a namespace of its own");
  else if (hp_process_is_kernel_thread (2))
    assert_fails (2, HP_PROCESS_ERROR_NOT_PYTHON, "kernel");
}

/* Another user's process: as root, we become nobody to see it from outside. */
static void
test_not_ours (void)
{
  g_autofree char *python = any_python ();

  if (g_test_subprocess ()) {
    pid_t pid = (pid_t)atoi (g_getenv ("HP_TEST_PID"));
    if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
      abort ();
    assert_fails (pid, HP_PROCESS_ERROR_NOT_PERMITTED, "sudo");
    return;
  }
  if (geteuid () == 0) {
    PythonChild child = start_waiting (python);
    g_autofree char *number = g_strdup_printf ("%d", (int)child.pid);
    g_setenv ("HP_TEST_PID", number, TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    python_child_stop (&child);
  } else {
    g_setenv ("HP_TEST_PID", "1", TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  }
  g_test_trap_assert_passed ();
}

/* Root without the capability, as in a container: no talk of what is in the program. */
static void
give_up_ptrace (void)
{
  struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };

  if (syscall (SYS_capget, &head, sets) != 0)
    abort ();
  sets[0].effective &= ~(1u << CAP_SYS_PTRACE);
  sets[0].permitted &= ~(1u << CAP_SYS_PTRACE);
  sets[0].inheritable &= ~(1u << CAP_SYS_PTRACE);
  if (syscall (SYS_capset, &head, sets) != 0)
    abort ();
}

static void
test_not_even_root (void)
{
  g_autofree char *python = any_python ();
  g_autofree char *number = NULL;
  PythonChild child;

  if (g_test_subprocess ()) {
    give_up_ptrace ();
    assert_fails (atoi (g_getenv ("HP_TEST_PID")), HP_PROCESS_ERROR_NOT_PERMITTED,
                  "may not be read");
    return;
  }
  if (geteuid () != 0)
    return; /* test_not_ours is then the same */
  child = start_waiting (python);
  number = g_strdup_printf ("%d", (int)child.pid);
  g_setenv ("HP_TEST_PID", number, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  python_child_stop (&child);
  g_test_trap_assert_passed ();
}

/* A debugger sits on it: reading it is refused with the debugger's number, and works unstopped. */
static void
test_traced (void)
{
  g_autofree char *python = any_python ();
  PythonChild child = start_waiting (python);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = NULL;
  int ready[2], done[2];
  char byte;
  pid_t tracer;

  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (done), ==, 0);
  tracer = fork ();
  if (tracer == 0) {
    close (done[1]);
    ptrace (PTRACE_SEIZE, child.pid, NULL, NULL);
    if (write (ready[1], "x", 1) != 1 || read (done[0], &byte, 1) < 0)
      _exit (1);
    _exit (0);
  }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  assert_fails (child.pid, HP_PROCESS_ERROR_NOT_PERMITTED, "--no-stop");
  snapshot = hp_process_capture (child.pid, HP_LEVEL_TYPES, FALSE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (snapshot->info->quality.frozen);
  g_assert_cmpuint (snapshot->info->quality.notes->len, >, 0);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 5000);
  close (done[1]);
  waitpid (tracer, NULL, 0);
  close (done[0]);
  close (ready[0]);
  close (ready[1]);
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

static void
test_other_versions (void)
{
  const char *versions[] = { "2.7", "3.6", "3.7" };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_autofree char *root = g_build_filename (g_get_home_dir (), ".pyenv", "versions", NULL);
    GDir *directory = g_dir_open (root, 0, NULL);
    const char *name;
    while (directory != NULL && (name = g_dir_read_name (directory)) != NULL) {
      g_autofree char *path = g_build_filename (root, name, "bin", "python", NULL);
      const char *argv[] = { path, "-c",
                             "import sys; print('ready'); sys.stdout.flush(); sys.stdin.read(1)",
                             NULL };
      PythonChild child;
      if (!g_str_has_prefix (name, versions[i]) || !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        continue;
      child = python_child_start (argv);
      assert_fails (child.pid, HP_PROCESS_ERROR_UNSUPPORTED, versions[i]);
      g_assert_true (python_child_runs_soon (&child));
      python_child_stop (&child);
    }
    g_clear_pointer (&directory, g_dir_close);
  }
}

/* A program that only bears the name. */
static void
test_named_like_python (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pypy3.9", NULL);
  g_autofree char *script = g_strdup_printf ("cp /bin/sh %s", path);
  const char *argv[] = { path, "-c", "echo ready; read line", NULL };
  PythonChild child;

  g_assert_cmpint (system (script), ==, 0);
  child = python_child_start (argv);
  assert_fails (child.pid, HP_PROCESS_ERROR_UNSUPPORTED, "PyPy");
  python_child_stop (&child);
  unlink (path);
  rmdir (folder);
}

/* The list tells the version also of what cannot be read. */
static void
test_version_of_a_name (void)
{
  static const struct {
    const char *name, *version;
  } programs[] = {
    { "python2.7", "2.7" },
    { "python3.14t", "3.14" },
    { "pypy3.9", "PyPy 3.9" },
    { "python", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autofree char *folder = g_dir_make_tmp ("hp-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, programs[i].name, NULL);
    g_autofree char *script = g_strdup_printf ("cp /bin/sh %s", path);
    const char *argv[] = { path, "-c", "echo ready; read line", NULL };
    g_autoptr (GPtrArray) list = NULL;
    PythonChild child;
    guint found = 0;

    g_assert_cmpint (system (script), ==, 0);
    child = python_child_start (argv);
    list = hp_process_list (NULL);
    for (guint k = 0; k < list->len; k++) {
      const HpProcessEntry *entry = g_ptr_array_index (list, k);
      if (entry->pid != child.pid)
        continue;
      found++;
      g_assert_false (entry->permitted);
      g_assert_cmpstr (entry->version, ==, programs[i].version);
      g_assert_null (entry->remedy);
    }
    g_assert_cmpuint (found, ==, 1);
    python_child_stop (&child);
    unlink (path);
    rmdir (folder);
  }
}

/* ---- it ends while it is read ---- */

static HpMoment
kill_it (HpImage *live, gpointer data)
{
  kill (live->memory->pid, SIGKILL);
  while (strchr ("ZX", hp_thread_state (live->memory->pid, live->memory->pid)) == NULL)
    g_usleep (1000);
  return HP_MOMENT_GOOD;
}

static void
test_ends_while_stopped (void)
{
  g_autofree char *python = any_python ();
  PythonChild child = start_waiting (python);
  g_autoptr (GError) error = NULL;
  HpCapture report;
  g_autoptr (HpMemory) memory = hp_memory_new_process (child.pid);
  HpImage *image = hp_image_capture (memory, TRUE, kill_it, NULL, &report, NULL, &error);

  g_assert_null (image);
  g_assert_nonnull (error);
  g_assert_true (error->domain == HP_PROCESS_ERROR);
  g_assert_true (error->code == HP_PROCESS_ERROR_ENDED ||
                 error->code == HP_PROCESS_ERROR_NO_SUCH_PROCESS);
  g_test_message ("%s", error->message);
  python_child_stop (&child);
}

static gpointer
kill_after (gpointer data)
{
  const guint64 *job = data;
  g_usleep (job[1]);
  kill ((pid_t)job[0], SIGKILL);
  return NULL;
}

static void
test_ends_at_any_moment (void)
{
  g_autofree char *python = any_python ();

  for (guint delay = 0; delay < 24; delay++) {
    PythonChild child = start_waiting (python);
    guint64 job[2] = { (guint64)child.pid, delay * 1000 };
    GThread *thread = g_thread_new ("killer", kill_after, job);
    g_autoptr (GError) error = NULL;
    g_autoptr (HpSnapshot) snapshot =
        hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
    g_thread_join (thread);
    if (snapshot == NULL)
      g_assert_true (error->domain == HP_PROCESS_ERROR);
    else
      g_assert_cmpuint (hp_snapshot_n_objects (snapshot), >, 5000);
    python_child_stop (&child);
  }
}

/* ---- stopping ---- */

static void
test_many_threads (void)
{
  g_autofree char *python = any_python ();
  const char *argv[] = {
    python, "-c",
    "import sys, threading, time\n"
    "for i in range(200): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()\n"
    "print('ready', flush=True); sys.stdin.read(1)",
    NULL
  };
  PythonChild child = python_child_start (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpFreeze) freeze = NULL;
  g_autoptr (HpSnapshot) snapshot = NULL;
  guint frames = 0;

  freeze = hp_freeze_new (child.pid, &error);
  g_assert_no_error (error);
  g_assert_false (python_child_runs (&child));
  g_clear_pointer (&freeze, hp_freeze_release);
  g_assert_true (python_child_runs_soon (&child));
  snapshot = hp_process_capture (child.pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++)
    frames += hp_snapshot_root (snapshot, i).kind == HP_ROOT_FRAME;
  g_assert_cmpuint (frames, >, 400); /* run, _bootstrap_inner, _bootstrap of each thread */
  python_child_stop (&child);
}

/* A target that allocates without pause: every picture is whole. */
static void
test_busy (void)
{
  g_autofree char *python = any_python ();
  const char *argv[] = { python, "-c",
                         "import sys, threading\n"
                         "keep = [[i] for i in range(3000)]\n"
                         "def work():\n"
                         "    while True:\n"
                         "        [{'a': [i], 'b': (i, str(i))} for i in range(500)]\n"
                         "threading.Thread(target=work, daemon=True).start()\n"
                         "print('ready', flush=True); sys.stdin.read(1)",
                         NULL };
  PythonChild child = python_child_start (argv);

  for (guint i = 0; i < 10; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HpSnapshot) snapshot =
        hp_process_capture (child.pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (hp_snapshot_check (snapshot, &error));
    g_assert_no_error (error);
    g_test_message ("%u retries, collecting %d, %" G_GUINT64_FORMAT " torn, %u open",
                    snapshot->info->quality.retries, snapshot->info->quality.during_collection,
                    snapshot->info->quality.torn_reads, snapshot->info->quality.open_lists);
    g_assert_cmpuint (snapshot->info->quality.open_lists, ==, 0);
    g_assert_cmpuint (snapshot->info->quality.torn_reads, <, 10);
  }
  /* without the stop anything may be torn, but it is a picture */
  for (guint i = 0; i < 10; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HpSnapshot) snapshot =
        hp_process_capture (child.pid, HP_LEVEL_VALUES, FALSE, NULL, NULL, NULL, &error);
    if (snapshot == NULL) {
      g_assert_true (error->domain == HP_PROCESS_ERROR);
      continue;
    }
    g_assert_true (hp_snapshot_check (snapshot, &error));
    g_assert_no_error (error);
  }
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

static void
test_cancelled (void)
{
  g_autofree char *python = any_python ();
  PythonChild child = start_waiting (python);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (
      hp_process_capture (child.pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

/* Stopped by job control before: stays stopped, and is read. */
static void
test_stopped_before (void)
{
  g_autofree char *python = any_python ();
  PythonChild child = start_waiting (python);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = NULL;

  kill (child.pid, SIGSTOP);
  g_assert_true (python_child_stops_soon (&child));
  snapshot = hp_process_capture (child.pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (snapshot);
  g_assert_true (python_child_stops_soon (&child)); /* again */
  kill (child.pid, SIGCONT);
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
#define ADD(name, function) g_test_add_func ("/core/source/process/errors/" name, function)
  ADD ("no-such-process", test_no_such_process);
  ADD ("not-python", test_not_python);
  ADD ("itself", test_itself);
  ADD ("ended-but-not-waited-for", test_ended_but_not_waited_for);
  ADD ("ending", test_ending);
  ADD ("kernel-thread", test_kernel_thread);
  ADD ("not-ours", test_not_ours);
  ADD ("not-even-by-root", test_not_even_root);
  ADD ("traced-by-another", test_traced);
  ADD ("other-versions", test_other_versions);
  ADD ("named-like-pypy", test_named_like_python);
  ADD ("version-of-a-name", test_version_of_a_name);
  ADD ("ends-while-stopped", test_ends_while_stopped);
  ADD ("ends-at-any-moment", test_ends_at_any_moment);
  ADD ("many-threads-stop-and-run-again", test_many_threads);
  ADD ("busy-target-gives-whole-pictures", test_busy);
  ADD ("cancelled-leaves-it-running", test_cancelled);
  ADD ("stopped-before-stays-stopped", test_stopped_before);
#undef ADD
  return g_test_run ();
}
