/* SPDX-License-Identifier: Apache-2.0 */
/* Calling special methods, and the slots that a type itself has. */
#include "object/slot-defs.h"

#include <stddef.h>

#include "object/abstract.h"
#include "object/err.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/slot-call.h"
#include "object/str.h"

/* ---- calling special methods ---- */

/* New reference; *unbound: call it with self in front. NULL without an exception: not there. */
static HpObject *
lookup_method_maybe (HpRuntime *rt, HpObject *self, HpObject *name, bool *unbound)
{
  HpObject *f = hp_type_lookup (rt, self->type, name);

  *unbound = false;
  if (f == NULL)
    return NULL;
  if (hp_type_has (f->type, HP_TYPE_METHOD_DESCRIPTOR)) {
    *unbound = true;
    return hp_new_ref (f);
  }
  if (f->type->descr_get == NULL)
    return hp_new_ref (f);
  return f->type->descr_get (rt, f, self, (HpObject *)self->type);
}

HpObject *
hp_special_call (HpRuntime *rt, HpObject *name, HpObject *const *args, ssize_t n, bool *missing)
{
  bool unbound;
  HpObject *f = lookup_method_maybe (rt, args[0], name, &unbound);
  HpObject *result;

  if (missing != NULL)
    *missing = f == NULL && !hp_err_occurred (rt);
  if (f == NULL) {
    if (missing == NULL && !hp_err_occurred (rt))
      hp_err_set_value (rt, HP_EXC_ATTRIBUTE_ERROR, name);
    return NULL;
  }
  if (unbound)
    result = hp_vectorcall (rt, f, args, (size_t)n, NULL);
  else
    result =
        hp_vectorcall (rt, f, args + 1, (size_t)(n - 1) | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
  hp_decref (rt, f);
  return result;
}

HpObject *
hp_special_or_not_implemented (HpRuntime *rt, HpObject *name, HpObject *a, HpObject *b)
{
  HpObject *args[2] = { a, b };
  bool missing;
  HpObject *result = hp_special_call (rt, name, args, 2, &missing);

  return missing ? hp_new_not_implemented (rt) : result;
}

HpObject *
hp_special_unary (HpRuntime *rt, HpObject *name, HpObject *self)
{
  return hp_special_call (rt, name, &self, 1, NULL);
}

HpObject *
hp_special_binary (HpRuntime *rt, HpObject *name, HpObject *self, HpObject *a)
{
  HpObject *args[2] = { self, a };

  return hp_special_call (rt, name, args, 2, NULL);
}

HpObject *
hp_special_ternary (HpRuntime *rt, HpObject *name, HpObject *self, HpObject *a, HpObject *b)
{
  HpObject *args[3] = { self, a, b };

  return hp_special_call (rt, name, args, 3, NULL);
}

int
hp_special_done (HpRuntime *rt, HpObject *result)
{
  if (result == NULL)
    return -1;
  hp_decref (rt, result);
  return 0;
}

/* ---- the type's own slots ---- */

HpObject *
hp_slot_repr (HpRuntime *rt, HpObject *self)
{
  bool missing;
  HpObject *result = hp_special_call (rt, hp_id (rt, __repr__), &self, 1, &missing);

  if (missing)
    return hp_str_from_format (rt, "<%s object at %p>", self->type->name, (void *)self);
  return result;
}

HpObject *
hp_slot_str (HpRuntime *rt, HpObject *self)
{
  return hp_special_unary (rt, hp_id (rt, __str__), self);
}

int64_t
hp_slot_hash (HpRuntime *rt, HpObject *self)
{
  HpObject *f = hp_type_lookup (rt, self->type, hp_id (rt, __hash__));
  HpObject *result;
  int64_t hash;
  int overflow;

  if (f == NULL || f == hp_none (rt))
    return hp_object_hash_not_implemented (rt, self);
  result = hp_special_unary (rt, hp_id (rt, __hash__), self);
  if (result == NULL)
    return -1;
  if (!hp_is_int (result)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__hash__ method should return an integer");
    hp_decref (rt, result);
    return -1;
  }
  hash = hp_int_as_int64_and_overflow (result, &overflow);
  if (overflow != 0)
    hash = hp_type (rt, HP_T_INT)->hash (rt, result);
  hp_decref (rt, result);
  return hash == -1 ? -2 : hash;
}

HpObject *
hp_slot_call (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  bool unbound;
  HpObject *f = lookup_method_maybe (rt, self, hp_id (rt, __call__), &unbound);
  HpObject *result;

  if (f == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_set_value (rt, HP_EXC_ATTRIBUTE_ERROR, hp_id (rt, __call__));
    return NULL;
  }
  result =
      unbound ? hp_call_prepend (rt, f, self, args, kwargs) : hp_object_call (rt, f, args, kwargs);
  hp_decref (rt, f);
  return result;
}

static HpObject *
getattribute_of_class (HpRuntime *rt, HpObject *self, HpObject *name)
{
  return hp_special_binary (rt, hp_id (rt, __getattribute__), self, name);
}

/* method (name), bound to self first: CPython makes a method object for these calls, and a script
 * sees it in references and counts. */
static HpObject *
call_bound (HpRuntime *rt, HpObject *method, HpObject *self, HpObject *name)
{
  HpDescrGetFunc get = method->type->descr_get;
  HpObject *bound = get ? get (rt, method, self, (HpObject *)self->type) : hp_new_ref (method);
  HpObject *result;

  if (bound == NULL)
    return NULL;
  result = hp_call_one_arg (rt, bound, name);
  hp_decref (rt, bound);
  return result;
}

/* Calls __getattr__ when the ordinary search ends in an AttributeError. */
HpObject *
hp_slot_getattr_hook (HpRuntime *rt, HpObject *self, HpObject *name)
{
  HpObject *getattr = hp_type_lookup (rt, self->type, hp_id (rt, __getattr__));
  HpObject *getattribute, *result;

  if (getattr == NULL)
    return getattribute_of_class (rt, self, name);
  hp_incref (getattr);
  getattribute = hp_type_lookup (rt, self->type, hp_id (rt, __getattribute__));
  if (getattribute == NULL ||
      (hp_is_exactly (rt, getattribute, HP_T_WRAPPER_DESCRIPTOR) &&
       ((HpWrapperDescr *)getattribute)->wrapped == (void *)hp_object_generic_get_attr))
    result = hp_object_generic_get_attr (rt, self, name);
  else {
    hp_incref (getattribute);
    result = call_bound (rt, getattribute, self, name);
    hp_decref (rt, getattribute);
  }
  if (result == NULL && hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR)) {
    hp_err_clear (rt);
    result = call_bound (rt, getattr, self, name);
  }
  hp_decref (rt, getattr);
  return result;
}

