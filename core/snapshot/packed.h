/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes in compressed blocks: each block is a zstd frame of its own behind its length, so that
 * several are made and read at once, and a long column is never in memory twice.
 *
 *   block     length of the frame (4 bytes, little-endian), frame
 *   chain     blocks of HP_PACKED_BLOCK plain bytes each, the last one of what is left
 *
 * What is wider than a byte is compressed as byte streams (byte-streams.h), block by block. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HP_PACKED_BLOCK (1u << 20)
#define HP_PACKED_BATCH 8u /* blocks that are made at once */

/* ---- making ---- */

typedef struct _HpPacker HpPacker;

/* NULL when there is too little memory. */
HpPacker *hp_packer_new (void);
void hp_packer_free (HpPacker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpPacker, hp_packer_free)

/* Compresses at most HP_PACKED_BATCH blocks of elements of "width" bytes and returns how many there
 * are; 0 when there is too little memory. size > 0, a multiple of HP_PACKED_BLOCK but at the end of
 * a chain. */
guint hp_packer_pack (HpPacker *self, const void *data, gsize size, guint width);

/* One of those blocks with its length before it; borrowed, until the next call. */
const void *hp_packer_block (const HpPacker *self, guint block, gsize *size);

/* ---- reading ---- */

/* A block to be unpacked; borrows both. */
typedef struct {
  const char *frame;
  char *plain; /* where to */
  guint32 frame_size;
  guint32 size;  /* of the plain bytes */
  guint32 width; /* bytes an element */
} HpPackedBlock;

/* Appends the blocks of a chain of "size" plain bytes to an array of HpPackedBlock. FALSE when they
 * don't fit in the "available" bytes from "chain" on. */
gboolean hp_packed_find (const char *chain, guint64 available, char *plain, guint64 size,
                         guint width, GArray *blocks);

typedef enum {
  HP_UNPACKED,
  HP_UNPACK_DAMAGED, /* *damaged is the first block that is */
  HP_UNPACK_NO_MEMORY,
} HpUnpackResult;

/* Unpacks all blocks. When cancelled, which the caller has to look for, blocks are left out. */
HpUnpackResult hp_packed_unpack (const GArray *blocks, GCancellable *cancellable, guint *damaged);

G_END_DECLS
