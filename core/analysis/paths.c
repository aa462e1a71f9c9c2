/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paths.h"

#include "analysis/side-array.h"

GHashTable *
hp_ref_set_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
hp_ref_set_add (GHashTable *set, guint64 ref)
{
  g_hash_table_add (set, g_memdup2 (&ref, sizeof ref));
}

/* A search backwards, breadth first: `next` is the object that this one refers to on the way to the
 * wanted one, `label` that reference's. */
typedef struct {
  const HpSnapshot *snapshot; /* borrowed */
  GHashTable *without;        /* borrowed, may be NULL */
  guint32 *next;              /* owned; by object */
  guint32 *label;             /* owned; by object */
  guint64 *met;               /* owned; a bit an object */
  guint32 *queue;             /* owned */
  guint32 tail;
  GPtrArray *found[HP_ROOT_RANKS]; /* owned; HpPath by the rank of the root they begin at */
} Search;

static void
search_clear (Search *search)
{
  hp_side_array_free (search->next);
  hp_side_array_free (search->label);
  hp_side_array_free (search->met);
  hp_side_array_free (search->queue);
  for (guint i = 0; i < HP_ROOT_RANKS; i++)
    g_clear_pointer (&search->found[i], g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
is_left_out (const Search *search, guint64 ref)
{
  return search->without != NULL && g_hash_table_contains (search->without, &ref);
}

static void
visit (Search *search, guint32 object)
{
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (search->snapshot, object, &refs, &n);

  for (guint32 i = 0; i < n; i++) {
    guint32 label = hp_snapshot_ref_label (search->snapshot, refs[i]);

    if (!hp_reference_keeps_alive (label) || hp_bit_is_set (search->met, referrers[i]) ||
        is_left_out (search, refs[i]))
      continue;
    hp_bit_set (search->met, referrers[i]);
    search->next[referrers[i]] = object;
    search->label[referrers[i]] = label;
    search->queue[search->tail++] = referrers[i];
  }
}

static HpPath *
make_path (const Search *search, guint32 root, guint32 first, guint32 wanted)
{
  HpPath *path = hp_path_new (search->snapshot);
  guint32 label = 0;

  path->root = root;
  for (guint32 o = first;; o = search->next[o]) {
    HpPathStep step = { o, label };

    g_array_append_val (path->steps, step);
    if (o == wanted)
      return path;
    label = search->label[o];
  }
}

static gboolean
search_from (Search *search, guint32 wanted, guint n_paths, const HpAnalysisRun *run,
             GError **error)
{
  hp_bit_set (search->met, wanted);
  search->queue[search->tail++] = wanted;
  for (guint32 head = 0; head < search->tail && search->found[0]->len < n_paths; head++) {
    guint32 object = search->queue[head], root = hp_snapshot_root_of (search->snapshot, object);

    if (hp_analysis_is_step (head) && !hp_analysis_step (run, 0.5, error))
      return FALSE;
    if (root != HP_NONE) {
      HpRootKind kind = hp_snapshot_root (search->snapshot, root).kind;
      GPtrArray *found = search->found[hp_root_kind_rank (kind)];

      if (found->len < n_paths)
        g_ptr_array_add (found, make_path (search, root, object, wanted));
    }
    if (root == HP_NONE || object == wanted)
      visit (search, object); /* what holds another root explains nothing more */
  }
  return TRUE;
}

static gboolean
search_init (Search *search, GError **error)
{
  guint64 n = hp_snapshot_n_objects (search->snapshot);

  for (guint i = 0; i < HP_ROOT_RANKS; i++)
    search->found[i] = g_ptr_array_new_with_free_func ((GDestroyNotify)hp_path_free);
  return (search->next = HP_SIDE_ARRAY (guint32, n, error)) != NULL &&
         (search->label = HP_SIDE_ARRAY (guint32, n, error)) != NULL &&
         (search->met = HP_SIDE_BITS (n, error)) != NULL &&
         (search->queue = HP_SIDE_ARRAY (guint32, n, error)) != NULL;
}

GPtrArray *
hp_paths_find (HpSnapshot *snapshot, guint32 object, guint n_paths, GHashTable *without,
               const HpAnalysisRun *run, GError **error)
{
  g_auto (Search) search = { .snapshot = snapshot, .without = without };

  if (object >= hp_snapshot_n_objects (snapshot)) {
    g_set_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_OBJECT,
                 "The picture has no object number %u", object);
    return NULL;
  }
  if (!hp_snapshot_index_referrers (snapshot, run != NULL ? run->cancellable : NULL, error) ||
      !search_init (&search, error) || !search_from (&search, object, n_paths, run, error))
    return NULL;
  for (guint rank = 1; rank < HP_ROOT_RANKS; rank++)
    while (search.found[0]->len < n_paths && search.found[rank]->len > 0)
      g_ptr_array_add (search.found[0], g_ptr_array_steal_index (search.found[rank], 0));
  return g_steal_pointer (&search.found[0]);
}

/* ---- merged paths ---- */

/* While counting, `parent` is an object; it becomes an index when the nodes are in order. */
typedef HpMergedNode Tally;

static Tally *
tally_of (GHashTable *tallies, const HpRootTree *tree, guint32 object)
{
  Tally *tally = g_hash_table_lookup (tallies, GUINT_TO_POINTER (object));

  if (tally == NULL) {
    tally = g_new0 (Tally, 1);
    tally->object = object;
    tally->parent = hp_root_tree_get_parent (tree, object);
    tally->label = hp_root_tree_get_label (tree, object);
    g_hash_table_insert (tallies, GUINT_TO_POINTER (object), tally);
  }
  return tally;
}

/* Parents first: by distance from the root, which `depth` counts; then most members first. */
static guint
depth_of (const HpRootTree *tree, guint32 object)
{
  guint depth = 0;

  while ((object = hp_root_tree_get_parent (tree, object)) != HP_NONE)
    depth++;
  return depth;
}

typedef struct {
  const Tally *tally;
  guint depth;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->depth != y->depth)
    return x->depth < y->depth ? -1 : 1;
  if (x->tally->n_members != y->tally->n_members)
    return x->tally->n_members > y->tally->n_members ? -1 : 1;
  return (x->tally->object > y->tally->object) - (x->tally->object < y->tally->object);
}

