/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/dominator-list.h"

#include <glib/gi18n.h>

#include "text.h"
#include "widgets/columns.h"
#include "widgets/one-stop.h"
#include "widgets/text-scale.h"

/* Levels that are opened to show a selected object: below, a row is indented out of sight. */
enum { LEVELS_MAX = 24 };

struct _HpDominatorList {
  GtkWidget parent_instance;
  HpResults *results; /* owned, may be NULL */
  guint32 root;
  GtkColumnView *view;
  GtkTreeListModel *tree;        /* owned, NULL when nothing is shown */
  GtkSingleSelection *selection; /* owned */
  gboolean setting;              /* we select rows, not the person */
};

enum { SELECTED, OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpDominatorList, hp_dominator_list, GTK_TYPE_WIDGET)

/* ---- rows ---- */

static GListModel *
make_children (gpointer item, gpointer user_data)
{
  HpDominatorItem *row = item;

  if (hp_dominator_item_get_rest_of (row) != NULL)
    return NULL;
  return (GListModel *)hp_dominator_children_new (hp_dominator_item_get_results (row),
                                                  hp_dominator_item_get_object (row));
}

static HpDominatorItem *
get_item (HpDominatorList *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = hp_dominator_list_get_row (self, position);

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

/* ---- showing ---- */

void
hp_dominator_list_show (HpDominatorList *self, HpResults *results, guint32 root)
{
  g_autoptr (HpResults) old = self->results;
  g_autoptr (GtkTreeListRow) first = NULL;
  GListStore *rows;

  self->results = results != NULL ? hp_results_ref (results) : NULL;
  self->root = root;
  self->setting = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->tree);
  if (results != NULL) {
    g_autoptr (HpDominatorItem) item = hp_dominator_item_new (results, root);

    rows = g_list_store_new (HP_TYPE_DOMINATOR_ITEM);
    g_list_store_append (rows, item);
    self->tree =
        gtk_tree_list_model_new (G_LIST_MODEL (rows), FALSE, FALSE, make_children, NULL, NULL);
    gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->tree));
    first = gtk_tree_list_model_get_row (self->tree, 0);
    gtk_tree_list_row_set_expanded (first, TRUE);
  }
  self->setting = FALSE;
}

/* The way from below the root to the object, from the object on; NULL when it is not below. */
static GArray *
list_way (HpDominatorList *self, guint32 object)
{
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (; object != self->root;
       object = hp_dominators_get_parent (self->results->dominators, object)) {
    if (object == HP_NONE || way->len == LEVELS_MAX)
      return NULL;
    g_array_append_val (way, object);
  }
  return g_steal_pointer (&way);
}

/* Opens row after row; ends early where the way goes on in "N smaller". */
static guint
open_way (HpDominatorList *self, const GArray *way)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, 0);

  for (guint i = way->len; i-- > 0;) {
    HpDominatorChildren *children;
    GtkTreeListRow *child;
    g_autoptr (HpDominatorItem) item = NULL;

    gtk_tree_list_row_set_expanded (row, TRUE);
    children = HP_DOMINATOR_CHILDREN (gtk_tree_list_row_get_children (row));
    child = gtk_tree_list_row_get_child_row (
        row, hp_dominator_children_find (children, g_array_index (way, guint32, i)));
    g_object_unref (row);
    row = child;
    item = gtk_tree_list_row_get_item (row);
    if (hp_dominator_item_get_rest_of (item) != NULL)
      break;
  }
  return gtk_tree_list_row_get_position (row);
}

void
hp_dominator_list_set_selected (HpDominatorList *self, guint32 object)
{
  g_autoptr (GArray) way = NULL;
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->tree == NULL)
    return;
  self->setting = TRUE;
  way = object != HP_NONE ? list_way (self, object) : NULL;
  if (way != NULL)
    position = open_way (self, way);
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    hp_columns_scroll_to (self->view, position);
  self->setting = FALSE;
}

/* ---- what a person does ---- */

static void
selected_cb (HpDominatorList *self)
{
  g_autoptr (HpDominatorItem) item = hp_dominator_list_get_selected (self);

  if (!self->setting && item != NULL && hp_dominator_item_get_rest_of (item) == NULL &&
      hp_dominator_item_get_object (item) != HP_NONE)
    g_signal_emit (self, signals[SELECTED], 0, hp_dominator_item_get_object (item));
}

static void
activate_cb (HpDominatorList *self, guint position)
{
  g_autoptr (HpDominatorItem) item = get_item (self, position);
  HpDominatorChildren *rest_of = item != NULL ? hp_dominator_item_get_rest_of (item) : NULL;

  if (rest_of != NULL)
    hp_dominator_children_grow (rest_of);
  else if (item != NULL)
    g_signal_emit (self, signals[OPENED], 0, hp_dominator_item_get_object (item));
}

/* ---- columns ---- */

/* The view's items are rows of the tree. */
static HpDominatorItem *
get_row_item (gpointer row)
{
  return gtk_tree_list_row_get_item (row);
}

static char *
format_name (HpDominatorItem *item)
{
  guint32 smaller = hp_dominator_item_get_n_smaller (item);
  g_autofree char *number = hp_format_count (smaller);

  if (smaller > 0)
    return g_strdup_printf (ngettext ("%s smaller", "%s smaller", smaller), number);
  if (hp_dominator_item_get_object (item) == HP_NONE)
    return g_strdup (_ ("All objects"));
  return hp_format_type (hp_dominator_item_get_results (item)->snapshot,
                         hp_dominator_item_get_object (item));
}

