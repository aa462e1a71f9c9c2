/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and references as a graph for other programs: every object a node, nothing laid out. The
 * whole heap, or what an object leads to, nearest first. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* Which objects. References between two of them are written, others are not. */
typedef struct {
  guint64 object; /* address of the one to begin at; 0: all objects */
  guint limit;    /* objects at most; 0: all */
} HpGraphPart;

/* Both end with HP_ANALYSIS_ERROR_NO_OBJECT when there is no object at the address; both say in a
 * comment how many objects the limit left out. */
gboolean hp_write_graphml (const HpSnapshot *snapshot, const HpGraphPart *part,
                           GOutputStream *stream, const HpAnalysisRun *run, GError **error);
gboolean hp_write_dot (const HpSnapshot *snapshot, const HpGraphPart *part, GOutputStream *stream,
                       const HpAnalysisRun *run, GError **error);

G_END_DECLS
