/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/diff-evidence.h"

#include <string.h>

#include "analysis/classes.h"
#include "analysis/keyed-sort.h"
#include "analysis/side-array.h"
#include "snapshot/traces.h"

/* What so many refer to is common property: that two objects share it does not make them one. */
#define COMMON 8

/* Things of its own that an object must have lost, all of them, before it counts as another: one
 * attribute alone may well have been set anew. */
#define MIN_LOST 2

/* What is known of a type of one picture. */
typedef struct {
  guint32 name;          /* a number for its full name: classes may share one, also in a picture */
  gboolean is_immutable; /* size and value never change */
} TypeFacts;

struct _HpDiffEvidence {
  const HpSnapshot *before, *after; /* borrowed */
  TypeFacts *types_before;          /* owned; by type */
  TypeFacts *types_after;           /* owned */
  guint32 *left_before;             /* owned; by object: the neighbour before it in its generation's
                                       list plus 1, 0: none */
  guint32 *left_after;              /* owned */
};

/* ---- making ---- */

static gboolean
name_is_immutable (const char *name)
{
  static const char *const names[] = { "str",   "bytes", "int",       "float", "complex",
                                       "tuple", "range", "frozenset", "code",  NULL };

  return g_strv_contains (names, name);
}

/* numbers: of the names so far. */
static TypeFacts *
describe_types (const HpSnapshot *snapshot, GHashTable *numbers)
{
  TypeFacts *types = g_new (TypeFacts, (gsize)hp_snapshot_n_types (snapshot) + 1);

  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++) {
    char *name = hp_snapshot_dup_type_full_name (snapshot, type);
    guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name));

    if (number == 0)
      number = g_hash_table_size (numbers) + 1;
    types[type] = (TypeFacts){ number, name_is_immutable (name) };
    g_hash_table_replace (numbers, name, GUINT_TO_POINTER (number));
  }
  return types;
}

static void
match_types (HpDiffEvidence *self)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->types_before = describe_types (self->before, numbers);
  self->types_after = describe_types (self->after, numbers);
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
note_neighbours (const HpSnapshot *snapshot, HpKeyed *listed, guint32 *left,
                 const HpAnalysisRun *run, GError **error)
{
  guint32 n = list_tracked (snapshot, listed);

  if (!hp_keyed_sort (listed, n, run, error))
    return FALSE;
  for (guint32 i = 1; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.2, error))
      return FALSE;
    if (listed[i - 1].key >> 32 == listed[i].key >> 32)
      left[listed[i].value] = listed[i - 1].value + 1;
  }
  return TRUE;
}

/* The neighbours in the collector's lists, by object. */
static guint32 *
find_left_neighbours (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (snapshot);
  guint32 *left = HP_SIDE_ARRAY (guint32, n, error);
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
  g_free (self->types_before);
  g_free (self->types_after);
  hp_side_array_free (self->left_before);
  hp_side_array_free (self->left_after);
  g_free (self);
}

/* ---- against ---- */

static gboolean
types_differ (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  return self->types_before[hp_snapshot_type_of (self->before, a)].name !=
         self->types_after[hp_snapshot_type_of (self->after, b)].name;
}

static gboolean
is_immutable (const HpDiffEvidence *self, guint32 a)
{
  return self->types_before[hp_snapshot_type_of (self->before, a)].is_immutable;
}

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

  return hp_snapshot_size (self->before, a) != hp_snapshot_size (self->after, b) ||
         length_a != length_b || memcmp (text_a, text_b, length_a) != 0;
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
  if (types_differ (self, a, b) || (is_immutable (self, a) && values_differ (self, a, b)))
    return TRUE;
  return grew_younger (self, a, b) || lost_its_finalization (self, a, b) ||
         born_elsewhere (self, a, b);
}

/* ---- what they refer to ---- */

/* How many things of their own two objects have in the same place: the same, and others. */
typedef struct {
  guint n_same, n_lost;
} Belongings;

