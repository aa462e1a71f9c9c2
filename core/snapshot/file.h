/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot in a file (".heap"): a header, a JSON block, an index, then the columns as they are in
 * memory, or compressed. README.md documents the format byte by byte. Reading maps the file;
 * nothing in it is believed unchecked. */
#pragma once

#include <gio/gio.h>

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* fraction: 0 … 1 */
typedef void (*HpProgressFunc) (double fraction, gpointer user_data);

/* Opens and checks a file. The errors are HP_SNAPSHOT_ERROR and G_FILE_ERROR / G_IO_ERROR; the
 * message names the file and, for damage, the byte. Cancellable; takes about 0.1 s for ten million
 * objects in the page cache. */
HpSnapshot *hp_snapshot_load (const char *path, GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes beside the target and renames, so that an older file is lost only when the new one is
 * whole. */
gboolean hp_snapshot_save (const HpSnapshot *self, const char *path, HpProgressFunc progress,
                           gpointer user_data, GCancellable *cancellable, GError **error);

/* The same in a tenth to a sixth of the bytes. Reading such a file unpacks it into memory
 * instead of mapping it; a reader before format 2 refuses it. */
gboolean hp_snapshot_save_compressed (const HpSnapshot *self, const char *path,
                                      HpProgressFunc progress, gpointer user_data,
                                      GCancellable *cancellable, GError **error);

G_END_DECLS
