/* SPDX-License-Identifier: Apache-2.0 */
/* The places where the memory of a picture was taken, the rows of analysis/allocations.h. */
#pragma once

#include "analysis/allocations.h"
#include "models/tally-item.h"

G_BEGIN_DECLS

/* HpTallyItems, one a place; baseline may be NULL. The name is what hp_allocation_row_dup_place ()
 * writes, the title the same without folders and with the function, the detail the text of the
 * line ("" when unknown or of a whole file). */
GPtrArray *hp_allocation_tallies_new (HpSnapshot *snapshot, HpSnapshot *baseline,
                                      HpAllocationKey key);

G_END_DECLS
