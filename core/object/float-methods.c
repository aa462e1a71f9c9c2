/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of floats: rounding, exact fractions, text. */
#include "object/err.h"
#include "object/float-private.h"
#include "object/format.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"

#include <math.h>

static HpObject *
float_round_method (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t ndigits;

  if (hp_args_check (rt, "__round__", n, 0, 1) < 0)
    return NULL;
  if (n == 0 || args[0] == hp_none (rt))
    return hp_int_from_double (rt, isfinite (hp_float_value (self))
                                       ? nearbyint (hp_float_value (self))
                                       : hp_float_value (self));
  ndigits = hp_number_as_ssize (rt, args[0], HP_T_TYPE);
  if (ndigits == -1 && hp_err_occurred (rt))
    return NULL;
  return hp_float_round (rt, hp_float_value (self),
                         ndigits > 1000    ? 1000
                         : ndigits < -1000 ? -1000
                                           : (int)ndigits);
}

static HpObject *
float_is_integer (HpRuntime *rt, HpObject *self)
{
  double v = hp_float_value (self);

  return hp_bool_from_long (rt, isfinite (v) && floor (v) == v);
}

static HpObject *
float_trunc (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_double (rt, hp_float_value (self));
}

static HpObject *
float_floor (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_double (rt, floor (hp_float_value (self)));
}

static HpObject *
float_ceil (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_double (rt, ceil (hp_float_value (self)));
}

static HpObject *
float_itself (HpRuntime *rt, HpObject *self)
{
  return hp_number_float (rt, self);
}

static HpObject *
float_as_integer_ratio (HpRuntime *rt, HpObject *self)
{
  double v = hp_float_value (self), m;
  int e;
  HpObject *n, *d, *s, *t;

  if (isinf (v)) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    return NULL;
  }
  if (isnan (v)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "cannot convert NaN to integer ratio");
    return NULL;
  }
  m = frexp (v, &e);
  for (int i = 0; i < 300 && m != floor (m); i++) {
    m *= 2.0;
    e--;
  }
  n = hp_int_from_double (rt, m);
  d = hp_int_from_int64 (rt, 1);
  s = hp_int_from_int64 (rt, e < 0 ? -e : e);
  if (n == NULL || d == NULL || s == NULL)
    goto fail;
  if (e > 0) {
    t = hp_int_left_shift (rt, n, s);
    hp_decref (rt, n);
    n = t;
  } else {
    t = hp_int_left_shift (rt, d, s);
    hp_decref (rt, d);
    d = t;
  }
  hp_decref (rt, s);
  s = NULL;
  if (n != NULL && d != NULL)
    return hp_tuple_from_array_steal (rt, (HpObject *[]){ n, d }, 2);
fail:
  hp_xdecref (rt, n);
  hp_xdecref (rt, d);
  hp_xdecref (rt, s);
  return NULL;
}

static HpObject *
float_format (HpRuntime *rt, HpObject *self, HpObject *spec)
{
  return hp_float_format_spec (rt, self, spec);
}

static HpObject *
float_getformat (HpRuntime *rt, HpObject *type, HpObject *kind)
{
  if (!hp_is_str (kind))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__getformat__() argument must be str, not %.50s",
                          kind->type->name);
  if (!hp_str_equal_utf8 (kind, "double") && !hp_str_equal_utf8 (kind, "float"))
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "__getformat__() argument 1 must be 'double' or 'float'");
  return hp_str_from_utf8 (rt, "IEEE, little-endian");
}

static HpObject *
float_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *copy = hp_float_from_double (rt, hp_float_value (self));

  return copy ? hp_tuple_from_array_steal (rt, &copy, 1) : NULL;
}

const HpMethodDef hp_float_methods[] = {
  HP_METHOD_NOARGS ("__getnewargs__", float_getnewargs, 0),
  HP_METHOD_NOARGS ("conjugate", float_itself, 0),
  HP_METHOD_NOARGS ("__trunc__", float_trunc, 0),
  HP_METHOD_NOARGS ("__floor__", float_floor, 0),
  HP_METHOD_NOARGS ("__ceil__", float_ceil, 0),
  HP_METHOD_FASTCALL ("__round__", float_round_method, 0),
  HP_METHOD_NOARGS ("as_integer_ratio", float_as_integer_ratio, 0),
  HP_METHOD_NOARGS ("hex", hp_float_hex, 0),
  HP_METHOD_O ("fromhex", hp_float_fromhex, HP_METH_CLASS),
  HP_METHOD_O ("__getformat__", float_getformat, HP_METH_CLASS),
  HP_METHOD_NOARGS ("is_integer", float_is_integer, 0),
  HP_METHOD_O ("__format__", float_format, 0),
  { NULL },
};
