/* SPDX-License-Identifier: Apache-2.0 */
#include "source/file.h"

struct _HpFileSource {
  GObject parent_instance;
  char *path;           /* owned, or NULL */
  HpFileLoadFunc load;  /* of the path */
  char *title;          /* owned */
  HpSnapshot *snapshot; /* owned; NULL until the file was read */
};

enum { PROP_BUSY = 1 };

static void hp_file_source_iface_init (HpSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HpFileSource, hp_file_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HP_TYPE_SOURCE, hp_file_source_iface_init))

static HpSourceFlags
get_flags (HpSource *source)
{
  return 0;
}

static char *
dup_title (HpSource *source)
{
  return g_strdup (HP_FILE_SOURCE (source)->title);
}

static char *
dup_subtitle (HpSource *source)
{
  HpFileSource *self = HP_FILE_SOURCE (source);
  g_autoptr (GDateTime) created = NULL;
  g_autofree char *when = NULL;
  const HpSnapshotInfo *info;

  if (self->snapshot == NULL)
    return g_strdup (self->path == NULL ? "" : self->path);
  info = self->snapshot->info;
  created = g_date_time_new_from_unix_local (info->created_us / G_USEC_PER_SEC);
  when = created == NULL ? g_strdup ("?") : g_date_time_format (created, "%x %X");
  return g_strdup_printf ("%s %s · %s", info->implementation ? info->implementation : "Python",
                          info->version ? info->version : "", when);
}

static HpSummary *
dup_summary (HpSource *source)
{
  HpFileSource *self = HP_FILE_SOURCE (source);

  return self->snapshot == NULL ? NULL : hp_summary_from_snapshot (self->snapshot);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HpFileSource *self = source;
  GError *error = NULL;
  HpSnapshot *snapshot = self->load (self->path, cancellable, &error);

  if (snapshot == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, snapshot, (GDestroyNotify)hp_snapshot_unref);
}

static void
snapshot_async (HpSource *source, HpSnapshotLevel level, HpProgressFunc progress,
                gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  HpFileSource *self = HP_FILE_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->snapshot == NULL)
    g_task_run_in_thread (task, load_thread);
  else
    g_task_return_pointer (task, hp_snapshot_ref (self->snapshot),
                           (GDestroyNotify)hp_snapshot_unref);
}

static HpSnapshot *
snapshot_finish (HpSource *source, GAsyncResult *result, GError **error)
{
  HpFileSource *self = HP_FILE_SOURCE (source);
  HpSnapshot *snapshot = g_task_propagate_pointer (G_TASK (result), error);

  if (snapshot != NULL && self->snapshot == NULL)
    self->snapshot = hp_snapshot_ref (snapshot);
  return snapshot;
}

static void
hp_file_source_iface_init (HpSourceInterface *iface)
{
  iface->get_flags = get_flags;
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->dup_summary = dup_summary;
  iface->snapshot_async = snapshot_async;
  iface->snapshot_finish = snapshot_finish;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, FALSE); /* "busy" is the only property: nothing ever runs in a file */
}

static void
finalize (GObject *object)
{
  HpFileSource *self = HP_FILE_SOURCE (object);

  g_free (self->path);
  g_free (self->title);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  G_OBJECT_CLASS (hp_file_source_parent_class)->finalize (object);
}

static void
hp_file_source_class_init (HpFileSourceClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = get_property;
  object_class->finalize = finalize;
  g_object_class_override_property (object_class, PROP_BUSY, "busy");
}

static void
hp_file_source_init (HpFileSource *self)
{
}

HpSource *
hp_file_source_new (const char *path, HpFileLoadFunc load)
{
  HpFileSource *self = g_object_new (HP_TYPE_FILE_SOURCE, NULL);

  self->path = g_strdup (path);
  self->load = load;
  self->title = g_path_get_basename (path);
  return HP_SOURCE (self);
}

HpSource *
hp_file_source_new_for_snapshot (HpSnapshot *snapshot, const char *title)
{
  HpFileSource *self = g_object_new (HP_TYPE_FILE_SOURCE, NULL);

  self->snapshot = hp_snapshot_ref (snapshot);
  if (title == NULL)
    title = snapshot->info->title;
  self->title = g_strdup (title == NULL ? "snapshot" : title);
  return HP_SOURCE (self);
}
