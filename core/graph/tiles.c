/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/tiles.h"

/* A long chain makes the same tile again and again, a little smaller: nobody sees that deep. */
enum { DEPTH_MAX = 48 };

typedef struct {
  const HpDominatorTree *tree;
  const HpTileMetrics *metrics;
  GArray *tiles; /* being filled */
} Making;

static const HpTile *
get_tile (const GArray *tiles, guint i)
{
  return &g_array_index (tiles, HpTile, i);
}

static const HpSnapshot *
get_snapshot (const HpDominatorTree *tree)
{
  return hp_dominators_get_snapshot (hp_dominator_tree_get_dominators (tree));
}

/* ---- parts ---- */

static guint64
get_size (const HpDominatorTree *tree, guint32 object)
{
  return object != HP_NONE
             ? hp_dominators_get_retained_size (hp_dominator_tree_get_dominators (tree), object)
             : hp_snapshot_total_size (get_snapshot (tree));
}

static void
append_part (Making *making, guint around, HpTileKind kind, guint32 object, guint64 size)
{
  HpTile *parent = &g_array_index (making->tiles, HpTile, around);
  HpTile part = {
    .kind = kind, .object = object, .around = around, .depth = parent->depth + 1, .size = size
  };

  parent->n_parts++;
  g_array_append_val (making->tiles, part);
}

/* The parts of a tile, without a place yet: children of at least so many bytes by falling size, the
 * smaller ones as one, and the own bytes. Nothing, when there are no children. */
static void
append_parts (Making *making, guint around, guint64 least)
{
  const HpTile tile = *get_tile (making->tiles, around);
  guint64 own =
      tile.object != HP_NONE ? hp_snapshot_size (get_snapshot (making->tree), tile.object) : 0;
  guint64 left = tile.size - MIN (own, tile.size);
  guint32 n, shown = 0;
  const guint32 *children = hp_dominator_tree_get_children (making->tree, tile.object, &n);

  g_array_index (making->tiles, HpTile, around).first_part = making->tiles->len;
  for (; shown < n && get_size (making->tree, children[shown]) >= least; shown++) {
    guint64 size = get_size (making->tree, children[shown]);

    append_part (making, around, HP_TILE_OBJECT, children[shown], size);
    left -= MIN (size, left);
  }
  if (shown < n) {
    append_part (making, around, HP_TILE_REST, tile.object, left);
    g_array_index (making->tiles, HpTile, making->tiles->len - 1).n_smaller = n - shown;
  }
  if (n > 0 && own > 0)
    append_part (making, around, HP_TILE_OWN, tile.object, own);
}

static void
append_root (Making *making, guint32 root, const HpTileBox *box)
{
  HpTile tile = {
    .object = root, .around = HP_NO_TILE, .size = get_size (making->tree, root), .box = *box
  };

  g_array_append_val (making->tiles, tile);
}

/* Bytes that fill `part` of `whole` pixels, at least one. */
static guint64
get_least_bytes (const HpTile *tile, double part, double whole)
{
  return (guint64)MAX ((double)tile->size * part / whole, 1);
}

static gboolean
may_have_parts (const HpTile *tile)
{
  return tile->kind == HP_TILE_OBJECT && tile->size > 0 && tile->depth < DEPTH_MAX;
}

/* ---- treemap ---- */

/* The room for parts: below a heading where there is room for one, otherwise all but a border. */
static HpTileBox
get_inside (const HpTile *tile, const HpTileMetrics *metrics)
{
  const double border = 2;
  HpTileBox box = tile->box;
  gboolean headed = box.width >= 3 * metrics->row_height && box.height >= 3 * metrics->row_height;
  double top = headed ? metrics->row_height : border;

  return (HpTileBox){ box.x + border, box.y + top, box.width - 2 * border,
                      box.height - top - border };
}

static void
place_parts_inside (Making *making, guint around, const HpTileBox *inside)
{
  const HpTile *tile = get_tile (making->tiles, around);
  guint n = tile->n_parts, first = tile->first_part;
  g_autofree double *sizes = g_new (double, (gsize)n + 1);
  g_autofree HpTileBox *boxes = g_new (HpTileBox, (gsize)n + 1);

  for (guint i = 0; i < n; i++)
    sizes[i] = (double)get_tile (making->tiles, first + i)->size;
  hp_squarify (sizes, n, inside, boxes);
  for (guint i = 0; i < n; i++)
    g_array_index (making->tiles, HpTile, first + i).box = boxes[i];
}

static void
divide_treemap_tile (Making *making, guint i)
{
  const HpTile *tile = get_tile (making->tiles, i);
  HpTileBox inside = get_inside (tile, making->metrics);
  double smallest = making->metrics->smallest;

  if (!may_have_parts (tile) || inside.width < smallest || inside.height < smallest)
    return;
  append_parts (making, i,
                get_least_bytes (tile, smallest * smallest, inside.width * inside.height));
  place_parts_inside (making, i, &inside);
}

GArray *
hp_tiles_make_treemap (const HpDominatorTree *tree, guint32 root, double width, double height,
                       const HpTileMetrics *metrics)
{
  Making making = { tree, metrics, g_array_new (FALSE, FALSE, sizeof (HpTile)) };

  append_root (&making, root, &(HpTileBox){ 0, 0, width, height });
  for (guint i = 0; i < making.tiles->len; i++) /* grows meanwhile */
    divide_treemap_tile (&making, i);
  return making.tiles;
}

/* ---- flame graph ---- */

