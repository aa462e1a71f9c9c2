/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/diff.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/diff-evidence.h"
#include "analysis/side-array.h"

struct _HpDiff {
  const HpSnapshot *before, *after; /* borrowed */
  gboolean has_common_addresses;
  guint8 *earlier; /* owned; HpFate by object of the earlier picture */
  guint8 *later;   /* owned; HpFate by object of the later picture */
  guint64 count[HP_N_FATES], size[HP_N_FATES];
  GArray *types; /* owned; HpDiffType */
};

const char *
hp_fate_to_string (HpFate fate)
{
  static const char *const texts[] = {
    [HP_FATE_KEPT] = N_ ("kept"),
    [HP_FATE_PROBABLY_KEPT] = N_ ("probably kept"),
    [HP_FATE_NEW] = N_ ("new"),
    [HP_FATE_GONE] = N_ ("gone"),
    [HP_FATE_REUSED] = N_ ("address reused"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == HP_N_FATES);
  return texts[fate];
}

/* ---- matching by address ---- */

static gboolean
is_same_source (const HpSnapshot *a, const HpSnapshot *b)
{
  return a->info->kind == b->info->kind && a->info->pid == b->info->pid;
}

/* Both pictures are in ascending order of address: walk them together. */
static gboolean
match (HpDiff *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n_before = hp_snapshot_n_objects (self->before);
  guint32 n_after = hp_snapshot_n_objects (self->after), a = 0, b = 0;
  g_autoptr (HpDiffEvidence) evidence =
      hp_diff_evidence_new (self->before, self->after, run, error);

  if (evidence == NULL)
    return FALSE;
  while (a < n_before && b < n_after) {
    guint64 address_a = hp_snapshot_address (self->before, a);
    guint64 address_b = hp_snapshot_address (self->after, b);

    if (hp_analysis_is_step ((guint64)a + b) &&
        !hp_analysis_step (run, 0.5 * ((double)a / n_before + (double)b / n_after), error))
      return FALSE;
    if (address_a == address_b) {
      self->later[b] = self->earlier[a] = (guint8)hp_diff_evidence_weigh (evidence, a, b);
      a++;
      b++;
    } else if (address_a < address_b)
      a++;
    else
      b++;
  }
  return TRUE;
}

static gboolean
sum_up (HpDiff *self, const HpAnalysisRun *run, GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->after); i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.8, error))
      return FALSE;
    self->count[self->later[i]]++;
    self->size[self->later[i]] += hp_snapshot_size (self->after, i);
  }
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->before); i++)
    if (self->earlier[i] == HP_FATE_GONE) {
      self->count[HP_FATE_GONE]++;
      self->size[HP_FATE_GONE] += hp_snapshot_size (self->before, i);
    }
  return TRUE;
}

/* ---- by type ---- */

/* The row of each type of a picture, in the table of rows by name. */
static HpDiffType **
map_types (const HpSnapshot *snapshot, GHashTable *rows)
{
  guint32 n = hp_snapshot_n_types (snapshot);
  HpDiffType **map = g_new (HpDiffType *, (gsize)n + 1);

  for (guint32 type = 0; type < n; type++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

    map[type] = g_hash_table_lookup (rows, name);
    if (map[type] == NULL) {
      map[type] = g_new0 (HpDiffType, 1);
      map[type]->name = g_steal_pointer (&name);
      g_hash_table_insert (rows, map[type]->name, map[type]);
    }
  }
  return map;
}

static gboolean
add_earlier (HpDiff *self, HpDiffType **map, const HpAnalysisRun *run, GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->before); i++) {
    HpDiffType *row = map[hp_snapshot_type_of (self->before, i)];

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.85, error))
      return FALSE;
    row->count_before++;
    row->size_before += hp_snapshot_size (self->before, i);
    row->n_gone += self->earlier[i] == HP_FATE_GONE || self->earlier[i] == HP_FATE_REUSED;
  }
  return TRUE;
}

static gboolean
add_later (HpDiff *self, HpDiffType **map, const HpAnalysisRun *run, GError **error)
{
  for (guint32 i = 0; i < hp_snapshot_n_objects (self->after); i++) {
    HpDiffType *row = map[hp_snapshot_type_of (self->after, i)];
    guint64 size = hp_snapshot_size (self->after, i);

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.95, error))
      return FALSE;
    row->count_after++;
    row->size_after += size;
    row->n_reused += self->later[i] == HP_FATE_REUSED;
    if (hp_diff_is_new (self, i)) {
      row->n_new++;
      row->new_size += size;
    } else
      row->n_kept++;
  }
  return TRUE;
}

