/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/types-pane.h"

#include <glib/gi18n.h>
#include <string.h>

#include "models/type-item.h"
#include "object-actions.h"
#include "text.h"
#include "widgets/item-table.h"

enum { COLUMN_NAME, COLUMN_COUNT, COLUMN_DELTA, COLUMN_SIZE, COLUMN_SIZE_DELTA };

struct _HpTypesPane {
  HpPane parent_instance;
  GtkSearchEntry *entry;
  GtkLabel *footer;
  GtkStack *stack;
  HpItemTable table; /* of HpTypeItem */
};

G_DEFINE_FINAL_TYPE (HpTypesPane, hp_types_pane, HP_TYPE_PANE)

/* ---- rows ---- */

typedef struct {
  int key;
  gboolean descending;
} Order;

static int
compare_by (const HpTypeFacts *a, const HpTypeFacts *b, int key)
{
  switch (key) {
  case COLUMN_COUNT: return hp_compare_gint64 ((gint64)a->count, (gint64)b->count);
  case COLUMN_DELTA: return hp_compare_gint64 (a->count_delta, b->count_delta);
  case COLUMN_SIZE: return hp_compare_gint64 ((gint64)a->size, (gint64)b->size);
  case COLUMN_SIZE_DELTA: return hp_compare_gint64 (a->size_delta, b->size_delta);
  default: return strcmp (a->name, b->name);
  }
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order *order = user_data;
  const HpTypeFacts *first = hp_type_item_get_facts (*(HpTypeItem **)a);
  const HpTypeFacts *second = hp_type_item_get_facts (*(HpTypeItem **)b);
  int result = compare_by (first, second, order->key);

  if (result == 0)
    return strcmp (first->name, second->name);
  return order->descending ? -result : result;
}

static gboolean
name_matches (HpTypesPane *self, const HpTypeFacts *facts)
{
  g_autofree char *wanted = g_utf8_strdown (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  g_autofree char *name = g_utf8_strdown (facts->name, -1);

  return strstr (name, wanted) != NULL;
}

static GPtrArray *
make_rows (HpTypesPane *self, HpDocument *document)
{
  g_autoptr (GPtrArray) all =
      hp_type_items_new (hp_document_get_snapshot (document), hp_document_get_baseline (document));
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  Order order = { COLUMN_SIZE, TRUE };

  for (guint i = 0; i < all->len; i++) {
    HpTypeItem *item = g_ptr_array_index (all, i);
    if (name_matches (self, hp_type_item_get_facts (item)))
      g_ptr_array_add (rows, g_object_ref (item));
  }
  hp_columns_get_sort (self->table.view, &order.key, &order.descending);
  g_ptr_array_sort_with_data (rows, compare_items, &order);
  return rows;
}

static char *
selected_name (HpTypesPane *self)
{
  HpTypeItem *item = hp_item_table_get_selected (&self->table);

  return item != NULL ? g_strdup (hp_type_item_get_facts (item)->name) : NULL;
}

static guint
find_row (GPtrArray *rows, const char *name)
{
  for (guint i = 0; name != NULL && i < rows->len; i++)
    if (g_str_equal (hp_type_item_get_facts (g_ptr_array_index (rows, i))->name, name))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_footer (HpTypesPane *self, HpDocument *document, guint n)
{
  g_autofree char *count = hp_format_count (n);
  g_autofree char *types = g_strdup_printf (ngettext ("%s type", "%s types", n), count);
  g_autofree char *text = g_strconcat (types, " · ",
                                       hp_document_get_baseline (document) != NULL
                                           ? _ ("changes since the baseline")
                                           : _ ("set a baseline (Ctrl+B) to see what changes"),
                                       NULL);

  gtk_label_set_label (self->footer, text);
}

/* Rows that are the same type at the same place keep their item, so that a live table does not
 * jump. */
static void
update_rows (HpTypesPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *name = NULL;

  if (self->table.store == NULL || document == NULL || hp_document_get_snapshot (document) == NULL)
    return;
  name = selected_name (self);
  rows = make_rows (self, document);
  hp_item_table_show (&self->table, rows, find_row (rows, name));
  gtk_stack_set_visible_child_name (self->stack, rows->len > 0 ? "rows" : "none");
  show_footer (self, document, rows->len);
}

static void
activate_cb (HpTypesPane *self, guint position)
{
  hp_types_pane_activate (self, position);
}

void
hp_types_pane_activate (HpTypesPane *self, guint row)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autoptr (HpTypeItem) item = hp_item_table_get (&self->table, row);

  if (item != NULL && document != NULL)
    hp_objects_list_type (document, hp_type_item_get_facts (item)->name);
}

static void
show_instances_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTypesPane *self = HP_TYPES_PANE (widget);

  hp_types_pane_activate (self, gtk_single_selection_get_selected (self->table.selection));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTypesPane *self = HP_TYPES_PANE (widget);
  g_autofree char *text =
      hp_types_pane_dup_row (self, gtk_single_selection_get_selected (self->table.selection));

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* ---- pane ---- */

static void
hp_types_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  update_rows (HP_TYPES_PANE (pane));
}

