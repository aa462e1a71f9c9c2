/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/dry-run.h"

#include <string.h>

#include "analysis/classes.h"
#include "analysis/side-array.h"
#include "analysis/suspended.h"
#include "analysis/traversal.h"

struct _HpDryRun {
  const HpSnapshot *snapshot; /* borrowed */
  HpDryRunFacts facts;
  guint64 *unreachable; /* owned; a bit an object */
  guint64 *freed;       /* owned; a bit an object */
};

typedef struct {
  HpDryRun *result;
  HpTraversal *traversal; /* owned */
  HpSuspended *suspended; /* owned */
  guint generation;
  gint64 *count;     /* owned; by object: references not accounted for yet */
  guint64 *examined; /* owned; a bit an object */
  guint32 *stack;    /* owned */
  guint32 depth;
} Collection;

static void
collection_clear (Collection *self)
{
  hp_traversal_free (self->traversal);
  hp_suspended_free (self->suspended);
  hp_side_array_free (self->count);
  hp_side_array_free (self->examined);
  hp_side_array_free (self->stack);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Collection, collection_clear)

/* Calls `visit` for each object that a reference of this one keeps alive. */
static inline void
for_each_referent (Collection *self, guint32 object, HpVisit visit)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (self->result->snapshot, object, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (hp_reference_keeps_alive (labels[i]))
      visit (self, targets[i]);
}

/* The same for each that the collector is shown. */
static inline void
for_each_shown (Collection *self, guint32 object, HpVisit visit)
{
  if (hp_traversal_shows_all (self->traversal, object))
    for_each_referent (self, object, visit);
  else
    hp_traversal_visit (self->traversal, object, visit, self);
}

/* ---- deduce what is unreachable ---- */

static void
subtract_reference (gpointer data, guint32 target)
{
  Collection *self = data;

  self->count[target]--;
}

static void
reach (gpointer data, guint32 target)
{
  Collection *self = data;
  guint64 *unreachable = self->result->unreachable;

  if (!hp_bit_is_set (unreachable, target))
    return;
  hp_bit_clear (unreachable, target);
  self->stack[self->depth++] = target;
}

/* Objects in the collected generations, with their reference counts. All are unreachable until
 * something is found to lead to them. */
static gboolean
choose (Collection *self, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = self->result->snapshot;

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.0, error))
      return FALSE;
    self->count[object] = hp_snapshot_refcount (snapshot, object);
    if (hp_snapshot_generation (snapshot, object) > self->generation)
      continue;
    hp_bit_set (self->examined, object);
    hp_bit_set (self->result->unreachable, object);
    self->result->facts.examined++;
  }
  return TRUE;
}

static gboolean
subtract_inner_references (Collection *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (self->result->snapshot);

  for (guint32 object = 0; object < n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.4 * object / n, error))
      return FALSE;
    if (hp_bit_is_set (self->examined, object))
      for_each_shown (self, object, subtract_reference);
  }
  return TRUE;
}

/* Everything that the objects on the stack lead to. */
static gboolean
reach_all (Collection *self, double done, const HpAnalysisRun *run, GError **error)
{
  for (guint64 i = 1; self->depth > 0; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, done, error))
      return FALSE;
    for_each_shown (self, self->stack[--self->depth], reach);
  }
  return TRUE;
}

static gboolean
move_reachable (Collection *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (self->result->snapshot);

  for (guint32 object = 0; object < n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.4 + 0.3 * object / n, error))
      return FALSE;
    if (hp_bit_is_set (self->examined, object) && self->count[object] > 0)
      reach (self, object);
    if (!reach_all (self, 0.4 + 0.3 * object / n, run, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- what goes before it is counted ---- */

static void
drop_reference (gpointer data, guint32 target)
{
  Collection *self = data;
  HpDryRun *result = self->result;

  if (hp_bit_is_set (result->freed, target) ||
      (hp_snapshot_flags (result->snapshot, target) & HP_OBJECT_IMMORTAL) != 0 ||
      --self->count[target] > 0)
    return;
  hp_bit_set (result->freed, target);
  self->stack[self->depth++] = target;
}

static void
count_anew (Collection *self)
{
  const HpSnapshot *snapshot = self->result->snapshot;

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++)
    self->count[object] = hp_snapshot_refcount (snapshot, object);
}

static gboolean
is_closed (const Collection *self, guint32 object)
{
  return hp_bit_is_set (self->result->unreachable, object) &&
         hp_suspended_is_closed (self->suspended, object);
}

/* Everything that dies with the objects on the stack; those before `end` were closed already, if
 * they can be. */
static void
drop_after_closing (Collection *self, guint32 end)
{
  while (self->depth > 0) {
    guint32 object = self->stack[--self->depth];

    if (object < end && is_closed (self, object))
      hp_suspended_visit_rest (self->suspended, object, drop_reference, self);
    else
      for_each_referent (self, object, drop_reference);
  }
}

/* Generators that wait are closed; what dies by that is not counted any more. */
static gboolean
close_suspended (Collection *self, const HpAnalysisRun *run, GError **error)
{
  HpDryRun *result = self->result;
  guint32 n = hp_snapshot_n_objects (result->snapshot);

  count_anew (self);
  for (guint32 object = 0; object < n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.7, error))
      return FALSE;
    if (!is_closed (self, object) || hp_bit_is_set (result->freed, object))
      continue;
    result->facts.closed++;
    hp_suspended_visit_frame (self->suspended, object, drop_reference, self);
    drop_after_closing (self, object + 1);
  }
  for (guint32 object = 0; object < n; object++)
    result->facts.returned +=
        hp_bit_is_set (result->unreachable, object) && !hp_bit_is_set (result->freed, object);
  return TRUE;
}

