/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like a leak, as a report: a sentence a suspect, then the evidence. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

/* Suspects that get a sentence, in the order of the table, which has more; before them may stand
 * one that says whether any of them stands out. */
#define HP_SUSPECTS_TOLD 5

/* Of one picture. */
HpReport *hp_suspects_report (HpSnapshot *snapshot, const HpReportOptions *options,
                              const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of pictures of one process, in the order they were taken. */
HpReport *hp_suspects_report_growth (HpSnapshot *const *pictures, guint n_pictures,
                                     const HpReportOptions *options, const HpAnalysisRun *run,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
