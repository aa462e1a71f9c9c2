/* SPDX-License-Identifier: Apache-2.0 */
#include "fake-source.h"

#include <string.h>

struct _HpFakeSource {
  GObject parent_instance;
  HpSourceFlags flags;
  HpSnapshot *snapshot; /* owned */
  HpSummary *summary;   /* owned */
  char *error;          /* owned */
  GPtrArray *lines;     /* owned */
  gboolean slow, hangs, waits;
  char *typed; /* owned */
  guint interrupts;
};

enum { PROP_0, PROP_BUSY };

static void fake_init (HpSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HpFakeSource, hp_fake_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HP_TYPE_SOURCE, fake_init))

static HpSourceFlags
fake_get_flags (HpSource *source)
{
  return HP_FAKE_SOURCE (source)->flags;
}

static char *
fake_dup_title (HpSource *source)
{
  return g_strdup ("fake.py");
}

static char *
fake_dup_subtitle (HpSource *source)
{
  return g_strdup ("PID 42 · Python 3.11");
}

static HpSummary *
fake_dup_summary (HpSource *source)
{
  HpFakeSource *self = HP_FAKE_SOURCE (source);

  return self->summary != NULL ? hp_summary_copy (self->summary) : NULL;
}

/* ---- pictures ---- */

static void
answer (HpFakeSource *self, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->error != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", self->error);
  else
    g_task_return_pointer (task, hp_snapshot_ref (self->snapshot),
                           (GDestroyNotify)hp_snapshot_unref);
}

static gboolean
answer_later (gpointer user_data)
{
  GTask *task = user_data;
  HpFakeSource *self = g_task_get_source_object (task);

  if (self->slow && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return G_SOURCE_CONTINUE;
  answer (self, task);
  return G_SOURCE_REMOVE;
}

static void
fake_snapshot_async (HpSource *source, HpSnapshotLevel level, HpProgressFunc progress,
                     gpointer progress_data, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 1, answer_later, task, g_object_unref);
}

static HpSnapshot *
fake_snapshot_finish (HpSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- lines ---- */

typedef struct {
  HpFakeSource *self;
  char *code;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_object_unref (line->self);
  g_free (line->code);
  g_free (line);
}

static void
set_waits (HpFakeSource *self, gboolean waits)
{
  if (self->waits == waits)
    return;
  self->waits = waits;
  g_object_notify (G_OBJECT (self), "busy");
}

static gboolean
fake_wants_input (HpSource *source)
{
  return HP_FAKE_SOURCE (source)->waits;
}

static void
fake_type_input (HpSource *source, const char *line)
{
  HpFakeSource *self = HP_FAKE_SOURCE (source);

  g_free (self->typed);
  self->typed = g_strdup (line);
  set_waits (self, FALSE);
}

static gboolean
answer_line (gpointer user_data)
{
  Line *line = user_data;
  HpSource *source = HP_SOURCE (line->self);
  HpExecuted how = HP_EXECUTED_OK;

  if (g_str_has_prefix (line->code, "hang") && line->self->interrupts == 0) {
    line->self->hangs = TRUE;
    return G_SOURCE_CONTINUE;
  }
  line->self->hangs = FALSE;
  if (g_str_has_prefix (line->code, "input(") && line->self->typed == NULL) {
    set_waits (line->self, TRUE);
    return G_SOURCE_CONTINUE;
  }
  if (g_str_has_prefix (line->code, "input(")) {
    g_autofree char *typed = g_steal_pointer (&line->self->typed);
    g_autofree char *text = g_strdup_printf ("[%s]\n", typed);
    hp_source_emit_output (source, HP_OUTPUT_STDOUT, text);
  } else if (g_str_has_prefix (line->code, "print(")) {
    g_autofree char *text = g_strdup (line->code + 6);
    text[strcspn (text, ")")] = '\n';
    hp_source_emit_output (source, HP_OUTPUT_STDOUT, text);
  } else if (g_str_has_prefix (line->code, "1/0")) {
    hp_source_emit_output (source, HP_OUTPUT_STDERR, "ZeroDivisionError: division by zero\n");
    how = HP_EXECUTED_ERROR;
  } else if (g_str_has_prefix (line->code, "if ") && !g_str_has_suffix (line->code, "\n")) {
    how = HP_EXECUTED_INCOMPLETE;
  }
  hp_source_emit_executed (source, line->code, how);
  return G_SOURCE_REMOVE;
}

static void
queue_line (HpFakeSource *self, const char *code)
{
  Line *line = g_new0 (Line, 1);

  line->self = g_object_ref (self);
  line->code = g_strdup (code);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 1, answer_line, line, line_free);
}

