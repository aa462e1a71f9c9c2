/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on any two objects: the left one's slot, the right one's (first, if it is a subclass),
 * sequences as a last resort. */
#include <stddef.h>

#include "object/abstract.h"
#include "object/err.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"

typedef struct {
  size_t slot;    /* in HpNumberMethods */
  size_t inplace; /* likewise */
  const char *sign, *inplace_sign;
} Operator;

#define OP(slot_, inplace_, sign_)                                                                 \
  {                                                                                                \
    offsetof (HpNumberMethods, slot_), offsetof (HpNumberMethods, inplace_), sign_, sign_ "="      \
  }
static const Operator operators[] = {
  [HP_NB_ADD] = OP (add, inplace_add, "+"),
  [HP_NB_AND] = OP (and_, inplace_and, "&"),
  [HP_NB_FLOOR_DIVIDE] = OP (floor_divide, inplace_floor_divide, "//"),
  [HP_NB_LSHIFT] = OP (lshift, inplace_lshift, "<<"),
  [HP_NB_MATRIX_MULTIPLY] = OP (matrix_multiply, inplace_matrix_multiply, "@"),
  [HP_NB_MULTIPLY] = OP (multiply, inplace_multiply, "*"),
  [HP_NB_REMAINDER] = OP (remainder, inplace_remainder, "%"),
  [HP_NB_OR] = OP (or_, inplace_or, "|"),
  [HP_NB_POWER] = { 0, 0, "** or pow()", "**=" },
  [HP_NB_RSHIFT] = OP (rshift, inplace_rshift, ">>"),
  [HP_NB_SUBTRACT] = OP (subtract, inplace_subtract, "-"),
  [HP_NB_TRUE_DIVIDE] = OP (true_divide, inplace_true_divide, "/"),
  [HP_NB_XOR] = OP (xor_, inplace_xor, "^"),
};

static HpBinaryFunc
slot (const HpObject *o, size_t offset)
{
  const HpNumberMethods *table = o->type->as_number;

  return table == NULL ? NULL : *(HpBinaryFunc *)(void *)((char *)(uintptr_t)table + offset);
}

/* NotImplemented (new reference) when neither side can. */
static HpObject *
binary1 (HpRuntime *rt, HpObject *a, HpObject *b, size_t offset)
{
  HpBinaryFunc left = slot (a, offset);
  HpBinaryFunc right = a->type == b->type ? NULL : slot (b, offset);
  HpObject *result;

  if (right == left)
    right = NULL;
  if (left != NULL) {
    if (right != NULL && hp_type_is_subtype (b->type, a->type)) {
      result = right (rt, a, b);
      if (result != hp_not_implemented (rt))
        return result;
      hp_decref (rt, result);
      right = NULL;
    }
    result = left (rt, a, b);
    if (result != hp_not_implemented (rt))
      return result;
    hp_decref (rt, result);
  }
  if (right != NULL)
    return right (rt, a, b);
  return hp_new_not_implemented (rt);
}

static HpObject *
type_error (HpRuntime *rt, HpObject *a, HpObject *b, const char *sign)
{
  return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                        "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'", sign,
                        a->type->name, b->type->name);
}

static HpObject *
repeat (HpRuntime *rt, HpSsizeArgFunc f, HpObject *sequence, HpObject *n)
{
  ssize_t count;

  if (!hp_is_index (n))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "can't multiply sequence by non-int of type '%.200s'", n->type->name);
  count = hp_number_as_ssize (rt, n, HP_EXC_OVERFLOW_ERROR);
  if (count == -1 && hp_err_occurred (rt))
    return NULL;
  return f (rt, sequence, count);
}

/* + and * of sequences; NotImplemented: not that either. */
static HpObject *
as_sequence (HpRuntime *rt, HpObject *a, HpObject *b, HpBinaryOp op, bool inplace)
{
  const HpSequenceMethods *left = a->type->as_sequence, *right = b->type->as_sequence;

  if (op == HP_NB_ADD && left != NULL) {
    if (inplace && left->inplace_concat != NULL)
      return left->inplace_concat (rt, a, b);
    if (left->concat != NULL)
      return left->concat (rt, a, b);
  }
  if (op == HP_NB_MULTIPLY) {
    if (inplace && left != NULL && left->inplace_repeat != NULL)
      return repeat (rt, left->inplace_repeat, a, b);
    if (left != NULL && left->repeat != NULL)
      return repeat (rt, left->repeat, a, b);
    if (right != NULL && right->repeat != NULL && (!inplace || left == NULL))
      return repeat (rt, right->repeat, b, a);
  }
  return hp_new_not_implemented (rt);
}

