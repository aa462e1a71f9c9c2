/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot as V8's .heapsnapshot (v8-format.h), which the memory panel of Chrome opens.
 *
 * Node 0 is the root, node 1 "(GC roots)", then a node for each kind of root; objects follow in the
 * order of their addresses. An object is named by its type; a string, number, function or module by
 * its value when the snapshot has it. What no root reaches hangs on the node "(No root found)".
 * Modules, variables and other nameable roots hang on the root as well: Chrome measures distances
 * from there. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

gboolean hp_write_v8 (const HpSnapshot *snapshot, GOutputStream *stream, const HpAnalysisRun *run,
                      GError **error);

G_END_DECLS
