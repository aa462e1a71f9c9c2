/* SPDX-License-Identifier: Apache-2.0 */
/* Rectangles for dominator trees: areas as the bytes, parts inside, nothing over another, nothing
 * left out. */
#include <math.h>

#include "graph.h"
#include "graph/tiles.h"

static const HpTileMetrics metrics = { 4, 18 };

typedef GArray *(*MakeTiles) (const HpDominatorTree *tree, guint32 root, double width,
                              double height, const HpTileMetrics *metrics);

/* ---- squarify ---- */

static gboolean
overlap (const HpTileBox *a, const HpTileBox *b)
{
  const double e = 1e-6;

  return a->x + e < b->x + b->width && b->x + e < a->x + a->width && a->y + e < b->y + b->height &&
         b->y + e < a->y + a->height;
}

static gboolean
is_inside (const HpTileBox *box, const HpTileBox *around)
{
  const double e = 1e-6;

  return box->x >= around->x - e && box->y >= around->y - e &&
         box->x + box->width <= around->x + around->width + e &&
         box->y + box->height <= around->y + around->height + e;
}

static void
assert_near (double a, double b)
{
  if (fabs (a - b) > 1e-6 * MAX (1, fabs (b)))
    g_error ("%.9g is not %.9g", a, b);
}

static void
assert_box (const HpTileBox *box, double x, double y, double width, double height)
{
  assert_near (box->x, x);
  assert_near (box->y, y);
  assert_near (box->width, width);
  assert_near (box->height, height);
}

/* The example of the paper, figure 4: 6, 6, 4, 3, 2, 2, 1 in 6 × 4. */
static void
test_squarify_paper (void)
{
  const double sizes[] = { 6, 6, 4, 3, 2, 2, 1 };
  const HpTileBox bounds = { 0, 0, 6, 4 };
  HpTileBox boxes[7];

  hp_squarify (sizes, 7, &bounds, boxes);
  assert_box (&boxes[0], 0, 0, 3, 2);
  assert_box (&boxes[1], 0, 2, 3, 2);
  assert_box (&boxes[2], 3, 0, 12.0 / 7, 7.0 / 3);
  assert_box (&boxes[3], 3 + 12.0 / 7, 0, 9.0 / 7, 7.0 / 3);
  assert_box (&boxes[4], 3, 7.0 / 3, 1.2, 5.0 / 3);
}

static void
check_squarify (const double *sizes, guint n, const HpTileBox *bounds)
{
  g_autofree HpTileBox *boxes = g_new (HpTileBox, (gsize)n + 1);
  double total = 0;

  hp_squarify (sizes, n, bounds, boxes);
  for (guint i = 0; i < n; i++)
    total += sizes[i];
  for (guint i = 0; i < n; i++) {
    g_assert_true (is_inside (&boxes[i], bounds));
    assert_near (boxes[i].width * boxes[i].height,
                 total > 0 ? bounds->width * bounds->height * sizes[i] / total : 0);
    for (guint j = 0; j < i; j++)
      g_assert_false (overlap (&boxes[i], &boxes[j]));
  }
}

/* In any order, with sizes of 0, in flat and upright rectangles and in none at all. */
static void
test_squarify_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);
  double sizes[60];

  for (guint round = 0; round < 300; round++) {
    guint n = (guint)g_rand_int_range (random, 0, 60);
    HpTileBox bounds = { g_rand_double (random) * 9, 3, g_rand_double (random) * 900,
                         round % 17 == 0 ? 0 : g_rand_double (random) * 400 };

    for (guint i = 0; i < n; i++)
      sizes[i] = g_rand_int_range (random, 0, 5) == 0 ? 0 : pow (10, 5 * g_rand_double (random));
    check_squarify (sizes, n, &bounds);
  }
}

/* ---- trees ---- */

typedef struct {
  HpSnapshot *snapshot;
  HpDominators *dominators;
  HpDominatorTree *tree;
} Fixture;

static void
fixture_init (Fixture *f, HpSnapshot *snapshot)
{
  f->snapshot = snapshot;
  f->dominators = hp_dominators_new (snapshot, NULL, NULL);
  g_assert_nonnull (f->dominators);
  f->tree = hp_dominator_tree_new (f->dominators, NULL, NULL);
  g_assert_nonnull (f->tree);
}

