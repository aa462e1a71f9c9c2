/* SPDX-License-Identifier: Apache-2.0 */
/* What speaks for a suspect: that it is full at a limit, that nothing came lately, that nobody adds
 * to it, that it has not grown. */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "analysis/limits.h"
#include "analysis/name-users.h"
#include "analysis/place-history.h"
#include "analysis/suspects-private.h"

/* Young objects that must be there before having none of them means anything, and the part of them
 * below which a container has none. */
#define MIN_YOUNG     100
#define YOUNG_PART(n) ((n) / 50)

/* Objects whose age is known, below which that says nothing. */
#define MIN_DATED 20

/* A container that leaks has more than others of what came last. Where only a sample was looked at,
 * one young object speaks for many. */
static gboolean
is_old (const HpSuspectSearch *search, const HpComposition *composition)
{
  return search->n_young >= MIN_YOUNG && composition->n_old >= composition->n_items / 4 &&
         composition->n_old > composition->n_young &&
         composition->n_young < (composition->is_whole ? MAX (YOUNG_PART (search->n_young), 1) : 1);
}

/* Most of what came last came here. */
static gboolean
is_growing_now (const HpSuspectSearch *search, const HpComposition *composition)
{
  return composition->n_young >= MIN_YOUNG && composition->n_young > search->n_young / 2;
}

/* Its name is written in no function that can still run, nor does it grow under a name that is put
 * together. */
static gboolean
is_mentioned_nowhere (const HpSuspectSearch *search, const HpSuspectDraft *draft)
{
  g_autoptr (HpPath) path = hp_root_tree_path (search->roots, draft->suspect.holder);

  return hp_name_users_nobody (search->names, path) &&
         !(is_growing_now (search, &draft->composition) &&
           hp_name_users_is_attribute (search->names, path));
}

/* Through a traceback that is kept: a variable of a call that has ended with an exception. */
static gboolean
is_in_traceback (const HpSuspectSearch *search, guint32 holder)
{
  for (guint32 o = holder; o != HP_NONE; o = hp_root_tree_get_parent (search->roots, o)) {
    g_autofree char *type = hp_snapshot_dup_type_full_name (
        search->snapshot, hp_snapshot_type_of (search->snapshot, o));

    if (g_str_equal (type, "traceback"))
      return TRUE;
  }
  return FALSE;
}

void
hp_suspect_make_certain (const HpSuspectSearch *search, HpSuspectDraft *draft)
{
  draft->suspect.is_certain = hp_composition_is_finalized (&draft->composition) ||
                              is_in_traceback (search, draft->suspect.holder);
}

static gboolean
can_be_doubted (const HpSuspectDraft *draft)
{
  return draft->suspect.holder != HP_NONE && draft->suspect.kind == HP_SUSPECT_HOARD &&
         draft->suspect.n_alike == 1 && draft->suspect.doubt == NULL && !draft->suspect.is_certain;
}

static void
doubt (HpSuspectDraft *draft, char *why)
{
  draft->suspect.doubt = why;
  draft->suspect.score /= HP_SUSPECTS_DOUBT;
}

/* What comes to a full container takes the place of another: it says nothing of growth. */
void
hp_suspect_doubt_limited (HpSuspectSearch *search, HpSuspectDraft *draft)
{
  g_autofree char *limit = NULL;

  if (!can_be_doubted (draft))
    return;
  limit =
      hp_dup_reached_limit (search->roots, hp_suspect_nameable_holder (search, &draft->suspect));
  if (limit == NULL)
    return;
  search->n_young -= MIN (search->n_young, draft->composition.n_young);
  doubt (draft, g_strdup_printf (_ ("It is full at its limit (%s)."), limit));
}

/* ---- what several pictures say ---- */

/* The program has worked between the last two pictures about as much as before. */
static gboolean
went_on (const HpGrowthHistory *history)
{
  guint64 runs[HP_GROWTH_MAX_PICTURES];

  for (guint i = 0; i < HP_GROWTH_MAX_PICTURES; i++)
    runs[i] = hp_growth_history_get_picture (history, i)->info->gc.stats[0].collections;
  return runs[2] > runs[1] && runs[2] - runs[1] >= (runs[1] - runs[0]) / 2;
}

/* Doubts when what is in the object's place comes and goes, or has stopped to come; TRUE: it did.
 */
static gboolean
doubt_place (const HpSuspectSearch *search, HpSuspectDraft *draft, guint32 object)
{
  HpPlaceHistory place = hp_place_history_of (search->history, search->roots, object, HP_NONE);
  guint64 before = place.n_pictures > 0 ? place.n[place.n_pictures - 2] : 0;

  if (hp_place_history_is_turnover (&place))
    doubt (draft, g_strdup_printf (_ ("What comes takes the place of what goes: of %" PRIu64
                                      " in the picture before %" PRIu64 " are left."),
                                   before, place.n_of_previous));
  else if (draft->suspect.n_alike == 1 && hp_place_history_has_stopped (&place) &&
           went_on (search->history))
    doubt (draft, g_strdup (_ ("It has hardly grown since the second picture.")));
  return draft->suspect.doubt != NULL;
}

/* What is new is judged together with the new objects that it is part of. */
void
hp_suspect_doubt_turnover (const HpSuspectSearch *search, HpSuspectDraft *draft)
{
  guint32 object = draft->suspect.holder;
  gboolean is_new;

  if (search->history == NULL || object == HP_NONE || draft->suspect.kind != HP_SUSPECT_HOARD ||
      draft->suspect.doubt != NULL || draft->suspect.is_certain ||
      doubt_place (search, draft, draft->suspect.example))
    return;
  do {
    if (doubt_place (search, draft, object))
      return;
    is_new = hp_growth_history_find_first (search->history, object) == HP_NONE;
    object = hp_root_tree_get_parent (search->roots, object);
  } while (is_new && object != HP_NONE);
}

/* ---- what one picture says ---- */

/* Nearly all that tells its age was there before the program had been loaded. */
static gboolean
was_loaded (const HpComposition *composition)
{
  return composition->n_dated >= MAX (composition->n_items / 4, MIN_DATED) &&
         composition->n_loaded >= composition->n_dated - composition->n_dated / 50;
}

void
hp_suspect_doubt_loaded (const HpSuspectSearch *search, HpSuspectDraft *draft)
{
  if (search->history == NULL && draft->suspect.kind == HP_SUSPECT_HOARD &&
      draft->suspect.holder != HP_NONE && draft->suspect.doubt == NULL &&
      !draft->suspect.is_certain && was_loaded (&draft->composition))
    doubt (draft, g_strdup (_ ("It was there before the program had been loaded, and hardly "
                               "anything has come since.")));
}

void
hp_suspect_doubt_old (const HpSuspectSearch *search, HpSuspectDraft *draft)
{
  if (!can_be_doubted (draft) || search->history != NULL ||
      draft->suspect.score < HP_SUSPECTS_THRESHOLD)
    return;
  if (is_old (search, &draft->composition))
    doubt (draft, g_strdup_printf (
                      _ ("It is old: of the %" PRIu64 " youngest objects hardly any came here."),
                      search->n_young));
  else if (is_mentioned_nowhere (search, draft))
    doubt (draft, g_strdup (_ ("No function mentions it, so nothing seems to add to it.")));
}
