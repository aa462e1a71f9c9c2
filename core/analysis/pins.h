/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps each arena mapped.
 *
 * An arena goes back to the system when its last block in use is freed, so one small object can pin
 * a whole one. The *owner* of an arena is the nearest object of the dominator tree that keeps every
 * object in it alive: were it freed, the arena would return. An arena with blocks whose owner is
 * not known, or whose objects have no dominator in common, has none. */
#pragma once

#include "analysis/dominator-tree.h"

G_BEGIN_DECLS

typedef struct {
  guint32 n_blocks;   /* blocks in use */
  guint32 n_objects;  /* objects that lie in it */
  guint32 n_owned;    /* further blocks that belong to an object */
  guint32 n_unknown;  /* blocks in use whose owner is not known */
  guint64 used_bytes; /* of blocks in use, by size class */
  guint32 owner;      /* HP_NONE when there is none */
} HpArenaPin;

typedef struct {
  guint32 object;
  guint32 n_arenas;  /* that would return if it were freed */
  guint64 bytes;     /* what they are to the system */
  guint64 used;      /* bytes of blocks in use in them */
  guint64 n_unknown; /* blocks in them whose owner is not known */
} HpPinOwner;

typedef struct _HpPins HpPins;

/* Borrows the tree. */
HpPins *hp_pins_new (const HpDominatorTree *tree, const HpAnalysisRun *run,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_pins_free (HpPins *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpPins, hp_pins_free)

/* By row of the arenas table. */
const HpArenaPin *hp_pins_get_arena (const HpPins *self, guint32 arena);

/* Owners by falling number of arenas; of several objects in a line that would free the same arenas
 * only the nearest. *n of them. */
const HpPinOwner *hp_pins_get_owners (const HpPins *self, guint *n);

/* At most `limit` of the objects that keep the arena, in the order of their addresses: guint32. */
GArray *hp_pins_list_objects (const HpPins *self, guint32 arena, guint limit);

/* ---- fragmentation ---- */

typedef struct {
  guint32 block_size;     /* bytes */
  guint32 n_pools;        /* in use */
  guint64 n_used, n_free; /* blocks in those pools */
} HpSizeClassUse;

/* By size class in use, ascending: HpSizeClassUse. */
GArray *hp_size_class_use (const HpSnapshot *snapshot);

G_END_DECLS
