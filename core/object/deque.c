/* SPDX-License-Identifier: Apache-2.0 */
/* The object deque: its blocks, what comes and goes at its ends, its life and its type. */
#include "object/deque-private.h"
#include "object/int.h"
#include "object/weakref.h"

static HpDequeBlock *
block_new (HpRuntime *rt, HpObject *o)
{
  HpDequeBlock *b;

  if (Q (o)->n_free > 0)
    return Q (o)->free_blocks[--Q (o)->n_free];
  b = hp_mem_malloc (rt, sizeof *b);
  if (b == NULL)
    hp_err_no_memory (rt);
  return b;
}

static void
block_free (HpRuntime *rt, HpObject *o, HpDequeBlock *b)
{
  if (Q (o)->n_free < HP_DEQUE_FREE_BLOCKS_MAX)
    Q (o)->free_blocks[Q (o)->n_free++] = b;
  else
    hp_mem_free (rt, b);
}

static void
center (HpObject *o)
{
  Q (o)->left_index = HP_DEQUE_CENTER + 1;
  Q (o)->right_index = HP_DEQUE_CENTER;
}

HpObject *
hp_deque_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o = type->alloc (rt, type, 0);
  HpDequeBlock *b = o ? block_new (rt, o) : NULL;

  if (b == NULL) {
    hp_xdecref (rt, o);
    return NULL;
  }
  Q (o)->left = Q (o)->right = b;
  center (o);
  Q (o)->max_length = -1;
  return o;
}

/* Puts a block behind (or, to the left, before) the deque's. */
static HpDequeBlock *
add_block_right (HpRuntime *rt, HpObject *o)
{
  HpDequeBlock *b = block_new (rt, o);

  if (b != NULL) {
    b->left = Q (o)->right;
    Q (o)->right->right = b;
    Q (o)->right = b;
    Q (o)->right_index = -1;
  }
  return b;
}

static HpDequeBlock *
add_block_left (HpRuntime *rt, HpObject *o)
{
  HpDequeBlock *b = block_new (rt, o);

  if (b != NULL) {
    b->right = Q (o)->left;
    Q (o)->left->left = b;
    Q (o)->left = b;
    Q (o)->left_index = HP_DEQUE_BLOCK_LENGTH;
  }
  return b;
}

static bool
too_long (HpObject *o)
{
  return (size_t)Q (o)->max_length < (size_t)len (o);
}

/* Takes item over, also on failure. */
static int
append_steal (HpRuntime *rt, HpObject *o, HpObject *item)
{
  if (Q (o)->right_index == HP_DEQUE_BLOCK_LENGTH - 1 && add_block_right (rt, o) == NULL) {
    hp_decref (rt, item);
    return -1;
  }
  set_len (o, len (o) + 1);
  Q (o)->right->items[++Q (o)->right_index] = item;
  if (too_long (o))
    hp_decref (rt, hp_deque_pop_left (rt, o));
  else
    Q (o)->state++;
  return 0;
}

static int
append_left_steal (HpRuntime *rt, HpObject *o, HpObject *item)
{
  if (Q (o)->left_index == 0 && add_block_left (rt, o) == NULL) {
    hp_decref (rt, item);
    return -1;
  }
  set_len (o, len (o) + 1);
  Q (o)->left->items[--Q (o)->left_index] = item;
  if (too_long (o))
    hp_decref (rt, hp_deque_pop (rt, o));
  else
    Q (o)->state++;
  return 0;
}

int
hp_deque_append (HpRuntime *rt, HpObject *o, HpObject *item)
{
  return append_steal (rt, o, hp_new_ref (item));
}

int
hp_deque_append_left (HpRuntime *rt, HpObject *o, HpObject *item)
{
  return append_left_steal (rt, o, hp_new_ref (item));
}

HpObject *
hp_deque_pop (HpRuntime *rt, HpObject *o)
{
  HpDeque *d = Q (o);
  HpObject *item;

  if (len (o) == 0)
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "pop from an empty deque");
  item = d->right->items[d->right_index--];
  set_len (o, len (o) - 1);
  d->state++;
  if (d->right_index < 0) {
    if (len (o) == 0)
      center (o);
    else {
      HpDequeBlock *emptied = d->right;

      d->right = emptied->left;
      d->right_index = HP_DEQUE_BLOCK_LENGTH - 1;
      block_free (rt, o, emptied);
    }
  }
  return item;
}

