/* SPDX-License-Identifier: Apache-2.0 */
/* A report that several places show: made once for a picture.
 *
 * Whoever asks first makes it, in the thread that asks; who asks meanwhile waits for that one. When
 * the first is stopped or fails, one of those who wait makes it instead, so nobody's stop is
 * another's. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

typedef struct _HpSharedReport HpSharedReport;

HpSharedReport *hp_shared_report_new (const HpAnalysis *analysis, HpSnapshot *snapshot);
HpSharedReport *hp_shared_report_ref (HpSharedReport *self);
void hp_shared_report_unref (HpSharedReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSharedReport, hp_shared_report_unref)

HpSnapshot *hp_shared_report_get_snapshot (HpSharedReport *self); /* lent */

/* In any thread but the main one. A new reference, or NULL and error as the analysis has it. The
 * options of whoever makes it count for all. */
HpReport *hp_shared_report_make (HpSharedReport *self, const HpReportOptions *options,
                                 const HpAnalysisRun *run, GError **error);

G_END_DECLS
