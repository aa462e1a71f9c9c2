/* SPDX-License-Identifier: Apache-2.0 */
/* What every analysis costs on a large picture.
 *
 *   bench-analyses N|FILE [NAME...]    N: a made-up picture of so many objects; FILE: a .heap file
 *
 * For each analysis: CPU seconds of all threads, and seconds on the wall; nanoseconds of CPU time
 * an object and reference; how far the peak of the process's memory rose above what it was before,
 * in parts of the picture's columns; and the longest CPU time between two looks at the cancellable
 * of the thread that tells its progress, which is how long the user may wait for a stop. Analyses
 * of two and three pictures are measured on made-up pictures only. */
#include <stdlib.h>
#include <time.h>

#include "analysis/allocations.h"
#include "analysis/catalogue.h"
#include "analysis/components.h"
#include "analysis/diff-report.h"
#include "analysis/growth-history.h"
#include "analysis/paths.h"
#include "analysis/query.h"
#include "analysis/retained.h"
#include "analysis/suspects-report.h"
#include "big-picture.h"
#include "meters.h"

#define N_AGES 3

/* What is measured: pictures[0] is the one, all of them are of one process. */
typedef struct {
  HpSnapshot *pictures[N_AGES];
  guint n_pictures;
} Subject;

typedef gboolean (*Job) (const Subject *subject, gconstpointer data, const HpAnalysisRun *run,
                         GError **error);

/* ---- meters ---- */

typedef struct {
  double last, longest; /* CPU seconds of this thread */
} Gaps;

static void
note_step (double fraction, gpointer data)
{
  Gaps *gaps = data;
  double now = meter_seconds (CLOCK_THREAD_CPUTIME_ID);

  gaps->longest = MAX (gaps->longest, now - gaps->last);
  gaps->last = now;
}

static double
column_bytes (const HpSnapshot *snapshot)
{
  static const guint8 widths[] = {
#define HP_WIDTH(ID, type, table, name) sizeof (type),
    HP_SNAPSHOT_COLUMNS (HP_WIDTH)
#undef HP_WIDTH
  };
  double sum = 0;

  for (guint i = 0; i < HP_N_COLUMNS; i++)
    sum += (double)snapshot->columns[i].count * widths[i];
  return sum;
}

static void
measure (const char *name, const Subject *subject, Job job, gconstpointer data)
{
  const HpSnapshot *picture = subject->pictures[0];
  double n = (double)hp_snapshot_n_objects (picture) + (double)hp_snapshot_n_refs (picture);
  double before = meter_memory (), cpu, wall;
  Gaps gaps = { meter_seconds (CLOCK_THREAD_CPUTIME_ID), 0 };
  HpAnalysisRun run = { note_step, &gaps, NULL };
  g_autoptr (GError) error = NULL;

  meter_reset_peak_memory ();
  cpu = meter_seconds (CLOCK_PROCESS_CPUTIME_ID);
  wall = meter_seconds (CLOCK_MONOTONIC);
  if (!job (subject, data, &run, &error)) {
    g_print ("%-16s %s\n", name, error->message);
    return;
  }
  note_step (1, &gaps);
  cpu = meter_seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu;
  wall = meter_seconds (CLOCK_MONOTONIC) - wall;
  g_print ("%-16s %8.2f s %8.2f s %8.1f ns %8.2f x %8.0f ms\n", name, cpu, wall, cpu * 1e9 / n,
           (meter_peak_memory () - before) / column_bytes (picture), gaps.longest * 1e3);
}

/* ---- what is measured ---- */

static gboolean
run_analysis (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  const HpAnalysis *analysis = data;
  g_autoptr (HpReport) report = analysis->run (subject->pictures[0], &options, run, error);

  return report != NULL;
}

static gboolean
run_components (const Subject *subject, gconstpointer data, const HpAnalysisRun *run,
                GError **error)
{
  g_autoptr (HpComponents) components = hp_components_new (subject->pictures[0], run, error);

  return components != NULL;
}

static gboolean
run_dominators (const Subject *subject, gconstpointer data, const HpAnalysisRun *run,
                GError **error)
{
  g_autoptr (HpDominators) dominators = hp_dominators_new (subject->pictures[0], run, error);

  return dominators != NULL;
}

static gboolean
run_retained (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpDominators) dominators = hp_dominators_new (subject->pictures[0], run, error);
  g_autoptr (HpDominatorTree) tree =
      dominators != NULL ? hp_dominator_tree_new (dominators, run, error) : NULL;
  g_autofree guint64 *by_type = tree != NULL ? hp_retained_by_type (tree, run, error) : NULL;

  return by_type != NULL;
}

static gboolean
run_root_tree (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpRootTree) tree = hp_root_tree_new (subject->pictures[0], run, error);

  return tree != NULL;
}

static gboolean
run_referrers (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  return hp_snapshot_index_referrers (subject->pictures[0], run->cancellable, error);
}

static gboolean
run_paths (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  guint32 last = hp_snapshot_n_objects (subject->pictures[0]) - 1;
  g_autoptr (GPtrArray) paths = hp_paths_find (subject->pictures[0], last, 10, NULL, run, error);

  return paths != NULL;
}

