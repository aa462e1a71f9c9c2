/* SPDX-License-Identifier: Apache-2.0 */
/* The module math: functions of one or two floats. The C library computes; the rules for what is a
 * ValueError ("math domain error") and what an OverflowError are those of CPython's mathmodule.c.
 */
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/float.h"
#include "object/int.h"
#include "object/module.h"
#include "object/tuple.h"
#include "script/math-private.h"
#include "script/vm.h"

#include <math.h>

static const double pi = 3.141592653589793238462643383279502884;

HpObject *
hp_math_domain_error (HpRuntime *rt)
{
  return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "math domain error");
}

HpObject *
hp_math_result (HpRuntime *rt, double result, double arguments, bool can_overflow)
{
  if (isnan (result) && !isnan (arguments))
    return hp_math_domain_error (rt);
  if (isinf (result) && isfinite (arguments))
    return can_overflow ? hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "math range error")
                        : hp_math_domain_error (rt);
  return hp_float_from_double (rt, result);
}

static int
read_double (HpRuntime *rt, HpObject *o, double *value)
{
  *value = hp_float_as_double (rt, o);
  return *value == -1.0 && hp_err_occurred (rt) != NULL ? -1 : 0;
}

static int
read_two (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t n, double *values)
{
  if (hp_args_check (rt, function, n, 2, 2) < 0)
    return -1;
  return read_double (rt, args[0], &values[0]) < 0 || read_double (rt, args[1], &values[1]) < 0 ? -1
                                                                                                : 0;
}

/* one float */

#define ONE(name, function, can_overflow)                                                          \
  static HpObject *math_##name (HpRuntime *rt, HpObject *self, HpObject *o)                        \
  {                                                                                                \
    double x;                                                                                      \
                                                                                                   \
    if (read_double (rt, o, &x) < 0)                                                               \
      return NULL;                                                                                 \
    return hp_math_result (rt, function (x), x, can_overflow);                                     \
  }

ONE (acos, acos, false)
ONE (acosh, acosh, false)
ONE (asin, asin, false)
ONE (asinh, asinh, false)
ONE (atan, atan, false)
ONE (atanh, atanh, false)
ONE (cbrt, cbrt, false)
ONE (cos, cos, false)
ONE (cosh, cosh, true)
ONE (erf, erf, false)
ONE (erfc, erfc, false)
ONE (exp, exp, true)
ONE (exp2, exp2, true)
ONE (expm1, expm1, true)
ONE (fabs, fabs, false)
ONE (log1p, log1p, false)
ONE (sin, sin, false)
ONE (sinh, sinh, true)
ONE (sqrt, sqrt, false)
ONE (tan, tan, false)
ONE (tanh, tanh, false)

static HpObject *
math_gamma (HpRuntime *rt, HpObject *self, HpObject *o)
{
  double x;

  return read_double (rt, o, &x) < 0 ? NULL : hp_math_gamma (rt, x);
}

static HpObject *
math_lgamma (HpRuntime *rt, HpObject *self, HpObject *o)
{
  double x;

  return read_double (rt, o, &x) < 0 ? NULL : hp_math_log_gamma (rt, x);
}

static double
to_degrees (double x)
{
  return x * (180.0 / pi);
}

static double
to_radians (double x)
{
  return x * (pi / 180.0);
}

static double
unit_in_last_place (double x)
{
  double up;

  if (!isfinite (x))
    return fabs (x);
  x = fabs (x);
  up = nextafter (x, INFINITY);
  return isinf (up) ? x - nextafter (x, 0.0) : up - x;
}

/* These say nothing of range errors. */
#define FREE(name, function)                                                                       \
  static HpObject *math_##name (HpRuntime *rt, HpObject *self, HpObject *o)                        \
  {                                                                                                \
    double x;                                                                                      \
                                                                                                   \
    return read_double (rt, o, &x) < 0 ? NULL : hp_float_from_double (rt, function (x));           \
  }

FREE (degrees, to_degrees)
FREE (radians, to_radians)
FREE (ulp, unit_in_last_place)

