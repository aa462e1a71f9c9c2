/* SPDX-License-Identifier: Apache-2.0 */
#include "models/allocation-item.h"

struct _HpAllocationItem {
  GObject parent_instance;
  HpAllocationFacts facts;
};

G_DEFINE_FINAL_TYPE (HpAllocationItem, hp_allocation_item, G_TYPE_OBJECT)

static void
hp_allocation_item_finalize (GObject *object)
{
  HpAllocationItem *self = HP_ALLOCATION_ITEM (object);

  g_free (self->facts.place);
  g_free (self->facts.title);
  g_free (self->facts.source);
  G_OBJECT_CLASS (hp_allocation_item_parent_class)->finalize (object);
}

static void
hp_allocation_item_class_init (HpAllocationItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_allocation_item_finalize;
}

static void
hp_allocation_item_init (HpAllocationItem *self)
{
}

const HpAllocationFacts *
hp_allocation_item_get_facts (HpAllocationItem *self)
{
  return &self->facts;
}

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

static HpAllocationItem *
make_item (const HpAllocationRow *row, HpAllocationKey key, guint64 total)
{
  HpAllocationItem *item = g_object_new (HP_TYPE_ALLOCATION_ITEM, NULL);
  HpFrameRow frame = hp_allocation_row_get_frame (row);

  item->facts.place = hp_allocation_row_dup_place (row, key);
  item->facts.title = title_of (row, item->facts.place, key);
  item->facts.source =
      hp_snapshot_dup_string (row->origin, key == HP_ALLOCATIONS_BY_FILE ? HP_NONE : frame.source);
  item->facts.count = row->count;
  item->facts.size = row->size;
  item->facts.count_delta = row->count_delta;
  item->facts.size_delta = row->size_delta;
  item->facts.share = total > 0 ? (double)row->size / (double)total : 0;
  return item;
}

GPtrArray *
hp_allocation_items_new (HpSnapshot *snapshot, HpSnapshot *baseline, HpAllocationKey key)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HpAllocations) rows = hp_allocations_new (snapshot, baseline, key, NULL, NULL);

  for (guint32 i = 0; i < hp_allocations_n_rows (rows); i++)
    g_ptr_array_add (items,
                     make_item (hp_allocations_get (rows, i), key, hp_allocations_get_size (rows)));
  return items;
}
