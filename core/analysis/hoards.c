/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hoards.h"

#include "analysis/classes.h"
#include "analysis/definition.h"
#include "analysis/path-tree.h"
#include "analysis/side-array.h"

/* Links that make a chain, and how many references may lie between two of them (node, its
 * namespace, the next node). */
#define MIN_CHAIN   32
#define CHAIN_REACH 3

/* What has so many is a container, whatever its references are called: other engines call the
 * entries of a map properties. */
#define MANY 200

/* A child with more than this part of the weight is where the weight comes through. */
#define PASSING(part, whole) ((part) > (whole) / 10 * 9)

struct _HpHoards {
  HpHoardQuery query;
  const HpSnapshot *snapshot; /* borrowed */
  HpPathTree *tree;           /* owned */
  guint64 *sum;               /* owned; by object: weight at and below */
  guint32 *link;              /* owned; by object: which link of its chain it is, from 1 */
  guint32 *first;             /* owned; by object: the first link of its chain */
  guint32 *longest;           /* owned; by first link: how many links */
  GArray *hoards;             /* owned; HpHoard */
};

static gboolean
settle (HpHoards *self, const HpAnalysisRun *run, GError **error)
{
  return hp_side_array_settle (self->sum, run, 0.1, error) &&
         hp_side_array_settle (self->link, run, 0.1, error) &&
         hp_side_array_settle (self->first, run, 0.1, error) &&
         hp_side_array_settle (self->longest, run, 0.1, error);
}

/* ---- sums and chains ---- */

static gboolean
sum_up (HpHoards *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n;
  const guint32 *order = hp_path_tree_get_order (self->tree, &n);

  for (guint32 i = n; i > 0; i--) {
    guint32 object = order[i - 1], parent = hp_root_tree_get_parent (self->query.roots, object);

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.1, error))
      return FALSE;
    self->sum[object] += self->query.weights[object];
    if (parent != HP_NONE)
      self->sum[parent] += self->sum[object];
  }
  return TRUE;
}

/* A namespace is part of its object and no link of its own: a module's would begin a chain that is
 * its instances'. */
static gboolean
is_namespace (const HpHoards *self, guint32 object)
{
  return hp_root_tree_get_parent (self->query.roots, object) != HP_NONE &&
         hp_label_has_text (self->snapshot, hp_root_tree_get_label (self->query.roots, object),
                            HP_REF_FIELD, "__dict__");
}

/* The nearest object above that may be the link before this one, or HP_NONE. */
static guint32
previous_link (const HpHoards *self, guint32 object)
{
  guint32 type = hp_snapshot_type_of (self->snapshot, object), above = object;

  for (guint i = 0; i < CHAIN_REACH; i++) {
    above = hp_root_tree_get_parent (self->query.roots, above);
    if (above == HP_NONE ||
        (hp_snapshot_type_of (self->snapshot, above) == type && self->link[above] > 0))
      return above;
  }
  return HP_NONE;
}

static gboolean
find_chains (HpHoards *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n;
  const guint32 *order = hp_path_tree_get_order (self->tree, &n);

  for (guint32 i = 0; i < n; i++) {
    guint32 object = order[i], before;

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.2, error))
      return FALSE;
    self->first[object] = object;
    if (is_namespace (self, object))
      continue;
    before = previous_link (self, object);
    self->link[object] = before != HP_NONE ? self->link[before] + 1 : 1;
    self->first[object] = before != HP_NONE ? self->first[before] : object;
    if (self->link[object] > self->longest[self->first[object]])
      self->longest[self->first[object]] = self->link[object];
  }
  return TRUE;
}

static gboolean
is_in_chain (const HpHoards *self, guint32 object)
{
  return self->longest[self->first[object]] >= MIN_CHAIN;
}

/* ---- items ---- */

