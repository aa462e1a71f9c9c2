/* SPDX-License-Identifier: Apache-2.0 */
#include "source/child/child-process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/process/status.h"

/* The text of driver.py. */
static const char hp_child_driver[] = {
#include "child-driver.h"
  '\0',
};

/* Its file name tells whose functions these are. */
#define START_DRIVER "exec(compile(__import__('sys').argv[1], '<heaparium>', 'exec'))"

/* Bytes of output read at once, and at most before others have their turn: a program that prints
 * without end must not keep us. A pipe holds fewer. MAX_LINE: of an answer. */
#define CHUNK    16384
#define AT_ONCE  (1 << 20)
#define MAX_LINE 65536

/* Those that are read from come first. */
enum {
  STDOUT,
  STDERR,
  ANSWERS,
  N_STREAMS,
  COMMANDS = N_STREAMS,
  INPUT,
  N_CHANNELS,
};

typedef struct {
  HpChildProcess *self;
  int number; /* STDOUT, STDERR or ANSWERS */
  int fd;     /* owned; -1: closed */
  guint watch;
  GString *rest; /* owned: bytes of an incomplete line or character */
} Stream;

/* What is written to. */
typedef struct {
  int fd; /* owned; a socket */
  guint watch;
  GByteArray *unsent; /* owned */
} Outlet;

/* Counted: a listener may free the object from within a callback. What is stopped has no open file
 * and calls nobody. */
struct _HpChildProcess {
  guint references;
  gboolean is_stopped;
  GSubprocess *process; /* owned */
  pid_t pid;            /* 0: it ended as soon as it was started */
  int pid_fd;           /* owned: this process and no later one of that number; -1: none */
  HpChildListener listener;
  gpointer data;
  Outlet commands, input;
  Stream streams[N_STREAMS];
  GCancellable *cancellable; /* owned: ends the wait for the end */
};

/* ---- listening ---- */

static void
tell_output (Stream *stream)
{
  HpChildProcess *self = stream->self;
  const char *end;
  g_autofree char *text = NULL;

  /* A character may be cut in two; what can be no character at all is replaced. */
  g_utf8_validate (stream->rest->str, (gssize)stream->rest->len, &end);
  if (stream->rest->str + stream->rest->len - end >= 4)
    end = stream->rest->str + stream->rest->len;
  text = g_utf8_make_valid (stream->rest->str, end - stream->rest->str);
  g_string_erase (stream->rest, 0, end - stream->rest->str);
  if (*text != '\0')
    self->listener.output (self->data,
                           stream->number == STDERR ? HP_OUTPUT_STDERR : HP_OUTPUT_STDOUT, text);
}

static gboolean read_stream (Stream *stream);
static void unref (HpChildProcess *self);

/* What was printed before the answer is in the pipes by now. */
static void
tell_answers (Stream *stream)
{
  HpChildProcess *self = stream->self;
  char *newline;

  while (!self->is_stopped &&
         (newline = memchr (stream->rest->str, '\n', stream->rest->len)) != NULL) {
    g_autofree char *line = g_strndup (stream->rest->str, (gsize)(newline - stream->rest->str));

    g_string_erase (stream->rest, 0, (gssize)strlen (line) + 1);
    read_stream (&self->streams[STDOUT]);
    read_stream (&self->streams[STDERR]);
    if (!self->is_stopped)
      self->listener.answer (self->data, line);
  }
  if (stream->rest->len > MAX_LINE)
    g_string_truncate (stream->rest, 0);
}

