/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/collect.h"

#include <string.h>

/* Which objects belong to a view: whom to follow from a member, and what to keep of too many. */

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

gboolean
hp_graph_is_singleton (const HpSnapshot *snapshot, guint32 object)
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

gboolean
hp_graph_is_told_otherwise (guint32 label)
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
  if (hp_graph_is_singleton (self->snapshot, neighbour))
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
