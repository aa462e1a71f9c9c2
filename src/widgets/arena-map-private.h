/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the arena map share: arena-map.c (the widget, its geometry and what a person
 * does), arena-map-draw.c, arena-map-words.c. */
#pragma once

#include "widgets/arena-map.h"

G_BEGIN_DECLS

#define HP_ARENA_MAP_MARGIN 12 /* pixels around all arenas */

struct _HpArenaMap {
  GtkWidget parent_instance;

  HpSnapshot *snapshot; /* owned, may be NULL */
  guint64 *n_blocks;    /* owned: an entry an arena, blocks in use */
  double *tops;         /* owned: arenas + 1: where each begins, before scrolling */
  char **headings;      /* owned: an entry an arena, NULL until it is drawn */

  guint columns;
  gboolean zoomed; /* by a person; otherwise the columns follow the width */
  double cell_width, cell_height;
  double heading; /* pixels for the text above an arena */
  guint32 selected, hovered;
  guint64 marked;
  double pointer_x, pointer_y;

  GtkAdjustment *hadjustment, *vadjustment; /* owned */
  GtkScrollablePolicy hpolicy, vpolicy;
};

/* geometry, in coordinates of the widget */
double hp_arena_map_get_scroll (HpArenaMap *self);
guint32 hp_arena_map_find_arena_at (HpArenaMap *self, double y);
graphene_rect_t hp_arena_map_get_cell (HpArenaMap *self, guint32 arena, guint32 index);
gboolean hp_arena_map_get_pool_cell (HpArenaMap *self, guint32 pool, graphene_rect_t *cell);
guint hp_arena_map_get_block_columns (const graphene_rect_t *cell, guint capacity);

/* blocks: HP_NONE is an unknown owner */
guint64 hp_arena_map_get_block_address (HpSnapshot *snapshot, const HpPoolView *pool,
                                        guint32 block);
guint32 hp_arena_map_find_owner (HpSnapshot *snapshot, const HpPoolView *pool, guint32 block);

/* words; free with g_free */
char *hp_arena_map_describe_pool (HpSnapshot *snapshot, guint32 pool);
char *hp_arena_map_describe_block (HpSnapshot *snapshot, const HpPoolView *pool, guint32 block);

/* the widget's snapshot function */
void hp_arena_map_draw (GtkWidget *widget, GtkSnapshot *snapshot);

G_END_DECLS
