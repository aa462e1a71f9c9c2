/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/preorder.h"

#include "analysis/components.h"
#include "analysis/side-array.h"
#include "analysis/weak-holders.h"

/* References of an object ahead of the one followed, for which what is needed first is fetched. */
#define LOOK_AHEAD 5

/* An object whose references are being followed: those in [next, end) are left. */
typedef struct {
  guint32 next, end;
  guint32 place;
  gboolean has_weak;
} Visit;

/* What a reference to an object needs to know of it, in one line of the cache. The references of
 * the object end where those of the next begin. */
typedef struct {
  guint32 start;
  guint32 place; /* 0: not met */
} Row;

typedef struct {
  HpPreorder *order;
  const guint32 *target, *label; /* borrowed columns */
  guint32 *object, *parent;      /* borrowed from the order */
  HpPlacePair *again;            /* borrowed from the order */
  Row *rows;                     /* owned; by object, and one more as the end */
  guint64 n_again;
  guint32 n;             /* places given */
  guint32 lowest;        /* references to places below are not listed */
  guint64 *weak_holders; /* owned: a bit an object */
  Visit *stack;          /* owned */
  guint32 depth;         /* visits on the stack */
  guint64 n_steps;       /* over all walks: many of them are short */
  GArray *roots;         /* owned; guint32: objects that place 0 points to, each once */
} Walk;

