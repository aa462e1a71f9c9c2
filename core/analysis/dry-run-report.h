/* SPDX-License-Identifier: Apache-2.0 */
/* What a collection would free, by generation and by type, as a report. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

HpReport *hp_dry_run_report (HpSnapshot *snapshot, const HpReportOptions *options,
                             const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
