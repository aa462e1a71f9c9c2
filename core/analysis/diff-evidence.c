/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/diff-evidence.h"

#include <string.h>

#include "analysis/keyed-sort.h"
#include "analysis/side-array.h"
#include "snapshot/traces.h"

/* What is known of a type of the earlier picture. */
typedef struct {
  guint32 later;         /* the type of that name in the later picture, or HP_NONE */
  gboolean is_immutable; /* size and value never change */
} TypeFacts;

struct _HpDiffEvidence {
  const HpSnapshot *before, *after; /* borrowed */
  TypeFacts *types;                 /* owned; by type of the earlier picture */
  guint64 *left_before;             /* owned; by object: address of the neighbour before it in its
                                       generation's list, 0: none */
  guint64 *left_after;              /* owned */
};

/* ---- making ---- */

static gboolean
name_is_immutable (const char *name)
{
  static const char *const names[] = { "str",   "bytes", "int",       "float", "complex",
                                       "tuple", "range", "frozenset", "code",  NULL };

  return g_strv_contains (names, name);
}

static void
match_types (HpDiffEvidence *self)
{
  g_autoptr (GHashTable) later = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 type = 0; type < hp_snapshot_n_types (self->after); type++)
    g_hash_table_insert (later, hp_snapshot_dup_type_full_name (self->after, type),
                         GUINT_TO_POINTER (type + 1));
  self->types = g_new (TypeFacts, (gsize)hp_snapshot_n_types (self->before) + 1);
  for (guint32 type = 0; type < hp_snapshot_n_types (self->before); type++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (self->before, type);
    guint found = GPOINTER_TO_UINT (g_hash_table_lookup (later, name));

    self->types[type] = (TypeFacts){ found > 0 ? found - 1 : HP_NONE, name_is_immutable (name) };
  }
}

/* The tracked objects; in the order of generations, then of their lists when sorted. */
static guint32
list_tracked (const HpSnapshot *snapshot, HpKeyed *listed)
{
  guint32 n = 0;

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    guint32 order = hp_snapshot_gc_order (snapshot, object);
    guint64 generation = hp_snapshot_generation (snapshot, object);

    if (order != HP_NONE)
      listed[n++] = (HpKeyed){ generation << 32 | order, object };
  }
  return n;
}

static gboolean
note_neighbours (const HpSnapshot *snapshot, HpKeyed *listed, guint64 *left,
                 const HpAnalysisRun *run, GError **error)
{
  guint32 n = list_tracked (snapshot, listed);

  if (!hp_keyed_sort (listed, n, run, error))
    return FALSE;
  for (guint32 i = 1; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.2, error))
      return FALSE;
    if (listed[i - 1].key >> 32 == listed[i].key >> 32)
      left[listed[i].value] = hp_snapshot_address (snapshot, listed[i - 1].value);
  }
  return TRUE;
}

/* The neighbours in the collector's lists, by object. */
static guint64 *
find_left_neighbours (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (snapshot);
  guint64 *left = HP_SIDE_ARRAY (guint64, n, error);
  HpKeyed *listed = left != NULL ? HP_SIDE_ARRAY (HpKeyed, n, error) : NULL;

  if (listed == NULL || !note_neighbours (snapshot, listed, left, run, error))
    g_clear_pointer (&left, hp_side_array_free);
  hp_side_array_free (listed);
  return left;
}

HpDiffEvidence *
hp_diff_evidence_new (const HpSnapshot *before, const HpSnapshot *after, const HpAnalysisRun *run,
                      GError **error)
{
  g_autoptr (HpDiffEvidence) self = g_new0 (HpDiffEvidence, 1);

  self->before = before;
  self->after = after;
  match_types (self);
  if ((self->left_before = find_left_neighbours (before, run, error)) == NULL ||
      (self->left_after = find_left_neighbours (after, run, error)) == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_diff_evidence_free (HpDiffEvidence *self)
{
  if (self == NULL)
    return;
  g_free (self->types);
  hp_side_array_free (self->left_before);
  hp_side_array_free (self->left_after);
  g_free (self);
}

/* ---- against ---- */

static guint32
preview_of (const HpSnapshot *snapshot, guint32 object)
{
  return HP_SNAPSHOT_COLUMN (snapshot, OBJECT_PREVIEW, guint32)[object];
}

static gboolean
values_differ (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  gsize length_a, length_b;
  const char *text_a = hp_snapshot_string (self->before, preview_of (self->before, a), &length_a);
  const char *text_b = hp_snapshot_string (self->after, preview_of (self->after, b), &length_b);

  return length_a != length_b || memcmp (text_a, text_b, length_a) != 0;
}

/* Objects move to older generations only. */
static gboolean
grew_younger (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  guint was = hp_snapshot_generation (self->before, a);
  guint is = hp_snapshot_generation (self->after, b);

  return was <= 2 && is <= 2 && is < was;
}

static gboolean
lost_its_finalization (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  return (hp_snapshot_flags (self->before, a) & HP_OBJECT_FINALIZED) != 0 &&
         (hp_snapshot_flags (self->after, b) & HP_OBJECT_FINALIZED) == 0;
}

static gboolean
born_elsewhere (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  guint32 was = hp_snapshot_trace_of (self->before, a), is = hp_snapshot_trace_of (self->after, b);
  g_autofree char *line_a = NULL, *line_b = NULL;
  guint32 n;

  if (was == HP_NONE || is == HP_NONE)
    return FALSE;
  line_a = hp_snapshot_format_frame (
      self->before,
      hp_snapshot_traceback (self->before, hp_snapshot_trace (self->before, was).traceback, &n,
                             NULL)[0]);
  line_b = hp_snapshot_format_frame (
      self->after, hp_snapshot_traceback (
                       self->after, hp_snapshot_trace (self->after, is).traceback, &n, NULL)[0]);
  return !g_str_equal (line_a, line_b);
}

static gboolean
is_another (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  const TypeFacts *type = &self->types[hp_snapshot_type_of (self->before, a)];

  if (type->later != hp_snapshot_type_of (self->after, b))
    return TRUE;
  if (type->is_immutable &&
      (hp_snapshot_size (self->before, a) != hp_snapshot_size (self->after, b) ||
       values_differ (self, a, b)))
    return TRUE;
  return grew_younger (self, a, b) || lost_its_finalization (self, a, b) ||
         born_elsewhere (self, a, b);
}

/* ---- for ---- */

/* Without a collection in between nothing has come to the oldest generation. */
static gboolean
nothing_grew_old (const HpDiffEvidence *self)
{
  const HpGenerationStats *was = self->before->info->gc.stats, *is = self->after->info->gc.stats;

  return was[1].collections == is[1].collections && was[2].collections == is[2].collections;
}

static gboolean
is_surely_the_same (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  const HpObjectFlags lasting = HP_OBJECT_IMMORTAL | HP_OBJECT_STATIC;

  if ((hp_snapshot_flags (self->after, b) & lasting) != 0)
    return TRUE;
  if (self->left_before[a] != 0 && self->left_before[a] == self->left_after[b])
    return TRUE;
  return hp_snapshot_generation (self->before, a) == 2 &&
         hp_snapshot_generation (self->after, b) == 2 && nothing_grew_old (self);
}

HpFate
hp_diff_evidence_weigh (const HpDiffEvidence *self, guint32 earlier, guint32 later)
{
  if (is_another (self, earlier, later))
    return HP_FATE_REUSED;
  return is_surely_the_same (self, earlier, later) ? HP_FATE_KEPT : HP_FATE_PROBABLY_KEPT;
}
