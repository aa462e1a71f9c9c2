/* SPDX-License-Identifier: Apache-2.0 */
/* Who keeps whom alive.
 *
 * Object d dominates object o when every path from a root to o passes through d: were d freed, o
 * would be freed with it. The nearest dominator of o is its parent in the dominator tree. The
 * retained size of d is the sum of the sizes of everything that d dominates, d included: what would
 * come back if d went away. Both are exact, cycles and shared objects included.
 *
 * Objects that no root reaches have dominators as well: see preorder.h for what counts as a root
 * among them. They take nothing away from what roots reach: their references are left out there.
 *
 * Algorithm: semi-NCA (Georgiadis, "Linear-time algorithms for dominators and related problems",
 * 2005) over places in preorder. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct _HpDominators HpDominators;

/* make and free; errors: HP_ANALYSIS_ERROR_*, G_IO_ERROR_CANCELLED */
HpDominators *hp_dominators_new (const HpSnapshot *snapshot, const HpAnalysisRun *run,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_dominators_free (HpDominators *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpDominators, hp_dominators_free)

/* Lent. */
const HpSnapshot *hp_dominators_get_snapshot (const HpDominators *self);

/* ---- one object ---- */

/* The nearest dominator, or HP_NONE: several roots lead to it, or it is a root itself. */
guint32 hp_dominators_get_parent (const HpDominators *self, guint32 object);

/* Bytes that would come back without the object, its own size included. */
guint64 hp_dominators_get_retained_size (const HpDominators *self, guint32 object);

/* Whether a root leads to the object. */
gboolean hp_dominators_is_reached (const HpDominators *self, guint32 object);

/* ---- all objects ---- */

/* All objects, each after its dominator; n = objects of the snapshot. Summing up over a subtree is
 * one loop over this from its end. */
const guint32 *hp_dominators_get_order (const HpDominators *self);

/* How many objects no root reaches, and the sum of their sizes. */
guint32 hp_dominators_get_n_unreached (const HpDominators *self);
guint64 hp_dominators_get_unreached_size (const HpDominators *self);

G_END_DECLS