/* Reads what is there, but no more than a lot. FALSE at the end. */
static gboolean
read_stream (Stream *stream)
{
  char bytes[CHUNK];
  gssize n = 1;
  gboolean is_open;

  if (stream->fd < 0)
    return FALSE;
  for (gsize got = 0; got < AT_ONCE && (n = read (stream->fd, bytes, sizeof bytes)) > 0;
       got += (gsize)n)
    g_string_append_len (stream->rest, bytes, n);
  is_open = n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
  if (stream->rest->len > 0 && !stream->self->is_stopped) {
    if (stream->number == ANSWERS)
      tell_answers (stream);
    else
      tell_output (stream);
  }
  return is_open;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer data)
{
  Stream *stream = data;
  HpChildProcess *self = stream->self;
  gboolean goes_on;

  self->references++;
  goes_on = read_stream (stream) && !self->is_stopped;
  if (!goes_on)
    stream->watch = 0;
  unref (self);
  return goes_on ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
stream_init (HpChildProcess *self, int number, int fd)
{
  Stream *stream = &self->streams[number];

  *stream = (Stream){ self, number, fd, 0, g_string_new (NULL) };
  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  /* Text is less urgent than drawing it. */
  stream->watch =
      g_unix_fd_add_full (number == ANSWERS ? G_PRIORITY_DEFAULT : G_PRIORITY_DEFAULT_IDLE, fd,
                          G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, stream, NULL);
}

static void
stream_close (Stream *stream)
{
  g_clear_handle_id (&stream->watch, g_source_remove);
  if (stream->fd >= 0)
    close (stream->fd);
  stream->fd = -1;
}

/* ---- telling ---- */

static gboolean
writable_cb (int fd, GIOCondition condition, gpointer data)
{
  Outlet *self = data;
  gssize n = send (fd, self->unsent->data, self->unsent->len, MSG_NOSIGNAL);

  if (n > 0)
    g_byte_array_remove_range (self->unsent, 0, (guint)n);
  if (self->unsent->len > 0 && (n > 0 || errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  g_byte_array_set_size (self->unsent, 0);
  self->watch = 0;
  return G_SOURCE_REMOVE;
}

static void
outlet_init (Outlet *self, int fd)
{
  self->fd = fd;
  self->unsent = g_byte_array_new ();
  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
}

static void
outlet_send (Outlet *self, const char *text)
{
  g_byte_array_append (self->unsent, (const guint8 *)text, (guint)strlen (text));
  if (self->watch == 0)
    self->watch = g_unix_fd_add (self->fd, G_IO_OUT | G_IO_ERR, writable_cb, self);
}

static void
outlet_close (Outlet *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  close (self->fd);
}

void
hp_child_process_send (HpChildProcess *self, const char *command, const char *name,
                       const char *text)
{
  g_autofree char *head = g_strdup_printf ("%s %" G_GSIZE_FORMAT "\n%s%s", command, strlen (text),
                                           name != NULL ? name : "", name != NULL ? "\n" : "");

  outlet_send (&self->commands, head);
  outlet_send (&self->commands, text);
}

void
hp_child_process_type (HpChildProcess *self, const char *line)
{
  outlet_send (&self->input, line);
  outlet_send (&self->input, "\n");
}

/* Sent before this returns. GSubprocess has another thread send it, and under load it hit the line
 * that came after the one it was meant for. */
void
hp_child_process_interrupt (HpChildProcess *self)
{
#ifdef SYS_pidfd_send_signal
  if (self->pid_fd >= 0) {
    syscall (SYS_pidfd_send_signal, self->pid_fd, SIGINT, NULL, 0);
    return;
  }
#endif
  g_subprocess_send_signal (self->process, SIGINT);
}

pid_t
hp_child_process_get_pid (const HpChildProcess *self)
{
  return self->pid;
}

/* ---- beginning and end ---- */

static char *
describe_end (GSubprocess *process)
{
  if (g_subprocess_get_if_signaled (process))
    return g_strdup_printf ("Python was ended by signal %d (%s)",
                            g_subprocess_get_term_sig (process),
                            g_strsignal (g_subprocess_get_term_sig (process)));
  return g_strdup_printf (
      "Python has ended with status %d",
      g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HpChildProcess *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self is gone */
  self->references++;
  for (int i = 0; i < N_STREAMS; i++)
    read_stream (&self->streams[i]);
  message = describe_end (self->process);
  if (!self->is_stopped)
    self->listener.ended (self->data, message);
  unref (self);
}

/* In the child, between fork and exec: it must not outlive us. Ctrl+C at our terminal is not meant
 * for it. */
static void
set_up_child (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  setpgid (0, 0);
}

/* [0] is read from, [1] written to. What we write goes through sockets, because writing to a pipe
 * that nobody reads any more raises a signal. */
static gboolean
open_channel (int number, int fds[2], GError **error)
{
  if (number < N_STREAMS)
    return g_unix_open_pipe (fds, FD_CLOEXEC, error);
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No channel to Python: %s",
               g_strerror (errno));
  return FALSE;
}

static void
close_channels (int channels[N_CHANNELS][2])
{
  for (int i = 0; i < 2 * N_CHANNELS; i++)
    if (channels[i / 2][i % 2] >= 0)
      close (channels[i / 2][i % 2]);
}

static gboolean
open_channels (int channels[N_CHANNELS][2], GError **error)
{
  for (int i = 0; i < N_CHANNELS; i++)
    if (!open_channel (i, channels[i], error)) {
      channels[i][0] = channels[i][1] = -1;
      close_channels (channels);
      return FALSE;
    }
  return TRUE;
}

static GSubprocess *
spawn (const char *python, int channels[N_CHANNELS][2], GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);

  g_subprocess_launcher_set_child_setup (launcher, set_up_child, NULL, NULL);
  g_subprocess_launcher_unsetenv (launcher, "PYTHONUNBUFFERED"); /* see driver.py */
  g_subprocess_launcher_set_stdin_file_path (launcher, "/dev/null");
  g_subprocess_launcher_take_stdout_fd (launcher, g_steal_fd (&channels[STDOUT][1]));
  g_subprocess_launcher_take_stderr_fd (launcher, g_steal_fd (&channels[STDERR][1]));
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&channels[COMMANDS][0]), 3);
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&channels[ANSWERS][1]), 4);
  g_subprocess_launcher_take_fd (launcher, g_steal_fd (&channels[INPUT][0]), 5);
  return g_subprocess_launcher_spawn (launcher, error, python, "-c", START_DRIVER, hp_child_driver,
                                      HP_CHILD_MARK, NULL);
}

