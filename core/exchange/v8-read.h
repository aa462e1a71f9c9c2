/* SPDX-License-Identifier: Apache-2.0 */
/* V8's .heapsnapshot (v8-format.h), of node, of Chrome or of ours, as a snapshot.
 *
 * What V8 has no word for is not there: reference counts are 0 and nothing is tracked. An object's
 * address is its number in the file. Objects are of the type that Chrome's summary shows: their
 * constructor, or their kind in brackets; strings, numbers and functions have their value. What the
 * root of the file points to is a root. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* title: what to call it. Errors: HP_SNAPSHOT_ERROR with the byte, G_IO_ERROR_CANCELLED. */
HpSnapshot *hp_read_v8 (const char *text, gsize length, const char *title,
                        GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of a file, whose pages are given back when they were read. */
HpSnapshot *hp_read_v8_file (GMappedFile *file, const char *title, GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
