/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of tracebacks of a V8 heap snapshot, read: v8-traces.h says what it looks like. */
#pragma once

#include "exchange/json-scan.h"

G_BEGIN_DECLS

/* A row of "trace_function_infos": strings by their number. */
typedef struct {
  guint64 name, file, line;
} HpV8Function;

/* parent: a row of nodes, G_MAXUINT32 for the root; function: a row of functions, 0 for none;
 * depth: nodes from the root's child down to this one. */
typedef struct {
  guint32 parent, function, depth;
} HpV8TraceNode;

typedef struct {
  GArray *functions; /* owned; HpV8Function */
  GArray *nodes;     /* owned; HpV8TraceNode; a parent comes before its children */
  GHashTable *rows;  /* owned; id → row of nodes plus 1 */
  guint depth;       /* nodes on the longest way down, the root left out */
} HpV8TraceTree;

void hp_v8_trace_tree_init (HpV8TraceTree *self);
void hp_v8_trace_tree_clear (HpV8TraceTree *self);

/* The arrays that the scan stands before, this one first. fields: the names of the numbers of a
 * row, borrowed. Names and files are not checked. FALSE and HP_SNAPSHOT_ERROR_DAMAGED otherwise. */
gboolean hp_v8_trace_tree_read_functions (HpV8TraceTree *self, HpJsonScan *scan,
                                          const GPtrArray *fields, GError **error);
gboolean hp_v8_trace_tree_read_nodes (HpV8TraceTree *self, HpJsonScan *scan, GError **error);

/* The row of nodes with that id, or G_MAXUINT32. */
guint32 hp_v8_trace_tree_find (const HpV8TraceTree *self, guint64 id);

G_END_DECLS
