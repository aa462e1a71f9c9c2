/* SPDX-License-Identifier: Apache-2.0 */
/* The references of a preorder that led to what had been met before, turned round: by place, from
 * which places besides its parent it is pointed to. */
#pragma once

#include "analysis/preorder.h"

G_BEGIN_DECLS

typedef struct {
  guint32 *start; /* owned; places + 1: where each place's entries begin */
  guint32 *from;  /* owned; places that point here */
} HpPredecessors;

gboolean hp_predecessors_init (HpPredecessors *self, const HpPreorder *order,
                               const HpAnalysisRun *run, GError **error);
void hp_predecessors_clear (HpPredecessors *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpPredecessors, hp_predecessors_clear)

G_END_DECLS