static void
hp_types_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpTypesPane *self = HP_TYPES_PANE (pane);

  if (self->table.store != NULL)
    g_list_store_remove_all (self->table.store);
  if (document != NULL)
    g_signal_connect_object (document, "notify::baseline", G_CALLBACK (update_rows), self,
                             G_CONNECT_SWAPPED);
}

static void
hp_types_pane_dispose (GObject *object)
{
  HpTypesPane *self = HP_TYPES_PANE (object);

  hp_item_table_clear (&self->table);
  G_OBJECT_CLASS (hp_types_pane_parent_class)->dispose (object);
}

static void
hp_types_pane_class_init (HpTypesPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_types_pane_dispose;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_types_pane_snapshot_arrived;
  HP_PANE_CLASS (klass)->document_changed = hp_types_pane_document_changed;
  gtk_widget_class_install_action (widget_class, "types.show-instances", NULL,
                                   show_instances_action);
  gtk_widget_class_install_action (widget_class, "types.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "types.copy",
                                       NULL);
}

/* ---- columns ---- */

static char *
format_name (gpointer item, gpointer user_data)
{
  return g_strdup (hp_type_item_get_facts (item)->name);
}

static char *
format_count (gpointer item, gpointer user_data)
{
  return hp_format_count (hp_type_item_get_facts (item)->count);
}

static char *
format_delta (gpointer item, gpointer user_data)
{
  return hp_format_delta (hp_type_item_get_facts (item)->count_delta);
}

static char *
format_size (gpointer item, gpointer user_data)
{
  return g_format_size (hp_type_item_get_facts (item)->size);
}

static char *
format_size_delta (gpointer item, gpointer user_data)
{
  return hp_format_size_delta (hp_type_item_get_facts (item)->size_delta);
}

static double
get_share (gpointer item)
{
  return hp_type_item_get_facts (item)->share;
}

static void
add_columns (HpTypesPane *self)
{
  const HpColumnFlags number = HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE;

  hp_columns_append (self->table.view, _ ("Type"), COLUMN_NAME,
                     HP_COLUMN_EXPAND | HP_COLUMN_SORTABLE, 0, format_name, self);
  hp_columns_append (self->table.view, _ ("Count"), COLUMN_COUNT, number, 100, format_count, self);
  hp_columns_append (self->table.view, _ ("Δ Count"), COLUMN_DELTA, number, 100, format_delta,
                     self);
  hp_columns_append (self->table.view, _ ("Size"), COLUMN_SIZE, number, 100, format_size, self);
  hp_columns_append (self->table.view, _ ("Δ Size"), COLUMN_SIZE_DELTA, number, 100,
                     format_size_delta, self);
  hp_item_table_append_share (&self->table, get_share);
}

static void
make_view (HpTypesPane *self)
{
  hp_item_table_init (&self->table, HP_TYPE_TYPE_ITEM, _ ("Types"));
  add_columns (self);
  g_signal_connect_swapped (self->table.view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (self->table.view), "changed",
                            G_CALLBACK (update_rows), self);
}

static GtkWidget *
make_bar (HpTypesPane *self)
{
  GtkWidget *bar = hp_item_table_bar_new (_ ("Find a type"),
                                          _ ("Types Whose Name Contains This Text"), &self->entry);

  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (update_rows), self);
  return bar;
}

static void
hp_types_pane_init (HpTypesPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *none = adw_status_page_new ();

  hp_pane_set_title (HP_PANE (self), _ ("Types"));
  hp_pane_set_icon_name (HP_PANE (self), "view-sort-descending-symbolic");
  make_view (self);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "system-search-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("No Types Match"));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, self->table.scrolled, "rows");
  gtk_stack_add_named (self->stack, none, "none");
  self->footer = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->footer, 0);
  gtk_label_set_ellipsize (self->footer, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->footer), "pane-footer");
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->footer));
  hp_pane_set_content (HP_PANE (self), box);
  hp_pane_set_empty (HP_PANE (self), "view-sort-descending-symbolic", _ ("No Types Yet"),
                     _ ("The types of the heap stand here once a picture was taken."));
}

guint
hp_types_pane_get_n_rows (HpTypesPane *self)
{
  return hp_item_table_n_rows (&self->table);
}

char *
hp_types_pane_dup_row (HpTypesPane *self, guint row)
{
  g_autoptr (HpTypeItem) item = hp_item_table_get (&self->table, row);
  const HpTypeFacts *facts;

  if (item == NULL)
    return NULL;
  facts = hp_type_item_get_facts (item);
  return g_strdup_printf (
      "%s\t%" G_GUINT64_FORMAT "\t%+" G_GINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%+" G_GINT64_FORMAT,
      facts->name, facts->count, facts->count_delta, facts->size, facts->size_delta);
}

void
hp_types_pane_sort_by (HpTypesPane *self, int column, GtkSortType order)
{
  hp_item_table_sort_by (&self->table, column, order);
}
