/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/item-table.h"

#include <glib/gi18n.h>

#include "widgets/one-stop.h"

/* A view makes widgets for its rows as soon as it has them: one that nobody looks at gets them when
 * it is looked at. */
static void
map_cb (GtkColumnView *view, gpointer user_data)
{
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (user_data));
}

void
hp_item_table_init (HpItemTable *self, GType item_type, const char *name)
{
  self->store = g_list_store_new (item_type);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->store)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  g_signal_connect_object (self->view, "map", G_CALLBACK (map_cb), self->selection, 0);
  hp_one_stop_set (GTK_WIDGET (self->view));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (self->scrolled, TRUE);
}

void
hp_item_table_clear (HpItemTable *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->selection);
}

/* ---- the bar of a share ---- */

static char *
format_share (GtkWidget *bar)
{
  return g_strdup_printf (_ ("%.1f %% of all bytes"),
                          gtk_level_bar_get_value (GTK_LEVEL_BAR (bar)) * 100);
}

/* Asked for when it is wanted: to set a tooltip asks the display server where the pointer is, and
 * waits for the answer. */
static gboolean
query_tooltip_cb (GtkWidget *bar, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = format_share (bar);

  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
setup_bar_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *bar = gtk_level_bar_new ();

  gtk_widget_set_has_tooltip (bar, TRUE);
  g_signal_connect (bar, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (bar, "types-bar");
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_list_item_set_child (item, bar);
}

static void
bind_bar_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  HpShareFunc get_share = (HpShareFunc)g_object_get_data (G_OBJECT (factory), "share");
  GtkWidget *bar = gtk_list_item_get_child (item);
  g_autofree char *text = NULL;

  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), get_share (gtk_list_item_get_item (item)));
  text = format_share (bar);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
hp_item_table_append_share (HpItemTable *self, HpShareFunc share)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_object_set_data (G_OBJECT (factory), "share", (gpointer)share);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_bar_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_bar_cb), NULL);
  column = gtk_column_view_column_new (_ ("Share"), factory);
  gtk_column_view_column_set_fixed_width (column, 110);
  gtk_column_view_append_column (self->view, column);
}

/* ---- rows ---- */

void
hp_item_table_show (HpItemTable *self, GPtrArray *rows, guint selected)
{
  g_list_store_splice (self->store, 0, hp_item_table_n_rows (self), rows->pdata, rows->len);
  gtk_single_selection_set_selected (self->selection, selected);
}

guint
hp_item_table_n_rows (HpItemTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

gpointer
hp_item_table_get (HpItemTable *self, guint row)
{
  return g_list_model_get_item (G_LIST_MODEL (self->store), row);
}

gpointer
hp_item_table_get_selected (HpItemTable *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

void
hp_item_table_sort_by (HpItemTable *self, int column, GtkSortType order)
{
  g_autoptr (GtkColumnViewColumn) target =
      g_list_model_get_item (gtk_column_view_get_columns (self->view), (guint)column);

  gtk_column_view_sort_by_column (self->view, target, order);
}

int
hp_compare_gint64 (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b;
}