static HpObject *
ternary1 (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *c)
{
  HpTernaryFunc left = a->type->as_number != NULL ? a->type->as_number->power : NULL;
  HpTernaryFunc right =
      a->type != b->type && b->type->as_number != NULL ? b->type->as_number->power : NULL;
  HpTernaryFunc third = c->type->as_number != NULL ? c->type->as_number->power : NULL;
  HpObject *result;

  if (right == left)
    right = NULL;
  if (left != NULL) {
    if (right != NULL && hp_type_is_subtype (b->type, a->type)) {
      result = right (rt, a, b, c);
      if (result != hp_not_implemented (rt))
        return result;
      hp_decref (rt, result);
      right = NULL;
    }
    result = left (rt, a, b, c);
    if (result != hp_not_implemented (rt))
      return result;
    hp_decref (rt, result);
  }
  if (right != NULL) {
    result = right (rt, a, b, c);
    if (result != hp_not_implemented (rt))
      return result;
    hp_decref (rt, result);
  }
  if (third != NULL && third != left && third != right) {
    result = third (rt, a, b, c);
    if (result != hp_not_implemented (rt))
      return result;
    hp_decref (rt, result);
  }
  return NULL;
}

static HpObject *
power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod, const char *sign)
{
  HpObject *result = ternary1 (rt, a, b, mod);

  if (result != NULL || hp_err_occurred (rt))
    return result;
  if (mod == hp_none (rt))
    return type_error (rt, a, b, sign);
  return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                        "unsupported operand type(s) for %.100s: '%.100s', '%.100s', '%.100s'",
                        sign, a->type->name, b->type->name, mod->type->name);
}

HpObject *
hp_number_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  return power (rt, a, b, mod != NULL ? mod : hp_none (rt), "** or pow()");
}

HpObject *
hp_number_divmod (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *result = binary1 (rt, a, b, offsetof (HpNumberMethods, divmod));

  if (result != hp_not_implemented (rt))
    return result;
  hp_decref (rt, result);
  return type_error (rt, a, b, "divmod()");
}

HpObject *
hp_number_binary (HpRuntime *rt, HpObject *a, HpObject *b, HpBinaryOp op)
{
  bool inplace = op >= HP_NB_INPLACE_ADD;
  HpBinaryOp plain = inplace ? op - HP_NB_INPLACE_ADD : op;
  const Operator *o = &operators[plain];
  HpObject *result;

  if (plain == HP_NB_POWER) {
    const HpNumberMethods *table = a->type->as_number;

    if (inplace && table != NULL && table->inplace_power != NULL) {
      result = table->inplace_power (rt, a, b, hp_none (rt));
      if (result != hp_not_implemented (rt))
        return result;
      hp_decref (rt, result);
    }
    return power (rt, a, b, hp_none (rt), inplace ? "**=" : "** or pow()");
  }
  if (inplace) {
    HpBinaryFunc f = slot (a, o->inplace);

    if (f != NULL) {
      result = f (rt, a, b);
      if (result != hp_not_implemented (rt))
        return result;
      hp_decref (rt, result);
    }
  }
  result = binary1 (rt, a, b, o->slot);
  if (result != hp_not_implemented (rt))
    return result;
  hp_decref (rt, result);
  result = as_sequence (rt, a, b, plain, inplace);
  if (result != hp_not_implemented (rt))
    return result;
  hp_decref (rt, result);
  return type_error (rt, a, b, inplace ? o->inplace_sign : o->sign);
}

/* ---- one operand ---- */

#define UNARY(suffix, field, text)                                                                 \
  HpObject *hp_number_##suffix (HpRuntime *rt, HpObject *o)                                        \
  {                                                                                                \
    if (o->type->as_number != NULL && o->type->as_number->field != NULL)                           \
      return o->type->as_number->field (rt, o);                                                    \
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "bad operand type for " text ": '%.200s'",        \
                          o->type->name);                                                          \
  }
UNARY (negative, negative, "unary -")
UNARY (positive, positive, "unary +")
UNARY (invert, invert, "unary ~")
UNARY (absolute, absolute, "abs()")

