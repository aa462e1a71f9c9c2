/* SPDX-License-Identifier: Apache-2.0 */
/* hp_process_capture () for callers that know the target already. */
#pragma once

#include "source/process/process.h"
#include "source/process/pymalloc.h"
#include "source/process/target.h"

G_BEGIN_DECLS

/* pymalloc, may be NULL: where the arenas are, for live counters. */
HpSnapshot *hp_target_capture (HpTarget *target, HpSnapshotLevel level, gboolean stop,
                               HpPymalloc *pymalloc, HpProgressFunc progress,
                               gpointer progress_data, GCancellable *cancellable, GError **error);

G_END_DECLS