static int
open_pid (pid_t pid)
{
#ifdef SYS_pidfd_open
  return pid > 0 ? (int)syscall (SYS_pidfd_open, pid, 0) : -1;
#else
  return -1;
#endif
}

static void
init (HpChildProcess *self, int channels[N_CHANNELS][2])
{
  const char *number = g_subprocess_get_identifier (self->process);

  self->pid = number != NULL ? (pid_t)g_ascii_strtoll (number, NULL, 10) : 0;
  self->pid_fd = open_pid (self->pid);
  self->cancellable = g_cancellable_new ();
  outlet_init (&self->commands, channels[COMMANDS][1]);
  outlet_init (&self->input, channels[INPUT][1]);
  for (int i = 0; i < N_STREAMS; i++)
    stream_init (self, i, channels[i][0]);
  g_subprocess_wait_async (self->process, self->cancellable, ended_cb, self);
}

HpChildProcess *
hp_child_process_new (const char *python, const HpChildListener *listener, gpointer data,
                      GError **error)
{
  int channels[N_CHANNELS][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
  GSubprocess *process;
  HpChildProcess *self;

  if (!open_channels (channels, error))
    return NULL;
  process = spawn (python, channels, error);
  if (process == NULL) {
    close_channels (channels);
    return NULL;
  }
  self = g_new0 (HpChildProcess, 1);
  self->references = 1;
  self->process = process;
  self->listener = *listener;
  self->data = data;
  init (self, channels);
  return self;
}

static void
unref (HpChildProcess *self)
{
  if (--self->references > 0)
    return;
  for (int i = 0; i < N_STREAMS; i++)
    g_string_free (self->streams[i].rest, TRUE);
  g_byte_array_unref (self->commands.unsent);
  g_byte_array_unref (self->input.unsent);
  g_object_unref (self->cancellable);
  g_object_unref (self->process);
  if (self->pid_fd >= 0)
    close (self->pid_fd);
  g_free (self);
}

void
hp_child_process_free (HpChildProcess *self)
{
  if (self == NULL)
    return;
  self->is_stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  outlet_close (&self->commands);
  outlet_close (&self->input);
  g_subprocess_force_exit (self->process);
  for (int i = 0; i < N_STREAMS; i++)
    stream_close (&self->streams[i]);
  unref (self);
}
