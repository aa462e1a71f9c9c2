/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/components.h"

#include <stdlib.h>

#include "analysis/side-array.h"

typedef struct {
  guint32 first, n; /* in HpComponents.members */
} Cycle;

struct _HpComponents {
  guint32 n_objects;
  guint32 *leader;   /* owned; by object */
  guint32 *cycle_of; /* owned; by object */
  GArray *cycles;    /* owned; Cycle */
  GArray *members;   /* owned; guint32, cycle by cycle */
};

/* "low" of an object: 0 when not met yet, then the lowest number of an open object that it is known
 * to lead to, then CLOSED when its component is complete. */
#define CLOSED G_MAXUINT32

/* References of an object that are fetched into the cache while it is put on the stack. */
#define LOOK_AHEAD 4

typedef struct {
  guint64 next, end; /* references left to follow */
  guint32 object;
} Visit;

typedef struct {
  HpComponents *result;
  const guint64 *start; /* borrowed columns */
  const guint32 *target, *label;
  const guint64 *left_out; /* borrowed, may be NULL */
  guint32 *low;            /* borrowed: the result's "cycle_of" until the search is done */
  guint32 *number;         /* borrowed: the result's "leader" while the object is open */
  guint32 *open;           /* owned; a stack: met, component not complete */
  Visit *stack;            /* owned */
  guint32 n_open, depth, next_number;
} Search;

static void
search_clear (Search *search)
{
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
meet (Search *search, guint32 object)
{
  guint64 next = search->start[object], end = search->start[object + 1];

  for (guint64 ref = next; ref < end && ref < next + LOOK_AHEAD; ref++) {
    __builtin_prefetch (&search->low[search->target[ref]]);
    __builtin_prefetch (&search->start[search->target[ref]]);
  }
  search->low[object] = search->number[object] = search->next_number++;
  search->open[search->n_open++] = object;
  search->stack[search->depth++] = (Visit){ next, end, object };
}

static gboolean
refers_to_itself (const Search *search, guint32 object)
{
  for (guint64 ref = search->start[object]; ref < search->start[object + 1]; ref++)
    if (search->target[ref] == object && hp_reference_keeps_alive (search->label[ref]))
      return TRUE;
  return FALSE;
}

static int
compare_objects (const void *a, const void *b)
{
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;

  return (x > y) - (x < y);
}

/* The open objects from `leader` on are one component. */
static void
close_component (Search *search, guint32 leader)
{
  HpComponents *result = search->result;
  guint32 first = search->n_open;
  Cycle cycle = { result->members->len, 0 };

  do {
    guint32 member = search->open[--first];

    search->low[member] = CLOSED;
    result->leader[member] = leader;
  } while (search->open[first] != leader);
  cycle.n = search->n_open - first;
  search->n_open = first;
  if (cycle.n == 1 && !refers_to_itself (search, leader))
    return;
  g_array_append_vals (result->members, &search->open[first], cycle.n);
  qsort (&g_array_index (result->members, guint32, cycle.first), cycle.n, sizeof (guint32),
         compare_objects);
  g_array_append_val (result->cycles, cycle);
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
  guint32 object = search->stack[--search->depth].object, low = search->low[object];

  if (search->depth > 0)
    lower (&search->low[search->stack[search->depth - 1].object], low);
  if (low == search->number[object])
    close_component (search, object);
}

static void
follow (Search *search, Visit *visit)
{
  guint32 to = search->target[visit->next];

  if (!hp_reference_keeps_alive (search->label[visit->next++]) || is_left_out (search, to))
    return;
  if (search->low[to] == 0)
    meet (search, to);
  else if (search->low[to] != CLOSED)
    lower (&search->low[visit->object], search->number[to]);
}

static gboolean
search_from (Search *search, guint32 object, const HpAnalysisRun *run, GError **error)
{
  guint64 n_steps = 0;

  meet (search, object);
  while (search->depth > 0) {
    Visit *visit = &search->stack[search->depth - 1];

    if (hp_analysis_is_step (++n_steps) &&
        !hp_analysis_step (run, (double)search->next_number / search->result->n_objects, error))
      return FALSE;
    if (visit->next < visit->end)
      follow (search, visit);
    else
      leave (search);
  }
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

static int
compare_cycles (gconstpointer a, gconstpointer b, gpointer members)
{
  const Cycle *x = a, *y = b;

  if (x->n != y->n)
    return x->n < y->n ? 1 : -1;
  return compare_objects ((guint32 *)members + x->first, (guint32 *)members + y->first);
}

static void
sort_cycles (HpComponents *self)
{
  g_qsort_with_data (self->cycles->data, (int)self->cycles->len, sizeof (Cycle), compare_cycles,
                     self->members->data);
  for (guint32 object = 0; object < self->n_objects; object++)
    self->cycle_of[object] = HP_NONE;
  for (guint32 i = 0; i < self->cycles->len; i++) {
    guint32 n;
    const guint32 *members = hp_components_members (self, i, &n);

    while (n > 0)
      self->cycle_of[members[--n]] = i;
  }
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
  self->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  search.start = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
  search.target = HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32);
  search.label = HP_SNAPSHOT_COLUMN (snapshot, REF_LABEL, guint32);
  if ((self->leader = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->cycle_of = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (search.open = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (search.stack = HP_SIDE_ARRAY (Visit, n, error)) == NULL)
    return NULL;
  search.number = self->leader;
  search.low = self->cycle_of;
  if (!search_all (&search, run, error))
    return NULL;
  sort_cycles (self);
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
  g_clear_pointer (&self->members, g_array_unref);
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
  return &g_array_index (self->members, guint32, found->first);
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
