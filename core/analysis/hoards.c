/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hoards.h"

#include "analysis/definition.h"
#include "analysis/side-array.h"

/* How many objects ahead their sums are fetched. */
#define AHEAD 16

/* What has so many is a container, whatever its references are called: other engines call the
 * entries of a map properties. */
#define MANY 200

/* A child with more than this part of the weight is where the weight comes through. */
#define PASSING(part, whole) ((part) > (whole) / 10 * 9)

struct _HpHoards {
  HpHoardQuery query;
  const HpSnapshot *snapshot; /* borrowed */
  const HpRootTree *roots;    /* borrowed; of the tree */
  guint64 *sum;               /* owned; by object: weight at and below */
  GArray *hoards;             /* owned; HpHoard */
};

/* ---- sums ---- */

static gboolean
copy_weights (HpHoards *self, const HpAnalysisRun *run, GError **error)
{
  for (guint32 object = 0; object < hp_snapshot_n_objects (self->snapshot); object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.1, error))
      return FALSE;
    if (hp_root_tree_is_reached (self->roots, object))
      self->sum[object] = self->query.weights[object];
  }
  return TRUE;
}

static gboolean
sum_up (HpHoards *self, const HpAnalysisRun *run, GError **error)
{
  guint32 n;
  const guint32 *order = hp_path_tree_get_order (self->query.tree, &n);

  for (guint32 i = n; i > 0; i--) {
    guint32 object = order[i - 1], parent = hp_root_tree_get_parent (self->roots, object);

    if (hp_analysis_is_step (i) && !hp_analysis_step (run, 0.1, error))
      return FALSE;
    if (i > AHEAD) {
      __builtin_prefetch (&self->sum[order[i - 1 - AHEAD]]);
      hp_root_tree_fetch (self->roots, order[i - 1 - AHEAD]);
    }
    if (parent != HP_NONE)
      self->sum[parent] += self->sum[object];
  }
  return TRUE;
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
  return is_item_label (hp_root_tree_get_label (self->roots, object));
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
  const guint32 *children = hp_path_tree_get_children (self->query.tree, holder, &n);

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
  while (PASSING (self->sum[hoard.example], hoard.weight) &&
         !hp_chains_contain (self->query.chains, hoard.example)) {
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

  hp_path_tree_get_children (self->query.tree, object, &n);
  if (n < self->query.min_items || self->sum[object] == 0)
    return;
  hoard = examine (self, object, FALSE);
  if (hoard.weight > 0 && self->query.members != NULL)
    hoard = descend (self, hoard);
  if (hoard.weight > 0 && !hp_chains_contain (self->query.chains, hoard.example))
    add_hoard (self, hoard);
}

/* A member passes what it holds on to the one above it; but what a root holds is a place of its
 * own, be it new or not. */
static gboolean
can_be_holder (const HpHoards *self, guint32 object)
{
  return self->query.members == NULL || !hp_bit_is_set (self->query.members, object) ||
         hp_root_tree_get_parent (self->roots, object) == HP_NONE;
}

/* ---- chains ---- */

static HpHoard
begin_chain (const HpHoards *self, guint32 first)
{
  HpHoard hoard = { .type = hp_snapshot_type_of (self->snapshot, first), .is_chain = TRUE };

  hoard.holder = hp_root_tree_get_parent (self->roots, first);
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
    guint32 first = hp_chains_first_link (self->query.chains, object);
    gpointer key = GUINT_TO_POINTER (first);
    HpHoard *chain, begun;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.9, error))
      return FALSE;
    if (first == HP_NONE || self->query.weights[object] == 0)
      continue;
    if ((chain = g_hash_table_lookup (chains, key)) == NULL) {
      begun = begin_chain (self, first);
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
  guint32 root = hp_root_tree_get_root (self->roots, object);
  guint64 place;

  if (root == HP_NONE || hp_root_tree_get_parent (self->roots, object) != HP_NONE ||
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
  const guint32 *children = hp_path_tree_get_children (self->query.tree, HP_NONE, &n);
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
  guint32 n = hp_snapshot_n_objects (self->snapshot);

  for (guint32 object = 0; object < n; object++) {
    if (hp_analysis_is_step (object) && !hp_analysis_step (run, (double)object / n, error))
      return FALSE;
    if (can_be_holder (self, object))
      add_holder (self, object);
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

  self->query = *query;
  self->roots = hp_path_tree_get_roots (query->tree);
  self->snapshot = hp_root_tree_get_snapshot (self->roots);
  self->hoards = g_array_new (FALSE, FALSE, sizeof (HpHoard));
  self->sum = HP_SIDE_ARRAY (guint64, hp_snapshot_n_objects (self->snapshot), error);
  if (self->sum == NULL || !copy_weights (self, run, error) || !sum_up (self, run, error) ||
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
  hp_side_array_free (self->sum);
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
  const guint32 *children = hp_path_tree_get_children (self->query.tree, hoard->holder, &n);

  if (hoard->is_chain)
    g_array_append_val (list, hoard->example);
  step = n / MAX (*n_items, 1) + 1; /* from all ages: the addresses of the old lie together */
  for (guint32 i = 0; !hoard->is_chain && i < n; i += step)
    if (belongs (self, hoard, children[i]))
      g_array_append_val (list, children[i]);
  *n_items = hoard->is_chain ? MIN (hoard->n_items, *n_items) : list->len;
  for (guint head = 0; head < list->len; head++) {
    children =
        hp_path_tree_get_children (self->query.tree, g_array_index (list, guint32, head), &n);
    for (guint32 i = 0; i < n && list->len < limit; i++)
      if (self->sum[children[i]] > 0)
        g_array_append_val (list, children[i]);
  }
  return list;
}
