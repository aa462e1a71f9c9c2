/* SPDX-License-Identifier: Apache-2.0 */
#include "source/child.h"

#include <string.h>

#include "source/child/child-process.h"
#include "source/process/process.h"

/* Code that waits for its turn, or runs. */
typedef struct {
  char *code;      /* owned */
  char *file_name; /* owned; NULL: a line typed at the prompt */
} Command;

struct _HpChildSource {
  GObject parent_instance;
  char *python;            /* owned */
  HpChildProcess *process; /* owned; NULL when it has ended */
  pid_t pid;
  HpSource *reader;     /* owned; reads its memory; NULL until it is ready */
  GPtrArray *waiting;   /* owned; GTask: pictures asked for before it was ready */
  GQueue commands;      /* of Command; the first one runs */
  gboolean is_running;  /* a command was sent and not answered */
  gboolean has_begun;   /* what was sent can be interrupted */
  gboolean wants_input; /* its code waits for a line */
  gboolean interrupts;  /* it is to be, as soon as it has begun */
  GQueue completions;   /* of GTask, owned: asked, not answered */
  int thresholds[3];    /* of its collector when it started */
};

enum { PROP_BUSY = 1 };

static void hp_child_source_iface_init (HpSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HpChildSource, hp_child_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HP_TYPE_SOURCE, hp_child_source_iface_init))

static void
command_free (gpointer data)
{
  Command *command = data;

  g_free (command->code);
  g_free (command->file_name);
  g_free (command);
}

/* ---- what it is ---- */

static HpSourceFlags
get_flags (HpSource *source)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);

  return self->process != NULL ? HP_SOURCE_EXECUTE | HP_SOURCE_LIVE | HP_SOURCE_INTERRUPT : 0;
}

static char *
dup_title (HpSource *source)
{
  return g_path_get_basename (HP_CHILD_SOURCE (source)->python);
}

static char *
dup_subtitle (HpSource *source)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);

  return self->reader != NULL ? hp_source_dup_subtitle (self->reader)
                              : g_strdup_printf ("PID %d", (int)self->pid);
}

static HpSummary *
dup_summary (HpSource *source)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);

  return self->reader != NULL ? hp_source_dup_summary (self->reader) : NULL;
}

/* ---- running code ---- */

static void
set_running (HpChildSource *self, gboolean is_running)
{
  if (self->is_running == is_running)
    return;
  self->is_running = is_running;
  g_object_notify (G_OBJECT (self), "busy");
}

static void
send_next (HpChildSource *self)
{
  const Command *command = g_queue_peek_head (&self->commands);

  if (command == NULL || self->is_running || self->reader == NULL)
    return;
  hp_child_process_send (self->process, command->file_name != NULL ? "script" : "execute",
                         command->file_name, command->code);
  set_running (self, TRUE);
}

static void
queue (HpSource *source, const char *code, const char *file_name)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);
  Command *command;

  if (self->process == NULL)
    return;
  command = g_new0 (Command, 1);
  command->code = g_strdup (code);
  command->file_name = g_strdup (file_name);
  g_queue_push_tail (&self->commands, command);
  send_next (self);
}

static void
execute (HpSource *source, const char *code)
{
  queue (source, code, NULL);
}

static void
run_script (HpSource *source, const char *text, const char *file_name)
{
  queue (source, text, file_name);
}

/* Whether something was sent that is not answered. */
static gboolean
is_occupied (HpChildSource *self)
{
  return self->process != NULL && (self->is_running || !g_queue_is_empty (&self->completions));
}

/* One of these is answered. */
static void
finish (HpChildSource *self)
{
  self->has_begun = FALSE;
  self->interrupts = self->interrupts && is_occupied (self);
}

static HpExecuted
executed_from_answer (const char *answer)
{
  if (g_str_equal (answer, "incomplete"))
    return HP_EXECUTED_INCOMPLETE;
  return g_str_equal (answer, "error") ? HP_EXECUTED_ERROR : HP_EXECUTED_OK;
}

