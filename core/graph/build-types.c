/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/collect.h"

#include <stdlib.h>

/* Types as nodes: count and bytes of their objects, and how many references lead from one type to
 * another. */

#define CHECK_INTERVAL (1u << 14)
/* Edges a node, on average; the strongest are kept. */
#define EDGES_PER_NODE 2

typedef struct {
  guint32 type;
  guint64 count;
  guint64 size;
} Group;

typedef struct {
  guint from;
  guint to;
  guint64 count;
} Flow;

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return x->type < y->type ? -1 : 1;
}

static int
compare_flows (gconstpointer a, gconstpointer b)
{
  const Flow *x = a, *y = b;

  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  return x->to < y->to ? -1 : 1;
}

/* All types with objects, most bytes first. */
static GArray *
make_groups (HpSnapshot *snapshot, const HpGraphSet *set)
{
  guint32 n_types = hp_snapshot_n_types (snapshot);
  g_autofree Group *groups = g_new0 (Group, MAX (n_types, 1));
  GArray *used = g_array_new (FALSE, FALSE, sizeof (Group));

  for (guint32 t = 0; t < n_types; t++) {
    groups[t].type = t;
    if (set == NULL) {
      groups[t].count = hp_snapshot_type_count (snapshot, t);
      groups[t].size = hp_snapshot_type_size (snapshot, t);
    }
  }
  for (guint i = 0; set != NULL && i < set->members->len; i++) {
    guint32 object = hp_graph_set_get (set, i)->object;
    Group *group = &groups[hp_snapshot_type_of (snapshot, object)];

    group->count++;
    group->size += hp_snapshot_size (snapshot, object);
  }
  for (guint32 t = 0; t < n_types; t++)
    if (groups[t].count > 0)
      g_array_append_val (used, groups[t]);
  g_array_sort (used, compare_groups);
  return used;
}

static void
add_groups (HpGraphView *view, HpSnapshot *snapshot, const GArray *groups, guint n, guint32 focus)
{
  for (guint i = 0; i < n; i++) {
    const Group *group = &g_array_index (groups, Group, i);
    g_autofree char *title = hp_snapshot_dup_type_full_name (snapshot, group->type);
    g_autofree char *detail = g_strdup_printf (
        group->count == 1 ? "1 object" : "%" G_GUINT64_FORMAT " objects", group->count);
    gboolean is_focus = focus != HP_NONE && hp_snapshot_type_of (snapshot, focus) == group->type;
    HpGraphNode node = {
      .kind = HP_GRAPH_NODE_TYPE,
      .flags = is_focus ? HP_GRAPH_NODE_IS_FOCUS : 0,
      .id = group->type,
      .size = group->size,
      .count = group->count,
      .title = title,
      .detail = detail,
    };

    hp_graph_view_add_node (view, &node);
  }
}

static void
count_object (HpSnapshot *snapshot, const HpGraphSet *set, guint32 object,
              const guint *node_of_type, guint n, guint64 *matrix)
{
  guint from = node_of_type[hp_snapshot_type_of (snapshot, object)];
  const guint32 *targets, *labels;
  guint32 n_targets;

  if (from == HP_GRAPH_NO_NODE)
    return;
  targets = hp_snapshot_referents (snapshot, object, &labels, &n_targets);
  for (guint32 i = 0; i < n_targets; i++) {
    guint to = node_of_type[hp_snapshot_type_of (snapshot, targets[i])];

    if (to != HP_GRAPH_NO_NODE && hp_label_kind (labels[i]) != HP_REF_TYPE &&
        (set == NULL || hp_graph_set_find (set, targets[i]) != HP_GRAPH_NO_NODE))
      matrix[(gsize)from * n + to]++;
  }
}

static gboolean
count_references (HpSnapshot *snapshot, const HpGraphSet *set, const guint *node_of_type, guint n,
                  guint64 *matrix, GCancellable *cancellable, GError **error)
{
  guint32 n_objects = set != NULL ? set->members->len : hp_snapshot_n_objects (snapshot);

  for (guint32 i = 0; i < n_objects; i++) {
    if (i % CHECK_INTERVAL == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    count_object (snapshot, set, set != NULL ? hp_graph_set_get (set, i)->object : i, node_of_type,
                  n, matrix);
  }
  return TRUE;
}

static void
add_flows (HpGraphView *view, const guint64 *matrix, guint n)
{
  g_autoptr (GArray) flows = g_array_new (FALSE, FALSE, sizeof (Flow));

  for (guint from = 0; from < n; from++)
    for (guint to = 0; to < n; to++) {
      Flow flow = { .from = from, .to = to, .count = matrix[(gsize)from * n + to] };

      if (flow.count > 0)
        g_array_append_val (flows, flow);
    }
  g_array_sort (flows, compare_flows);
  for (guint i = 0; i < MIN (flows->len, n * EDGES_PER_NODE); i++) {
    const Flow *flow = &g_array_index (flows, Flow, i);
    g_autofree char *label = g_strdup_printf ("%" G_GUINT64_FORMAT, flow->count);
    HpGraphEdge edge = { .from = flow->from, .to = flow->to, .count = flow->count, .label = label };

    hp_graph_view_add_edge (view, &edge);
  }
}

HpGraphView *
hp_graph_build_types (HpSnapshot *snapshot, const HpGraphSet *set, guint32 focus, guint cap,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (HpGraphView) view = hp_graph_view_new ();
  g_autoptr (GArray) groups = make_groups (snapshot, set);
  guint n = MIN (groups->len, MAX (cap, 1));
  g_autofree guint *node_of_type = g_new (guint, MAX (hp_snapshot_n_types (snapshot), 1));
  g_autofree guint64 *matrix = g_new0 (guint64, MAX ((gsize)n * n, 1));
  guint64 n_left_out = 0;

  for (guint32 t = 0; t < hp_snapshot_n_types (snapshot); t++)
    node_of_type[t] = HP_GRAPH_NO_NODE;
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = &g_array_index (groups, Group, i);

    if (i < n)
      node_of_type[group->type] = i;
    else
      n_left_out += group->count;
  }
  add_groups (view, snapshot, groups, n, focus);
  if (!count_references (snapshot, set, node_of_type, n, matrix, cancellable, error))
    return NULL;
  add_flows (view, matrix, n);
  hp_graph_view_set_totals (view, hp_snapshot_n_objects (snapshot), n_left_out);
  return g_steal_pointer (&view);
}