HpObject *
hp_deque_pop_left (HpRuntime *rt, HpObject *o)
{
  HpDeque *d = Q (o);
  HpObject *item;

  if (len (o) == 0)
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "pop from an empty deque");
  item = d->left->items[d->left_index++];
  set_len (o, len (o) - 1);
  d->state++;
  if (d->left_index == HP_DEQUE_BLOCK_LENGTH) {
    if (len (o) == 0)
      center (o);
    else {
      HpDequeBlock *emptied = d->left;

      d->left = emptied->right;
      d->left_index = 0;
      block_free (rt, o, emptied);
    }
  }
  return item;
}

/* An empty deque is filled from the far end of its block. */
static void
prepare_fill (HpObject *o, bool to_right)
{
  if (len (o) > 0)
    return;
  Q (o)->left_index = to_right ? 1 : HP_DEQUE_BLOCK_LENGTH - 1;
  Q (o)->right_index = Q (o)->left_index - 1;
}

static int
extend (HpRuntime *rt, HpObject *o, HpObject *iterable, bool to_right)
{
  HpObject *it, *item;
  int r = 0;

  if (iterable == o) {
    HpObject *copy = hp_sequence_list (rt, o);

    if (copy == NULL)
      return -1;
    r = extend (rt, o, copy, to_right);
    hp_decref (rt, copy);
    return r;
  }
  it = hp_object_get_iter (rt, iterable);
  if (it == NULL)
    return -1;
  if (Q (o)->max_length != 0)
    prepare_fill (o, to_right);
  while (r == 0 && (item = hp_iter_next (rt, it)) != NULL)
    r = to_right ? append_steal (rt, o, item) : append_left_steal (rt, o, item);
  hp_decref (rt, it);
  return r < 0 || hp_err_occurred (rt) ? -1 : 0;
}

int
hp_deque_extend (HpRuntime *rt, HpObject *o, HpObject *iterable)
{
  return extend (rt, o, iterable, true);
}

int
hp_deque_extend_left (HpRuntime *rt, HpObject *o, HpObject *iterable)
{
  return extend (rt, o, iterable, false);
}

/* Drops n items from place on and the blocks they fill, up to the last one. */
static void
drop_items (HpRuntime *rt, HpObject *o, HpDequePlace place, ssize_t n)
{
  for (; n > 0; n--) {
    HpDequeBlock *emptied;

    hp_decref (rt, place.block->items[place.index++]);
    if (n == 1 || place.index < HP_DEQUE_BLOCK_LENGTH)
      continue;
    emptied = place.block;
    place = (HpDequePlace){ emptied->right, 0 };
    block_free (rt, o, emptied);
  }
  block_free (rt, o, place.block);
}

/* Empties the deque before the first item goes: what dies may look at it. */
int
hp_deque_clear (HpRuntime *rt, HpObject *o)
{
  HpDequePlace place = leftmost (o);
  ssize_t n = len (o);
  HpDequeBlock *b;

  if (n == 0)
    return 0;
  b = block_new (rt, o);
  if (b == NULL) {
    hp_err_clear (rt);
    while (len (o) > 0)
      hp_decref (rt, hp_deque_pop (rt, o));
    return 0;
  }
  set_len (o, 0);
  Q (o)->left = Q (o)->right = b;
  center (o);
  Q (o)->state++;
  drop_items (rt, o, place, n);
  return 0;
}

/* Moves up to n items from the right end to the left one, as far as one block reaches. *spare is a
 * block without items, or NULL. The number moved, -1 on failure. */
static ssize_t
rotate_right_some (HpRuntime *rt, HpObject *o, ssize_t n, HpDequeBlock **spare)
{
  HpDeque *d = Q (o);

  if (d->left_index == 0) {
    HpDequeBlock *b = *spare ? *spare : block_new (rt, o);

    if (b == NULL)
      return -1;
    *spare = NULL;
    b->right = d->left;
    d->left->left = b;
    d->left = b;
    d->left_index = HP_DEQUE_BLOCK_LENGTH;
  }
  if (n > d->right_index + 1)
    n = d->right_index + 1;
  if (n > d->left_index)
    n = d->left_index;
  d->right_index -= n;
  d->left_index -= n;
  memmove (d->left->items + d->left_index, d->right->items + d->right_index + 1,
           (size_t)n * sizeof (HpObject *));
  if (d->right_index < 0) {
    *spare = d->right;
    d->right = d->right->left;
    d->right_index = HP_DEQUE_BLOCK_LENGTH - 1;
  }
  return n;
}

