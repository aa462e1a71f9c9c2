/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/graph-boxes.h"

#include <math.h>

#define PADDING_X 12
#define PADDING_Y 7
#define BAR_ROOM  8
#define MIN_WIDTH 84
#define MAX_TEXT  190
#define MAX_LABEL 130

static PangoLayout *
make_text (GtkWidget *widget, const char *text, double scale, gboolean bold, int max_width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();
  int width;

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > max_width) {
    pango_layout_set_width (layout, max_width * PANGO_SCALE);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  }
  pango_layout_set_alignment (layout, PANGO_ALIGN_LEFT);
  return layout;
}

static char *
make_key (const HpGraphView *view, guint index)
{
  const HpGraphNode *node = hp_graph_view_get_node (view, index);

  switch (node->kind) {
  case HP_GRAPH_NODE_OBJECT: return g_strdup_printf ("o%" G_GINT64_MODIFIER "x", node->address);
  case HP_GRAPH_NODE_TYPE: return g_strdup_printf ("t%s", node->title);
  case HP_GRAPH_NODE_ROOT: return g_strdup_printf ("r%s", node->title);
  case HP_GRAPH_NODE_MORE:
    if (node->anchor < index) {
      g_autofree char *anchor = make_key (view, node->anchor);

      return g_strdup_printf ("m%d%s", (int)node->direction, anchor);
    }
  }
  return g_strdup_printf ("?%u", index);
}

static void
measure_box (HpGraphBox *box, const HpGraphView *view, guint index, GtkWidget *widget)
{
  const HpGraphNode *node = hp_graph_view_get_node (view, index);
  int width, height;

  box->title = make_text (widget, node->title, 0.9, node->kind != HP_GRAPH_NODE_MORE, MAX_TEXT);
  pango_layout_get_pixel_size (box->title, &width, &height);
  box->width = width;
  box->height = height;
  if (*node->detail != '\0') {
    box->detail = make_text (widget, node->detail, 0.8, FALSE, MAX_TEXT);
    pango_layout_get_pixel_size (box->detail, &width, &height);
    box->width = MAX (box->width, width);
    box->height += height;
  }
  box->width = MAX (box->width + 2 * PADDING_X, MIN_WIDTH);
  box->height += 2 * PADDING_Y;
  if (node->kind == HP_GRAPH_NODE_OBJECT || node->kind == HP_GRAPH_NODE_TYPE)
    box->height += BAR_ROOM;
  box->key = make_key (view, index);
}

HpGraphBoxes *
hp_graph_boxes_new (HpGraphView *view, GtkWidget *widget)
{
  HpGraphBoxes *self = g_new0 (HpGraphBoxes, 1);
  guint n_edges = hp_graph_view_get_n_edges (view);

  self->view = hp_graph_view_ref (view);
  self->n_boxes = hp_graph_view_get_n_nodes (view);
  self->boxes = g_new0 (HpGraphBox, MAX (self->n_boxes, 1));
  self->labels = g_new0 (PangoLayout *, MAX (n_edges, 1));
  for (guint i = 0; i < self->n_boxes; i++)
    measure_box (&self->boxes[i], view, i, widget);
  for (guint i = 0; i < n_edges; i++) {
    const HpGraphEdge *edge = hp_graph_view_get_edge (view, i);

    if (*edge->label != '\0')
      self->labels[i] = make_text (widget, edge->label, 0.75, FALSE, MAX_LABEL);
  }
  return self;
}

void
hp_graph_boxes_free (HpGraphBoxes *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_boxes; i++) {
    g_clear_object (&self->boxes[i].title);
    g_clear_object (&self->boxes[i].detail);
    g_free (self->boxes[i].key);
  }
  for (guint i = 0; i < hp_graph_view_get_n_edges (self->view); i++)
    g_clear_object (&self->labels[i]);
  g_free (self->boxes);
  g_free (self->labels);
  hp_graph_view_unref (self->view);
  hp_graph_layout_unref (self->layout);
  g_free (self);
}

HpGraphSize *
hp_graph_boxes_get_sizes (const HpGraphBoxes *self)
{
  HpGraphSize *sizes = g_new0 (HpGraphSize, MAX (self->n_boxes, 1));

  for (guint i = 0; i < self->n_boxes; i++)
    sizes[i] = (HpGraphSize){ self->boxes[i].width, self->boxes[i].height };
  return sizes;
}

HpGraphSize *
hp_graph_boxes_get_label_sizes (const HpGraphBoxes *self)
{
  guint n = hp_graph_view_get_n_edges (self->view);
  HpGraphSize *sizes = g_new0 (HpGraphSize, MAX (n, 1));

  for (guint i = 0; i < n; i++) {
    int width, height;

    if (self->labels[i] == NULL)
      continue;
    pango_layout_get_pixel_size (self->labels[i], &width, &height);
    sizes[i] = (HpGraphSize){ width + 8, height };
  }
  return sizes;
}

