/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/allocations-pane.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "models/allocation-item.h"
#include "text.h"
#include "widgets/item-table.h"

enum { COLUMN_PLACE, COLUMN_SOURCE, COLUMN_COUNT, COLUMN_DELTA, COLUMN_SIZE, COLUMN_SIZE_DELTA };

struct _HpAllocationsPane {
  HpPane parent_instance;
  GtkSearchEntry *entry;
  GtkWidget *trace;
  GtkDropDown *keys; /* its positions are HpAllocationKey */
  GtkLabel *footer;
  GtkStack *stack;
  HpItemTable table; /* of HpAllocationItem */
};

G_DEFINE_FINAL_TYPE (HpAllocationsPane, hp_allocations_pane, HP_TYPE_PANE)

/* ---- rows ---- */

typedef struct {
  int key;
  gboolean descending;
} Order;

static int
compare_by (const HpAllocationFacts *a, const HpAllocationFacts *b, int key)
{
  switch (key) {
  case COLUMN_COUNT: return hp_compare_gint64 ((gint64)a->count, (gint64)b->count);
  case COLUMN_DELTA: return hp_compare_gint64 (a->count_delta, b->count_delta);
  case COLUMN_SIZE: return hp_compare_gint64 ((gint64)a->size, (gint64)b->size);
  case COLUMN_SIZE_DELTA: return hp_compare_gint64 (a->size_delta, b->size_delta);
  case COLUMN_SOURCE: return strcmp (a->source, b->source);
  default: return strcmp (a->place, b->place);
  }
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order *order = user_data;
  const HpAllocationFacts *first = hp_allocation_item_get_facts (*(HpAllocationItem **)a);
  const HpAllocationFacts *second = hp_allocation_item_get_facts (*(HpAllocationItem **)b);
  int result = compare_by (first, second, order->key);

  if (result == 0)
    return strcmp (first->place, second->place);
  return order->descending ? -result : result;
}

static gboolean
matches (const HpAllocationFacts *facts, const char *wanted)
{
  g_autofree char *text = g_strconcat (facts->place, "\n", facts->title, "\n", facts->source, NULL);
  g_autofree char *down = g_utf8_strdown (text, -1);

  return strstr (down, wanted) != NULL;
}

