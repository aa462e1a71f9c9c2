/* SPDX-License-Identifier: Apache-2.0 */
/* Frames are chosen best first. A parent retains at least what a child does, and children come by
 * falling size, so two candidates for each chosen frame are enough: its first child and its next
 * sibling. */
#include "exchange/flame-tree.h"

#define NO_SLOT G_MAXUINT

typedef struct {
  HpFlameFrame frame;
  guint first, last, next; /* slots: children that were chosen, the next sibling */
} Slot;

typedef struct {
  guint64 retained;
  guint parent;  /* slot */
  guint32 child; /* position among the parent's children */
} Candidate;

typedef struct {
  const HpDominatorTree *tree;
  GArray *slots; /* owned: Slot, in the order of choice */
  GArray *heap;  /* owned: Candidate, the best on top */
} Choice;

/* ---- candidates: a binary heap ---- */

static Candidate *
candidate_at (Choice *self, guint i)
{
  return &g_array_index (self->heap, Candidate, i);
}

static void
swap (Choice *self, guint a, guint b)
{
  Candidate kept = *candidate_at (self, a);

  *candidate_at (self, a) = *candidate_at (self, b);
  *candidate_at (self, b) = kept;
}

static void
push (Choice *self, guint parent, guint32 child)
{
  const HpDominators *dominators = hp_dominator_tree_get_dominators (self->tree);
  const HpFlameFrame *above = &g_array_index (self->slots, Slot, parent).frame;
  guint32 n;
  const guint32 *children = hp_dominator_tree_get_children (self->tree, above->object, &n);
  Candidate candidate = { .parent = parent, .child = child };
  guint i = self->heap->len;

  if (child >= n || above->depth >= HP_FLAME_DEPTH)
    return;
  candidate.retained = hp_dominators_get_retained_size (dominators, children[child]);
  g_array_append_val (self->heap, candidate);
  for (; i > 0 && candidate_at (self, (i - 1) / 2)->retained < candidate.retained; i = (i - 1) / 2)
    swap (self, i, (i - 1) / 2);
}

static guint
better_child (Choice *self, guint i)
{
  guint best = i;

  for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < self->heap->len; child++)
    if (candidate_at (self, child)->retained > candidate_at (self, best)->retained)
      best = child;
  return best;
}

static Candidate
pop (Choice *self)
{
  Candidate top = *candidate_at (self, 0);
  guint i = 0, best;

  swap (self, 0, self->heap->len - 1);
  g_array_set_size (self->heap, self->heap->len - 1);
  while ((best = better_child (self, i)) != i) {
    swap (self, i, best);
    i = best;
  }
  return top;
}

/* ---- the chosen ---- */

static void
link_slot (Choice *self, guint parent, guint slot)
{
  Slot *above = &g_array_index (self->slots, Slot, parent);

  if (above->first == NO_SLOT)
    above->first = slot;
  else
    g_array_index (self->slots, Slot, above->last).next = slot;
  above->last = slot;
}

static void
choose (Choice *self, const Candidate *best)
{
  const HpSnapshot *snapshot =
      hp_dominators_get_snapshot (hp_dominator_tree_get_dominators (self->tree));
  HpFlameFrame *above = &g_array_index (self->slots, Slot, best->parent).frame;
  guint32 n, object = hp_dominator_tree_get_children (self->tree, above->object, &n)[best->child];
  guint64 own = hp_snapshot_size (snapshot, object);
  Slot slot = {
    { object, above->depth + 1, own, best->retained - own }, NO_SLOT, NO_SLOT, NO_SLOT
  };

  above->other -= best->retained;
  g_array_append_val (self->slots, slot);
  link_slot (self, best->parent, self->slots->len - 1);
  push (self, best->parent, best->child + 1);
  push (self, self->slots->len - 1, 0);
}

/* Slots as frames, depth first. */
static GArray *
list_frames (const Choice *self)
{
  GArray *frames = g_array_sized_new (FALSE, FALSE, sizeof (HpFlameFrame), self->slots->len);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  guint at = 0;

  for (;;) {
    const Slot *slot = &g_array_index (self->slots, Slot, at);

    g_array_append_val (frames, slot->frame);
    if (slot->next != NO_SLOT)
      g_array_append_val (open, slot->next);
    if (slot->first != NO_SLOT)
      at = slot->first;
    else if (open->len > 0) {
      at = g_array_index (open, guint, open->len - 1);
      g_array_set_size (open, open->len - 1);
    } else
      return frames;
  }
}

GArray *
hp_flame_frames (const HpSnapshot *snapshot, guint limit, const HpAnalysisRun *run, GError **error)
{
  g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, run, error);
  g_autoptr (HpDominatorTree) tree =
      dominators != NULL ? hp_dominator_tree_new (dominators, run, error) : NULL;
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Candidate));
  Choice choice = { tree, slots, heap };
  Slot top = { { HP_NONE, 0, 0, hp_snapshot_total_size (snapshot) }, NO_SLOT, NO_SLOT, NO_SLOT };
  guint wanted = limit > 0 ? limit : HP_FLAME_FRAMES;

  if (tree == NULL)
    return NULL;
  g_array_append_val (slots, top);
  push (&choice, 0, 0);
  while (heap->len > 0 && slots->len - 1 < wanted) {
    Candidate best = pop (&choice);

    choose (&choice, &best);
  }
  return list_frames (&choice);
}
