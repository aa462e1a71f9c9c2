/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/query.h"

#include <sqlite3.h>
#include <string.h>
#include "support/sample-snapshot.h"

static const HpQueryLimits no_limits = { 0, 0 };

/* All values of the answer, row by row, joined by blanks and bars: "1 a|2 b". */
static char *
ask (HpSnapshot *snapshot, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpQuery) query = hp_query_new (snapshot, &error);
  g_autoptr (HpQueryResult) result = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  result = hp_query_run (query, sql, &no_limits, NULL, &error);
  g_assert_no_error (error);
  for (guint64 row = 0; row < hp_query_result_n_rows (result); row++)
    for (guint i = 0; i < hp_query_result_n_columns (result); i++) {
      HpCell cell = { 0 };
      g_autofree char *value = NULL;

      hp_query_result_get (result, row, i, &cell);
      value = hp_cell_to_string (&cell, hp_query_result_get_kind (result, i));
      g_free (cell.text);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : row > 0 ? "|" : "", value);
    }
  return g_string_free (text, FALSE);
}

static void
assert_answer (HpSnapshot *snapshot, const char *sql, const char *expected)
{
  g_autofree char *answer = ask (snapshot, sql);

  g_assert_cmpstr (answer, ==, expected);
}

static void
test_tables (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);

  assert_answer (snapshot, "SELECT count(*) FROM objects", "7");
  assert_answer (snapshot, "SELECT address, size FROM objects WHERE type = 'dict'",
                 "0x7000200 232");
  assert_answer (snapshot, "SELECT label FROM refs WHERE source = 0x7000200 ORDER BY label",
                 "['a']|['b']");
  assert_answer (snapshot, "SELECT source, weak FROM refs WHERE target = 0x7000300 ORDER BY source",
                 "0x7000200 false|0x7000400 false");
  assert_answer (snapshot, "SELECT \"from\" FROM \"references\" WHERE weak", "0x7000600");
  assert_answer (snapshot, "SELECT name FROM roots ORDER BY name", "app|w");
  assert_answer (snapshot, "SELECT count(*), max(block_size) FROM pools", "3 64");
  assert_answer (snapshot, "SELECT count(*) FROM blocks WHERE size = 64", "3");
  assert_answer (snapshot, "SELECT count(*) FROM allocations", "5");
  assert_answer (snapshot, "SELECT component FROM components WHERE object = 0x7000300", "1");
}

static void
test_dominators_join_objects (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);

  assert_answer (snapshot,
                 "SELECT o.type, d.retained_size FROM dominators d JOIN objects o "
                 "ON o.address = d.object WHERE d.dominator = 0x7000100",
                 "dict 438");
}