/* What a container contains, not what an object is made of. */
static gboolean
is_item_label (guint32 label)
{
  switch (hp_label_kind (label)) {
  case HP_REF_INDEX:
  case HP_REF_KEY:
  case HP_REF_DICT_KEY:
  case HP_REF_MEMBER:
  case HP_REF_GUESS:
  case HP_REF_UNKNOWN:
  case HP_REF_FIELD: return TRUE;
  case HP_REF_ATTRIBUTE:
  case HP_REF_LOCAL:
  case HP_REF_CELL:
  case HP_REF_TYPE:
  case HP_REF_STACK:
  case HP_N_REF_KINDS: break;
  }
  return FALSE;
}

/* Whether the object counts as something that the one above it keeps. */
static gboolean
is_item (const HpHoards *self, guint32 object)
{
  if (self->query.members != NULL)
    return hp_bit_is_set (self->query.members, object);
  return is_item_label (hp_root_tree_get_label (self->query.roots, object));
}

typedef struct {
  guint32 n, example;
  guint64 weight;
} Kind;

/* By type, or by pile (hp_hoards_pile_of ()), whose lower half is the type; made where it is not
 * there. */
static Kind *
kinds_get (GHashTable *kinds, guint64 key)
{
  Kind *kind = g_hash_table_lookup (kinds, GSIZE_TO_POINTER (key));

  if (kind == NULL) {
    kind = g_new0 (Kind, 1);
    g_hash_table_insert (kinds, GSIZE_TO_POINTER (key), kind);
  }
  return kind;
}

static void
count_item (Kind *kind, const HpHoards *self, guint32 object)
{
  if (kind->n++ == 0)
    kind->example = object;
  kind->weight += self->sum[object];
  if (self->sum[object] > self->sum[kind->example])
    kind->example = object;
}

/* The kind with most weight; of two that weigh the same the lower type. */
static void
choose_kind (GHashTable *kinds, HpHoard *hoard)
{
  GHashTableIter iter;
  gpointer key, value;
  guint64 most = 0;

  g_hash_table_iter_init (&iter, kinds);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Kind *kind = value;
    guint32 type = (guint32)GPOINTER_TO_SIZE (key);

    if (kind->weight < most || (kind->weight == most && type > hoard->type))
      continue;
    most = kind->weight;
    hoard->type = type;
    hoard->n_items = kind->n;
    hoard->example = kind->example;
  }
}

/* What the holder has right below it, as a hoard; all of it, or items only. Weight 0: nothing. */
static HpHoard
examine (const HpHoards *self, guint32 holder, gboolean all)
{
  HpHoard hoard = { .holder = holder, .type = HP_NONE, .example = HP_NONE };
  g_autoptr (GHashTable) kinds = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  guint32 n;
  const guint32 *children = hp_path_tree_get_children (self->tree, holder, &n);

  all |= n >= MANY && self->query.members == NULL;
  for (guint32 i = 0; i < n; i++)
    if (self->sum[children[i]] > 0 && (all || is_item (self, children[i]))) {
      count_item (kinds_get (kinds, hp_snapshot_type_of (self->snapshot, children[i])), self,
                  children[i]);
      hoard.weight += self->sum[children[i]];
      hoard.n_all++;
    }
  choose_kind (kinds, &hoard);
  return hoard;
}

/* ---- hoards ---- */

/* A new container in an old place holds what is new: goes down to where the weight comes from many.
 */
static HpHoard
descend (const HpHoards *self, HpHoard hoard)
{
  while (PASSING (self->sum[hoard.example], hoard.weight) && !is_in_chain (self, hoard.example)) {
    HpHoard lower = examine (self, hoard.example, TRUE);

    if (lower.weight == 0 || !PASSING (lower.weight, hoard.weight))
      break;
    hoard = lower;
  }
  return hoard;
}

static void
add_hoard (HpHoards *self, HpHoard hoard)
{
  if (hoard.weight > 0 && hoard.n_items >= self->query.min_items)
    g_array_append_val (self->hoards, hoard);
}

static void
add_holder (HpHoards *self, guint32 object)
{
  HpHoard hoard;
  guint32 n;

  hp_path_tree_get_children (self->tree, object, &n);
  if (n < self->query.min_items || self->sum[object] == 0)
    return;
  hoard = examine (self, object, FALSE);
  if (hoard.weight > 0 && self->query.members != NULL)
    hoard = descend (self, hoard);
  if (hoard.weight > 0 && !is_in_chain (self, hoard.example))
    add_hoard (self, hoard);
}

