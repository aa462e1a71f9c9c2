/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/collect.h"

/* How a set of objects becomes a view: nodes, merged edges, roots, and what is missing. */

/* Roots that are drawn as a node of their own for one object. */
#define MAX_ROOTS_PER_OBJECT 3
/* Labels that one merged edge shows. */
#define MAX_LABELS 2
/* Look at the cancellable every so many references. */
#define CHECK_INTERVAL (1u << 16)

typedef struct {
  guint index; /* of the edge in the view */
  guint n_labels;
  gboolean strong;
} Merge;

typedef struct {
  HpGraphSet *set;
  HpGraphView *view;
  GHashTable *merges; /* from << 32 | to → Merge, owned */
  guint countdown;
} Drawing;

static char *
describe_object (const HpSnapshot *snapshot, guint32 object)
{
  char *preview = hp_snapshot_dup_preview (snapshot, object);

  if (preview != NULL && *preview != '\0')
    return preview;
  g_free (preview);
  return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", hp_snapshot_address (snapshot, object));
}

static void
add_member (Drawing *drawing, guint position, guint32 focus)
{
  HpSnapshot *snapshot = drawing->set->snapshot;
  guint32 object = hp_graph_set_get (drawing->set, position)->object;
  g_autofree char *type =
      hp_snapshot_dup_type_name (snapshot, hp_snapshot_type_of (snapshot, object));
  g_autofree char *detail = describe_object (snapshot, object);
  HpGraphNode node = {
    .kind = HP_GRAPH_NODE_OBJECT,
    .flags = object == focus ? HP_GRAPH_NODE_IS_FOCUS : 0,
    .id = object,
    .address = hp_snapshot_address (snapshot, object),
    .size = hp_snapshot_size (snapshot, object),
    .count = 1,
    .level = hp_graph_set_get (drawing->set, position)->level,
    .title = type,
    .detail = detail,
  };

  hp_graph_view_add_node (drawing->view, &node);
}

static gint64 *
make_pair (guint from, guint to)
{
  gint64 pair = ((gint64)from << 32) | to;

  return g_memdup2 (&pair, sizeof pair);
}

/* The way from a root runs along edges between a member on the path and its parent, whom it refers
 * to or who refers to it. */
static gboolean
is_on_path (const HpGraphSet *set, guint from, guint to)
{
  const HpGraphMember *a = hp_graph_set_get (set, from);

  return a->on_path && a->parent == to;
}

static void
add_reference (Drawing *drawing, guint from, guint to, guint32 label)
{
  HpSnapshot *snapshot = drawing->set->snapshot;
  g_autofree gint64 *pair = make_pair (from, to);
  Merge *merge = g_hash_table_lookup (drawing->merges, pair);
  HpGraphEdge *edge;

  if (merge == NULL) {
    HpGraphEdge fresh = { .from = from, .to = to, .flags = HP_GRAPH_EDGE_WEAK };

    merge = g_new0 (Merge, 1);
    merge->index = hp_graph_view_add_edge (drawing->view, &fresh);
    g_hash_table_insert (drawing->merges, g_steal_pointer (&pair), merge);
  }
  edge = hp_graph_view_edit_edge (drawing->view, merge->index);
  edge->count++;
  if (!hp_label_is_weak (label)) {
    edge->flags &= ~HP_GRAPH_EDGE_WEAK;
    if (is_on_path (drawing->set, from, to))
      edge->flags |= HP_GRAPH_EDGE_ON_PATH;
  }
  if (merge->n_labels < MAX_LABELS) {
    g_autofree char *text = hp_snapshot_format_label (snapshot, label);
    g_autofree char *joined = NULL;

    if (text == NULL || *text == '\0')
      return;
    joined = *edge->label != '\0' ? g_strdup_printf ("%s, %s", edge->label, text)
                                  : g_steal_pointer (&text);
    hp_graph_view_label_edge (drawing->view, merge->index, joined);
    merge->n_labels++;
  }
}