/* What a lookup finds is what reading the whole table finds. */
static void
test_lookups_agree_with_scans (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (3000, 5);
  static const char *const pairs[][2] = {
    { "SELECT count(*), sum(size) FROM objects WHERE type = 'list'",
      "SELECT count(*), sum(size) FROM objects WHERE +type = 'list'" },
    { "SELECT count(*) FROM refs WHERE source = 0x7f0000001000",
      "SELECT count(*) FROM refs WHERE +source = 0x7f0000001000" },
    { "SELECT count(*), min(source) FROM refs WHERE target = 0x7f0000002000",
      "SELECT count(*), min(source) FROM refs WHERE +target = 0x7f0000002000" },
    { "SELECT retained_size FROM dominators WHERE object = 0x7f0000000000",
      "SELECT retained_size FROM dominators WHERE +object = 0x7f0000000000" },
    { "SELECT size FROM objects WHERE address = 0x7f0000003000 AND type = 'int'",
      "SELECT size FROM objects WHERE +address = 0x7f0000003000 AND +type = 'int'" },
    { "SELECT size FROM objects WHERE type = 'int' AND address = 0x7f0000003000",
      "SELECT size FROM objects WHERE +address = 0x7f0000003000 AND +type = 'int'" },
    { "SELECT count(*) FROM roots r JOIN objects o ON o.address = r.object WHERE o.type = 'dict'",
      "SELECT count(*) FROM roots r, objects o WHERE +o.address = +r.object AND +o.type = 'dict'" },
    { "SELECT count(*) FROM objects WHERE address = 'text'", "SELECT 0" },
    { "SELECT count(*) FROM objects WHERE type = 7", "SELECT 0" },
    { "SELECT count(*) FROM objects WHERE type = 'no such type'", "SELECT 0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *scanned = ask (snapshot, pairs[i][1]);

    assert_answer (snapshot, pairs[i][0], scanned);
  }
}

/* Equality is handed to the tables where they can look it up, whatever the order of a join. */
static void
test_lookups_are_planned (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  static const struct {
    const char *sql, *plan;
  } cases[] = {
    { "SELECT * FROM objects WHERE size = 5", "SCAN objects VIRTUAL TABLE INDEX 0:" },
    { "SELECT * FROM objects WHERE address = 5", "SCAN objects VIRTUAL TABLE INDEX 1:" },
    { "SELECT * FROM objects WHERE type = 'list'", "SCAN objects VIRTUAL TABLE INDEX 2:" },
    { "SELECT * FROM refs WHERE source = 5", "SCAN refs VIRTUAL TABLE INDEX 1:" },
    { "SELECT * FROM refs WHERE target = 5", "SCAN refs VIRTUAL TABLE INDEX 2:" },
    { "SELECT * FROM dominators WHERE object = 5", "SCAN dominators VIRTUAL TABLE INDEX 1:" },
    { "SELECT * FROM roots r JOIN objects o ON o.address = r.object",
      "SCAN o VIRTUAL TABLE INDEX 1:" },
    { "SELECT * FROM objects o JOIN roots r ON o.address = r.object",
      "SCAN o VIRTUAL TABLE INDEX 1:" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", cases[i].sql, NULL);
    g_autofree char *answer = ask (snapshot, sql);

    g_assert_nonnull (strstr (answer, cases[i].plan));
  }
}

static void
assert_refused (const char *sql, int code, int offset)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpQuery) query = hp_query_new (snapshot, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (hp_query_run (query, sql, &no_limits, NULL, &error));
  g_assert_error (error, HP_QUERY_ERROR, code);
  g_assert_cmpint (hp_query_get_error_offset (query), ==, offset);
}

static void
test_only_reading (void)
{
  assert_refused ("CREATE TABLE a (b)", HP_QUERY_ERROR_REFUSED, -1);
  assert_refused ("ATTACH 'file.db' AS other", HP_QUERY_ERROR_REFUSED, -1);
  assert_refused ("PRAGMA journal_mode = wal", HP_QUERY_ERROR_REFUSED, -1);
  assert_refused ("SELECT load_extension('x')", HP_QUERY_ERROR_SYNTAX, 7);
  assert_refused ("VACUUM INTO 'file.db'", HP_QUERY_ERROR_REFUSED, 21);
  assert_refused ("SELECT * FROM pragma_database_list", HP_QUERY_ERROR_SYNTAX, -1);
  assert_refused ("SELECT writefile ('x', 'y')", HP_QUERY_ERROR_SYNTAX, 7);
  assert_refused ("DELETE FROM objects", HP_QUERY_ERROR_SYNTAX, -1);
  assert_refused ("SELECT 1; SELECT 2", HP_QUERY_ERROR_REFUSED, 9);
  assert_refused ("  -- nothing", HP_QUERY_ERROR_REFUSED, -1);
  assert_refused ("SELECT foo FROM objects", HP_QUERY_ERROR_SYNTAX, 7);
}

/* A function cannot be stopped: those that loop without end or take the square of their texts'
 * length are not there. */
static void
test_only_functions_that_end_soon (void)
{
  static const char *const refused[] = {
    "SELECT printf ('%.*c', 2000000000, 'x')",
    "SELECT format ('%.*c', 2000000000, 'x')",
    "SELECT trim ('x', 'y')",
    "SELECT json_patch ('{}', '{}')",
    "SELECT '{}' -> 'a'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_refused (refused[i], HP_QUERY_ERROR_SYNTAX, i < 4 ? 7 : 12);
}

/* At most max letters, one of them of two bytes. */
static char *
random_text (GRand *random, guint max)
{
  static const char *const letters[] = { "a", "b", "ä" };
  GString *text = g_string_new (NULL);

  for (gint32 n = g_rand_int_range (random, 0, (gint32)max + 1); n > 0; n--)
    g_string_append (text, letters[g_rand_int_range (random, 0, 3)]);
  return g_string_free (text, FALSE);
}

static char *
ask_sqlite (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  char *answer;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  answer = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return answer;
}

/* What takes the place of SQLite's own functions answers as they do. */
static void
test_replaced_functions (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_STRUCTURE);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  for (guint i = 0; i < 400; i++) {
    g_autofree char *whole = random_text (random, 8), *part = random_text (random, 2);
    g_autofree char *sql =
        g_strdup_printf ("SELECT instr ('%s', '%s') || '|' || replace ('%s', '%s', 'äz') || '|' || "
                         "coalesce (instr (NULL, 'a'), replace ('a', NULL, 'b'), '-')",
                         whole, part, whole, part);
    g_autofree char *expected = ask_sqlite (db, sql);

    assert_answer (snapshot, sql, expected);
  }
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  assert_answer (snapshot,
                 "SELECT instr (hex (zeroblob (2000000)), hex (zeroblob (1000000)) || '1') || "
                 "length (replace (hex (zeroblob (2000000)), hex (zeroblob (1000000)) || '1', ''))",
                 "04000000");
}

/* One step of a query that makes a gigabyte could not be stopped within it. */
static void
test_large_texts_are_refused (void)
{
  static const char *const hostile[] = {
    "SELECT length (hex (zeroblob (900000000)))",
    "WITH RECURSIVE c (x) AS (SELECT 'x' UNION ALL SELECT x || x FROM c) "
    "SELECT max (length (x)) FROM c",
    "WITH RECURSIVE c (x) AS (SELECT '%' UNION ALL SELECT x || x FROM c) "
    "SELECT count (*) FROM c WHERE 'aaa' LIKE x",
  };
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpQuery) query = hp_query_new (snapshot, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hp_query_run (query, hostile[i], &no_limits, NULL, &error));
    g_assert_nonnull (strstr (error->message, "too "));
  }
}

