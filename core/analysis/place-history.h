/* SPDX-License-Identifier: Apache-2.0 */
/* What one place held in each of several pictures: `sys.modules['app'].report.rows`, whichever list
 * that was at the time.
 *
 * A program that builds its tables anew has other objects in the same places. So a holder that is
 * younger than a picture is looked for by its way: from the nearest object on its path that was
 * there already, along the same keys, attributes and positions.
 *
 * What leaks stays. Where most of the items of one picture are gone in the next, although the place
 * has not become much larger, the new ones take the place of the old: *turnover*. Unless what is
 * left over of the first picture is left for good: then some come and go, and some leak. */
#pragma once

#include "analysis/growth-history.h"
#include "analysis/root-tree.h"

G_BEGIN_DECLS

typedef struct {
  guint n_pictures;                           /* 0: the place was not there in all of them */
  guint64 n[HP_GROWTH_MAX_PICTURES];          /* items in each picture */
  guint64 n_of_first[HP_GROWTH_MAX_PICTURES]; /* those of the first picture that are in it still */
  guint64 n_of_previous; /* items of the last picture but one that are in the last */
} HpPlaceHistory;

/* type: the items' (of the last picture), or HP_NONE for all; the roots are the last picture's. */
HpPlaceHistory hp_place_history_of (const HpGrowthHistory *history, const HpRootTree *roots,
                                    guint32 holder, guint32 type);

/* Items more than in the first picture, without what goes up and down (hp_steady_rise ()). */
gint64 hp_place_history_get_rise (const HpPlaceHistory *self);

/* Whether it grew between the first two pictures and hardly between the second and the third. */
gboolean hp_place_history_has_stopped (const HpPlaceHistory *self);

/* Whether what came takes the place of what went. */
gboolean hp_place_history_is_turnover (const HpPlaceHistory *self);

/* What stood in the object's place in that picture, or HP_NONE. */
guint32 hp_place_find (const HpGrowthHistory *history, const HpRootTree *roots, guint32 object,
                       guint picture);

G_END_DECLS