static gboolean
add_references (Drawing *drawing, guint position, GCancellable *cancellable, GError **error)
{
  const guint32 *labels, *targets;
  guint32 n;
  guint hidden = 0;

  targets = hp_snapshot_referents (drawing->set->snapshot,
                                   hp_graph_set_get (drawing->set, position)->object, &labels, &n);
  for (guint32 i = 0; i < n; i++) {
    guint to = hp_graph_set_find (drawing->set, targets[i]);

    if (++drawing->countdown % CHECK_INTERVAL == 0 &&
        g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (to == HP_GRAPH_NO_NODE) {
      hidden += !hp_graph_is_told_otherwise (labels[i]) &&
                !hp_graph_is_singleton (drawing->set->snapshot, targets[i]);
      continue;
    }
    add_reference (drawing, position, to, labels[i]);
  }
  hp_graph_view_edit_node (drawing->view, position)->hidden_referents = hidden;
  return TRUE;
}

/* "['a'], ['b'] +3" */
static void
count_unlabelled (Drawing *drawing)
{
  GHashTableIter iter;
  Merge *merge;

  g_hash_table_iter_init (&iter, drawing->merges);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&merge)) {
    const HpGraphEdge *edge = hp_graph_view_get_edge (drawing->view, merge->index);
    g_autofree char *text = NULL;

    if (edge->count <= merge->n_labels || merge->n_labels == 0)
      continue;
    text = g_strdup_printf ("%s +%" G_GUINT64_FORMAT, edge->label, edge->count - merge->n_labels);
    hp_graph_view_label_edge (drawing->view, merge->index, text);
  }
}

/* Instances refer to their type, which says nothing about who keeps the type. */
static guint
count_hidden (Drawing *drawing, guint position)
{
  HpSnapshot *snapshot = drawing->set->snapshot;
  const guint32 *refs;
  guint32 n = 0;
  const guint32 *referrers = hp_snapshot_referrers (
      snapshot, hp_graph_set_get (drawing->set, position)->object, &refs, &n);
  guint hidden = 0;

  for (guint32 i = 0; referrers != NULL && i < n; i++)
    hidden += !hp_graph_is_told_otherwise (hp_snapshot_ref_label (snapshot, refs[i])) &&
              hp_graph_set_find (drawing->set, referrers[i]) == HP_GRAPH_NO_NODE;
  return hidden;
}

static void
count_hidden_referrers (Drawing *drawing)
{
  for (guint i = 0; i < drawing->set->members->len; i++)
    hp_graph_view_edit_node (drawing->view, i)->hidden_referrers = count_hidden (drawing, i);
}

static void
add_more (Drawing *drawing, guint position, HpGraphDirection direction, guint count)
{
  g_autofree char *title = g_strdup_printf ("… %u more", count);
  HpGraphNode node = {
    .kind = HP_GRAPH_NODE_MORE,
    .id = HP_NONE,
    .count = count,
    .title = title,
    .detail = direction == HP_GRAPH_REFERENTS ? "referents" : "referrers",
    .anchor = position,
    .level = hp_graph_set_get (drawing->set, position)->level +
             (direction == HP_GRAPH_REFERENTS ? 1 : -1),
    .direction = direction,
  };
  guint index = hp_graph_view_add_node (drawing->view, &node);
  HpGraphEdge edge = {
    .from = direction == HP_GRAPH_REFERENTS ? position : index,
    .to = direction == HP_GRAPH_REFERENTS ? index : position,
    .flags = HP_GRAPH_EDGE_TO_MORE,
    .count = count,
  };

  hp_graph_view_add_edge (drawing->view, &edge);
}

static void
add_all_more (Drawing *drawing)
{
  for (guint i = 0; i < drawing->set->members->len; i++) {
    HpGraphDirection explored = hp_graph_set_get (drawing->set, i)->explored;
    const HpGraphNode *node = hp_graph_view_get_node (drawing->view, i);
    guint referrers = node->hidden_referrers, referents = node->hidden_referents;

    if ((explored & HP_GRAPH_REFERRERS) && referrers > 0)
      add_more (drawing, i, HP_GRAPH_REFERRERS, referrers);
    if ((explored & HP_GRAPH_REFERENTS) && referents > 0)
      add_more (drawing, i, HP_GRAPH_REFERENTS, referents);
  }
}

/* Modules, running frames, types and singletons are roots themselves; a local variable or a field
 * of the interpreter is something outside of the heap that points in. */
static gboolean
is_own_root (HpRootKind kind)
{
  return kind == HP_ROOT_MODULE || kind == HP_ROOT_FRAME || kind == HP_ROOT_STATIC_TYPE ||
         kind == HP_ROOT_IMMORTAL || kind == HP_ROOT_INTERNED;
}

