/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium watch PID: the counters of a running process, again and again, without stopping it. */
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/report.h"
#include "cli/watch-report.h"
#include "source/process/process.h"

#define USAGE        "[--interval SECONDS] [--count N] [--json] PID"
#define INTERVAL_MIN 0.05
#define INTERVAL_MAX 86400
#define PATIENCE_US  (10 * G_USEC_PER_SEC) /* so long may a Python take to start */

typedef struct {
  GMainLoop *loop;  /* owned */
  HpSource *source; /* owned */
  HpWatchReport *report;
  pid_t pid;
  int left;          /* readings; 0: without end */
  gint64 failing_us; /* since when readings fail; 0: they do not */
  int status;
} Watch;

static void
end (Watch *self, int status)
{
  self->status = status;
  g_main_loop_quit (self->loop);
}

static void
ended_cb (Watch *self, const char *message)
{
  hp_watch_report_say (self->report, message);
  end (self, 0);
}

static gboolean
stop_cb (gpointer data)
{
  Watch *self = data;

  end (self, 0);
  return G_SOURCE_CONTINUE;
}

static gboolean
open_source (Watch *self, GError **error)
{
  HpSource *source = hp_process_source_new (self->pid, error);

  if (source == NULL)
    return FALSE;
  g_clear_object (&self->source);
  self->source = source;
  g_signal_connect_swapped (source, "ended", G_CALLBACK (ended_cb), self);
  return TRUE;
}

/* Whether it is on its way out, which "ended" will tell, or a Python that is still starting. */
static gboolean
is_passing (Watch *self, const GError *error)
{
  switch ((HpProcessError)error->code) {
  case HP_PROCESS_ERROR_ENDED:
  case HP_PROCESS_ERROR_NO_SUCH_PROCESS: return TRUE;
  case HP_PROCESS_ERROR_NOT_READY:
  case HP_PROCESS_ERROR_NO_LAYOUT: return g_get_monotonic_time () - self->failing_us < PATIENCE_US;
  default: return FALSE;
  }
}

/* A process that cannot be read any more may have become another program, which may be a Python as
 * well. */
static void
find_again (Watch *self)
{
  GError *error = NULL;

  if (self->failing_us == 0)
    self->failing_us = g_get_monotonic_time ();
  if (open_source (self, &error))
    return;
  if (is_passing (self, error))
    g_error_free (error);
  else
    end (self, hp_cli_fail ("watch", error));
}

static gboolean
read_cb (gpointer data)
{
  Watch *self = data;
  g_autoptr (HpSummary) summary = hp_process_source_count (HP_PROCESS_SOURCE (self->source));

  if (summary == NULL) {
    find_again (self);
    return G_SOURCE_CONTINUE;
  }
  self->failing_us = 0;
  hp_watch_report_print (self->report, self->source, summary);
  if (self->left > 0 && --self->left == 0) {
    end (self, 0);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
first_cb (gpointer data)
{
  read_cb (data);
  return G_SOURCE_REMOVE;
}

static void
watch (Watch *self, double interval)
{
  guint sources[3];

  self->loop = g_main_loop_new (NULL, FALSE);
  sources[0] = g_unix_signal_add (SIGINT, stop_cb, self);
  sources[1] = g_unix_signal_add (SIGTERM, stop_cb, self);
  sources[2] = g_timeout_add ((guint)(interval * 1000), read_cb, self);
  g_idle_add (first_cb, self);
  g_main_loop_run (self->loop);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  g_main_loop_unref (self->loop);
}

int
hp_cli_watch (int argc, char **argv)
{
  Watch self = { 0 };
  gboolean json = FALSE;
  double interval = 1;
  guint64 pid;
  const GOptionEntry entries[] = {
    { "interval", 'i', 0, G_OPTION_ARG_DOUBLE, &interval,
      "Seconds between two readings (1; at least 0.05)", "SECONDS" },
    { "count", 'n', 0, G_OPTION_ARG_INT, &self.left, "End after so many readings", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON object a reading, each on a line",
      NULL },
    { NULL },
  };
  GError *error = NULL;

  if (!hp_cli_parse ("watch", USAGE, entries, &argc, &argv, 1))
    return 2;
  if (!g_ascii_string_to_unsigned (argv[1], 10, 1, G_MAXINT32, &pid, NULL))
    return hp_cli_wrong_usage ("watch", USAGE, "PID wants the number of a process");
  if (!(interval >= INTERVAL_MIN && interval <= INTERVAL_MAX))
    return hp_cli_wrong_usage ("watch", USAGE, "--interval is 0.05 to 86400 seconds");
  if (self.left < 0)
    return hp_cli_wrong_usage ("watch", USAGE, "--count wants a number from 1 on");
  self.pid = (pid_t)pid;
  if (!open_source (&self, &error))
    return hp_cli_fail ("watch", error);
  self.report = hp_watch_report_new (json                     ? HP_WATCH_JSON
                                     : isatty (STDOUT_FILENO) ? HP_WATCH_SCREEN
                                                              : HP_WATCH_LINES,
                                     interval);
  watch (&self, interval);
  hp_watch_report_free (self.report);
  g_object_unref (self.source);
  return self.status;
}
