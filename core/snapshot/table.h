/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot as tables of text: what reports print and exports write.
 *
 * A table names its columns and gives a cell on demand, so a table of ten million rows costs
 * nothing until it is written. The names are those of the JSON reports: lower_snake_case, sizes in
 * bytes, addresses hexadecimal. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef enum {
  HP_CELL_TEXT,
  HP_CELL_NUMBER,
  HP_CELL_DECIMAL, /* of a query only: digits with a point, as SQLite prints them */
  HP_CELL_SIZE,    /* bytes */
  HP_CELL_ADDRESS, /* printed as 0x… */
  HP_CELL_FLAG,    /* true or false */
} HpCellKind;

typedef struct {
  const char *name;
  HpCellKind kind;
} HpTableColumn;

/* One value. "text" is owned by the cell and freed by who asked. */
typedef struct {
  gboolean present; /* FALSE: unknown or none; an empty CSV field, null in JSON */
  char *text;       /* HP_CELL_TEXT, HP_CELL_DECIMAL */
  gint64 number;    /* all other kinds; an address as its bits */
} HpCell;

typedef struct _HpTable HpTable;
struct _HpTable {
  const char *name; /* "objects": also the member of a JSON report */
  const HpTableColumn *columns;
  guint n_columns;
  guint64 (*n_rows) (const HpSnapshot *snapshot);
  void (*get_cell) (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell);
};

/* totals (one row), objects, references, types, roots, arenas, pools, large_blocks */
const HpTable *const *hp_tables (guint *n);

/* NULL when there is none of that name. */
const HpTable *hp_table_by_name (const char *name);

/* A cell as a person reads it: "" for none, addresses as 0x…; free with g_free. */
char *hp_cell_to_string (const HpCell *cell, HpCellKind kind);

G_END_DECLS
