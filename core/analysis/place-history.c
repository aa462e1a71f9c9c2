/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/place-history.h"

#include <string.h>

/* Items of a picture below which their fate says nothing. */
#define MIN_ITEMS 4

/* ---- places ---- */

static gboolean
same_string (const HpSnapshot *a, guint32 string_a, const HpSnapshot *b, guint32 string_b)
{
  gsize length_a, length_b;
  const char *text_a = hp_snapshot_string (a, string_a, &length_a);
  const char *text_b = hp_snapshot_string (b, string_b, &length_b);

  return length_a == length_b && memcmp (text_a, text_b, length_a) == 0;
}

/* Labels that name one reference of an object: a set's members all have the same. */
static gboolean
is_name (guint32 label)
{
  switch (hp_label_kind (label)) {
  case HP_REF_INDEX:
  case HP_REF_KEY:
  case HP_REF_ATTRIBUTE:
  case HP_REF_LOCAL:
  case HP_REF_CELL:
  case HP_REF_FIELD: return TRUE;
  default: return FALSE;
  }
}

static gboolean
same_label (const HpSnapshot *a, guint32 label_a, const HpSnapshot *b, guint32 label_b)
{
  HpRefKind kind = hp_label_kind (label_a);

  if (kind != hp_label_kind (label_b) || !is_name (label_a))
    return FALSE;
  if (!hp_ref_kind_has_string (kind))
    return hp_label_value (label_a) == hp_label_value (label_b);
  return same_string (a, hp_label_value (label_a), b, hp_label_value (label_b));
}

/* Where the reference that is called so in the last picture leads to from the earlier object. */
static guint32
follow (const HpSnapshot *earlier, guint32 object, const HpSnapshot *last, guint32 label)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (earlier, object, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (same_label (last, label, earlier, labels[i]))
      return targets[i];
  return HP_NONE;
}

guint32
hp_place_find (const HpGrowthHistory *history, const HpRootTree *roots, guint32 object,
               guint picture)
{
  guint last = hp_growth_history_n_pictures (history) - 1;
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 found = hp_growth_history_follow (history, object, last, picture);

  while (found == HP_NONE) {
    guint32 label = hp_root_tree_get_label (roots, object);

    if ((object = hp_root_tree_get_parent (roots, object)) == HP_NONE)
      return HP_NONE;
    g_array_append_val (way, label);
    found = hp_growth_history_follow (history, object, last, picture);
  }
  for (guint i = way->len; i > 0 && found != HP_NONE; i--)
    found =
        follow (hp_growth_history_get_picture (history, picture), found,
                hp_growth_history_get_picture (history, last), g_array_index (way, guint32, i - 1));
  return found;
}

/* ---- items ---- */

typedef struct {
  const HpGrowthHistory *history;
  guint32 holder[HP_GROWTH_MAX_PICTURES];
  gboolean *is_wanted[HP_GROWTH_MAX_PICTURES]; /* owned; by type of that picture */
} Places;

/* By type of the picture: whether it has that full name. */
static gboolean *
find_types (const HpSnapshot *snapshot, const char *name)
{
  guint32 n = hp_snapshot_n_types (snapshot);
  gboolean *found = g_new0 (gboolean, (gsize)n + 1);

  for (guint32 type = 0; type < n; type++) {
    g_autofree char *full = name != NULL ? hp_snapshot_dup_type_full_name (snapshot, type) : NULL;

    found[type] = name == NULL || g_str_equal (full, name);
  }
  return found;
}

/* Adds those that keys are, or those that are none. Returns how many references there were. */
static guint32
add_items (const Places *places, guint picture, gboolean keys, GHashTable *items)
{
  const HpSnapshot *snapshot = hp_growth_history_get_picture (places->history, picture);
  const guint32 *labels;
  guint32 n, n_added = 0;
  const guint32 *targets = hp_snapshot_referents (snapshot, places->holder[picture], &labels, &n);

  for (guint32 i = 0; i < n; i++) {
    HpRefKind kind = hp_label_kind (labels[i]);

    if (kind == HP_REF_TYPE || (kind == HP_REF_DICT_KEY) != keys ||
        !places->is_wanted[picture][hp_snapshot_type_of (snapshot, targets[i])])
      continue;
    g_hash_table_add (items, GUINT_TO_POINTER (targets[i]));
    n_added++;
  }
  return n_added;
}

