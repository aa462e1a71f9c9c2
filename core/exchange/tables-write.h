/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of a snapshot as text. Both writers stream: memory does not grow with the heap. */
#pragma once

#include "analysis/analysis.h"
#include "snapshot/table.h"

G_BEGIN_DECLS

/* One table as comma-separated values (RFC 4180): a line of names, then a line a row. */
gboolean hp_write_csv (const HpSnapshot *snapshot, const HpTable *table, GOutputStream *stream,
                       const HpAnalysisRun *run, GError **error);

/* One report object: "source", "geometry", "gc", "quality", and the rows of each table under its
 * name. */
gboolean hp_write_json (const HpSnapshot *snapshot, const HpTable *const *tables, guint n_tables,
                        GOutputStream *stream, const HpAnalysisRun *run, GError **error);

G_END_DECLS
