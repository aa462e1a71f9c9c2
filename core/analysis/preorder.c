/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/preorder.h"

#include "analysis/components.h"
#include "analysis/side-array.h"

/* References of an object that are fetched into the cache while it is put on the stack. */
#define LOOK_AHEAD 4

/* An object whose references are being followed: those in [next, end) are left. */
typedef struct {
  guint64 next, end;
  guint32 place;
} Visit;

typedef struct {
  HpPreorder *order;
  const guint64 *start; /* borrowed columns */
  const guint32 *target, *label;
  guint64 *met;  /* owned: a bit an object */
  Visit *stack;  /* owned */
  guint32 depth; /* visits on the stack */
} Walk;

static void
walk_clear (Walk *walk)
{
  hp_side_array_free (walk->met);
  hp_side_array_free (walk->stack);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static inline void
push (Walk *walk, guint32 object, guint32 place)
{
  guint64 next = walk->start[object], end = walk->start[object + 1];

  if (next == end)
    return;
  for (guint64 ref = next + 1; ref < end && ref <= next + LOOK_AHEAD; ref++)
    __builtin_prefetch (&walk->start[walk->target[ref]]);
  walk->stack[walk->depth++] = (Visit){ next, end, place };
}

static inline void
meet (Walk *walk, guint32 object, guint32 parent)
{
  HpPreorder *order = walk->order;
  guint32 place = order->n++;

  hp_bit_set (walk->met, object);
  order->object[place] = object;
  order->place[object] = place;
  order->parent[place] = parent;
  push (walk, object, place);
}

/* Everything reachable from one root that was not met before. */
static gboolean
walk_from (Walk *walk, guint32 root, const HpAnalysisRun *run, GError **error)
{
  guint64 n_steps = 0;

  meet (walk, root, 0);
  while (walk->depth > 0) {
    Visit *visit = &walk->stack[walk->depth - 1];
    guint32 target;

    if (hp_analysis_is_step (++n_steps) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    if (visit->next == visit->end) {
      walk->depth--;
      continue;
    }
    target = walk->target[visit->next];
    if (hp_reference_keeps_alive (walk->label[visit->next++]) && !hp_bit_is_set (walk->met, target))
      meet (walk, target, visit->place);
  }
  return TRUE;
}

/* The roots of the snapshot, each once. */
static gboolean
list_roots (HpPreorder *order, GError **error)
{
  const HpSnapshot *snapshot = order->snapshot;
  guint64 *listed = HP_SIDE_BITS (hp_snapshot_n_objects (snapshot), error);

  if (listed == NULL)
    return FALSE;
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    guint32 object = HP_SNAPSHOT_COLUMN (snapshot, ROOT_OBJECT, guint32)[i];

    if (object == HP_NONE || hp_bit_is_set (listed, object))
      continue;
    hp_bit_set (listed, object);
    order->roots[order->n_roots++] = object;
  }
  hp_side_array_free (listed);
  return TRUE;
}

/* Marks each cycle, and each object in none, that another unreached one points to. */
static void
mark_pointed_at (const Walk *walk, const HpComponents *components, guint64 *pointed_at)
{
  guint32 n = hp_snapshot_n_objects (walk->order->snapshot);

  for (guint32 from = 0; from < n; from++) {
    if (hp_bit_is_set (walk->met, from))
      continue;
    for (guint64 ref = walk->start[from]; ref < walk->start[from + 1]; ref++) {
      guint32 to = walk->target[ref];

      if (hp_reference_keeps_alive (walk->label[ref]) && !hp_bit_is_set (walk->met, to) &&
          hp_components_leader (components, to) != hp_components_leader (components, from))
        hp_bit_set (pointed_at, hp_components_leader (components, to));
    }
  }
}

/* The further roots among what no root reaches; see the header. */
static gboolean
list_unreached_roots (Walk *walk, const HpAnalysisRun *run, GError **error)
{
  HpPreorder *order = walk->order;
  guint32 n = hp_snapshot_n_objects (order->snapshot);
  g_autoptr (HpComponents) components =
      hp_components_new_without (order->snapshot, walk->met, run, error);
  guint64 *pointed_at = components != NULL ? HP_SIDE_BITS (n, error) : NULL;

  if (pointed_at == NULL)
    return FALSE;
  mark_pointed_at (walk, components, pointed_at);
  for (guint32 object = 0; object < n; object++)
    if (!hp_bit_is_set (walk->met, object) &&
        !hp_bit_is_set (pointed_at, hp_components_leader (components, object)))
      order->roots[order->n_roots++] = object;
  hp_side_array_free (pointed_at);
  return TRUE;
}

static gboolean
walk_from_roots (Walk *walk, guint32 first, const HpAnalysisRun *run, GError **error)
{
  const HpPreorder *order = walk->order;

  for (guint32 i = first; i < order->n_roots; i++)
    if (!hp_bit_is_set (walk->met, order->roots[i]) &&
        !walk_from (walk, order->roots[i], run, error))
      return FALSE;
  return TRUE;
}

static gboolean
walk_all (Walk *walk, const HpAnalysisRun *run, GError **error)
{
  HpPreorder *order = walk->order;
  guint32 n_first;

  order->object[order->n++] = HP_NONE;
  if (!list_roots (order, error) || !walk_from_roots (walk, 0, run, error))
    return FALSE;
  order->n_reached = order->n;
  if (order->n == hp_snapshot_n_objects (order->snapshot) + 1)
    return TRUE;
  n_first = order->n_roots;
  return list_unreached_roots (walk, run, error) && walk_from_roots (walk, n_first, run, error);
}

HpPreorder *
hp_preorder_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpPreorder) self = g_new0 (HpPreorder, 1);
  guint64 n = hp_snapshot_n_objects (snapshot);
  g_auto (Walk) walk = { .order = self };

  self->snapshot = snapshot;
  walk.start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
  walk.target = HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32);
  walk.label = HP_SNAPSHOT_COLUMN (snapshot, REF_LABEL, guint32);
  if ((self->object = HP_SIDE_ARRAY (guint32, n + 1, error)) == NULL ||
      (self->place = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->parent = HP_SIDE_ARRAY (guint32, n + 1, error)) == NULL ||
      (self->roots = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (walk.met = HP_SIDE_BITS (n, error)) == NULL ||
      (walk.stack = HP_SIDE_ARRAY (Visit, n, error)) == NULL || !walk_all (&walk, run, error))
    return NULL;
  g_assert (self->n == n + 1);
  return g_steal_pointer (&self);
}

void
hp_preorder_free (HpPreorder *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->object);
  hp_side_array_free (self->place);
  hp_side_array_free (self->parent);
  hp_side_array_free (self->roots);
  g_free (self);
}
