/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/dot.h"

/* Above this many nodes straight edges and bounded simplex iterations keep the layout within a
 * second. */
#define FINE_NODES 150
/* Graphviz makes room for edge labels by doubling the ranks, which costs; only small pictures get
 * it. */
#define LABELLED_NODES 100

char *
hp_graph_dot_quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, (guchar)*p < 0x20 ? ' ' : *p);
  }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

static gboolean
is_xml_char (gunichar c)
{
  return c == '\t' || (c >= 0x20 && c <= 0xd7ff && c != 0x7f) || (c >= 0xe000 && c <= 0xfffd) ||
         (c >= 0x10000 && c <= 0x10ffff);
}

char *
hp_graph_dot_escape_html (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    switch (c) {
    case '&': g_string_append (out, "&amp;"); break;
    case '<': g_string_append (out, "&lt;"); break;
    case '>': g_string_append (out, "&gt;"); break;
    case '"': g_string_append (out, "&quot;"); break;
    case '\'': g_string_append (out, "&#39;"); break;
    case '\\': g_string_append (out, "&#92;"); break;
    default:
      if (is_xml_char (c))
        g_string_append_unichar (out, c);
    }
  }
  return g_string_free (out, FALSE);
}

/* At most this many characters of a label; an ellipsis tells that there was more. */
static char *
shorten (const char *text, glong limit)
{
  const char *cut;

  if (g_utf8_strlen (text, -1) <= limit)
    return g_strdup (text);
  cut = g_utf8_offset_to_pointer (text, limit - 1);
  return g_strdup_printf ("%.*s…", (int)(cut - text), text);
}

static void
append_text (GString *out, const char *text, glong limit)
{
  g_autofree char *shortened = shorten (text, limit);
  g_autofree char *escaped = hp_graph_dot_escape_html (shortened);

  g_string_append (out, escaped);
}

static void
append_number (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.4f", value));
}

/* Eight blocks wide: the share of the largest node, readable in every output format. */
static void
append_bar (GString *out, guint64 size, guint64 largest)
{
  guint filled = (guint)((double)size / (double)largest * 8 + 0.5);

  for (guint i = 0; i < 8; i++)
    g_string_append (out, i < MAX (filled, 1) ? "▰" : "▱");
}

