/* SPDX-License-Identifier: Apache-2.0 */
#include "models/object-sort.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  guint64 key;
  guint32 object;
} Pair;

/* One pass orders by one byte and keeps the order of equal bytes; eight passes order by the whole
 * key. A byte that is the same in all keys needs no pass, so small numbers cost two or three. */
static void
sort_pairs (Pair *pairs, guint32 n)
{
  Pair *other = g_new (Pair, n);
  Pair *from = pairs, *to = other;

  for (int shift = 0; shift < 64; shift += 8) {
    guint32 counts[256] = { 0 };
    guint32 sum = 0;
    Pair *swap;

    for (guint32 i = 0; i < n; i++)
      counts[(from[i].key >> shift) & 255]++;
    if (counts[(from[0].key >> shift) & 255] == n)
      continue;
    for (int i = 0; i < 256; i++) {
      guint32 count = counts[i];
      counts[i] = sum;
      sum += count;
    }
    for (guint32 i = 0; i < n; i++)
      to[counts[(from[i].key >> shift) & 255]++] = from[i];
    swap = from, from = to, to = swap;
  }
  if (from != pairs)
    memcpy (pairs, from, n * sizeof (Pair));
  g_free (other);
}

void
hp_radix_sort (guint32 *order, const guint64 *keys, guint32 n)
{
  g_autofree Pair *pairs = g_new (Pair, n + 1);

  if (n == 0)
    return;
  for (guint32 i = 0; i < n; i++)
    pairs[i] = (Pair){ keys[order[i]], order[i] };
  sort_pairs (pairs, n);
  for (guint32 i = 0; i < n; i++)
    order[i] = pairs[i].object;
}

/* ---- keys ---- */

typedef struct {
  char *text; /* owned */
  guint32 index;
} Named;

static int
compare_named (const void *a, const void *b)
{
  return g_strcmp0 (((const Named *)a)->text, ((const Named *)b)->text);
}

/* For each of n texts its rank; equal texts share one. */
static guint32 *
rank_texts (Named *named, guint32 n)
{
  guint32 *ranks = g_new (guint32, n + 1);
  guint32 rank = 0;

  qsort (named, n, sizeof (Named), compare_named);
  for (guint32 i = 0; i < n; i++) {
    if (i > 0 && g_strcmp0 (named[i].text, named[i - 1].text) != 0)
      rank++;
    ranks[named[i].index] = rank;
  }
  for (guint32 i = 0; i < n; i++)
    g_free (named[i].text);
  g_free (named);
  return ranks;
}

static guint32 *
rank_types (const HpSnapshot *snapshot)
{
  guint32 n = hp_snapshot_n_types (snapshot);
  Named *named = g_new (Named, n + 1);

  for (guint32 i = 0; i < n; i++)
    named[i] = (Named){ hp_snapshot_dup_type_full_name (snapshot, i), i };
  return rank_texts (named, n);
}

static guint32 *
rank_values (const HpSnapshot *snapshot, const GArray *objects)
{
  Named *named = g_new (Named, objects->len + 1);

  for (guint i = 0; i < objects->len; i++)
    named[i] =
        (Named){ hp_snapshot_dup_preview (snapshot, g_array_index (objects, guint32, i)), i };
  return rank_texts (named, objects->len);
}

typedef struct {
  const HpSnapshot *snapshot;
  HpSortKey key;
  const guint32 *ranks; /* of types */
} Fact;

static guint64
get_fact (guint32 object, gconstpointer data)
{
  const Fact *fact = data;

  switch (fact->key) {
  case HP_SORT_TYPE: return fact->ranks[hp_snapshot_type_of (fact->snapshot, object)];
  case HP_SORT_SIZE: return hp_snapshot_size (fact->snapshot, object);
  /* The sign bit is turned, so that negative counts come first. */
  case HP_SORT_REFCOUNT:
    return (guint64)hp_snapshot_refcount (fact->snapshot, object) ^ (G_GUINT64_CONSTANT (1) << 63);
  case HP_SORT_GENERATION: return hp_snapshot_generation (fact->snapshot, object);
  case HP_SORT_ADDRESS:
  case HP_SORT_VALUE:
  case HP_SORT_RETAINED:
  default: return hp_snapshot_address (fact->snapshot, object);
  }
}

/* Sorts the pairs of a key and an object, which become the order of the objects. */
static gboolean
sort_objects (GArray *objects, Pair *pairs, gboolean descending, GCancellable *cancellable,
              GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint i = 0; descending && i < objects->len; i++)
    pairs[i].key = ~pairs[i].key;
  sort_pairs (pairs, objects->len);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint i = 0; i < objects->len; i++)
    g_array_index (objects, guint32, i) = pairs[i].object;
  return TRUE;
}

gboolean
hp_object_sort_by (GArray *objects, HpSortFunc get_key, gconstpointer data, gboolean descending,
                   GCancellable *cancellable, GError **error)
{
  g_autofree Pair *pairs = g_new (Pair, objects->len + 1);

  if (objects->len == 0)
    return TRUE;
  for (guint i = 0; i < objects->len; i++) {
    guint32 object = g_array_index (objects, guint32, i);

    pairs[i] = (Pair){ get_key (object, data), object };
  }
  return sort_objects (objects, pairs, descending, cancellable, error);
}

static gboolean
sort_by_value (GArray *objects, const HpSnapshot *snapshot, gboolean descending,
               GCancellable *cancellable, GError **error)
{
  g_autofree guint32 *ranks = rank_values (snapshot, objects);
  g_autofree Pair *pairs = g_new (Pair, objects->len + 1);

  if (objects->len == 0)
    return TRUE;
  for (guint i = 0; i < objects->len; i++)
    pairs[i] = (Pair){ ranks[i], g_array_index (objects, guint32, i) };
  return sort_objects (objects, pairs, descending, cancellable, error);
}

gboolean
hp_object_sort (GArray *objects, const HpSnapshot *snapshot, HpSortKey key, gboolean descending,
                GCancellable *cancellable, GError **error)
{
  g_autofree guint32 *ranks = key == HP_SORT_TYPE ? rank_types (snapshot) : NULL;
  const Fact fact = { snapshot, key, ranks };

  if (key == HP_SORT_VALUE)
    return sort_by_value (objects, snapshot, descending, cancellable, error);
  return hp_object_sort_by (objects, get_fact, &fact, descending, cancellable, error);
}
