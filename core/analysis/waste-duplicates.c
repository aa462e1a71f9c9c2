/* SPDX-License-Identifier: Apache-2.0 */
/* Equal values: which objects have the same, and how many each time.
 *
 * A text, bytes object or number is told apart by type, size and preview; equal previews share one
 * string of the picture, so comparing them is comparing numbers. A tuple is told apart by the
 * objects it holds. */
#include "analysis/waste-private.h"

#include <string.h>

#include "analysis/tally.h"

typedef enum { OTHER, BY_PREVIEW, BY_ITEMS } Comparison;

/* How objects of each type are compared; free with g_free. */
static Comparison *
choose_comparisons (const HpSnapshot *snapshot)
{
  static const char *const by_preview[] = { "str", "bytes", "int", "float", "complex", NULL };
  guint32 n = hp_snapshot_n_types (snapshot);
  Comparison *comparisons = g_new0 (Comparison, (gsize)n + 1);

  for (guint32 type = 0; type < n; type++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

    if (g_strv_contains (by_preview, name))
      comparisons[type] = BY_PREVIEW;
    else if (g_str_equal (name, "tuple"))
      comparisons[type] = BY_ITEMS;
  }
  return comparisons;
}

typedef struct {
  const HpSnapshot *snapshot;    /* borrowed */
  const Comparison *comparisons; /* borrowed; by type */
  const guint32 *preview;        /* borrowed column */
} Values;

static Comparison
comparison_of (const Values *self, guint32 object)
{
  return self->comparisons[hp_snapshot_type_of (self->snapshot, object)];
}

static gboolean
has_value (const Values *self, guint32 object)
{
  Comparison comparison = comparison_of (self, object);

  return comparison != OTHER && !hp_waste_is_exempt (self->snapshot, object) &&
         (comparison == BY_ITEMS || self->preview[object] != HP_NONE);
}

/* FNV-1a over words instead of bytes. */
static inline guint32
add_to_hash (guint32 hash, guint32 word)
{
  return (hash ^ word) * 0x01000193;
}

static guint32
hash_value (const Values *self, guint32 object)
{
  guint32 hash = add_to_hash (0x811c9dc5, hp_snapshot_type_of (self->snapshot, object)), n;
  const guint32 *items;

  hash = add_to_hash (hash, (guint32)hp_snapshot_size (self->snapshot, object));
  if (comparison_of (self, object) == BY_PREVIEW)
    return add_to_hash (hash, self->preview[object]);
  items = hp_snapshot_referents (self->snapshot, object, NULL, &n);
  for (guint32 i = 0; i < n; i++)
    hash = add_to_hash (hash, items[i]);
  return hash;
}

static gboolean
values_equal (guint32 a, guint32 b, gconstpointer data)
{
  const Values *self = data;
  guint32 n_a, n_b;
  const guint32 *items_a, *items_b;

  if (hp_snapshot_type_of (self->snapshot, a) != hp_snapshot_type_of (self->snapshot, b) ||
      hp_snapshot_size (self->snapshot, a) != hp_snapshot_size (self->snapshot, b))
    return FALSE;
  if (comparison_of (self, a) == BY_PREVIEW)
    return self->preview[a] == self->preview[b];
  items_a = hp_snapshot_referents (self->snapshot, a, NULL, &n_a);
  items_b = hp_snapshot_referents (self->snapshot, b, NULL, &n_b);
  return n_a == n_b && memcmp (items_a, items_b, n_a * sizeof *items_a) == 0;
}

static gboolean
count_values (const Values *self, HpTally *tally, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (self->snapshot);

  for (guint32 object = 0; object < n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.7 * object / n, error))
      return FALSE;
    if (has_value (self, object) &&
        !hp_tally_add (tally, object, hash_value (self, object), run, error))
      return FALSE;
  }
  return TRUE;
}

/* Previews that end in an ellipsis are the beginning of a longer value. */
static gboolean
is_shortened (const HpSnapshot *snapshot, guint32 preview)
{
  static const char ellipsis[] = "…";
  gsize length;
  const char *text = hp_snapshot_string (snapshot, preview, &length);
  gssize end = (gssize)length - (gssize)strlen (ellipsis);

  return (end >= 1 && memcmp (text + end - 1, ellipsis, strlen (ellipsis)) == 0) ||
         (end >= 0 && memcmp (text + end, ellipsis, strlen (ellipsis)) == 0);
}

static void
add_row (const Values *self, const HpTallySlot *slot, GArray *rows)
{
  guint64 size = hp_snapshot_size (self->snapshot, slot->row);
  HpWasteRow row = { HP_WASTE_DUPLICATE, hp_snapshot_type_of (self->snapshot, slot->row),
                     slot->count, (slot->count - 1) * size, slot->row };

  if (comparison_of (self, slot->row) == BY_PREVIEW &&
      is_shortened (self->snapshot, self->preview[slot->row]))
    row.kind = HP_WASTE_PROBABLE_DUPLICATE;
  g_array_append_val (rows, row);
}

static gboolean
add_rows (const Values *self, const HpTally *tally, GArray *rows, const HpAnalysisRun *run,
          GError **error)
{
  guint64 n;
  const HpTallySlot *slots = hp_tally_get_slots (tally, &n);

  for (guint64 i = 0; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.7, error))
      return FALSE;
    if (slots[i].count > 1)
      add_row (self, &slots[i], rows);
  }
  return TRUE;
}

gboolean
hp_waste_find_duplicates (const HpSnapshot *snapshot, GArray *rows, const HpAnalysisRun *run,
                          GError **error)
{
  g_autofree Comparison *comparisons = choose_comparisons (snapshot);
  Values values = { snapshot, comparisons, HP_SNAPSHOT_COLUMN (snapshot, OBJECT_PREVIEW, guint32) };
  g_autoptr (HpTally) tally = hp_tally_new (values_equal, &values, error);

  return tally != NULL && count_values (&values, tally, run, error) &&
         add_rows (&values, tally, rows, run, error);
}
