/* SPDX-License-Identifier: Apache-2.0 */
/* Which objects hold weak references.
 *
 * They are few, and a walk over the references of all others need not look at labels, which would
 * cost it a further line of memory an object. Finding them takes one pass over the labels in their
 * order, which is cheap. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* A bit an object, set for those with a weak reference; free with hp_side_array_free (). NULL and
 * error when cancelled or out of memory. */
guint64 *hp_weak_holders_new (const HpSnapshot *snapshot, const HpAnalysisRun *run,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
