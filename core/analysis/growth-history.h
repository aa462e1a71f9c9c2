/* SPDX-License-Identifier: Apache-2.0 */
/* What several pictures of one process say about objects of the last: which came and stayed, which
 * were there from the beginning, and by how much each place has grown. */
#pragma once

#include "analysis/diff.h"

G_BEGIN_DECLS

typedef struct _HpGrowthHistory HpGrowthHistory;

/* pictures: two or three, borrowed. NULL without an error: they are of different processes. */
HpGrowthHistory *hp_growth_history_new (HpSnapshot *const *pictures, guint n_pictures,
                                        const HpAnalysisRun *run, GError **error);
void hp_growth_history_free (HpGrowthHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpGrowthHistory, hp_growth_history_free)

/* What came after the first picture; with three pictures, between the first two, and is still there
 * in the last. A bit an object of the last picture; borrowed. */
const guint64 *hp_growth_history_get_lasting (const HpGrowthHistory *self);

/* The object in the first picture, or HP_NONE when it is younger. */
guint32 hp_growth_history_find_first (const HpGrowthHistory *self, guint32 object);

const HpSnapshot *hp_growth_history_get_first (const HpGrowthHistory *self);

/* References from the object, now and in the first picture: how many more there are. With three
 * pictures twice what the number fell by between two of them is taken off, here and below: a cache
 * that goes up and down has not grown. */
gint64 hp_growth_history_get_new_refs (const HpGrowthHistory *self, guint32 object);

/* The same, of references to objects of that type only. */
gint64 hp_growth_history_get_new_refs_to (const HpGrowthHistory *self, guint32 object,
                                          guint32 type);

/* Instances of the type, now and in the first picture: how many more there are. */
gint64 hp_growth_history_get_new_instances (const HpGrowthHistory *self, guint32 type);

/* Bytes by which the object itself has grown since the first picture; 0 when it is younger. */
gint64 hp_growth_history_get_new_bytes (const HpGrowthHistory *self, guint32 object);

G_END_DECLS
