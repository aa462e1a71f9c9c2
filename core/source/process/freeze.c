/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/freeze.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/maps.h"
#include "source/process/status.h"

#define PATIENCE_US (2 * G_USEC_PER_SEC)

typedef struct {
  pid_t tid;
  int signal;       /* one that was on its way: delivered when the thread runs on */
  gboolean stopped; /* else: asked to stop, or gone */
  gboolean gone;
} Thread;

struct _HpFreeze {
  pid_t pid;
  GArray *threads;  /* of Thread */
  guint waited;     /* so many of them have been waited for */
  guint ended;      /* threads of the last listing that had ended and are not waited for */
  gboolean held;    /* by a debugger; threads is then empty */
  guint64 switches; /* held: how often its threads had been switched to */
};

static gboolean
knows (HpFreeze *self, pid_t tid)
{
  for (guint i = self->threads->len; i > 0; i--)
    if (g_array_index (self->threads, Thread, i - 1).tid == tid)
      return TRUE;
  return FALSE;
}

/* Takes note of one wait status. */
static void
note_status (Thread *thread, int status)
{
  if (WIFEXITED (status) || WIFSIGNALED (status)) {
    thread->gone = TRUE;
    return;
  }
  if (!WIFSTOPPED (status))
    return;
  thread->stopped = TRUE;
  if (status >> 16 == 0)
    thread->signal = WSTOPSIG (status);
}

static gboolean
wait_for (Thread *thread, gint64 deadline)
{
  for (guint round = 0;; round++) {
    int status;
    pid_t got = waitpid (thread->tid, &status, __WALL | WNOHANG);

    if (got == thread->tid)
      note_status (thread, status);
    else if (got < 0 && errno != EINTR)
      thread->gone = TRUE;
    if (thread->stopped || thread->gone)
      return TRUE;
    if (g_get_monotonic_time () > deadline)
      return FALSE;
    if (round > 20)
      g_usleep (50);
  }
}

/* A thread that is ending cannot be traced any more, nor does it run: EPERM means that only. */
static gboolean
is_ending (HpFreeze *self, pid_t tid)
{
  char state = hp_thread_state (self->pid, tid);
  self->ended += state == 'Z';
  return state == 'Z' || state == 'X' || state == '\0';
}

/* Asks all threads not known yet to stop. Returns how many were new, -1 with errno. */
static int
seize_new_threads (HpFreeze *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)self->pid);
  DIR *directory = opendir (path);
  struct dirent *entry;
  int n = 0;

  if (directory == NULL)
    return -1;
  self->ended = 0;
  while ((entry = readdir (directory)) != NULL) {
    Thread thread = { .tid = atoi (entry->d_name) };
    if (thread.tid <= 0 || knows (self, thread.tid))
      continue;
    if (ptrace (PTRACE_SEIZE, thread.tid, NULL, NULL) != 0) {
      int failure = errno;
      if (is_ending (self, thread.tid) || failure == ESRCH)
        continue;
      closedir (directory);
      errno = failure;
      return -1;
    }
    ptrace (PTRACE_INTERRUPT, thread.tid, NULL, NULL);
    g_array_append_val (self->threads, thread);
    n++;
  }
  closedir (directory);
  return n;
}

static guint
count_stopped (HpFreeze *self)
{
  guint n = 0;

  for (guint i = 0; i < self->threads->len; i++) {
    const Thread *thread = &g_array_index (self->threads, Thread, i);
    n += thread->stopped && !thread->gone;
  }
  return n;
}

/* That a listing shows no new thread is not enough: one that ends while it is listed cuts the
 * listing short. What stands still cannot end, so equal numbers mean that nothing is left. */
static gboolean
all_are_stopped (HpFreeze *self)
{
  return count_stopped (self) + self->ended >= hp_process_n_threads (self->pid);
}

/* Whether a debugger keeps all threads stopped; counts their switches. */
static gboolean
is_held (pid_t pid, guint64 *switches)
{
  HpProcessStatus status;
  gboolean still = FALSE;

  if (!hp_process_status_read (pid, &status))
    return FALSE;
  if (status.tracer != 0)
    still = hp_process_stands_still (pid, switches);
  hp_process_status_clear (&status);
  return still;
}

gboolean
hp_freeze_is_held (const HpFreeze *self)
{
  return self->held;
}

gboolean
hp_freeze_stood_still (const HpFreeze *self)
{
  guint64 switches;

  return !self->held ||
         (hp_process_stands_still (self->pid, &switches) && switches == self->switches);
}

static void
set_stuck (GError **error, pid_t pid, const char *what)
{
  g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_STUCK,
               "%s of PID %d does not stop (it may wait for a disk or be frozen): try again later, "
               "or read without stopping (--no-stop)",
               what, (int)pid);
}

/* Waits for all threads that were asked to stop. */
static gboolean
wait_for_all (HpFreeze *self, gint64 deadline, GError **error)
{
  for (; self->waited < self->threads->len; self->waited++) {
    Thread *thread = &g_array_index (self->threads, Thread, self->waited);
    if (!wait_for (thread, deadline)) {
      g_autofree char *what = g_strdup_printf ("thread %d", (int)thread->tid);
      set_stuck (error, self->pid, what);
      return FALSE;
    }
  }
  return TRUE;
}

/* Threads that still run may start others: listed again until all stand still. */
static gboolean
stop_all (HpFreeze *self, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;
  int n;

  while ((n = seize_new_threads (self)) > 0 || (n == 0 && !all_are_stopped (self))) {
    if (!wait_for_all (self, deadline, error))
      return FALSE;
    if (g_get_monotonic_time () > deadline) {
      set_stuck (error, self->pid, "a thread");
      return FALSE;
    }
  }
  if (n < 0)
    hp_process_set_error (error, self->pid, errno);
  else if (count_stopped (self) == 0)
    hp_process_set_error (error, self->pid, ESRCH);
  return n == 0 && count_stopped (self) > 0;
}

HpFreeze *
hp_freeze_new (pid_t pid, GError **error)
{
  g_autoptr (HpFreeze) self = g_new0 (HpFreeze, 1);
  g_autoptr (GError) failure = NULL;

  self->pid = pid;
  self->threads = g_array_new (FALSE, TRUE, sizeof (Thread));
  if (stop_all (self, &failure))
    return g_steal_pointer (&self);
  if (failure->code == HP_PROCESS_ERROR_NOT_PERMITTED && self->threads->len == 0 &&
      is_held (pid, &self->switches)) {
    self->held = TRUE;
    return g_steal_pointer (&self);
  }
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

void
hp_freeze_release (HpFreeze *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->threads->len; i++) {
    Thread *thread = &g_array_index (self->threads, Thread, i);
    if (!thread->stopped && !thread->gone)
      wait_for (thread, g_get_monotonic_time () + 10000);
    if (thread->stopped)
      ptrace (PTRACE_DETACH, thread->tid, NULL, (gpointer)(gsize)thread->signal);
  }
  g_array_unref (self->threads);
  g_free (self);
}
