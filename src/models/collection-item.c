/* SPDX-License-Identifier: Apache-2.0 */
#include "models/collection-item.h"

struct _HpCollectionItem {
  GObject parent_instance;
  HpCollection collection;
};

G_DEFINE_FINAL_TYPE (HpCollectionItem, hp_collection_item, G_TYPE_OBJECT)

static void
hp_collection_item_class_init (HpCollectionItemClass *klass)
{
}

static void
hp_collection_item_init (HpCollectionItem *self)
{
}

HpCollectionItem *
hp_collection_item_new (const HpCollection *collection)
{
  HpCollectionItem *self = g_object_new (HP_TYPE_COLLECTION_ITEM, NULL);

  self->collection = *collection;
  return self;
}

const HpCollection *
hp_collection_item_get (HpCollectionItem *self)
{
  return &self->collection;
}