/* ---- clear it ---- */

/* The unreachable die together; then reference counting takes along what only they held. */
static gboolean
clear_unreachable (Collection *self, const HpAnalysisRun *run, GError **error)
{
  HpDryRun *result = self->result;
  guint32 n = hp_snapshot_n_objects (result->snapshot);

  memcpy (result->freed, result->unreachable, ((gsize)n / 64 + 1) * sizeof (guint64));
  count_anew (self);
  for (guint32 object = 0; object < n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.7 + 0.2 * object / n, error))
      return FALSE;
    if (hp_bit_is_set (result->unreachable, object))
      for_each_referent (self, object, drop_reference);
    while (self->depth > 0)
      for_each_referent (self, self->stack[--self->depth], drop_reference);
  }
  return TRUE;
}

/* ---- tell ---- */

static gboolean
count_weak_references (HpDryRun *self, const HpAnalysisRun *run, GError **error)
{
  const guint32 *labels = HP_SNAPSHOT_COLUMN (self->snapshot, REF_LABEL, guint32);
  const guint32 *targets = HP_SNAPSHOT_COLUMN (self->snapshot, REF_TARGET, guint32);

  for (guint64 ref = 0; ref < hp_snapshot_n_refs (self->snapshot); ref++) {
    if (hp_analysis_is_step (ref) && !hp_analysis_step (run, 0.95, error))
      return FALSE;
    if (hp_label_is_weak (labels[ref]))
      self->facts.weakrefs += hp_bit_is_set (self->freed, targets[ref]);
  }
  return TRUE;
}

/* A __del__ of the program: generators have one, too, which closes them. */
static gboolean
runs_finalizer (const Collection *self, const gboolean *has_finalizer, guint32 object)
{
  const HpSnapshot *snapshot = self->result->snapshot;

  return has_finalizer[hp_snapshot_type_of (snapshot, object)] &&
         (hp_snapshot_flags (snapshot, object) & HP_OBJECT_FINALIZED) == 0 &&
         !hp_suspended_is_generator (self->suspended, object);
}

static void
count_unreachable (const Collection *collection, const gboolean *has_finalizer)
{
  HpDryRun *self = collection->result;
  const HpSnapshot *snapshot = self->snapshot;
  guint generation = collection->generation;

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    guint old = hp_snapshot_generation (snapshot, object);

    if (old <= generation && !hp_bit_is_set (self->unreachable, object))
      self->facts.promoted += old < MIN (generation + 1, 2);
    if (!hp_bit_is_set (self->unreachable, object))
      continue;
    self->facts.unreachable++;
    self->facts.finalizers += runs_finalizer (collection, has_finalizer, object);
  }
}

static gboolean
sum_up (const Collection *collection, const HpAnalysisRun *run, GError **error)
{
  HpDryRun *self = collection->result;
  g_autofree gboolean *has_finalizer = hp_types_with_attribute (self->snapshot, "'__del__'");

  count_unreachable (collection, has_finalizer);
  return count_weak_references (self, run, error) &&
         hp_release_count (self->snapshot, self->freed, &self->facts.release, run, error);
}

HpDryRun *
hp_dry_run_new (const HpSnapshot *snapshot, int generation, const HpAnalysisRun *run,
                GError **error)
{
  g_autoptr (HpDryRun) self = g_new0 (HpDryRun, 1);
  guint64 n = hp_snapshot_n_objects (snapshot);
  g_auto (Collection) collection = { .result = self, .generation = (guint)generation };

  g_return_val_if_fail (generation >= 0 && generation <= 2, NULL);
  self->snapshot = snapshot;
  collection.traversal = hp_traversal_new (snapshot);
  collection.suspended = hp_suspended_new (snapshot);
  if ((self->unreachable = HP_SIDE_BITS (n, error)) == NULL ||
      (self->freed = HP_SIDE_BITS (n, error)) == NULL ||
      (collection.count = HP_SIDE_ARRAY (gint64, n, error)) == NULL ||
      (collection.examined = HP_SIDE_BITS (n, error)) == NULL ||
      (collection.stack = HP_SIDE_ARRAY (guint32, n, error)) == NULL)
    return NULL;
  if (!choose (&collection, run, error) || !subtract_inner_references (&collection, run, error) ||
      !move_reachable (&collection, run, error))
    return NULL;
  if (!close_suspended (&collection, run, error) || !clear_unreachable (&collection, run, error) ||
      !sum_up (&collection, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_dry_run_free (HpDryRun *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->unreachable);
  hp_side_array_free (self->freed);
  g_free (self);
}

const HpDryRunFacts *
hp_dry_run_get_facts (const HpDryRun *self)
{
  return &self->facts;
}

gboolean
hp_dry_run_is_unreachable (const HpDryRun *self, guint32 object)
{
  return hp_bit_is_set (self->unreachable, object);
}

gboolean
hp_dry_run_is_freed (const HpDryRun *self, guint32 object)
{
  return hp_bit_is_set (self->freed, object);
}
