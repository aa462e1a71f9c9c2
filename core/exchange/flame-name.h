/* SPDX-License-Identifier: Apache-2.0 */
/* What the frames of a flame graph are called: below the heap the path from a root, deeper the
 * reference that leads there, each with the type.
 *
 *   heap
 *     sys.modules['app'].__dict__ (dict)
 *       .cache (app.Cache)
 *         Cache.items (dict)
 *           […] (app.Session)
 *
 * Positions and keys are not told apart, so that a viewer sums the items of a container up. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* A name (owned by the array) for each of the frames, which are those of hp_flame_frames. NULL and
 * error: cancelled, no memory. */
GPtrArray *hp_flame_names (const HpSnapshot *snapshot, const GArray *frames,
                           const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