void
hp_graph_boxes_place (HpGraphBoxes *self, HpGraphLayout *layout, const HpGraphBoxes *before)
{
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_if_fail (hp_graph_layout_get_n_nodes (layout) == self->n_boxes);
  g_return_if_fail (hp_graph_layout_get_n_edges (layout) == hp_graph_view_get_n_edges (self->view));
  for (guint i = 0; before != NULL && i < before->n_boxes; i++)
    g_hash_table_insert (old, before->boxes[i].key, &before->boxes[i]);
  self->layout = hp_graph_layout_ref (layout);
  for (guint i = 0; i < self->n_boxes; i++) {
    HpGraphBox *box = &self->boxes[i];
    HpGraphPoint point = hp_graph_layout_get_node (layout, i);
    const HpGraphBox *was = g_hash_table_lookup (old, box->key);

    box->to_x = point.x;
    box->to_y = point.y;
    box->from_x = was != NULL ? was->x : point.x;
    box->from_y = was != NULL ? was->y : point.y;
    box->is_new = was == NULL;
  }
  hp_graph_boxes_move (self, before != NULL ? 0 : 1);
}

void
hp_graph_boxes_move (HpGraphBoxes *self, double progress)
{
  for (guint i = 0; i < self->n_boxes; i++) {
    HpGraphBox *box = &self->boxes[i];

    box->x = box->from_x + (box->to_x - box->from_x) * progress;
    box->y = box->from_y + (box->to_y - box->from_y) * progress;
  }
}

guint
hp_graph_boxes_find_at (const HpGraphBoxes *self, double x, double y)
{
  for (guint i = self->n_boxes; i > 0; i--) {
    const HpGraphBox *box = &self->boxes[i - 1];

    if (fabs (x - box->x) <= box->width / 2 && fabs (y - box->y) <= box->height / 2)
      return i - 1;
  }
  return HP_GRAPH_NO_NODE;
}

guint
hp_graph_boxes_find_key (const HpGraphBoxes *self, const char *key)
{
  for (guint i = 0; i < self->n_boxes; i++)
    if (g_str_equal (self->boxes[i].key, key))
      return i;
  return HP_GRAPH_NO_NODE;
}

guint
hp_graph_boxes_find_focus (const HpGraphBoxes *self)
{
  for (guint i = 0; i < self->n_boxes; i++)
    if (hp_graph_view_get_node (self->view, i)->flags & HP_GRAPH_NODE_IS_FOCUS)
      return i;
  return HP_GRAPH_NO_NODE;
}

/* How badly `to` lies in the direction from `from`: its distance, sideways steps counting twice;
 * infinite when it lies behind or more sideways than ahead. */
static double
get_cost (const HpGraphBox *from, const HpGraphBox *to, double dx, double dy, double tolerance)
{
  double x = to->to_x - from->to_x, y = to->to_y - from->to_y;
  double ahead = x * dx + y * dy;
  double aside = fabs (x * dy - y * dx);

  if (ahead <= 0 || aside > ahead * tolerance)
    return HUGE_VAL;
  return ahead + 2 * aside;
}

static guint
find_best (const HpGraphBoxes *self, guint node, double dx, double dy, const guint8 *allowed,
           double tolerance)
{
  guint best = HP_GRAPH_NO_NODE;
  double best_cost = HUGE_VAL;

  for (guint i = 0; i < self->n_boxes; i++) {
    double cost;

    if (i == node || (allowed != NULL && !allowed[i]))
      continue;
    cost = get_cost (&self->boxes[node], &self->boxes[i], dx, dy, tolerance);
    if (cost < best_cost) {
      best_cost = cost;
      best = i;
    }
  }
  return best;
}

guint
hp_graph_boxes_find_towards (const HpGraphBoxes *self, guint node, double dx, double dy)
{
  g_autofree guint8 *neighbour = g_new0 (guint8, MAX (self->n_boxes, 1));
  guint found;

  if (node >= self->n_boxes)
    return HP_GRAPH_NO_NODE;
  for (guint i = 0; i < hp_graph_view_get_n_edges (self->view); i++) {
    const HpGraphEdge *edge = hp_graph_view_get_edge (self->view, i);

    if (edge->from == node)
      neighbour[edge->to] = 1;
    if (edge->to == node)
      neighbour[edge->from] = 1;
  }
  found = find_best (self, node, dx, dy, neighbour, 2.5);
  return found != HP_GRAPH_NO_NODE ? found : find_best (self, node, dx, dy, NULL, 1.5);
}
