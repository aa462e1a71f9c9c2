/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing the dominator map: all tiles once into a node, which is kept until something moves; over
 * it what is chosen, which changes with the pointer. */
#include "widgets/dominator-map-private.h"
#include "widgets/palette.h"

/* Tiles that are smaller say nothing, or have no border: pixels. */
#define LABEL_WIDTH  36
#define BORDER_WIDTH 8
#define GAP          1
#define INSET        4

typedef struct {
  HpDominatorMap *map;
  GtkSnapshot *snapshot;
  const HpPalette *palette;
  GdkRGBA *hues; /* by type; alpha 0: not asked for yet */
  PangoLayout *text;
  double line_height;
} Drawing;

static graphene_rect_t
to_rect (const HpTileBox *box, double gap)
{
  return GRAPHENE_RECT_INIT ((float)box->x, (float)box->y, (float)MAX (box->width - gap, 0.5),
                             (float)MAX (box->height - gap, 0.5));
}

static void
outline (GtkSnapshot *snapshot, const graphene_rect_t *rect, double width, const GdkRGBA *color)
{
  GskRoundedRect shape;
  float w = (float)width;

  gsk_rounded_rect_init_from_rect (&shape, rect, 0);
  gtk_snapshot_append_border (snapshot, &shape, (const float[4]){ w, w, w, w },
                              (const GdkRGBA[4]){ *color, *color, *color, *color });
}

/* The hue hangs on the name, so that it is the same in the next picture. */
static GdkRGBA
get_hue (Drawing *d, guint32 object)
{
  HpSnapshot *snapshot = d->map->results->snapshot;
  guint32 type;

  if (object == HP_NONE)
    return d->palette->dim;
  type = hp_snapshot_type_of (snapshot, object);
  if (d->hues[type].alpha <= 0) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

    d->hues[type] = hp_palette_get_kind (d->palette, g_str_hash (name));
  }
  return d->hues[type];
}

/* ---- words on tiles ---- */

static void
draw_line (Drawing *d, const char *text, const HpTileBox *box, double y, const GdkRGBA *color)
{
  pango_layout_set_text (d->text, text, -1);
  pango_layout_set_width (d->text, (int)((box->width - 2 * INSET) * PANGO_SCALE));
  gtk_snapshot_save (d->snapshot);
  gtk_snapshot_translate (d->snapshot, &GRAPHENE_POINT_INIT ((float)(box->x + INSET), (float)y));
  gtk_snapshot_append_layout (d->snapshot, d->text, color);
  gtk_snapshot_restore (d->snapshot);
}

/* "dict  {…}" and, where there is room for a second line, its size; with parts inside, one line. */
static void
draw_words (Drawing *d, const HpTile *tile)
{
  const HpTileBox *box = &tile->box;
  gboolean heads = tile->n_parts > 0 || box->height < 2 * d->line_height + 2 * INSET;
  g_autofree char *name = NULL, *size = NULL, *both = NULL;

  if (tile->kind == HP_TILE_OWN || box->width < LABEL_WIDTH || box->height < d->line_height + 1 ||
      (tile->n_parts > 0 && d->map->style == HP_DOMINATOR_TREEMAP &&
       hp_dominator_map_get_tile (d->map, tile->first_part)->box.y - box->y < d->line_height))
    return;
  name = hp_dominator_map_name (d->map, tile);
  size = g_format_size (tile->size);
  if (heads) {
    both = g_strdup_printf ("%s · %s", size, name);
    draw_line (d, both, box, box->y + 1, &d->palette->text);
    return;
  }
  draw_line (d, name, box, box->y + INSET, &d->palette->text);
  draw_line (d, size, box, box->y + INSET + d->line_height, &d->palette->dim);
}

/* ---- tiles ---- */

static void
draw_tile (Drawing *d, const HpTile *tile)
{
  gboolean rest = tile->kind == HP_TILE_REST;
  gboolean inner = tile->n_parts > 0 && d->map->style == HP_DOMINATOR_TREEMAP;
  graphene_rect_t rect = to_rect (&tile->box, GAP);
  GdkRGBA hue, color;

  if (tile->kind == HP_TILE_OWN)
    return;
  hue = get_hue (d, tile->object);
  color = rest ? d->palette->faint
               : hp_palette_mix (&d->palette->background, &hue,
                                 inner              ? 0.14
                                 : d->palette->dark ? 0.42
                                                    : 0.34);
  gtk_snapshot_append_color (d->snapshot, &color, &rect);
  if ((inner || d->palette->high_contrast) && tile->box.width > BORDER_WIDTH &&
      tile->box.height > BORDER_WIDTH) {
    GdkRGBA line = d->palette->high_contrast ? d->palette->text
                                             : hp_palette_mix (&d->palette->background, &hue, 0.6);

    outline (d->snapshot, &rect, 1, &line);
  }
  draw_words (d, tile);
}

static PangoLayout *
make_layout (HpDominatorMap *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (HP_DOMINATOR_TEXT_SCALE));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

static GskRenderNode *
draw_tiles (HpDominatorMap *self, const HpPalette *palette)
{
  g_autoptr (PangoLayout) layout = make_layout (self);
  g_autofree GdkRGBA *hues =
      g_new0 (GdkRGBA, (gsize)hp_snapshot_n_types (self->results->snapshot) + 1);
  Drawing d = { self, gtk_snapshot_new (), palette, hues, layout, self->row_height - 3 };

  for (guint i = 0; i < self->tiles->len; i++)
    draw_tile (&d, hp_dominator_map_get_tile (self, i));
  return gtk_snapshot_free_to_node (d.snapshot);
}

/* ---- what is chosen ---- */

/* Dashes: the object is in there, too small to be seen. */
static void
draw_dashed (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, rect);
  const double dashes[] = { 6, 4 };

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 3);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_rectangle (cr, (double)rect->origin.x + 1.5, (double)rect->origin.y + 1.5,
                   (double)rect->size.width - 3, (double)rect->size.height - 3);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_chosen (HpDominatorMap *self, GtkSnapshot *snapshot, const HpPalette *palette)
{
  graphene_rect_t rect;

  if (self->hovered != HP_NO_TILE && self->hovered != self->current) {
    rect = to_rect (&hp_dominator_map_get_tile (self, self->hovered)->box, GAP);
    outline (snapshot, &rect, 1.5, &palette->text);
  }
  if (self->current == HP_NO_TILE)
    return;
  rect = to_rect (&hp_dominator_map_get_tile (self, self->current)->box, GAP);
  if (hp_dominator_map_is_hidden (self, self->selected, self->current))
    draw_dashed (snapshot, &rect, &palette->accent);
  else
    outline (snapshot, &rect, 3, &palette->accent);
}

void
hp_dominator_map_draw (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HpDominatorMap *self = HP_DOMINATOR_MAP (widget);
  HpPalette palette;

  hp_palette_read (&palette, widget);
  if (self->tiles != NULL) {
    if (self->picture == NULL)
      self->picture = draw_tiles (self, &palette);
    if (self->picture != NULL)
      gtk_snapshot_append_node (snapshot, self->picture);
    draw_chosen (self, snapshot, &palette);
  }
  if (gtk_widget_has_visible_focus (widget)) {
    graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                               (float)gtk_widget_get_height (widget));

    outline (snapshot, &area, 2, &palette.accent);
  }
}