static void
fixture_clear (Fixture *f)
{
  hp_dominator_tree_free (f->tree);
  hp_dominators_free (f->dominators);
  hp_snapshot_unref (f->snapshot);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static const HpTile *
get (const GArray *tiles, guint i)
{
  return &g_array_index (tiles, HpTile, i);
}

/* The slow way: all objects whose dominator it is. */
static guint
count_children (const Fixture *f, guint32 parent)
{
  guint n = 0;

  for (guint32 object = 0; object < hp_snapshot_n_objects (f->snapshot); object++)
    n += hp_dominators_get_parent (f->dominators, object) == parent;
  return n;
}

static guint64
retained_size (const Fixture *f, guint32 object)
{
  return object != HP_NONE ? hp_dominators_get_retained_size (f->dominators, object)
                           : hp_snapshot_total_size (f->snapshot);
}

/* A part's own facts; returns how many children it stands for. */
static guint
check_part (const Fixture *f, const GArray *tiles, guint around, guint i)
{
  const HpTile *tile = get (tiles, around), *part = get (tiles, i);

  g_assert_cmpuint (part->around, ==, around);
  g_assert_cmpuint (part->depth, ==, tile->depth + 1);
  switch (part->kind) {
  case HP_TILE_OWN:
    g_assert_cmpuint (part->object, ==, tile->object);
    g_assert_cmpuint (part->size, ==, hp_snapshot_size (f->snapshot, tile->object));
    return 0;
  case HP_TILE_REST:
    g_assert_cmpuint (part->object, ==, tile->object);
    g_assert_cmpuint (part->n_smaller, >, 0);
    return part->n_smaller;
  case HP_TILE_OBJECT:
  default:
    g_assert_cmpuint (hp_dominators_get_parent (f->dominators, part->object), ==, tile->object);
    g_assert_cmpuint (part->size, ==, retained_size (f, part->object));
    return 1;
  }
}

/* Bytes and children of a tile are those of its parts, none of which covers another; every part has
 * as many bytes a pixel. */
static void
check_parts (const Fixture *f, const GArray *tiles, guint around)
{
  const HpTile *tile = get (tiles, around);
  const HpTile *first = get (tiles, tile->first_part);
  double density = first->box.width * first->box.height / (double)first->size;
  guint n_children = 0;
  guint64 size = 0;

  for (guint i = tile->first_part; i < tile->first_part + tile->n_parts; i++) {
    const HpTile *part = get (tiles, i);

    n_children += check_part (f, tiles, around, i);
    size += part->size;
    assert_near (part->box.width * part->box.height, density * (double)part->size);
    for (guint j = tile->first_part; j < i; j++)
      g_assert_false (overlap (&part->box, &get (tiles, j)->box));
  }
  g_assert_cmpuint (size, ==, tile->size);
  g_assert_cmpuint (n_children, ==, count_children (f, tile->object));
}

static void
check_tiles (const Fixture *f, const GArray *tiles, guint32 root, const HpTileBox *bounds)
{
  g_assert_cmpuint (get (tiles, 0)->object, ==, root);
  g_assert_cmpuint (get (tiles, 0)->around, ==, HP_NO_TILE);
  g_assert_cmpuint (get (tiles, 0)->size, ==, retained_size (f, root));
  for (guint i = 0; i < tiles->len; i++) {
    const HpTile *tile = get (tiles, i);

    g_assert_true (is_inside (&tile->box, bounds));
    if (tile->n_parts > 0)
      check_parts (f, tiles, i);
  }
}

static void
check_inside (const GArray *tiles)
{
  for (guint i = 1; i < tiles->len; i++)
    g_assert_true (is_inside (&get (tiles, i)->box, &get (tiles, get (tiles, i)->around)->box));
}

/* A part of a flame graph lies below and within the sides of what is above it. */
static void
check_below (const GArray *tiles)
{
  for (guint i = 1; i < tiles->len; i++) {
    HpTileBox box = get (tiles, i)->box;
    const HpTileBox *above = &get (tiles, get (tiles, i)->around)->box;

    assert_near (box.y, above->y + above->height);
    box.y = above->y;
    g_assert_true (is_inside (&box, above));
  }
}

static void
check_root (const Fixture *f, guint32 root, double width, double height)
{
  const HpTileBox bounds = { 0, 0, width, height };
  g_autoptr (GArray) map = hp_tiles_make_treemap (f->tree, root, width, height, &metrics);
  g_autoptr (GArray) flame = hp_tiles_make_flame (f->tree, root, width, height, &metrics);

  check_tiles (f, map, root, &bounds);
  check_inside (map);
  check_tiles (f, flame, root, &bounds);
  check_below (flame);
}

static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 60; seed++) {
    g_auto (Fixture) f;
    guint32 n = 20 + seed * 13 % 300;

    fixture_init (&f, graph_random (n, 1 + seed % 3, 4 + seed % 40, seed));
    check_root (&f, HP_NONE, 40 + seed * 11, 700 - seed * 10);
    for (guint32 root = seed % 7; root < n; root += 29)
      check_root (&f, root, 300, 200);
  }
}

