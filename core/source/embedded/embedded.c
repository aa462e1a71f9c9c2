/* SPDX-License-Identifier: Apache-2.0 */
#include "source/embedded.h"

#include "source/embedded/heap-thread.h"

#define DEFAULT_MEMORY_LIMIT ((gsize)2 << 30)

struct _HpEmbeddedSource {
  GObject parent_instance;
  char *title;          /* owned */
  HpHeapThread *thread; /* owned; NULL when there was no memory for a heap */
  guint running;        /* pieces of code not yet done */
};

enum { PROP_BUSY = 1 };

static void hp_embedded_source_iface_init (HpSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HpEmbeddedSource, hp_embedded_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HP_TYPE_SOURCE,
                                                      hp_embedded_source_iface_init))

/* ---- what the thread tells ---- */

static void
on_output (HpOutputKind kind, const char *text, gpointer data)
{
  hp_source_emit_output (HP_SOURCE (data),
                         kind == HP_TEXT_STDERR ? HP_OUTPUT_STDERR : HP_OUTPUT_STDOUT, text);
}

static void
set_running (HpEmbeddedSource *self, guint running)
{
  gboolean was_busy = self->running > 0;

  self->running = running;
  if (was_busy != (running > 0))
    g_object_notify (G_OBJECT (self), "busy");
}

static void
on_executed (HpCodeKind kind, const char *code, HpRunResult result, gpointer data)
{
  HpEmbeddedSource *self = g_object_ref (data);
  HpExecuted how = result == HP_RUN_INCOMPLETE ? HP_EXECUTED_INCOMPLETE
                   : result == HP_RUN_ERROR    ? HP_EXECUTED_ERROR
                                               : HP_EXECUTED_OK;

  set_running (self, self->running > 0 ? self->running - 1 : 0);
  hp_source_emit_executed (HP_SOURCE (self), code, how);
  if (result != HP_RUN_INCOMPLETE)
    hp_source_emit_changed (HP_SOURCE (self));
  g_object_unref (self);
}

/* ---- HpSource ---- */

static HpSourceFlags
get_flags (HpSource *source)
{
  return HP_SOURCE_EXECUTE | HP_SOURCE_LIVE | HP_SOURCE_INTERRUPT;
}

static char *
dup_title (HpSource *source)
{
  return g_strdup (HP_EMBEDDED_SOURCE (source)->title);
}

static char *
dup_subtitle (HpSource *source)
{
  return g_strdup ("Embedded heap · Python 3.11");
}

static HpSummary *
dup_summary (HpSource *source)
{
  HpEmbeddedSource *self = HP_EMBEDDED_SOURCE (source);

  return self->thread == NULL ? NULL : hp_heap_thread_dup_summary (self->thread);
}

/* The heap goes on while the rows are put in order here. */
static void
finish_picture (GTask *task, gpointer source, gpointer builder, GCancellable *cancellable)
{
  GError *error = NULL;
  HpSnapshot *snapshot = hp_snapshot_builder_end (builder, cancellable, &error);

  if (snapshot == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, snapshot, (GDestroyNotify)hp_snapshot_unref);
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  HpSnapshotBuilder *builder = g_task_propagate_pointer (G_TASK (result), &error);

  if (builder == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, builder, (GDestroyNotify)hp_snapshot_builder_free);
  g_task_run_in_thread (task, finish_picture);
}

static void
snapshot_async (HpSource *source, HpSnapshotLevel level, HpProgressFunc progress,
                gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  HpEmbeddedSource *self = HP_EMBEDDED_SOURCE (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) picture = NULL;

  if (self->thread == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                             "There was not enough memory for an embedded heap");
    g_object_unref (task);
    return;
  }
  picture = g_task_new (NULL, cancellable, picture_cb, task);
  hp_heap_thread_take_picture (self->thread, level, self->title, picture);
}

static HpSnapshot *
snapshot_finish (HpSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run (HpSource *source, HpCodeKind kind, const char *code, const char *file_name)
{
  HpEmbeddedSource *self = HP_EMBEDDED_SOURCE (source);

  if (self->thread == NULL)
    return;
  set_running (self, self->running + 1);
  hp_heap_thread_run (self->thread, kind, code, file_name);
}

static void
execute (HpSource *source, const char *code)
{
  run (source, HP_CODE_LINE, code, NULL);
}

static void
run_script (HpSource *source, const char *text, const char *file_name)
{
  run (source, HP_CODE_SCRIPT, text, file_name);
}

/* Of what waits nothing is left: only the code that runs will be told as done. */
static void
interrupt (HpSource *source)
{
  HpEmbeddedSource *self = HP_EMBEDDED_SOURCE (source);

  if (self->thread != NULL && self->running > 0)
    set_running (self, hp_heap_thread_interrupt (self->thread));
}

static void
complete (HpSource *source, const char *prefix, GTask *task)
{
  HpEmbeddedSource *self = HP_EMBEDDED_SOURCE (source);

  g_task_return_pointer (
      task, self->thread == NULL ? NULL : hp_heap_thread_complete (self->thread, prefix),
      (GDestroyNotify)g_strfreev);
}

static void
hp_embedded_source_iface_init (HpSourceInterface *iface)
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
  iface->complete = complete;
}

/* ---- the object ---- */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value,
                       HP_EMBEDDED_SOURCE (object)->running > 0); /* "busy" is the only property */
}

static void
dispose (GObject *object)
{
  HpEmbeddedSource *self = HP_EMBEDDED_SOURCE (object);

  g_clear_pointer (&self->thread, hp_heap_thread_close);
  G_OBJECT_CLASS (hp_embedded_source_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_free (HP_EMBEDDED_SOURCE (object)->title);
  G_OBJECT_CLASS (hp_embedded_source_parent_class)->finalize (object);
}

static void
hp_embedded_source_class_init (HpEmbeddedSourceClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = get_property;
  object_class->dispose = dispose;
  object_class->finalize = finalize;
  g_object_class_override_property (object_class, PROP_BUSY, "busy");
}

static void
hp_embedded_source_init (HpEmbeddedSource *self)
{
}

HpSource *
hp_embedded_source_new (const char *title, gsize memory_limit)
{
  HpEmbeddedSource *self = g_object_new (HP_TYPE_EMBEDDED_SOURCE, NULL);
  HpHeapThreadCallbacks callbacks = { on_output, on_executed };

  self->title = g_strdup (title == NULL ? "Empty Heap" : title);
  self->thread = hp_heap_thread_new (memory_limit == 0 ? DEFAULT_MEMORY_LIMIT : memory_limit,
                                     &callbacks, self, NULL);
  return HP_SOURCE (self);
}
