/* SPDX-License-Identifier: Apache-2.0 */
/* A picture that says less: names and values above a level are left out, structure and sizes stay.
 */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* A new snapshot at the lower of the two levels; also without title and command below
 * HP_LEVEL_TYPES. NULL when cancelled. */
HpSnapshot *hp_snapshot_redact (const HpSnapshot *self, HpSnapshotLevel level,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
