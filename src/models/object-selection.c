/* SPDX-License-Identifier: Apache-2.0 */
#include "models/object-selection.h"

struct _HpObjectSelection {
  GObject parent_instance;
  HpObjectList *list;  /* owned */
  GtkBitset *selected; /* owned: positions */
};

static void hp_object_selection_model_init (GListModelInterface *iface);
static void hp_object_selection_selection_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HpObjectSelection, hp_object_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hp_object_selection_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          hp_object_selection_selection_init))

/* ---- the list, handed through ---- */

static GType
hp_object_selection_get_item_type (GListModel *model)
{
  return HP_TYPE_OBJECT_ITEM;
}

static guint
hp_object_selection_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (HP_OBJECT_SELECTION (model)->list));
}

static gpointer
hp_object_selection_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (HP_OBJECT_SELECTION (model)->list), position);
}

static void
hp_object_selection_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hp_object_selection_get_item_type;
  iface->get_n_items = hp_object_selection_get_n_items;
  iface->get_item = hp_object_selection_get_item;
}

static void
items_changed_cb (HpObjectSelection *self, guint position, guint removed, guint added)
{
  gtk_bitset_splice (self->selected, position, removed, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* ---- selecting ---- */

static gboolean
hp_object_selection_is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (HP_OBJECT_SELECTION (model)->selected, position);
}

static GtkBitset *
hp_object_selection_get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  return gtk_bitset_copy (HP_OBJECT_SELECTION (model)->selected);
}

/* Takes the set. Tells the smallest range that holds all changes. */
static void
take_selected (HpObjectSelection *self, GtkBitset *selected)
{
  g_autoptr (GtkBitset) changed = gtk_bitset_copy (self->selected);
  guint first;

  gtk_bitset_difference (changed, selected);
  gtk_bitset_unref (self->selected);
  self->selected = selected;
  if (gtk_bitset_is_empty (changed))
    return;
  first = gtk_bitset_get_minimum (changed);
  gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first,
                                         gtk_bitset_get_maximum (changed) - first + 1);
}

/* All other ways to select end here: the rows of `mask` become as they are in `selected`. */
static gboolean
hp_object_selection_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  HpObjectSelection *self = HP_OBJECT_SELECTION (model);
  GtkBitset *result = gtk_bitset_copy (self->selected);
  g_autoptr (GtkBitset) chosen = gtk_bitset_copy (selected);
  guint n = hp_object_selection_get_n_items (G_LIST_MODEL (self));

  gtk_bitset_intersect (chosen, mask);
  gtk_bitset_subtract (result, mask);
  gtk_bitset_union (result, chosen);
  gtk_bitset_remove_range_closed (result, n, G_MAXUINT);
  take_selected (self, result);
  return TRUE;
}

/* GTK's own fallback makes select_item, select_range, select_all and the rest of set_selection. */
static void
hp_object_selection_selection_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = hp_object_selection_is_selected;
  iface->get_selection_in_range = hp_object_selection_get_selection_in_range;
  iface->set_selection = hp_object_selection_set_selection;
}

/* ---- by address ---- */

GArray *
hp_object_selection_list_addresses (HpObjectSelection *self)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  HpSnapshot *snapshot = hp_object_list_get_snapshot (self->list);
  GtkBitsetIter iter;
  guint row;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->selected, &row); more;
       more = gtk_bitset_iter_next (&iter, &row)) {
    guint64 address = hp_snapshot_address (snapshot, hp_object_list_get (self->list, row));
    g_array_append_val (addresses, address);
  }
  return addresses;
}

/* One byte an object: is it wanted? */
static guint8 *
mark_objects (HpSnapshot *snapshot, const GArray *addresses)
{
  guint8 *wanted = g_new0 (guint8, hp_snapshot_n_objects (snapshot));

  for (guint i = 0; i < addresses->len; i++) {
    guint32 object = hp_snapshot_find (snapshot, g_array_index (addresses, guint64, i));
    if (object != HP_NONE)
      wanted[object] = 1;
  }
  return wanted;
}

void
hp_object_selection_set_addresses (HpObjectSelection *self, const GArray *addresses)
{
  HpSnapshot *snapshot = hp_object_list_get_snapshot (self->list);
  guint n = hp_object_selection_get_n_items (G_LIST_MODEL (self));
  GtkBitset *selected = gtk_bitset_new_empty ();

  if (n > 0 && addresses->len > 0) {
    g_autofree guint8 *wanted = mark_objects (snapshot, addresses);

    for (guint row = 0; row < n; row++)
      if (wanted[hp_object_list_get (self->list, row)])
        gtk_bitset_add (selected, row);
  }
  take_selected (self, selected);
}

/* ---- making ---- */

static void
hp_object_selection_dispose (GObject *object)
{
  HpObjectSelection *self = HP_OBJECT_SELECTION (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, items_changed_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->selected, gtk_bitset_unref);
  G_OBJECT_CLASS (hp_object_selection_parent_class)->dispose (object);
}

static void
hp_object_selection_class_init (HpObjectSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_object_selection_dispose;
}

static void
hp_object_selection_init (HpObjectSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

HpObjectSelection *
hp_object_selection_new (HpObjectList *list)
{
  HpObjectSelection *self = g_object_new (HP_TYPE_OBJECT_SELECTION, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (items_changed_cb), self);
  return self;
}
