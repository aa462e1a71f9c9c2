/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/view.h"

struct _HpGraphView {
  gatomicrefcount refs;
  GArray *nodes;         /* HpGraphNode */
  GArray *edges;         /* HpGraphEdge */
  GStringChunk *strings; /* all titles, details and labels */
  GHashTable *by_id;     /* kind and number → index + 1 */
  guint64 n_drawn;
  guint64 n_objects;
  guint64 n_left_out;
  guint64 largest;
  char *note;
};

G_DEFINE_QUARK (hp - graph - error - quark, hp_graph_error)

HpGraphView *
hp_graph_view_new (void)
{
  HpGraphView *self = g_new0 (HpGraphView, 1);

  g_atomic_ref_count_init (&self->refs);
  self->nodes = g_array_new (FALSE, TRUE, sizeof (HpGraphNode));
  self->edges = g_array_new (FALSE, TRUE, sizeof (HpGraphEdge));
  self->strings = g_string_chunk_new (4096);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->largest = 1;
  return self;
}

HpGraphView *
hp_graph_view_ref (HpGraphView *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hp_graph_view_unref (HpGraphView *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  g_string_chunk_free (self->strings);
  g_hash_table_unref (self->by_id);
  g_free (self->note);
  g_free (self);
}

/* The text of an inspected process may hold anything: make it valid and keep it on one line. */
static const char *
keep_text (HpGraphView *self, const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL || *text == '\0')
    return "";
  valid = g_utf8_make_valid (text, -1);
  for (char *p = valid; *p != '\0'; p++)
    if ((guchar)*p < 0x20 || *p == 0x7f)
      *p = ' ';
  return g_string_chunk_insert_const (self->strings, valid);
}

static gint64
make_key (HpGraphNodeKind kind, guint32 id)
{
  return ((gint64)kind << 32) | id;
}

guint
hp_graph_view_add_node (HpGraphView *self, const HpGraphNode *node)
{
  HpGraphNode copy = *node;
  guint index = self->nodes->len;

  copy.title = keep_text (self, node->title);
  copy.detail = keep_text (self, node->detail);
  if (node->kind != HP_GRAPH_NODE_MORE)
    copy.anchor = HP_GRAPH_NO_NODE;
  g_array_append_val (self->nodes, copy);
  if (node->kind == HP_GRAPH_NODE_OBJECT || node->kind == HP_GRAPH_NODE_TYPE) {
    gint64 key = make_key (node->kind, node->id);

    self->n_drawn += node->count;
    self->largest = MAX (self->largest, node->size);
    g_hash_table_insert (self->by_id, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (index + 1));
  }
  return index;
}

guint
hp_graph_view_add_edge (HpGraphView *self, const HpGraphEdge *edge)
{
  HpGraphEdge copy = *edge;

  g_return_val_if_fail (edge->from < self->nodes->len, HP_GRAPH_NO_NODE);
  g_return_val_if_fail (edge->to < self->nodes->len, HP_GRAPH_NO_NODE);
  copy.label = keep_text (self, edge->label);
  g_array_append_val (self->edges, copy);
  return self->edges->len - 1;
}

HpGraphNode *
hp_graph_view_edit_node (HpGraphView *self, guint index)
{
  g_return_val_if_fail (index < self->nodes->len, NULL);
  return &g_array_index (self->nodes, HpGraphNode, index);
}

HpGraphEdge *
hp_graph_view_edit_edge (HpGraphView *self, guint index)
{
  g_return_val_if_fail (index < self->edges->len, NULL);
  return &g_array_index (self->edges, HpGraphEdge, index);
}

void
hp_graph_view_set_detail (HpGraphView *self, guint index, const char *detail)
{
  g_return_if_fail (index < self->nodes->len);
  g_array_index (self->nodes, HpGraphNode, index).detail = keep_text (self, detail);
}

void
hp_graph_view_label_edge (HpGraphView *self, guint index, const char *label)
{
  g_return_if_fail (index < self->edges->len);
  g_array_index (self->edges, HpGraphEdge, index).label = keep_text (self, label);
}

void
hp_graph_view_set_totals (HpGraphView *self, guint64 n_objects, guint64 n_left_out)
{
  self->n_objects = n_objects;
  self->n_left_out = n_left_out;
}

void
hp_graph_view_set_note (HpGraphView *self, const char *note)
{
  g_free (self->note);
  self->note = g_strdup (note);
}

guint
hp_graph_view_get_n_nodes (const HpGraphView *self)
{
  return self->nodes->len;
}

guint
hp_graph_view_get_n_edges (const HpGraphView *self)
{
  return self->edges->len;
}

const HpGraphNode *
hp_graph_view_get_node (const HpGraphView *self, guint index)
{
  g_return_val_if_fail (index < self->nodes->len, NULL);
  return &g_array_index (self->nodes, HpGraphNode, index);
}

const HpGraphEdge *
hp_graph_view_get_edge (const HpGraphView *self, guint index)
{
  g_return_val_if_fail (index < self->edges->len, NULL);
  return &g_array_index (self->edges, HpGraphEdge, index);
}

guint
hp_graph_view_find (const HpGraphView *self, HpGraphNodeKind kind, guint32 id)
{
  gint64 key = make_key (kind, id);
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, &key));

  return found > 0 ? found - 1 : HP_GRAPH_NO_NODE;
}

guint64
hp_graph_view_get_n_drawn (const HpGraphView *self)
{
  return self->n_drawn;
}

guint64
hp_graph_view_get_n_objects (const HpGraphView *self)
{
  return self->n_objects;
}

guint64
hp_graph_view_get_n_left_out (const HpGraphView *self)
{
  return self->n_left_out;
}

const char *
hp_graph_view_get_note (const HpGraphView *self)
{
  return self->note;
}

guint64
hp_graph_view_get_largest (const HpGraphView *self)
{
  return self->largest;
}

static gboolean
is_same_node (const HpGraphNode *a, const HpGraphNode *b)
{
  return a->kind == b->kind && a->flags == b->flags && a->address == b->address &&
         a->level == b->level && g_str_equal (a->title, b->title) &&
         g_str_equal (a->detail, b->detail);
}

static gboolean
is_same_edge (const HpGraphEdge *a, const HpGraphEdge *b)
{
  return a->from == b->from && a->to == b->to && a->flags == b->flags &&
         g_str_equal (a->label, b->label);
}

gboolean
hp_graph_view_has_same_shape (const HpGraphView *a, const HpGraphView *b)
{
  if (a->nodes->len != b->nodes->len || a->edges->len != b->edges->len)
    return FALSE;
  for (guint i = 0; i < a->nodes->len; i++)
    if (!is_same_node (hp_graph_view_get_node (a, i), hp_graph_view_get_node (b, i)))
      return FALSE;
  for (guint i = 0; i < a->edges->len; i++)
    if (!is_same_edge (hp_graph_view_get_edge (a, i), hp_graph_view_get_edge (b, i)))
      return FALSE;
  return TRUE;
}
