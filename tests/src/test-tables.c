/* SPDX-License-Identifier: Apache-2.0 */
/* What tables and the words around them cost: GTK makes and measures hundreds of cells that nobody
 * sees. Work is counted, not timed. */
#include "harness.h"

#include "widgets/paragraph.h"
#include "widgets/table-cell.h"
#include "widgets/table-view.h"
#include "widgets/tooltip.h"

static int
measure (GtkWidget *widget, GtkOrientation orientation)
{
  int minimum, natural;

  gtk_widget_measure (widget, orientation, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, natural);
  return natural;
}

/* The size of a cell is that of its column and of a line of its font, whatever it says. */
static void
test_cell_size (void)
{
  HpTableCells *cells = hp_table_cells_new (30);
  GtkWidget *first = g_object_ref_sink (hp_table_cell_new (cells, FALSE));
  GtkWidget *second = g_object_ref_sink (hp_table_cell_new (cells, TRUE));
  int height = measure (first, GTK_ORIENTATION_VERTICAL);

  hp_table_cell_set_text (HP_TABLE_CELL (second), "a text that is longer than nothing");
  g_assert_cmpint (height, >, 5);
  g_assert_cmpint (measure (second, GTK_ORIENTATION_VERTICAL), ==, height);
  g_assert_cmpint (measure (second, GTK_ORIENTATION_HORIZONTAL), ==, 30);
  g_assert_cmpuint (cells->n_measured, ==, 1);
  g_object_unref (first);
  g_object_unref (second);
  g_rc_box_release (cells);
}

static gboolean
has_tooltip (GtkWidget *cell)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean has = FALSE;

  g_signal_emit_by_name (cell, "query-tooltip", 1, 1, FALSE, tooltip, &has);
  return has;
}

/* What is cut is told by the tooltip. */
static void
test_cell_tooltip (void)
{
  HpTableCells *cells = hp_table_cells_new (0);
  GtkWidget *cell = hp_table_cell_new (cells, FALSE);
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 200, 100);
  gtk_window_set_child (GTK_WINDOW (window), cell);
  hp_table_cell_set_text (HP_TABLE_CELL (cell), "short");
  gtk_window_present (GTK_WINDOW (window));
  WAIT_UNTIL (gtk_widget_get_mapped (cell) && gtk_widget_get_width (cell) > 0);
  g_assert_false (has_tooltip (cell));
  hp_table_cell_set_text (HP_TABLE_CELL (cell),
                          "a text of so many letters that no window of two hundred pixels holds it "
                          "in a single line of any font that can be read");
  g_assert_true (has_tooltip (cell));
  gtk_window_destroy (GTK_WINDOW (window));
  g_rc_box_release (cells);
}

/* ---- reports ---- */

static const HpField fields[] = { { "name", "Name", HP_FIELD_TEXT },
                                  { "number", "Number", HP_FIELD_NUMBER } };

static HpReport *
make_report (guint n_rows, const char *name)
{
  HpReport *report = hp_report_new ("test");
  HpReportTable *table = hp_report_add_table (report, "rows", "Rows", fields, 2);

  for (guint i = 0; i < n_rows; i++) {
    hp_report_table_begin_row (table);
    hp_report_table_add_text (table, name);
    hp_report_table_add_number (table, i);
  }
  return report;
}

static void
count_cell_cb (GtkWidget *widget, gpointer user_data)
{
  *(guint *)user_data += HP_IS_TABLE_CELL (widget);
}

static guint
count_cells (GtkWidget *root)
{
  guint n = 0;

  hp_test_walk (root, count_cell_cb, &n);
  return n;
}

