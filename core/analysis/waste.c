/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/keyed-sort.h"
#include "analysis/side-array.h"
#include "analysis/waste-private.h"

#include <glib/gi18n.h>

struct _HpWaste {
  GArray *rows; /* owned; HpWasteRow */
  guint64 totals[HP_N_WASTE_KINDS];
};

const char *
hp_waste_kind_to_string (HpWasteKind kind)
{
  static const char *const texts[] = {
    [HP_WASTE_DUPLICATE] = N_ ("equal values"),
    [HP_WASTE_PROBABLE_DUPLICATE] = N_ ("equal beginnings of equal length"),
    [HP_WASTE_OVER_ALLOCATED] = N_ ("room for items that are not there"),
    [HP_WASTE_EMPTY] = N_ ("empty containers"),
    [HP_WASTE_DICT] = N_ ("instances that __slots__ would shrink"),
    [HP_WASTE_ROUNDING] = N_ ("rounding to size classes"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == HP_N_WASTE_KINDS);
  return texts[kind];
}

gboolean
hp_waste_is_exempt (const HpSnapshot *snapshot, guint32 object)
{
  const HpObjectFlags exempt = HP_OBJECT_IMMORTAL | HP_OBJECT_STATIC | HP_OBJECT_FRAME;

  return (hp_snapshot_flags (snapshot, object) & exempt) != 0;
}

/* Which row comes where: by falling bytes, and of those alike by the example. */
static gboolean
order_rows (const GArray *rows, HpKeyed *order, const HpAnalysisRun *run, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    order[i] = (HpKeyed){ g_array_index (rows, HpWasteRow, i).example, i };
  if (!hp_keyed_sort (order, rows->len, run, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    order[i].key = ~g_array_index (rows, HpWasteRow, order[i].value).bytes;
  return hp_keyed_sort (order, rows->len, run, error);
}

static gboolean
sort_rows (HpWaste *self, const HpAnalysisRun *run, GError **error)
{
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (HpWasteRow), self->rows->len);
  HpKeyed *order = HP_SIDE_ARRAY (HpKeyed, self->rows->len, error);
  gboolean done = order != NULL && order_rows (self->rows, order, run, error);

  for (guint i = 0; done && i < self->rows->len; i++) {
    g_array_append_val (sorted, g_array_index (self->rows, HpWasteRow, order[i].value));
    done = !hp_analysis_is_step (i) || hp_analysis_step (run, 0.95, error);
  }
  g_array_unref (self->rows);
  self->rows = sorted;
  hp_side_array_free (order);
  return done;
}

HpWaste *
hp_waste_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpWaste) self = g_new0 (HpWaste, 1);

  self->rows = g_array_new (FALSE, FALSE, sizeof (HpWasteRow));
  if (!hp_waste_find_duplicates (snapshot, self->rows, run, error) ||
      !hp_waste_find_by_type (snapshot, self->rows, run, error) || !sort_rows (self, run, error))
    return NULL;
  for (guint i = 0; i < self->rows->len; i++) {
    const HpWasteRow *row = &g_array_index (self->rows, HpWasteRow, i);

    self->totals[row->kind] += row->bytes;
  }
  return g_steal_pointer (&self);
}

void
hp_waste_free (HpWaste *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rows);
  g_free (self);
}

const HpWasteRow *
hp_waste_get_rows (const HpWaste *self, guint *n)
{
  *n = self->rows->len;
  return (const HpWasteRow *)self->rows->data;
}

guint64
hp_waste_get_total (const HpWaste *self, HpWasteKind kind)
{
  return self->totals[kind];
}