#define TEST(name)                                                                                 \
  static HpObject *math_##name (HpRuntime *rt, HpObject *self, HpObject *o)                        \
  {                                                                                                \
    double x;                                                                                      \
                                                                                                   \
    return read_double (rt, o, &x) < 0 ? NULL : hp_bool_from_long (rt, name (x));                  \
  }

TEST (isfinite)
TEST (isinf)
TEST (isnan)

/* logarithms: of ints of any size, too */

/* The int O > 0 is about m * 2**e with m < 1. 0 / -1. */
static int
split_int (HpRuntime *rt, HpObject *o, double *m, int64_t *e)
{
  int64_t dropped = (int64_t)hp_int_bit_length (o) - 1000;
  HpObject *shift = hp_int_from_int64 (rt, dropped > 0 ? dropped : 0), *top = NULL;
  int exponent;

  if (shift != NULL)
    top = hp_number_binary (rt, o, shift, HP_NB_RSHIFT);
  hp_xdecref (rt, shift);
  if (top == NULL)
    return -1;
  *m = frexp (hp_int_as_double (rt, top), &exponent);
  *e = exponent + (dropped > 0 ? dropped : 0);
  hp_decref (rt, top);
  return hp_err_occurred (rt) != NULL ? -1 : 0;
}

/* C leaves open what becomes of 0 and of negative numbers. */
static double
strict_log (double (*log_of) (double), double x)
{
  if (x < 0)
    return (double)NAN;
  if (x == 0)
    return -(double)INFINITY;
  return isfinite (x) ? log_of (x) : x;
}

static HpObject *
logarithm (HpRuntime *rt, HpObject *o, double (*log_of) (double))
{
  double x;
  int64_t e;

  if (!hp_is_int (o)) {
    if (read_double (rt, o, &x) < 0)
      return NULL;
    return hp_math_result (rt, strict_log (log_of, x), x, false);
  }
  if (hp_int_sign (o) <= 0)
    return hp_math_domain_error (rt);
  if (hp_int_bit_length (o) < 1000)
    return hp_float_from_double (rt, log_of (hp_int_as_double (rt, o)));
  if (split_int (rt, o, &x, &e) < 0)
    return NULL;
  return hp_float_from_double (rt, log_of (x) + log_of (2.0) * (double)e);
}

static HpObject *
math_log (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *num, *base, *quotient;

  if (n < 1 || n > 2)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "math.log requires 1 to 2 arguments");
  num = logarithm (rt, args[0], log);
  if (num == NULL || n == 1)
    return num;
  base = logarithm (rt, args[1], log);
  quotient = base != NULL ? hp_number_binary (rt, num, base, HP_NB_TRUE_DIVIDE) : NULL;
  hp_decref (rt, num);
  hp_xdecref (rt, base);
  return quotient;
}

static HpObject *
math_log2 (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return logarithm (rt, o, log2);
}

static HpObject *
math_log10 (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return logarithm (rt, o, log10);
}

/* two floats */

#define TWO(name, function)                                                                        \
  static HpObject *math_##name (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)   \
  {                                                                                                \
    double v[2];                                                                                   \
                                                                                                   \
    if (read_two (rt, #name, args, n, v) < 0)                                                      \
      return NULL;                                                                                 \
    return hp_float_from_double (rt, function (v[0], v[1]));                                       \
  }

TWO (atan2, atan2)
TWO (copysign, copysign)
TWO (nextafter, nextafter)

/* A result that is NaN, or infinite, though no argument is. */
static HpObject *
result_of_two (HpRuntime *rt, double result, const double *v)
{
  if (isnan (result) && !isnan (v[0]) && !isnan (v[1]))
    return hp_math_domain_error (rt);
  if (isinf (result) && isfinite (v[0]) && isfinite (v[1]))
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "math range error");
  return hp_float_from_double (rt, result);
}

static HpObject *
math_fmod (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  double v[2];

  if (read_two (rt, "fmod", args, n, v) < 0)
    return NULL;
  return result_of_two (rt, fmod (v[0], v[1]), v);
}

static HpObject *
math_remainder (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  double v[2];

  if (read_two (rt, "remainder", args, n, v) < 0)
    return NULL;
  return result_of_two (rt, remainder (v[0], v[1]), v);
}

static HpObject *
math_pow (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  double v[2];

  if (read_two (rt, "pow", args, n, v) < 0)
    return NULL;
  if (v[0] == 0 && v[1] < 0 && isfinite (v[1]))
    return hp_math_domain_error (rt);
  return result_of_two (rt, pow (v[0], v[1]), v);
}

static HpObject *
math_ldexp (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  int overflow;
  int64_t e;
  double x;

  if (hp_args_check (rt, "ldexp", n, 2, 2) < 0 || read_double (rt, args[0], &x) < 0)
    return NULL;
  if (!hp_is_int (args[1]))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "Expected an int as second argument to ldexp.");
  e = hp_int_as_int64_and_overflow (args[1], &overflow);
  if (overflow != 0 || e > 100000 || e < -100000) /* beyond any double */
    e = (overflow != 0 ? overflow > 0 : e > 0) ? 100000 : -100000;
  return hp_math_result (rt, ldexp (x, (int)e), x, true);
}

