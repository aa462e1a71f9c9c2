/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/graph-paint.h"

#include <math.h>

#define RADIUS         7
#define BAR_HEIGHT     4
#define TEXT_MIN_ZOOM  0.35 /* smaller text is grey noise */
#define LABEL_MIN_ZOOM 0.5

static void
set_source (cairo_t *cr, const GdkRGBA *color)
{
  gdk_cairo_set_source_rgba (cr, color);
}

static graphene_rect_t
get_rect (const HpGraphBox *box)
{
  return GRAPHENE_RECT_INIT ((float)(box->x - box->width / 2), (float)(box->y - box->height / 2),
                             (float)box->width, (float)box->height);
}

static gboolean
is_visible (const HpGraphPainting *p, const HpGraphBox *box)
{
  graphene_rect_t rect = get_rect (box);

  graphene_rect_inset (&rect, -6, -6);
  return graphene_rect_intersection (&rect, &p->visible, NULL);
}

/* ---- edges, and what else needs dashes ---- */

/* Where the line from the centre of a box to a point leaves the box. */
static HpGraphPoint
leave_box (const HpGraphBox *box, double x, double y)
{
  double dx = x - box->x, dy = y - box->y;
  double tx = dx != 0 ? box->width / 2 / fabs (dx) : HUGE_VAL;
  double ty = dy != 0 ? box->height / 2 / fabs (dy) : HUGE_VAL;
  double t = MIN (MIN (tx, ty), 1);

  return (HpGraphPoint){ box->x + dx * t, box->y + dy * t };
}

static void
draw_arrow (cairo_t *cr, HpGraphPoint base, HpGraphPoint tip, double size)
{
  double dx = tip.x - base.x, dy = tip.y - base.y;
  double length = hypot (dx, dy);

  if (length < 0.01)
    return;
  dx *= size / length;
  dy *= size / length;
  cairo_move_to (cr, tip.x, tip.y);
  cairo_line_to (cr, tip.x - dx - dy * 0.42, tip.y - dy + dx * 0.42);
  cairo_line_to (cr, tip.x - dx + dy * 0.42, tip.y - dy - dx * 0.42);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* Adds the path of an edge; returns the last control point, from which the arrow points. */
static HpGraphPoint
trace_edge (cairo_t *cr, const HpGraphPainting *p, guint index, HpGraphPoint *tip)
{
  const HpGraphEdge *edge = hp_graph_view_get_edge (p->boxes->view, index);
  const HpGraphBox *from = &p->boxes->boxes[edge->from], *to = &p->boxes->boxes[edge->to];
  HpGraphCurve curve = hp_graph_layout_get_edge (p->boxes->layout, index);
  HpGraphPoint start, base;

  if (p->progress < 1 &&
      edge->from != edge->to) { /* the curve belongs to where the boxes will be */
    start = leave_box (from, to->x, to->y);
    *tip = leave_box (to, from->x, from->y);
    cairo_move_to (cr, start.x, start.y);
    cairo_line_to (cr, tip->x, tip->y);
    return start;
  }
  cairo_move_to (cr, curve.points[0].x, curve.points[0].y);
  for (guint i = 1; i + 2 < curve.n_points; i += 3)
    cairo_curve_to (cr, curve.points[i].x, curve.points[i].y, curve.points[i + 1].x,
                    curve.points[i + 1].y, curve.points[i + 2].x, curve.points[i + 2].y);
  *tip = curve.tip;
  base = curve.points[curve.n_points - 1];
  if (hypot (tip->x - base.x, tip->y - base.y) < 0.5)
    base = curve.points[curve.n_points - 2];
  return base;
}

static gboolean
is_edge_visible (const HpGraphPainting *p, guint index)
{
  const HpGraphEdge *edge = hp_graph_view_get_edge (p->boxes->view, index);
  const HpGraphBox *a = &p->boxes->boxes[edge->from], *b = &p->boxes->boxes[edge->to];
  HpGraphCurve curve = hp_graph_layout_get_edge (p->boxes->layout, index);
  double left = MIN (a->x, b->x), right = MAX (a->x, b->x);
  double top = MIN (a->y, b->y), bottom = MAX (a->y, b->y);
  graphene_rect_t rect;

  for (guint i = 0; i < curve.n_points; i++) {
    left = MIN (left, curve.points[i].x);
    right = MAX (right, curve.points[i].x);
    top = MIN (top, curve.points[i].y);
    bottom = MAX (bottom, curve.points[i].y);
  }
  rect = GRAPHENE_RECT_INIT ((float)left - 1, (float)top - 1, (float)(right - left) + 2,
                             (float)(bottom - top) + 2);
  return graphene_rect_intersection (&rect, &p->visible, NULL);
}

static void
draw_edge (cairo_t *cr, const HpGraphPainting *p, guint index)
{
  static const double dashes[] = { 6, 4 }, dots[] = { 1.2, 3.5 };
  const HpGraphEdge *edge = hp_graph_view_get_edge (p->boxes->view, index);
  gboolean touches = edge->from == p->selected || edge->to == p->selected ||
                     edge->from == p->hovered || edge->to == p->hovered;
  gboolean on_path = (edge->flags & HP_GRAPH_EDGE_ON_PATH) != 0;
  double width = on_path ? 2.2 : touches ? 1.8 : 1.2;
  HpGraphPoint base, tip;

  set_source (cr, on_path   ? &p->palette->strong
                  : touches ? &p->palette->accent
                            : &p->palette->line);
  cairo_set_line_width (cr, p->palette->high_contrast ? width + 0.6 : width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  if (edge->flags & HP_GRAPH_EDGE_WEAK)
    cairo_set_dash (cr, dots, 2, 0);
  else if (edge->flags & HP_GRAPH_EDGE_TO_MORE)
    cairo_set_dash (cr, dashes, 2, 0);
  else
    cairo_set_dash (cr, NULL, 0, 0);
  base = trace_edge (cr, p, index, &tip);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  draw_arrow (cr, base, tip, on_path ? 10 : 8);
}

static void
draw_dashed_box (cairo_t *cr, const HpGraphPainting *p, const graphene_rect_t *rect,
                 gboolean selected)
{
  static const double dashes[] = { 5, 4 };
  double x = (double)rect->origin.x + 1, y = (double)rect->origin.y + 1;
  double w = (double)rect->size.width - 2, h = (double)rect->size.height - 2;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - RADIUS, y + RADIUS, RADIUS, -G_PI_2, 0);
  cairo_arc (cr, x + w - RADIUS, y + h - RADIUS, RADIUS, 0, G_PI_2);
  cairo_arc (cr, x + RADIUS, y + h - RADIUS, RADIUS, G_PI_2, G_PI);
  cairo_arc (cr, x + RADIUS, y + RADIUS, RADIUS, G_PI, G_PI + G_PI_2);
  cairo_close_path (cr);
  set_source (cr, &p->palette->background);
  cairo_fill_preserve (cr);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, selected ? 2.5 : 1.4);
  set_source (cr, selected ? &p->palette->accent : &p->palette->line);
  cairo_stroke (cr);
}

