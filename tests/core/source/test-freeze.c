/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is ever left stopped: not when the reader is killed, not when the process forks, becomes
 * another program, or has been stopped by somebody else. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "python-child.h"
#include "source/process/freeze.h"
#include "source/process/image.h"
#include "source/process/interpreter.h"
#include "source/process/maps.h"
#include "source/process/process.h"
#include "source/process/refusal.h"
#include "source/process/status.h"
#include "source/process/target.h"

#define WAITING "import sys; print('ready', flush=True); sys.stdin.read(1)"
#define THREADS                                                                                    \
  "import sys, threading, time\n"                                                                  \
  "for i in range(20): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()\n"    \
  "print('ready', flush=True); sys.stdin.read(1)"

static const char *own_path;

static PythonChild
start (const char *program)
{
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-I", "-c", program, NULL };

  g_assert_nonnull (found[0]);
  return python_child_start (argv);
}

static char
state_of (pid_t pid)
{
  return hp_thread_state (pid, pid);
}

static pid_t
tracer_of (pid_t pid)
{
  HpProcessStatus status;
  pid_t tracer = -1;

  if (hp_process_status_read (pid, &status)) {
    tracer = status.tracer;
    hp_process_status_clear (&status);
  }
  return tracer;
}

/* An error of ours, or a picture that passes its check. */
static gboolean
try_capture (pid_t pid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot =
      hp_process_capture (pid, HP_LEVEL_TYPES, TRUE, NULL, NULL, NULL, &error);

  if (snapshot == NULL) {
    g_test_message ("%s", error->message);
    g_assert_true (error->domain == HP_PROCESS_ERROR);
    return FALSE;
  }
  g_assert_true (snapshot->info->quality.frozen);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  return TRUE;
}

/* ---- the reader is killed ---- */

static HpMoment
tell_and_wait (HpImage *live, gpointer data)
{
  puts ("stopped");
  fflush (stdout);
  sleep (1000);
  return HP_MOMENT_GOOD;
}

/* What this program does as a child: stops a process and never lets it go. */
static int
stop_for_ever (const char *number)
{
  HpMemory *memory = hp_memory_new_process (atoi (number));
  hp_image_capture (memory, TRUE, tell_and_wait, NULL, NULL, NULL, NULL);
  return 1;
}

static void
kill_reader_of (const PythonChild *child)
{
  g_autofree char *number = g_strdup_printf ("%d", (int)child->pid);
  const char *argv[] = { own_path, "--stop-for-ever", number, NULL };
  PythonChild reader = python_child_start_busy (argv);

  g_assert_cmpint (state_of (child->pid), ==, 't');
  g_assert_cmpint (tracer_of (child->pid), !=, 0);
  kill (reader.pid, SIGKILL);
  python_child_stop (&reader);
}

static void
test_reader_is_killed (void)
{
  PythonChild child = start (THREADS);

  for (guint i = 0; i < 5; i++) {
    kill_reader_of (&child);
    g_assert_true (python_child_runs_soon (&child));
    g_assert_true (try_capture (child.pid));
  }
  python_child_stop (&child);
}

