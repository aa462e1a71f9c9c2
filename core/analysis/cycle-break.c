/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/cycle-break.h"

/* A component cut out of the heap: members get positions 0 … n-1, references between them are kept
 * as positions. */
typedef struct {
  const guint32 *members; /* borrowed; object by position */
  guint32 n;
  GHashTable *position; /* owned; object → position + 1 */
  guint32 *start;       /* owned; by position, one more as the end */
  GArray *to;           /* owned; guint32 positions */
  GArray *label;        /* owned; guint32 */
} Part;

static void
part_clear (Part *part)
{
  g_clear_pointer (&part->position, g_hash_table_unref);
  g_free (part->start);
  g_clear_pointer (&part->to, g_array_unref);
  g_clear_pointer (&part->label, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

static void
add_references (Part *part, const HpSnapshot *snapshot, guint32 from)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, part->members[from], &labels, &n);

  for (guint32 i = 0; i < n; i++) {
    guint32 to =
        GPOINTER_TO_UINT (g_hash_table_lookup (part->position, GUINT_TO_POINTER (targets[i])));

    if (to == 0 || !hp_reference_keeps_alive (labels[i]))
      continue;
    to--;
    g_array_append_val (part->to, to);
    g_array_append_val (part->label, labels[i]);
  }
}

static void
part_init (Part *part, const HpSnapshot *snapshot, const HpComponents *components, guint32 cycle)
{
  part->members = hp_components_members (components, cycle, &part->n);
  part->position = g_hash_table_new (NULL, NULL);
  part->start = g_new (guint32, (gsize)part->n + 1);
  part->to = g_array_new (FALSE, FALSE, sizeof (guint32));
  part->label = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < part->n; i++)
    g_hash_table_insert (part->position, GUINT_TO_POINTER (part->members[i]),
                         GUINT_TO_POINTER (i + 1));
  for (guint32 i = 0; i < part->n; i++) {
    part->start[i] = part->to->len;
    add_references (part, snapshot, i);
  }
  part->start[part->n] = part->to->len;
}

/* ---- shortest cycle ---- */

/* A search from one member; `via` is the reference each position was met through. */
typedef struct {
  const Part *part;
  guint32 *via;    /* owned; by position; G_MAXUINT32: not met */
  guint32 *source; /* owned; by position: where that reference starts */
  guint32 *queue;  /* owned */
} Search;

static void
search_clear (Search *search)
{
  g_free (search->via);
  g_free (search->source);
  g_free (search->queue);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* Breadth first until a reference leads back to `start`; FALSE when that takes `limit` references
 * or more. The way back is then via[start]. */
static gboolean
search_from (Search *search, guint32 start, guint limit)
{
  const guint32 *to = (const guint32 *)search->part->to->data;
  guint32 head = 0, tail = 0, level_end = 1;
  guint length = 1;

  for (guint32 i = 0; i < search->part->n; i++)
    search->via[i] = G_MAXUINT32;
  search->queue[tail++] = start;
  for (; head < tail && length < limit; head++) {
    guint32 at = search->queue[head];

    for (guint32 ref = search->part->start[at]; ref < search->part->start[at + 1]; ref++) {
      if (search->via[to[ref]] != G_MAXUINT32)
        continue;
      search->via[to[ref]] = ref;
      search->source[to[ref]] = at;
      if (to[ref] == start)
        return TRUE;
      search->queue[tail++] = to[ref];
    }
    if (head + 1 == level_end) {
      level_end = tail;
      length++;
    }
  }
  return FALSE;
}

/* The references from `start` back to itself, in order. */
static GArray *
collect (const Search *search, guint32 start)
{
  const Part *part = search->part;
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (HpCycleEdge));
  guint32 at = start;

  do {
    guint32 ref = search->via[at];
    HpCycleEdge edge = { part->members[search->source[at]], part->members[at],
                         g_array_index (part->label, guint32, ref) };

    g_array_prepend_val (edges, edge);
    at = search->source[at];
  } while (at != start);
  return edges;
}

GArray *
hp_cycle_shortest (const HpSnapshot *snapshot, const HpComponents *components, guint32 cycle,
                   guint max_starts, gboolean *exact)
{
  g_auto (Part) part = { 0 };
  g_auto (Search) search = { .part = &part };
  GArray *best = NULL;
  guint32 n_starts;

  part_init (&part, snapshot, components, cycle);
  n_starts = max_starts > 0 ? MIN (part.n, max_starts) : part.n;
  search.via = g_new (guint32, part.n);
  search.source = g_new (guint32, part.n);
  search.queue = g_new (guint32, part.n);
  for (guint32 start = 0; start < n_starts; start++)
    if (search_from (&search, start, best != NULL ? best->len : G_MAXUINT)) {
      g_clear_pointer (&best, g_array_unref);
      best = collect (&search, start);
    }
  if (exact != NULL)
    *exact = n_starts == part.n;
  return best;
}

/* ---- opening ---- */

/* Kahn's algorithm: objects that nothing points to any more are taken away; what stays is in a
 * cycle or behind one. `without` is the reference that is left out. */
static gboolean
is_open_without (const Part *part, guint32 without)
{
  const guint32 *to = (const guint32 *)part->to->data;
  g_autofree guint32 *n_referrers = g_new0 (guint32, part->n);
  g_autofree guint32 *ready = g_new (guint32, part->n);
  guint32 n_ready = 0, n_taken = 0;

  for (guint32 ref = 0; ref < part->to->len; ref++)
    n_referrers[to[ref]] += ref != without;
  for (guint32 i = 0; i < part->n; i++)
    if (n_referrers[i] == 0)
      ready[n_ready++] = i;
  while (n_taken < n_ready) {
    guint32 at = ready[n_taken++];

    for (guint32 ref = part->start[at]; ref < part->start[at + 1]; ref++)
      if (ref != without && --n_referrers[to[ref]] == 0)
        ready[n_ready++] = to[ref];
  }
  return n_taken == part->n;
}

static guint32
find_reference (const Part *part, const HpCycleEdge *edge)
{
  guint32 from =
      GPOINTER_TO_UINT (g_hash_table_lookup (part->position, GUINT_TO_POINTER (edge->from))) - 1;

  for (guint32 ref = part->start[from]; ref < part->start[from + 1]; ref++)
    if (part->members[g_array_index (part->to, guint32, ref)] == edge->to &&
        g_array_index (part->label, guint32, ref) == edge->label)
      return ref;
  g_assert_not_reached ();
}

int
hp_cycle_find_opening (const HpSnapshot *snapshot, const HpComponents *components, guint32 cycle,
                       const GArray *edges)
{
  g_auto (Part) part = { 0 };

  part_init (&part, snapshot, components, cycle);
  for (guint i = 0; i < edges->len; i++)
    if (is_open_without (&part, find_reference (&part, &g_array_index (edges, HpCycleEdge, i))))
      return (int)i;
  return -1;
}
