/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/analysis.h"

G_DEFINE_QUARK (hp - analysis - error - quark, hp_analysis_error)

gboolean
hp_analysis_step (const HpAnalysisRun *run, double fraction, GError **error)
{
  if (run == NULL)
    return TRUE;
  if (run->progress != NULL)
    run->progress (fraction, run->progress_data);
  return !g_cancellable_set_error_if_cancelled (run->cancellable, error);
}
