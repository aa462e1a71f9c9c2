/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/components.h"

#include "analysis/keyed-sort.h"
#include "analysis/side-array.h"
#include "analysis/weak-holders.h"

typedef struct {
  guint32 first, n; /* in HpComponents.members */
} Cycle;

struct _HpComponents {
  guint32 n_objects;
  guint32 *leader;   /* owned; by object */
  guint32 *cycle_of; /* owned; by object */
  GArray *cycles;    /* owned; Cycle */
  guint32 *members;  /* owned; cycle by cycle */
};

/* "low" of an object: 0 when not met yet, then the lowest number of an open object that it is known
 * to lead to, then CLOSED when its component is complete. A reference to an open object takes over
 * its low where Tarjan takes its number: that leads there as well, and is one array less to read.
 */
#define CLOSED G_MAXUINT32

/* References of an object that are fetched into the cache while it is put on the stack. */
#define LOOK_AHEAD 4

typedef struct {
  guint64 next, end; /* references left to follow */
  guint32 object;
  guint32 number; /* when it was met, from 1 */
  gboolean has_weak;
} Visit;

/* A component that is a cycle, as it is found. */
typedef struct {
  guint32 leader, n;
} Found;

typedef struct {
  HpComponents *result;
  const guint64 *start; /* borrowed columns */
  const guint32 *target, *label;
  const guint64 *left_out; /* borrowed, may be NULL */
  guint64 *weak_holders;   /* owned; a bit an object */
  GArray *found;           /* owned; Found */
  guint32 *low;            /* borrowed: the result's "cycle_of" until the search is done */
  guint32 *open;           /* owned; a stack: met, component not complete */
  Visit *stack;            /* owned */
  guint32 n_open, depth, next_number;
  guint64 n_steps; /* over all searches: most of them are short */
} Search;

