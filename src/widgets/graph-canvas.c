/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "widgets/canvas.h"
#include "widgets/graph-canvas-private.h"
#include "widgets/graph-item.h"
#include "widgets/graph-paint.h"
#include "widgets/palette.h"

#define READ_ZOOM  0.8 /* a new picture is not shrunk below: its text must be readable */
#define MOVE_MS    200
#define OVERVIEW_W 150.0
#define OVERVIEW_H 96.0

enum { SELECTED, OPENED, MENU, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpGraphCanvas, hp_graph_canvas, GTK_TYPE_WIDGET)

/* ---- selection ---- */

void
hp_graph_canvas_set_selected (HpGraphCanvas *self, guint node)
{
  if (self->boxes == NULL || node >= self->boxes->n_boxes)
    node = HP_GRAPH_NO_NODE;
  if (self->selected == node)
    return;
  self->selected = node;
  if (node != HP_GRAPH_NO_NODE)
    hp_graph_canvas_bring_into_view (self, node);
  hp_graph_canvas_update_description (self);
  hp_graph_canvas_queue_items (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
hp_graph_canvas_get_selected (HpGraphCanvas *self)
{
  return self->selected;
}

void
hp_graph_canvas_choose (HpGraphCanvas *self, guint node)
{
  hp_graph_canvas_set_selected (self, node);
  g_signal_emit (self, signals[SELECTED], 0, self->selected);
}

void
hp_graph_canvas_open (HpGraphCanvas *self, guint node)
{
  if (self->boxes != NULL && node < self->boxes->n_boxes)
    g_signal_emit (self, signals[OPENED], 0, node);
}

void
hp_graph_canvas_ask_menu (HpGraphCanvas *self, guint node, double x, double y)
{
  g_signal_emit (self, signals[MENU], 0, node, x, y);
}

/* ---- what is shown ---- */

static void
animate_cb (double value, gpointer data)
{
  HpGraphCanvas *self = data;

  if (self->boxes == NULL)
    return;
  self->progress = value;
  hp_graph_boxes_move (self->boxes, value);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
stop_animation (HpGraphCanvas *self)
{
  if (self->animation != NULL)
    adw_animation_skip (self->animation);
  g_clear_object (&self->animation);
  self->progress = 1;
}

static void
start_animation (HpGraphCanvas *self)
{
  AdwAnimationTarget *target = adw_callback_animation_target_new (animate_cb, self, NULL);

  self->progress = 0;
  self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, MOVE_MS, target);
  adw_animation_play (self->animation); /* ends at once where animations are switched off */
}

/* Keeps the node that both pictures have where it is on the screen. */
static gboolean
hold_place (HpGraphCanvas *self, const HpGraphBoxes *before, guint node)
{
  guint now;

  if (node >= before->n_boxes)
    return FALSE;
  now = hp_graph_boxes_find_key (self->boxes, before->boxes[node].key);
  if (now == HP_GRAPH_NO_NODE)
    return FALSE;
  /* The boxes start from their old places; shift those with the origin, so that nothing jumps. */
  double dx = self->boxes->boxes[now].to_x - before->boxes[node].to_x;
  double dy = self->boxes->boxes[now].to_y - before->boxes[node].to_y;

  self->origin_x += dx;
  self->origin_y += dy;
  for (guint i = 0; i < self->boxes->n_boxes; i++)
    if (!self->boxes->boxes[i].is_new) {
      self->boxes->boxes[i].from_x += dx;
      self->boxes->boxes[i].from_y += dy;
    }
  return TRUE;
}

void
hp_graph_canvas_show (HpGraphCanvas *self, HpGraphBoxes *boxes, HpGraphLayout *layout,
                      gboolean keep)
{
  g_autoptr (HpGraphBoxes) before = NULL;
  guint selected = self->selected;
  gboolean was_fitted = self->fitted;

  stop_animation (self);
  before = g_steal_pointer (&self->boxes);
  hp_graph_boxes_place (boxes, layout, before);
  self->boxes = boxes;
  self->hovered = HP_GRAPH_NO_NODE;
  self->selected = before != NULL && selected < before->n_boxes
                       ? hp_graph_boxes_find_key (boxes, before->boxes[selected].key)
                       : HP_GRAPH_NO_NODE;
  if (!keep || was_fitted || before == NULL ||
      (!hold_place (self, before, selected) &&
       !hold_place (self, before, hp_graph_boxes_find_focus (before))))
    hp_graph_canvas_fit_above (self, READ_ZOOM);
  if (before != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    start_animation (self);
  else
    hp_graph_boxes_move (boxes, 1);
  hp_graph_canvas_update_description (self);
  hp_graph_canvas_view_moved (self);
}

void
hp_graph_canvas_clear (HpGraphCanvas *self)
{
  stop_animation (self);
  g_clear_pointer (&self->boxes, hp_graph_boxes_free);
  self->selected = self->hovered = HP_GRAPH_NO_NODE;
  hp_graph_canvas_drop_items (self);
  hp_graph_canvas_update_description (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const HpGraphView *
hp_graph_canvas_get_view (HpGraphCanvas *self)
{
  return self->boxes != NULL ? self->boxes->view : NULL;
}

const HpGraphBoxes *
hp_graph_canvas_get_boxes (HpGraphCanvas *self)
{
  return self->boxes;
}

/* ---- widget ---- */

static gboolean
wants_overview (HpGraphCanvas *self)
{
  graphene_rect_t visible = hp_graph_canvas_get_visible (self);
  double width = hp_graph_layout_get_width (self->boxes->layout);
  double height = hp_graph_layout_get_height (self->boxes->layout);

  return gtk_widget_get_width (GTK_WIDGET (self)) > 3 * OVERVIEW_W &&
         gtk_widget_get_height (GTK_WIDGET (self)) > 2 * OVERVIEW_H &&
         (self->origin_x > 1 || self->origin_y > 1 ||
          self->origin_x + (double)visible.size.width < width - 1 ||
          self->origin_y + (double)visible.size.height < height - 1);
}

static void
draw_overview (HpGraphCanvas *self, GtkSnapshot *snapshot, const HpGraphPainting *painting)
{
  double ratio = MAX (hp_graph_layout_get_width (self->boxes->layout), 1) /
                 MAX (hp_graph_layout_get_height (self->boxes->layout), 1);
  double width = MIN (OVERVIEW_W, OVERVIEW_H * ratio),
         height = MIN (OVERVIEW_H, OVERVIEW_W / ratio);
  graphene_rect_t area;

  width = MAX (width, 24);
  height = MAX (height, 24);
  area = GRAPHENE_RECT_INIT ((float)(gtk_widget_get_width (GTK_WIDGET (self)) - width - 10),
                             (float)(gtk_widget_get_height (GTK_WIDGET (self)) - height - 10),
                             (float)width, (float)height);
  hp_graph_paint_overview (snapshot, painting, &area);
}

static void
draw_focus (HpGraphCanvas *self, GtkSnapshot *snapshot, const HpPalette *palette)
{
  GskRoundedRect outline;
  graphene_rect_t area =
      GRAPHENE_RECT_INIT (2, 2, (float)gtk_widget_get_width (GTK_WIDGET (self)) - 4,
                          (float)gtk_widget_get_height (GTK_WIDGET (self)) - 4);
  GdkRGBA color = hp_palette_fade (&palette->accent, palette->high_contrast ? 1 : 0.6);

  gsk_rounded_rect_init_from_rect (&outline, &area, 6);
  gtk_snapshot_append_border (snapshot, &outline, (const float[4]){ 2, 2, 2, 2 },
                              (const GdkRGBA[4]){ color, color, color, color });
}

static void
hp_graph_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HpGraphCanvas *self = HP_GRAPH_CANVAS (widget);
  HpPalette palette;
  HpGraphPainting painting = {
    .boxes = self->boxes,
    .palette = &palette,
    .selected = self->selected,
    .hovered = self->hovered,
    .progress = self->progress,
    .zoom = self->zoom,
  };

  hp_palette_read (&palette, widget);
  if (self->boxes != NULL) {
    painting.visible = hp_graph_canvas_get_visible (self);
    hp_graph_paint (snapshot, &painting);
    if (wants_overview (self))
      draw_overview (self, snapshot, &painting);
  }
  if (gtk_widget_has_visible_focus (widget))
    draw_focus (self, snapshot, &palette);
}

static void
allocate_item (HpGraphCanvas *self, GtkWidget *item)
{
  guint node = hp_graph_item_get_node (HP_GRAPH_ITEM (item));
  const HpGraphBox *box;
  GskTransform *transform;

  if (self->boxes == NULL || node >= self->boxes->n_boxes)
    return;
  box = &self->boxes->boxes[node];
  transform = gsk_transform_translate (
      NULL,
      &GRAPHENE_POINT_INIT ((float)((box->to_x - box->width / 2 - self->origin_x) * self->zoom),
                            (float)((box->to_y - box->height / 2 - self->origin_y) * self->zoom)));
  gtk_widget_allocate (item, MAX ((int)(box->width * self->zoom), 1),
                       MAX ((int)(box->height * self->zoom), 1), -1, transform);
}

static void
hp_graph_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HpGraphCanvas *self = HP_GRAPH_CANVAS (widget);

  if (self->fit_waits || self->fitted)
    hp_graph_canvas_fit_above (self, self->fit_zoom);
  for (guint i = 0; i < self->items->len; i++)
    allocate_item (self, g_ptr_array_index (self->items, i));
}

static void
hp_graph_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  for (guint i = 0; i < HP_GRAPH_CANVAS (widget)->items->len; i++) {
    int ignored;

    gtk_widget_measure (g_ptr_array_index (HP_GRAPH_CANVAS (widget)->items, i), orientation, -1,
                        &ignored, NULL, NULL, NULL);
  }
  *minimum = 80;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 320;
}

static void
hp_graph_canvas_dispose (GObject *object)
{
  HpGraphCanvas *self = HP_GRAPH_CANVAS (object);

  stop_animation (self);
  g_clear_handle_id (&self->items_source, g_source_remove);
  if (self->items != NULL)
    hp_graph_canvas_drop_items (self);
  g_clear_pointer (&self->boxes, hp_graph_boxes_free);
  G_OBJECT_CLASS (hp_graph_canvas_parent_class)->dispose (object);
}

static void
hp_graph_canvas_finalize (GObject *object)
{
  g_ptr_array_unref (HP_GRAPH_CANVAS (object)->items);
  G_OBJECT_CLASS (hp_graph_canvas_parent_class)->finalize (object);
}

static void
hp_graph_canvas_class_init (HpGraphCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hp_graph_canvas_dispose;
  object_class->finalize = hp_graph_canvas_finalize;
  widget_class->snapshot = hp_graph_canvas_snapshot;
  widget_class->measure = hp_graph_canvas_measure;
  widget_class->size_allocate = hp_graph_canvas_size_allocate;
  widget_class->query_tooltip = hp_graph_canvas_query_tooltip;

  signals[SELECTED] = g_signal_new ("selected", HP_TYPE_GRAPH_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OPENED] = g_signal_new ("opened", HP_TYPE_GRAPH_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[MENU] = g_signal_new ("menu", HP_TYPE_GRAPH_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  gtk_widget_class_set_css_name (widget_class, "graphcanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
hp_graph_canvas_init (HpGraphCanvas *self)
{
  self->zoom = 1;
  self->fit_zoom = HP_GRAPH_CANVAS_MIN_ZOOM;
  self->progress = 1;
  self->selected = self->hovered = HP_GRAPH_NO_NODE;
  self->items = g_ptr_array_new ();
  hp_canvas_set_up (GTK_WIDGET (self), _ ("Object graph"));
  hp_graph_canvas_listen (self);
}

GtkWidget *
hp_graph_canvas_new (void)
{
  return g_object_new (HP_TYPE_GRAPH_CANVAS, NULL);
}
