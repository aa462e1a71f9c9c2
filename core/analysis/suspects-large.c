/* SPDX-License-Identifier: Apache-2.0 */
/* Single objects that are large themselves: a text or a buffer that is added to, a list of numbers
 * that exist once. What was found as a container of many is not told again. */
#include "analysis/place-history.h"
#include "analysis/suspects-private.h"

/* Bytes of one object. */
#define LARGE         (256 << 10)
#define LARGE_GROWING (16 << 10)

/* Bytes that count against the object. */
static double
weigh (const HpSuspectSearch *search, guint32 object)
{
  guint64 size = hp_snapshot_size (search->snapshot, object), before;
  guint32 first;

  if (search->history == NULL)
    return size >= LARGE && hp_provenance_holder_is_own (search->origin, object) ? (double)size / 2
                                                                                 : 0;
  if (size < LARGE_GROWING)
    return 0;
  first = hp_place_find (search->history, search->roots, object, 0);
  if (first == HP_NONE)
    return 0;
  before = hp_snapshot_size (hp_growth_history_get_picture (search->history, 0), first);
  return size > before + LARGE_GROWING ? (double)(size - before) : 0;
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