static GPtrArray *
make_rows (HpAllocationsPane *self, HpDocument *document)
{
  g_autoptr (GPtrArray) all = hp_allocation_items_new (
      hp_document_get_snapshot (document), hp_document_get_baseline (document),
      (HpAllocationKey)gtk_drop_down_get_selected (self->keys));
  g_autofree char *wanted = g_utf8_strdown (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  Order order = { COLUMN_SIZE, TRUE };

  for (guint i = 0; i < all->len; i++) {
    HpAllocationItem *item = g_ptr_array_index (all, i);
    if (matches (hp_allocation_item_get_facts (item), wanted))
      g_ptr_array_add (rows, g_object_ref (item));
  }
  hp_columns_get_sort (self->table.view, &order.key, &order.descending);
  g_ptr_array_sort_with_data (rows, compare_items, &order);
  return rows;
}

static guint
find_row (GPtrArray *rows, const char *place)
{
  for (guint i = 0; place != NULL && i < rows->len; i++)
    if (g_str_equal (hp_allocation_item_get_facts (g_ptr_array_index (rows, i))->place, place))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_footer (HpAllocationsPane *self, HpDocument *document, GPtrArray *rows)
{
  guint64 size = 0;
  g_autofree char *count = hp_format_count (rows->len), *places = NULL, *bytes = NULL, *text = NULL;

  for (guint i = 0; i < rows->len; i++)
    size += hp_allocation_item_get_facts (g_ptr_array_index (rows, i))->size;
  bytes = g_format_size (size);
  places = g_strdup_printf (ngettext ("%s place", "%s places", rows->len), count);
  text = g_strconcat (places, " · ", bytes, " · ",
                      hp_document_get_baseline (document) != NULL
                          ? _ ("changes since the baseline")
                          : _ ("set a baseline (Ctrl+B) to see what changes"),
                      NULL);
  gtk_label_set_label (self->footer, text);
}

/* What stands there when the heap is not traced. A heap that runs no Python from here cannot be. */
static void
show_untraced (HpAllocationsPane *self, HpDocument *document)
{
  gboolean runs = hp_document_can (document, HP_SOURCE_EXECUTE);

  hp_pane_set_empty (
      HP_PANE (self), "hp-allocations-symbolic", _ ("Allocations Are Not Traced"),
      runs
          ? _ ("Switch tracing on: every block that is taken from then on remembers the lines that "
               "led to it. What was there before stays without.")
          : _ ("This picture was taken without tracing. A script that is run with “heaparium run "
               "--trace=25 --snapshot FILE” keeps the lines that took its memory."));
  hp_pane_set_empty_action (HP_PANE (self), runs ? _ ("Trace Allocations") : NULL,
                            "win.trace-allocations");
  hp_pane_set_state (HP_PANE (self), HP_PANE_EMPTY);
}

static void
update_rows (HpAllocationsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  HpAllocationItem *selected;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *place = NULL;

  if (self->table.store == NULL || snapshot == NULL)
    return;
  if (!hp_snapshot_is_traced (snapshot)) {
    show_untraced (self, document);
    return;
  }
  selected = hp_item_table_get_selected (&self->table);
  if (selected != NULL)
    place = g_strdup (hp_allocation_item_get_facts (selected)->place);
  rows = make_rows (self, document);
  hp_item_table_show (&self->table, rows, find_row (rows, place));
  gtk_stack_set_visible_child_name (self->stack, rows->len > 0 ? "rows" : "none");
  show_footer (self, document, rows);
  hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
}

void
hp_allocations_pane_activate (HpAllocationsPane *self, guint row)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autoptr (HpAllocationItem) item = hp_item_table_get (&self->table, row);
  g_autofree char *filter = NULL;

  if (item == NULL || document == NULL)
    return;
  filter = g_strdup_printf ("born:\"%s\"", hp_allocation_item_get_facts (item)->place);
  hp_document_set_filter (document, filter);
  hp_document_show_page (document, "objects");
}

static void
activate_cb (HpAllocationsPane *self, guint position)
{
  hp_allocations_pane_activate (self, position);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpAllocationsPane *self = HP_ALLOCATIONS_PANE (widget);
  g_autofree char *text =
      hp_allocations_pane_dup_row (self, gtk_single_selection_get_selected (self->table.selection));

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* ---- pane ---- */

static void
hp_allocations_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  update_rows (HP_ALLOCATIONS_PANE (pane));
}

static void
hp_allocations_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpAllocationsPane *self = HP_ALLOCATIONS_PANE (pane);

  if (self->table.store != NULL)
    g_list_store_remove_all (self->table.store);
  if (document == NULL)
    return;
  gtk_widget_set_tooltip_text (
      self->trace, hp_document_can (document, HP_SOURCE_EXECUTE)
                       ? _ ("Remember for Each Block the Lines That Led to It")
                       : _ ("This heap can only be looked at: it runs no Python from here."));
  g_signal_connect_object (document, "notify::baseline", G_CALLBACK (update_rows), self,
                           G_CONNECT_SWAPPED);
}

static void
hp_allocations_pane_dispose (GObject *object)
{
  hp_item_table_clear (&HP_ALLOCATIONS_PANE (object)->table);
  G_OBJECT_CLASS (hp_allocations_pane_parent_class)->dispose (object);
}

static void
hp_allocations_pane_class_init (HpAllocationsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_allocations_pane_dispose;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_allocations_pane_snapshot_arrived;
  HP_PANE_CLASS (klass)->document_changed = hp_allocations_pane_document_changed;
  gtk_widget_class_install_action (widget_class, "allocations.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK,
                                       "allocations.copy", NULL);
}

/* ---- columns ---- */

static char *
format_place (gpointer item, gpointer user_data)
{
  return g_strdup (hp_allocation_item_get_facts (item)->title);
}

static char *
format_source (gpointer item, gpointer user_data)
{
  return g_strdup (hp_allocation_item_get_facts (item)->source);
}

static char *
format_count (gpointer item, gpointer user_data)
{
  return hp_format_count (hp_allocation_item_get_facts (item)->count);
}

static char *
format_delta (gpointer item, gpointer user_data)
{
  return hp_format_delta (hp_allocation_item_get_facts (item)->count_delta);
}

static char *
format_size (gpointer item, gpointer user_data)
{
  return g_format_size (hp_allocation_item_get_facts (item)->size);
}

static char *
format_size_delta (gpointer item, gpointer user_data)
{
  return hp_format_size_delta (hp_allocation_item_get_facts (item)->size_delta);
}

