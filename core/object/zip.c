/* SPDX-License-Identifier: Apache-2.0 */
/* zip: tuples of one item of each iterable. */
#include "object/iter-private.h"
#include "object/tuple.h"

typedef struct Zip Zip;
struct Zip {
  HpObject base;
  ssize_t n;
  HpObject *iterators, *result;
  int strict;
};
_Static_assert(sizeof (Zip) == 48, "zip is 64 bytes with its gc head");

static HpObject *
zip_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *strict = NULL, *iterators, *result, *empty;
  ssize_t n = hp_tuple_length (args);
  int is_strict = 0;
  Zip *z;

  if (kwargs != NULL) {
    empty = hp_tuple_new (rt, 0);
    if (hp_args_parse_tuple_plain (rt, "zip", empty, kwargs,
                                   (const char *const[]){ "strict", NULL }, 0, 0, &strict) < 0) {
      hp_decref (rt, empty);
      return NULL;
    }
    hp_decref (rt, empty);
    if (strict != NULL && (is_strict = hp_object_is_true (rt, strict)) < 0)
      return NULL;
  }
  iterators = hp_iter_tuple (rt, ((HpTuple *)args)->items, n);
  if (iterators == NULL)
    return NULL;
  result = hp_tuple_new (rt, n);
  z = result ? (Zip *)type->alloc (rt, type, 0) : NULL;
  if (z == NULL) {
    hp_decref (rt, iterators);
    hp_xdecref (rt, result);
    return NULL;
  }
  for (ssize_t i = 0; i < n; i++)
    hp_tuple_set_slot (result, i, hp_new_none (rt));
  z->n = n;
  z->iterators = iterators;
  z->result = result;
  z->strict = is_strict;
  return &z->base;
}

static void
zip_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, ((Zip *)o)->iterators);
  hp_xdecref (rt, ((Zip *)o)->result);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
zip_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Zip *)o)->iterators);
  HP_VISIT (((Zip *)o)->result);
  return 0;
}

/* strict: the i-th iterator ended first. */
static HpObject *
zip_uneven (HpRuntime *rt, Zip *z, ssize_t i)
{
  if (hp_err_occurred (rt))
    return NULL;
  if (i > 0)
    return hp_err_format (rt, HP_EXC_VALUE_ERROR,
                          "zip() argument %zd is shorter than argument%s%zd", i + 1,
                          i == 1 ? " " : "s 1-", i);
  for (i = 1; i < z->n; i++) {
    HpObject *item = hp_iter_next (rt, hp_tuple_slot (z->iterators, i));

    if (item != NULL) {
      hp_decref (rt, item);
      return hp_err_format (rt, HP_EXC_VALUE_ERROR,
                            "zip() argument %zd is longer than argument%s%zd", i + 1,
                            i == 1 ? " " : "s 1-", i);
    }
    if (hp_err_occurred (rt))
      return NULL;
  }
  return NULL;
}

static HpObject *
zip_next (HpRuntime *rt, HpObject *o)
{
  Zip *z = (Zip *)o;
  HpObject *result = z->result;

  if (z->n == 0)
    return NULL;
  if (result->refcount == 1) {
    hp_incref (result);
    for (ssize_t i = 0; i < z->n; i++) {
      HpObject *item = hp_iter_next (rt, hp_tuple_slot (z->iterators, i)), *old;

      if (item == NULL) {
        hp_decref (rt, result);
        return z->strict ? zip_uneven (rt, z, i) : NULL;
      }
      old = hp_tuple_slot (result, i);
      hp_tuple_set_slot (result, i, item);
      hp_decref (rt, old);
    }
    if (!hp_gc_is_tracked (result))
      hp_gc_track (rt, result);
    return result;
  }
  result = hp_tuple_new (rt, z->n);
  for (ssize_t i = 0; result != NULL && i < z->n; i++) {
    HpObject *item = hp_iter_next (rt, hp_tuple_slot (z->iterators, i));

    if (item == NULL) {
      hp_decref (rt, result);
      return z->strict ? zip_uneven (rt, z, i) : NULL;
    }
    hp_tuple_set_slot (result, i, item);
  }
  return result;
}

const HpType hp_zip_type = {
  .name = "zip",
  .basicsize = sizeof (Zip),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = zip_dealloc,
  .traverse = zip_traverse,
  .iter = hp_iter_self,
  .iternext = zip_next,
  .new = zip_new,
  .free = hp_gc_free,
};
