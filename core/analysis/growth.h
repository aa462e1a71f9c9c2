/* SPDX-License-Identifier: Apache-2.0 */
/* Where a set of objects gathers: each counts for the nearest object above it in the dominator tree
 * that is not in the set. With the new objects of a comparison as the set, that is the object that
 * was there before and has grown. */
#pragma once

#include "analysis/dominators.h"

G_BEGIN_DECLS

typedef struct {
  guint32 object;    /* HP_NONE: what no single object keeps alive */
  guint64 n_members; /* of the set, that it alone keeps alive without another such object between */
  guint64 size;      /* theirs, bytes */
  guint32 example;   /* the one right below it that has most of the set below itself */
} HpGrowth;

/* members: a bit an object (side-array.h). HpGrowth by falling size; free with g_array_unref. */
GArray *hp_growth_find (const HpDominators *dominators, const guint64 *members,
                        const HpAnalysisRun *run, GError **error);

G_END_DECLS
