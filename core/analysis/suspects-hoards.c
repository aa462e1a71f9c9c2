/* SPDX-License-Identifier: Apache-2.0 */
/* Containers, chains and C code that keep many objects, or ever more of them. */
#include <string.h>

#include "analysis/classes.h"
#include "analysis/place-history.h"
#include "analysis/side-array.h"
#include "analysis/suspects-private.h"

/* Objects alike that make a hoard of one picture; in a namespace, which has many of everything,
 * more; and what C code may well keep on purpose. */
#define MIN_ITEMS           20
#define MIN_NAMESPACE_ITEMS 100
#define MIN_LIBRARY_ITEMS   500
#define MIN_YOUNG_ITEMS     100

/* Hoards that are looked at closely, the heaviest. */
#define MAX_CANDIDATES 512

/* A hoard below another takes its place when it has this part of its weight. */
#define MOST_OF(part, whole) ((part) > (whole) / 10 * 6)

typedef struct {
  HpSuspectSearch *search;
  HpHoards *all;     /* owned; of all objects */
  HpHoards *growing; /* owned; of what came and stayed; NULL with one picture */
  GArray *accepted;  /* owned; HpHoard */
  GHashTable *index; /* owned; holder → row of accepted plus 1 */
  guint64 *n_lost;   /* owned; by type: objects that no root leads to; NULL with one picture */
  GHashTable *piles; /* owned; what roots hold that is accepted: hp_hoards_pile_of () */
} Finder;

static void
finder_clear (Finder *finder)
{
  hp_hoards_free (finder->all);
  hp_hoards_free (finder->growing);
  g_array_unref (finder->accepted);
  g_hash_table_unref (finder->index);
  g_hash_table_unref (finder->piles);
  g_free (finder->n_lost);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Finder, finder_clear)

/* ---- weights ---- */

/* The objects' sizes, of the members or of all. */
static gboolean
weigh_objects (const HpSuspectSearch *search, const guint64 *members, guint64 *weights,
               GError **error)
{
  for (guint32 object = 0; object < hp_snapshot_n_objects (search->snapshot); object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (search->run, 0.1, error))
      return FALSE;
    if (members == NULL || hp_bit_is_set (members, object))
      weights[object] = hp_snapshot_size (search->snapshot, object);
  }
  return TRUE;
}

static HpHoards *
find_with_weights (HpSuspectSearch *search, const guint64 *members, guint min_items, GError **error)
{
  guint32 n = hp_snapshot_n_objects (search->snapshot);
  guint64 *weights = HP_SIDE_ARRAY (guint64, n, error);
  HpHoardQuery query = { search->tree, search->chains, weights, members, min_items };
  HpHoards *hoards = NULL;

  if (weights == NULL)
    return NULL;
  if (weigh_objects (search, members, weights, error))
    hoards = hp_hoards_new (&query, search->run, error);
  hp_side_array_free (weights);
  return hoards;
}

static guint64 *
count_lost (const HpSuspectSearch *search)
{
  guint64 *n = g_new0 (guint64, (gsize)hp_snapshot_n_types (search->snapshot) + 1);

  for (guint32 object = 0; object < hp_snapshot_n_objects (search->snapshot); object++)
    n[hp_snapshot_type_of (search->snapshot, object)] +=
        !hp_root_tree_is_reached (search->roots, object);
  return n;
}

static gboolean
find_candidates (Finder *finder, GError **error)
{
  HpSuspectSearch *search = finder->search;

  if ((finder->all = find_with_weights (search, NULL, MIN_ITEMS, error)) == NULL)
    return FALSE;
  if (search->history == NULL)
    return TRUE;
  finder->n_lost = count_lost (search);
  finder->growing =
      find_with_weights (search, hp_growth_history_get_lasting (search->history), 1, error);
  return finder->growing != NULL;
}

/* ---- which are worth telling ---- */

static gboolean
is_namespace (const HpSuspectSearch *search, guint32 holder)
{
  return hp_root_tree_get_parent (search->roots, holder) != HP_NONE &&
         hp_label_has_text (search->snapshot, hp_root_tree_get_label (search->roots, holder),
                            HP_REF_FIELD, "__dict__");
}

/* Built-in types have no module; those of the library's own classes are told by name. */
static gboolean
is_built_in (const HpSnapshot *snapshot, guint32 type)
{
  g_autofree char *full = hp_snapshot_dup_type_full_name (snapshot, type);

  return strchr (full, '.') == NULL;
}

