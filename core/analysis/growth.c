/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/growth.h"

#include "analysis/side-array.h"

/* One more than the objects: the last row is the root of the tree. */
typedef struct {
  const HpDominators *dominators;
  const guint64 *members;
  guint32 n;
  guint64 *size;    /* owned; of members at and below */
  guint64 *count;   /* owned */
  guint32 *example; /* owned; by object: its largest member child plus 1 */
} Sums;

static void
sums_clear (Sums *sums)
{
  hp_side_array_free (sums->size);
  hp_side_array_free (sums->count);
  hp_side_array_free (sums->example);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sums, sums_clear)

/* From the leaves up. A member passes its sum on; any other object keeps what comes to it. */
static gboolean
sum_up (Sums *sums, const HpAnalysisRun *run, GError **error)
{
  const HpSnapshot *snapshot = hp_dominators_get_snapshot (sums->dominators);
  const guint32 *order = hp_dominators_get_order (sums->dominators);

  for (guint32 i = sums->n; i > 0; i--) {
    guint32 object = order[i - 1], parent = hp_dominators_get_parent (sums->dominators, object);
    guint32 row = parent == HP_NONE ? sums->n : parent;
    guint32 best;

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.95, error))
      return FALSE;
    if (!hp_bit_is_set (sums->members, object))
      continue;
    sums->size[object] += hp_snapshot_size (snapshot, object);
    sums->count[object]++;
    sums->size[row] += sums->size[object];
    sums->count[row] += sums->count[object];
    best = sums->example[row];
    if (best == 0 || sums->size[object] > sums->size[best - 1])
      sums->example[row] = object + 1;
  }
  return TRUE;
}

static int
compare_growth (gconstpointer a, gconstpointer b)
{
  const HpGrowth *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  return (x->object > y->object) - (x->object < y->object);
}

static GArray *
list_growth (const Sums *sums, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GArray) growth = g_array_new (FALSE, FALSE, sizeof (HpGrowth));

  for (guint32 row = 0; row <= sums->n; row++) {
    HpGrowth found = { row == sums->n ? HP_NONE : row, sums->count[row], sums->size[row],
                       sums->example[row] - 1 };

    if (hp_analysis_is_step (row) && !hp_analysis_step (run, 0.98, error))
      return NULL;
    if (found.n_members == 0 || (row < sums->n && hp_bit_is_set (sums->members, row)))
      continue;
    g_array_append_val (growth, found);
  }
  g_array_sort (growth, compare_growth);
  return g_steal_pointer (&growth);
}

GArray *
hp_growth_find (const HpDominators *dominators, const guint64 *members, const HpAnalysisRun *run,
                GError **error)
{
  g_auto (Sums) sums = { .dominators = dominators, .members = members };

  sums.n = hp_snapshot_n_objects (hp_dominators_get_snapshot (dominators));
  if ((sums.size = HP_SIDE_ARRAY (guint64, (guint64)sums.n + 1, error)) == NULL ||
      (sums.count = HP_SIDE_ARRAY (guint64, (guint64)sums.n + 1, error)) == NULL ||
      (sums.example = HP_SIDE_ARRAY (guint32, (guint64)sums.n + 1, error)) == NULL)
    return NULL;
  if (!hp_side_array_settle (sums.size, run, 0.95, error) ||
      !hp_side_array_settle (sums.count, run, 0.95, error) ||
      !hp_side_array_settle (sums.example, run, 0.95, error))
    return NULL;
  return sum_up (&sums, run, error) ? list_growth (&sums, run, error) : NULL;
}
