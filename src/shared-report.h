/* SPDX-License-Identifier: Apache-2.0 */
/* A report that several places show: made once for a picture, and for the baseline that it is
 * compared with, if there is one.
 *
 * Whoever asks first makes it, in the thread that asks; who asks meanwhile waits for that one. When
 * the first is stopped or fails, one of those who wait makes it instead, so nobody's stop is
 * another's. */
#pragma once

#include "analysis/catalogue.h"

G_BEGIN_DECLS

typedef struct _HpSharedReport HpSharedReport;

/* An analysis of one picture or of several of one process, the oldest first. */
typedef HpReport *(*HpSeriesAnalysis) (HpSnapshot *const *pictures, guint n_pictures,
                                       const HpReportOptions *options, const HpAnalysisRun *run,
                                       GError **error);

/* baseline: an earlier picture, or NULL. */
HpSharedReport *hp_shared_report_new (HpSeriesAnalysis analysis, HpSnapshot *baseline,
                                      HpSnapshot *snapshot);
HpSharedReport *hp_shared_report_ref (HpSharedReport *self);
void hp_shared_report_unref (HpSharedReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSharedReport, hp_shared_report_unref)

/* Lent; the baseline may be NULL. */
HpSnapshot *hp_shared_report_get_snapshot (HpSharedReport *self);
HpSnapshot *hp_shared_report_get_baseline (HpSharedReport *self);

/* In any thread but the main one. A new reference, or NULL and error as the analysis has it. The
 * options of whoever makes it count for all. */
HpReport *hp_shared_report_make (HpSharedReport *self, const HpReportOptions *options,
                                 const HpAnalysisRun *run, GError **error);

G_END_DECLS