static guint64
change_of (const HpDiffType *row)
{
  return row->size_after > row->size_before ? row->size_after - row->size_before
                                            : row->size_before - row->size_after;
}

static int
compare_types (gconstpointer a, gconstpointer b)
{
  const HpDiffType *x = a, *y = b;

  if (change_of (x) != change_of (y))
    return change_of (x) > change_of (y) ? -1 : 1;
  return g_strcmp0 (x->name, y->name);
}

static void
clear_type (gpointer row)
{
  g_free (((HpDiffType *)row)->name);
}

static gboolean
compare_by_type (HpDiff *self, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree HpDiffType **before = map_types (self->before, rows);
  g_autofree HpDiffType **after = map_types (self->after, rows);
  GHashTableIter iter;
  gpointer row;
  gboolean done = add_earlier (self, before, run, error) && add_later (self, after, run, error);

  self->types = g_array_new (FALSE, FALSE, sizeof (HpDiffType));
  g_array_set_clear_func (self->types, clear_type);
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &row)) {
    g_array_append_vals (self->types, row, 1);
    g_free (row);
  }
  g_array_sort (self->types, compare_types);
  return done;
}

/* ---- all ---- */

HpDiff *
hp_diff_new (const HpSnapshot *before, const HpSnapshot *after, const HpAnalysisRun *run,
             GError **error)
{
  g_autoptr (HpDiff) self = g_new0 (HpDiff, 1);

  self->before = before;
  self->after = after;
  self->has_common_addresses = is_same_source (before, after);
  if ((self->earlier = HP_SIDE_ARRAY (guint8, hp_snapshot_n_objects (before), error)) == NULL ||
      (self->later = HP_SIDE_ARRAY (guint8, hp_snapshot_n_objects (after), error)) == NULL)
    return NULL;
  memset (self->earlier, HP_FATE_GONE, hp_snapshot_n_objects (before));
  memset (self->later, HP_FATE_NEW, hp_snapshot_n_objects (after));
  if ((self->has_common_addresses && !match (self, run, error)) || !sum_up (self, run, error) ||
      !compare_by_type (self, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_diff_free (HpDiff *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->earlier);
  hp_side_array_free (self->later);
  g_clear_pointer (&self->types, g_array_unref);
  g_free (self);
}

const HpSnapshot *
hp_diff_get_before (const HpDiff *self)
{
  return self->before;
}

const HpSnapshot *
hp_diff_get_after (const HpDiff *self)
{
  return self->after;
}

gboolean
hp_diff_has_common_addresses (const HpDiff *self)
{
  return self->has_common_addresses;
}

HpFate
hp_diff_fate_of_later (const HpDiff *self, guint32 object)
{
  return (HpFate)self->later[object];
}

HpFate
hp_diff_fate_of_earlier (const HpDiff *self, guint32 object)
{
  return (HpFate)self->earlier[object];
}

gboolean
hp_diff_is_new (const HpDiff *self, guint32 later_object)
{
  return self->later[later_object] == HP_FATE_NEW || self->later[later_object] == HP_FATE_REUSED;
}

guint64
hp_diff_count (const HpDiff *self, HpFate fate)
{
  return self->count[fate];
}

guint64
hp_diff_size (const HpDiff *self, HpFate fate)
{
  return self->size[fate];
}

const HpDiffType *
hp_diff_get_types (const HpDiff *self, guint *n)
{
  *n = self->types->len;
  return (const HpDiffType *)self->types->data;
}

void
hp_diff_mark_new (const HpDiff *self, guint64 *bits)
{
  for (guint32 object = 0; object < hp_snapshot_n_objects (self->after); object++)
    if (hp_diff_is_new (self, object))
      hp_bit_set (bits, object);
}

/* The objects of both pictures ascend by address: they are walked together. */
void
hp_diff_mark_lasting (const HpDiff *first, const HpDiff *second, guint64 *bits)
{
  guint32 then = 0, n_then = hp_snapshot_n_objects (first->after);

  for (guint32 object = 0; object < hp_snapshot_n_objects (second->after); object++) {
    guint64 address = hp_snapshot_address (second->after, object);

    while (then < n_then && hp_snapshot_address (first->after, then) < address)
      then++;
    if (then < n_then && hp_snapshot_address (first->after, then) == address &&
        !hp_diff_is_new (second, object) && hp_diff_is_new (first, then))
      hp_bit_set (bits, object);
  }
}
