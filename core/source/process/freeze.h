/* SPDX-License-Identifier: Apache-2.0 */
/* Stops every thread of a process for a moment.
 *
 * ptrace is used and no signal: the process's parent and shell notice nothing, and the kernel lets
 * everything run again when Heaparium dies, also by SIGKILL. That is why there is no other way:
 * nobody would wake a process that was stopped by SIGSTOP. A process that a debugger holds stopped
 * needs no stopping; it is only watched. A freeze belongs to the thread that made it, which must
 * release it too. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct _HpFreeze HpFreeze;

/* NULL and HP_PROCESS_ERROR, with nothing left stopped, when it is not allowed, the process ends,
 * or a thread does not stop within two seconds. */
HpFreeze *hp_freeze_new (pid_t pid, GError **error);

/* Whether a debugger holds the process, so that waiting for a better moment is in vain. */
gboolean hp_freeze_is_held (const HpFreeze *self);

/* Whether nothing ran since hp_freeze_new (); only a debugger can have let it. */
gboolean hp_freeze_stood_still (const HpFreeze *self);

/* Lets all threads run again. NULL is fine. */
void hp_freeze_release (HpFreeze *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpFreeze, hp_freeze_release)

G_END_DECLS