int
hp_slot_setattro (HpRuntime *rt, HpObject *self, HpObject *name, HpObject *value)
{
  return hp_special_done (
      rt, value == NULL ? hp_special_binary (rt, hp_id (rt, __delattr__), self, name)
                        : hp_special_ternary (rt, hp_id (rt, __setattr__), self, name, value));
}

HpObject *
hp_slot_richcompare (HpRuntime *rt, HpObject *self, HpObject *other, int op)
{
  HpObject *const names[] = { hp_id (rt, __lt__), hp_id (rt, __le__), hp_id (rt, __eq__),
                              hp_id (rt, __ne__), hp_id (rt, __gt__), hp_id (rt, __ge__) };

  return hp_special_or_not_implemented (rt, names[op], self, other);
}

HpObject *
hp_slot_iter (HpRuntime *rt, HpObject *self)
{
  bool missing;
  HpObject *f = hp_type_lookup (rt, self->type, hp_id (rt, __iter__));
  HpObject *result;

  if (f != hp_none (rt)) {
    result = hp_special_call (rt, hp_id (rt, __iter__), &self, 1, &missing);
    if (!missing)
      return result;
    f = hp_type_lookup (rt, self->type, hp_id (rt, __getitem__));
    if (f != NULL)
      return hp_seq_iter_new (rt, self);
  }
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not iterable", self->type->name);
}

HpObject *
hp_slot_next (HpRuntime *rt, HpObject *self)
{
  return hp_special_unary (rt, hp_id (rt, __next__), self);
}

HpObject *
hp_slot_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpObject *f = hp_type_lookup (rt, self->type, hp_id (rt, __get__));

  if (f == NULL)
    return hp_new_ref (self);
  return hp_special_ternary (rt, hp_id (rt, __get__), self, o != NULL ? o : hp_none (rt),
                             type != NULL ? type : hp_none (rt));
}

int
hp_slot_descr_set (HpRuntime *rt, HpObject *self, HpObject *target, HpObject *value)
{
  return hp_special_done (
      rt, value == NULL ? hp_special_binary (rt, hp_id (rt, __delete__), self, target)
                        : hp_special_ternary (rt, hp_id (rt, __set__), self, target, value));
}

int
hp_slot_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  bool unbound;
  HpObject *f = lookup_method_maybe (rt, self, hp_id (rt, __init__), &unbound);
  HpObject *result;

  if (f == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_set_value (rt, HP_EXC_ATTRIBUTE_ERROR, hp_id (rt, __init__));
    return -1;
  }
  result =
      unbound ? hp_call_prepend (rt, f, self, args, kwargs) : hp_object_call (rt, f, args, kwargs);
  hp_decref (rt, f);
  if (result == NULL)
    return -1;
  if (result != hp_none (rt)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__init__() should return None, not '%.200s'",
                   result->type->name);
    hp_decref (rt, result);
    return -1;
  }
  hp_decref (rt, result);
  return 0;
}

HpObject *
hp_slot_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *f = hp_object_get_attr (rt, (HpObject *)type, hp_id (rt, __new__));
  HpObject *result;

  if (f == NULL)
    return NULL;
  result = hp_call_prepend (rt, f, (HpObject *)type, args, kwargs);
  hp_decref (rt, f);
  return result;
}

/* __del__: errors go to standard error, a current exception is kept. */
void
hp_slot_finalize (HpRuntime *rt, HpObject *self)
{
  HpObject *et, *ev, *tb, *del, *result = NULL;
  bool unbound;

  if (rt->finalizing)
    return;
  hp_err_fetch (rt, &et, &ev, &tb);
  del = lookup_method_maybe (rt, self, hp_id (rt, __del__), &unbound);
  if (del != NULL) {
    HpObject *args[2] = { NULL, self };

    result =
        hp_vectorcall (rt, del, args + 1, (unbound ? 1 : 0) | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
  }
  if (result == NULL && hp_err_occurred (rt))
    hp_err_write_unraisable (rt, del);
  hp_xdecref (rt, result);
  hp_xdecref (rt, del);
  hp_err_restore (rt, et, ev, tb);
}
