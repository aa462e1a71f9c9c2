/* SPDX-License-Identifier: Apache-2.0 */
/* One table of a report as a list with columns: sorted by its headers, one row selected, rows that
 * are objects can be opened.
 *
 * Another table with the same fields keeps the order, the selected row and the widths, which only
 * grow; one with other fields makes new columns.
 *
 * Signals: "selected" (HpReportRow *) when a person chose a row; "activated" (HpReportRow *) on
 * Return and double click.
 * Actions: table.copy (Ctrl+C), the selected row between tabs; table.copy-csv, all rows. */
#pragma once

#include "models/report-row.h"
#include "widgets/item-table.h"

G_BEGIN_DECLS

#define HP_TYPE_TABLE_VIEW (hp_table_view_get_type ())
G_DECLARE_FINAL_TYPE (HpTableView, hp_table_view, HP, TABLE_VIEW, GtkWidget)

GtkWidget *hp_table_view_new (void);

/* Keeps a reference to the report; NULL for none. */
void hp_table_view_show (HpTableView *self, HpReport *report, const HpReportTable *table);
const HpReportTable *hp_table_view_get_table (HpTableView *self); /* lent, may be NULL */

/* Only rows in which this number is not 0; NULL: all. The name is static. */
void hp_table_view_set_needed (HpTableView *self, const char *field);

/* The number, a signed size, is told by a bar as well; another table keeps that. Static. */
void hp_table_view_set_growth (HpTableView *self, const char *field);

/* Rows that are shown. */
guint hp_table_view_get_n_rows (HpTableView *self);
HpReportRow *hp_table_view_get_row (HpTableView *self, guint position); /* new reference, or NULL */
HpReportRow *hp_table_view_get_selected (HpTableView *self);            /* lent, may be NULL */

/* As if a person did it: emit the signals. */
void hp_table_view_select (HpTableView *self, guint position);
void hp_table_view_activate (HpTableView *self, guint position);
void hp_table_view_sort_by (HpTableView *self, int column, GtkSortType order);

G_END_DECLS
