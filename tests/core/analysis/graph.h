/* SPDX-License-Identifier: Apache-2.0 */
/* Small random graphs as snapshots, and the slow way to ask them. */
#pragma once

#include "snapshot/builder.h"

/* n objects of three types, sizes 16 … 115; about `degree` references each, one in eight weak; one
 * object in `root_every` is a root. Objects are numbered as they were added. */
HpSnapshot *graph_random (guint32 n, guint degree, guint root_every, guint32 seed);

/* Whether `from` leads to `to` by references that keep alive, not through `without` (HP_NONE:
 * none); an object leads to itself. from HP_NONE: from any of the n_roots roots. */
gboolean graph_leads_to (const HpSnapshot *snapshot, const guint32 *roots, guint n_roots,
                         guint32 from, guint32 to, guint32 without);

/* All objects that a root of the snapshot names. */
GArray *graph_roots (const HpSnapshot *snapshot);
