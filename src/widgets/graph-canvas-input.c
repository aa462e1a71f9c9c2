/* SPDX-License-Identifier: Apache-2.0 */
/* What a person does on the canvas of a graph: pointer, touch pad, keys. */
#include <math.h>

#include "widgets/canvas.h"
#include "widgets/graph-canvas-private.h"

#define STEP 60 /* pixels that Ctrl+arrow pans */

static void
pressed_cb (HpGraphCanvas *self, int n_press, double x, double y, GtkGesture *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  guint node = hp_graph_canvas_find_at (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (node == HP_GRAPH_NO_NODE && n_press > 1)
    hp_graph_canvas_fit (self);
  else if (n_press == 1 && (node != HP_GRAPH_NO_NODE || button == GDK_BUTTON_SECONDARY))
    hp_graph_canvas_choose (self, node);
  if (button == GDK_BUTTON_SECONDARY)
    hp_graph_canvas_ask_menu (self, node, x, y);
  else if (n_press == 2)
    hp_graph_canvas_open (self, node);
}

/* What is dragged out of the canvas: a node. Beside them, the picture is moved. */
static GdkContentProvider *
prepare_cb (HpGraphCanvas *self, double x, double y)
{
  guint node = hp_graph_canvas_find_at (self, x, y);
  g_autofree char *text = NULL;

  if (node == HP_GRAPH_NO_NODE)
    return NULL;
  text = hp_graph_canvas_node_to_text (self, node);
  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static void
drag_begin_cb (HpGraphCanvas *self, double x, double y, GtkGesture *gesture)
{
  if (hp_graph_canvas_find_at (self, x, y) != HP_GRAPH_NO_NODE)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
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
  hp_graph_canvas_view_moved (self);
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
    hp_graph_canvas_zoom_at (self, pow (1.1, -dy * (unit == GDK_SCROLL_UNIT_WHEEL ? 1 : 0.05)),
                             self->pointer_x, self->pointer_y);
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
  hp_graph_canvas_zoom_at (self, self->pinch_zoom * scale / self->zoom, x, y);
}

static void
motion_cb (HpGraphCanvas *self, double x, double y)
{
  guint node = hp_graph_canvas_find_at (self, x, y);

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
    node = hp_graph_boxes_find_focus (self->boxes);
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
    hp_graph_canvas_ask_menu (self, self->selected, x, y);
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

void
hp_graph_canvas_listen (HpGraphCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  hp_canvas_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click), "pressed",
                            G_CALLBACK (pressed_cb));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  hp_canvas_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag), "drag-update",
                            G_CALLBACK (drag_update_cb));
  hp_canvas_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gtk_drag_source_new ()),
                            "prepare", G_CALLBACK (prepare_cb));
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  hp_canvas_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch), "scale-changed",
                            G_CALLBACK (pinch_cb));
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  hp_canvas_add_controller (GTK_WIDGET (self), motion, "motion", G_CALLBACK (motion_cb));
  hp_canvas_add_controller (GTK_WIDGET (self),
                            gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES),
                            "scroll", G_CALLBACK (scroll_cb));
  hp_canvas_add_controller (GTK_WIDGET (self), gtk_event_controller_key_new (), "key-pressed",
                            G_CALLBACK (key_cb));
}
