/* SPDX-License-Identifier: Apache-2.0 */
/* Ctrl+C while a file is being written: the work stops where it looks, and clears up behind it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* From the first call on SIGINT, SIGTERM and SIGHUP cancel it; the same signal once more ends the
 * process as ever. Borrowed, the same one at each call. */
GCancellable *hp_cli_cancellable (void);

G_END_DECLS
