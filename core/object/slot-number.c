/* SPDX-License-Identifier: Apache-2.0 */
/* Operators of a class: slots that call its special methods, the reflected ones in their turn. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/slot-call.h"

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
        result = hp_special_or_not_implemented (rt, rname, other, self);
        if (result != hp_not_implemented (rt))
          return result;
        hp_decref (rt, result);
        other_has = false;
      }
    }
    result = hp_special_or_not_implemented (rt, name, self, other);
    if (result != hp_not_implemented (rt) || other->type == self->type)
      return result;
    hp_decref (rt, result);
  }
  if (other_has)
    return hp_special_or_not_implemented (rt, rname, other, self);
  return hp_new_not_implemented (rt);
}

#define BINARY(slot, function, id, rid)                                                            \
  HpObject *function (HpRuntime *rt, HpObject *self, HpObject *other)                              \
  {                                                                                                \
    const HpNumberMethods *a = self->type->as_number, *b = other->type->as_number;                 \
    return binary (rt, self, other, hp_id (rt, id), hp_id (rt, rid),                               \
                   a != NULL && a->slot == function,                                               \
                   self->type != other->type && b != NULL && b->slot == function);                 \
  }
#define UNARY(function, id)                                                                        \
  HpObject *function (HpRuntime *rt, HpObject *self)                                               \
  {                                                                                                \
    return hp_special_unary (rt, hp_id (rt, id), self);                                            \
  }
#define INPLACE(function, id)                                                                      \
  HpObject *function (HpRuntime *rt, HpObject *self, HpObject *other)                              \
  {                                                                                                \
    return hp_special_binary (rt, hp_id (rt, id), self, other);                                    \
  }

BINARY (add, hp_slot_add, __add__, __radd__)
BINARY (subtract, hp_slot_subtract, __sub__, __rsub__)
BINARY (multiply, hp_slot_multiply, __mul__, __rmul__)
BINARY (remainder, hp_slot_remainder, __mod__, __rmod__)
BINARY (divmod, hp_slot_divmod, __divmod__, __rdivmod__)
BINARY (lshift, hp_slot_lshift, __lshift__, __rlshift__)
BINARY (rshift, hp_slot_rshift, __rshift__, __rrshift__)
BINARY (and_, hp_slot_and, __and__, __rand__)
BINARY (xor_, hp_slot_xor, __xor__, __rxor__)
BINARY (or_, hp_slot_or, __or__, __ror__)
BINARY (floor_divide, hp_slot_floor_divide, __floordiv__, __rfloordiv__)
BINARY (true_divide, hp_slot_true_divide, __truediv__, __rtruediv__)
BINARY (matrix_multiply, hp_slot_matrix_multiply, __matmul__, __rmatmul__)
UNARY (hp_slot_negative, __neg__)
UNARY (hp_slot_positive, __pos__)
UNARY (hp_slot_absolute, __abs__)
UNARY (hp_slot_invert, __invert__)
UNARY (hp_slot_int, __int__)
UNARY (hp_slot_float, __float__)
UNARY (hp_slot_index, __index__)
INPLACE (hp_slot_iadd, __iadd__)
INPLACE (hp_slot_isub, __isub__)
INPLACE (hp_slot_imul, __imul__)
INPLACE (hp_slot_imod, __imod__)
INPLACE (hp_slot_ilshift, __ilshift__)
INPLACE (hp_slot_irshift, __irshift__)
INPLACE (hp_slot_iand, __iand__)
INPLACE (hp_slot_ixor, __ixor__)
INPLACE (hp_slot_ior, __ior__)
INPLACE (hp_slot_ifloordiv, __ifloordiv__)
INPLACE (hp_slot_itruediv, __itruediv__)
INPLACE (hp_slot_imatmul, __imatmul__)

static HpObject *
slot_power_binary (HpRuntime *rt, HpObject *self, HpObject *other)
{
  const HpNumberMethods *a = self->type->as_number, *b = other->type->as_number;

  return binary (rt, self, other, hp_id (rt, __pow__), hp_id (rt, __rpow__),
                 a != NULL && a->power == hp_slot_power,
                 self->type != other->type && b != NULL && b->power == hp_slot_power);
}

HpObject *
hp_slot_power (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *mod)
{
  if (mod == hp_none (rt))
    return slot_power_binary (rt, self, other);
  if (self->type->as_number != NULL && self->type->as_number->power == hp_slot_power)
    return hp_special_ternary (rt, hp_id (rt, __pow__), self, other, mod);
  return hp_new_not_implemented (rt);
}

HpObject *
hp_slot_ipow (HpRuntime *rt, HpObject *self, HpObject *other, HpObject *mod)
{
  return hp_special_binary (rt, hp_id (rt, __ipow__), self, other);
}

int
hp_slot_bool (HpRuntime *rt, HpObject *self)
{
  bool missing, from_length = false;
  HpObject *result = hp_special_call (rt, hp_id (rt, __bool__), &self, 1, &missing);
  int truth = -1;

  if (missing) {
    result = hp_special_call (rt, hp_id (rt, __len__), &self, 1, &missing);
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
