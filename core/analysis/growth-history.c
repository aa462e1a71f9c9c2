/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/growth-history.h"

#include "analysis/side-array.h"

struct _HpGrowthHistory {
  const HpSnapshot *first, *last; /* borrowed */
  HpDiff *begin;                  /* owned; the first two pictures */
  HpDiff *rest;                   /* owned; the second and the last; NULL with two */
  guint64 *lasting;               /* owned */
  GHashTable *counts; /* owned; full name of a type → instances in the first picture */
};

static void
count_types (HpGrowthHistory *self)
{
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint32 type = 0; type < hp_snapshot_n_types (self->first); type++) {
    char *name = hp_snapshot_dup_type_full_name (self->first, type);
    gsize count = GPOINTER_TO_SIZE (g_hash_table_lookup (self->counts, name)) +
                  hp_snapshot_type_count (self->first, type);

    g_hash_table_replace (self->counts, name, GSIZE_TO_POINTER (count));
  }
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
    self->rest = hp_diff_new (pictures[1], self->last, run, error);
    if (self->rest == NULL || !hp_diff_has_common_addresses (self->rest))
      return NULL;
    hp_diff_mark_lasting (self->begin, self->rest, self->lasting);
  } else {
    hp_diff_mark_new (self->begin, self->lasting);
  }
  count_types (self);
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
  g_clear_pointer (&self->counts, g_hash_table_unref);
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

gint64
hp_growth_history_get_new_refs (const HpGrowthHistory *self, guint32 object)
{
  guint32 first = hp_growth_history_find_first (self, object), before = 0, now;

  hp_snapshot_referents (self->last, object, NULL, &now);
  if (first != HP_NONE)
    hp_snapshot_referents (self->first, first, NULL, &before);
  return (gint64)now - before;
}

static gint64
count_refs_to (const HpSnapshot *snapshot, guint32 object, const char *type)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, NULL, &n);
  gint64 count = 0;

  for (guint32 i = 0; i < n; i++) {
    g_autofree char *name =
        hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, targets[i]));

    count += g_str_equal (name, type);
  }
  return count;
}

gint64
hp_growth_history_get_new_refs_to (const HpGrowthHistory *self, guint32 object, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (self->last, type);
  guint32 first = hp_growth_history_find_first (self, object);

  return count_refs_to (self->last, object, name) -
         (first != HP_NONE ? count_refs_to (self->first, first, name) : 0);
}

gint64
hp_growth_history_get_new_instances (const HpGrowthHistory *self, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (self->last, type);
  gsize before = GPOINTER_TO_SIZE (g_hash_table_lookup (self->counts, name));

  return (gint64)hp_snapshot_type_count (self->last, type) - (gint64)before;
}

gint64
hp_growth_history_get_new_bytes (const HpGrowthHistory *self, guint32 object)
{
  guint32 first = hp_growth_history_find_first (self, object);

  return first != HP_NONE ? (gint64)hp_snapshot_size (self->last, object) -
                                (gint64)hp_snapshot_size (self->first, first)
                          : 0;
}