/* ---- chains and crowds ---- */

static HpSnapshot *
make (guint32 n, gboolean chain)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);

  hp_snapshot_builder_add_type (builder, "list", NULL);
  for (guint32 i = 0; i < n; i++) {
    HpObjectRow row = { .address = 0x10000 + (guint64)i * 64, .size = 64, .refcount = 1 };

    hp_snapshot_builder_add_object (builder, &row);
  }
  for (guint32 i = 1; i < n; i++)
    hp_snapshot_builder_add_ref (builder, chain ? i - 1 : 0, i, hp_label (HP_REF_INDEX, i));
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* A drawing has as many tiles as can be seen, whatever the heap. */
static void
test_bounded (void)
{
  const MakeTiles makes[] = { hp_tiles_make_treemap, hp_tiles_make_flame };

  for (guint i = 0; i < 4; i++) {
    g_auto (Fixture) f;
    g_autoptr (GArray) tiles = NULL;

    fixture_init (&f, make (200000, i % 2 == 0));
    tiles = makes[i / 2](f.tree, HP_NONE, 400, 300, &metrics);
    g_assert_cmpuint (tiles->len, >, 2);
    g_assert_cmpuint (tiles->len, <, 400 * 300 / 16);
  }
}

/* Children too small to draw are one tile, with their number and their bytes. */
static void
test_rest (void)
{
  g_auto (Fixture) f;
  g_autoptr (GArray) tiles = NULL;
  guint n_rest = 0;

  fixture_init (&f, make (100001, FALSE));
  tiles = hp_tiles_make_treemap (f.tree, 0, 100, 100, &metrics);
  for (guint i = 0; i < tiles->len; i++)
    if (get (tiles, i)->kind == HP_TILE_REST) {
      g_assert_cmpuint (get (tiles, i)->n_smaller, ==, 100000);
      g_assert_cmpuint (get (tiles, i)->size, ==, 100000 * 64);
      n_rest++;
    }
  g_assert_cmpuint (n_rest, ==, 1);
}

/* ---- asking ---- */

static void
test_find (void)
{
  g_auto (Fixture) f;
  g_autoptr (GArray) tiles = NULL;

  fixture_init (&f, graph_random (200, 1, 9, 5));
  tiles = hp_tiles_make_treemap (f.tree, HP_NONE, 640, 480, &metrics);
  for (guint i = 0; i < tiles->len; i++) {
    const HpTile *tile = get (tiles, i);
    guint at = hp_tiles_find_at (tiles, tile->box.x + tile->box.width / 2,
                                 tile->box.y + tile->box.height / 2);

    for (; at != i; at = get (tiles, at)->around) /* a part of it lies there, or itself */
      g_assert_cmpuint (at, !=, HP_NO_TILE);
    if (tile->kind == HP_TILE_OBJECT)
      g_assert_cmpuint (hp_tiles_find_object (tiles, f.tree, tile->object), ==, i);
  }
  g_assert_cmpuint (hp_tiles_find_at (tiles, 641, 10), ==, HP_NO_TILE);
}

