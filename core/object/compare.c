/* SPDX-License-Identifier: Apache-2.0 */
/* Text, truth, hash, comparison, isinstance: protocols every object has. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- text ---- */

HpObject *
hp_object_repr (HpRuntime *rt, HpObject *o)
{
  HpObject *result;

  if (o == NULL)
    return hp_str_from_utf8 (rt, "<NULL>");
  if (o->type->repr == NULL)
    return hp_str_from_format (rt, "<%s object at %p>", o->type->name, (void *)o);
  if (hp_enter_recursive_call (rt, " while getting the repr of an object") < 0)
    return NULL;
  result = o->type->repr (rt, o);
  hp_leave_recursive_call (rt);
  if (result != NULL && !hp_is_str (result)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__repr__ returned non-string (type %.200s)",
                   result->type->name);
    hp_clear (rt, result);
  }
  return result;
}

HpObject *
hp_object_str (HpRuntime *rt, HpObject *o)
{
  HpObject *result;

  if (o == NULL)
    return hp_str_from_utf8 (rt, "<NULL>");
  if (hp_is_str_exact (rt, o))
    return hp_new_ref (o);
  if (o->type->str == NULL)
    return hp_object_repr (rt, o);
  if (hp_enter_recursive_call (rt, " while getting the str of an object") < 0)
    return NULL;
  result = o->type->str (rt, o);
  hp_leave_recursive_call (rt);
  if (result != NULL && !hp_is_str (result)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__str__ returned non-string (type %.200s)",
                   result->type->name);
    hp_clear (rt, result);
  }
  return result;
}

HpObject *
hp_object_ascii (HpRuntime *rt, HpObject *o)
{
  HpObject *repr = hp_object_repr (rt, o);
  HpObject *result;

  if (repr == NULL || hp_str_is_ascii (repr))
    return repr;
  result = hp_str_ascii (rt, repr);
  hp_decref (rt, repr);
  return result;
}

/* ---- hash and truth ---- */

int64_t
hp_hash_identity (HpRuntime *rt, HpObject *o)
{
  return hp_hash_pointer (o);
}

int64_t
hp_object_hash_not_implemented (HpRuntime *rt, HpObject *o)
{
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "unhashable type: '%.200s'", o->type->name);
  return -1;
}

int64_t
hp_object_hash (HpRuntime *rt, HpObject *o)
{
  if (o->type->hash != NULL)
    return o->type->hash (rt, o);
  return hp_object_hash_not_implemented (rt, o);
}

int
hp_object_is_true (HpRuntime *rt, HpObject *o)
{
  const HpType *type = o->type;
  ssize_t n;

  if (o == hp_true (rt))
    return 1;
  if (o == hp_false (rt) || o == hp_none (rt))
    return 0;
  if (type->as_number != NULL && type->as_number->to_bool != NULL)
    return type->as_number->to_bool (rt, o);
  if (type->as_mapping != NULL && type->as_mapping->length != NULL)
    n = type->as_mapping->length (rt, o);
  else if (type->as_sequence != NULL && type->as_sequence->length != NULL)
    n = type->as_sequence->length (rt, o);
  else
    return 1;
  return n > 0 ? 1 : (int)n;
}

/* ---- comparison ---- */

static const int swapped[] = { HP_GT, HP_GE, HP_EQ, HP_NE, HP_LT, HP_LE };
static const char *const operators[] = { "<", "<=", "==", "!=", ">", ">=" };

static HpObject *
compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *result;
  bool tried_reflected = false;

  if (a->type != b->type && hp_type_is_subtype (b->type, a->type) && b->type->richcompare != NULL) {
    tried_reflected = true;
    result = b->type->richcompare (rt, b, a, swapped[op]);
    if (result != hp_not_implemented (rt))
      return result;
    hp_decref (rt, result);
  }
  if (a->type->richcompare != NULL) {
    result = a->type->richcompare (rt, a, b, op);
    if (result != hp_not_implemented (rt))
      return result;
    hp_decref (rt, result);
  }
  if (!tried_reflected && b->type->richcompare != NULL) {
    result = b->type->richcompare (rt, b, a, swapped[op]);
    if (result != hp_not_implemented (rt))
      return result;
    hp_decref (rt, result);
  }
  if (op == HP_EQ)
    return hp_new_bool (rt, a == b);
  if (op == HP_NE)
    return hp_new_bool (rt, a != b);
  return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                        "'%s' not supported between instances of '%.100s' and '%.100s'",
                        operators[op], a->type->name, b->type->name);
}

HpObject *
hp_object_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *result;

  if (hp_enter_recursive_call (rt, " in comparison") < 0)
    return NULL;
  result = compare (rt, a, b, op);
  hp_leave_recursive_call (rt);
  return result;
}

int
hp_object_compare_bool (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *result;
  int truth;

  if (a == b && op == HP_EQ)
    return 1;
  if (a == b && op == HP_NE)
    return 0;
  result = hp_object_compare (rt, a, b, op);
  if (result == NULL)
    return -1;
  if (hp_is_bool (rt, result))
    truth = result == hp_true (rt);
  else
    truth = hp_object_is_true (rt, result);
  hp_decref (rt, result);
  return truth;
}

