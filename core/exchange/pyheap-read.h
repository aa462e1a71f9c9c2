/* SPDX-License-Identifier: Apache-2.0 */
/* A dump of PyHeap (https://github.com/ivanyu/pyheap, format 1) as a snapshot.
 *
 * Such a file is a sequence of big-endian numbers and counted texts: a head, the threads with their
 * stacks, names of attributes, then the objects with their referents, at last the names of types.
 * It has no reference counts, no generations and no arenas; locals of running functions are its
 * roots. A reference is named when an attribute of its holder has the same value. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* Whether the bytes begin as such a file does. */
gboolean hp_is_pyheap (const char *bytes, gsize length);

/* title: what to call it. Errors: HP_SNAPSHOT_ERROR with the byte, G_IO_ERROR_CANCELLED. */
HpSnapshot *hp_read_pyheap (const char *bytes, gsize length, const char *title,
                            GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
