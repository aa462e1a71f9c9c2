/* SPDX-License-Identifier: Apache-2.0 */
/* One line of text in a table. GTK makes and measures the cells of 200 rows, seen or not; labels,
 * which lay their text out to measure it, held the window up for a third of a second. A cell is as
 * wide as its column and as high as a line of its font, whatever it says: its text is laid out when
 * it is drawn. What does not fit ends in "…" and is told whole by the tooltip. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HP_TYPE_TABLE_CELL (hp_table_cell_get_type ())
G_DECLARE_FINAL_TYPE (HpTableCell, hp_table_cell, HP, TABLE_CELL, GtkWidget)

/* What the cells of a column have in common: their width at least, and the height of a line, which
 * is measured once. Take a reference with g_rc_box_acquire (). */
typedef struct {
  int least_width;  /* pixels */
  int line_height;  /* pixels, 0: not measured */
  guint n_measured; /* how often it was, for tests */
} HpTableCells;

HpTableCells *hp_table_cells_new (int least_width); /* release with g_rc_box_release () */

/* at_end: the text stands at the end of the line, as numbers do. */
GtkWidget *hp_table_cell_new (HpTableCells *cells, gboolean at_end);
void hp_table_cell_set_text (HpTableCell *self, const char *text);
const char *hp_table_cell_get_text (HpTableCell *self);
const HpTableCells *hp_table_cell_get_cells (HpTableCell *self);

G_END_DECLS
