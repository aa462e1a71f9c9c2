/* SPDX-License-Identifier: Apache-2.0 */
/* Where objects were allocated, as V8's heap snapshots have it: "trace_function_infos", a row for
 * each line of the program, and "trace_tree", the tracebacks put together from the outermost frame
 * in. A node's "trace_node_id" names the tree's node that its allocation ended in; 0 is none.
 *
 * A node of the tree is written as id, function_info_index, count, size and the list of its
 * children; the root has the id 1 and stands for no line. Counts and sizes are those of the blocks
 * that are still there. Source: V8's src/profiler/heap-snapshot-generator.cc, SerializeTraceNode
 * and SerializeTraceNodeInfos; DevTools' AllocationProfile reads them. */
#pragma once

#include "exchange/output.h"
#include "snapshot/traces.h"

G_BEGIN_DECLS

typedef struct {
  const HpSnapshot *snapshot; /* borrowed */
  GArray *nodes;              /* owned; of the tree, the root first */
  guint32 *ends;              /* owned; by traceback: the node it ends in */
} HpV8Traces;

/* Empty for a picture without traces. FALSE and error when cancelled. */
gboolean hp_v8_traces_init (HpV8Traces *self, const HpSnapshot *snapshot, const HpAnalysisRun *run,
                            GError **error);
void hp_v8_traces_clear (HpV8Traces *self);

/* The "trace_node_id" of an object. */
guint32 hp_v8_traces_id_of (const HpV8Traces *self, guint32 object);

/* "trace_function_count". */
guint64 hp_v8_traces_n_functions (const HpV8Traces *self);

/* The two members, with their names. Texts are named by number: `first_string` that of the
 * picture's first, `root` and `unknown` those of "(root)" and of the empty text. */
gboolean hp_v8_traces_write (const HpV8Traces *self, HpOutput *out, guint64 first_string,
                             guint64 root, guint64 unknown, GError **error);

G_END_DECLS
