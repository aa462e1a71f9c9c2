/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/retained-report.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "analysis/origin.h"
#include "analysis/retained.h"
#include "analysis/trees.h"
#include "snapshot/traces.h"

static const HpField object_fields[] = {
  { "object", N_ ("Object"), HP_FIELD_ADDRESS },
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "size", N_ ("Own Size"), HP_FIELD_SIZE },
  { "retained_size", N_ ("Retained"), HP_FIELD_SIZE },
  { "path", N_ ("Held By"), HP_FIELD_TEXT },
};

static const HpField type_fields[] = {
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "count", N_ ("Count"), HP_FIELD_NUMBER },
  { "size", N_ ("Own Size"), HP_FIELD_SIZE },
  { "retained_size", N_ ("Retained"), HP_FIELD_SIZE },
};

static const HpField origin_fields[] = {
  { "name", N_ ("Name"), HP_FIELD_TEXT },
  { "count", N_ ("Count"), HP_FIELD_NUMBER },
  { "size", N_ ("Own Size"), HP_FIELD_SIZE },
  { "retained_size", N_ ("Retained"), HP_FIELD_SIZE },
};

static void
add_objects (HpReport *report, const HpDominatorTree *tree, const HpRootTree *roots,
             const HpReportOptions *options)
{
  const HpDominators *dominators = hp_dominator_tree_get_dominators (tree);
  const HpSnapshot *snapshot = hp_dominators_get_snapshot (dominators);
  HpReportTable *table = hp_report_add_table (report, "dominators", N_ ("Largest Dominators"),
                                              object_fields, G_N_ELEMENTS (object_fields));
  guint64 omitted;
  guint32 n;
  const guint32 *tops = hp_dominator_tree_get_children (tree, HP_NONE, &n);
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++) {
    guint32 type = hp_snapshot_type_of (snapshot, tops[i]);

    hp_report_table_begin_row (table);
    hp_report_table_add_object (table, snapshot, tops[i]);
    hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (snapshot, type));
    hp_report_table_add_number (table, (gint64)hp_snapshot_size (snapshot, tops[i]));
    hp_report_table_add_number (table,
                                (gint64)hp_dominators_get_retained_size (dominators, tops[i]));
    hp_report_table_take_text (table, hp_root_tree_path_text (roots, tops[i], HP_PATH_FOLDED));
  }
  hp_report_table_set_omitted (table, omitted);
}

typedef struct {
  guint64 retained;
  guint32 type;
} RankedType;

static int
compare_types (const void *a, const void *b)
{
  const RankedType *x = a, *y = b;

  if (x->retained != y->retained)
    return x->retained > y->retained ? -1 : 1;
  return (x->type > y->type) - (x->type < y->type);
}

static RankedType *
rank_types (const HpSnapshot *snapshot, const guint64 *retained, guint32 *n)
{
  RankedType *ranked = g_new (RankedType, (gsize)hp_snapshot_n_types (snapshot) + 1);

  *n = 0;
  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++)
    if (hp_snapshot_type_count (snapshot, type) > 0)
      ranked[(*n)++] = (RankedType){ retained[type], type };
  qsort (ranked, *n, sizeof *ranked, compare_types);
  return ranked;
}

static void
add_types (HpReport *report, const HpSnapshot *snapshot, const guint64 *retained,
           const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "types", N_ ("Retained by Type"), type_fields,
                                              G_N_ELEMENTS (type_fields));
  guint32 n;
  g_autofree RankedType *ranked = rank_types (snapshot, retained, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++) {
    guint32 type = ranked[i].type;

    hp_report_table_begin_row (table);
    hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (snapshot, type));
    hp_report_table_add_number (table, (gint64)hp_snapshot_type_count (snapshot, type));
    hp_report_table_add_number (table, (gint64)hp_snapshot_type_size (snapshot, type));
    hp_report_table_add_number (table, (gint64)ranked[i].retained);
  }
  hp_report_table_set_omitted (table, omitted);
}

/* ---- by module and by file ---- */

typedef struct {
  guint32 group;
  guint64 count, size, retained;
} RankedOrigin;

static int
compare_origins (const void *a, const void *b)
{
  const RankedOrigin *x = a, *y = b;

  if (x->retained != y->retained)
    return x->retained > y->retained ? -1 : 1;
  return (x->group > y->group) - (x->group < y->group);
}

