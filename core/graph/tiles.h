/* SPDX-License-Identifier: Apache-2.0 */
/* A dominator tree as rectangles: what an object keeps alive lies inside it (treemap) or below it
 * (flame graph), with as much room as it has bytes.
 *
 * Only what can be seen gets a tile, so the work grows with the drawing, not with the heap: of the
 * children of an object those large enough, one tile for all smaller ones together, and one for the
 * object's own bytes. The tiles of one object always add up to what it retains.
 *
 * Pure functions; units are pixels, y grows downwards. */
#pragma once

#include "analysis/dominator-tree.h"
#include "graph/squarify.h"

G_BEGIN_DECLS

typedef enum {
  HP_TILE_OBJECT,
  HP_TILE_OWN,  /* what the object around it takes itself */
  HP_TILE_REST, /* the children of the object around it that are too small to draw */
} HpTileKind;

/* No tile. */
#define HP_NO_TILE G_MAXUINT

typedef struct {
  HpTileKind kind;
  guint32 object;    /* HP_NONE: the whole picture; of OWN and REST: the object around it */
  guint around;      /* the tile that it is a part of; HP_NO_TILE: the first */
  guint first_part;  /* its own parts follow each other */
  guint n_parts;     /* 0: none is drawn */
  guint depth;       /* 0: the first */
  guint32 n_smaller; /* of REST: how many children it stands for */
  guint64 size;      /* bytes: retained by an object, or of the part */
  HpTileBox box;
} HpTile;

typedef struct {
  double smallest;   /* side of a square that is worth a tile; of a flame graph, its width */
  double row_height; /* of a heading inside a tile; of a row of the flame graph */
} HpTileMetrics;

/* An array of HpTile: the root (HP_NONE: all) first, every tile before its parts. Free with
 * g_array_unref (). */
GArray *hp_tiles_make_treemap (const HpDominatorTree *tree, guint32 root, double width,
                               double height, const HpTileMetrics *metrics);
GArray *hp_tiles_make_flame (const HpDominatorTree *tree, guint32 root, double width, double height,
                             const HpTileMetrics *metrics);

/* Right to left: everything changes sides. */
void hp_tiles_mirror (GArray *tiles, double width);

/* The innermost tile at a point, HP_NO_TILE outside. */
guint hp_tiles_find_at (const GArray *tiles, double x, double y);

/* The tile of an object, or of the nearest object above it in the tree that has one; HP_NO_TILE
 * when the object does not belong to the root. */
guint hp_tiles_find_object (const GArray *tiles, const HpDominatorTree *tree, guint32 object);

typedef enum {
  HP_TILE_LEFT,
  HP_TILE_RIGHT,
  HP_TILE_UP,
  HP_TILE_DOWN,
  HP_TILE_OUTWARD, /* to the tile around it */
  HP_TILE_INWARD,  /* to its largest part */
} HpTileDirection;

/* Where an arrow leads: a tile that is as deep, or less deep where nothing deeper is drawn; never a
 * tile of own bytes. `from` when there is nothing. */
guint hp_tiles_step (const GArray *tiles, guint from, HpTileDirection direction);

G_END_DECLS
