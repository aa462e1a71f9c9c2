/* SPDX-License-Identifier: Apache-2.0 */
/* The analyses of one picture, by name: what the window offers as pages and the command as
 * subcommands. An analysis of several pictures or of one object stands beside this list. */
#pragma once

#include "analysis/dominator-tree.h"
#include "analysis/report.h"
#include "analysis/root-tree.h"

G_BEGIN_DECLS

typedef struct {
  guint limit;    /* rows a table at most; 0: all */
  int generation; /* for analyses of a collection: 0, 1 or 2 */

  /* Lent where the caller has them already; NULL, or of another picture: made anew. */
  const HpDominatorTree *dominator_tree;
  const HpRootTree *roots;
} HpReportOptions;

/* 20 rows, generation 2 */
#define HP_REPORT_OPTIONS_DEFAULT ((HpReportOptions){ .limit = 20, .generation = 2 })

typedef struct {
  const char *name;  /* "cycles": subcommand, page, report */
  const char *title; /* "Cycles", translatable */
  const char *what;  /* "cycles, and why each is still alive", translatable */
  HpReport *(*run) (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                    GError **error);
  gboolean command_only;  /* the window shows the same in its own way */
  gboolean of_collection; /* a collection is played through: options.generation counts */
} HpAnalysis;

/* All of them, *n; they live as long as the program. */
const HpAnalysis *hp_analyses (guint *n);

/* NULL when there is none of that name. */
const HpAnalysis *hp_analysis_by_name (const char *name);

/* Rows to show of n, and *omitted how many that leaves out. */
guint hp_report_options_clip (const HpReportOptions *options, guint64 n, guint64 *omitted);

G_END_DECLS