/* Containers that the interpreter itself has only a few of held from C. */
static gboolean
is_plain (const HpSnapshot *snapshot, guint32 type)
{
  static const char *const names[] = { "dict", "list", "set", "tuple", NULL };
  g_autofree char *full = hp_snapshot_dup_type_full_name (snapshot, type);

  return g_strv_contains (names, full);
}

/* A fair part of what came last came here, as far as a sample tells. */
static gboolean
is_young (const HpSuspectSearch *search, const HpHoard *hoard, const HpComposition *composition)
{
  guint64 n_young = composition->n_young * hoard->n_all / MAX (composition->n_items, 1);

  return n_young >= search->n_young / 10 && n_young >= MIN_YOUNG_ITEMS;
}

/* The kind of the roots that hold the items of a pile. */
static HpRootKind
root_kind_of (const HpSuspectSearch *search, const HpHoard *pile)
{
  return hp_snapshot_root (search->snapshot, hp_root_tree_get_root (search->roots, pile->example))
      .kind;
}

/* Static variables and fields of the interpreter have few of a kind, and what is not the program's
 * does not count. */
static gboolean
is_pile_worth_telling (const HpSuspectSearch *search, const HpHoard *pile,
                       const HpComposition *composition)
{
  gboolean own = hp_composition_names_program (composition) && composition->n_classes == 0;

  switch (root_kind_of (search, pile)) {
  case HP_ROOT_MODULE: return pile->n_items >= MIN_ITEMS;
  case HP_ROOT_GLOBAL: return pile->n_items >= MIN_ITEMS && own;
  default:
    return search->history != NULL || own ||
           (pile->n_items >= MIN_LIBRARY_ITEMS && is_plain (search->snapshot, pile->type));
  }
}

static gboolean
is_worth_telling (const HpSuspectSearch *search, const HpHoard *hoard,
                  const HpComposition *composition)
{
  gboolean own = hp_composition_names_program (composition);
  gboolean young = is_young (search, hoard, composition);

  if (hoard->holder == HP_NONE)
    return is_pile_worth_telling (search, hoard, composition);
  if (search->history != NULL)
    return TRUE;
  if (is_namespace (search, hoard->holder) && hoard->n_items < MIN_NAMESPACE_ITEMS)
    return FALSE;
  return own || hp_provenance_holder_is_own (search->origin, hoard->holder) ||
         (young && hoard->n_items >= MIN_YOUNG_ITEMS) ||
         (hoard->n_items >= MIN_LIBRARY_ITEMS && !is_built_in (search->snapshot, hoard->type));
}

/* ---- one below another ---- */

static guint
row_above (const Finder *finder, guint32 holder)
{
  for (guint32 o = holder; o != HP_NONE; o = hp_root_tree_get_parent (finder->search->roots, o)) {
    guint row = GPOINTER_TO_UINT (g_hash_table_lookup (finder->index, GUINT_TO_POINTER (o)));

    if (row != 0)
      return row;
  }
  return 0;
}

static gboolean
is_below_pile (const Finder *finder, guint32 holder)
{
  const HpRootTree *roots = finder->search->roots;
  guint32 top = holder, parent;
  guint64 pile;

  while ((parent = hp_root_tree_get_parent (roots, top)) != HP_NONE)
    top = parent;
  pile = hp_hoards_pile_of (finder->all, top);
  return pile != 0 && g_hash_table_contains (finder->piles, GSIZE_TO_POINTER (pile));
}

/* What lies between the links of a chain makes chains as well; the one that a root holds is meant.
 */
static gboolean
is_link_of_root (const HpHoard *above, const HpHoard *hoard)
{
  return above->is_chain && hoard->is_chain && hoard->holder == above->holder &&
         hoard->example == hoard->holder;
}

static void
accept (Finder *finder, const HpHoard *hoard)
{
  guint row = hoard->holder != HP_NONE ? row_above (finder, hoard->holder) : 0;
  HpHoard *above = row != 0 ? &g_array_index (finder->accepted, HpHoard, row - 1) : NULL;

  if (hoard->holder == HP_NONE)
    g_hash_table_add (finder->piles,
                      GSIZE_TO_POINTER (hp_hoards_pile_of (finder->all, hoard->example)));
  else if (is_below_pile (finder, hoard->holder))
    return;
  if (above == NULL) {
    g_array_append_val (finder->accepted, *hoard);
    row = finder->accepted->len;
  } else if (above->is_chain && hoard->is_chain && above->holder == hoard->holder &&
             above->type == hoard->type) {
    above->weight += hoard->weight; /* both ends of one chain are held */
    above->n_items += hoard->n_items;
    above->n_all += hoard->n_all;
    return;
  } else if ((!above->is_chain && MOST_OF (hoard->weight, above->weight)) ||
             is_link_of_root (above, hoard)) {
    *above = *hoard;
  } else {
    return;
  }
  if (hoard->holder != HP_NONE)
    g_hash_table_insert (finder->index, GUINT_TO_POINTER (hoard->holder), GUINT_TO_POINTER (row));
}

