/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/paths.h"
#include "graph/collect.h"

/* Adds a way as members whose parent is the object they refer to; FALSE, and adds nothing, when it
 * does not fit. Ways that join share their end. */
static gboolean
add_way (HpGraphSet *set, const HpPath *way, guint cap)
{
  guint parent = 0; /* the focus, at which each way ends */

  if (set->members->len > 1 && set->members->len + way->steps->len - 1 > cap)
    return FALSE;
  for (guint i = way->steps->len - 1; i > 0; i--) {
    guint32 object = g_array_index (way->steps, HpPathStep, i - 1).object;
    int level = hp_graph_set_get (set, parent)->level - 1;

    parent = hp_graph_set_add (set, object, parent);
    hp_graph_set_get (set, parent)->on_path = TRUE;
    hp_graph_set_get (set, parent)->level = level;
  }
  return TRUE;
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

HpGraphView *
hp_graph_build_path (HpSnapshot *snapshot, const HpGraphRequest *request, GCancellable *cancellable,
                     GError **error)
{
  HpAnalysisRun run = { .cancellable = cancellable };
  g_autoptr (GPtrArray) ways =
      hp_paths_find (snapshot, request->focus, MAX (request->n_paths, 1), NULL, &run, error);
  g_auto (HpGraphSet) set = { 0 };

  if (ways == NULL)
    return NULL;
  if (ways->len == 0)
    return build_holders (snapshot, request, cancellable, error);
  hp_graph_set_init (&set, snapshot);
  hp_graph_set_add (&set, request->focus, HP_GRAPH_NO_NODE);
  hp_graph_set_get (&set, 0)->on_path = TRUE;
  for (guint i = 0; i < ways->len && add_way (&set, ways->pdata[i], request->cap); i++)
    ;
  hp_graph_set_expand (&set, request);
  return hp_graph_set_finish (&set, request, cancellable, error);
}
