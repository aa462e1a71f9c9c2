/* SPDX-License-Identifier: Apache-2.0 */
/* The two truth values, a subclass of int. */
#include "object/int-private.h"
#include "object/str.h"

HpObject *
hp_bool_from_long (HpRuntime *rt, long value)
{
  return hp_new_ref (value ? hp_true (rt) : hp_false (rt));
}

#define BOTH_INTS(a, b)                                                                            \
  if (!hp_is_int (a) || !hp_is_int (b))                                                            \
  return hp_new_ref (hp_not_implemented (rt))

/* bool */

static HpObject *
bool_repr (HpRuntime *rt, HpObject *self)
{
  return hp_str_intern_utf8 (rt, self == hp_true (rt) ? "True" : "False");
}

static HpObject *
bool_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *x = NULL;
  int t;

  if (hp_args_no_keywords (rt, "bool", kwargs) < 0 ||
      hp_arg_unpack (rt, "bool", args, 0, 1, &x) < 0)
    return NULL;
  if (x == NULL)
    return hp_new_ref (hp_false (rt));
  t = hp_object_is_true (rt, x);
  return t < 0 ? NULL : hp_bool_from_long (rt, t);
}

static HpObject *
bool_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                 HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  int truth;

  if (hp_args_no_kwnames (rt, "bool", kwnames) < 0 || hp_args_check (rt, "bool", n, 0, 1) < 0)
    return NULL;
  truth = n == 0 ? 0 : hp_object_is_true (rt, args[0]);
  return truth < 0 ? NULL : hp_bool_from_long (rt, truth);
}

static HpObject *
bool_bitwise (HpRuntime *rt, HpObject *a, HpObject *b, char op)
{
  BOTH_INTS (a, b);
  if (hp_is_bool (rt, a) && hp_is_bool (rt, b)) {
    bool x = a == hp_true (rt), y = b == hp_true (rt);
    return hp_bool_from_long (rt, op == '&' ? x & y : op == '|' ? x | y : x ^ y);
  }
  return hp_int_bitwise (rt, a, b, op);
}

static HpObject *
bool_and (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return bool_bitwise (rt, a, b, '&');
}

static HpObject *
bool_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return bool_bitwise (rt, a, b, '|');
}

static HpObject *
bool_xor (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return bool_bitwise (rt, a, b, '^');
}

static const HpNumberMethods bool_number = { .and_ = bool_and, .or_ = bool_or, .xor_ = bool_xor };

static void
bool_dealloc (HpRuntime *rt, HpObject *o)
{
  o->refcount = 1 << 20;
}

const HpType hp_bool_type = {
  .name = "bool",
  .basicsize = sizeof (HpInt),
  .itemsize = sizeof (uint32_t),
  .flags = HP_TYPE_INT_SUBCLASS | HP_TYPE_MATCH_SELF,
  .dealloc = bool_dealloc,
  .repr = bool_repr,
  .as_number = &bool_number,
  .new = bool_new,
  .vectorcall = bool_vectorcall,
  .doc = "bool(x) -> bool",
};
