/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dominators.h"

#include "analysis/predecessors.h"
#include "analysis/preorder.h"
#include "analysis/side-array.h"

/* How many entries ahead scouts are sent, and how many entries pass between two steps of one. */
#define N_SCOUTS     64u
#define SCOUT_STRIDE 8u

/* Up to here the nodes stay in the cache by themselves, and scouts cost more than they bring. */
#define CACHED_PLACES (128 * 1024)

/* How far ahead sizes are fetched at the end. */
#define SIZES_AHEAD 16

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
 * of the path that was cut short. Both lie side by side: one line of the cache serves a step. When
 * the dominators are known, the same memory holds the sums of sizes. */
typedef union {
  struct {
    guint32 ancestor, label;
  };
  guint64 sum;
} Node;

/* Memory that has been walked through is used again, since fresh memory costs as much as the search
 * itself: start[p + 1] holds the semidominator of p once the predecessors of p were looked at, and
 * the dominator of p takes the place of its parent. */
typedef struct {
  guint32 n;                   /* places */
  HpPredecessors predecessors; /* owned */
  guint32 *start;              /* borrowed from the predecessors; then semidominators */
  const guint32 *from;         /* borrowed from the predecessors */
  guint32 *parent;             /* borrowed from the order; by place; then dominators */
  Node *nodes;                 /* owned; by place */
  guint32 *path;               /* owned; places of a path being shortened */
} Search;

static void
search_clear (Search *search)
{
  hp_predecessors_clear (&search->predecessors);
  hp_side_array_free (search->nodes);
  hp_side_array_free (search->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* ---- semidominators ---- */

/* The lowest label between `place` and the root of its tree; the places of the path point at that
 * root afterwards. Places up to `last` are not linked yet: they are roots. */
static inline guint32
find_lowest (const Search *search, guint32 place, guint32 last)
{
  Node *nodes = search->nodes;
  guint32 n = 0, lowest, root;

  for (; nodes[place].ancestor > last; place = nodes[place].ancestor)
    search->path[n++] = place;
  lowest = nodes[place].label;
  root = nodes[place].ancestor;
  while (n > 0) {
    Node *node = &nodes[search->path[--n]];

    if (node->label > lowest)
      node->label = lowest;
    else
      lowest = node->label;
    node->ancestor = root;
  }
  return lowest;
}

/* Every step of a path is a wait for memory, and the next step is known only after it. So a scout
 * walks the path of each of the next entries, one step for every SCOUT_STRIDE entries looked at:
 * steps of many paths are waited for together. scouts[i % N_SCOUTS] is the place that the scout of
 * entry i has come to; 0 when there is nothing to walk. */
static inline void
send_scouts (const Search *search, guint32 *scouts, guint32 entry, guint32 last)
{
  const Node *nodes = search->nodes;
  guint32 from = entry >= N_SCOUTS ? search->from[entry - N_SCOUTS] : 0;

  for (guint32 ahead = SCOUT_STRIDE; ahead < N_SCOUTS; ahead += SCOUT_STRIDE) {
    guint32 *scout = &scouts[(entry - ahead) % N_SCOUTS];
    guint32 ancestor = nodes[*scout].ancestor;

    *scout = ancestor > last ? ancestor : *scout;
    __builtin_prefetch (&nodes[*scout]);
  }
  from = from > last ? from : 0;
  scouts[entry % N_SCOUTS] = from;
  __builtin_prefetch (&nodes[from]);
}

/* The semidominator is the lowest place from which a path leads here through higher places only. */
static inline guint32
find_semidominator (const Search *search, guint32 *scouts, guint32 place)
{
  guint32 semi = search->parent[place], first = search->start[place];

  for (guint32 entry = search->start[place + 1]; entry-- > first;) {
    guint32 from = search->from[entry], lowest;

    if (search->n > CACHED_PLACES)
      send_scouts (search, scouts, entry, place);
    lowest = from <= place ? from : find_lowest (search, from, place);
    semi = MIN (semi, lowest);
  }
  return semi;
}

/* From the last place down. */
static gboolean
find_semidominators (const Search *shared, const HpAnalysisRun *run, GError **error)
{
  const Search search = *shared; /* so that the compiler can keep it in registers */
  guint32 scouts[N_SCOUTS] = { 0 };

  for (guint32 place = search.n - 1; place > 0; place--) {
    guint32 semi;

    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.9 - 0.3 * place / search.n, error))
      return FALSE;
    semi = find_semidominator (&search, scouts, place);
    search.start[place + 1] = search.nodes[place].label = semi;
  }
  return TRUE;
}

