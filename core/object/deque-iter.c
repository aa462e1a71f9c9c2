/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over a deque, from either end: the iterator counts what is left and notices changes. */
#include "object/iter.h"
#include "object/deque-private.h"
#include "object/int.h"

typedef struct DequeIter DequeIter;
struct DequeIter {
  HpObject base;
  HpDequePlace place;
  HpObject *deque;
  size_t state; /* of the deque when the iteration began */
  ssize_t left;
};
_Static_assert(sizeof (DequeIter) == 56, "a deque iterator is 72 bytes with its gc head");

static inline DequeIter *
I (HpObject *o)
{
  return (DequeIter *)o;
}

static HpObject *
iter_new (HpRuntime *rt, HpObject *deque, HpTypeId type, HpDequePlace place)
{
  HpObject *o = hp_gc_new (rt, hp_type (rt, type));

  if (o != NULL) {
    I (o)->place = place;
    I (o)->deque = hp_new_ref (deque);
    I (o)->state = Q (deque)->state;
    I (o)->left = len (deque);
    hp_gc_track (rt, o);
  }
  return o;
}

HpObject *
hp_deque_iter (HpRuntime *rt, HpObject *o)
{
  return iter_new (rt, o, HP_T_DEQUE_ITERATOR, leftmost (o));
}

HpObject *
hp_deque_reversed (HpRuntime *rt, HpObject *o)
{
  return iter_new (rt, o, HP_T_DEQUE_REVERSE_ITERATOR,
                   (HpDequePlace){ Q (o)->right, Q (o)->right_index });
}

static void
iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, I (o)->deque);
  hp_gc_free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (I (o)->deque);
  return 0;
}

/* Is there one more? false: none, or RuntimeError. */
static bool
has_next (HpRuntime *rt, HpObject *o)
{
  if (I (o)->state == Q (I (o)->deque)->state)
    return I (o)->left > 0;
  I (o)->left = 0;
  hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "deque mutated during iteration");
  return false;
}

static HpObject *
iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *item;

  if (!has_next (rt, o))
    return NULL;
  item = hp_new_ref (item_at (I (o)->place));
  if (--I (o)->left > 0)
    step_right (&I (o)->place);
  return item;
}

static HpObject *
reverse_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *item;

  if (!has_next (rt, o))
    return NULL;
  item = hp_new_ref (item_at (I (o)->place));
  if (--I (o)->left > 0)
    step_left (&I (o)->place);
  return item;
}

static HpObject *
iter_length_hint (HpRuntime *rt, HpObject *o)
{
  return hp_int_from_ssize (rt, I (o)->left);
}

static const HpMethodDef iter_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", iter_length_hint, 0), { NULL }
};

const HpType hp_deque_iter_type = {
  .name = "_collections._deque_iterator",
  .basicsize = sizeof (DequeIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = iter_dealloc,
  .traverse = iter_traverse,
  .iter = hp_iter_self,
  .iternext = iter_next,
  .methods = iter_methods,
  .free = hp_gc_free,
};

const HpType hp_deque_reverse_iter_type = {
  .name = "_collections._deque_reverse_iterator",
  .basicsize = sizeof (DequeIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = iter_dealloc,
  .traverse = iter_traverse,
  .iter = hp_iter_self,
  .iternext = reverse_iter_next,
  .methods = iter_methods,
  .free = hp_gc_free,
};
