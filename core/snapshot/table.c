/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/table.h"

#include <string.h>

#include "snapshot/summary.h"

static void
set_text (HpCell *cell, char *text)
{
  cell->present = text != NULL;
  cell->text = text;
}

static void
set_string (const HpSnapshot *snapshot, HpCell *cell, guint32 string)
{
  if (string != HP_NONE)
    set_text (cell, hp_snapshot_dup_string (snapshot, string));
}

static void
set_number (HpCell *cell, guint64 number)
{
  cell->present = TRUE;
  cell->number = (gint64)number;
}

static void
set_object (const HpSnapshot *snapshot, HpCell *cell, guint32 object)
{
  if (object != HP_NONE)
    set_number (cell, hp_snapshot_address (snapshot, object));
}

/* ---- objects ---- */

static const HpTableColumn object_columns[] = {
  { "address", HP_CELL_ADDRESS }, { "type", HP_CELL_TEXT },        { "value", HP_CELL_TEXT },
  { "size", HP_CELL_SIZE },       { "refcount", HP_CELL_NUMBER },  { "generation", HP_CELL_NUMBER },
  { "tracked", HP_CELL_FLAG },    { "referents", HP_CELL_NUMBER },
};

static guint64
n_objects (const HpSnapshot *snapshot)
{
  return hp_snapshot_n_objects (snapshot);
}

static void
object_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  guint32 object = (guint32)row, n;
  guint generation = hp_snapshot_generation (snapshot, object);

  switch (column) {
  case 0: set_object (snapshot, cell, object); break;
  case 1:
    set_text (cell,
              hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object)));
    break;
  case 2: set_text (cell, hp_snapshot_dup_preview (snapshot, object)); break;
  case 3: set_number (cell, hp_snapshot_size (snapshot, object)); break;
  case 4: set_number (cell, (guint64)hp_snapshot_refcount (snapshot, object)); break;
  case 5:
    if (generation <= HP_GENERATION_PERMANENT)
      set_number (cell, generation);
    break;
  case 6: set_number (cell, generation != HP_GENERATION_UNTRACKED); break;
  default:
    hp_snapshot_referents (snapshot, object, NULL, &n);
    set_number (cell, n);
    break;
  }
}

/* ---- references ---- */

static const HpTableColumn reference_columns[] = {
  { "from", HP_CELL_ADDRESS },
  { "to", HP_CELL_ADDRESS },
  { "label", HP_CELL_TEXT },
  { "weak", HP_CELL_FLAG },
};

static guint64
n_references (const HpSnapshot *snapshot)
{
  return hp_snapshot_n_refs (snapshot);
}

/* The object whose row of references contains this one. */
static guint32
holder_of (const HpSnapshot *snapshot, guint64 ref)
{
  const guint64 *start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
  guint32 low = 0, high = hp_snapshot_n_objects (snapshot);

  while (high - low > 1) {
    guint32 middle = low + (high - low) / 2;
    if (start[middle] <= ref)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static void
reference_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  guint32 label = hp_snapshot_ref_label (snapshot, row);

  switch (column) {
  case 0: set_object (snapshot, cell, holder_of (snapshot, row)); break;
  case 1:
    set_object (snapshot, cell, HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32)[row]);
    break;
  case 2: set_text (cell, hp_snapshot_format_label (snapshot, label)); break;
  default: set_number (cell, hp_label_is_weak (label)); break;
  }
}

/* ---- types ---- */

static const HpTableColumn type_columns[] = {
  { "type", HP_CELL_TEXT },
  { "module", HP_CELL_TEXT },
  { "count", HP_CELL_NUMBER },
  { "size", HP_CELL_SIZE },
};

static guint64
n_types (const HpSnapshot *snapshot)
{
  return hp_snapshot_n_types (snapshot);
}

