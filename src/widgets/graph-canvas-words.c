/* SPDX-License-Identifier: Apache-2.0 */
/* The graph in words: for a screen reader, and under the pointer. */
#include <glib/gi18n.h>

#include "widgets/graph-canvas-private.h"

char *
hp_graph_canvas_describe_node (HpGraphCanvas *self, guint index)
{
  const HpGraphNode *node = hp_graph_view_get_node (self->boxes->view, index);

  if (node->kind == HP_GRAPH_NODE_OBJECT)
    return g_strdup_printf ("%s %s, 0x%" G_GINT64_MODIFIER "x", node->title, node->detail,
                            node->address);
  return *node->detail != '\0' ? g_strdup_printf ("%s, %s", node->title, node->detail)
                               : g_strdup (node->title);
}

/* As an object is copied elsewhere; what is no object is told in words. */
char *
hp_graph_canvas_node_to_text (HpGraphCanvas *self, guint index)
{
  const HpGraphNode *node = hp_graph_view_get_node (self->boxes->view, index);

  if (node->kind != HP_GRAPH_NODE_OBJECT)
    return hp_graph_canvas_describe_node (self, index);
  return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x\t%s\t%s", node->address, node->title,
                          node->detail);
}

void
hp_graph_canvas_update_description (HpGraphCanvas *self)
{
  g_autofree char *text = NULL;
  g_autofree char *selected = NULL;
  g_autofree char *objects = NULL;
  g_autofree char *references = NULL;
  guint n_edges;

  if (self->boxes == NULL) {
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    return;
  }
  n_edges = hp_graph_view_get_n_edges (self->boxes->view);
  objects = g_strdup_printf (ngettext ("%u node", "%u nodes", self->boxes->n_boxes),
                             self->boxes->n_boxes);
  references = g_strdup_printf (ngettext ("%u reference", "%u references", n_edges), n_edges);
  if (self->selected < self->boxes->n_boxes)
    selected = hp_graph_canvas_describe_node (self, self->selected);
  text = selected != NULL
             ? g_strdup_printf (_ ("%s, %s; %s selected"), objects, references, selected)
             : g_strdup_printf ("%s, %s", objects, references);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
add_hidden_counts (GString *text, const HpGraphNode *node)
{
  if (node->hidden_referrers > 0)
    g_string_append_printf (text,
                            ngettext ("\n%u referrer is not drawn", "\n%u referrers are not drawn",
                                      node->hidden_referrers),
                            node->hidden_referrers);
  if (node->hidden_referents > 0)
    g_string_append_printf (text,
                            ngettext ("\n%u referent is not drawn", "\n%u referents are not drawn",
                                      node->hidden_referents),
                            node->hidden_referents);
}

gboolean
hp_graph_canvas_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                               GtkTooltip *tooltip)
{
  HpGraphCanvas *self = HP_GRAPH_CANVAS (widget);
  guint index = keyboard ? self->selected : hp_graph_canvas_find_at (self, x, y);
  const HpGraphNode *node;
  g_autoptr (GString) text = NULL;

  if (self->boxes == NULL || index >= self->boxes->n_boxes)
    return FALSE;
  node = hp_graph_view_get_node (self->boxes->view, index);
  text = g_string_new (node->title);
  if (*node->detail != '\0')
    g_string_append_printf (text, "\n%s", node->detail);
  if (node->kind == HP_GRAPH_NODE_OBJECT || node->kind == HP_GRAPH_NODE_TYPE) {
    g_autofree char *size = g_format_size (node->size);

    g_string_append_printf (text, "\n%s", size);
  }
  if (node->address != 0)
    g_string_append_printf (text, "\n0x%" G_GINT64_MODIFIER "x", node->address);
  if (node->kind == HP_GRAPH_NODE_MORE)
    g_string_append_printf (text, "\n%s", _ ("Open to draw more of them"));
  add_hidden_counts (text, node);
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}
