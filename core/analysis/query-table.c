/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/query-table.h"

#include "analysis/side-array.h"
#include "snapshot/traces.h"

static void
set_number (HpCell *cell, guint64 number)
{
  cell->present = TRUE;
  cell->number = (gint64)number;
}

static void
set_object (const HpQueryData *data, HpCell *cell, guint32 object)
{
  if (object != HP_NONE)
    set_number (cell, hp_snapshot_address (data->snapshot, object));
}

static void
set_text (HpCell *cell, char *text)
{
  cell->present = text != NULL;
  cell->text = text;
}

void
hp_query_data_clear (HpQueryData *self)
{
  hp_dominators_free (self->dominators);
  hp_components_free (self->components);
  hp_side_array_free (self->by_type);
  hp_side_array_free (self->type_start);
  hp_side_array_free (self->blocks_before);
  g_clear_pointer (&self->cyclic, g_array_unref);
}

/* ---- looking up ---- */

static gboolean
find_object (HpQueryData *data, gint64 value, HpQueryRows *rows, GError **error)
{
  guint32 object = hp_snapshot_find (data->snapshot, (guint64)value);

  *rows = (HpQueryRows){ object, object != HP_NONE, NULL };
  return TRUE;
}

static gboolean
find_references_from (HpQueryData *data, gint64 value, HpQueryRows *rows, GError **error)
{
  guint32 object = hp_snapshot_find (data->snapshot, (guint64)value);
  const guint64 *start = HP_SNAPSHOT_COLUMN (data->snapshot, REF_START, guint64);

  *rows = (HpQueryRows){ 0 };
  if (object != HP_NONE)
    *rows = (HpQueryRows){ start[object], start[object + 1] - start[object], NULL };
  return TRUE;
}

static gboolean
find_references_to (HpQueryData *data, gint64 value, HpQueryRows *rows, GError **error)
{
  guint32 object = hp_snapshot_find (data->snapshot, (guint64)value), n;
  const guint32 *refs;

  *rows = (HpQueryRows){ 0 };
  if (object == HP_NONE)
    return TRUE;
  if (!hp_snapshot_index_referrers (data->snapshot,
                                    data->run != NULL ? data->run->cancellable : NULL, error))
    return FALSE;
  hp_snapshot_referrers (data->snapshot, object, &refs, &n);
  *rows = (HpQueryRows){ 0, n, refs };
  return TRUE;
}

/* Groups the objects by type, once: a counting sort. */
static gboolean
index_types (HpQueryData *data, GError **error)
{
  guint32 n = hp_snapshot_n_objects (data->snapshot),
          n_types = hp_snapshot_n_types (data->snapshot);
  guint32 sum = 0;

  if (data->by_type != NULL)
    return TRUE;
  if ((data->type_start = HP_SIDE_ARRAY (guint32, (guint64)n_types + 2, error)) == NULL ||
      (data->by_type = HP_SIDE_ARRAY (guint32, n, error)) == NULL)
    return FALSE;
  for (guint32 object = 0; object < n; object++)
    data->type_start[hp_snapshot_type_of (data->snapshot, object) + 1]++;
  for (guint32 type = 0; type <= n_types; type++) {
    guint32 count = data->type_start[type + 1];

    data->type_start[type + 1] = sum;
    sum += count;
  }
  for (guint32 object = 0; object < n; object++)
    data->by_type[data->type_start[hp_snapshot_type_of (data->snapshot, object) + 1]++] = object;
  return TRUE;
}

/* Several types may share a name; then the table is searched, which an empty answer would hide. */
static gboolean
find_type (HpQueryData *data, const char *name, HpQueryRows *rows, GError **error)
{
  guint32 found = HP_NONE;

  if (!index_types (data, error))
    return FALSE;
  *rows = (HpQueryRows){ 0 };
  for (guint32 type = 0; type < hp_snapshot_n_types (data->snapshot); type++) {
    g_autofree char *full = hp_snapshot_dup_type_full_name (data->snapshot, type);

    if (!g_str_equal (full, name))
      continue;
    if (found != HP_NONE) {
      *rows = (HpQueryRows){ 0, hp_snapshot_n_objects (data->snapshot), NULL };
      return TRUE;
    }
    found = type;
  }
  if (found != HP_NONE)
    *rows = (HpQueryRows){ 0, data->type_start[found + 1] - data->type_start[found],
                           data->by_type + data->type_start[found] };
  return TRUE;
}

static const HpQueryKey object_keys[] = { { 0, find_object, NULL }, { 1, NULL, find_type } };
static const HpQueryKey reference_keys[] = { { 0, find_references_from, NULL },
                                             { 1, find_references_to, NULL } };
static const HpQueryKey dominator_keys[] = { { 0, find_object, NULL } };

/* ---- dominators ---- */

static const HpTableColumn dominator_columns[] = {
  { "object", HP_CELL_ADDRESS },
  { "dominator", HP_CELL_ADDRESS },
  { "retained_size", HP_CELL_SIZE },
  { "reached", HP_CELL_FLAG },
};

