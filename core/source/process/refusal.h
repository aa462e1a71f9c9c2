/* SPDX-License-Identifier: Apache-2.0 */
/* Why a process may not be read, and what helps.
 *
 * All ways into another process are guarded alike: the same user and a process that allows it, or
 * the capability CAP_SYS_PTRACE; the Yama security module may ask for more, see ptrace(2) under
 * "Ptrace access mode checking". */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What is known when the system refuses. */
typedef struct {
  pid_t pid;
  pid_t tracer;       /* who traces it; 0: nobody */
  char *owner;        /* owned: whose it is, when it is not ours; else NULL */
  int ptrace_scope;   /* of Yama */
  gboolean container; /* we run in one */
  gboolean root;      /* we are the administrator already */
  gboolean capable;   /* we have CAP_SYS_PTRACE */
} HpRefusal;

/* Finds out why we may not read the process; whatever /proc does not tell stays unknown. */
void hp_refusal_read (HpRefusal *self, pid_t pid);
void hp_refusal_clear (HpRefusal *self);

/* The end of a sentence that begins with the process: the reason, and what helps. */
char *hp_refusal_dup_reason (const HpRefusal *self);

/* The command or option that helps, to be copied; NULL: there is none. */
char *hp_refusal_dup_remedy (const HpRefusal *self);

G_END_DECLS
