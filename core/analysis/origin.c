/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/origin.h"

#include "analysis/side-array.h"
#include "snapshot/traces.h"

static gboolean
init (HpOrigins *self, const HpSnapshot *snapshot, GError **error)
{
  self->names = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->group_of = HP_SIDE_ARRAY (guint32, hp_snapshot_n_objects (snapshot), error);
  return self->group_of != NULL;
}

/* The group of that name, made when it is new. groups: string → group + 1. */
static guint32
group_named (HpOrigins *self, GHashTable *groups, guint32 name)
{
  guint32 group = GPOINTER_TO_UINT (g_hash_table_lookup (groups, GUINT_TO_POINTER (name)));

  if (group == 0) {
    g_array_append_val (self->names, name);
    group = self->names->len;
    g_hash_table_insert (groups, GUINT_TO_POINTER (name), GUINT_TO_POINTER (group));
  }
  return group - 1;
}

gboolean
hp_origins_by_module (const HpSnapshot *snapshot, HpOrigins *origins, const HpAnalysisRun *run,
                      GError **error)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (NULL, NULL);
  const guint32 *modules = HP_SNAPSHOT_COLUMN (snapshot, TYPE_MODULE, guint32);

  if (!init (origins, snapshot, error))
    return FALSE;
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    origins->group_of[object] =
        group_named (origins, groups, modules[hp_snapshot_type_of (snapshot, object)]);
  }
  return TRUE;
}

gboolean
hp_origins_by_file (const HpSnapshot *snapshot, HpOrigins *origins, const HpAnalysisRun *run,
                    GError **error)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (NULL, NULL);

  if (!init (origins, snapshot, error))
    return FALSE;
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    guint32 trace = hp_snapshot_trace_of (snapshot, object), n;
    const guint32 *frames;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    origins->group_of[object] = HP_NONE;
    if (trace == HP_NONE)
      continue;
    frames =
        hp_snapshot_traceback (snapshot, hp_snapshot_trace (snapshot, trace).traceback, &n, NULL);
    origins->group_of[object] =
        group_named (origins, groups, hp_snapshot_frame (snapshot, frames[0]).file);
  }
  return TRUE;
}

void
hp_origins_clear (HpOrigins *self)
{
  hp_side_array_free (self->group_of);
  g_clear_pointer (&self->names, g_array_unref);
}
