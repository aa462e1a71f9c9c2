/* SPDX-License-Identifier: Apache-2.0 */
/* What several pictures of one process say about objects of the last: which came and stayed, which
 * were there from the beginning, and by how much each place has grown. */
#pragma once

#include "analysis/diff.h"

G_BEGIN_DECLS

#define HP_GROWTH_MAX_PICTURES 3

typedef struct _HpGrowthHistory HpGrowthHistory;

/* pictures: two or three, borrowed. NULL without an error: they are of different processes. */
HpGrowthHistory *hp_growth_history_new (HpSnapshot *const *pictures, guint n_pictures,
                                        const HpAnalysisRun *run, GError **error);
void hp_growth_history_free (HpGrowthHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpGrowthHistory, hp_growth_history_free)

/* What came after the first picture; with three pictures, between the first two, and is still there
 * in the last. A bit an object of the last picture; borrowed. */
const guint64 *hp_growth_history_get_lasting (const HpGrowthHistory *self);

/* The pictures it was made from, the first is number 0; borrowed. */
guint hp_growth_history_n_pictures (const HpGrowthHistory *self);
const HpSnapshot *hp_growth_history_get_picture (const HpGrowthHistory *self, guint picture);

/* The object of one picture in another, or HP_NONE when it is not there. */
guint32 hp_growth_history_follow (const HpGrowthHistory *self, guint32 object, guint from,
                                  guint to);

/* The object of the last picture in the first, or HP_NONE when it is younger. */
guint32 hp_growth_history_find_first (const HpGrowthHistory *self, guint32 object);

/* How much a number has risen from the first picture to the last. What it fell by between two of
 * three pictures is taken off twice: what leaks does not shrink, and by as much as it fell it may
 * have risen by chance. */
gint64 hp_steady_rise (const guint64 *numbers, guint n_pictures);

/* Instances of the type, now and in the first picture: how many more there are (hp_steady_rise ()).
 */
gint64 hp_growth_history_get_new_instances (const HpGrowthHistory *self, guint32 type);

G_END_DECLS