/* "worker() · app.py:41" */
static char *
describe_place (const HpSnapshot *snapshot, const HpRoot *root)
{
  g_autofree char *function = hp_snapshot_dup_string (snapshot, root->function);
  g_autofree char *file = hp_snapshot_dup_string (snapshot, root->file);
  g_autofree char *base = file != NULL && *file != '\0' ? g_path_get_basename (file) : NULL;
  gboolean has_function = function != NULL && *function != '\0';

  if (!has_function && base == NULL)
    return g_strdup ("root");
  if (base == NULL)
    return g_strdup_printf ("%s()", function);
  return g_strdup_printf ("%s%s%s:%u", has_function ? function : "", has_function ? "() · " : "",
                          base, root->line);
}

static void
add_root (Drawing *drawing, guint position, guint32 index)
{
  HpSnapshot *snapshot = drawing->set->snapshot;
  HpRoot root = hp_snapshot_root (snapshot, index);
  const HpGraphMember *member = hp_graph_set_get (drawing->set, position);
  g_autofree char *name = hp_snapshot_dup_string (snapshot, root.name);
  g_autofree char *title = root.kind == HP_ROOT_LOCAL && name != NULL && *name != '\0'
                               ? g_strdup_printf ("local '%s'", name)
                               : hp_snapshot_format_root (snapshot, index);
  g_autofree char *detail = describe_place (snapshot, &root);
  HpGraphNode node = {
    .kind = HP_GRAPH_NODE_ROOT,
    .id = HP_NONE,
    .title = title,
    .detail = detail,
    .level = member->level - 1,
  };
  HpGraphEdge edge = { .to = position,
                       .count = 1,
                       .flags = member->on_path ? HP_GRAPH_EDGE_ON_PATH : 0 };

  edge.from = hp_graph_view_add_node (drawing->view, &node);
  hp_graph_view_add_edge (drawing->view, &edge);
}

static void
add_roots (Drawing *drawing)
{
  g_autofree guint8 *n_drawn = g_new0 (guint8, MAX (drawing->set->members->len, 1));
  HpSnapshot *snapshot = drawing->set->snapshot;

  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    guint position = hp_graph_set_find (drawing->set, root.object);

    if (position == HP_GRAPH_NO_NODE)
      continue;
    hp_graph_view_edit_node (drawing->view, position)->flags |= HP_GRAPH_NODE_IS_ROOT;
    if (root.kind == HP_ROOT_FRAME) {
      g_autofree char *place = describe_place (snapshot, &root);

      hp_graph_view_set_detail (drawing->view, position, place);
    }
    /* "held from C" is no news where nobody asked, or beside a better reason */
    if (root.kind == HP_ROOT_UNKNOWN &&
        (hp_snapshot_root_of (snapshot, root.object) != i ||
         (position != 0 && !hp_graph_set_get (drawing->set, position)->on_path)))
      continue;
    if (!is_own_root (root.kind) && n_drawn[position]++ < MAX_ROOTS_PER_OBJECT)
      add_root (drawing, position, i);
    n_drawn[position] = MIN (n_drawn[position], MAX_ROOTS_PER_OBJECT);
  }
}

static gboolean
draw (Drawing *drawing, guint32 focus, GCancellable *cancellable, GError **error)
{
  guint n = drawing->set->members->len;

  for (guint i = 0; i < n; i++)
    add_member (drawing, i, focus);
  for (guint i = 0; i < n; i++)
    if (!add_references (drawing, i, cancellable, error))
      return FALSE;
  count_unlabelled (drawing);
  count_hidden_referrers (drawing);
  add_all_more (drawing);
  add_roots (drawing);
  return TRUE;
}

HpGraphView *
hp_graph_set_to_view (HpGraphSet *self, guint32 focus, guint64 n_left_out,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (HpGraphView) view = hp_graph_view_new ();
  g_autoptr (GHashTable) merges =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  Drawing drawing = { .set = self, .view = view, .merges = merges };

  if (!draw (&drawing, focus, cancellable, error))
    return NULL;
  hp_graph_view_set_totals (view, hp_snapshot_n_objects (self->snapshot), n_left_out);
  return g_steal_pointer (&view);
}
