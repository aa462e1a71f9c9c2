/* SPDX-License-Identifier: Apache-2.0 */
/* A first look at a process or a core dump: is there a CPython in it, which one, and where. */
#pragma once

#include "source/process/binary.h"
#include "source/process/interpreter.h"

G_BEGIN_DECLS

typedef struct {
  HpMemory *memory;   /* owned */
  guint64 start_time; /* tells a PID that was given to another process */
  HpBinary binary;
  HpPython python;
} HpTarget;

/* Looks at the running process, without stopping it. */
gboolean hp_target_open (HpTarget *self, pid_t pid, GError **error);

/* The same for a core dump; program as for hp_memory_new_core (). */
gboolean hp_target_open_core (HpTarget *self, const char *path, const char *program,
                              GError **error);
void hp_target_clear (HpTarget *self);

/* Whether the same process is still there and has memory; always TRUE for a core dump. */
gboolean hp_target_is_alive (const HpTarget *self);

G_END_DECLS
