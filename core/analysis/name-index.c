/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/name-index.h"

#include "analysis/classes.h"
#include "analysis/definition.h"

/* Code objects between two looks at the cancellable. */
#define CODES_A_STEP 512

struct _HpNameIndex {
  const HpProvenance *origin; /* borrowed */
  const HpSnapshot *snapshot; /* borrowed */
  GHashTable *users;          /* owned; name in quotes → GArray of code objects */
};

static void
add_user (HpNameIndex *self, char *repr, guint32 code)
{
  GArray *users = g_hash_table_lookup (self->users, repr);

  if (users == NULL) {
    users = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_hash_table_insert (self->users, g_strdup (repr), users);
  }
  if (users->len == 0 || g_array_index (users, guint32, users->len - 1) != code)
    g_array_append_val (users, code);
}

static void
add_names (HpNameIndex *self, guint32 code, const char *field)
{
  guint32 tuple = hp_follow_field (self->snapshot, code, field), n = 0;
  const guint32 *labels = NULL;
  const guint32 *names =
      tuple != HP_NONE ? hp_snapshot_referents (self->snapshot, tuple, &labels, &n) : NULL;

  for (guint32 i = 0; i < n; i++) {
    g_autofree char *repr = hp_label_kind (labels[i]) == HP_REF_INDEX
                                ? hp_snapshot_dup_preview (self->snapshot, names[i])
                                : NULL;

    if (repr != NULL)
      add_user (self, repr, code);
  }
}

/* Generated code ("<string>") is nobody's to look at. */
static gboolean
is_written_by_program (const HpNameIndex *self, guint32 code)
{
  g_autofree char *file = hp_code_dup_file (self->snapshot, code);

  return file != NULL && file[0] != '<' && hp_provenance_file_is_own (self->origin, file);
}

static void
add_code (HpNameIndex *self, guint32 code)
{
  static const char *const fields[] = { "co_names", "co_localsplusnames", "co_varnames",
                                        "co_freevars", "co_cellvars" };

  if (!is_written_by_program (self, code))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    add_names (self, code, fields[i]);
}

/* By type: whether its objects are code. A class of the program may have that name as well. */
static gboolean *
find_code_types (const HpSnapshot *snapshot)
{
  guint32 n = hp_snapshot_n_types (snapshot);
  gboolean *are_code = g_new0 (gboolean, (gsize)n + 1);

  for (guint32 type = 0; type < n; type++) {
    g_autofree char *name = hp_snapshot_dup_type_name (snapshot, type);

    are_code[type] = g_str_equal (name, "code");
  }
  return are_code;
}

static gboolean
add_all (HpNameIndex *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (self->snapshot), n_codes = 0;
  g_autofree gboolean *are_code = find_code_types (self->snapshot);

  for (guint32 object = 0; object < n; object++) {
    gboolean is_code = are_code[hp_snapshot_type_of (self->snapshot, object)];

    if (is_code)
      add_code (self, object);
    if ((hp_analysis_is_step (object) || (is_code && ++n_codes % CODES_A_STEP == 0)) &&
        !hp_analysis_step (run, (double)object / n, error))
      return FALSE;
  }
  return TRUE;
}

HpNameIndex *
hp_name_index_new (const HpProvenance *origin, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpNameIndex) self = g_new0 (HpNameIndex, 1);

  self->origin = origin;
  self->snapshot = hp_provenance_get_snapshot (origin);
  self->users =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  if (!add_all (self, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_name_index_free (HpNameIndex *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->users);
  g_free (self);
}

const HpProvenance *
hp_name_index_get_origin (const HpNameIndex *self)
{
  return self->origin;
}

const GArray *
hp_name_index_lookup (const HpNameIndex *self, const char *repr)
{
  return g_hash_table_lookup (self->users, repr);
}