static gboolean
is_common (const HpSnapshot *snapshot, guint32 object)
{
  const HpObjectFlags everybodys = HP_OBJECT_IMMORTAL | HP_OBJECT_STATIC | HP_OBJECT_INTERNED;

  return (hp_snapshot_flags (snapshot, object) & everybodys) != 0 ||
         hp_snapshot_refcount (snapshot, object) > COMMON;
}

/* What cannot change is the same wherever it lies; for the rest the address has to do. */
static gboolean
is_same_thing (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  if (types_differ (self, a, b))
    return FALSE;
  if (is_immutable (self, a))
    return !values_differ (self, a, b);
  return hp_snapshot_address (self->before, a) == hp_snapshot_address (self->after, b);
}

/* The references of both come in the same order, as long as nothing was put in between. */
static void
compare_belongings (const HpDiffEvidence *self, guint32 a, guint32 b, Belongings *sum)
{
  guint32 n_a, n_b;
  const guint32 *had = hp_snapshot_referents (self->before, a, NULL, &n_a);
  const guint32 *labels, *has = hp_snapshot_referents (self->after, b, &labels, &n_b);

  for (guint32 i = 0; i < MIN (n_a, n_b) && sum->n_same == 0; i++) {
    if (hp_label_kind (labels[i]) == HP_REF_TYPE || is_common (self->before, had[i]) ||
        is_common (self->after, has[i]))
      continue;
    if (is_same_thing (self, had[i], has[i]))
      sum->n_same++;
    else
      sum->n_lost++;
  }
}

/* Nothing of its own is left: an instance is told by its attributes, be they in a namespace. */
static gboolean
lost_all_it_had (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  guint32 names_a = hp_follow_field (self->before, a, "__dict__");
  guint32 names_b = hp_follow_field (self->after, b, "__dict__");
  Belongings sum = { 0 };

  if (names_a != HP_NONE && names_b != HP_NONE)
    compare_belongings (self, names_a, names_b, &sum);
  else
    compare_belongings (self, a, b, &sum);
  return sum.n_same == 0 && sum.n_lost >= MIN_LOST;
}

/* ---- for ---- */

/* Without a collection in between nothing has come to the oldest generation. */
static gboolean
nothing_grew_old (const HpDiffEvidence *self)
{
  const HpGenerationStats *was = self->before->info->gc.stats, *is = self->after->info->gc.stats;

  return was[1].collections == is[1].collections && was[2].collections == is[2].collections;
}

/* What is made anew in the same order comes to lie in the same order: then the neighbour at the
 * same address is another as well, and proves nothing. */
static gboolean
has_the_same_neighbour (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  guint32 left_a = self->left_before[a], left_b = self->left_after[b];

  return left_a != 0 && left_b != 0 &&
         hp_snapshot_address (self->before, left_a - 1) ==
             hp_snapshot_address (self->after, left_b - 1) &&
         !is_another (self, left_a - 1, left_b - 1) &&
         !lost_all_it_had (self, left_a - 1, left_b - 1);
}

static gboolean
is_surely_the_same (const HpDiffEvidence *self, guint32 a, guint32 b)
{
  const HpObjectFlags lasting = HP_OBJECT_IMMORTAL | HP_OBJECT_STATIC;

  if ((hp_snapshot_flags (self->after, b) & lasting) != 0)
    return TRUE;
  if (has_the_same_neighbour (self, a, b))
    return TRUE;
  return hp_snapshot_generation (self->before, a) == 2 &&
         hp_snapshot_generation (self->after, b) == 2 && nothing_grew_old (self);
}

HpFate
hp_diff_evidence_weigh (const HpDiffEvidence *self, guint32 earlier, guint32 later)
{
  if (is_another (self, earlier, later))
    return HP_FATE_REUSED;
  if (is_surely_the_same (self, earlier, later))
    return HP_FATE_KEPT;
  return lost_all_it_had (self, earlier, later) ? HP_FATE_REUSED : HP_FATE_PROBABLY_KEPT;
}
