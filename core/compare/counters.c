/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/counters.h"

#include <stdio.h>
#include <string.h>

#include "gc/gc.h"
#include "object/type.h"

HpCounters *
hp_counters_new (void)
{
  HpCounters *self = g_new0 (HpCounters, 1);

  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
hp_counters_free (HpCounters *self)
{
  g_hash_table_unref (self->types);
  g_free (self);
}

gint64
hp_counters_get_type (const HpCounters *self, const char *name)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (self->types, name));
}

static void
add_to_type (HpCounters *self, const char *name, gint64 n)
{
  g_hash_table_replace (self->types, g_strdup (name),
                        GSIZE_TO_POINTER (hp_counters_get_type (self, name) + n));
}

gint64
hp_counters_get_tracked (const HpCounters *self)
{
  gint64 sum = 0;

  for (int i = 0; i < HP_COUNTED_LISTS; i++)
    sum += self->tracked[i];
  return sum;
}

/* ---- the embedded heap ---- */

/* data: HpType * → number of its objects */
static int
count_object (HpObject *o, void *data)
{
  gsize n = GPOINTER_TO_SIZE (g_hash_table_lookup (data, o->type));

  g_hash_table_insert (data, o->type, GSIZE_TO_POINTER (n + 1));
  return 0;
}

/* Two types of one name count together: a name is all that both sides can tell. */
static void
read_types (HpCounters *self, HpRuntime *rt)
{
  g_autoptr (GHashTable) types = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer type, n;

  for (int i = 0; i < HP_GC_GENERATIONS; i++)
    hp_gc_walk (rt, i, count_object, types);
  g_hash_table_iter_init (&iter, types);
  while (g_hash_table_iter_next (&iter, &type, &n))
    add_to_type (self, hp_type_short_name (type), (gint64)GPOINTER_TO_SIZE (n));
}

static void
read_collector (HpCounters *self, HpRuntime *rt)
{
  int counts[HP_GC_GENERATIONS], thresholds[HP_GC_GENERATIONS];

  hp_gc_get_counts (rt, counts);
  hp_gc_get_thresholds (rt, thresholds);
  for (int i = 0; i < HP_GC_GENERATIONS; i++) {
    const HpGcStats *stats = hp_gc_get_stats (rt, i);

    self->count[i] = counts[i];
    self->threshold[i] = thresholds[i];
    self->collections[i] = stats->collections;
    self->collected[i] = stats->collected;
    self->uncollectable[i] = stats->uncollectable;
  }
  for (int i = 0; i < HP_COUNTED_LISTS; i++)
    self->tracked[i] = (gint64)hp_gc_count_objects (rt, i);
}

static void
read_heap (HpCounters *self, HpHeap *heap)
{
  HpHeapStats stats;

  hp_heap_get_stats (heap, &stats);
  self->blocks = (gint64)hp_heap_get_allocated_blocks (heap);
  self->arenas = (gint64)stats.n_arenas;
  self->arenas_allocated = (gint64)stats.n_arenas_allocated;
  self->arenas_reclaimed = (gint64)stats.n_arenas_reclaimed;
  self->arenas_highwater = (gint64)stats.n_arenas_highwater;
  self->used_bytes = (gint64)stats.allocated_bytes;
  self->available_bytes = (gint64)stats.available_bytes;
  self->unused_bytes = (gint64)stats.free_pool_bytes;
  for (guint i = 0; i < HP_HEAP_SIZE_CLASSES; i++)
    self->classes[i] =
        (HpClassCounters){ (gint64)stats.classes[i].n_pools, (gint64)stats.classes[i].n_blocks,
                           (gint64)stats.classes[i].n_free_blocks };
}

HpCounters *
hp_counters_read (HpInterpreter *interpreter)
{
  HpCounters *self = hp_counters_new ();

  read_collector (self, hp_interpreter_get_runtime (interpreter));
  read_types (self, hp_interpreter_get_runtime (interpreter));
  read_heap (self, hp_interpreter_get_heap (interpreter));
  return self;
}

/* ---- the reference's report ---- */