static void
append_size (GString *out, guint64 size)
{
  g_autofree char *text = g_format_size_full (size, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *escaped = hp_graph_dot_escape_html (text);

  g_string_append (out, escaped);
}

static const char *
get_node_style (const HpGraphNode *node)
{
  if (node->kind == HP_GRAPH_NODE_MORE)
    return "style=\"rounded,dashed\", color=\"#77767b\", fontcolor=\"#5e5c64\"";
  if (node->kind == HP_GRAPH_NODE_ROOT)
    return "style=\"rounded,filled\", fillcolor=\"#deddda\", color=\"#5e5c64\", peripheries=2";
  if ((node->flags & HP_GRAPH_NODE_IS_FOCUS) && (node->flags & HP_GRAPH_NODE_IS_ROOT))
    return "style=\"rounded,filled\", fillcolor=\"#c9dffa\", color=\"#1a5fb4\", penwidth=2.5, "
           "peripheries=2";
  if (node->flags & HP_GRAPH_NODE_IS_FOCUS)
    return "style=\"rounded,filled\", fillcolor=\"#c9dffa\", color=\"#1a5fb4\", penwidth=2.5";
  if (node->flags & HP_GRAPH_NODE_IS_ROOT)
    return "style=\"rounded,filled\", fillcolor=\"#deebfb\", color=\"#5e5c64\", peripheries=2";
  return "style=\"rounded,filled\", fillcolor=\"#deebfb\", color=\"#6b8cae\"";
}

/* Back edges have no say in the order from left to right: referrers stand left, referents right. */
static const char *
get_constraint (const HpGraphView *view, const HpGraphEdge *edge)
{
  int from = hp_graph_view_get_node (view, edge->from)->level;
  int to = hp_graph_view_get_node (view, edge->to)->level;

  return to < from ? ", constraint=false" : "";
}

static void
append_label_node (GString *out, const HpGraphView *view, guint index)
{
  const HpGraphNode *node = hp_graph_view_get_node (view, index);

  g_string_append_printf (out, "  n%u [label=<<B>", index);
  append_text (out, *node->title != '\0' ? node->title : " ", 40);
  g_string_append (out, "</B>");
  if (*node->detail != '\0') {
    g_string_append (out, "<BR/><FONT POINT-SIZE=\"9\">");
    append_text (out, node->detail, 48);
    g_string_append (out, "</FONT>");
  }
  if (node->kind == HP_GRAPH_NODE_OBJECT || node->kind == HP_GRAPH_NODE_TYPE) {
    g_string_append (out, "<BR/><FONT POINT-SIZE=\"8\" COLOR=\"#1a5fb4\">");
    append_bar (out, node->size, hp_graph_view_get_largest (view));
    g_string_append (out, " ");
    append_size (out, node->size);
    g_string_append (out, "</FONT>");
  }
  g_string_append_printf (out, ">, %s", get_node_style (node));
  if (node->address != 0)
    g_string_append_printf (out, ", tooltip=\"0x%" G_GINT64_MODIFIER "x\"", node->address);
  g_string_append (out, "];\n");
}

static void
append_label_edge (GString *out, const HpGraphView *view, guint index)
{
  const HpGraphEdge *edge = hp_graph_view_get_edge (view, index);

  g_string_append_printf (out, "  n%u -> n%u [key=\"e%u\"%s", edge->from, edge->to, index,
                          get_constraint (view, edge));
  if (*edge->label != '\0') {
    g_string_append (out, ", label=<");
    append_text (out, edge->label, 32);
    g_string_append (out, ">");
  }
  if (edge->flags & HP_GRAPH_EDGE_WEAK)
    g_string_append (out, ", style=dotted");
  else if (edge->flags & HP_GRAPH_EDGE_TO_MORE)
    g_string_append (out, ", style=dashed, color=\"#77767b\"");
  else if (edge->flags & HP_GRAPH_EDGE_ON_PATH)
    g_string_append (out, ", color=\"#c01c28\", penwidth=2");
  g_string_append (out, "];\n");
}

/* Settings that bound the work of dot for many nodes. */
static void
append_speed (GString *out, guint n_nodes)
{
  if (n_nodes > FINE_NODES)
    g_string_append (out, "  graph [splines=line, nslimit=1, nslimit1=1, mclimit=0.2];\n");
  else
    g_string_append (out, "  graph [splines=true];\n");
}

char *
hp_graph_dot_write (const HpGraphView *view)
{
  guint n_nodes = hp_graph_view_get_n_nodes (view);
  GString *out = g_string_new ("digraph heaparium {\n");

  g_string_append (out,
                   "  graph [rankdir=LR, bgcolor=white, pad=0.2, nodesep=0.3, ranksep=0.5, "
                   "fontname=\"sans\", charset=\"UTF-8\"];\n"
                   "  node [shape=box, fontname=\"sans\", fontsize=11, margin=\"0.12,0.06\"];\n"
                   "  edge [fontname=\"sans\", fontsize=9, arrowsize=0.7, color=\"#3d3846\"];\n");
  append_speed (out, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    append_label_node (out, view, i);
  for (guint i = 0; i < hp_graph_view_get_n_edges (view); i++)
    append_label_edge (out, view, i);
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

static void
append_box (GString *out, guint index, const HpGraphSize *size)
{
  g_string_append_printf (out, "  n%u [width=", index);
  append_number (out, size->width / 72);
  g_string_append (out, ", height=");
  append_number (out, size->height / 72);
  g_string_append (out, "];\n");
}

static void
append_box_edge (GString *out, const HpGraphView *view, guint index, const HpGraphSize *label)
{
  const HpGraphEdge *edge = hp_graph_view_get_edge (view, index);

  g_string_append_printf (out, "  n%u -> n%u [key=\"e%u\"%s", edge->from, edge->to, index,
                          get_constraint (view, edge));
  if (label != NULL && label->width >= 1 && label->height >= 1)
    g_string_append_printf (out,
                            ", label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" "
                            "CELLSPACING=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"%d\" HEIGHT=\"%d\">"
                            "<TR><TD></TD></TR></TABLE>>",
                            CLAMP ((int)label->width, 1, 2000), CLAMP ((int)label->height, 1, 200));
  g_string_append (out, "];\n");
}

char *
hp_graph_dot_write_boxes (const HpGraphView *view, const HpGraphSize *node_sizes,
                          const HpGraphSize *label_sizes)
{
  guint n_nodes = hp_graph_view_get_n_nodes (view);
  gboolean labels = label_sizes != NULL && n_nodes <= LABELLED_NODES;
  GString *out = g_string_new ("digraph heaparium {\n");

  g_string_append_printf (out, "  graph [rankdir=LR, nodesep=0.3, ranksep=%s, overlap=scale];\n",
                          labels ? "0.45" : "0.9");
  g_string_append (out, "  node [shape=box, label=\"\", fixedsize=true];\n"
                        "  edge [arrowsize=0.8];\n");
  append_speed (out, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    append_box (out, i, &node_sizes[i]);
  for (guint i = 0; i < hp_graph_view_get_n_edges (view); i++)
    append_box_edge (out, view, i, labels ? &label_sizes[i] : NULL);
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}
