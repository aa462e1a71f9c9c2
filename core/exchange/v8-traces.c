/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/v8-traces.h"

typedef struct {
  guint32 frame;                                 /* HP_NONE: the root */
  guint32 parent, first_child, last_child, next; /* HP_NONE: none */
  guint64 count, size;                           /* of blocks whose traceback ends here */
} Node;

#define NODE(self, i) (&g_array_index ((self)->nodes, Node, i))

/* ---- making ---- */

static guint32
add_node (HpV8Traces *self, guint32 parent, guint32 frame)
{
  Node node = { frame, parent, HP_NONE, HP_NONE, HP_NONE, 0, 0 };
  guint32 number = self->nodes->len;

  g_array_append_val (self->nodes, node);
  if (parent == HP_NONE)
    return number;
  if (NODE (self, parent)->first_child == HP_NONE)
    NODE (self, parent)->first_child = number;
  else
    NODE (self, NODE (self, parent)->last_child)->next = number;
  NODE (self, parent)->last_child = number;
  return number;
}

/* children: (parent, frame) → node */
static guint32
child_of (HpV8Traces *self, GHashTable *children, guint32 parent, guint32 frame)
{
  guint64 key = (guint64)parent << 32 | frame;
  gpointer known = g_hash_table_lookup (children, &key);
  guint32 node;

  if (known != NULL)
    return GPOINTER_TO_UINT (known);
  node = add_node (self, parent, frame);
  g_hash_table_insert (children, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (node));
  return node;
}

static gboolean
add_tracebacks (HpV8Traces *self, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GHashTable) children =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint32 i = 0; i < hp_snapshot_n_tracebacks (self->snapshot); i++) {
    guint32 n, node = 0;
    const guint32 *frames = hp_snapshot_traceback (self->snapshot, i, &n, NULL);

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0, error))
      return FALSE;
    for (guint32 k = n; k > 0; k--)
      node = child_of (self, children, node, frames[k - 1]);
    self->ends[i] = node;
  }
  return TRUE;
}

static void
count_blocks (HpV8Traces *self)
{
  for (guint32 i = 0; i < hp_snapshot_n_traces (self->snapshot); i++) {
    HpTrace trace = hp_snapshot_trace (self->snapshot, i);
    Node *node = NODE (self, self->ends[trace.traceback]);

    node->count++;
    node->size += trace.size;
  }
}

gboolean
hp_v8_traces_init (HpV8Traces *self, const HpSnapshot *snapshot, const HpAnalysisRun *run,
                   GError **error)
{
  *self = (HpV8Traces){ .snapshot = snapshot,
                        .nodes = g_array_new (FALSE, FALSE, sizeof (Node)),
                        .ends = g_new0 (guint32, (gsize)hp_snapshot_n_tracebacks (snapshot) + 1) };
  if (hp_snapshot_n_traces (snapshot) == 0)
    return TRUE;
  add_node (self, HP_NONE, HP_NONE);
  if (!add_tracebacks (self, run, error))
    return FALSE;
  count_blocks (self);
  return TRUE;
}

void
hp_v8_traces_clear (HpV8Traces *self)
{
  g_clear_pointer (&self->nodes, g_array_unref);
  g_clear_pointer (&self->ends, g_free);
}

/* ---- asking ---- */

guint32
hp_v8_traces_id_of (const HpV8Traces *self, guint32 object)
{
  guint32 trace = self->nodes->len > 0 ? hp_snapshot_trace_of (self->snapshot, object) : HP_NONE;

  return trace != HP_NONE ? self->ends[hp_snapshot_trace (self->snapshot, trace).traceback] + 1 : 0;
}

guint64
hp_v8_traces_n_functions (const HpV8Traces *self)
{
  return self->nodes->len > 0 ? (guint64)hp_snapshot_n_frames (self->snapshot) + 1 : 0;
}

/* ---- writing ---- */

static void
append_row (HpOutput *out, const guint64 *fields, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out->text, ',');
    hp_output_append_number (out, fields[i]);
  }
}

/* function_id, name, script_name, script_id, line, column; the files have the numbers of their
 * names. */
static gboolean
write_functions (const HpV8Traces *self, HpOutput *out, guint64 first_string, guint64 root,
                 guint64 unknown, GError **error)
{
  const guint64 first[] = { 0, root, unknown, 0, 0, 0 };

  g_string_append (out->text, "\"trace_function_infos\":[");
  if (self->nodes->len > 0)
    append_row (out, first, G_N_ELEMENTS (first));
  for (guint32 i = 0; self->nodes->len > 0 && i < hp_snapshot_n_frames (self->snapshot); i++) {
    HpFrameRow frame = hp_snapshot_frame (self->snapshot, i);
    guint64 file = frame.file != HP_NONE ? first_string + frame.file : unknown;
    guint64 name = frame.function != HP_NONE ? first_string + frame.function : unknown;
    const guint64 row[] = { (guint64)i + 1, name, file, file, frame.line, 0 };

    g_string_append (out->text, ",\n");
    append_row (out, row, G_N_ELEMENTS (row));
    if (!hp_output_end_row (out, error))
      return FALSE;
  }
  g_string_append (out->text, "],\n");
  return TRUE;
}

static void
begin_node (const HpV8Traces *self, HpOutput *out, guint32 number)
{
  const Node *node = NODE (self, number);
  const guint64 row[] = { (guint64)number + 1,
                          node->frame != HP_NONE ? (guint64)node->frame + 1 : 0, node->count,
                          node->size };

  append_row (out, row, G_N_ELEMENTS (row));
  g_string_append (out->text, ",[");
}

/* Ends the node and those above it that have no further child; the next sibling, or HP_NONE. */
static guint32
end_nodes (const HpV8Traces *self, HpOutput *out, guint32 node)
{
  for (; node != HP_NONE; node = NODE (self, node)->parent) {
    g_string_append_c (out->text, ']');
    if (NODE (self, node)->next != HP_NONE) {
      g_string_append (out->text, ",\n");
      return NODE (self, node)->next;
    }
  }
  return HP_NONE;
}

static gboolean
write_tree (const HpV8Traces *self, HpOutput *out, GError **error)
{
  guint32 node = self->nodes->len > 0 ? 0 : HP_NONE;

  g_string_append (out->text, "\"trace_tree\":[");
  while (node != HP_NONE) {
    begin_node (self, out, node);
    node = NODE (self, node)->first_child != HP_NONE ? NODE (self, node)->first_child
                                                     : end_nodes (self, out, node);
    if (!hp_output_end_row (out, error))
      return FALSE;
  }
  g_string_append (out->text, "],\n");
  return TRUE;
}

gboolean
hp_v8_traces_write (const HpV8Traces *self, HpOutput *out, guint64 first_string, guint64 root,
                    guint64 unknown, GError **error)
{
  return write_functions (self, out, first_string, root, unknown, error) &&
         write_tree (self, out, error);
}
