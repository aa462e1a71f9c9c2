/* SPDX-License-Identifier: Apache-2.0 */
#include "support/session.h"

static void
on_output (HpSource *source, int kind, const char *text, gpointer data)
{
  Session *self = data;

  g_string_append (kind == HP_OUTPUT_STDERR ? self->errors : self->output, text);
}

static void
on_executed (HpSource *source, const char *code, int how, gpointer data)
{
  Session *self = data;

  self->n_executed++;
  self->how = (HpExecuted)how;
}

static void
on_ended (HpSource *source, const char *message, gpointer data)
{
  Session *self = data;

  g_test_message ("ended: %s", message);
  g_free (self->ended);
  self->ended = g_strdup (message);
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Session *self = data;

  self->snapshot = hp_source_snapshot_finish (HP_SOURCE (source), result, &self->error);
  self->answered = TRUE;
}

void
session_init (Session *self, HpSource *source)
{
  self->source = source;
  self->output = g_string_new (NULL);
  self->errors = g_string_new (NULL);
  g_signal_connect (source, "output", G_CALLBACK (on_output), self);
  g_signal_connect (source, "executed", G_CALLBACK (on_executed), self);
  g_signal_connect (source, "ended", G_CALLBACK (on_ended), self);
}

void
session_clear (Session *self, gconstpointer data)
{
  g_object_unref (self->source);
  g_string_free (self->output, TRUE);
  g_string_free (self->errors, TRUE);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_clear_error (&self->error);
  g_free (self->ended);
}

void
session_execute (Session *self, const char *code)
{
  guint before = self->n_executed;

  g_string_truncate (self->output, 0);
  g_string_truncate (self->errors, 0);
  hp_source_execute (self->source, code);
  WAIT_UNTIL (self->n_executed > before);
}

typedef struct {
  char **names;
  gboolean done;
} Completion;

static void
completed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Completion *completion = data;

  completion->names = hp_source_complete_finish (result);
  completion->done = TRUE;
}

char **
session_complete (Session *self, const char *prefix)
{
  Completion completion = { 0 };

  hp_source_complete_async (self->source, prefix, completed_cb, &completion);
  WAIT_UNTIL (completion.done);
  return completion.names;
}

void
session_take_picture (Session *self)
{
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_clear_error (&self->error);
  self->answered = FALSE;
  hp_source_snapshot_async (self->source, HP_LEVEL_VALUES, NULL, NULL, NULL, picture_cb, self);
  WAIT_UNTIL (self->answered);
}
