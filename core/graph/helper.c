/* SPDX-License-Identifier: Apache-2.0 */

/* Running heaparium-layout: feed it, drain it, and stop it when it is cancelled or too slow. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>

#include "graph/layout.h"

/* A picture of the largest graph has a tenth of it. */
#define OUTPUT_LIMIT   (128u << 20)
#define COMPLAINT_SIZE 4096

typedef struct {
  GSubprocess *process; /* owned */
  GOutputStream *in;    /* borrowed from the process, as are the next two */
  GInputStream *out;
  GInputStream *err;
  const char *rest; /* what the child has not read yet */
  gsize rest_length;
  GByteArray *answer; /* owned */
  GString *complaint; /* owned */
} Child;

static void
child_clear (Child *child)
{
  if (child->process != NULL) {
    g_subprocess_force_exit (child->process);
    g_subprocess_wait (child->process, NULL, NULL); /* killed above: it cannot take long */
  }
  g_clear_object (&child->process);
  g_clear_pointer (&child->answer, g_byte_array_unref);
  if (child->complaint != NULL)
    g_string_free (child->complaint, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Child, child_clear)

static char *
check_path (char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR))
    return path;
  g_free (path);
  return NULL;
}

char *
hp_graph_find_helper (void)
{
  static const char *const places[] = { ".", "../libexec", "../core/graph", "../../core/graph",
                                        "../../../core/graph" };
  const char *override = g_getenv ("HEAPARIUM_LAYOUT_HELPER");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;

  if (override != NULL && *override != '\0')
    return check_path (g_strdup (override));
  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (places); i++) {
    char *path = check_path (g_build_filename (folder, places[i], "heaparium-layout", NULL));

    if (path != NULL)
      return path;
  }
  return check_path (g_build_filename (HP_LIBEXECDIR, "heaparium-layout", NULL));
}

static gboolean
start (Child *child, const char *engine, const char *format, GError **error)
{
  g_autofree char *path = hp_graph_find_helper ();
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) problem = NULL;
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                           G_SUBPROCESS_FLAGS_STDERR_PIPE;

  if (path == NULL) {
    g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_HELPER,
                 "The program heaparium-layout, which places the nodes, was not found; set "
                 "HEAPARIUM_LAYOUT_HELPER to its path");
    return FALSE;
  }
  launcher = g_subprocess_launcher_new (flags);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  child->process = g_subprocess_launcher_spawn (launcher, &problem, path, engine, format, NULL);
  if (child->process == NULL) {
    g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_HELPER, "%s could not be started: %s", path,
                 problem->message);
    return FALSE;
  }
  child->in = g_subprocess_get_stdin_pipe (child->process);
  child->out = g_subprocess_get_stdout_pipe (child->process);
  child->err = g_subprocess_get_stderr_pipe (child->process);
  return g_unix_set_fd_nonblocking (g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (child->in)),
                                    TRUE, error) &&
         g_unix_set_fd_nonblocking (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (child->out)),
                                    TRUE, error) &&
         g_unix_set_fd_nonblocking (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (child->err)),
                                    TRUE, error);
}

/* Writes without raising SIGPIPE, whatever the program has made of that signal. */
static gssize
write_quietly (int fd, const char *data, gsize length)
{
  static const struct timespec now = { 0, 0 };
  sigset_t pipe_set, before, pending;
  gssize written;
  int problem;

  sigemptyset (&pipe_set);
  sigaddset (&pipe_set, SIGPIPE);
  sigpending (&pending);
  pthread_sigmask (SIG_BLOCK, &pipe_set, &before);
  written = write (fd, data, length);
  problem = errno;
  if (written < 0 && problem == EPIPE && !sigismember (&pending, SIGPIPE))
    sigtimedwait (&pipe_set, NULL, &now); /* ours: take it back */
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  errno = problem;
  return written;
}

/* A child that closed its input early has its reasons; its exit status will tell. */
static void
feed (Child *child, int fd)
{
  gssize written = write_quietly (fd, child->rest, child->rest_length);

  if (written > 0) {
    child->rest += written;
    child->rest_length -= (gsize)written;
  } else if (written < 0 && errno != EAGAIN && errno != EINTR) {
    child->rest_length = 0;
  }
  if (child->rest_length == 0) {
    g_output_stream_close (child->in, NULL, NULL);
    child->in = NULL;
  }
}

