/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that a query may call.
 *
 * A query is stopped between two steps of SQLite's machine, never inside of a function; so only
 * those are allowed that take time in proportion to the length of their texts. printf () can loop
 * two billion times in one call, the JSON functions and trim () take the square of the length.
 * instr () and replace () do so as well, and are replaced by ones that do not. Private to the
 * query's files. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* May a query call the function of SQLite (or of ours) that has this name? */
gboolean hp_query_function_is_allowed (const char *name);

/* Puts the functions that are replaced into the database; FALSE without memory. */
gboolean hp_query_replace_functions (sqlite3 *db);
