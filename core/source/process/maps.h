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

/* What is known when a process may not be read. */
typedef struct {
  pid_t tracer;       /* who traces it; 0: nobody */
  const char *owner;  /* whose it is, when it is not ours; else NULL */
  int ptrace_scope;   /* of the Yama security module, see its page in the kernel's documentation */
  gboolean container; /* we run in one */
} HpRefusal;

/* The end of a sentence that begins with the process: the reason, and what helps. */
char *hp_process_dup_refusal (const HpRefusal *self);

/* Why reading the memory of the process fails, and what to do about it: fills error. errno_value is
 * what the system said. */
void hp_process_set_error (GError **error, pid_t pid, int errno_value);

G_END_DECLS
