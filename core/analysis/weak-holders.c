/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/weak-holders.h"

#include "analysis/side-array.h"

static gboolean
mark (const HpSnapshot *snapshot, guint64 *bits, const HpAnalysisRun *run, GError **error)
{
  const guint64 *start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
  const guint32 *labels = HP_SNAPSHOT_COLUMN (snapshot, REF_LABEL, guint32);
  guint32 n = hp_snapshot_n_objects (snapshot);

  for (guint32 object = 0; object < n; object++) {
    guint32 all = 0;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    for (guint64 ref = start[object]; ref < start[object + 1]; ref++)
      all |= labels[ref];
    if (!hp_reference_keeps_alive (all))
      hp_bit_set (bits, object);
  }
  return TRUE;
}

guint64 *
hp_weak_holders_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  guint64 *bits = HP_SIDE_BITS (hp_snapshot_n_objects (snapshot), error);

  if (bits == NULL || mark (snapshot, bits, run, error))
    return bits;
  hp_side_array_free (bits);
  return NULL;
}
