/* SPDX-License-Identifier: Apache-2.0 */
/* Equal values: a set of values, each with the first object that has it and how many more do.
 *
 * A text, bytes object or number is told apart by type, size and preview; equal previews share one
 * string of the picture, so comparing them is comparing numbers. A tuple is told apart by the
 * objects it holds. */
#include "analysis/waste-private.h"

#include <string.h>

typedef struct {
  const HpSnapshot *snapshot;
  guint32 object;
  guint32 preview; /* HP_NONE for a tuple */
  guint32 n_more;
} Value;

static guint
hash_value (gconstpointer data)
{
  const Value *value = data;
  guint32 n, hash = hp_snapshot_type_of (value->snapshot, value->object);
  const guint32 *items;

  hash = hash * 31 + value->preview;
  hash = hash * 31 + (guint32)hp_snapshot_size (value->snapshot, value->object);
  if (value->preview != HP_NONE)
    return hash;
  items = hp_snapshot_referents (value->snapshot, value->object, NULL, &n);
  for (guint32 i = 0; i < n; i++)
    hash = (hash ^ items[i]) * 0x01000193;
  return hash;
}

static gboolean
values_equal (gconstpointer a, gconstpointer b)
{
  const Value *x = a, *y = b;
  guint32 n_x, n_y;
  const guint32 *items_x, *items_y;

  if (x->preview != y->preview ||
      hp_snapshot_type_of (x->snapshot, x->object) !=
          hp_snapshot_type_of (y->snapshot, y->object) ||
      hp_snapshot_size (x->snapshot, x->object) != hp_snapshot_size (y->snapshot, y->object))
    return FALSE;
  if (x->preview != HP_NONE)
    return TRUE;
  items_x = hp_snapshot_referents (x->snapshot, x->object, NULL, &n_x);
  items_y = hp_snapshot_referents (y->snapshot, y->object, NULL, &n_y);
  return n_x == n_y && memcmp (items_x, items_y, n_x * sizeof *items_x) == 0;
}

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

/* FALSE when the object has no value to compare. */
static gboolean
value_of (const HpSnapshot *snapshot, const Comparison *comparisons, guint32 object, Value *value)
{
  Comparison comparison = comparisons[hp_snapshot_type_of (snapshot, object)];

  if (comparison == OTHER || hp_waste_is_exempt (snapshot, object))
    return FALSE;
  value->snapshot = snapshot;
  value->object = object;
  value->n_more = 0;
  value->preview = comparison == BY_ITEMS
                       ? HP_NONE
                       : HP_SNAPSHOT_COLUMN (snapshot, OBJECT_PREVIEW, guint32)[object];
  return comparison == BY_ITEMS || value->preview != HP_NONE;
}

static gboolean
count_values (const HpSnapshot *snapshot, GHashTable *values, const HpAnalysisRun *run,
              GError **error)
{
  g_autofree Comparison *comparisons = choose_comparisons (snapshot);
  guint32 n = hp_snapshot_n_objects (snapshot);

  for (guint32 object = 0; object < n; object++) {
    Value value, *found;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.7 * object / n, error))
      return FALSE;
    if (!value_of (snapshot, comparisons, object, &value))
      continue;
    found = g_hash_table_lookup (values, &value);
    if (found != NULL)
      found->n_more++;
    else
      g_hash_table_add (values, g_memdup2 (&value, sizeof value));
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

gboolean
hp_waste_find_duplicates (const HpSnapshot *snapshot, GArray *rows, const HpAnalysisRun *run,
                          GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (hash_value, values_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;
  guint64 n_done = 0;

  if (!count_values (snapshot, values, run, error))
    return FALSE;
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    const Value *value = key;
    guint64 n_more = value->n_more;
    HpWasteRow row = { HP_WASTE_DUPLICATE, hp_snapshot_type_of (snapshot, value->object),
                       n_more + 1, n_more * hp_snapshot_size (snapshot, value->object),
                       value->object };

    if (hp_analysis_is_step (n_done++) && !hp_analysis_step (run, 0.7, error))
      return FALSE;
    if (value->preview != HP_NONE && is_shortened (snapshot, value->preview))
      row.kind = HP_WASTE_PROBABLE_DUPLICATE;
    if (n_more > 0)
      g_array_append_val (rows, row);
    g_hash_table_iter_remove (&iter); /* millions at once would be a long time without a look */
  }
  return TRUE;
}