static void
draw_edges (GtkSnapshot *snapshot, const HpGraphPainting *p)
{
  guint n = hp_graph_view_get_n_edges (p->boxes->view);
  gboolean fine = p->boxes->n_boxes <= HP_GRAPH_PAINT_FINE;
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, p->visible.size.width * (float)p->zoom,
                                             p->visible.size.height * (float)p->zoom);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);
  HpGraphPoint tip;

  /* GTK 4.8 mixes up scale and translation of a snapshot that has both, hence in cairo's own terms.
   */
  cairo_scale (cr, p->zoom, p->zoom);
  cairo_translate (cr, -(double)p->visible.origin.x, -(double)p->visible.origin.y);

  if (!fine) {
    cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
    cairo_set_line_width (cr, 1 / p->zoom);
    set_source (cr, &p->palette->line);
  }
  for (guint i = 0; i < n; i++) {
    if (!is_edge_visible (p, i))
      continue;
    if (fine)
      draw_edge (cr, p, i);
    else
      trace_edge (cr, p, i, &tip);
  }
  if (!fine)
    cairo_stroke (cr);
  for (guint i = 0; i < p->boxes->n_boxes; i++) {
    graphene_rect_t rect = get_rect (&p->boxes->boxes[i]);

    if (hp_graph_view_get_node (p->boxes->view, i)->kind == HP_GRAPH_NODE_MORE &&
        is_visible (p, &p->boxes->boxes[i]))
      draw_dashed_box (cr, p, &rect, i == p->selected);
  }
  cairo_destroy (cr);
}

