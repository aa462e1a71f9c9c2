/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds this object: several paths from roots, shortest first. For many at once:
 * merged-paths.h. */
#pragma once

#include "analysis/path.h"
#include "analysis/ref-set.h"
#include "analysis/root-tree.h"

G_BEGIN_DECLS

/* At most n_paths paths to the object, each from another root-held object, shortest first; modules
 * and local variables come before other roots that a person can name, and these before the rest. An
 * object on one path may be on the next as well, but is reached from the object in the same way.
 * `without`: references not to follow (ref-set.h), may be NULL. Needs hp_snapshot_index_referrers
 * (), which it calls. Returns an array of HpPath *, empty when no root leads to the object; NULL
 * and error when cancelled, out of memory, or without such an object. */
GPtrArray *hp_paths_find (HpSnapshot *snapshot, guint32 object, guint n_paths, GHashTable *without,
                          const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
