/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/reach.h"

#include "analysis/side-array.h"

typedef struct {
  const HpSnapshot *snapshot;
  const HpAnalysisRun *run;
  guint64 *met;  /* owned: a bit an object */
  guint32 *open; /* owned: met, not yet followed; each object at most once */
  guint64 n_open, n_followed;
} Walk;

static void
meet (Walk *self, guint32 object)
{
  if (hp_bit_is_set (self->met, object))
    return;
  hp_bit_set (self->met, object);
  self->open[self->n_open++] = object;
}

static gboolean
follow (Walk *self, GError **error)
{
  while (self->n_open > 0) {
    const guint32 *labels, *targets;
    guint32 n;

    targets = hp_snapshot_referents (self->snapshot, self->open[--self->n_open], &labels, &n);
    for (guint32 i = 0; i < n; i++)
      if (hp_reference_keeps_alive (labels[i]))
        meet (self, targets[i]);
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
  Walk walk = { .snapshot = snapshot, .run = run };
  gboolean done;

  walk.met = HP_SIDE_BITS (n, error);
  walk.open = walk.met != NULL ? HP_SIDE_ARRAY (guint32, n, error) : NULL;
  done = walk.open != NULL && follow_roots (&walk, error);
  for (guint32 i = 0; done && i < n; i++)
    if (!hp_bit_is_set (walk.met, i)) {
      g_array_append_val (picked, i);
      meet (&walk, i);
      done = follow (&walk, error);
    }
  hp_side_array_free (walk.met);
  hp_side_array_free (walk.open);
  return done ? g_steal_pointer (&picked) : NULL;
}
