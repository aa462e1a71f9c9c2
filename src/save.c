/* SPDX-License-Identifier: Apache-2.0 */
#include "save.h"

#include <glib/gi18n.h>
#include <string.h>

#include "graph/build.h"
#include "graph/export.h"
#include "snapshot/table.h"

typedef struct {
  HpSnapshot *snapshot; /* owned */
  HpWriteFormat format;
  char *table; /* owned, may be NULL */
  HpSnapshotLevel level;
  char *path;        /* owned */
  guint64 selection; /* address, 0 for none */
  HpJob *job;        /* owned */
  HpWindow *window;  /* weak */
  gboolean remember; /* Save writes there from now on */
} Save;

static const char *const suffixes[] = {
  "heap", "csv", "json", "heapsnapshot", "sqlite", "graphml", "collapsed", "speedscope.json",
  "svg",  "png", "pdf",  "dot",
};

const char *
hp_write_format_get_suffix (HpWriteFormat format)
{
  return suffixes[format];
}

gboolean
hp_write_format_is_picture (HpWriteFormat format)
{
  return format >= HP_WRITE_SVG;
}

static void
save_free (gpointer data)
{
  Save *save = data;

  g_clear_weak_pointer (&save->window);
  hp_snapshot_unref (save->snapshot);
  g_object_unref (save->job);
  g_free (save->table);
  g_free (save->path);
  g_free (save);
}

/* ---- the worker ---- */

static void
progress_cb (double fraction, gpointer user_data)
{
  hp_job_set_progress (user_data, fraction);
}

static gboolean
write_picture (Save *save, GCancellable *cancellable, GError **error)
{
  static const HpGraphFormat formats[] = { HP_GRAPH_FORMAT_SVG, HP_GRAPH_FORMAT_PNG,
                                           HP_GRAPH_FORMAT_PDF, HP_GRAPH_FORMAT_DOT };
  guint32 focus =
      save->selection != 0 ? hp_snapshot_find (save->snapshot, save->selection) : HP_NONE;
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (
      focus != HP_NONE ? HP_GRAPH_VIEW_NEIGHBOURS : HP_GRAPH_VIEW_TYPES, focus);
  g_autoptr (HpGraphView) view = NULL;

  request->overflow = HP_GRAPH_KEEP;
  view = hp_graph_build (save->snapshot, request, cancellable, error);
  return view != NULL && hp_graph_export (view, formats[save->format - HP_WRITE_SVG], save->path,
                                          cancellable, error);
}

static gboolean
write_table (Save *save, GCancellable *cancellable, GError **error)
{
  static const HpExportFormat formats[] = {
    HP_EXPORT_HEAP,   HP_EXPORT_CSV,     HP_EXPORT_JSON,      HP_EXPORT_V8,
    HP_EXPORT_SQLITE, HP_EXPORT_GRAPHML, HP_EXPORT_COLLAPSED, HP_EXPORT_SPEEDSCOPE,
  };
  const HpExportRequest request = {
    .format = formats[save->format],
    .level = save->level,
    .table = save->table != NULL ? hp_table_by_name (save->table) : NULL,
  };
  const HpAnalysisRun run = { progress_cb, save->job, cancellable };

  return hp_export (save->snapshot, &request, save->path, &run, error);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Save *save = data;
  GError *error = NULL;
  gboolean done = hp_write_format_is_picture (save->format)
                      ? write_picture (save, cancellable, &error)
                      : write_table (save, cancellable, &error);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* ---- telling ---- */

static void
remember_file (Save *save)
{
  g_autofree char *uri = g_filename_to_uri (save->path, NULL, NULL);

  hp_window_set_path (save->window, save->path);
  if (uri != NULL)
    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *name = g_filename_display_basename (save->path);
  g_autofree char *text = NULL;

  hp_job_end (save->job);
  if (save->window == NULL)
    return;
  if (done) {
    text = g_strdup_printf (_ ("Saved “%s”"), name);
    hp_window_toast (save->window, text);
    if (save->remember)
      remember_file (save);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    text = g_strdup_printf (_ ("“%s” was not saved: %s"), name, error->message);
    hp_window_show_notice (save->window, text);
  }
}

static void
start (HpWindow *window, Save *save)
{
  HpDocument *document = hp_window_get_document (window);
  g_autofree char *name = g_filename_display_basename (save->path);
  g_autofree char *text = g_strdup_printf (_ ("Saving “%s”…"), name);
  g_autoptr (GTask) task = NULL;

  g_set_weak_pointer (&save->window, window);
  save->snapshot = hp_snapshot_ref (hp_document_get_snapshot (document));
  save->selection = hp_document_get_selection (document);
  save->job = hp_document_begin_job (document, text);
  task = g_task_new (NULL, hp_job_get_cancellable (save->job), save_cb, NULL);
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_thread);
}

void
hp_save_snapshot (HpWindow *window, const char *path)
{
  Save *save = g_new0 (Save, 1);

  save->format = HP_WRITE_SNAPSHOT;
  save->level = HP_LEVEL_VALUES;
  save->path = g_strdup (path);
  save->remember = TRUE;
  start (window, save);
}

void
hp_save_export (HpWindow *window, HpWriteFormat format, const char *table, HpSnapshotLevel level,
                const char *path)
{
  Save *save = g_new0 (Save, 1);

  save->format = format;
  save->table = g_strdup (table);
  save->level = level;
  save->path = g_strdup (path);
  start (window, save);
}

char *
hp_save_suggest_name (HpWindow *window, const char *suffix)
{
  HpDocument *document = hp_window_get_document (window);
  const char *title = document != NULL ? hp_document_get_title (document) : NULL;
  g_autofree char *base = g_strdup (title != NULL && *title != '\0' ? title : "heap");
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  g_strdelimit (base, "/ \t\n", '-');
  return g_strdup_printf ("%s.%s", base, suffix);
}
