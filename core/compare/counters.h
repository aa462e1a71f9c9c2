/* SPDX-License-Identifier: Apache-2.0 */
/* The counters of one heap at one moment, as a Python program can ask for them: what gc and sys
 * tell, read from the embedded interpreter or from the report of the reference (counting.py). */
#pragma once

#include <glib.h>

#include "heap/heap.h"
#include "script/interpreter.h"

G_BEGIN_DECLS

/* Generations 0, 1 and 2; the fourth place is for frozen objects. */
enum { HP_COUNTED_GENERATIONS = 3, HP_COUNTED_LISTS = 4 };

typedef struct {
  gint64 pools;       /* with at least one block in use */
  gint64 blocks;      /* in use */
  gint64 free_blocks; /* of those pools */
} HpClassCounters;

typedef struct {
  gint64 count[HP_COUNTED_GENERATIONS];     /* gc.get_count () */
  gint64 threshold[HP_COUNTED_GENERATIONS]; /* gc.get_threshold () */
  gint64 collections[HP_COUNTED_GENERATIONS];
  gint64 collected[HP_COUNTED_GENERATIONS];
  gint64 uncollectable[HP_COUNTED_GENERATIONS];
  gint64 tracked[HP_COUNTED_LISTS]; /* objects */
  gint64 blocks;                    /* sys.getallocatedblocks () */
  gint64 arenas, arenas_allocated, arenas_reclaimed, arenas_highwater;
  gint64 used_bytes;      /* in blocks in use */
  gint64 available_bytes; /* in free blocks of used pools */
  gint64 unused_bytes;    /* in unused pools */
  HpClassCounters classes[HP_HEAP_SIZE_CLASSES];
  GHashTable *types; /* owned: name → tracked objects (gint64 in a pointer) */
} HpCounters;

HpCounters *hp_counters_new (void);
void hp_counters_free (HpCounters *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpCounters, hp_counters_free)

/* Reads an interpreter that stands still; changes nothing of it. */
HpCounters *hp_counters_read (HpInterpreter *interpreter);

/* Takes the counters of "start" and "end" from a report; *start and *end stay NULL where the report
 * has none. Lines that are not understood are skipped: the report comes from another process. */
void hp_counters_parse (const char *report, HpCounters **start, HpCounters **end);

gint64 hp_counters_get_type (const HpCounters *self, const char *name);
gint64 hp_counters_get_tracked (const HpCounters *self); /* of all lists */

G_END_DECLS
