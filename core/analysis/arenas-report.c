/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/heap-reports.h"

#include <glib/gi18n.h>

#include "analysis/pins.h"

static const HpField arena_fields[] = {
  { "arena", N_ ("Arena"), HP_FIELD_TEXT },     { "pools", N_ ("Pools"), HP_FIELD_NUMBER },
  { "in_use", N_ ("In Use"), HP_FIELD_NUMBER }, { "full", N_ ("Full"), HP_FIELD_NUMBER },
  { "blocks", N_ ("Blocks"), HP_FIELD_NUMBER }, { "used", N_ ("Bytes in Use"), HP_FIELD_SIZE },
  { "fill", N_ ("Fill %"), HP_FIELD_NUMBER },
};

static const HpField class_fields[] = {
  { "block_size", N_ ("Block Size"), HP_FIELD_SIZE },
  { "pools", N_ ("Pools"), HP_FIELD_NUMBER },
  { "used", N_ ("Blocks in Use"), HP_FIELD_NUMBER },
  { "free", N_ ("Blocks Free"), HP_FIELD_NUMBER },
};

static void
add_arena (HpReportTable *table, const HpSnapshot *snapshot, guint32 row)
{
  HpArenaView arena = hp_snapshot_arena (snapshot, row);
  guint64 used = hp_snapshot_arena_used_bytes (snapshot, row), blocks = 0;
  guint64 size = snapshot->info->geometry.arena_size;
  guint in_use = 0, full = 0;

  for (guint32 i = arena.first_pool; i < arena.first_pool + arena.n_pools; i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, i);

    in_use += pool.used > 0;
    full += pool.state == HP_POOL_FULL;
    blocks += pool.used;
  }
  hp_report_table_begin_row (table);
  hp_report_table_take_text (table, g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", arena.address));
  hp_report_table_add_number (table, arena.n_pools);
  hp_report_table_add_number (table, in_use);
  hp_report_table_add_number (table, full);
  hp_report_table_add_number (table, (gint64)blocks);
  hp_report_table_add_number (table, (gint64)used);
  hp_report_table_add_number (table, size > 0 ? (gint64)(100 * used / size) : 0);
}

static void
add_classes (HpReport *report, const HpSnapshot *snapshot)
{
  HpReportTable *table = hp_report_add_table (report, "size_classes", N_ ("Size Classes"),
                                              class_fields, G_N_ELEMENTS (class_fields));
  g_autoptr (GArray) classes = hp_size_class_use (snapshot);

  for (guint i = 0; i < classes->len; i++) {
    const HpSizeClassUse *use = &g_array_index (classes, HpSizeClassUse, i);

    hp_report_table_begin_row (table);
    hp_report_table_add_number (table, use->block_size);
    hp_report_table_add_number (table, use->n_pools);
    hp_report_table_add_number (table, (gint64)use->n_used);
    hp_report_table_add_number (table, (gint64)use->n_free);
  }
}

static void
say_arenas (HpReport *report, const HpSnapshot *snapshot)
{
  guint32 n = hp_snapshot_n_arenas (snapshot);
  guint64 used = 0, mapped = (guint64)n * snapshot->info->geometry.arena_size;
  g_autofree char *in_use = NULL, *all = NULL;

  for (guint32 i = 0; i < n; i++)
    used += hp_snapshot_arena_used_bytes (snapshot, i);
  in_use = g_format_size (used);
  all = g_format_size (mapped);
  if (n == 0)
    hp_report_warn (report,
                    _ ("The picture has no arenas: another allocator serves the objects, or "
                       "they were not found."));
  else
    hp_report_say (
        report, ngettext ("%u arena: %s of %s are in use.", "%u arenas: %s of %s are in use.", n),
        n, in_use, all);
}

HpReport *
hp_arenas_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                  GError **error)
{
  HpReport *report = hp_report_new ("arenas");
  HpReportTable *table = hp_report_add_table (report, "arenas", N_ ("Arenas"), arena_fields,
                                              G_N_ELEMENTS (arena_fields));
  guint64 omitted;
  guint shown = hp_report_options_clip (options, hp_snapshot_n_arenas (snapshot), &omitted);

  say_arenas (report, snapshot);
  for (guint i = 0; i < shown; i++)
    add_arena (table, snapshot, i);
  hp_report_table_set_omitted (table, omitted);
  add_classes (report, snapshot);
  return report;
}
