/* SPDX-License-Identifier: Apache-2.0 */
/* A column for a signed number of bytes: the size with its sign, and a bar as long as its part of
 * the largest. Growth starts at the beginning of the cell, shrinking at its end. */
#pragma once

#include <gtk/gtk.h>

#include "models/report-row.h"

G_BEGIN_DECLS

/* The second column, beside what the row is of. field: a number of the rows' table, by name
 * (static). Items of the view are HpReportRow. */
void hp_growth_column_insert (GtkColumnView *view, const char *title, const char *field);

G_END_DECLS
