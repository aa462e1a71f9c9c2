/* SPDX-License-Identifier: Apache-2.0 */
/* The shortest way from a root to every object at once: a breadth-first tree.
 *
 * Roots come in stages: modules and local variables; then running frames and the interpreter's own
 * tables; then what only says that something lives (held from C, interned, built-in, never freed).
 * Only what one stage does not reach is reached through the next, even where that way would be
 * shorter. So a path says what the program does, whenever the program does it. Within a stage the
 * way from an instance to its class comes last: a class is where it is defined, not wherever one of
 * its instances is. Weak references are not followed.
 *
 * Borrows the snapshot, which must outlive the tree. */
#pragma once

#include "analysis/path.h"

G_BEGIN_DECLS

typedef struct _HpRootTree HpRootTree;

/* Modules, local variables, running frames, the interpreter's own tables. */
gboolean hp_root_kind_is_nameable (HpRootKind kind);

/* The stage of a kind: 0 for what a person thinks of first (modules, local variables), 1 for what
 * else can be named, 2 for what tells nothing about the program. */
#define HP_ROOT_RANKS 3
guint hp_root_kind_rank (HpRootKind kind);

HpRootTree *hp_root_tree_new (const HpSnapshot *snapshot, const HpAnalysisRun *run,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As if the references in the set (ref-set.h, borrowed during the call, may be NULL) were not
 * there. */
HpRootTree *hp_root_tree_new_without (const HpSnapshot *snapshot, GHashTable *without,
                                      const HpAnalysisRun *run,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_root_tree_free (HpRootTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpRootTree, hp_root_tree_free)

/* Lent. */
const HpSnapshot *hp_root_tree_get_snapshot (const HpRootTree *self);

/* Whether any root leads to the object. */
gboolean hp_root_tree_is_reached (const HpRootTree *self, guint32 object);

/* The object before this one on its path, or HP_NONE: a root holds it, or none leads to it. */
guint32 hp_root_tree_get_parent (const HpRootTree *self, guint32 object);

/* Fetches what the two around this tell of the object into the cache, to be asked for soon. */
void hp_root_tree_fetch (const HpRootTree *self, guint32 object);

/* The label of the reference from there; 0 when there is no parent. */
guint32 hp_root_tree_get_label (const HpRootTree *self, guint32 object);

/* The row of the root that its path begins at, or HP_NONE. Takes a walk up the path. */
guint32 hp_root_tree_get_root (const HpRootTree *self, guint32 object);

/* The path to the object. For one that no root leads to: the object alone, without a root. */
HpPath *hp_root_tree_path (const HpRootTree *self, guint32 object) G_GNUC_WARN_UNUSED_RESULT;

/* The same as text; free with g_free. */
char *hp_root_tree_path_text (const HpRootTree *self, guint32 object, HpPathStyle style);

G_END_DECLS
