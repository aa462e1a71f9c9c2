/* SPDX-License-Identifier: Apache-2.0 */
/* Strongly connected components: which objects reach each other.
 *
 * Two objects are in one component when each leads to the other through references that keep
 * alive. A component of several objects, or of one that refers to itself, is a cycle: reference
 * counting alone never frees it. Found by Tarjan's algorithm ("Depth-first search and linear graph
 * algorithms", 1972) with an explicit stack, in one pass over the references. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct _HpComponents HpComponents;

HpComponents *hp_components_new (const HpSnapshot *snapshot, const HpAnalysisRun *run,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As if the objects whose bit is set in `left_out` (a bit an object, borrowed during the call) and
 * their references were not there. */
HpComponents *hp_components_new_without (const HpSnapshot *snapshot, const guint64 *left_out,
                                         const HpAnalysisRun *run,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_components_free (HpComponents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpComponents, hp_components_free)

/* The member that stands for the object's component: the same for all members, itself for an object
 * in no cycle, HP_NONE for one that was left out. */
guint32 hp_components_leader (const HpComponents *self, guint32 object);

/* Components that are cycles, by falling number of members, then by the lowest member. */
guint32 hp_components_n_cycles (const HpComponents *self);

/* The cycle's members, ascending; *n of them. */
const guint32 *hp_components_members (const HpComponents *self, guint32 cycle, guint32 *n);

/* The cycle that the object is in, or HP_NONE. */
guint32 hp_components_cycle_of (const HpComponents *self, guint32 object);

/* The same for all objects at once: an array by object. */
const guint32 *hp_components_cycle_numbers (const HpComponents *self);

G_END_DECLS
