/* SPDX-License-Identifier: Apache-2.0 */
/* What no root leads to: garbage that waits for a collector that is switched off, and garbage that
 * no collection ever frees; and objects that C code has counted too often. */
#include <string.h>

#include "analysis/side-array.h"
#include "analysis/suspects-private.h"

/* Bytes that a reference counts for when one object is counted again and again: it keeps nothing
 * more alive, but whoever does that to one object does it to others. */
#define REFERENCE_WORTH 32

static gboolean
is_lost (const HpSuspectSearch *search, guint32 object)
{
  const HpObjectFlags never = HP_OBJECT_STATIC | HP_OBJECT_IMMORTAL | HP_OBJECT_FRAME;

  return !hp_root_tree_is_reached (search->roots, object) &&
         (hp_snapshot_flags (search->snapshot, object) & never) == 0;
}

/* With several pictures only what came and stayed counts. */
static gboolean
counts (const HpSuspectSearch *search, guint32 object)
{
  return search->history == NULL ||
         hp_bit_is_set (hp_growth_history_get_lasting (search->history), object);
}

static GArray *
list_lost (const HpSuspectSearch *search, gboolean freed, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 object = 0; object < hp_snapshot_n_objects (search->snapshot); object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (search->run, 0.7, error))
      return NULL;
    if (is_lost (search, object) && hp_dry_run_is_freed (search->dry_run, object) == freed)
      g_array_append_val (list, object);
  }
  return g_steal_pointer (&list);
}

/* The type of a lost object that refers to others and that the collector does not look into. */
static char *
dup_blind_type (const HpSnapshot *snapshot, const GArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    guint32 object = g_array_index (list, guint32, i), n;
    const guint32 *labels;
    HpObjectFlags flags = hp_snapshot_flags (snapshot, object);

    hp_snapshot_referents (snapshot, object, &labels, &n);
    for (guint32 ref = 0; ref < n && (flags & HP_OBJECT_GC) == 0; ref++)
      if (hp_label_kind (labels[ref]) != HP_REF_TYPE)
        return hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
  }
  return g_strdup ("something that the collector does not see");
}

/* The library's types of which there is one for about each instance of the program's: what the
 * cycles lead through besides. "" when there is none; free with g_free. */
static char *
dup_library_types (const HpSuspectSearch *search, const GArray *list, guint64 n_instances)
{
  g_autofree guint32 *counts = g_new0 (guint32, (gsize)hp_snapshot_n_types (search->snapshot) + 1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    counts[hp_snapshot_type_of (search->snapshot, g_array_index (list, guint32, i))]++;
  for (guint32 type = 0; type < hp_snapshot_n_types (search->snapshot); type++) {
    g_autofree char *name = NULL;

    if (counts[type] < MAX (n_instances / 2, 1) || hp_provenance_type_is_own (search->origin, type))
      continue;
    name = hp_snapshot_dup_type_full_name (search->snapshot, type);
    if (strchr (name, '.') != NULL) /* the language's own are in every cycle */
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", name);
  }
  return g_strdup (text->str);
}

static guint32
first_of_type (const HpSnapshot *snapshot, const GArray *list, guint32 type)
{
  for (guint i = 0; i < list->len; i++)
    if (hp_snapshot_type_of (snapshot, g_array_index (list, guint32, i)) == type)
      return g_array_index (list, guint32, i);
  return HP_NONE;
}

static void
add_lost (HpSuspectSearch *search, HpSuspectKind kind, const GArray *list)
{
  HpComposition composition =
      hp_composition_of (search->origin, (const guint32 *)list->data, list->len, 1);
  HpSuspectDraft draft;
  HpSuspect suspect = { .kind = kind, .holder = HP_NONE, .n_alike = 1 };

  if (list->len == 0 || (composition.type == HP_NONE && search->history == NULL))
    return;
  for (guint i = 0; i < list->len; i++) {
    guint32 object = g_array_index (list, guint32, i);
    guint64 size = hp_snapshot_size (search->snapshot, object);

    suspect.bytes += size;
    suspect.score += counts (search, object) ? (double)size : 0;
  }
  suspect.count = composition.type != HP_NONE ? composition.n_instances : list->len;
  suspect.example = composition.type != HP_NONE
                        ? first_of_type (search->snapshot, list, composition.type)
                        : g_array_index (list, guint32, 0);
  if (search->history != NULL)
    suspect.grown = hp_growth_history_get_new_instances (
        search->history, hp_snapshot_type_of (search->snapshot, suspect.example));
  suspect.path = kind == HP_SUSPECT_LOST ? dup_blind_type (search->snapshot, list)
                                         : dup_library_types (search, list, suspect.count);
  draft = (HpSuspectDraft){ suspect, composition };
  hp_suspect_add (search, &draft);
}

gboolean
hp_suspects_find_lost (HpSuspectSearch *search, GError **error)
{
  g_autoptr (GArray) kept = list_lost (search, FALSE, error), waiting = NULL;

  if (kept == NULL)
    return FALSE;
  add_lost (search, HP_SUSPECT_LOST, kept);
  if (search->snapshot->info->gc.enabled)
    return TRUE;
  waiting = list_lost (search, TRUE, error);
  if (waiting != NULL)
    add_lost (search, HP_SUSPECT_COLLECTOR_OFF, waiting);
  return waiting != NULL;
}

/* ---- counted too often ---- */

static gint64
new_remainder (const HpSuspectSearch *search, const HpAuditType *row)
{
  guint32 first;

  if (search->history == NULL)
    return row->largest;
  first = hp_growth_history_find_first (search->history, row->example);
  if (first == HP_NONE)
    return 0;
  return hp_snapshot_refcount (search->snapshot, row->example) -
         hp_snapshot_refcount (hp_growth_history_get_picture (search->history, 0), first);
}

static void
add_piled_up (HpSuspectSearch *search, const HpAuditType *row)
{
  HpComposition composition = hp_composition_of (search->origin, &row->example, 1, 1);
  HpSuspectDraft draft;
  HpSuspect suspect = { .kind = HP_SUSPECT_PILED_UP,
                        .holder = row->example,
                        .example = row->example,
                        .count = 1,
                        .n_alike = 1 };

  suspect.bytes = hp_snapshot_size (search->snapshot, row->example);
  suspect.grown = search->history != NULL ? new_remainder (search, row) : 0;
  suspect.score = (double)MAX (new_remainder (search, row), 0) * REFERENCE_WORTH;
  draft = (HpSuspectDraft){ suspect, composition };
  hp_suspect_add (search, &draft);
}

void
hp_suspects_find_piled_up (HpSuspectSearch *search)
{
  guint n;
  const HpAuditType *types = hp_audit_get_types (search->audit, &n);

  for (guint i = 0; i < n; i++)
    if (types[i].kind == HP_REMAINDER_PILED_UP &&
        (search->history != NULL || hp_provenance_type_is_own (search->origin, types[i].type) ||
         hp_provenance_class_is_own (search->origin, types[i].example) ||
         hp_provenance_holder_is_own (search->origin, types[i].example)))
      add_piled_up (search, &types[i]);
}
