/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/audit.h"

#include <glib/gi18n.h>

#include "analysis/side-array.h"

/* Objects that make "many", at least this part of their type (interpreters themselves never give a
 * few strings back), and how often a count must exceed its holders to be piled up. */
#define MANY      20
#define MANY_PART 50 /* one in so many */
#define PILED     100

struct _HpAudit {
  const HpSnapshot *snapshot; /* borrowed */
  guint32 *found;             /* owned; by object */
  guint32 *named;             /* owned; by object: roots that count: variables of C, tables of
                               * what an interpreter keeps for ever */
  GArray *types;              /* owned; HpAuditType */
};

const char *
hp_remainder_to_string (HpRemainderKind kind)
{
  static const char *const texts[] = {
    [HP_REMAINDER_NONE] = "",
    [HP_REMAINDER_FEW] = N_ ("C code that keeps them, or a running call"),
    [HP_REMAINDER_UNHELD] = N_ ("references that were never given back (a missing Py_DECREF), or C "
                                "memory that holds them"),
    [HP_REMAINDER_PILED_UP] = N_ ("one object counted again and again: a missing Py_DECREF"),
    [HP_REMAINDER_BLIND] = N_ ("most likely fields that the picture cannot read"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == HP_N_REMAINDERS);
  return texts[kind];
}

/* ---- counting ---- */

static gboolean
count_found (HpAudit *self, const HpAnalysisRun *run, GError **error)
{
  const guint32 *targets = HP_SNAPSHOT_COLUMN (self->snapshot, REF_TARGET, guint32);
  const guint32 *labels = HP_SNAPSHOT_COLUMN (self->snapshot, REF_LABEL, guint32);
  guint64 n = hp_snapshot_n_refs (self->snapshot);

  for (guint64 ref = 0; ref < n; ref++) {
    if (hp_analysis_is_step (ref) && !hp_analysis_step (run, 0.8 * (double)ref / (double)n, error))
      return FALSE;
    self->found[targets[ref]] += hp_reference_keeps_alive (labels[ref]);
  }
  return TRUE;
}

static void
count_named (HpAudit *self)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (self->snapshot); i++) {
    HpRoot root = hp_snapshot_root (self->snapshot, i);

    if ((root.kind == HP_ROOT_GLOBAL || root.kind == HP_ROOT_IMMORTAL) && root.object != HP_NONE)
      self->named[root.object]++;
  }
}

static gboolean
is_counted (const HpSnapshot *snapshot, guint32 object)
{
  const HpObjectFlags uncounted = HP_OBJECT_IMMORTAL | HP_OBJECT_STATIC | HP_OBJECT_FRAME;

  return (hp_snapshot_flags (snapshot, object) & uncounted) == 0;
}

/* Interned strings are kept for the interpreter's own code, and each text and each bytes of one
 * character exists once, in a table of the interpreter's. */
static gboolean
is_kept_by_interpreter (const HpSnapshot *snapshot, guint32 object)
{
  static const struct {
    const char *type;
    guint64 size; /* of one character, bytes */
  } singles[] = { { "str", 50 }, { "str", 74 }, { "bytes", 34 } };
  g_autofree char *type = NULL;

  if ((hp_snapshot_flags (snapshot, object) & HP_OBJECT_INTERNED) != 0)
    return TRUE;
  type = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    if (hp_snapshot_size (snapshot, object) == singles[i].size &&
        g_str_equal (type, singles[i].type))
      return TRUE;
  return FALSE;
}

static void
add_object (HpAudit *self, HpAuditType *row, guint32 object)
{
  gint64 remainder = hp_audit_get_remainder (self, object);

  row->n_objects++;
  if (remainder <= 0)
    return;
  row->n_remaining++;
  row->remainder += (guint64)remainder;
  if (self->found[object] == 0 && self->named[object] == 0 &&
      !is_kept_by_interpreter (self->snapshot, object)) {
    row->n_unheld++;
    row->unheld_size += hp_snapshot_size (self->snapshot, object);
  }
  if (remainder > row->largest) {
    row->largest = remainder;
    row->example = object;
  }
}

