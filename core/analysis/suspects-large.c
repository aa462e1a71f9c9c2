/* SPDX-License-Identifier: Apache-2.0 */
/* Single objects that are large themselves: a text or a buffer that is added to, a list of numbers
 * that exist once. What was found as a container of many is not told again. */
#include "analysis/place-history.h"
#include "analysis/suspects-private.h"

/* Bytes of one object. */
#define LARGE         (256 << 10)
#define LARGE_GROWING (16 << 10)

/* From so many items on an object is a container. */
#define MANY_ITEMS 64

/* By how many bytes what is in the object's place has grown; 0 when it was not there. A container
 * has a large table for some time after it had many items. */
static gint64
growth_of (const HpSuspectSearch *search, guint32 object)
{
  guint n = hp_growth_history_n_pictures (search->history);
  HpPlaceHistory place = hp_place_history_of (search->history, search->roots, object, HP_NONE);
  guint64 sizes[HP_GROWTH_MAX_PICTURES];

  if (place.n_pictures == 0 ||
      (place.n[n - 1] >= MANY_ITEMS && hp_place_history_get_rise (&place) <= 0))
    return 0;
  for (guint i = 0; i < n; i++)
    sizes[i] = hp_snapshot_size (hp_growth_history_get_picture (search->history, i),
                                 hp_place_find (search->history, search->roots, object, i));
  return hp_steady_rise (sizes, n);
}

/* The interpreter's own tables, such as that of interned strings, grow with what is in them. */
static gboolean
is_interpreters (const HpSuspectSearch *search, guint32 object)
{
  guint32 root = hp_root_tree_get_root (search->roots, object);

  return hp_root_tree_get_parent (search->roots, object) == HP_NONE && root != HP_NONE &&
         hp_snapshot_root (search->snapshot, root).kind != HP_ROOT_LOCAL;
}

/* Bytes that count against the object. */
static double
weigh (const HpSuspectSearch *search, guint32 object)
{
  guint64 size = hp_snapshot_size (search->snapshot, object);
  gint64 grown;

  if (search->history == NULL)
    return size >= LARGE && hp_provenance_holder_is_own (search->origin, object) ? (double)size / 2
                                                                                 : 0;
  grown =
      size >= LARGE_GROWING && !is_interpreters (search, object) ? growth_of (search, object) : 0;
  return grown > LARGE_GROWING ? (double)grown : 0;
}

gboolean
hp_suspects_find_large (HpSuspectSearch *search, GError **error)
{
  for (guint32 object = 0; object < hp_snapshot_n_objects (search->snapshot); object++) {
    HpSuspectDraft draft = { .suspect = { .kind = HP_SUSPECT_LARGE,
                                          .holder = object,
                                          .example = object,
                                          .count = 1,
                                          .n_alike = 1 } };

    if (hp_analysis_is_step (object) && !hp_analysis_step (search->run, 0.9, error))
      return FALSE;
    if (!hp_root_tree_is_reached (search->roots, object))
      continue;
    draft.suspect.score = weigh (search, object);
    if (draft.suspect.score <= 0 || hp_suspect_is_told (search, object))
      continue;
    if (search->history != NULL)
      draft.suspect.grown = (gint64)draft.suspect.score;
    draft.suspect.bytes = hp_snapshot_size (search->snapshot, object);
    draft.composition = hp_composition_of (search->origin, &object, 1, 1);
    hp_suspect_add (search, &draft);
  }
  return TRUE;
}