static gboolean
is_object (HpDominatorItem *item)
{
  return hp_dominator_item_get_rest_of (item) == NULL &&
         hp_dominator_item_get_object (item) != HP_NONE;
}

static char *
format_value (gpointer row, gpointer user_data)
{
  g_autoptr (HpDominatorItem) item = get_row_item (row);

  if (hp_dominator_item_get_rest_of (item) != NULL)
    return g_strdup (_ ("Return lists more of them"));
  return is_object (item) ? hp_format_value (hp_dominator_item_get_results (item)->snapshot,
                                             hp_dominator_item_get_object (item))
                          : g_strdup ("");
}

static char *
format_address (gpointer row, gpointer user_data)
{
  g_autoptr (HpDominatorItem) item = get_row_item (row);

  return is_object (item) ? hp_format_address (
                                hp_snapshot_address (hp_dominator_item_get_results (item)->snapshot,
                                                     hp_dominator_item_get_object (item)))
                          : g_strdup ("");
}

static char *
format_own_size (gpointer row, gpointer user_data)
{
  g_autoptr (HpDominatorItem) item = get_row_item (row);

  return is_object (item) ? g_format_size (hp_dominator_item_get_own_size (item)) : g_strdup ("");
}

static char *
format_retained (gpointer row, gpointer user_data)
{
  g_autoptr (HpDominatorItem) item = get_row_item (row);

  return g_format_size (hp_dominator_item_get_retained (item));
}

static char *
format_share (gpointer row, gpointer user_data)
{
  g_autoptr (HpDominatorItem) item = get_row_item (row);
  guint64 total = MAX (hp_snapshot_total_size (hp_dominator_item_get_results (item)->snapshot), 1);

  return g_strdup_printf (_ ("%.1f %%"),
                          (double)hp_dominator_item_get_retained (item) * 100 / (double)total);
}

static char *
format_children (gpointer row, gpointer user_data)
{
  g_autoptr (HpDominatorItem) item = get_row_item (row);

  return hp_dominator_item_get_rest_of (item) == NULL
             ? hp_format_count (hp_dominator_item_get_n_children (item))
             : g_strdup ("");
}

static void
setup_name_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), label);
  gtk_list_item_set_child (item, expander);
}

static void
bind_name_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  g_autoptr (HpDominatorItem) row = get_row_item (gtk_list_item_get_item (item));
  g_autofree char *text = format_name (row);

  gtk_tree_expander_set_list_row (expander, gtk_list_item_get_item (item));
  gtk_label_set_label (GTK_LABEL (gtk_tree_expander_get_child (expander)), text);
}

static void
append_name_column (GtkColumnView *view)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_name_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_name_cb), NULL);
  column = gtk_column_view_column_new (_ ("Type"), factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, (int)(190 * hp_text_scale ()));
  gtk_column_view_append_column (view, column);
}

static void
append_columns (GtkColumnView *view)
{
  append_name_column (view);
  hp_columns_append (view, _ ("Retained"), 0, HP_COLUMN_NUMBER, 90, format_retained, NULL);
  hp_columns_append (view, _ ("Share"), 1, HP_COLUMN_NUMBER, 70, format_share, NULL);
  hp_columns_append (view, _ ("Value"), 2, HP_COLUMN_CODE | HP_COLUMN_EXPAND, 0, format_value,
                     NULL);
  hp_columns_append (view, _ ("Own Size"), 3, HP_COLUMN_NUMBER, 90, format_own_size, NULL);
  hp_columns_append (view, _ ("Holds"), 4, HP_COLUMN_NUMBER, 70, format_children, NULL);
  hp_columns_append (view, _ ("Address"), 5, HP_COLUMN_CODE, 140, format_address, NULL);
}

/* ---- widget ---- */

static void
hp_dominator_list_dispose (GObject *object)
{
  HpDominatorList *self = HP_DOMINATOR_LIST (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->setting = TRUE;
  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_pointer (&self->results, hp_results_unref);
  G_OBJECT_CLASS (hp_dominator_list_parent_class)->dispose (object);
}

static void
hp_dominator_list_class_init (HpDominatorListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_dominator_list_dispose;
  signals[SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
hp_dominator_list_init (HpDominatorList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view =
      GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));
  hp_one_stop_set (GTK_WIDGET (self->view));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Dominator tree"), -1);
  append_columns (self->view);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                            self);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activate_cb), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
}

GtkWidget *
hp_dominator_list_new (void)
{
  return g_object_new (HP_TYPE_DOMINATOR_LIST, NULL);
}

guint
hp_dominator_list_get_n_rows (HpDominatorList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

GtkTreeListRow *
hp_dominator_list_get_row (HpDominatorList *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->selection), position);
}

HpDominatorItem *
hp_dominator_list_get_selected (HpDominatorList *self)
{
  GtkTreeListRow *row =
      self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

void
hp_dominator_list_select (HpDominatorList *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
}

void
hp_dominator_list_activate (HpDominatorList *self, guint position)
{
  g_signal_emit_by_name (self->view, "activate", position);
}
