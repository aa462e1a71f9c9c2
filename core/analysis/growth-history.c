/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/growth-history.h"

#include "analysis/side-array.h"

struct _HpGrowthHistory {
  guint n;                                            /* pictures */
  const HpSnapshot *pictures[HP_GROWTH_MAX_PICTURES]; /* borrowed */
  HpDiff *steps[HP_GROWTH_MAX_PICTURES - 1];          /* owned; from one to the next */
  GHashTable *counts[HP_GROWTH_MAX_PICTURES];         /* owned; full name of a type → instances */
  guint64 *lasting;                                   /* owned */
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

static gboolean
compare (HpGrowthHistory *self, const HpAnalysisRun *run, GError **error)
{
  for (guint i = 0; i + 1 < self->n; i++) {
    self->steps[i] = hp_diff_new (self->pictures[i], self->pictures[i + 1], run, error);
    if (self->steps[i] == NULL || !hp_diff_has_common_addresses (self->steps[i]))
      return FALSE;
  }
  return TRUE;
}

HpGrowthHistory *
hp_growth_history_new (HpSnapshot *const *pictures, guint n_pictures, const HpAnalysisRun *run,
                       GError **error)
{
  g_autoptr (HpGrowthHistory) self = g_new0 (HpGrowthHistory, 1);

  self->n = n_pictures;
  for (guint i = 0; i < n_pictures; i++) {
    self->pictures[i] = pictures[i];
    self->counts[i] = count_types (pictures[i]);
  }
  if (!compare (self, run, error) ||
      (self->lasting = HP_SIDE_BITS (hp_snapshot_n_objects (pictures[n_pictures - 1]), error)) ==
          NULL)
    return NULL;
  if (n_pictures > 2)
    hp_diff_mark_lasting (self->steps[0], self->steps[1], self->lasting);
  else
    hp_diff_mark_new (self->steps[0], self->lasting);
  return g_steal_pointer (&self);
}

void
hp_growth_history_free (HpGrowthHistory *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < HP_GROWTH_MAX_PICTURES; i++)
    g_clear_pointer (&self->counts[i], g_hash_table_unref);
  for (guint i = 0; i + 1 < HP_GROWTH_MAX_PICTURES; i++)
    hp_diff_free (self->steps[i]);
  hp_side_array_free (self->lasting);
  g_free (self);
}

/* ---- ask ---- */

const guint64 *
hp_growth_history_get_lasting (const HpGrowthHistory *self)
{
  return self->lasting;
}

guint
hp_growth_history_n_pictures (const HpGrowthHistory *self)
{
  return self->n;
}

const HpSnapshot *
hp_growth_history_get_picture (const HpGrowthHistory *self, guint picture)
{
  return self->pictures[picture];
}

static guint32
step_back (const HpDiff *step, guint32 later)
{
  if (hp_diff_is_new (step, later))
    return HP_NONE;
  return hp_snapshot_find (hp_diff_get_before (step),
                           hp_snapshot_address (hp_diff_get_after (step), later));
}

static guint32
step_on (const HpDiff *step, guint32 earlier)
{
  HpFate fate = hp_diff_fate_of_earlier (step, earlier);

  if (fate != HP_FATE_KEPT && fate != HP_FATE_PROBABLY_KEPT)
    return HP_NONE;
  return hp_snapshot_find (hp_diff_get_after (step),
                           hp_snapshot_address (hp_diff_get_before (step), earlier));
}

guint32
hp_growth_history_follow (const HpGrowthHistory *self, guint32 object, guint from, guint to)
{
  for (; from < to && object != HP_NONE; from++)
    object = step_on (self->steps[from], object);
  for (; from > to && object != HP_NONE; from--)
    object = step_back (self->steps[from - 1], object);
  return object;
}

guint32
hp_growth_history_find_first (const HpGrowthHistory *self, guint32 object)
{
  return hp_growth_history_follow (self, object, self->n - 1, 0);
}

gint64
hp_steady_rise (const guint64 *numbers, guint n_pictures)
{
  gint64 rise = (gint64)(numbers[n_pictures - 1] - numbers[0]);

  for (guint i = 0; i + 1 < n_pictures && n_pictures > 2; i++)
    if (numbers[i + 1] < numbers[i])
      rise -= 2 * (gint64)(numbers[i] - numbers[i + 1]);
  return rise;
}

gint64
hp_growth_history_get_new_instances (const HpGrowthHistory *self, guint32 type)
{
  g_autofree char *name = hp_snapshot_dup_type_full_name (self->pictures[self->n - 1], type);
  guint64 counts[HP_GROWTH_MAX_PICTURES];

  for (guint i = 0; i < self->n; i++)
    counts[i] = GPOINTER_TO_SIZE (g_hash_table_lookup (self->counts[i], name));
  return hp_steady_rise (counts, self->n);
}
