/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/objects-columns.h"

#include <glib/gi18n.h>

#include "models/object-list.h"
#include "models/object-sort.h"
#include "text.h"
#include "widgets/columns.h"

static char *
format_address (gpointer item, gpointer user_data)
{
  return hp_format_address (hp_object_item_get_address (item));
}

static char *
format_type (gpointer item, gpointer user_data)
{
  return hp_format_type (hp_object_item_get_snapshot (item), hp_object_item_get_object (item));
}

static char *
format_value (gpointer item, gpointer user_data)
{
  return hp_format_value (hp_object_item_get_snapshot (item), hp_object_item_get_object (item));
}

static char *
format_size (gpointer item, gpointer user_data)
{
  return g_format_size (
      hp_snapshot_size (hp_object_item_get_snapshot (item), hp_object_item_get_object (item)));
}

static char *
format_refcount (gpointer item, gpointer user_data)
{
  return g_strdup_printf (
      "%'" G_GINT64_FORMAT,
      hp_snapshot_refcount (hp_object_item_get_snapshot (item), hp_object_item_get_object (item)));
}

static char *
format_generation (gpointer item, gpointer user_data)
{
  return hp_format_generation (hp_snapshot_generation (hp_object_item_get_snapshot (item),
                                                       hp_object_item_get_object (item)));
}

/* Only results of the very picture that the row is of fit. */
static char *
format_retained (gpointer item, gpointer user_data)
{
  HpDocument *document = hp_pane_get_document (user_data);
  HpResults *results = document != NULL ? hp_document_get_results (document) : NULL;

  if (results == NULL || results->snapshot != hp_object_item_get_snapshot (item))
    return g_strdup ("…");
  return g_format_size (
      hp_dominators_get_retained_size (results->dominators, hp_object_item_get_object (item)));
}

static void
append_sizes (GtkColumnView *view, HpPane *pane)
{
  hp_columns_append (view, _ ("Own Size"), HP_SORT_SIZE, HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE, 95,
                     format_size, NULL);
  hp_columns_append (view, _ ("Retained"), HP_SORT_RETAINED, HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE,
                     95, format_retained, pane);
}

void
hp_objects_columns_append (GtkColumnView *view, HpPane *pane)
{
  hp_columns_append (view, _ ("Address"), HP_SORT_ADDRESS, HP_COLUMN_CODE | HP_COLUMN_SORTABLE, 136,
                     format_address, NULL);
  hp_columns_append (view, _ ("Type"), HP_SORT_TYPE, HP_COLUMN_SORTABLE, 130, format_type, NULL);
  hp_columns_append (view, _ ("Value"), HP_SORT_VALUE,
                     HP_COLUMN_CODE | HP_COLUMN_EXPAND | HP_COLUMN_SORTABLE, 0, format_value, NULL);
  append_sizes (view, pane);
  hp_columns_append (view, _ ("Refcount"), HP_SORT_REFCOUNT, HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE,
                     104, format_refcount, NULL);
  hp_columns_append (view, _ ("Generation"), HP_SORT_GENERATION,
                     HP_COLUMN_NUMBER | HP_COLUMN_SORTABLE, 100, format_generation, NULL);
}
