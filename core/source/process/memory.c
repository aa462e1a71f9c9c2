/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/memory.h"

void
hp_memory_free (HpMemory *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  self->klass->free (self);
}

gboolean
hp_memory_read (HpMemory *self, guint64 address, gpointer out, gsize size)
{
  struct iovec local = { out, size }, remote = { (gpointer)(gsize)address, size };
  gssize n = self->klass->read (self, &local, &remote, 1);

  return n >= 0 && (gsize)n == size;
}

GArray *
hp_memory_dup_maps (HpMemory *self, GError **error)
{
  return self->klass->dup_maps (self, error);
}

int
hp_memory_open_file (HpMemory *self, const HpMapping *mapping)
{
  return self->klass->open_file (self, mapping);
}

void
hp_memory_describe (HpMemory *self, HpSnapshotInfo *info)
{
  info->pid = self->pid;
  self->klass->describe (self, info);
}

GArray *
hp_memory_dup_resident (HpMemory *self, HpResidentParts *parts)
{
  return self->klass->dup_resident != NULL ? self->klass->dup_resident (self, parts) : NULL;
}

GHashTable *
hp_memory_dup_thread_names (HpMemory *self)
{
  return self->klass->dup_thread_names != NULL ? self->klass->dup_thread_names (self) : NULL;
}

void
hp_pieces_add (GArray *pieces, guint64 address, guint64 size)
{
  if (size == 0)
    return;
  if (pieces->len > 0) {
    HpPiece *last = &g_array_index (pieces, HpPiece, pieces->len - 1);
    if (last->address + last->size == address) {
      last->size += size;
      return;
    }
  }
  g_array_append_val (pieces, ((HpPiece){ address, size }));
}