/* The middle of the curve, for layouts that left no room for labels. */
static HpGraphPoint
get_middle (const HpGraphCurve *curve)
{
  guint first = (curve->n_points - 1) / 3 / 2 * 3;
  const HpGraphPoint *c = &curve->points[first];

  if ((curve->n_points - 1) / 3 % 2 == 0)
    return *c;
  return (HpGraphPoint){ (c[0].x + 3 * c[1].x + 3 * c[2].x + c[3].x) / 8,
                         (c[0].y + 3 * c[1].y + 3 * c[2].y + c[3].y) / 8 };
}

static void
draw_label (GtkSnapshot *snapshot, const HpGraphPainting *p, guint index)
{
  PangoLayout *text = p->boxes->labels[index];
  HpGraphCurve curve = hp_graph_layout_get_edge (p->boxes->layout, index);
  HpGraphPoint at = curve.has_label ? curve.label : get_middle (&curve);
  GdkRGBA background = hp_palette_fade (&p->palette->background, 0.8);
  graphene_rect_t rect;
  int width, height;

  pango_layout_get_pixel_size (text, &width, &height);
  rect = GRAPHENE_RECT_INIT ((float)(at.x - width / 2.0 - 2), (float)(at.y - height / 2.0),
                             (float)width + 4, (float)height);
  if (!graphene_rect_intersection (&rect, &p->visible, NULL))
    return;
  gtk_snapshot_append_color (snapshot, &background, &rect);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rect.origin.x + 2, rect.origin.y));
  gtk_snapshot_append_layout (snapshot, text, &p->palette->dim);
  gtk_snapshot_restore (snapshot);
}

/* ---- nodes ---- */

static void
append_border (GtkSnapshot *snapshot, const graphene_rect_t *rect, double inset, double width,
               const GdkRGBA *color)
{
  GskRoundedRect outline;
  float w = (float)width;

  gsk_rounded_rect_init_from_rect (&outline, rect, (float)MAX (RADIUS - inset, 1));
  gsk_rounded_rect_shrink (&outline, (float)inset, (float)inset, (float)inset, (float)inset);
  gtk_snapshot_append_border (snapshot, &outline, (const float[4]){ w, w, w, w },
                              (const GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
draw_text (GtkSnapshot *snapshot, const HpGraphPainting *p, const HpGraphBox *box,
           const graphene_rect_t *rect, gboolean has_bar)
{
  int width, height, total = 0;
  double y;

  pango_layout_get_pixel_size (box->title, NULL, &height);
  total = height;
  if (box->detail != NULL) {
    pango_layout_get_pixel_size (box->detail, NULL, &height);
    total += height;
  }
  y = (double)rect->origin.y + ((double)rect->size.height - (has_bar ? 8 : 0) - total) / 2;
  for (int line = 0; line < 2; line++) {
    PangoLayout *text = line == 0 ? box->title : box->detail;

    if (text == NULL)
      break;
    pango_layout_get_pixel_size (text, &width, &height);
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot,
                            &GRAPHENE_POINT_INIT ((float)(box->x - width / 2.0), (float)y));
    gtk_snapshot_append_layout (snapshot, text, line == 0 ? &p->palette->text : &p->palette->dim);
    gtk_snapshot_restore (snapshot);
    y += height;
  }
}

/* Its area is the share of the largest node. */
static void
draw_bar (GtkSnapshot *snapshot, const HpGraphPainting *p, const HpGraphNode *node,
          const graphene_rect_t *rect)
{
  double share = (double)node->size / (double)hp_graph_view_get_largest (p->boxes->view);
  double room = (double)rect->size.width - 16;
  GdkRGBA trough = hp_palette_fade (&p->palette->text, 0.12);
  graphene_rect_t bar =
      GRAPHENE_RECT_INIT (rect->origin.x + 8, rect->origin.y + rect->size.height - BAR_HEIGHT - 5,
                          (float)room, BAR_HEIGHT);

  gtk_snapshot_append_color (snapshot, &trough, &bar);
  bar.size.width = (float)MAX (room * share, node->size > 0 ? 2 : 0);
  gtk_snapshot_append_color (snapshot, &p->palette->bar, &bar);
}

static void
draw_box_shape (GtkSnapshot *snapshot, const HpGraphPainting *p, const HpGraphNode *node,
                const graphene_rect_t *rect, gboolean selected)
{
  gboolean is_root = node->kind == HP_GRAPH_NODE_ROOT || (node->flags & HP_GRAPH_NODE_IS_ROOT);
  const GdkRGBA *border = selected  ? &p->palette->accent
                          : is_root ? &p->palette->line
                                    : &p->palette->node_border;
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, rect, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, is_root ? &p->palette->root : &p->palette->node, rect);
  gtk_snapshot_pop (snapshot);
  append_border (snapshot, rect, 0, selected ? 3 : 1.2, border);
  if (is_root)
    append_border (snapshot, rect, selected ? 5 : 3.2, 1.2, border);
}

static void
draw_node (GtkSnapshot *snapshot, const HpGraphPainting *p, guint index)
{
  const HpGraphBox *box = &p->boxes->boxes[index];
  const HpGraphNode *node = hp_graph_view_get_node (p->boxes->view, index);
  graphene_rect_t rect = get_rect (box);
  gboolean has_bar = node->kind == HP_GRAPH_NODE_OBJECT || node->kind == HP_GRAPH_NODE_TYPE;
  gboolean selected = index == p->selected;

  if (p->boxes->n_boxes > HP_GRAPH_PAINT_FINE && p->zoom < TEXT_MIN_ZOOM) {
    gtk_snapshot_append_color (snapshot, selected ? &p->palette->accent : &p->palette->node_border,
                               &rect);
    return;
  }
  if (box->is_new && p->progress < 1)
    gtk_snapshot_push_opacity (snapshot, p->progress);
  if (node->kind != HP_GRAPH_NODE_MORE)
    draw_box_shape (snapshot, p, node, &rect, selected);
  if (has_bar)
    draw_bar (snapshot, p, node, &rect);
  if (p->zoom >= TEXT_MIN_ZOOM)
    draw_text (snapshot, p, box, &rect, has_bar);
  if (box->is_new && p->progress < 1)
    gtk_snapshot_pop (snapshot);
}

void
hp_graph_paint (GtkSnapshot *snapshot, const HpGraphPainting *painting)
{
  const HpGraphBoxes *boxes = painting->boxes;

  draw_edges (snapshot, painting);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_scale (snapshot, (float)painting->zoom, (float)painting->zoom);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (-painting->visible.origin.x, -painting->visible.origin.y));
  if (boxes->n_boxes <= HP_GRAPH_PAINT_FINE && painting->zoom >= LABEL_MIN_ZOOM &&
      painting->progress >= 1)
    for (guint i = 0; i < hp_graph_view_get_n_edges (boxes->view); i++)
      if (boxes->labels[i] != NULL)
        draw_label (snapshot, painting, i);
  for (guint i = 0; i < boxes->n_boxes; i++)
    if (is_visible (painting, &boxes->boxes[i]))
      draw_node (snapshot, painting, i);
  gtk_snapshot_restore (snapshot);
}

