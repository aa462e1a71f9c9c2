/* SPDX-License-Identifier: Apache-2.0 */
/* The traced allocations of a picture as a report (allocations.h has the numbers). */
#pragma once

#include "analysis/allocations.h"
#include "analysis/catalogue.h"
#include "analysis/report.h"

G_BEGIN_DECLS

/* What "heaparium allocations" says; before may be NULL. NULL and error when cancelled. */
HpReport *hp_allocations_report (HpSnapshot *snapshot, HpSnapshot *before, HpAllocationKey key,
                                 const HpReportOptions *options, const HpAnalysisRun *run,
                                 GError **error);

G_END_DECLS
