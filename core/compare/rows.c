/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/comparison.h"

typedef struct {
  GArray *rows;
  const HpComparison *comparison;
} Listing;

const char *
hp_row_group_name (HpRowGroup group)
{
  static const char *const names[] = { "collector", "objects", "memory", "size_classes", "types" };

  return names[group];
}

static void
clear_row (gpointer data)
{
  g_free (((HpCounterRow *)data)->name);
}

/* Takes the name. */
static void
add (Listing *listing, HpRowGroup group, gboolean change, const gint64 values[HP_N_SIDES],
     const char *what, int of, char *name)
{
  HpCounterRow row = { group, what, of, name, change, { values[0], values[1] } };

  g_array_append_val (listing->rows, row);
}

/* The counter at an offset of HpCounters, on both sides: at the end, or its change. */
static void
read_values (Listing *listing, gsize offset, gboolean change, gint64 values[HP_N_SIDES])
{
  for (int i = 0; i < HP_N_SIDES; i++) {
    const HpSide *side = listing->comparison->sides[i];

    values[i] = G_STRUCT_MEMBER (gint64, side->end, offset);
    if (change)
      values[i] -= G_STRUCT_MEMBER (gint64, side->start, offset);
  }
}

#define OFFSET(member) G_STRUCT_OFFSET (HpCounters, member)

static void
add_generations (Listing *listing, HpRowGroup group, const char *what, gsize offset,
                 gboolean change)
{
  for (int i = 0; i < HP_COUNTED_GENERATIONS; i++) {
    gint64 values[HP_N_SIDES];

    read_values (listing, offset + (gsize)i * sizeof (gint64), change, values);
    add (listing, group, change, values, what, i, g_strdup_printf ("%s, generation %d", what, i));
  }
}

static void
add_one (Listing *listing, HpRowGroup group, const char *what, gsize offset)
{
  gint64 values[HP_N_SIDES];

  read_values (listing, offset, TRUE, values);
  add (listing, group, TRUE, values, what, -1, g_strdup (what));
}

static void
add_objects (Listing *listing)
{
  gint64 values[HP_N_SIDES];

  for (int i = 0; i < HP_N_SIDES; i++)
    values[i] = hp_counters_get_tracked (listing->comparison->sides[i]->end) -
                hp_counters_get_tracked (listing->comparison->sides[i]->start);
  add (listing, HP_ROWS_OBJECTS, TRUE, values, "tracked objects", -1, g_strdup ("tracked objects"));
  add_generations (listing, HP_ROWS_OBJECTS, "tracked", OFFSET (tracked), TRUE);
  add_one (listing, HP_ROWS_OBJECTS, "frozen", OFFSET (tracked[HP_COUNTED_GENERATIONS]));
}

static void
add_memory (Listing *listing)
{
  add_one (listing, HP_ROWS_MEMORY, "allocated blocks", OFFSET (blocks));
  add_one (listing, HP_ROWS_MEMORY, "bytes in used blocks", OFFSET (used_bytes));
  add_one (listing, HP_ROWS_MEMORY, "bytes in free blocks", OFFSET (available_bytes));
  add_one (listing, HP_ROWS_MEMORY, "bytes in unused pools", OFFSET (unused_bytes));
  add_one (listing, HP_ROWS_MEMORY, "arenas", OFFSET (arenas));
  add_one (listing, HP_ROWS_MEMORY, "arenas allocated", OFFSET (arenas_allocated));
  add_one (listing, HP_ROWS_MEMORY, "arenas given back", OFFSET (arenas_reclaimed));
}

static void
add_classes (Listing *listing)
{
  static const struct {
    const char *what;
    gsize offset;
  } columns[] = {
    { "blocks", G_STRUCT_OFFSET (HpClassCounters, blocks) },
    { "free blocks", G_STRUCT_OFFSET (HpClassCounters, free_blocks) },
    { "pools", G_STRUCT_OFFSET (HpClassCounters, pools) },
  };

  for (gsize i = 0; i < HP_HEAP_SIZE_CLASSES; i++)
    for (guint k = 0; k < G_N_ELEMENTS (columns); k++) {
      int size = (int)((i + 1) * HP_HEAP_ALIGNMENT);
      gint64 values[HP_N_SIDES];

      read_values (listing, OFFSET (classes) + i * sizeof (HpClassCounters) + columns[k].offset,
                   TRUE, values);
      if (values[0] != 0 || values[1] != 0)
        add (listing, HP_ROWS_CLASSES, TRUE, values, columns[k].what, size,
             g_strdup_printf ("%d bytes, %s", size, columns[k].what));
    }
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const HpCounterRow *left = a, *right = b;
  gint64 l = MAX (ABS (left->values[0]), ABS (left->values[1]));
  gint64 r = MAX (ABS (right->values[0]), ABS (right->values[1]));

  return l != r ? (l < r ? 1 : -1) : g_strcmp0 (left->name, right->name);
}

static void
add_types (Listing *listing)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;
  guint first = listing->rows->len;

  for (int i = 0; i < 2 * HP_N_SIDES; i++) {
    const HpSide *side = listing->comparison->sides[i / 2];

    g_hash_table_iter_init (&iter, (i % 2 == 0 ? side->start : side->end)->types);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      g_hash_table_add (names, name);
  }
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    gint64 values[HP_N_SIDES];

    for (int i = 0; i < HP_N_SIDES; i++)
      values[i] = hp_counters_get_type (listing->comparison->sides[i]->end, name) -
                  hp_counters_get_type (listing->comparison->sides[i]->start, name);
    if (values[0] != 0 || values[1] != 0)
      add (listing, HP_ROWS_TYPES, TRUE, values, NULL, -1, g_strdup (name));
  }
  if (listing->rows->len > first)
    qsort (&g_array_index (listing->rows, HpCounterRow, first), listing->rows->len - first,
           sizeof (HpCounterRow), compare_changes);
}

GArray *
hp_comparison_list_counters (const HpComparison *self)
{
  Listing listing = { g_array_new (FALSE, FALSE, sizeof (HpCounterRow)), self };

  g_array_set_clear_func (listing.rows, clear_row);
  for (int i = 0; i < HP_N_SIDES; i++)
    if (self->sides[i]->start == NULL || self->sides[i]->end == NULL)
      return listing.rows;
  add_generations (&listing, HP_ROWS_COLLECTOR, "count", OFFSET (count), FALSE);
  add_generations (&listing, HP_ROWS_COLLECTOR, "threshold", OFFSET (threshold), FALSE);
  add_generations (&listing, HP_ROWS_COLLECTOR, "collections", OFFSET (collections), TRUE);
  add_generations (&listing, HP_ROWS_COLLECTOR, "collected", OFFSET (collected), TRUE);
  add_generations (&listing, HP_ROWS_COLLECTOR, "uncollectable", OFFSET (uncollectable), TRUE);
  add_objects (&listing);
  add_memory (&listing);
  add_classes (&listing);
  add_types (&listing);
  return listing.rows;
}
