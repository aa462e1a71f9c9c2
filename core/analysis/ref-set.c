/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/ref-set.h"

GHashTable *
hp_ref_set_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
hp_ref_set_add (GHashTable *set, guint64 ref)
{
  g_hash_table_add (set, g_memdup2 (&ref, sizeof ref));
}

guint
hp_ref_set_add_between (GHashTable *set, const HpSnapshot *snapshot, guint32 from, guint32 to)
{
  guint64 first = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64)[from];
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, from, &labels, &n);
  guint n_added = 0;

  for (guint32 i = 0; i < n; i++)
    if (to == HP_NONE || targets[i] == to) {
      hp_ref_set_add (set, first + i);
      n_added++;
    }
  return n_added;
}
