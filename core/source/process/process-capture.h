/* SPDX-License-Identifier: Apache-2.0 */
/* hp_process_capture () for callers that know the target already. */
#pragma once

#include "source/process/process.h"
#include "source/process/pymalloc.h"
#include "source/process/target.h"

G_BEGIN_DECLS

/* Looks at the process and takes its picture; one that becomes another program in between is looked
 * at anew. start_time: as in HpTarget, so that another process with its number is not read; 0: any.
 * target and pymalloc are filled in when it succeeds, for live counters: the caller clears the
 * target. */
HpSnapshot *hp_target_open_and_capture (HpTarget *target, pid_t pid, guint64 start_time,
                                        HpSnapshotLevel level, gboolean stop, HpPymalloc *pymalloc,
                                        HpProgressFunc progress, gpointer progress_data,
                                        GCancellable *cancellable, GError **error);

G_END_DECLS