/* Returns FALSE at the end of the stream. */
static gboolean
drain (int fd, guint8 *buffer, gsize size, gsize *got)
{
  gssize n = read (fd, buffer, size);

  *got = n > 0 ? (gsize)n : 0;
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static gboolean
drain_both (Child *child, short out_events, short err_events, GError **error)
{
  guint8 buffer[16384];
  gsize got;

  if (out_events != 0) {
    if (!drain (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (child->out)), buffer,
                sizeof buffer, &got))
      child->out = NULL;
    if (child->answer->len + got > OUTPUT_LIMIT) {
      g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_BAD_ANSWER,
                   "heaparium-layout answered with more than %u MiB; draw fewer nodes",
                   OUTPUT_LIMIT >> 20);
      return FALSE;
    }
    g_byte_array_append (child->answer, buffer, (guint)got);
  }
  if (err_events != 0) {
    if (!drain (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (child->err)), buffer,
                sizeof buffer, &got))
      child->err = NULL;
    if (child->complaint->len < COMPLAINT_SIZE)
      g_string_append_len (child->complaint, (const char *)buffer,
                           (gssize)MIN (got, COMPLAINT_SIZE - child->complaint->len));
  }
  return TRUE;
}

static gboolean
set_timed_out (guint timeout_ms, GError **error)
{
  g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TIMED_OUT,
               "This graph takes longer than %u s to draw; draw fewer nodes or group them by type",
               (timeout_ms + 999) / 1000);
  return FALSE;
}

/* Moves bytes until the child closed its output, is cancelled or too slow. */
static gboolean
converse (Child *child, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64)timeout_ms * 1000;
  GPollFD wake = { .fd = -1 };

  if (cancellable != NULL && !g_cancellable_make_pollfd (cancellable, &wake))
    wake.fd = -1; /* no descriptor left: look at the cancellable now and then instead */
  while (child->out != NULL || child->err != NULL) {
    gint64 left = (deadline - g_get_monotonic_time ()) / 1000;
    int in_fd = child->in ? g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (child->in)) : -1;
    struct pollfd fds[4] = {
      { .fd = in_fd, .events = POLLOUT },
      { .fd = child->out ? g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (child->out)) : -1,
        .events = POLLIN },
      { .fd = child->err ? g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (child->err)) : -1,
        .events = POLLIN },
      { .fd = wake.fd, .events = POLLIN },
    };
    gboolean fine;

    fine = !g_cancellable_set_error_if_cancelled (cancellable, error);
    if (fine && left <= 0)
      fine = set_timed_out (timeout_ms, error);
    if (fine && poll (fds, G_N_ELEMENTS (fds), (int)MIN (left, 100)) > 0) {
      if (fds[0].revents != 0)
        feed (child, in_fd);
      fine = drain_both (child, fds[1].revents, fds[2].revents, error);
    }
    if (!fine) {
      if (wake.fd >= 0)
        g_cancellable_release_fd (cancellable);
      return FALSE;
    }
  }
  if (wake.fd >= 0)
    g_cancellable_release_fd (cancellable);
  return TRUE;
}

/* The child closed its output; it must end by itself, and well. */
static gboolean
check_end (Child *child, GError **error)
{
  g_autofree char *complaint = NULL;

  /* The outputs are closed, so the child has at most its exit left; SIGKILL would hide the status.
   */
  for (guint i = 0; i < 200; i++) {
    if (g_subprocess_get_identifier (child->process) == NULL)
      break;
    g_usleep (500);
  }
  if (g_subprocess_get_identifier (child->process) != NULL)
    g_subprocess_force_exit (child->process);
  g_subprocess_wait (child->process, NULL, NULL);
  if (g_subprocess_get_successful (child->process))
    return TRUE;
  complaint = g_utf8_make_valid (g_strstrip (child->complaint->str), -1);
  if (g_subprocess_get_if_signaled (child->process))
    g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_HELPER,
                 "heaparium-layout was ended by signal %d; draw fewer nodes%s%s",
                 g_subprocess_get_term_sig (child->process), *complaint ? ": " : "", complaint);
  else
    g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_HELPER, "%s",
                 *complaint ? complaint : "heaparium-layout failed without saying why");
  return FALSE;
}

GBytes *
hp_graph_run_helper (const char *dot, const char *engine, const char *format, guint timeout_ms,
                     GCancellable *cancellable, GError **error)
{
  g_auto (Child) child = { 0 };

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  child.answer = g_byte_array_new ();
  child.complaint = g_string_new (NULL);
  child.rest = dot;
  child.rest_length = strlen (dot);
  if (!start (&child, engine, format, error) ||
      !converse (&child, timeout_ms, cancellable, error) || !check_end (&child, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&child.answer));
}
