/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an address in two pictures is the same object; the rules are in diff.h. Private to the
 * diff's files. */
#pragma once

#include "analysis/diff.h"

typedef struct _HpDiffEvidence HpDiffEvidence;

HpDiffEvidence *hp_diff_evidence_new (const HpSnapshot *before, const HpSnapshot *after,
                                      const HpAnalysisRun *run, GError **error);
void hp_diff_evidence_free (HpDiffEvidence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpDiffEvidence, hp_diff_evidence_free)

/* Two objects at one address: HP_FATE_KEPT, HP_FATE_PROBABLY_KEPT or HP_FATE_REUSED. */
HpFate hp_diff_evidence_weigh (const HpDiffEvidence *self, guint32 earlier, guint32 later);
