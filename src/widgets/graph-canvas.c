/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/graph-canvas.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "widgets/graph-item.h"
#include "widgets/graph-paint.h"
#include "widgets/palette.h"

#define MIN_ZOOM 0.05
#define MAX_ZOOM 4.0
#define READ_ZOOM                                                                                  \
  0.62 /* what a new picture is not shrunk below, because its text must be readable */
#define MARGIN     24
#define STEP       60 /* pixels that Ctrl+arrow pans */
#define MOVE_MS    200
#define MAX_ITEMS  64  /* accessible children; a thousand would stall the start */
#define ITEMS_MS   150 /* they follow the view with this delay */
#define OVERVIEW_W 150.0
#define OVERVIEW_H 96.0

struct _HpGraphCanvas {
  GtkWidget parent_instance;

  HpGraphBoxes *boxes;     /* owned, NULL: nothing to show */
  AdwAnimation *animation; /* owned, NULL: nothing moves */
  double progress;

  /* screen = (layout - origin) * zoom */
  double origin_x, origin_y, zoom;
  double fit_zoom;    /* the least zoom of the last fit */
  gboolean fit_waits; /* until there is a size */
  gboolean fitted;    /* the person has not moved the picture since it was fitted */

  guint selected, hovered;
  double pointer_x, pointer_y;
  double drag_x, drag_y; /* origin when the drag began */
  double pinch_zoom;     /* zoom when the pinch began */

  GPtrArray *items; /* HpGraphItem, children */
  guint items_source;
};

enum { SELECTED, OPENED, MENU, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpGraphCanvas, hp_graph_canvas, GTK_TYPE_WIDGET)

/* ---- places ---- */

static void
to_layout (HpGraphCanvas *self, double x, double y, double *lx, double *ly)
{
  *lx = x / self->zoom + self->origin_x;
  *ly = y / self->zoom + self->origin_y;
}

static guint
find_at (HpGraphCanvas *self, double x, double y)
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

static graphene_rect_t
get_visible (HpGraphCanvas *self)
{
  return GRAPHENE_RECT_INIT ((float)self->origin_x, (float)self->origin_y,
                             (float)(gtk_widget_get_width (GTK_WIDGET (self)) / self->zoom),
                             (float)(gtk_widget_get_height (GTK_WIDGET (self)) / self->zoom));
}

/* ---- accessible children ---- */

static char *
describe_node (HpGraphCanvas *self, guint index)
{
  const HpGraphNode *node = hp_graph_view_get_node (self->boxes->view, index);

  if (node->kind == HP_GRAPH_NODE_OBJECT)
    return g_strdup_printf ("%s %s, 0x%" G_GINT64_MODIFIER "x", node->title, node->detail,
                            node->address);
  return *node->detail != '\0' ? g_strdup_printf ("%s, %s", node->title, node->detail)
                               : g_strdup (node->title);
}

static void
drop_items (HpGraphCanvas *self)
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
  label = describe_node (self, node);
  item = hp_graph_item_new (node, label, node == self->selected);
  gtk_widget_set_parent (item, GTK_WIDGET (self));
  g_ptr_array_add (self->items, item);
}

