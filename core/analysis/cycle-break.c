/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/cycle-break.h"

#include <string.h>

#include "analysis/side-array.h"

/* Components with one object in so many, or more, find positions in a table of all objects; smaller
 * ones search their members, which takes less than making the table. */
#define WORTH_A_TABLE 64

/* A component cut out of the heap: members get positions 0 … n-1, references between them are kept
 * as positions. */
typedef struct {
  const HpSnapshot *snapshot;     /* borrowed */
  const HpComponents *components; /* borrowed */
  guint32 cycle;
  const guint32 *members; /* borrowed; object by position, ascending */
  guint32 n;
  guint32 *positions; /* owned; by object; NULL for a small component */
  guint64 *start;     /* owned; by position, one more as the end */
  guint32 *to;        /* owned; positions */
  guint32 *label;     /* owned */
} Part;

static void
part_clear (Part *part)
{
  hp_side_array_free (part->positions);
  hp_side_array_free (part->start);
  hp_side_array_free (part->to);
  hp_side_array_free (part->label);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

/* Of a member. */
static guint32
position_of (const Part *part, guint32 object)
{
  guint32 low = 0, high = part->n;

  if (part->positions != NULL)
    return part->positions[object];
  while (high - low > 1) {
    guint32 middle = low + (high - low) / 2;

    *(part->members[middle] <= object ? &low : &high) = middle;
  }
  return low;
}

static inline gboolean
is_inside (const Part *part, guint32 target, guint32 label)
{
  return hp_components_cycle_of (part->components, target) == part->cycle &&
         hp_reference_keeps_alive (label);
}

/* How many references of the member stay inside. */
static guint64
count_references (const Part *part, guint32 from)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (part->snapshot, part->members[from], &labels, &n);
  guint64 count = 0;

  for (guint32 i = 0; i < n; i++)
    count += is_inside (part, targets[i], labels[i]);
  return count;
}

static void
add_references (Part *part, guint32 from)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (part->snapshot, part->members[from], &labels, &n);
  guint64 ref = part->start[from];

  for (guint32 i = 0; i < n; i++)
    if (is_inside (part, targets[i], labels[i])) {
      part->to[ref] = position_of (part, targets[i]);
      part->label[ref++] = labels[i];
    }
}

static gboolean
make_positions (Part *part, GError **error)
{
  guint32 n_objects = hp_snapshot_n_objects (part->snapshot);

  if (part->n < n_objects / WORTH_A_TABLE)
    return TRUE;
  part->positions = HP_SIDE_ARRAY (guint32, n_objects, error);
  for (guint32 i = 0; part->positions != NULL && i < part->n; i++)
    part->positions[part->members[i]] = i;
  return part->positions != NULL;
}

static gboolean
part_fill (Part *part, const HpAnalysisRun *run, GError **error)
{
  for (guint32 i = 0; i < part->n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.1, error))
      return FALSE;
    part->start[i + 1] = part->start[i] + count_references (part, i);
  }
  if ((part->to = HP_SIDE_ARRAY (guint32, part->start[part->n], error)) == NULL ||
      (part->label = HP_SIDE_ARRAY (guint32, part->start[part->n], error)) == NULL)
    return FALSE;
  for (guint32 i = 0; i < part->n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.2, error))
      return FALSE;
    add_references (part, i);
  }
  return TRUE;
}

static gboolean
part_init (Part *part, const HpSnapshot *snapshot, const HpComponents *components, guint32 cycle,
           const HpAnalysisRun *run, GError **error)
{
  part->snapshot = snapshot;
  part->components = components;
  part->cycle = cycle;
  part->members = hp_components_members (components, cycle, &part->n);
  part->start = HP_SIDE_ARRAY (guint64, (guint64)part->n + 1, error);
  return part->start != NULL && make_positions (part, error) && part_fill (part, run, error);
}

/* ---- shortest cycle ---- */

/* A search from one member; `via` is the reference each position was met through. */
typedef struct {
  const Part *part;
  guint64 *via;    /* owned; by position: plus 1; 0: not met */
  guint32 *source; /* owned; by position: where that reference starts */
  guint32 *queue;  /* owned */
  guint32 n_met;   /* positions in the queue */
} Search;

