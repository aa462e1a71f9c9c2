/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/columns.h"

#include "widgets/table-cell.h"
#include "widgets/text-scale.h"

/* Pixels of a column that takes the room that is left: where that is less, the table scrolls. */
enum { LEAST_WIDTH = 110 };

typedef struct {
  HpFormatFunc format;
  gpointer user_data;
  HpColumnFlags flags;
  HpTableCells *cells; /* a reference */
} Column;

typedef struct {
  int key;
  int **slot; /* the view's; while asking it points to where the first sorter that is asked writes
                 its key */
} Probe;

static const char list_item_key[] = "hp-list-item";

static void
column_free (gpointer data, GClosure *closure)
{
  Column *column = data;

  g_rc_box_release (column->cells);
  g_free (column);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *column = user_data;
  GtkWidget *cell = hp_table_cell_new (column->cells, (column->flags & HP_COLUMN_NUMBER) != 0);

  if (column->flags & HP_COLUMN_NUMBER)
    gtk_widget_add_css_class (cell, "tabular");
  if (column->flags & HP_COLUMN_CODE)
    gtk_widget_add_css_class (cell, "code");
  g_object_set_data (G_OBJECT (cell), list_item_key, item);
  gtk_list_item_set_child (item, cell);
}

static const Column *
get_column (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (gtk_list_item_get_child (item)), "hp-column");
}

static void
show_text (GtkListItem *item)
{
  const Column *column = get_column (item);
  g_autofree char *text = column->format (gtk_list_item_get_item (item), column->user_data);

  hp_table_cell_set_text (HP_TABLE_CELL (gtk_list_item_get_child (item)), text);
}

/* An item may tell that it shows something else now. */
static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gpointer object = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (gtk_list_item_get_child (item)), "hp-column", user_data);
  show_text (item);
  if (g_signal_lookup ("changed", G_OBJECT_TYPE (object)) != 0)
    g_signal_connect_swapped (object, "changed", G_CALLBACK (show_text), item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_text, item);
}

static int
probe_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Probe *probe = user_data;
  int *asked = *probe->slot;

  if (asked != NULL && *asked == G_MININT)
    *asked = probe->key;
  return -1;
}

/* One slot a view: points to the answer while hp_columns_get_sort () asks. */
static int **
get_slot (GtkColumnView *view)
{
  int **slot = g_object_get_data (G_OBJECT (view), "hp-sort-slot");

  if (slot == NULL) {
    slot = g_new0 (int *, 1);
    g_object_set_data_full (G_OBJECT (view), "hp-sort-slot", slot, g_free);
  }
  return slot;
}

static void
add_sorter (GtkColumnView *view, GtkColumnViewColumn *column, int key)
{
  Probe *probe = g_new0 (Probe, 1);
  g_autoptr (GtkSorter) sorter = NULL;

  probe->key = key;
  probe->slot = get_slot (view);
  sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, probe, g_free));
  gtk_column_view_column_set_sorter (column, sorter);
}

/* The heading of numbers stands above their last digits, the arrow of sorting before it. GTK 4.8
 * has no property for it: the view's first child is the row of headings, the last of them that of
 * the column just appended, with a box of text and arrow. */
static void
align_heading (GtkColumnView *view)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *heading = row != NULL ? gtk_widget_get_last_child (row) : NULL;
  GtkWidget *box = heading != NULL ? gtk_widget_get_first_child (heading) : NULL;

  if (!GTK_IS_BOX (box))
    return;
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_box_reorder_child_after (GTK_BOX (box), gtk_widget_get_last_child (box), NULL);
}

/* Pixels of a heading: its text, what stands around it, and the arrow of sorting. */
static int
measure_heading (GtkColumnView *view, const char *title, HpColumnFlags flags)
{
  enum { PADDING = 16, ARROW = 18 };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (view), title);
  g_autoptr (PangoAttrList) bold = pango_attr_list_new ();
  int width;

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, bold);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width + PADDING + (flags & HP_COLUMN_SORTABLE ? ARROW : 0);
}

GtkColumnViewColumn *
hp_columns_append (GtkColumnView *view, const char *title, int key, HpColumnFlags flags, int width,
                   HpFormatFunc format, gpointer user_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *data = g_new (Column, 1);
  g_autoptr (GtkColumnViewColumn) column = NULL;

  *data = (Column){ format, user_data, flags,
                    hp_table_cells_new (width > 0 ? 0 : (int)(LEAST_WIDTH * hp_text_scale ())) };
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), data, column_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, (flags & HP_COLUMN_EXPAND) != 0);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (
        column, MAX ((int)(width * hp_text_scale ()), measure_heading (view, title, flags)));
  if (flags & HP_COLUMN_SORTABLE)
    add_sorter (view, column, key);
  gtk_column_view_append_column (view, column);
  if (flags & HP_COLUMN_NUMBER)
    align_heading (view);
  return column;
}

