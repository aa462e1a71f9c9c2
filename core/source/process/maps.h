/* SPDX-License-Identifier: Apache-2.0 */
/* The memory map of a process: one row a line of /proc/PID/maps. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct {
  guint64 start, end; /* addresses, end exclusive */
  guint64 offset;     /* of the first byte in the file */
  guint64 inode;      /* 0: anonymous */
  guint64 device;
  gboolean readable, writable, executable, shared;
  char *path; /* owned; "" for anonymous memory, "[heap]", … */
} HpMapping;

/* Rows of HpMapping, ascending by address. NULL and HP_PROCESS_ERROR when the process is not there,
 * has no memory (a zombie, a kernel thread) or may not be looked at. */
GArray *hp_maps_read (pid_t pid, GError **error);

/* The same from text, for tests; lines that make no sense are left out. */
GArray *hp_maps_parse (const char *text);

G_END_DECLS
