/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/reach.h"

#include "analysis/side-array.h"

/* Objects of the queue ahead of the one that is followed, for which what is needed first, next and
 * last is fetched into the cache. */
#define FAR_AHEAD    24
#define MIDDLE_AHEAD 16
#define NEAR_AHEAD   8
#define REFS_AT_ONCE 6

typedef struct {
  const HpSnapshot *snapshot;
  const HpAnalysisRun *run;
  const guint64 *start; /* borrowed columns */
  const guint32 *target, *label;
  guint64 *met;   /* owned: a bit an object */
  guint32 *queue; /* owned: what was met, each object once */
  guint32 n_met, n_followed;
} Walk;

static void
meet (Walk *self, guint32 object)
{
  if (hp_bit_is_set (self->met, object))
    return;
  hp_bit_set (self->met, object);
  self->queue[self->n_met++] = object;
}

static inline void
fetch_ahead (const Walk *self)
{
  const guint32 *queue = self->queue + self->n_followed;
  guint32 left = self->n_met - self->n_followed;

  if (left > FAR_AHEAD)
    __builtin_prefetch (&self->start[queue[FAR_AHEAD]]);
  if (left > MIDDLE_AHEAD) {
    __builtin_prefetch (&self->target[self->start[queue[MIDDLE_AHEAD]]]);
    __builtin_prefetch (&self->label[self->start[queue[MIDDLE_AHEAD]]]);
  }
  if (left > NEAR_AHEAD) {
    const guint64 *row = &self->start[queue[NEAR_AHEAD]];

    for (guint64 ref = row[0]; ref < row[1] && ref < row[0] + REFS_AT_ONCE; ref++)
      __builtin_prefetch (&self->met[self->target[ref] / 64]);
  }
}

static gboolean
follow (Walk *self, GError **error)
{
  while (self->n_followed < self->n_met) {
    guint32 object = self->queue[self->n_followed];

    fetch_ahead (self);
    for (guint64 ref = self->start[object]; ref < self->start[object + 1]; ref++)
      if (hp_reference_keeps_alive (self->label[ref]))
        meet (self, self->target[ref]);
    if (hp_analysis_is_step (++self->n_followed) && !hp_analysis_step (self->run, 0, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
follow_roots (Walk *self, GError **error)
{
  const guint32 *roots = HP_SNAPSHOT_COLUMN (self->snapshot, ROOT_OBJECT, guint32);

  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++)
    meet (self, roots[i]);
  return follow (self, error);
}

GArray *
hp_reach_pick (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GArray) picked = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n = hp_snapshot_n_objects (snapshot);
  Walk walk = { .snapshot = snapshot,
                .run = run,
                .start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64),
                .target = HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32),
                .label = HP_SNAPSHOT_COLUMN (snapshot, REF_LABEL, guint32) };
  gboolean done;

  walk.met = HP_SIDE_BITS (n, error);
  walk.queue = walk.met != NULL ? HP_SIDE_ARRAY (guint32, n, error) : NULL;
  done = walk.queue != NULL && follow_roots (&walk, error);
  for (guint32 i = 0; done && i < n; i++)
    if (!hp_bit_is_set (walk.met, i)) {
      g_array_append_val (picked, i);
      meet (&walk, i);
      done = follow (&walk, error);
    }
  hp_side_array_free (walk.met);
  hp_side_array_free (walk.queue);
  return done ? g_steal_pointer (&picked) : NULL;
}