static gboolean
prepare_dominators (HpQueryData *data, GError **error)
{
  if (data->dominators == NULL)
    data->dominators = hp_dominators_new (data->snapshot, data->run, error);
  return data->dominators != NULL;
}

static guint64
n_dominators (const HpQueryData *data)
{
  return hp_snapshot_n_objects (data->snapshot);
}

static void
dominator_cell (const HpQueryData *data, guint64 row, guint column, HpCell *cell)
{
  guint32 object = (guint32)row;

  switch (column) {
  case 0: set_object (data, cell, object); break;
  case 1: set_object (data, cell, hp_dominators_get_parent (data->dominators, object)); break;
  case 2: set_number (cell, hp_dominators_get_retained_size (data->dominators, object)); break;
  default: set_number (cell, hp_dominators_is_reached (data->dominators, object)); break;
  }
}

/* ---- components ---- */

static const HpTableColumn component_columns[] = {
  { "object", HP_CELL_ADDRESS },
  { "component", HP_CELL_NUMBER },
};

static gboolean
prepare_components (HpQueryData *data, GError **error)
{
  if (data->components != NULL)
    return TRUE;
  data->components = hp_components_new (data->snapshot, data->run, error);
  if (data->components == NULL)
    return FALSE;
  data->cyclic = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 object = 0; object < hp_snapshot_n_objects (data->snapshot); object++)
    if (hp_components_cycle_of (data->components, object) != HP_NONE)
      g_array_append_val (data->cyclic, object);
  return TRUE;
}

static guint64
n_cyclic (const HpQueryData *data)
{
  return data->cyclic->len;
}

static void
component_cell (const HpQueryData *data, guint64 row, guint column, HpCell *cell)
{
  guint32 object = g_array_index (data->cyclic, guint32, row);

  if (column == 0)
    set_object (data, cell, object);
  else
    set_number (cell, hp_components_cycle_of (data->components, object) + 1);
}

/* ---- blocks ---- */

static const HpTableColumn block_columns[] = {
  { "address", HP_CELL_ADDRESS },
  { "pool", HP_CELL_ADDRESS },
  { "size", HP_CELL_SIZE },
  { "object", HP_CELL_ADDRESS },
};

static gboolean
prepare_blocks (HpQueryData *data, GError **error)
{
  guint32 n = hp_snapshot_n_pools (data->snapshot);

  if (data->blocks_before != NULL)
    return TRUE;
  data->blocks_before = HP_SIDE_ARRAY (guint64, (guint64)n + 1, error);
  if (data->blocks_before == NULL)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    data->blocks_before[i + 1] = data->blocks_before[i] + hp_snapshot_pool (data->snapshot, i).used;
  return TRUE;
}

static guint64
n_blocks (const HpQueryData *data)
{
  return data->blocks_before[hp_snapshot_n_pools (data->snapshot)];
}