/* ---- isinstance, issubclass ---- */

/* __bases__ of something that is not a class; new tuple, NULL without exception: none. */
static HpObject *
abstract_bases (HpRuntime *rt, HpObject *cls)
{
  HpObject *bases;

  hp_object_lookup_attr (rt, cls, hp_id (rt, __bases__), &bases);
  if (bases != NULL && !hp_is_tuple (bases))
    hp_clear (rt, bases);
  return bases;
}

static int
check_class (HpRuntime *rt, HpObject *cls, const char *error)
{
  HpObject *bases = abstract_bases (rt, cls);

  if (bases == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, error);
    return -1;
  }
  hp_decref (rt, bases);
  return 0;
}

static int
abstract_is_subclass (HpRuntime *rt, HpObject *derived, HpObject *cls)
{
  HpObject *bases;
  ssize_t i;
  int result = 0;

  if (derived == cls)
    return 1;
  bases = abstract_bases (rt, derived);
  if (bases == NULL)
    return hp_err_occurred (rt) ? -1 : 0;
  if (hp_enter_recursive_call (rt, " in __issubclass__") < 0) {
    hp_decref (rt, bases);
    return -1;
  }
  for (i = 0; result == 0 && i < hp_tuple_length (bases); i++)
    result = abstract_is_subclass (rt, hp_tuple_slot (bases, i), cls);
  hp_leave_recursive_call (rt);
  hp_decref (rt, bases);
  return result;
}

int
hp_object_real_is_instance (HpRuntime *rt, HpObject *o, HpObject *cls)
{
  HpObject *own;
  int result = 0;

  if (hp_is_type (cls)) {
    if (hp_type_is_subtype (o->type, (HpType *)cls))
      return 1;
    if (hp_object_lookup_attr (rt, o, hp_id (rt, __class__), &own) < 0)
      return -1;
    if (own != NULL && own != (HpObject *)o->type && hp_is_type (own))
      result = hp_type_is_subtype ((HpType *)own, (HpType *)cls);
    hp_xdecref (rt, own);
    return result;
  }
  if (check_class (rt, cls, "isinstance() arg 2 must be a type, a tuple of types, or a union") < 0)
    return -1;
  if (hp_object_lookup_attr (rt, o, hp_id (rt, __class__), &own) < 0)
    return -1;
  if (own != NULL)
    result = abstract_is_subclass (rt, own, cls);
  hp_xdecref (rt, own);
  return result;
}

int
hp_object_real_is_subclass (HpRuntime *rt, HpObject *derived, HpObject *cls)
{
  if (hp_is_type (cls) && hp_is_type (derived))
    return derived == cls || hp_type_is_subtype ((HpType *)derived, (HpType *)cls);
  if (check_class (rt, derived, "issubclass() arg 1 must be a class") < 0 ||
      check_class (rt, cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union") <
          0)
    return -1;
  return abstract_is_subclass (rt, derived, cls);
}

typedef int (*Check) (HpRuntime *rt, HpObject *o, HpObject *cls);

/* A tuple: any of its items. Otherwise the class's class may have an opinion. */
static int
check_any (HpRuntime *rt, HpObject *o, HpObject *cls, Check self, Check real, HpObject *name,
           const char *where)
{
  HpObject *checker, *answer;
  ssize_t i;
  int result = 0;

  if (hp_is_type (cls) && cls->type == hp_type (rt, HP_T_TYPE))
    return real (rt, o, cls);
  if (hp_is_tuple (cls)) {
    if (hp_enter_recursive_call (rt, where) < 0)
      return -1;
    for (i = 0; result == 0 && i < hp_tuple_length (cls); i++)
      result = self (rt, o, hp_tuple_slot (cls, i));
    hp_leave_recursive_call (rt);
    return result;
  }
  checker = hp_object_lookup_special (rt, cls, name);
  if (checker == NULL)
    return hp_err_occurred (rt) ? -1 : real (rt, o, cls);
  if (hp_enter_recursive_call (rt, where) < 0) {
    hp_decref (rt, checker);
    return -1;
  }
  answer = hp_call_one_arg (rt, checker, o);
  hp_leave_recursive_call (rt);
  hp_decref (rt, checker);
  if (answer == NULL)
    return -1;
  result = hp_object_is_true (rt, answer);
  hp_decref (rt, answer);
  return result;
}

int
hp_object_is_instance (HpRuntime *rt, HpObject *o, HpObject *cls)
{
  if (o->type == (HpType *)cls)
    return 1;
  return check_any (rt, o, cls, hp_object_is_instance, hp_object_real_is_instance,
                    hp_id (rt, __instancecheck__), " in __instancecheck__");
}

int
hp_object_is_subclass (HpRuntime *rt, HpObject *derived, HpObject *cls)
{
  return check_any (rt, derived, cls, hp_object_is_subclass, hp_object_real_is_subclass,
                    hp_id (rt, __subclasscheck__), " in __subclasscheck__");
}
