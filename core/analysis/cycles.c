/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/cycles.h"

#include <glib/gi18n.h>

#include "analysis/classes.h"
#include "analysis/side-array.h"

struct _HpCycles {
  HpSnapshot *snapshot;           /* borrowed */
  const HpComponents *components; /* borrowed */
  GArray *facts;                  /* owned; HpCycleFacts by cycle */
  guint64 *is_root;               /* owned; a bit an object */
  gboolean *is_metaclass;         /* owned; by type: its instances are classes */
  gboolean *has_finalizer;        /* owned; by type */
  guint32 garbage;                /* the list gc.garbage, or HP_NONE */
};

const char *
hp_cycle_state_to_string (HpCycleState state)
{
  static const char *const texts[] = {
    [HP_CYCLE_HELD] = N_ ("held from outside"),
    [HP_CYCLE_GARBAGE] = N_ ("kept in gc.garbage"),
    [HP_CYCLE_UNEXPLAINED] = N_ ("held by something the picture does not show"),
    [HP_CYCLE_WAITING] = N_ ("waiting for the collector"),
    [HP_CYCLE_COLLECTOR_OFF] = N_ ("the collector is off"),
    [HP_CYCLE_FROZEN] = N_ ("frozen"),
    [HP_CYCLE_UNTRACKED] = N_ ("a member is not tracked"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == HP_N_CYCLE_STATES);
  return texts[state];
}

/* ---- one member ---- */

static void
count_holders (const HpCycles *self, guint32 cycle, guint32 member, HpCycleFacts *facts,
               guint64 *n_found)
{
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (self->snapshot, member, &refs, &n);

  for (guint32 i = 0; i < n; i++) {
    if (!hp_reference_keeps_alive (hp_snapshot_ref_label (self->snapshot, refs[i])))
      continue;
    (*n_found)++;
    if (hp_components_cycle_of (self->components, referrers[i]) != cycle)
      facts->n_holders++;
    facts->n_garbage += referrers[i] == self->garbage;
  }
}

/* Generations count up, then come frozen and the unknown ones. */
static void
note_generation (HpCycleFacts *facts, guint generation, HpObjectFlags flags)
{
  if (generation == HP_GENERATION_UNTRACKED) {
    facts->n_untracked += (flags & HP_OBJECT_GC) != 0;
    return;
  }
  if (facts->generation == HP_GENERATION_UNTRACKED || generation > facts->generation)
    facts->generation = generation;
}

static void
add_member (const HpCycles *self, guint32 cycle, guint32 member, HpCycleFacts *facts)
{
  HpObjectFlags flags = hp_snapshot_flags (self->snapshot, member);
  guint32 type = hp_snapshot_type_of (self->snapshot, member);
  gint64 refcount = hp_snapshot_refcount (self->snapshot, member);
  guint64 n_found = 0;

  facts->n_members++;
  facts->size += hp_snapshot_size (self->snapshot, member);
  facts->n_roots += hp_bit_is_set (self->is_root, member);
  facts->n_classes += self->is_metaclass[type];
  if ((flags & HP_OBJECT_FINALIZED) != 0)
    facts->n_finalized++;
  else if (self->has_finalizer[type])
    facts->n_pending++;
  note_generation (facts, hp_snapshot_generation (self->snapshot, member), flags);
  count_holders (self, cycle, member, facts, &n_found);
  if ((flags & HP_OBJECT_IMMORTAL) == 0 && refcount > (gint64)n_found)
    facts->n_unexplained += (guint64)refcount - n_found;
}

/* ---- one cycle ---- */

static HpCycleState
find_state (const HpCycles *self, const HpRootTree *roots, guint32 member,
            const HpCycleFacts *facts)
{
  guint32 root = hp_root_tree_get_root (roots, member);

  if (facts->n_garbage > 0)
    return HP_CYCLE_GARBAGE;
  if (root != HP_NONE && hp_snapshot_root (self->snapshot, root).kind != HP_ROOT_UNKNOWN)
    return HP_CYCLE_HELD;
  if (root != HP_NONE || facts->n_unexplained > 0)
    return HP_CYCLE_UNEXPLAINED;
  if (facts->n_untracked > 0)
    return HP_CYCLE_UNTRACKED;
  if (facts->generation == HP_GENERATION_PERMANENT)
    return HP_CYCLE_FROZEN;
  return self->snapshot->info->gc.enabled ? HP_CYCLE_WAITING : HP_CYCLE_COLLECTOR_OFF;
}

static gboolean
add_cycle (HpCycles *self, const HpRootTree *roots, guint32 cycle, const HpAnalysisRun *run,
           GError **error)
{
  HpCycleFacts facts = { .generation = HP_GENERATION_UNTRACKED };
  guint32 n;
  const guint32 *members = hp_components_members (self->components, cycle, &n);

  for (guint32 i = 0; i < n; i++) {
    if (i > 0 && hp_analysis_is_step (i) && !hp_analysis_step (run, 0.5, error))
      return FALSE;
    add_member (self, cycle, members[i], &facts);
  }
  facts.state = find_state (self, roots, members[0], &facts);
  g_array_append_val (self->facts, facts);
  return TRUE;
}

static gboolean
mark_roots (HpCycles *self, GError **error)
{
  self->is_root = HP_SIDE_BITS (hp_snapshot_n_objects (self->snapshot), error);
  if (self->is_root == NULL)
    return FALSE;
  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++) {
    guint32 object = hp_snapshot_root (self->snapshot, i).object;

    if (object != HP_NONE)
      hp_bit_set (self->is_root, object);
  }
  return TRUE;
}

