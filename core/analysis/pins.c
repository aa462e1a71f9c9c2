/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/pins.h"

#include "analysis/dominator-walk.h"
#include "analysis/side-array.h"

struct _HpPins {
  const HpDominators *dominators; /* borrowed */
  const HpSnapshot *snapshot;     /* borrowed */
  GArray *arenas;                 /* owned; HpArenaPin */
  GArray *owners;                 /* owned; HpPinOwner */
};

/* The lowest and highest place, in a walk of the dominator tree, of what keeps an arena: their
 * nearest common dominator is that of everything between them. */
typedef struct {
  guint32 lowest, highest; /* objects; HP_NONE: none yet */
} Span;

typedef struct {
  HpPins *pins;
  guint32 *place; /* owned; by object: when the walk enters it */
  guint32 n_entered;
  Span *spans;        /* owned; by arena */
  guint32 *n_arenas;  /* owned; by object: arenas owned by it or below it */
  guint64 *used;      /* owned; by object: bytes in use in them */
  guint64 *n_unknown; /* owned; by object: blocks in them without a known owner */
} Work;

static void
work_clear (Work *work)
{
  hp_side_array_free (work->place);
  hp_side_array_free (work->spans);
  hp_side_array_free (work->n_arenas);
  hp_side_array_free (work->used);
  hp_side_array_free (work->n_unknown);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
note_place (guint32 object, gpointer data)
{
  Work *work = data;

  if (object != HP_NONE)
    work->place[object] = work->n_entered++;
}

/* ---- who lies where ---- */

/* Addresses that are asked for in ascending order: pools ascend as well, so they are walked along.
 * The arena that the address lies in, or HP_NONE. */
static guint32
advance_to (const HpSnapshot *snapshot, guint32 *pool, guint64 address)
{
  const guint64 *addresses = HP_SNAPSHOT_COLUMN (snapshot, POOL_ADDRESS, guint64);
  guint64 size = snapshot->info->geometry.pool_size;
  guint32 n = hp_snapshot_n_pools (snapshot);

  while (*pool < n && address >= addresses[*pool] && address - addresses[*pool] >= size)
    (*pool)++;
  if (*pool == n || address < addresses[*pool])
    return HP_NONE;
  return HP_SNAPSHOT_COLUMN (snapshot, POOL_ARENA, guint32)[*pool];
}

static void
extend (Work *work, guint32 arena, guint32 object)
{
  Span *span = &work->spans[arena];
  HpArenaPin *pin = &g_array_index (work->pins->arenas, HpArenaPin, arena);
  gboolean is_first = pin->n_objects + pin->n_owned == 0;

  if (is_first || work->place[object] < work->place[span->lowest])
    span->lowest = object;
  if (is_first || work->place[object] > work->place[span->highest])
    span->highest = object;
}

static gboolean
add_objects (Work *work, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = work->pins->snapshot;
  guint32 pool = 0;

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    guint32 arena;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.7, error))
      return FALSE;
    if ((hp_snapshot_flags (snapshot, object) & HP_OBJECT_IN_POOL) == 0 ||
        (arena = advance_to (snapshot, &pool, hp_snapshot_address (snapshot, object))) == HP_NONE)
      continue;
    extend (work, arena, object);
    g_array_index (work->pins->arenas, HpArenaPin, arena).n_objects++;
  }
  return TRUE;
}

static gboolean
add_owned (Work *work, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = work->pins->snapshot;
  const guint64 *addresses = HP_SNAPSHOT_COLUMN (snapshot, OWNED_ADDRESS, guint64);
  const guint32 *owners = HP_SNAPSHOT_COLUMN (snapshot, OWNED_OBJECT, guint32);
  guint32 pool = 0;

  for (guint64 i = 0; i < snapshot->columns[HP_COL_OWNED_ADDRESS].count; i++) {
    guint32 arena = advance_to (snapshot, &pool, addresses[i]);

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.8, error))
      return FALSE;
    if (arena == HP_NONE || owners[i] == HP_NONE)
      continue;
    extend (work, arena, owners[i]);
    g_array_index (work->pins->arenas, HpArenaPin, arena).n_owned++;
  }
  return TRUE;
}

