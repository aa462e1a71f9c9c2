/* SPDX-License-Identifier: Apache-2.0 */
#include "models/allocation-tallies.h"

/* "app.py:41 ← main.py:7" of "/srv/app.py:41 ← /srv/main.py:7" */
static char *
without_folders (const char *place)
{
  g_auto (GStrv) parts = g_strsplit (place, " ← ", -1);

  for (char **part = parts; *part != NULL; part++) {
    char *name = g_path_get_basename (*part);
    g_free (*part);
    *part = name;
  }
  return g_strjoinv (" ← ", parts);
}

static char *
title_of (const HpAllocationRow *row, const char *place, HpAllocationKey key)
{
  HpFrameRow frame = hp_allocation_row_get_frame (row);
  g_autofree char *short_place = without_folders (place);
  g_autofree char *function = hp_snapshot_dup_string (row->origin, frame.function);

  if (key != HP_ALLOCATIONS_BY_LINE || *function == '\0')
    return g_steal_pointer (&short_place);
  return g_strdup_printf ("%s  %s", short_place, function);
}

static HpTallyItem *
make_item (const HpAllocationRow *row, HpAllocationKey key, guint64 total)
{
  g_autofree char *place = hp_allocation_row_dup_place (row, key);
  HpFrameRow frame = hp_allocation_row_get_frame (row);
  guint32 source = key == HP_ALLOCATIONS_BY_FILE ? HP_NONE : frame.source;
  HpTallyItem *item = hp_tally_item_new (place);
  HpTally *tally = hp_tally_item_get (item);

  tally->title = title_of (row, place, key);
  tally->detail = hp_snapshot_dup_string (row->origin, source);
  tally->count = row->count;
  tally->size = row->size;
  tally->count_delta = row->count_delta;
  tally->size_delta = row->size_delta;
  tally->share = total > 0 ? (double)row->size / (double)total : 0;
  return item;
}

GPtrArray *
hp_allocation_tallies_new (HpSnapshot *snapshot, HpSnapshot *baseline, HpAllocationKey key)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HpAllocations) rows = hp_allocations_new (snapshot, baseline, key, NULL, NULL);

  for (guint32 i = 0; i < hp_allocations_n_rows (rows); i++)
    g_ptr_array_add (items,
                     make_item (hp_allocations_get (rows, i), key, hp_allocations_get_size (rows)));
  return items;
}
