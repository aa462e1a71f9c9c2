/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the waste analysis share: one finder a kind of waste. */
#pragma once

#include "analysis/waste.h"

/* Appends HpWasteRow. */
gboolean hp_waste_find_duplicates (const HpSnapshot *snapshot, GArray *rows,
                                   const HpAnalysisRun *run, GError **error);
gboolean hp_waste_find_by_type (const HpSnapshot *snapshot, GArray *rows, const HpAnalysisRun *run,
                                GError **error);

/* Objects that the interpreter keeps once for all, or that lie in no heap. */
gboolean hp_waste_is_exempt (const HpSnapshot *snapshot, guint32 object);
