/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/query.h"

#include <string.h>

#include "analysis/query-functions.h"
#include "analysis/query-module.h"
#include "analysis/query-result.h"

/* Steps of SQLite's machine between two looks at the clock and the cancellable. */
#define STEPS_BETWEEN_LOOKS 2000

/* A query's text, and how deep its expressions may be: bounds for what a user pastes. */
#define MAX_SQL_LENGTH 1000000

/* What one function makes is not looked at in between, so these bound the time until the next look,
 * and the memory: bytes of a text, and of a pattern of LIKE, which may take the product of both. */
#define MAX_TEXT_LENGTH    (4 << 20)
#define MAX_PATTERN_LENGTH 500

G_DEFINE_QUARK (hp - query - error - quark, hp_query_error)

struct _HpQuery {
  HpSnapshot *snapshot; /* owned reference */
  sqlite3 *db;          /* owned */
  HpQueryData data;
  gint64 deadline; /* monotonic time, microseconds; 0: none */
  gboolean timed_out;
  int error_offset;
};

/* Reads of columns, functions that end soon and recursive queries; nothing else. */
static int
authorize (void *data, int action, const char *a, const char *b, const char *c, const char *d)
{
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_READ:
  case SQLITE_RECURSIVE: return SQLITE_OK;
  case SQLITE_FUNCTION: return hp_query_function_is_allowed (b) ? SQLITE_OK : SQLITE_DENY;
  default: return SQLITE_DENY;
  }
}

/* Not 0 stops the query. */
static int
look (void *data)
{
  HpQuery *self = data;
  const HpAnalysisRun *run = self->data.run;

  self->timed_out = self->deadline != 0 && g_get_monotonic_time () > self->deadline;
  return self->timed_out || (run != NULL && g_cancellable_is_cancelled (run->cancellable));
}

HpQuery *
hp_query_new (HpSnapshot *snapshot, GError **error)
{
  g_autoptr (HpQuery) self = g_new0 (HpQuery, 1);

  self->snapshot = hp_snapshot_ref (snapshot);
  self->data.snapshot = snapshot;
  self->error_offset = -1;
  if (sqlite3_open_v2 (":memory:", &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
          SQLITE_OK ||
      hp_query_module_register (self->db, &self->data) != SQLITE_OK ||
      !hp_query_replace_functions (self->db)) {
    g_set_error (error, HP_QUERY_ERROR, HP_QUERY_ERROR_FAILED, "SQLite does not start: %s",
                 self->db != NULL ? sqlite3_errmsg (self->db) : "no memory");
    return NULL;
  }
  sqlite3_limit (self->db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (self->db, SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_LENGTH);
  sqlite3_limit (self->db, SQLITE_LIMIT_LENGTH, MAX_TEXT_LENGTH);
  sqlite3_limit (self->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_PATTERN_LENGTH);
  sqlite3_set_authorizer (self->db, authorize, NULL);
  sqlite3_progress_handler (self->db, STEPS_BETWEEN_LOOKS, look, self);
  return g_steal_pointer (&self);
}

void
hp_query_free (HpQuery *self)
{
  if (self == NULL)
    return;
  sqlite3_close (self->db);
  hp_query_data_clear (&self->data);
  hp_snapshot_unref (self->snapshot);
  g_free (self);
}

int
hp_query_get_error_offset (const HpQuery *self)
{
  return self->error_offset;
}

/* ---- errors ---- */

static void
set_error_from_sqlite (HpQuery *self, const HpQueryLimits *limits, GError **error)
{
  int status = sqlite3_errcode (self->db);

  if (self->timed_out)
    g_set_error (error, HP_QUERY_ERROR, HP_QUERY_ERROR_TIMEOUT,
                 "The query was stopped after %g seconds", limits->seconds);
  else if (status == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The query was cancelled");
  else if (status == SQLITE_AUTH)
    g_set_error_literal (error, HP_QUERY_ERROR, HP_QUERY_ERROR_REFUSED,
                         "A picture can only be read: write a SELECT");
  else
    g_set_error (error, HP_QUERY_ERROR,
                 status == SQLITE_NOMEM ? HP_QUERY_ERROR_FAILED : HP_QUERY_ERROR_SYNTAX, "%s",
                 sqlite3_errmsg (self->db));
}

/* One statement, and one that answers. */
static sqlite3_stmt *
compile (HpQuery *self, const char *sql, const HpQueryLimits *limits, GError **error)
{
  sqlite3_stmt *statement = NULL;
  const char *rest;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, &rest) != SQLITE_OK) {
    self->error_offset = sqlite3_error_offset (self->db);
    set_error_from_sqlite (self, limits, error);
    return NULL;
  }
  if (statement == NULL || sqlite3_column_count (statement) == 0 ||
      rest[strspn (rest, " \t\r\n;")] != '\0') {
    g_set_error_literal (error, HP_QUERY_ERROR, HP_QUERY_ERROR_REFUSED,
                         statement == NULL ? "There is no query in this text"
                                           : "Write one SELECT at a time");
    self->error_offset = statement == NULL ? -1 : (int)(rest - sql);
    sqlite3_finalize (statement);
    return NULL;
  }
  return statement;
}

static HpQueryResult *
collect (HpQuery *self, sqlite3_stmt *statement, const HpQueryLimits *limits, GError **error)
{
  g_autoptr (HpQueryResult) result = hp_query_result_new (statement);
  int status;

  while ((status = sqlite3_step (statement)) == SQLITE_ROW) {
    if (limits->max_rows > 0 && hp_query_result_n_rows (result) == limits->max_rows) {
      hp_query_result_set_cut (result);
      break;
    }
    hp_query_result_add_row (result, statement);
  }
  if (status != SQLITE_DONE && status != SQLITE_ROW) {
    set_error_from_sqlite (self, limits, error);
    return NULL;
  }
  hp_query_result_finish (result);
  return g_steal_pointer (&result);
}

HpQueryResult *
hp_query_run (HpQuery *self, const char *sql, const HpQueryLimits *limits, const HpAnalysisRun *run,
              GError **error)
{
  sqlite3_stmt *statement;
  HpQueryResult *result = NULL;

  self->data.run = run;
  self->error_offset = -1;
  self->timed_out = FALSE;
  self->deadline = limits->seconds > 0
                       ? g_get_monotonic_time () + (gint64)(limits->seconds * G_USEC_PER_SEC)
                       : 0;
  statement = compile (self, sql, limits, error);
  if (statement != NULL)
    result = collect (self, statement, limits, error);
  sqlite3_finalize (statement);
  self->data.run = NULL;
  return result;
}