/* What has no tile is found in that of its nearest dominator that has one, and only below the root.
 */
static void
test_find_hidden (void)
{
  g_auto (Fixture) f;
  g_autoptr (GArray) tiles = NULL, inner = NULL;

  fixture_init (&f, make (1000, TRUE));
  tiles = hp_tiles_make_flame (f.tree, HP_NONE, 300, 5 * metrics.row_height, &metrics);
  g_assert_cmpuint (get (tiles, hp_tiles_find_object (tiles, f.tree, 999))->object, ==, 3);
  inner = hp_tiles_make_flame (f.tree, 500, 300, 200, &metrics);
  g_assert_cmpuint (hp_tiles_find_object (inner, f.tree, 499), ==, HP_NO_TILE);
  g_assert_cmpuint (get (inner, hp_tiles_find_object (inner, f.tree, 501))->object, ==, 501);
}

/* An arrow and the opposite one: from every tile one comes to another, and in as many steps as
 * there are tiles to an end. */
static void
check_arrow (const GArray *tiles, guint from, HpTileDirection direction)
{
  guint at = from, next, steps = 0;

  while ((next = hp_tiles_step (tiles, at, direction)) != at) {
    const HpTileBox *a = &get (tiles, at)->box, *b = &get (tiles, next)->box;

    g_assert_cmpint (get (tiles, next)->kind, !=, HP_TILE_OWN);
    g_assert_cmpuint (get (tiles, next)->depth, <=, get (tiles, from)->depth);
    if (direction == HP_TILE_RIGHT)
      g_assert_cmpfloat (b->x, >=, a->x + a->width - 0.1);
    if (direction == HP_TILE_UP)
      g_assert_cmpfloat (b->y + b->height, <=, a->y + 0.1);
    g_assert_cmpuint (++steps, <, tiles->len);
    at = next;
  }
}

static void
test_step (void)
{
  g_auto (Fixture) f;
  g_autoptr (GArray) tiles = NULL;

  fixture_init (&f, graph_random (120, 1, 5, 9));
  tiles = hp_tiles_make_treemap (f.tree, HP_NONE, 500, 400, &metrics);
  for (guint i = 0; i < tiles->len; i++) {
    guint inward = hp_tiles_step (tiles, i, HP_TILE_INWARD);

    if (get (tiles, i)->kind == HP_TILE_OWN)
      continue;
    if (inward != i)
      g_assert_cmpuint (hp_tiles_step (tiles, inward, HP_TILE_OUTWARD), ==, i);
    for (HpTileDirection d = HP_TILE_LEFT; d <= HP_TILE_DOWN; d++)
      check_arrow (tiles, i, d);
  }
  g_assert_cmpuint (hp_tiles_step (tiles, 0, HP_TILE_OUTWARD), ==, 0);
}

/* The other way round: where a tile's right side was from the left, its left side is from the
 * right. */
static void
test_mirror (void)
{
  g_auto (Fixture) f;
  g_autoptr (GArray) tiles = NULL, mirrored = NULL;

  fixture_init (&f, graph_random (80, 1, 5, 3));
  tiles = hp_tiles_make_flame (f.tree, HP_NONE, 500, 400, &metrics);
  mirrored = g_array_copy (tiles);
  hp_tiles_mirror (mirrored, 500);
  for (guint i = 0; i < tiles->len; i++)
    assert_near (get (mirrored, i)->box.x, 500 - get (tiles, i)->box.x - get (tiles, i)->box.width);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/graph/squarify/paper", test_squarify_paper);
  g_test_add_func ("/core/graph/squarify/random", test_squarify_random);
  g_test_add_func ("/core/graph/tiles/random", test_random);
  g_test_add_func ("/core/graph/tiles/bounded", test_bounded);
  g_test_add_func ("/core/graph/tiles/rest", test_rest);
  g_test_add_func ("/core/graph/tiles/find", test_find);
  g_test_add_func ("/core/graph/tiles/find-hidden", test_find_hidden);
  g_test_add_func ("/core/graph/tiles/step", test_step);
  g_test_add_func ("/core/graph/tiles/mirror", test_mirror);
  return g_test_run ();
}
