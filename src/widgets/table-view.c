/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/table-view.h"

#include <glib/gi18n.h>

#include "widgets/growth-column.h"
#include "widgets/text-scale.h"

/* Pixels: what a cell has beside its text, and bounds; the first column says what a row is about
 * and may be wider. So many rows are measured; the largest stand first in most tables. */
enum {
  CELL_PADDING = 16,
  LEAST_WIDTH = 56,
  FIRST_MOST = 560,
  MOST_WIDTH = 320,
  MEASURED_ROWS = 100
};

/* A column and how wide we made it, pixels. */
typedef struct {
  GtkColumnViewColumn *column; /* lent */
  int width;
} Measured;

struct _HpTableView {
  GtkWidget parent_instance;
  HpReport *report; /* owned, may be NULL */
  const HpReportTable *table;
  HpItemTable rows;            /* of HpReportRow */
  GArray *measured;            /* owned, of Measured: a column for each field */
  const char *needed, *growth; /* names of fields, static or NULL */
  gboolean setting;            /* we choose rows, not the person */
};

enum { SIGNAL_SELECTED, SIGNAL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpTableView, hp_table_view, GTK_TYPE_WIDGET)

/* ---- columns ---- */

static char *
format_cell (gpointer item, gpointer user_data)
{
  return hp_report_row_format (item, GPOINTER_TO_UINT (user_data));
}

/* A query's columns are called by their names, which are no words to translate. */
static const char *
get_title (const HpField *field)
{
  return g_str_equal (field->title, field->name) ? field->title : _ (field->title);
}

static int
measure_text (PangoLayout *layout, const char *text)
{
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width + CELL_PADDING;
}

static PangoLayout *
make_layout (HpTableView *self, PangoAttribute *attribute)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (attribute != NULL)
    pango_attr_list_insert (attributes, attribute);
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/* The text with the most letters among the first rows; to lay out each of them takes too long. */
static char *
find_longest (GPtrArray *rows, guint field)
{
  g_autofree char *longest = g_strdup ("");
  glong letters = 0;

  for (guint i = 0; i < MIN (rows->len, MEASURED_ROWS); i++) {
    char *text = hp_report_row_format (g_ptr_array_index (rows, i), field);

    if (g_utf8_strlen (text, -1) > letters) {
      letters = g_utf8_strlen (text, -1);
      g_free (longest);
      longest = text;
    } else {
      g_free (text);
    }
  }
  return g_steal_pointer (&longest);
}

/* As wide as what stands below the heading, which asks for its own width. */
static int
measure_column (HpTableView *self, const HpField *field, guint number, GPtrArray *rows)
{
  gboolean code = field->kind == HP_FIELD_ADDRESS;
  g_autoptr (PangoLayout) cell =
      make_layout (self, code ? pango_attr_family_new ("monospace") : NULL);
  g_autofree char *longest = find_longest (rows, number);

  return CLAMP (measure_text (cell, longest), LEAST_WIDTH,
                (int)((number == 0 ? FIRST_MOST : MOST_WIDTH) * hp_text_scale ()));
}

static void
append_column (HpTableView *self, const HpField *field, guint number, gboolean expand,
               GPtrArray *rows)
{
  HpColumnFlags flags = HP_COLUMN_SORTABLE;
  GtkColumnViewColumn *column;

  if (hp_field_is_number (field))
    flags |= HP_COLUMN_NUMBER;
  else if (field->kind == HP_FIELD_ADDRESS)
    flags |= HP_COLUMN_CODE;
  else if (expand)
    flags |= HP_COLUMN_EXPAND;
  column = hp_columns_append (self->rows.view, get_title (field), (int)number, flags,
                              (int)(measure_column (self, field, number, rows) / hp_text_scale ()),
                              format_cell, GUINT_TO_POINTER (number));
  g_array_append_vals (self->measured,
                       &(Measured){ column, gtk_column_view_column_get_fixed_width (column) }, 1);
}

/* The same columns get other rows: one that they need wider grows, unless the person has chosen its
 * width. */
