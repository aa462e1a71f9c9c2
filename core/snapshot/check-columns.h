/* SPDX-License-Identifier: Apache-2.0 */
/* Every column by itself: its checksum and its rule, in one pass, several columns at a time. */
#pragma once

#include "snapshot/file-format.h"
#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* rows: the lengths of the tables, which the columns have. entries: what the file says of each
 * column (by HpColumnId; width 0: nothing), or NULL when there is no file. The error is that of the
 * first damaged column in the order of columns.h. */
gboolean hp_check_columns (const HpSnapshot *snapshot, const guint64 *rows,
                           const HpFileEntry *entries, GCancellable *cancellable, GError **error);

/* hp_snapshot_check () and, with entries, the checksums of a file. */
gboolean hp_snapshot_verify (const HpSnapshot *self, const HpFileEntry *entries,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
