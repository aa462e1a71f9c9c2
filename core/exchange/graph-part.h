/* SPDX-License-Identifier: Apache-2.0 */
/* The objects that a part of the graph consists of. */
#pragma once

#include "exchange/graph-write.h"

G_BEGIN_DECLS

typedef struct {
  guint64 *chosen;  /* owned: a bit an object; NULL: all */
  guint64 n_chosen; /* objects */
  guint64 omitted;  /* objects that the limit left out although they are connected */
} HpPartSet;

gboolean hp_part_set_init (HpPartSet *self, const HpSnapshot *snapshot, const HpGraphPart *part,
                           const HpAnalysisRun *run, GError **error);
void hp_part_set_clear (HpPartSet *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpPartSet, hp_part_set_clear)

/* Is the object in the part? */
gboolean hp_part_set_has (const HpPartSet *self, guint32 object);

G_END_DECLS
