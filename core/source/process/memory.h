/* SPDX-License-Identifier: Apache-2.0 */
/* Where another program's bytes come from: a running process, or a core dump of one. Everything
 * above reads through this interface and does not know which of the two it has.
 *
 * A memory is used by one thread at a time; several may read one that is not still. */
#pragma once

#include <sys/uio.h>

#include "snapshot/info.h"
#include "source/process/maps.h"

G_BEGIN_DECLS

typedef struct _HpMemory HpMemory;

/* A run of bytes to copy. */
typedef struct {
  guint64 address, size;
} HpPiece;

typedef struct {
  /* As process_vm_readv (): how many bytes were copied from the start on, or -1 and errno. */
  gssize (*read) (HpMemory *self, const struct iovec *local, const struct iovec *remote, guint n);
  GArray *(*dup_maps) (HpMemory *self, GError **error);
  /* Appends to pieces what there is to copy of these mappings; the rest reads as zero. */
  void (*add_pieces) (HpMemory *self, const GArray *mappings, GArray *pieces);
  int (*open_file) (HpMemory *self, const HpMapping *mapping);
  /* May be NULL: why no Python was found although one may be there, and what helps; owned. */
  char *(*dup_obstacle) (HpMemory *self);
  void (*describe) (HpMemory *self, HpSnapshotInfo *info);
  /* May be NULL: see hp_memory_dup_resident (). */
  GArray *(*dup_resident) (HpMemory *self, HpResidentParts *parts);
  /* May be NULL: see hp_memory_dup_thread_names (). */
  GHashTable *(*dup_thread_names) (HpMemory *self);
  void (*free) (HpMemory *self);
} HpMemoryClass;

struct _HpMemory {
  const HpMemoryClass *klass;
  char *name;     /* owned: how messages call it, "PID 42" */
  pid_t pid;      /* 0: not known */
  gboolean still; /* nothing changes while it is read */
};

/* ---- make and free ---- */

/* A running process; nothing is opened yet. Never fails. */
HpMemory *hp_memory_new_process (pid_t pid);

/* The core dump in a file. program, may be NULL: a file to use instead of the one that the dump
 * names for the program. NULL and HP_PROCESS_ERROR when it is no core dump that can be read. */
HpMemory *hp_memory_new_core (const char *path, const char *program, GError **error);

void hp_memory_free (HpMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpMemory, hp_memory_free)

/* ---- ask ---- */

/* Copies size bytes; FALSE and errno when not all of them are there. */
gboolean hp_memory_read (HpMemory *self, guint64 address, gpointer out, gsize size);

/* As hp_maps_read (). */
GArray *hp_memory_dup_maps (HpMemory *self, GError **error);

/* Opens the file that is mapped there, for reading; -1: it is not to be had. */
int hp_memory_open_file (HpMemory *self, const HpMapping *mapping);

/* Title, command, process number, resident bytes; what is missing, as notes. Names of the program
 * only where info's level allows them. */
void hp_memory_describe (HpMemory *self, HpSnapshotInfo *info);

/* As hp_resident_read (); NULL also for what has no resident pages to tell. */
GArray *hp_memory_dup_resident (HpMemory *self, HpResidentParts *parts);

/* As hp_process_dup_thread_names (); NULL also where they are not kept. */
GHashTable *hp_memory_dup_thread_names (HpMemory *self);

/* ---- for those that implement it ---- */

/* Joins adjacent pieces. */
void hp_pieces_add (GArray *pieces, guint64 address, guint64 size);

G_END_DECLS