/* A member passes what it holds on to the one above it; but what a root holds is a place of its
 * own, be it new or not. */
static gboolean
can_be_holder (const HpHoards *self, guint32 object)
{
  return self->query.members == NULL || !hp_bit_is_set (self->query.members, object) ||
         hp_root_tree_get_parent (self->query.roots, object) == HP_NONE;
}

/* ---- chains ---- */

static HpHoard
begin_chain (const HpHoards *self, guint32 first)
{
  HpHoard hoard = { .type = hp_snapshot_type_of (self->snapshot, first), .is_chain = TRUE };

  hoard.holder = hp_root_tree_get_parent (self->query.roots, first);
  if (hoard.holder == HP_NONE)
    hoard.holder = first;
  hoard.weight = self->sum[first];
  hoard.example = first;
  return hoard;
}

static gboolean
add_chains (HpHoards *self, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GHashTable) chains = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  GHashTableIter iter;
  gpointer value;

  for (guint32 object = 0; object < hp_snapshot_n_objects (self->snapshot); object++) {
    gpointer key = GUINT_TO_POINTER (self->first[object]);
    HpHoard *chain, begun;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    if (self->link[object] == 0 || !is_in_chain (self, object) || self->query.weights[object] == 0)
      continue;
    if ((chain = g_hash_table_lookup (chains, key)) == NULL) {
      begun = begin_chain (self, self->first[object]);
      chain = g_memdup2 (&begun, sizeof begun);
      g_hash_table_insert (chains, key, chain);
    }
    chain->n_all = ++chain->n_items;
  }
  g_hash_table_iter_init (&iter, chains);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    add_hoard (self, *(HpHoard *)value);
  return TRUE;
}

/* ---- what roots hold ---- */

typedef enum {
  PLACE_NONE,
  PLACE_C,       /* held by something unknown */
  PLACE_MODULES, /* modules that a program made up; files are imported, now or later */
  PLACE_NAMED,   /* and the string of the name on top */
} Place;

static guint64
place_of_root (const HpHoards *self, guint32 row)
{
  HpRoot root = hp_snapshot_root (self->snapshot, row);

  switch (root.kind) {
  case HP_ROOT_UNKNOWN: return PLACE_C;
  case HP_ROOT_MODULE:
    return hp_module_is_made_up (self->snapshot, root.object) ? PLACE_MODULES : PLACE_NONE;
  case HP_ROOT_GLOBAL: return (guint64)PLACE_NAMED + root.name;
  default: return PLACE_NONE;
  }
}

/* The interpreter's caches of attributes have references to names that no object has. */
guint64
hp_hoards_pile_of (const HpHoards *self, guint32 object)
{
  guint32 root = hp_root_tree_get_root (self->query.roots, object);
  guint64 place;

  if (root == HP_NONE || hp_root_tree_get_parent (self->query.roots, object) != HP_NONE ||
      (hp_snapshot_flags (self->snapshot, object) & HP_OBJECT_INTERNED) != 0 ||
      (self->query.members != NULL && !hp_bit_is_set (self->query.members, object)))
    return 0;
  place = place_of_root (self, root);
  return place != PLACE_NONE ? place << 32 | hp_snapshot_type_of (self->snapshot, object) : 0;
}

static void
add_held_by_roots (HpHoards *self)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  guint32 n;
  const guint32 *children = hp_path_tree_get_children (self->tree, HP_NONE, &n);
  GHashTableIter iter;
  gpointer key, value;

  for (guint32 i = 0; i < n; i++) {
    guint64 pile = self->sum[children[i]] > 0 ? hp_hoards_pile_of (self, children[i]) : 0;

    if (pile != 0)
      count_item (kinds_get (kinds, pile), self, children[i]);
  }
  g_hash_table_iter_init (&iter, kinds);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Kind *kind = value;
    HpHoard hoard = { .holder = HP_NONE,
                      .type = (guint32)GPOINTER_TO_SIZE (key),
                      .n_items = kind->n,
                      .n_all = kind->n,
                      .weight = kind->weight,
                      .example = kind->example };

    add_hoard (self, hoard);
  }
}

