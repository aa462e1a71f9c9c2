/* SPDX-License-Identifier: Apache-2.0 */
/* The shortest actual cycle inside a component, and which of its references, made weak, would open
 * the whole component. */
#pragma once

#include "analysis/components.h"

G_BEGIN_DECLS

/* A reference inside a component. */
typedef struct {
  guint32 from, to;
  guint32 label;
} HpCycleEdge;

/* The references of a shortest cycle through members of the component, in order: HpCycleEdge; the
 * last leads back to the first's source. Searches from at most `max_starts` members (0: from all);
 * *exact (may be NULL) tells whether that was all of them. NULL and error when cancelled or out of
 * memory. */
GArray *hp_cycle_shortest (const HpSnapshot *snapshot, const HpComponents *components,
                           guint32 cycle, guint max_starts, gboolean *exact,
                           const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* *opening is the first of the edges without which the component has no cycle left: its index, or
 * -1 when no single one of them is enough. A reference from the same object to the same object
 * twice counts as two. Takes one pass over the component an edge. FALSE and error when cancelled or
 * out of memory. */
gboolean hp_cycle_find_opening (const HpSnapshot *snapshot, const HpComponents *components,
                                guint32 cycle, const GArray *edges, int *opening,
                                const HpAnalysisRun *run, GError **error);

G_END_DECLS
