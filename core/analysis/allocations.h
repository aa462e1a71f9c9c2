/* SPDX-License-Identifier: Apache-2.0 */
/* Where the memory of a picture was taken: its traces (snapshot/traces.h) summed up by line, by
 * file or by traceback, and what changed since an earlier picture.
 *
 * Numbers and their order are those of tracemalloc: Snapshot.statistics () for one picture, largest
 * first; Snapshot.compare_to () for two, largest change first. Sizes are bytes as asked for. A line
 * or file is that of the innermost frame; frames are the same when file and line are. */
#pragma once

#include "analysis/analysis.h"
#include "snapshot/traces.h"

G_BEGIN_DECLS

typedef enum {
  HP_ALLOCATIONS_BY_LINE,
  HP_ALLOCATIONS_BY_FILE,
  HP_ALLOCATIONS_BY_TRACEBACK
} HpAllocationKey;

/* "line", "file", "traceback" */
gboolean hp_allocation_key_from_string (const char *text, HpAllocationKey *key);

typedef struct {
  const HpSnapshot
      *origin;       /* where "traceback" is from: the earlier picture when all blocks are gone */
  guint32 traceback; /* one that leads here */
  guint64 size, count;
  gint64 size_delta, count_delta; /* against the earlier picture; 0 without one */
} HpAllocationRow;

typedef struct _HpAllocations HpAllocations;

/* before: an earlier picture or NULL. Both are borrowed and outlive the result. NULL and error when
 * cancelled. */
HpAllocations *hp_allocations_new (const HpSnapshot *snapshot, const HpSnapshot *before,
                                   HpAllocationKey key, const HpAnalysisRun *run, GError **error);
void hp_allocations_free (HpAllocations *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpAllocations, hp_allocations_free)

/* Rows, the one with the most bytes first, and one of them; lent. */
guint32 hp_allocations_n_rows (const HpAllocations *self);
const HpAllocationRow *hp_allocations_get (const HpAllocations *self, guint32 row);

/* The row that a trace of the later picture counts in. */
guint32 hp_allocations_row_of (const HpAllocations *self, guint32 trace);

/* Sums over all rows of the later picture. */
guint64 hp_allocations_get_size (const HpAllocations *self);
guint64 hp_allocations_get_count (const HpAllocations *self);

/* The innermost frame; its numbers belong to row->origin. */
HpFrameRow hp_allocation_row_get_frame (const HpAllocationRow *row);

/* "/srv/app.py:41", "/srv/app.py", or lines joined by " ← ", innermost first; free with g_free. */
char *hp_allocation_row_dup_place (const HpAllocationRow *row, HpAllocationKey key);

/* Whether a text names the place that a traceback leads to: as hp_allocation_row_dup_place ()
 * writes it, by any key, or the end of that from a folder on ("app.py:41"). */
gboolean hp_allocation_place_is (const HpSnapshot *snapshot, guint32 traceback, const char *text);

G_END_DECLS
