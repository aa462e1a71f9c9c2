/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/diff-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "analysis/describe.h"
#include "analysis/diff.h"
#include "analysis/growth.h"
#include "analysis/together.h"
#include "analysis/root-tree.h"
#include "analysis/side-array.h"

static const HpField fate_fields[] = {
  { "fate", N_ ("Objects"), HP_FIELD_WORD },
  { "count", N_ ("Count"), HP_FIELD_NUMBER },
  { "size", N_ ("Size"), HP_FIELD_SIZE },
};

static const HpField type_fields[] = {
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "count_before", N_ ("Before"), HP_FIELD_NUMBER },
  { "count_after", N_ ("After"), HP_FIELD_NUMBER },
  { "new", N_ ("New"), HP_FIELD_NUMBER },
  { "gone", N_ ("Gone"), HP_FIELD_NUMBER },
  { "kept", N_ ("Kept"), HP_FIELD_NUMBER },
  { "reused", N_ ("Address Reused"), HP_FIELD_NUMBER },
  { "size_before", N_ ("Size Before"), HP_FIELD_SIZE },
  { "size_after", N_ ("Size After"), HP_FIELD_SIZE },
  { "size_delta", N_ ("Δ Size"), HP_FIELD_NUMBER },
};

static const HpField growth_fields[] = {
  { "owner", N_ ("Owner"), HP_FIELD_ADDRESS },      { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "objects", N_ ("Objects"), HP_FIELD_NUMBER },   { "size", N_ ("Size"), HP_FIELD_SIZE },
  { "example", N_ ("For Example"), HP_FIELD_TEXT }, { "path", N_ ("Held By"), HP_FIELD_TEXT },
};

static const HpField trend_fields[] = {
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "picture", N_ ("Picture"), HP_FIELD_NUMBER },
  { "count", N_ ("Count"), HP_FIELD_NUMBER },
  { "size", N_ ("Size"), HP_FIELD_SIZE },
};

/* ---- fates and types ---- */

static void
add_fates (HpReport *report, const HpDiff *diff)
{
  HpReportTable *table = hp_report_add_table (report, "objects", N_ ("Objects"), fate_fields,
                                              G_N_ELEMENTS (fate_fields));

  for (guint fate = 0; fate < HP_N_FATES; fate++) {
    hp_report_table_begin_row (table);
    hp_report_table_add_text (table, hp_fate_to_string ((HpFate)fate));
    hp_report_table_add_number (table, (gint64)hp_diff_count (diff, (HpFate)fate));
    hp_report_table_add_number (table, (gint64)hp_diff_size (diff, (HpFate)fate));
  }
}

static void
add_type (HpReportTable *table, const HpDiffType *row)
{
  const guint64 values[] = {
    row->count_before, row->count_after, row->n_new,       row->n_gone,
    row->n_kept,       row->n_reused,    row->size_before, row->size_after
  };

  hp_report_table_begin_row (table);
  hp_report_table_add_text (table, row->name);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    hp_report_table_add_number (table, (gint64)values[i]);
  hp_report_table_add_number (table, (gint64)row->size_after - (gint64)row->size_before);
}

static void
add_types (HpReport *report, const HpDiff *diff, const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "types", N_ ("Types, Largest Change First"),
                                              type_fields, G_N_ELEMENTS (type_fields));
  guint n;
  const HpDiffType *types = hp_diff_get_types (diff, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++)
    add_type (table, &types[i]);
  hp_report_table_set_omitted (table, omitted);
}

/* ---- growth ---- */

static void
add_growth_row (HpReportTable *table, const HpSnapshot *snapshot, const HpRootTree *roots,
                const HpGrowth *growth)
{
  hp_report_table_begin_row (table);
  hp_report_table_add_object (table, snapshot, growth->object);
  if (growth->object == HP_NONE)
    hp_report_table_add_none (table);
  else
    hp_report_table_take_text (
        table,
        hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, growth->object)));
  hp_report_table_add_number (table, (gint64)growth->n_members);
  hp_report_table_add_number (table, (gint64)growth->size);
  hp_report_table_take_text (table, hp_describe_object (snapshot, growth->example));
  if (growth->object == HP_NONE)
    hp_report_table_add_text (table, "no single object");
  else
    hp_report_table_take_text (table,
                               hp_root_tree_path_text (roots, growth->object, HP_PATH_FOLDED));
}

static void
say_growth (HpReport *report, const HpSnapshot *snapshot, const HpRootTree *roots,
            const GArray *growth)
{
  for (guint i = 0; i < growth->len; i++) {
    const HpGrowth *row = &g_array_index (growth, HpGrowth, i);
    g_autofree char *path = NULL, *size = NULL, *example = NULL;

    if (row->object == HP_NONE)
      continue;
    path = hp_root_tree_path_text (roots, row->object, HP_PATH_FOLDED);
    size = g_format_size (row->size);
    example =
        hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, row->example));
    hp_report_say (report,
                   ngettext ("%s has grown by %" PRIu64 " object, %s: %s and what it holds.",
                             "%s has grown by %" PRIu64 " objects, %s: %s and what it holds.",
                             (gulong)row->n_members),
                   path, row->n_members, size, example);
    return;
  }
}

/* What growth is told with. */
typedef struct {
  const HpSnapshot *snapshot;
  HpDominators *dominators; /* owned, as the roots */
  HpRootTree *roots;
} Holders;

static void
holders_clear (Holders *self)
{
  hp_dominators_free (self->dominators);
  hp_root_tree_free (self->roots);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Holders, holders_clear)

static gboolean
find_dominators (gpointer data, const HpAnalysisRun *run, GError **error)
{
  Holders *self = data;

  return (self->dominators = hp_dominators_new (self->snapshot, run, error)) != NULL;
}