static void
type_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  guint32 type = (guint32)row;

  switch (column) {
  case 0: set_text (cell, hp_snapshot_dup_type_name (snapshot, type)); break;
  case 1:
    set_string (snapshot, cell, HP_SNAPSHOT_COLUMN (snapshot, TYPE_MODULE, guint32)[type]);
    break;
  case 2: set_number (cell, hp_snapshot_type_count (snapshot, type)); break;
  default: set_number (cell, hp_snapshot_type_size (snapshot, type)); break;
  }
}

/* ---- roots ---- */

static const HpTableColumn root_columns[] = {
  { "object", HP_CELL_ADDRESS }, { "root", HP_CELL_TEXT }, { "name", HP_CELL_TEXT },
  { "function", HP_CELL_TEXT },  { "file", HP_CELL_TEXT }, { "line", HP_CELL_NUMBER },
};

static guint64
n_roots (const HpSnapshot *snapshot)
{
  return hp_snapshot_n_roots (snapshot);
}

static void
root_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  HpRoot root = hp_snapshot_root (snapshot, (guint32)row);

  switch (column) {
  case 0: set_object (snapshot, cell, root.object); break;
  case 1: set_text (cell, hp_snapshot_format_root (snapshot, (guint32)row)); break;
  case 2: set_string (snapshot, cell, root.name); break;
  case 3: set_string (snapshot, cell, root.function); break;
  case 4: set_string (snapshot, cell, root.file); break;
  default:
    if (root.line != 0)
      set_number (cell, root.line);
    break;
  }
}

/* ---- arenas ---- */

static const HpTableColumn arena_columns[] = {
  { "address", HP_CELL_ADDRESS },
  { "pools", HP_CELL_NUMBER },
  { "pools_in_use", HP_CELL_NUMBER },
  { "used", HP_CELL_SIZE },
};

static guint64
n_arenas (const HpSnapshot *snapshot)
{
  return hp_snapshot_n_arenas (snapshot);
}

static guint64
pools_in_use (const HpSnapshot *snapshot, const HpArenaView *arena)
{
  guint64 n = 0;

  for (guint32 i = 0; i < arena->n_pools; i++)
    n += hp_snapshot_pool (snapshot, arena->first_pool + i).used > 0;
  return n;
}

static void
arena_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  HpArenaView arena = hp_snapshot_arena (snapshot, (guint32)row);

  switch (column) {
  case 0: set_number (cell, arena.address); break;
  case 1: set_number (cell, arena.n_pools); break;
  case 2: set_number (cell, pools_in_use (snapshot, &arena)); break;
  default: set_number (cell, hp_snapshot_arena_used_bytes (snapshot, (guint32)row)); break;
  }
}

/* ---- pools ---- */

static const HpTableColumn pool_columns[] = {
  { "address", HP_CELL_ADDRESS },   { "arena", HP_CELL_ADDRESS }, { "state", HP_CELL_TEXT },
  { "block_size", HP_CELL_NUMBER }, { "blocks", HP_CELL_NUMBER }, { "used", HP_CELL_NUMBER },
};

static const char *const pool_states[] = { "used", "full", "empty", "uncarved" };
G_STATIC_ASSERT (G_N_ELEMENTS (pool_states) == HP_N_POOL_STATES);

static guint64
n_pools (const HpSnapshot *snapshot)
{
  return hp_snapshot_n_pools (snapshot);
}

static void
pool_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  HpPoolView pool = hp_snapshot_pool (snapshot, (guint32)row);

  switch (column) {
  case 0: set_number (cell, pool.address); break;
  case 1: set_number (cell, hp_snapshot_arena (snapshot, pool.arena).address); break;
  case 2: set_text (cell, g_strdup (pool_states[pool.state])); break;
  case 3:
    if (pool.block_size != 0)
      set_number (cell, pool.block_size);
    break;
  case 4: set_number (cell, pool.capacity); break;
  default: set_number (cell, pool.used); break;
  }
}

/* ---- large blocks ---- */

static const HpTableColumn large_columns[] = {
  { "address", HP_CELL_ADDRESS },
  { "size", HP_CELL_SIZE },
  { "object", HP_CELL_ADDRESS },
};