static void
make_items (HpGraphCanvas *self)
{
  g_autofree guint8 *has_item = NULL;
  graphene_rect_t visible = get_visible (self);

  drop_items (self);
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

static void
queue_items (HpGraphCanvas *self)
{
  if (self->items_source == 0)
    self->items_source = g_timeout_add (ITEMS_MS, make_items_cb, self);
}

static void
update_description (HpGraphCanvas *self)
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
    selected = describe_node (self, self->selected);
  text = selected != NULL
             ? g_strdup_printf (_ ("%s, %s; %s selected"), objects, references, selected)
             : g_strdup_printf ("%s, %s", objects, references);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

/* ---- looking ---- */

static void
view_moved (HpGraphCanvas *self)
{
  queue_items (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static guint
find_focus (const HpGraphBoxes *boxes)
{
  for (guint i = 0; i < boxes->n_boxes; i++)
    if (hp_graph_view_get_node (boxes->view, i)->flags & HP_GRAPH_NODE_IS_FOCUS)
      return i;
  return HP_GRAPH_NO_NODE;
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
static void
fit (HpGraphCanvas *self, double least_zoom)
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
  centre = self->selected != HP_GRAPH_NO_NODE ? self->selected : find_focus (self->boxes);
  x = centre < self->boxes->n_boxes ? self->boxes->boxes[centre].to_x : graph_width / 2;
  y = centre < self->boxes->n_boxes ? self->boxes->boxes[centre].to_y : graph_height / 2;
  self->origin_x = place_axis (graph_width, width / self->zoom, x);
  self->origin_y = place_axis (graph_height, height / self->zoom, y);
  view_moved (self);
}

void
hp_graph_canvas_fit (HpGraphCanvas *self)
{
  fit (self, MIN_ZOOM);
}

static void
zoom_at (HpGraphCanvas *self, double factor, double x, double y)
{
  double before = self->zoom;

  self->zoom = CLAMP (self->zoom * factor, MIN_ZOOM, MAX_ZOOM);
  self->origin_x += x / before - x / self->zoom;
  self->origin_y += y / before - y / self->zoom;
  self->fitted = FALSE;
  view_moved (self);
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
  zoom_at (self, factor, x, y);
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
  view_moved (self);
}

/* Moves the picture just as far as needed. */
static void
bring_into_view (HpGraphCanvas *self, guint node)
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
    view_moved (self);
}

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
    bring_into_view (self, node);
  update_description (self);
  queue_items (self);
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
      (!hold_place (self, before, selected) && !hold_place (self, before, find_focus (before))))
    fit (self, READ_ZOOM);
  if (before != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    start_animation (self);
  else
    hp_graph_boxes_move (boxes, 1);
  update_description (self);
  view_moved (self);
}

void
hp_graph_canvas_clear (HpGraphCanvas *self)
{
  stop_animation (self);
  g_clear_pointer (&self->boxes, hp_graph_boxes_free);
  self->selected = self->hovered = HP_GRAPH_NO_NODE;
  drop_items (self);
  update_description (self);
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

/* ---- input ---- */

static void
pressed_cb (HpGraphCanvas *self, int n_press, double x, double y, GtkGesture *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  guint node = find_at (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (node == HP_GRAPH_NO_NODE && n_press > 1)
    hp_graph_canvas_fit (self);
  else if (n_press == 1 && (node != HP_GRAPH_NO_NODE || button == GDK_BUTTON_SECONDARY))
    hp_graph_canvas_choose (self, node);
  if (button == GDK_BUTTON_SECONDARY)
    g_signal_emit (self, signals[MENU], 0, node, x, y);
  else if (n_press == 2)
    hp_graph_canvas_open (self, node);
}

static void
drag_begin_cb (HpGraphCanvas *self, double x, double y)
{
  self->drag_x = self->origin_x;
  self->drag_y = self->origin_y;
}

static void
drag_update_cb (HpGraphCanvas *self, double dx, double dy, GtkGesture *gesture)
{
  if (hypot (dx, dy) < 6 && !gtk_widget_has_css_class (GTK_WIDGET (self), "panning"))
    return; /* a click with a shaking hand */
  gtk_widget_add_css_class (GTK_WIDGET (self), "panning");
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
  self->origin_x = self->drag_x - dx / self->zoom;
  self->origin_y = self->drag_y - dy / self->zoom;
  self->fitted = FALSE;
  view_moved (self);
}

static void
drag_end_cb (HpGraphCanvas *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "panning");
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static gboolean
scroll_cb (HpGraphCanvas *self, double dx, double dy, GtkEventController *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  GdkScrollUnit unit =
      gtk_event_controller_scroll_get_unit (GTK_EVENT_CONTROLLER_SCROLL (controller));
  double pixels = unit == GDK_SCROLL_UNIT_WHEEL ? STEP : 1;

  if (state & GDK_CONTROL_MASK)
    zoom_at (self, pow (1.1, -dy * (unit == GDK_SCROLL_UNIT_WHEEL ? 1 : 0.05)), self->pointer_x,
             self->pointer_y);
  else if (state & GDK_SHIFT_MASK)
    hp_graph_canvas_pan (self, dy * pixels, dx * pixels);
  else
    hp_graph_canvas_pan (self, dx * pixels, dy * pixels);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (HpGraphCanvas *self)
{
  self->pinch_zoom = self->zoom;
}

static void
pinch_cb (HpGraphCanvas *self, double scale, GtkGesture *gesture)
{
  double x = self->pointer_x, y = self->pointer_y;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  zoom_at (self, self->pinch_zoom * scale / self->zoom, x, y);
}

static void
motion_cb (HpGraphCanvas *self, double x, double y)
{
  guint node = find_at (self, x, y);

  self->pointer_x = x;
  self->pointer_y = y;
  if (node == self->hovered)
    return;
  self->hovered = node;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (HpGraphCanvas *self)
{
  self->hovered = HP_GRAPH_NO_NODE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
walk (HpGraphCanvas *self, double dx, double dy)
{
  guint node = HP_GRAPH_NO_NODE;

  if (self->boxes == NULL || self->boxes->n_boxes == 0)
    return;
  if (self->selected == HP_GRAPH_NO_NODE) {
    node = find_focus (self->boxes);
    hp_graph_canvas_choose (self, node != HP_GRAPH_NO_NODE ? node : 0);
    return;
  }
  node = hp_graph_boxes_find_towards (self->boxes, self->selected, dx, dy);
  if (node != HP_GRAPH_NO_NODE)
    hp_graph_canvas_choose (self, node);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
show_menu (HpGraphCanvas *self)
{
  double x = 0, y = 0;

  if (hp_graph_canvas_get_place (self, self->selected, &x, &y))
    g_signal_emit (self, signals[MENU], 0, self->selected, x, y);
}

static gboolean
key_cb (HpGraphCanvas *self, guint keyval, guint keycode, GdkModifierType state)
{
  static const struct {
    guint key, keypad;
    int dx, dy;
  } arrows[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++) {
    if (keyval != arrows[i].key && keyval != arrows[i].keypad)
      continue;
    if (state & GDK_ALT_MASK)
      return GDK_EVENT_PROPAGATE; /* back and forward */
    if (state & GDK_CONTROL_MASK)
      hp_graph_canvas_pan (self, arrows[i].dx * STEP, arrows[i].dy * STEP);
    else
      walk (self, arrows[i].dx, arrows[i].dy);
    return GDK_EVENT_STOP;
  }
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) {
    hp_graph_canvas_open (self, self->selected);
    return GDK_EVENT_STOP;
  }
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK))) {
    show_menu (self);
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
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

static gboolean
hp_graph_canvas_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                               GtkTooltip *tooltip)
{
  HpGraphCanvas *self = HP_GRAPH_CANVAS (widget);
  guint index = keyboard ? self->selected : find_at (self, x, y);
  const HpGraphNode *node;
  g_autoptr (GString) text = NULL;

  if (self->boxes == NULL || index >= self->boxes->n_boxes)
    return FALSE;
  node = hp_graph_view_get_node (self->boxes->view, index);
  text = g_string_new (node->title);
  if (*node->detail != '\0')
    g_string_append_printf (text, "\n%s", node->detail);
  if (node->kind == HP_GRAPH_NODE_OBJECT || node->kind == HP_GRAPH_NODE_TYPE) {
    g_autofree char *size = g_format_size_full (node->size, G_FORMAT_SIZE_IEC_UNITS);

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

/* ---- widget ---- */

static gboolean
wants_overview (HpGraphCanvas *self)
{
  graphene_rect_t visible = get_visible (self);
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
    painting.visible = get_visible (self);
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
    fit (self, self->fit_zoom);
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
    drop_items (self);
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
add_controller (HpGraphCanvas *self, GtkEventController *controller, const char *signal,
                GCallback callback)
{
  g_signal_connect_swapped (controller, signal, callback, self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
hp_graph_canvas_init (HpGraphCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->zoom = 1;
  self->fit_zoom = MIN_ZOOM;
  self->progress = 1;
  self->selected = self->hovered = HP_GRAPH_NO_NODE;
  self->items = g_ptr_array_new ();
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_add_css_class (widget, "view");

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  add_controller (self, GTK_EVENT_CONTROLLER (click), "pressed", G_CALLBACK (pressed_cb));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  add_controller (self, GTK_EVENT_CONTROLLER (drag), "drag-update", G_CALLBACK (drag_update_cb));
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  add_controller (self, GTK_EVENT_CONTROLLER (pinch), "scale-changed", G_CALLBACK (pinch_cb));
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  add_controller (self, motion, "motion", G_CALLBACK (motion_cb));
  add_controller (self, gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES),
                  "scroll", G_CALLBACK (scroll_cb));
  add_controller (self, gtk_event_controller_key_new (), "key-pressed", G_CALLBACK (key_cb));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Object graph"), -1);
}

GtkWidget *
hp_graph_canvas_new (void)
{
  return g_object_new (HP_TYPE_GRAPH_CANVAS, NULL);
}