static gboolean
find_roots (gpointer data, const HpAnalysisRun *run, GError **error)
{
  Holders *self = data;

  return (self->roots = hp_root_tree_new (self->snapshot, run, error)) != NULL;
}

static gboolean
add_growth (HpReport *report, const HpSnapshot *snapshot, const guint64 *members,
            const HpReportOptions *options, const HpAnalysisRun *run, GError **error)
{
  HpReportTable *table = hp_report_add_table (report, "growth", N_ ("Where It Grew"), growth_fields,
                                              G_N_ELEMENTS (growth_fields));
  static const HpAnalysisStep steps[] = { find_dominators, find_roots };
  g_auto (Holders) holders = { .snapshot = snapshot };
  g_autoptr (GArray) growth = NULL;
  guint64 omitted;
  guint shown;

  if (!hp_analysis_take_together (steps, G_N_ELEMENTS (steps), &holders, snapshot, run, error) ||
      (growth = hp_growth_find (holders.dominators, members, run, error)) == NULL)
    return FALSE;
  say_growth (report, snapshot, holders.roots, growth);
  shown = hp_report_options_clip (options, growth->len, &omitted);
  for (guint i = 0; i < shown; i++)
    add_growth_row (table, snapshot, holders.roots, &g_array_index (growth, HpGrowth, i));
  hp_report_table_set_omitted (table, omitted);
  return TRUE;
}

/* ---- trend ---- */

static void
add_trend (HpReport *report, HpSnapshot *const *pictures, guint n_pictures, const HpDiff *overall,
           const HpReportOptions *options)
{
  HpReportTable *table =
      hp_report_add_table (report, "trend", N_ ("Trend of the Types That Changed Most"),
                           trend_fields, G_N_ELEMENTS (trend_fields));
  guint n;
  const HpDiffType *types = hp_diff_get_types (overall, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++)
    for (guint picture = 0; picture < n_pictures; picture++) {
      guint64 count = 0, size = 0;

      for (guint32 t = 0; t < hp_snapshot_n_types (pictures[picture]); t++) {
        g_autofree char *name = hp_snapshot_dup_type_full_name (pictures[picture], t);

        if (!g_str_equal (name, types[i].name))
          continue;
        count += hp_snapshot_type_count (pictures[picture], t);
        size += hp_snapshot_type_size (pictures[picture], t);
      }
      hp_report_table_begin_row (table);
      hp_report_table_add_text (table, types[i].name);
      hp_report_table_add_number (table, picture + 1);
      hp_report_table_add_number (table, (gint64)count);
      hp_report_table_add_number (table, (gint64)size);
    }
  hp_report_table_set_omitted (table, omitted);
}

/* ---- all ---- */

static void
say_totals (HpReport *report, const HpDiff *diff)
{
  const HpSnapshot *before = hp_diff_get_before (diff), *after = hp_diff_get_after (diff);
  gint64 delta = (gint64)hp_snapshot_total_size (after) - (gint64)hp_snapshot_total_size (before);
  g_autofree char *size = g_format_size ((guint64)ABS (delta));

  hp_report_say (report, _ ("%+" PRId64 " objects, %s%s."),
                 (gint64)hp_snapshot_n_objects (after) - (gint64)hp_snapshot_n_objects (before),
                 delta < 0 ? "-" : "+", size);
  if (!hp_diff_has_common_addresses (diff))
    hp_report_warn (report,
                    _ ("The pictures are of different processes: objects cannot be followed "
                       "from one to the other, only types are compared."));
  else if (hp_diff_count (diff, HP_FATE_PROBABLY_KEPT) > 0)
    hp_report_warn (report,
                    ngettext ("%" PRIu64 " object is only probably the same: an address, type and "
                              "size that fit, and nothing that proves it.",
                              "%" PRIu64 " objects are only probably the same: an address, type "
                              "and size that fit, and nothing that proves it.",
                              (gulong)hp_diff_count (diff, HP_FATE_PROBABLY_KEPT)),
                    hp_diff_count (diff, HP_FATE_PROBABLY_KEPT));
}

/* What has come between the first two pictures and stayed until the last. */
static gboolean
mark_members (HpSnapshot *const *pictures, guint n_pictures, const HpDiff *overall, guint64 *bits,
              const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpDiff) first = NULL, rest = NULL;

  if (n_pictures == 2) {
    hp_diff_mark_new (overall, bits);
    return TRUE;
  }
  first = hp_diff_new (pictures[0], pictures[1], run, error);
  rest = first != NULL ? hp_diff_new (pictures[1], pictures[n_pictures - 1], run, error) : NULL;
  if (rest != NULL)
    hp_diff_mark_lasting (first, rest, bits);
  return rest != NULL;
}

HpReport *
hp_diff_report (HpSnapshot *const *pictures, guint n_pictures, const HpReportOptions *options,
                const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("diff");
  HpSnapshot *last = pictures[n_pictures - 1];
  g_autoptr (HpDiff) overall = hp_diff_new (pictures[0], last, run, error);
  guint64 *members = overall != NULL ? HP_SIDE_BITS (hp_snapshot_n_objects (last), error) : NULL;
  gboolean done;

  if (members == NULL)
    return NULL;
  say_totals (report, overall);
  done = !hp_diff_has_common_addresses (overall) ||
         (mark_members (pictures, n_pictures, overall, members, run, error) &&
          add_growth (report, last, members, options, run, error));
  hp_side_array_free (members);
  if (!done)
    return NULL;
  add_fates (report, overall);
  add_types (report, overall, options);
  if (n_pictures > 2)
    add_trend (report, pictures, n_pictures, overall, options);
  return g_steal_pointer (&report);
}
