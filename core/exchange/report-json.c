/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/report-json.h"

#include "exchange/json-text.h"

static void
append_texts (GString *json, const char *name, const HpReport *report,
              guint (*n_texts) (const HpReport *), const char *(*text) (const HpReport *, guint))
{
  g_string_append_printf (json, ",\n\"%s\": [", name);
  for (guint i = 0; i < n_texts (report); i++) {
    g_string_append (json, i > 0 ? ",\n" : "\n");
    hp_json_append_text (json, text (report, i));
  }
  g_string_append_c (json, ']');
}

static void
append_value (GString *json, const HpReportTable *table, guint row, guint field, HpFieldKind kind)
{
  g_autofree char *value = hp_report_table_dup_value (table, row, field);

  if (!hp_report_table_get (table, row, field, NULL, NULL))
    g_string_append (json, "null");
  else if (kind == HP_FIELD_TEXT || kind == HP_FIELD_WORD || kind == HP_FIELD_ADDRESS)
    hp_json_append_text (json, value);
  else
    g_string_append (json, value);
}

static void
append_row (GString *json, const HpReportTable *table, guint row)
{
  guint n;
  const HpField *fields = hp_report_table_get_fields (table, &n);

  g_string_append (json, row == 0 ? "\n{" : ",\n{");
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    hp_json_append_text (json, fields[i].name);
    g_string_append_c (json, ':');
    append_value (json, table, row, i, fields[i].kind);
  }
  g_string_append_c (json, '}');
}

static void
append_table (GString *json, const HpReportTable *table)
{
  const char *name = hp_report_table_get_name (table);

  g_string_append_printf (json, ",\n\"%s\": [", name);
  for (guint row = 0; row < hp_report_table_get_n_rows (table); row++)
    append_row (json, table, row);
  g_string_append_c (json, ']');
  if (hp_report_table_get_omitted (table) > 0)
    g_string_append_printf (json, ",\n\"%s_omitted\": %" G_GUINT64_FORMAT, name,
                            hp_report_table_get_omitted (table));
}

gboolean
hp_write_report_json (const HpReport *report, const HpSnapshot *snapshot, GOutputStream *stream,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  hp_json_append_head (json, snapshot->info);
  append_texts (json, "sentences", report, hp_report_get_n_sentences, hp_report_get_sentence);
  append_texts (json, "warnings", report, hp_report_get_n_warnings, hp_report_get_warning);
  for (guint i = 0; i < hp_report_get_n_tables (report); i++)
    append_table (json, hp_report_get_table (report, i));
  g_string_append (json, "\n}\n");
  return g_output_stream_write_all (stream, json->str, json->len, NULL, cancellable, error);
}
