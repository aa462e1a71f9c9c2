/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/tally-pane.h"

#include <glib/gi18n.h>
#include <string.h>

#include "text.h"

typedef struct {
  GtkSearchEntry *entry;
  GtkLabel *footer;
  GtkStack *stack;   /* the rows, or that none match */
  HpItemTable table; /* of HpTallyItem */
} HpTallyPanePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HpTallyPane, hp_tally_pane, HP_TYPE_PANE)

static HpTallyPanePrivate *
private_of (HpTallyPane *self)
{
  return hp_tally_pane_get_instance_private (self);
}

/* ---- which rows, and in which order ---- */

typedef struct {
  int key;
  gboolean descending;
} Order;

static int
compare_by (const HpTally *a, const HpTally *b, int key)
{
  switch (key) {
  case HP_TALLY_COLUMN_COUNT: return hp_compare_gint64 ((gint64)a->count, (gint64)b->count);
  case HP_TALLY_COLUMN_COUNT_DELTA: return hp_compare_gint64 (a->count_delta, b->count_delta);
  case HP_TALLY_COLUMN_SIZE: return hp_compare_gint64 ((gint64)a->size, (gint64)b->size);
  case HP_TALLY_COLUMN_SIZE_DELTA: return hp_compare_gint64 (a->size_delta, b->size_delta);
  case HP_TALLY_COLUMN_DETAIL: return g_strcmp0 (a->detail, b->detail);
  default: return strcmp (a->name, b->name);
  }
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order *order = user_data;
  const HpTally *first = hp_tally_item_get (*(HpTallyItem **)a);
  const HpTally *second = hp_tally_item_get (*(HpTallyItem **)b);
  int result = compare_by (first, second, order->key);

  if (result == 0)
    return strcmp (first->name, second->name);
  return order->descending ? -result : result;
}

/* wanted: in lower case */
static gboolean
matches (const HpTally *tally, const char *wanted)
{
  g_autofree char *text = g_strjoin ("\n", tally->name, tally->title != NULL ? tally->title : "",
                                     tally->detail != NULL ? tally->detail : "", NULL);
  g_autofree char *down = g_utf8_strdown (text, -1);

  return strstr (down, wanted) != NULL;
}

