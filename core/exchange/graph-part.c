/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/graph-part.h"

#include "analysis/side-array.h"

/* Breadth first from the object: `queue` holds what was met, in order. */
static gboolean
spread (HpPartSet *self, const HpSnapshot *snapshot, guint32 object, guint limit, guint32 *queue,
        const HpAnalysisRun *run, GError **error)
{
  guint64 n_met = 1;

  hp_bit_set (self->chosen, object);
  queue[0] = object;
  for (guint64 i = 0; i < n_met; i++) {
    guint32 n;
    const guint32 *targets = hp_snapshot_referents (snapshot, queue[i], NULL, &n);

    for (guint32 k = 0; k < n; k++)
      if (!hp_bit_is_set (self->chosen, targets[k])) {
        hp_bit_set (self->chosen, targets[k]);
        queue[n_met++] = targets[k];
      }
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0, error))
      return FALSE;
  }
  self->n_chosen = limit > 0 ? MIN (n_met, limit) : n_met;
  self->omitted = n_met - self->n_chosen;
  for (guint64 i = self->n_chosen; i < n_met; i++)
    hp_bit_clear (self->chosen, queue[i]);
  return TRUE;
}

static gboolean
spread_from (HpPartSet *self, const HpSnapshot *snapshot, const HpGraphPart *part,
             const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (snapshot), object = hp_snapshot_find (snapshot, part->object);
  guint32 *queue;
  gboolean done;

  if (object == HP_NONE) {
    g_set_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_OBJECT,
                 "no object at 0x%" G_GINT64_MODIFIER "x", part->object);
    return FALSE;
  }
  if ((queue = HP_SIDE_ARRAY (guint32, n, error)) == NULL)
    return FALSE;
  done = spread (self, snapshot, object, part->limit, queue, run, error);
  hp_side_array_free (queue);
  return done;
}

gboolean
hp_part_set_init (HpPartSet *self, const HpSnapshot *snapshot, const HpGraphPart *part,
                  const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (snapshot);

  *self = (HpPartSet){ .n_chosen = n };
  if (part->object == 0 && (part->limit == 0 || part->limit >= n))
    return TRUE;
  if ((self->chosen = HP_SIDE_BITS (n, error)) == NULL)
    return FALSE;
  if (part->object != 0)
    return spread_from (self, snapshot, part, run, error);
  for (guint32 i = 0; i < part->limit; i++)
    hp_bit_set (self->chosen, i);
  self->n_chosen = part->limit;
  self->omitted = n - part->limit;
  return TRUE;
}

void
hp_part_set_clear (HpPartSet *self)
{
  g_clear_pointer (&self->chosen, hp_side_array_free);
}

gboolean
hp_part_set_has (const HpPartSet *self, guint32 object)
{
  return self->chosen == NULL || hp_bit_is_set (self->chosen, object);
}
