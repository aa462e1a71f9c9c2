/* SPDX-License-Identifier: Apache-2.0 */
/* enumerate: pairs of a number and an item. */
#include "object/iter-private.h"
#include "object/int.h"
#include "object/tuple.h"

typedef struct Enumerate Enumerate;
struct Enumerate {
  HpObject base;
  ssize_t index;
  HpObject *iterator;
  HpObject *result;     /* a pair used again while nobody else holds it */
  HpObject *long_index; /* beyond ssize_t, or NULL */
  HpObject *one;
};
_Static_assert(sizeof (Enumerate) == 56, "enumerate is 72 bytes with its gc head");

/* The pair (a, b), steals both; *cached is recycled when it has one owner. */
static HpObject *
recycled_pair (HpRuntime *rt, HpObject *cached, HpObject *a, HpObject *b)
{
  if (cached->refcount == 1) {
    HpObject *x = hp_tuple_slot (cached, 0), *y = hp_tuple_slot (cached, 1);

    hp_incref (cached);
    hp_tuple_set_slot (cached, 0, a);
    hp_tuple_set_slot (cached, 1, b);
    hp_decref (rt, x);
    hp_decref (rt, y);
    if (!hp_gc_is_tracked (cached))
      hp_gc_track (rt, cached);
    return cached;
  }
  return hp_tuple_from_array_steal (rt, (HpObject *[]){ a, b }, 2);
}

static HpObject *
enumerate_make (HpRuntime *rt, HpType *type, HpObject *iterable, HpObject *start)
{
  Enumerate *e = (Enumerate *)type->alloc (rt, type, 0);
  HpObject *n;

  if (e == NULL)
    return NULL;
  e->one = hp_new_ref (hp_small_int (rt, 1));
  if (start != NULL) {
    int overflow;

    n = hp_number_index (rt, start);
    if (n == NULL)
      goto fail;
    e->index = hp_int_as_int64_and_overflow (n, &overflow);
    if (overflow) {
      e->index = SSIZE_MAX;
      e->long_index = n;
    } else
      hp_decref (rt, n);
  }
  e->iterator = hp_object_get_iter (rt, iterable);
  if (e->iterator == NULL)
    goto fail;
  e->result = hp_tuple_pack (rt, 2, hp_none (rt), hp_none (rt));
  if (e->result == NULL)
    goto fail;
  return &e->base;
fail:
  hp_decref (rt, &e->base);
  return NULL;
}

static HpObject *
enumerate_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL, *start = NULL;

  if (hp_arg_parse (rt, "enumerate", args, kwargs,
                    (const char *const[]){ "iterable", "start", NULL }, 1, 2, &iterable,
                    &start) < 0)
    return NULL;
  return enumerate_make (rt, type, iterable, start);
}

static HpObject *
enumerate_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                      HpObject *kwnames)
{
  HpObject *v[2] = { NULL, NULL };

  if (hp_vectorcall_nargs (nargsf) == 0 && kwnames == NULL)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "enumerate() missing required argument 'iterable'");
  if (hp_args_parse_plain (rt, "enumerate", args, hp_vectorcall_nargs (nargsf), kwnames,
                           (const char *const[]){ "iterable", "start", NULL }, 1, 2, v) < 0)
    return NULL;
  return enumerate_make (rt, (HpType *)type, v[0], v[1]);
}

static void
enumerate_dealloc (HpRuntime *rt, HpObject *o)
{
  Enumerate *e = (Enumerate *)o;

  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, e->iterator);
  hp_xdecref (rt, e->result);
  hp_xdecref (rt, e->long_index);
  hp_xdecref (rt, e->one);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
enumerate_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  Enumerate *e = (Enumerate *)o;

  HP_VISIT (e->iterator);
  HP_VISIT (e->result);
  HP_VISIT (e->long_index);
  return 0;
}

static HpObject *
enumerate_next (HpRuntime *rt, HpObject *o)
{
  Enumerate *e = (Enumerate *)o;
  HpObject *item = hp_iter_next (rt, e->iterator), *n;

  if (item == NULL)
    return NULL;
  if (e->index == SSIZE_MAX) {
    HpObject *next;

    n = e->long_index ? e->long_index : hp_int_from_ssize (rt, SSIZE_MAX);
    next = n ? hp_int_add (rt, n, e->one) : NULL;
    if (next == NULL) {
      hp_decref (rt, item);
      return NULL;
    }
    e->long_index = next;
  } else {
    n = hp_int_from_ssize (rt, e->index);
    if (n == NULL) {
      hp_decref (rt, item);
      return NULL;
    }
    e->index++;
  }
  return recycled_pair (rt, e->result, n, item);
}

const HpType hp_enumerate_type = {
  .name = "enumerate",
  .basicsize = sizeof (Enumerate),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = enumerate_dealloc,
  .traverse = enumerate_traverse,
  .iter = hp_iter_self,
  .iternext = enumerate_next,
  .new = enumerate_new,
  .free = hp_gc_free,
  .vectorcall = enumerate_vectorcall,
};