static GPtrArray *
choose_rows (HpTallyPane *self, GPtrArray *all)
{
  HpTallyPanePrivate *priv = private_of (self);
  g_autofree char *wanted = g_utf8_strdown (gtk_editable_get_text (GTK_EDITABLE (priv->entry)), -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  Order order = { HP_TALLY_COLUMN_SIZE, TRUE };

  for (guint i = 0; i < all->len; i++) {
    HpTallyItem *item = g_ptr_array_index (all, i);
    if (matches (hp_tally_item_get (item), wanted))
      g_ptr_array_add (rows, g_object_ref (item));
  }
  hp_columns_get_sort (priv->table.view, &order.key, &order.descending);
  g_ptr_array_sort_with_data (rows, compare_items, &order);
  return rows;
}

static guint
find_row (GPtrArray *rows, const char *name)
{
  for (guint i = 0; name != NULL && i < rows->len; i++)
    if (g_str_equal (hp_tally_item_get (g_ptr_array_index (rows, i))->name, name))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* ---- shown ---- */

static void
show_footer (HpTallyPane *self, HpDocument *document, GPtrArray *rows)
{
  g_autofree char *sum = HP_TALLY_PANE_GET_CLASS (self)->summarise (self, rows);
  g_autofree char *text = g_strconcat (sum, " · ",
                                       hp_document_get_baseline (document) != NULL
                                           ? _ ("changes since the baseline")
                                           : _ ("set a baseline (Ctrl+B) to see what changes"),
                                       NULL);

  gtk_label_set_label (private_of (self)->footer, text);
}

static char *
selected_name (HpTallyPanePrivate *priv)
{
  HpTallyItem *item = hp_item_table_get_selected (&priv->table);

  return item != NULL ? g_strdup (hp_tally_item_get (item)->name) : NULL;
}

void
hp_tally_pane_update (HpTallyPane *self)
{
  HpTallyPanePrivate *priv = private_of (self);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autoptr (GPtrArray) all = NULL, rows = NULL;
  g_autofree char *name = NULL;

  if (priv->table.store == NULL || document == NULL || hp_document_get_snapshot (document) == NULL)
    return;
  all = HP_TALLY_PANE_GET_CLASS (self)->make_rows (self, document);
  if (all == NULL)
    return;
  name = selected_name (priv);
  rows = choose_rows (self, all);
  hp_item_table_show (&priv->table, rows, find_row (rows, name));
  gtk_stack_set_visible_child_name (priv->stack, rows->len > 0 ? "rows" : "none");
  show_footer (self, document, rows);
  hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTallyItem *item = hp_item_table_get_selected (&private_of (HP_TALLY_PANE (widget))->table);
  g_autofree char *text = item != NULL ? hp_tally_item_dup_row (item) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
activate_cb (HpTallyPane *self, guint position)
{
  hp_tally_pane_activate (self, position);
}

/* ---- pane ---- */

static void
hp_tally_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  hp_tally_pane_update (HP_TALLY_PANE (pane));
}

static void
hp_tally_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpTallyPanePrivate *priv = private_of (HP_TALLY_PANE (pane));

  if (priv->table.store != NULL)
    g_list_store_remove_all (priv->table.store);
  if (document != NULL)
    g_signal_connect_object (document, "notify::baseline", G_CALLBACK (hp_tally_pane_update), pane,
                             G_CONNECT_SWAPPED);
}

static void
hp_tally_pane_dispose (GObject *object)
{
  hp_item_table_clear (&private_of (HP_TALLY_PANE (object))->table);
  G_OBJECT_CLASS (hp_tally_pane_parent_class)->dispose (object);
}

static void
hp_tally_pane_class_init (HpTallyPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_tally_pane_dispose;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_tally_pane_snapshot_arrived;
  HP_PANE_CLASS (klass)->document_changed = hp_tally_pane_document_changed;
  gtk_widget_class_install_action (widget_class, "tally.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "tally.copy",
                                       NULL);
}

static void
hp_tally_pane_init (HpTallyPane *self)
{
}

/* ---- columns ---- */

static char *
format_name (gpointer item, gpointer user_data)
{
  const HpTally *tally = hp_tally_item_get (item);

  return g_strdup (tally->title != NULL ? tally->title : tally->name);
}

static char *
format_detail (gpointer item, gpointer user_data)
{
  return g_strdup (hp_tally_item_get (item)->detail);
}

static char *
format_count (gpointer item, gpointer user_data)
{
  return hp_format_count (hp_tally_item_get (item)->count);
}

static char *
format_count_delta (gpointer item, gpointer user_data)
{
  return hp_format_delta (hp_tally_item_get (item)->count_delta);
}

static char *
format_size (gpointer item, gpointer user_data)
{
  return g_format_size (hp_tally_item_get (item)->size);
}

static char *
format_size_delta (gpointer item, gpointer user_data)
{
  return hp_format_size_delta (hp_tally_item_get (item)->size_delta);
}

static double
get_share (gpointer item)
{
  return hp_tally_item_get (item)->share;
}

/* The text that matters takes the room that is left: the detail where there is one. */
static void
add_text_columns (HpTallyPanePrivate *priv, const HpTallyWords *words)
{
  GtkColumnView *view = priv->table.view;

  if (words->detail_title == NULL) {
    hp_columns_append (view, words->name_title, HP_TALLY_COLUMN_NAME,
                       HP_COLUMN_EXPAND | HP_COLUMN_SORTABLE, 0, format_name, NULL);
    return;
  }
  hp_columns_append (view, words->name_title, HP_TALLY_COLUMN_NAME, HP_COLUMN_SORTABLE, 180,
                     format_name, NULL);
  hp_columns_append (view, words->detail_title, HP_TALLY_COLUMN_DETAIL,
                     HP_COLUMN_CODE | HP_COLUMN_EXPAND | HP_COLUMN_SORTABLE, 0, format_detail,
                     NULL);
}

static void
add_columns (HpTallyPanePrivate *priv, const HpTallyWords *words)
{
  const HpColumnFlags number = HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE;
  const int width = words->detail_title == NULL ? 100 : 80;
  GtkColumnView *view = priv->table.view;

  add_text_columns (priv, words);
  hp_columns_append (view, words->count_title, HP_TALLY_COLUMN_COUNT, number, width, format_count,
                     NULL);
  hp_columns_append (view, words->count_delta_title, HP_TALLY_COLUMN_COUNT_DELTA, number, width,
                     format_count_delta, NULL);
  hp_columns_append (view, _ ("Size"), HP_TALLY_COLUMN_SIZE, number, width, format_size, NULL);
  hp_columns_append (view, _ ("Δ Size"), HP_TALLY_COLUMN_SIZE_DELTA, number, width,
                     format_size_delta, NULL);
  hp_item_table_append_share (&priv->table, get_share);
}

/* ---- the page ---- */

static void
make_table (HpTallyPane *self, const HpTallyWords *words)
{
  HpTallyPanePrivate *priv = private_of (self);

  hp_item_table_init (&priv->table, HP_TYPE_TALLY_ITEM, words->title);
  add_columns (priv, words);
  g_signal_connect_swapped (priv->table.view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (priv->table.view), "changed",
                            G_CALLBACK (hp_tally_pane_update), self);
}

static GtkWidget *
make_entry (HpTallyPane *self, const HpTallyWords *words)
{
  GtkWidget *entry = gtk_search_entry_new ();

  g_object_set (entry, "placeholder-text", words->search_hint, NULL);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_tooltip_text (entry, words->search_tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words->search_hint, -1);
  g_signal_connect_swapped (entry, "search-changed", G_CALLBACK (hp_tally_pane_update), self);
  private_of (self)->entry = GTK_SEARCH_ENTRY (entry);
  return entry;
}

static GtkWidget *
make_bar (HpTallyPane *self, const HpTallyWords *words)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *baseline = gtk_button_new_with_label (_ ("Set Baseline"));

  gtk_widget_add_css_class (bar, "pane-bar");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (baseline), "win.set-baseline");
  gtk_widget_set_tooltip_text (baseline, _ ("Count Changes from This Picture On (Ctrl+B)"));
  gtk_box_append (GTK_BOX (bar), make_entry (self, words));
  gtk_box_append (GTK_BOX (bar), baseline);
  return bar;
}

