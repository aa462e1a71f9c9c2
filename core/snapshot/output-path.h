/* SPDX-License-Identifier: Apache-2.0 */
/* Where to write a file that takes the place of an older one.
 *
 * Pictures and exports are written beside their target and renamed over it. A rename replaces
 * whatever stands there: a link instead of the file that it names and, done by root, a device such
 * as /dev/null. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The path that a file meant for `path` is to be renamed to, with links followed; g_free it. NULL
 * and G_IO_ERROR_NOT_REGULAR_FILE (a folder: G_IO_ERROR_IS_DIRECTORY): something else than an
 * ordinary file stands there. */
char *hp_output_path (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
