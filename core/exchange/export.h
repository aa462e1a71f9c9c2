/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot as a file for another program: the list of formats and the one function that writes
 * them all. */
#pragma once

#include "analysis/analysis.h"
#include "snapshot/table.h"

G_BEGIN_DECLS

typedef enum {
  HP_EXPORT_HEAP,       /* Heaparium's own file, possibly at a lower level */
  HP_EXPORT_JSON,       /* all tables, or the given one */
  HP_EXPORT_CSV,        /* the given table, "objects" when none is given */
  HP_EXPORT_V8,         /* for the memory panel of Chrome: v8-write.h */
  HP_EXPORT_SQLITE,     /* a database: sqlite-write.h */
  HP_EXPORT_GRAPHML,    /* objects and references as a graph: graph-write.h */
  HP_EXPORT_DOT,        /* the same for Graphviz */
  HP_EXPORT_COLLAPSED,  /* the dominator tree as stacks: flame-write.h */
  HP_EXPORT_SPEEDSCOPE, /* the same as a profile */
  HP_N_EXPORT_FORMATS,
} HpExportFormat;

typedef struct {
  HpExportFormat format;
  HpSnapshotLevel level; /* names and values above it are left out */
  const HpTable *table;  /* json, csv; NULL: the format's own choice */
  guint64 object;        /* graphml, dot: the address of the object to begin at; 0: all objects */
  gboolean compressed;   /* heap: hp_snapshot_save_compressed () */
  guint limit; /* graphml, dot: most objects; flame formats: most frames; 0: the default */
} HpExportRequest;

/* "heap", "json", "v8", … */
const char *hp_export_format_get_name (HpExportFormat format);
gboolean hp_export_format_from_name (const char *name, HpExportFormat *format);

/* The format whose files end as this one does, ".heapsnapshot" for example. FALSE: none. */
gboolean hp_export_format_from_path (const char *path, HpExportFormat *format);

/* Writes beside the target and renames: an older file is lost only when the new one is whole. */
gboolean hp_export (const HpSnapshot *snapshot, const HpExportRequest *request, const char *path,
                    const HpAnalysisRun *run, GError **error);

G_END_DECLS