/* "KEY 1 2 3": as many numbers as are there, at most n. */
static void
parse_numbers (const char *text, gint64 *numbers, guint n)
{
  for (guint i = 0; i < n && *text != '\0'; i++) {
    char *end;

    numbers[i] = g_ascii_strtoll (text, &end, 10);
    if (end == text)
      return;
    text = end;
  }
}

static void
parse_type (HpCounters *self, const char *text)
{
  char *name;
  gint64 n = g_ascii_strtoll (text, &name, 10);

  if (*name == ' ' && g_utf8_validate (name, -1, NULL))
    add_to_type (self, name + 1, n);
}

static gboolean
parse_collector_line (HpCounters *self, const char *key, const char *rest)
{
  const struct {
    const char *key;
    gint64 *numbers;
    guint n;
  } keys[] = {
    { "blocks", &self->blocks, 1 },
    { "count", self->count, HP_COUNTED_GENERATIONS },
    { "threshold", self->threshold, HP_COUNTED_GENERATIONS },
    { "tracked", self->tracked, HP_COUNTED_LISTS },
    { "collections", self->collections, HP_COUNTED_GENERATIONS },
    { "collected", self->collected, HP_COUNTED_GENERATIONS },
    { "uncollectable", self->uncollectable, HP_COUNTED_GENERATIONS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (key, keys[i].key)) {
      parse_numbers (rest, keys[i].numbers, keys[i].n);
      return TRUE;
    }
  return FALSE;
}

/* A row of the table of size classes: class, size, pools, blocks in use, free blocks. */
static gboolean
parse_class (HpCounters *self, const char *line)
{
  gint64 row[5] = { -1, -1, -1, -1, -1 };

  parse_numbers (line, row, G_N_ELEMENTS (row));
  if (row[4] < 0 || row[0] < 0 || row[0] >= HP_HEAP_SIZE_CLASSES)
    return FALSE;
  self->classes[row[0]] = (HpClassCounters){ row[2], row[3], row[4] };
  return TRUE;
}

/* "# arenas reclaimed     =      1,234" of sys._debugmallocstats () */
static void
parse_total (HpCounters *self, const char *line)
{
  const struct {
    const char *start;
    gint64 *number;
  } totals[] = {
    { "# arenas allocated total ", &self->arenas_allocated },
    { "# arenas reclaimed ", &self->arenas_reclaimed },
    { "# arenas highwater mark ", &self->arenas_highwater },
    { "# arenas allocated current ", &self->arenas },
    { "# bytes in allocated blocks ", &self->used_bytes },
    { "# bytes in available blocks ", &self->available_bytes },
    { "# bytes in unused pools ", &self->unused_bytes },
  };
  const char *equals = strrchr (line, '=');

  for (guint i = 0; equals != NULL && i < G_N_ELEMENTS (totals); i++)
    if (g_str_has_prefix (line, totals[i].start)) {
      gint64 number = 0;

      for (const char *c = equals; *c != '\0' && number < G_MAXINT64 / 10 - 10; c++)
        if (g_ascii_isdigit (*c))
          number = 10 * number + (*c - '0');
      *totals[i].number = number;
    }
}

static void
parse_line (HpCounters *self, const char *line)
{
  const char *space = strchr (line, ' ');
  g_autofree char *key = space != NULL ? g_strndup (line, (gsize)(space - line)) : NULL;

  if (key == NULL)
    return;
  if (g_str_equal (key, "type"))
    parse_type (self, space + 1);
  else if (!parse_collector_line (self, key, space) && !parse_class (self, line))
    parse_total (self, line);
}

void
hp_counters_parse (const char *report, HpCounters **start, HpCounters **end)
{
  g_auto (GStrv) lines = g_strsplit (report, "\n", -1);
  HpCounters *current = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    HpCounters **begun = g_str_equal (lines[i], "when start") ? start
                         : g_str_equal (lines[i], "when end") ? end
                                                              : NULL;

    if (begun != NULL && *begun == NULL)
      current = *begun = hp_counters_new ();
    else if (g_str_has_prefix (lines[i], "when "))
      current = NULL; /* a moment that does not matter */
    else if (current != NULL)
      parse_line (current, lines[i]);
  }
}
