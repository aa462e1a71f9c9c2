/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dry-run-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/dry-run.h"

static const HpField collection_fields[] = {
  { "generation", N_ ("gc.collect (…)"), HP_FIELD_NUMBER },
  { "examined", N_ ("Examined"), HP_FIELD_NUMBER },
  { "unreachable", N_ ("Unreachable"), HP_FIELD_NUMBER },
  { "closed", N_ ("Closed First"), HP_FIELD_NUMBER },
  { "returned", N_ ("Returned"), HP_FIELD_NUMBER },
  { "freed", N_ ("Objects Freed"), HP_FIELD_NUMBER },
  { "size", N_ ("Their Size"), HP_FIELD_SIZE },
  { "promoted", N_ ("Promoted"), HP_FIELD_NUMBER },
  { "finalizers", N_ ("With __del__"), HP_FIELD_NUMBER },
  { "weakrefs", N_ ("Weak References"), HP_FIELD_NUMBER },
  { "pools", N_ ("Pools Emptied"), HP_FIELD_NUMBER },
  { "arenas", N_ ("Arenas Returned"), HP_FIELD_NUMBER },
  { "arena_bytes", N_ ("To the System"), HP_FIELD_SIZE },
};

static const HpField type_fields[] = {
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "unreachable", N_ ("Unreachable"), HP_FIELD_NUMBER },
  { "freed", N_ ("Freed"), HP_FIELD_NUMBER },
  { "size", N_ ("Size"), HP_FIELD_SIZE },
};

static void
add_collection (HpReportTable *table, int generation, const HpDryRunFacts *facts)
{
  const HpRelease *release = &facts->release;
  const guint64 values[] = {
    (guint64)generation, facts->examined, facts->unreachable,   facts->closed,     facts->returned,
    release->objects,    release->size,   facts->promoted,      facts->finalizers, facts->weakrefs,
    release->pools,      release->arenas, release->arena_bytes,
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (values) == G_N_ELEMENTS (collection_fields));
  hp_report_table_begin_row (table);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    hp_report_table_add_number (table, (gint64)values[i]);
}

typedef struct {
  guint32 type;
  guint64 unreachable, freed, size;
} TypeRow;

static int
compare_rows (const void *a, const void *b)
{
  const TypeRow *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  return (x->type > y->type) - (x->type < y->type);
}

static TypeRow *
count_types (const HpSnapshot *snapshot, const HpDryRun *dry_run)
{
  TypeRow *rows = g_new0 (TypeRow, (gsize)hp_snapshot_n_types (snapshot) + 1);

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++)
    rows[type].type = type;
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    TypeRow *row = &rows[hp_snapshot_type_of (snapshot, object)];

    if (!hp_dry_run_is_freed (dry_run, object))
      continue;
    row->unreachable += hp_dry_run_is_unreachable (dry_run, object);
    row->freed++;
    row->size += hp_snapshot_size (snapshot, object);
  }
  qsort (rows, hp_snapshot_n_types (snapshot), sizeof *rows, compare_rows);
  return rows;
}

static void
add_types (HpReport *report, const HpSnapshot *snapshot, const HpDryRun *dry_run,
           const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "types", N_ ("What Would Be Freed"),
                                              type_fields, G_N_ELEMENTS (type_fields));
  g_autofree TypeRow *rows = count_types (snapshot, dry_run);
  guint64 omitted;
  guint n = 0, shown;

  while (n < hp_snapshot_n_types (snapshot) && rows[n].freed > 0)
    n++;
  shown = hp_report_options_clip (options, n, &omitted);
  for (guint i = 0; i < shown; i++) {
    hp_report_table_begin_row (table);
    hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (snapshot, rows[i].type));
    hp_report_table_add_number (table, (gint64)rows[i].unreachable);
    hp_report_table_add_number (table, (gint64)rows[i].freed);
    hp_report_table_add_number (table, (gint64)rows[i].size);
  }
  hp_report_table_set_omitted (table, omitted);
}

static void
say (HpReport *report, int generation, const HpDryRunFacts *facts)
{
  g_autofree char *size = g_format_size (facts->release.size);
  g_autofree char *system = g_format_size (facts->release.arena_bytes);

  hp_report_say (report,
                 _ ("gc.collect(%d) would find %" PRIu64 " objects unreachable and free %" PRIu64
                    " in all, %s; %u arenas (%s) would go back to the system."),
                 generation, facts->unreachable, facts->release.objects, size,
                 facts->release.arenas, system);
  if (facts->returned != facts->unreachable)
    hp_report_say (
        report,
        _ ("%" PRIu64 " of them are generators and coroutines that wait. They are closed "
           "first, and what goes with them is not counted: it would return %" PRIu64 "."),
        facts->closed, facts->returned);
  if (facts->finalizers > 0)
    hp_report_warn (report,
                    ngettext ("%" PRIu64 " of them has a __del__, which runs first and may bring "
                              "objects back.",
                              "%" PRIu64 " of them have a __del__, which runs first and may bring "
                              "objects back.",
                              (gulong)facts->finalizers),
                    facts->finalizers);
}

HpReport *
hp_dry_run_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                   GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("dryrun");
  HpReportTable *table = hp_report_add_table (report, "collections", N_ ("Each Generation"),
                                              collection_fields, G_N_ELEMENTS (collection_fields));

  for (int generation = 0; generation <= 2; generation++) {
    g_autoptr (HpDryRun) dry_run = hp_dry_run_new (snapshot, generation, run, error);

    if (dry_run == NULL)
      return NULL;
    add_collection (table, generation, hp_dry_run_get_facts (dry_run));
    if (generation != options->generation)
      continue;
    say (report, generation, hp_dry_run_get_facts (dry_run));
    add_types (report, snapshot, dry_run, options);
  }
  if (!snapshot->info->quality.frozen)
    hp_report_warn (report,
                    _ ("The source ran while the picture was taken: counts and references may "
                       "not fit together."));
  return g_steal_pointer (&report);
}