/* A table that nobody looks at has rows, but no widgets for them. */
static void
test_hidden_table (void)
{
  g_autoptr (HpReport) report = make_report (300, "one");
  GtkWidget *stack = gtk_stack_new (), *view = hp_table_view_new (), *window = gtk_window_new ();

  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("in front"), "front");
  gtk_stack_add_named (GTK_STACK (stack), view, "hidden");
  gtk_window_set_child (GTK_WINDOW (window), stack);
  hp_table_view_show (HP_TABLE_VIEW (view), report, hp_report_get_table (report, 0));
  gtk_window_present (GTK_WINDOW (window));
  WAIT_UNTIL (gtk_widget_get_mapped (stack));
  g_assert_cmpuint (hp_table_view_get_n_rows (HP_TABLE_VIEW (view)), ==, 300);
  g_assert_cmpuint (count_cells (view), ==, 0);
  gtk_stack_set_visible_child_name (GTK_STACK (stack), "hidden");
  WAIT_UNTIL (count_cells (view) > 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static int
get_width (HpTableView *view)
{
  GtkWidget *list = hp_test_find (GTK_WIDGET (view), GTK_TYPE_COLUMN_VIEW, NULL);
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (list));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

  return gtk_column_view_column_get_fixed_width (column);
}

static void
set_width (HpTableView *view, int width)
{
  GtkWidget *list = hp_test_find (GTK_WIDGET (view), GTK_TYPE_COLUMN_VIEW, NULL);
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (list));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

  gtk_column_view_column_set_fixed_width (column, width);
}

static void
show (HpTableView *view, const char *name)
{
  g_autoptr (HpReport) report = make_report (3, name);

  hp_table_view_show (view, report, hp_report_get_table (report, 0));
}

/* Rows that come later may need more room; what a person has chosen stays. */
static void
test_widths_grow (void)
{
  HpTableView *view = HP_TABLE_VIEW (g_object_ref_sink (hp_table_view_new ()));
  int narrow, wide;

  show (view, "dict");
  narrow = get_width (view);
  show (view, "package.module.Session");
  wide = get_width (view);
  g_assert_cmpint (wide, >, narrow);
  show (view, "dict");
  g_assert_cmpint (get_width (view), ==, wide);
  set_width (view, 40);
  show (view, "package.module.Session.of_another_class");
  g_assert_cmpint (get_width (view), ==, 40);
  g_object_unref (view);
}

/* ---- words ---- */

static void
count_cb (guint *n)
{
  ++*n;
}

static void
test_tooltip_set_once (void)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new ("")); /* a tooltip changes nothing else */
  guint n = 0;

  g_signal_connect_swapped (label, "notify::tooltip-text", G_CALLBACK (count_cb), &n);
  hp_tooltip_set (label, "what it is");
  hp_tooltip_set (label, "what it is");
  g_assert_cmpuint (n, ==, 1);
  hp_tooltip_set (label, "what else");
  hp_tooltip_set (label, NULL);
  g_assert_cmpuint (n, ==, 3);
  g_object_unref (label);
}

/* The least width holds some words: fewer would be laid out letter by letter. */
static void
test_paragraph (void)
{
  GtkWidget *letters = g_object_ref_sink (gtk_label_new ("some words"));
  GtkWidget *paragraph = g_object_ref_sink (GTK_WIDGET (
      hp_paragraph_new ("a sentence that goes on and on, \xff and is much wider than that")));
  int least, most;

  gtk_widget_measure (paragraph, GTK_ORIENTATION_HORIZONTAL, -1, &least, &most, NULL, NULL);
  g_assert_cmpint (least, >=, measure (letters, GTK_ORIENTATION_HORIZONTAL));
  g_assert_cmpint (least, <, most);
  g_assert_true (g_utf8_validate (gtk_label_get_label (GTK_LABEL (paragraph)), -1, NULL));
  g_object_unref (letters);
  g_object_unref (paragraph);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/tables/cell-size", test_cell_size);
  g_test_add_func ("/tables/cell-tooltip", test_cell_tooltip);
  g_test_add_func ("/tables/hidden-table", test_hidden_table);
  g_test_add_func ("/tables/widths-grow", test_widths_grow);
  g_test_add_func ("/tables/tooltip-set-once", test_tooltip_set_once);
  g_test_add_func ("/tables/paragraph", test_paragraph);
  return hp_test_run ();
}
