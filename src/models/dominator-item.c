/* SPDX-License-Identifier: Apache-2.0 */
#include "models/dominator-item.h"

/* GTK makes widgets for up to 200 rows of a view, seen or not, before it draws: with its seven
 * columns that held the window up for a quarter of a second. So many rows fill a page; the last one
 * says how many more there are and shows them. */
enum { FIRST_ROWS = 50, MORE_ROWS = 1000 };

struct _HpDominatorItem {
  GObject parent_instance;
  HpResults *results;           /* owned */
  HpDominatorChildren *rest_of; /* owned, NULL: one object */
  guint32 object;
};

struct _HpDominatorChildren {
  GObject parent_instance;
  HpResults *results; /* owned */
  guint32 parent;
  const guint32 *objects; /* of the results' tree */
  guint32 n, n_shown;     /* all children, and those with a row of their own */
};

static void hp_dominator_children_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (HpDominatorItem, hp_dominator_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (HpDominatorChildren, hp_dominator_children, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hp_dominator_children_model_init))

static guint64
get_retained (HpResults *results, guint32 object)
{
  return object != HP_NONE ? hp_dominators_get_retained_size (results->dominators, object)
                           : hp_snapshot_total_size (results->snapshot);
}

/* ---- one row ---- */

static void
hp_dominator_item_finalize (GObject *object)
{
  HpDominatorItem *self = HP_DOMINATOR_ITEM (object);

  hp_results_unref (self->results);
  g_clear_object (&self->rest_of);
  G_OBJECT_CLASS (hp_dominator_item_parent_class)->finalize (object);
}

static void
hp_dominator_item_class_init (HpDominatorItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_dominator_item_finalize;
}

static void
hp_dominator_item_init (HpDominatorItem *self)
{
}

HpDominatorItem *
hp_dominator_item_new (HpResults *results, guint32 object)
{
  HpDominatorItem *self = g_object_new (HP_TYPE_DOMINATOR_ITEM, NULL);

  self->results = hp_results_ref (results);
  self->object = object;
  return self;
}

HpResults *
hp_dominator_item_get_results (HpDominatorItem *self)
{
  return self->results;
}

HpDominatorChildren *
hp_dominator_item_get_rest_of (HpDominatorItem *self)
{
  return self->rest_of;
}

guint32
hp_dominator_item_get_object (HpDominatorItem *self)
{
  return self->object;
}

guint32
hp_dominator_item_get_n_smaller (HpDominatorItem *self)
{
  return self->rest_of != NULL ? self->rest_of->n - self->rest_of->n_shown : 0;
}

guint32
hp_dominator_item_get_n_children (HpDominatorItem *self)
{
  guint32 n = 0;

  if (self->rest_of == NULL)
    hp_dominator_tree_get_children (self->results->tree, self->object, &n);
  return n;
}

guint64
hp_dominator_item_get_own_size (HpDominatorItem *self)
{
  return self->rest_of == NULL && self->object != HP_NONE
             ? hp_snapshot_size (self->results->snapshot, self->object)
             : 0;
}

/* All children together are what the parent retains without itself. */
static guint64
get_rest_size (HpDominatorChildren *children)
{
  guint64 own = children->parent != HP_NONE
                    ? hp_snapshot_size (children->results->snapshot, children->parent)
                    : 0;
  guint64 left = get_retained (children->results, children->parent) - own;

  for (guint32 i = 0; i < children->n_shown; i++)
    left -= get_retained (children->results, children->objects[i]);
  return left;
}

guint64
hp_dominator_item_get_retained (HpDominatorItem *self)
{
  return self->rest_of != NULL ? get_rest_size (self->rest_of)
                               : get_retained (self->results, self->object);
}

/* ---- the children of an object ---- */

static GType
hp_dominator_children_get_item_type (GListModel *model)
{
  return HP_TYPE_DOMINATOR_ITEM;
}

static guint
hp_dominator_children_get_n_items (GListModel *model)
{
  HpDominatorChildren *self = HP_DOMINATOR_CHILDREN (model);

  return self->n_shown + (self->n_shown < self->n ? 1 : 0);
}

static gpointer
hp_dominator_children_get_item (GListModel *model, guint position)
{
  HpDominatorChildren *self = HP_DOMINATOR_CHILDREN (model);
  HpDominatorItem *item;

  if (position < self->n_shown)
    return hp_dominator_item_new (self->results, self->objects[position]);
  if (position >= hp_dominator_children_get_n_items (model))
    return NULL;
  item = hp_dominator_item_new (self->results, self->parent);
  item->rest_of = g_object_ref (self);
  return item;
}

static void
hp_dominator_children_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hp_dominator_children_get_item_type;
  iface->get_n_items = hp_dominator_children_get_n_items;
  iface->get_item = hp_dominator_children_get_item;
}

static void
hp_dominator_children_finalize (GObject *object)
{
  hp_results_unref (HP_DOMINATOR_CHILDREN (object)->results);
  G_OBJECT_CLASS (hp_dominator_children_parent_class)->finalize (object);
}

static void
hp_dominator_children_class_init (HpDominatorChildrenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_dominator_children_finalize;
}

static void
hp_dominator_children_init (HpDominatorChildren *self)
{
}

/* One row more than would be left out is no row for "1 smaller". */
static guint32
limit (guint32 n, guint32 rows)
{
  return n <= rows + 1 ? n : rows;
}

HpDominatorChildren *
hp_dominator_children_new (HpResults *results, guint32 parent)
{
  guint32 n;
  const guint32 *objects = hp_dominator_tree_get_children (results->tree, parent, &n);
  HpDominatorChildren *self;

  if (n == 0)
    return NULL;
  self = g_object_new (HP_TYPE_DOMINATOR_CHILDREN, NULL);
  self->results = hp_results_ref (results);
  self->parent = parent;
  self->objects = objects;
  self->n = n;
  self->n_shown = limit (n, FIRST_ROWS);
  return self;
}

guint
hp_dominator_children_find (HpDominatorChildren *self, guint32 object)
{
  for (guint32 i = 0; i < self->n_shown; i++)
    if (self->objects[i] == object)
      return i;
  return self->n_shown;
}

void
hp_dominator_children_grow (HpDominatorChildren *self)
{
  guint32 before = self->n_shown, rest = before < self->n ? 1 : 0;

  self->n_shown = limit (self->n, before + MORE_ROWS);
  g_list_model_items_changed (G_LIST_MODEL (self), before, rest,
                              hp_dominator_children_get_n_items (G_LIST_MODEL (self)) - before);
}