/* ---- dominators ---- */

/* The dominator is the nearest common ancestor, in the tree made so far, of the parent and the
 * semidominator. Lower places are final when they are looked at. */
static gboolean
find_dominators (const Search *search, const HpAnalysisRun *run, GError **error)
{
  guint32 *dominator = search->parent;

  for (guint32 place = 1; place < search->n; place++) {
    guint32 candidate = search->parent[place], semi = search->start[place + 1];

    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    while (candidate > semi)
      candidate = dominator[candidate];
    dominator[place] = candidate;
  }
  return TRUE;
}

static gboolean
search_init (Search *search, const HpPreorder *order, const HpAnalysisRun *run, GError **error)
{
  search->n = order->n;
  search->parent = order->parent;
  if (!hp_predecessors_init (&search->predecessors, order, run, error) ||
      (search->nodes = HP_SIDE_ARRAY (Node, order->n, error)) == NULL ||
      (search->path = HP_SIDE_ARRAY (guint32, order->n, error)) == NULL)
    return FALSE;
  search->start = search->predecessors.start;
  search->from = search->predecessors.from;
  for (guint32 place = 0; place < order->n; place++) {
    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.6, error))
      return FALSE;
    search->nodes[place] = (Node){ .ancestor = order->parent[place], .label = place };
  }
  return TRUE;
}

/* ---- sizes ---- */

static gboolean
copy_sizes (const HpDominators *self, const Search *search, const HpAnalysisRun *run,
            GError **error)
{
  const guint64 *size = HP_SNAPSHOT_COLUMN (self->snapshot, OBJECT_SIZE, guint64);
  const guint32 *object = self->preorder->object;

  for (guint32 place = 1; place < search->n; place++) {
    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    if (place + SIZES_AHEAD < search->n)
      __builtin_prefetch (&size[object[place + SIZES_AHEAD]]);
    search->nodes[place].sum = size[object[place]];
  }
  return TRUE;
}

static gboolean
sum_up (const Search *search, const HpAnalysisRun *run, GError **error)
{
  for (guint32 place = search->n - 1; place > 0; place--) {
    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.93, error))
      return FALSE;
    search->nodes[search->parent[place]].sum += search->nodes[place].sum;
  }
  return TRUE;
}

/* Gives each object what was found of its place. */
static gboolean
hand_out (HpDominators *self, const Search *search, const HpAnalysisRun *run, GError **error)
{
  const HpPreorder *order = self->preorder;

  if (!hp_side_array_settle (self->parent, run, 0.95, error) ||
      !hp_side_array_settle (self->retained, run, 0.95, error))
    return FALSE;
  for (guint32 place = 1; place < search->n; place++) {
    guint32 object = order->object[place];

    if (hp_analysis_is_step (place) && !hp_analysis_step (run, 0.95, error))
      return FALSE;
    self->parent[object] = order->object[search->parent[place]];
    self->retained[object] = search->nodes[place].sum;
    if (place < order->n_reached)
      hp_bit_set (self->reached, object);
  }
  return TRUE;
}

/* ---- all ---- */

static gboolean
run_search (HpDominators *self, const HpAnalysisRun *run, GError **error)
{
  g_auto (Search) search = { 0 };

  if (!search_init (&search, self->preorder, run, error))
    return FALSE;
  g_clear_pointer (&self->preorder->again, hp_side_array_free);
  return find_semidominators (&search, run, error) && find_dominators (&search, run, error) &&
         copy_sizes (self, &search, run, error) && sum_up (&search, run, error) &&
         hand_out (self, &search, run, error);
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
