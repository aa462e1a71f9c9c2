/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots in formats that other programs read. All writers stream: memory does not grow with the
 * heap. */
#pragma once

#include <gio/gio.h>

#include "snapshot/table.h"
#include "snapshot/file.h"

G_BEGIN_DECLS

/* One table as comma-separated values (RFC 4180): a line of names, then a line a row. */
gboolean hp_write_csv (const HpSnapshot *snapshot, const HpTable *table, GOutputStream *stream,
                       HpProgressFunc progress, gpointer user_data, GCancellable *cancellable,
                       GError **error);

/* One report object: "source", "geometry", "gc", "quality", and the rows of each table under its
 * name. */
gboolean hp_write_json (const HpSnapshot *snapshot, const HpTable *const *tables, guint n_tables,
                        GOutputStream *stream, HpProgressFunc progress, gpointer user_data,
                        GCancellable *cancellable, GError **error);

typedef enum {
  HP_EXPORT_HEAP, /* Heaparium's own file, possibly at a lower level */
  HP_EXPORT_JSON, /* all tables, or the given one */
  HP_EXPORT_CSV,  /* the given table, "objects" when none is given */
} HpExportFormat;

/* "heap", "json", "csv" */
gboolean hp_export_format_from_string (const char *text, HpExportFormat *format);

/* Writes beside the target and renames. table may be NULL. level: names and values above it are
 * left out. */
gboolean hp_export (const HpSnapshot *snapshot, HpExportFormat format, const HpTable *table,
                    HpSnapshotLevel level, const char *path, HpProgressFunc progress,
                    gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
