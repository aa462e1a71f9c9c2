/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/load-time.h"

#include "analysis/classes.h"
#include "analysis/definition.h"

#define OLDEST 2

/* When the object came, as a number that rises; 0 for what the collector does not track. */
static guint64
moment_of (const HpSnapshot *snapshot, guint32 object)
{
  guint generation = hp_snapshot_generation (snapshot, object);
  guint32 order = hp_snapshot_gc_order (snapshot, object);

  if (order == HP_NONE || generation > OLDEST)
    return 0;
  return (guint64)(OLDEST - generation + 1) << 32 | order;
}

/* ---- what defines the program ---- */

typedef struct {
  const HpProvenance *origin; /* borrowed */
  const HpSnapshot *snapshot; /* borrowed */
  const char *file;           /* borrowed; of the module */
  guint64 first;              /* when its first function came; 0: it has none */
} Search;

/* A function of that file; one that was made elsewhere and put there may be young. */
static void
look_at_function (Search *search, guint32 object)
{
  guint32 code = hp_code_of (search->snapshot, object);
  g_autofree char *file = code != HP_NONE ? hp_code_dup_file (search->snapshot, code) : NULL;
  guint64 moment = moment_of (search->snapshot, object);

  if (moment != 0 && g_strcmp0 (file, search->file) == 0 &&
      (search->first == 0 || moment < search->first))
    search->first = moment;
}

static void
look_at_functions_of (Search *search, guint32 owner)
{
  guint32 namespace = hp_follow_field (search->snapshot, owner, "__dict__"), n = 0;
  const guint32 *targets =
      namespace != HP_NONE ? hp_snapshot_referents (search->snapshot, namespace, NULL, &n) : NULL;

  for (guint32 i = 0; i < n; i++) {
    g_autofree char *type = hp_snapshot_dup_type_name (
        search->snapshot, hp_snapshot_type_of (search->snapshot, targets[i]));

    if (g_str_equal (type, "function"))
      look_at_function (search, targets[i]);
  }
}

static void
look_at_module (Search *search, guint32 module)
{
  guint32 namespace = hp_follow_field (search->snapshot, module, "__dict__"), n = 0;
  const guint32 *targets =
      namespace != HP_NONE ? hp_snapshot_referents (search->snapshot, namespace, NULL, &n) : NULL;

  look_at_functions_of (search, module);
  for (guint32 i = 0; i < n; i++)
    if (hp_provenance_class_is_own (search->origin, targets[i]))
      look_at_functions_of (search, targets[i]);
}

/* ---- ask ---- */

HpLoadTime
hp_load_time_find (const HpProvenance *origin)
{
  Search search = { .origin = origin, .snapshot = hp_provenance_get_snapshot (origin) };
  HpLoadTime last = { 0 };

  if (search.snapshot->info->gc.stats[OLDEST].collections > 0)
    return (HpLoadTime){ 0 };
  for (guint32 i = 0; i < hp_snapshot_n_roots (search.snapshot); i++) {
    HpRoot root = hp_snapshot_root (search.snapshot, i);
    g_autofree char *file = NULL;

    if (root.kind != HP_ROOT_MODULE || root.object == HP_NONE)
      continue;
    file = hp_module_dup_file (search.snapshot, root.object);
    search.file = file;
    search.first = 0;
    if (file != NULL && hp_provenance_file_is_own (origin, file))
      look_at_module (&search, root.object);
    last.moment = MAX (last.moment, search.first);
  }
  return last;
}

guint
hp_load_time_count (const HpLoadTime *self, const HpSnapshot *snapshot, const guint32 *objects,
                    guint n, guint *n_before)
{
  guint n_dated = 0;

  *n_before = 0;
  for (guint i = 0; self->moment != 0 && i < n; i++) {
    guint64 moment = moment_of (snapshot, objects[i]);

    n_dated += moment != 0;
    *n_before += moment != 0 && moment < self->moment;
  }
  return n_dated;
}
