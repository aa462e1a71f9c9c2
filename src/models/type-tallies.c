/* SPDX-License-Identifier: Apache-2.0 */
#include "models/type-tallies.h"

/* Lends the tally of the type's name, made when there is none. */
static HpTally *
get_tally (GPtrArray *items, GHashTable *by_name, HpSnapshot *snapshot, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);
  HpTallyItem *item = g_hash_table_lookup (by_name, name);

  if (item == NULL) {
    item = hp_tally_item_new (name);
    g_hash_table_insert (by_name, hp_tally_item_get (item)->name, item);
    g_ptr_array_add (items, item);
  }
  return hp_tally_item_get (item);
}

static void
count_snapshot (GPtrArray *items, GHashTable *by_name, HpSnapshot *snapshot)
{
  guint64 total = MAX (1, hp_snapshot_total_size (snapshot));

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++) {
    HpTally *tally;

    if (hp_snapshot_type_count (snapshot, type) == 0)
      continue;
    tally = get_tally (items, by_name, snapshot, type);
    tally->count += hp_snapshot_type_count (snapshot, type);
    tally->size += hp_snapshot_type_size (snapshot, type);
    tally->share = (double)tally->size / (double)total;
  }
}

static void
subtract_baseline (GPtrArray *items, GHashTable *by_name, HpSnapshot *baseline)
{
  for (guint i = 0; i < items->len; i++) {
    HpTally *tally = hp_tally_item_get (g_ptr_array_index (items, i));

    tally->count_delta = (gint64)tally->count;
    tally->size_delta = (gint64)tally->size;
  }
  for (guint32 type = 0; type < hp_snapshot_n_types (baseline); type++) {
    HpTally *tally;

    if (hp_snapshot_type_count (baseline, type) == 0)
      continue;
    tally = get_tally (items, by_name, baseline, type);
    tally->count_delta -= (gint64)hp_snapshot_type_count (baseline, type);
    tally->size_delta -= (gint64)hp_snapshot_type_size (baseline, type);
  }
}

GPtrArray *
hp_type_tallies_new (HpSnapshot *snapshot, HpSnapshot *baseline)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  count_snapshot (items, by_name, snapshot);
  if (baseline != NULL)
    subtract_baseline (items, by_name, baseline);
  return items;
}
