/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/collect.h"

#include <string.h>

/* The shortest ways from roots to an object: breadth first over strong referrers until enough roots
 * are found.
 *
 * next[o] is the object that o refers to on the way to the focus; HP_NONE: not seen. Frontiers are
 * visited in the order of their distance, so the first way found to a root is a shortest one. */

#define CHECK_INTERVAL 4096

typedef struct {
  HpSnapshot *snapshot; /* borrowed */
  guint32 *next;        /* an entry an object */
  guint8 *is_root;      /* a bit an object */
  GArray *queue;        /* guint32 */
  GArray *found;        /* guint32: rooted objects, nearest first */
} Search;

static gboolean
test_bit (const guint8 *bits, guint32 i)
{
  return (bits[i / 8] >> (i % 8)) & 1;
}

static void
mark_roots (Search *search)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (search->snapshot); i++) {
    guint32 object = hp_snapshot_root (search->snapshot, i).object;

    if (object != HP_NONE)
      search->is_root[object / 8] |= (guint8)(1u << (object % 8));
  }
}

static void
visit (Search *search, guint32 object)
{
  const guint32 *refs;
  guint32 n;
  const guint32 *referrers = hp_snapshot_referrers (search->snapshot, object, &refs, &n);

  for (guint32 i = 0; i < n; i++) {
    if (search->next[referrers[i]] != HP_NONE ||
        hp_label_is_weak (hp_snapshot_ref_label (search->snapshot, refs[i])))
      continue;
    search->next[referrers[i]] = object;
    g_array_append_val (search->queue, referrers[i]);
  }
}

static gboolean
run_search (Search *search, guint32 focus, guint n_paths, GCancellable *cancellable, GError **error)
{
  search->next[focus] = focus;
  g_array_append_val (search->queue, focus);
  for (guint head = 0; head < search->queue->len && search->found->len < n_paths; head++) {
    guint32 object = g_array_index (search->queue, guint32, head);

    if (head % CHECK_INTERVAL == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (test_bit (search->is_root, object))
      g_array_append_val (search->found, object);
    if (!test_bit (search->is_root, object) || object == focus)
      visit (search, object); /* what holds another root is of no interest */
  }
  return TRUE;
}

/* Each way as members whose parent is the object they refer to; ways that join share their end. */
static void
add_ways (const Search *search, HpGraphSet *set, guint32 focus, guint cap)
{
  hp_graph_set_add (set, focus, HP_GRAPH_NO_NODE);
  for (guint i = 0; i < search->found->len; i++) {
    g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));
    guint parent = 0;

    for (guint32 o = g_array_index (search->found, guint32, i); o != focus; o = search->next[o])
      g_array_append_val (way, o);
    if (i > 0 && set->members->len + way->len > cap)
      return;
    for (guint j = way->len; j > 0; j--) {
      int level = hp_graph_set_get (set, parent)->level - 1;

      parent = hp_graph_set_add (set, g_array_index (way, guint32, j - 1), parent);
      hp_graph_set_get (set, parent)->on_path = TRUE;
      hp_graph_set_get (set, parent)->level = level;
    }
  }
  hp_graph_set_get (set, 0)->on_path = search->found->len > 0;
}

/* Nothing leads to a root: the nearest holders explain better than an empty page. */
static HpGraphView *
build_holders (HpSnapshot *snapshot, const HpGraphRequest *request, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (HpGraphRequest) holders = hp_graph_request_copy (request);
  HpGraphView *view;

  holders->kind = HP_GRAPH_VIEW_NEIGHBOURS;
  holders->directions = HP_GRAPH_REFERRERS;
  holders->steps = 3;
  view = hp_graph_build (snapshot, holders, cancellable, error);
  if (view != NULL)
    hp_graph_view_set_note (view, "No root reaches this object: it waits for the collector, or "
                                  "something outside of the picture holds it.");
  return view;
}

static void
search_clear (Search *search)
{
  g_free (search->next);
  g_free (search->is_root);
  g_clear_pointer (&search->queue, g_array_unref);
  g_clear_pointer (&search->found, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

HpGraphView *
hp_graph_build_path (HpSnapshot *snapshot, const HpGraphRequest *request, GCancellable *cancellable,
                     GError **error)
{
  gsize n = hp_snapshot_n_objects (snapshot);
  g_auto (Search) search = { .snapshot = snapshot };
  g_auto (HpGraphSet) set = { 0 };

  search.next = g_new (guint32, n);
  memset (search.next, 0xff, n * sizeof *search.next); /* HP_NONE */
  search.is_root = g_new0 (guint8, n / 8 + 1);
  search.queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  search.found = g_array_new (FALSE, FALSE, sizeof (guint32));
  mark_roots (&search);
  if (!run_search (&search, request->focus, MAX (request->n_paths, 1), cancellable, error))
    return NULL;
  if (search.found->len == 0)
    return build_holders (snapshot, request, cancellable, error);
  hp_graph_set_init (&set, snapshot);
  add_ways (&search, &set, request->focus, request->cap);
  hp_graph_set_expand (&set, request);
  return hp_graph_set_finish (&set, request, cancellable, error);
}
