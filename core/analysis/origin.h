/* SPDX-License-Identifier: Apache-2.0 */
/* Objects grouped by where they come from: the module of their class, or the file whose line
 * allocated them. Groups are numbered densely; hp_retained_by_group () takes them. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct {
  guint32 *group_of; /* owned; by object; HP_NONE: in no group */
  GArray *names;     /* owned; guint32: a string of the snapshot for each group, HP_NONE for none */
} HpOrigins;

/* The module of the object's class; the language's own types have none and make one group. */
gboolean hp_origins_by_module (const HpSnapshot *snapshot, HpOrigins *origins,
                               const HpAnalysisRun *run, GError **error);

/* The file of the line that allocated the object; objects without a trace are in no group. */
gboolean hp_origins_by_file (const HpSnapshot *snapshot, HpOrigins *origins,
                             const HpAnalysisRun *run, GError **error);

void hp_origins_clear (HpOrigins *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpOrigins, hp_origins_clear)

G_END_DECLS