/* ---- all ---- */

static int
compare_hoards (gconstpointer a, gconstpointer b)
{
  const HpHoard *x = a, *y = b;

  if (x->weight != y->weight)
    return x->weight > y->weight ? -1 : 1;
  if (x->holder != y->holder)
    return x->holder < y->holder ? -1 : 1;
  return (x->type > y->type) - (x->type < y->type);
}

static gboolean
find_all (HpHoards *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n;
  const guint32 *order = hp_path_tree_get_order (self->tree, &n);

  for (guint32 i = 0; i < n; i++) {
    if (hp_analysis_is_step (i) && !hp_analysis_step (run, (double)i / n, error))
      return FALSE;
    if (can_be_holder (self, order[i]))
      add_holder (self, order[i]);
  }
  if (!add_chains (self, run, error))
    return FALSE;
  add_held_by_roots (self);
  g_array_sort (self->hoards, compare_hoards);
  return TRUE;
}

HpHoards *
hp_hoards_new (const HpHoardQuery *query, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpHoards) self = g_new0 (HpHoards, 1);
  guint32 n;

  self->query = *query;
  self->snapshot = hp_root_tree_get_snapshot (query->roots);
  self->hoards = g_array_new (FALSE, FALSE, sizeof (HpHoard));
  n = hp_snapshot_n_objects (self->snapshot);
  if ((self->tree = hp_path_tree_new (query->roots, run, error)) == NULL ||
      (self->sum = HP_SIDE_ARRAY (guint64, n, error)) == NULL ||
      (self->link = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->first = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->longest = HP_SIDE_ARRAY (guint32, n, error)) == NULL)
    return NULL;
  if (!settle (self, run, error) || !sum_up (self, run, error) || !find_chains (self, run, error) ||
      !find_all (self, run, error))
    return NULL;
  self->query.weights = NULL;
  return g_steal_pointer (&self);
}

void
hp_hoards_free (HpHoards *self)
{
  if (self == NULL)
    return;
  hp_path_tree_free (self->tree);
  hp_side_array_free (self->sum);
  hp_side_array_free (self->link);
  hp_side_array_free (self->first);
  hp_side_array_free (self->longest);
  g_array_unref (self->hoards);
  g_free (self);
}

const HpHoard *
hp_hoards_get (const HpHoards *self, guint *n)
{
  *n = self->hoards->len;
  return (const HpHoard *)self->hoards->data;
}

HpHoard
hp_hoards_examine (const HpHoards *self, guint32 holder)
{
  return examine (self, holder, FALSE);
}

/* ---- what a hoard consists of ---- */

static gboolean
belongs (const HpHoards *self, const HpHoard *hoard, guint32 child)
{
  if (self->sum[child] == 0)
    return FALSE;
  return hoard->holder != HP_NONE ||
         hp_hoards_pile_of (self, child) == hp_hoards_pile_of (self, hoard->example);
}

GArray *
hp_hoards_list_objects (const HpHoards *self, const HpHoard *hoard, guint limit, guint *n_items)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n, step;
  const guint32 *children = hp_path_tree_get_children (self->tree, hoard->holder, &n);

  if (hoard->is_chain)
    g_array_append_val (list, hoard->example);
  step = n / MAX (*n_items, 1) + 1; /* from all ages: the addresses of the old lie together */
  for (guint32 i = 0; !hoard->is_chain && i < n; i += step)
    if (belongs (self, hoard, children[i]))
      g_array_append_val (list, children[i]);
  *n_items = hoard->is_chain ? MIN (hoard->n_items, *n_items) : list->len;
  for (guint head = 0; head < list->len; head++) {
    children = hp_path_tree_get_children (self->tree, g_array_index (list, guint32, head), &n);
    for (guint32 i = 0; i < n && list->len < limit; i++)
      if (self->sum[children[i]] > 0)
        g_array_append_val (list, children[i]);
  }
  return list;
}
