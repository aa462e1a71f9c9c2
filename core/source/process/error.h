/* SPDX-License-Identifier: Apache-2.0 */
/* What can go wrong when another process is read. Every message names the process and the way out.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

#define HP_PROCESS_ERROR (hp_process_error_quark ())
GQuark hp_process_error_quark (void);

typedef enum {
  HP_PROCESS_ERROR_NO_SUCH_PROCESS,
  HP_PROCESS_ERROR_NOT_PERMITTED,
  HP_PROCESS_ERROR_NOT_PYTHON,
  HP_PROCESS_ERROR_UNSUPPORTED, /* another implementation, version or build */
  HP_PROCESS_ERROR_NO_LAYOUT,   /* a version that is read, but its data is not where it must be */
  HP_PROCESS_ERROR_NOT_READY,   /* Python is loaded, but no interpreter runs in it yet */
  HP_PROCESS_ERROR_ENDED,       /* the process ended while it was read */
  HP_PROCESS_ERROR_STUCK,       /* a thread does not stop */
  HP_PROCESS_ERROR_TOO_LARGE,   /* its memory does not fit into ours */
  HP_PROCESS_ERROR_BAD_CORE,    /* not a core dump, or one that cannot be read */
} HpProcessError;

/* Why reading the memory of the process fails, and what to do about it: fills error. errno_value is
 * what the system said. */
void hp_process_set_error (GError **error, pid_t pid, int errno_value);

G_END_DECLS
