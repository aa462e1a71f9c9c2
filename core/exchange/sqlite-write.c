/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sqlite-write.h"

#include <sqlite3.h>
#include <unistd.h>

#include "analysis/dominators.h"
#include "exchange/beside.h"
#include "snapshot/table.h"

#define ROWS_PER_LOOK         4096
#define INSTRUCTIONS_PER_LOOK 100000 /* of SQLite's machine, while it makes an index */

typedef struct {
  const HpSnapshot *snapshot;
  const HpAnalysisRun *run;
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

/* ---- a table of the snapshot ---- */

static gboolean
create (Writer *self, const HpTable *table, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE TABLE \"%s\" (", table->name);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, "%s\"%s\" %s", i > 0 ? ", " : "", table->columns[i].name,
                            table->columns[i].kind == HP_CELL_TEXT ? "TEXT" : "INTEGER");
  g_string_append_c (sql, ')');
  return run_sql (self, sql->str, error);
}

static sqlite3_stmt *
prepare_insert (Writer *self, const char *table, guint n_columns, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *insert;

  g_string_append_printf (sql, "INSERT INTO \"%s\" VALUES (?", table);
  for (guint i = 1; i < n_columns; i++)
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
insert_rows (Writer *self, const HpTable *table, sqlite3_stmt *insert, GError **error)
{
  for (guint64 row = 0; row < table->n_rows (self->snapshot); row++) {
    for (guint i = 0; i < table->n_columns; i++) {
      HpCell cell = { 0 };

      table->get_cell (self->snapshot, row, i, &cell);
      bind_cell (insert, (int)i + 1, &cell, table->columns[i].kind);
    }
    if (!end_row (self, insert, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_table (Writer *self, const HpTable *table, GError **error)
{
  sqlite3_stmt *insert;
  gboolean done;

  if (!create (self, table, error) ||
      (insert = prepare_insert (self, table->name, table->n_columns, error)) == NULL)
    return FALSE;
  done = insert_rows (self, table, insert, error);
  sqlite3_finalize (insert);
  return done;
}

/* ---- dominators ---- */

static gboolean
insert_dominators (Writer *self, const HpDominators *dominators, sqlite3_stmt *insert,
                   GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->snapshot); i++) {
    guint32 parent = hp_dominators_get_parent (dominators, i);

    sqlite3_bind_int64 (insert, 1, (gint64)hp_snapshot_address (self->snapshot, i));
    if (parent == HP_NONE)
      sqlite3_bind_null (insert, 2);
    else
      sqlite3_bind_int64 (insert, 2, (gint64)hp_snapshot_address (self->snapshot, parent));
    sqlite3_bind_int64 (insert, 3, (gint64)hp_dominators_get_retained_size (dominators, i));
    sqlite3_bind_int (insert, 4, hp_dominators_is_reached (dominators, i));
    if (!end_row (self, insert, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_dominators (Writer *self, GError **error)
{
  HpAnalysisRun quiet = { .cancellable = self->run != NULL ? self->run->cancellable : NULL };
  g_autoptr (HpDominators) dominators = hp_dominators_new (self->snapshot, &quiet, error);
  sqlite3_stmt *insert;
  gboolean done;

  if (dominators == NULL ||
      !run_sql (self,
                "CREATE TABLE dominators (address INTEGER, dominator INTEGER, "
                "retained_size INTEGER, reached INTEGER)",
                error) ||
      (insert = prepare_insert (self, "dominators", 4, error)) == NULL)
    return FALSE;
  done = insert_dominators (self, dominators, insert, error);
  sqlite3_finalize (insert);
  return done;
}

static const char indexes[] = "CREATE INDEX objects_address ON objects (address);"
                              "CREATE INDEX objects_type ON objects (type);"
                              "CREATE INDEX references_from ON \"references\" (\"from\");"
                              "CREATE INDEX references_to ON \"references\" (\"to\");"
                              "CREATE INDEX roots_object ON roots (object);"
                              "CREATE INDEX dominators_address ON dominators (address);"
                              "CREATE INDEX dominators_dominator ON dominators (dominator);"
                              "CREATE INDEX dominators_size ON dominators (retained_size);";

/* ---- the file ---- */

static gboolean
write_all (Writer *self, GError **error)
{
  guint n;
  const HpTable *const *tables = hp_tables (&n);

  self->total = hp_snapshot_n_objects (self->snapshot); /* dominators */
  for (guint i = 0; i < n; i++)
    self->total += tables[i]->n_rows (self->snapshot);
  /* A file that fails is thrown away: it needs no journal. */
  if (!run_sql (self, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!write_table (self, tables[i], error))
      return FALSE;
  return write_dominators (self, error) && run_sql (self, indexes, error) &&
         run_sql (self, "COMMIT", error);
}

static gboolean
write_database (const HpSnapshot *snapshot, const char *path, const HpAnalysisRun *run,
                GError **error)
{
  Writer self = { .snapshot = snapshot, .run = run };
  gboolean done;

  if (sqlite3_open_v2 (path, &self.db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    done = failed (&self, error);
  else {
    if (run != NULL && run->cancellable != NULL)
      sqlite3_progress_handler (self.db, INSTRUCTIONS_PER_LOOK, look_at_cancellable,
                                run->cancellable);
    done = write_all (&self, error);
  }
  sqlite3_close (self.db);
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
