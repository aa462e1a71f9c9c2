/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/reach.h"

#include "analysis/side-array.h"

/* Objects of the queue ahead of the one that is followed, for which what is needed first, next and
 * last is fetched into the cache. */
#define FAR_AHEAD    24
#define MIDDLE_AHEAD 16
#define NEAR_AHEAD   8
#define REFS_AT_ONCE 6

/* A sweep goes on to another while it follows at least an object in so many words of bits. */
#define WORDS_PER_OBJECT 16

typedef struct {
  const HpSnapshot *snapshot;
  const HpAnalysisRun *run;
  const guint64 *start; /* borrowed columns */
  const guint32 *target, *label;
  guint64 *met;      /* owned: a bit an object */
  guint64 *followed; /* owned, the same, while there are sweeps */
  guint32 *queue;    /* owned: what was met since, each object once */
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

/* ---- the queue ---- */

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

/* ---- sweeps ---- */

static void
follow_now (Walk *self, guint32 object)
{
  for (guint64 ref = self->start[object]; ref < self->start[object + 1]; ref++)
    if (hp_reference_keeps_alive (self->label[ref]))
      hp_bit_set (self->met, self->target[ref]);
}

/* Those that were met and not followed, in the order in which they stand; what one of them leads to
 * further on is followed in the same sweep. n: how many they were. */
static gboolean
sweep (Walk *self, guint32 *n, GError **error)
{
  guint32 n_words = hp_snapshot_n_objects (self->snapshot) / 64 + 1;
  guint64 waiting;

  *n = 0;
  for (guint32 word = 0; word < n_words; word++)
    while ((waiting = self->met[word] & ~self->followed[word]) != 0) {
      guint32 object = word * 64 + (guint32)__builtin_ctzll (waiting);

      hp_bit_set (self->followed, object);
      follow_now (self, object);
      if (hp_analysis_is_step (++*n) && !hp_analysis_step (self->run, 0, error))
        return FALSE;
    }
  return TRUE;
}

/* Most references of a heap lead to what is close by, and a sweep goes through its memory in order:
 * a few of them follow nearly all, several times as fast as the queue. They end when they find
 * little, as in a list that runs against the order; the queue does the rest. */
static gboolean
sweep_roots (Walk *self, GError **error)
{
  const guint32 *roots = HP_SNAPSHOT_COLUMN (self->snapshot, ROOT_OBJECT, guint32);
  guint32 n_words = hp_snapshot_n_objects (self->snapshot) / 64 + 1, n;

  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++)
    hp_bit_set (self->met, roots[i]);
  do
    if (!sweep (self, &n, error))
      return FALSE;
  while (n > n_words / WORDS_PER_OBJECT);
  for (guint32 i = 0; i < n_words; i++)
    for (guint64 left = self->met[i] & ~self->followed[i]; left != 0; left &= left - 1)
      self->queue[self->n_met++] = i * 64 + (guint32)__builtin_ctzll (left);
  return TRUE;
}

static gboolean
follow_roots (Walk *self, GError **error)
{
  gboolean done;

  self->followed = HP_SIDE_BITS (hp_snapshot_n_objects (self->snapshot), error);
  done = self->followed != NULL && sweep_roots (self, error) && follow (self, error);
  g_clear_pointer (&self->followed, hp_side_array_free);
  return done;
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
