/* SPDX-License-Identifier: Apache-2.0 */
/* What whole groups of objects retain: types, modules, files of origin.
 *
 * A group's retained size counts each byte once: the retained sizes of those members that no other
 * member of the group dominates. It is a lower bound of what would come back without the whole
 * group, since two members may hold something together. */
#pragma once

#include "analysis/dominator-tree.h"

G_BEGIN_DECLS

/* group_of[o] is the group of object o, below n_groups, or HP_NONE; retained has room for n_groups
 * sums in bytes and is overwritten. */
gboolean hp_retained_by_group (const HpDominatorTree *tree, const guint32 *group_of,
                               guint32 n_groups, guint64 *retained, const HpAnalysisRun *run,
                               GError **error);

/* By row of the types table: an array of bytes, freed with g_free. NULL and error when it fails. */
guint64 *hp_retained_by_type (const HpDominatorTree *tree, const HpAnalysisRun *run,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
