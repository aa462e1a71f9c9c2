/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/collect.h"

#include <string.h>

/* Roots that are drawn as a node of their own for one object. */
#define MAX_ROOTS_PER_OBJECT 3
/* Labels that one merged edge shows. */
#define MAX_LABELS 2
/* Look at the cancellable every so many references. */
#define CHECK_INTERVAL (1u << 16)

/* The order in which neighbours are followed. Types, the keys of dictionaries and singletons only
 * beside the first member: every title names its type, every label its key already. */
enum { RANK_CONTAINER, RANK_LEAF, RANK_KEY, RANK_TYPE, RANK_WEAK, N_RANKS, RANK_NEVER };

void
hp_graph_set_init (HpGraphSet *self, HpSnapshot *snapshot)
{
  self->snapshot = snapshot;
  self->members = g_array_new (FALSE, TRUE, sizeof (HpGraphMember));
  self->index = g_hash_table_new (NULL, NULL);
}

void
hp_graph_set_clear (HpGraphSet *self)
{
  g_clear_pointer (&self->members, g_array_unref);
  g_clear_pointer (&self->index, g_hash_table_unref);
}

guint
hp_graph_set_find (const HpGraphSet *self, guint32 object)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->index, GUINT_TO_POINTER (object)));

  return found > 0 ? found - 1 : HP_GRAPH_NO_NODE;
}

HpGraphMember *
hp_graph_set_get (const HpGraphSet *self, guint position)
{
  return &g_array_index (self->members, HpGraphMember, position);
}

guint
hp_graph_set_add (HpGraphSet *self, guint32 object, guint parent)
{
  HpGraphMember member = { .object = object, .parent = parent };
  guint position = hp_graph_set_find (self, object);

  if (position != HP_GRAPH_NO_NODE)
    return position;
  g_array_append_val (self->members, member);
  g_hash_table_insert (self->index, GUINT_TO_POINTER (object),
                       GUINT_TO_POINTER (self->members->len));
  return self->members->len - 1;
}

static gboolean
has_single_values (const HpSnapshot *snapshot, guint32 type)
{
  static const char *const names[] = { "NoneType", "bool", "ellipsis", "NotImplementedType" };
  gsize length;
  const char *name = hp_snapshot_string (
      snapshot, HP_SNAPSHOT_COLUMN (snapshot, TYPE_NAME, guint32)[type], &length);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (length == strlen (names[i]) && memcmp (name, names[i], length) == 0)
      return TRUE;
  return FALSE;
}

/* None, True, 0: half of all objects refer to them, which tells nothing. */
static gboolean
is_singleton (const HpSnapshot *snapshot, guint32 object)
{
  guint flags = hp_snapshot_flags (snapshot, object);

  if (has_single_values (snapshot, hp_snapshot_type_of (snapshot, object)))
    return TRUE;
  return (flags & (HP_OBJECT_IMMORTAL | HP_OBJECT_STATIC)) && !(flags & HP_OBJECT_CONTAINER);
}

/* Keys such as '__loader__': every module has them. */
static gboolean
is_machinery (const HpSnapshot *snapshot, guint32 label)
{
  gsize length;
  const char *key;

  if (hp_label_kind (label) != HP_REF_KEY)
    return FALSE;
  key = hp_snapshot_string (snapshot, hp_label_value (label), &length);
  return length > 3 && key[0] == '\'' && key[1] == '_' && key[2] == '_';
}

static gboolean
is_module (const HpSnapshot *snapshot, guint32 object)
{
  guint32 root = hp_snapshot_root_of (snapshot, object);

  return root != HP_NONE && hp_snapshot_root (snapshot, root).kind == HP_ROOT_MODULE;
}

/* References that a picture tells in other ways, and that are therefore missed by nobody. */
static gboolean
is_told_otherwise (guint32 label)
{
  return hp_label_kind (label) == HP_REF_TYPE || hp_label_kind (label) == HP_REF_DICT_KEY;
}

