/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a picture to a file in the background: with a job in the status bar, a toast when done, a
 * notice when not. */
#pragma once

#include "exchange/export.h"
#include "window.h"

G_BEGIN_DECLS

/* The whole snapshot; remembers the path for Save. */
void hp_save_snapshot (HpWindow *window, const char *path);

typedef enum {
  HP_WRITE_SNAPSHOT, /* .heap, with a privacy level */
  HP_WRITE_CSV,      /* a table */
  HP_WRITE_JSON,     /* a table, or all */
  HP_WRITE_V8,       /* for other programs: exchange/export.h */
  HP_WRITE_SQLITE,
  HP_WRITE_GRAPHML,
  HP_WRITE_COLLAPSED,
  HP_WRITE_SPEEDSCOPE,
  HP_WRITE_SVG, /* the graph around the selection, of the types when nothing is selected */
  HP_WRITE_PNG,
  HP_WRITE_PDF,
  HP_WRITE_DOT,
} HpWriteFormat;

const char *hp_write_format_get_suffix (HpWriteFormat format); /* "svg" */
/* Is it a drawing of the graph rather than data? */
gboolean hp_write_format_is_picture (HpWriteFormat format);

/* table: a name of snapshot/table.h, or NULL for all (JSON) or objects (CSV). */
void hp_save_export (HpWindow *window, HpWriteFormat format, const char *table,
                     HpSnapshotLevel level, const char *path);

/* "cycle.heap" from the document's title; free with g_free. */
char *hp_save_suggest_name (HpWindow *window, const char *suffix);

G_END_DECLS
