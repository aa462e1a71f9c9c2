/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <math.h>

#include "widgets/canvas.h"
#include "widgets/dominator-map-private.h"

/* Side of the smallest square with a tile of its own, pixels. */
#define SMALLEST 5

enum { SELECTED, OPENED, LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpDominatorMap, hp_dominator_map, GTK_TYPE_WIDGET)

/* ---- tiles ---- */

const HpTile *
hp_dominator_map_get_tile (HpDominatorMap *self, guint tile)
{
  return &g_array_index (self->tiles, HpTile, tile);
}

gboolean
hp_dominator_map_is_hidden (HpDominatorMap *self, guint32 object, guint tile)
{
  const HpTile *found = hp_dominator_map_get_tile (self, tile);

  return object != HP_NONE && (found->kind != HP_TILE_OBJECT || found->object != object);
}

static double
measure_row (HpDominatorMap *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "Xg");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return ceil (height * HP_DOMINATOR_TEXT_SCALE) + 3;
}

static void
forget_tiles (HpDominatorMap *self)
{
  g_clear_pointer (&self->tiles, g_array_unref);
  g_clear_pointer (&self->picture, gsk_render_node_unref);
  self->current = self->hovered = HP_NO_TILE;
}

static void
update_description (HpDominatorMap *self)
{
  g_autofree char *text = NULL;

  if (self->tiles != NULL)
    text = hp_dominator_map_describe (self, self->current != HP_NO_TILE ? self->current : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

static void
find_selected (HpDominatorMap *self)
{
  self->current = HP_NO_TILE;
  if (self->tiles != NULL && self->selected != HP_NONE)
    self->current = hp_tiles_find_object (self->tiles, self->results->tree, self->selected);
  update_description (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
make_tiles (HpDominatorMap *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  HpTileMetrics metrics;

  forget_tiles (self);
  if (self->results == NULL || width < 1 || height < 1) {
    update_description (self);
    return;
  }
  self->row_height = measure_row (self);
  metrics = (HpTileMetrics){ SMALLEST, self->row_height };
  self->tiles = (self->style == HP_DOMINATOR_FLAME ? hp_tiles_make_flame : hp_tiles_make_treemap) (
      self->results->tree, self->root, width, height, &metrics);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    hp_tiles_mirror (self->tiles, width);
  find_selected (self);
}

/* ---- what is shown ---- */

void
hp_dominator_map_show (HpDominatorMap *self, HpResults *results, guint32 root)
{
  g_autoptr (HpResults) old = self->results;

  self->results = results != NULL ? hp_results_ref (results) : NULL;
  self->root = root;
  if (old == NULL || results == NULL || old->snapshot != results->snapshot)
    self->selected = HP_NONE; /* numbers of another picture */
  make_tiles (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hp_dominator_map_set_style (HpDominatorMap *self, HpDominatorStyle style)
{
  self->style = style;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  style == HP_DOMINATOR_FLAME
                                      ? _ ("Flame graph of what is kept alive")
                                      : _ ("Treemap of what is kept alive"),
                                  -1);
  make_tiles (self);
}

void
hp_dominator_map_set_zoomed (HpDominatorMap *self, gboolean zoomed)
{
  self->zoomed = zoomed;
}

void
hp_dominator_map_set_selected (HpDominatorMap *self, guint32 object)
{
  self->selected = object;
  find_selected (self);
}

const GArray *
hp_dominator_map_get_tiles (HpDominatorMap *self)
{
  return self->tiles;
}

guint
hp_dominator_map_get_current (HpDominatorMap *self)
{
  return self->current;
}

/* ---- input ---- */

/* Own bytes belong to the object around them. */
static guint
find_tile (HpDominatorMap *self, double x, double y)
{
  guint tile = self->tiles != NULL ? hp_tiles_find_at (self->tiles, x, y) : HP_NO_TILE;

  if (tile != HP_NO_TILE && hp_dominator_map_get_tile (self, tile)->kind == HP_TILE_OWN)
    tile = hp_dominator_map_get_tile (self, tile)->around;
  return tile;
}

static void
choose (HpDominatorMap *self, guint i)
{
  const HpTile *tile = hp_dominator_map_get_tile (self, i);

  self->selected = tile->kind == HP_TILE_OBJECT ? tile->object : HP_NONE;
  self->current = i;
  update_description (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->selected != HP_NONE)
    g_signal_emit (self, signals[SELECTED], 0, self->selected);
}

static void
open_tile (HpDominatorMap *self, guint tile)
{
  g_signal_emit (self, signals[OPENED], 0, hp_dominator_map_get_tile (self, tile)->object);
}

static void
pressed_cb (HpDominatorMap *self, int n_press, double x, double y)
{
  guint tile = find_tile (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (tile == HP_NO_TILE)
    return;
  if (n_press == 2)
    open_tile (self, tile);
  else
    choose (self, tile);
}

static void
hover (HpDominatorMap *self, guint tile)
{
  if (tile == self->hovered)
    return;
  self->hovered = tile;
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (HpDominatorMap *self, double x, double y)
{
  hover (self, find_tile (self, x, y));
}

static void
leave_cb (HpDominatorMap *self)
{
  hover (self, HP_NO_TILE);
}

/* FALSE: no key that moves. */
static gboolean
get_direction (HpDominatorMap *self, guint keyval, HpTileDirection *direction)
{
  gboolean flame = self->style == HP_DOMINATOR_FLAME;

  switch (keyval) {
  case GDK_KEY_Left: *direction = HP_TILE_LEFT; return TRUE;
  case GDK_KEY_Right: *direction = HP_TILE_RIGHT; return TRUE;
  case GDK_KEY_Up: *direction = flame ? HP_TILE_OUTWARD : HP_TILE_UP; return TRUE;
  case GDK_KEY_Down: *direction = flame ? HP_TILE_INWARD : HP_TILE_DOWN; return TRUE;
  case GDK_KEY_Page_Up: *direction = HP_TILE_OUTWARD; return TRUE;
  case GDK_KEY_Page_Down: *direction = HP_TILE_INWARD; return TRUE;
  default: return FALSE;
  }
}

static gboolean
key_cb (HpDominatorMap *self, guint keyval, guint keycode, GdkModifierType state)
{
  HpTileDirection direction;

  if (self->tiles == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if ((keyval == GDK_KEY_Escape || keyval == GDK_KEY_BackSpace) && self->zoomed) {
    g_signal_emit (self, signals[LEFT], 0);
    return GDK_EVENT_STOP;
  }
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && self->current != HP_NO_TILE) {
    open_tile (self, self->current);
    return GDK_EVENT_STOP;
  }
  if (keyval == GDK_KEY_Home) {
    choose (self, 0);
    return GDK_EVENT_STOP;
  }
  if (!get_direction (self, keyval, &direction))
    return GDK_EVENT_PROPAGATE;
  choose (self, self->current == HP_NO_TILE
                    ? hp_tiles_step (self->tiles, 0, HP_TILE_INWARD)
                    : hp_tiles_step (self->tiles, self->current, direction));
  return GDK_EVENT_STOP;
}

/* ---- widget ---- */

static gboolean
hp_dominator_map_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                GtkTooltip *tooltip)
{
  HpDominatorMap *self = HP_DOMINATOR_MAP (widget);
  guint tile = keyboard ? self->current : find_tile (self, x, y);
  g_autofree char *text = NULL;

  if (self->tiles == NULL || tile == HP_NO_TILE)
    return FALSE;
  text = hp_dominator_map_describe (self, tile);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
hp_dominator_map_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  make_tiles (HP_DOMINATOR_MAP (widget));
}

static void
hp_dominator_map_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 100;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 280;
}

/* Other letters or other colours. */
static void
hp_dominator_map_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hp_dominator_map_parent_class)->css_changed (widget, change);
  make_tiles (HP_DOMINATOR_MAP (widget));
  gtk_widget_queue_draw (widget);
}

static void
hp_dominator_map_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  make_tiles (HP_DOMINATOR_MAP (widget));
}

static void
hp_dominator_map_dispose (GObject *object)
{
  HpDominatorMap *self = HP_DOMINATOR_MAP (object);

  g_clear_pointer (&self->results, hp_results_unref);
  forget_tiles (self);
  G_OBJECT_CLASS (hp_dominator_map_parent_class)->dispose (object);
}

static void
hp_dominator_map_class_init (HpDominatorMapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_dominator_map_dispose;
  widget_class->snapshot = hp_dominator_map_draw;
  widget_class->measure = hp_dominator_map_measure;
  widget_class->size_allocate = hp_dominator_map_size_allocate;
  widget_class->query_tooltip = hp_dominator_map_query_tooltip;
  widget_class->css_changed = hp_dominator_map_css_changed;
  widget_class->direction_changed = hp_dominator_map_direction_changed;
  signals[SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "dominatormap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hp_dominator_map_init (HpDominatorMap *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->root = self->selected = HP_NONE;
  self->current = self->hovered = HP_NO_TILE;
  hp_canvas_set_up (widget, "");
  hp_canvas_add_controller (widget, GTK_EVENT_CONTROLLER (gtk_gesture_click_new ()), "pressed",
                            G_CALLBACK (pressed_cb));
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  hp_canvas_add_controller (widget, motion, "motion", G_CALLBACK (motion_cb));
  hp_canvas_add_controller (widget, gtk_event_controller_key_new (), "key-pressed",
                            G_CALLBACK (key_cb));
  hp_dominator_map_set_style (self, HP_DOMINATOR_TREEMAP); /* gives it its name */
}

GtkWidget *
hp_dominator_map_new (void)
{
  return g_object_new (HP_TYPE_DOMINATOR_MAP, NULL);
}
