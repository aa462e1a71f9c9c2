/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a query as SQLite virtual tables. Private to the query's files. */
#pragma once

#include <sqlite3.h>

#include "analysis/query-table.h"

/* Makes every table known to the database by its name. data is borrowed and outlives the database.
 * Returns an SQLite result code. */
int hp_query_module_register (sqlite3 *db, HpQueryData *data);
