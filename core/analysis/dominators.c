/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dominators.h"

#include "analysis/predecessors.h"
#include "analysis/preorder.h"
#include "analysis/side-array.h"

/* How far ahead memory is fetched: references while semidominators are found, sizes at the end. */
#define REFS_AHEAD   48
#define REFS_AT_ONCE 4
#define SIZES_AHEAD  16

struct _HpDominators {
  const HpSnapshot *snapshot; /* borrowed */
  guint32 n_reached;          /* objects; the first ones of the order */
  guint32 *parent;            /* owned; by object */
  guint64 *retained;          /* owned; by object */
  guint64 *reached;           /* owned; a bit an object */
  HpPreorder *preorder;       /* owned */
};

/* The forest of places whose semidominator is known. `ancestor` points towards the place's tree
 * root, with paths made shorter as they are walked; `label` is the lowest semidominator on the part
 * of the path that was cut short. Both lie side by side: one line of the cache serves a step. */
typedef struct {
  guint32 ancestor, label;
} Link;

typedef struct {
  const HpPreorder *order;
  HpPredecessors predecessors;
  Link *links;        /* owned; by place */
  guint32 *semi;      /* owned; by place: semidominator */
  guint32 *dominator; /* owned; by place */
  guint32 *path;      /* owned; places of a path being shortened */
} Search;

static void
search_clear (Search *search)
{
  hp_predecessors_clear (&search->predecessors);
  hp_side_array_free (search->links);
  hp_side_array_free (search->semi);
  hp_side_array_free (search->dominator);
  hp_side_array_free (search->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* The lowest label between `place` and the root of its tree; the places of the path point at that
 * root afterwards. Places up to `last` are not linked yet: they are roots. */
static inline guint32
find_lowest (Search *search, guint32 place, guint32 last)
{
  Link *links = search->links;
  guint32 n = 0, lowest, root;

  for (; links[place].ancestor > last; place = links[place].ancestor)
    search->path[n++] = place;
  lowest = links[place].label;
  root = links[place].ancestor;
  while (n > 0) {
    Link *link = &links[search->path[--n]];

    if (link->label > lowest)
      link->label = lowest;
    else
      lowest = link->label;
    link->ancestor = root;
  }
  return lowest;
}

/* Places are visited downwards, so the entries before this place's are needed soon. */
static inline void
fetch_ahead (const Search *search, guint32 place)
{
  guint32 first = search->predecessors.start[place];

  if (first < REFS_AHEAD + REFS_AT_ONCE)
    return;
  for (guint32 i = 0; i < REFS_AT_ONCE; i++)
    __builtin_prefetch (&search->links[search->predecessors.from[first - REFS_AHEAD + i]]);
}

/* From the last place down: the semidominator is the lowest place from which a path leads here
 * through higher places only. */
static gboolean
find_semidominators (Search *search, const HpAnalysisRun *run, GError **error)
{
  const guint32 *start = search->predecessors.start, *from = search->predecessors.from;

  for (guint32 place = search->order->n - 1; place > 0; place--) {
    guint32 semi = search->order->parent[place];

    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.6, error))
      return FALSE;
    fetch_ahead (search, place);
    for (guint32 i = start[place]; i < start[place + 1]; i++) {
      guint32 lowest = from[i] <= place ? from[i] : find_lowest (search, from[i], place);

      semi = MIN (semi, lowest);
    }
    search->semi[place] = search->links[place].label = semi;
  }
  return TRUE;
}

/* The dominator is the nearest common ancestor, in the tree made so far, of the parent and the
 * semidominator. Lower places are final when they are looked at. */
static void
find_dominators (Search *search)
{
  guint32 *dominator = search->dominator;

  for (guint32 place = 1; place < search->order->n; place++) {
    guint32 candidate = search->order->parent[place];

    while (candidate > search->semi[place])
      candidate = dominator[candidate];
    dominator[place] = candidate;
  }
}