static gboolean
run_allocations (const Subject *subject, gconstpointer data, const HpAnalysisRun *run,
                 GError **error)
{
  const HpSnapshot *before = subject->n_pictures > 1 ? subject->pictures[1] : NULL;
  g_autoptr (HpAllocations) allocations =
      hp_allocations_new (subject->pictures[0], before, HP_ALLOCATIONS_BY_TRACEBACK, run, error);

  return allocations != NULL;
}

static gboolean
run_query (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  HpQueryLimits limits = { .max_rows = 1000 };
  g_autoptr (HpQuery) query = hp_query_new (subject->pictures[0], error);
  g_autoptr (HpQueryResult) result =
      query != NULL ? hp_query_run (query, data, &limits, run, error) : NULL;

  return result != NULL;
}

static gboolean
run_diff (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  g_autoptr (HpReport) report = hp_diff_report ((HpSnapshot *const *)subject->pictures,
                                                subject->n_pictures, &options, run, error);

  return report != NULL;
}

static gboolean
run_growth (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpGrowthHistory) history =
      hp_growth_history_new (subject->pictures, subject->n_pictures, run, error);

  return history != NULL;
}

static gboolean
run_suspects (const Subject *subject, gconstpointer data, const HpAnalysisRun *run, GError **error)
{
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  g_autoptr (HpReport) report =
      hp_suspects_report_growth (subject->pictures, subject->n_pictures, &options, run, error);

  return report != NULL;
}

/* What is no analysis of the catalogue: parts of them, and what takes an object or a question. */
static const struct {
  const char *name;
  Job job;
  const char *data;
  guint n_pictures;
} parts[] = {
  { "components", run_components, NULL, 1 },
  { "dominators", run_dominators, NULL, 1 },
  { "by-type", run_retained, NULL, 1 },
  { "root-tree", run_root_tree, NULL, 1 },
  { "paths", run_paths, NULL, 1 },
  { "allocations", run_allocations, NULL, 1 },
  { "sql-types", run_query, "SELECT type, count(*), sum(size) FROM objects GROUP BY type", 1 },
  { "sql-refs", run_query, "SELECT count(*) FROM refs WHERE source = target", 1 },
  { "sql-dominators", run_query,
    "SELECT object, retained_size FROM dominators ORDER BY retained_size DESC LIMIT 20", 1 },
  { "sql-components", run_query,
    "SELECT component, count(*) FROM components GROUP BY component LIMIT 20", 1 },
  { "diff", run_diff, NULL, 2 },
  { "diff-3", run_diff, NULL, 3 },
  { "growth", run_growth, NULL, 3 },
  { "suspects-3", run_suspects, NULL, 3 },
  { "allocations-2", run_allocations, NULL, 2 },
};

/* ---- all ---- */

static gboolean
is_wanted (char **names, const char *name)
{
  return names[0] == NULL || g_strv_contains ((const char *const *)names, name);
}

static void
measure_all (Subject *subject, char **names)
{
  guint n, n_there = subject->n_pictures;
  const HpAnalysis *analyses = hp_analyses (&n);

  g_print ("%-16s %10s %10s %11s %10s %11s\n", "", "CPU", "wall", "obj+ref", "memory", "longest");
  measure ("referrers", subject, run_referrers, NULL); /* made once and kept with the picture */
  for (guint i = 0; i < n; i++)
    if (is_wanted (names, analyses[i].name))
      measure (analyses[i].name, subject, run_analysis, &analyses[i]);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (!is_wanted (names, parts[i].name) || parts[i].n_pictures > n_there)
      continue;
    subject->n_pictures = parts[i].n_pictures;
    measure (parts[i].name, subject, parts[i].job, parts[i].data);
  }
}

static gboolean
needs_ages (char **names)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].n_pictures > 1 && is_wanted (names, parts[i].name))
      return TRUE;
  return FALSE;
}

static gboolean
make_subject (Subject *subject, const char *what, gboolean with_ages, GError **error)
{
  char *end;
  guint64 n = g_ascii_strtoull (what, &end, 10);

  if (*end != '\0') {
    subject->n_pictures = 1;
    return (subject->pictures[0] = hp_snapshot_load (what, NULL, error)) != NULL;
  }
  subject->n_pictures = with_ages ? N_AGES : 1;
  for (guint i = 0; i < subject->n_pictures; i++)
    subject->pictures[i] = hp_big_picture_new ((guint32)n, i + 1);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Subject subject = { .n_pictures = 0 };

  if (argc < 2 || !make_subject (&subject, argv[1], needs_ages (argv + 2), &error)) {
    g_printerr ("%s\n", error != NULL ? error->message : "Usage: bench-analyses N|FILE [NAME...]");
    return 2;
  }
  g_print ("%u objects, %" G_GUINT64_FORMAT " references, %.0f MB of columns\n",
           hp_snapshot_n_objects (subject.pictures[0]), hp_snapshot_n_refs (subject.pictures[0]),
           column_bytes (subject.pictures[0]) / 1e6);
  measure_all (&subject, argv + 2);
  for (guint i = 0; i < N_AGES; i++)
    g_clear_pointer (&subject.pictures[i], hp_snapshot_unref);
  return 0;
}
