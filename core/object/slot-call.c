/* SPDX-License-Identifier: Apache-2.0 */
/* From C to Python: slots of classes that call a special method, and the table of all of them. */
#include "object/slot-defs.h"

#include <stddef.h>

#include "object/abstract.h"
#include "object/err.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/kernel.h"
#include "object/slot-wrap.h"
#include "object/str.h"
#include "object/tuple.h"

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

/* args[0] is self. *missing (may be NULL): set instead of raising when there is no such method. */
static HpObject *
call_special (HpRuntime *rt, HpObject *name, HpObject *const *args, ssize_t n, bool *missing)
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

static HpObject *
call_or_not_implemented (HpRuntime *rt, HpObject *name, HpObject *a, HpObject *b)
{
  HpObject *args[2] = { a, b };
  bool missing;
  HpObject *result = call_special (rt, name, args, 2, &missing);

  return missing ? hp_new_not_implemented (rt) : result;
}

static HpObject *
call1 (HpRuntime *rt, HpObject *name, HpObject *self)
{
  return call_special (rt, name, &self, 1, NULL);
}

static HpObject *
call2 (HpRuntime *rt, HpObject *name, HpObject *self, HpObject *a)
{
  HpObject *args[2] = { self, a };

  return call_special (rt, name, args, 2, NULL);
}

static HpObject *
call3 (HpRuntime *rt, HpObject *name, HpObject *self, HpObject *a, HpObject *b)
{
  HpObject *args[3] = { self, a, b };

  return call_special (rt, name, args, 3, NULL);
}

/* 0 / -1 of a call whose result does not matter. */
static int
done (HpRuntime *rt, HpObject *result)
{
  if (result == NULL)
    return -1;
  hp_decref (rt, result);
  return 0;
}

/* ---- numbers ---- */

/* Does other's class override the reflected method that self's class has? */
static int
is_overloaded (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *name)
{
  HpObject *a, *b;
  int result;

  if (hp_object_lookup_attr (rt, (HpObject *)other->type, name, &b) < 0)
    return -1;
  if (b == NULL)
    return 0;
  if (hp_object_lookup_attr (rt, (HpObject *)self->type, name, &a) < 0) {
    hp_decref (rt, b);
    return -1;
  }
  if (a == NULL) {
    hp_decref (rt, b);
    return 1;
  }
  result = hp_object_compare_bool (rt, a, b, HP_NE);
  hp_decref (rt, a);
  hp_decref (rt, b);
  return result;
}

static HpObject *
binary (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *name, HpObject *rname,
        bool self_has, bool other_has)
{
  HpObject *result;

  if (self_has) {
    if (other_has && hp_type_is_subtype (other->type, self->type)) {
      int overloaded = is_overloaded (rt, self, other, rname);

      if (overloaded < 0)
        return NULL;
      if (overloaded) {
        result = call_or_not_implemented (rt, rname, other, self);
        if (result != hp_not_implemented (rt))
          return result;
        hp_decref (rt, result);
        other_has = false;
      }
    }
    result = call_or_not_implemented (rt, name, self, other);
    if (result != hp_not_implemented (rt) || other->type == self->type)
      return result;
    hp_decref (rt, result);
  }
  if (other_has)
    return call_or_not_implemented (rt, rname, other, self);
  return hp_new_not_implemented (rt);
}

#define BINARY(slot, function, id, rid)                                                            \
  static HpObject *function (HpRuntime *rt, HpObject *self, HpObject *other)                       \
  {                                                                                                \
    const HpNumberMethods *a = self->type->as_number, *b = other->type->as_number;                 \
    return binary (rt, self, other, hp_id (rt, id), hp_id (rt, rid),                               \
                   a != NULL && a->slot == function,                                               \
                   self->type != other->type && b != NULL && b->slot == function);                 \
  }
#define UNARY(function, id)                                                                        \
  static HpObject *function (HpRuntime *rt, HpObject *self)                                        \
  {                                                                                                \
    return call1 (rt, hp_id (rt, id), self);                                                       \
  }
