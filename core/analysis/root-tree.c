/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/root-tree.h"

#include "analysis/ref-set.h"
#include "analysis/side-array.h"

/* Roots are taken in stages: what one stage reaches, the next does not look at. */

struct _HpRootTree {
  const HpSnapshot *snapshot; /* borrowed */
  guint32 *parent;            /* owned; by object; HP_NONE where there is none */
  guint32 *label;             /* owned; by object */
  guint32 *root;              /* owned; by object: row of the root that holds it, plus 1; 0: none */
  guint64 *met;               /* owned; a bit an object */
};

/* An instance that leads to its class. */
typedef struct {
  guint32 instance, class, label;
} TypeStep;

typedef struct {
  HpRootTree *tree;
  GHashTable *without;  /* borrowed, may be NULL */
  const guint64 *start; /* borrowed column: the first reference of each object */
  guint32 *queue;       /* owned */
  guint32 head, tail;
  GArray *type_steps;  /* owned; TypeStep, the first to each class */
  guint64 *is_put_off; /* owned; a bit an object: there is such a step to it */
} Search;

static void
meet (Search *search, guint32 object, guint32 parent, guint32 label)
{
  HpRootTree *tree = search->tree;

  hp_bit_set (tree->met, object);
  tree->parent[object] = parent;
  tree->label[object] = label;
  search->queue[search->tail++] = object;
}

gboolean
hp_root_kind_is_nameable (HpRootKind kind)
{
  return kind == HP_ROOT_MODULE || kind == HP_ROOT_LOCAL || kind == HP_ROOT_FRAME ||
         kind == HP_ROOT_GLOBAL;
}

/* A frame's variables are roots of their own; the frame itself holds them once more. */
guint
hp_root_kind_rank (HpRootKind kind)
{
  if (kind == HP_ROOT_MODULE || kind == HP_ROOT_LOCAL)
    return 0;
  return hp_root_kind_is_nameable (kind) ? 1 : HP_ROOT_RANKS - 1;
}

static void
add_roots (Search *search, guint stage)
{
  HpRootTree *tree = search->tree;

  for (guint32 i = 0; i < hp_snapshot_n_roots (tree->snapshot); i++) {
    HpRoot root = hp_snapshot_root (tree->snapshot, i);

    if (root.object == HP_NONE || hp_root_kind_rank (root.kind) != stage ||
        hp_bit_is_set (tree->met, root.object))
      continue;
    tree->root[root.object] = i + 1;
    meet (search, root.object, HP_NONE, 0);
  }
}

static void
put_off (Search *search, guint32 instance, guint32 class, guint32 label)
{
  TypeStep step = { instance, class, label };

  if (hp_bit_is_set (search->is_put_off, class))
    return;
  hp_bit_set (search->is_put_off, class);
  g_array_append_val (search->type_steps, step);
}

static void
visit (Search *search, guint32 object)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (search->tree->snapshot, object, &labels, &n);

  for (guint32 i = 0; i < n; i++) {
    if (!hp_reference_keeps_alive (labels[i]) || hp_bit_is_set (search->tree->met, targets[i]) ||
        hp_ref_set_has (search->without, search->start[object] + i))
      continue;
    if (hp_label_kind (labels[i]) == HP_REF_TYPE)
      put_off (search, object, targets[i], labels[i]);
    else
      meet (search, targets[i], object, labels[i]);
  }
}

static void
take_type_steps (Search *search)
{
  for (guint i = 0; i < search->type_steps->len; i++) {
    const TypeStep *step = &g_array_index (search->type_steps, TypeStep, i);

    if (!hp_bit_is_set (search->tree->met, step->class))
      meet (search, step->class, step->instance, step->label);
  }
  g_array_set_size (search->type_steps, 0);
}

static gboolean
run_search (Search *search, const HpAnalysisRun *run, GError **error)
{
  double n = hp_snapshot_n_objects (search->tree->snapshot);

  while (search->head < search->tail) {
    if (hp_analysis_is_step (search->head) && !hp_analysis_step (run, search->head / n, error))
      return FALSE;
    visit (search, search->queue[search->head++]);
    if (search->head == search->tail)
      take_type_steps (search);
  }
  return TRUE;
}

