/* SPDX-License-Identifier: Apache-2.0 */
#include "models/report-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "text.h"

struct _HpReportRow {
  GObject parent_instance;
  HpReport *report; /* owned: keeps the table */
  const HpReportTable *table;
  guint row;
};

G_DEFINE_FINAL_TYPE (HpReportRow, hp_report_row, G_TYPE_OBJECT)

static void
hp_report_row_finalize (GObject *object)
{
  g_clear_pointer (&HP_REPORT_ROW (object)->report, hp_report_unref);
  G_OBJECT_CLASS (hp_report_row_parent_class)->finalize (object);
}

static void
hp_report_row_class_init (HpReportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hp_report_row_finalize;
}

static void
hp_report_row_init (HpReportRow *self)
{
}

static HpReportRow *
row_new (HpReport *report, const HpReportTable *table, guint row)
{
  HpReportRow *self = g_object_new (HP_TYPE_REPORT_ROW, NULL);

  self->report = hp_report_ref (report);
  self->table = table;
  self->row = row;
  return self;
}

/* ---- ask ---- */

const HpReportTable *
hp_report_row_get_table (HpReportRow *self)
{
  return self->table;
}

guint
hp_report_row_get_number (HpReportRow *self)
{
  return self->row;
}

guint64
hp_report_row_get_address (HpReportRow *self)
{
  return hp_report_table_get_address (self->table, self->row);
}

const char *
hp_report_row_get_text (HpReportRow *self, const char *field)
{
  guint n;
  const HpField *fields = hp_report_table_get_fields (self->table, &n);
  const char *text = NULL;

  for (guint i = 0; i < n; i++)
    if (hp_field_is_text (&fields[i]) && g_str_equal (fields[i].name, field))
      hp_report_table_get (self->table, self->row, i, &text, NULL);
  return text;
}

static char *
format_size (gint64 size)
{
  return size < 0 ? hp_format_size_delta (size) : g_format_size ((guint64)size);
}

char *
hp_report_row_format (HpReportRow *self, guint field)
{
  guint n;
  const HpField *fields = hp_report_table_get_fields (self->table, &n);
  const char *text;
  gint64 number;

  if (!hp_report_table_get (self->table, self->row, field, &text, &number))
    return g_strdup ("");
  switch (fields[field].kind) {
  case HP_FIELD_SIZE: return format_size (number);
  case HP_FIELD_NUMBER: return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
  case HP_FIELD_FLAG: return g_strdup (number != 0 ? _ ("yes") : _ ("no"));
  case HP_FIELD_ADDRESS: return hp_format_address ((guint64)number);
  case HP_FIELD_WORD: return g_strdup (*text != '\0' ? _ (text) : "");
  case HP_FIELD_TEXT:
  case HP_FIELD_DECIMAL: break;
  }
  return g_utf8_make_valid (text, -1);
}

char *
hp_report_row_to_text (HpReportRow *self)
{
  GString *text = g_string_new (NULL);
  guint n;

  hp_report_table_get_fields (self->table, &n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *value = hp_report_table_dup_value (self->table, self->row, i);

    g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", value);
  }
  return g_string_free (text, FALSE);
}

/* ---- order ---- */

typedef struct {
  const HpReportTable *table;
  guint field;
  gboolean is_decimal; /* the field is */
  gboolean descending;
} Order;

static int
compare_decimals (const char *x_text, const char *y_text)
{
  double x = g_ascii_strtod (x_text, NULL), y = g_ascii_strtod (y_text, NULL);

  return (x > y) - (x < y);
}

static int
compare_values (const Order *order, guint first, guint second)
{
  const char *x_text = NULL, *y_text = NULL;
  gint64 x = 0, y = 0;
  gboolean x_known = hp_report_table_get (order->table, first, order->field, &x_text, &x);
  gboolean y_known = hp_report_table_get (order->table, second, order->field, &y_text, &y);
  int result = (x > y) - (x < y);

  if (x_known != y_known)
    return x_known ? -1 : 1;
  if (x_text != NULL && y_text != NULL)
    result = order->is_decimal ? compare_decimals (x_text, y_text) : strcmp (x_text, y_text);
  return order->descending ? -result : result;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint first = (*(HpReportRow *const *)a)->row, second = (*(HpReportRow *const *)b)->row;
  int result = compare_values (user_data, first, second);

  return result != 0 ? result : (first > second) - (first < second);
}

GPtrArray *
hp_report_rows_new (HpReport *report, const HpReportTable *table, int field, gboolean descending)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  Order order = { .table = table, .field = (guint)field, .descending = descending };
  guint n_fields;
  const HpField *fields = hp_report_table_get_fields (table, &n_fields);

  for (guint i = 0; i < hp_report_table_get_n_rows (table); i++)
    g_ptr_array_add (rows, row_new (report, table, i));
  if (field >= 0 && (guint)field < n_fields) {
    order.is_decimal = fields[field].kind == HP_FIELD_DECIMAL;
    g_ptr_array_sort_with_data (rows, compare_rows, &order);
  }
  return rows;
}

/* ---- CSV ---- */

static void
append_csv (GString *csv, const char *value)
{
  if (strpbrk (value, ",\"\r\n") == NULL) {
    g_string_append (csv, value);
    return;
  }
  g_string_append_c (csv, '"');
  for (; *value != '\0'; value++) {
    if (*value == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *value);
  }
  g_string_append_c (csv, '"');
}

char *
hp_report_table_to_csv (const HpReportTable *table)
{
  GString *csv = g_string_new (NULL);
  guint n;
  const HpField *fields = hp_report_table_get_fields (table, &n);

  for (guint i = 0; i < n; i++) {
    g_string_append (csv, i > 0 ? "," : "");
    append_csv (csv, fields[i].name);
  }
  g_string_append (csv, "\r\n");
  for (guint row = 0; row < hp_report_table_get_n_rows (table); row++) {
    for (guint i = 0; i < n; i++) {
      g_autofree char *value = hp_report_table_dup_value (table, row, i);

      g_string_append (csv, i > 0 ? "," : "");
      append_csv (csv, value);
    }
    g_string_append (csv, "\r\n");
  }
  return g_string_free (csv, FALSE);
}
