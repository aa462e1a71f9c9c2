/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/packed.h"

#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "snapshot/parallel.h"

#define LEVEL 1 /* the next ones take twice as long for a few hundredths of the size */

typedef guint32 Length;

/* ---- making ---- */

typedef struct {
  ZSTD_CCtx *context; /* owned */
  char *bytes;        /* owned: a Length, then room for the worst frame */
  gsize frame_size;   /* or an error of zstd */
} Slot;

struct _HpPacker {
  Slot slots[HP_PACKED_BATCH];
  const char *data; /* of the batch */
  gsize size;
};

HpPacker *
hp_packer_new (void)
{
  g_autoptr (HpPacker) self = g_new0 (HpPacker, 1);

  for (guint i = 0; i < HP_PACKED_BATCH; i++) {
    self->slots[i].context = ZSTD_createCCtx ();
    self->slots[i].bytes = g_try_malloc (sizeof (Length) + ZSTD_compressBound (HP_PACKED_BLOCK));
    if (self->slots[i].context == NULL || self->slots[i].bytes == NULL)
      return NULL;
  }
  return g_steal_pointer (&self);
}

void
hp_packer_free (HpPacker *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < HP_PACKED_BATCH; i++) {
    ZSTD_freeCCtx (self->slots[i].context);
    g_free (self->slots[i].bytes);
  }
  g_free (self);
}

static void
pack_block (guint block, gpointer data)
{
  HpPacker *self = data;
  Slot *slot = &self->slots[block];
  gsize at = (gsize)block * HP_PACKED_BLOCK;
  Length length;

  slot->frame_size = ZSTD_compressCCtx (slot->context, slot->bytes + sizeof length,
                                        ZSTD_compressBound (HP_PACKED_BLOCK), self->data + at,
                                        MIN (self->size - at, HP_PACKED_BLOCK), LEVEL);
  length = (Length)slot->frame_size;
  memcpy (slot->bytes, &length, sizeof length);
}

guint
hp_packer_pack (HpPacker *self, const void *data, gsize size)
{
  guint n = (guint)((size + HP_PACKED_BLOCK - 1) / HP_PACKED_BLOCK);

  g_return_val_if_fail (size > 0 && n <= HP_PACKED_BATCH, 0);
  self->data = data;
  self->size = size;
  hp_parallel_run (n, size, pack_block, self);
  for (guint i = 0; i < n; i++)
    if (ZSTD_isError (self->slots[i].frame_size))
      return 0;
  return n;
}

const void *
hp_packer_block (const HpPacker *self, guint block, gsize *size)
{
  *size = sizeof (Length) + self->slots[block].frame_size;
  return self->slots[block].bytes;
}

/* ---- reading ---- */

gboolean
hp_packed_find (const char *chain, guint64 available, char *plain, guint64 size, GArray *blocks)
{
  while (size > 0) {
    HpPackedBlock block = { .plain = plain, .size = MIN (size, HP_PACKED_BLOCK) };
    Length length;

    if (available < sizeof length)
      return FALSE;
    memcpy (&length, chain, sizeof length);
    chain += sizeof length;
    available -= sizeof length;
    if (length > available)
      return FALSE;
    block.frame = chain;
    block.frame_size = length;
    g_array_append_val (blocks, block);
    chain += length;
    available -= length;
    plain += block.size;
    size -= block.size;
  }
  return TRUE;
}

typedef struct {
  const GArray *blocks;
  GCancellable *cancellable;
  GMutex lock;
  guint damaged; /* the first that is; guarded by the lock, as is the next */
  gboolean no_memory;
} Unpacking;

static void
unpack_block (guint task, gpointer data)
{
  Unpacking *self = data;
  const HpPackedBlock *block = &g_array_index (self->blocks, HpPackedBlock, task);
  gsize size;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  size = ZSTD_decompress (block->plain, block->size, block->frame, block->frame_size);
  if (size == block->size)
    return;
  g_mutex_lock (&self->lock);
  if (ZSTD_getErrorCode (size) == ZSTD_error_memory_allocation)
    self->no_memory = TRUE;
  else
    self->damaged = MIN (self->damaged, task);
  g_mutex_unlock (&self->lock);
}

HpUnpackResult
hp_packed_unpack (const GArray *blocks, GCancellable *cancellable, guint *damaged)
{
  Unpacking unpacking = { .blocks = blocks, .cancellable = cancellable, .damaged = blocks->len };

  g_mutex_init (&unpacking.lock);
  hp_parallel_run (blocks->len, (guint64)blocks->len * HP_PACKED_BLOCK, unpack_block, &unpacking);
  g_mutex_clear (&unpacking.lock);
  if (unpacking.damaged < blocks->len) {
    *damaged = unpacking.damaged;
    return HP_UNPACK_DAMAGED;
  }
  return unpacking.no_memory ? HP_UNPACK_NO_MEMORY : HP_UNPACKED;
}