static void
widen_columns (HpTableView *self)
{
  guint n;
  const HpField *fields = hp_report_table_get_fields (self->table, &n);
  g_autoptr (GPtrArray) rows = hp_report_rows_new (self->report, self->table, -1, FALSE);

  for (guint i = 0; i < n; i++) {
    Measured *before = &g_array_index (self->measured, Measured, i);
    int width = measure_column (self, &fields[i], i, rows);

    if (width <= before->width ||
        gtk_column_view_column_get_fixed_width (before->column) != before->width)
      continue;
    before->width = width;
    gtk_column_view_column_set_fixed_width (before->column, width);
  }
}

static void
remove_columns (HpTableView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->rows.view);

  g_array_set_size (self->measured, 0);
  while (g_list_model_get_n_items (columns) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

    gtk_column_view_remove_column (self->rows.view, column);
  }
}

static void
make_columns (HpTableView *self)
{
  guint n;
  const HpField *fields = hp_report_table_get_fields (self->table, &n);
  guint last_text = n;
  g_autoptr (GPtrArray) rows = hp_report_rows_new (self->report, self->table, -1, FALSE);

  remove_columns (self);
  for (guint i = 0; i < n; i++)
    if (fields[i].kind == HP_FIELD_TEXT)
      last_text = i;
  for (guint i = 0; i < n; i++)
    append_column (self, &fields[i], i, i == last_text, rows);
  if (self->growth != NULL)
    hp_growth_column_insert (self->rows.view, _ ("Growth"), self->growth);
}

static gboolean
has_same_fields (const HpReportTable *a, const HpReportTable *b)
{
  guint n, m;
  const HpField *x = hp_report_table_get_fields (a, &n);
  const HpField *y = hp_report_table_get_fields (b, &m);

  for (guint i = 0; i < MIN (n, m); i++)
    if (x[i].kind != y[i].kind || !g_str_equal (x[i].name, y[i].name))
      return FALSE;
  return n == m;
}

/* ---- rows ---- */

