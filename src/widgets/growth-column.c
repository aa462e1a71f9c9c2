/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/growth-column.h"

#include <stdlib.h>

#include "text.h"

enum { WIDTH = 190, LETTERS = 10 };

/* The number of the field in a row, 0 when unknown; *largest over all rows. */
static gint64
get_growth (HpReportRow *row, const char *name, gint64 *largest)
{
  const HpReportTable *table = hp_report_row_get_table (row);
  guint n, field = 0;
  const HpField *fields = hp_report_table_get_fields (table, &n);
  gint64 number = 0, growth = 0;

  *largest = 1;
  while (field < n && !g_str_equal (fields[field].name, name))
    field++;
  for (guint i = 0; field < n && i < hp_report_table_get_n_rows (table); i++)
    if (hp_report_table_get (table, i, field, NULL, &number))
      *largest = MAX (*largest, llabs (number));
  if (field < n)
    hp_report_table_get (table, hp_report_row_get_number (row), field, NULL, &growth);
  return growth;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL), *bar = gtk_level_bar_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_width_chars (GTK_LABEL (label), LETTERS);
  gtk_widget_add_css_class (label, "tabular");
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (bar, "types-bar");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *bar = gtk_widget_get_next_sibling (label);
  gint64 largest, growth = get_growth (gtk_list_item_get_item (item), user_data, &largest);
  g_autofree char *text = hp_format_size_delta (growth);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_level_bar_set_inverted (GTK_LEVEL_BAR (bar), growth < 0);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), (double)llabs (growth) / (double)largest);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
hp_growth_column_insert (GtkColumnView *view, const char *title, const char *field)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer)field);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, WIDTH);
  gtk_column_view_insert_column (view, 1, column);
}
