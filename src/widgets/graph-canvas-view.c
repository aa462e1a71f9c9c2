/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of the graph the canvas shows: screen = (layout - origin) * zoom. */
#include <math.h>

#include "widgets/graph-canvas-private.h"

#define MAX_ZOOM 4.0
#define MARGIN   24

/* ---- places ---- */

static void
to_layout (HpGraphCanvas *self, double x, double y, double *lx, double *ly)
{
  *lx = x / self->zoom + self->origin_x;
  *ly = y / self->zoom + self->origin_y;
}

guint
hp_graph_canvas_find_at (HpGraphCanvas *self, double x, double y)
{
  double lx, ly;

  if (self->boxes == NULL)
    return HP_GRAPH_NO_NODE;
  to_layout (self, x, y, &lx, &ly);
  return hp_graph_boxes_find_at (self->boxes, lx, ly);
}

gboolean
hp_graph_canvas_get_place (HpGraphCanvas *self, guint node, double *x, double *y)
{
  if (self->boxes == NULL || node >= self->boxes->n_boxes)
    return FALSE;
  *x = (self->boxes->boxes[node].x - self->origin_x) * self->zoom;
  *y = (self->boxes->boxes[node].y - self->origin_y) * self->zoom;
  return TRUE;
}

graphene_rect_t
hp_graph_canvas_get_visible (HpGraphCanvas *self)
{
  return GRAPHENE_RECT_INIT ((float)self->origin_x, (float)self->origin_y,
                             (float)(gtk_widget_get_width (GTK_WIDGET (self)) / self->zoom),
                             (float)(gtk_widget_get_height (GTK_WIDGET (self)) / self->zoom));
}

/* ---- looking ---- */

void
hp_graph_canvas_view_moved (HpGraphCanvas *self)
{
  hp_graph_canvas_queue_items (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* One axis: the origin that shows `graph` pixels in `room`, all of it if it fits, otherwise around
 * `centre`. */
static double
place_axis (double graph, double room, double centre)
{
  if (graph <= room)
    return (graph - room) / 2;
  return CLAMP (centre - room / 2, -MARGIN, graph - room + MARGIN);
}

/* Shows the whole; not smaller than least_zoom, then what matters most. */
void
hp_graph_canvas_fit_above (HpGraphCanvas *self, double least_zoom)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double graph_width, graph_height, x, y;
  guint centre;

  if (self->boxes == NULL)
    return;
  self->fit_zoom = least_zoom;
  if (width < 2 || height < 2) {
    self->fit_waits = TRUE;
    return;
  }
  self->fit_waits = FALSE;
  self->fitted = TRUE;
  graph_width = MAX (hp_graph_layout_get_width (self->boxes->layout), 1);
  graph_height = MAX (hp_graph_layout_get_height (self->boxes->layout), 1);
  self->zoom = MIN ((width - 2 * MARGIN) / graph_width, (height - 2 * MARGIN) / graph_height);
  self->zoom = CLAMP (self->zoom, least_zoom, 1.0);
  centre =
      self->selected != HP_GRAPH_NO_NODE ? self->selected : hp_graph_boxes_find_focus (self->boxes);
  x = centre < self->boxes->n_boxes ? self->boxes->boxes[centre].to_x : graph_width / 2;
  y = centre < self->boxes->n_boxes ? self->boxes->boxes[centre].to_y : graph_height / 2;
  self->origin_x = place_axis (graph_width, width / self->zoom, x);
  self->origin_y = place_axis (graph_height, height / self->zoom, y);
  hp_graph_canvas_view_moved (self);
}

void
hp_graph_canvas_fit (HpGraphCanvas *self)
{
  hp_graph_canvas_fit_above (self, HP_GRAPH_CANVAS_MIN_ZOOM);
}

void
hp_graph_canvas_zoom_at (HpGraphCanvas *self, double factor, double x, double y)
{
  double before = self->zoom;

  self->zoom = CLAMP (self->zoom * factor, HP_GRAPH_CANVAS_MIN_ZOOM, MAX_ZOOM);
  self->origin_x += x / before - x / self->zoom;
  self->origin_y += y / before - y / self->zoom;
  self->fitted = FALSE;
  hp_graph_canvas_view_moved (self);
}

void
hp_graph_canvas_zoom (HpGraphCanvas *self, double factor)
{
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  /* towards the selected node, if one can be seen */
  if (hp_graph_canvas_get_place (self, self->selected, &x, &y) &&
      !gtk_widget_contains (GTK_WIDGET (self), x, y)) {
    x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
    y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  }
  hp_graph_canvas_zoom_at (self, factor, x, y);
}

double
hp_graph_canvas_get_zoom (HpGraphCanvas *self)
{
  return self->zoom;
}

void
hp_graph_canvas_pan (HpGraphCanvas *self, double dx, double dy)
{
  self->origin_x += dx / self->zoom;
  self->origin_y += dy / self->zoom;
  self->fitted = FALSE;
  hp_graph_canvas_view_moved (self);
}

/* Moves the picture just as far as needed. */
void
hp_graph_canvas_bring_into_view (HpGraphCanvas *self, guint node)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) / self->zoom;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) / self->zoom;
  const HpGraphBox *box = &self->boxes->boxes[node];
  double left = box->to_x - box->width / 2 - 12, right = box->to_x + box->width / 2 + 12;
  double top = box->to_y - box->height / 2 - 12, bottom = box->to_y + box->height / 2 + 12;
  double x = self->origin_x, y = self->origin_y;

  if (width < 2 || height < 2)
    return;
  self->origin_x = right > x + width ? right - width : x;
  self->origin_x = left < self->origin_x ? left : self->origin_x;
  self->origin_y = bottom > y + height ? bottom - height : y;
  self->origin_y = top < self->origin_y ? top : self->origin_y;
  if (fabs (x - self->origin_x) > 0.01 || fabs (y - self->origin_y) > 0.01)
    hp_graph_canvas_view_moved (self);
}
