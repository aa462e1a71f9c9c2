/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that compute: operators, comparisons, truth.
 *
 * Ints of one or two digits, floats and strings take a short way; everything else goes through the
 * type's tables. */

#include "object/abstract.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"
#include "script/eval-machine.h"

/* ---- one operand ---- */

#define UNARY(name, function)                                                                      \
  HP_INSTRUCTION (name)                                                                            \
  {                                                                                                \
    HpObject *value = TOP ();                                                                      \
    HpObject *result = function (m->rt, value);                                                    \
                                                                                                   \
    hp_decref (m->rt, value);                                                                      \
    SET_TOP (result);                                                                              \
    return HP_STEP_NEXT;                                                                           \
  }
UNARY (UNARY_POSITIVE, hp_number_positive)
UNARY (UNARY_NEGATIVE, hp_number_negative)
UNARY (UNARY_INVERT, hp_number_invert)
#undef UNARY

HP_INSTRUCTION (UNARY_NOT)
{
  HpObject *value = POP ();
  int truth = hp_object_is_true (m->rt, value);

  hp_decref (m->rt, value);
  RAISE_IF (truth < 0);
  push_bool (m, !truth);
  return HP_STEP_NEXT;
}

/* ---- two operands ---- */

HP_INLINE bool
are_short_ints (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return hp_is_int_exact (rt, a) && hp_is_int_exact (rt, b) && hp_int_is_short (a) &&
         hp_int_is_short (b);
}

/* The result as Python rounds: towards minus infinity; b is not 0. */
HP_INLINE int64_t
floor_divide (int64_t a, int64_t b)
{
  int64_t quotient = a / b;

  return quotient - (a % b != 0 && (a < 0) != (b < 0));
}

/* For immutable operands a += b is a + b. */
HP_INLINE HpBinaryOp
without_inplace (int operation)
{
  return operation >= HP_NB_INPLACE ? operation - HP_NB_INPLACE : operation;
}

HP_INLINE HpObject *
int_operation (HpRuntime *rt, HpObject *left, HpObject *right, int operation)
{
  int64_t a = hp_int_short_value (left), b = hp_int_short_value (right), product;

  switch (without_inplace (operation)) {
  case HP_NB_ADD: return hp_int_from_int64 (rt, a + b);
  case HP_NB_SUBTRACT: return hp_int_from_int64 (rt, a - b);
  case HP_NB_MULTIPLY:
    if (!__builtin_mul_overflow (a, b, &product))
      return hp_int_from_int64 (rt, product);
    break;
  case HP_NB_AND: return hp_int_from_int64 (rt, a & b);
  case HP_NB_OR: return hp_int_from_int64 (rt, a | b);
  case HP_NB_XOR: return hp_int_from_int64 (rt, a ^ b);
  case HP_NB_FLOOR_DIVIDE:
    if (b != 0)
      return hp_int_from_int64 (rt, floor_divide (a, b));
    break;
  case HP_NB_REMAINDER:
    if (b != 0)
      return hp_int_from_int64 (rt, a - floor_divide (a, b) * b);
    break;
  default: break;
  }
  return hp_number_binary (rt, left, right, (HpBinaryOp)operation);
}

HP_INLINE HpObject *
float_operation (HpRuntime *rt, HpObject *left, HpObject *right, int operation)
{
  double a = hp_float_value (left), b = hp_float_value (right);

  switch (without_inplace (operation)) {
  case HP_NB_ADD: return hp_float_from_double (rt, a + b);
  case HP_NB_SUBTRACT: return hp_float_from_double (rt, a - b);
  case HP_NB_MULTIPLY: return hp_float_from_double (rt, a * b);
  default: return hp_number_binary (rt, left, right, (HpBinaryOp)operation);
  }
}

HP_INLINE HpObject *
binary_operation (HpRuntime *rt, HpObject *left, HpObject *right, int operation)
{
  if (are_short_ints (rt, left, right))
    return int_operation (rt, left, right, operation);
  if (hp_is_float_exact (rt, left) && hp_is_float_exact (rt, right))
    return float_operation (rt, left, right, operation);
  return hp_number_binary (rt, left, right, (HpBinaryOp)operation);
}

