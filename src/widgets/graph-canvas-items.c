/* SPDX-License-Identifier: Apache-2.0 */
/* The accessible children of the canvas: a screen reader walks over the nodes near the selection
 * and on the screen. */
#include "widgets/graph-canvas-private.h"
#include "widgets/graph-item.h"

#define MAX_ITEMS 64  /* a thousand would stall the start */
#define ITEMS_MS  150 /* they follow the view with this delay */

void
hp_graph_canvas_drop_items (HpGraphCanvas *self)
{
  for (guint i = 0; i < self->items->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->items, i));
  g_ptr_array_set_size (self->items, 0);
}

static void
add_item (HpGraphCanvas *self, guint node, guint8 *has_item)
{
  g_autofree char *label = NULL;
  GtkWidget *item;

  if (has_item[node] || self->items->len >= MAX_ITEMS)
    return;
  has_item[node] = 1;
  label = hp_graph_canvas_describe_node (self, node);
  item = hp_graph_item_new (node, label, node == self->selected);
  gtk_widget_set_parent (item, GTK_WIDGET (self));
  g_ptr_array_add (self->items, item);
}

static void
make_items (HpGraphCanvas *self)
{
  g_autofree guint8 *has_item = NULL;
  graphene_rect_t visible = hp_graph_canvas_get_visible (self);

  hp_graph_canvas_drop_items (self);
  if (self->boxes == NULL)
    return;
  has_item = g_new0 (guint8, MAX (self->boxes->n_boxes, 1));
  if (self->selected < self->boxes->n_boxes) {
    add_item (self, self->selected, has_item);
    for (guint i = 0; i < hp_graph_view_get_n_edges (self->boxes->view); i++) {
      const HpGraphEdge *edge = hp_graph_view_get_edge (self->boxes->view, i);

      if (edge->from == self->selected)
        add_item (self, edge->to, has_item);
      if (edge->to == self->selected)
        add_item (self, edge->from, has_item);
    }
  }
  for (guint i = 0; i < self->boxes->n_boxes && self->items->len < MAX_ITEMS; i++) {
    const HpGraphBox *box = &self->boxes->boxes[i];

    if (graphene_rect_contains_point (&visible,
                                      &GRAPHENE_POINT_INIT ((float)box->to_x, (float)box->to_y)))
      add_item (self, i, has_item);
  }
}

static gboolean
make_items_cb (gpointer data)
{
  HpGraphCanvas *self = data;

  self->items_source = 0;
  make_items (self);
  return G_SOURCE_REMOVE;
}

void
hp_graph_canvas_queue_items (HpGraphCanvas *self)
{
  if (self->items_source == 0)
    self->items_source = g_timeout_add (ITEMS_MS, make_items_cb, self);
}
