/* SPDX-License-Identifier: Apache-2.0 */
/* What set and frozenset are called by name: the methods and their tables. */
#include "object/generic-alias.h"
#include "object/set-private.h"
#include "object/int.h"
#include "object/reduce.h"
#include "object/tuple.h"

static HpObject *
method_add (HpRuntime *rt, HpObject *self, HpObject *key)
{
  return hp_none_or_null (rt, hp_set_add (rt, self, key));
}

static int
discard_any (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = hp_set_discard (rt, self, key);
  HpObject *frozen;

  if (c >= 0 || hp_set_freeze_key (rt, key, &frozen) < 0)
    return c;
  c = hp_set_discard (rt, self, frozen);
  hp_decref (rt, frozen);
  return c;
}

static HpObject *
method_discard (HpRuntime *rt, HpObject *self, HpObject *key)
{
  return hp_none_or_null (rt, discard_any (rt, self, key));
}

static HpObject *
method_remove (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = discard_any (rt, self, key);

  if (c < 0)
    return NULL;
  return c == 0 ? hp_err_key_error (rt, key) : hp_new_none (rt);
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, hp_set_clear (rt, self));
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  if (hp_is_exactly (rt, self, HP_T_FROZENSET))
    return hp_new_ref (self);
  return hp_set_copy (rt, self);
}

static HpObject *
method_update (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  for (ssize_t i = 0; i < n; i++)
    if (hp_set_update (rt, self, args[i]) < 0)
      return NULL;
  return hp_new_none (rt);
}

static HpObject *
method_union (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = hp_set_copy (rt, self);

  for (ssize_t i = 0; r != NULL && i < n; i++)
    if (args[i] != self && hp_set_update (rt, r, args[i]) < 0)
      hp_clear (rt, r);
  return r;
}

static HpObject *
method_intersection (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = n == 0 ? hp_set_copy (rt, self) : hp_new_ref (self);

  for (ssize_t i = 0; r != NULL && i < n; i++) {
    HpObject *t = hp_set_intersection (rt, r, args[i]);

    hp_decref (rt, r);
    r = t;
  }
  return r;
}

static HpObject *
method_intersection_update (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = method_intersection (rt, self, args, n);

  if (r == NULL)
    return NULL;
  hp_set_swap_bodies (self, r);
  hp_decref (rt, r);
  return hp_new_none (rt);
}

static HpObject *
method_difference (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *r = n == 0 ? hp_set_copy (rt, self) : hp_set_difference (rt, self, args[0]);

  for (ssize_t i = 1; r != NULL && i < n; i++)
    if (hp_set_difference_update (rt, r, args[i]) < 0)
      hp_clear (rt, r);
  return r;
}

static HpObject *
method_difference_update (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  for (ssize_t i = 0; i < n; i++)
    if (hp_set_difference_update (rt, self, args[i]) < 0)
      return NULL;
  return hp_new_none (rt);
}

static HpObject *
method_symmetric_difference (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *r = hp_set_make (rt, hp_set_result_type (rt, self), other);

  if (r != NULL && hp_set_symmetric_difference_update (rt, r, self) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
method_symmetric_difference_update (HpRuntime *rt, HpObject *self, HpObject *other)
{
  return hp_none_or_null (rt, hp_set_symmetric_difference_update (rt, self, other));
}

/* other as a set: borrowed when it is one. */
static HpObject *
need_set (HpRuntime *rt, HpObject *other)
{
  return hp_is_any_set (rt, other) ? hp_new_ref (other) : hp_set_new (rt, other);
}

static HpObject *
method_issubset (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *o = need_set (rt, other);
  int c = o ? hp_set_is_subset (rt, self, o) : -1;

  hp_xdecref (rt, o);
  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_issuperset (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *o = need_set (rt, other);
  int c = o ? hp_set_is_subset (rt, o, self) : -1;

  hp_xdecref (rt, o);
  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_isdisjoint (HpRuntime *rt, HpObject *self, HpObject *other)
{
  HpObject *r = self == other ? hp_set_copy (rt, self) : hp_set_intersection (rt, self, other);
  bool empty;

  if (r == NULL)
    return NULL;
  empty = S (r)->used == 0;
  hp_decref (rt, r);
  return hp_new_bool (rt, empty);
}

static HpObject *
method_contains (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = hp_set_contains (rt, self, key);

  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t size = self->type->basicsize;

  if (S (self)->table != S (self)->small_table)
    size += (S (self)->mask + 1) * (ssize_t)sizeof (HpSetEntry);
  return hp_int_from_ssize (rt, size);
}

/* (type, (list of the items,), state) */
static HpObject *
method_reduce (HpRuntime *rt, HpObject *self)
{
  HpObject *items = hp_sequence_list (rt, self), *args, *state;

  args = items ? hp_tuple_pack (rt, 1, items) : NULL;
  hp_xdecref (rt, items);
  state = args ? hp_object_get_state (rt, self) : NULL;
  if (state == NULL) {
    hp_xdecref (rt, args);
    return NULL;
  }
  return hp_reduced (rt, (HpObject *)self->type, args, state);
}

#define COMMON_METHODS                                                                             \
  HP_METHOD_O ("__contains__", method_contains, HP_METH_COEXIST),                                  \
      HP_METHOD_NOARGS ("copy", method_copy, 0),                                                   \
      HP_METHOD_FASTCALL ("difference", method_difference, HP_METH_PACKED),                        \
      HP_METHOD_FASTCALL ("intersection", method_intersection, HP_METH_PACKED),                    \
      HP_METHOD_O ("isdisjoint", method_isdisjoint, 0),                                            \
      HP_METHOD_O ("issubset", method_issubset, 0),                                                \
      HP_METHOD_O ("issuperset", method_issuperset, 0),                                            \
      HP_METHOD_NOARGS ("__reduce__", method_reduce, 0),                                           \
      HP_METHOD_O ("__class_getitem__", hp_generic_class_getitem, HP_METH_CLASS),                  \
      HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),                                           \
      HP_METHOD_O ("symmetric_difference", method_symmetric_difference, 0),                        \
      HP_METHOD_FASTCALL ("union", method_union, HP_METH_PACKED)

const HpMethodDef hp_set_methods[] = {
  HP_METHOD_O ("add", method_add, 0),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_O ("discard", method_discard, 0),
  HP_METHOD_FASTCALL ("difference_update", method_difference_update, HP_METH_PACKED),
  HP_METHOD_FASTCALL ("intersection_update", method_intersection_update, HP_METH_PACKED),
  HP_METHOD_NOARGS ("pop", hp_set_pop, 0),
  HP_METHOD_O ("remove", method_remove, 0),
  HP_METHOD_O ("symmetric_difference_update", method_symmetric_difference_update, 0),
  HP_METHOD_FASTCALL ("update", method_update, HP_METH_PACKED),
  COMMON_METHODS,
  { NULL },
};
const HpMethodDef hp_frozenset_methods[] = { COMMON_METHODS, { NULL } };
