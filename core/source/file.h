/* SPDX-License-Identifier: Apache-2.0 */
/* A source that is one snapshot, read from a file or made elsewhere: it can be looked at and
 * nothing else. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

#define HP_TYPE_FILE_SOURCE (hp_file_source_get_type ())
G_DECLARE_FINAL_TYPE (HpFileSource, hp_file_source, HP, FILE_SOURCE, GObject)

/* Makes a snapshot of a file; called in a thread. */
typedef HpSnapshot *(*HpFileLoadFunc) (const char *path, GCancellable *cancellable, GError **error);

/* Opens and checks the file when the first snapshot is asked for. load: as hp_snapshot_load (),
 * which knows Heaparium's own files alone. */
HpSource *hp_file_source_new (const char *path, HpFileLoadFunc load);

/* The same for a picture that is already in memory. title may be NULL: the snapshot's own. */
HpSource *hp_file_source_new_for_snapshot (HpSnapshot *snapshot, const char *title);

G_END_DECLS
