/* SPDX-License-Identifier: Apache-2.0 */
/* The root tree from the top down: which objects have their path through which.
 *
 * Objects that no root leads to are not part of it. Borrows the root tree. */
#pragma once

#include "analysis/root-tree.h"

G_BEGIN_DECLS

typedef struct _HpPathTree HpPathTree;

HpPathTree *hp_path_tree_new (const HpRootTree *roots, const HpAnalysisRun *run,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_path_tree_free (HpPathTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpPathTree, hp_path_tree_free)

/* What it was made of; lent. */
const HpRootTree *hp_path_tree_get_roots (const HpPathTree *self);

/* The objects whose path comes right through `object`, or for HP_NONE those that a root holds: *n
 * of them, by number. */
const guint32 *hp_path_tree_get_children (const HpPathTree *self, guint32 object, guint32 *n);

/* All objects that a root leads to, each after the one its path comes through. */
const guint32 *hp_path_tree_get_order (const HpPathTree *self, guint32 *n);

G_END_DECLS