#define INPLACE(function, id)                                                                      \
  static HpObject *function (HpRuntime *rt, HpObject *self, HpObject *other)                       \
  {                                                                                                \
    return call2 (rt, hp_id (rt, id), self, other);                                                \
  }

BINARY (add, slot_add, __add__, __radd__)
BINARY (subtract, slot_subtract, __sub__, __rsub__)
BINARY (multiply, slot_multiply, __mul__, __rmul__)
BINARY (remainder, slot_remainder, __mod__, __rmod__)
BINARY (divmod, slot_divmod, __divmod__, __rdivmod__)
BINARY (lshift, slot_lshift, __lshift__, __rlshift__)
BINARY (rshift, slot_rshift, __rshift__, __rrshift__)
BINARY (and_, slot_and, __and__, __rand__)
BINARY (xor_, slot_xor, __xor__, __rxor__)
BINARY (or_, slot_or, __or__, __ror__)
BINARY (floor_divide, slot_floor_divide, __floordiv__, __rfloordiv__)
BINARY (true_divide, slot_true_divide, __truediv__, __rtruediv__)
BINARY (matrix_multiply, slot_matrix_multiply, __matmul__, __rmatmul__)
UNARY (slot_negative, __neg__)
UNARY (slot_positive, __pos__)
UNARY (slot_absolute, __abs__)
UNARY (slot_invert, __invert__)
UNARY (slot_int, __int__)
UNARY (slot_float, __float__)
UNARY (slot_index, __index__)
INPLACE (slot_iadd, __iadd__)
INPLACE (slot_isub, __isub__)
INPLACE (slot_imul, __imul__)
INPLACE (slot_imod, __imod__)
INPLACE (slot_ilshift, __ilshift__)
INPLACE (slot_irshift, __irshift__)
INPLACE (slot_iand, __iand__)
INPLACE (slot_ixor, __ixor__)
INPLACE (slot_ior, __ior__)
INPLACE (slot_ifloordiv, __ifloordiv__)
INPLACE (slot_itruediv, __itruediv__)
INPLACE (slot_imatmul, __imatmul__)

static HpObject *slot_power (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *mod);

static HpObject *
slot_power_binary (HpRuntime *rt, HpObject *self, HpObject *other)
{
  const HpNumberMethods *a = self->type->as_number, *b = other->type->as_number;

  return binary (rt, self, other, hp_id (rt, __pow__), hp_id (rt, __rpow__),
                 a != NULL && a->power == slot_power,
                 self->type != other->type && b != NULL && b->power == slot_power);
}

static HpObject *
slot_power (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *mod)
{
  if (mod == hp_none (rt))
    return slot_power_binary (rt, self, other);
  if (self->type->as_number != NULL && self->type->as_number->power == slot_power)
    return call3 (rt, hp_id (rt, __pow__), self, other, mod);
  return hp_new_not_implemented (rt);
}

static HpObject *
slot_ipow (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *mod)
{
  return call2 (rt, hp_id (rt, __ipow__), self, other);
}

static int
slot_bool (HpRuntime *rt, HpObject *self)
{
  bool missing, from_length = false;
  HpObject *result = call_special (rt, hp_id (rt, __bool__), &self, 1, &missing);
  int truth = -1;

  if (missing) {
    result = call_special (rt, hp_id (rt, __len__), &self, 1, &missing);
    if (missing)
      return 1;
    from_length = true;
  }
  if (result == NULL)
    return -1;
  if (from_length)
    truth = hp_object_is_true (rt, result);
  else if (hp_is_bool (rt, result))
    truth = result == hp_true (rt);
  else
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__bool__ should return bool, returned %.200s",
                   result->type->name);
  hp_decref (rt, result);
  return truth;
}

/* ---- sequences and mappings ---- */

static ssize_t
slot_length (HpRuntime *rt, HpObject *self)
{
  HpObject *result = call1 (rt, hp_id (rt, __len__), self);
  HpObject *n;
  ssize_t length;

  if (result == NULL)
    return -1;
  n = hp_number_index (rt, result);
  hp_decref (rt, result);
  if (n == NULL)
    return -1;
  if (hp_int_sign (n) < 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "__len__() should return >= 0");
    length = -1;
  } else {
    length = hp_number_as_ssize (rt, n, HP_EXC_OVERFLOW_ERROR);
  }
  hp_decref (rt, n);
  return length;
}