static gboolean
search_all (HpRootTree *self, GHashTable *without, const HpAnalysisRun *run, GError **error)
{
  Search search = { .tree = self,
                    .without = without,
                    .start = HP_SNAPSHOT_COLUMN (self->snapshot, REF_START, guint64) };
  gboolean done;

  search.queue = HP_SIDE_ARRAY (guint32, hp_snapshot_n_objects (self->snapshot), error);
  search.is_put_off =
      search.queue != NULL ? HP_SIDE_BITS (hp_snapshot_n_objects (self->snapshot), error) : NULL;
  search.type_steps = g_array_new (FALSE, FALSE, sizeof (TypeStep));
  done = search.is_put_off != NULL;
  for (guint stage = 0; done && stage < HP_ROOT_RANKS; stage++) {
    add_roots (&search, stage);
    done = run_search (&search, run, error);
  }
  g_array_unref (search.type_steps);
  hp_side_array_free (search.is_put_off);
  hp_side_array_free (search.queue);
  return done;
}

HpRootTree *
hp_root_tree_new (const HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  return hp_root_tree_new_without (snapshot, NULL, run, error);
}

HpRootTree *
hp_root_tree_new_without (const HpSnapshot *snapshot, GHashTable *without, const HpAnalysisRun *run,
                          GError **error)
{
  g_autoptr (HpRootTree) self = g_new0 (HpRootTree, 1);
  guint64 n = hp_snapshot_n_objects (snapshot);

  self->snapshot = snapshot;
  if ((self->parent = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->label = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->root = HP_SIDE_ARRAY (guint32, n, error)) == NULL ||
      (self->met = HP_SIDE_BITS (n, error)) == NULL ||
      !hp_side_array_settle (self->parent, run, 0, error) ||
      !hp_side_array_settle (self->label, run, 0, error) || !search_all (self, without, run, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hp_root_tree_free (HpRootTree *self)
{
  if (self == NULL)
    return;
  hp_side_array_free (self->parent);
  hp_side_array_free (self->label);
  hp_side_array_free (self->root);
  hp_side_array_free (self->met);
  g_free (self);
}

const HpSnapshot *
hp_root_tree_get_snapshot (const HpRootTree *self)
{
  return self->snapshot;
}

gboolean
hp_root_tree_is_reached (const HpRootTree *self, guint32 object)
{
  return hp_bit_is_set (self->met, object);
}

guint32
hp_root_tree_get_parent (const HpRootTree *self, guint32 object)
{
  return hp_root_tree_is_reached (self, object) ? self->parent[object] : HP_NONE;
}

void
hp_root_tree_fetch (const HpRootTree *self, guint32 object)
{
  __builtin_prefetch (&self->parent[object]);
  __builtin_prefetch (&self->label[object]);
}

guint32
hp_root_tree_get_label (const HpRootTree *self, guint32 object)
{
  return self->label[object];
}

guint32
hp_root_tree_get_root (const HpRootTree *self, guint32 object)
{
  guint32 parent;

  while ((parent = hp_root_tree_get_parent (self, object)) != HP_NONE)
    object = parent;
  return self->root[object] == 0 ? HP_NONE : self->root[object] - 1;
}

HpPath *
hp_root_tree_path (const HpRootTree *self, guint32 object)
{
  HpPath *path = hp_path_new (self->snapshot);

  for (guint32 o = object; o != HP_NONE; o = hp_root_tree_get_parent (self, o)) {
    HpPathStep step = { o, self->label[o] };

    g_array_append_val (path->steps, step);
  }
  hp_path_reverse (path);
  path->root = hp_root_tree_get_root (self, object);
  return path;
}

char *
hp_root_tree_path_text (const HpRootTree *self, guint32 object, HpPathStyle style)
{
  g_autoptr (HpPath) path = hp_root_tree_path (self, object);

  return hp_path_to_text (path, style);
}
