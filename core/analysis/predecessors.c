/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/predecessors.h"

#include "analysis/side-array.h"

/* How many places ahead the columns, and then the places of the targets, are fetched. */
#define FAR_AHEAD  8
#define NEAR_AHEAD 3
/* How many references ahead the counters are fetched while sorting. */
#define REFS_AHEAD 16

/* References that keep alive, as places, in the order of the place they start from. */
typedef struct {
  const HpPreorder *order;
  guint32 *start; /* owned; places + 1 */
  guint32 *to;    /* owned */
} Successors;

static void
successors_clear (Successors *self)
{
  hp_side_array_free (self->start);
  hp_side_array_free (self->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Successors, successors_clear)

/* The columns are read in the order of the walk, not of their rows: fetch what comes soon. */
static inline void
fetch_ahead (const HpPreorder *order, guint32 place)
{
  const guint64 *start = HP_SNAPSHOT_COLUMN (order->snapshot, REF_START, guint64);
  const guint32 *target = HP_SNAPSHOT_COLUMN (order->snapshot, REF_TARGET, guint32);

  if (place + FAR_AHEAD < order->n)
    __builtin_prefetch (&start[order->object[place + FAR_AHEAD]]);
  if (place + NEAR_AHEAD < order->n) {
    guint32 object = order->object[place + NEAR_AHEAD];

    for (guint64 ref = start[object]; ref < start[object + 1] && ref < start[object] + 8; ref++)
      __builtin_prefetch (&order->place[target[ref]]);
  }
}

/* What no root reaches holds nothing that a root reaches: once it is collected, its references are
 * gone as well. */
static inline gboolean
counts (const HpPreorder *order, guint32 from, guint32 to)
{
  return from < order->n_reached || to >= order->n_reached;
}

static void
add_successors (Successors *self, guint32 place, guint32 *n, guint32 *n_from)
{
  const HpPreorder *order = self->order;
  const HpSnapshot *snapshot = order->snapshot;
  const guint32 *labels;
  guint32 n_targets;
  const guint32 *targets =
      hp_snapshot_referents (snapshot, order->object[place], &labels, &n_targets);

  for (guint32 i = 0; i < n_targets; i++)
    if (hp_reference_keeps_alive (labels[i]) && counts (order, place, order->place[targets[i]])) {
      guint32 to = order->place[targets[i]];

      self->to[(*n)++] = to;
      n_from[to]++;
    }
}

/* Fills successors and counts, by place, how many references lead to it. */
static gboolean
translate (Successors *self, guint32 *n_from, const HpAnalysisRun *run, GError **error)
{
  const HpPreorder *order = self->order;
  guint32 n = 0;

  for (guint32 i = 0; i < order->n_roots; i++) {
    self->to[n++] = order->place[order->roots[i]];
    n_from[self->to[n - 1]]++;
  }
  for (guint32 place = 1; place < order->n; place++) {
    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.3, error))
      return FALSE;
    fetch_ahead (order, place);
    self->start[place] = n;
    add_successors (self, place, &n, n_from);
  }
  self->start[order->n] = n;
  return TRUE;
}

/* A counting sort. start[p + 1] becomes the next free entry of p, so that after the last reference
 * it is where the entries of p + 1 begin: one array serves as counter and as index. */
static void
transpose (const Successors *successors, HpPredecessors *self)
{
  guint32 n = successors->order->n, total = successors->start[n], sum = 0;

  for (guint32 place = 0; place <= n; place++) {
    guint32 count = self->start[place + 1];

    self->start[place + 1] = sum;
    sum += count;
  }
  for (guint32 from = 0; from < n; from++)
    for (guint32 i = successors->start[from]; i < successors->start[from + 1]; i++) {
      if (i + REFS_AHEAD < total)
        __builtin_prefetch (&self->start[successors->to[i + REFS_AHEAD] + 1]);
      self->from[self->start[successors->to[i] + 1]++] = from;
    }
}

gboolean
hp_predecessors_init (HpPredecessors *self, const HpPreorder *order, const HpAnalysisRun *run,
                      GError **error)
{
  guint64 n = order->n, n_refs = hp_snapshot_n_refs (order->snapshot) + order->n_roots;
  g_auto (Successors) successors = { .order = order };

  if (n_refs >= G_MAXUINT32) {
    g_set_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_TOO_LARGE,
                 "The picture has %" G_GUINT64_FORMAT
                 " references; dominators can be found for up to 4,294,967,294",
                 n_refs);
    return FALSE;
  }
  if ((successors.start = HP_SIDE_ARRAY (guint32, n + 1, error)) == NULL ||
      (successors.to = HP_SIDE_ARRAY (guint32, n_refs, error)) == NULL ||
      (self->start = HP_SIDE_ARRAY (guint32, n + 2, error)) == NULL ||
      (self->from = HP_SIDE_ARRAY (guint32, n_refs, error)) == NULL ||
      !translate (&successors, self->start + 1, run, error))
    return FALSE;
  transpose (&successors, self);
  return TRUE;
}

void
hp_predecessors_clear (HpPredecessors *self)
{
  hp_side_array_free (self->start);
  hp_side_array_free (self->from);
}
