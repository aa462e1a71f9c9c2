/* SPDX-License-Identifier: Apache-2.0 */
/* iter (callable, sentinel), and the table of the iterators. */
#include "object/iter-private.h"
#include "object/tuple.h"

HpObject *
hp_iter_tuple (HpRuntime *rt, HpObject *const *items, ssize_t n)
{
  HpObject *t = hp_tuple_new (rt, n);

  for (ssize_t i = 0; t != NULL && i < n; i++) {
    HpObject *it = hp_object_get_iter (rt, items[i]);

    if (it == NULL) {
      hp_decref (rt, t);
      return NULL;
    }
    hp_tuple_set_slot (t, i, it);
  }
  return t;
}

typedef struct CallIter CallIter;
struct CallIter {
  HpObject base;
  HpObject *callable, *sentinel;
};

HpObject *
hp_call_iter_new (HpRuntime *rt, HpObject *callable, HpObject *sentinel)
{
  CallIter *it = (CallIter *)hp_gc_new (rt, hp_type (rt, HP_T_CALLABLE_ITERATOR));

  if (it == NULL)
    return NULL;
  it->callable = hp_new_ref (callable);
  it->sentinel = hp_new_ref (sentinel);
  hp_gc_track (rt, &it->base);
  return &it->base;
}

static void
call_iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, ((CallIter *)o)->callable);
  hp_xdecref (rt, ((CallIter *)o)->sentinel);
  hp_gc_free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
call_iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((CallIter *)o)->callable);
  HP_VISIT (((CallIter *)o)->sentinel);
  return 0;
}

static HpObject *
call_iter_next (HpRuntime *rt, HpObject *o)
{
  CallIter *it = (CallIter *)o;
  HpObject *item;
  int end;

  if (it->callable == NULL)
    return NULL;
  item = hp_call_no_args (rt, it->callable);
  if (item == NULL) {
    if (!hp_err_matches (rt, HP_EXC_STOP_ITERATION))
      return NULL;
    hp_err_clear (rt);
  } else {
    end = it->sentinel ? hp_object_compare_bool (rt, item, it->sentinel, HP_EQ) : 1;
    if (end == 0)
      return item;
    hp_decref (rt, item);
    if (end < 0)
      return NULL;
  }
  hp_clear (rt, it->callable);
  hp_clear (rt, it->sentinel);
  return NULL;
}

static const HpType call_iter_type = {
  .name = "callable_iterator",
  .basicsize = sizeof (CallIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = call_iter_dealloc,
  .traverse = call_iter_traverse,
  .iter = hp_iter_self,
  .iternext = call_iter_next,
  .free = hp_gc_free,
};

void
hp_iter_register (HpRuntime *rt)
{
  hp_seq_iter_register (rt);
  hp_type_register (rt, HP_T_CALLABLE_ITERATOR, &call_iter_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_ENUMERATE, &hp_enumerate_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_ZIP, &hp_zip_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_MAP, &hp_map_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_FILTER, &hp_filter_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_REVERSED, &hp_reversed_type, HP_T_OBJECT);
}
