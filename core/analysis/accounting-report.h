/* SPDX-License-Identifier: Apache-2.0 */
/* The accounting of bytes as a report. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

HpReport *hp_accounting_report (HpSnapshot *snapshot, const HpReportOptions *options,
                                const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
