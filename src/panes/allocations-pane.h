/* SPDX-License-Identifier: Apache-2.0 */
/* The Allocations page: which lines, files or tracebacks took the memory, beside their source, and
 * what changed since the baseline. Needs a heap whose allocations are traced; says how to switch
 * that on where they are not. Enter lists the objects of a row on the Objects page. */
#pragma once

#include "analysis/allocations.h"
#include "panes/tally-pane.h"

G_BEGIN_DECLS

#define HP_TYPE_ALLOCATIONS_PANE (hp_allocations_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpAllocationsPane, hp_allocations_pane, HP, ALLOCATIONS_PANE, HpTallyPane)

void hp_allocations_pane_group_by (HpAllocationsPane *self, HpAllocationKey key);

G_END_DECLS
