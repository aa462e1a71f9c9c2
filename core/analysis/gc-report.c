/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/heap-reports.h"

/* 0, 1, 2, frozen. */
#define N_GENERATIONS 4

static const HpField generation_fields[] = {
  { "generation", N_ ("Generation"), HP_FIELD_WORD },
  { "objects", N_ ("Objects"), HP_FIELD_NUMBER },
  { "size", N_ ("Size"), HP_FIELD_SIZE },
  { "count", N_ ("Count"), HP_FIELD_NUMBER },
  { "threshold", N_ ("Threshold"), HP_FIELD_NUMBER },
  { "collections", N_ ("Collections"), HP_FIELD_NUMBER },
  { "collected", N_ ("Collected"), HP_FIELD_NUMBER },
  { "uncollectable", N_ ("Uncollectable"), HP_FIELD_NUMBER },
};

static const HpField type_fields[] = {
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "generation_0", N_ ("Generation 0"), HP_FIELD_NUMBER },
  { "generation_1", N_ ("Generation 1"), HP_FIELD_NUMBER },
  { "generation_2", N_ ("Generation 2"), HP_FIELD_NUMBER },
  { "frozen", N_ ("Frozen"), HP_FIELD_NUMBER },
};

typedef struct {
  guint32 type;
  guint64 n[N_GENERATIONS], total;
} TypeRow;

typedef struct {
  guint64 n[N_GENERATIONS], size[N_GENERATIONS];
  TypeRow *types; /* owned */
} Tally;

static void
count (const HpSnapshot *snapshot, Tally *tally)
{
  tally->types = g_new0 (TypeRow, (gsize)hp_snapshot_n_types (snapshot) + 1);
  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++)
    tally->types[type].type = type;
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    guint generation = hp_snapshot_generation (snapshot, object);
    TypeRow *row = &tally->types[hp_snapshot_type_of (snapshot, object)];

    if (generation >= N_GENERATIONS)
      continue;
    tally->n[generation]++;
    tally->size[generation] += hp_snapshot_size (snapshot, object);
    row->n[generation]++;
    row->total++;
  }
}

static int
compare_types (const void *a, const void *b)
{
  const TypeRow *x = a, *y = b;

  if (x->total != y->total)
    return x->total > y->total ? -1 : 1;
  return (x->type > y->type) - (x->type < y->type);
}

static void
add_generations (HpReport *report, const HpCollectorState *gc, const Tally *tally)
{
  static const char *const names[N_GENERATIONS] = { "0", "1", "2", N_ ("frozen") };
  HpReportTable *table = hp_report_add_table (report, "generations", N_ ("Generations"),
                                              generation_fields, G_N_ELEMENTS (generation_fields));

  for (guint i = 0; i < N_GENERATIONS; i++) {
    hp_report_table_begin_row (table);
    hp_report_table_add_text (table, names[i]);
    hp_report_table_add_number (table, (gint64)tally->n[i]);
    hp_report_table_add_number (table, (gint64)tally->size[i]);
    if (i == N_GENERATIONS - 1)
      break; /* no collection concerns what is frozen */
    hp_report_table_add_number (table, gc->counts[i]);
    hp_report_table_add_number (table, gc->thresholds[i]);
    hp_report_table_add_number (table, (gint64)gc->stats[i].collections);
    hp_report_table_add_number (table, (gint64)gc->stats[i].collected);
    hp_report_table_add_number (table, (gint64)gc->stats[i].uncollectable);
  }
}

static void
add_types (HpReport *report, const HpSnapshot *snapshot, Tally *tally,
           const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "types", N_ ("Tracked Objects by Type"),
                                              type_fields, G_N_ELEMENTS (type_fields));
  guint64 omitted;
  guint n = 0, shown;

  qsort (tally->types, hp_snapshot_n_types (snapshot), sizeof (TypeRow), compare_types);
  while (n < hp_snapshot_n_types (snapshot) && tally->types[n].total > 0)
    n++;
  shown = hp_report_options_clip (options, n, &omitted);
  for (guint i = 0; i < shown; i++) {
    hp_report_table_begin_row (table);
    hp_report_table_take_text (table,
                               hp_snapshot_dup_type_full_name (snapshot, tally->types[i].type));
    for (guint k = 0; k < N_GENERATIONS; k++)
      hp_report_table_add_number (table, (gint64)tally->types[i].n[k]);
  }
  hp_report_table_set_omitted (table, omitted);
}

HpReport *
hp_gc_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
              GError **error)
{
  HpReport *report = hp_report_new ("gc");
  const HpCollectorState *gc = &snapshot->info->gc;
  Tally tally = { 0 };

  count (snapshot, &tally);
  hp_report_say (report,
                 gc->enabled ? _ ("Automatic collection is on; %" PRIu64
                                  " objects are frozen, gc.garbage holds %" PRIu64 ".")
                             : _ ("Automatic collection is off; %" PRIu64
                                  " objects are frozen, gc.garbage holds %" PRIu64 "."),
                 gc->freeze_count, gc->garbage);
  add_generations (report, gc, &tally);
  add_types (report, snapshot, &tally, options);
  g_free (tally.types);
  return report;
}