/* hoards: those that the hoard is one of. */
static HpComposition
compose (const Finder *finder, const HpHoards *hoards, const HpHoard *hoard, guint sample)
{
  guint n_items = sample == HP_SUSPECT_GLANCE ? HP_SUSPECT_GLANCE_ITEMS : sample / 4;
  g_autoptr (GArray) list = hp_hoards_list_objects (hoards, hoard, sample, &n_items);
  HpComposition composition;

  composition =
      hp_composition_of (finder->search->origin, (const guint32 *)list->data, list->len, n_items);
  composition.n_dated =
      hp_load_time_count (&finder->search->loaded, finder->search->snapshot,
                          (const guint32 *)list->data, list->len, &composition.n_loaded);
  composition.is_whole = list->len < sample && n_items >= hoard->n_items;
  return composition;
}

static gboolean
accept_candidates (Finder *finder, GError **error)
{
  guint n, n_looked_at = 0;
  const HpHoards *source = finder->growing != NULL ? finder->growing : finder->all;
  const HpHoard *hoards = hp_hoards_get (source, &n);

  for (guint i = 0; i < n && n_looked_at < MAX_CANDIDATES; i++) {
    HpComposition composition;

    if (hoards[i].holder != HP_NONE && is_namespace (finder->search, hoards[i].holder) &&
        finder->growing == NULL && hoards[i].n_items < MIN_NAMESPACE_ITEMS)
      continue;
    n_looked_at++;
    if (!hp_analysis_step (finder->search->run, 0.5, error))
      return FALSE;
    composition = compose (finder, source, &hoards[i], HP_SUSPECT_GLANCE);
    if (is_worth_telling (finder->search, &hoards[i], &composition))
      accept (finder, &hoards[i]);
  }
  return TRUE;
}

/* ---- growth ---- */

/* The type whose number of instances tells whether the hoard grows. */
static guint32
telling_type (const HpHoard *hoard, const HpComposition *composition)
{
  return hp_composition_names_program (composition) && composition->type != HP_NONE
             ? composition->type
             : hoard->type;
}

/* Those that wait for the collector have not come to stay. */
static gint64
new_instances (const Finder *finder, guint32 type)
{
  return hp_growth_history_get_new_instances (finder->search->history, type) -
         (gint64)finder->n_lost[type];
}

/* How much a place has grown, and how much there is: in its items, or in instances where those
 * cannot tell. */
typedef struct {
  gint64 grown;
  guint64 all;
} Growth;

static Growth
by_instances (const Finder *finder, const HpHoard *hoard, const HpComposition *composition)
{
  guint32 type = telling_type (hoard, composition);
  gint64 instances = new_instances (finder, type), items = new_instances (finder, hoard->type);
  guint64 n = type == composition->type ? composition->n_instances : hoard->n_all;

  return instances >= items ? (Growth){ instances, MAX (n, hoard->n_all) }
                            : (Growth){ items, hoard->n_all };
}

static Growth
measure_growth (const Finder *finder, const HpHoard *hoard, const HpComposition *composition)
{
  const HpSuspectSearch *search = finder->search;
  Growth instances = by_instances (finder, hoard, composition);
  HpPlaceHistory place = { 0 };
  gint64 rise;

  if (hoard->holder != HP_NONE && !hoard->is_chain)
    place = hp_place_history_of (search->history, search->roots, hoard->holder, HP_NONE);
  if (place.n_pictures == 0 ||
      (composition->type != HP_NONE && instances.grown > 0 && hoard->n_all < 4))
    return instances;
  rise = hp_place_history_get_rise (&place);
  if (rise <= 0 && hp_growth_history_find_first (search->history, hoard->holder) == HP_NONE)
    return instances; /* made anew, and larger further down */
  return (Growth){ rise, hoard->n_all };
}

