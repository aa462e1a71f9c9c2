/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that are linked by hand: objects of one type of which each is held by the one before it.
 *
 * Each object has one path from a root, so each has at most one link before it: the nearest object
 * of its type above it, where only a few references (node, its namespace, the next node) lie
 * between the two. */
#pragma once

#include "analysis/path-tree.h"

G_BEGIN_DECLS

/* How many references may lie between two links. */
#define HP_CHAIN_REACH 3

/* Links from which on it is a chain and no accident. */
#define HP_CHAIN_MIN 32

typedef struct _HpChains HpChains;

/* Borrows the tree during the call. */
HpChains *hp_chains_new (const HpPathTree *tree, const HpAnalysisRun *run,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_chains_free (HpChains *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpChains, hp_chains_free)

/* The first link of the chain that the object is a link of, itself included; HP_NONE: it is in no
 * chain, or it is part of a link: its namespace, its closure. */
guint32 hp_chains_first_link (const HpChains *self, guint32 object);

/* Whether the object is part of a chain, as a link or as what begins one. */
gboolean hp_chains_contain (const HpChains *self, guint32 object);

G_END_DECLS
