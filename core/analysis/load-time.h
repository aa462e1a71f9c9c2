/* SPDX-License-Identifier: Apache-2.0 */
/* What was there before the program had been loaded: the tables that its modules fill while they
 * are imported. One picture has no clock, but the collector's lists are in the order in which
 * objects came, the older generations before the younger. So it can be seen what is older than the
 * first function of the module that was loaded last.
 *
 * The first, not the last: a young collection puts what only new objects refer to behind the rest,
 * which makes functions younger than they are. A full one mixes them all, so after one nothing is
 * known. */
#pragma once

#include "analysis/provenance.h"

G_BEGIN_DECLS

typedef struct {
  guint64 moment; /* 0: not known */
} HpLoadTime;

/* From the picture that origin is made of. */
HpLoadTime hp_load_time_find (const HpProvenance *origin);

/* Of n objects those that the collector tracks, and in *n_before those of them that are older; both
 * 0 where nothing is known. */
guint hp_load_time_count (const HpLoadTime *self, const HpSnapshot *snapshot,
                          const guint32 *objects, guint n, guint *n_before);

G_END_DECLS