static int
get_rank (const HpGraphSet *self, guint position, guint32 neighbour, guint32 label,
          HpGraphDirection direction)
{
  if (hp_label_is_weak (label))
    return RANK_WEAK;
  if (hp_label_kind (label) == HP_REF_TYPE)
    return position == 0 ? RANK_TYPE : RANK_NEVER;
  if (hp_label_kind (label) == HP_REF_DICT_KEY)
    return position == 0 ? RANK_KEY : RANK_NEVER;
  if (is_machinery (self->snapshot, label) || is_module (self->snapshot, neighbour))
    return RANK_KEY;
  if (direction == HP_GRAPH_REFERRERS)
    return RANK_CONTAINER;
  if (is_singleton (self->snapshot, neighbour))
    return position == 0 ? RANK_LEAF : RANK_NEVER;
  return hp_snapshot_flags (self->snapshot, neighbour) & HP_OBJECT_CONTAINER ? RANK_CONTAINER
                                                                             : RANK_LEAF;
}

static guint32
get_label (const HpGraphSet *self, const guint32 *labels, const guint32 *refs, guint32 i)
{
  return labels != NULL ? labels[i] : hp_snapshot_ref_label (self->snapshot, refs[i]);
}

/* References to or from objects that could be followed. */
static guint
count_new (const HpGraphSet *self, guint position, const guint32 *neighbours, const guint32 *labels,
           const guint32 *refs, guint32 n, HpGraphDirection direction)
{
  guint count = 0;

  for (guint32 i = 0; i < n; i++)
    count += hp_graph_set_find (self, neighbours[i]) == HP_GRAPH_NO_NODE &&
             get_rank (self, position, neighbours[i], get_label (self, labels, refs, i),
                       direction) != RANK_NEVER;
  return count;
}

void
hp_graph_set_follow (HpGraphSet *self, guint position, HpGraphDirection direction, guint limit,
                     GArray *reached)
{
  guint32 object = hp_graph_set_get (self, position)->object;
  const guint32 *labels = NULL, *refs = NULL, *neighbours;
  guint32 n;
  guint added = 0;

  hp_graph_set_get (self, position)->explored |= direction;
  if (direction == HP_GRAPH_REFERENTS)
    neighbours = hp_snapshot_referents (self->snapshot, object, &labels, &n);
  else
    neighbours = hp_snapshot_referrers (self->snapshot, object, &refs, &n);
  for (guint32 i = 0; reached != NULL && i < n; i++) {
    guint member = hp_graph_set_find (self, neighbours[i]);

    if (member != HP_GRAPH_NO_NODE)
      g_array_append_val (reached, member);
  }
  if (count_new (self, position, neighbours, labels, refs, n, direction) == limit + 1)
    limit++; /* "1 more" would take the place of the one */
  for (int rank = 0; rank < N_RANKS && added < limit; rank++)
    for (guint32 i = 0; i < n && added < limit; i++) {
      guint32 label = get_label (self, labels, refs, i);
      guint member;

      if (get_rank (self, position, neighbours[i], label, direction) != rank ||
          hp_graph_set_find (self, neighbours[i]) != HP_GRAPH_NO_NODE)
        continue;
      member = hp_graph_set_add (self, neighbours[i], position);
      hp_graph_set_get (self, member)->level =
          hp_graph_set_get (self, position)->level + (direction == HP_GRAPH_REFERENTS ? 1 : -1);
      if (reached != NULL)
        g_array_append_val (reached, member);
      added++;
    }
}

void
hp_graph_set_expand (HpGraphSet *set, const HpGraphRequest *request)
{
  for (guint i = 0; i < request->expansions->len; i++) {
    const HpGraphExpansion *e = &g_array_index (request->expansions, HpGraphExpansion, i);
    guint position = hp_graph_set_find (set, e->object);

    if (position == HP_GRAPH_NO_NODE || set->members->len >= HP_GRAPH_COLLECT_LIMIT)
      continue;
    if (e->direction & HP_GRAPH_REFERRERS)
      hp_graph_set_follow (set, position, HP_GRAPH_REFERRERS, e->extra, NULL);
    if (e->direction & HP_GRAPH_REFERENTS)
      hp_graph_set_follow (set, position, HP_GRAPH_REFERENTS, e->extra, NULL);
  }
}

