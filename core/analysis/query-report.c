/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/query.h"

#include <glib/gi18n.h>
#include <inttypes.h>

static HpFieldKind
field_kind (HpCellKind kind)
{
  static const HpFieldKind kinds[] = {
    [HP_CELL_TEXT] = HP_FIELD_TEXT, [HP_CELL_NUMBER] = HP_FIELD_NUMBER,
    [HP_CELL_SIZE] = HP_FIELD_SIZE, [HP_CELL_ADDRESS] = HP_FIELD_ADDRESS,
    [HP_CELL_FLAG] = HP_FIELD_FLAG, [HP_CELL_DECIMAL] = HP_FIELD_DECIMAL,
  };

  return kinds[kind];
}

static void
add_value (HpReportTable *table, const HpQueryResult *result, guint64 row, guint column)
{
  HpCell cell = { 0 };

  hp_query_result_get (result, row, column, &cell);
  if (!cell.present)
    hp_report_table_add_none (table);
  else if (cell.text != NULL)
    hp_report_table_take_text (table, cell.text);
  else
    hp_report_table_add_number (table, cell.number);
}

HpReport *
hp_query_result_to_report (const HpQueryResult *self)
{
  HpReport *report = hp_report_new ("query");
  guint n = hp_query_result_n_columns (self);
  g_autofree HpField *fields = g_new (HpField, n);
  HpReportTable *table;

  for (guint i = 0; i < n; i++)
    fields[i] = (HpField){ hp_query_result_get_key (self, i), hp_query_result_get_name (self, i),
                           field_kind (hp_query_result_get_kind (self, i)) };
  table = hp_report_add_table (report, "rows", N_ ("Rows"), fields, n);
  for (guint64 row = 0; row < hp_query_result_n_rows (self); row++) {
    hp_report_table_begin_row (table);
    for (guint i = 0; i < n; i++)
      add_value (table, self, row, i);
  }
  if (hp_query_result_is_cut (self))
    hp_report_warn (report, _ ("There are more rows than the limit of %" PRIu64 "."),
                    hp_query_result_n_rows (self));
  return report;
}
