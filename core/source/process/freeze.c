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
is_ending (pid_t pid, pid_t tid)
{
  char state = hp_thread_state (pid, tid);
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
  while ((entry = readdir (directory)) != NULL) {
    Thread thread = { .tid = atoi (entry->d_name) };
    if (thread.tid <= 0 || knows (self, thread.tid))
      continue;
    if (ptrace (PTRACE_SEIZE, thread.tid, NULL, NULL) != 0) {
      int failure = errno;
      if (failure == ESRCH || is_ending (self->pid, thread.tid))
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

static gboolean
any_is_stopped (HpFreeze *self)
{
  for (guint i = 0; i < self->threads->len; i++)
    if (g_array_index (self->threads, Thread, i).stopped)
      return TRUE;
  return FALSE;
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

HpFreeze *
hp_freeze_new (pid_t pid, GError **error)
{
  g_autoptr (HpFreeze) self = g_new0 (HpFreeze, 1);
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;
  guint waited = 0;
  int n;

  self->pid = pid;
  self->threads = g_array_new (FALSE, TRUE, sizeof (Thread));
  while ((n = seize_new_threads (self)) > 0)
    for (; waited < self->threads->len; waited++)
      if (!wait_for (&g_array_index (self->threads, Thread, waited), deadline)) {
        g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_STUCK,
                     "thread %d of PID %d does not stop (it may wait for a disk or be frozen): "
                     "try again later, or read without stopping (--no-stop)",
                     (int)g_array_index (self->threads, Thread, waited).tid, (int)pid);
        return NULL;
      }
  if (n < 0) {
    int failure = errno;
    if (failure == EPERM && self->threads->len == 0 && is_held (pid, &self->switches)) {
      self->held = TRUE;
      return g_steal_pointer (&self);
    }
    hp_process_set_error (error, pid, failure);
    return NULL;
  }
  if (!any_is_stopped (self)) {
    hp_process_set_error (error, pid, ESRCH);
    return NULL;
  }
  return g_steal_pointer (&self);
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
