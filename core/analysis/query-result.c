/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/query-result.h"

#include <math.h>
#include <string.h>

typedef struct {
  int type; /* SQLITE_NULL, SQLITE_INTEGER, SQLITE_FLOAT or SQLITE_TEXT */
  union {
    gint64 number;
    const char *text; /* borrowed from the strings */
  };
} Value;

typedef struct {
  char *name; /* owned */
  char *key;  /* owned; the name, with its position if an earlier column has it */
  HpCellKind kind;
  gboolean is_declared; /* the kind is that of a table's column */
  gboolean has_decimal; /* some value is no whole number */
  gboolean has_text;    /* some value is no number that can be written in JSON */
} Column;

struct _HpQueryResult {
  guint n_columns;
  Column *columns;       /* owned */
  GArray *values;        /* owned; Value, n_columns a row */
  GStringChunk *strings; /* owned */
  gboolean is_cut;
};

static gboolean
kind_from_declaration (const char *declared, HpCellKind *kind)
{
  static const struct {
    const char *prefix;
    HpCellKind kind;
  } kinds[] = { { "ADDRESS", HP_CELL_ADDRESS },
                { "SIZE", HP_CELL_SIZE },
                { "FLAG", HP_CELL_FLAG } };

  for (guint i = 0; declared != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (declared, kinds[i].prefix)) {
      *kind = kinds[i].kind;
      return TRUE;
    }
  return FALSE;
}

static gboolean
has_key (const HpQueryResult *self, guint n, const char *key)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (self->columns[i].key, key))
      return TRUE;
  return FALSE;
}

static char *
make_key (const HpQueryResult *self, guint column)
{
  const char *name = self->columns[column].name;
  char *key = g_strdup (name);

  for (guint number = column + 1; has_key (self, column, key); number++) {
    g_free (key);
    key = g_strdup_printf ("%s:%u", name, number);
  }
  return key;
}

HpQueryResult *
hp_query_result_new (sqlite3_stmt *statement)
{
  HpQueryResult *self = g_new0 (HpQueryResult, 1);

  self->n_columns = (guint)sqlite3_column_count (statement);
  self->columns = g_new0 (Column, self->n_columns);
  self->values = g_array_new (FALSE, FALSE, sizeof (Value));
  self->strings = g_string_chunk_new (4096);
  for (guint i = 0; i < self->n_columns; i++) {
    Column *column = &self->columns[i];

    column->name = g_strdup (sqlite3_column_name (statement, (int)i));
    column->key = make_key (self, i);
    column->is_declared =
        kind_from_declaration (sqlite3_column_decltype (statement, (int)i), &column->kind);
  }
  return self;
}

void
hp_query_result_free (HpQueryResult *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_columns; i++) {
    g_free (self->columns[i].name);
    g_free (self->columns[i].key);
  }
  g_free (self->columns);
  g_array_unref (self->values);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* Infinity is a number for SQLite, and a text for those who have no other name for it. */
static gboolean
is_decimal (sqlite3_stmt *statement, guint column)
{
  return sqlite3_column_type (statement, (int)column) == SQLITE_FLOAT &&
         isfinite (sqlite3_column_double (statement, (int)column));
}

static Value
text_value (HpQueryResult *self, sqlite3_stmt *statement, guint column)
{
  Value value = { .type = is_decimal (statement, column) ? SQLITE_FLOAT : SQLITE_TEXT };
  const char *text = (const char *)sqlite3_column_text (statement, (int)column);

  value.text = g_string_chunk_insert_const (self->strings, text != NULL ? text : "");
  if (value.type == SQLITE_FLOAT)
    self->columns[column].has_decimal = TRUE;
  else
    self->columns[column].has_text = TRUE;
  return value;
}

void
hp_query_result_add_row (HpQueryResult *self, sqlite3_stmt *statement)
{
  for (guint i = 0; i < self->n_columns; i++) {
    Value value = { .type = sqlite3_column_type (statement, (int)i) };

    if (value.type == SQLITE_INTEGER)
      value.number = sqlite3_column_int64 (statement, (int)i);
    else if (value.type != SQLITE_NULL)
      value = text_value (self, statement, i);
    g_array_append_val (self->values, value);
  }
}

void
hp_query_result_set_cut (HpQueryResult *self)
{
  self->is_cut = TRUE;
}

/* A column with a text in it is text altogether, one with a decimal number is decimal. */
void
hp_query_result_finish (HpQueryResult *self)
{
  for (guint i = 0; i < self->n_columns; i++) {
    Column *column = &self->columns[i];

    if (column->has_text)
      column->kind = HP_CELL_TEXT;
    else if (column->has_decimal)
      column->kind = HP_CELL_DECIMAL;
    else if (!column->is_declared)
      column->kind = HP_CELL_NUMBER;
  }
}

guint
hp_query_result_n_columns (const HpQueryResult *self)
{
  return self->n_columns;
}

const char *
hp_query_result_get_name (const HpQueryResult *self, guint column)
{
  return self->columns[column].name;
}

const char *
hp_query_result_get_key (const HpQueryResult *self, guint column)
{
  return self->columns[column].key;
}

HpCellKind
hp_query_result_get_kind (const HpQueryResult *self, guint column)
{
  return self->columns[column].kind;
}

guint64
hp_query_result_n_rows (const HpQueryResult *self)
{
  return self->n_columns > 0 ? self->values->len / self->n_columns : 0;
}

gboolean
hp_query_result_is_cut (const HpQueryResult *self)
{
  return self->is_cut;
}

void
hp_query_result_get (const HpQueryResult *self, guint64 row, guint column, HpCell *cell)
{
  const Value *value = &g_array_index (self->values, Value, row * self->n_columns + column);

  cell->present = value->type != SQLITE_NULL;
  if (!cell->present)
    return;
  if (value->type != SQLITE_INTEGER)
    cell->text = g_strdup (value->text);
  else if (self->columns[column].kind == HP_CELL_TEXT ||
           self->columns[column].kind == HP_CELL_DECIMAL)
    cell->text = g_strdup_printf ("%" G_GINT64_FORMAT, value->number);
  else
    cell->number = value->number;
}