static void
fake_execute (HpSource *source, const char *code)
{
  HpFakeSource *self = HP_FAKE_SOURCE (source);

  g_ptr_array_add (self->lines, g_strdup (code));
  queue_line (self, code);
}

static void
fake_run_script (HpSource *source, const char *text, const char *file_name)
{
  HpFakeSource *self = HP_FAKE_SOURCE (source);

  g_ptr_array_add (self->lines, g_strdup_printf ("%s: %s", file_name, text));
  queue_line (self, text);
}

static void
fake_interrupt (HpSource *source)
{
  HP_FAKE_SOURCE (source)->interrupts++;
}

static void
fake_complete (HpSource *source, const char *prefix, GTask *task)
{
  static const char *const names[] = { "print", "printer", "range", NULL };
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], prefix))
      g_strv_builder_add (found, names[i]);
  g_task_return_pointer (task, g_strv_builder_end (found), (GDestroyNotify)g_strfreev);
}

static void
fake_init (HpSourceInterface *iface)
{
  iface->get_flags = fake_get_flags;
  iface->dup_title = fake_dup_title;
  iface->dup_subtitle = fake_dup_subtitle;
  iface->dup_summary = fake_dup_summary;
  iface->snapshot_async = fake_snapshot_async;
  iface->snapshot_finish = fake_snapshot_finish;
  iface->execute = fake_execute;
  iface->run_script = fake_run_script;
  iface->interrupt = fake_interrupt;
  iface->wants_input = fake_wants_input;
  iface->type_input = fake_type_input;
  iface->complete = fake_complete;
}

/* ---- object ---- */

static void
hp_fake_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, HP_FAKE_SOURCE (object)->hangs || HP_FAKE_SOURCE (object)->waits);
}

static void
hp_fake_source_finalize (GObject *object)
{
  HpFakeSource *self = HP_FAKE_SOURCE (object);

  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_clear_pointer (&self->summary, hp_summary_free);
  g_free (self->error);
  g_free (self->typed);
  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (hp_fake_source_parent_class)->finalize (object);
}

static void
hp_fake_source_class_init (HpFakeSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = hp_fake_source_get_property;
  G_OBJECT_CLASS (klass)->finalize = hp_fake_source_finalize;
  g_object_class_override_property (G_OBJECT_CLASS (klass), PROP_BUSY, "busy");
}

static void
hp_fake_source_init (HpFakeSource *self)
{
  self->lines = g_ptr_array_new_with_free_func (g_free);
}

HpFakeSource *
hp_fake_source_new (HpSourceFlags flags, HpSnapshot *snapshot)
{
  HpFakeSource *self = g_object_new (HP_TYPE_FAKE_SOURCE, NULL);

  self->flags = flags;
  self->snapshot = hp_snapshot_ref (snapshot);
  return self;
}

void
hp_fake_source_set_snapshot (HpFakeSource *self, HpSnapshot *snapshot)
{
  hp_snapshot_unref (self->snapshot);
  self->snapshot = hp_snapshot_ref (snapshot);
  hp_source_emit_changed (HP_SOURCE (self));
}

void
hp_fake_source_set_error (HpFakeSource *self, const char *message)
{
  g_free (self->error);
  self->error = g_strdup (message);
}

void
hp_fake_source_set_slow (HpFakeSource *self, gboolean slow)
{
  self->slow = slow;
}

void
hp_fake_source_set_summary (HpFakeSource *self, HpSummary *summary)
{
  g_clear_pointer (&self->summary, hp_summary_free);
  self->summary = summary;
}

void
hp_fake_source_end (HpFakeSource *self, const char *message)
{
  hp_source_emit_ended (HP_SOURCE (self), message);
}

GPtrArray *
hp_fake_source_get_lines (HpFakeSource *self)
{
  return self->lines;
}

const char *
hp_fake_source_last_line (HpFakeSource *self)
{
  return self->lines->len > 0 ? g_ptr_array_index (self->lines, self->lines->len - 1) : NULL;
}

guint
hp_fake_source_get_n_interrupts (HpFakeSource *self)
{
  return self->interrupts;
}
