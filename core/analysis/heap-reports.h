/* SPDX-License-Identifier: Apache-2.0 */
/* The allocator's and the collector's own figures, as reports. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

/* Arenas, and the size classes of their pools. */
HpReport *hp_arenas_report (HpSnapshot *snapshot, const HpReportOptions *options,
                            const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Generations: counts, thresholds, statistics, and what they consist of. */
HpReport *hp_gc_report (HpSnapshot *snapshot, const HpReportOptions *options,
                        const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
