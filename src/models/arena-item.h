/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A row of the table of arenas: the facts of one arena, computed once. */

#include <gio/gio.h>

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

#define HP_TYPE_ARENA_ITEM (hp_arena_item_get_type ())
G_DECLARE_FINAL_TYPE (HpArenaItem, hp_arena_item, HP, ARENA_ITEM, GObject)

HpArenaItem *hp_arena_item_new (HpSnapshot *snapshot, guint32 arena);

/* Number in the picture; address. */
guint32 hp_arena_item_get_arena (HpArenaItem *self);
guint64 hp_arena_item_get_address (HpArenaItem *self);
double hp_arena_item_get_share (HpArenaItem *self);     /* of its bytes in use, 0 … 1 */
guint hp_arena_item_get_pools_used (HpArenaItem *self); /* with at least one block in use */
guint hp_arena_item_get_pools_free (HpArenaItem *self); /* given back or never used */
guint64 hp_arena_item_get_blocks (HpArenaItem *self);   /* in use */

G_END_DECLS
