/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas, what pins them and who owns the pins, as a report. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

HpReport *hp_pins_report (HpSnapshot *snapshot, const HpReportOptions *options,
                          const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
