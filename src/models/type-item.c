/* SPDX-License-Identifier: Apache-2.0 */
#include "models/type-item.h"

struct _HpTypeItem {
  GObject parent_instance;
  HpTypeFacts facts;
};

G_DEFINE_FINAL_TYPE (HpTypeItem, hp_type_item, G_TYPE_OBJECT)

static void
hp_type_item_finalize (GObject *object)
{
  g_free (HP_TYPE_ITEM (object)->facts.name);
  G_OBJECT_CLASS (hp_type_item_parent_class)->finalize (object);
}

static void
hp_type_item_class_init (HpTypeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_type_item_finalize;
}

static void
hp_type_item_init (HpTypeItem *self)
{
}

const HpTypeFacts *
hp_type_item_get_facts (HpTypeItem *self)
{
  return &self->facts;
}

/* Lends the item of that name, made when there is none. */
static HpTypeItem *
get_item (GPtrArray *items, GHashTable *by_name, char *name)
{
  HpTypeItem *item = g_hash_table_lookup (by_name, name);

  if (item != NULL) {
    g_free (name);
    return item;
  }
  item = g_object_new (HP_TYPE_TYPE_ITEM, NULL);
  item->facts.name = name;
  g_hash_table_insert (by_name, name, item);
  g_ptr_array_add (items, item);
  return item;
}

static void
count_snapshot (GPtrArray *items, GHashTable *by_name, HpSnapshot *snapshot)
{
  guint64 total = MAX (1, hp_snapshot_total_size (snapshot));

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++) {
    HpTypeItem *item;

    if (hp_snapshot_type_count (snapshot, type) == 0)
      continue;
    item = get_item (items, by_name, hp_snapshot_dup_type_full_name (snapshot, type));
    item->facts.count += hp_snapshot_type_count (snapshot, type);
    item->facts.size += hp_snapshot_type_size (snapshot, type);
    item->facts.share = (double)item->facts.size / (double)total;
  }
}

static void
subtract_baseline (GPtrArray *items, GHashTable *by_name, HpSnapshot *baseline)
{
  for (guint i = 0; i < items->len; i++) {
    HpTypeItem *item = g_ptr_array_index (items, i);

    item->facts.count_delta = (gint64)item->facts.count;
    item->facts.size_delta = (gint64)item->facts.size;
  }
  for (guint32 type = 0; type < hp_snapshot_n_types (baseline); type++) {
    HpTypeItem *item;

    if (hp_snapshot_type_count (baseline, type) == 0)
      continue;
    item = get_item (items, by_name, hp_snapshot_dup_type_full_name (baseline, type));
    item->facts.count_delta -= (gint64)hp_snapshot_type_count (baseline, type);
    item->facts.size_delta -= (gint64)hp_snapshot_type_size (baseline, type);
  }
}

GPtrArray *
hp_type_items_new (HpSnapshot *snapshot, HpSnapshot *baseline)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  count_snapshot (items, by_name, snapshot);
  if (baseline != NULL)
    subtract_baseline (items, by_name, baseline);
  return items;
}