/* NULL and error when it fails. */
static RankedOrigin *
rank_origins (const HpDominatorTree *tree, const HpSnapshot *snapshot, const HpOrigins *origins,
              const HpAnalysisRun *run, GError **error)
{
  guint32 n = origins->names->len;
  g_autofree RankedOrigin *ranked = g_new0 (RankedOrigin, (gsize)n + 1);
  g_autofree guint64 *retained = g_new (guint64, (gsize)n + 1);

  if (!hp_retained_by_group (tree, origins->group_of, n, retained, run, error))
    return NULL;
  for (guint32 group = 0; group < n; group++) {
    ranked[group].group = group;
    ranked[group].retained = retained[group];
  }
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    guint32 group = origins->group_of[object];

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.9, error))
      return NULL;
    if (group != HP_NONE) {
      ranked[group].count++;
      ranked[group].size += hp_snapshot_size (snapshot, object);
    }
  }
  qsort (ranked, n, sizeof *ranked, compare_origins);
  return g_steal_pointer (&ranked);
}

static gboolean
add_origins (HpReportTable *table, const HpDominatorTree *tree, const HpSnapshot *snapshot,
             const HpOrigins *origins, const HpReportOptions *options, const HpAnalysisRun *run,
             GError **error)
{
  g_autofree RankedOrigin *ranked = rank_origins (tree, snapshot, origins, run, error);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, origins->names->len, &omitted);

  if (ranked == NULL)
    return FALSE;
  for (guint i = 0; i < shown; i++) {
    guint32 name = g_array_index (origins->names, guint32, ranked[i].group);

    hp_report_table_begin_row (table);
    hp_report_table_take_text (table, name != HP_NONE ? hp_snapshot_dup_string (snapshot, name)
                                                      : g_strdup ("builtins"));
    hp_report_table_add_number (table, (gint64)ranked[i].count);
    hp_report_table_add_number (table, (gint64)ranked[i].size);
    hp_report_table_add_number (table, (gint64)ranked[i].retained);
  }
  hp_report_table_set_omitted (table, omitted);
  return TRUE;
}

static gboolean
add_modules_and_files (HpReport *report, const HpDominatorTree *tree, const HpSnapshot *snapshot,
                       const HpReportOptions *options, const HpAnalysisRun *run, GError **error)
{
  g_auto (HpOrigins) modules = { 0 }, files = { 0 };
  HpReportTable *table =
      hp_report_add_table (report, "modules", N_ ("Retained by Module of the Class"), origin_fields,
                           G_N_ELEMENTS (origin_fields));

  if (!hp_origins_by_module (snapshot, &modules, run, error) ||
      !add_origins (table, tree, snapshot, &modules, options, run, error))
    return FALSE;
  if (!hp_snapshot_is_traced (snapshot))
    return TRUE;
  table = hp_report_add_table (report, "files", N_ ("Retained by File of Origin"), origin_fields,
                               G_N_ELEMENTS (origin_fields));
  return hp_origins_by_file (snapshot, &files, run, error) &&
         add_origins (table, tree, snapshot, &files, options, run, error);
}

static void
say_largest (HpReport *report, const HpDominatorTree *tree, const HpRootTree *roots)
{
  const HpDominators *dominators = hp_dominator_tree_get_dominators (tree);
  const HpSnapshot *snapshot = hp_dominators_get_snapshot (dominators);
  guint32 n;
  const guint32 *tops = hp_dominator_tree_get_children (tree, HP_NONE, &n);
  g_autofree char *path = NULL, *size = NULL;
  double total = (double)hp_snapshot_total_size (snapshot);

  if (n == 0)
    return;
  path = hp_root_tree_path_text (roots, tops[0], HP_PATH_FOLDED);
  size = g_format_size (hp_dominators_get_retained_size (dominators, tops[0]));
  hp_report_say (report, _ ("%s alone keeps %s alive, %.0f %% of all bytes."), path, size,
                 100.0 * (double)hp_dominators_get_retained_size (dominators, tops[0]) / total);
}

static void
warn_unreached (HpReport *report, const HpDominators *dominators)
{
  guint32 n = hp_dominators_get_n_unreached (dominators);
  g_autofree char *size = g_format_size (hp_dominators_get_unreached_size (dominators));

  if (n > 0)
    hp_report_warn (report,
                    ngettext ("No root leads to %u object (%s): it waits for the collector, or "
                              "something that the picture does not show holds it.",
                              "No root leads to %u objects (%s): they wait for the collector, or "
                              "something that the picture does not show holds them.",
                              n),
                    n, size);
}

HpReport *
hp_retained_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                    GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("retained");
  g_auto (HpTrees) trees = { 0 };
  g_autofree guint64 *by_type = NULL;
  const HpDominatorTree *tree;

  if (!hp_trees_init (&trees, snapshot, options, run, error) ||
      (by_type = hp_retained_by_type (trees.dominator_tree, run, error)) == NULL)
    return NULL;
  tree = trees.dominator_tree;
  say_largest (report, tree, trees.roots);
  warn_unreached (report, hp_dominator_tree_get_dominators (tree));
  add_objects (report, tree, trees.roots, options);
  add_types (report, snapshot, by_type, options);
  if (!add_modules_and_files (report, tree, snapshot, options, run, error))
    return NULL;
  return g_steal_pointer (&report);
}
