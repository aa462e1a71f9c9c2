/* SPDX-License-Identifier: Apache-2.0 */
#include "models/object-list.h"

struct _HpObjectItem {
  GObject parent_instance;
  HpSnapshot *snapshot; /* owned */
  guint32 object;
  HpObjectList *list; /* weak: the list that keeps it up to date, or NULL */
  guint position;     /* in that list */
};

struct _HpObjectList {
  GObject parent_instance;
  HpSnapshot *snapshot; /* owned, NULL when empty */
  GArray *objects;      /* of guint32, owned, NULL when empty */
  GHashTable *items;    /* set of HpObjectItem, borrowed: those that a view holds */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpObjectItem, hp_object_item, G_TYPE_OBJECT)

static void
hp_object_item_finalize (GObject *object)
{
  HpObjectItem *self = HP_OBJECT_ITEM (object);

  if (self->list != NULL)
    g_hash_table_remove (self->list->items, self);
  hp_snapshot_unref (self->snapshot);
  G_OBJECT_CLASS (hp_object_item_parent_class)->finalize (object);
}

static void
hp_object_item_class_init (HpObjectItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_object_item_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hp_object_item_init (HpObjectItem *self)
{
}

HpObjectItem *
hp_object_item_new (HpSnapshot *snapshot, guint32 object)
{
  HpObjectItem *self = g_object_new (HP_TYPE_OBJECT_ITEM, NULL);

  self->snapshot = hp_snapshot_ref (snapshot);
  self->object = object;
  return self;
}

HpSnapshot *
hp_object_item_get_snapshot (HpObjectItem *self)
{
  return self->snapshot;
}

guint32
hp_object_item_get_object (HpObjectItem *self)
{
  return self->object;
}

guint64
hp_object_item_get_address (HpObjectItem *self)
{
  return hp_snapshot_address (self->snapshot, self->object);
}

/* ---- the list ---- */

static void hp_object_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HpObjectList, hp_object_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hp_object_list_model_init))

static GType
hp_object_list_get_item_type (GListModel *model)
{
  return HP_TYPE_OBJECT_ITEM;
}

static guint
hp_object_list_get_n_items (GListModel *model)
{
  HpObjectList *self = HP_OBJECT_LIST (model);

  return self->objects != NULL ? self->objects->len : 0;
}

static gpointer
hp_object_list_get_item (GListModel *model, guint position)
{
  HpObjectList *self = HP_OBJECT_LIST (model);
  guint32 object = hp_object_list_get (self, position);

  HpObjectItem *item;

  if (object == HP_NONE)
    return NULL;
  item = hp_object_item_new (self->snapshot, object);
  item->list = self;
  item->position = position;
  g_hash_table_add (self->items, item);
  return item;
}

static void
hp_object_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hp_object_list_get_item_type;
  iface->get_n_items = hp_object_list_get_n_items;
  iface->get_item = hp_object_list_get_item;
}

/* Items that a view still holds keep what they showed, but follow no more. */
static void
forget_items (HpObjectList *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    ((HpObjectItem *)item)->list = NULL;
  g_hash_table_remove_all (self->items);
}

static void
hp_object_list_finalize (GObject *object)
{
  HpObjectList *self = HP_OBJECT_LIST (object);

  forget_items (self);
  g_hash_table_unref (self->items);
  g_clear_pointer (&self->objects, g_array_unref);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  G_OBJECT_CLASS (hp_object_list_parent_class)->finalize (object);
}

static void
hp_object_list_class_init (HpObjectListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_object_list_finalize;
}

static void
hp_object_list_init (HpObjectList *self)
{
  self->items = g_hash_table_new (NULL, NULL);
}

HpObjectList *
hp_object_list_new (void)
{
  return g_object_new (HP_TYPE_OBJECT_LIST, NULL);
}

void
hp_object_list_clear (HpObjectList *self)
{
  guint n = hp_object_list_get_n_items (G_LIST_MODEL (self));

  forget_items (self);
  g_clear_pointer (&self->objects, g_array_unref);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

/* The items that a view holds, each with a reference: a handler of "changed" may drop others. */
static GPtrArray *
list_items (HpObjectList *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    g_ptr_array_add (items, g_object_ref (item));
  return items;
}

static void
update_item (HpObjectList *self, HpObjectItem *item)
{
  guint32 object = hp_object_list_get (self, item->position);

  if (object == HP_NONE)
    return;
  hp_snapshot_ref (self->snapshot);
  hp_snapshot_unref (item->snapshot);
  item->snapshot = self->snapshot;
  item->object = object;
  g_signal_emit (item, signals[SIGNAL_CHANGED], 0);
}

void
hp_object_list_set (HpObjectList *self, HpSnapshot *snapshot, GArray *objects)
{
  g_autoptr (HpSnapshot) old_snapshot = self->snapshot;
  g_autoptr (GArray) old_objects = self->objects;
  g_autoptr (GPtrArray) items = list_items (self);
  guint before = old_objects != NULL ? old_objects->len : 0;

  self->snapshot = hp_snapshot_ref (snapshot);
  self->objects = objects;
  if (objects->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, objects->len - before);
  else if (objects->len < before)
    g_list_model_items_changed (G_LIST_MODEL (self), objects->len, before - objects->len, 0);
  for (guint i = 0; i < items->len; i++)
    update_item (self, g_ptr_array_index (items, i));
}

void
hp_object_list_update (HpObjectList *self)
{
  g_autoptr (GPtrArray) items = list_items (self);

  for (guint i = 0; i < items->len; i++)
    update_item (self, g_ptr_array_index (items, i));
}

HpSnapshot *
hp_object_list_get_snapshot (HpObjectList *self)
{
  return self->snapshot;
}

guint32
hp_object_list_get (HpObjectList *self, guint position)
{
  if (self->objects == NULL || position >= self->objects->len)
    return HP_NONE;
  return g_array_index (self->objects, guint32, position);
}

guint
hp_object_list_find (HpObjectList *self, guint32 object)
{
  if (self->objects == NULL)
    return G_MAXUINT;
  for (guint i = 0; i < self->objects->len; i++)
    if (g_array_index (self->objects, guint32, i) == object)
      return i;
  return G_MAXUINT;
}
