/* SPDX-License-Identifier: Apache-2.0 */
/* Which of millions of rows are equal, and how many there are of each kind.
 *
 * A hash table of rows with open addressing and linear probing (Knuth, The Art of Computer
 * Programming 3, 6.4, algorithm L): one flat array without an allocation a row, made and freed at
 * once. It is doubled before three of four slots are taken, and the work can be stopped in
 * between. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* Whether two rows that hash alike are equal. */
typedef gboolean (*HpRowsEqual) (guint32 a, guint32 b, gconstpointer data);

typedef struct {
  guint32 row; /* the first of its kind that was counted */
  guint32 hash;
  guint32 count; /* 0: the slot is free */
} HpTallySlot;

typedef struct _HpTally HpTally;

/* data is borrowed and handed to `equal`. */
HpTally *hp_tally_new (HpRowsEqual equal, gconstpointer data,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_tally_free (HpTally *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpTally, hp_tally_free)

/* Counts a row. FALSE and error when the table has to grow and there is no room, or the run was
 * cancelled; the table stays as it was then. */
gboolean hp_tally_add (HpTally *self, guint32 row, guint32 hash, const HpAnalysisRun *run,
                       GError **error);

/* All slots, in no order, the free ones too; *n of them. */
const HpTallySlot *hp_tally_get_slots (const HpTally *self, guint64 *n);

G_END_DECLS
