/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a report's table: items for a view in the order that a person wants, and as text. */
#pragma once

#include <gio/gio.h>

#include "analysis/report.h"

G_BEGIN_DECLS

#define HP_TYPE_REPORT_ROW (hp_report_row_get_type ())
G_DECLARE_FINAL_TYPE (HpReportRow, hp_report_row, HP, REPORT_ROW, GObject)

const HpReportTable *hp_report_row_get_table (HpReportRow *self); /* lent */
guint hp_report_row_get_number (HpReportRow *self);               /* of the row in its table */
guint64 hp_report_row_get_address (HpReportRow *self);            /* 0: the row is no object */

/* The text of the field of that name, or NULL; lent. */
const char *hp_report_row_get_text (HpReportRow *self, const char *field);

/* A value as people read it: "1.2 MB", "48,912"; "" for none. Free with g_free. */
char *hp_report_row_format (HpReportRow *self, guint field);

/* All values of a table's row, exact, between tabs. Free with g_free. */
char *hp_report_row_to_text (HpReportRow *self);

/* The rows of a table, HpReportRow, by a field; field -1: in the order of the report. What is
 * unknown comes last in both directions. */
GPtrArray *hp_report_rows_new (HpReport *report, const HpReportTable *table, int field,
                               gboolean descending);

/* A table as RFC 4180 wants it, with a line of names; numbers exact. Free with g_free. */
char *hp_report_table_to_csv (const HpReportTable *table);

G_END_DECLS
