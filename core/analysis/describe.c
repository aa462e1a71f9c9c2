/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/describe.h"

typedef struct {
  guint32 type, count;
} TypeCount;

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const TypeCount *x = a, *y = b;

  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return (x->type > y->type) - (x->type < y->type);
}

static GArray *
count_types (const HpSnapshot *snapshot, const guint32 *objects, guint32 n)
{
  guint32 n_types = hp_snapshot_n_types (snapshot);
  g_autofree guint32 *counts = g_new0 (guint32, (gsize)n_types + 1);
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (TypeCount));

  for (guint32 i = 0; i < n; i++)
    counts[hp_snapshot_type_of (snapshot, objects[i])]++;
  for (guint32 type = 0; type < n_types; type++)
    if (counts[type] > 0) {
      TypeCount count = { type, counts[type] };

      g_array_append_val (sorted, count);
    }
  g_array_sort (sorted, compare_counts);
  return sorted;
}

char *
hp_describe_types (const HpSnapshot *snapshot, const guint32 *objects, guint32 n, guint max_types)
{
  g_autoptr (GArray) counts = count_types (snapshot, objects, n);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (counts->len, max_types); i++) {
    TypeCount count = g_array_index (counts, TypeCount, i);
    g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, count.type);

    g_string_append_printf (text, "%s%u %s", i > 0 ? ", " : "", count.count, name);
  }
  if (counts->len > max_types)
    g_string_append_printf (text, " and %u other types", counts->len - max_types);
  return g_string_free (text, FALSE);
}

char *
hp_describe_object (const HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *type =
      hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
  g_autofree char *preview = hp_snapshot_dup_preview (snapshot, object);

  return g_strdup_printf ("%s 0x%" G_GINT64_MODIFIER "x%s%s", type,
                          hp_snapshot_address (snapshot, object), preview != NULL ? " " : "",
                          preview != NULL ? preview : "");
}
