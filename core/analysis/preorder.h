/* SPDX-License-Identifier: Apache-2.0 */
/* The order in which a walk from the roots first meets each object.
 *
 * Place 0 is a virtual node that stands for everything outside and points to all roots; the objects
 * have the places from 1 on. An object's place is higher than the place of the one it was met
 * through. Working on places instead of objects keeps neighbours of the walk together in memory,
 * which is what the dominators' speed comes from. The references come out as places as well: those
 * through which a place was met are the tree of parents, all others are listed as the walk comes to
 * them, when both of their ends are in the cache anyway.
 *
 * Objects that no root reaches are walked afterwards. What holds them is unknown: they wait for the
 * collector, or something that the picture does not show refers to them. Among them, those that
 * nothing else unreached points to (or that sit in a cycle that nothing points to) count as further
 * roots; so each object has a place, and the result depends on no accident of numbering. References
 * from them to what a root reaches are not listed: once they are collected, these are gone. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* A reference as places. */
typedef struct {
  guint32 from, to;
} HpPlacePair;

typedef struct {
  const HpSnapshot *snapshot; /* borrowed */
  guint32 n;                  /* places: objects + 1 */
  guint32 n_reached;          /* places below this one are reached from the roots */
  guint32 *object;            /* owned; by place; HP_NONE at place 0 */
  guint32 *parent;            /* owned; by place: through which place it was met */
  HpPlacePair *again;         /* owned; the references to what had been met before */
  guint64 n_again;            /* below 2^32 */
} HpPreorder;

HpPreorder *hp_preorder_new (const HpSnapshot *snapshot, const HpAnalysisRun *run,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_preorder_free (HpPreorder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpPreorder, hp_preorder_free)

G_END_DECLS
