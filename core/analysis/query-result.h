/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting the rows of an answer. Private to the query's files. */
#pragma once

#include <sqlite3.h>

#include "analysis/query.h"

/* Names and kinds of the columns. */
HpQueryResult *hp_query_result_new (sqlite3_stmt *statement);

/* The statement's current row. */
void hp_query_result_add_row (HpQueryResult *self, sqlite3_stmt *statement);

/* There were more rows than a query may have. */
void hp_query_result_set_cut (HpQueryResult *self);

/* No more rows come. */
void hp_query_result_finish (HpQueryResult *self);
