/* SPDX-License-Identifier: Apache-2.0 */
/* Two pictures or more of one program, compared, as a report. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

/* Pictures in the order they were taken, at least two. With three or more the growth is of what
 * came between the first two and is still there in the last, and the types are told for each
 * picture. */
HpReport *hp_diff_report (HpSnapshot *const *pictures, guint n_pictures,
                          const HpReportOptions *options, const HpAnalysisRun *run,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