static void
count_blocks (HpPins *self, guint32 row)
{
  HpArenaView arena = hp_snapshot_arena (self->snapshot, row);
  HpArenaPin *pin = &g_array_index (self->arenas, HpArenaPin, row);
  guint32 n_known;

  for (guint32 i = arena.first_pool; i < arena.first_pool + arena.n_pools; i++)
    pin->n_blocks += hp_snapshot_pool (self->snapshot, i).used;
  n_known = pin->n_objects + pin->n_owned;
  pin->n_unknown = pin->n_blocks > n_known ? pin->n_blocks - n_known : 0;
  pin->used_bytes = hp_snapshot_arena_used_bytes (self->snapshot, row);
}

/* ---- owners ---- */

/* The nearest object that dominates both, or HP_NONE. A dominator is entered before what it
 * dominates, so the later of the two goes up. */
static guint32
common_dominator (const Work *work, guint32 a, guint32 b)
{
  while (a != b && a != HP_NONE && b != HP_NONE) {
    guint32 *later = work->place[a] > work->place[b] ? &a : &b;

    *later = hp_dominators_get_parent (work->pins->dominators, *later);
  }
  return a == b ? a : HP_NONE;
}

static void
find_owners (Work *work)
{
  HpPins *pins = work->pins;

  for (guint32 i = 0; i < pins->arenas->len; i++) {
    HpArenaPin *pin = &g_array_index (pins->arenas, HpArenaPin, i);

    count_blocks (pins, i);
    pin->owner = HP_NONE;
    if (pin->n_objects + pin->n_owned > 0)
      pin->owner = common_dominator (work, work->spans[i].lowest, work->spans[i].highest);
    if (pin->owner == HP_NONE)
      continue;
    work->n_arenas[pin->owner]++;
    work->used[pin->owner] += pin->used_bytes;
    work->n_unknown[pin->owner] += pin->n_unknown;
  }
}

/* What an owner would free, everything that dominates it would free as well. */
static gboolean
sum_up (Work *work, const HpAnalysisRun *run, GError **error)
{
  const HpDominators *dominators = work->pins->dominators;
  const guint32 *order = hp_dominators_get_order (dominators);

  for (guint32 i = hp_snapshot_n_objects (work->pins->snapshot); i > 0; i--) {
    guint32 object = order[i - 1], parent;

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    if (work->n_arenas[object] == 0)
      continue;
    parent = hp_dominators_get_parent (dominators, object);
    if (parent == HP_NONE)
      continue;
    work->n_arenas[parent] += work->n_arenas[object];
    work->used[parent] += work->used[object];
    work->n_unknown[parent] += work->n_unknown[object];
  }
  return TRUE;
}

static int
compare_owners (gconstpointer a, gconstpointer b)
{
  const HpPinOwner *x = a, *y = b;

  if (x->n_arenas != y->n_arenas)
    return x->n_arenas > y->n_arenas ? -1 : 1;
  return (x->object > y->object) - (x->object < y->object);
}

/* By object: the most arenas that would return with any one of its children. */
static gboolean
find_most (const Work *work, guint32 *most, const HpAnalysisRun *run, GError **error)
{
  for (guint32 object = 0; object < hp_snapshot_n_objects (work->pins->snapshot); object++) {
    guint32 parent;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.95, error))
      return FALSE;
    if (work->n_arenas[object] == 0)
      continue;
    parent = hp_dominators_get_parent (work->pins->dominators, object);
    if (parent != HP_NONE)
      most[parent] = MAX (most[parent], work->n_arenas[object]);
  }
  return TRUE;
}

static void
add_owner (Work *work, guint32 object)
{
  HpPins *pins = work->pins;
  HpPinOwner owner = { object, work->n_arenas[object], 0, work->used[object],
                       work->n_unknown[object] };

  owner.bytes = (guint64)owner.n_arenas * pins->snapshot->info->geometry.arena_size;
  g_array_append_val (pins->owners, owner);
}

/* An object is told when more arenas would return with it than with any one of its children: what
 * merely holds such an object is left out. */
