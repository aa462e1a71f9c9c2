/* SPDX-License-Identifier: Apache-2.0 */
/* A report as a person reads it: its sentences, what limits them, and below its tables, one at a
 * time. Further pages can stand beside the tables, a drawing for example.
 *
 * Signals: "selected" (HpReportRow *) when a person chose a row of a table; "activated"
 * (HpReportRow *) on Return and double click. */
#pragma once

#include "widgets/table-view.h"

G_BEGIN_DECLS

#define HP_TYPE_REPORT_VIEW (hp_report_view_get_type ())
G_DECLARE_FINAL_TYPE (HpReportView, hp_report_view, HP, REPORT_VIEW, GtkWidget)

GtkWidget *hp_report_view_new (void);

/* Keeps a reference; NULL for none. Tables of the same name keep their order and selection. */
void hp_report_view_show (HpReportView *self, HpReport *report);
HpReport *hp_report_view_get_report (HpReportView *self); /* lent, may be NULL */

/* Neither sentences nor warnings above the tables: one of the added pages tells them. */
void hp_report_view_hide_sentences (HpReportView *self);

/* A page before the tables, there before any report. */
void hp_report_view_add_page (HpReportView *self, GtkWidget *page, const char *name,
                              const char *title);

/* The table in front and another one, by name; NULL when there is none. Lent. */
HpTableView *hp_report_view_get_table (HpReportView *self, const char *name);
void hp_report_view_show_table (HpReportView *self, const char *name);

/* hp_table_view_set_needed () of a table; the line below the tables tells how many are left. */
void hp_report_view_filter_table (HpReportView *self, const char *name, const char *field);

G_END_DECLS
