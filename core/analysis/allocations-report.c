/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/allocations-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>

/* A report without an earlier picture shows the first of them only. */
static const HpField fields[] = {
  { "place", N_ ("Place"), HP_FIELD_TEXT },
  { "function", N_ ("Function"), HP_FIELD_TEXT },
  { "source", N_ ("Source"), HP_FIELD_TEXT },
  { "size", N_ ("Size"), HP_FIELD_SIZE },
  { "count", N_ ("Count"), HP_FIELD_NUMBER },
  { "average", N_ ("Average"), HP_FIELD_SIZE },
  { "size_delta", N_ ("Size Change"), HP_FIELD_SIZE },
  { "count_delta", N_ ("Count Change"), HP_FIELD_NUMBER },
};
#define N_DELTAS 2

static void
add_string (HpReportTable *table, const HpSnapshot *snapshot, guint32 string)
{
  if (string == HP_NONE)
    hp_report_table_add_none (table);
  else
    hp_report_table_take_text (table, hp_snapshot_dup_string (snapshot, string));
}

/* Of a file no line stands for the others, so it has neither function nor source. */
static void
add_line (HpReportTable *table, const HpAllocationRow *row, HpAllocationKey key)
{
  HpFrameRow frame = hp_allocation_row_get_frame (row);
  gboolean is_line = key != HP_ALLOCATIONS_BY_FILE;

  add_string (table, row->origin, is_line ? frame.function : HP_NONE);
  add_string (table, row->origin, is_line ? frame.source : HP_NONE);
}

static void
add_row (HpReportTable *table, const HpAllocationRow *row, HpAllocationKey key, gboolean compared)
{
  hp_report_table_begin_row (table);
  hp_report_table_take_text (table, hp_allocation_row_dup_place (row, key));
  add_line (table, row, key);
  hp_report_table_add_number (table, (gint64)row->size);
  hp_report_table_add_number (table, (gint64)row->count);
  if (row->count > 0)
    hp_report_table_add_number (table, (gint64)(row->size / row->count));
  else
    hp_report_table_add_none (table);
  if (compared) {
    hp_report_table_add_number (table, row->size_delta);
    hp_report_table_add_number (table, row->count_delta);
  }
}

static void
say_how_to_trace (HpReport *report, const HpSnapshot *snapshot, const char *text)
{
  if (!hp_snapshot_is_traced (snapshot))
    hp_report_warn (report, "%s", text);
}

static void
say_sums (HpReport *report, const HpAllocations *allocations, const HpSnapshot *snapshot)
{
  if (hp_snapshot_is_traced (snapshot))
    hp_report_say (
        report,
        _ ("%" PRIu64 " bytes in %" PRIu64 " blocks, tracebacks of at most %" PRIu32 " lines"),
        hp_allocations_get_size (allocations), hp_allocations_get_count (allocations),
        snapshot->info->trace_limit);
}

HpReport *
hp_allocations_report (HpSnapshot *snapshot, HpSnapshot *before, HpAllocationKey key,
                       const HpReportOptions *options, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpAllocations) allocations = hp_allocations_new (snapshot, before, key, run, error);
  g_autoptr (HpReport) report = hp_report_new ("allocations");
  guint n_fields = G_N_ELEMENTS (fields) - (before != NULL ? 0 : N_DELTAS), shown;
  HpReportTable *table;
  guint64 omitted;

  if (allocations == NULL)
    return NULL;
  say_sums (report, allocations, snapshot);
  say_how_to_trace (report, snapshot,
                    before != NULL
                        ? _ ("Allocations were not traced in the later picture: run the script "
                             "with “heaparium run --trace=25 --snapshot FILE”")
                        : _ ("Allocations were not traced in this picture: run the script with "
                             "“heaparium run --trace=25 --snapshot FILE”"));
  if (before != NULL)
    say_how_to_trace (report, before,
                      _ ("Allocations were not traced in the earlier picture: run the script with "
                         "“heaparium run --trace=25 --snapshot FILE”"));
  table = hp_report_add_table (report, "allocations", N_ ("Allocations"), fields, n_fields);
  shown = hp_report_options_clip (options, hp_allocations_n_rows (allocations), &omitted);
  for (guint32 i = 0; i < shown; i++)
    add_row (table, hp_allocations_get (allocations, i), key, before != NULL);
  hp_report_table_set_omitted (table, omitted);
  return g_steal_pointer (&report);
}
