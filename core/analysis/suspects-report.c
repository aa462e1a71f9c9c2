/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/suspects-report.h"

#include <glib/gi18n.h>

#include "analysis/suspects.h"

static const HpField fields[] = {
  { "rank", N_ ("Rank"), HP_FIELD_NUMBER },
  { "kind", N_ ("Kind"), HP_FIELD_WORD },
  { "score", N_ ("Score"), HP_FIELD_SIZE },
  { "what", N_ ("What"), HP_FIELD_TEXT },
  { "objects", N_ ("Objects"), HP_FIELD_NUMBER },
  { "size", N_ ("Size"), HP_FIELD_SIZE },
  { "grown", N_ ("Grown"), HP_FIELD_NUMBER },
  { "holder", N_ ("Holder"), HP_FIELD_ADDRESS },
  { "path", N_ ("Held By"), HP_FIELD_TEXT },
  { "alike", N_ ("Holders Alike"), HP_FIELD_NUMBER },
  { "example", N_ ("Example"), HP_FIELD_ADDRESS },
  { "defined", N_ ("First Method"), HP_FIELD_TEXT },
  { "used_by", N_ ("Look At"), HP_FIELD_TEXT },
  { "made_at", N_ ("Allocated At"), HP_FIELD_TEXT },
  { "made_by", N_ ("Named In"), HP_FIELD_TEXT },
  { "doubt", N_ ("Doubt"), HP_FIELD_TEXT },
};

static void
add_suspect (HpReportTable *table, const HpSnapshot *snapshot, const HpSuspect *suspect, guint rank)
{
  hp_report_table_begin_row (table);
  hp_report_table_add_number (table, rank);
  hp_report_table_add_text (table, hp_suspect_kind_to_string (suspect->kind));
  hp_report_table_add_number (table, (gint64)suspect->score);
  hp_report_table_add_text (table, suspect->what);
  hp_report_table_add_number (table, (gint64)suspect->count);
  hp_report_table_add_number (table, (gint64)suspect->bytes);
  hp_report_table_add_number (table, suspect->grown);
  hp_report_table_add_object (table, snapshot, suspect->holder);
  hp_report_table_add_text (table, suspect->path);
  hp_report_table_add_number (table, suspect->n_alike);
  hp_report_table_add_object (table, snapshot, suspect->example);
  hp_report_table_add_text (table, suspect->defined);
  hp_report_table_add_text (table, suspect->used_by);
  hp_report_table_add_text (table, suspect->made_at);
  hp_report_table_add_text (table, suspect->made_by);
  hp_report_table_add_text (table, suspect->doubt);
}

/* Only when the best suspect is none. */
static void
say_verdict (HpReport *report, const HpSuspects *suspects, guint n_pictures)
{
  guint n;
  const HpSuspect *all = hp_suspects_get (suspects, &n);

  if (n == 0)
    hp_report_say (report, _ ("Nothing looks like a leak."));
  else if (all[0].doubt != NULL && n_pictures > 1 && hp_suspects_could_compare (suspects) &&
           !hp_suspects_found_growth (suspects))
    hp_report_say (report,
                   _ ("Nothing looks like a leak: nothing has grown since the first picture. "
                      "What the last one keeps most of:"));
  else if (all[0].doubt != NULL)
    hp_report_say (report, _ ("Nothing stands out: what is kept most of may well be meant so."));
}

static void
add_suspects (HpReport *report, HpSnapshot *const *pictures, guint n_pictures,
              const HpSuspects *suspects, const HpReportOptions *options)
{
  const HpSnapshot *snapshot = pictures[n_pictures - 1];
  HpReportTable *table =
      hp_report_add_table (report, "suspects", N_ ("Suspects"), fields, G_N_ELEMENTS (fields));
  guint n;
  const HpSuspect *all = hp_suspects_get (suspects, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++)
    add_suspect (table, snapshot, &all[i], i + 1);
  hp_report_table_set_omitted (table, omitted);
  say_verdict (report, suspects, n_pictures);
  for (guint i = 0; i < MIN (n, HP_SUSPECTS_TOLD); i++)
    hp_report_say_lead (report, all[i].sentence, all[i].lead);
}

HpReport *
hp_suspects_report_growth (HpSnapshot *const *pictures, guint n_pictures,
                           const HpReportOptions *options, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("suspects");
  g_autoptr (HpSuspects) suspects = hp_suspects_new (pictures, n_pictures, run, error);

  if (suspects == NULL)
    return NULL;
  if (!hp_suspects_could_compare (suspects))
    hp_report_warn (report,
                    _ ("The pictures are of different processes: only the last was looked at."));
  if (!hp_suspects_know_origin (suspects))
    hp_report_warn (report, _ ("The picture does not tell the files of modules, so the standard "
                               "library's containers count as the program's."));
  if (n_pictures == 1)
    hp_report_warn (report, _ ("One picture shows what is large, not what grows: what is kept on "
                               "purpose looks the same. Take two more and compare."));
  add_suspects (report, pictures, n_pictures, suspects, options);
  return g_steal_pointer (&report);
}

HpReport *
hp_suspects_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                    GError **error)
{
  return hp_suspects_report_growth (&snapshot, 1, options, run, error);
}
