/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/export.h"

#include <gio/gunixoutputstream.h>

#include "exchange/beside.h"
#include "exchange/flame-write.h"
#include "exchange/graph-write.h"
#include "exchange/sqlite-write.h"
#include "exchange/tables-write.h"
#include "exchange/v8-write.h"
#include "snapshot/redact.h"

/* The first suffix is the one to suggest. */
static const struct {
  const char *name;
  const char *suffixes[3];
} formats[HP_N_EXPORT_FORMATS] = {
  [HP_EXPORT_HEAP] = { "heap", { ".heap" } },
  [HP_EXPORT_JSON] = { "json", { ".json" } },
  [HP_EXPORT_CSV] = { "csv", { ".csv" } },
  [HP_EXPORT_V8] = { "v8", { ".heapsnapshot" } },
  [HP_EXPORT_SQLITE] = { "sqlite", { ".sqlite", ".sqlite3", ".db" } },
  [HP_EXPORT_GRAPHML] = { "graphml", { ".graphml" } },
  [HP_EXPORT_DOT] = { "dot", { ".dot", ".gv" } },
  [HP_EXPORT_COLLAPSED] = { "collapsed", { ".collapsed", ".folded" } },
  [HP_EXPORT_SPEEDSCOPE] = { "speedscope", { ".speedscope.json" } },
};

const char *
hp_export_format_get_name (HpExportFormat format)
{
  return formats[format].name;
}

gboolean
hp_export_format_from_name (const char *name, HpExportFormat *format)
{
  for (guint i = 0; i < HP_N_EXPORT_FORMATS; i++)
    if (g_str_equal (name, formats[i].name)) {
      *format = (HpExportFormat)i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
has_suffix_of (const char *path, HpExportFormat format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats[format].suffixes); i++)
    if (formats[format].suffixes[i] != NULL && g_str_has_suffix (path, formats[format].suffixes[i]))
      return TRUE;
  return FALSE;
}

/* From the end of the list: ".speedscope.json" before ".json". */
gboolean
hp_export_format_from_path (const char *path, HpExportFormat *format)
{
  for (guint i = HP_N_EXPORT_FORMATS; i-- > 0;)
    if (has_suffix_of (path, (HpExportFormat)i)) {
      *format = (HpExportFormat)i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
write_tables (const HpSnapshot *snapshot, const HpExportRequest *request, GOutputStream *stream,
              const HpAnalysisRun *run, GError **error)
{
  guint n = 1;
  const HpTable *const *tables = request->table != NULL ? &request->table : hp_tables (&n);

  return hp_write_json (snapshot, tables, n, stream, run, error);
}

static gboolean
write_stream (const HpSnapshot *snapshot, const HpExportRequest *request, GOutputStream *stream,
              const HpAnalysisRun *run, GError **error)
{
  const HpTable *table = request->table != NULL ? request->table : hp_table_by_name ("objects");
  HpGraphPart part = { request->object, request->limit };

  switch (request->format) {
  case HP_EXPORT_JSON: return write_tables (snapshot, request, stream, run, error);
  case HP_EXPORT_CSV: return hp_write_csv (snapshot, table, stream, run, error);
  case HP_EXPORT_V8: return hp_write_v8 (snapshot, stream, run, error);
  case HP_EXPORT_GRAPHML: return hp_write_graphml (snapshot, &part, stream, run, error);
  case HP_EXPORT_DOT: return hp_write_dot (snapshot, &part, stream, run, error);
  case HP_EXPORT_COLLAPSED:
    return hp_write_collapsed (snapshot, request->limit, stream, run, error);
  case HP_EXPORT_SPEEDSCOPE:
    return hp_write_speedscope (snapshot, request->limit, stream, run, error);
  default: g_assert_not_reached ();
  }
}

static gboolean
write_file (const HpSnapshot *snapshot, const HpExportRequest *request, const char *path,
            const HpAnalysisRun *run, GError **error)
{
  g_auto (HpBeside) file = { 0 };
  g_autoptr (GOutputStream) stream = NULL;
  int fd = hp_beside_open (&file, path, error);

  if (fd < 0)
    return FALSE;
  stream = g_unix_output_stream_new (fd, TRUE);
  return write_stream (snapshot, request, stream, run, error) &&
         g_output_stream_close (stream, run != NULL ? run->cancellable : NULL, error) &&
         hp_beside_keep (&file, error);
}

gboolean
hp_export (const HpSnapshot *snapshot, const HpExportRequest *request, const char *path,
           const HpAnalysisRun *run, GError **error)
{
  static const HpAnalysisRun silent = { 0 };
  const HpAnalysisRun *heard = run != NULL ? run : &silent;
  g_autoptr (HpSnapshot) redacted = NULL;

  if (request->level < snapshot->info->level) {
    redacted = hp_snapshot_redact (snapshot, request->level, heard->cancellable, error);
    if (redacted == NULL)
      return FALSE;
    snapshot = redacted;
  }
  switch (request->format) {
  case HP_EXPORT_HEAP:
    return (request->compressed ? hp_snapshot_save_compressed : hp_snapshot_save) (
        snapshot, path, heard->progress, heard->progress_data, heard->cancellable, error);
  case HP_EXPORT_SQLITE: return hp_write_sqlite (snapshot, path, run, error);
  default: return write_file (snapshot, request, path, run, error);
  }
}
