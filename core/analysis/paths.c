/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paths.h"

#include "analysis/side-array.h"

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

static void
visit (Search *search, guint32 object)
{
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (search->snapshot, object, &refs, &n);

  for (guint32 i = 0; i < n; i++) {
    guint32 label = hp_snapshot_ref_label (search->snapshot, refs[i]);

    if (!hp_reference_keeps_alive (label) || hp_bit_is_set (search->met, referrers[i]) ||
        hp_ref_set_has (search->without, refs[i]))
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
