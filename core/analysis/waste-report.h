/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that the same program would not need, as a report. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

HpReport *hp_waste_report (HpSnapshot *snapshot, const HpReportOptions *options,
                           const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
