/* SPDX-License-Identifier: Apache-2.0 */
/* What memory would go back if a set of objects died: their blocks, the pools that would be empty
 * then, the arenas that would have no pool in use and return to the system.
 *
 * A block that belongs to an object (an item array, a table of keys) goes with it. Blocks that
 * nobody is known to own stay. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct {
  guint64 objects, size;       /* how many die, and their sizes as sys.getsizeof counts them */
  guint64 blocks, block_bytes; /* pool blocks set free, in bytes of their size class */
  guint64 large_bytes;         /* blocks outside the pools */
  guint32 pools;               /* pools without a block in use afterwards */
  guint32 arenas;              /* arenas without a pool in use afterwards */
  guint64 arena_bytes;         /* what those arenas are to the system */
} HpRelease;

/* dying: a bit an object (side-array.h). */
gboolean hp_release_count (const HpSnapshot *snapshot, const guint64 *dying, HpRelease *release,
                           const HpAnalysisRun *run, GError **error);

G_END_DECLS