static double
get_share (gpointer item)
{
  return hp_allocation_item_get_facts (item)->share;
}

static void
add_columns (HpAllocationsPane *self)
{
  const HpColumnFlags number = HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE;
  GtkColumnView *view = self->table.view;

  hp_columns_append (view, _ ("Place"), COLUMN_PLACE, HP_COLUMN_SORTABLE, 180, format_place, self);
  hp_columns_append (view, _ ("Source"), COLUMN_SOURCE,
                     HP_COLUMN_CODE | HP_COLUMN_EXPAND | HP_COLUMN_SORTABLE, 0, format_source,
                     self);
  hp_columns_append (view, _ ("Blocks"), COLUMN_COUNT, number, 64, format_count, self);
  hp_columns_append (view, _ ("Δ Blocks"), COLUMN_DELTA, number, 72, format_delta, self);
  hp_columns_append (view, _ ("Size"), COLUMN_SIZE, number, 80, format_size, self);
  hp_columns_append (view, _ ("Δ Size"), COLUMN_SIZE_DELTA, number, 80, format_size_delta, self);
  hp_item_table_append_share (&self->table, get_share);
}

static void
make_table (HpAllocationsPane *self)
{
  hp_item_table_init (&self->table, HP_TYPE_ALLOCATION_ITEM, _ ("Allocations"));
  add_columns (self);
  g_signal_connect_swapped (self->table.view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (self->table.view), "changed",
                            G_CALLBACK (update_rows), self);
}

static GtkWidget *
make_keys (HpAllocationsPane *self)
{
  const char *const names[] = { _ ("By Line"), _ ("By File"), _ ("By Traceback"), NULL };
  GtkWidget *keys = gtk_drop_down_new_from_strings (names);

  gtk_widget_set_tooltip_text (keys, _ ("What to Sum Up By"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (keys), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Group by"), -1);
  self->keys = GTK_DROP_DOWN (keys);
  g_signal_connect_swapped (keys, "notify::selected", G_CALLBACK (update_rows), self);
  return keys;
}

static GtkWidget *
make_bar (HpAllocationsPane *self)
{
  GtkWidget *bar = hp_item_table_bar_new (
      _ ("Find a place"), _ ("Places Whose File, Function or Source Contains This Text"),
      &self->entry);

  self->trace = gtk_toggle_button_new_with_label (_ ("Trace Allocations"));
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (update_rows), self);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->trace), "win.trace-allocations");
  gtk_widget_set_tooltip_text (self->trace, _ ("Remember for Each Block the Lines That Led to It"));
  gtk_box_insert_child_after (GTK_BOX (bar), make_keys (self), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (bar), self->trace);
  return bar;
}

static void
hp_allocations_pane_init (HpAllocationsPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *none = adw_status_page_new ();

  hp_pane_set_title (HP_PANE (self), _ ("Allocations"));
  hp_pane_set_icon_name (HP_PANE (self), "hp-allocations-symbolic");
  make_table (self);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "system-search-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("No Allocations Match"));
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
  hp_pane_set_empty (HP_PANE (self), "hp-allocations-symbolic", _ ("No Allocations Yet"),
                     _ ("The lines that took the memory stand here once a picture was taken."));
}

void
hp_allocations_pane_group_by (HpAllocationsPane *self, HpAllocationKey key)
{
  gtk_drop_down_set_selected (self->keys, (guint)key);
}

void
hp_allocations_pane_sort_by (HpAllocationsPane *self, int column, GtkSortType order)
{
  hp_item_table_sort_by (&self->table, column, order);
}

guint
hp_allocations_pane_get_n_rows (HpAllocationsPane *self)
{
  return hp_item_table_n_rows (&self->table);
}

char *
hp_allocations_pane_dup_row (HpAllocationsPane *self, guint row)
{
  g_autoptr (HpAllocationItem) item = hp_item_table_get (&self->table, row);
  const HpAllocationFacts *facts;

  if (item == NULL)
    return NULL;
  facts = hp_allocation_item_get_facts (item);
  return g_strdup_printf ("%s\t%s\t%" PRIu64 "\t%+" PRId64 "\t%" PRIu64 "\t%+" PRId64, facts->place,
                          facts->source, facts->count, facts->count_delta, facts->size,
                          facts->size_delta);
}
