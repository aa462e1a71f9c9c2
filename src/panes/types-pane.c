/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/types-pane.h"

#include <glib/gi18n.h>
#include <string.h>

#include "models/type-item.h"
#include "text.h"
#include "widgets/columns.h"

enum { COLUMN_NAME, COLUMN_COUNT, COLUMN_DELTA, COLUMN_SIZE, COLUMN_SIZE_DELTA };

struct _HpTypesPane {
  HpPane parent_instance;
  GtkSearchEntry *entry;
  GtkLabel *footer;
  GtkStack *stack;
  GtkColumnView *view;
  GtkScrolledWindow *scrolled;
  GListStore *store;             /* owned: of HpTypeItem, as shown */
  GtkSingleSelection *selection; /* owned */
};

G_DEFINE_FINAL_TYPE (HpTypesPane, hp_types_pane, HP_TYPE_PANE)

/* ---- rows ---- */

typedef struct {
  int key;
  gboolean descending;
} Order;

static int
compare_gint64 (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_by (const HpTypeFacts *a, const HpTypeFacts *b, int key)
{
  switch (key) {
  case COLUMN_COUNT: return compare_gint64 ((gint64)a->count, (gint64)b->count);
  case COLUMN_DELTA: return compare_gint64 (a->count_delta, b->count_delta);
  case COLUMN_SIZE: return compare_gint64 ((gint64)a->size, (gint64)b->size);
  case COLUMN_SIZE_DELTA: return compare_gint64 (a->size_delta, b->size_delta);
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
  hp_columns_get_sort (self->view, &order.key, &order.descending);
  g_ptr_array_sort_with_data (rows, compare_items, &order);
  return rows;
}

static char *
selected_name (HpTypesPane *self)
{
  HpTypeItem *item = gtk_single_selection_get_selected_item (self->selection);

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
  guint n, row;

  if (self->store == NULL || document == NULL || hp_document_get_snapshot (document) == NULL)
    return;
  n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  name = selected_name (self);
  rows = make_rows (self, document);
  g_list_store_splice (self->store, 0, n, rows->pdata, rows->len);
  row = find_row (rows, name);
  gtk_single_selection_set_selected (self->selection, row);
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
  g_autoptr (HpTypeItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), row);
  const char *name;
  g_autofree char *filter = NULL;

  if (item == NULL || document == NULL)
    return;
  name = hp_type_item_get_facts (item)->name;
  filter = strchr (name, ' ') != NULL ? g_strdup_printf ("type:\"%s\"", name)
                                      : g_strconcat ("type:", name, NULL);
  hp_document_set_filter (document, filter);
  hp_document_show_page (document, "objects");
}

static void
show_instances_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTypesPane *self = HP_TYPES_PANE (widget);

  hp_types_pane_activate (self, gtk_single_selection_get_selected (self->selection));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTypesPane *self = HP_TYPES_PANE (widget);
  g_autofree char *text =
      hp_types_pane_dup_row (self, gtk_single_selection_get_selected (self->selection));

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

  if (self->store != NULL)
    g_list_store_remove_all (self->store);
  if (document != NULL)
    g_signal_connect_object (document, "notify::baseline", G_CALLBACK (update_rows), self,
                             G_CONNECT_SWAPPED);
}

static void
hp_types_pane_dispose (GObject *object)
{
  HpTypesPane *self = HP_TYPES_PANE (object);

  g_clear_object (&self->store);
  g_clear_object (&self->selection);
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

static void
setup_bar_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *bar = gtk_level_bar_new ();

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
  const HpTypeFacts *facts = hp_type_item_get_facts (gtk_list_item_get_item (item));
  g_autofree char *text = g_strdup_printf (_ ("%.1f %% of all bytes"), facts->share * 100);
  GtkWidget *bar = gtk_list_item_get_child (item);

  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), facts->share);
  gtk_widget_set_tooltip_text (bar, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
add_columns (HpTypesPane *self)
{
  const HpColumnFlags number = HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE;
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) bar = NULL;

  hp_columns_append (self->view, _ ("Type"), COLUMN_NAME, HP_COLUMN_EXPAND | HP_COLUMN_SORTABLE, 0,
                     format_name, self);
  hp_columns_append (self->view, _ ("Count"), COLUMN_COUNT, number, 100, format_count, self);
  hp_columns_append (self->view, _ ("Δ Count"), COLUMN_DELTA, number, 100, format_delta, self);
  hp_columns_append (self->view, _ ("Size"), COLUMN_SIZE, number, 100, format_size, self);
  hp_columns_append (self->view, _ ("Δ Size"), COLUMN_SIZE_DELTA, number, 100, format_size_delta,
                     self);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_bar_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_bar_cb), NULL);
  bar = gtk_column_view_column_new (_ ("Share"), factory);
  gtk_column_view_column_set_fixed_width (bar, 110);
  gtk_column_view_append_column (self->view, bar);
}

static void
make_view (HpTypesPane *self)
{
  self->store = g_list_store_new (HP_TYPE_TYPE_ITEM);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->store)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view =
      GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Types"), -1);
  add_columns (self);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (self->view), "changed",
                            G_CALLBACK (update_rows), self);
  self->scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_child (self->scrolled, GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (GTK_WIDGET (self->scrolled), TRUE);
}

static GtkWidget *
make_bar (HpTypesPane *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *baseline = gtk_button_new_with_label (_ ("Set Baseline"));

  gtk_widget_add_css_class (bar, "pane-bar");
  g_object_set (entry, "placeholder-text", _ ("Find a type"), NULL);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_tooltip_text (entry, _ ("Types Whose Name Contains This Text"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a type"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (baseline), "win.set-baseline");
  gtk_widget_set_tooltip_text (baseline, _ ("Count Changes from This Picture On (Ctrl+B)"));
  gtk_box_append (GTK_BOX (bar), entry);
  gtk_box_append (GTK_BOX (bar), baseline);
  self->entry = GTK_SEARCH_ENTRY (entry);
  g_signal_connect_swapped (entry, "search-changed", G_CALLBACK (update_rows), self);
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
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->scrolled), "rows");
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
  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

char *
hp_types_pane_dup_row (HpTypesPane *self, guint row)
{
  g_autoptr (HpTypeItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), row);
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
  g_autoptr (GtkColumnViewColumn) target =
      g_list_model_get_item (gtk_column_view_get_columns (self->view), (guint)column);

  gtk_column_view_sort_by_column (self->view, target, order);
}
