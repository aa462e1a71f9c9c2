/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over a set: the iterator counts what is left and notices a change of size. */
#include "object/iter.h"
#include "object/set-private.h"
#include "object/int.h"

typedef struct SetIter SetIter;
struct SetIter {
  HpObject base;
  HpObject *set; /* NULL when exhausted */
  ssize_t used, pos, left;
};
_Static_assert(sizeof (SetIter) == 48, "a set iterator is 64 bytes with its gc head");

HpObject *
hp_set_iter (HpRuntime *rt, HpObject *set)
{
  SetIter *it = (SetIter *)hp_gc_new (rt, hp_type (rt, HP_T_SET_ITERATOR));

  if (it == NULL)
    return NULL;
  it->set = hp_new_ref (set);
  it->used = it->left = S (set)->used;
  it->pos = 0;
  hp_gc_track (rt, &it->base);
  return &it->base;
}

static void
iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  hp_xdecref (rt, ((SetIter *)o)->set);
  hp_gc_free (rt, o);
}

static int
iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((SetIter *)o)->set);
  return 0;
}

static HpObject *
iter_next (HpRuntime *rt, HpObject *o)
{
  SetIter *it = (SetIter *)o;
  HpObject *set = it->set, *key;

  if (set == NULL)
    return NULL;
  if (it->used != S (set)->used) {
    it->used = -1;
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "Set changed size during iteration");
  }
  if (hp_set_next (rt, set, &it->pos, &key, NULL)) {
    it->left--;
    return hp_new_ref (key);
  }
  it->set = NULL;
  hp_decref (rt, set);
  return NULL;
}

static HpObject *
iter_length_hint (HpRuntime *rt, HpObject *o)
{
  SetIter *it = (SetIter *)o;

  return hp_int_from_ssize (rt, it->set != NULL && it->used == S (it->set)->used ? it->left : 0);
}

static const HpMethodDef iter_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", iter_length_hint, 0), { NULL }
};

const HpType hp_set_iter_type = {
  .name = "set_iterator",
  .basicsize = sizeof (SetIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = iter_dealloc,
  .traverse = iter_traverse,
  .iter = hp_iter_self,
  .iternext = iter_next,
  .methods = iter_methods,
  .free = hp_gc_free,
};