static HpObject *
pack_two (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *pair = a != NULL && b != NULL ? hp_tuple_pack (rt, 2, a, b) : NULL;

  hp_xdecref (rt, a);
  hp_xdecref (rt, b);
  return pair;
}

static HpObject *
math_frexp (HpRuntime *rt, HpObject *self, HpObject *o)
{
  int e = 0;
  double x;

  if (read_double (rt, o, &x) < 0)
    return NULL;
  if (isfinite (x))
    x = frexp (x, &e);
  return pack_two (rt, hp_float_from_double (rt, x), hp_int_from_int64 (rt, e));
}

static HpObject *
math_modf (HpRuntime *rt, HpObject *self, HpObject *o)
{
  double x, whole;

  if (read_double (rt, o, &x) < 0)
    return NULL;
  x = modf (x, &whole);
  return pack_two (rt, hp_float_from_double (rt, x), hp_float_from_double (rt, whole));
}

/* close within the relative or the absolute tolerance (PEP 485) */
static HpObject *
math_isclose (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "a", "b", "rel_tol", "abs_tol", NULL };
  double v[4] = { 0, 0, 1e-09, 0.0 }, difference;
  HpObject *out[4];

  if (hp_args_parse (rt, "isclose", args, n, kwnames, names, 2, 2, out) < 0)
    return NULL;
  for (int i = 0; i < 4; i++)
    if (out[i] != NULL && read_double (rt, out[i], &v[i]) < 0)
      return NULL;
  if (v[2] < 0 || v[3] < 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "tolerances must be non-negative");
  if (v[0] == v[1] || isinf (v[0]) || isinf (v[1]))
    return hp_bool_from_long (rt, v[0] == v[1]);
  difference = fabs (v[1] - v[0]);
  return hp_bool_from_long (rt, difference <= fabs (v[2] * v[1]) ||
                                    difference <= fabs (v[2] * v[0]) || difference <= v[3]);
}

/* to ints, by the method that a type has for it */

static HpObject *
round_by (HpRuntime *rt, HpObject *o, HpObject *name, double (*round_double) (double))
{
  HpObject *method, *result;
  double x;

  if (!hp_is_float_exact (rt, o)) {
    method = hp_object_lookup_special (rt, o, name);
    if (method != NULL) {
      result = hp_call_no_args (rt, method);
      hp_decref (rt, method);
      return result;
    }
    if (hp_err_occurred (rt) != NULL)
      return NULL;
  }
  if (read_double (rt, o, &x) < 0)
    return NULL;
  return hp_int_from_double (rt, round_double (x));
}

static HpObject *
math_ceil (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return round_by (rt, o, hp_id (rt, __ceil__), ceil);
}

static HpObject *
math_floor (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return round_by (rt, o, hp_id (rt, __floor__), floor);
}

static HpObject *
math_trunc (HpRuntime *rt, HpObject *self, HpObject *o)
{
  HpObject *method, *result;

  if (hp_is_float_exact (rt, o))
    return hp_int_from_double (rt, hp_float_value (o));
  method = hp_object_lookup_special (rt, o, hp_id (rt, __trunc__));
  if (method == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "type %.100s doesn't define __trunc__ method",
                     o->type->name);
    return NULL;
  }
  result = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  return result;
}

