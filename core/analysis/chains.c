/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/chains.h"

#include "analysis/classes.h"
#include "analysis/side-array.h"

/* How many objects ahead what is known of them is fetched. */
#define AHEAD 16

/* Which link of its chain an object is, from 1 (0: none, part of one), and the chain's first. */
typedef struct {
  guint32 number, first;
} Link;

struct _HpChains {
  Link *links;      /* owned; by object */
  guint32 *longest; /* owned; by first link: how many links */
};

typedef struct {
  HpChains *chains;
  const HpRootTree *roots;
  const HpSnapshot *snapshot;
  const guint32 *type; /* borrowed column */
  guint32 cell;        /* the type of that name, or HP_NONE */
} Search;

/* A namespace is part of its object and no link of its own: a module's would begin a chain that is
 * its instances'. So are the variables that a function keeps for itself. */
static gboolean
is_part (const Search *search, guint32 object)
{
  guint32 label = hp_root_tree_get_label (search->roots, object);

  return hp_root_tree_get_parent (search->roots, object) != HP_NONE &&
         (search->type[object] == search->cell ||
          hp_label_has_text (search->snapshot, label, HP_REF_FIELD, "__dict__") ||
          hp_label_has_text (search->snapshot, label, HP_REF_FIELD, "__closure__"));
}

/* The nearest object above that may be the link before this one, or HP_NONE. */
static guint32
previous_link (const Search *search, guint32 object)
{
  guint32 type = search->type[object], above = object;

  for (guint i = 0; i < HP_CHAIN_REACH; i++) {
    above = hp_root_tree_get_parent (search->roots, above);
    if (above == HP_NONE ||
        (search->type[above] == type && search->chains->links[above].number > 0))
      return above;
  }
  return HP_NONE;
}

static void
add_link (Search *search, guint32 object)
{
  HpChains *chains = search->chains;
  Link link = { 0, object };
  guint32 before;

  if (!is_part (search, object)) {
    before = previous_link (search, object);
    link.number = 1;
    if (before != HP_NONE)
      link = (Link){ chains->links[before].number + 1, chains->links[before].first };
    chains->longest[link.first] = MAX (chains->longest[link.first], link.number);
  }
  chains->links[object] = link;
}

/* From the roots down: what is above an object is known before it. */
static gboolean
add_links (Search *search, const HpPathTree *tree, const HpAnalysisRun *run, GError **error)
{
  guint32 n;
  const guint32 *order = hp_path_tree_get_order (tree, &n);

  for (guint32 i = 0; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.2, error))
      return FALSE;
    if (i + AHEAD < n) {
      __builtin_prefetch (&search->chains->links[order[i + AHEAD]]);
      __builtin_prefetch (&search->chains->longest[order[i + AHEAD]]);
      __builtin_prefetch (&search->type[order[i + AHEAD]]);
      hp_root_tree_fetch (search->roots, order[i + AHEAD]);
    }
    add_link (search, order[i]);
  }
  return TRUE;
}

static guint32
find_cell_type (const HpSnapshot *snapshot)
{
  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

    if (g_str_equal (name, "cell"))
      return type;
  }
  return HP_NONE;
}

HpChains *
hp_chains_new (const HpPathTree *tree, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpChains) self = g_new0 (HpChains, 1);
  Search search = { .chains = self, .roots = hp_path_tree_get_roots (tree) };
  guint32 n;

  search.snapshot = hp_root_tree_get_snapshot (search.roots);
  search.type = HP_SNAPSHOT_COLUMN (search.snapshot, OBJECT_TYPE, guint32);
  search.cell = find_cell_type (search.snapshot);
  n = hp_snapshot_n_objects (search.snapshot);
  if ((self->links = HP_SIDE_ARRAY (Link, n, error)) == NULL ||
      (self->longest = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      !hp_side_array_settle (self->links, run, 0.1, error) ||
      !hp_side_array_settle (self->longest, run, 0.1, error) ||
      !add_links (&search, tree, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_chains_free (HpChains *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->links);
  hp_side_array_free (self->longest);
  g_free (self);
}

gboolean
hp_chains_contain (const HpChains *self, guint32 object)
{
  return self->longest[self->links[object].first] >= HP_CHAIN_MIN;
}

guint32
hp_chains_first_link (const HpChains *self, guint32 object)
{
  return self->links[object].number > 0 && hp_chains_contain (self, object)
             ? self->links[object].first
             : HP_NONE;
}
