/* SPDX-License-Identifier: Apache-2.0 */
/* Who keeps nearly empty arenas: each object in one is weighed with its share of the arena's free
 * bytes, and the places where that weight gathers are the suspects. */
#include "analysis/limits.h"
#include "analysis/side-array.h"
#include "analysis/suspects-private.h"

/* An arena is nearly empty when less than one part in so many is in use. */
#define NEARLY_EMPTY 4

/* Arenas between two looks at the cancellable. */
#define ARENAS_AT_ONCE 16

static guint64
arena_bytes (const HpSnapshot *snapshot)
{
  return snapshot->info->geometry.arena_size;
}

/* Bytes of free blocks and pools in the arena that each object in it keeps; 0 for a full one. */
static guint64
share_of (const HpSnapshot *snapshot, guint32 arena, guint32 *first, guint32 *n)
{
  HpArenaView view = hp_snapshot_arena (snapshot, arena);
  guint64 used = hp_snapshot_arena_used_bytes (snapshot, arena);

  *first = hp_snapshot_objects_between (snapshot, view.address,
                                        view.address + arena_bytes (snapshot), n);
  if (*n == 0 || used >= arena_bytes (snapshot) / NEARLY_EMPTY)
    return 0;
  return (arena_bytes (snapshot) - used) / *n;
}

/* What was not there in the picture before may be gone in the next. */
static gboolean
stays (const HpSuspectSearch *search, guint32 object)
{
  guint last;

  if (search->history == NULL)
    return TRUE;
  last = hp_growth_history_n_pictures (search->history) - 1;
  return hp_growth_history_follow (search->history, object, last, last - 1) != HP_NONE;
}

/* *n_sparse: how many arenas are nearly empty. */
static gboolean
weigh (const HpSuspectSearch *search, guint64 *weights, guint *n_sparse, GError **error)
{
  const HpSnapshot *snapshot = search->snapshot;

  for (guint32 arena = 0; arena < hp_snapshot_n_arenas (snapshot); arena++) {
    guint32 first, n;
    guint64 share = share_of (snapshot, arena, &first, &n);

    if (arena % ARENAS_AT_ONCE == 0 && !hp_analysis_step (search->run, 0.8, error))
      return FALSE;
    for (guint32 i = 0; i < n && share > 0; i++)
      if (stays (search, first + i))
        weights[first + i] = share;
    *n_sparse += share > 0;
  }
  return TRUE;
}

static void
add_hoard (HpSuspectSearch *search, const HpHoards *hoards, const HpHoard *hoard)
{
  guint n_items = HP_SUSPECT_SAMPLE / 4;
  g_autoptr (GArray) list = hp_hoards_list_objects (hoards, hoard, HP_SUSPECT_SAMPLE, &n_items);
  HpComposition composition =
      hp_composition_of (search->origin, (const guint32 *)list->data, list->len, n_items);
  HpSuspectDraft draft;
  HpSuspect suspect = { .kind = HP_SUSPECT_PINS,
                        .holder = hoard->holder,
                        .example = hoard->example,
                        .count = hoard->n_items,
                        .bytes = hoard->weight,
                        .n_alike = 1,
                        .score = (double)hoard->weight / 2 };

  draft = (HpSuspectDraft){ suspect, composition };
  hp_suspect_add (search, &draft);
}

/* What comes and goes lies where there is room, and pins nothing. */
static gboolean
is_limited (const HpSuspectSearch *search, const HpHoard *hoard)
{
  g_autofree char *limit = hp_dup_reached_limit (search->roots, hoard->holder);

  return limit != NULL;
}

/* The heaviest that the program holds: what is below it is part of the same. */
static void
add_heaviest (HpSuspectSearch *search, const HpHoards *hoards)
{
  guint n;
  const HpHoard *found = hp_hoards_get (hoards, &n);

  for (guint i = 0; i < n; i++)
    if (found[i].holder != HP_NONE && found[i].weight >= 2 * arena_bytes (search->snapshot) &&
        hp_provenance_holder_is_own (search->origin, found[i].holder) &&
        !is_limited (search, &found[i])) {
      add_hoard (search, hoards, &found[i]);
      return;
    }
}

gboolean
hp_suspects_find_pins (HpSuspectSearch *search, GError **error)
{
  guint64 *weights = HP_SIDE_ARRAY (guint64, hp_snapshot_n_objects (search->snapshot), error);
  HpHoardQuery query = { search->tree, search->chains, weights, NULL, 8 };
  g_autoptr (HpHoards) hoards = NULL;
  guint n_sparse = 0;
  gboolean done = weights != NULL && weigh (search, weights, &n_sparse, error);

  if (done && n_sparse > 0)
    done = (hoards = hp_hoards_new (&query, search->run, error)) != NULL;
  hp_side_array_free (weights);
  if (hoards != NULL)
    add_heaviest (search, hoards);
  return done;
}
