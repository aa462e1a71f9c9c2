/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/collection-list.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "text.h"
#include "widgets/item-table.h"

#define MAX_COLLECTIONS 4096

struct _HpCollectionList {
  GtkWidget parent_instance;
  HpItemTable table; /* of HpCollectionItem, the newest first: what the range lets through */
  GPtrArray *all;    /* owned, of HpCollectionItem, the oldest first */
  gint64 from_us, to_us;
  GtkLabel *footer;
};

G_DEFINE_FINAL_TYPE (HpCollectionList, hp_collection_list, GTK_TYPE_WIDGET)

/* ---- rows ---- */

static gboolean
is_shown (HpCollectionList *self, HpCollectionItem *item)
{
  gint64 time_us = hp_collection_item_get (item)->time_us;

  return self->to_us <= self->from_us || (time_us >= self->from_us && time_us <= self->to_us);
}

static void
show_footer (HpCollectionList *self)
{
  guint n = hp_item_table_n_rows (&self->table);
  g_autofree char *text = NULL;
  guint64 collected = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (HpCollectionItem) item = hp_item_table_get (&self->table, i);
    collected += hp_collection_item_get (item)->collected;
  }
  text = self->to_us > self->from_us
             ? g_strdup_printf (_ ("%u of %u rows, in the marked time · %'" PRIu64 " freed"), n,
                                self->all->len, collected)
             : g_strdup_printf (
                   ngettext ("%u row · %'" PRIu64 " freed", "%u rows · %'" PRIu64 " freed", n), n,
                   collected);
  gtk_label_set_label (self->footer, text);
}

static void
show_rows (HpCollectionList *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = self->all->len; i-- > 0;)
    if (is_shown (self, g_ptr_array_index (self->all, i)))
      g_ptr_array_add (rows, g_ptr_array_index (self->all, i));
  hp_item_table_show (&self->table, rows, GTK_INVALID_LIST_POSITION);
  show_footer (self);
}

/* Who looks at the newest goes on to; who has scrolled down stays. */
static void
insert_row (HpCollectionList *self, HpCollectionItem *item)
{
  GtkAdjustment *position =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->table.scrolled));
  gboolean at_top = gtk_adjustment_get_value (position) < 1;

  g_list_store_insert (self->table.store, 0, item);
  if (at_top)
    hp_columns_scroll_to (self->table.view, 0);
}

void
hp_collection_list_add (HpCollectionList *self, const HpCollection *collection)
{
  HpCollectionItem *item = hp_collection_item_new (collection);

  g_ptr_array_add (self->all, item);
  if (self->all->len > MAX_COLLECTIONS) {
    g_ptr_array_remove_range (self->all, 0, MAX_COLLECTIONS / 8);
    show_rows (self);
  } else if (is_shown (self, item)) {
    insert_row (self, item);
    show_footer (self);
  }
}

void
hp_collection_list_clear (HpCollectionList *self)
{
  g_ptr_array_set_size (self->all, 0);
  show_rows (self);
}

void
hp_collection_list_set_range (HpCollectionList *self, gint64 from_us, gint64 to_us)
{
  self->from_us = from_us;
  self->to_us = to_us;
  show_rows (self);
}

/* ---- columns ---- */

/* The time of day; monotonic time counts from a moment that means nothing to a person. */
static char *
format_when (gpointer item, gpointer user_data)
{
  gint64 ago_us = g_get_monotonic_time () - hp_collection_item_get (item)->time_us;
  gint64 real_us = g_get_real_time () - ago_us;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (real_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%X") : NULL;
}

static char *
format_generation (gpointer item, gpointer user_data)
{
  const HpCollection *collection = hp_collection_item_get (item);

  return collection->times > 1
             ? g_strdup_printf ("%u  ×%" PRIu64, collection->generation, collection->times)
             : g_strdup_printf ("%u", collection->generation);
}

static char *
format_collected (gpointer item, gpointer user_data)
{
  return hp_format_count (hp_collection_item_get (item)->collected);
}

static char *
format_uncollectable (gpointer item, gpointer user_data)
{
  return hp_format_count (hp_collection_item_get (item)->uncollectable);
}

static void
add_columns (HpCollectionList *self)
{
  GtkColumnView *view = self->table.view;

  hp_columns_append (view, _ ("When"), 0, HP_COLUMN_EXPAND, 76, format_when, NULL);
  hp_columns_append (view, _ ("Generation"), 1, HP_COLUMN_NUMBER, 84, format_generation, NULL);
  hp_columns_append (view, _ ("Freed"), 2, HP_COLUMN_NUMBER, 52, format_collected, NULL);
  hp_columns_append (view, _ ("Uncollectable"), 3, HP_COLUMN_NUMBER, 100, format_uncollectable,
                     NULL);
}

/* ---- widget ---- */

static void
hp_collection_list_dispose (GObject *object)
{
  HpCollectionList *self = HP_COLLECTION_LIST (object);
  GtkWidget *child;

  hp_item_table_clear (&self->table);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  G_OBJECT_CLASS (hp_collection_list_parent_class)->dispose (object);
}

static void
hp_collection_list_class_init (HpCollectionListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_collection_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
hp_collection_list_init (HpCollectionList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  hp_item_table_init (&self->table, HP_TYPE_COLLECTION_ITEM, _ ("Collections"));
  add_columns (self);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (self->table.scrolled),
                                                   TRUE);
  self->footer = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->footer, 0);
  gtk_label_set_ellipsize (self->footer, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->footer), "pane-footer");
  gtk_widget_set_parent (self->table.scrolled, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->footer), GTK_WIDGET (self));
  show_footer (self);
}

GtkWidget *
hp_collection_list_new (void)
{
  return g_object_new (HP_TYPE_COLLECTION_LIST, NULL);
}

/* ---- ask ---- */

guint
hp_collection_list_get_n_shown (HpCollectionList *self)
{
  return hp_item_table_n_rows (&self->table);
}

char *
hp_collection_list_dup_row (HpCollectionList *self, guint row)
{
  g_autoptr (HpCollectionItem) item = hp_item_table_get (&self->table, row);
  g_autofree char *when = NULL;
  const HpCollection *collection;

  if (item == NULL)
    return NULL;
  collection = hp_collection_item_get (item);
  when = format_when (item, NULL);
  return g_strdup_printf ("%s\t%u\t%" PRIu64 "\t%" PRIu64, when, collection->generation,
                          collection->collected, collection->uncollectable);
}