INPLACE (slot_subscript, __getitem__)

static int
slot_ass_subscript (HpRuntime *rt, HpObject *self, HpObject *key, HpObject *value)
{
  return done (rt, value == NULL ? call2 (rt, hp_id (rt, __delitem__), self, key)
                                 : call3 (rt, hp_id (rt, __setitem__), self, key, value));
}

static HpObject *
slot_item (HpRuntime *rt, HpObject *self, ssize_t i)
{
  HpObject *n = hp_int_from_ssize (rt, i);
  HpObject *result;

  if (n == NULL)
    return NULL;
  result = call2 (rt, hp_id (rt, __getitem__), self, n);
  hp_decref (rt, n);
  return result;
}

static int
slot_ass_item (HpRuntime *rt, HpObject *self, ssize_t i, HpObject *value)
{
  HpObject *n = hp_int_from_ssize (rt, i);
  int result;

  if (n == NULL)
    return -1;
  result = slot_ass_subscript (rt, self, n, value);
  hp_decref (rt, n);
  return result;
}

static int
contains_by_iteration (HpRuntime *rt, HpObject *self, HpObject *value)
{
  HpObject *iterator = hp_object_get_iter (rt, self);
  HpObject *item;
  int result = 0;

  if (iterator == NULL)
    return -1;
  while (result == 0 && (item = hp_iter_next (rt, iterator)) != NULL) {
    result = hp_object_compare_bool (rt, value, item, HP_EQ);
    hp_decref (rt, item);
  }
  hp_decref (rt, iterator);
  return result == 0 && hp_err_occurred (rt) ? -1 : result;
}

static int
slot_contains (HpRuntime *rt, HpObject *self, HpObject *value)
{
  HpObject *args[2] = { self, value };
  bool missing;
  HpObject *result;
  int truth;

  if (hp_type_lookup (rt, self->type, hp_id (rt, __contains__)) == hp_none (rt)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not a container", self->type->name);
    return -1;
  }
  result = call_special (rt, hp_id (rt, __contains__), args, 2, &missing);
  if (missing)
    return contains_by_iteration (rt, self, value);
  if (result == NULL)
    return -1;
  truth = hp_object_is_true (rt, result);
  hp_decref (rt, result);
  return truth;
}

/* ---- the type's own slots ---- */

static HpObject *
slot_repr (HpRuntime *rt, HpObject *self)
{
  bool missing;
  HpObject *result = call_special (rt, hp_id (rt, __repr__), &self, 1, &missing);

  if (missing)
    return hp_str_from_format (rt, "<%s object at %p>", self->type->name, (void *)self);
  return result;
}

UNARY (slot_str, __str__)

