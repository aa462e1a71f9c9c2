/* SPDX-License-Identifier: Apache-2.0 */
/* References to leave out of a search, as if they were not there: a set of rows of the refs table.
 *
 * A GHashTable, freed with g_hash_table_unref (). Where one is taken, NULL is the empty set. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

GHashTable *hp_ref_set_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* A reference by its number in the picture. */
void hp_ref_set_add (GHashTable *set, guint64 ref);

/* All references from the object to the other, or with HP_NONE to any. Returns how many there are.
 */
guint hp_ref_set_add_between (GHashTable *set, const HpSnapshot *snapshot, guint32 from,
                              guint32 to);

static inline gboolean
hp_ref_set_has (GHashTable *set, guint64 ref)
{
  return set != NULL && g_hash_table_contains (set, &ref);
}

G_END_DECLS
