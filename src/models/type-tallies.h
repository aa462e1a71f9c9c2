/* SPDX-License-Identifier: Apache-2.0 */
/* The types of a picture, counted, and compared with the baseline by their full names. */
#pragma once

#include "models/tally-item.h"
#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* HpTallyItems, one a type that has objects now or had some in the baseline (NULL: none); types of
 * equal names are one. */
GPtrArray *hp_type_tallies_new (HpSnapshot *snapshot, HpSnapshot *baseline);

G_END_DECLS
