/* SPDX-License-Identifier: Apache-2.0 */
#include "source/source.h"

G_DEFINE_INTERFACE (HpSource, hp_source, G_TYPE_OBJECT)

enum { OUTPUT, EXECUTED, CHANGED, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

static guint
add_signal (const char *name, guint n_parameters, GType first, GType second)
{
  return g_signal_new (name, HP_TYPE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_parameters, first, second);
}

static void
hp_source_default_init (HpSourceInterface *iface)
{
  signals[OUTPUT] = add_signal ("output", 2, G_TYPE_INT, G_TYPE_STRING);
  signals[EXECUTED] = add_signal ("executed", 2, G_TYPE_STRING, G_TYPE_INT);
  signals[CHANGED] = add_signal ("changed", 0, G_TYPE_NONE, G_TYPE_NONE);
  signals[ENDED] = add_signal ("ended", 1, G_TYPE_STRING, G_TYPE_NONE);
  g_object_interface_install_property (
      iface,
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

HpSourceFlags
hp_source_get_flags (HpSource *self)
{
  return HP_SOURCE_GET_IFACE (self)->get_flags (self);
}

char *
hp_source_dup_title (HpSource *self)
{
  return HP_SOURCE_GET_IFACE (self)->dup_title (self);
}

char *
hp_source_dup_subtitle (HpSource *self)
{
  return HP_SOURCE_GET_IFACE (self)->dup_subtitle (self);
}

HpSummary *
hp_source_dup_summary (HpSource *self)
{
  HpSourceInterface *iface = HP_SOURCE_GET_IFACE (self);

  return iface->dup_summary == NULL ? NULL : iface->dup_summary (self);
}

void
hp_source_snapshot_async (HpSource *self, HpSnapshotLevel level, HpProgressFunc progress,
                          gpointer progress_data, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  HP_SOURCE_GET_IFACE (self)->snapshot_async (self, level, progress, progress_data, cancellable,
                                              callback, user_data);
}

HpSnapshot *
hp_source_snapshot_finish (HpSource *self, GAsyncResult *result, GError **error)
{
  return HP_SOURCE_GET_IFACE (self)->snapshot_finish (self, result, error);
}

void
hp_source_execute (HpSource *self, const char *code)
{
  g_return_if_fail (hp_source_get_flags (self) & HP_SOURCE_EXECUTE);
  HP_SOURCE_GET_IFACE (self)->execute (self, code);
}

void
hp_source_run_script (HpSource *self, const char *text, const char *file_name)
{
  g_return_if_fail (hp_source_get_flags (self) & HP_SOURCE_EXECUTE);
  HP_SOURCE_GET_IFACE (self)->run_script (self, text, file_name);
}

void
hp_source_interrupt (HpSource *self)
{
  g_return_if_fail (hp_source_get_flags (self) & HP_SOURCE_INTERRUPT);
  HP_SOURCE_GET_IFACE (self)->interrupt (self);
}

void
hp_source_complete_async (HpSource *self, const char *prefix, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  HpSourceInterface *iface = HP_SOURCE_GET_IFACE (self);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  if (iface->complete != NULL)
    iface->complete (self, prefix, task);
  else
    g_task_return_pointer (task, NULL, NULL);
}

char **
hp_source_complete_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
hp_source_get_default_thresholds (HpSource *self, int thresholds[3])
{
  HpSourceInterface *iface = HP_SOURCE_GET_IFACE (self);

  thresholds[0] = 700, thresholds[1] = thresholds[2] = 10; /* of CPython 3.8 to 3.12 */
  if (iface->get_default_thresholds != NULL)
    iface->get_default_thresholds (self, thresholds);
}

gboolean
hp_source_wants_input (HpSource *self)
{
  HpSourceInterface *iface = HP_SOURCE_GET_IFACE (self);

  return iface->wants_input != NULL && iface->wants_input (self);
}

void
hp_source_type_input (HpSource *self, const char *line)
{
  HpSourceInterface *iface = HP_SOURCE_GET_IFACE (self);

  if (iface->type_input != NULL)
    iface->type_input (self, line);
}

gboolean
hp_source_is_busy (HpSource *self)
{
  gboolean busy;

  g_object_get (self, "busy", &busy, NULL);
  return busy;
}

void
hp_source_emit_output (HpSource *self, HpOutput kind, const char *text)
{
  g_signal_emit (self, signals[OUTPUT], 0, (int)kind, text);
}

void
hp_source_emit_executed (HpSource *self, const char *code, HpExecuted how)
{
  g_signal_emit (self, signals[EXECUTED], 0, code, (int)how);
}

void
hp_source_emit_changed (HpSource *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
hp_source_emit_ended (HpSource *self, const char *message)
{
  g_signal_emit (self, signals[ENDED], 0, message);
}
