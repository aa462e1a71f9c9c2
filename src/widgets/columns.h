/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of text for a GtkColumnView: a title, a function that formats one item, and which header
 * was clicked.
 *
 * GTK sorts nothing here: the model sorts its own ids. GTK 4.8 does not tell by which column a view
 * is sorted, so the columns carry sorters that only answer that question (hp_columns_get_sort ()).
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef char *(*HpFormatFunc) (gpointer item, gpointer user_data);

typedef enum {
  HP_COLUMN_TEXT = 0,
  HP_COLUMN_NUMBER = 1 << 0, /* to the right, digits of one width */
  HP_COLUMN_CODE = 1 << 1,   /* monospace */
  HP_COLUMN_EXPAND = 1 << 2, /* takes the room that is left */
  HP_COLUMN_SORTABLE = 1 << 3,
} HpColumnFlags;

/* `key` is what hp_columns_get_sort () answers; `width` is in pixels for text of the usual size,
 * more where the heading needs it; 0: the room that is left, with HP_COLUMN_EXPAND; `user_data`
 * must live as long as the view. */
GtkColumnViewColumn *hp_columns_append (GtkColumnView *view, const char *title, int key,
                                        HpColumnFlags flags, int width, HpFormatFunc format,
                                        gpointer user_data);

/* FALSE when the view is not sorted. */
gboolean hp_columns_get_sort (GtkColumnView *view, int *key, gboolean *descending);

/* Brings a row into view: at once, and once more when rows that have just come are laid out. */
void hp_columns_scroll_to (GtkColumnView *view, guint row);

/* Gives the columns the widths they had, and remembers every change of one in the settings' key
 * "column-widths" (a{si}: "NAME/0" for the first column). */
void hp_columns_keep_widths (GtkColumnView *view, GSettings *settings, const char *name);

/* The position of the row at a point of the view, or GTK_INVALID_LIST_POSITION. */
guint hp_columns_pick (GtkColumnView *view, double x, double y);

G_END_DECLS