#define ENDLESS                                                                                    \
  "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"

static void
test_endless_query_is_stopped (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpQuery) query = hp_query_new (snapshot, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) timeout = NULL, cancelled = NULL;
  HpAnalysisRun run = { .cancellable = cancellable };
  HpQueryLimits short_time = { 0, 0.05 };

  g_assert_null (hp_query_run (query, ENDLESS, &short_time, NULL, &timeout));
  g_assert_error (timeout, HP_QUERY_ERROR, HP_QUERY_ERROR_TIMEOUT);
  g_cancellable_cancel (cancellable);
  g_assert_null (hp_query_run (query, ENDLESS, &no_limits, &run, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_limit_cuts (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (100, 5);
  g_autoptr (HpQuery) query = hp_query_new (snapshot, NULL);
  HpQueryLimits exact = { 100, 0 }, fewer = { 99, 0 };
  g_autoptr (HpQueryResult) all = hp_query_run (query, "SELECT * FROM objects", &exact, NULL, NULL);
  g_autoptr (HpQueryResult) cut = hp_query_run (query, "SELECT * FROM objects", &fewer, NULL, NULL);

  g_assert_cmpuint (hp_query_result_n_rows (all), ==, 100);
  g_assert_false (hp_query_result_is_cut (all));
  g_assert_cmpuint (hp_query_result_n_rows (cut), ==, 99);
  g_assert_true (hp_query_result_is_cut (cut));
}

static void
test_kinds_of_columns (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpQuery) query = hp_query_new (snapshot, NULL);
  g_autoptr (HpQueryResult) result =
      hp_query_run (query,
                    "SELECT address, size, tracked, type, refcount, size / 3.0, NULL, "
                    "9e999 FROM objects",
                    &no_limits, NULL, NULL);
  static const HpCellKind kinds[] = { HP_CELL_ADDRESS, HP_CELL_SIZE,   HP_CELL_FLAG,
                                      HP_CELL_TEXT,    HP_CELL_NUMBER, HP_CELL_DECIMAL,
                                      HP_CELL_NUMBER,  HP_CELL_TEXT };

  g_assert_cmpuint (hp_query_result_n_columns (result), ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpint (hp_query_result_get_kind (result, i), ==, kinds[i]);
}

static void
test_saved_queries_run (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (500, 3);
  guint n;
  const HpSavedQuery *saved = hp_saved_queries (&n);

  g_assert_cmpuint (n, >=, 8);
  for (guint i = 0; i < n; i++)
    g_free (ask (snapshot, saved[i].sql));
}

/* The two lists that hold each other, with one of them to open. */
static void
test_largest_cycles (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  guint n;
  const HpSavedQuery *saved = hp_saved_queries (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (saved[i].title, "Largest cycles")) {
      assert_answer (snapshot, saved[i].sql, "0x7000300 list 2 2 1 152");
      return;
    }
  g_assert_not_reached ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/query/tables", test_tables);
  g_test_add_func ("/core/analysis/query/dominators-join-objects", test_dominators_join_objects);
  g_test_add_func ("/core/analysis/query/lookups-agree-with-scans", test_lookups_agree_with_scans);
  g_test_add_func ("/core/analysis/query/lookups-are-planned", test_lookups_are_planned);
  g_test_add_func ("/core/analysis/query/large-texts-are-refused", test_large_texts_are_refused);
  g_test_add_func ("/core/analysis/query/only-reading", test_only_reading);
  g_test_add_func ("/core/analysis/query/endless-query-is-stopped", test_endless_query_is_stopped);
  g_test_add_func ("/core/analysis/query/limit-cuts", test_limit_cuts);
  g_test_add_func ("/core/analysis/query/kinds-of-columns", test_kinds_of_columns);
  g_test_add_func ("/core/analysis/query/only-functions-that-end-soon",
                   test_only_functions_that_end_soon);
  g_test_add_func ("/core/analysis/query/replaced-functions", test_replaced_functions);
  g_test_add_func ("/core/analysis/query/saved-queries-run", test_saved_queries_run);
  g_test_add_func ("/core/analysis/query/largest-cycles", test_largest_cycles);
  return g_test_run ();
}
