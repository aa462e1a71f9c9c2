/* SPDX-License-Identifier: Apache-2.0 */
/* A question has the same answer in the exported database as in the picture. */
#include "exchange/sqlite-write.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "analysis/query-table.h"
#include "analysis/query.h"
#include "snapshot/redact.h"
#include "support/sample-snapshot.h"

/* A snapshot, its query and its database. */
typedef struct {
  HpSnapshot *snapshot;
  HpQuery *query;
  char *folder, *path;
  sqlite3 *db;
} Both;

static void
both_init (Both *self, HpSnapshot *snapshot)
{
  g_autoptr (GError) error = NULL;

  self->snapshot = snapshot;
  self->query = hp_query_new (snapshot, &error);
  self->folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "x.sqlite", NULL);
  g_assert_true (g_file_set_contents (self->path, "older", -1, NULL));
  g_assert_true (hp_write_sqlite (snapshot, self->path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READONLY, NULL), ==,
                   SQLITE_OK);
}

static void
both_clear (Both *self)
{
  g_assert_cmpint (sqlite3_close (self->db), ==, SQLITE_OK);
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->path);
  g_free (self->folder);
  hp_query_free (self->query);
  hp_snapshot_unref (self->snapshot);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Both, both_clear)

/* ---- comparing ---- */

static void
check_cell (const HpQueryResult *answer, guint64 row, guint column, sqlite3_stmt *statement)
{
  HpCell cell = { 0 };
  int i = (int)column;

  hp_query_result_get (answer, row, column, &cell);
  g_assert_cmpint (cell.present, ==, sqlite3_column_type (statement, i) != SQLITE_NULL);
  if (cell.present && hp_query_result_get_kind (answer, column) == HP_CELL_TEXT)
    g_assert_cmpstr (cell.text, ==, (const char *)sqlite3_column_text (statement, i));
  else if (cell.present)
    g_assert_cmpint (cell.number, ==, sqlite3_column_int64 (statement, i));
  g_free (cell.text);
}

/* Returns how many rows the answer has. */
static guint64
check_question (Both *self, const char *sql)
{
  const HpQueryLimits limits = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (HpQueryResult) answer = hp_query_run (self->query, sql, &limits, NULL, &error);
  sqlite3_stmt *statement;
  guint64 n;

  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  n = hp_query_result_n_rows (answer);
  g_assert_cmpint (sqlite3_column_count (statement), ==, (int)hp_query_result_n_columns (answer));
  for (guint64 row = 0; row < n; row++) {
    g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
    for (guint i = 0; i < hp_query_result_n_columns (answer); i++) {
      g_assert_cmpstr (sqlite3_column_name (statement, (int)i), ==,
                       hp_query_result_get_name (answer, i));
      check_cell (answer, row, i, statement);
    }
  }
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  sqlite3_finalize (statement);
  return n;
}

/* Every column of every table, and all saved questions. */
static void
check_all (Both *self)
{
  guint n, n_saved;
  const HpQueryTable *tables = hp_query_tables (&n);
  const HpSavedQuery *saved = hp_saved_queries (&n_saved);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GString) sql = g_string_new (NULL);

    g_string_append_printf (sql, "SELECT * FROM \"%s\" ORDER BY 1", tables[i].name);
    for (guint k = 1; k < tables[i].n_columns; k++)
      g_string_append_printf (sql, ", %u", k + 1);
    check_question (self, sql->str);
  }
  for (guint i = 0; i < n_saved; i++)
    check_question (self, saved[i].sql);
}

/* ---- tests ---- */

/* All tables of this picture have rows. */
static void
test_sample (void)
{
  g_auto (Both) both = { 0 };
  guint n;
  const HpQueryTable *tables = hp_query_tables (&n);

  both_init (&both, hp_sample_snapshot_new (HP_LEVEL_VALUES));
  for (guint i = 0; i < n; i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"%s\"", tables[i].name);

    g_assert_cmpuint (check_question (&both, sql), >, 0);
  }
  check_all (&both);
}

static void
test_levels (void)
{
  for (int level = HP_LEVEL_STRUCTURE; level < HP_LEVEL_VALUES; level++) {
    g_autoptr (HpSnapshot) whole = hp_sample_snapshot_new (HP_LEVEL_VALUES);
    g_auto (Both) both = { 0 };

    both_init (&both, hp_snapshot_redact (whole, (HpSnapshotLevel)level, NULL, NULL));
    check_all (&both);
  }
}

static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 3; seed++) {
    g_auto (Both) both = { 0 };

    both_init (&both, hp_random_snapshot_new (1000, seed));
    check_all (&both);
    g_assert_cmpuint (check_question (&both,
                                      "SELECT o.type, r.label FROM \"references\" r JOIN "
                                      "objects o ON o.address = r.\"to\" ORDER BY r.\"from\", "
                                      "r.label, o.address, r.weak"),
                      ==, hp_snapshot_n_refs (both.snapshot));
  }
}

static gboolean
uses_index (Both *self, const char *sql, const char *index)
{
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  gboolean used = FALSE;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_prepare_v2 (self->db, explain, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    used |= strstr ((const char *)sqlite3_column_text (statement, 3), index) != NULL;
  sqlite3_finalize (statement);
  return used;
}

static void
test_indexes (void)
{
  g_auto (Both) both = { 0 };

  both_init (&both, hp_random_snapshot_new (1000, 4));
  g_assert_true (uses_index (&both, "SELECT * FROM objects WHERE address = 1", "objects_address"));
  g_assert_true (uses_index (&both, "SELECT * FROM objects WHERE type = 'x'", "objects_type"));
  g_assert_true (uses_index (&both, "SELECT * FROM refs WHERE source = 1", "refs_source"));
  g_assert_true (uses_index (&both, "SELECT * FROM refs WHERE target = 1", "refs_target"));
  g_assert_true (
      uses_index (&both, "SELECT * FROM \"references\" WHERE \"to\" = 1", "refs_target"));
  g_assert_true (
      uses_index (&both, "SELECT * FROM dominators WHERE object = 1", "dominators_object"));
}

static void
test_cancelled (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.sqlite", NULL);
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (1000, 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_false (hp_write_sqlite (snapshot, path, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing is left in it */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/sqlite/sample", test_sample);
  g_test_add_func ("/core/exchange/sqlite/levels", test_levels);
  g_test_add_func ("/core/exchange/sqlite/random", test_random);
  g_test_add_func ("/core/exchange/sqlite/indexes", test_indexes);
  g_test_add_func ("/core/exchange/sqlite/cancelled", test_cancelled);
  return g_test_run ();
}
