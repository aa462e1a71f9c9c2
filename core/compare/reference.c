/* SPDX-License-Identifier: Apache-2.0 */

/* The run in the reference interpreter: a child with its own process group, its output drained as
 * it comes, its counters on a pipe of their own (counting.py writes them). */

#include "compare/reference.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "compare/side.h"

enum { STREAM_OUT, STREAM_ERR, STREAM_REPORT, N_STREAMS };
enum { REPORT_FD = 3 };

/* After the interruption a program has this long to end by itself, as CPython's does. */
#define GRACE_US   (2 * G_USEC_PER_SEC)
#define REPORT_MAX ((gsize)64 << 20)

static const char counting[] = {
#include "counting.h"
  0
};

typedef struct {
  HpSide *side;
  const HpCompareRequest *request;
  GSubprocess *process;   /* owned */
  int streams[N_STREAMS]; /* -1: ended; out and err belong to the process, the report to us */
  GString *report;        /* owned */
  gint64 interrupted_us;  /* when it was asked to stop; 0: not yet */
  gboolean killed;
} Child;

static void
child_clear (Child *child)
{
  if (child->streams[STREAM_REPORT] >= 0)
    close (child->streams[STREAM_REPORT]);
  g_clear_object (&child->process);
  g_string_free (child->report, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Child, child_clear)

/* In the child, between fork and exec: only what is safe there. */
static void
set_up_child (gpointer data)
{
  const HpCompareRequest *request = data;

  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (request->memory_limit > 0) {
    struct rlimit limit = { request->memory_limit, request->memory_limit };

    setrlimit (RLIMIT_AS, &limit);
  }
}

static char **
make_command (const HpSide *side, const HpCompareRequest *request)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  g_autofree char *descriptor = g_strdup_printf ("%d", REPORT_FD);
  char **command;

  g_strv_builder_add_many (builder, side->program, "-I", "-S", "-B", "-X", "utf8", "-c",
                           "exec(compile(__import__('sys').argv.pop(1), 'counting', 'exec'), {})",
                           counting, descriptor, NULL);
  g_strv_builder_addv (builder, (const char **)request->arguments);
  command = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return command;
}

static gboolean
start (Child *child, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_auto (GStrv) command = make_command (child->side, child->request);
  int report[2];

  if (!g_unix_open_pipe (report, FD_CLOEXEC, error))
    return FALSE;
  child->streams[STREAM_REPORT] = report[0];
  g_subprocess_launcher_take_fd (launcher, report[1], REPORT_FD);
  g_subprocess_launcher_set_child_setup (launcher, set_up_child, (gpointer)child->request, NULL);
  child->process = g_subprocess_launcher_spawnv (launcher, (const char *const *)command, error);
  if (child->process == NULL)
    return FALSE;
  child->streams[STREAM_OUT] = g_unix_input_stream_get_fd (
      G_UNIX_INPUT_STREAM (g_subprocess_get_stdout_pipe (child->process)));
  child->streams[STREAM_ERR] = g_unix_input_stream_get_fd (
      G_UNIX_INPUT_STREAM (g_subprocess_get_stderr_pipe (child->process)));
  return TRUE;
}

static void
take (Child *child, guint stream, const char *bytes, gsize n)
{
  if (stream != STREAM_REPORT)
    hp_side_print (child->side, stream, bytes, n, child->request);
  else
    g_string_append_len (child->report, bytes,
                         (gssize)MIN (n, REPORT_MAX - MIN (REPORT_MAX, child->report->len)));
}

/* Reads once what is there. */
static void
drain (Child *child, guint stream)
{
  char bytes[65536];
  gssize n = read (child->streams[stream], bytes, sizeof bytes);

  if (n > 0) {
    take (child, stream, bytes, (gsize)n);
  } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
    if (stream == STREAM_REPORT)
      close (child->streams[stream]);
    child->streams[stream] = -1;
  }
}

/* First as Ctrl+C does, so that it reports; then for good. */
static void
stop (Child *child)
{
  const char *identifier = g_subprocess_get_identifier (child->process);
  gint64 now = g_get_monotonic_time ();
  pid_t pid = identifier != NULL ? (pid_t)g_ascii_strtoll (identifier, NULL, 10) : 0;

  if (pid <= 0)
    return;
  child->side->stopped = TRUE;
  if (child->interrupted_us == 0) {
    child->interrupted_us = now;
    kill (-pid, SIGINT);
  } else if (!child->killed && now > child->interrupted_us + GRACE_US) {
    child->killed = TRUE;
    kill (-pid, SIGKILL);
  }
}

/* Until all three streams have ended. */
static void
drain_all (Child *child, GCancellable *cancellable)
{
  for (;;) {
    struct pollfd polled[N_STREAMS];
    gboolean open = FALSE;

    for (guint i = 0; i < N_STREAMS; i++) {
      polled[i] = (struct pollfd){ .fd = child->streams[i], .events = POLLIN };
      open = open || child->streams[i] >= 0;
    }
    if (!open)
      return;
    if (poll (polled, N_STREAMS, 50) > 0)
      for (guint i = 0; i < N_STREAMS; i++)
        if (polled[i].fd >= 0 && polled[i].revents != 0)
          drain (child, i);
    if (hp_compare_is_over (child->request, cancellable))
      stop (child);
  }
}

/* It may have closed its streams and go on. */
static void
wait_for_end (Child *child, GCancellable *cancellable)
{
  int pause_ms = 1;

  while (g_subprocess_get_identifier (child->process) != NULL) {
    g_usleep ((gulong)pause_ms * 1000);
    pause_ms = MIN (2 * pause_ms, 50);
    if (hp_compare_is_over (child->request, cancellable))
      stop (child);
  }
}

static void
take_status (Child *child)
{
  g_subprocess_wait (child->process, NULL, NULL); /* it has ended: this only fetches the status */
  child->side->status = g_subprocess_get_if_exited (child->process)
                            ? g_subprocess_get_exit_status (child->process)
                            : 128 + g_subprocess_get_term_sig (child->process);
}

gboolean
hp_side_run_reference (HpSide *self, const HpCompareRequest *request, GCancellable *cancellable,
                       GError **error)
{
  g_auto (Child) child = {
    .side = self, .request = request, .streams = { -1, -1, -1 }, .report = g_string_new (NULL)
  };
  g_autoptr (GError) problem = NULL;

  if (!start (&child, &problem)) {
    g_set_error (error, HP_COMPARE_ERROR, HP_COMPARE_ERROR_START, "%s could not be started: %s",
                 self->program, problem->message);
    return FALSE;
  }
  drain_all (&child, cancellable);
  wait_for_end (&child, cancellable);
  take_status (&child);
  hp_side_end_printing (self);
  hp_counters_parse (child.report->str, &self->start, &self->end);
  return TRUE;
}