static gboolean
list_owners (Work *work, const HpAnalysisRun *run, GError **error)
{
  HpPins *pins = work->pins;
  guint32 n = hp_snapshot_n_objects (pins->snapshot);
  guint32 *most = HP_SIDE_ARRAY (guint32, n, error);
  gboolean done = most != NULL && find_most (work, most, run, error);

  for (guint32 object = 0; done && object < n; object++)
    if (work->n_arenas[object] > most[object])
      add_owner (work, object);
  g_array_sort (pins->owners, compare_owners);
  hp_side_array_free (most);
  return done;
}

static gboolean
work_init (Work *work, GError **error)
{
  const HpSnapshot *snapshot = work->pins->snapshot;
  guint64 n = hp_snapshot_n_objects (snapshot);

  return (work->place = HP_SIDE_ARRAY (guint32, n, error)) != NULL &&
         (work->spans = HP_SIDE_ARRAY (Span, hp_snapshot_n_arenas (snapshot), error)) != NULL &&
         (work->n_arenas = HP_SIDE_ARRAY (guint32, n, error)) != NULL &&
         (work->used = HP_SIDE_ARRAY (guint64, n, error)) != NULL &&
         (work->n_unknown = HP_SIDE_ARRAY (guint64, n, error)) != NULL;
}

HpPins *
hp_pins_new (const HpDominatorTree *tree, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpPins) self = g_new0 (HpPins, 1);
  g_auto (Work) work = { .pins = self };

  self->dominators = hp_dominator_tree_get_dominators (tree);
  self->snapshot = hp_dominators_get_snapshot (self->dominators);
  self->arenas = g_array_new (FALSE, TRUE, sizeof (HpArenaPin));
  self->owners = g_array_new (FALSE, FALSE, sizeof (HpPinOwner));
  g_array_set_size (self->arenas, hp_snapshot_n_arenas (self->snapshot));
  if (!work_init (&work, error) ||
      !hp_dominator_tree_walk (tree, note_place, NULL, &work, run, error))
    return NULL;
  if (!add_objects (&work, run, error) || !add_owned (&work, run, error))
    return NULL;
  find_owners (&work);
  if (!sum_up (&work, run, error) || !list_owners (&work, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_pins_free (HpPins *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->arenas);
  g_array_unref (self->owners);
  g_free (self);
}

const HpArenaPin *
hp_pins_get_arena (const HpPins *self, guint32 arena)
{
  return &g_array_index (self->arenas, HpArenaPin, arena);
}

const HpPinOwner *
hp_pins_get_owners (const HpPins *self, guint *n)
{
  *n = self->owners->len;
  return (const HpPinOwner *)self->owners->data;
}

GArray *
hp_pins_list_objects (const HpPins *self, guint32 arena, guint limit)
{
  HpArenaView view = hp_snapshot_arena (self->snapshot, arena);
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n, first = hp_snapshot_objects_between (
                 self->snapshot, view.address,
                 view.address + self->snapshot->info->geometry.arena_size, &n);

  for (guint32 i = first; i < first + n && objects->len < limit; i++)
    if ((hp_snapshot_flags (self->snapshot, i) & HP_OBJECT_IN_POOL) != 0)
      g_array_append_val (objects, i);
  return objects;
}

/* ---- fragmentation ---- */

static int
compare_classes (gconstpointer a, gconstpointer b)
{
  const HpSizeClassUse *x = a, *y = b;

  return (x->block_size > y->block_size) - (x->block_size < y->block_size);
}

GArray *
hp_size_class_use (const HpSnapshot *snapshot)
{
  GArray *classes = g_array_new (FALSE, TRUE, sizeof (HpSizeClassUse));

  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, i);
    guint c = 0;

    if (pool.used == 0)
      continue;
    while (c < classes->len &&
           g_array_index (classes, HpSizeClassUse, c).block_size != pool.block_size)
      c++;
    if (c == classes->len)
      g_array_set_size (classes, c + 1);
    g_array_index (classes, HpSizeClassUse, c).block_size = pool.block_size;
    g_array_index (classes, HpSizeClassUse, c).n_pools++;
    g_array_index (classes, HpSizeClassUse, c).n_used += pool.used;
    g_array_index (classes, HpSizeClassUse, c).n_free += pool.capacity - pool.used;
  }
  g_array_sort (classes, compare_classes);
  return classes;
}