static gboolean
search_init (Search *search, const HpAnalysisRun *run, GError **error)
{
  const HpPreorder *order = search->order;
  guint64 n = order->n;

  if (!hp_predecessors_init (&search->predecessors, order, run, error) ||
      (search->links = HP_SIDE_ARRAY (Link, n, error)) == NULL ||
      (search->semi = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (search->dominator = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (search->path = HP_SIDE_ARRAY (guint32, n, error)) == NULL)
    return FALSE;
  for (guint32 place = 0; place < order->n; place++)
    search->links[place] = (Link){ order->parent[place], place };
  return TRUE;
}

/* Sums up in the order of places, where a parent's sum is near, then gives each object its own. */
static gboolean
sum_up (HpDominators *self, const Search *search, GError **error)
{
  const HpPreorder *order = search->order;
  guint64 *sum = HP_SIDE_ARRAY (guint64, order->n, error);

  if (sum == NULL)
    return FALSE;
  for (guint32 place = 1; place < order->n; place++) {
    if (place + SIZES_AHEAD < order->n)
      __builtin_prefetch (&HP_SNAPSHOT_COLUMN (self->snapshot, OBJECT_SIZE,
                                               guint64)[order->object[place + SIZES_AHEAD]]);
    sum[place] = hp_snapshot_size (self->snapshot, order->object[place]);
  }
  for (guint32 place = order->n - 1; place > 0; place--)
    sum[search->dominator[place]] += sum[place];
  for (guint32 place = 1; place < order->n; place++) {
    guint32 object = order->object[place];

    self->parent[object] = order->object[search->dominator[place]];
    self->retained[object] = sum[place];
    if (place < order->n_reached)
      hp_bit_set (self->reached, object);
  }
  hp_side_array_free (sum);
  return TRUE;
}

static gboolean
run_search (HpDominators *self, const HpAnalysisRun *run, GError **error)
{
  g_auto (Search) search = { .order = self->preorder };

  if (!search_init (&search, run, error) || !find_semidominators (&search, run, error))
    return FALSE;
  find_dominators (&search);
  return hp_analysis_step (run, 0.9, error) && sum_up (self, &search, error);
}

HpDominators *
hp_dominators_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpDominators) self = g_new0 (HpDominators, 1);
  guint64 n = hp_snapshot_n_objects (snapshot);

  self->snapshot = snapshot;
  if ((self->parent = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->retained = HP_SIDE_ARRAY (guint64, n, error)) == NULL ||
      (self->reached = HP_SIDE_BITS (n, error)) == NULL ||
      (self->preorder = hp_preorder_new (snapshot, run, error)) == NULL ||
      !run_search (self, run, error))
    return NULL;
  self->n_reached = self->preorder->n_reached - 1;
  g_clear_pointer (&self->preorder->place, hp_side_array_free);
  g_clear_pointer (&self->preorder->parent, hp_side_array_free);
  return g_steal_pointer (&self);
}

void
hp_dominators_free (HpDominators *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->parent);
  hp_side_array_free (self->retained);
  hp_side_array_free (self->reached);
  hp_preorder_free (self->preorder);
  g_free (self);
}

const HpSnapshot *
hp_dominators_get_snapshot (const HpDominators *self)
{
  return self->snapshot;
}

guint32
hp_dominators_get_parent (const HpDominators *self, guint32 object)
{
  return self->parent[object];
}

guint64
hp_dominators_get_retained_size (const HpDominators *self, guint32 object)
{
  return self->retained[object];
}

gboolean
hp_dominators_is_reached (const HpDominators *self, guint32 object)
{
  return hp_bit_is_set (self->reached, object);
}

const guint32 *
hp_dominators_get_order (const HpDominators *self)
{
  return self->preorder->object + 1;
}

guint32
hp_dominators_get_n_unreached (const HpDominators *self)
{
  return hp_snapshot_n_objects (self->snapshot) - self->n_reached;
}

guint64
hp_dominators_get_unreached_size (const HpDominators *self)
{
  const guint32 *order = hp_dominators_get_order (self);
  guint64 size = 0;

  for (guint32 i = self->n_reached; i < hp_snapshot_n_objects (self->snapshot); i++)
    size += hp_snapshot_size (self->snapshot, order[i]);
  return size;
}