static int64_t
slot_hash (HpRuntime *rt, HpObject *self)
{
  HpObject *f = hp_type_lookup (rt, self->type, hp_id (rt, __hash__));
  HpObject *result;
  int64_t hash;
  int overflow;

  if (f == NULL || f == hp_none (rt))
    return hp_object_hash_not_implemented (rt, self);
  result = call1 (rt, hp_id (rt, __hash__), self);
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

static HpObject *
slot_call (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
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

INPLACE (slot_getattro, __getattribute__)

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
    return slot_getattro (rt, self, name);
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

static int
slot_setattro (HpRuntime *rt, HpObject *self, HpObject *name, HpObject *value)
{
  return done (rt, value == NULL ? call2 (rt, hp_id (rt, __delattr__), self, name)
                                 : call3 (rt, hp_id (rt, __setattr__), self, name, value));
}

static HpObject *
slot_richcompare (HpRuntime *rt, HpObject *self, HpObject *other, int op)
{
  HpObject *const names[] = { hp_id (rt, __lt__), hp_id (rt, __le__), hp_id (rt, __eq__),
                              hp_id (rt, __ne__), hp_id (rt, __gt__), hp_id (rt, __ge__) };

  return call_or_not_implemented (rt, names[op], self, other);
}

static HpObject *
slot_iter (HpRuntime *rt, HpObject *self)
{
  bool missing;
  HpObject *f = hp_type_lookup (rt, self->type, hp_id (rt, __iter__));
  HpObject *result;

  if (f != hp_none (rt)) {
    result = call_special (rt, hp_id (rt, __iter__), &self, 1, &missing);
    if (!missing)
      return result;
    f = hp_type_lookup (rt, self->type, hp_id (rt, __getitem__));
    if (f != NULL)
      return hp_seq_iter_new (rt, self);
  }
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not iterable", self->type->name);
}

UNARY (slot_next_raw, __next__)

static HpObject *
slot_next (HpRuntime *rt, HpObject *self)
{
  return slot_next_raw (rt, self);
}

static HpObject *
slot_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpObject *f = hp_type_lookup (rt, self->type, hp_id (rt, __get__));

  if (f == NULL)
    return hp_new_ref (self);
  return call3 (rt, hp_id (rt, __get__), self, o != NULL ? o : hp_none (rt),
                type != NULL ? type : hp_none (rt));
}

static int
slot_descr_set (HpRuntime *rt, HpObject *self, HpObject *target, HpObject *value)
{
  return done (rt, value == NULL ? call2 (rt, hp_id (rt, __delete__), self, target)
                                 : call3 (rt, hp_id (rt, __set__), self, target, value));
}

static int
slot_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
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

/* ---- the table ---- */

#define ROW(id_, offset_, call_, wrap_)                                                            \
  {                                                                                                \
#id_, HP_ID_##id_, (int)(offset_), (void *)(call_), wrap_, NULL                                \
  }
#define TP(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, type.slot), call, wrap)
#define NB(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, as_number.slot), call, wrap)
#define MP(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, as_mapping.slot), call, wrap)
#define SQ(id, slot, call, wrap) ROW (id, offsetof (HpHeapType, as_sequence.slot), call, wrap)
#define NB2(id, rid, slot, call)                                                                   \
  NB (id, slot, call, hp_wrap_binary), NB (rid, slot, call, hp_wrap_binary_swapped)

const HpSlotDef hp_slot_defs[] = {
  TP (__repr__, repr, slot_repr, hp_wrap_unary),
  TP (__hash__, hash, slot_hash, hp_wrap_hash),
  TP (__call__, call, slot_call, hp_wrap_call),
  TP (__str__, str, slot_str, hp_wrap_unary),
  TP (__getattribute__, getattro, hp_slot_getattr_hook, hp_wrap_binary),
  TP (__getattr__, getattro, hp_slot_getattr_hook, NULL),
  TP (__setattr__, setattro, slot_setattro, hp_wrap_setattr),
  TP (__delattr__, setattro, slot_setattro, hp_wrap_delattr),
  TP (__lt__, richcompare, slot_richcompare, hp_wrap_lt),
  TP (__le__, richcompare, slot_richcompare, hp_wrap_le),
  TP (__eq__, richcompare, slot_richcompare, hp_wrap_eq),
  TP (__ne__, richcompare, slot_richcompare, hp_wrap_ne),
  TP (__gt__, richcompare, slot_richcompare, hp_wrap_gt),
  TP (__ge__, richcompare, slot_richcompare, hp_wrap_ge),
  TP (__iter__, iter, slot_iter, hp_wrap_unary),
  TP (__next__, iternext, slot_next, hp_wrap_next),
  TP (__get__, descr_get, slot_descr_get, hp_wrap_get),
  TP (__set__, descr_set, slot_descr_set, hp_wrap_set),
  TP (__delete__, descr_set, slot_descr_set, hp_wrap_delete),
  TP (__init__, init, slot_init, hp_wrap_init),
  TP (__new__, new, hp_slot_new, NULL),
  TP (__del__, finalize, hp_slot_finalize, hp_wrap_del),
  NB2 (__add__, __radd__, add, slot_add),
  NB2 (__sub__, __rsub__, subtract, slot_subtract),
  NB2 (__mul__, __rmul__, multiply, slot_multiply),
  NB2 (__mod__, __rmod__, remainder, slot_remainder),
  NB2 (__divmod__, __rdivmod__, divmod, slot_divmod),
  NB (__pow__, power, slot_power, hp_wrap_ternary),
  NB (__rpow__, power, slot_power, hp_wrap_ternary_swapped),
  NB (__neg__, negative, slot_negative, hp_wrap_unary),
  NB (__pos__, positive, slot_positive, hp_wrap_unary),
  NB (__abs__, absolute, slot_absolute, hp_wrap_unary),
  NB (__bool__, to_bool, slot_bool, hp_wrap_inquiry),
  NB (__invert__, invert, slot_invert, hp_wrap_unary),
  NB2 (__lshift__, __rlshift__, lshift, slot_lshift),
  NB2 (__rshift__, __rrshift__, rshift, slot_rshift),
  NB2 (__and__, __rand__, and_, slot_and),
  NB2 (__xor__, __rxor__, xor_, slot_xor),
  NB2 (__or__, __ror__, or_, slot_or),
  NB (__int__, to_int, slot_int, hp_wrap_unary),
  NB (__float__, to_float, slot_float, hp_wrap_unary),
  NB (__iadd__, inplace_add, slot_iadd, hp_wrap_binary),
  NB (__isub__, inplace_subtract, slot_isub, hp_wrap_binary),
  NB (__imul__, inplace_multiply, slot_imul, hp_wrap_binary),
  NB (__imod__, inplace_remainder, slot_imod, hp_wrap_binary),
  NB (__ipow__, inplace_power, slot_ipow, hp_wrap_ternary),
  NB (__ilshift__, inplace_lshift, slot_ilshift, hp_wrap_binary),
  NB (__irshift__, inplace_rshift, slot_irshift, hp_wrap_binary),
  NB (__iand__, inplace_and, slot_iand, hp_wrap_binary),
  NB (__ixor__, inplace_xor, slot_ixor, hp_wrap_binary),
  NB (__ior__, inplace_or, slot_ior, hp_wrap_binary),
  NB2 (__floordiv__, __rfloordiv__, floor_divide, slot_floor_divide),
  NB2 (__truediv__, __rtruediv__, true_divide, slot_true_divide),
  NB (__ifloordiv__, inplace_floor_divide, slot_ifloordiv, hp_wrap_binary),
  NB (__itruediv__, inplace_true_divide, slot_itruediv, hp_wrap_binary),
  NB (__index__, index, slot_index, hp_wrap_unary),
  NB2 (__matmul__, __rmatmul__, matrix_multiply, slot_matrix_multiply),
  NB (__imatmul__, inplace_matrix_multiply, slot_imatmul, hp_wrap_binary),
  MP (__len__, length, slot_length, hp_wrap_length),
  MP (__getitem__, subscript, slot_subscript, hp_wrap_binary),
  MP (__setitem__, ass_subscript, slot_ass_subscript, hp_wrap_set_key),
  MP (__delitem__, ass_subscript, slot_ass_subscript, hp_wrap_del_key),
  SQ (__len__, length, slot_length, hp_wrap_length),
  SQ (__add__, concat, NULL, hp_wrap_binary),
  SQ (__mul__, repeat, NULL, hp_wrap_index),
  SQ (__rmul__, repeat, NULL, hp_wrap_index),
  SQ (__getitem__, item, slot_item, hp_wrap_item),
  SQ (__setitem__, ass_item, slot_ass_item, hp_wrap_set_item),
  SQ (__delitem__, ass_item, slot_ass_item, hp_wrap_del_item),
  SQ (__contains__, contains, slot_contains, hp_wrap_contains),
  SQ (__iadd__, inplace_concat, NULL, hp_wrap_binary),
  SQ (__imul__, inplace_repeat, NULL, hp_wrap_index),
};

const int hp_n_slot_defs = (int)(sizeof (hp_slot_defs) / sizeof (hp_slot_defs[0]));