/* The view's sorter asks the sorters of its columns one after the other, the primary one first, and
 * turns the answer for a descending column. Every probe answers "smaller". */
gboolean
hp_columns_get_sort (GtkColumnView *view, int *key, gboolean *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (view);
  int **slot = get_slot (view);
  int asked = G_MININT;
  GtkOrdering order;
  g_autoptr (GObject) first = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) second = g_object_new (G_TYPE_OBJECT, NULL);

  if (sorter == NULL)
    return FALSE;
  *slot = &asked;
  order = gtk_sorter_compare (sorter, first, second);
  *slot = NULL;
  if (asked == G_MININT)
    return FALSE;
  *key = asked;
  *descending = order == GTK_ORDERING_LARGER;
  return TRUE;
}

static GtkListItem *
find_list_item (GtkWidget *widget)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (widget), list_item_key);

  if (item == NULL && gtk_widget_get_first_child (widget) != NULL)
    item = g_object_get_data (G_OBJECT (gtk_widget_get_first_child (widget)), list_item_key);
  return item;
}

guint
hp_columns_pick (GtkColumnView *view, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (view), x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != GTK_WIDGET (view); widget = gtk_widget_get_parent (widget)) {
    GtkListItem *item = find_list_item (widget);
    if (item != NULL)
      return gtk_list_item_get_position (item);
  }
  return GTK_INVALID_LIST_POSITION;
}

/* ---- scrolling ---- */

/* The action belongs to the list inside, which GTK 4.8 hides. */
static void
scroll_now (GtkColumnView *view, guint row)
{
  GtkWidget *list = gtk_widget_get_first_child (GTK_WIDGET (view));

  while (list != NULL && !GTK_IS_LIST_VIEW (list))
    list = gtk_widget_get_next_sibling (list);
  if (list != NULL)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", row);
}

typedef struct {
  guint row, n_frames;
} Scroll;

static const char scroll_key[] = "hp-scroll";

/* A frame begins, is laid out, and the next one begins. */
static gboolean
scroll_tick_cb (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  Scroll *scroll = user_data;

  if (scroll->n_frames++ == 0)
    return G_SOURCE_CONTINUE;
  scroll_now (GTK_COLUMN_VIEW (view), scroll->row);
  g_object_set_data (G_OBJECT (view), scroll_key, NULL);
  return G_SOURCE_REMOVE;
}

void
hp_columns_scroll_to (GtkColumnView *view, guint row)
{
  Scroll *scroll = g_object_get_data (G_OBJECT (view), scroll_key);

  scroll_now (view, row);
  if (scroll == NULL) {
    scroll = g_new (Scroll, 1);
    g_object_set_data_full (G_OBJECT (view), scroll_key, scroll, g_free);
    gtk_widget_add_tick_callback (GTK_WIDGET (view), scroll_tick_cb, scroll, NULL);
  }
  *scroll = (Scroll){ row, 0 };
}

/* ---- widths ---- */

typedef struct {
  GSettings *settings; /* owned */
  char *key;           /* owned: "objects/0" */
} Width;

static void
width_free (gpointer data, GClosure *closure)
{
  Width *width = data;

  g_object_unref (width->settings);
  g_free (width->key);
  g_free (width);
}

static void
width_changed_cb (GtkColumnViewColumn *column, GParamSpec *pspec, gpointer user_data)
{
  Width *width = user_data;
  g_autoptr (GVariant) before = g_settings_get_value (width->settings, "column-widths");
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key;
  int value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{si}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "{&si}", &key, &value))
    if (!g_str_equal (key, width->key))
      g_variant_builder_add (&builder, "{si}", key, value);
  g_variant_builder_add (&builder, "{si}", width->key,
                         gtk_column_view_column_get_fixed_width (column));
  g_settings_set_value (width->settings, "column-widths", g_variant_builder_end (&builder));
}

void
hp_columns_keep_widths (GtkColumnView *view, GSettings *settings, const char *name)
{
  g_autoptr (GVariant) widths = g_settings_get_value (settings, "column-widths");
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    Width *width = g_new (Width, 1);
    int value;

    *width = (Width){ g_object_ref (settings), g_strdup_printf ("%s/%u", name, i) };
    if (g_variant_lookup (widths, width->key, "i", &value))
      gtk_column_view_column_set_fixed_width (column, CLAMP (value, 20, 4000));
    g_signal_connect_data (column, "notify::fixed-width", G_CALLBACK (width_changed_cb), width,
                           width_free, 0);
  }
}
