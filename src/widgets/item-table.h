/* SPDX-License-Identifier: Apache-2.0 */
/* A small table: items that are made anew with each picture, one selected, sorted by their owner.
 *
 * For some thousand rows; a table of objects needs models/object-list.h. Sorting is the owner's,
 * who asks hp_columns_get_sort () and shows the rows again when the "sorter" of the view changes.
 */
#pragma once

#include "widgets/columns.h"

G_BEGIN_DECLS

typedef struct {
  GListStore *store;             /* owned; NULL after hp_item_table_clear () */
  GtkSingleSelection *selection; /* owned */
  GtkColumnView *view;           /* lent: a child of "scrolled" */
  GtkWidget *scrolled;           /* lent to who puts it into a container */
} HpItemTable;

void hp_item_table_init (HpItemTable *self, GType item_type, const char *name);
void hp_item_table_clear (HpItemTable *self);

/* Columns beside those of hp_columns_append (): the share of all, 0 … 1, as a bar. */
typedef double (*HpShareFunc) (gpointer item);
void hp_item_table_append_share (HpItemTable *self, HpShareFunc share);

/* selected may be GTK_INVALID_LIST_POSITION. Takes no reference to the array. */
void hp_item_table_show (HpItemTable *self, GPtrArray *rows, guint selected);

/* Rows that are shown. */
guint hp_item_table_n_rows (HpItemTable *self);
gpointer hp_item_table_get (HpItemTable *self,
                            guint row);                  /* a new reference, NULL behind the end */
gpointer hp_item_table_get_selected (HpItemTable *self); /* lent, may be NULL */
/* As clicks on the title of the column, from 0, would. */
void hp_item_table_sort_by (HpItemTable *self, int column, GtkSortType order);

/* For the comparison of rows. */
int hp_compare_gint64 (gint64 a, gint64 b);

G_END_DECLS