void
hp_graph_paint_overview (GtkSnapshot *snapshot, const HpGraphPainting *painting,
                         const graphene_rect_t *area)
{
  double width = MAX (hp_graph_layout_get_width (painting->boxes->layout), 1);
  double height = MAX (hp_graph_layout_get_height (painting->boxes->layout), 1);
  double scale = MIN ((double)area->size.width / width, (double)area->size.height / height);
  GdkRGBA background = hp_palette_fade (&painting->palette->background, 0.92);
  graphene_rect_t seen;

  gtk_snapshot_append_color (snapshot, &background, area);
  append_border (snapshot, area, 0, 1, &painting->palette->faint);
  gtk_snapshot_push_clip (snapshot, area);
  for (guint i = 0; i < painting->boxes->n_boxes; i++) {
    const HpGraphBox *box = &painting->boxes->boxes[i];
    graphene_rect_t dot = GRAPHENE_RECT_INIT (
        (float)((double)area->origin.x + (box->x - box->width / 2) * scale),
        (float)((double)area->origin.y + (box->y - box->height / 2) * scale),
        (float)MAX (box->width * scale, 1.5), (float)MAX (box->height * scale, 1.5));

    gtk_snapshot_append_color (snapshot,
                               i == painting->selected ? &painting->palette->accent
                                                       : &painting->palette->node_border,
                               &dot);
  }
  seen = GRAPHENE_RECT_INIT (
      (float)((double)area->origin.x + (double)painting->visible.origin.x * scale),
      (float)((double)area->origin.y + (double)painting->visible.origin.y * scale),
      (float)((double)painting->visible.size.width * scale),
      (float)((double)painting->visible.size.height * scale));
  append_border (snapshot, &seen, 0, 1.5, &painting->palette->accent);
  gtk_snapshot_pop (snapshot);
}