static void
finish_command (HpChildSource *self, const char *answer)
{
  g_autoptr (HpChildSource) alive = g_object_ref (self);
  Command *command = g_queue_pop_head (&self->commands);
  HpExecuted how = executed_from_answer (answer);

  self->wants_input = FALSE;
  set_running (self, FALSE);
  finish (self);
  if (command == NULL)
    return; /* interrupted: it was dropped */
  hp_source_emit_executed (HP_SOURCE (self), command->code, how);
  if (how != HP_EXECUTED_INCOMPLETE)
    hp_source_emit_changed (HP_SOURCE (self));
  command_free (command);
  if (self->process != NULL)
    send_next (self);
}

static void
begin (HpChildSource *self)
{
  self->has_begun = TRUE;
  if (self->interrupts)
    hp_child_process_interrupt (self->process);
}

/* What waits is dropped; what runs hears KeyboardInterrupt. Before it has begun the signal would be
 * lost. */
static void
interrupt (HpSource *source)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);

  while (g_queue_get_length (&self->commands) > (self->is_running ? 1 : 0))
    command_free (g_queue_pop_tail (&self->commands));
  self->interrupts = is_occupied (self);
  if (self->has_begun)
    hp_child_process_interrupt (self->process);
}

/* ---- what the code reads ---- */

/* Told as a change of "busy". */
static void
set_wants_input (HpChildSource *self, gboolean wants_input)
{
  self->wants_input = wants_input;
  g_object_notify (G_OBJECT (self), "busy");
}

static gboolean
wants_input (HpSource *source)
{
  return HP_CHILD_SOURCE (source)->wants_input;
}

static void
type_input (HpSource *source, const char *line)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);

  if (self->process == NULL || !self->wants_input)
    return;
  hp_child_process_type (self->process, line);
  set_wants_input (self, FALSE);
}

/* ---- completing names ---- */

/* Code that runs is not interrupted for it: then nobody can tell. */
static void
complete (HpSource *source, const char *prefix, GTask *task)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);

  if (self->process == NULL || self->reader == NULL || self->is_running) {
    g_task_return_pointer (task, NULL, NULL);
    return;
  }
  hp_child_process_send (self->process, "complete", NULL, prefix);
  g_queue_push_tail (&self->completions, g_object_ref (task));
  g_object_notify (G_OBJECT (self), "busy"); /* an attribute may take its time */
}

/* answer: "names", and each after a space. */
static void
finish_completion (HpChildSource *self, const char *answer)
{
  g_autoptr (GTask) task = g_queue_pop_head (&self->completions);

  finish (self);
  g_object_notify (G_OBJECT (self), "busy");
  if (task != NULL)
    g_task_return_pointer (task, g_strsplit (answer, " ", -1), (GDestroyNotify)g_strfreev);
}

static void
drop_completions (HpChildSource *self)
{
  while (!g_queue_is_empty (&self->completions))
    finish_completion (self, "");
}

/* ---- pictures ---- */

typedef struct {
  HpSnapshotLevel level;
  HpProgressFunc progress;
  gpointer progress_data;
} Request;

static void
picture_cb (GObject *reader, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  HpSnapshot *snapshot = hp_source_snapshot_finish (HP_SOURCE (reader), result, &error);

  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify)hp_snapshot_unref);
  else
    g_task_return_error (task, error);
}

static void
start_picture (HpChildSource *self, GTask *task)
{
  const Request *request = g_task_get_task_data (task);

  hp_source_snapshot_async (self->reader, request->level, request->progress, request->progress_data,
                            g_task_get_cancellable (task), picture_cb, g_object_ref (task));
}

static void
snapshot_async (HpSource *source, HpSnapshotLevel level, HpProgressFunc progress,
                gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  HpChildSource *self = HP_CHILD_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Request request = { level, progress, progress_data };

  g_task_set_task_data (task, g_memdup2 (&request, sizeof request), g_free);
  if (self->reader != NULL)
    start_picture (self, task);
  else if (self->process != NULL)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED,
                             "Python has ended before a picture was taken");
}

