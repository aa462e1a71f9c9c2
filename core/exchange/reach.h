/* SPDX-License-Identifier: Apache-2.0 */
/* Objects to hang on a root of their own, so that a walk along all references, weak ones left out,
 * meets every object. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* Objects that no root leads to, picked in the order of their addresses until they and the roots
 * lead to all: an array of guint32. NULL and error: cancelled, no memory. */
GArray *hp_reach_pick (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error);

G_END_DECLS
