/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/writer.h"

#include <string.h>

#include "exchange/json-text.h"
#include "snapshot/redact.h"

#define ROWS_PER_FLUSH 4096

typedef struct {
  GOutputStream *stream;
  GString *buffer; /* owned: text not yet written */
  guint64 done, total;
  HpProgressFunc progress;
  gpointer progress_data;
  GCancellable *cancellable;
} Writer;

static gboolean
flush (Writer *self, GError **error)
{
  if (!g_output_stream_write_all (self->stream, self->buffer->str, self->buffer->len, NULL,
                                  self->cancellable, error))
    return FALSE;
  g_string_truncate (self->buffer, 0);
  if (self->progress != NULL && self->total > 0)
    self->progress ((double)self->done / (double)self->total, self->progress_data);
  return TRUE;
}

/* Counts a row and writes now and then; between two looks at the cancellable lie few thousand rows.
 */
static gboolean
end_row (Writer *self, GError **error)
{
  return ++self->done % ROWS_PER_FLUSH != 0 || flush (self, error);
}

static void
append_csv_field (GString *text, const char *field)
{
  if (strpbrk (field, ",\"\r\n") == NULL) {
    g_string_append (text, field);
    return;
  }
  g_string_append_c (text, '"');
  for (const char *c = field; *c != '\0'; c++) {
    if (*c == '"')
      g_string_append_c (text, '"');
    g_string_append_c (text, *c);
  }
  g_string_append_c (text, '"');
}

static void
append_csv_row (GString *text, const HpSnapshot *snapshot, const HpTable *table, guint64 row)
{
  for (guint i = 0; i < table->n_columns; i++) {
    HpCell cell = { 0 };
    g_autofree char *field = NULL;
    table->get_cell (snapshot, row, i, &cell);
    field = hp_cell_to_string (&cell, table->columns[i].kind);
    if (i > 0)
      g_string_append_c (text, ',');
    append_csv_field (text, field);
    g_free (cell.text);
  }
  g_string_append (text, "\r\n");
}

gboolean
hp_write_csv (const HpSnapshot *snapshot, const HpTable *table, GOutputStream *stream,
              HpProgressFunc progress, gpointer user_data, GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GString) buffer = g_string_new (NULL);
  Writer self = { stream, buffer, 0, table->n_rows (snapshot), progress, user_data, cancellable };

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (buffer, "%s%s", i > 0 ? "," : "", table->columns[i].name);
  g_string_append (buffer, "\r\n");
  for (guint64 row = 0; row < self.total; row++) {
    append_csv_row (buffer, snapshot, table, row);
    if (!end_row (&self, error))
      return FALSE;
  }
  return flush (&self, error);
}

static void
append_json_cell (GString *text, const HpCell *cell, HpCellKind kind)
{
  g_autofree char *value = hp_cell_to_string (cell, kind);

  if (!cell->present)
    g_string_append (text, "null");
  else if (kind == HP_CELL_TEXT || kind == HP_CELL_ADDRESS)
    hp_json_append_text (text, value);
  else
    g_string_append (text, value);
}

static void
append_json_row (GString *text, const HpSnapshot *snapshot, const HpTable *table, guint64 row)
{
  g_string_append (text, row == 0 ? "\n{" : ",\n{");
  for (guint i = 0; i < table->n_columns; i++) {
    HpCell cell = { 0 };
    table->get_cell (snapshot, row, i, &cell);
    g_string_append_printf (text, "%s\"%s\":", i > 0 ? "," : "", table->columns[i].name);
    append_json_cell (text, &cell, table->columns[i].kind);
    g_free (cell.text);
  }
  g_string_append_c (text, '}');
}

gboolean
hp_write_json (const HpSnapshot *snapshot, const HpTable *const *tables, guint n_tables,
               GOutputStream *stream, HpProgressFunc progress, gpointer user_data,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) buffer = g_string_new (NULL);
  Writer self = { stream, buffer, 0, 0, progress, user_data, cancellable };

  for (guint i = 0; i < n_tables; i++)
    self.total += tables[i]->n_rows (snapshot);
  hp_json_append_head (buffer, snapshot->info);
  for (guint i = 0; i < n_tables; i++) {
    g_string_append_printf (buffer, ",\n\"%s\": [", tables[i]->name);
    for (guint64 row = 0; row < tables[i]->n_rows (snapshot); row++) {
      append_json_row (buffer, snapshot, tables[i], row);
      if (!end_row (&self, error))
        return FALSE;
    }
    g_string_append (buffer, "]");
  }
  g_string_append (buffer, "\n}\n");
  return flush (&self, error);
}

gboolean
hp_export_format_from_string (const char *text, HpExportFormat *format)
{
  static const char *const names[] = { "heap", "json", "csv" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i]) == 0) {
      *format = (HpExportFormat)i;
      return TRUE;
    }
  return FALSE;
}

/* A GFile's replacement stream writes beside and renames when it is closed; a cancelled close keeps
 * the old file. */
static gboolean
write_text (const HpSnapshot *snapshot, HpExportFormat format, const HpTable *table,
            const char *path, HpProgressFunc progress, gpointer user_data,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, error);
  guint n_tables = 1;
  const HpTable *const *tables = table != NULL ? &table : hp_tables (&n_tables);
  gboolean written;

  if (stream == NULL)
    return FALSE;
  if (format == HP_EXPORT_CSV)
    written = hp_write_csv (snapshot, table != NULL ? table : hp_table_by_name ("objects"),
                            G_OUTPUT_STREAM (stream), progress, user_data, cancellable, error);
  else
    written = hp_write_json (snapshot, tables, n_tables, G_OUTPUT_STREAM (stream), progress,
                             user_data, cancellable, error);
  if (!written) {
    g_autoptr (GCancellable) abandon = g_cancellable_new ();
    g_cancellable_cancel (abandon);
    g_output_stream_close (G_OUTPUT_STREAM (stream), abandon, NULL);
    return FALSE;
  }
  return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

gboolean
hp_export (const HpSnapshot *snapshot, HpExportFormat format, const HpTable *table,
           HpSnapshotLevel level, const char *path, HpProgressFunc progress, gpointer user_data,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (HpSnapshot) redacted = NULL;

  if (level < snapshot->info->level) {
    redacted = hp_snapshot_redact (snapshot, level, cancellable, error);
    if (redacted == NULL)
      return FALSE;
    snapshot = redacted;
  }
  if (format == HP_EXPORT_HEAP)
    return hp_snapshot_save (snapshot, path, progress, user_data, cancellable, error);
  return write_text (snapshot, format, table, path, progress, user_data, cancellable, error);
}