static HpSnapshot *
snapshot_finish (HpSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- beginning and end ---- */

static void
on_output (gpointer data, HpOutput kind, const char *text)
{
  hp_source_emit_output (HP_SOURCE (data), kind, text);
}

static void
end (HpChildSource *self, const char *message)
{
  g_autoptr (HpChildSource) alive = g_object_ref (self);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_clear_pointer (&self->process, hp_child_process_free);
  g_queue_clear_full (&self->commands, command_free);
  self->wants_input = FALSE;
  set_running (self, FALSE);
  drop_completions (self);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_new_error (g_ptr_array_index (waiting, i), HP_PROCESS_ERROR,
                             HP_PROCESS_ERROR_ENDED, "%s", message);
  hp_source_emit_ended (HP_SOURCE (self), message);
}

/* Before anything was executed in it. */
static void
note_thresholds (HpChildSource *self)
{
  g_autoptr (HpSummary) summary = hp_source_dup_summary (self->reader);

  for (int i = 0; summary != NULL && i < 3; i++)
    self->thresholds[i] = summary->gc.thresholds[i];
}

static void
get_default_thresholds (HpSource *source, int thresholds[3])
{
  HpChildSource *self = HP_CHILD_SOURCE (source);

  if (self->thresholds[0] != 0)
    memcpy (thresholds, self->thresholds, sizeof self->thresholds);
}

/* It is what it will be: programs and libraries are loaded, so its layout can be found. */
static void
on_ready (HpChildSource *self)
{
  g_autoptr (GError) error = NULL;

  self->reader = hp_process_source_new (self->pid, &error);
  if (self->reader == NULL) {
    end (self, error->message);
    return;
  }
  note_thresholds (self);
  for (guint i = 0; i < self->waiting->len; i++)
    start_picture (self, g_ptr_array_index (self->waiting, i));
  g_ptr_array_set_size (self->waiting, 0);
  hp_source_emit_changed (HP_SOURCE (self));
  send_next (self);
}

static void
end_by_exit (HpChildSource *self, const char *status)
{
  g_autofree char *message =
      g_strdup_printf ("Python has ended: the program called exit (status %s)", status);
  end (self, message);
}

static void
on_answer (gpointer data, const char *text)
{
  HpChildSource *self = data;

  if (self->reader == NULL)
    on_ready (self);
  else if (g_str_equal (text, "begin"))
    begin (self);
  else if (g_str_equal (text, "input"))
    set_wants_input (self, TRUE);
  else if (g_str_has_prefix (text, "names"))
    finish_completion (self, text + strlen ("names") + (text[strlen ("names")] == ' '));
  else if (g_str_has_prefix (text, "exit "))
    end_by_exit (self, text + strlen ("exit "));
  else
    finish_command (self, text);
}

static void
on_ended (gpointer data, const char *message)
{
  end (data, message);
}

HpSource *
hp_child_source_new (const char *python, GError **error)
{
  static const HpChildListener listener = { on_output, on_answer, on_ended };
  g_autoptr (HpChildSource) self = g_object_new (HP_TYPE_CHILD_SOURCE, NULL);

  self->python = g_strdup (python);
  self->process = hp_child_process_new (python, &listener, self, error);
  if (self->process == NULL)
    return NULL;
  self->pid = hp_child_process_get_pid (self->process);
  return HP_SOURCE (g_steal_pointer (&self));
}

const char *
hp_child_source_get_python (HpChildSource *self)
{
  return self->python;
}

pid_t
hp_child_source_get_pid (HpChildSource *self)
{
  return self->pid;
}

/* ---- the object ---- */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, is_occupied (HP_CHILD_SOURCE (object)));
}

static void
finalize (GObject *object)
{
  HpChildSource *self = HP_CHILD_SOURCE (object);

  g_clear_pointer (&self->process, hp_child_process_free);
  drop_completions (self);
  g_clear_object (&self->reader);
  g_ptr_array_unref (self->waiting);
  g_queue_clear_full (&self->commands, command_free);
  g_free (self->python);
  G_OBJECT_CLASS (hp_child_source_parent_class)->finalize (object);
}

static void
hp_child_source_iface_init (HpSourceInterface *iface)
{
  iface->get_flags = get_flags;
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->dup_summary = dup_summary;
  iface->snapshot_async = snapshot_async;
  iface->snapshot_finish = snapshot_finish;
  iface->execute = execute;
  iface->run_script = run_script;
  iface->interrupt = interrupt;
  iface->wants_input = wants_input;
  iface->type_input = type_input;
  iface->complete = complete;
  iface->get_default_thresholds = get_default_thresholds;
}

static void
hp_child_source_class_init (HpChildSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->finalize = finalize;
  g_object_class_override_property (object_class, PROP_BUSY, "busy");
}

static void
hp_child_source_init (HpChildSource *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->commands);
  g_queue_init (&self->completions);
}