/* ---- a set becomes a view ---- */

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
      hidden +=
          !is_told_otherwise (labels[i]) && !is_singleton (drawing->set->snapshot, targets[i]);
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
    hidden += !is_told_otherwise (hp_snapshot_ref_label (snapshot, refs[i])) &&
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

/* ---- more than the cap ---- */

static int
compare_sizes (const void *a, const void *b, gpointer data)
{
  const HpGraphSet *set = data;
  guint64 x = hp_snapshot_size (set->snapshot, hp_graph_set_get (set, *(const guint *)a)->object);
  guint64 y = hp_snapshot_size (set->snapshot, hp_graph_set_get (set, *(const guint *)b)->object);

  if (x != y)
    return x > y ? -1 : 1;
  return *(const guint *)a < *(const guint *)b ? -1 : 1;
}

/* Adds a member of `all` and what connects it to the first one, if that fits. */
static void
keep_with_parents (HpGraphSet *kept, const HpGraphSet *all, guint position, guint limit)
{
  guint chain[64];
  guint n = 0;

  for (guint p = position; p != HP_GRAPH_NO_NODE; p = hp_graph_set_get (all, p)->parent) {
    if (hp_graph_set_find (kept, hp_graph_set_get (all, p)->object) != HP_GRAPH_NO_NODE)
      break;
    if (n == G_N_ELEMENTS (chain))
      return;
    chain[n++] = p;
  }
  if (kept->members->len + n > limit)
    return;
  while (n > 0) {
    const HpGraphMember *member = hp_graph_set_get (all, chain[--n]);
    guint parent = member->parent != HP_GRAPH_NO_NODE
                       ? hp_graph_set_find (kept, hp_graph_set_get (all, member->parent)->object)
                       : HP_GRAPH_NO_NODE;
    guint added = hp_graph_set_add (kept, member->object, parent);

    hp_graph_set_get (kept, added)->on_path = member->on_path;
    hp_graph_set_get (kept, added)->level = member->level;
  }
}

static HpGraphView *
keep_largest (HpGraphSet *self, const HpGraphRequest *request, GCancellable *cancellable,
              GError **error)
{
  guint n = self->members->len;
  guint limit = MIN (HP_GRAPH_LARGEST, request->cap);
  g_autofree guint *order = g_new (guint, n);
  g_auto (HpGraphSet) kept = { 0 };

  hp_graph_set_init (&kept, self->snapshot);
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)n, sizeof *order, compare_sizes, self);
  if (request->focus != HP_NONE)
    hp_graph_set_add (&kept, request->focus, HP_GRAPH_NO_NODE);
  for (guint i = 0; i < n && kept.members->len < limit; i++)
    keep_with_parents (&kept, self, order[i], limit);
  return hp_graph_set_to_view (&kept, request->focus, n - kept.members->len, cancellable, error);
}

HpGraphView *
hp_graph_set_finish (HpGraphSet *self, const HpGraphRequest *request, GCancellable *cancellable,
                     GError **error)
{
  if (request->overflow == HP_GRAPH_BY_TYPE)
    return hp_graph_build_types (self->snapshot, self, request->focus, HP_GRAPH_LARGEST,
                                 cancellable, error);
  if (self->members->len <= request->cap)
    return hp_graph_set_to_view (self, request->focus, 0, cancellable, error);
  if (request->overflow == HP_GRAPH_KEEP)
    return keep_largest (self, request, cancellable, error);
  g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TOO_LARGE,
               "%u objects are too many to draw; the limit is %u", self->members->len,
               request->cap);
  return NULL;
}