static void
search_clear (Search *search)
{
  hp_side_array_free (search->via);
  hp_side_array_free (search->source);
  hp_side_array_free (search->queue);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static void
forget (Search *search)
{
  while (search->n_met > 0)
    search->via[search->queue[--search->n_met]] = 0;
}

/* Follows the references of one position; TRUE when one of them leads back to `start`. */
static gboolean
follow (Search *search, guint32 at, guint32 start)
{
  const Part *part = search->part;

  for (guint64 ref = part->start[at]; ref < part->start[at + 1]; ref++) {
    guint32 to = part->to[ref];

    if (search->via[to] != 0)
      continue;
    search->via[to] = ref + 1;
    search->source[to] = at;
    if (to == start)
      return TRUE;
    search->queue[search->n_met++] = to;
  }
  return FALSE;
}

/* Breadth first until a reference leads back to `start`; *found is FALSE when that takes `limit`
 * references or more. The way back is then via[start]. FALSE and error when cancelled. */
static gboolean
search_from (Search *search, guint32 start, guint limit, gboolean *found, const HpAnalysisRun *run,
             GError **error)
{
  guint32 level_end = 1;
  guint length = 1;

  forget (search);
  search->queue[search->n_met++] = start;
  *found = FALSE;
  for (guint32 head = 0; head < search->n_met && length < limit && !*found; head++) {
    if (hp_analysis_is_step (head) && !hp_analysis_step (run, 0.5, error))
      return FALSE;
    *found = follow (search, search->queue[head], start);
    if (head + 1 == level_end) {
      level_end = search->n_met;
      length++;
    }
  }
  return TRUE;
}

/* The references from `start` back to itself, in order. */
static GArray *
collect (const Search *search, guint32 start)
{
  const Part *part = search->part;
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (HpCycleEdge));
  guint32 at = start;

  do {
    HpCycleEdge edge = { part->members[search->source[at]], part->members[at],
                         part->label[search->via[at] - 1] };

    g_array_prepend_val (edges, edge);
    at = search->source[at];
  } while (at != start);
  return edges;
}

static gboolean
search_init (Search *search, const Part *part, GError **error)
{
  search->part = part;
  return (search->via = HP_SIDE_ARRAY (guint64, part->n, error)) != NULL &&
         (search->source = HP_SIDE_ARRAY (guint32, part->n, error)) != NULL &&
         (search->queue = HP_SIDE_ARRAY (guint32, part->n, error)) != NULL;
}

GArray *
hp_cycle_shortest (const HpSnapshot *snapshot, const HpComponents *components, guint32 cycle,
                   guint max_starts, gboolean *exact, const HpAnalysisRun *run, GError **error)
{
  g_auto (Part) part = { 0 };
  g_auto (Search) search = { 0 };
  g_autoptr (GArray) best = NULL;
  guint32 n_starts;

  if (!part_init (&part, snapshot, components, cycle, run, error) ||
      !search_init (&search, &part, error))
    return NULL;
  n_starts = max_starts > 0 ? MIN (part.n, max_starts) : part.n;
  for (guint32 start = 0; start < n_starts; start++) {
    gboolean found;

    if (!search_from (&search, start, best != NULL ? best->len : G_MAXUINT, &found, run, error))
      return NULL;
    if (found) {
      g_clear_pointer (&best, g_array_unref);
      best = collect (&search, start);
    }
  }
  if (exact != NULL)
    *exact = n_starts == part.n;
  return g_steal_pointer (&best);
}

/* ---- opening ---- */

/* Kahn's algorithm: objects that nothing points to any more are taken away; what stays is in a
 * cycle or behind one. `without` is the reference that is left out. The two tables are borrowed, by
 * position, and n_referrers is zeroed. */
static gboolean
is_open_without (const Part *part, guint64 without, guint32 *n_referrers, guint32 *ready)
{
  guint32 n_ready = 0, n_taken = 0;

  for (guint64 ref = 0; ref < part->start[part->n]; ref++)
    n_referrers[part->to[ref]] += ref != without;
  for (guint32 i = 0; i < part->n; i++)
    if (n_referrers[i] == 0)
      ready[n_ready++] = i;
  while (n_taken < n_ready) {
    guint32 at = ready[n_taken++];

    for (guint64 ref = part->start[at]; ref < part->start[at + 1]; ref++)
      if (ref != without && --n_referrers[part->to[ref]] == 0)
        ready[n_ready++] = part->to[ref];
  }
  return n_taken == part->n;
}

static guint64
find_reference (const Part *part, const HpCycleEdge *edge)
{
  guint32 from = position_of (part, edge->from);

  for (guint64 ref = part->start[from]; ref < part->start[from + 1]; ref++)
    if (part->members[part->to[ref]] == edge->to && part->label[ref] == edge->label)
      return ref;
  g_assert_not_reached ();
}

static int
find_opening (const Part *part, const GArray *edges)
{
  guint32 *n_referrers = g_new (guint32, part->n), *ready = g_new (guint32, part->n);
  int found = -1;

  for (guint i = 0; found < 0 && i < edges->len; i++) {
    memset (n_referrers, 0, part->n * sizeof *n_referrers);
    if (is_open_without (part, find_reference (part, &g_array_index (edges, HpCycleEdge, i)),
                         n_referrers, ready))
      found = (int)i;
  }
  g_free (n_referrers);
  g_free (ready);
  return found;
}

gboolean
hp_cycle_find_opening (const HpSnapshot *snapshot, const HpComponents *components, guint32 cycle,
                       const GArray *edges, int *opening, const HpAnalysisRun *run, GError **error)
{
  g_auto (Part) part = { 0 };

  if (!part_init (&part, snapshot, components, cycle, run, error))
    return FALSE;
  *opening = find_opening (&part, edges);
  return TRUE;
}
