/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/v8-trace-tree.h"

#define NONE G_MAXUINT32

/* Numbers of a function, and frames of a traceback, that are believed. */
#define MAX_FIELDS 32
#define MAX_DEPTH  65536

void
hp_v8_trace_tree_init (HpV8TraceTree *self)
{
  *self = (HpV8TraceTree){ .functions = g_array_new (FALSE, FALSE, sizeof (HpV8Function)),
                           .nodes = g_array_new (FALSE, FALSE, sizeof (HpV8TraceNode)),
                           .rows = g_hash_table_new (NULL, NULL) };
}

void
hp_v8_trace_tree_clear (HpV8TraceTree *self)
{
  g_clear_pointer (&self->functions, g_array_unref);
  g_clear_pointer (&self->nodes, g_array_unref);
  g_clear_pointer (&self->rows, g_hash_table_unref);
}

/* ---- functions ---- */

/* Where the field stands in a row; one that is not there is an error. */
static gboolean
find_field (const HpJsonScan *scan, const GPtrArray *fields, const char *name, guint *position,
            GError **error)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (g_ptr_array_index (fields, i), name)) {
      *position = i;
      return TRUE;
    }
  return hp_json_scan_fail (scan, error, "functions have no name, file or line");
}

gboolean
hp_v8_trace_tree_read_functions (HpV8TraceTree *self, HpJsonScan *scan, const GPtrArray *fields,
                                 GError **error)
{
  guint64 row[MAX_FIELDS];
  gboolean first = TRUE, done = FALSE;
  guint name = 0, file = 0, line = 0;

  if (fields->len > MAX_FIELDS || !hp_json_scan_expect (scan, '[', error) ||
      !find_field (scan, fields, "name", &name, error) ||
      !find_field (scan, fields, "script_name", &file, error) ||
      !find_field (scan, fields, "line", &line, error))
    return FALSE;
  for (;;) {
    HpV8Function function;

    if (!hp_json_scan_row (scan, fields->len, row, &first, &done, error))
      return FALSE;
    if (done)
      return TRUE;
    function = (HpV8Function){ row[name], row[file], row[line] };
    g_array_append_val (self->functions, function);
  }
}

/* ---- nodes ---- */

/* A list of nodes that is being read. */
typedef struct {
  guint32 parent;
  gboolean first;
} Level;

/* id, function_info_index, count, size: up to the list of children. */
static gboolean
read_node (HpV8TraceTree *self, HpJsonScan *scan, guint32 parent, guint32 depth, GError **error)
{
  guint64 numbers[4];
  HpV8TraceNode node = { .parent = parent, .depth = depth };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!hp_json_scan_number (scan, &numbers[i], error) || !hp_json_scan_expect (scan, ',', error))
      return FALSE;
  if (numbers[1] >= self->functions->len)
    return hp_json_scan_fail (scan, error, "the traceback has no such function");
  if (self->nodes->len == NONE - 1)
    return hp_json_scan_fail (scan, error, "too many tracebacks");
  node.function = (guint32)numbers[1];
  g_array_append_val (self->nodes, node);
  g_hash_table_insert (self->rows, GSIZE_TO_POINTER ((gsize)numbers[0]),
                       GUINT_TO_POINTER (self->nodes->len));
  return hp_json_scan_expect (scan, '[', error);
}

gboolean
hp_v8_trace_tree_read_nodes (HpV8TraceTree *self, HpJsonScan *scan, GError **error)
{
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (Level));
  Level top = { NONE, TRUE };

  if (!hp_json_scan_expect (scan, '[', error))
    return FALSE;
  g_array_append_val (levels, top);
  while (levels->len > 0) {
    Level *level = &g_array_index (levels, Level, levels->len - 1), below = { 0, TRUE };
    gboolean done;

    if (!hp_json_scan_element (scan, &level->first, &done, error))
      return FALSE;
    if (done) {
      g_array_set_size (levels, levels->len - 1);
      continue;
    }
    if (levels->len > MAX_DEPTH)
      return hp_json_scan_fail (scan, error, "the traceback is too deep");
    if (!read_node (self, scan, level->parent, levels->len - 1, error))
      return FALSE;
    self->depth = MAX (self->depth, levels->len - 1);
    below.parent = self->nodes->len - 1;
    g_array_append_val (levels, below);
  }
  return TRUE;
}

guint32
hp_v8_trace_tree_find (const HpV8TraceTree *self, guint64 id)
{
  gpointer row = g_hash_table_lookup (self->rows, GSIZE_TO_POINTER ((gsize)id));

  return row != NULL ? GPOINTER_TO_UINT (row) - 1 : NONE;
}