static void
place_parts_below (Making *making, guint around)
{
  const HpTile tile = *get_tile (making->tiles, around);
  double x = tile.box.x;

  for (guint i = 0; i < tile.n_parts; i++) {
    HpTile *part = &g_array_index (making->tiles, HpTile, tile.first_part + i);
    double width = tile.box.width * (double)part->size / (double)tile.size;

    part->box = (HpTileBox){ x, tile.box.y + tile.box.height, width, making->metrics->row_height };
    x += width;
  }
}

GArray *
hp_tiles_make_flame (const HpDominatorTree *tree, guint32 root, double width, double height,
                     const HpTileMetrics *metrics)
{
  Making making = { tree, metrics, g_array_new (FALSE, FALSE, sizeof (HpTile)) };

  append_root (&making, root, &(HpTileBox){ 0, 0, width, metrics->row_height });
  for (guint i = 0; i < making.tiles->len; i++) {
    const HpTile *tile = get_tile (making.tiles, i);
    gboolean has_room = tile->box.y + 2 * metrics->row_height <= height;

    if (!has_room || !may_have_parts (tile) || tile->box.width < metrics->smallest)
      continue;
    append_parts (&making, i, get_least_bytes (tile, metrics->smallest, tile->box.width));
    place_parts_below (&making, i);
  }
  return making.tiles;
}

/* ---- ask ---- */

void
hp_tiles_mirror (GArray *tiles, double width)
{
  for (guint i = 0; i < tiles->len; i++) {
    HpTileBox *box = &g_array_index (tiles, HpTile, i).box;

    box->x = width - box->x - box->width;
  }
}

static gboolean
contains (const HpTileBox *box, double x, double y)
{
  return x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height;
}

/* Parts stand behind what is around them, so the last that fits is the innermost. */
guint
hp_tiles_find_at (const GArray *tiles, double x, double y)
{
  for (guint i = tiles->len; i-- > 0;)
    if (contains (&get_tile (tiles, i)->box, x, y))
      return i;
  return HP_NO_TILE;
}

static guint
find_part (const GArray *tiles, const HpTile *tile, guint32 object)
{
  for (guint i = tile->first_part; i < tile->first_part + tile->n_parts; i++)
    if (get_tile (tiles, i)->kind == HP_TILE_OBJECT && get_tile (tiles, i)->object == object)
      return i;
  return HP_NO_TILE;
}

guint
hp_tiles_find_object (const GArray *tiles, const HpDominatorTree *tree, guint32 object)
{
  const HpDominators *dominators = hp_dominator_tree_get_dominators (tree);
  guint32 root = get_tile (tiles, 0)->object;
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint found = 0;

  for (; object != root; object = hp_dominators_get_parent (dominators, object)) {
    if (object == HP_NONE)
      return HP_NO_TILE;
    g_array_append_val (way, object);
  }
  for (guint i = way->len; i-- > 0;) {
    guint part = find_part (tiles, get_tile (tiles, found), g_array_index (way, guint32, i));

    if (part == HP_NO_TILE)
      break;
    found = part;
  }
  return found;
}

/* ---- steps ---- */

/* How far one lies beyond the other, negative when it does not, and how far beside: 0 where they
 * overlap. */
static void
measure_step (const HpTileBox *from, const HpTileBox *to, HpTileDirection direction, double *ahead,
              double *beside)
{
  gboolean level = direction == HP_TILE_LEFT || direction == HP_TILE_RIGHT;
  double gap_x =
      direction == HP_TILE_LEFT ? from->x - (to->x + to->width) : to->x - (from->x + from->width);
  double gap_y =
      direction == HP_TILE_UP ? from->y - (to->y + to->height) : to->y - (from->y + from->height);
  double beside_x = MAX (MAX (from->x - (to->x + to->width), to->x - (from->x + from->width)), 0);
  double beside_y = MAX (MAX (from->y - (to->y + to->height), to->y - (from->y + from->height)), 0);

  *ahead = level ? gap_x : gap_y;
  *beside = level ? beside_y : beside_x;
}

/* Whether a tile is a place to go to for one at this depth: tiles like this fill the drawing once.
 */
static gboolean
is_level_with (const HpTile *tile, guint depth)
{
  return tile->kind != HP_TILE_OWN &&
         (tile->depth == depth || (tile->depth < depth && tile->n_parts == 0));
}

static guint
find_neighbour (const GArray *tiles, guint from, HpTileDirection direction)
{
  const double tolerance = 0.01; /* pixels: sums of fractions */
  const HpTile *start = get_tile (tiles, from);
  double best = G_MAXDOUBLE;
  guint found = from;

  for (guint i = 0; i < tiles->len; i++) {
    double ahead, beside;

    if (i == from || !is_level_with (get_tile (tiles, i), start->depth))
      continue;
    measure_step (&start->box, &get_tile (tiles, i)->box, direction, &ahead, &beside);
    if (ahead < -tolerance || ahead + 4 * beside >= best)
      continue;
    best = ahead + 4 * beside;
    found = i;
  }
  return found;
}

guint
hp_tiles_step (const GArray *tiles, guint from, HpTileDirection direction)
{
  const HpTile *tile = get_tile (tiles, from);

  switch (direction) {
  case HP_TILE_OUTWARD: return tile->around != HP_NO_TILE ? tile->around : from;
  case HP_TILE_INWARD:
    return tile->n_parts > 0 && get_tile (tiles, tile->first_part)->kind != HP_TILE_OWN
               ? tile->first_part
               : from;
  default: return find_neighbour (tiles, from, direction);
  }
}