/* The items in that picture, each once. The keys of a dict are not what it is there for, unless
 * they tell more than its values do: a Counter has a 1 for each. */
static GHashTable *
list_items (const Places *places, guint picture)
{
  GHashTable *items = g_hash_table_new (NULL, NULL);
  guint32 n = add_items (places, picture, FALSE, items);

  if (n == 0 || g_hash_table_size (items) < n / 2)
    add_items (places, picture, TRUE, items);
  return items;
}

/* How many items of one picture are items of another, later one. */
static guint64
count_left (const Places *places, GHashTable *items, guint from, GHashTable *later, guint to)
{
  GHashTableIter iter;
  gpointer item;
  guint64 n = 0;

  g_hash_table_iter_init (&iter, items);
  while (g_hash_table_iter_next (&iter, &item, NULL)) {
    guint32 there = hp_growth_history_follow (places->history, GPOINTER_TO_UINT (item), from, to);

    n += there != HP_NONE && g_hash_table_contains (later, GUINT_TO_POINTER (there));
  }
  return n;
}

static HpPlaceHistory
count_items (const Places *places, guint n_pictures)
{
  HpPlaceHistory self = { .n_pictures = n_pictures };
  GHashTable *items[HP_GROWTH_MAX_PICTURES];

  for (guint i = 0; i < n_pictures; i++) {
    items[i] = list_items (places, i);
    self.n[i] = g_hash_table_size (items[i]);
    self.n_of_first[i] = count_left (places, items[0], 0, items[i], i);
  }
  self.n_of_previous = count_left (places, items[n_pictures - 2], n_pictures - 2,
                                   items[n_pictures - 1], n_pictures - 1);
  for (guint i = 0; i < n_pictures; i++)
    g_hash_table_unref (items[i]);
  return self;
}

HpPlaceHistory
hp_place_history_of (const HpGrowthHistory *history, const HpRootTree *roots, guint32 holder,
                     guint32 type)
{
  guint n = hp_growth_history_n_pictures (history);
  const HpSnapshot *last = hp_growth_history_get_picture (history, n - 1);
  g_autofree char *name = type != HP_NONE ? hp_snapshot_dup_type_full_name (last, type) : NULL;
  Places places = { .history = history };
  HpPlaceHistory self;

  for (guint i = 0; i < n; i++)
    if ((places.holder[i] = hp_place_find (history, roots, holder, i)) == HP_NONE)
      return (HpPlaceHistory){ 0 };
  for (guint i = 0; i < n; i++)
    places.is_wanted[i] = find_types (hp_growth_history_get_picture (history, i), name);
  self = count_items (&places, n);
  for (guint i = 0; i < n; i++)
    g_free (places.is_wanted[i]);
  return self;
}

/* ---- what they say ---- */

gint64
hp_place_history_get_rise (const HpPlaceHistory *self)
{
  return hp_steady_rise (self->n, self->n_pictures);
}

/* What came and went once is gone by the last picture; what leaked is not. */
static gboolean
some_stay_for_good (const HpPlaceHistory *self)
{
  return self->n_pictures > 2 && self->n_of_first[1] >= MIN_ITEMS &&
         self->n_of_first[2] >= self->n_of_first[1] - self->n_of_first[1] / 10;
}

gboolean
hp_place_history_has_stopped (const HpPlaceHistory *self)
{
  return self->n_pictures > 2 && self->n[1] >= self->n[0] + MIN_ITEMS &&
         self->n[2] < self->n[1] + (self->n[1] - self->n[0]) / 8;
}

gboolean
hp_place_history_is_turnover (const HpPlaceHistory *self)
{
  guint last = self->n_pictures - 1;
  guint64 before, gone;

  if (self->n_pictures < 2 || some_stay_for_good (self))
    return FALSE;
  before = self->n[last - 1];
  gone = before - self->n_of_previous;
  return before >= MIN_ITEMS && gone > before / 2 && self->n[last] < before + gone;
}
