/* SPDX-License-Identifier: Apache-2.0 */
/* The dominator tree for the viewers of flame graphs. A frame is an object, named by its type, a
 * module by its name; its width is what it retains. What the limit leaves out is a frame "(other)"
 * (flame-tree.h). */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* "heap;module app;dict;list 4096": a line a frame with the bytes of it alone, for flamegraph.pl.
 */
gboolean hp_write_collapsed (const HpSnapshot *snapshot, guint limit, GOutputStream *stream,
                             const HpAnalysisRun *run, GError **error);

/* An evented profile in bytes: https://www.speedscope.app/file-format-schema.json */
gboolean hp_write_speedscope (const HpSnapshot *snapshot, guint limit, GOutputStream *stream,
                              const HpAnalysisRun *run, GError **error);

G_END_DECLS