static ssize_t
rotate_left_some (HpRuntime *rt, HpObject *o, ssize_t n, HpDequeBlock **spare)
{
  HpDeque *d = Q (o);

  if (d->right_index == HP_DEQUE_BLOCK_LENGTH - 1) {
    HpDequeBlock *b = *spare ? *spare : block_new (rt, o);

    if (b == NULL)
      return -1;
    *spare = NULL;
    b->left = d->right;
    d->right->right = b;
    d->right = b;
    d->right_index = -1;
  }
  if (n > HP_DEQUE_BLOCK_LENGTH - d->left_index)
    n = HP_DEQUE_BLOCK_LENGTH - d->left_index;
  if (n > HP_DEQUE_BLOCK_LENGTH - 1 - d->right_index)
    n = HP_DEQUE_BLOCK_LENGTH - 1 - d->right_index;
  memmove (d->right->items + d->right_index + 1, d->left->items + d->left_index,
           (size_t)n * sizeof (HpObject *));
  d->left_index += n;
  d->right_index += n;
  if (d->left_index == HP_DEQUE_BLOCK_LENGTH) {
    *spare = d->left;
    d->left = d->left->right;
    d->left_index = 0;
  }
  return n;
}

int
hp_deque_rotate (HpRuntime *rt, HpObject *o, ssize_t n)
{
  ssize_t half = len (o) >> 1;
  HpDequeBlock *spare = NULL;
  int r = 0;

  if (len (o) <= 1)
    return 0;
  if (n > half || n < -half) {
    n %= len (o);
    if (n > half)
      n -= len (o);
    else if (n < -half)
      n += len (o);
  }
  Q (o)->state++;
  while (n != 0) {
    ssize_t moved =
        n > 0 ? rotate_right_some (rt, o, n, &spare) : rotate_left_some (rt, o, -n, &spare);

    if (moved < 0) {
      r = -1;
      break;
    }
    n -= n > 0 ? moved : -moved;
  }
  if (spare != NULL)
    block_free (rt, o, spare);
  return r;
}

static int
deque_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *values[2], *iterable, *maxlen;
  ssize_t n = -1;

  if (hp_args_parse_tuple_plain (rt, "deque", args, kwargs,
                                 (const char *const[]){ "iterable", "maxlen", NULL }, 0, 2,
                                 values) < 0)
    return -1;
  iterable = values[0];
  maxlen = values[1];
  if (maxlen != NULL && !hp_is_none (rt, maxlen)) {
    if (!hp_is_int (maxlen)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "an integer is required");
      return -1;
    }
    n = hp_int_as_ssize (rt, maxlen);
    if (n == -1 && hp_err_occurred (rt))
      return -1;
    if (n < 0) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "maxlen must be non-negative");
      return -1;
    }
  }
  Q (self)->max_length = n;
  hp_deque_clear (rt, self);
  return iterable ? hp_deque_extend (rt, self, iterable) : 0;
}

static void
deque_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  if (Q (o)->weakrefs != NULL)
    hp_weakref_clear_all (rt, o);
  if (Q (o)->left != NULL) {
    hp_deque_clear (rt, o);
    block_free (rt, o, Q (o)->left);
  }
  while (Q (o)->n_free > 0)
    hp_mem_free (rt, Q (o)->free_blocks[--Q (o)->n_free]);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
deque_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HpDequePlace place = leftmost (o);

  for (ssize_t n = len (o); n > 0; n--) {
    HP_VISIT (item_at (place));
    if (n > 1)
      step_right (&place);
  }
  return 0;
}

static const HpType deque_type = {
  .name = "collections.deque",
  .basicsize = sizeof (HpDeque),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_SEQUENCE,
  .dealloc = deque_dealloc,
  .repr = hp_deque_repr,
  .hash = hp_object_hash_not_implemented,
  .as_sequence = &hp_deque_sequence,
  .traverse = deque_traverse,
  .clear = hp_deque_clear,
  .richcompare = hp_deque_richcompare,
  .weaklist_offset = offsetof (HpDeque, weakrefs),
  .iter = hp_deque_iter,
  .methods = hp_deque_methods,
  .getset = hp_deque_getset,
  .init = deque_init,
  .new = hp_deque_new,
  .free = hp_gc_free,
};

void
hp_deque_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_DEQUE, &deque_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_DEQUE_ITERATOR, &hp_deque_iter_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_DEQUE_REVERSE_ITERATOR, &hp_deque_reverse_iter_type, HP_T_OBJECT);
}