/* ---- judging ---- */

static HpRemainderKind
judge (const HpAudit *self, const HpAuditType *row)
{
  if (row->n_remaining == 0)
    return HP_REMAINDER_NONE;
  if (row->n_unheld >= MAX (MANY, row->n_objects / MANY_PART))
    return HP_REMAINDER_UNHELD;
  if (row->largest >= PILED * ((gint64)self->found[row->example] + 1))
    return HP_REMAINDER_PILED_UP;
  return row->n_remaining < MANY ? HP_REMAINDER_FEW : HP_REMAINDER_BLIND;
}

/* How much a kind looks like a mistake. */
static int
weight_of (HpRemainderKind kind)
{
  static const int weights[] = {
    [HP_REMAINDER_NONE] = 0,   [HP_REMAINDER_BLIND] = 1,    [HP_REMAINDER_FEW] = 2,
    [HP_REMAINDER_UNHELD] = 3, [HP_REMAINDER_PILED_UP] = 3,
  };

  return weights[kind];
}

static int
compare_types (gconstpointer a, gconstpointer b)
{
  const HpAuditType *x = a, *y = b;

  if (weight_of (x->kind) != weight_of (y->kind))
    return weight_of (x->kind) > weight_of (y->kind) ? -1 : 1;
  if (x->remainder != y->remainder)
    return x->remainder > y->remainder ? -1 : 1;
  return (x->type > y->type) - (x->type < y->type);
}

static gboolean
sum_up_types (HpAudit *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_types (self->snapshot);
  g_autofree HpAuditType *rows = g_new0 (HpAuditType, (gsize)n + 1);

  for (guint32 type = 0; type < n; type++) {
    rows[type].type = type;
    rows[type].example = HP_NONE;
  }
  for (guint32 object = 0; object < hp_snapshot_n_objects (self->snapshot); object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    if (is_counted (self->snapshot, object))
      add_object (self, &rows[hp_snapshot_type_of (self->snapshot, object)], object);
  }
  for (guint32 type = 0; type < n; type++) {
    rows[type].kind = judge (self, &rows[type]);
    if (rows[type].kind != HP_REMAINDER_NONE)
      g_array_append_val (self->types, rows[type]);
  }
  g_array_sort (self->types, compare_types);
  return TRUE;
}

HpAudit *
hp_audit_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpAudit) self = g_new0 (HpAudit, 1);

  self->snapshot = snapshot;
  self->types = g_array_new (FALSE, FALSE, sizeof (HpAuditType));
  self->found = HP_SIDE_ARRAY (guint32, hp_snapshot_n_objects (snapshot), error);
  self->named = HP_SIDE_ARRAY (guint32, hp_snapshot_n_objects (snapshot), error);
  if (self->found == NULL || self->named == NULL || !count_found (self, run, error))
    return NULL;
  count_named (self);
  if (!sum_up_types (self, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_audit_free (HpAudit *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->found);
  hp_side_array_free (self->named);
  g_array_unref (self->types);
  g_free (self);
}

const HpAuditType *
hp_audit_get_types (const HpAudit *self, guint *n)
{
  *n = self->types->len;
  return (const HpAuditType *)self->types->data;
}

/* One holder may hold an object several times, which is one root. Whoever took the picture has
 * counted: what is not marked is explained. */
gint64
hp_audit_get_remainder (const HpAudit *self, guint32 object)
{
  gint64 remainder = hp_snapshot_refcount (self->snapshot, object) - (gint64)self->found[object];
  gboolean is_explained = self->named[object] > 0 &&
                          (hp_snapshot_flags (self->snapshot, object) & HP_OBJECT_UNEXPLAINED) == 0;

  if (!is_counted (self->snapshot, object))
    return 0;
  if (remainder <= 0 || self->named[object] == 0)
    return remainder;
  return is_explained ? 0 : MAX (remainder - (gint64)self->named[object], 0);
}

guint32
hp_audit_get_n_found (const HpAudit *self, guint32 object)
{
  return self->found[object];
}
