/* SPDX-License-Identifier: Apache-2.0 */
/* The interpreter's small-object allocator, read from outside: arenas, their pools, and of every
 * pool which blocks are in use. */
#pragma once

#include "snapshot/snapshot.h"
#include "source/process/binary.h"
#include "source/process/image.h"
#include "source/process/interpreter.h"

G_BEGIN_DECLS

/* Offset in a pool's header, and what the debug hooks put before a block. */
enum { HP_POOL_SIZE_CLASS = 36, HP_DEBUG_HOOK = 16 };

typedef struct {
  guint64 address;
  guint32 first_pool, n_pools; /* rows of the pools, in ascending order of address */
} HpArenaInfo;

typedef struct {
  guint64 address;
  guint32 arena;
  guint32 block_size, capacity, carved, used;
  HpPoolState state;
  gsize bits; /* first word in the bit array: bit i set when block i is in use */
} HpPoolInfo;

typedef struct {
  guint64 address;
  guint32 length;
} HpArenaTable;

typedef struct {
  guint64 table; /* address of the array of arena descriptors; 0: there is none */
  guint32 table_length;
  guint64 table_at;  /* address of the pointer to it: the table moves when it grows */
  guint64 length_at; /* address of its length; 0: only the malloc block tells */
  /* Addresses of counters; 0: not known (3.11 and before, stripped). */
  guint64 allocated_at, highwater_at, raw_blocks_at;
  GArray *others; /* of HpArenaTable: those of interpreters with an allocator of their own */
  HpGeometry geometry;
  GArray *arenas; /* of HpArenaInfo, ascending */
  GArray *pools;  /* of HpPoolInfo */
  GArray *bits;   /* of guint64 */
  guint64 torn;   /* pools that contradict themselves */
} HpPymalloc;

/* Finds the array of arenas: by symbol, in the interpreter (3.12 and later), or by the pools of
 * some objects whose addresses are given (stripped builds): the array is the one place in the
 * program's data that has the right arena for each of them. 0 length when the process does not use
 * it. */
void hp_pymalloc_find (HpPymalloc *self, const HpPython *python, const HpBinary *binary,
                       HpImage *image, const guint64 *samples, guint n_samples);

/* Reads the table's address and length again. */
void hp_pymalloc_refresh (HpPymalloc *self, HpImage *image);

/* From 3.12 on interpreters can have an allocator each: those of all but the main one. */
void hp_pymalloc_find_others (HpPymalloc *self, const HpPython *python, HpImage *image);

/* Walks all arenas, pools and blocks. */
void hp_pymalloc_read (HpPymalloc *self, HpImage *image);
void hp_pymalloc_clear (HpPymalloc *self);

static inline gboolean
hp_pymalloc_block_used (const HpPymalloc *self, const HpPoolInfo *pool, guint32 block)
{
  return (g_array_index (self->bits, guint64, pool->bits + block / 64) >> (block % 64)) & 1;
}

/* The row of the arena that contains the address, or -1. */
int hp_pymalloc_arena_of (const HpPymalloc *self, guint64 address);

typedef struct {
  gint64 arenas, pools_total, pools_used;
} HpPymallocCounters;

/* What the allocator counts itself; info's fields stay 0 where that is not known. */
void hp_pymalloc_read_counters (const HpPymalloc *self, HpImage *image, HpSnapshotInfo *info);

/* Cheap: from the arena descriptors alone, also of a running process. */
gboolean hp_pymalloc_count (const HpPymalloc *self, HpImage *image, HpPymallocCounters *out);

/* Counts blocks by the headers of all pools, some pools at a time, so that no call takes long. What
 * a running process changes meanwhile is counted as it is when its pool is reached. */
typedef struct {
  guint32 row;                    /* of the arena that is next */
  gint64 blocks, bytes;           /* of the pass under way */
  gint64 last_blocks, last_bytes; /* of the last whole pass; bytes are quantized to size classes */
  gboolean complete;              /* there was one */
} HpBlockCount;

/* Goes on for about n_pools pools; TRUE when that ends a pass. */
gboolean hp_pymalloc_count_blocks (const HpPymalloc *self, HpImage *image, guint32 n_pools,
                                   HpBlockCount *count);

G_END_DECLS
