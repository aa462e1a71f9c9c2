/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/packed.h"

#include <string.h>
#include <zstd.h>

#include "snapshot/byte-streams.h"
#include "snapshot/parallel.h"

#define LEVEL 1 /* the next ones take twice as long for a few hundredths of the size */

typedef guint32 Length;

/* ---- making ---- */

typedef struct {
  ZSTD_CCtx *context; /* owned */
  char *streams;      /* owned: room for a block */
  char *bytes;        /* owned: a Length, then room for the worst frame */
  gsize frame_size;   /* or an error of zstd */
} Slot;

struct _HpPacker {
  Slot slots[HP_PACKED_BATCH];
  const char *data; /* of the batch */
  gsize size;
  guint width;
};

HpPacker *
hp_packer_new (void)
{
  g_autoptr (HpPacker) self = g_new0 (HpPacker, 1);

  for (guint i = 0; i < HP_PACKED_BATCH; i++) {
    Slot *slot = &self->slots[i];

    slot->context = ZSTD_createCCtx ();
    slot->streams = g_try_malloc (HP_PACKED_BLOCK);
    slot->bytes = g_try_malloc (sizeof (Length) + ZSTD_compressBound (HP_PACKED_BLOCK));
    if (slot->context == NULL || slot->streams == NULL || slot->bytes == NULL)
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
    g_free (self->slots[i].streams);
    g_free (self->slots[i].bytes);
  }
  g_free (self);
}

static void
pack_block (guint block, gpointer data)
{
  HpPacker *self = data;
  Slot *slot = &self->slots[block];
  gsize at = (gsize)block * HP_PACKED_BLOCK, size = MIN (self->size - at, HP_PACKED_BLOCK);
  const char *plain = self->data + at;
  Length length;

  if (self->width > 1) {
    hp_byte_streams_split (plain, slot->streams, size);
    plain = slot->streams;
  }
  slot->frame_size = ZSTD_compressCCtx (slot->context, slot->bytes + sizeof length,
                                        ZSTD_compressBound (HP_PACKED_BLOCK), plain, size, LEVEL);
  length = (Length)slot->frame_size;
  memcpy (slot->bytes, &length, sizeof length);
}

guint
hp_packer_pack (HpPacker *self, const void *data, gsize size, guint width)
{
  guint n = (guint)((size + HP_PACKED_BLOCK - 1) / HP_PACKED_BLOCK);

  g_return_val_if_fail (size > 0 && n <= HP_PACKED_BATCH, 0);
  self->data = data;
  self->size = size;
  self->width = width;
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

/* ---- finding ---- */

gboolean
hp_packed_find (const char *chain, guint64 available, char *plain, guint64 size, guint width,
                GArray *blocks)
{
  while (size > 0) {
    HpPackedBlock block = { .plain = plain,
                            .size = (guint32)MIN (size, HP_PACKED_BLOCK),
                            .width = width };

    if (available < sizeof (Length))
      return FALSE;
    memcpy (&block.frame_size, chain, sizeof (Length));
    chain += sizeof (Length);
    available -= sizeof (Length);
    if (block.frame_size > available)
      return FALSE;
    block.frame = chain;
    g_array_append_val (blocks, block);
    chain += block.frame_size;
    available -= block.frame_size;
    plain += block.size;
    size -= block.size;
  }
  return TRUE;
}

/* ---- reading ---- */

/* What a thread needs besides the block. */
typedef struct _Workspace Workspace;
struct _Workspace {
  ZSTD_DCtx *context; /* owned */
  char *streams;      /* owned: room for a block */
  Workspace *next;
};

typedef struct {
  const GArray *blocks;
  GCancellable *cancellable;
  GMutex lock;       /* guards what follows */
  Workspace *unused; /* owned: those that no thread uses */
  guint damaged;     /* the first block that is */
  gboolean no_memory;
} Unpacking;

static void
workspace_free (Workspace *workspace)
{
  ZSTD_freeDCtx (workspace->context);
  g_free (workspace->streams);
  g_free (workspace);
}

/* NULL when there is too little memory. */
static Workspace *
workspace_new (void)
{
  Workspace *workspace = g_new0 (Workspace, 1);

  workspace->context = ZSTD_createDCtx ();
  workspace->streams = g_try_malloc (HP_PACKED_BLOCK);
  if (workspace->context != NULL && workspace->streams != NULL)
    return workspace;
  workspace_free (workspace);
  return NULL;
}

static Workspace *
take_workspace (Unpacking *self)
{
  Workspace *workspace;

  g_mutex_lock (&self->lock);
  workspace = self->unused;
  if (workspace != NULL)
    self->unused = workspace->next;
  g_mutex_unlock (&self->lock);
  return workspace != NULL ? workspace : workspace_new ();
}

/* One frame of today's format and nothing else: zstd itself would also read what stands behind it,
 * and formats of the past. */
static gboolean
is_one_frame (const HpPackedBlock *block)
{
  guint32 magic;

  if (block->frame_size < sizeof magic)
    return FALSE;
  memcpy (&magic, block->frame, sizeof magic);
  return magic == ZSTD_MAGICNUMBER &&
         ZSTD_findFrameCompressedSize (block->frame, block->frame_size) == block->frame_size;
}

static gboolean
unpack_in (Workspace *workspace, const HpPackedBlock *block)
{
  gboolean joins = block->width > 1;
  char *to = joins ? workspace->streams : block->plain;

  if (!is_one_frame (block) || ZSTD_decompressDCtx (workspace->context, to, block->size,
                                                    block->frame, block->frame_size) != block->size)
    return FALSE;
  if (joins)
    hp_byte_streams_join (to, block->plain, block->size);
  return TRUE;
}

static void
unpack_block (guint task, gpointer data)
{
  Unpacking *self = data;
  gboolean unpacked;
  Workspace *workspace;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  workspace = take_workspace (self);
  unpacked = workspace != NULL &&
             unpack_in (workspace, &g_array_index (self->blocks, HpPackedBlock, task));
  g_mutex_lock (&self->lock);
  if (workspace == NULL) {
    self->no_memory = TRUE;
  } else {
    workspace->next = self->unused;
    self->unused = workspace;
    if (!unpacked)
      self->damaged = MIN (self->damaged, task);
  }
  g_mutex_unlock (&self->lock);
}

static void
unpacking_clear (Unpacking *self)
{
  while (self->unused != NULL) {
    Workspace *next = self->unused->next;

    workspace_free (self->unused);
    self->unused = next;
  }
  g_mutex_clear (&self->lock);
}

HpUnpackResult
hp_packed_unpack (const GArray *blocks, GCancellable *cancellable, guint *damaged)
{
  Unpacking unpacking = { .blocks = blocks, .cancellable = cancellable, .damaged = blocks->len };

  g_mutex_init (&unpacking.lock);
  hp_parallel_run (blocks->len, (guint64)blocks->len * HP_PACKED_BLOCK, unpack_block, &unpacking);
  unpacking_clear (&unpacking);
  if (unpacking.damaged < blocks->len) {
    *damaged = unpacking.damaged;
    return HP_UNPACK_DAMAGED;
  }
  return unpacking.no_memory ? HP_UNPACK_NO_MEMORY : HP_UNPACKED;
}
