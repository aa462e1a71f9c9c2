/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of an analysis that need nothing of each other, taken by several threads at once. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* A step; it touches nothing of `data` that another one touches. FALSE and error when it fails. */
typedef gboolean (*HpAnalysisStep) (gpointer data, const HpAnalysisRun *run, GError **error);

/* Takes all n steps for an analysis of the snapshot and returns when all are done; the longest
 * should be the first. Small pictures are not worth a thread. Progress is told by the calling
 * thread alone, whichever steps it takes. FALSE and the error of the first step that failed. */
gboolean hp_analysis_take_together (const HpAnalysisStep *steps, guint n, gpointer data,
                                    const HpSnapshot *snapshot, const HpAnalysisRun *run,
                                    GError **error);

G_END_DECLS