static guint
find_address (GPtrArray *rows, guint64 address)
{
  for (guint i = 0; address != 0 && i < rows->len; i++)
    if (hp_report_row_get_address (g_ptr_array_index (rows, i)) == address)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
remove_unneeded (HpTableView *self, GPtrArray *rows)
{
  guint n, field = 0;
  const HpField *fields = hp_report_table_get_fields (self->table, &n);

  while (field < n && g_strcmp0 (fields[field].name, self->needed) != 0)
    field++;
  if (field == n)
    return;
  for (guint i = rows->len; i-- > 0;) {
    gint64 number = 0;

    hp_report_table_get (self->table, hp_report_row_get_number (g_ptr_array_index (rows, i)), field,
                         NULL, &number);
    if (number == 0)
      g_ptr_array_remove_index (rows, i);
  }
}

static void
show_rows (HpTableView *self)
{
  HpReportRow *selected;
  g_autoptr (GPtrArray) rows = NULL;
  gboolean descending = FALSE;
  int field = -1;

  if (self->table == NULL || self->rows.store == NULL)
    return;
  selected = hp_item_table_get_selected (&self->rows);
  hp_columns_get_sort (self->rows.view, &field, &descending);
  rows = hp_report_rows_new (self->report, self->table, field, descending);
  if (self->needed != NULL)
    remove_unneeded (self, rows);
  self->setting = TRUE;
  hp_item_table_show (
      &self->rows, rows,
      find_address (rows, selected != NULL ? hp_report_row_get_address (selected) : 0));
  self->setting = FALSE;
}

void
hp_table_view_show (HpTableView *self, HpReport *report, const HpReportTable *table)
{
  g_autoptr (HpReport) old = self->report;
  gboolean same = self->table != NULL && table != NULL && has_same_fields (self->table, table);

  self->report = report != NULL ? hp_report_ref (report) : NULL;
  self->table = table;
  if (!same)
    g_list_store_remove_all (self->rows.store);
  if (table == NULL)
    remove_columns (self);
  else if (!same)
    make_columns (self);
  else
    widen_columns (self);
  if (table == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows.view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hp_report_table_get_title (table), -1);
  show_rows (self);
}

void
hp_table_view_set_needed (HpTableView *self, const char *field)
{
  self->needed = field;
  show_rows (self);
}

void
hp_table_view_set_growth (HpTableView *self, const char *field)
{
  if (g_strcmp0 (self->growth, field) == 0)
    return;
  self->growth = field;
  if (self->table != NULL)
    make_columns (self);
}

static void
selected_cb (HpTableView *self)
{
  HpReportRow *row = hp_item_table_get_selected (&self->rows);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy", row != NULL);
  if (row != NULL && !self->setting)
    g_signal_emit (self, signals[SIGNAL_SELECTED], 0, row);
}

static void
activate_cb (HpTableView *self, guint position)
{
  g_autoptr (HpReportRow) row = hp_item_table_get (&self->rows, position);

  if (row != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, row);
}

/* ---- copy ---- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpReportRow *row = hp_item_table_get_selected (&HP_TABLE_VIEW (widget)->rows);
  g_autofree char *text = row != NULL ? hp_report_row_to_text (row) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
copy_csv_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTableView *self = HP_TABLE_VIEW (widget);
  g_autofree char *csv = self->table != NULL ? hp_report_table_to_csv (self->table) : NULL;

  if (csv != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
}

/* ---- object ---- */

static void
hp_table_view_dispose (GObject *object)
{
  HpTableView *self = HP_TABLE_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  hp_item_table_clear (&self->rows);
  if (child != NULL)
    gtk_widget_unparent (child);
  self->table = NULL;
  g_clear_pointer (&self->report, hp_report_unref);
  G_OBJECT_CLASS (hp_table_view_parent_class)->dispose (object);
}

static void
hp_table_view_finalize (GObject *object)
{
  g_array_unref (HP_TABLE_VIEW (object)->measured);
  G_OBJECT_CLASS (hp_table_view_parent_class)->finalize (object);
}

static void
hp_table_view_class_init (HpTableViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_table_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = hp_table_view_finalize;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, HP_TYPE_REPORT_ROW);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, HP_TYPE_REPORT_ROW);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.copy-csv", NULL, copy_csv_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
hp_table_view_init (HpTableView *self)
{
  self->measured = g_array_new (FALSE, FALSE, sizeof (Measured));
  hp_item_table_init (&self->rows, HP_TYPE_REPORT_ROW, _ ("Rows"));
  gtk_widget_set_parent (self->rows.scrolled, GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy", FALSE);
  g_signal_connect_swapped (self->rows.selection, "notify::selected-item", G_CALLBACK (selected_cb),
                            self);
  g_signal_connect_swapped (self->rows.view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (self->rows.view), "changed",
                            G_CALLBACK (show_rows), self);
}

GtkWidget *
hp_table_view_new (void)
{
  return g_object_new (HP_TYPE_TABLE_VIEW, NULL);
}

/* ---- ask and play ---- */

const HpReportTable *
hp_table_view_get_table (HpTableView *self)
{
  return self->table;
}

guint
hp_table_view_get_n_rows (HpTableView *self)
{
  return hp_item_table_n_rows (&self->rows);
}

HpReportRow *
hp_table_view_get_row (HpTableView *self, guint position)
{
  return hp_item_table_get (&self->rows, position);
}

HpReportRow *
hp_table_view_get_selected (HpTableView *self)
{
  return hp_item_table_get_selected (&self->rows);
}

void
hp_table_view_select (HpTableView *self, guint position)
{
  gtk_single_selection_set_selected (self->rows.selection, position);
}

void
hp_table_view_activate (HpTableView *self, guint position)
{
  activate_cb (self, position);
}

void
hp_table_view_sort_by (HpTableView *self, int column, GtkSortType order)
{
  hp_item_table_sort_by (&self->rows, column, order);
}