static GArray *
rank (const HpRootTree *tree, GHashTable *tallies, guint32 min_members)
{
  GArray *ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, tallies);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Ranked row = { value, 0 };

    if (row.tally->n_members < min_members)
      continue;
    row.depth = depth_of (tree, row.tally->object);
    g_array_append_val (ranked, row);
  }
  g_array_sort (ranked, compare_ranked);
  return ranked;
}

GArray *
hp_paths_merge (const HpRootTree *tree, const guint32 *objects, guint32 n, guint32 min_members)
{
  g_autoptr (GHashTable) tallies = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) index = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) ranked = NULL;
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (HpMergedNode));

  for (guint32 i = 0; i < n; i++) {
    guint64 size = hp_snapshot_size (hp_root_tree_get_snapshot (tree), objects[i]);

    for (guint32 o = objects[i]; o != HP_NONE; o = hp_root_tree_get_parent (tree, o)) {
      Tally *tally = tally_of (tallies, tree, o);

      tally->n_members++;
      tally->size += size;
    }
  }
  ranked = rank (tree, tallies, min_members);
  for (guint i = 0; i < ranked->len; i++) {
    const Tally *tally = g_array_index (ranked, Ranked, i).tally;
    gpointer place = g_hash_table_lookup (index, GUINT_TO_POINTER (tally->parent));
    HpMergedNode node = *tally;

    node.parent = place != NULL ? GPOINTER_TO_UINT (place) - 1 : HP_NONE;
    g_hash_table_insert (index, GUINT_TO_POINTER (tally->object), GUINT_TO_POINTER (i + 1));
    g_array_append_val (nodes, node);
  }
  return nodes;
}