static GtkWidget *
make_stack (HpTallyPane *self, const HpTallyWords *words)
{
  HpTallyPanePrivate *priv = private_of (self);
  GtkWidget *none = adw_status_page_new ();

  make_table (self, words);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "system-search-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), words->none_title);
  priv->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (priv->stack, priv->table.scrolled, "rows");
  gtk_stack_add_named (priv->stack, none, "none");
  return GTK_WIDGET (priv->stack);
}

static GtkWidget *
make_footer (HpTallyPane *self)
{
  GtkWidget *footer = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (footer), 0);
  gtk_label_set_ellipsize (GTK_LABEL (footer), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (footer, "pane-footer");
  private_of (self)->footer = GTK_LABEL (footer);
  return footer;
}

GtkBox *
hp_tally_pane_build (HpTallyPane *self, const HpTallyWords *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = make_bar (self, words);

  hp_pane_set_title (HP_PANE (self), words->title);
  hp_pane_set_icon_name (HP_PANE (self), words->icon_name);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), make_stack (self, words));
  gtk_box_append (GTK_BOX (box), make_footer (self));
  hp_pane_set_content (HP_PANE (self), box);
  hp_pane_set_empty (HP_PANE (self), words->icon_name, words->empty_title, words->empty_text);
  return GTK_BOX (bar);
}

/* ---- ask and play ---- */

guint
hp_tally_pane_get_n_rows (HpTallyPane *self)
{
  return hp_item_table_n_rows (&private_of (self)->table);
}

char *
hp_tally_pane_dup_row (HpTallyPane *self, guint row)
{
  g_autoptr (HpTallyItem) item = hp_item_table_get (&private_of (self)->table, row);

  return item != NULL ? hp_tally_item_dup_row (item) : NULL;
}

void
hp_tally_pane_activate (HpTallyPane *self, guint row)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autoptr (HpTallyItem) item = hp_item_table_get (&private_of (self)->table, row);

  if (item != NULL && document != NULL)
    HP_TALLY_PANE_GET_CLASS (self)->activate (self, document, hp_tally_item_get (item));
}

void
hp_tally_pane_activate_selected (HpTallyPane *self)
{
  GtkSingleSelection *selection = private_of (self)->table.selection;

  hp_tally_pane_activate (self, gtk_single_selection_get_selected (selection));
}

void
hp_tally_pane_sort_by (HpTallyPane *self, int column, GtkSortType order)
{
  hp_item_table_sort_by (&private_of (self)->table, column, order);
}
