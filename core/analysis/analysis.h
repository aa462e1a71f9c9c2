/* SPDX-License-Identifier: Apache-2.0 */
/* What all analyses share: their errors, how they tell their progress, and which references count.
 *
 * An analysis is a function from a snapshot to an immutable result. It borrows the snapshot, which
 * must outlive the result. It can run in any thread, and several may run at once. */
#pragma once

#include "snapshot/file.h"
#include "snapshot/snapshot.h"

G_BEGIN_DECLS

#define HP_ANALYSIS_ERROR (hp_analysis_error_quark ())
GQuark hp_analysis_error_quark (void);
typedef enum {
  HP_ANALYSIS_ERROR_NO_MEMORY, /* the message says how much was wanted */
  HP_ANALYSIS_ERROR_TOO_LARGE, /* more references than the side tables can number */
  HP_ANALYSIS_ERROR_NO_OBJECT, /* no object of the snapshot */
} HpAnalysisError;

/* How a running analysis is heard and stopped. All members may be NULL. The callback runs in the
 * thread of the analysis. */
typedef struct {
  HpProgressFunc progress;
  gpointer progress_data;
  GCancellable *cancellable; /* borrowed */
} HpAnalysisRun;

/* Objects between two looks at the cancellable: a few milliseconds where each of them misses the
 * caches a dozen times. */
#define HP_ANALYSIS_INTERVAL 16384

/* Tells the fraction done; FALSE and error when the run was cancelled. run may be NULL. */
gboolean hp_analysis_step (const HpAnalysisRun *run, double fraction, GError **error);

/* Whether loop number i is one at which to call hp_analysis_step (). */
static inline gboolean
hp_analysis_is_step (guint64 i)
{
  return i % HP_ANALYSIS_INTERVAL == 0;
}

/* The references that keep their target alive: all but the weak ones. */
static inline gboolean
hp_reference_keeps_alive (guint32 label)
{
  return !hp_label_is_weak (label);
}

G_END_DECLS
