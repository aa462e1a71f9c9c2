/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/predecessors.h"

#include "analysis/side-array.h"

/* How many references ahead the counters are fetched. */
#define AHEAD 16

/* n_from[p]: how many of the references lead to place p. */
static gboolean
count (const HpPreorder *order, guint32 *n_from, const HpAnalysisRun *run, GError **error)
{
  const HpPlacePair *again = order->again;

  for (guint64 i = 0; i < order->n_again; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.4, error))
      return FALSE;
    if (i + AHEAD < order->n_again)
      __builtin_prefetch (&n_from[again[i + AHEAD].to]);
    n_from[again[i].to]++;
  }
  return TRUE;
}

/* Turns the count in start[p + 1] into the first entry of p. */
static void
add_up (HpPredecessors *self, guint32 n)
{
  guint32 sum = 0;

  for (guint32 place = 0; place <= n; place++) {
    guint32 n_from = self->start[place + 1];

    self->start[place + 1] = sum;
    sum += n_from;
  }
}

/* start[p + 1] becomes the next free entry of p, so that after the last reference it is where the
 * entries of p + 1 begin: one array serves as counter and as index. */
static gboolean
distribute (HpPredecessors *self, const HpPreorder *order, const HpAnalysisRun *run, GError **error)
{
  const HpPlacePair *again = order->again;
  guint32 *next = self->start + 1;

  for (guint64 i = 0; i < order->n_again; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.5, error))
      return FALSE;
    if (i + AHEAD < order->n_again)
      __builtin_prefetch (&next[again[i + AHEAD].to]);
    self->from[next[again[i].to]++] = again[i].from;
  }
  return TRUE;
}

gboolean
hp_predecessors_init (HpPredecessors *self, const HpPreorder *order, const HpAnalysisRun *run,
                      GError **error)
{
  if ((self->start = HP_SIDE_ARRAY (guint32, (guint64)order->n + 2, error)) == NULL ||
      (self->from = HP_SIDE_ARRAY (guint32, order->n_again, error)) == NULL ||
      !count (order, self->start + 1, run, error))
    return FALSE;
  add_up (self, order->n);
  return distribute (self, order, run, error);
}

void
hp_predecessors_clear (HpPredecessors *self)
{
  hp_side_array_free (self->start);
  hp_side_array_free (self->from);
}