static void
test_reader_of_stopped_is_killed (void)
{
  PythonChild child = start (WAITING);

  kill (child.pid, SIGSTOP);
  g_assert_true (python_child_stops_soon (&child));
  kill_reader_of (&child);
  g_assert_true (python_child_stops_soon (&child)); /* it passes through "running" */
  g_assert_cmpint (tracer_of (child.pid), ==, 0);
  g_assert_cmpint (state_of (child.pid), ==, 'T'); /* as it was before */
  kill (child.pid, SIGCONT);
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

/* ---- the process changes meanwhile ---- */

static void
assert_no_child_is_traced (pid_t parent)
{
  DIR *directory = opendir ("/proc");
  struct dirent *entry;

  while ((entry = readdir (directory)) != NULL) {
    HpProcessStatus status;
    if (!g_ascii_isdigit (entry->d_name[0]) ||
        !hp_process_status_read (atoi (entry->d_name), &status))
      continue;
    if (status.parent == parent)
      g_assert_cmpint (status.tracer, ==, 0);
    hp_process_status_clear (&status);
  }
  closedir (directory);
}

static void
test_forks (void)
{
  PythonChild child = start ("import os, sys, threading, time\n"
                             "def work():\n"
                             "    while True:\n"
                             "        pid = os.fork()\n"
                             "        if pid == 0:\n"
                             "            time.sleep(0.02); os._exit(0)\n"
                             "        os.waitpid(pid, 0)\n"
                             "threading.Thread(target=work, daemon=True).start()\n"
                             "print('ready', flush=True); sys.stdin.read(1)");

  for (guint i = 0; i < 20; i++) {
    g_assert_true (try_capture (child.pid));
    assert_no_child_is_traced (child.pid);
  }
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

static void
test_execs (void)
{
  g_autofree char *script = g_strdup_printf ("%s/hp-exec-%d.py", g_get_tmp_dir (), (int)getpid ());
  g_auto (GStrv) found = python_child_find_interpreters ("3.11");
  const char *argv[] = { found[0], "-I", script, "first", NULL };
  guint pictures = 0;
  PythonChild child;

  g_assert_true (g_file_set_contents (script,
                                      "import os, sys, time\n"
                                      "if sys.argv[1] == 'first': print('ready', flush=True)\n"
                                      "time.sleep(0.03)\n"
                                      "os.execv(sys.executable, [sys.executable, '-I', "
                                      "sys.argv[0], 'again'])\n",
                                      -1, NULL));
  child = python_child_start_busy (argv);
  for (guint i = 0; i < 40 || pictures == 0; i++)
    pictures += try_capture (child.pid);
  g_assert_true (python_child_runs_soon (&child));
  kill (child.pid, SIGKILL);
  python_child_stop (&child);
  unlink (script);
}

#define THREADS_COME_AND_GO                                                                        \
  "import sys, threading\n"                                                                        \
  "def work():\n"                                                                                  \
  "    while True:\n"                                                                              \
  "        all = [threading.Thread(target=int) for i in range(8)]\n"                               \
  "        for t in all: t.start()\n"                                                              \
  "        for t in all: t.join()\n"                                                               \
  "threading.Thread(target=work, daemon=True).start()\n"                                           \
  "print('ready', flush=True); sys.stdin.read(1)"

/* The first look stops nothing: a thread state that is freed under it is no unknown layout. */
static void
test_first_look (void)
{
  PythonChild child = start (THREADS_COME_AND_GO);

  for (guint i = 0; i < 500; i++) {
    g_autoptr (GError) error = NULL;
    HpTarget target;
    hp_target_open (&target, child.pid, &error);
    g_assert_no_error (error);
    hp_target_clear (&target);
  }
  python_child_stop (&child);
}

/* A thread state is at the head of the list before it points back to its interpreter. */
static void
test_moment_of_a_new_thread (void)
{
  g_autoptr (HpMemory) own = hp_memory_new_process (getpid ());
  g_autoptr (HpImage) live = hp_image_new_live (own);
  guint64 interpreter[64] = { 0 }, thread[64] = { 0 };
  HpInterpreter main = { .address = (guint64)(gsize)interpreter,
                         .gc = (guint64)(gsize)interpreter,
                         .gil_locked = (guint64)(gsize)interpreter };
  HpPython python = { .layout.interpreter.threads = 256,
                      .layout.gc.collecting = 128,
                      .layout.thread.interpreter = 16 };

  python.interpreters = g_array_new (FALSE, FALSE, sizeof main);
  g_array_append_val (python.interpreters, main);
  interpreter[256 / 8] = (guint64)(gsize)thread;
  g_assert_cmpint (hp_python_moment (&python, live), ==, HP_MOMENT_BAD);
  thread[16 / 8] = main.address;
  g_assert_cmpint (hp_python_moment (&python, live), ==, HP_MOMENT_GOOD);
  g_array_unref (python.interpreters);
}

/* Threads that come and go cannot all be traced; that is no reason to refuse. */
static void
test_threads_come_and_go (void)
{
  PythonChild child = start (THREADS_COME_AND_GO);

  for (guint i = 0; i < 60; i++)
    g_assert_true (try_capture (child.pid));
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

/* How many threads run although the process is stopped. */
static guint
count_running (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)pid);
  DIR *directory = opendir (path);
  struct dirent *entry;
  guint n = 0;

  while ((entry = readdir (directory)) != NULL)
    if (g_ascii_isdigit (entry->d_name[0]))
      n += strchr ("tZX", hp_thread_state (pid, atoi (entry->d_name))) == NULL;
  closedir (directory);
  return n;
}

/* A thread that ends while the others are listed must not hide those behind it. */
static void
test_all_threads_stop (void)
{
  PythonChild child = start (THREADS_COME_AND_GO);

  for (guint i = 0; i < 500; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HpFreeze) freeze = hp_freeze_new (child.pid, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (count_running (child.pid), ==, 0);
    g_clear_pointer (&freeze, hp_freeze_release);
    g_usleep (200);
  }
  python_child_stop (&child);
}

/* A process that waits for its vfork () child cannot be stopped: we say so, and it goes on. */
static void
test_does_not_stop (void)
{
  g_autoptr (GError) error = NULL;
  HpFreeze *freeze;
  int status, wait[2];
  pid_t pid;
  char byte;

  g_assert_cmpint (pipe (wait), ==, 0);
  pid = fork ();
  if (pid == 0) {
    close (wait[1]);
    if (vfork () == 0)
      _exit (read (wait[0], &byte, 1) != 0);
    _exit (7);
  }
  while (state_of (pid) != 'D')
    g_usleep (1000);
  freeze = hp_freeze_new (pid, &error);
  close (wait[1]);
  close (wait[0]);
  g_assert_null (freeze);
  g_assert_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_STUCK);
  g_assert_nonnull (strstr (error->message, "--no-stop"));
  g_assert_cmpint (tracer_of (pid), !=, -1);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  while (!WIFEXITED (status)) { /* this thread traced it: its stop is reported here */
    ptrace (PTRACE_DETACH, pid, NULL, NULL);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  }
  g_assert_cmpint (WEXITSTATUS (status), ==, 7);
}

