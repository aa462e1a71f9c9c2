/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/composition.h"

#include <string.h>

#include "analysis/definition.h"
#include "snapshot/traces.h"

typedef struct {
  const HpProvenance *origin;              /* borrowed */
  const HpSnapshot *snapshot;              /* borrowed */
  GHashTable *types, *library, *codes;     /* owned; row or object → how often */
  GHashTable *runs;                        /* owned; type → 1: has code, 2: has none */
  GHashTable *instance_lines, *item_lines; /* owned; frame of a trace → how often */
} Count;

static void
count_one (GHashTable *counts, guint32 key)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (key)));

  g_hash_table_insert (counts, GUINT_TO_POINTER (key), GUINT_TO_POINTER (n + 1));
}

/* The key that is there most often, of several the lowest; HP_NONE for none. */
static guint32
most_frequent (GHashTable *counts, guint32 *n)
{
  GHashTableIter iter;
  gpointer key, value;
  guint32 best = HP_NONE;

  *n = 0;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_UINT (value) > *n ||
        (GPOINTER_TO_UINT (value) == *n && GPOINTER_TO_UINT (key) < best)) {
      best = GPOINTER_TO_UINT (key);
      *n = GPOINTER_TO_UINT (value);
    }
  return best;
}

/* Built-in types have no module. */
static gboolean
type_has_module (const HpSnapshot *snapshot, guint32 type)
{
  g_autofree char *full = hp_snapshot_dup_type_full_name (snapshot, type);

  return strchr (full, '.') != NULL;
}

/* Of the types that are not the program's, among those with a module. */
static guint32
most_frequent_named (Count *count, guint32 *n)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, count->library);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!type_has_module (count->snapshot, GPOINTER_TO_UINT (key)))
      g_hash_table_iter_remove (&iter);
  return most_frequent (count->library, n);
}

/* Types whose objects stand for code of the program; plain code objects are not calls. */
static gboolean
type_runs_code (Count *count, guint32 type)
{
  static const char *const names[] = { "function", "method", "partial", "Thread", NULL };
  gpointer known = g_hash_table_lookup (count->runs, GUINT_TO_POINTER (type));
  gboolean runs;

  if (known == NULL) {
    g_autofree char *name = hp_snapshot_dup_type_name (count->snapshot, type);

    runs = g_strv_contains (names, name) || hp_type_is_call_machinery (count->snapshot, type);
    known = GUINT_TO_POINTER (runs ? 1 : 2);
    g_hash_table_insert (count->runs, GUINT_TO_POINTER (type), known);
  }
  return GPOINTER_TO_UINT (known) == 1;
}

static void
count_code (Count *count, guint32 object)
{
  guint32 code = hp_code_of (count->snapshot, object);
  g_autofree char *file = code != HP_NONE ? hp_code_dup_file (count->snapshot, code) : NULL;

  if (file != NULL && hp_provenance_file_is_own (count->origin, file))
    count_one (count->codes, code);
}

/* ---- lines ---- */

static gboolean
frame_is_own (const Count *count, guint32 frame)
{
  guint32 file = hp_snapshot_frame (count->snapshot, frame).file;
  g_autofree char *path = file != HP_NONE ? hp_snapshot_dup_string (count->snapshot, file) : NULL;

  return path != NULL && path[0] != '<' && hp_provenance_file_is_own (count->origin, path);
}

/* The line that the object was allocated in; HP_NONE when it has no trace. */
static guint32
line_of (const Count *count, guint32 object)
{
  guint32 trace = hp_snapshot_trace_of (count->snapshot, object), n;
  const guint32 *frames;

  if (trace == HP_NONE)
    return HP_NONE;
  frames = hp_snapshot_traceback (count->snapshot,
                                  hp_snapshot_trace (count->snapshot, trace).traceback, &n, NULL);
  for (guint32 i = 0; i < n; i++)
    if (frame_is_own (count, frames[i]))
      return frames[i];
  return frames[0];
}

static void
count_line (const Count *count, GHashTable *lines, guint32 object)
{
  guint32 line = line_of (count, object);

  if (line != HP_NONE)
    count_one (lines, line);
}

static guint32
most_frequent_line (const Count *count)
{
  guint32 n;

  return most_frequent (g_hash_table_size (count->instance_lines) > 0 ? count->instance_lines
                                                                      : count->item_lines,
                        &n);
}

/* ---- age ---- */

gboolean
hp_object_is_young (const HpSnapshot *snapshot, guint32 object)
{
  return hp_snapshot_generation (snapshot, object) <= 1;
}

/* Objects that the collector does not track tell no age. */
static gboolean
is_old (const HpSnapshot *snapshot, guint32 object)
{
  guint generation = hp_snapshot_generation (snapshot, object);

  return generation == 2 || generation == HP_GENERATION_PERMANENT;
}

HpComposition
hp_composition_of (const HpProvenance *origin, const guint32 *objects, guint n, guint n_items)
{
  g_autoptr (GHashTable)
      types = g_hash_table_new (NULL, NULL),
      library = g_hash_table_new (NULL, NULL), codes = g_hash_table_new (NULL, NULL),
      runs = g_hash_table_new (NULL, NULL), instance_lines = g_hash_table_new (NULL, NULL),
      item_lines = g_hash_table_new (NULL, NULL);
  Count count = { origin,         hp_provenance_get_snapshot (origin),
                  types,          library,
                  codes,          runs,
                  instance_lines, item_lines };
  HpComposition result = { .class = HP_NONE, .n_items = n_items };
  for (guint i = 0; i < n; i++) {
    guint32 type = hp_snapshot_type_of (count.snapshot, objects[i]);

    if (hp_provenance_type_is_own (origin, type)) {
      count_one (types, type);
      count_line (&count, instance_lines, objects[i]);
      result.n_finalized +=
          (hp_snapshot_flags (count.snapshot, objects[i]) & HP_OBJECT_FINALIZED) != 0;
    } else {
      count_one (library, type);
    }
    if (i < n_items)
      count_line (&count, item_lines, objects[i]);
    result.n_young += hp_object_is_young (count.snapshot, objects[i]);
    result.n_old += is_old (count.snapshot, objects[i]);
    if (type_runs_code (&count, type))
      count_code (&count, objects[i]);
    if (hp_provenance_class_is_own (origin, objects[i])) {
      result.class = result.n_classes++ == 0 ? objects[i] : result.class;
    }
  }
  result.type = most_frequent (types, &result.n_instances);
  result.library = most_frequent_named (&count, &result.n_library);
  result.code = most_frequent (codes, &result.n_codes);
  result.frame = most_frequent_line (&count);
  return result;
}

gboolean
hp_composition_is_fair_part (const HpComposition *self, guint32 part)
{
  return part > 0 && part >= self->n_items / 5;
}

gboolean
hp_composition_is_finalized (const HpComposition *self)
{
  return self->n_finalized > 0 && self->n_finalized >= self->n_instances / 2;
}

gboolean
hp_composition_names_program (const HpComposition *self)
{
  return hp_composition_is_fair_part (self, self->n_instances) ||
         hp_composition_is_fair_part (self, self->n_codes) ||
         hp_composition_is_fair_part (self, self->n_classes);
}