/* The part of what came and stayed by which the place has grown; the rest replaces. */
static double
growing_part (const Growth *growth)
{
  return CLAMP ((double)growth->grown / (double)MAX (growth->all, 1), 0, 1);
}

/* Of the kind that is told, where that can be counted: the keys of a dict cannot. */
static gint64
told_growth (const HpSuspectSearch *search, const HpHoard *all, gint64 grown)
{
  HpPlaceHistory place = { 0 };

  if (all->holder != HP_NONE && !all->is_chain)
    place = hp_place_history_of (search->history, search->roots, all->holder, all->type);
  if (place.n_pictures > 0 && hp_place_history_get_rise (&place) > 0)
    grown = hp_place_history_get_rise (&place);
  return MIN (grown, (gint64)all->n_items);
}

/* ---- suspects ---- */

/* The same place in the last picture, new or not. */
static HpHoard
whole (const Finder *finder, const HpHoard *hoard)
{
  HpHoard all;
  guint n;
  const HpHoard *found = hp_hoards_get (finder->all, &n);

  if (finder->growing == NULL)
    return *hoard;
  for (guint i = 0; (hoard->is_chain || hoard->holder == HP_NONE) && i < n; i++)
    if (found[i].holder == hoard->holder && found[i].is_chain == hoard->is_chain &&
        found[i].type == hoard->type &&
        (hoard->is_chain || hp_hoards_pile_of (finder->all, found[i].example) ==
                                hp_hoards_pile_of (finder->all, hoard->example)))
      return found[i];
  all = hoard->holder != HP_NONE ? hp_hoards_examine (finder->all, hoard->holder) : *hoard;
  return all.weight >= hoard->weight && all.type == hoard->type && !hoard->is_chain ? all : *hoard;
}

static HpSuspectKind
kind_of (const HpSuspectSearch *search, const HpHoard *hoard)
{
  if (hoard->holder == HP_NONE && root_kind_of (search, hoard) == HP_ROOT_UNKNOWN)
    return HP_SUSPECT_FROM_C;
  return hoard->is_chain ? HP_SUSPECT_CHAIN : HP_SUSPECT_HOARD;
}

/* How the roots of a pile are called; NULL for what C code holds and for what an object does. */
static char *
dup_place (const HpSuspectSearch *search, const HpHoard *hoard)
{
  const char *variable = "static variable ";
  g_autofree char *name = NULL;
  HpRoot root;

  if (hoard->holder != HP_NONE || root_kind_of (search, hoard) == HP_ROOT_UNKNOWN)
    return NULL;
  root = hp_snapshot_root (search->snapshot, hp_root_tree_get_root (search->roots, hoard->example));
  name = hp_snapshot_dup_string (search->snapshot, root.name);
  if (root.kind == HP_ROOT_MODULE)
    return g_strdup_printf ("sys.modules, such as '%s'", name);
  if (g_str_has_prefix (name, variable))
    return g_strdup_printf ("static variables %s", name + strlen (variable));
  return g_steal_pointer (&name);
}

/* What leaks has much of what came last; 1 to 4. */
static double
weigh_age (const HpSuspectSearch *search, const HpComposition *composition)
{
  return 1 + 3 * (double)composition->n_young /
                 (double)MAX (search->n_young, MAX (composition->n_young, 1));
}

static HpSuspectDraft
draft_suspect (Finder *finder, const HpHoard *hoard)
{
  HpSuspectSearch *search = finder->search;
  HpHoard all = whole (finder, hoard);
  HpSuspectDraft draft = { .composition = compose (finder, finder->all, &all, HP_SUSPECT_SAMPLE) };

  draft.suspect = (HpSuspect){ .kind = kind_of (search, hoard),
                               .score = (double)hoard->weight,
                               .holder = hoard->holder,
                               .example = all.example,
                               .count = all.n_items,
                               .bytes = all.weight,
                               .n_alike = 1,
                               .path = dup_place (search, hoard) };
  if (search->history != NULL) {
    Growth growth = measure_growth (finder, hoard, &draft.composition);

    draft.suspect.score *= growing_part (&growth);
    draft.suspect.grown = told_growth (search, &all, growth.grown);
  } else if (!hp_composition_names_program (&draft.composition)) {
    draft.suspect.score /= 2;
  }
  hp_suspect_name (search, &draft);
  return draft;
}

/* ---- places alike ---- */