HP_INLINE bool
is_text_addition (HpRuntime *rt, HpObject *left, HpObject *right, int operation)
{
  return without_inplace (operation) == HP_NB_ADD && hp_is_str_exact (rt, left) &&
         hp_is_str_exact (rt, right);
}

/* s = s + t and s += t in warm code, where the next instruction stores into the local variable s:
 * the variable lets go of the text first, so that a text with one owner can grow in place, and that
 * store is done. */
HP_INLINE HpStep
add_text (HpMachine *m, HpObject *left, HpObject *right)
{
  const HpCodeUnit store = m->next[1];

  if (HP_UNIT_OPCODE (store) == HP_STORE_FAST && LOCAL (HP_UNIT_ARGUMENT (store)) == left &&
      hp_code_is_warm (m->frame->code)) {
    HpObject **local = &LOCAL (HP_UNIT_ARGUMENT (store));

    SHRINK (2);
    hp_decref (m->rt, left); /* the stack's; the variable still owns it */
    hp_str_append (m->rt, local, right);
    hp_decref (m->rt, right);
    RAISE_IF (*local == NULL);
    m->next += 2;
    return HP_STEP_NEXT;
  }
  SHRINK (1);
  TOP () = hp_str_concat (m->rt, left, right);
  hp_decref (m->rt, left);
  hp_decref (m->rt, right);
  RAISE_IF (TOP () == NULL);
  SKIP_CACHES (1);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BINARY_OP)
{
  HpObject *right = TOP ();
  HpObject *left = SECOND ();
  HpObject *result;

  if (is_text_addition (m->rt, left, right, oparg))
    return add_text (m, left, right);
  result = binary_operation (m->rt, left, right, oparg);
  hp_decref (m->rt, left);
  hp_decref (m->rt, right);
  SHRINK (1);
  SET_TOP (result);
  SKIP_CACHES (1);
  return HP_STEP_NEXT;
}

/* ---- comparisons ---- */

/* Whether `a OPERATION b` holds, an HP_LT … HP_GE. */
HP_INLINE bool
compare_numbers (int64_t a, int64_t b, int operation)
{
  enum { LESS = 1, EQUAL = 2, GREATER = 4 };
  static const unsigned char holds_if[] = {
    LESS, LESS | EQUAL, EQUAL, LESS | GREATER, GREATER, GREATER | EQUAL,
  };

  return (holds_if[operation] & (a < b ? LESS : a == b ? EQUAL : GREATER)) != 0;
}

HP_INLINE HpObject *
compare (HpRuntime *rt, HpObject *left, HpObject *right, int operation)
{
  if (are_short_ints (rt, left, right))
    return hp_new_bool (
        rt, compare_numbers (hp_int_short_value (left), hp_int_short_value (right), operation));
  return hp_object_compare (rt, left, right, operation);
}

HP_INSTRUCTION (COMPARE_OP)
{
  HpObject *right = TOP ();
  HpObject *left = SECOND ();
  HpObject *result = compare (m->rt, left, right, oparg);

  SHRINK (1);
  TOP () = result;
  hp_decref (m->rt, left);
  hp_decref (m->rt, right);
  RAISE_IF (result == NULL);
  SKIP_CACHES (2);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (IS_OP)
{
  HpObject *right = POP ();
  HpObject *left = TOP ();

  TOP () = hp_new_bool (m->rt, (left == right) ^ oparg);
  hp_decref (m->rt, left);
  hp_decref (m->rt, right);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (CONTAINS_OP)
{
  HpObject *right = POP ();
  HpObject *left = POP ();
  int found = hp_sequence_contains (m->rt, right, left);

  hp_decref (m->rt, left);
  hp_decref (m->rt, right);
  RAISE_IF (found < 0);
  push_bool (m, found ^ oparg);
  return HP_STEP_NEXT;
}
