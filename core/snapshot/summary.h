/* SPDX-License-Identifier: Apache-2.0 */
/* The live counters of a heap: what can be told many times a second without a picture.
 * A field that the source cannot tell cheaply is HP_UNKNOWN. */
#pragma once

#include <glib-object.h>

#include "snapshot/info.h"

G_BEGIN_DECLS

#define HP_UNKNOWN (-1)

typedef struct {
  gint64 time_us;     /* monotonic time of the reading */
  gint64 tracked;     /* objects in the generations' lists, frozen ones included */
  gint64 blocks;      /* blocks in use, small and large: sys.getallocatedblocks (); of a process
                       * that is read from outside those in pools */
  gint64 bytes;       /* bytes of the blocks in use, quantized to the size class */
  gint64 arenas;      /* arenas mapped */
  gint64 arena_bytes; /* bytes of the arenas */
  gint64 pools_used;  /* pools with at least one block in use */
  gint64 pools_total; /* pools that fit in the mapped arenas */
  gint64 large_blocks;
  gint64 large_bytes;
  gint64 resident; /* resident bytes of the process */
  HpCollectorState gc;
} HpSummary;

/* All fields HP_UNKNOWN, the collector's zero. */
HpSummary *hp_summary_new (void);
HpSummary *hp_summary_copy (const HpSummary *self);
void hp_summary_free (HpSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSummary, hp_summary_free)

/* The counters as they are in a snapshot. */
struct _HpSnapshot;
HpSummary *hp_summary_from_snapshot (const struct _HpSnapshot *snapshot);

G_END_DECLS