static void
walk_clear (Walk *walk)
{
  hp_side_array_free (walk->rows);
  hp_side_array_free (walk->weak_holders);
  hp_side_array_free (walk->stack);
  g_clear_pointer (&walk->roots, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* ---- the walk ---- */

/* Fetches the target's row. */
static inline void
fetch_row (const Walk *walk, guint32 ref, guint32 end)
{
  if (ref < end)
    __builtin_prefetch (&walk->rows[walk->target[ref]]);
}

/* Fetches the target's references; its row was fetched earlier. */
static inline void
fetch_references (const Walk *walk, guint32 ref, guint32 end)
{
  if (ref < end && walk->rows[walk->target[ref]].place == 0)
    __builtin_prefetch (&walk->target[walk->rows[walk->target[ref]].start]);
}

/* Fetches the row of what the target refers to first; all before that was fetched earlier. */
static inline void
fetch_next_row (const Walk *walk, guint32 ref, guint32 end)
{
  const Row *row;

  if (ref >= end)
    return;
  row = &walk->rows[walk->target[ref]];
  if (row->place == 0 && row[0].start < row[1].start)
    __builtin_prefetch (&walk->rows[walk->target[row->start]]);
}

static inline void
push (Walk *walk, guint32 object, guint32 place)
{
  guint32 next = walk->rows[object].start, end = walk->rows[object + 1].start;

  if (next == end)
    return;
  for (guint32 ref = next; ref < next + LOOK_AHEAD; ref++)
    fetch_row (walk, ref, end);
  walk->stack[walk->depth++] =
      (Visit){ next, end, place, hp_bit_is_set (walk->weak_holders, object) };
}

static inline void
meet (Walk *walk, guint32 object, guint32 parent)
{
  guint32 place = walk->n++;

  walk->object[place] = object;
  walk->rows[object].place = place;
  walk->parent[place] = parent;
  push (walk, object, place);
}

static inline void
meet_again (Walk *walk, guint32 from, guint32 to)
{
  if (to >= walk->lowest)
    walk->again[walk->n_again++] = (HpPlacePair){ from, to };
}

static inline void
follow (Walk *walk, Visit *visit)
{
  guint32 ref = visit->next++, target = walk->target[ref], place = walk->rows[target].place;

  fetch_row (walk, ref + LOOK_AHEAD, visit->end);
  fetch_references (walk, ref + 2, visit->end);
  fetch_next_row (walk, ref + 1, visit->end);
  if (visit->has_weak && !hp_reference_keeps_alive (walk->label[ref]))
    return;
  if (place == 0)
    meet (walk, target, visit->place);
  else
    meet_again (walk, visit->place, place);
}

/* Everything reachable from one root that was not met before. The walk is copied so that the
 * compiler can keep it in registers. */
static gboolean
walk_from (Walk *state, guint32 root, const HpAnalysisRun *run, GError **error)
{
  Walk walk = *state;
  double n = hp_snapshot_n_objects (walk.order->snapshot);

  meet (&walk, root, 0);
  while (walk.depth > 0) {
    Visit *visit = &walk.stack[walk.depth - 1];

    if (hp_analysis_is_step (++walk.n_steps) && !hp_analysis_step (run, 0.4 * walk.n / n, error))
      return FALSE;
    if (visit->next == visit->end)
      walk.depth--;
    else
      follow (&walk, visit);
  }
  state->n = walk.n;
  state->n_again = walk.n_again;
  state->n_steps = walk.n_steps;
  return TRUE;
}

/* ---- roots ---- */

/* The roots of the snapshot, each once. */
static gboolean
list_roots (Walk *walk, GError **error)
{
  const HpSnapshot *snapshot = walk->order->snapshot;
  guint64 *listed = HP_SIDE_BITS (hp_snapshot_n_objects (snapshot), error);

  if (listed == NULL)
    return FALSE;
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    guint32 object = HP_SNAPSHOT_COLUMN (snapshot, ROOT_OBJECT, guint32)[i];

    if (object == HP_NONE || hp_bit_is_set (listed, object))
      continue;
    hp_bit_set (listed, object);
    g_array_append_val (walk->roots, object);
  }
  hp_side_array_free (listed);
  return TRUE;
}

static gboolean
walk_from_roots (Walk *walk, const HpAnalysisRun *run, GError **error)
{
  for (guint i = 0; i < walk->roots->len; i++) {
    guint32 root = g_array_index (walk->roots, guint32, i), place = walk->rows[root].place;

    if (place != 0)
      meet_again (walk, 0, place);
    else if (!walk_from (walk, root, run, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- what no root reaches ---- */

static guint64 *
mark_met (const Walk *walk, GError **error)
{
  guint32 n = hp_snapshot_n_objects (walk->order->snapshot);
  guint64 *met = HP_SIDE_BITS (n, error);

  for (guint32 object = 0; met != NULL && object < n; object++)
    if (walk->rows[object].place != 0)
      hp_bit_set (met, object);
  return met;
}

static void
mark_targets (const Walk *walk, const HpComponents *components, guint32 from, guint64 *pointed_at)
{
  for (guint32 ref = walk->rows[from].start; ref < walk->rows[from + 1].start; ref++) {
    guint32 to = walk->target[ref];

    if (walk->rows[to].place == 0 && hp_reference_keeps_alive (walk->label[ref]) &&
        hp_components_leader (components, to) != hp_components_leader (components, from))
      hp_bit_set (pointed_at, hp_components_leader (components, to));
  }
}

/* Marks each cycle, and each object in none, that another unreached one points to. */
static gboolean
mark_pointed_at (const Walk *walk, const HpComponents *components, guint64 *pointed_at,
                 const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (walk->order->snapshot);

  for (guint32 from = 0; from < n; from++) {
    if (hp_analysis_is_step (from) && !hp_analysis_step (run, 0.4, error))
      return FALSE;
    if (walk->rows[from].place == 0)
      mark_targets (walk, components, from, pointed_at);
  }
  return TRUE;
}

static gboolean
choose_unreached_roots (Walk *walk, const HpComponents *components, const HpAnalysisRun *run,
                        GError **error)
{
  guint32 n = hp_snapshot_n_objects (walk->order->snapshot);
  guint64 *pointed_at = HP_SIDE_BITS (n, error);
  gboolean done = pointed_at != NULL && mark_pointed_at (walk, components, pointed_at, run, error);

  g_array_set_size (walk->roots, 0);
  for (guint32 object = 0; done && object < n; object++)
    if (walk->rows[object].place == 0 &&
        !hp_bit_is_set (pointed_at, hp_components_leader (components, object)))
      g_array_append_val (walk->roots, object);
  hp_side_array_free (pointed_at);
  return done;
}

/* The further roots among what no root reaches; see the header. */
static gboolean
list_unreached_roots (Walk *walk, const HpAnalysisRun *run, GError **error)
{
  guint64 *met = mark_met (walk, error);
  g_autoptr (HpComponents) components = NULL;

  if (met != NULL)
    components = hp_components_new_without (walk->order->snapshot, met, run, error);
  hp_side_array_free (met);
  return components != NULL && choose_unreached_roots (walk, components, run, error);
}

/* ---- all ---- */

static gboolean
walk_all (Walk *walk, const HpAnalysisRun *run, GError **error)
{
  HpPreorder *order = walk->order;

  order->object[walk->n++] = HP_NONE;
  if (!list_roots (walk, error) || !walk_from_roots (walk, run, error))
    return FALSE;
  order->n_reached = walk->lowest = walk->n;
  if (walk->n <= hp_snapshot_n_objects (order->snapshot) &&
      (!list_unreached_roots (walk, run, error) || !walk_from_roots (walk, run, error)))
    return FALSE;
  order->n = walk->n;
  order->n_again = walk->n_again;
  return TRUE;
}

/* Copies the starts of the references, in the 32 bits that hp_preorder_new () made sure of. */
static gboolean
make_rows (Walk *walk, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = walk->order->snapshot;
  const guint64 *start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
  guint64 n = hp_snapshot_n_objects (snapshot);

  walk->rows = HP_SIDE_ARRAY (Row, n + 1, error);
  if (walk->rows == NULL)
    return FALSE;
  for (guint64 i = 0; i <= n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    walk->rows[i].start = (guint32)start[i];
  }
  return TRUE;
}

static gboolean
walk_init (Walk *walk, HpPreorder *order, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = order->snapshot;

  walk->order = order;
  walk->target = HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32);
  walk->label = HP_SNAPSHOT_COLUMN (snapshot, REF_LABEL, guint32);
  walk->object = order->object;
  walk->parent = order->parent;
  walk->again = order->again;
  walk->roots = g_array_new (FALSE, FALSE, sizeof (guint32));
  return make_rows (walk, run, error) &&
         (walk->stack = HP_SIDE_ARRAY (Visit, hp_snapshot_n_objects (snapshot), error)) != NULL &&
         (walk->weak_holders = hp_weak_holders_new (snapshot, run, error)) != NULL;
}

HpPreorder *
hp_preorder_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpPreorder) self = g_new0 (HpPreorder, 1);
  guint64 n = hp_snapshot_n_objects (snapshot), n_refs = hp_snapshot_n_refs (snapshot);
  g_auto (Walk) walk = { 0 };

  self->snapshot = snapshot;
  if (n_refs + n >= G_MAXUINT32) {
    g_set_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_TOO_LARGE,
                 "The picture has %" G_GUINT64_FORMAT " references; dominators can be found for "
                 "up to %" G_GUINT64_FORMAT,
                 n_refs, G_MAXUINT32 - 1 - n);
    return NULL;
  }
  if ((self->object = HP_SIDE_ARRAY (guint32, n + 1, error)) == NULL ||
      (self->parent = HP_SIDE_ARRAY (guint32, n + 1, error)) == NULL ||
      (self->again = HP_SIDE_ARRAY (HpPlacePair, n_refs + n, error)) == NULL ||
      !walk_init (&walk, self, run, error) || !walk_all (&walk, run, error))
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
  hp_side_array_free (self->parent);
  hp_side_array_free (self->again);
  g_free (self);
}