bool
hp_is_index (HpObject *o)
{
  return o->type->as_number != NULL && o->type->as_number->index != NULL;
}

HpObject *
hp_number_index (HpRuntime *rt, HpObject *o)
{
  HpObject *result;

  if (hp_is_int (o))
    return hp_new_ref (o);
  if (!hp_is_index (o))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "'%.200s' object cannot be interpreted as an integer", o->type->name);
  result = o->type->as_number->index (rt, o);
  if (result != NULL && !hp_is_int (result)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__index__ returned non-int (type %.200s)",
                   result->type->name);
    hp_clear (rt, result);
  }
  return result;
}

ssize_t
hp_number_as_ssize (HpRuntime *rt, HpObject *o, HpTypeId exc)
{
  HpObject *n;
  int64_t value;
  int overflow;

  if (hp_is_int (o) && hp_int_is_short (o))
    return hp_int_short_value (o);
  n = hp_number_index (rt, o);
  if (n == NULL)
    return -1;
  value = hp_int_as_int64_and_overflow (n, &overflow);
  hp_decref (rt, n);
  if (overflow == 0)
    return value;
  if (exc == HP_T_TYPE)
    return overflow < 0 ? INT64_MIN : INT64_MAX;
  hp_err_format (rt, exc, "cannot fit '%.200s' into an index-sized integer", o->type->name);
  return -1;
}

static HpObject *
int_from_text (HpRuntime *rt, HpObject *o)
{
  ssize_t n;
  const char *text;

  if (hp_is_str (o)) {
    text = hp_str_as_utf8 (rt, o, &n);
    return text == NULL ? NULL : hp_int_from_utf8 (rt, text, n, 10);
  }
  return hp_err_format (
      rt, HP_EXC_TYPE_ERROR,
      "int() argument must be a string, a bytes-like object or a real number, not '%.200s'",
      o->type->name);
}

HpObject *
hp_number_int (HpRuntime *rt, HpObject *o)
{
  HpObject *result, *trunc, *exact;

  if (hp_is_int_exact (rt, o))
    return hp_new_ref (o);
  if (o->type->as_number != NULL && o->type->as_number->to_int != NULL) {
    result = o->type->as_number->to_int (rt, o);
    if (result == NULL || hp_is_int_exact (rt, result))
      return result;
    if (!hp_is_int (result)) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "__int__ returned non-int (type %.200s)",
                     result->type->name);
      hp_decref (rt, result);
      return NULL;
    }
    exact = hp_int_exact (rt, result);
    hp_decref (rt, result);
    return exact;
  }
  if (hp_is_index (o)) {
    result = hp_number_index (rt, o);
    exact = result == NULL ? NULL : hp_int_exact (rt, result);
    hp_xdecref (rt, result);
    return exact;
  }
  trunc = hp_object_lookup_special (rt, o, hp_id (rt, __trunc__));
  if (trunc != NULL) {
    result = hp_call_no_args (rt, trunc);
    hp_decref (rt, trunc);
    if (result == NULL || hp_is_int (result))
      return result;
    exact = hp_number_index (rt, result);
    hp_decref (rt, result);
    return exact;
  }
  return hp_err_occurred (rt) ? NULL : int_from_text (rt, o);
}

HpObject *
hp_number_float (HpRuntime *rt, HpObject *o)
{
  HpObject *result;
  double value;

  if (hp_is_float_exact (rt, o))
    return hp_new_ref (o);
  if (o->type->as_number != NULL && o->type->as_number->to_float != NULL) {
    result = o->type->as_number->to_float (rt, o);
    if (result == NULL || hp_is_float (rt, result))
      return result;
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.50s.__float__ returned non-float (type %.50s)",
                   o->type->name, result->type->name);
    hp_decref (rt, result);
    return NULL;
  }
  if (hp_is_index (o)) {
    result = hp_number_index (rt, o);
    if (result == NULL)
      return NULL;
    value = hp_int_as_double (rt, result);
    hp_decref (rt, result);
    if (value == -1.0 && hp_err_occurred (rt))
      return NULL;
    return hp_float_from_double (rt, value);
  }
  if (hp_is_str (o)) {
    ssize_t n;
    const char *text = hp_str_as_utf8 (rt, o, &n);

    return text == NULL ? NULL : hp_float_from_utf8 (rt, text, n);
  }
  return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                        "float() argument must be a string or a real number, not '%.200s'",
                        o->type->name);
}
