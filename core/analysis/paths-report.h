/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds this, as a report: of one object its paths, of several the tree that their paths make
 * together. */
#pragma once

#include "analysis/path.h"
#include "analysis/report.h"

G_BEGIN_DECLS

typedef struct {
  const guint32 *objects; /* borrowed, at least one */
  guint32 n_objects;
  const char *what;    /* "app.Session": how several are called; NULL: "object" */
  guint limit;         /* paths of one object, rows of several; 0: all rows, one path */
  HpPathStyle style;   /* of one object's paths */
  GHashTable *without; /* borrowed, may be NULL: references left out, see ref-set.h */
} HpPathsQuestion;

HpReport *hp_paths_report (HpSnapshot *snapshot, const HpPathsQuestion *question,
                           const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
