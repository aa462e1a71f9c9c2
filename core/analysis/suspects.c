/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/suspects.h"

#include <glib/gi18n.h>

#include "analysis/suspects-private.h"
#include "analysis/together.h"

struct _HpSuspects {
  GArray *suspects; /* owned; HpSuspect */
  gboolean found_growth, could_compare, knows_origin;
};

const char *
hp_suspect_kind_to_string (HpSuspectKind kind)
{
  static const char *const texts[] = {
    [HP_SUSPECT_HOARD] = N_ ("container"),
    [HP_SUSPECT_CHAIN] = N_ ("chain"),
    [HP_SUSPECT_LARGE] = N_ ("large object"),
    [HP_SUSPECT_FROM_C] = N_ ("held from C"),
    [HP_SUSPECT_PILED_UP] = N_ ("counted too often"),
    [HP_SUSPECT_LOST] = N_ ("never collected"),
    [HP_SUSPECT_COLLECTOR_OFF] = N_ ("collector off"),
    [HP_SUSPECT_PINS] = N_ ("pinned arenas"),
    [HP_SUSPECT_THREADS] = N_ ("threads"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (texts) == HP_N_SUSPECTS);
  return texts[kind];
}

void
hp_suspect_clear (HpSuspect *suspect)
{
  g_free (suspect->what);
  g_free (suspect->path);
  g_free (suspect->defined);
  g_free (suspect->used_by);
  g_free (suspect->made_at);
  g_free (suspect->made_by);
  g_free (suspect->doubt);
  g_free (suspect->sentence);
}

/* ---- the search ---- */

void
hp_suspect_tell_holder (HpSuspectSearch *search, guint32 holder)
{
  if (holder != HP_NONE)
    g_hash_table_add (search->told, GUINT_TO_POINTER (holder));
}

gboolean
hp_suspect_is_told (const HpSuspectSearch *search, guint32 object)
{
  for (guint32 o = object; o != HP_NONE; o = hp_root_tree_get_parent (search->roots, o))
    if (g_hash_table_contains (search->told, GUINT_TO_POINTER (o)))
      return TRUE;
  return FALSE;
}

static void
search_clear (HpSuspectSearch *search)
{
  g_clear_pointer (&search->history, hp_growth_history_free);
  g_clear_pointer (&search->names, hp_name_index_free);
  g_clear_pointer (&search->origin, hp_provenance_free);
  g_clear_pointer (&search->audit, hp_audit_free);
  g_clear_pointer (&search->dry_run, hp_dry_run_free);
  g_clear_pointer (&search->chains, hp_chains_free);
  g_clear_pointer (&search->tree, hp_path_tree_free);
  g_clear_pointer (&search->roots, hp_root_tree_free);
  g_clear_pointer (&search->found, g_array_unref);
  g_clear_pointer (&search->told, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpSuspectSearch, search_clear)

static guint64
count_young (const HpSnapshot *snapshot)
{
  guint64 n = 0;

  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++)
    n += hp_object_is_young (snapshot, object);
  return n;
}

static gboolean
find_paths (gpointer data, const HpAnalysisRun *run, GError **error)
{
  HpSuspectSearch *search = data;

  return (search->roots = hp_root_tree_new (search->snapshot, run, error)) != NULL &&
         (search->tree = hp_path_tree_new (search->roots, run, error)) != NULL &&
         (search->chains = hp_chains_new (search->tree, run, error)) != NULL;
}

/* What no path from a root is needed for. */
static gboolean
find_counts (gpointer data, const HpAnalysisRun *run, GError **error)
{
  HpSuspectSearch *search = data;
  GCancellable *cancellable = run != NULL ? run->cancellable : NULL;

  return (search->dry_run = hp_dry_run_new (search->snapshot, 2, run, error)) != NULL &&
         (search->audit = hp_audit_new (search->snapshot, run, error)) != NULL &&
         hp_snapshot_index_referrers (search->snapshot, cancellable, error);
}

static gboolean
search_prepare (HpSuspectSearch *search, HpSnapshot *const *pictures, guint n_pictures,
                const HpAnalysisRun *run, GError **error)
{
  static const HpAnalysisStep steps[] = { find_paths, find_counts };
  HpSnapshot *chosen[] = { pictures[0], pictures[MIN (1, n_pictures - 1)],
                           pictures[n_pictures - 1] };
  GError *failure = NULL;

  search->snapshot = pictures[n_pictures - 1];
  search->run = run;
  search->found = g_array_new (FALSE, FALSE, sizeof (HpSuspect));
  g_array_set_clear_func (search->found, (GDestroyNotify)hp_suspect_clear);
  search->told = g_hash_table_new (NULL, NULL);
  if (!hp_analysis_take_together (steps, G_N_ELEMENTS (steps), search, search->snapshot, run,
                                  error))
    return FALSE;
  search->origin = hp_provenance_new (search->roots);
  if ((search->names = hp_name_index_new (search->origin, run, error)) == NULL)
    return FALSE;
  search->n_young = count_young (search->snapshot);
  if (n_pictures == 1)
    search->loaded = hp_load_time_find (search->origin);
  else
    search->history = hp_growth_history_new (chosen, MIN (n_pictures, 3), run, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
search_run (HpSuspectSearch *search, GError **error)
{
  if (!hp_suspects_find_hoards (search, error) || !hp_suspects_find_large (search, error) ||
      !hp_suspects_find_lost (search, error))
    return FALSE;
  hp_suspects_find_piled_up (search);
  return hp_suspects_find_pins (search, error) && hp_suspects_find_threads (search, error);
}

/* ---- ranking ---- */

static int
compare_suspects (gconstpointer a, gconstpointer b)
{
  const HpSuspect *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return (x->holder > y->holder) - (x->holder < y->holder);
}

gboolean
hp_suspect_is_worth_telling (const HpSuspectSearch *search, const HpSuspect *suspect)
{
  double threshold =
      search->history != NULL ? HP_SUSPECTS_THRESHOLD_GROWING : HP_SUSPECTS_THRESHOLD;

  return suspect->score >= threshold / (suspect->doubt != NULL ? HP_SUSPECTS_DOUBT : 1);
}

static void
rank (HpSuspectSearch *search)
{
  for (guint i = search->found->len; i > 0; i--)
    if (!hp_suspect_is_worth_telling (search, &g_array_index (search->found, HpSuspect, i - 1)))
      g_array_remove_index (search->found, i - 1);
  g_array_sort (search->found, compare_suspects);
}

static HpSuspects *
search_pictures (HpSnapshot *const *pictures, guint n_pictures, const HpAnalysisRun *run,
                 GError **error)
{
  g_auto (HpSuspectSearch) search = { 0 };
  HpSuspects *self;

  if (!search_prepare (&search, pictures, n_pictures, run, error) || !search_run (&search, error))
    return NULL;
  rank (&search);
  self = g_new0 (HpSuspects, 1);
  self->found_growth = search.history != NULL && search.found->len > 0;
  self->could_compare = n_pictures == 1 || search.history != NULL;
  self->knows_origin = hp_provenance_is_known (search.origin);
  self->suspects = g_steal_pointer (&search.found);
  return self;
}

/* Of what did not grow, each is doubted once. */
static void
doubt_all (HpSuspects *self)
{
  for (guint i = 0; i < self->suspects->len; i++) {
    HpSuspect *suspect = &g_array_index (self->suspects, HpSuspect, i);

    if (suspect->doubt != NULL || suspect->is_certain)
      continue;
    suspect->doubt = g_strdup ("It has not grown since the first picture.");
    suspect->score /= HP_SUSPECTS_DOUBT;
  }
  g_array_sort (self->suspects, compare_suspects);
}

HpSuspects *
hp_suspects_new (HpSnapshot *const *pictures, guint n_pictures, const HpAnalysisRun *run,
                 GError **error)
{
  HpSuspects *self = search_pictures (pictures, n_pictures, run, error);

  if (self == NULL || n_pictures == 1 || !self->could_compare || self->suspects->len > 0)
    return self;
  hp_suspects_free (self);
  self = search_pictures (&pictures[n_pictures - 1], 1, run, error);
  if (self != NULL)
    doubt_all (self);
  return self;
}

void
hp_suspects_free (HpSuspects *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->suspects);
  g_free (self);
}

const HpSuspect *
hp_suspects_get (const HpSuspects *self, guint *n)
{
  *n = self->suspects->len;
  return (const HpSuspect *)self->suspects->data;
}

gboolean
hp_suspects_found_growth (const HpSuspects *self)
{
  return self->found_growth;
}

gboolean
hp_suspects_could_compare (const HpSuspects *self)
{
  return self->could_compare;
}

gboolean
hp_suspects_know_origin (const HpSuspects *self)
{
  return self->knows_origin;
}
