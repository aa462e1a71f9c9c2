/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing the arena map: only what is visible, colours as nodes, the hatching of all cells at once.
 */
#include "widgets/arena-map-private.h"
#include "widgets/palette.h"

typedef struct {
  HpArenaMap *map;
  GtkSnapshot *snapshot;
  const HpPalette *palette;
  GArray *hatched; /* graphene_rect_t: drawn together at the end */
  gboolean blocks;
} Drawing;

static void
fill (Drawing *d, double x, double y, double width, double height, const GdkRGBA *color)
{
  gtk_snapshot_append_color (d->snapshot, color,
                             &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

static void
outline (Drawing *d, const graphene_rect_t *rect, double width, const GdkRGBA *color)
{
  GskRoundedRect shape;
  float w = (float)width;

  gsk_rounded_rect_init_from_rect (&shape, rect, 1.5);
  gtk_snapshot_append_border (d->snapshot, &shape, (const float[4]){ w, w, w, w },
                              (const GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
draw_blocks (Drawing *d, const HpPoolView *pool, const graphene_rect_t *cell, const GdkRGBA *color)
{
  HpSnapshot *snapshot = d->map->snapshot;
  guint columns = hp_arena_map_get_block_columns (cell, pool->capacity);
  guint rows = (pool->capacity + columns - 1) / columns;
  double w = (double)cell->size.width / columns, h = (double)cell->size.height / rows;
  double gap = w > 5 && h > 5 ? 1 : w > 2.5 && h > 2.5 ? 0.5 : 0;
  GdkRGBA free_color = hp_palette_mix (&d->palette->background, color, 0.16);
  guint marked = HP_NONE;

  if (d->map->marked >= pool->address && pool->block_size > 0) {
    guint64 offset = d->map->marked - pool->address - snapshot->info->geometry.pool_header;

    if (offset / pool->block_size < pool->capacity)
      marked = (guint)(offset / pool->block_size);
  }
  for (guint i = 0; i < pool->capacity; i++) {
    double x = (double)cell->origin.x + (i % columns) * w;
    double y = (double)cell->origin.y + (double)(i / columns) * h;

    fill (d, x, y, w - gap, h - gap,
          i == marked                                     ? &d->palette->accent
          : hp_snapshot_block_is_used (snapshot, pool, i) ? color
                                                          : &free_color);
    if (i == marked)
      outline (d, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)w, (float)h), 2,
               &d->palette->text);
  }
}

static void
draw_pool (Drawing *d, guint32 pool, const graphene_rect_t *cell, gboolean pinned)
{
  HpPoolView view = hp_snapshot_pool (d->map->snapshot, pool);
  GdkRGBA color = hp_palette_get_size_class (d->palette, view.block_size);
  GdkRGBA light;
  double share, height;

  if (view.block_size == 0 || view.capacity == 0) {
    g_array_append_val (d->hatched, *cell);
    return;
  }
  if (d->blocks) {
    draw_blocks (d, &view, cell, &color);
  } else {
    light = hp_palette_mix (&d->palette->background, &color, d->palette->dark ? 0.24 : 0.20);
    share = CLAMP ((double)view.used / view.capacity, 0, 1);
    height = (double)cell->size.height * share;
    if (view.used > 0)
      height = MAX (height, 1.5);
    gtk_snapshot_append_color (d->snapshot, &light, cell);
    fill (d, (double)cell->origin.x, (double)(cell->origin.y + cell->size.height) - height,
          (double)cell->size.width, height, &color);
  }
  if (pinned && view.used > 0)
    outline (d, cell, 2, &d->palette->strong);
}

/* Diagonal lines, cut at the cell's border; one path for all cells. */
static void
draw_hatched (Drawing *d, const graphene_rect_t *area)
{
  cairo_t *cr;

  if (d->hatched->len == 0)
    return;
  cr = gtk_snapshot_append_cairo (d->snapshot, area);
  gdk_cairo_set_source_rgba (cr, &d->palette->faint);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < d->hatched->len; i++) {
    const graphene_rect_t *cell = &g_array_index (d->hatched, graphene_rect_t, i);
    double x = (double)cell->origin.x, y = (double)cell->origin.y;
    double w = (double)cell->size.width, h = (double)cell->size.height;
    double step = MAX (6, h / 9);

    cairo_rectangle (cr, x + 0.5, y + 0.5, w - 1, h - 1);

    for (double t = step; t < w + h; t += step) {
      double x1 = MIN (t, w), x2 = MAX (t - h, 0);

      cairo_move_to (cr, x + x1, y + t - x1);
      cairo_line_to (cr, x + x2, y + t - x2);
    }
  }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_heading (Drawing *d, guint32 arena)
{
  HpArenaMap *self = d->map;
  PangoLayout *text;
  PangoAttrList *attributes;

  if (self->headings[arena] == NULL)
    self->headings[arena] = hp_arena_map_describe_arena (self->snapshot, arena);
  text = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->headings[arena]);
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (text, attributes);
  pango_layout_set_width (
      text, (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * HP_ARENA_MAP_MARGIN) * PANGO_SCALE);
  pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_END);
  gtk_snapshot_save (d->snapshot);
  gtk_snapshot_translate (
      d->snapshot,
      &GRAPHENE_POINT_INIT (HP_ARENA_MAP_MARGIN,
                            (float)(self->tops[arena] - hp_arena_map_get_scroll (self) + 2)));
  gtk_snapshot_append_layout (d->snapshot, text, &d->palette->text);
  gtk_snapshot_restore (d->snapshot);
  pango_attr_list_unref (attributes);
  g_object_unref (text);
}

static void
draw_arena (Drawing *d, guint32 arena, double height)
{
  HpArenaMap *self = d->map;
  HpArenaView view = hp_snapshot_arena (self->snapshot, arena);
  gboolean pinned = self->n_blocks[arena] > 0 && self->n_blocks[arena] <= HP_ARENA_FEW_BLOCKS;

  draw_heading (d, arena);
  for (guint32 i = 0; i < view.n_pools; i++) {
    graphene_rect_t cell = hp_arena_map_get_cell (self, arena, i);

    if ((double)(cell.origin.y + cell.size.height) < 0)
      continue;
    if ((double)cell.origin.y > height)
      break;
    draw_pool (d, view.first_pool + i, &cell, pinned);
  }
}

static void
draw_chosen (Drawing *d)
{
  graphene_rect_t cell;

  if (d->map->hovered != d->map->selected &&
      hp_arena_map_get_pool_cell (d->map, d->map->hovered, &cell)) {
    graphene_rect_inset (&cell, -1, -1);
    outline (d, &cell, 1.5, &d->palette->text);
  }
  if (hp_arena_map_get_pool_cell (d->map, d->map->selected, &cell)) {
    graphene_rect_inset (&cell, -2, -2);
    outline (d, &cell, 3, &d->palette->accent);
  }
}

void
hp_arena_map_draw (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HpArenaMap *self = HP_ARENA_MAP (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);
  g_autoptr (GArray) hatched = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  HpPalette palette;
  Drawing d = { self, snapshot, &palette, hatched, hp_arena_map_shows_blocks (self) };
  guint32 arena;

  hp_palette_read (&palette, widget);
  if (self->snapshot != NULL && self->tops != NULL && hp_snapshot_n_arenas (self->snapshot) > 0) {
    arena = hp_arena_map_find_arena_at (self, MAX (hp_arena_map_get_scroll (self), self->tops[0]));
    for (; arena < hp_snapshot_n_arenas (self->snapshot) &&
           self->tops[arena] - hp_arena_map_get_scroll (self) < height;
         arena++)
      draw_arena (&d, arena, height);
    draw_hatched (&d, &area);
    draw_chosen (&d);
  }
  if (gtk_widget_has_visible_focus (widget)) {
    graphene_rect_inset (&area, 2, 2);
    outline (&d, &area, 2, &palette.accent);
  }
}