/* the module */

static const HpMethodDef functions[] = {
  HP_METHOD_O ("acos", math_acos, 0),
  HP_METHOD_O ("acosh", math_acosh, 0),
  HP_METHOD_O ("asin", math_asin, 0),
  HP_METHOD_O ("asinh", math_asinh, 0),
  HP_METHOD_O ("atan", math_atan, 0),
  HP_METHOD_FASTCALL ("atan2", math_atan2, 0),
  HP_METHOD_O ("atanh", math_atanh, 0),
  HP_METHOD_O ("cbrt", math_cbrt, 0),
  HP_METHOD_O ("ceil", math_ceil, 0),
  HP_METHOD_FASTCALL ("copysign", math_copysign, 0),
  HP_METHOD_O ("cos", math_cos, 0),
  HP_METHOD_O ("cosh", math_cosh, 0),
  HP_METHOD_O ("degrees", math_degrees, 0),
  HP_METHOD_O ("erf", math_erf, 0),
  HP_METHOD_O ("erfc", math_erfc, 0),
  HP_METHOD_O ("exp", math_exp, 0),
  HP_METHOD_O ("exp2", math_exp2, 0),
  HP_METHOD_O ("expm1", math_expm1, 0),
  HP_METHOD_O ("fabs", math_fabs, 0),
  HP_METHOD_O ("floor", math_floor, 0),
  HP_METHOD_FASTCALL ("fmod", math_fmod, 0),
  HP_METHOD_O ("frexp", math_frexp, 0),
  HP_METHOD_O ("gamma", math_gamma, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("isclose", math_isclose, 0),
  HP_METHOD_O ("isfinite", math_isfinite, 0),
  HP_METHOD_O ("isinf", math_isinf, 0),
  HP_METHOD_O ("isnan", math_isnan, 0),
  HP_METHOD_FASTCALL ("ldexp", math_ldexp, 0),
  HP_METHOD_FASTCALL ("log", math_log, 0),
  HP_METHOD_O ("lgamma", math_lgamma, 0),
  HP_METHOD_O ("log10", math_log10, 0),
  HP_METHOD_O ("log1p", math_log1p, 0),
  HP_METHOD_O ("log2", math_log2, 0),
  HP_METHOD_O ("modf", math_modf, 0),
  HP_METHOD_FASTCALL ("nextafter", math_nextafter, 0),
  HP_METHOD_FASTCALL ("pow", math_pow, 0),
  HP_METHOD_O ("radians", math_radians, 0),
  HP_METHOD_FASTCALL ("remainder", math_remainder, 0),
  HP_METHOD_O ("sin", math_sin, 0),
  HP_METHOD_O ("sinh", math_sinh, 0),
  HP_METHOD_O ("sqrt", math_sqrt, 0),
  HP_METHOD_O ("tan", math_tan, 0),
  HP_METHOD_O ("tanh", math_tanh, 0),
  HP_METHOD_O ("trunc", math_trunc, 0),
  HP_METHOD_O ("ulp", math_ulp, 0),
  { NULL },
};

static int
add_number (HpRuntime *rt, HpObject *module, const char *name, double value)
{
  return hp_module_add_new (rt, module, name, hp_float_from_double (rt, value));
}

HpObject *
hp_module_math_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "math");

  if (module == NULL)
    return NULL;
  if (hp_module_add_functions (rt, module, functions) < 0 ||
      hp_module_add_functions (rt, module, hp_math_integer_functions) < 0 ||
      hp_module_add_functions (rt, module, hp_math_many_functions) < 0 ||
      add_number (rt, module, "pi", pi) < 0 ||
      add_number (rt, module, "e", 2.718281828459045235360287471352662498) < 0 ||
      add_number (rt, module, "tau", 2 * pi) < 0 || add_number (rt, module, "inf", INFINITY) < 0 ||
      add_number (rt, module, "nan", NAN) < 0)
    hp_clear (rt, module);
  return module;
}
