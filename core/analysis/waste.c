/* SPDX-License-Identifier: Apache-2.0 */
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

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const HpWasteRow *x = a, *y = b;

  if (x->bytes != y->bytes)
    return x->bytes > y->bytes ? -1 : 1;
  return (x->example > y->example) - (x->example < y->example);
}

HpWaste *
hp_waste_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpWaste) self = g_new0 (HpWaste, 1);

  self->rows = g_array_new (FALSE, FALSE, sizeof (HpWasteRow));
  if (!hp_waste_find_duplicates (snapshot, self->rows, run, error) ||
      !hp_waste_find_by_type (snapshot, self->rows, run, error))
    return NULL;
  g_array_sort (self->rows, compare_rows);
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
