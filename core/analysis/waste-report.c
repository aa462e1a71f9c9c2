/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/waste-report.h"

#include <glib/gi18n.h>

#include "analysis/waste.h"

static const HpField kind_fields[] = {
  { "kind", N_ ("Kind"), HP_FIELD_WORD },
  { "bytes", N_ ("Bytes"), HP_FIELD_SIZE },
};

static const HpField row_fields[] = {
  { "kind", N_ ("Kind"), HP_FIELD_WORD },   { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "value", N_ ("Value"), HP_FIELD_TEXT }, { "count", N_ ("Objects"), HP_FIELD_NUMBER },
  { "bytes", N_ ("Bytes"), HP_FIELD_SIZE }, { "example", N_ ("Example"), HP_FIELD_ADDRESS },
};

static void
add_kinds (HpReport *report, const HpWaste *waste)
{
  HpReportTable *table = hp_report_add_table (report, "kinds", N_ ("By Kind"), kind_fields,
                                              G_N_ELEMENTS (kind_fields));

  for (guint kind = 0; kind < HP_N_WASTE_KINDS; kind++) {
    hp_report_table_begin_row (table);
    hp_report_table_add_text (table, hp_waste_kind_to_string ((HpWasteKind)kind));
    hp_report_table_add_number (table, (gint64)hp_waste_get_total (waste, (HpWasteKind)kind));
  }
}

static gboolean
has_value (const HpWasteRow *row)
{
  return row->kind == HP_WASTE_DUPLICATE || row->kind == HP_WASTE_PROBABLE_DUPLICATE;
}

static void
add_rows (HpReport *report, const HpSnapshot *snapshot, const HpWaste *waste,
          const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "waste", N_ ("Most Bytes"), row_fields,
                                              G_N_ELEMENTS (row_fields));
  guint n;
  const HpWasteRow *rows = hp_waste_get_rows (waste, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++) {
    hp_report_table_begin_row (table);
    hp_report_table_add_text (table, hp_waste_kind_to_string (rows[i].kind));
    hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (snapshot, rows[i].type));
    if (has_value (&rows[i]))
      hp_report_table_take_text (table, hp_snapshot_dup_preview (snapshot, rows[i].example));
    else
      hp_report_table_add_none (table);
    hp_report_table_add_number (table, (gint64)rows[i].count);
    hp_report_table_add_number (table, (gint64)rows[i].bytes);
    hp_report_table_add_object (table, snapshot, rows[i].example);
  }
  hp_report_table_set_omitted (table, omitted);
}

static void
say (HpReport *report, const HpSnapshot *snapshot, const HpWaste *waste)
{
  double all = (double)hp_snapshot_total_size (snapshot);

  for (guint kind = 0; kind < HP_N_WASTE_KINDS; kind++) {
    guint64 bytes = hp_waste_get_total (waste, (HpWasteKind)kind);
    g_autofree char *size = g_format_size (bytes);

    if (bytes > 0)
      hp_report_say (report, _ ("%s (%.1f %% of all bytes): %s."), size,
                     100.0 * (double)bytes / all, _ (hp_waste_kind_to_string ((HpWasteKind)kind)));
  }
  if (snapshot->info->level < HP_LEVEL_VALUES)
    hp_report_warn (report, _ ("The picture holds no values, so equal ones cannot be found."));
}

HpReport *
hp_waste_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                 GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("waste");
  g_autoptr (HpWaste) waste = hp_waste_new (snapshot, run, error);

  if (waste == NULL)
    return NULL;
  say (report, snapshot, waste);
  add_kinds (report, waste);
  add_rows (report, snapshot, waste, options);
  return g_steal_pointer (&report);
}
