/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/v8-parts.h"

#include "snapshot/snapshot.h"

void
hp_v8_parts_init (HpV8Parts *self)
{
  *self = (HpV8Parts){ .node_types = g_ptr_array_new_with_free_func (g_free),
                       .edge_types = g_ptr_array_new_with_free_func (g_free),
                       .function_fields = g_ptr_array_new_with_free_func (g_free) };
}

void
hp_v8_parts_clear (HpV8Parts *self)
{
  g_clear_pointer (&self->node_types, g_ptr_array_unref);
  g_clear_pointer (&self->edge_types, g_ptr_array_unref);
  g_clear_pointer (&self->function_fields, g_ptr_array_unref);
}

/* ---- the head: what a row consists of ---- */

static gboolean
read_names (HpJsonScan *scan, GPtrArray *names, GError **error)
{
  gboolean first = TRUE, done;

  if (!hp_json_scan_expect (scan, '[', error))
    return FALSE;
  for (;;) {
    g_autoptr (GString) name = g_string_new (NULL);

    if (!hp_json_scan_element (scan, &first, &done, error))
      return FALSE;
    if (done)
      return TRUE;
    if (names->len == HP_V8_MAX_FIELDS)
      return hp_json_scan_fail (scan, error, "too many names");
    if (!hp_json_scan_string (scan, name, error))
      return FALSE;
    g_ptr_array_add (names, g_strdup (name->str));
  }
}

static int
find_name (const GPtrArray *names, const char *wanted)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (g_ptr_array_index (names, i), wanted))
      return (int)i;
  return -1;
}

static gboolean
read_shape (HpJsonScan *scan, HpV8Shape *shape, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!read_names (scan, names, error))
    return FALSE;
  shape->width = names->len;
  shape->type = find_name (names, "type");
  shape->name = MAX (find_name (names, "name"), find_name (names, "name_or_index"));
  shape->id = find_name (names, "id");
  shape->size = find_name (names, "self_size");
  shape->edge_count = find_name (names, "edge_count");
  shape->trace = find_name (names, "trace_node_id");
  shape->to = find_name (names, "to_node");
  return TRUE;
}

/* [["hidden", "array", …], "string", …]: the first lists the kinds. */
static gboolean
read_kinds (HpJsonScan *scan, GPtrArray *kinds, GError **error)
{
  gboolean first = FALSE, done = FALSE;

  if (!hp_json_scan_expect (scan, '[', error) || !read_names (scan, kinds, error))
    return FALSE;
  while (!done)
    if (!hp_json_scan_element (scan, &first, &done, error) ||
        (!done && !hp_json_scan_skip (scan, error)))
      return FALSE;
  return TRUE;
}

/* Reads the value of the member of that name, or passes over it. */
typedef gboolean (*ReadMember) (HpV8Parts *self, HpJsonScan *scan, const char *name,
                                GError **error);

static gboolean
read_members (HpV8Parts *self, HpJsonScan *scan, ReadMember read, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean first = TRUE, done;

  if (!hp_json_scan_expect (scan, '{', error))
    return FALSE;
  do
    if (!hp_json_scan_member (scan, &first, name, &done, error) ||
        (!done && !read (self, scan, name->str, error)))
      return FALSE;
  while (!done);
  return TRUE;
}

static gboolean
read_meta_member (HpV8Parts *self, HpJsonScan *scan, const char *name, GError **error)
{
  if (g_str_equal (name, "node_fields"))
    return read_shape (scan, &self->node, error);
  if (g_str_equal (name, "edge_fields"))
    return read_shape (scan, &self->edge, error);
  if (g_str_equal (name, "node_types"))
    return read_kinds (scan, self->node_types, error);
  if (g_str_equal (name, "edge_types"))
    return read_kinds (scan, self->edge_types, error);
  if (g_str_equal (name, "trace_function_info_fields"))
    return read_names (scan, self->function_fields, error);
  return hp_json_scan_skip (scan, error);
}

static gboolean
read_head_member (HpV8Parts *self, HpJsonScan *scan, const char *name, GError **error)
{
  return g_str_equal (name, "meta") ? read_members (self, scan, read_meta_member, error)
                                    : hp_json_scan_skip (scan, error);
}

/* ---- the arrays ---- */

static gboolean
find_numbers (HpJsonScan *scan, gsize *begin, gsize *end, GError **error)
{
  *begin = scan->at;
  if (!hp_json_scan_skip_numbers (scan, error))
    return FALSE;
  *end = scan->at;
  return TRUE;
}

/* Remembers where the array stands, if it is one of those that matter, and passes over it; the head
 * is read. */
static gboolean
find_part (HpV8Parts *self, HpJsonScan *scan, const char *name, GError **error)
{
  if (g_str_equal (name, "snapshot"))
    return read_members (self, scan, read_head_member, error);
  if (g_str_equal (name, "nodes"))
    return find_numbers (scan, &self->nodes_at, &self->nodes_end, error);
  if (g_str_equal (name, "edges"))
    return find_numbers (scan, &self->edges_at, &self->edges_end, error);
  if (g_str_equal (name, "strings"))
    self->strings_at = scan->at;
  else if (g_str_equal (name, "trace_function_infos"))
    self->functions_at = scan->at;
  else if (g_str_equal (name, "trace_tree"))
    self->tree_at = scan->at;
  return hp_json_scan_skip (scan, error);
}

static gboolean
check (const HpV8Parts *self, GError **error)
{
  const HpV8Shape *node = &self->node, *edge = &self->edge;

  if (self->nodes_at == 0 || self->edges_at == 0 || self->strings_at == 0 || node->width == 0 ||
      edge->width == 0 || node->type < 0 || node->name < 0 || node->id < 0 || node->size < 0 ||
      node->edge_count < 0 || edge->type < 0 || edge->name < 0 || edge->to < 0 ||
      self->node_types->len == 0 || self->edge_types->len == 0) {
    g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT,
                 "it has not the parts of a heap snapshot of V8");
    return FALSE;
  }
  return TRUE;
}

gboolean
hp_v8_parts_find (HpV8Parts *self, HpJsonScan *scan, GError **error)
{
  return read_members (self, scan, find_part, error) && check (self, error);
}

/* A number takes a digit and a comma, or the bracket behind the last one. */
guint64
hp_v8_parts_most_rows (gsize begin, gsize end, guint width)
{
  return (end - begin) / (2 * width);
}
