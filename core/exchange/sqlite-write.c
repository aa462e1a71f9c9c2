/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sqlite-write.h"

#include <sqlite3.h>
#include <unistd.h>

#include "analysis/query-table.h"
#include "exchange/beside.h"

#define ROWS_PER_LOOK         4096
#define INSTRUCTIONS_PER_LOOK 100000 /* of SQLite's machine, while it makes an index */

typedef struct {
  const HpAnalysisRun *run; /* may be NULL */
  HpQueryData data;
  sqlite3 *db; /* owned */
  guint64 done, total;
} Writer;

static gboolean
failed (const Writer *self, GError **error)
{
  GCancellable *cancellable = self->run != NULL ? self->run->cancellable : NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the database was not written: %s",
                 sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
run_sql (Writer *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || failed (self, error);
}

static int
look_at_cancellable (gpointer data)
{
  return g_cancellable_is_cancelled (data) ? 1 : 0;
}

static gboolean
end_row (Writer *self, sqlite3_stmt *insert, GError **error)
{
  if (sqlite3_step (insert) != SQLITE_DONE || sqlite3_reset (insert) != SQLITE_OK)
    return failed (self, error);
  return ++self->done % ROWS_PER_LOOK != 0 ||
         hp_analysis_step (self->run, (double)self->done / (double)self->total, error);
}

/* ---- rows ---- */

static gboolean
create (Writer *self, const HpQueryTable *table, GError **error)
{
  g_autofree char *schema = hp_query_table_dup_schema (table);
  g_autofree char *sql = g_strdup_printf ("CREATE TABLE \"%s\" (%s)", table->name, schema);

  return run_sql (self, sql, error);
}

static sqlite3_stmt *
prepare_insert (Writer *self, const HpQueryTable *table, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *insert;

  g_string_append_printf (sql, "INSERT INTO \"%s\" VALUES (?", table->name);
  for (guint i = 1; i < table->n_columns; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  if (sqlite3_prepare_v2 (self->db, sql->str, -1, &insert, NULL) == SQLITE_OK)
    return insert;
  failed (self, error);
  return NULL;
}

static void
bind_cell (sqlite3_stmt *insert, int column, HpCell *cell, HpCellKind kind)
{
  if (!cell->present)
    sqlite3_bind_null (insert, column);
  else if (kind == HP_CELL_TEXT)
    sqlite3_bind_text (insert, column, g_steal_pointer (&cell->text), -1, g_free);
  else
    sqlite3_bind_int64 (insert, column, cell->number);
  g_free (cell->text);
}

static gboolean
insert_rows (Writer *self, const HpQueryTable *table, sqlite3_stmt *insert, GError **error)
{
  guint64 n = hp_query_table_n_rows (table, &self->data);

  for (guint64 row = 0; row < n; row++) {
    for (guint i = 0; i < table->n_columns; i++) {
      HpCell cell = { 0 };

      hp_query_table_get_cell (table, &self->data, row, i, &cell);
      bind_cell (insert, (int)i + 1, &cell, table->columns[i].kind);
    }
    if (!end_row (self, insert, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_rows (Writer *self, const HpQueryTable *table, GError **error)
{
  sqlite3_stmt *insert;
  gboolean done;

  if (!create (self, table, error) || (insert = prepare_insert (self, table, error)) == NULL)
    return FALSE;
  done = insert_rows (self, table, insert, error);
  sqlite3_finalize (insert);
  return done;
}

/* The same rows under other names take no room. */
static gboolean
write_view (Writer *self, const HpQueryTable *renamed, const HpQueryTable *stored, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE VIEW \"%s\" AS SELECT", stored->renames);
  for (guint i = 0; i < stored->n_columns; i++)
    g_string_append_printf (sql, "%s \"%s\" AS \"%s\"", i > 0 ? "," : "", stored->columns[i].name,
                            renamed->columns[i].name);
  g_string_append_printf (sql, " FROM \"%s\"", stored->name);
  return run_sql (self, sql->str, error);
}

/* ---- indexes ---- */

static gboolean
is_key (const HpQueryTable *table, guint column)
{
  for (guint i = 0; i < table->n_keys; i++)
    if (table->keys[i].column == (int)column)
      return TRUE;
  return FALSE;
}

/* What a query looks up, and all that names an object: tables are joined by it. */
static gboolean
write_indexes (Writer *self, const HpQueryTable *table, GError **error)
{
  for (guint i = 0; i < table->n_columns; i++) {
    const char *column = table->columns[i].name;
    g_autofree char *sql = NULL;

    if (table->columns[i].kind != HP_CELL_ADDRESS && !is_key (table, i))
      continue;
    sql = g_strdup_printf ("CREATE INDEX \"%s_%s\" ON \"%s\" (\"%s\")", table->name, column,
                           table->name, column);
    if (!run_sql (self, sql, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- the file ---- */

/* The table that holds the rows of this one under other names; NULL: none. */
static const HpQueryTable *
stored_as (const HpQueryTable *tables, guint n, const HpQueryTable *table)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (tables[i].renames, table->name) == 0)
      return &tables[i];
  return NULL;
}

static gboolean
write_table (Writer *self, const HpQueryTable *tables, guint n, const HpQueryTable *table,
             GError **error)
{
  const HpQueryTable *stored = stored_as (tables, n, table);

  if (stored != NULL)
    return write_view (self, table, stored, error);
  return write_rows (self, table, error) && write_indexes (self, table, error);
}

static gboolean
make_tables (Writer *self, const HpQueryTable *tables, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    if (tables[i].prepare != NULL && !tables[i].prepare (&self->data, error))
      return FALSE;
    if (stored_as (tables, n, &tables[i]) == NULL)
      self->total += hp_query_table_n_rows (&tables[i], &self->data);
  }
  return TRUE;
}

static gboolean
write_all (Writer *self, GError **error)
{
  guint n;
  const HpQueryTable *tables = hp_query_tables (&n);

  /* A file that fails is thrown away: it needs no journal. */
  if (!make_tables (self, tables, n, error) ||
      !run_sql (self, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!write_table (self, tables, n, &tables[i], error))
      return FALSE;
  return run_sql (self, "COMMIT", error);
}

static gboolean
write_database (const HpSnapshot *snapshot, const char *path, const HpAnalysisRun *run,
                GError **error)
{
  GCancellable *cancellable = run != NULL ? run->cancellable : NULL;
  HpAnalysisRun quiet = { .cancellable = cancellable };
  /* Only looking up would change it. */
  Writer self = { .run = run, .data = { .snapshot = (HpSnapshot *)snapshot, .run = &quiet } };
  gboolean done;

  if (sqlite3_open_v2 (path, &self.db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    done = failed (&self, error);
  else {
    if (cancellable != NULL)
      sqlite3_progress_handler (self.db, INSTRUCTIONS_PER_LOOK, look_at_cancellable, cancellable);
    done = write_all (&self, error);
  }
  sqlite3_close (self.db);
  hp_query_data_clear (&self.data);
  return done;
}

gboolean
hp_write_sqlite (const HpSnapshot *snapshot, const char *path, const HpAnalysisRun *run,
                 GError **error)
{
  g_auto (HpBeside) file = { 0 };
  int fd = hp_beside_open (&file, path, error);

  if (fd < 0)
    return FALSE;
  close (fd);
  return write_database (snapshot, file.temporary, run, error) && hp_beside_keep (&file, error);
}