static void
search_clear (Search *search)
{
  hp_side_array_free (search->weak_holders);
  g_clear_pointer (&search->found, g_array_unref);
  hp_side_array_free (search->open);
  hp_side_array_free (search->stack);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
is_left_out (const Search *search, guint32 object)
{
  return search->left_out != NULL && hp_bit_is_set (search->left_out, object);
}

static inline void
fetch_target (const Search *search, guint64 ref, guint64 end)
{
  if (ref >= end)
    return;
  __builtin_prefetch (&search->low[search->target[ref]]);
  __builtin_prefetch (&search->start[search->target[ref]]);
}

/* Fetches the target's references; where they begin was fetched earlier. */
static inline void
fetch_references (const Search *search, guint64 ref, guint64 end)
{
  if (ref < end && search->low[search->target[ref]] == 0)
    __builtin_prefetch (&search->target[search->start[search->target[ref]]]);
}

static inline void
meet (Search *search, guint32 object)
{
  guint64 next = search->start[object], end = search->start[object + 1];

  for (guint64 ref = next; ref < next + LOOK_AHEAD; ref++)
    fetch_target (search, ref, end);
  search->low[object] = search->next_number;
  search->open[search->n_open++] = object;
  search->stack[search->depth++] = (Visit){ next, end, object, search->next_number++,
                                            hp_bit_is_set (search->weak_holders, object) };
}

static gboolean
refers_to_itself (const Search *search, guint32 object)
{
  for (guint64 ref = search->start[object]; ref < search->start[object + 1]; ref++)
    if (search->target[ref] == object && hp_reference_keeps_alive (search->label[ref]))
      return TRUE;
  return FALSE;
}

/* The open objects from `leader` on are one component. */
static void
close_component (Search *search, guint32 leader)
{
  guint32 first = search->n_open;
  Found found = { leader, 0 };

  do {
    guint32 member = search->open[--first];

    search->low[member] = CLOSED;
    search->result->leader[member] = leader;
  } while (search->open[first] != leader);
  found.n = search->n_open - first;
  search->n_open = first;
  if (found.n > 1 || refers_to_itself (search, leader))
    g_array_append_val (search->found, found);
}

static inline void
lower (guint32 *low, guint32 to)
{
  if (to < *low)
    *low = to;
}

/* All references of the object on top are followed. */
static void
leave (Search *search)
{
  const Visit *visit = &search->stack[--search->depth];
  guint32 low = search->low[visit->object];

  if (search->depth > 0)
    lower (&search->low[visit[-1].object], low);
  if (low == visit->number)
    close_component (search, visit->object);
}

static void
follow (Search *search, Visit *visit)
{
  guint64 ref = visit->next++;
  guint32 to = search->target[ref];

  fetch_target (search, ref + LOOK_AHEAD, visit->end);
  fetch_references (search, ref + 1, visit->end);
  if ((visit->has_weak && !hp_reference_keeps_alive (search->label[ref])) ||
      is_left_out (search, to))
    return;
  if (search->low[to] == 0)
    meet (search, to);
  else
    lower (&search->low[visit->object], search->low[to]); /* CLOSED is above all numbers */
}

/* The search is copied so that the compiler can keep it in registers. */
static gboolean
search_from (Search *state, guint32 object, const HpAnalysisRun *run, GError **error)
{
  Search search = *state;

  meet (&search, object);
  while (search.depth > 0) {
    Visit *visit = &search.stack[search.depth - 1];

    if (hp_analysis_is_step (++search.n_steps) &&
        !hp_analysis_step (run, (double)search.next_number / search.result->n_objects, error))
      return FALSE;
    if (visit->next < visit->end)
      follow (&search, visit);
    else
      leave (&search);
  }
  *state = search;
  return TRUE;
}

static gboolean
search_all (Search *search, const HpAnalysisRun *run, GError **error)
{
  guint32 n = search->result->n_objects;

  search->next_number = 1;
  for (guint32 object = 0; object < n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, (double)object / n, error))
      return FALSE;
    if (is_left_out (search, object))
      search->result->leader[object] = HP_NONE;
    else if (search->low[object] == 0 && !search_from (search, object, run, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- the order of cycles ---- */

/* Large cycles first; of those alike the one whose lowest member is met first. Fills `order` with
 * keys that ascend so, for the rows of `found`. */
static gboolean
order_found (const HpComponents *self, const GArray *found, HpKeyed *order,
             const HpAnalysisRun *run, GError **error)
{
  guint32 n_met = 0;

  for (guint32 object = 0; object < self->n_objects && n_met < found->len; object++) {
    guint32 leader = self->leader[object],
            row = leader != HP_NONE ? self->cycle_of[leader] : HP_NONE;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    if (row == HP_NONE || order[row].key != 0)
      continue;
    order[row].key = (guint64)(G_MAXUINT32 - g_array_index (found, Found, row).n) << 32 | ++n_met;
    order[row].value = row;
  }
  return hp_keyed_sort (order, found->len, run, error);
}

/* Gives the cycles their places in that order; cycle_of[leader] becomes their number. */
static void
lay_out (HpComponents *self, const GArray *found, const HpKeyed *order)
{
  guint32 first = 0;

  for (guint32 i = 0; i < found->len; i++) {
    const Found *row = &g_array_index (found, Found, order[i].value);
    Cycle cycle = { first, 0 };

    self->cycle_of[row->leader] = i;
    g_array_append_val (self->cycles, cycle);
    first += row->n;
  }
}

/* Objects come in ascending order, and so do the members of each cycle. */
static gboolean
add_members (HpComponents *self, const HpAnalysisRun *run, GError **error)
{
  for (guint32 object = 0; object < self->n_objects; object++) {
    guint32 leader = self->leader[object], cycle;
    Cycle *row;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.95, error))
      return FALSE;
    cycle = leader != HP_NONE ? self->cycle_of[leader] : HP_NONE;
    self->cycle_of[object] = cycle;
    if (cycle == HP_NONE)
      continue;
    row = &g_array_index (self->cycles, Cycle, cycle);
    self->members[row->first + row->n++] = object;
  }
  return TRUE;
}

/* cycle_of is CLOSED, which is HP_NONE, for all that the search has met. */
static gboolean
collect_cycles (HpComponents *self, const GArray *found, const HpAnalysisRun *run, GError **error)
{
  HpKeyed *order = HP_SIDE_ARRAY (HpKeyed, found->len, error);
  guint32 n_members = 0;
  gboolean done;

  for (guint32 i = 0; i < found->len; i++) {
    self->cycle_of[g_array_index (found, Found, i).leader] = i;
    n_members += g_array_index (found, Found, i).n;
  }
  self->members = HP_SIDE_ARRAY (guint32, n_members, error);
  done = order != NULL && self->members != NULL && order_found (self, found, order, run, error);
  if (done)
    lay_out (self, found, order);
  hp_side_array_free (order);
  return done && add_members (self, run, error);
}

HpComponents *
hp_components_new_without (const HpSnapshot *snapshot, const guint64 *left_out,
                           const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpComponents) self = g_new0 (HpComponents, 1);
  guint64 n = hp_snapshot_n_objects (snapshot);
  g_auto (Search) search = { .result = self, .left_out = left_out };

  self->n_objects = (guint32)n;
  self->cycles = g_array_new (FALSE, FALSE, sizeof (Cycle));
  search.found = g_array_new (FALSE, FALSE, sizeof (Found));
  search.start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
  search.target = HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32);
  search.label = HP_SNAPSHOT_COLUMN (snapshot, REF_LABEL, guint32);
  if ((self->leader = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->cycle_of = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (search.open = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (search.weak_holders = hp_weak_holders_new (snapshot, run, error)) == NULL ||
      (search.stack = HP_SIDE_ARRAY (Visit, n, error)) == NULL)
    return NULL;
  search.low = self->cycle_of;
  if (!hp_side_array_settle (self->leader, run, 0, error) ||
      !hp_side_array_settle (self->cycle_of, run, 0, error) || !search_all (&search, run, error) ||
      !collect_cycles (self, search.found, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

HpComponents *
hp_components_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  return hp_components_new_without (snapshot, NULL, run, error);
}

void
hp_components_free (HpComponents *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->leader);
  hp_side_array_free (self->cycle_of);
  g_clear_pointer (&self->cycles, g_array_unref);
  hp_side_array_free (self->members);
  g_free (self);
}

guint32
hp_components_leader (const HpComponents *self, guint32 object)
{
  return self->leader[object];
}

guint32
hp_components_n_cycles (const HpComponents *self)
{
  return self->cycles->len;
}

const guint32 *
hp_components_members (const HpComponents *self, guint32 cycle, guint32 *n)
{
  const Cycle *found = &g_array_index (self->cycles, Cycle, cycle);

  *n = found->n;
  return &self->members[found->first];
}

guint32
hp_components_cycle_of (const HpComponents *self, guint32 object)
{
  return self->cycle_of[object];
}

const guint32 *
hp_components_cycle_numbers (const HpComponents *self)
{
  return self->cycle_of;
}
