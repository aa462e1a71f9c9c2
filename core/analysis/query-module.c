/* SPDX-License-Identifier: Apache-2.0 */
/* https://www.sqlite.org/vtab.html: eponymous, read-only virtual tables. One module serves all
 * tables; what differs is in the HpQueryTable. */
#include "analysis/query-module.h"

/* What a module is registered with: which table, and where its rows are. */
typedef struct {
  const HpQueryTable *table;
  HpQueryData *data;
} Registration;

typedef struct {
  sqlite3_vtab base;
  const Registration *registration; /* borrowed from the database */
} Table;

typedef struct {
  sqlite3_vtab_cursor base;
  HpQueryRows rows;
  guint64 at; /* of `rows` */
} Cursor;

static const Registration *
registration_of (const sqlite3_vtab *table)
{
  return ((const Table *)table)->registration;
}

/* An error of ours becomes the message of SQLite's. */
static int
fail (sqlite3_vtab *table, GError *error)
{
  sqlite3_free (table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf ("%s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_error_free (error);
    return SQLITE_INTERRUPT;
  }
  g_error_free (error);
  return SQLITE_ERROR;
}

/* ---- schema ---- */

static int
declare (sqlite3 *db, const HpQueryTable *table)
{
  g_autofree char *schema = hp_query_table_dup_schema (table);
  g_autofree char *sql = g_strdup_printf ("CREATE TABLE x (%s)", schema);

  return sqlite3_declare_vtab (db, sql);
}

static int
connect_table (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **result,
               char **message)
{
  const Registration *registration = data;
  int status = declare (db, registration->table);
  Table *table;

  if (status != SQLITE_OK)
    return status;
  table = g_new0 (Table, 1);
  table->registration = registration;
  *result = &table->base;
  return sqlite3_vtab_config (db, SQLITE_VTAB_INNOCUOUS);
}

static int
disconnect_table (sqlite3_vtab *table)
{
  g_free (table);
  return SQLITE_OK;
}

/* ---- planning ---- */

static const HpQueryKey *
key_on (const HpQueryTable *table, int column)
{
  for (guint i = 0; i < table->n_keys; i++)
    if (table->keys[i].column == column)
      return &table->keys[i];
  return NULL;
}

/* idxNum: 0 reads everything, k + 1 looks key k up with the one argument. */
static int
best_index (sqlite3_vtab *vtab, sqlite3_index_info *info)
{
  const Registration *registration = registration_of (vtab);
  const HpQueryTable *table = registration->table;

  info->estimatedRows = table->table != NULL
                            ? (sqlite3_int64)hp_query_table_n_rows (table, registration->data)
                            : 1000000;
  info->estimatedCost = (double)info->estimatedRows;
  for (int i = 0; i < info->nConstraint; i++) {
    const HpQueryKey *key = key_on (table, info->aConstraint[i].iColumn);

    if (key == NULL || !info->aConstraint[i].usable ||
        info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
      continue;
    for (int j = 0; j < i; j++)
      info->aConstraintUsage[j].argvIndex = 0;
    info->idxNum = (int)(key - table->keys) + 1;
    info->aConstraintUsage[i].argvIndex = 1;
    info->estimatedRows = key->find_text != NULL ? info->estimatedRows / 50 + 1 : 4;
    info->estimatedCost = (double)info->estimatedRows;
    if (key->find_number != NULL)
      break; /* nothing is more selective than an address */
  }
  return SQLITE_OK;
}

/* ---- reading ---- */

static int
open_cursor (sqlite3_vtab *vtab, sqlite3_vtab_cursor **result)
{
  const Registration *registration = registration_of (vtab);
  Cursor *cursor;
  GError *error = NULL;

  if (registration->table->prepare != NULL &&
      !registration->table->prepare (registration->data, &error))
    return fail (vtab, error);
  cursor = g_new0 (Cursor, 1);
  *result = &cursor->base;
  return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
  g_free (cursor);
  return SQLITE_OK;
}

/* A value of another kind than the column's equals none of its values. */
static gboolean
look_up (const Registration *registration, const HpQueryKey *key, sqlite3_value *value,
         HpQueryRows *rows, GError **error)
{
  *rows = (HpQueryRows){ 0 };
  if (key->find_number != NULL)
    return sqlite3_value_numeric_type (value) != SQLITE_INTEGER ||
           key->find_number (registration->data, sqlite3_value_int64 (value), rows, error);
  return sqlite3_value_type (value) != SQLITE_TEXT ||
         key->find_text (registration->data, (const char *)sqlite3_value_text (value), rows, error);
}

static int
filter (sqlite3_vtab_cursor *base, int plan, const char *plan_text, int argc, sqlite3_value **argv)
{
  Cursor *cursor = (Cursor *)base;
  const Registration *registration = registration_of (base->pVtab);
  GError *error = NULL;

  cursor->at = 0;
  if (plan == 0)
    cursor->rows =
        (HpQueryRows){ 0, hp_query_table_n_rows (registration->table, registration->data), NULL };
  else if (!look_up (registration, &registration->table->keys[plan - 1], argv[0], &cursor->rows,
                     &error))
    return fail (base->pVtab, error);
  return SQLITE_OK;
}

static int
next (sqlite3_vtab_cursor *cursor)
{
  ((Cursor *)cursor)->at++;
  return SQLITE_OK;
}

static int
at_end (sqlite3_vtab_cursor *base)
{
  const Cursor *cursor = (const Cursor *)base;

  return cursor->at >= cursor->rows.n;
}

static guint64
current_row (const Cursor *cursor)
{
  return cursor->rows.rows != NULL ? cursor->rows.rows[cursor->at]
                                   : cursor->rows.first + cursor->at;
}

static int
read_column (sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
  const Registration *registration = registration_of (base->pVtab);
  HpCell cell = { 0 };

  hp_query_table_get_cell (registration->table, registration->data,
                           current_row ((const Cursor *)base), (guint)column, &cell);
  if (!cell.present)
    sqlite3_result_null (context);
  else if (registration->table->columns[column].kind == HP_CELL_TEXT)
    sqlite3_result_text (context, cell.text, -1, g_free);
  else
    sqlite3_result_int64 (context, cell.number);
  return SQLITE_OK;
}

static int
read_rowid (sqlite3_vtab_cursor *base, sqlite3_int64 *rowid)
{
  *rowid = (sqlite3_int64)current_row ((const Cursor *)base);
  return SQLITE_OK;
}

static const sqlite3_module module = {
  .xConnect = connect_table,
  .xBestIndex = best_index,
  .xDisconnect = disconnect_table,
  .xOpen = open_cursor,
  .xClose = close_cursor,
  .xFilter = filter,
  .xNext = next,
  .xEof = at_end,
  .xColumn = read_column,
  .xRowid = read_rowid,
};

/* SQLite connects a table when a statement first names it, and declares its columns then, which a
 * strict authorizer would take for an attempt to make a table. So each is named once at once. */
static int
connect_now (sqlite3 *db, const HpQueryTable *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"%s\"", table->name);
  sqlite3_stmt *statement;
  int status = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  sqlite3_finalize (statement);
  return status;
}

int
hp_query_module_register (sqlite3 *db, HpQueryData *data)
{
  guint n;
  const HpQueryTable *tables = hp_query_tables (&n);
  int status = SQLITE_OK;

  for (guint i = 0; i < n && status == SQLITE_OK; i++) {
    Registration *registration = g_new0 (Registration, 1);

    registration->table = &tables[i];
    registration->data = data;
    status = sqlite3_create_module_v2 (db, tables[i].name, &module, registration, g_free);
    if (status == SQLITE_OK)
      status = connect_now (db, &tables[i]);
  }
  return status;
}