/* The pool that the row's block lies in. */
static guint32
pool_of_row (const HpQueryData *data, guint64 row)
{
  guint32 low = 0, high = hp_snapshot_n_pools (data->snapshot);

  while (high - low > 1) {
    guint32 middle = low + (high - low) / 2;

    if (data->blocks_before[middle] <= row)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* The address of the n-th block in use of the pool; one past the pool when its bitmap has fewer. */
static guint64
nth_block (const HpQueryData *data, const HpPoolView *pool, guint64 n)
{
  const guint64 *bits = HP_SNAPSHOT_COLUMN (data->snapshot, BITMAP, guint64) + pool->bitmap / 64;
  guint32 block = pool->capacity;

  for (guint32 i = 0; i * 64 < pool->capacity; i++) {
    guint64 word = bits[i], n_set = (guint64)__builtin_popcountll (word);

    if (n >= n_set) {
      n -= n_set;
      continue;
    }
    for (; n > 0; n--)
      word &= word - 1;
    block = i * 64 + (guint32)__builtin_ctzll (word);
    break;
  }
  return pool->address + data->snapshot->info->geometry.pool_header +
         (guint64)MIN (block, pool->capacity) * pool->block_size;
}

static void
block_cell (const HpQueryData *data, guint64 row, guint column, HpCell *cell)
{
  guint32 number = pool_of_row (data, row);
  HpPoolView pool = hp_snapshot_pool (data->snapshot, number);
  guint64 address;

  switch (column) {
  case 1: set_number (cell, pool.address); return;
  case 2: set_number (cell, pool.block_size); return;
  default: break;
  }
  address = nth_block (data, &pool, row - data->blocks_before[number]);
  if (column == 0)
    set_number (cell, address);
  else
    set_object (data, cell, hp_snapshot_block_owner (data->snapshot, address, pool.block_size));
}

/* ---- allocations ---- */

static const HpTableColumn allocation_columns[] = {
  { "object", HP_CELL_ADDRESS }, { "address", HP_CELL_ADDRESS }, { "size", HP_CELL_SIZE },
  { "file", HP_CELL_TEXT },      { "line", HP_CELL_NUMBER },     { "function", HP_CELL_TEXT },
};

static guint64
n_allocations (const HpQueryData *data)
{
  return hp_snapshot_n_traces (data->snapshot);
}

static void
allocation_cell (const HpQueryData *data, guint64 row, guint column, HpCell *cell)
{
  HpTrace trace = hp_snapshot_trace (data->snapshot, (guint32)row);
  guint32 n;
  const guint32 *frames = hp_snapshot_traceback (data->snapshot, trace.traceback, &n, NULL);
  HpFrameRow frame = hp_snapshot_frame (data->snapshot, frames[0]);

  switch (column) {
  case 0: set_object (data, cell, trace.object); break;
  case 1: set_number (cell, trace.address); break;
  case 2: set_number (cell, trace.size); break;
  case 3:
    if (frame.file != HP_NONE)
      set_text (cell, hp_snapshot_dup_string (data->snapshot, frame.file));
    break;
  case 4: set_number (cell, frame.line); break;
  default:
    if (frame.function != HP_NONE)
      set_text (cell, hp_snapshot_dup_string (data->snapshot, frame.function));
    break;
  }
}

/* ---- schema ---- */

/* SQLite keeps any name of a type; hp_query_result_get_kind () knows these again. */
static const char *
type_name (HpCellKind kind)
{
  switch (kind) {
  case HP_CELL_TEXT: return "TEXT";
  case HP_CELL_ADDRESS: return "ADDRESS INTEGER";
  case HP_CELL_SIZE: return "SIZE INTEGER";
  case HP_CELL_FLAG: return "FLAG INTEGER";
  case HP_CELL_NUMBER:
  case HP_CELL_DECIMAL: break;
  }
  return "INTEGER";
}

char *
hp_query_table_dup_schema (const HpQueryTable *table)
{
  g_autoptr (GString) schema = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (schema, "%s\"%s\" %s", i > 0 ? ", " : "", table->columns[i].name,
                            type_name (table->columns[i].kind));
  return g_string_free (g_steal_pointer (&schema), FALSE);
}

/* ---- all ---- */

#define COMPUTED(id, columns, prepare, n_rows, cell, keys, n_keys)                                 \
  {                                                                                                \
#id, columns, G_N_ELEMENTS(columns), prepare, n_rows, cell, NULL, NULL, keys, n_keys           \
  }

static const HpQueryTable computed[] = {
  COMPUTED (dominators, dominator_columns, prepare_dominators, n_dominators, dominator_cell,
            dominator_keys, G_N_ELEMENTS (dominator_keys)),
  COMPUTED (components, component_columns, prepare_components, n_cyclic, component_cell, NULL, 0),
  COMPUTED (blocks, block_columns, prepare_blocks, n_blocks, block_cell, NULL, 0),
  COMPUTED (allocations, allocation_columns, NULL, n_allocations, allocation_cell, NULL, 0),
};

/* Names that SQL has no other use for, unlike FROM, TO and REFERENCES. */
static const HpTableColumn ref_columns[] = {
  { "source", HP_CELL_ADDRESS },
  { "target", HP_CELL_ADDRESS },
  { "label", HP_CELL_TEXT },
  { "weak", HP_CELL_FLAG },
};

static HpQueryTable
from_snapshot (const HpTable *table, const char *name)
{
  HpQueryTable query = {
    .name = name, .columns = table->columns, .n_columns = table->n_columns, .table = table
  };

  if (g_str_equal (table->name, "objects")) {
    query.keys = object_keys;
    query.n_keys = G_N_ELEMENTS (object_keys);
  } else if (g_str_equal (table->name, "references")) {
    query.keys = reference_keys;
    query.n_keys = G_N_ELEMENTS (reference_keys);
  }
  return query;
}

static gpointer
make_tables (gpointer data)
{
  GArray *tables = g_array_new (FALSE, FALSE, sizeof (HpQueryTable));
  guint n;
  const HpTable *const *stored = hp_tables (&n);
  HpQueryTable refs = from_snapshot (hp_table_by_name ("references"), "refs");

  for (guint i = 0; i < n; i++) {
    HpQueryTable table = from_snapshot (stored[i], stored[i]->name);

    g_array_append_val (tables, table);
  }
  refs.columns = ref_columns;
  refs.renames = "references";
  g_assert (refs.n_columns == G_N_ELEMENTS (ref_columns));
  g_array_append_val (tables, refs);
  g_array_append_vals (tables, computed, G_N_ELEMENTS (computed));
  return tables;
}

const HpQueryTable *
hp_query_tables (guint *n)
{
  static GOnce once = G_ONCE_INIT;
  GArray *tables = g_once (&once, make_tables, NULL);

  *n = tables->len;
  return (const HpQueryTable *)tables->data;
}

guint64
hp_query_table_n_rows (const HpQueryTable *table, const HpQueryData *data)
{
  return table->table != NULL ? table->table->n_rows (data->snapshot) : table->n_rows (data);
}

void
hp_query_table_get_cell (const HpQueryTable *table, const HpQueryData *data, guint64 row,
                         guint column, HpCell *cell)
{
  if (table->table != NULL)
    table->table->get_cell (data->snapshot, row, column, cell);
  else
    table->get_cell (data, row, column, cell);
}
