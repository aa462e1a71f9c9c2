/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/tables-write.h"

#include <string.h>

#include "exchange/json-text.h"
#include "exchange/output.h"

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
              const HpAnalysisRun *run, GError **error)
{
  g_auto (HpOutput) self = hp_output_init (stream, table->n_rows (snapshot), run);

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (self.text, "%s%s", i > 0 ? "," : "", table->columns[i].name);
  g_string_append (self.text, "\r\n");
  for (guint64 row = 0; row < self.total; row++) {
    append_csv_row (self.text, snapshot, table, row);
    if (!hp_output_end_row (&self, error))
      return FALSE;
  }
  return hp_output_flush (&self, error);
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
               GOutputStream *stream, const HpAnalysisRun *run, GError **error)
{
  g_auto (HpOutput) self = hp_output_init (stream, 0, run);

  for (guint i = 0; i < n_tables; i++)
    self.total += tables[i]->n_rows (snapshot);
  hp_json_append_head (self.text, snapshot->info);
  for (guint i = 0; i < n_tables; i++) {
    g_string_append_printf (self.text, ",\n\"%s\": [", tables[i]->name);
    for (guint64 row = 0; row < tables[i]->n_rows (snapshot); row++) {
      append_json_row (self.text, snapshot, tables[i], row);
      if (!hp_output_end_row (&self, error))
        return FALSE;
    }
    g_string_append (self.text, "]");
  }
  g_string_append (self.text, "\n}\n");
  return hp_output_flush (&self, error);
}