/* ---- a debugger has it ---- */

typedef struct {
  pid_t pid;
  int go[2];
} Debugger;

/* stops: also holds it stopped. */
static Debugger
debugger_start (pid_t target, gboolean stops)
{
  Debugger self;
  int ready[2];
  char byte;

  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (self.go), ==, 0);
  self.pid = fork ();
  if (self.pid == 0) {
    close (self.go[1]);
    ptrace (PTRACE_SEIZE, target, NULL, NULL);
    if (stops) {
      ptrace (PTRACE_INTERRUPT, target, NULL, NULL);
      waitpid (target, NULL, __WALL);
    }
    if (write (ready[1], "x", 1) != 1 || read (self.go[0], &byte, 1) < 0)
      _exit (1);
    _exit (0);
  }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  close (ready[1]);
  return self;
}

static void
debugger_stop (Debugger *self)
{
  close (self->go[1]);
  close (self->go[0]);
  waitpid (self->pid, NULL, 0);
}

/* What a debugger holds stopped stands still without us: the picture is whole. */
static void
test_held_by_debugger (void)
{
  PythonChild child = start (WAITING);
  Debugger debugger = debugger_start (child.pid, TRUE);

  g_assert_true (try_capture (child.pid));
  g_assert_cmpint (state_of (child.pid), ==, 't');
  g_assert_cmpint (tracer_of (child.pid), ==, debugger.pid);
  debugger_stop (&debugger);
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

/* One that lets it run might let it run while we read. */
static void
test_watched_by_debugger (void)
{
  PythonChild child = start (WAITING);
  Debugger debugger = debugger_start (child.pid, FALSE);

  g_assert_false (try_capture (child.pid));
  g_assert_cmpint (tracer_of (child.pid), ==, debugger.pid);
  debugger_stop (&debugger);
  g_assert_true (python_child_runs_soon (&child));
  python_child_stop (&child);
}

/* ---- reasons ---- */

static void
assert_reason (HpRefusal refusal, const char *part, const char *remedy)
{
  g_autofree char *text = NULL, *command = NULL;

  refusal.pid = 17;
  text = hp_refusal_dup_reason (&refusal);
  command = hp_refusal_dup_remedy (&refusal);
  g_assert_nonnull (strstr (text, part));
  g_assert_null (strchr (text, '\n'));
  g_assert_cmpstr (command, ==, remedy);
  if (remedy != NULL) /* the line alone is enough */
    g_assert_nonnull (strstr (text, remedy));
}

static void
test_reasons (void)
{
  static const char with_sudo[] = "sudo heaparium capture 17 -o 17.heap";
  static const char sysctl[] = "sudo sysctl kernel.yama.ptrace_scope=0";
  static const char capability[] = "--cap-add=SYS_PTRACE";
  char ann[] = "ann";

  assert_reason ((HpRefusal){ .tracer = 42, .owner = ann }, "by PID 42",
                 "heaparium capture --no-stop 17 -o 17.heap");
  assert_reason ((HpRefusal){ .owner = ann, .ptrace_scope = 1 }, "user ann: run Heaparium as",
                 with_sudo);
  assert_reason ((HpRefusal){ .owner = ann, .container = TRUE }, "user ann", with_sudo);
  assert_reason ((HpRefusal){ .owner = ann, .ptrace_scope = 3 }, "reboot", NULL);
  assert_reason ((HpRefusal){ .ptrace_scope = 1 }, sysctl, sysctl);
  assert_reason ((HpRefusal){ .ptrace_scope = 1, .container = TRUE }, sysctl, sysctl);
  assert_reason ((HpRefusal){ .ptrace_scope = 2 }, "administrator", with_sudo);
  assert_reason ((HpRefusal){ .container = TRUE }, capability, capability);
  assert_reason ((HpRefusal){ 0 }, "sudo", with_sudo);
  /* who is root already is not sent to sudo */
  assert_reason ((HpRefusal){ .root = TRUE, .owner = ann, .container = TRUE }, capability,
                 capability);
  assert_reason ((HpRefusal){ .root = TRUE, .owner = ann }, "not even by root", NULL);
  assert_reason ((HpRefusal){ .root = TRUE, .capable = TRUE, .container = TRUE },
                 "not even by root", NULL);
  assert_reason ((HpRefusal){ .root = TRUE, .ptrace_scope = 3 }, "reboot", NULL);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--stop-for-ever") == 0)
    return stop_for_ever (argv[2]);
  own_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
#define ADD(name, function) g_test_add_func ("/core/source/process/freeze/" name, function)
  ADD ("reader-is-killed", test_reader_is_killed);
  ADD ("reader-of-a-stopped-one-is-killed", test_reader_of_stopped_is_killed);
  ADD ("forks", test_forks);
  ADD ("becomes-another-program", test_execs);
  ADD ("first-look", test_first_look);
  ADD ("moment-of-a-new-thread", test_moment_of_a_new_thread);
  ADD ("threads-come-and-go", test_threads_come_and_go);
  ADD ("all-threads-stop", test_all_threads_stop);
  ADD ("does-not-stop", test_does_not_stop);
  ADD ("held-by-a-debugger", test_held_by_debugger);
  ADD ("watched-by-a-debugger", test_watched_by_debugger);
  ADD ("reasons", test_reasons);
#undef ADD
  return g_test_run ();
}