/* What the class of some object is an instance of; so classes without an object are known as well,
 * and without their names. */
static gboolean *
find_metaclasses (const HpSnapshot *snapshot)
{
  gboolean *is_metaclass = g_new0 (gboolean, (gsize)hp_snapshot_n_types (snapshot) + 1);

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++) {
    guint32 class = hp_snapshot_type_object (snapshot, type);

    if (class != HP_NONE)
      is_metaclass[hp_snapshot_type_of (snapshot, class)] = TRUE;
  }
  return is_metaclass;
}

static guint32
find_garbage (const HpSnapshot *snapshot)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    g_autofree char *name =
        root.kind == HP_ROOT_GLOBAL ? hp_snapshot_dup_string (snapshot, root.name) : NULL;

    if (g_strcmp0 (name, "gc.garbage") == 0)
      return root.object;
  }
  return HP_NONE;
}

HpCycles *
hp_cycles_new (HpSnapshot *snapshot, const HpComponents *components, const HpRootTree *roots,
               const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpCycles) self = g_new0 (HpCycles, 1);
  guint32 n_cycles = hp_components_n_cycles (components);

  self->snapshot = snapshot;
  self->components = components;
  self->facts = g_array_new (FALSE, FALSE, sizeof (HpCycleFacts));
  self->is_metaclass = find_metaclasses (snapshot);
  self->has_finalizer = hp_types_with_attribute (snapshot, "'__del__'");
  self->garbage = find_garbage (snapshot);
  if (!mark_roots (self, error) ||
      !hp_snapshot_index_referrers (snapshot, run != NULL ? run->cancellable : NULL, error))
    return NULL;
  for (guint32 cycle = 0; cycle < n_cycles; cycle++) {
    if (cycle % 1024 == 0 && !hp_analysis_step (run, (double)cycle / n_cycles, error))
      return NULL;
    if (!add_cycle (self, roots, cycle, run, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

void
hp_cycles_free (HpCycles *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->facts);
  hp_side_array_free (self->is_root);
  g_free (self->is_metaclass);
  g_free (self->has_finalizer);
  g_free (self);
}

const HpCycleFacts *
hp_cycles_get_facts (const HpCycles *self, guint32 cycle)
{
  return &g_array_index (self->facts, HpCycleFacts, cycle);
}

/* ---- holders ---- */

static void
list_holders_of (const HpCycles *self, guint32 cycle, guint32 member, guint limit, GArray *holders)
{
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (self->snapshot, member, &refs, &n);

  for (guint32 i = 0; i < n && holders->len < limit; i++) {
    HpHolder holder = { referrers[i], member, hp_snapshot_ref_label (self->snapshot, refs[i]) };

    if (hp_reference_keeps_alive (holder.label) &&
        hp_components_cycle_of (self->components, holder.from) != cycle)
      g_array_append_val (holders, holder);
  }
}

GArray *
hp_cycles_list_holders (const HpCycles *self, guint32 cycle, guint limit)
{
  GArray *holders = g_array_new (FALSE, FALSE, sizeof (HpHolder));
  guint32 n;
  const guint32 *members = hp_components_members (self->components, cycle, &n);

  for (guint32 i = 0; i < n && holders->len < limit; i++)
    list_holders_of (self, cycle, members[i], limit, holders);
  return holders;
}

GArray *
hp_cycles_list_roots (const HpCycles *self, guint32 cycle, guint limit)
{
  GArray *roots = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n;
  const guint32 *members = hp_components_members (self->components, cycle, &n);

  for (guint32 i = 0; i < n && roots->len < limit; i++) {
    guint32 root = hp_snapshot_root_of (self->snapshot, members[i]);

    if (root != HP_NONE)
      g_array_append_val (roots, root);
  }
  return roots;
}
