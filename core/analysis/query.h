/* SPDX-License-Identifier: Apache-2.0 */
/* SQL over a picture.
 *
 * The columns of the picture are SQLite virtual tables, read where they lie: nothing is copied.
 *
 *   objects references types roots arenas pools large_blocks totals   as in snapshot/table.h
 *   refs         the references with names that need no quotes: source, target, label, weak
 *   blocks       each block in use: address, pool, size, object
 *   dominators   object, dominator, retained_size, reached
 *   components   object, component: members of cycles
 *   allocations  object, address, size, file, line, function: where traced blocks were born
 *
 * Equality on an address, on a type's name and on either end of a reference is looked up instead of
 * searched for. Tables that an analysis must make first are made when a query names them.
 *
 * Only reading is possible: anything but SELECT is refused, and no other database can be attached.
 * Of SQLite's functions those can be called that are sure to end soon (query-functions.h): no
 * printf, no trim, no JSON.
 * One thread at a time uses a query object. */
#pragma once

#include "analysis/analysis.h"
#include "analysis/report.h"
#include "snapshot/table.h"

G_BEGIN_DECLS

typedef struct _HpQuery HpQuery;
typedef struct _HpQueryResult HpQueryResult;

#define HP_QUERY_ERROR (hp_query_error_quark ())
GQuark hp_query_error_quark (void);
typedef enum {
  HP_QUERY_ERROR_SYNTAX,  /* the message is SQLite's; hp_query_get_error_offset () has the place */
  HP_QUERY_ERROR_REFUSED, /* not a query, or more than one */
  HP_QUERY_ERROR_TIMEOUT, /* the message names the limit */
  HP_QUERY_ERROR_FAILED,  /* no memory, or a failing analysis */
} HpQueryError;

typedef struct {
  guint64 max_rows; /* rows kept of the answer; 0: all */
  double seconds;   /* then the query is stopped; 0: no limit */
} HpQueryLimits;

/* ---- make and free ---- */

/* Keeps a reference to the snapshot. */
HpQuery *hp_query_new (HpSnapshot *snapshot, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_query_free (HpQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpQuery, hp_query_free)

/* ---- ask ---- */

/* Runs one SELECT. After max_rows it stops, and the answer tells that it was cut. NULL and error:
 * one of the codes above, or cancelled. */
HpQueryResult *hp_query_run (HpQuery *self, const char *sql, const HpQueryLimits *limits,
                             const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The byte of the last query's text that its error is about, or -1. */
int hp_query_get_error_offset (const HpQuery *self);

/* ---- the answer ---- */

void hp_query_result_free (HpQueryResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpQueryResult, hp_query_result_free)

/* Columns and their names, which are lent. */
guint hp_query_result_n_columns (const HpQueryResult *self);
const char *hp_query_result_get_name (const HpQueryResult *self, guint column);
/* The same, and of no other column: the second "type" is "type:2". For what is keyed by it. */
const char *hp_query_result_get_key (const HpQueryResult *self, guint column);

/* ADDRESS and SIZE for columns that come straight from such a column of a table, NUMBER where every
 * value is a whole number, DECIMAL where every value is a number, otherwise TEXT. */
HpCellKind hp_query_result_get_kind (const HpQueryResult *self, guint column);
guint64 hp_query_result_n_rows (const HpQueryResult *self);

/* There were more rows than the limit. */
gboolean hp_query_result_is_cut (const HpQueryResult *self);

/* Fills *cell; cell->text is owned by the cell. */
void hp_query_result_get (const HpQueryResult *self, guint64 row, guint column, HpCell *cell);

/* The same as a report with one table, "rows"; names of columns are its titles as well. */
HpReport *hp_query_result_to_report (const HpQueryResult *self) G_GNUC_WARN_UNUSED_RESULT;

/* ---- saved questions ---- */

typedef struct {
  const char *title; /* "Types with the most instances" */
  const char *sql;
} HpSavedQuery;

/* The questions that come with the program; static, *n of them. */
const HpSavedQuery *hp_saved_queries (guint *n);

G_END_DECLS
