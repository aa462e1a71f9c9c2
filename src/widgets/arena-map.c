/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <math.h>

#include "widgets/arena-map-private.h"
#include "widgets/canvas.h"
#include "widgets/text-scale.h"

#define HEADING       22 /* pixels for the text above an arena, of usual size */
#define GAP           12 /* below it */
#define CELL_GAP      1.5
#define MAX_CELL      420.0 /* a pool alone in its row needs no more */
#define MIN_CELL      6.0
#define SHAPE         0.62 /* height of a cell to its width */
#define BLOCK_COLUMNS 8    /* at most so many cells in a row: blocks can be told apart */
#define MIN_COLUMNS   1
#define MAX_COLUMNS   64
#define STD_COLUMNS   32
#define STD_CELL      17.0 /* pixels: cells are not narrower unless a person zooms out */

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HPOLICY, PROP_VPOLICY };
enum { SELECTED, OPENED, BLOCK_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (HpArenaMap, hp_arena_map, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* ---- geometry ---- */

double
hp_arena_map_get_scroll (HpArenaMap *self)
{
  return self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
}

static guint
count_rows (HpArenaMap *self, guint32 n_pools)
{
  return (n_pools + self->columns - 1) / self->columns;
}

static void
place_arenas (HpArenaMap *self)
{
  double room = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * HP_ARENA_MAP_MARGIN, 10);
  guint32 n = self->snapshot != NULL ? hp_snapshot_n_arenas (self->snapshot) : 0;
  double y = HP_ARENA_MAP_MARGIN;

  if (!self->zoomed)
    for (self->columns = STD_COLUMNS; self->columns > 16 && room / self->columns < STD_CELL;)
      self->columns /= 2;
  self->heading = HEADING * hp_text_scale ();
  self->cell_width = CLAMP (room / self->columns, MIN_CELL, MAX_CELL);
  self->cell_height = MAX (self->cell_width * SHAPE, 8);
  g_free (self->tops);
  self->tops = g_new (double, n + 1);
  for (guint32 i = 0; i < n; i++) {
    self->tops[i] = y;
    y += self->heading + GAP +
         count_rows (self, hp_snapshot_arena (self->snapshot, i).n_pools) * self->cell_height;
  }
  self->tops[n] = y;
}

/* The arena at a height of the whole map, or HP_NONE. */
guint32
hp_arena_map_find_arena_at (HpArenaMap *self, double y)
{
  guint32 low = 0, high = self->snapshot != NULL ? hp_snapshot_n_arenas (self->snapshot) : 0;

  if (high == 0 || self->tops == NULL || y < self->tops[0] || y >= self->tops[high])
    return HP_NONE;
  while (high - low > 1) {
    guint32 middle = low + (high - low) / 2;

    if (self->tops[middle] <= y)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* In coordinates of the widget. */
graphene_rect_t
hp_arena_map_get_cell (HpArenaMap *self, guint32 arena, guint32 index)
{
  double x = HP_ARENA_MAP_MARGIN + (index % self->columns) * self->cell_width;
  double y = self->tops[arena] - hp_arena_map_get_scroll (self) + self->heading +
             (double)(index / self->columns) * self->cell_height;

  return GRAPHENE_RECT_INIT ((float)x, (float)y, (float)(self->cell_width - CELL_GAP),
                             (float)(self->cell_height - CELL_GAP));
}

guint32
hp_arena_map_find_at (HpArenaMap *self, double x, double y)
{
  guint32 arena = hp_arena_map_find_arena_at (self, y + hp_arena_map_get_scroll (self));
  HpArenaView view;
  double cell_y;
  guint32 index;

  if (arena == HP_NONE || x < HP_ARENA_MAP_MARGIN ||
      x >= HP_ARENA_MAP_MARGIN + self->columns * self->cell_width)
    return HP_NONE;
  view = hp_snapshot_arena (self->snapshot, arena);
  cell_y = y + hp_arena_map_get_scroll (self) - self->tops[arena] - self->heading;
  if (cell_y < 0)
    return HP_NONE;
  index = (guint32)(cell_y / self->cell_height) * self->columns +
          (guint32)((x - HP_ARENA_MAP_MARGIN) / self->cell_width);
  return index < view.n_pools ? view.first_pool + index : HP_NONE;
}

gboolean
hp_arena_map_get_pool_cell (HpArenaMap *self, guint32 pool, graphene_rect_t *cell)
{
  guint32 arena;

  if (self->snapshot == NULL || self->tops == NULL || pool >= hp_snapshot_n_pools (self->snapshot))
    return FALSE;
  arena = hp_snapshot_pool (self->snapshot, pool).arena;
  *cell = hp_arena_map_get_cell (self, arena,
                                 pool - hp_snapshot_arena (self->snapshot, arena).first_pool);
  return TRUE;
}

gboolean
hp_arena_map_get_place (HpArenaMap *self, guint32 pool, double *x, double *y)
{
  graphene_rect_t cell;

  if (!hp_arena_map_get_pool_cell (self, pool, &cell))
    return FALSE;
  *x = (double)cell.origin.x + (double)cell.size.width / 2;
  *y = (double)cell.origin.y + (double)cell.size.height / 2;
  return TRUE;
}

/* How the blocks of a pool lie in its cell: rows of squares, in the order of their addresses. */
guint
hp_arena_map_get_block_columns (const graphene_rect_t *cell, guint capacity)
{
  double ratio = (double)cell->size.width / (double)MAX (cell->size.height, 1);
  guint columns = (guint)ceil (sqrt (capacity * ratio));

  return MAX (columns, 1);
}

/* The block at a point of the pool's cell, or HP_NONE. */
static guint32
find_block_at (HpArenaMap *self, guint32 pool, double x, double y)
{
  HpPoolView view = hp_snapshot_pool (self->snapshot, pool);
  graphene_rect_t cell;
  guint columns, rows;
  guint32 index;

  if (!hp_arena_map_shows_blocks (self) || view.capacity == 0 ||
      !hp_arena_map_get_pool_cell (self, pool, &cell))
    return HP_NONE;
  columns = hp_arena_map_get_block_columns (&cell, view.capacity);
  rows = (view.capacity + columns - 1) / columns;
  x = (x - (double)cell.origin.x) / (double)cell.size.width;
  y = (y - (double)cell.origin.y) / (double)cell.size.height;
  if (x < 0 || y < 0 || x >= 1 || y >= 1)
    return HP_NONE;
  index = (guint32)(y * rows) * columns + (guint32)(x * columns);
  return index < view.capacity ? index : HP_NONE;
}

/* ---- words ---- */

static void
update_description (HpArenaMap *self)
{
  g_autofree char *counts = NULL;
  g_autofree char *pool = NULL;
  g_autofree char *text = NULL;
  guint32 n;

  if (self->snapshot == NULL) {
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    return;
  }
  n = hp_snapshot_n_arenas (self->snapshot);
  counts = g_strdup_printf (ngettext ("%u arena, %u pools", "%u arenas, %u pools", n), n,
                            hp_snapshot_n_pools (self->snapshot));
  if (self->selected != HP_NONE)
    pool = hp_arena_map_describe_pool (self->snapshot, self->selected);
  text = pool != NULL ? g_strdup_printf ("%s; %s", counts, pool) : g_steal_pointer (&counts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

/* ---- scrolling ---- */

static void
configure_adjustments (HpArenaMap *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  guint32 n = self->snapshot != NULL ? hp_snapshot_n_arenas (self->snapshot) : 0;
  double total = self->tops != NULL ? self->tops[n] : 0;

  if (self->vadjustment != NULL)
    gtk_adjustment_configure (self->vadjustment, hp_arena_map_get_scroll (self), 0,
                              MAX (total, height), height * 0.1, height * 0.9, height);
  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, width * 0.1, width * 0.9, width);
}

static void
scroll_to (HpArenaMap *self, double top, double bottom)
{
  double value = hp_arena_map_get_scroll (self);
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->vadjustment == NULL || height < 1)
    return;
  if (bottom > value + height)
    value = bottom - height;
  if (top < value)
    value = top;
  gtk_adjustment_set_value (self->vadjustment, value);
}

static void
show_pool (HpArenaMap *self, guint32 pool)
{
  graphene_rect_t cell;
  double top;

  if (!hp_arena_map_get_pool_cell (self, pool, &cell))
    return;
  top = (double)cell.origin.y + hp_arena_map_get_scroll (self);
  scroll_to (self, top - self->heading - 4, top + (double)cell.size.height + 8);
}

void
hp_arena_map_scroll_to_arena (HpArenaMap *self, guint32 arena)
{
  if (self->snapshot != NULL && self->tops != NULL && arena < hp_snapshot_n_arenas (self->snapshot))
    scroll_to (
        self, self->tops[arena] - 4,
        MIN (self->tops[arena + 1], self->tops[arena] + gtk_widget_get_height (GTK_WIDGET (self))));
}

static void
update_layout (HpArenaMap *self)
{
  place_arenas (self);
  configure_adjustments (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Zooms so that the pool under a point stays under it. */
static void
zoom_at (HpArenaMap *self, int steps, double x, double y)
{
  guint32 pool = hp_arena_map_find_at (self, x, y);
  guint columns = self->columns;
  double px, py;

  for (; steps > 0 && columns > MIN_COLUMNS; steps--)
    columns /= 2;
  for (; steps < 0 && columns < MAX_COLUMNS; steps++)
    columns *= 2;
  if (columns == self->columns)
    return;
  self->columns = columns;
  self->zoomed = TRUE;
  update_layout (self);
  if (hp_arena_map_get_place (self, pool, &px, &py) && self->vadjustment != NULL)
    gtk_adjustment_set_value (self->vadjustment, hp_arena_map_get_scroll (self) + py - y);
}

void
hp_arena_map_zoom (HpArenaMap *self, int steps)
{
  double x = HP_ARENA_MAP_MARGIN + 1, y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  if (self->selected != HP_NONE)
    hp_arena_map_get_place (self, self->selected, &x, &y);
  zoom_at (self, steps, x, y);
}

void
hp_arena_map_fit (HpArenaMap *self)
{
  self->zoomed = FALSE;
  update_layout (self);
}

guint
hp_arena_map_get_columns (HpArenaMap *self)
{
  return self->columns;
}

gboolean
hp_arena_map_shows_blocks (HpArenaMap *self)
{
  return self->columns <= BLOCK_COLUMNS;
}

/* ---- what is shown ---- */

static void
free_headings (HpArenaMap *self)
{
  guint32 n = self->snapshot != NULL ? hp_snapshot_n_arenas (self->snapshot) : 0;

  for (guint32 i = 0; self->headings != NULL && i < n; i++)
    g_free (self->headings[i]);
  g_clear_pointer (&self->headings, g_free);
}

void
hp_arena_map_set_snapshot (HpArenaMap *self, HpSnapshot *snapshot)
{
  guint32 n = snapshot != NULL ? hp_snapshot_n_arenas (snapshot) : 0;
  guint64 selected = 0;

  if (self->snapshot != NULL && self->selected != HP_NONE)
    selected = hp_snapshot_pool (self->snapshot, self->selected).address;
  if (snapshot != NULL)
    hp_snapshot_ref (snapshot);
  free_headings (self);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_clear_pointer (&self->n_blocks, g_free);
  self->snapshot = snapshot;
  self->headings = g_new0 (char *, n + 1); /* each is made when it is first drawn */
  self->n_blocks = g_new0 (guint64, n + 1);
  for (guint32 i = 0; i < n; i++)
    self->n_blocks[i] = hp_arena_map_count_blocks (snapshot, i);
  self->hovered = HP_NONE;
  self->selected = selected != 0 && n > 0 ? hp_snapshot_find_pool (snapshot, selected) : HP_NONE;
  update_layout (self);
  update_description (self);
}

void
hp_arena_map_set_selected (HpArenaMap *self, guint32 pool)
{
  if (self->snapshot == NULL || pool >= hp_snapshot_n_pools (self->snapshot))
    pool = HP_NONE;
  if (self->selected == pool)
    return;
  self->selected = pool;
  show_pool (self, pool);
  update_description (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint32
hp_arena_map_get_selected (HpArenaMap *self)
{
  return self->selected;
}

void
hp_arena_map_set_marked (HpArenaMap *self, guint64 address)
{
  self->marked = address;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- input ---- */

static void
choose (HpArenaMap *self, guint32 pool)
{
  if (pool == HP_NONE)
    return;
  hp_arena_map_set_selected (self, pool);
  g_signal_emit (self, signals[SELECTED], 0, pool);
}

static void
pressed_cb (HpArenaMap *self, int n_press, double x, double y)
{
  guint32 pool = hp_arena_map_find_at (self, x, y);
  guint32 block, owner;
  HpPoolView view;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (pool == HP_NONE)
    return;
  if (n_press == 2) {
    g_signal_emit (self, signals[OPENED], 0, pool);
    return;
  }
  block = find_block_at (self, pool, x, y); /* before choosing scrolls */
  choose (self, pool);
  if (block == HP_NONE)
    return;
  view = hp_snapshot_pool (self->snapshot, pool);
  owner = hp_arena_map_find_owner (self->snapshot, &view, block);
  if (owner == HP_NONE)
    return;
  hp_arena_map_set_marked (self, hp_arena_map_get_block_address (self->snapshot, &view, block));
  g_signal_emit (self, signals[BLOCK_SELECTED], 0, hp_snapshot_address (self->snapshot, owner));
}

static void
motion_cb (HpArenaMap *self, double x, double y)
{
  guint32 pool = hp_arena_map_find_at (self, x, y);

  self->pointer_x = x;
  self->pointer_y = y;
  if (pool == self->hovered)
    return;
  self->hovered = pool;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (HpArenaMap *self)
{
  self->hovered = HP_NONE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
scroll_cb (HpArenaMap *self, double dx, double dy, GtkEventController *controller)
{
  if (!(gtk_event_controller_get_current_event_state (controller) & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE; /* the scrolled window's */
  if (dy != 0)
    zoom_at (self, dy < 0 ? 1 : -1, self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

/* Up and down go to the same column of the row above or below, over the edge of an arena too. */
static guint32
find_vertical (HpArenaMap *self, int direction)
{
  HpPoolView view = hp_snapshot_pool (self->snapshot, self->selected);
  HpArenaView arena = hp_snapshot_arena (self->snapshot, view.arena);
  guint32 index = self->selected - arena.first_pool;
  guint32 column = index % self->columns;

  if (direction > 0 && index + self->columns < arena.n_pools)
    return self->selected + self->columns;
  if (direction < 0 && index >= self->columns)
    return self->selected - self->columns;
  if (direction > 0 && view.arena + 1 < hp_snapshot_n_arenas (self->snapshot)) {
    HpArenaView next = hp_snapshot_arena (self->snapshot, view.arena + 1);

    return next.n_pools > 0 ? next.first_pool + MIN (column, next.n_pools - 1) : self->selected;
  }
  if (direction < 0 && view.arena > 0) {
    HpArenaView previous = hp_snapshot_arena (self->snapshot, view.arena - 1);
    guint32 last_row = previous.n_pools > 0 ? (previous.n_pools - 1) / self->columns : 0;

    return previous.n_pools > 0
               ? previous.first_pool + MIN (last_row * self->columns + column, previous.n_pools - 1)
               : self->selected;
  }
  return self->selected;
}

static guint32
find_by_key (HpArenaMap *self, guint keyval)
{
  guint32 n = hp_snapshot_n_pools (self->snapshot);
  guint page = self->columns * 4;

  if (self->selected == HP_NONE)
    return 0;
  switch (keyval) {
  case GDK_KEY_Left: return self->selected > 0 ? self->selected - 1 : 0;
  case GDK_KEY_Right: return MIN (self->selected + 1, n - 1);
  case GDK_KEY_Up: return find_vertical (self, -1);
  case GDK_KEY_Down: return find_vertical (self, 1);
  case GDK_KEY_Home: return 0;
  case GDK_KEY_End: return n - 1;
  case GDK_KEY_Page_Up: return self->selected > page ? self->selected - page : 0;
  case GDK_KEY_Page_Down: return MIN (self->selected + page, n - 1);
  default: return HP_NONE;
  }
}

static gboolean
key_cb (HpArenaMap *self, guint keyval, guint keycode, GdkModifierType state)
{
  guint32 pool;

  if (self->snapshot == NULL || hp_snapshot_n_pools (self->snapshot) == 0 ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && self->selected != HP_NONE) {
    g_signal_emit (self, signals[OPENED], 0, self->selected);
    return GDK_EVENT_STOP;
  }
  switch (keyval) {
  case GDK_KEY_Left:
  case GDK_KEY_Right:
  case GDK_KEY_Up:
  case GDK_KEY_Down:
  case GDK_KEY_Home:
  case GDK_KEY_End:
  case GDK_KEY_Page_Up:
  case GDK_KEY_Page_Down: pool = find_by_key (self, keyval); break;
  default: return GDK_EVENT_PROPAGATE;
  }
  choose (self, pool);
  return GDK_EVENT_STOP;
}

static gboolean
hp_arena_map_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HpArenaMap *self = HP_ARENA_MAP (widget);
  guint32 pool = keyboard ? self->selected : hp_arena_map_find_at (self, x, y);
  g_autofree char *text = NULL;
  guint32 block;

  if (self->snapshot == NULL || pool == HP_NONE)
    return FALSE;
  text = hp_arena_map_describe_pool (self->snapshot, pool);
  block = keyboard ? HP_NONE : find_block_at (self, pool, x, y);
  if (block != HP_NONE) {
    HpPoolView view = hp_snapshot_pool (self->snapshot, pool);
    g_autofree char *of_block = hp_arena_map_describe_block (self->snapshot, &view, block);
    g_autofree char *both = g_strdup_printf ("%s\n%s", text, of_block);

    gtk_tooltip_set_text (tooltip, both);
  } else {
    gtk_tooltip_set_text (tooltip, text);
  }
  return TRUE;
}

/* ---- widget ---- */

static void
hp_arena_map_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HpArenaMap *self = HP_ARENA_MAP (widget);

  place_arenas (self);
  configure_adjustments (self);
}

static void
hp_arena_map_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 100;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 320;
}

static void
set_adjustment (HpArenaMap *self, GtkAdjustment **place, GtkAdjustment *adjustment)
{
  if (*place == adjustment && adjustment != NULL)
    return;
  if (*place != NULL)
    g_signal_handlers_disconnect_by_data (*place, self);
  g_clear_object (place);
  if (adjustment == NULL)
    return;
  *place = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self);
  configure_adjustments (self);
}

static void
hp_arena_map_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HpArenaMap *self = HP_ARENA_MAP (object);

  switch (id) {
  case PROP_HADJUSTMENT: g_value_set_object (value, self->hadjustment); break;
  case PROP_VADJUSTMENT: g_value_set_object (value, self->vadjustment); break;
  case PROP_HPOLICY: g_value_set_enum (value, self->hpolicy); break;
  case PROP_VPOLICY: g_value_set_enum (value, self->vpolicy); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_arena_map_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpArenaMap *self = HP_ARENA_MAP (object);

  switch (id) {
  case PROP_HADJUSTMENT:
    set_adjustment (self, &self->hadjustment, g_value_get_object (value));
    break;
  case PROP_VADJUSTMENT:
    set_adjustment (self, &self->vadjustment, g_value_get_object (value));
    break;
  case PROP_HPOLICY: self->hpolicy = g_value_get_enum (value); break;
  case PROP_VPOLICY: self->vpolicy = g_value_get_enum (value); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_arena_map_dispose (GObject *object)
{
  HpArenaMap *self = HP_ARENA_MAP (object);

  set_adjustment (self, &self->hadjustment, NULL);
  set_adjustment (self, &self->vadjustment, NULL);
  free_headings (self);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_clear_pointer (&self->n_blocks, g_free);
  g_clear_pointer (&self->tops, g_free);
  G_OBJECT_CLASS (hp_arena_map_parent_class)->dispose (object);
}

static void
hp_arena_map_class_init (HpArenaMapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hp_arena_map_dispose;
  object_class->get_property = hp_arena_map_get_property;
  object_class->set_property = hp_arena_map_set_property;
  widget_class->snapshot = hp_arena_map_draw;
  widget_class->measure = hp_arena_map_measure;
  widget_class->size_allocate = hp_arena_map_size_allocate;
  widget_class->query_tooltip = hp_arena_map_query_tooltip;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HPOLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VPOLICY, "vscroll-policy");

  signals[SELECTED] = g_signal_new ("selected", HP_TYPE_ARENA_MAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OPENED] = g_signal_new ("opened", HP_TYPE_ARENA_MAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[BLOCK_SELECTED] = g_signal_new ("block-selected", HP_TYPE_ARENA_MAP, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  gtk_widget_class_set_css_name (widget_class, "arenamap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hp_arena_map_init (HpArenaMap *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->columns = STD_COLUMNS;
  self->selected = self->hovered = HP_NONE;
  hp_canvas_set_up (widget, _ ("Arena map"));
  hp_canvas_add_controller (widget, GTK_EVENT_CONTROLLER (gtk_gesture_click_new ()), "pressed",
                            G_CALLBACK (pressed_cb));
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  hp_canvas_add_controller (widget, motion, "motion", G_CALLBACK (motion_cb));
  hp_canvas_add_controller (widget,
                            gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL),
                            "scroll", G_CALLBACK (scroll_cb));
  hp_canvas_add_controller (widget, gtk_event_controller_key_new (), "key-pressed",
                            G_CALLBACK (key_cb));
}
