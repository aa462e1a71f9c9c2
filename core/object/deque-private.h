/* SPDX-License-Identifier: Apache-2.0 */
/* collections.deque: items in a doubly linked list of blocks of 64.
 *
 * left_index is the place of the first item in the first block, right_index that of the last item
 * in the last block. The list is never empty: an empty deque has one block and both indices in its
 * middle, right_index one below left_index. Emptied blocks wait in the deque itself, at most 16. */
#pragma once
#include "object/values.h"

#define HP_DEQUE_BLOCK_LENGTH    64
#define HP_DEQUE_CENTER          ((HP_DEQUE_BLOCK_LENGTH - 1) / 2)
#define HP_DEQUE_FREE_BLOCKS_MAX 16

typedef struct HpDequeBlock HpDequeBlock;
struct HpDequeBlock {
  HpDequeBlock *left;
  HpObject *items[HP_DEQUE_BLOCK_LENGTH];
  HpDequeBlock *right;
};
_Static_assert(sizeof (HpDequeBlock) == 528, "a block of a deque");

typedef struct HpDeque HpDeque;
struct HpDeque {
  HpVarObject base;
  HpDequeBlock *left, *right;
  ssize_t left_index, right_index;
  size_t state;       /* changes whenever an item comes or goes */
  ssize_t max_length; /* -1: none */
  HpObject *weakrefs;
  ssize_t n_free;
  HpDequeBlock *free_blocks[HP_DEQUE_FREE_BLOCKS_MAX];
};
_Static_assert(sizeof (HpDeque) == 216, "deque");

/* Where a walk over the items is. */
typedef struct HpDequePlace {
  HpDequeBlock *block;
  ssize_t index;
} HpDequePlace;

static inline HpDeque *
Q (HpObject *o)
{
  return (HpDeque *)o;
}

static inline ssize_t
len (HpObject *o)
{
  return ((HpVarObject *)o)->size;
}

static inline void
set_len (HpObject *o, ssize_t n)
{
  ((HpVarObject *)o)->size = n;
}

static inline HpDequePlace
leftmost (HpObject *o)
{
  return (HpDequePlace){ Q (o)->left, Q (o)->left_index };
}

static inline HpObject *
item_at (HpDequePlace place)
{
  return place.block->items[place.index];
}

static inline void
step_right (HpDequePlace *place)
{
  if (++place->index == HP_DEQUE_BLOCK_LENGTH) {
    place->block = place->block->right;
    place->index = 0;
  }
}

static inline void
step_left (HpDequePlace *place)
{
  if (--place->index < 0) {
    place->block = place->block->left;
    place->index = HP_DEQUE_BLOCK_LENGTH - 1;
  }
}

static inline bool
hp_is_deque (HpRuntime *rt, HpObject *o)
{
  return hp_is_instance_of (rt, o, HP_T_DEQUE);
}

/* deque.c: the ends */
HpObject *hp_deque_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
int hp_deque_append (HpRuntime *rt, HpObject *o, HpObject *item); /* trims the other end */
int hp_deque_append_left (HpRuntime *rt, HpObject *o, HpObject *item);
HpObject *hp_deque_pop (HpRuntime *rt, HpObject *o); /* IndexError when empty */
HpObject *hp_deque_pop_left (HpRuntime *rt, HpObject *o);
int hp_deque_extend (HpRuntime *rt, HpObject *o, HpObject *iterable);
int hp_deque_extend_left (HpRuntime *rt, HpObject *o, HpObject *iterable);
int hp_deque_clear (HpRuntime *rt, HpObject *o);
/* n steps to the right; negative: to the left. 0 or -1. */
int hp_deque_rotate (HpRuntime *rt, HpObject *o, ssize_t n);

/* deque-methods.c */
extern const HpMethodDef hp_deque_methods[];
extern const HpGetSetDef hp_deque_getset[];
extern const HpSequenceMethods hp_deque_sequence;
HpObject *hp_deque_repr (HpRuntime *rt, HpObject *o);
HpObject *hp_deque_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op);

/* deque-iter.c */
HpObject *hp_deque_iter (HpRuntime *rt, HpObject *o);
HpObject *hp_deque_reversed (HpRuntime *rt, HpObject *o);
extern const HpType hp_deque_iter_type, hp_deque_reverse_iter_type;
