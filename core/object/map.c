/* SPDX-License-Identifier: Apache-2.0 */
/* map and filter: a function between an iterable and its user. */
#include "object/iter-private.h"
#include "object/list.h"
#include "object/tuple.h"

typedef struct Map Map;
struct Map {
  HpObject base;
  HpObject *iterators; /* map: a tuple; filter: one iterator */
  HpObject *function;
};
_Static_assert(sizeof (Map) == 32, "map and filter are 48 bytes with their gc head");

static HpObject *
map_make (HpRuntime *rt, HpType *type, HpObject *const *args, ssize_t n)
{
  HpObject *iterators;
  Map *m;

  if (n < 2)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "map() must have at least two arguments.");
  iterators = hp_iter_tuple (rt, args + 1, n - 1);
  m = iterators ? (Map *)type->alloc (rt, type, 0) : NULL;
  if (m == NULL) {
    hp_xdecref (rt, iterators);
    return NULL;
  }
  m->iterators = iterators;
  m->function = hp_new_ref (args[0]);
  return &m->base;
}

static HpObject *
map_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  if (hp_args_no_new_keywords (rt, type, HP_T_MAP, kwargs) < 0)
    return NULL;
  return map_make (rt, type, ((HpTuple *)args)->items, hp_tuple_length (args));
}

static HpObject *
map_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                HpObject *kwnames)
{
  if (hp_args_no_kwnames (rt, "map", kwnames) < 0)
    return NULL;
  return map_make (rt, (HpType *)type, args, hp_vectorcall_nargs (nargsf));
}

static void
map_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, ((Map *)o)->iterators);
  hp_xdecref (rt, ((Map *)o)->function);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
map_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Map *)o)->iterators);
  HP_VISIT (((Map *)o)->function);
  return 0;
}

static HpObject *
map_next (HpRuntime *rt, HpObject *o)
{
  Map *m = (Map *)o;
  HpObject *small[6], **stack = small, *result = NULL;
  ssize_t n = hp_tuple_length (m->iterators), got = 0;

  if (n > 5) {
    stack = hp_mem_malloc (rt, (size_t)(n + 1) * sizeof (HpObject *));
    if (stack == NULL)
      return hp_err_no_memory (rt);
  }
  stack[0] = NULL;
  for (; got < n; got++) {
    stack[got + 1] = hp_iter_next (rt, hp_tuple_slot (m->iterators, got));
    if (stack[got + 1] == NULL)
      break;
  }
  if (got == n)
    result = hp_vectorcall (rt, m->function, stack + 1, (size_t)n | HP_VECTORCALL_ARGUMENTS_OFFSET,
                            NULL);
  for (ssize_t i = 0; i < got; i++)
    hp_decref (rt, stack[i + 1]);
  if (stack != small)
    hp_mem_free (rt, stack);
  return result;
}

static HpObject *
filter_make (HpRuntime *rt, HpType *type, HpObject *function, HpObject *iterable)
{
  HpObject *it = hp_object_get_iter (rt, iterable);
  Map *m;

  m = it ? (Map *)type->alloc (rt, type, 0) : NULL;
  if (m == NULL) {
    hp_xdecref (rt, it);
    return NULL;
  }
  m->iterators = it;
  m->function = hp_new_ref (function);
  return &m->base;
}

static HpObject *
filter_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *function = NULL, *iterable = NULL;

  if (hp_args_no_new_keywords (rt, type, HP_T_FILTER, kwargs) < 0 ||
      hp_arg_unpack (rt, "filter", args, 2, 2, &function, &iterable) < 0)
    return NULL;
  return filter_make (rt, type, function, iterable);
}

static HpObject *
filter_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                   HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "filter", kwnames) < 0 || hp_args_check (rt, "filter", n, 2, 2) < 0)
    return NULL;
  return filter_make (rt, (HpType *)type, args[0], args[1]);
}

static HpObject *
filter_next (HpRuntime *rt, HpObject *o)
{
  Map *m = (Map *)o;
  HpObject *item, *good;
  int ok;

  while ((item = hp_iter_next (rt, m->iterators)) != NULL) {
    if (m->function == hp_none (rt) || m->function == (HpObject *)hp_type (rt, HP_T_BOOL))
      ok = hp_object_is_true (rt, item);
    else {
      good = hp_call_one_arg (rt, m->function, item);
      ok = good ? hp_object_is_true (rt, good) : -1;
      hp_xdecref (rt, good);
    }
    if (ok > 0)
      return item;
    hp_decref (rt, item);
    if (ok < 0)
      return NULL;
  }
  return NULL;
}

const HpType hp_map_type = {
  .name = "map",
  .basicsize = sizeof (Map),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = map_dealloc,
  .traverse = map_traverse,
  .iter = hp_iter_self,
  .iternext = map_next,
  .new = map_new,
  .free = hp_gc_free,
  .vectorcall = map_vectorcall,
};

const HpType hp_filter_type = {
  .name = "filter",
  .basicsize = sizeof (Map),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = map_dealloc,
  .traverse = map_traverse,
  .iter = hp_iter_self,
  .iternext = filter_next,
  .new = filter_new,
  .vectorcall = filter_vectorcall,
  .free = hp_gc_free,
};