/* What was kept and where, without the keys and positions on the way; free with g_free. */
static char *
dup_pattern (const HpSuspect *suspect)
{
  GString *text = g_string_new (suspect->what);
  const char *path = suspect->path, *module = "sys.modules[";
  gsize root = g_str_has_prefix (path, module) ? strcspn (path, "]") : 0;
  guint depth = 0;

  g_string_append_len (text, path, (gssize)root);
  for (path += root; *path != '\0'; path++) {
    if (*path == ']' && depth > 0)
      depth--;
    if (depth == 0)
      g_string_append_c (text, *path);
    if (*path == '[')
      depth++;
  }
  return g_string_free (text, FALSE);
}

static void
merge (HpSuspectDraft *into, HpSuspectDraft *from)
{
  into->suspect.score += from->suspect.score;
  into->suspect.count += from->suspect.count;
  into->suspect.bytes += from->suspect.bytes;
  into->suspect.grown += from->suspect.grown;
  into->suspect.n_alike++;
  into->composition.n_items += from->composition.n_items;
  into->composition.n_instances += from->composition.n_instances;
  if (into->composition.library == from->composition.library)
    into->composition.n_library += from->composition.n_library;
  into->composition.n_codes += from->composition.n_codes;
  into->composition.n_classes += from->composition.n_classes;
  into->composition.n_finalized += from->composition.n_finalized;
  into->composition.n_young += from->composition.n_young;
  into->composition.n_old += from->composition.n_old;
  into->composition.n_dated += from->composition.n_dated;
  into->composition.n_loaded += from->composition.n_loaded;
  hp_suspect_clear (&from->suspect);
}

/* Lists of many connections, dicts of many threads: one suspect, not hundreds. */
static gboolean
draft_all (Finder *finder, GArray *drafts, GError **error)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < finder->accepted->len; i++) {
    HpSuspectDraft draft;
    char *pattern;
    guint row;

    if (!hp_analysis_step (finder->search->run, 0.6, error))
      return FALSE;
    draft = draft_suspect (finder, &g_array_index (finder->accepted, HpHoard, i));
    pattern = dup_pattern (&draft.suspect);
    row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, pattern));
    if (row != 0 && draft.suspect.holder != HP_NONE) {
      hp_suspect_tell_holder (finder->search, draft.suspect.holder);
      merge (&g_array_index (drafts, HpSuspectDraft, row - 1), &draft);
      g_free (pattern);
      continue;
    }
    g_array_append_val (drafts, draft);
    g_hash_table_replace (rows, pattern, GUINT_TO_POINTER (drafts->len));
  }
  return TRUE;
}

static void
drop_drafts (GArray *drafts)
{
  for (guint i = 0; i < drafts->len; i++)
    hp_suspect_clear (&g_array_index (drafts, HpSuspectDraft, i).suspect);
}

/* Hands the drafts over to the search. */
static void
add_drafts (HpSuspectSearch *search, GArray *drafts)
{
  for (guint i = 0; i < drafts->len; i++) {
    hp_suspect_make_certain (search, &g_array_index (drafts, HpSuspectDraft, i));
    hp_suspect_doubt_limited (search, &g_array_index (drafts, HpSuspectDraft, i));
    hp_suspect_doubt_turnover (search, &g_array_index (drafts, HpSuspectDraft, i));
    hp_suspect_doubt_loaded (search, &g_array_index (drafts, HpSuspectDraft, i));
  }
  for (guint i = 0; i < drafts->len; i++) {
    HpSuspectDraft *draft = &g_array_index (drafts, HpSuspectDraft, i);

    if (search->history == NULL && draft->suspect.doubt == NULL)
      draft->suspect.score *= weigh_age (search, &draft->composition);
    hp_suspect_doubt_old (search, draft);
    hp_suspect_add (search, draft);
  }
}

gboolean
hp_suspects_find_hoards (HpSuspectSearch *search, GError **error)
{
  g_auto (Finder) finder = { .search = search };
  g_autoptr (GArray) drafts = g_array_new (FALSE, FALSE, sizeof (HpSuspectDraft));

  finder.accepted = g_array_new (FALSE, FALSE, sizeof (HpHoard));
  finder.index = g_hash_table_new (NULL, NULL);
  finder.piles = g_hash_table_new (NULL, NULL);
  if (!find_candidates (&finder, error) || !accept_candidates (&finder, error))
    return FALSE;
  if (!draft_all (&finder, drafts, error)) {
    drop_drafts (drafts);
    return FALSE;
  }
  add_drafts (search, drafts);
  return TRUE;
}