static guint64
n_large (const HpSnapshot *snapshot)
{
  return hp_snapshot_n_large (snapshot);
}

static void
large_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  switch (column) {
  case 0: set_number (cell, HP_SNAPSHOT_COLUMN (snapshot, LARGE_ADDRESS, guint64)[row]); break;
  case 1: set_number (cell, HP_SNAPSHOT_COLUMN (snapshot, LARGE_SIZE, guint64)[row]); break;
  default:
    set_object (snapshot, cell, HP_SNAPSHOT_COLUMN (snapshot, LARGE_OBJECT, guint32)[row]);
    break;
  }
}

/* ---- totals: one row ---- */

static const HpTableColumn total_columns[] = {
  { "objects", HP_CELL_NUMBER }, { "size", HP_CELL_SIZE },
  { "tracked", HP_CELL_NUMBER }, { "references", HP_CELL_NUMBER },
  { "types", HP_CELL_NUMBER },   { "roots", HP_CELL_NUMBER },
  { "arenas", HP_CELL_NUMBER },  { "arena_bytes", HP_CELL_SIZE },
  { "pools", HP_CELL_NUMBER },   { "pools_in_use", HP_CELL_NUMBER },
  { "blocks", HP_CELL_NUMBER },  { "block_bytes", HP_CELL_SIZE },
};

static guint64
one_row (const HpSnapshot *snapshot)
{
  return 1;
}

static void
total_cell (const HpSnapshot *snapshot, guint64 row, guint column, HpCell *cell)
{
  g_autoptr (HpSummary) summary = hp_summary_from_snapshot (snapshot);
  const guint64 values[] = {
    hp_snapshot_n_objects (snapshot), hp_snapshot_total_size (snapshot),
    (guint64)summary->tracked,        hp_snapshot_n_refs (snapshot),
    hp_snapshot_n_types (snapshot),   hp_snapshot_n_roots (snapshot),
    (guint64)summary->arenas,         (guint64)summary->arena_bytes,
    (guint64)summary->pools_total,    (guint64)summary->pools_used,
    (guint64)summary->blocks,         (guint64)summary->bytes,
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (values) == G_N_ELEMENTS (total_columns));
  set_number (cell, values[column]);
}

#define TABLE(id, columns, rows, cell)                                                             \
  static const HpTable id##_table = { #id, columns, G_N_ELEMENTS (columns), rows, cell }

TABLE (objects, object_columns, n_objects, object_cell);
TABLE (references, reference_columns, n_references, reference_cell);
TABLE (types, type_columns, n_types, type_cell);
TABLE (roots, root_columns, n_roots, root_cell);
TABLE (arenas, arena_columns, n_arenas, arena_cell);
TABLE (pools, pool_columns, n_pools, pool_cell);
TABLE (large_blocks, large_columns, n_large, large_cell);
TABLE (totals, total_columns, one_row, total_cell);

static const HpTable *const tables[] = {
  &totals_table, &objects_table, &references_table, &types_table,
  &roots_table,  &arenas_table,  &pools_table,      &large_blocks_table,
};

const HpTable *const *
hp_tables (guint *n)
{
  *n = G_N_ELEMENTS (tables);
  return tables;
}

const HpTable *
hp_table_by_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (strcmp (tables[i]->name, name) == 0)
      return tables[i];
  return NULL;
}

char *
hp_cell_to_string (const HpCell *cell, HpCellKind kind)
{
  if (!cell->present)
    return g_strdup ("");
  switch (kind) {
  case HP_CELL_TEXT:
  case HP_CELL_DECIMAL: return g_strdup (cell->text);
  case HP_CELL_ADDRESS: return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", (guint64)cell->number);
  case HP_CELL_FLAG: return g_strdup (cell->number ? "true" : "false");
  case HP_CELL_NUMBER:
  case HP_CELL_SIZE: break;
  }
  return g_strdup_printf ("%" G_GINT64_FORMAT, cell->number);
}
