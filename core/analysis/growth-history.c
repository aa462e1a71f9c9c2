/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/growth-history.h"

#include "analysis/side-array.h"

struct _HpGrowthHistory {
  const HpSnapshot *first, *middle, *last; /* borrowed; middle: NULL with two */
  HpDiff *begin;                           /* owned; the first two pictures */
  HpDiff *rest;                            /* owned; the second and the last; NULL with two */
  guint64 *lasting;                        /* owned */
  GHashTable *in_first, *in_middle;        /* owned; full name of a type → instances there */
};

/* By full name of the type: how many instances. */
static GHashTable *
count_types (const HpSnapshot *snapshot)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++) {
    char *name = hp_snapshot_dup_type_full_name (snapshot, type);
    gsize count = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, name)) +
                  hp_snapshot_type_count (snapshot, type);

    g_hash_table_replace (counts, name, GSIZE_TO_POINTER (count));
  }
  return counts;
}

HpGrowthHistory *
hp_growth_history_new (HpSnapshot *const *pictures, guint n_pictures, const HpAnalysisRun *run,
                       GError **error)
{
  g_autoptr (HpGrowthHistory) self = g_new0 (HpGrowthHistory, 1);

  self->first = pictures[0];
  self->last = pictures[n_pictures - 1];
  if ((self->begin = hp_diff_new (pictures[0], pictures[1], run, error)) == NULL ||
      !hp_diff_has_common_addresses (self->begin) ||
      (self->lasting = HP_SIDE_BITS (hp_snapshot_n_objects (self->last), error)) == NULL)
    return NULL;
  if (n_pictures > 2) {
    self->middle = pictures[1];
    self->in_middle = count_types (self->middle);
    self->rest = hp_diff_new (pictures[1], self->last, run, error);
    if (self->rest == NULL || !hp_diff_has_common_addresses (self->rest))
      return NULL;
    hp_diff_mark_lasting (self->begin, self->rest, self->lasting);
  } else {
    hp_diff_mark_new (self->begin, self->lasting);
  }
  self->in_first = count_types (self->first);
  return g_steal_pointer (&self);
}

void
hp_growth_history_free (HpGrowthHistory *self)
{
  if (self == NULL)
    return;
  hp_diff_free (self->begin);
  hp_diff_free (self->rest);
  hp_side_array_free (self->lasting);
  g_clear_pointer (&self->in_first, g_hash_table_unref);
  g_clear_pointer (&self->in_middle, g_hash_table_unref);
  g_free (self);
}

const guint64 *
hp_growth_history_get_lasting (const HpGrowthHistory *self)
{
  return self->lasting;
}

const HpSnapshot *
hp_growth_history_get_first (const HpGrowthHistory *self)
{
  return self->first;
}

/* The object of the later picture in the earlier one. */
static guint32
find_before (const HpDiff *diff, guint32 object)
{
  if (hp_diff_is_new (diff, object))
    return HP_NONE;
  return hp_snapshot_find (hp_diff_get_before (diff),
                           hp_snapshot_address (hp_diff_get_after (diff), object));
}

guint32
hp_growth_history_find_first (const HpGrowthHistory *self, guint32 object)
{
  if (self->rest != NULL)
    object = find_before (self->rest, object);
  return object != HP_NONE ? find_before (self->begin, object) : HP_NONE;
}

/* What leaks does not shrink. A number that fell between two of the pictures goes up and down, and
 * by as much as it fell it may have risen by chance. */
static gint64
steady_rise (gint64 first, gint64 middle, gint64 last)
{
  return last - first - 2 * MAX (first - middle, 0) - 2 * MAX (middle - last, 0);
}

/* ---- references ---- */

/* type: its full name; NULL: all. */
static gint64
count_refs_to (const HpSnapshot *snapshot, guint32 object, const char *type)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, NULL, &n);
  gint64 count = 0;

  if (type == NULL)
    return n;
  for (guint32 i = 0; i < n; i++) {
    g_autofree char *name =
        hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, targets[i]));

    count += g_str_equal (name, type);
  }
  return count;
}

static gint64
count_new_refs (const HpGrowthHistory *self, guint32 object, const char *type)
{
  gint64 now = count_refs_to (self->last, object, type), before;
  guint32 first = hp_growth_history_find_first (self, object);

  if (first == HP_NONE)
    return now;
  before = count_refs_to (self->first, first, type);
  if (self->rest == NULL)
    return now - before;
  return steady_rise (before, count_refs_to (self->middle, find_before (self->rest, object), type),
                      now);
}

gint64
hp_growth_history_get_new_refs (const HpGrowthHistory *self, guint32 object)
{
  return count_new_refs (self, object, NULL);
}

gint64
hp_growth_history_get_new_refs_to (const HpGrowthHistory *self, guint32 object, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (self->last, type);

  return count_new_refs (self, object, name);
}

/* ---- instances ---- */

static gint64
count_of (GHashTable *counts, const char *type)
{
  return (gint64)GPOINTER_TO_SIZE (g_hash_table_lookup (counts, type));
}

gint64
hp_growth_history_get_new_instances (const HpGrowthHistory *self, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (self->last, type);
  gint64 now = (gint64)hp_snapshot_type_count (self->last, type);
  gint64 before = count_of (self->in_first, name);

  return self->in_middle == NULL ? now - before
                                 : steady_rise (before, count_of (self->in_middle, name), now);
}

gint64
hp_growth_history_get_new_bytes (const HpGrowthHistory *self, guint32 object)
{
  guint32 first = hp_growth_history_find_first (self, object);

  return first != HP_NONE ? (gint64)hp_snapshot_size (self->last, object) -
                                (gint64)hp_snapshot_size (self->first, first)
                          : 0;
}
