/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Arenas and their pools as cells.
 *
 * A cell is a pool: the height of its fill is the share of blocks in use, its hue the size class,
 * hatched means that it belongs to no size class (given back to its arena, or never used). Where a
 * few blocks keep a whole arena mapped, their pools are outlined. Zoomed in, a cell shows its
 * blocks. Only the visible cells are drawn, so the number of arenas costs nothing.
 *
 * Scrollable: put it into a GtkScrolledWindow. Keys: arrows, Home, End, Page Up and Down move the
 * chosen pool, Return opens it; Ctrl+scrolling zooms at the pointer.
 *
 * Signals: "selected" (guint pool) when a person chose a pool; "opened" (guint pool) on Return and
 * double click; "block-selected" (guint64 address) when a block of an object was clicked in a map
 * that shows blocks. */

#include <gtk/gtk.h>

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

#define HP_TYPE_ARENA_MAP (hp_arena_map_get_type ())
G_DECLARE_FINAL_TYPE (HpArenaMap, hp_arena_map, HP, ARENA_MAP, GtkWidget)

/* An arena with at most so many blocks in use is worth saying who keeps it. */
#define HP_ARENA_FEW_BLOCKS 16

/* Takes a reference; NULL clears. The place is kept, so that a live map does not jump. */
void hp_arena_map_set_snapshot (HpArenaMap *self, HpSnapshot *snapshot);

/* HP_NONE: no pool. Emits nothing; scrolls to it. */
void hp_arena_map_set_selected (HpArenaMap *self, guint32 pool);
guint32 hp_arena_map_get_selected (HpArenaMap *self);
/* Marks the block that contains this address; 0: none. */
void hp_arena_map_set_marked (HpArenaMap *self, guint64 address);
void hp_arena_map_scroll_to_arena (HpArenaMap *self, guint32 arena);

/* Pools in a row: 64, 32, 16, 8, 4, 2, 1; at 8 and less blocks show. Until a person zooms it is 32,
 * or less on a narrow page. */
void hp_arena_map_zoom (HpArenaMap *self, int steps);
void hp_arena_map_fit (HpArenaMap *self);
guint hp_arena_map_get_columns (HpArenaMap *self);
gboolean hp_arena_map_shows_blocks (HpArenaMap *self);

/* For tests: the pool at a point, and the middle of a pool, in coordinates of the widget. */
guint32 hp_arena_map_find_at (HpArenaMap *self, double x, double y);
gboolean hp_arena_map_get_place (HpArenaMap *self, guint32 pool, double *x, double *y);

/* What the heading says of an arena; free with g_free. */
char *hp_arena_map_describe_arena (HpSnapshot *snapshot, guint32 arena);

/* Blocks in use, over all pools of the arena. */
guint64 hp_arena_map_count_blocks (HpSnapshot *snapshot, guint32 arena);

G_END_DECLS
