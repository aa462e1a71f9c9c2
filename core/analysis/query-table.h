/* SPDX-License-Identifier: Apache-2.0 */
/* The tables a query can name, as rows and columns that are computed on demand: query-module.c
 * shows them to SQLite, and exchange/sqlite-write.c writes them to a database, so that a query
 * means the same in both. For these two alone. */
#pragma once

#include "analysis/components.h"
#include "analysis/dominators.h"
#include "snapshot/table.h"

G_BEGIN_DECLS

/* What the tables are read from. */
typedef struct {
  HpSnapshot *snapshot;     /* borrowed; looking up makes its index of referrers */
  const HpAnalysisRun *run; /* of the running query; borrowed */
  HpDominators *dominators; /* owned; made by the first query that needs it, as all below */
  HpComponents *components; /* owned */
  guint32 *by_type;         /* owned; objects grouped by type */
  guint32 *type_start;      /* owned; by type, one more as the end */
  GArray *cyclic;           /* owned; guint32: objects that are in a cycle */
  guint64 *blocks_before;   /* owned; by pool, one more: blocks in use in the pools before */
} HpQueryData;

void hp_query_data_clear (HpQueryData *self);

/* Rows that answer an equality: n rows from `first` on, or those listed in `rows`. */
typedef struct {
  guint64 first, n;
  const guint32 *rows; /* borrowed from the data; NULL: a range */
} HpQueryRows;

/* A column that can be looked up. Exactly one of the two functions is set. */
typedef struct {
  int column;
  gboolean (*find_number) (HpQueryData *data, gint64 value, HpQueryRows *rows, GError **error);
  gboolean (*find_text) (HpQueryData *data, const char *value, HpQueryRows *rows, GError **error);
} HpQueryKey;

typedef struct {
  const char *name;
  const HpTableColumn *columns;
  guint n_columns;
  /* Called once for each query that reads the table; makes what it needs. May be NULL. */
  gboolean (*prepare) (HpQueryData *data, GError **error);
  guint64 (*n_rows) (const HpQueryData *data);
  void (*get_cell) (const HpQueryData *data, guint64 row, guint column, HpCell *cell);
  const HpTable *table; /* of the snapshot: then n_rows and get_cell are NULL */
  const char *renames;  /* the table that has the same rows under other names; NULL: none */
  const HpQueryKey *keys;
  guint n_keys;
} HpQueryTable;

/* All of them; lives as long as the program. */
const HpQueryTable *hp_query_tables (guint *n);

/* The columns as CREATE TABLE takes them between its brackets: their names and kinds; free with
 * g_free. */
char *hp_query_table_dup_schema (const HpQueryTable *table);

/* Rows, and one cell of a row, of either kind of table; what `prepare` makes must be there. */
guint64 hp_query_table_n_rows (const HpQueryTable *table, const HpQueryData *data);
void hp_query_table_get_cell (const HpQueryTable *table, const HpQueryData *data, guint64 row,
                              guint column, HpCell *cell);

G_END_DECLS
